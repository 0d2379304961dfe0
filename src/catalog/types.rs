//! The parts of a catalog.

use std::borrow::Cow;
use std::sync::Arc;

use super::field::{Field, FieldValue};
use super::license::Licenses;
use super::number::Interval;
use crate::links::{Address, Disposition, HostTraits, LinkPolicy, TargetKind, disposition};
use crate::markdown::{Document, ListId, NONE, SectionId};
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
    /// The reading of each table of the document.
    pub tables: Vec<TableReading>,
    /// The fields of records that are not rows, in the order of the text.
    pub values: Vec<FieldValue>,
    /// Statements of the catalog about itself.
    pub claims: Vec<Claim>,
    /// Names of entities outside their records.
    pub mentions: Vec<Mention>,
    /// The addresses that links lead to, each once, in order of their first link.
    pub targets: Vec<LinkTarget<'t>>,
    /// For each link of the document the index of its target.
    pub target_of: Vec<u32>,
    /// Licence statements of the records, read on first use.
    pub(super) licenses: std::sync::OnceLock<Licenses>,
    /// The first definition of each address, by its hash; made when it is first needed.
    pub(super) defined: std::sync::OnceLock<hashbrown::HashTable<u32>>,
    /// For each target the first one that leads to the same page; made when it is first needed.
    pub(super) pages: std::sync::OnceLock<Vec<u32>>,
}

/// The reading of a table.
#[derive(Debug, Clone, Default)]
pub struct TableReading {
    /// The meaning of its rows.
    pub role: TableRole,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
}

/// The meaning of the rows of a table.
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
    /// The meaning of the column.
    pub field: Field,
    /// Index of the header's block, or [`NONE`] if the table has no header.
    pub header: u32,
}

/// The place of a record in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordPlace {
    /// In a row: index of the table, index of the row in the document.
    Row(u32, u32),
    /// In a list item, by its index.
    Item(u32),
    /// In a section whose heading is the name.
    Section(SectionId),
    /// In a paragraph, a line or a summary, by the block's index.
    Block(u32),
}

impl RecordPlace {
    /// The name of the shape that a record has there, in outputs for programs.
    pub fn shape(self) -> &'static str {
        match self {
            Self::Row(..) => "row",
            Self::Item(_) => "item",
            Self::Section(_) => "heading",
            Self::Block(_) => "paragraph",
        }
    }
}

/// The part of a document that holds a record beside others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordContainer {
    /// The table of a row, by its index.
    Table(u32),
    /// The list of an item.
    List(ListId),
    /// The section around a section whose heading is the name.
    Sections(SectionId),
    /// The section of a paragraph, a line or a summary.
    Paragraphs(SectionId),
}

/// A record: what the catalog says of one thing in one place.
#[derive(Debug, Clone)]
pub struct Record<'t> {
    /// Its name without emphasis.
    pub name: Cow<'t, str>,
    /// Span of the name; where there is none, the place where it belongs.
    pub name_span: Span,
    /// Span of the record.
    pub span: Span,
    /// The section that it stands in.
    pub section: SectionId,
    /// Its place in the document.
    pub place: RecordPlace,
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
    /// Number of records.
    pub records: u32,
}

/// The form in which a claim is written.
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

/// The way in which a claim is written: claims of one pattern were counted in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClaimPattern {
    /// "Total Datasets Listed: 150+".
    Label,
    /// A sentence.
    Sentence,
    /// The first number below the heading of a section, whatever its sentence says.
    Introduction,
    /// A heading, "Retina (52)".
    Heading,
    /// A bold title, "**Retina** (52)".
    Title,
    /// The summary of a fold, "Show 55 hidden projects".
    Fold,
    /// An entry of the table of contents, "[Retina](#retina) (52)".
    Contents,
    /// A row of a table of contents.
    ContentsRow,
    /// A row of a table of counts, by the table's index.
    Tally(u32),
    /// A badge.
    Badge,
    /// A cell of a summary table that sums.
    Total,
    /// A number beside a link to another file, "[Agents](agents.md) (24)".
    Linked,
    /// A claim whose meaning the configuration says.
    Bound,
}

/// The certainty that the noun of a claim is that of the entries, from the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CountedNoun {
    /// A plural in a sentence that may be about something else: only a number very near to the count is meant for it.
    Loose,
    /// There is no noun: "Retina (52)".
    Bare,
    /// A plural that entries may be called.
    Open,
    /// A name of the entries, or a word of the title.
    Named,
}

/// The thing that a claim counts.
#[derive(Debug, Clone, PartialEq)]
pub enum CountedThing {
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
    /// Its form.
    pub form: ClaimForm,
    /// The way in which it is written.
    pub pattern: ClaimPattern,
    /// Span of the number.
    pub span: Span,
    /// The number, as it is written.
    pub text: String,
    /// The values that the number can mean.
    pub interval: Interval,
    /// The counted thing.
    pub counted: CountedThing,
    /// The certainty that its noun is that of the entries.
    pub noun: CountedNoun,
    /// True if words beside the noun may narrow what is counted.
    pub is_narrowed: bool,
    /// The counted thing, in the claim's own words.
    pub label: String,
    /// The section that it counts in; none for the whole document.
    pub scope: Option<SectionId>,
    /// The stretch of text that it counts in, where that is less than its section: a fold, the list or table below.
    pub extent: Option<Span>,
    /// The block or row that it stands in.
    pub within: Span,
    /// The path of the file that it counts in, as the link beside it has it; none for the document itself.
    pub linked: Option<String>,
}

/// A number that is said of a mentioned entity.
#[derive(Debug, Clone)]
pub struct StatedNumber {
    /// The values that it can mean.
    pub interval: Interval,
    /// Its unit; empty where none is given.
    pub unit: String,
    /// Its span.
    pub span: Span,
}

/// A name of an entity outside its records.
#[derive(Debug, Clone)]
pub struct Mention {
    /// The name, as it is written.
    pub name: String,
    /// Its span.
    pub span: Span,
    /// The entities that it can mean, by their indices; several where it is a family's name.
    pub entities: Arc<[u32]>,
    /// The numbers said of it.
    pub said: Vec<StatedNumber>,
    /// The bucket that it is put in.
    pub bucket: Option<StatedNumber>,
    /// The row or item that it stands in.
    pub within: Span,
    /// True if it stands in a column whose header says that it lists entries.
    pub listed: bool,
}

/// An address that links lead to.
#[derive(Debug, Clone)]
pub struct LinkTarget<'t> {
    /// The address, as it is written.
    pub url: Cow<'t, str>,
    /// Its kind.
    pub kind: TargetKind,
    /// Index of the first link to it.
    pub first: u32,
    /// Number of links that lead to it.
    pub links: u32,
    /// Range of the host in the address; empty where it has none.
    pub host: (u32, u32),
    /// Its traits.
    pub traits: HostTraits,
}

impl LinkTarget<'_> {
    /// True if the address has a host.
    pub fn has_host(&self) -> bool {
        self.host.1 > 0
    }

    /// The host, as it is written; empty where there is none.
    pub fn host(&self) -> &str {
        self.url.get(self.host.0 as usize..self.host.1 as usize).unwrap_or_default()
    }

    /// Returns the part behind the host and its port.
    pub fn tail(&self) -> &str {
        let rest = self.url.get(self.host.1 as usize..).unwrap_or_default();
        rest.find(['/', '?', '#', '\\']).and_then(|at| rest.get(at..)).unwrap_or_default()
    }

    /// Decides whether it is requested.
    pub fn disposition(&self, policy: LinkPolicy<'_>) -> Disposition {
        disposition(&self.url, Address { kind: self.kind, host: self.host, traits: self.traits }, policy)
    }

    /// Returns true if all of `traits` is known of it.
    pub fn has(&self, traits: HostTraits) -> bool {
        self.traits.has(traits)
    }
}

impl Record<'_> {
    /// Returns the part of the document that holds the record beside others.
    pub fn container(&self, document: &Document<'_>) -> RecordContainer {
        match self.place {
            RecordPlace::Row(table, _) => RecordContainer::Table(table),
            RecordPlace::Item(item) => RecordContainer::List(document.items[item as usize].list),
            RecordPlace::Section(section) => RecordContainer::Sections(document[section].parent),
            RecordPlace::Block(_) => RecordContainer::Paragraphs(self.section),
        }
    }

    /// Returns true if it has a name.
    pub fn is_named(&self) -> bool {
        self.entity != NONE
    }
}
