//! Lines that were written as entries and that a renderer shows as text: a wrong bullet, no blank behind the bullet, bars
//! that only look like bars, a list that is glued to HTML.

use super::no_records::is_about_project;
use crate::catalog::Catalog;
use crate::markdown::Document;
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;

/// Bullets that people write and markdown does not know.
const FOREIGN_BULLETS: &str = "•–—·●○◦‣▪■►➤⁃∙・";
/// Characters that look like the bar between cells.
const FOREIGN_BARS: &str = "│｜┃∣❘";
/// Lines of one kind behind each other from which on they are one finding: they have one cause.
const MANY: usize = 20;

/// The reason why a line is shown as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RawKind {
    /// `• [Name](…)`
    Bullet(char),
    /// `-[Name](…)`
    NoBlank,
    /// `-` and a no-break space
    OddBlank,
    /// `│ [Name](…) │ MIT │`
    Bar(char),
    /// `- [Name](…)` in a block of HTML
    Html,
}

/// A line that is shown as text.
struct RawLine {
    kind: RawKind,
    span: Span,
    /// Number of the line in the file, from 0.
    line: usize,
}

/// Reports each line that was written as an entry and is shown as text.
pub(super) fn raw_lines(context: &Context<'_, '_>, answers: &mut Answers) {
    // What guides and logs of a project list are no entries.
    if is_about_project(context.catalog.file.path()) {
        return;
    }
    let found = find(context.catalog);
    for run in found.chunk_by(|a, b| a.kind == b.kind && b.line - a.line <= 2) {
        let Some(first) = run.first() else { continue };
        // One line with a dot before it is a remark or a signature.
        if matches!(first.kind, RawKind::Bullet(_)) && run.len() < 2 {
            continue;
        }
        if run.len() > MANY {
            answers.broken(draft(context, first, run.len()));
        } else {
            for line in run {
                answers.broken(draft(context, line, 1));
            }
        }
    }
}

/// The lines of a document that are shown as text, in order; none that was read as a record.
fn find(catalog: &Catalog<'_>) -> Vec<RawLine> {
    let document = &catalog.document;
    let mut found = Vec::new();
    let mut at = 0;
    for (line, source) in document.text.split_inclusive('\n').enumerate() {
        let start = at + (source.len() - source.trim_start().len());
        let span = Span::new(start, (at + source.trim_end().len()).max(start));
        at += source.len();
        let Some(kind) = kind_of(span.of(document.text)) else { continue };
        if document.is_verbatim(start) || in_comment(document, start) {
            continue;
        }
        // What a renderer makes a link of in an item is read, or reported as unread.
        let is_shown = !document.links.get(document.links_in(span)).unwrap_or_default().is_empty();
        if kind != RawKind::Html || !is_shown {
            found.push(RawLine { kind, span, line });
        }
    }
    if found.is_empty() {
        return found;
    }
    let mut names: Vec<u32> = catalog.records.iter().map(|record| record.name_span.start).collect();
    names.sort_unstable();
    found.retain(|raw| {
        let next = names.partition_point(|name| *name < raw.span.start);
        names.get(next).is_none_or(|name| *name >= raw.span.end)
    });
    found
}

/// Returns how a line would be an entry that is none; `RawKind::Html` stands for one that is well written.
fn kind_of(line: &str) -> Option<RawKind> {
    let first = line.chars().next()?;
    let rest = line.get(first.len_utf8()..)?;
    let is_bullet = matches!(first, '-' | '*' | '+');
    if is_bullet && begins_with_link(rest) {
        // `*[Name](…)*` is emphasis.
        return (first != '*' || !rest.contains('*')).then_some(RawKind::NoBlank);
    }
    let inner = rest.trim_start();
    let blank = rest.get(..rest.len() - inner.len())?;
    if is_bullet && begins_with_link(inner) {
        let is_odd = blank.starts_with(|c: char| !matches!(c, ' ' | '\t'));
        return Some(if is_odd { RawKind::OddBlank } else { RawKind::Html });
    }
    if first == '|' {
        return (begins_with_link(inner) && line.ends_with('|')).then_some(RawKind::Html);
    }
    if FOREIGN_BARS.contains(first) {
        return (rest.matches(first).count() > 1 && line.contains("](http")).then_some(RawKind::Bar(first));
    }
    let is_foreign = FOREIGN_BULLETS.contains(first) && begins_with_link(inner);
    // `· [One](…) · [Two](…)` is a navigation.
    (is_foreign && !inner.contains(first)).then_some(RawKind::Bullet(first))
}

/// Returns true if a text begins with a whole link to the web, bold or not.
fn begins_with_link(text: &str) -> bool {
    let inner = text.strip_prefix("**").unwrap_or(text);
    let Some((name, rest)) = inner.strip_prefix('[').and_then(|inner| inner.split_once("](")) else { return false };
    let address = rest.split(')').next().unwrap_or_default();
    !name.trim().is_empty()
        && !name.contains(['[', ']'])
        && rest.len() > address.len()
        && address.starts_with("http")
        && !address.contains(char::is_whitespace)
}

/// True if a place is in an HTML comment.
fn in_comment(document: &Document<'_>, at: usize) -> bool {
    let after = document.comments.partition_point(|comment| comment.span.start as usize <= at);
    let before = after.checked_sub(1).and_then(|index| document.comments.get(index));
    before.is_some_and(|comment| comment.span.end as usize > at)
}

/// Words the finding about a line, or about as many lines from it on.
fn draft(context: &Context<'_, '_>, line: &RawLine, lines: usize) -> Draft {
    let (what, help) = match line.kind {
        RawKind::Bullet(bullet) => (format!("`{bullet}` makes no list item"), "begin the line with `-` and a blank"),
        RawKind::NoBlank => ("without a blank behind the bullet it makes no list item".to_owned(), "write `- [`"),
        RawKind::OddBlank => {
            ("the bullet makes no list item: the blank behind it is no ordinary one".to_owned(), "write `- [`")
        }
        RawKind::Bar(bar) => (format!("`{bar}` makes no cells"), "write `|` between the cells"),
        RawKind::Html => (
            "markdown is not read here, and the brackets are shown: a tag above has no empty line behind it".to_owned(),
            "put an empty line between the tag and the list or table",
        ),
    };
    let unread = match lines {
        1 => "this line was not read as an entry".to_owned(),
        lines => format!("{lines} lines from here on were not read as entries"),
    };
    let text = line.span.of(context.text());
    let draft = Draft::new(line.span, format!("{what}, and {unread}")).help(help).subject(text.to_owned());
    draft.places(lines as u32).other_severity()
}
