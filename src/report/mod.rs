//! Findings become what people and programs read. Nothing here decides anything: what is in an outcome is written, in
//! the order of the paths and of the text, and the same outcome gives the same bytes.
//!
//! All text that comes from a catalog goes through [`sanitize`] on its way out.

mod audit;
mod concise;
mod cut;
mod diff;
mod explain;
mod json;
mod place;
mod plain;
mod records;
pub mod sanitize;
mod snippet;
mod summary;
mod terminal;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, io, str::FromStr};

pub use audit::{AuditFormat, write_audit, write_history};
pub use diff::write_diff;
pub use explain::markdown_to_terminal;
pub use json::to_json;
pub use records::{RecordsFormat, write_records};
pub(crate) use summary::number;

use self::place::Places;
use crate::finding::{Finding, Outcome};

/// What a report looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Diagnostics with the lines that they are about, and a line that sums up.
    Human,
    /// One line a finding.
    Concise,
    /// One object with everything in it.
    Json,
}

impl Format {
    /// All formats, the default first.
    pub const ALL: [Self; 3] = [Self::Human, Self::Concise, Self::Json];

    /// The word that chooses it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.as_str() == word).ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no output format `{}`; there are: {}", sanitize::terminal_line(.0), Format::ALL.map(Format::as_str).join(", "))]
pub struct UnknownFormat(String);

/// How a report for people may look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    /// Whether to use colours.
    pub color: bool,
    /// How many columns there are.
    pub width: usize,
}

impl Appearance {
    /// The columns that are used: below 40 nothing can be read, and above 240 nobody reads.
    fn width(self) -> usize {
        self.width.clamp(40, 240)
    }
}

impl Default for Appearance {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

/// Writes all that a run found. `limit` bounds how many findings `Human` and `Concise` show; the others are counted.
pub fn write(
    outcome: &Outcome,
    format: Format,
    appearance: Appearance,
    limit: Option<usize>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let sheets = Sheet::all(outcome);
    let listing = Listing::new(&sheets);
    let mut out = io::BufWriter::new(out);
    match format {
        Format::Human => terminal::write(&listing, outcome, appearance, limit, &mut out)?,
        Format::Concise => concise::write(&listing, limit, &mut out)?,
        Format::Json => json::write(&listing, outcome, &mut out)?,
    }
    io::Write::flush(&mut out)
}

/// A file, ready to be asked for places.
#[derive(Debug)]
struct Sheet<'a> {
    /// The path, harmless on a terminal.
    path: Cow<'a, str>,
    places: Places<'a>,
    findings: &'a [Finding],
}

impl<'a> Sheet<'a> {
    /// The files that something was found in, in the order of their paths.
    fn all(outcome: &'a Outcome) -> Vec<Self> {
        let found = outcome.files.iter().filter(|checked| !checked.findings.is_empty());
        let mut sheets = found
            .map(|checked| Self {
                path: sanitize::terminal_line(checked.file.path()),
                places: Places::new(&checked.file),
                findings: &checked.findings,
            })
            .collect::<Vec<_>>();
        sheets.sort_by_key(|sheet| sheet.places.file().path());
        sheets
    }
}

/// One finding and the file that it is in.
#[derive(Debug, Clone, Copy)]
struct Entry<'a> {
    sheet: &'a Sheet<'a>,
    finding: &'a Finding,
}

/// All findings in the order of the paths, then of the text, then of the rules' names.
#[derive(Debug)]
struct Listing<'a>(Vec<Entry<'a>>);

impl<'a> Listing<'a> {
    fn new(sheets: &'a [Sheet<'a>]) -> Self {
        let mut entries = Vec::new();
        for sheet in sheets {
            let start = entries.len();
            entries.extend(sheet.findings.iter().map(|finding| Entry { sheet, finding }));
            if let Some(here) = entries.get_mut(start..) {
                here.sort_by_key(|entry| (entry.finding.span, entry.finding.rule));
            }
        }
        Self(entries)
    }

    fn entries(&self) -> &[Entry<'a>] {
        &self.0
    }

    /// The findings that are shown under a limit, and how many are not.
    fn limited(&self, limit: Option<usize>) -> (&[Entry<'a>], usize) {
        let shown = limit.map_or(self.0.len(), |limit| limit.min(self.0.len()));
        (self.0.get(..shown).unwrap_or_default(), self.0.len() - shown)
    }
}
