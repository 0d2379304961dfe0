//! Rows that no renderer takes for rows: cut off from their table by an empty line, or below a row of dashes that has more
//! or fewer cells than the header.

use crate::finding::{Edit, Fix};
use crate::markdown::{Block, BlockKind, Document, NONE};
use crate::rules::row_cells::cells;
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;
use crate::text::format_count;

/// Columns of the narrowest table that a line with a bar is known by: in text, one bar alone is common.
const LEAST_COLUMNS: usize = 2;
/// Rows of bars from which on a table was meant.
const LEAST_ROWS: usize = 3;

/// Rows that empty lines cut off from one table.
struct SeveredRows {
    first: Span,
    rows: usize,
    /// End of the last of them.
    end: u32,
    /// The edits that take the empty lines out.
    edits: Vec<Edit>,
}

/// Paragraphs that begin with a bar, where a table was meant.
pub(super) fn severed(context: &Context<'_, '_>, answers: &mut Answers) {
    let document = &context.catalog.document;
    let mut tables = document.tables.iter().filter(|table| !table.html).peekable();
    // Where the table above ends, or the rows that were cut off from it, and how many columns it has.
    let mut above: Option<(u32, usize)> = None;
    let mut run: Option<SeveredRows> = None;
    for (_, block) in document.prose() {
        while let Some(table) = tables.next_if(|table| table.span.start < block.span.start) {
            above = document.header(table).map(|header| (table.span.end, usize::from(header.written)));
        }
        let lines = lines(document, block);
        if let Some((header, dashes)) = mismatch(document, &lines) {
            answers.broken(no_table(document, &lines, header, dashes));
            continue;
        }
        let Some((end, columns)) = above else {
            bars(document, &lines, answers);
            continue;
        };
        let gap = Span { start: end, end: block.span.start.max(end) };
        let Some(first) = lines.first().filter(|_| is_cut(document, &lines, gap, columns)) else {
            bars(document, &lines, answers);
            continue;
        };
        above = Some((block.span.end, columns));
        if run.as_ref().is_none_or(|run| run.end != end) {
            tell(document, run.take(), answers);
        }
        // What an empty line parts again is of the same run.
        let own = run.get_or_insert_with(|| SeveredRows { first: *first, rows: 0, end, edits: Vec::new() });
        own.rows += lines.len();
        own.end = block.span.end;
        own.edits.push(joining(document, gap));
    }
    tell(document, run, answers);
}

/// Reports rows of bars that are no table: the row of dashes below the header is missing, or is of other dashes.
fn bars(document: &Document<'_>, lines: &[Span], answers: &mut Answers) {
    let is_row = |line: &&Span| {
        let text = line.of(document.text);
        text.starts_with('|') && text.ends_with('|') && cells(document.text, **line).len() >= LEAST_COLUMNS
    };
    let rows = lines.iter().filter(is_row).count();
    let linked = lines.iter().filter(|line| line.of(document.text).contains("](http")).count();
    let Some(first) = lines.first().filter(|_| rows >= LEAST_ROWS && rows == lines.len() && linked > 0) else { return };
    let message = format!("{rows} rows of bars are shown as text: no row of dashes is below the first of them");
    let draft = Draft::new(*first, message)
        .help("write a cell of `---` for each cell of the header, between bars; nothing in these rows was checked")
        .subject(first.of(document.text).to_owned());
    answers.broken(draft.other_severity());
}

/// Returns true if lines are rows of a table with so many columns, and nothing but a gap stands between it and them.
fn is_cut(document: &Document<'_>, lines: &[Span], gap: Span, columns: usize) -> bool {
    columns >= LEAST_COLUMNS
        && gap.of(document.text).trim().is_empty()
        && lines.iter().all(|line| line.of(document.text).starts_with('|'))
        && lines.first().is_some_and(|line| cells(document.text, *line).len() == columns)
}

/// The edit that leaves one line's end of a gap.
fn joining(document: &Document<'_>, gap: Span) -> Edit {
    let before = document.text.get(..gap.start as usize).unwrap_or_default();
    let ending = if gap.of(document.text).contains("\r\n") { "\r\n" } else { "\n" };
    let text = if before.ends_with('\n') { "" } else { ending };
    Edit { span: gap, text: text.to_owned() }
}

/// The lines of a paragraph that begins with a bar, without what stands around them; none of other blocks.
fn lines(document: &Document<'_>, block: &Block) -> Vec<Span> {
    let source = block.span.of(document.text);
    if block.kind != BlockKind::Paragraph || block.item != NONE || !source.contains('|') {
        return Vec::new();
    }
    let mut lines = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let blank = line.len() - line.trim_start().len();
        let length = line.trim().len();
        if length > 0 {
            lines.push(block.span.inner(at + blank..at + blank + length));
        }
        at += line.len();
    }
    lines
}

/// A line with bars above a row of dashes that has not as many cells, by their indices.
fn mismatch(document: &Document<'_>, lines: &[Span]) -> Option<(usize, usize)> {
    let dashes = lines.iter().position(|line| is_row_of_dashes(line.of(document.text)))?;
    let header = dashes.checked_sub(1)?;
    let count = |index: usize| lines.get(index).map(|line| cells(document.text, *line).len());
    let starts = lines.get(header)?.of(document.text).starts_with('|');
    // Without bars at the ends the row of dashes has to be plain by itself.
    let is_plain = lines.get(dashes)?.of(document.text).trim_matches('|').contains('|');
    ((starts || is_plain) && count(header)? >= LEAST_COLUMNS && count(header) != count(dashes))
        .then_some((header, dashes))
}

/// `| - | :-: |`
fn is_row_of_dashes(line: &str) -> bool {
    let mut inner = line.trim_matches('|').split('|').map(str::trim);
    (line.starts_with('|') || line.contains("-|") || line.contains("- |"))
        && inner.all(|cell| {
            let dashes = cell.strip_prefix(':').unwrap_or(cell);
            let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
            !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
        })
}

fn no_table(document: &Document<'_>, lines: &[Span], header: usize, dashes: usize) -> Draft {
    let cells_of = |index: usize| lines.get(index).map_or(0, |line| cells(document.text, *line).len());
    let span = lines.get(dashes).copied().unwrap_or(Span::at(0));
    let rows = lines.len().saturating_sub(dashes + 1);
    let below = match rows {
        0 => String::new(),
        1 => ", and the row below it was not read".to_owned(),
        rows => format!(", and the {rows} rows below it were not read"),
    };
    let message = format!(
        "the row of dashes has {}, the header above it {}: this is shown as no table{below}",
        format_count(cells_of(dashes), "cell"),
        cells_of(header)
    );
    let header = lines.get(header).map_or("", |line| line.of(document.text));
    Draft::new(span, message)
        .help("write one cell of dashes for each cell of the header")
        .subject(header.to_owned())
        .other_severity()
}

fn tell(document: &Document<'_>, run: Option<SeveredRows>, answers: &mut Answers) {
    let Some(SeveredRows { first, rows, edits, .. }) = run else { return };
    let message = if rows == 1 {
        "a row is cut off from the table above it by an empty line, and is shown as text".to_owned()
    } else {
        format!("{rows} rows are cut off from the table above them by an empty line, and are shown as text")
    };
    let draft = Draft::new(first, message)
        .help("take the empty line out; nothing in these rows was checked")
        .subject(first.of(document.text).to_owned())
        .fix(Fix { safe: false, edits });
    answers.broken(draft.other_severity());
}
