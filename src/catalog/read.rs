//! Reads a document as a catalog.

use super::types::{Catalog, TableReading, TableRole};
use super::{Vocabulary, entity, links, list, prose, table};
use crate::markdown::{self, Document};
use crate::source::File;

impl<'t> Catalog<'t> {
    /// Reads a file as a catalog.
    pub fn read(file: &'t File, words: &Vocabulary) -> Self {
        let document = markdown::parse(file.text());
        let (targets, target_of) = links::targets(&document);
        let tables: Vec<TableReading> =
            document.tables.iter().map(|table| table::read_table(&document, words, table)).collect();
        let mut records = Vec::new();
        for (index, reading) in tables.iter().enumerate() {
            if reading.role == TableRole::Records {
                table::read_rows(&document, words, index as u32, reading, &mut records);
            }
        }
        let rows = records.len();
        list::read_lists(&document, words, is_of_tables(&document, rows), &mut records);
        prose::read_paragraphs(&document, words, &mut records);
        prose::read_headings(&document, words, &mut records);
        if records.len() > rows {
            records.sort_by_key(|record| record.span.start);
        }
        let entities = entity::entities(&mut records, words);
        Self {
            file,
            document,
            records,
            entities,
            tables,
            values: Vec::new(),
            claims: Vec::new(),
            mentions: Vec::new(),
            targets,
            target_of,
            unread: Vec::new(),
        }
    }
}

/// Whether the catalog's entries are rows of tables: lists of links beside many rows are resources about the catalog.
fn is_of_tables(document: &Document<'_>, rows: usize) -> bool {
    let linked = document.items.iter().filter(|item| item.depth == 0).filter(|item| {
        let links = document.links.get(document.links_in(item.span)).unwrap_or_default();
        links.iter().any(|link| !link.target.starts_with('#'))
    });
    rows > 0 && rows >= linked.count() * 4
}
