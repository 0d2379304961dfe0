//! Licence statements of the records. There are few different texts, so each is read once.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{License, Vagueness, badge, read, trim, vagueness};
use crate::catalog::field::Field;
use crate::catalog::types::{Catalog, Record, RecordPlace};
use crate::markdown::{Link, LinkKind, NONE};
use crate::source::Span;

/// The licences of a catalog's records.
#[derive(Debug, Default)]
pub struct Licenses {
    /// The different texts.
    pub readings: Vec<StatedLicense>,
    /// The statement of each record, in the order of the records; records without a place for a licence are left out.
    pub stated: Vec<LicenseStatement>,
}

/// A text that stands where a licence should, and what it comes to.
#[derive(Debug)]
pub struct StatedLicense {
    /// The text.
    pub text: Box<str>,
    /// Its reading.
    pub license: License,
    /// The reason, where it is vague.
    pub vagueness: Option<Vagueness>,
    /// The range of the text without brackets, quotes and full stops around it.
    pub core: (u32, u32),
}

/// The licence statement of one record.
#[derive(Debug, Clone, Copy)]
pub struct LicenseStatement {
    /// Index of the record.
    pub record: u32,
    /// Index of the reading.
    pub reading: u32,
    /// Span of the text; where there is none, the place where it belongs.
    pub span: Span,
    /// True if the text stands in the source as it is read, so that a part of it can be replaced.
    pub exact: bool,
    /// The whole cell or value, with what is not text.
    pub whole: Span,
}

impl Licenses {
    /// Reads the licences of a catalog's records.
    pub(in crate::catalog) fn of(catalog: &Catalog<'_>) -> Self {
        let mut licenses = Self::default();
        let mut seen: FxHashMap<Cow<'_, str>, u32> = FxHashMap::default();
        let mut table = (NONE, None);
        for (index, record) in catalog.records.iter().enumerate() {
            let Some((text, span, whole)) = text_of(catalog, record, &mut table) else { continue };
            let exact = !text.is_empty() && span.of(catalog.document.text) == text;
            let reading = seen.get(&text).copied().unwrap_or_else(|| {
                licenses.readings.push(StatedLicense::new(&text));
                let reading = licenses.readings.len() as u32 - 1;
                seen.insert(text, reading);
                reading
            });
            licenses.stated.push(LicenseStatement { record: index as u32, reading, span, exact, whole });
        }
        licenses
    }

    /// Returns the reading of a statement.
    pub fn reading(&self, stated: &LicenseStatement) -> Option<&StatedLicense> {
        self.readings.get(stated.reading as usize)
    }

    /// Returns the statement of a record, by the record's index.
    pub fn of_record(&self, record: u32) -> Option<&LicenseStatement> {
        let at = self.stated.binary_search_by_key(&record, |stated| stated.record).ok()?;
        self.stated.get(at)
    }
}

/// The text that stands where a record's licence should, where it stands, and the whole cell or value. `last` is the table
/// of the row before, and its column of licences, if it has one. A cell with nothing but an image says what the image
/// does, and says nothing where that cannot be told.
fn text_of<'a>(
    catalog: &'a Catalog<'_>,
    record: &Record<'_>,
    last: &mut (u32, Option<usize>),
) -> Option<(Cow<'a, str>, Span, Span)> {
    let document = &catalog.document;
    let RecordPlace::Row(table, row) = record.place else {
        let value = catalog.field(record, Field::License)?;
        return Some((value.text.trim().into(), value.span, value.span));
    };
    if last.0 != table {
        *last = (table, catalog.column(table, Field::License));
    }
    let column = last.1?;
    let row = document.rows.get(row as usize)?;
    // In a row that lacks cells, nobody knows which cell is whose.
    let columns = catalog.tables.get(table as usize)?.columns.len();
    if (row.written as usize) < columns && !document.tables.get(table as usize)?.html {
        return None;
    }
    let cell = document.cells(row).get(column)?;
    let text = document.text_of(cell);
    let trimmed = text.trim();
    let whole = catalog.content_span(cell);
    if trimmed.is_empty() && badge::has_image(document, cell) {
        return badge::drawn(document, cell).map(|license| (license.into(), whole, whole));
    }
    if trimmed.is_empty() {
        return Some((trimmed.into(), whole, whole));
    }
    let start = text.len() - text.trim_start().len();
    Some((trimmed.into(), cell.text.source(start..start + trimmed.len()), whole))
}

impl StatedLicense {
    fn new(text: &str) -> Self {
        let license = read(text);
        let vagueness = matches!(license, License::Vague(_)).then(|| vagueness(text));
        let core = trim(text);
        let start = text.find(core).unwrap_or(0);
        Self { text: text.into(), license, vagueness, core: (start as u32, (start + core.len()) as u32) }
    }

    /// The text without what stands around it.
    pub fn core(&self) -> &str {
        self.text.get(self.core.0 as usize..self.core.1 as usize).unwrap_or(&self.text)
    }

    /// The SPDX expression or the family that it names.
    pub fn named(&self) -> Option<&str> {
        self.license.named()
    }
}

impl LicenseStatement {
    /// Returns the span of the text without its surroundings.
    pub fn core_span(&self, reading: &StatedLicense) -> Span {
        if self.exact { self.span.inner(reading.core.0 as usize..reading.core.1 as usize) } else { self.span }
    }

    /// The links that stand in the cell, or around the value.
    pub fn links<'c, 't>(&self, catalog: &'c Catalog<'t>) -> impl Iterator<Item = &'c Link<'t>> + use<'c, 't> {
        let whole = self.whole;
        let record = catalog.records.get(self.record as usize);
        let links = record.map_or(0..0, |record| record.links.0 as usize..record.links.1 as usize);
        let links = catalog.document.links.get(links).unwrap_or_default();
        links.iter().filter(move |link| {
            link.kind != LinkKind::Image && (whole.contains(link.span) || link.span.contains(whole))
        })
    }
}
