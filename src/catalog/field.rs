//! Fields of a record.

use crate::markdown::Block;
use crate::source::Span;

/// The meaning of a field. `rules/vocabulary/fields.toml` maps columns and keys to these.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The name of the thing.
    Name,
    /// The link to the thing.
    Link,
    /// Under which licence.
    License,
    /// A number of something.
    Count,
    /// The size, in words or numbers.
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
    /// The description, in words.
    Description,
    /// The task that it is made for.
    Task,
    /// The body region, place or topic.
    Region,
    /// A language of people.
    Language,
    /// A file format.
    Format,
    /// The venue of its publication.
    Venue,
    /// Who made it.
    Author,
    /// The kind of thing.
    Category,
    /// True if it is alive.
    Status,
    /// Anything else.
    Notes,
    /// The article about it.
    Paper,
    /// Its source code.
    Code,
    /// The price.
    Price,
    /// The way in which a caller identifies itself.
    Auth,
    /// True if it is served by HTTPS.
    Https,
    /// True if a browser may call it from elsewhere.
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
    /// The meaning of the field.
    pub field: Field,
    /// Span of the key; empty where there is none.
    pub key: Span,
    /// Span of the value.
    pub span: Span,
    /// The value as a reader sees it.
    pub text: Box<str>,
}

/// A field of a record, whatever the record's shape.
#[derive(Debug, Clone, Copy)]
pub struct FieldRef<'a> {
    /// The meaning of the field.
    pub field: Field,
    /// The value as a reader sees it.
    pub text: &'a str,
    /// Span of the value.
    pub span: Span,
    /// The cell, for rows.
    pub cell: Option<&'a Block>,
    /// The source of the label.
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

/// Returns true if a text plainly has no white space around it, as most have none.
pub(super) fn is_trimmed(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| byte.is_ascii_graphic())
        && text.bytes().next_back().is_some_and(|byte| byte.is_ascii_graphic())
}

pub(super) fn trimmed(text: &str) -> &str {
    if is_trimmed(text) { text } else { text.trim() }
}
