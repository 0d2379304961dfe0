//! The entries that a list of contents lacks, written as its own entries are.

use super::super::contents::{Contents, is_side};
use crate::finding::{Edit, Fix};
use crate::markdown::{Document, Link, LinkKind, ListId, SectionId};
use crate::source::Span;

/// An entry for a section of the level that the contents list.
struct TocEntry<'d> {
    section: SectionId,
    list: ListId,
    /// The text before its link in the line: the indentation and the marker.
    before: &'d str,
    /// Start of its line.
    start: usize,
    /// Its end, entries nested in it included.
    end: usize,
}

/// The way in which entries write the title of a section.
#[derive(Clone, Copy)]
enum TitleWording {
    /// As the heading does.
    Whole,
    /// Without the emoji and marks at its ends.
    Bare,
}

/// The edits that add entries for the sections that are left out; none where the contents are written in a way that is not
/// understood, or in another order than the text. `listed` are the entries of all contents with their sections.
pub(super) fn missing_entries(
    document: &Document<'_>,
    all: &[Contents],
    listed: &[(&Link<'_>, SectionId)],
    level: u8,
    left_out: &[SectionId],
) -> Option<Fix> {
    let [contents] = all else { return None };
    // What stands above the contents may be listed at any place.
    let of_level =
        |section: SectionId| document[section].level == level && document[section].span.start >= contents.span.end;
    let links: Vec<_> = listed.iter().filter(|(_, section)| of_level(*section)).collect();
    let entries: Vec<TocEntry<'_>> =
        links.iter().map(|(link, section)| entry(document, link, *section)).collect::<Option<_>>()?;
    let first = entries.first()?;
    let is_alike = |entry: &TocEntry<'_>| entry.list == first.list && entry.before == first.before;
    let in_order = entries.is_sorted_by_key(|entry| entry.section);
    let is_tight = entries.windows(2).all(|pair| match pair {
        [a, b] => between(document, a, b).matches('\n').count() <= 1,
        _ => true,
    });
    if !in_order || !is_tight || !entries.iter().all(is_alike) {
        return None;
    }
    let wording = wording(document, &links)?;
    let mut edits: Vec<Edit> = Vec::new();
    for &section in left_out.iter().filter(|&&section| !is_side(document.title(section))) {
        let Some(link) = link_to(document, section, wording) else { continue };
        let before = entries.iter().rev().find(|entry| entry.section < section);
        let (at, text) = match before {
            Some(entry) => (entry.end, format!("{}{}{link}", line_end(document.text, entry.end), first.before)),
            None => (first.start, format!("{}{link}{}", first.before, line_end(document.text, first.start))),
        };
        match edits.last_mut().filter(|edit| edit.span == Span::at(at)) {
            Some(edit) => edit.text.push_str(&text),
            None => edits.push(Edit { span: Span::at(at), text }),
        }
    }
    (!edits.is_empty()).then_some(Fix { safe: true, edits })
}

fn entry<'d>(document: &Document<'d>, link: &Link<'_>, section: SectionId) -> Option<TocEntry<'d>> {
    let text = document.text;
    let item = document.items.get(document.block(link.block)?.item as usize)?;
    let start = text.get(..link.span.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
    let before = Span { start: start as u32, end: link.span.start }.of(text);
    let is_marker = matches!(before.trim(), "-" | "*" | "+") && before.ends_with([' ', '\t']);
    let behind = text.get(link.span.end as usize..)?.lines().next().unwrap_or_default();
    if !is_marker || !behind.trim().is_empty() || link.kind != LinkKind::Inline {
        return None;
    }
    let end = item.span.start as usize + item.span.of(text).trim_end().len();
    Some(TocEntry { section, list: item.list, before, start, end })
}

fn between<'d>(document: &Document<'d>, a: &TocEntry<'_>, b: &TocEntry<'_>) -> &'d str {
    document.text.get(a.end..b.start).unwrap_or_default()
}

/// Returns the way in which most entries write titles and fragments; none where it cannot be imitated.
fn wording(document: &Document<'_>, links: &[&(&Link<'_>, SectionId)]) -> Option<TitleWording> {
    let mostly = |is: &dyn Fn(&Link<'_>, SectionId) -> bool| {
        links.iter().filter(|(link, section)| is(link, *section)).count() * 3 >= links.len() * 2
    };
    if !mostly(&|link, section| link.target.strip_prefix('#') == Some(&document[section].slug)) {
        return None;
    }
    let text = |link: &Link<'_>| document.link_text(link).trim().to_owned();
    if mostly(&|link, section| text(link) == document.title(section)) {
        Some(TitleWording::Whole)
    } else if mostly(&|link, section| text(link) == bare(document.title(section))) {
        Some(TitleWording::Bare)
    } else {
        None
    }
}

fn bare(title: &str) -> &str {
    title.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | ')'))
}

/// The link to a section; none where its title holds what would be markup in it.
fn link_to(document: &Document<'_>, section: SectionId, wording: TitleWording) -> Option<String> {
    let title = match wording {
        TitleWording::Whole => document.title(section),
        TitleWording::Bare => bare(document.title(section)),
    };
    let slug = &document[section].slug;
    let is_entity = title.contains('&') && title.contains(';');
    let is_plain = !is_entity && !title.contains(['[', ']', '<', '>', '*', '_', '`', '\\', '|', '\n', '~', '$', ':']);
    (is_plain && !title.is_empty() && !slug.is_empty() && !slug.contains([' ', '(', ')']))
        .then(|| format!("[{title}](#{slug})"))
}

/// The line ending that the text uses around a place.
fn line_end(text: &str, at: usize) -> &'static str {
    let next = text.get(at..).and_then(|rest| rest.split_once('\n'));
    if next.is_some_and(|(line, _)| line.ends_with('\r')) { "\r\n" } else { "\n" }
}
