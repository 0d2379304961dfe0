//! Records on a terminal: a line each, with the fields that most of them have.

use std::{collections::BTreeSet, io};

use super::shown::{DrawnRecord, RecordSheet};
use crate::{
    catalog::Field,
    report::{Appearance, table::TextTable},
    text::{format_count, shorten_to_words},
};

/// Number of fields that have a column, beside place, name and section.
const FIELDS: usize = 4;
/// Longest cell, in columns: a description has a line, not a page.
const CELL: usize = 40;
/// Fields that are no column: the name has its own, and the others are long or mean something else in each record.
const LEFT_OUT: [Field; 6] = [Field::Name, Field::Link, Field::Description, Field::Notes, Field::Number, Field::Other];

pub(super) fn write(sheets: &[RecordSheet<'_>], look: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    let records: Vec<DrawnRecord<'_>> = sheets.iter().flat_map(RecordSheet::records).collect();
    let fields = common_fields(&records);
    let head: Vec<&str> = ["place", "name", "section"].into_iter().chain(fields.iter().map(|f| f.as_str())).collect();
    let mut table = TextTable::new(&head);
    for record in &records {
        let section = record.section.last().copied().unwrap_or_default();
        let mut cells = vec![format!("{}:{}", record.path, record.place.line)];
        cells.extend([record.name.unwrap_or_default(), section].map(|text| shorten_to_words(text, CELL)));
        cells.extend(fields.iter().map(|field| shorten_to_words(&text_of(record, *field), CELL)));
        table.push(&cells);
    }
    if !records.is_empty() {
        table.write(look.width(), out)?;
    }
    let (records, files) = (format_count(records.len(), "record"), format_count(sheets.len(), "file"));
    writeln!(out, "{records} in {files}; `--output json` has every field and link")
}

fn text_of(record: &DrawnRecord<'_>, field: Field) -> String {
    record.texts(field).collect::<Vec<_>>().join("; ")
}

/// The fields that the most records have, in the order of the vocabulary.
fn common_fields(records: &[DrawnRecord<'_>]) -> Vec<Field> {
    let has = |record: &&DrawnRecord<'_>, field: Field| record.texts(field).next().is_some();
    let fields = Field::NAMES.iter().map(|(_, field)| *field).filter(|field| !LEFT_OUT.contains(field));
    let counts = fields.map(|field| (records.iter().filter(|record| has(record, field)).count(), field));
    let mut counts: Vec<_> = counts.filter(|(count, _)| *count > 0).collect();
    counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let common: BTreeSet<Field> = counts.into_iter().take(FIELDS).map(|(_, field)| field).collect();
    Field::NAMES.iter().map(|(_, field)| *field).filter(|field| common.contains(field)).collect()
}
