//! Reads a document as a catalog.

use rayon::prelude::*;

use super::field::FieldValue;
use super::recurring::Lexicon;
use super::types::{Catalog, Claim, Entity, Mention, Record, TableReading, TableRole};
use super::{
    FieldVocabulary, claim, column_stats, entity, facts, heading_records, links, list, mention, prose, shared_suffix,
    table, unlinked_tables,
};
use crate::markdown::{self, Document};
use crate::source::File;

/// Rows of the longest table of facts below an entry: a longer one lists things of its own.
const FEW_ROWS: usize = 3;
/// Rows a linked item from which on the entries are the rows: fewer items than that are resources about the catalog.
const ROWS_AN_ITEM: usize = 4;

impl<'t> Catalog<'t> {
    /// Reads a file as a catalog.
    pub fn read(file: &'t File, words: &FieldVocabulary) -> Self {
        let mut document = markdown::parse(file.text());
        for index in 0..document.tables.len() {
            let plain =
                document.tables.get(index).is_some_and(|table| table::has_plain_header(&document, words, table));
            if let Some(table) = document.tables.get_mut(index).filter(|_| plain) {
                table.has_header = true;
            }
        }
        // Neither needs the other.
        let ((targets, target_of), read) =
            rayon::join(|| links::targets(&document), || CatalogReader::of(&document, words));
        let CatalogReader { records, entities, tables, values, claims, mentions } = read;
        Self {
            file,
            document,
            records,
            entities,
            tables,
            values,
            claims,
            mentions,
            targets,
            target_of,
            licenses: std::sync::OnceLock::new(),
            defined: std::sync::OnceLock::new(),
            pages: std::sync::OnceLock::new(),
        }
    }
}

/// Reads the records of a document, and its statements about itself.
struct CatalogReader<'t> {
    records: Vec<Record<'t>>,
    entities: Vec<Entity>,
    tables: Vec<TableReading>,
    values: Vec<FieldValue>,
    claims: Vec<Claim>,
    mentions: Vec<Mention>,
}

impl<'t> CatalogReader<'t> {
    fn of(document: &Document<'t>, words: &FieldVocabulary) -> Self {
        let lexicon = Lexicon::of(document, words);
        let headers = || column_stats::HeaderFields::new(words);
        let tables = document.tables.par_iter().enumerate().with_min_len(64);
        let mut tables: Vec<TableReading> = tables
            .map_init(headers, |headers, (index, table)| {
                if lexicon.is_fact_sheet(index) {
                    TableReading::default()
                } else {
                    table::read_table(document, headers, table)
                }
            })
            .collect();
        unlinked_tables::accept(document, &mut tables);
        let (mut records, lists) = read_records(document, &lexicon, &mut tables);
        let values = facts::read_facts(document, &lexicon, &lists, &mut records);
        let (entities, by_name) = entity::entities(&mut records, words);
        let (claims, mentions) = rayon::join(
            || claim::read_claims(document, words, &tables, &records),
            || mention::read_mentions(document, words, &tables, &records, (&entities, &by_name)),
        );
        Self { records, entities, tables, values, claims, mentions }
    }
}

/// The records of a document, in the order of the text, and how its lists were read. Tables that are details of one
/// record are no longer tables of records then.
fn read_records<'t>(
    document: &Document<'t>,
    words: &Lexicon<'_>,
    tables: &mut [TableReading],
) -> (Vec<Record<'t>>, list::ListReading) {
    let rows = tables.iter().zip(&document.tables).filter(|(reading, _)| reading.role == TableRole::Records);
    let rows: usize = rows.map(|(_, table)| document.body(table).len()).sum();
    let mut records = Vec::new();
    let lists = list::read_lists(document, words, is_of_tables(document, rows), &mut records);
    for (index, reading) in tables.iter_mut().enumerate() {
        if reading.role == TableRole::Records && is_detail(document, &lists, index) {
            reading.role = TableRole::Other;
        }
    }
    let entries = tables.par_iter().enumerate().with_min_len(64);
    let entries = entries.filter(|(_, reading)| reading.role == TableRole::Records);
    let read = entries.fold(Vec::new, |mut records, (index, reading)| {
        table::read_rows(document, words, index as u32, reading, &mut records);
        records
    });
    for mut read in read.collect::<Vec<_>>() {
        records.append(&mut read);
    }
    prose::read_paragraphs(document, words, &lists, &mut records);
    heading_records::read_headings(document, words, &mut records);
    if !records.is_sorted_by_key(|record| record.span.start) {
        records.sort_by_key(|record| record.span.start);
    }
    shared_suffix::trim_shared_brackets(document, &mut records);
    for record in &mut records {
        // The spans of a name that ends in broken HTML may reach behind what the record was trimmed to.
        record.name_span.end = record.name_span.end.min(record.span.end);
        record.name_span.start = record.name_span.start.min(record.name_span.end);
    }
    (records, lists)
}

/// Returns true if a table stands in an item that is an entry itself: then its few rows are facts about that one thing.
fn is_detail(document: &Document<'_>, lists: &list::ListReading, table: usize) -> bool {
    let Some(table) = document.tables.get(table) else { return false };
    let Some(item) = document.items.get(table.item as usize) else { return false };
    lists.entries[item.list] && document.body(table).len() <= FEW_ROWS
}

/// Returns true if the catalog's entries are rows of tables: lists of links beside many rows are resources about the
/// catalog.
fn is_of_tables(document: &Document<'_>, rows: usize) -> bool {
    let linked = document.items.iter().filter(|item| item.depth == 0).filter(|item| {
        let links = document.links.get(document.links_in(item.span)).unwrap_or_default();
        links.iter().any(|link| crate::links::leads_out(&link.target))
    });
    rows > 0 && rows >= linked.count() * ROWS_AN_ITEM
}
