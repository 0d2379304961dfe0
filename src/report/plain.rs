//! Draws findings in black and white as miette draws them, where nothing needs its care: each mark on a line of its own,
//! no two of these lines one below the other, no tabs. Nearly all findings are so, logs and pipes have no colour, and
//! miette takes about ten times as long. A test holds the two against each other.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

use super::{
    cut,
    place::{Characters, PlaceFinder},
    sanitize,
    snippet::{LABEL, SnippetMark, line_to_show},
};
use crate::text::wrap_options;

/// The texts of a finding around its snippet; all of them are harmless already.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainText<'a> {
    /// The severity and the rule, in front of the message.
    pub(super) icon: &'a str,
    pub(super) message: &'a str,
    pub(super) help: &'a str,
    pub(super) path: &'a str,
}

/// Draws a finding behind what stands in `out`, or says that miette must, and leaves `out` as it was.
pub(super) fn draw(
    words: PlainText<'_>,
    places: &PlaceFinder,
    marks: &[SnippetMark],
    width: usize,
    out: &mut String,
) -> bool {
    let Some(rows) = rows(places, marks) else { return false };
    let begun = out.len();
    fill(&format_indent(words.icon), "  │ ", words.message, width, out);
    let last = rows.iter().map(|(number, _)| number + 1).max().unwrap_or_default();
    let room = width.saturating_sub(digits(last) + " │ ".chars().count() + 1);
    for &(number, mark) in &rows {
        if !row(places, words.path, number, mark, room, out) {
            out.truncate(begun);
            return false;
        }
    }
    if !words.help.is_empty() {
        fill("  help: ", "        ", words.help, width, out);
    }
    true
}

fn format_indent(icon: &str) -> String {
    let mut indent = String::with_capacity(icon.len() + 3);
    indent.extend(["  ", icon, " "]);
    indent
}

/// The lines that the marks stand on, counted from 0, in the order in which they are shown: the first mark's, then the
/// others as in the file. None where two marks share a line, or where lines follow one another.
fn rows<'m>(places: &PlaceFinder, marks: &'m [SnippetMark<'m>]) -> Option<Vec<(usize, &'m SnippetMark<'m>)>> {
    let mut rows: Vec<_> = marks.iter().map(|mark| (places.file().line_of(mark.span.start as usize), mark)).collect();
    if let [_, others @ ..] = rows.as_slice()
        && !others.is_empty()
    {
        // miette leaves out a second place with nothing under it and nothing to say of it.
        if others.iter().any(|(_, mark)| mark.span.is_empty() && mark.label.is_empty()) {
            return None;
        }
        let mut numbers: Vec<usize> = rows.iter().map(|(number, _)| *number).collect();
        numbers.sort_unstable();
        if numbers.windows(2).any(|pair| matches!(pair, [a, b] if b - a <= 1)) {
            return None;
        }
        rows.get_mut(1..)?.sort_unstable_by_key(|(number, _)| *number);
    }
    Some(rows)
}

/// Draws one line with its mark; false where the line has a tab, whose width depends on where it stands.
fn row(places: &PlaceFinder, path: &str, number: usize, mark: &SnippetMark<'_>, room: usize, out: &mut String) -> bool {
    let (line, range) = line_to_show(places, number, mark);
    let cut = cut::cut(line, std::slice::from_ref(&range), room);
    if memchr::memchr(b'\t', cut.text.as_bytes()).is_some() {
        return false;
    }
    let shown = cut.marks.first().cloned().unwrap_or_default();
    let label = (!mark.label.is_empty()).then(|| sanitize::terminal_excerpt(mark.label, LABEL));
    let gutter = digits(number + 1);
    let at = places.place_in::<Characters>(number, mark.span.start as usize);
    spaces(gutter + 2, out);
    // Writing into a string does not fail.
    let _ = writeln!(out, "╭─[{path}:{}:{}]", number + 1, at.column);
    let _ = writeln!(out, " {} │ {}", number + 1, cut.text);
    let before = columns(cut.text.get(..shown.start).unwrap_or_default());
    let under = columns(cut.text.get(shown.clone()).unwrap_or_default()).max(1);
    let middle = if shown.is_empty() {
        "▲"
    } else if label.is_some() {
        "┬"
    } else {
        "─"
    };
    below(gutter, before, out);
    bars(under / 2, out);
    out.push_str(middle);
    bars(under - under / 2 - 1, out);
    out.push('\n');
    if let Some(label) = label {
        below(gutter, before + under / 2, out);
        out.extend(["╰── ", &*label, "\n"]);
    }
    spaces(gutter + 2, out);
    out.push_str("╰────\n");
    true
}

/// Begins a line below a shown one, up to a column of it.
fn below(gutter: usize, column: usize, out: &mut String) {
    spaces(gutter + 2, out);
    out.push_str("· ");
    spaces(column, out);
}

/// A text behind an indent, broken into lines where it does not fit, and the end of its last line.
fn fill(first: &str, other: &str, text: &str, width: usize, out: &mut String) {
    let width = width.saturating_sub(2);
    // What fits on one line is what it is, and most texts do.
    let whole = !text.is_empty() && !text.starts_with(' ') && !text.ends_with(' ') && !text.contains(char::is_control);
    if whole && columns(first) + columns(text) <= width {
        out.extend([first, text, "\n"]);
        return;
    }
    let options = wrap_options(width).initial_indent(first).subsequent_indent(other);
    out.push_str(&textwrap::fill(text, options));
    out.push('\n');
}

fn digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |tens| tens as usize + 1)
}

/// Columns that a text without tabs takes.
fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(|c| c.width().unwrap_or(0)).sum() }
}

fn spaces(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', count));
}

fn bars(count: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("─", count));
}
