//! Writes records for other programs: every record with its typed fields and its links.

mod csv;
mod jsonld;
mod shown;
mod table;
#[cfg(test)]
mod tests;
mod value;

use std::io;

use serde::{Serialize, Serializer};

pub(super) use self::csv::{harmless_cell, io_error};
use self::shown::{DrawnRecord, RecordSheet};
use super::{Appearance, json};
use crate::{catalog::Catalog, links::LinkPolicy};

/// The format of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordsFormat {
    /// A table for a terminal.
    Table(Appearance),
    /// One object with everything in it.
    Json,
    /// One object a record and line.
    Jsonl,
    /// One line a record, with a column for each field that has a meaning to catalint.
    Csv,
    /// A `DataCatalog` of schema.org, with its `Dataset`s.
    Jsonld,
}

/// Writes the records of all catalogs, in the order of the paths and of the text.
/// `policies` decides, for each catalog, which of its links are requested.
pub fn write_records(
    catalogs: &[Catalog<'_>],
    policies: &[LinkPolicy<'_>],
    format: RecordsFormat,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let sheets: Vec<_> =
        catalogs.iter().zip(policies).map(|(catalog, policy)| RecordSheet::new(catalog, *policy)).collect();
    match format {
        RecordsFormat::Table(look) => table::write(&sheets, look, &mut out)?,
        RecordsFormat::Json => json::to_json(&RecordsJson::new(&sheets), &mut out)?,
        RecordsFormat::Jsonl => {
            for record in sheets.iter().flat_map(RecordSheet::records) {
                json::to_json_line(&record, &mut out)?;
            }
        }
        RecordsFormat::Csv => csv::write(&sheets, &mut out)?,
        RecordsFormat::Jsonld => jsonld::write(&sheets, &mut out)?,
    }
    io::Write::flush(&mut out)
}

#[derive(Serialize)]
struct RecordsJson<'a> {
    schema: u32,
    tool: json::JsonTool,
    files: Vec<ReadFile<'a>>,
    records: RecordRows<'a>,
}

#[derive(Serialize)]
struct ReadFile<'a> {
    path: &'a str,
    #[serde(flatten)]
    counts: crate::catalog::Counts,
}

/// All records; each is made when it is written, since there may be a hundred thousand.
struct RecordRows<'a>(&'a [RecordSheet<'a>]);

impl Serialize for RecordRows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().flat_map(RecordSheet::records))
    }
}

impl<'a> RecordsJson<'a> {
    fn new(sheets: &'a [RecordSheet<'a>]) -> Self {
        let file =
            |sheet: &'a RecordSheet<'a>| ReadFile { path: sheet.catalog.file.path(), counts: sheet.catalog.counts() };
        Self {
            schema: 1,
            tool: json::JsonTool::this(),
            files: sheets.iter().map(file).collect(),
            records: RecordRows(sheets),
        }
    }
}

impl<'a> RecordSheet<'a> {
    fn records(&'a self) -> impl Iterator<Item = DrawnRecord<'a>> + 'a {
        self.catalog.records.iter().map(|record| DrawnRecord::new(self, record))
    }
}
