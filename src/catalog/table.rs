//! Rows of tables as records.

use std::borrow::Cow;

use super::column_stats::{ColumnCells, HeaderFields, distinct, is_number, is_of_labels};
use super::field::Field;
use super::recurring::Lexicon;
use super::share::Share;
use super::types::{Column, Record, RecordPlace, TableReading, TableRole};
use super::{FieldVocabulary, name_column, naming};
use crate::links::{is_fragment, leads_out};
use crate::markdown::{Block, Document, Link, LinkKind, MarkKind, NONE, Table, TableRow};
use crate::source::Span;

/// Bytes of the longest cell of a header that is not marked as one: what is longer is an entry's text.
const LONGEST_HEADER: usize = 40;
/// Cells of such a row that must stand for fields: one may be a name by chance (`Paper`).
const LEAST_KNOWN: usize = 2;
/// Columns of the widest table that lists the sections of its own document: a name, a number, a remark.
const CONTENTS_COLUMNS: usize = 3;

/// Reads what the columns of a table are, and whether its rows are records.
pub(super) fn read_table<'a>(document: &'a Document<'_>, words: &mut HeaderFields<'a>, table: &Table) -> TableReading {
    let mut columns: Vec<Column> = document.header(table).map_or_else(Vec::new, |row| {
        let cells = document.cells(row).iter().enumerate();
        cells
            .map(|(index, cell)| Column {
                field: words.field(document.text_of(cell)),
                header: row.first + index as u32,
            })
            .collect()
    });
    let body = document.body(table);
    let widest = body.iter().map(|row| row.cells).max().unwrap_or(0);
    while columns.len() < widest as usize {
        columns.push(Column { field: Field::Other, header: NONE });
    }
    // Where the headers name both, a dozen rows are enough to be sure; else a few hundred say what the table is.
    let headed = |field: Field| columns.iter().any(|column| column.field == field);
    let sample = if headed(Field::Name) && headed(Field::Link) { 12 } else { 400 };
    // Which column holds the names has to be seen only where no header says so.
    let heads = if headed(Field::Name) && !table.html { SampledColumns::OfLinks } else { SampledColumns::OfAll };
    let shape = ColumnShapes::of(document, table, &columns, sample, heads);
    for (column, heads) in columns.iter_mut().zip(&shape.heads) {
        // A column "Links" full of numbers counts links, and one of "Y" and "N" says only whether there are any.
        if column.field == Field::Link && Share::HALF.is_exceeded(heads.numbers, heads.filled) {
            column.field = Field::Count;
        } else if column.field == Field::Link && Share::HALF.is_exceeded(heads.answers, heads.filled) {
            column.field = Field::Other;
        }
    }
    if is_grid(table, &shape) || is_timeline(&columns, &shape) {
        return TableReading { role: TableRole::Other, columns };
    }
    let name = name_column::name_column(document, words, body, &mut columns)
        .or_else(|| column_of_cells(document, words.vocabulary(), body, &columns, &shape));
    keep_one_name(&mut columns, name);
    let role = role(&columns, &shape, name, body.len());
    TableReading { role, columns }
}

/// Contents of the body of a table, column by column.
struct ColumnShapes {
    /// Rows with a link that leads out of the document.
    linked: usize,
    /// Rows with a link into the document.
    fragments: usize,
    /// Rows with anything in them.
    filled: usize,
    /// Contents of the cells of each column.
    heads: Vec<ColumnCells>,
}

/// The columns whose cells were sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SampledColumns {
    /// The columns whose headers announce links.
    OfLinks,
    /// All columns.
    OfAll,
}

impl ColumnShapes {
    fn of(document: &Document<'_>, table: &Table, columns: &[Column], sample: usize, told: SampledColumns) -> Self {
        let mut shape = Self { linked: 0, fragments: 0, filled: 0, heads: vec![ColumnCells::default(); columns.len()] };
        for row in document.body(table).iter().take(sample) {
            let links = document.links_of_row(row);
            let out = |link: &Link<'_>| link.kind != LinkKind::Image && leads_out(&link.target);
            // A row that a cell above reaches into has that cell's link.
            let carried = || {
                let carried = document.cells(row).iter().filter(|cell| row.written < row.cells && cell.is_carried());
                let mut marks = carried.flat_map(|cell| document.marks_of(cell));
                marks.any(|mark| document.links.get(mark.link as usize).is_some_and(out))
            };
            let linked = links.iter().any(out) || table.html && carried();
            shape.linked += usize::from(linked);
            shape.fragments += usize::from(links.iter().any(|link| is_fragment(&link.target)));
            let cells = document.cells(row);
            for ((cell, head), column) in cells.iter().zip(&mut shape.heads).zip(columns) {
                if told == SampledColumns::OfAll || column.field == Field::Link {
                    head.take(document, cell);
                }
            }
            // A row that holds nothing but its running number is blank.
            let says = |cell: &Block| {
                let text = document.text_of(cell).trim();
                !text.is_empty() && !is_number(text)
            };
            shape.filled += usize::from(linked || cells.iter().any(says));
        }
        shape
    }
}

/// The column that holds the names, where no header says so: the first whose cells look like names.
fn column_of_cells(
    document: &Document<'_>,
    words: &FieldVocabulary,
    body: &[TableRow],
    columns: &[Column],
    shape: &ColumnShapes,
) -> Option<usize> {
    let has_link_column = columns.iter().any(|column| matches!(column.field, Field::Link | Field::Paper | Field::Code));
    let named = |index: &usize| shape.heads.get(*index).is_some_and(ColumnCells::are_named);
    let mut named = (0..columns.len()).filter(named);
    let looks_named = named.find(|index| !is_of_labels(document, words, body, *index));
    let candidate = looks_named.filter(|&index| {
        columns.get(index).is_some_and(|c| !is_link_column(c.field) || index == 0 && c.field == Field::Paper)
    });
    candidate
        .or_else(|| {
            let first = columns.iter().position(|column| column.field != Field::Number)?;
            let linked = shape.linked > 0 && Share::THIRD.is_reached(shape.linked, shape.filled);
            // Articles are listed by their titles, in text or as links.
            let titles = columns.get(first)?.field == Field::Paper && !is_of_labels(document, words, body, first);
            let usable = titles || !is_link_column(columns.get(first)?.field);
            ((has_link_column || linked) && usable && distinct(document, body, first)).then_some(first)
        })
        .or_else(|| looks_named.filter(|_| shape.linked > 0))
}

/// Returns true if the rows of a table begin with dates in bold: they are events.
fn is_timeline(columns: &[Column], shape: &ColumnShapes) -> bool {
    let first = columns.iter().zip(&shape.heads).find(|(_, heads)| heads.are_named());
    first.is_some_and(|(column, _)| column.field == Field::Date) && columns.iter().all(|c| c.field != Field::Name)
}

/// Returns true if a table of HTML without a header lays things out side by side, pictures of contributors for example.
fn is_grid(table: &Table, shape: &ColumnShapes) -> bool {
    table.html && !table.has_header && shape.heads.iter().filter(|heads| heads.are_named()).count() > 1
}

/// Returns true if the first row of a table of HTML is a header, though it is not marked as one: short words, most of
/// which
/// stand for fields.
pub(super) fn has_plain_header(document: &Document<'_>, words: &FieldVocabulary, table: &Table) -> bool {
    let Some(row) = document.rows.get(table.rows.0 as usize) else { return false };
    if !table.html || table.has_header || table.rows.1 - table.rows.0 <= 1 {
        return false;
    }
    let cells = document.cells(row);
    let known = cells.iter().filter(|cell| words.field(document.text_of(cell)) != Field::Other).count();
    let plain = cells.iter().all(|cell| {
        let text = document.text_of(cell).trim();
        let links = document.marks_of(cell).iter().any(|mark| mark.link != NONE);
        !text.is_empty() && text.len() <= LONGEST_HEADER && !links
    });
    plain && known >= LEAST_KNOWN && Share::HALF.is_reached(known, cells.len())
}

fn is_link_column(field: Field) -> bool {
    matches!(field, Field::Link | Field::Paper | Field::Code)
}

/// Makes the chosen column the only one that is called the name.
fn keep_one_name(columns: &mut [Column], name: Option<usize>) {
    for (index, column) in columns.iter_mut().enumerate() {
        if Some(index) == name {
            column.field = Field::Name;
        } else if column.field == Field::Name {
            column.field = Field::Other;
        }
    }
}

fn role(columns: &[Column], shape: &ColumnShapes, name: Option<usize>, rows: usize) -> TableRole {
    if rows == 0 {
        return TableRole::Other;
    }
    let link_column = columns.iter().any(|column| column.field == Field::Link);
    let is_linked = Share::THIRD.is_reached(shape.linked, shape.filled);
    let fragments_only =
        Share::HALF.is_exceeded(shape.fragments, shape.filled) && !is_linked && columns.len() <= CONTENTS_COLUMNS;
    match name {
        Some(_) if fragments_only => TableRole::Summary,
        Some(_) if is_linked && shape.linked > 0 => TableRole::Records,
        Some(_) if link_column => TableRole::Records,
        _ => TableRole::Summary,
    }
}

/// Reads the rows of a table of records.
pub(super) fn read_rows<'t>(
    document: &Document<'t>,
    words: &Lexicon<'_>,
    index: u32,
    reading: &TableReading,
    records: &mut Vec<Record<'t>>,
) {
    let Some(table) = document.tables.get(index as usize) else { return };
    let Some(column) = reading.columns.iter().position(|column| column.field == Field::Name) else { return };
    let first = table.rows.0 + u32::from(table.has_header);
    for (offset, row) in document.body(table).iter().enumerate() {
        let cells = document.cells(row);
        if !is_record(document, cells, row, column) || cells.get(column).is_some_and(Block::is_carried) {
            continue;
        }
        let (name, name_span) = cells
            .get(column)
            .map_or((Cow::Borrowed(""), Span::at(row.span.start as usize)), |cell| naming::name(document, words, cell));
        // A cell that is not written stands behind the row.
        let within = |at: u32| at.clamp(row.span.start, row.span.end);
        let name_span = Span { start: within(name_span.start), end: within(name_span.end) };
        records.push(Record {
            name,
            name_span,
            span: row.span,
            section: table.section,
            place: RecordPlace::Row(index, first + offset as u32),
            links: row.links,
            values: (0, 0),
            entity: NONE,
            next: NONE,
        });
    }
}

/// Returns true if a row says something of a thing: not an empty one, a repeated delimiter, a group's title, or a line
/// of text
/// that the renderer takes for a row because it is glued under the table.
pub(super) fn is_record(document: &Document<'_>, cells: &[Block], row: &TableRow, name: usize) -> bool {
    let texts = || cells.iter().map(|cell| document.text_of(cell).trim());
    let (mut filled, mut ruled) = (0, true);
    for text in texts().filter(|text| !text.is_empty()) {
        filled += 1;
        ruled &= text.bytes().all(|b| matches!(b, b'-' | b':'));
        // Most rows are plain by their second cell.
        if filled > 1 && !ruled {
            break;
        }
    }
    if filled == 0 {
        return cells.iter().any(|cell| cell.marks.0 < cell.marks.1) && (row.written > 1 || cells.len() == 1);
    }
    if ruled {
        return false;
    }
    if filled == 1 && cells.len() > 1 {
        let linked = cells.get(name).is_some_and(|cell| {
            document.marks_of(cell).iter().any(|mark| {
                let link = document.links.get(mark.link as usize);
                mark.kind == MarkKind::Link && link.is_some_and(|link| leads_out(&link.target))
            })
        });
        let piped = || row.span.of(document.text).starts_with('|');
        return linked && (row.written > 1 || cells.len() == 2 || piped());
    }
    row.written > 1 || cells.len() == 1 || cells.iter().any(Block::is_carried)
}
