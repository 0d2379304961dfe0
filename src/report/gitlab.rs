//! GitLab's code quality report: what its merge requests show beside the change.
//!
//! GitLab drops a finding whose fingerprint it has seen in the same report, and takes one whose fingerprint changes for
//! new; so they are told apart here, and never hold a line. The properties are those of its documentation, "Code Quality
//! report format", which are a part of Code Climate's.

use std::{collections::BTreeMap, io};

use serde::Serialize;

use super::{FindingEntry, Listing, json::to_json, place::Characters, prose};
use crate::finding::Severity;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: GitlabLocation<'a>,
}

#[derive(Serialize)]
struct GitlabLocation<'a> {
    path: &'a str,
    lines: LineRange,
}

#[derive(Serialize)]
struct LineRange {
    begin: usize,
    end: usize,
}

pub(super) fn write(listing: &Listing, out: &mut dyn io::Write) -> io::Result<()> {
    let mut seen = BTreeMap::new();
    let issues = listing.entries().iter().map(|entry| Issue::new(entry, &mut seen)).collect::<Vec<_>>();
    to_json(&issues, out)
}

impl<'a> Issue<'a> {
    fn new(entry: &FindingEntry<'a>, seen: &mut BTreeMap<String, usize>) -> Self {
        let FindingEntry { sheet, finding } = *entry;
        let region = sheet.places.region::<Characters>(finding.span);
        Self {
            description: prose::plain_advice(finding),
            check_name: finding.rule,
            fingerprint: unique(entry.fingerprint(), seen),
            severity: severity(finding.severity),
            location: GitlabLocation {
                path: &sheet.repository_path,
                lines: LineRange { begin: region.start.line, end: region.end.line },
            },
        }
    }
}

/// The fingerprint, with a count where an equal one was given before.
fn unique(fingerprint: String, seen: &mut BTreeMap<String, usize>) -> String {
    let count = seen.entry(fingerprint.clone()).or_default();
    *count += 1;
    if *count == 1 { fingerprint } else { format!("{fingerprint}-{count}") }
}

/// GitLab has two more words above ours: a wrong number in a list is neither critical nor a blocker.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_told_apart() {
        let mut seen = BTreeMap::new();
        let given = ["a", "b", "a", "a"].map(|fingerprint| unique(fingerprint.to_owned(), &mut seen));
        assert_eq!(given, ["a", "b", "a-2", "a-3"]);
    }
}
