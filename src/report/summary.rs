//! The closing lines of the human format: what was found in what, and what to do next.

use std::io;

use super::{Appearance, Listing};
use crate::finding::{CheckOutcome, Severity};
use crate::text::{choose_form, format_count};

pub(super) fn write(
    listing: &Listing,
    outcome: &CheckOutcome,
    appearance: Appearance,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let files = format_count(outcome.files.len(), "file");
    let read = read(outcome);
    let aside = aside(outcome);
    let [bold, dim, plain] = if appearance.color { ["\x1b[1m", "\x1b[2m", "\x1b[0m"] } else { [""; 3] };
    let worst = outcome.worst();
    let Some(first) = listing.entries().iter().find(|entry| Some(entry.finding.severity) == worst) else {
        let rules = format_count(outcome.rules.len(), "rule");
        let new = if outcome.known > 0 { "new " } else { "" };
        writeln!(out, "{bold}no {new}findings{plain}{aside} in {files}: {read}; {rules} applied")?;
        return gone(outcome, out);
    };
    let findings = format_count(listing.entries().len(), if outcome.known > 0 { "new finding" } else { "finding" });
    let severities =
        [Severity::Error, Severity::Warning, Severity::Info].map(|severity| (outcome.count(severity), severity));
    let severities = severities.iter().filter(|(count, _)| *count > 0);
    let severities =
        severities.map(|(count, severity)| format_count(*count, severity.as_str())).collect::<Vec<_>>().join(", ");
    writeln!(out, "{bold}{findings}{plain}{aside}: {severities} in {files}; {read}")?;
    gone(outcome, out)?;
    writeln!(out, "{dim}next: {plain}catalint explain {}", first.finding.rule)
}

/// Lists the findings of the baseline that are fixed.
fn gone(outcome: &CheckOutcome, out: &mut dyn io::Write) -> io::Result<()> {
    if outcome.gone == 0 {
        return Ok(());
    }
    let (gone, verb) = (format_count(outcome.gone, "finding"), choose_form(outcome.gone, "is", "are"));
    writeln!(out, "{gone} of the baseline {verb} no longer there: `catalint baseline prune` takes them out")
}

/// Formats the numbers of what was read in all files.
pub(super) fn read(outcome: &CheckOutcome) -> String {
    let sum =
        |of: fn(&crate::catalog::Counts) -> usize| outcome.files.iter().map(|file| of(&file.counts)).sum::<usize>();
    let records = format_count(sum(|counts| counts.records), "record");
    let entities = format_count(sum(|counts| counts.entities), "entity");
    let links = format_count(sum(|counts| counts.links), "link");
    format!("{records}, {entities}, {links} read")
}

/// Formats the numbers that are not in the sums by severity, where there are any.
pub(super) fn aside(outcome: &CheckOutcome) -> String {
    let parts = [(outcome.known, "known before"), (outcome.suppressed(), "suppressed"), (outcome.fixable(), "fixable")];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let parts = parts.collect::<Vec<_>>().join(", ");
    if parts.is_empty() { parts } else { format!(" ({parts})") }
}
