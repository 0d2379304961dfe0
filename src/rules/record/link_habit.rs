//! The form of entries that have a link: an entry of another form without one is a group, a property or a sentence.

use rustc_hash::FxHashMap;

use crate::catalog::missing::{MissingReason, missing};
use crate::catalog::{Catalog, Field, Record, RecordPlace, Share};
use crate::links::leads_out;
use crate::markdown::{LinkKind, ListId, NONE, TableRow};
use crate::source::Span;

/// Linked rows from which on a column of an unknown meaning, which is not that of the names, is where links belong.
const COLUMN_HABIT: usize = 5;
/// Items of a list that are entries, where it is a list of entries and no text in bullets.
const MOST: Share = Share(9, 10);

/// The parts of a document that tell whether an entry without a link is of the same form as those that have one.
pub(super) struct LinkHabit<'c, 't> {
    catalog: &'c Catalog<'t>,
    /// For each list the number of its items.
    items: FxHashMap<ListId, usize>,
    /// For each table the column in which most rows have a link, and the number of these rows.
    columns: FxHashMap<u32, (usize, usize)>,
}

impl<'c, 't> LinkHabit<'c, 't> {
    pub(super) fn of(catalog: &'c Catalog<'t>) -> Self {
        let mut items: FxHashMap<ListId, usize> = FxHashMap::default();
        for item in &catalog.document.items {
            *items.entry(item.list).or_default() += 1;
        }
        // Rows of one table follow one another.
        let mut columns: FxHashMap<u32, (usize, usize)> = FxHashMap::default();
        let table_of = |record: &Record<'_>| match record.place {
            RecordPlace::Row(table, _) => Some(table),
            _ => None,
        };
        for rows in catalog.records.chunk_by(|a, b| table_of(a) == table_of(b)) {
            let Some(table) = rows.first().and_then(table_of) else { continue };
            if let Some(most) = most_linked(catalog, rows) {
                columns.insert(table, most);
            }
        }
        Self { catalog, items, columns }
    }

    /// Returns true if a record without a link, one of `together` records in its list or table, is written as those that
    /// have one.
    pub(super) fn includes(&self, record: &Record<'_>, together: usize) -> bool {
        match record.place {
            RecordPlace::Row(table, row) => self.includes_row(table, row),
            RecordPlace::Item(item) => self.includes_item(record, item, together),
            // A title or a bold paragraph is as often that of a group, or of a part of an entry.
            RecordPlace::Section(_) | RecordPlace::Block(_) => false,
        }
    }

    fn includes_row(&self, table: u32, row: u32) -> bool {
        let document = &self.catalog.document;
        let Some(&(index, rows)) = self.columns.get(&table) else { return false };
        let column = self.catalog.tables.get(table as usize).and_then(|table| table.columns.get(index));
        let field = column.map_or(Field::Other, |column| column.field);
        // Not every row of results has a paper of its own: a baseline has none.
        let is_wanted = match field {
            Field::Name | Field::Link | Field::Paper | Field::Code => true,
            Field::Other | Field::Notes | Field::Access => rows >= COLUMN_HABIT,
            // Elsewhere a link explains a value: `Type` leads to the definition of the type.
            _ => false,
        };
        let cell = document.rows.get(row as usize).and_then(|row| document.cells(row).get(index));
        let reason = cell.and_then(|cell| missing(document.text_of(cell)));
        is_wanted && reason.is_none_or(|reason| reason == MissingReason::Empty && field != Field::Paper)
    }

    fn includes_item(&self, record: &Record<'_>, item: u32, together: usize) -> bool {
        let Some(item) = self.catalog.document.items.get(item as usize) else { return false };
        let items = self.items.get(&item.list).copied().unwrap_or_default();
        let behind = Span { start: record.name_span.end, end: record.span.end.max(record.name_span.end) };
        let behind = behind.of(self.catalog.document.text).trim_start_matches(['*', '_', '`', '~']).trim_start();
        let is_group = item.own_end < item.span.end;
        // "**9만개 이상의 기업**이 선택한 …" is a sentence that begins in bold, "Mind the gap. Stay tuned" are two.
        let is_sentence = behind.starts_with(char::is_alphanumeric) || record.name.contains(". ");
        // "Traditional approach -> define control points" is a note.
        let is_note = behind.starts_with("->") || behind.starts_with('→');
        !is_group && !is_sentence && !is_note && MOST.is_reached(together, items)
    }
}

/// Returns the column in which most rows of a table have their first link, and the number of these rows.
fn most_linked(catalog: &Catalog<'_>, rows: &[Record<'_>]) -> Option<(usize, usize)> {
    let mut linked: Vec<usize> = Vec::new();
    for record in rows {
        let RecordPlace::Row(_, row) = record.place else { continue };
        let row = catalog.document.rows.get(row as usize);
        let Some(column) = row.and_then(|row| linked_column(catalog, row)) else { continue };
        if linked.len() <= column {
            linked.resize(column + 1, 0);
        }
        if let Some(count) = linked.get_mut(column) {
            *count += 1;
        }
    }
    linked.into_iter().enumerate().rev().max_by_key(|(_, count)| *count)
}

/// Returns the first column of a row with a link that leads out of the document.
fn linked_column(catalog: &Catalog<'_>, row: &TableRow) -> Option<usize> {
    let document = &catalog.document;
    let is_outward = |index: u32| {
        let link = document.links.get(index as usize);
        link.is_some_and(|link| link.kind != LinkKind::Image && leads_out(&link.target))
    };
    document.cells(row).iter().position(|cell| {
        let mut links = document.marks_of(cell).iter().filter(|mark| mark.link != NONE);
        links.any(|mark| is_outward(mark.link))
    })
}
