//! SARIF 2.1.0, as GitHub code scanning shows it well, and as editors read it.
//!
//! What GitHub takes of it is in its documentation, "SARIF support for code scanning": results need all four ends of their
//! region, rules their help; it takes 25,000 results of a run and shows the 5,000 that are worst. The worst come first here,
//! so that any cut is ours. A run without findings is written too: without it GitHub would keep its alerts open.

mod descriptor;
mod types;

use std::{io, path::Path};

use percent_encoding::{AsciiSet, utf8_percent_encode};

use self::types::{
    ArtifactChange, ArtifactLocation, AutomationDetails, Driver, Fingerprints, Invocation, Log, Notification,
    PhysicalLocation, SarifFix, SarifLevel, SarifLocation, SarifRelated, SarifReplacement, SarifResult, SarifRun,
    SarifText, SarifTool, UriBase, UriBases,
};
use super::{FindingEntry, Listing, ReportSettings, json::to_json, prose};
use crate::{
    finding::{Finding, Severity},
    source::Span,
    text::{ESCAPED_IN_PARTS, format_count},
};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// Number of results of a run that GitHub takes; with more it turns the file away.
const RESULTS: usize = 25_000;
/// Number of them that it shows.
const SHOWN: usize = 5_000;
/// Number of places that a finding is held against that are written, and how many of them the message links.
const RELATED: usize = 50;
const LINKED: usize = 5;
/// Characters that a path of an address may hold unescaped.
const PATH: &AsciiSet = &ESCAPED_IN_PARTS.remove(b'/');

pub(super) fn write(listing: &Listing, setting: &ReportSettings<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let ranked = listing.ranked();
    let kept = ranked.get(..RESULTS).unwrap_or(&ranked);
    let mut rules = kept.iter().map(|entry| entry.finding.rule).collect::<Vec<_>>();
    rules.sort_unstable();
    rules.dedup();
    let driver = Driver {
        name: "Catalint",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.iter().map(|rule| descriptor::descriptor(rule, setting.rules)).collect(),
    };
    let root = SarifText { text: "The root of the repository." };
    let run = SarifRun {
        tool: SarifTool { driver },
        automation_details: AutomationDetails { id: "catalint/check/" },
        original_uri_base_ids: UriBases { source_root: UriBase { description: root } },
        column_kind: "utf16CodeUnits",
        // Findings are no failure of the run, and GitHub turns a file away that says the run failed.
        invocations: [Invocation {
            execution_successful: true,
            tool_execution_notifications: notifications(setting.unread, ranked.len()),
        }],
        results: kept.iter().map(|entry| found(entry, &rules)).collect(),
    };
    to_json(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }, out)
}

/// Builds notifications of files that were not checked, and of findings left out or not shown.
fn notifications(unread: &[String], findings: usize) -> Vec<Notification> {
    let mut notifications = unread
        .iter()
        .map(|message| Notification { level: SarifLevel::Error, message: SarifText { text: prose::plain(message) } })
        .collect::<Vec<_>>();
    let mut tell = |text| notifications.push(Notification { level: SarifLevel::Warning, message: SarifText { text } });
    if findings > RESULTS {
        let left = format_count(findings - RESULTS, "finding");
        tell(format!("{left} of {findings} left out: GitHub takes {RESULTS} results of a run. The worst are here."));
    }
    if findings > SHOWN {
        tell(format!("GitHub shows the first {SHOWN} of these results, which are the worst."));
    }
    notifications
}

fn found<'a>(entry: &FindingEntry<'a>, rules: &[&str]) -> SarifResult<'a> {
    let finding = entry.finding;
    let related = finding.related.iter().take(RELATED).enumerate();
    let related = related.map(|(at, related)| SarifRelated {
        id: at + 1,
        physical_location: place(entry, related.span),
        message: SarifText { text: related_text(entry, at, &related.message) },
    });
    let related_locations = related.collect::<Vec<_>>();
    SarifResult {
        rule_id: finding.rule,
        rule_index: rules.binary_search(&finding.rule).unwrap_or_default(),
        level: level(finding.severity),
        message: SarifText { text: message(finding, &related_locations) },
        locations: [SarifLocation { physical_location: place(entry, finding.span) }],
        related_locations,
        partial_fingerprints: Fingerprints { catalint: entry.fingerprint() },
        fixes: entry.fix().into_iter().map(|fix| sarif_fix(entry, fix)).collect(),
    }
}

/// Returns the text of a related place; its line where the rule has no message for it.
fn related_text(entry: &FindingEntry<'_>, at: usize, message: &str) -> String {
    if !message.is_empty() {
        return prose::plain(message);
    }
    let start = entry.finding.related.get(at).map_or(0, |related| related.span.start);
    format!("line {}", entry.sheet.places.file().line_of(start as usize) + 1)
}

/// Formats the message, the advice, and links to the related places: GitHub shows only those related places that the
/// message links.
fn message(finding: &Finding, related: &[SarifRelated]) -> String {
    let mut text = prose::plain_advice(finding);
    let links = related.iter().take(LINKED).map(|related| {
        // Brackets would end the text of the link.
        let words = related.message.text.replace('[', "(").replace(']', ")").replace('\\', "/");
        format!("[{words}]({})", related.id)
    });
    let links = links.collect::<Vec<_>>().join(", ");
    if !links.is_empty() {
        text.extend([". Compared with: ", &links]);
    }
    text
}

fn sarif_fix<'a>(entry: &FindingEntry<'a>, fix: &'a crate::finding::Fix) -> SarifFix<'a> {
    let replacements = fix.edits.iter().map(|edit| SarifReplacement {
        deleted_region: entry.sheet.places.region(edit.span).into(),
        inserted_content: SarifText { text: &edit.text },
    });
    let advice = prose::plain(&entry.finding.help);
    let text = if fix.safe { advice } else { format!("{advice} (review it before you take it)") };
    let change = ArtifactChange { artifact_location: artifact(entry), replacements: replacements.collect() };
    SarifFix { description: SarifText { text }, artifact_changes: [change] }
}

fn place(entry: &FindingEntry<'_>, span: Span) -> PhysicalLocation {
    PhysicalLocation { artifact_location: artifact(entry), region: entry.sheet.places.region(span).into() }
}

fn artifact(entry: &FindingEntry<'_>) -> ArtifactLocation {
    let path = entry.sheet.repository_path.as_str();
    let encoded = utf8_percent_encode(path, PATH).to_string();
    // A file outside of the repository is not relative to its root.
    if Path::new(path).is_absolute() {
        let root = if path.starts_with('/') { "file://" } else { "file:///" };
        return ArtifactLocation { uri: format!("{root}{encoded}"), uri_base_id: None };
    }
    ArtifactLocation { uri: encoded, uri_base_id: Some("%SRCROOT%") }
}

fn level(severity: Severity) -> SarifLevel {
    match severity {
        Severity::Error => SarifLevel::Error,
        Severity::Warning => SarifLevel::Warning,
        Severity::Info => SarifLevel::Note,
    }
}
