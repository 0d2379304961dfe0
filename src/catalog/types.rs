//! What a catalog is made of.

use std::borrow::Cow;
use std::sync::Arc;

use super::license::Licenses;
use super::links::Traits;
use super::number::Interval;
use crate::finding::Counts;
use crate::markdown::{Block, Document, Link, NONE};
use crate::source::{File, Span};

/// A catalog: a document, and what it says about things.
#[derive(Debug)]
pub struct Catalog<'t> {
    /// The file that it was read from.
    pub file: &'t File,
    /// The document.
    pub document: Document<'t>,
    /// The records, in the order of the text.
    pub records: Vec<Record<'t>>,
    /// The entities: records of one name.
    pub entities: Vec<Entity>,
    /// How each table of the document was read.
    pub tables: Vec<TableReading>,
    /// The fields of records that are not rows, in the order of the text.
    pub values: Vec<FieldValue>,
    /// What the catalog says of itself.
    pub claims: Vec<Claim>,
    /// Names of entities outside their records.
    pub mentions: Vec<Mention>,
    /// The addresses that links lead to, each once, in order of their first link.
    pub targets: Vec<Target<'t>>,
    /// For each link of the document the index of its target.
    pub target_of: Vec<u32>,
    /// What the records say of their licences, read when it is first asked for.
    pub(super) licenses: std::sync::OnceLock<Licenses>,
}

/// What a field says. Columns and keys are mapped to one of these by `rules/vocabulary/fields.toml`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// What the thing is called.
    Name,
    /// Where it is to be had.
    Link,
    /// Under which licence.
    License,
    /// How many of something.
    Count,
    /// How large, in words or numbers.
    Size,
    /// Kind of data: CT, audio, text.
    Modality,
    /// The year, or a date as a year.
    Year,
    /// A date.
    Date,
    /// When it ends.
    Expiry,
    /// Who may have it: open, on request.
    Access,
    /// What it is, in words.
    Description,
    /// What it is for.
    Task,
    /// The body region, place or topic.
    Region,
    /// A language of people.
    Language,
    /// A file format.
    Format,
    /// Where it was published.
    Venue,
    /// Who made it.
    Author,
    /// What kind of thing it is.
    Category,
    /// Whether it is alive.
    Status,
    /// Anything else.
    Notes,
    /// The article about it.
    Paper,
    /// Its source code.
    Code,
    /// What it costs.
    Price,
    /// How a caller identifies itself.
    Auth,
    /// Whether it is served by HTTPS.
    Https,
    /// Whether a browser may call it from elsewhere.
    Cors,
    /// A running number.
    Number,
    /// A column or key that stands for none of these.
    Other,
}

impl Field {
    /// Every field by its name, but [`Field::Other`], which is no name for a field.
    pub const NAMES: [(&str, Self); 27] = [
        ("name", Self::Name),
        ("link", Self::Link),
        ("license", Self::License),
        ("count", Self::Count),
        ("size", Self::Size),
        ("modality", Self::Modality),
        ("year", Self::Year),
        ("date", Self::Date),
        ("expiry", Self::Expiry),
        ("access", Self::Access),
        ("description", Self::Description),
        ("task", Self::Task),
        ("region", Self::Region),
        ("language", Self::Language),
        ("format", Self::Format),
        ("venue", Self::Venue),
        ("author", Self::Author),
        ("category", Self::Category),
        ("status", Self::Status),
        ("notes", Self::Notes),
        ("paper", Self::Paper),
        ("code", Self::Code),
        ("price", Self::Price),
        ("auth", Self::Auth),
        ("https", Self::Https),
        ("cors", Self::Cors),
        ("number", Self::Number),
    ];

    /// The field of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(own, _)| *own == name).map(|(_, field)| *field)
    }

    /// Its name, as configurations and outputs write it.
    pub fn as_str(self) -> &'static str {
        Self::NAMES.iter().find(|(_, field)| *field == self).map_or("other", |(name, _)| name)
    }
}

/// How a table was read.
#[derive(Debug, Clone, Default)]
pub struct TableReading {
    /// What its rows are.
    pub role: TableRole,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableRole {
    /// Records.
    Records,
    /// Statements about records: a summary, a guide.
    Summary,
    /// Something else.
    #[default]
    Other,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// What it says.
    pub field: Field,
    /// Index of the header's block, or [`NONE`] if the table has no header.
    pub header: u32,
}

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a row: index of the table, index of the row in the document.
    Row(u32, u32),
    /// In a list item, by its index.
    Item(u32),
    /// In a section whose heading is the name, by the section's index.
    Section(u32),
    /// In a paragraph, a line or a summary, by the block's index.
    Block(u32),
}

/// A record: what the catalog says of one thing in one place.
#[derive(Debug, Clone)]
pub struct Record<'t> {
    /// Its name without emphasis.
    pub name: Cow<'t, str>,
    /// Where the name stands; where there is none, where it should.
    pub name_span: Span,
    /// Where the record stands.
    pub span: Span,
    /// Index of the section that it stands in.
    pub section: u32,
    /// Where it stands.
    pub place: Place,
    /// Its links, as a range of the document's.
    pub links: (u32, u32),
    /// Its fields in `Catalog::values`, where it is not a row.
    pub values: (u32, u32),
    /// Index of its entity, or [`NONE`] if it has no name.
    pub entity: u32,
    /// Index of the next record of the same entity, or [`NONE`].
    pub next: u32,
}

/// A field of a record that is not a row.
#[derive(Debug, Clone)]
pub struct FieldValue {
    /// What it says.
    pub field: Field,
    /// Where the key stands; empty where there is none.
    pub key: Span,
    /// Where the value stands.
    pub span: Span,
    /// What a reader sees of it.
    pub text: Box<str>,
}

/// A field of a record, whatever the record's shape.
#[derive(Debug, Clone, Copy)]
pub struct FieldRef<'a> {
    /// What it says.
    pub field: Field,
    /// What a reader sees of the value.
    pub text: &'a str,
    /// Where the value stands.
    pub span: Span,
    /// The cell, for rows.
    pub cell: Option<&'a Block>,
    /// What the label stands in.
    source: &'a str,
    /// The column's header, for rows that have one.
    header: Option<&'a Block>,
    /// The key, for what is no row.
    key: Span,
}

impl<'a> FieldRef<'a> {
    /// The column's header, or the key; empty where there is none.
    pub fn label(&self) -> &'a str {
        self.header.map_or(self.key.of(self.source), |header| trimmed(header.text.as_str(self.source)))
    }
}

/// The records of one name.
#[derive(Debug, Clone, Copy)]
pub struct Entity {
    /// Index of the first record.
    pub first: u32,
    /// How many records there are.
    pub records: u32,
}

/// How a claim is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimForm {
    /// "Total Datasets Listed: 150+", "CT: 50+ datasets", or a sentence.
    Summary,
    /// A heading or a contents entry, "Retina (52)".
    Section,
    /// A badge.
    Badge,
    /// A cell of a summary table that sums the records named beside it.
    Total,
}

/// What a claim counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Counted {
    /// The records of a scope.
    Records,
    /// The records in which a word stands.
    Matching(String),
    /// The sections that hold records.
    Sections,
    /// The sum of what the named records count.
    Sum,
}

/// A statement about the catalog itself.
#[derive(Debug, Clone)]
pub struct Claim {
    /// How it is written.
    pub form: ClaimForm,
    /// Where the number stands.
    pub span: Span,
    /// The number, as it is written.
    pub text: String,
    /// What the number can mean.
    pub interval: Interval,
    /// What it counts.
    pub counted: Counted,
    /// What it says is counted, in its own words.
    pub label: String,
    /// The section that it counts in, or [`NONE`] for the whole document.
    pub scope: u32,
    /// The block or row that it stands in.
    pub within: Span,
}

/// A number that is said of a mentioned entity.
#[derive(Debug, Clone)]
pub struct Said {
    /// What it can mean.
    pub interval: Interval,
    /// What it is of; empty where that is not said.
    pub unit: String,
    /// Where it stands.
    pub span: Span,
}

/// A name of an entity outside its records.
#[derive(Debug, Clone)]
pub struct Mention {
    /// The name, as it is written.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The entities that it can mean, by their indices; several where it is a family's name.
    pub entities: Arc<[u32]>,
    /// The numbers said of it.
    pub said: Vec<Said>,
    /// The bucket that it is put in.
    pub bucket: Option<Said>,
    /// The row or item that it stands in.
    pub within: Span,
    /// Whether it stands in a column whose header says that it lists entries.
    pub listed: bool,
}

/// What kind of address a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// `http:` or `https:`.
    Web,
    /// A place in the same document: `#…`.
    Fragment,
    /// A file: a relative path, or one from the root of the repository.
    Path,
    /// `mailto:`.
    Mail,
    /// Another scheme.
    Other,
    /// Nothing.
    Empty,
}

/// An address that links lead to.
#[derive(Debug, Clone)]
pub struct Target<'t> {
    /// The address, as it is written.
    pub url: Cow<'t, str>,
    /// What kind of address it is.
    pub kind: TargetKind,
    /// Index of the first link to it.
    pub first: u32,
    /// How many links lead to it.
    pub links: u32,
    /// Where in the address its host stands; empty where it has none.
    pub host: (u32, u32),
    /// What is known of it.
    pub traits: Traits,
}

impl Target<'_> {
    /// The host, as it is written; empty where there is none.
    pub fn host(&self) -> &str {
        self.url.get(self.host.0 as usize..self.host.1 as usize).unwrap_or_default()
    }

    /// What follows the host and its port.
    pub fn tail(&self) -> &str {
        let rest = self.url.get(self.host.1 as usize..).unwrap_or_default();
        rest.find(['/', '?', '#', '\\']).and_then(|at| rest.get(at..)).unwrap_or_default()
    }

    /// Whether all of `traits` is known of it.
    pub fn has(&self, traits: Traits) -> bool {
        self.traits.has(traits)
    }
}

impl<'t> Catalog<'t> {
    /// How much was read.
    pub fn counts(&self) -> Counts {
        Counts {
            records: self.records.len(),
            entities: self.entities.len(),
            claims: self.claims.len(),
            mentions: self.mentions.len(),
            links: self.outward().count(),
        }
    }

    /// What the records say of their licences.
    pub fn licenses(&self) -> &Licenses {
        self.licenses.get_or_init(|| Licenses::of(self))
    }

    /// The links that lead out of the document: not its images, nor its fragments.
    pub fn outward(&self) -> impl Iterator<Item = &Link<'t>> + '_ {
        let leads_out =
            |link: &&Link<'_>| link.kind != crate::markdown::LinkKind::Image && !link.target.starts_with('#');
        self.document.links.iter().filter(leads_out)
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

    /// A field of a record.
    pub fn field<'a>(&'a self, record: &Record<'_>, field: Field) -> Option<FieldRef<'a>> {
        if let Place::Row(table, row) = record.place {
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
            Place::Row(table, row) => (
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

    /// The column of a table that says something, by its index.
    pub fn column(&self, table: u32, field: Field) -> Option<usize> {
        self.tables.get(table as usize)?.columns.iter().position(|column| column.field == field)
    }

    /// Where a link's address stands in the text letter for letter, be it in a definition that the link refers to.
    pub fn address(&self, link: &Link<'_>, target: &Target<'_>) -> Option<Span> {
        use crate::markdown::LinkKind;
        let document = &self.document;
        let written = document.target_span(link);
        if written.of(document.text) == target.url {
            return Some(written);
        }
        let by_reference = matches!(link.kind, LinkKind::Reference | LinkKind::Image);
        let definition = document.definitions.iter().find(|own| by_reference && own.target == link.target)?;
        let at = definition.span.of(document.text).find(&*target.url)?;
        Some(definition.span.inner(at..at + target.url.len()))
    }

    /// The target of a link, by the link's index.
    pub fn target(&self, link: u32) -> Option<&Target<'t>> {
        self.targets.get(*self.target_of.get(link as usize)? as usize)
    }
}

/// Whether a text plainly has no white space around it, as most have none.
fn is_trimmed(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_graphic())
        && text.bytes().next_back().is_some_and(|byte| byte.is_ascii_graphic())
}

fn trimmed(text: &str) -> &str {
    if is_trimmed(text) { text } else { text.trim() }
}

impl Record<'_> {
    /// Whether it has a name.
    pub fn is_named(&self) -> bool {
        self.entity != NONE
    }
}
