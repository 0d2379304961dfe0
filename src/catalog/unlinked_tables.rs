//! Tables of entries without links, with their names in code or plain text: they are told by the other tables of the
//! document and by what their first column is called.

use rustc_hash::FxHashMap;

use super::claim::calls_entries;
use super::column_stats::{ColumnCells, distinct};
use super::field::Field;
use super::types::{TableReading, TableRole};
use crate::links::leads_out;
use crate::markdown::{Document, NONE, Table};
use crate::text::fold;

/// Rows from which on the tables of one header can be what a document is about.
const LEAST_ROWS: usize = 8;
/// Rows for each entry with a link from which on those entries are resources beside the tables.
const ROWS_AN_ENTRY: usize = 4;
/// Rows without links for each with one, at most, in tables of one header.
const MOST_UNLINKED: usize = 2;
/// Columns that can hold the names: the first, or the second behind a running number.
const NAME_COLUMNS: usize = 2;
/// Columns of the narrowest table without a description.
const SEVERAL_COLUMNS: usize = 4;
/// Bytes of a name on average, at most, and of a description, at least.
const LONGEST_NAME: usize = 60;
const SHORTEST_TEXT: usize = 20;

/// Makes tables without links tables of records where their header is that of one with links, or where they are all that
/// the document lists and their first column is one of entries: `Skill`, `Data set`.
pub(super) fn accept(document: &Document<'_>, tables: &mut [TableReading]) {
    if !tables.iter().any(|reading| reading.role == TableRole::Summary) {
        return;
    }
    let header = |index: usize| {
        let row = document.tables.get(index).and_then(|table| document.header(table))?;
        let texts: Vec<String> = document.cells(row).iter().map(|cell| fold::words(document.text_of(cell))).collect();
        Some(texts.join("|"))
    };
    // For each header the rows of tables with links, and the tables without.
    let mut groups: FxHashMap<String, (usize, Vec<usize>)> = FxHashMap::default();
    let mut linked = linked_items(document);
    for (index, (reading, table)) in tables.iter().zip(&document.tables).enumerate() {
        let is_records = reading.role == TableRole::Records;
        let rows = if is_records { document.body(table).len() } else { 0 };
        linked += rows;
        let Some(header) = header(index).filter(|_| is_records || reading.role == TableRole::Summary) else { continue };
        let (alike, unlinked) = groups.entry(header).or_default();
        *alike += rows;
        if !is_records && !table.html {
            unlinked.push(index);
        }
    }
    let mut accepted: Vec<(usize, usize)> = Vec::new();
    #[expect(clippy::iter_over_hash_type, reason = "each table is in one group")]
    for (alike, unlinked) in groups.values() {
        let named: Vec<(usize, usize)> = unlinked
            .iter()
            .filter_map(|&index| {
                let (table, reading) = (document.tables.get(index)?, tables.get(index)?);
                Some((index, name_column(document, table, reading, *alike > 0)?))
            })
            .collect();
        let rows =
            |(index, _): &(usize, usize)| document.tables.get(*index).map_or(0, |table| document.body(table).len());
        let listed: usize = named.iter().map(rows).sum();
        let is_main = *alike == 0 && listed >= LEAST_ROWS && listed >= linked * ROWS_AN_ENTRY;
        if is_main || *alike > 0 && listed <= *alike * MOST_UNLINKED {
            accepted.extend(named);
        }
    }
    for (index, name) in accepted {
        let Some(reading) = tables.get_mut(index) else { continue };
        reading.role = TableRole::Records;
        for (column, own) in reading.columns.iter_mut().enumerate() {
            own.field = match own.field {
                _ if column == name => Field::Name,
                Field::Name => Field::Other,
                other => other,
            };
        }
    }
}

/// The number of items that link out of the document and are nested in none.
fn linked_items(document: &Document<'_>) -> usize {
    let is_linked = |span| {
        let links = document.links.get(document.links_in(span)).unwrap_or_default();
        links.iter().any(|link| leads_out(&link.target))
    };
    document.items.iter().filter(|item| item.depth == 0 && is_linked(item.span)).count()
}

/// The column of the names of a table without links.
fn name_column(document: &Document<'_>, table: &Table, reading: &TableReading, has_linked: bool) -> Option<usize> {
    let header = |index: usize| {
        let column = reading.columns.get(index)?;
        Some(document.text_of(document.block(column.header)?))
    };
    let title = document.title_section().map_or("", |title| document.title(title));
    let says_names = |index: &usize| {
        let is_name = reading.columns.get(*index).is_some_and(|column| column.field == Field::Name);
        header(*index).is_some_and(|header| calls_entries(header, title)) || is_name && has_linked
    };
    let body = document.body(table);
    let name = (0..NAME_COLUMNS).find(says_names)?;
    let cells = ColumnCells::of(document, body, name);
    let size = |index: usize| -> usize {
        body.iter()
            .filter_map(|row| document.cells(row).get(index))
            .map(|cell| document.text_of(cell).trim().len())
            .sum()
    };
    // Links into the document lead to the entries themselves.
    let is_free = body
        .iter()
        .filter_map(|row| document.cells(row).get(name))
        .all(|cell| document.marks_of(cell).iter().all(|mark| mark.link == NONE));
    let is_named =
        is_free && cells.filled == body.len() && cells.numbers == 0 && size(name) <= LONGEST_NAME * body.len();
    let is_told = reading.columns.len() >= SEVERAL_COLUMNS
        || (0..reading.columns.len()).any(|index| index != name && size(index) >= SHORTEST_TEXT * body.len());
    (is_named && is_told && distinct(document, body, name)).then_some(name)
}
