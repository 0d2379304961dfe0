//! Reports of an audit, for people and programs; changes come first.
//!
//! Servers wrote parts of it, and contributors the rest: all of it goes through [`sanitize`] and what its format asks
//! for besides.

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
mod words;

use std::io;

pub use history::write_history;

use super::{Appearance, sanitize};
use crate::audit::AuditOutcome;

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
}

/// Writes all that an audit found.
pub fn write_audit(
    audit: &AuditOutcome,
    format: AuditFormat,
    appearance: Appearance,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        AuditFormat::Human => human::write(audit, appearance, out),
        AuditFormat::Json => json::write(audit, out),
        AuditFormat::Markdown => markdown::write(audit, out),
        AuditFormat::Html => html::write(audit, out),
    }
}
