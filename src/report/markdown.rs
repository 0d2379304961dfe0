//! Markdown for a comment, an issue or the summary of a job: what was found, the worst first, cut to what GitHub takes.
//!
//! The first line is a comment that nobody sees and that never changes: by it one comment or issue is found again and kept
//! up to date, where a new one a run would be noise.

use std::{collections::BTreeMap, io};

use super::{FindingEntry, Listing, ReportSettings, page_address, place::Characters, prose, summary};
use crate::finding::{CheckOutcome, Severity};
use crate::text::format_count;

/// Marker by which the comment or issue is found again.
const MARK: &str = "<!-- catalint: check -->";
/// Longest report, in bytes. GitHub takes 65,536 characters in a comment or an issue, and 1 MiB in the summary
/// of a job, where it drops all of a longer one; the smaller bound holds for all, so that one report can go everywhere.
const LONGEST: usize = 65_000;
/// Bytes kept for the line that counts the findings left out.
const LINE: usize = 200;
/// From how many findings on they are also counted by rule.
const MANY: usize = 20;
/// Number of files that were not checked, and are named.
const UNREAD: usize = 10;
/// In the order of reading.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

pub(super) fn write(
    listing: &Listing,
    outcome: &CheckOutcome,
    setting: &ReportSettings<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let ranked = listing.ranked();
    let tail = by_rule(&ranked) + &unread(setting.unread);
    let mut text = head(listing, outcome);
    let room = LONGEST.saturating_sub(tail.len() + LINE);
    let limit = setting.view.limit.unwrap_or(usize::MAX);
    let mut shown = 0;
    for entry in ranked.iter().take(limit) {
        let row = row(entry);
        if text.len() + row.len() > room {
            break;
        }
        text.push_str(&row);
        shown += 1;
    }
    let hidden = ranked.get(shown..).unwrap_or_default();
    if !hidden.is_empty() {
        let count = |severity| hidden.iter().filter(|entry| entry.finding.severity == severity).count();
        let more = format_count(hidden.len(), "finding");
        text.extend(["\n… and ", &more, " not shown: ", &counts(count), "\n"]);
    }
    out.write_all(text.as_bytes())?;
    out.write_all(tail.as_bytes())
}

/// The mark, the title, the sums, and the head of the table.
fn head(listing: &Listing, outcome: &CheckOutcome) -> String {
    let (read, aside) = (summary::read(outcome), summary::aside(outcome));
    let files = format_count(outcome.files.len(), "file");
    let count = listing.entries().len();
    if count == 0 {
        return format!("{MARK}\n### Catalint: no findings\n\nIn {files}{aside}: {read}.\n");
    }
    let title = format_count(count, "finding");
    let sums = counts(|severity| listing.count(severity));
    let table = "| Severity | Place | Rule | Finding |\n| --- | --- | --- | --- |\n";
    format!("{MARK}\n### Catalint: {title}\n\n{sums}{aside} in {files}; {read}.\n\n{table}")
}

/// `2 errors, 1 info`
fn counts(count: impl Fn(Severity) -> usize) -> String {
    let counts = SEVERITIES.map(|severity| (count(severity), severity));
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, severity)| format_count(*count, severity.as_str())).collect::<Vec<_>>().join(", ")
}

fn row(entry: &FindingEntry<'_>) -> String {
    let finding = entry.finding;
    let at = entry.sheet.places.place::<Characters>(finding.span.start as usize);
    let place = prose::code(&format!("{}:{}:{}", entry.sheet.repository_path, at.line, at.column), true);
    let severity = match finding.severity {
        Severity::Error => "**error**",
        severity => severity.as_str(),
    };
    let mut text = prose::markdown(&finding.message, true);
    if !finding.help.is_empty() {
        text.extend(["<br>→ ", &prose::markdown(&finding.help, true)]);
    }
    format!("| {severity} | {place} | {} | {text} |\n", rule(finding.rule))
}

/// The name of a rule, with a link to its page where that has an address.
fn rule(name: &str) -> String {
    let code = prose::code(name, true);
    page_address(name).map_or(code.clone(), |address| format!("[{code}]({address})"))
}

/// Returns the number of findings of each rule, where they are too many to count by eye.
fn by_rule(findings: &[FindingEntry<'_>]) -> String {
    if findings.len() < MANY {
        return String::new();
    }
    let mut counts = BTreeMap::<&str, usize>::new();
    for entry in findings {
        *counts.entry(entry.finding.rule).or_default() += 1;
    }
    let mut counts = counts.into_iter().collect::<Vec<_>>();
    // Of two with the same count the name decides, which is their order now.
    counts.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    let rows =
        counts.iter().map(|(name, count)| format!("| {} | {count} |\n", rule(name))).collect::<Vec<_>>().concat();
    let head = "<details><summary>By rule</summary>\n\n| Rule | Findings |\n| --- | ---: |\n";
    format!("\n{head}{rows}\n</details>\n")
}

/// Formats the list of files that were not checked.
fn unread(messages: &[String]) -> String {
    if messages.is_empty() {
        return String::new();
    }
    let items = messages.iter().take(UNREAD).map(|message| format!("- {}\n", prose::markdown(message, false)));
    let more = messages.len().saturating_sub(UNREAD);
    let more = if more == 0 { String::new() } else { format!("- and {more} more\n") };
    format!("\n**Not checked**\n\n{}{more}", items.collect::<Vec<_>>().concat())
}
