//! GitHub's workflow commands: a runner reads them in the log and shows each as an annotation on the changed lines.
//!
//! What the runner does was read in its source (`actions/runner`, `ActionCommandManager.cs` and `ExecutionContext.cs`): it
//! keeps ten annotations of a level a step and drops the rest, cuts a message at 4,096 characters, and takes columns only
//! where a finding stands on one line. In a property `%`, line ends, `:` and `,` have to be escaped, in a message `%` and
//! line ends.

use std::io;

use super::{FindingEntry, Listing, place::Characters, prose, sanitize};
use crate::finding::{Finding, Severity};
use crate::text::{format_count, shorten_by};

/// Number of annotations of one level that the runner keeps of one step.
const OF_A_LEVEL: usize = 10;
/// Longest message, in UTF-16 code units, before it is escaped.
const MESSAGE: usize = 4_096;

pub(super) fn write(listing: &Listing, out: &mut dyn io::Write) -> io::Result<()> {
    let ranked = listing.ranked();
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let of_level = ranked.iter().filter(|entry| entry.finding.severity == severity).collect::<Vec<_>>();
        let hidden = of_level.len().saturating_sub(OF_A_LEVEL);
        for (at, entry) in of_level.iter().take(OF_A_LEVEL).enumerate() {
            let more = if at + 1 == OF_A_LEVEL { hidden } else { 0 };
            writeln!(out, "{}", command(entry, more))?;
        }
    }
    Ok(())
}

/// One command; `more` findings of its level are counted in it.
fn command(entry: &FindingEntry<'_>, more: usize) -> String {
    let FindingEntry { sheet, finding } = *entry;
    let region = sheet.places.region::<Characters>(finding.span);
    let (start, end) = (region.start, region.end);
    let mut properties = vec![
        ("file", property(&sanitize::terminal_line(&sheet.repository_path))),
        ("line", start.line.to_string()),
        ("endLine", end.line.to_string()),
    ];
    if start.line == end.line {
        properties.extend([("col", start.column.to_string()), ("endColumn", end.column.to_string())]);
    }
    properties.push(("title", property(finding.rule)));
    let properties = properties.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(",");
    format!("::{} {properties}::{}", level(finding.severity), data(&message(finding, more)))
}

/// The runner's word for a severity.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

/// Formats the annotation: the message, the advice, and the number of further findings.
fn message(finding: &Finding, more: usize) -> String {
    let tail = if more == 0 {
        String::new()
    } else {
        let more = format_count(more, &format!("more {}", finding.severity.as_str()));
        format!("\nand {more} that GitHub does not show here")
    };
    let mut text = prose::plain(&finding.message);
    if !finding.help.is_empty() {
        text.extend(["\n", &prose::plain(&finding.help)]);
    }
    let room = MESSAGE - tail.encode_utf16().count();
    shorten_by(&text, room, char::len_utf16).into_owned() + &tail
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_to_the_runner_is_escaped() {
        assert_eq!(data("100%\r\na:b,c"), "100%25%0D%0Aa:b,c");
        assert_eq!(property("a,line=1.md: 100%"), "a%2Cline=1.md%3A 100%25");
    }
}
