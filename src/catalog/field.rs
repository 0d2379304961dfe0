//! What a record says, field by field.

use crate::markdown::Block;
use crate::source::Span;

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
    pub(super) source: &'a str,
    /// The column's header, for rows that have one.
    pub(super) header: Option<&'a Block>,
    /// The key, for what is no row.
    pub(super) key: Span,
}

impl<'a> FieldRef<'a> {
    /// The column's header, or the key; empty where there is none.
    pub fn label(&self) -> &'a str {
        self.header.map_or(self.key.of(self.source), |header| trimmed(header.text.as_str(self.source)))
    }
}

/// Whether a text plainly has no white space around it, as most have none.
pub(super) fn is_trimmed(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_graphic())
        && text.bytes().next_back().is_some_and(|byte| byte.is_ascii_graphic())
}

pub(super) fn trimmed(text: &str) -> &str {
    if is_trimmed(text) { text } else { text.trim() }
}
