//! Queries of a catalog.

use std::ops::Range;

use super::field::{Field, FieldRef, FieldValue, is_trimmed, trimmed};
use super::license::Licenses;
use super::types::{Catalog, Column, Entity, LinkTarget, Record, RecordPlace};
use crate::links::{first_of_same_form, is_fragment};
use crate::markdown::{Block, Definition, Link, LinkKind, TableRow, attribute_value};
use crate::source::Span;

/// Numbers of what was read in one file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Records: rows, items, headings that describe one thing.
    pub records: usize,
    /// Records of one name are one entity.
    pub entities: usize,
    /// Statements about the catalog itself that could be bound to something countable.
    pub claims: usize,
    /// Names of entities outside their records.
    pub mentions: usize,
    /// Links that lead out of the document, each place counted.
    pub links: usize,
}

impl<'t> Catalog<'t> {
    /// Returns how many records, entities, claims, mentions and links were read.
    pub fn counts(&self) -> Counts {
        Counts {
            records: self.records.len(),
            entities: self.entities.len(),
            claims: self.claims.len(),
            mentions: self.mentions.len(),
            links: self.outward().count(),
        }
    }

    /// Returns the licence statements of the records.
    pub fn licenses(&self) -> &Licenses {
        self.licenses.get_or_init(|| Licenses::of(self))
    }

    /// The links that lead out of the document: not its images, nor its fragments.
    pub fn outward(&self) -> impl Iterator<Item = &Link<'t>> + '_ {
        let is_outward = |link: &&Link<'_>| link.kind != crate::markdown::LinkKind::Image && !is_fragment(&link.target);
        self.document.links.iter().filter(is_outward)
    }

    /// The name of an entity, as its first record writes it.
    pub fn entity_name(&self, entity: &Entity) -> &str {
        self.records.get(entity.first as usize).map_or("", |record| &record.name)
    }

    /// The records of an entity.
    pub fn records_of(&self, entity: &Entity) -> impl Iterator<Item = &Record<'t>> + '_ {
        let next = |index: u32| self.records.get(index as usize);
        std::iter::successors(next(entity.first), move |record| next(record.next))
    }

    /// The record that a place belongs to.
    pub fn record_at(&self, span: Span) -> Option<&Record<'t>> {
        self.record_near(span, &mut 0)
    }

    /// The record that a place belongs to, looked for first behind so many records, which is kept for the next place.
    pub(crate) fn record_near(&self, span: Span, near: &mut usize) -> Option<&Record<'t>> {
        let begins = |index: usize| self.records.get(index).map(|record| record.span.start);
        let fits = |after: &usize| {
            after.checked_sub(1).and_then(begins).is_none_or(|start| start <= span.start)
                && begins(*after).is_none_or(|start| start > span.start)
        };
        let search = || self.records.partition_point(|record| record.span.start <= span.start);
        let after = (*near..self.records.len().min(*near + 6)).find(fits).unwrap_or_else(search);
        *near = after;
        let before = self.records.get(..after).unwrap_or_default();
        // Records of nested items lie in those of their parents: look back a few.
        before.iter().rev().take(8).find(|record| record.span.contains(span))
    }

    /// The links of a record, images left out.
    pub fn links_of(&self, record: &Record<'_>) -> impl Iterator<Item = &Link<'t>> + '_ {
        let links = self.document.links.get(record.links.0 as usize..record.links.1 as usize).unwrap_or_default();
        links.iter().filter(|link| link.kind != crate::markdown::LinkKind::Image)
    }

    /// The fields of a record, in the order of the text.
    pub fn fields<'a>(&'a self, record: &Record<'_>) -> impl Iterator<Item = FieldRef<'a>> + use<'a, 't> {
        let (cells, columns, values) = self.parts_of(record);
        let rows = cells.iter().zip(columns).map(|(cell, column)| self.cell_field(cell, column));
        rows.chain(values.iter().map(|value| self.value_field(value)))
    }

    /// The fields of a row of a table, whatever the row is.
    pub fn fields_of_row<'a>(
        &'a self,
        table: u32,
        row: &'a TableRow,
    ) -> impl Iterator<Item = FieldRef<'a>> + use<'a, 't> {
        let columns: &[Column] = self.tables.get(table as usize).map_or(&[], |table| &table.columns);
        self.document.cells(row).iter().zip(columns).map(|(cell, column)| self.cell_field(cell, column))
    }

    /// A field of a record.
    pub fn field<'a>(&'a self, record: &Record<'_>, field: Field) -> Option<FieldRef<'a>> {
        if let RecordPlace::Row(table, row) = record.place {
            let columns = &self.tables.get(table as usize)?.columns;
            let index = columns.iter().position(|column| column.field == field)?;
            let cell = self.document.cells(self.document.rows.get(row as usize)?).get(index)?;
            return Some(self.cell_field(cell, columns.get(index)?));
        }
        let values = self.values.get(record.values.0 as usize..record.values.1 as usize)?;
        values.iter().find(|value| value.field == field).map(|value| self.value_field(value))
    }

    /// The fields of a record that say one of some things.
    pub fn fields_of<'a>(
        &'a self,
        record: &Record<'_>,
        wanted: fn(Field) -> bool,
    ) -> impl Iterator<Item = FieldRef<'a>> + use<'a, 't> {
        let (cells, columns, values) = self.parts_of(record);
        let rows = cells.iter().zip(columns).filter(move |(_, column)| wanted(column.field));
        let rows = rows.map(|(cell, column)| self.cell_field(cell, column));
        let values = values.iter().filter(move |value| wanted(value.field));
        rows.chain(values.map(|value| self.value_field(value)))
    }

    /// The cells of a record's row and their columns, or else its values.
    fn parts_of<'a>(&'a self, record: &Record<'_>) -> (&'a [Block], &'a [Column], &'a [FieldValue]) {
        let (cells, columns): (&[Block], &[Column]) = match record.place {
            RecordPlace::Row(table, row) => (
                self.document.rows.get(row as usize).map_or(&[], |row| self.document.cells(row)),
                self.tables.get(table as usize).map_or(&[], |table| &table.columns),
            ),
            _ => (&[], &[]),
        };
        let values = self.values.get(record.values.0 as usize..record.values.1 as usize).unwrap_or_default();
        (cells, columns, values)
    }

    fn cell_field<'a>(&'a self, cell: &'a Block, column: &Column) -> FieldRef<'a> {
        let (source, header) = (self.document.text, self.document.block(column.header));
        let (text, span) = (trimmed(self.document.text_of(cell)), self.content_span(cell));
        FieldRef { field: column.field, text, span, cell: Some(cell), source, header, key: Span::default() }
    }

    fn value_field<'a>(&'a self, value: &'a FieldValue) -> FieldRef<'a> {
        let FieldValue { field, key, span, ref text } = *value;
        FieldRef { field, text, span, cell: None, source: self.document.text, header: None, key }
    }

    /// The span of a block without the white space around its content.
    pub fn content_span(&self, block: &Block) -> Span {
        let text = block.span.of(self.document.text);
        if is_trimmed(text) {
            return block.span;
        }
        let start = text.len() - text.trim_start().len();
        let end = text.trim_end().len().max(start);
        block.span.inner(start..end)
    }

    /// The headers of all tables, and the keys of all records, as they are written; one that occurs often, often.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        let document = &self.document;
        let headers = document.tables.iter().filter_map(|table| document.header(table));
        let headers = headers.flat_map(|row| document.cells(row)).map(|cell| document.text_of(cell).trim());
        let keys = self.values.iter().map(|value| value.key.of(document.text));
        headers.chain(keys).filter(|label| !label.is_empty())
    }

    /// The column of a table that says something, by its index.
    pub fn column(&self, table: u32, field: Field) -> Option<usize> {
        self.tables.get(table as usize)?.columns.iter().position(|column| column.field == field)
    }

    /// Returns the span of a link's address in the text, letter for letter, also in a definition that the link refers
    /// to.
    pub fn address(&self, link: &Link<'_>, target: &LinkTarget<'_>) -> Option<Span> {
        let text = self.document.text;
        let source = link.span.of(text);
        let url = &*target.url;
        // The same address may stand in the text of the link, or in another attribute.
        let own = match link.kind {
            LinkKind::Html => link.span.inner(trimmed_value(source, "href")?),
            LinkKind::Image if source.starts_with('<') => link.span.inner(trimmed_value(source, "src")?),
            LinkKind::Image if source.ends_with(')') => {
                link.span.inner(destination(source, source.rfind("](")? + 2, url)?)
            }
            LinkKind::Reference | LinkKind::Image => return self.defined_address(link, url),
            LinkKind::Inline | LinkKind::Autolink | LinkKind::Bare => self.document.target_span(link),
        };
        (own.of(text) == url).then_some(own)
    }

    /// Returns the span of the address in the definition that a link refers to.
    fn defined_address(&self, link: &Link<'_>, url: &str) -> Option<Span> {
        let definition = self.definition(link)?;
        let source = definition.span.of(self.document.text);
        // The label may be an address too.
        let label =
            source.match_indices("]:").find(|(at, _)| !source.get(..*at).is_some_and(|label| label.ends_with('\\')));
        Some(definition.span.inner(destination(source, label?.0 + 2, url)?))
    }

    /// Returns the first definition of a link's address.
    pub fn definition(&self, link: &Link<'_>) -> Option<&Definition<'t>> {
        use std::hash::{BuildHasher as _, BuildHasherDefault};
        let hash = |target: &str| BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(target);
        let definitions = &self.document.definitions;
        let target_of = |index: u32| definitions.get(index as usize).map_or("", |own| &*own.target);
        let by_target = self.defined.get_or_init(|| {
            let mut table = hashbrown::HashTable::with_capacity(definitions.len());
            for index in 0..definitions.len() as u32 {
                let target = target_of(index);
                if table.find(hash(target), |&other| target_of(other) == target).is_none() {
                    table.insert_unique(hash(target), index, |&other| hash(target_of(other)));
                }
            }
            table
        });
        let index = by_target.find(hash(&link.target), |&index| target_of(index) == link.target)?;
        definitions.get(*index as usize)
    }

    /// Returns the first target that leads to the same page as a target, whatever their spellings: two targets lead to one
    /// page if this is the same for both.
    pub fn page_of(&self, target: u32) -> u32 {
        let pages = self.pages.get_or_init(|| first_of_same_form(self.targets.iter().map(|target| &*target.url)));
        pages.get(target as usize).copied().unwrap_or(target)
    }

    /// The target of a link, by the link's index.
    pub fn target(&self, link: u32) -> Option<&LinkTarget<'t>> {
        self.targets.get(*self.target_of.get(link as usize)? as usize)
    }
}

/// The range of an address in a link or a definition that begins at `from`, be it in pointed brackets.
fn destination(source: &str, from: usize, url: &str) -> Option<Range<usize>> {
    let rest = source.get(from..)?;
    let own = rest.trim_start();
    let own = own.strip_prefix('<').unwrap_or(own);
    let start = from + rest.len() - own.len();
    own.starts_with(url).then_some(start..start + url.len())
}

/// The range of an attribute's value without the blanks around it.
fn trimmed_value(tag: &str, name: &str) -> Option<Range<usize>> {
    let range = attribute_value(tag, name)?;
    let value = tag.get(range.clone())?;
    let start = range.start + value.len() - value.trim_start().len();
    Some(start..start + value.trim().len())
}
