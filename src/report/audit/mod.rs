//! Reports of an audit, for people and programs; changes come first.
//!
//! Servers wrote parts of it, and contributors the rest: all of it goes through [`sanitize`] and what its format asks
//! for besides.

mod atom;
mod badge;
mod csv;
mod edit;
mod group;
mod history;
mod html;
mod human;
mod json;
mod markdown;
mod share;
#[cfg(test)]
mod tests;
mod trend;
mod words;

use std::io;

pub use history::write_history;

use super::{Appearance, sanitize};
use crate::{audit::AuditOutcome, source::git::HostedFiles};

/// The format of an audit's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum AuditFormat {
    /// For a terminal.
    #[default]
    Human,
    /// One object with everything in it.
    Json,
    /// Fits an issue on GitHub, and is harmless there.
    Markdown,
    /// One page without outside resources.
    Html,
    /// One line a place of a link.
    Csv,
    /// The changes as an Atom feed.
    Atom,
    /// The state of all links as a badge: the JSON of an endpoint of shields.io.
    Badge,
}

/// Writes all that an audit found. Places lead to their lines in the files of the repository, where these are known.
pub fn write_audit(
    audit: &AuditOutcome,
    format: AuditFormat,
    appearance: Appearance,
    files: Option<&HostedFiles>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        AuditFormat::Human => human::write(audit, appearance, out),
        AuditFormat::Json => json::write(audit, out),
        AuditFormat::Markdown => markdown::write(audit, files, out),
        AuditFormat::Html => html::write(audit, files, out),
        AuditFormat::Csv => csv::write(audit, out),
        AuditFormat::Atom => atom::write(audit, files, out),
        AuditFormat::Badge => badge::write(audit, out),
    }
}
