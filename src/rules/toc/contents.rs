//! The lists of contents of a document.

use crate::markdown::{BlockKind, Document, Link, NONE};
use crate::rules::link::words;
use crate::source::Span;

/// A list of contents.
#[derive(Debug)]
pub(in crate::rules) struct Contents {
    /// Where it stands.
    pub(super) span: Span,
    /// Its entries: indices of the document's links, in order.
    pub(super) links: Vec<u32>,
    /// The section that it stands in.
    pub(super) section: u32,
}

impl Contents {
    /// Its entries, as indices of the document's links.
    pub(in crate::rules) fn links(&self) -> impl Iterator<Item = u32> + '_ {
        self.links.iter().copied()
    }

    pub(super) fn entries<'d, 't>(&'d self, document: &'d Document<'t>) -> impl Iterator<Item = &'d Link<'t>> {
        self.links.iter().filter_map(|&index| document.links.get(index as usize))
    }
}

/// The lists of contents of a document: three fragments or more, of which the list mostly is, under a title that says so
/// or before the second heading of the text.
pub(in crate::rules) fn contents(document: &Document<'_>) -> Vec<Contents> {
    let mut found = Vec::new();
    for list in document.lists.iter().filter(|list| list.parent == NONE) {
        let Some(contents) = read(document, list.span, list.section) else { continue };
        if list.section <= 2 || is_titled(document, list.section) {
            found.push(contents);
        }
    }
    found
}

pub(super) fn is_titled(document: &Document<'_>, section: u32) -> bool {
    let title = folded(document.title(section));
    // Whatever stands before "table of contents", it is one: an emoji that was wrongly decoded, too.
    words().contents_titles.contains(&title) || title.ends_with(" table of contents")
}

fn read(document: &Document<'_>, span: Span, section: u32) -> Option<Contents> {
    let range = document.links_in(span);
    let all = document.links.get(range.clone())?;
    let is_entry =
        |link: &Link<'_>| link.target.len() > 1 && link.target.starts_with('#') && begins_item(document, link);
    let links: Vec<u32> = range.zip(all).filter(|(_, link)| is_entry(link)).map(|(index, _)| index as u32).collect();
    let from = document.items.partition_point(|item| item.span.start < span.start);
    let items = document.items.partition_point(|item| item.span.start < span.end) - from;
    (links.len() >= 3 && links.len() * 2 > items && links.len() * 2 > all.len()).then_some(Contents {
        span,
        links,
        section,
    })
}

/// Whether a link is the first thing of its item: what follows in it is a remark.
fn begins_item(document: &Document<'_>, link: &Link<'_>) -> bool {
    let Some(block) = document.block(link.block).filter(|block| block.kind == BlockKind::Item) else { return false };
    let before = document.text_of(block).get(..link.text.0 as usize).unwrap_or_default();
    !before.chars().any(char::is_alphanumeric)
}

/// A title without emoji, punctuation, case and what stands in brackets at its end.
pub(super) fn folded(title: &str) -> String {
    let title = title.trim();
    let end = title.rfind(['(', '（', '[']).filter(|&at| at > 0 && title.ends_with([')', '）', ']']));
    let title = end.and_then(|at| title.get(..at)).unwrap_or(title);
    let mut folded = String::with_capacity(title.len());
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}
