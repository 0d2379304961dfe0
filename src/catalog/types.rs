//! What a catalog is made of.

use std::borrow::Cow;
use std::sync::Arc;

use super::field::{Field, FieldValue};
use super::license::Licenses;
use super::number::Interval;
use crate::links::{Address, Disposition, LinkPolicy, TargetKind, Traits, disposition};
use crate::markdown::{Document, NONE};
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
    /// The first definition of each address, by its hash; made when it is first needed.
    pub(super) defined: std::sync::OnceLock<hashbrown::HashTable<u32>>,
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
    /// True if the address has a host.
    pub fn has_host(&self) -> bool {
        self.host.1 > 0
    }

    /// The host, as it is written; empty where there is none.
    pub fn host(&self) -> &str {
        self.url.get(self.host.0 as usize..self.host.1 as usize).unwrap_or_default()
    }

    /// What follows the host and its port.
    pub fn tail(&self) -> &str {
        let rest = self.url.get(self.host.1 as usize..).unwrap_or_default();
        rest.find(['/', '?', '#', '\\']).and_then(|at| rest.get(at..)).unwrap_or_default()
    }

    /// Decides whether it is requested.
    pub fn disposition(&self, policy: LinkPolicy<'_>) -> Disposition {
        disposition(&self.url, Address { kind: self.kind, host: self.host, traits: self.traits }, policy)
    }

    /// Whether all of `traits` is known of it.
    pub fn has(&self, traits: Traits) -> bool {
        self.traits.has(traits)
    }
}

impl Record<'_> {
    /// Whether it has a name.
    pub fn is_named(&self) -> bool {
        self.entity != NONE
    }
}
