//! The closing lines of the human format: what was found in what, and what to do next.

use std::io;

use super::{Listing, NextCommand, ReportSettings, sanitize};
use crate::finding::{CheckOutcome, Severity};
use crate::text::{choose_form, format_count};

/// Number of findings from which on they are recorded rather than worked off in one go.
const MANY: usize = 50;

pub(super) fn write(
    listing: &Listing,
    outcome: &CheckOutcome,
    setting: &ReportSettings<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let files = format_count(outcome.files.len(), "file");
    let read = read(outcome);
    let aside = aside(outcome);
    let [bold, dim, plain] = if setting.appearance.color { ["\x1b[1m", "\x1b[2m", "\x1b[0m"] } else { [""; 3] };
    let worst = outcome.worst();
    let Some(first) = listing.entries().iter().find(|entry| Some(entry.finding.severity) == worst) else {
        let rules = format_count(outcome.rules.len(), "rule");
        let new = if outcome.known > 0 { "new " } else { "" };
        let found = format!("{bold}no {new}findings{plain}{aside} in {files}");
        write_parts(&found, [": ", &format!("{read}; {rules} applied")], setting.appearance.width(), out)?;
        return gone(outcome, out);
    };
    let (total, severities) = (total(outcome), by_severity(outcome));
    let width = setting.appearance.width();
    write_parts(&format!("{bold}{total}{plain}{aside}: {severities} in {files}"), ["; ", &read], width, out)?;
    gone(outcome, out)?;
    let (command, why) = next(listing, outcome, setting.next, first.finding.rule);
    let command = sanitize::terminal_line(&command);
    let is_wide = "next: ".len() + command.chars().count() + why.len() > width;
    let why = if is_wide || why.is_empty() { String::new() } else { format!("{dim}{why}{plain}") };
    writeln!(out, "{dim}next: {plain}{command}{why}")
}

/// Writes what was found, and what was read on a line of its own where both do not fit on one.
fn write_parts(found: &str, [mark, read]: [&str; 2], width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let columns = textwrap::core::display_width(found) + mark.len() + read.len();
    writeln!(out, "{found}{}{read}", if columns > width { "\n" } else { mark })
}

/// Formats the number of the findings in one line: `2 findings: 1 error, 1 info in 3 files`.
pub fn count_findings(outcome: &CheckOutcome) -> String {
    let files = format_count(outcome.files.len(), "file");
    format!("{}{}: {} in {files}", total(outcome), aside(outcome), by_severity(outcome))
}

/// `2 new findings`
fn total(outcome: &CheckOutcome) -> String {
    let count = outcome.files.iter().map(|file| file.findings.len()).sum();
    format_count(count, if outcome.known > 0 { "new finding" } else { "finding" })
}

/// `1 error, 1 info`
fn by_severity(outcome: &CheckOutcome) -> String {
    let severities =
        [Severity::Error, Severity::Warning, Severity::Info].map(|severity| (outcome.count(severity), severity));
    let severities = severities.iter().filter(|(count, _)| *count > 0);
    severities.map(|(count, severity)| format_count(*count, severity.as_str())).collect::<Vec<_>>().join(", ")
}

/// Returns the command that helps most now, and the reason as a comment of a shell.
fn next(listing: &Listing, outcome: &CheckOutcome, next: NextCommand<'_>, worst: &str) -> (String, String) {
    let NextCommand { inputs, rules, can_fix, can_record } = next;
    let fixes = |is_safe: bool| {
        let fixes = listing.entries().iter().filter_map(|entry| entry.finding.fix.as_ref());
        fixes.filter(|fix| fix.safe == is_safe).count()
    };
    let (safe, reviewed) = (fixes(true), fixes(false));
    if can_fix && safe > 0 {
        let why = format!("  # shows {}", format_count(safe, "safe fix"));
        return (format!("catalint fix --diff{rules}{inputs}"), why);
    }
    if can_record && listing.entries().len() >= MANY {
        let why = "  # from then on only new findings are reported".to_owned();
        return (format!("catalint baseline write{inputs}"), why);
    }
    if can_fix && reviewed > 0 && outcome.worst() != Some(Severity::Error) {
        let why = format!("  # shows {} to review", format_count(reviewed, "fix"));
        return (format!("catalint fix --unsafe --diff{rules}{inputs}"), why);
    }
    (format!("catalint explain {worst}"), String::new())
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
    let (fixable, reviewed) = (outcome.fixable(), outcome.fixable_after_review());
    let fixes = match reviewed {
        0 => "fixable".to_owned(),
        _ if reviewed == fixable => "fixable by `--unsafe`".to_owned(),
        _ => format!("fixable, {reviewed} of them by `--unsafe`"),
    };
    let parts = [(outcome.known, "known before"), (outcome.suppressed(), "suppressed"), (fixable, &fixes)];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let parts = parts.collect::<Vec<_>>().join(", ");
    if parts.is_empty() { parts } else { format!(" ({parts})") }
}
