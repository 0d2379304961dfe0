//! Rows with more or fewer cells than their table has columns.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::stray;
use crate::catalog::Share;
use crate::finding::{Edit, Fix};
use crate::markdown::{Document, MarkKind, Table, TableRow};
use crate::rules::row_cells::cells;
use crate::rules::template::is_template;
use crate::rules::{Answer, Context, Draft, Question};
use crate::source::Span;
use crate::text::format_count;

/// Bytes of the longest cell that is one word of a kind: `Segmentation`.
const LONGEST_WORD: usize = 12;
/// Percent of a column's cells that a cell must be like to stand in it beyond doubt.
const ALL: u32 = 100;

/// `record/ragged-row`: rows whose cells are not as many as the columns.
pub(in crate::rules) fn ragged_row<'c>(context: &Context<'c, '_>) -> Question<'c, u32> {
    let document = &context.catalog.document;
    Box::new(move |index| {
        let table = document.tables.get(index as usize).filter(|table| !table.html);
        let Some((table, header)) = table.and_then(|table| Some((table, document.header(table)?))) else {
            return Answer::CannotTell;
        };
        let mut shape = None;
        let mut answers = Vec::new();
        let mut drafts = Vec::new();
        for row in document.body(table) {
            if is_template(row.span.of(document.text)) {
                answers.push(Answer::CannotTell);
            } else if row.written == header.written
                || has_open_end(document, header, row)
                || is_whole(document, header, row)
            {
                answers.push(Answer::Holds);
            } else if !stray::is_stray(document, header, row) && !is_title(document, header, row) {
                let shape = shape.get_or_insert_with(|| TableShape::of(document, table, header));
                drafts.push(ragged(document, header, row, shape));
            }
        }
        answers.extend(folded(drafts).into_iter().map(Answer::from));
        Answer::Parts(answers)
    })
}

/// So many rows of one table that are ragged alike get one finding for all of them.
const MANY: usize = 10;

/// Folds the findings on very many rows that are ragged alike into the first of them.
fn folded(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut counts: FxHashMap<Cow<'static, str>, usize> = FxHashMap::default();
    if drafts.len() > MANY {
        for draft in &drafts {
            *counts.entry(draft.message.clone()).or_default() += 1;
        }
        counts.retain(|_, count| *count > MANY);
    }
    // By message the one finding that stands for all of its kind.
    let mut folded: FxHashMap<Cow<'static, str>, usize> = FxHashMap::default();
    let mut told: Vec<Draft> = Vec::new();
    for mut draft in drafts {
        let Some(count) = counts.get(&draft.message) else {
            told.push(draft);
            continue;
        };
        if let Some(first) = folded.get(&draft.message).and_then(|&at| told.get_mut(at)) {
            first.places += 1;
            match (&mut first.fix, draft.fix) {
                (Some(fix), Some(own)) => fix.edits.extend(own.edits),
                (None, own) => first.fix = own,
                (Some(_), None) => {}
            }
            continue;
        }
        folded.insert(draft.message.clone(), told.len());
        draft.message = format!("{}, here and in {} other rows", draft.message, count - 1).into();
        told.push(draft);
    }
    told
}

/// Returns true if a row ends with a bar where the header has none at its end: `Acme | https://acme.example.org |`
/// below
/// `Name | Website | Region` is how one writes that the last cell is empty.
fn has_open_end(document: &Document<'_>, header: &TableRow, row: &TableRow) -> bool {
    let closed = |row: &TableRow| {
        let source = row.span.of(document.text).trim_end();
        source.ends_with('|') && !source.ends_with("\\|")
    };
    row.written + 1 == header.written && closed(row) && !closed(header)
}

/// Returns true if a row lacks nothing but for its count of cells: all that it has too much is comments, or it is the last
/// one of a grid of links.
fn is_whole(document: &Document<'_>, header: &TableRow, row: &TableRow) -> bool {
    let cells = cells(document.text, row.span);
    let extra = cells.get(header.written as usize..).unwrap_or_default();
    let is_comment = |cell: &Span| {
        let source = cell.of(document.text).trim();
        source.starts_with("<!--") && source.ends_with("-->")
    };
    row.written > header.written && extra.iter().all(is_comment) || is_end_of_grid(document, header, row)
}

/// Returns true if a row is the last one of a table, shorter than the others, and all cells of both it and the row before
/// are links of one kind: their columns mean nothing.
fn is_end_of_grid(document: &Document<'_>, header: &TableRow, row: &TableRow) -> bool {
    let at = document.rows.partition_point(|other| other.span.start < row.span.start);
    let is_last = document.rows.get(at + 1).is_none_or(|next| next.span.start > row.span.end + 1);
    let before = at.checked_sub(1).and_then(|at| document.rows.get(at)).filter(|before| before.first != header.first);
    let is_link = |cell: &crate::markdown::Block| {
        let text = document.text_of(cell).trim();
        let mut links = document.marks_of(cell).iter().filter(|mark| mark.kind == MarkKind::Link);
        links.any(|mark| (mark.text.1 - mark.text.0) as usize == text.len())
    };
    let written = document.cells(row).get(..row.written as usize).unwrap_or_default();
    let is_short = row.written > 1 && row.written < header.written;
    is_short
        && is_last
        && written.iter().all(is_link)
        && before.is_some_and(|before| document.cells(before).iter().all(is_link))
}

/// Returns true if a row is the title of the rows below it: one cell with text, and no link.
fn is_title(document: &Document<'_>, header: &TableRow, row: &TableRow) -> bool {
    let mut filled = document.cells(row).iter().filter(|cell| !document.text_of(cell).trim().is_empty());
    row.written < header.written
        && filled.next().is_none_or(|cell| cell.marks.0 == cell.marks.1 || is_bold(document, cell))
        && filled.next().is_none()
}

fn is_bold(document: &Document<'_>, cell: &crate::markdown::Block) -> bool {
    document.marks_of(cell).iter().all(|mark| mark.link == crate::markdown::NONE)
}

fn ragged(document: &Document<'_>, header: &TableRow, row: &TableRow, shape: &TableShape) -> Draft {
    let cells = cells(document.text, row.span);
    let (written, columns) = (row.written, header.written);
    let kinds: Vec<CellShape> = cells.iter().map(|cell| CellShape::of(cell.of(document.text))).collect();
    let counts = format!(
        "the row has {}, the table {}",
        format_count(usize::from(written), "cell"),
        format_count(usize::from(columns), "column")
    );
    let draft = if written > columns {
        let extra = cells.get(columns as usize..).unwrap_or_default();
        let span = extra.first().map_or(row.span, |cell| Span { start: cell.start, end: row.span.end });
        let blank = extra.iter().all(|cell| cell.of(document.text).trim().is_empty());
        let (message, help) = more(document, &cells, &kinds, shape, &counts, blank);
        Draft::new(visible(document.text, span, row.span), message).help(help)
    } else {
        let gap = shape.gap(&kinds);
        let message = match gap {
            Some(gap) if gap < columns as usize - 1 => {
                format!("{counts}: the cell for {} seems to be missing", label(document, header, gap))
            }
            _ => format!("{counts}: {} without a cell", shape.without(document, header, written)),
        };
        let draft =
            Draft::new(row.span, message).help("write a cell for each column, an empty one where nothing is known");
        match shape.padding(document.text, row, &kinds, gap) {
            Some(fix) => draft.fix(fix),
            None => draft,
        }
    };
    draft.subject(format!("{written} of {columns}"))
}

/// Describes a row with more cells than columns.
fn more(
    document: &Document<'_>,
    cells: &[Span],
    kinds: &[CellShape],
    shape: &TableShape,
    counts: &str,
    blank: bool,
) -> (String, &'static str) {
    let extra = kinds.len().saturating_sub(shape.columns.len());
    if blank {
        let what = if extra == 1 { "the last is empty".to_owned() } else { format!("the last {extra} are empty") };
        return (format!("{counts}: {what}"), "take out the empty cells, or name their column in the header");
    }
    let dropped =
        if extra == 1 { "the last is never shown".to_owned() } else { format!("the last {extra} are never shown") };
    let surplus = shape.surplus(kinds).and_then(|index| cells.get(index)).map(|cell| cell.of(document.text).trim());
    let message = match surplus {
        Some("") => format!("{counts}: {dropped}, and an empty cell stands before them"),
        _ => format!("{counts}: {dropped}"),
    };
    (message, "take out the cell that is too many, or write a `|` that is part of the text as `\\|`")
}

/// A span that shows something: the whole row where the extra cells hold nothing but blanks at its end.
fn visible(text: &str, span: Span, row: Span) -> Span {
    let own = span.of(text);
    let start = own.len() - own.trim_start().len();
    if own.trim().is_empty() { row } else { Span { start: span.start + start as u32, end: row.end } }
}

/// The shape of a cell: enough to tell a column of links from one of ticks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellShape {
    Empty,
    Link,
    Image,
    Number,
    Code,
    Word,
    Text,
}

const KINDS: usize = 7;

impl CellShape {
    fn of(cell: &str) -> Self {
        let cell = cell.trim();
        if cell.is_empty() {
            Self::Empty
        } else if cell.contains("![") || cell.contains("<img") {
            Self::Image
        } else if cell.contains("](") || cell.contains("://") {
            Self::Link
        } else if cell.starts_with('`') {
            Self::Code
        } else if Share::HALF.is_exceeded(cell.bytes().filter(u8::is_ascii_digit).count(), cell.len()) {
            Self::Number
        } else if cell.len() <= LONGEST_WORD && !cell.contains(' ') {
            Self::Word
        } else {
            Self::Text
        }
    }
}

/// Shares of the kinds of cells in each column of a table, by its well-formed rows, in thousandths.
struct TableShape {
    columns: Vec<[u32; KINDS]>,
}

impl TableShape {
    fn of(document: &Document<'_>, table: &Table, header: &TableRow) -> Self {
        let mut columns = vec![[0; KINDS]; header.written as usize];
        let whole = document.body(table).iter().filter(|row| row.written == header.written).take(300);
        let mut rows = 0;
        for row in whole {
            rows += 1;
            for (column, cell) in columns.iter_mut().zip(cells(document.text, row.span)) {
                column[CellShape::of(cell.of(document.text)) as usize] += 1;
            }
        }
        for share in columns.iter_mut().flatten() {
            *share = *share * 1000 / rows.max(1);
        }
        Self { columns }
    }

    fn share(&self, column: usize, kind: CellShape) -> u32 {
        self.columns.get(column).map_or(0, |column| column[kind as usize])
    }

    /// The column whose cell is missing, where one is, and where the others say plainly which.
    fn gap(&self, kinds: &[CellShape]) -> Option<usize> {
        if kinds.len() + 1 != self.columns.len() {
            return None;
        }
        let score = |gap: usize| -> u32 {
            kinds.iter().enumerate().map(|(at, &kind)| self.share(at + usize::from(at >= gap), kind)).sum()
        };
        plainly_best((0..self.columns.len()).map(score))
    }

    /// The cell that is too many, where one is, and where the others say plainly which.
    fn surplus(&self, kinds: &[CellShape]) -> Option<usize> {
        if kinds.len() != self.columns.len() + 1 {
            return None;
        }
        let score = |surplus: usize| -> u32 {
            let others = kinds.iter().enumerate().filter(|(at, _)| *at != surplus);
            others.enumerate().map(|(column, (_, &kind))| self.share(column, kind)).sum()
        };
        plainly_best((0..kinds.len()).map(score))
    }

    /// The columns that a short row leaves without a cell, where its cells stand in the first ones.
    fn without(&self, document: &Document<'_>, header: &TableRow, written: u16) -> String {
        let labels: Vec<String> =
            (written as usize..self.columns.len()).map(|column| label(document, header, column)).collect();
        match labels.as_slice() {
            [one] => format!("{one} is"),
            [first, second] => format!("{first} and {second} are"),
            more => format!("the last {} columns are", more.len()),
        }
    }

    /// The empty cells that a short row lacks at its end. They change nothing that a reader sees, so they are safe; they
    /// are offered only where the cells that are there stand in the columns that they look like, and where other rows
    /// leave the last ones empty too: else a cell is missing, not its bars.
    fn padding(&self, text: &str, row: &TableRow, kinds: &[CellShape], gap: Option<usize>) -> Option<Fix> {
        if gap.is_some_and(|gap| gap < kinds.len()) || kinds.len() != row.written as usize {
            return None;
        }
        let in_place = kinds.iter().enumerate().all(|(column, &kind)| self.share(column, kind) >= ALL);
        let empty = (kinds.len()..self.columns.len()).all(|column| self.share(column, CellShape::Empty) > 0);
        if !in_place || !empty {
            return None;
        }
        let source = row.span.of(text);
        let closed = source.ends_with('|') && !source.ends_with("\\|");
        let missing = self.columns.len() - kinds.len() + usize::from(!closed);
        let edit = Edit { span: Span::at(row.span.end as usize), text: " |".repeat(missing) };
        Some(Fix { safe: true, edits: vec![edit] })
    }
}

/// The header of a column.
fn label(document: &Document<'_>, header: &TableRow, column: usize) -> String {
    let text = document.cells(header).get(column).map_or("", |cell| document.text_of(cell).trim());
    if text.is_empty() { format!("column {}", column + 1) } else { format!("`{}`", super::shown(text)) }
}

/// The index of a score that is better than all others by a half column at least.
fn plainly_best(scores: impl Iterator<Item = u32>) -> Option<usize> {
    let mut scores: Vec<(u32, usize)> = scores.enumerate().map(|(index, score)| (score, index)).collect();
    scores.sort_unstable_by(|a, b| b.cmp(a));
    match scores.as_slice() {
        [best, second, ..] if best.0 >= second.0 + 500 => Some(best.1),
        _ => None,
    }
}
