//! The lines of a file that one finding shows, as miette reads them.
//!
//! miette's own sources scan the file from its start for every label. This one holds only the lines that are shown, found
//! through the file's line index, cut to the width and made harmless; it gives miette the lines' own numbers and columns.

use std::{borrow::Cow, ops::Range};

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::{
    cut,
    place::{Characters, PlaceFinder},
    sanitize,
};
use crate::source::Span;

/// Longest label, in characters; it takes one line.
pub(super) const LABEL: usize = 160;

/// A place to show, and what to say under it.
#[derive(Debug, Clone, Copy)]
pub(super) struct SnippetMark<'a> {
    pub(super) span: Span,
    pub(super) label: &'a str,
}

/// One shown line.
#[derive(Debug)]
struct SnippetRow {
    /// Its start in the snippet's text.
    start: usize,
    /// Its number in the file, from 0.
    number: usize,
}

/// The shown lines of one file, one below the other. The lines of the first mark come first.
#[derive(Debug)]
pub(super) struct Snippet {
    path: String,
    text: String,
    rows: Vec<SnippetRow>,
    /// The labels' beginnings in the text, and the columns from 0 that they have in the file.
    columns: Vec<(usize, usize)>,
    labels: Vec<LabeledSpan>,
}

impl Snippet {
    /// Shows the first line of every mark. `path` must be harmless already.
    pub(super) fn new(places: &PlaceFinder, path: &str, marks: &[SnippetMark], width: usize) -> Self {
        let file = places.file();
        let number = |mark: &SnippetMark| file.line_of(mark.span.start as usize);
        let numbers = order(marks.iter().map(number).collect());
        let gutter =
            numbers.iter().max().map_or(1, |last| (last + 1).ilog10() as usize + 1) + " │ ".chars().count() + 1;
        let mut snippet = Self {
            path: path.to_owned(),
            text: String::new(),
            rows: Vec::new(),
            columns: Vec::new(),
            labels: Vec::new(),
        };
        for line in numbers {
            let here = marks.iter().enumerate().filter(|(_, mark)| number(mark) == line).collect::<Vec<_>>();
            snippet.push(places, line, &here, width.saturating_sub(gutter));
        }
        snippet
    }

    /// Adds one line with the marks that begin on it.
    fn push(&mut self, places: &PlaceFinder, number: usize, marks: &[(usize, &SnippetMark)], width: usize) {
        let file = places.file();
        let mut span = file.line_span(number);
        skip_byte_order_mark(&mut span, file.text(), marks);
        let line = file.slice(span);
        let ranges = marks.iter().map(|(_, mark)| inside(line, span, mark)).collect::<Vec<_>>();
        let cut = cut::cut(line, &ranges, width);
        let start = self.text.len();
        self.rows.push(SnippetRow { start, number });
        for (&(index, mark), range) in marks.iter().zip(&cut.marks) {
            let shown = SourceSpan::new((start + range.start).into(), range.len());
            // Where several marks share a line, miette draws a stroke down from each, which wants a word at its end.
            let alone = if marks.len() == 1 { "" } else { "here" };
            let label = Some(if mark.label.is_empty() { alone } else { mark.label }).filter(|label| !label.is_empty());
            let label = label.map(|label| sanitize::terminal_excerpt(label, LABEL)).map(Cow::into_owned);
            self.columns.push((shown.offset(), places.place::<Characters>(mark.span.start as usize).column - 1));
            self.labels.push(match index {
                0 => LabeledSpan::new_primary_with_span(label, shown),
                _ => LabeledSpan::new_with_span(label, shown),
            });
        }
        self.text.push_str(&cut.text);
        // An empty line is shown only if it ends.
        self.text.push('\n');
    }

    /// The labels, at their places in the snippet.
    pub(super) fn labels(&self) -> &[LabeledSpan] {
        &self.labels
    }

    /// Returns the length of the text that the renderer is given.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The rows that a range of the text touches.
    fn touched(&self, range: Range<usize>) -> Range<usize> {
        let row = |at: usize| self.rows.partition_point(|row| row.start <= at).saturating_sub(1);
        row(range.start)..row(range.end.saturating_sub(1).max(range.start)) + 1
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        _before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let touched = self.touched(span.offset()..span.offset() + span.len());
        let rows = self.rows.get(touched.clone()).unwrap_or_default();
        let [first, ..] = rows else { return Err(MietteError::OutOfBounds) };
        // Lines that do not follow one another in the file cannot be shown as one piece of it; told so, miette shows two.
        if rows.iter().enumerate().any(|(index, row)| row.number != first.number + index) {
            return Err(MietteError::OutOfBounds);
        }
        let end = self.rows.get(touched.end).map_or(self.text.len(), |row| row.start);
        let data = self.text.get(first.start..end).unwrap_or_default();
        let column = self.columns.iter().find(|&&(at, _)| at == span.offset()).map_or(0, |&(_, column)| column);
        let covered = SourceSpan::new(first.start.into(), data.len());
        let path = self.path.clone();
        Ok(Box::new(MietteSpanContents::new_named(path, data.as_bytes(), covered, first.number, column, rows.len())))
    }
}

/// A line of the file, counted from 0, and the range of it that a mark covers there: a span may go on behind the line,
/// and a wrong one must not bring the report down.
pub(super) fn line_to_show<'a>(
    places: &PlaceFinder<'a>,
    number: usize,
    mark: &SnippetMark<'_>,
) -> (&'a str, Range<usize>) {
    let file = places.file();
    let mut span = file.line_span(number);
    skip_byte_order_mark(&mut span, file.text(), &[(0, mark)]);
    let line = file.slice(span);
    (line, inside(line, span, mark))
}

fn inside(line: &str, span: Span, mark: &SnippetMark<'_>) -> Range<usize> {
    let inside = |at: u32| {
        let at = (at.clamp(span.start, span.end) - span.start) as usize;
        (0..=at).rev().find(|&at| line.is_char_boundary(at)).unwrap_or_default()
    };
    inside(mark.span.start)..inside(mark.span.end.max(mark.span.start))
}

/// The lines in the order they are shown: those around the first mark's, then the others, both as in the file.
fn order(mut numbers: Vec<usize>) -> Vec<usize> {
    let first = numbers.first().copied().unwrap_or_default();
    numbers.sort_unstable();
    numbers.dedup();
    let main = numbers.iter().position(|&number| number == first).unwrap_or_default();
    let follows = |pair: &[usize]| pair.first().map(|number| number + 1) == pair.last().copied();
    let start = (0..main).rev().take_while(|&at| numbers.get(at..=at + 1).is_some_and(follows)).last().unwrap_or(main);
    let end = (main + 1..numbers.len()).take_while(|&at| numbers.get(at - 1..=at).is_some_and(follows)).last();
    let end = end.map_or(main + 1, |at| at + 1);
    if let Some(front) = numbers.get_mut(..end) {
        front.rotate_left(start);
    }
    numbers
}

/// A byte order mark is shown only where it is what a finding is about.
fn skip_byte_order_mark(line: &mut Span, text: &str, marks: &[(usize, &SnippetMark)]) {
    let mark = Span::new(0, '\u{feff}'.len_utf8());
    if line.start == 0 && text.starts_with('\u{feff}') && !marks.iter().any(|(_, shown)| shown.span == mark) {
        line.start = mark.end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::File;

    #[test]
    fn the_first_marks_neighbours_come_first() {
        assert_eq!(order(vec![7, 8, 2, 6, 3, 7]), [6, 7, 8, 2, 3]);
        assert_eq!(order(vec![0]), [0]);
        assert_eq!(order(vec![9, 1, 10, 12]), [9, 10, 1, 12]);
    }

    /// The renderer is given about a screen's width for each finding, whatever the file: its work is linear.
    #[test]
    fn the_renderer_never_sees_more_than_what_is_shown() {
        let text = "| name | 数据 \u{202e} | more text in a cell |".repeat(10_000)
            + "\n"
            + &"| short | row |\n".repeat(10_000);
        let file = File::from_text("a.md", text);
        let places = PlaceFinder::new(&file);
        for line in 0..=10_000 {
            let start = file.line_span(line).start as usize;
            let marks = [start + 2..start + 5, 330_000..330_003, 2..400_000];
            let marks = marks.map(|range| SnippetMark { span: range.into(), label: "" });
            let length = Snippet::new(&places, "a.md", &marks, 100).len();
            assert!(length < 2_000, "{length}");
        }
    }
}
