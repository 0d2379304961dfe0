//! `check --statistics`: a line a rule, with how much of what it considered is wrong.

use std::{collections::BTreeMap, io};

use super::{Listing, table::TextTable};
use crate::finding::{CheckOutcome, Severity};

/// Numbers of one rule.
#[derive(Debug, Clone, Copy)]
struct RuleStatistics {
    severity: Option<Severity>,
    findings: usize,
    fixable: usize,
    /// Number of the fixable that a person should review.
    reviewed: usize,
    considered: usize,
}

/// Writes the rules that found something, the one with the most findings first; with `all`, the other rules too.
pub(super) fn write(
    listing: &Listing,
    outcome: &CheckOutcome,
    all: bool,
    width: usize,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut rows: Vec<_> =
        statistics(listing, outcome).into_iter().filter(|(_, row)| all || row.findings > 0).collect();
    // Of two with the same count the name decides, which is their order now.
    rows.sort_by_key(|(_, row)| std::cmp::Reverse(row.findings));
    if rows.is_empty() {
        return Ok(());
    }
    let mut table = TextTable::new(&["rule", "severity", "findings", "fixable", "by --unsafe", "considered"]);
    table.align_right(&[2, 3, 4, 5]);
    for (rule, row) in rows {
        let numbers = [row.findings, row.fixable, row.reviewed, row.considered].map(|number| number.to_string());
        let severity = row.severity.map_or("", Severity::as_str).to_owned();
        table.push(&[vec![rule.to_owned(), severity], numbers.to_vec()].concat());
    }
    table.write(width, out)?;
    writeln!(out)
}

fn statistics<'a>(listing: &Listing<'a>, outcome: &CheckOutcome) -> BTreeMap<&'a str, RuleStatistics> {
    let none = RuleStatistics { severity: None, findings: 0, fixable: 0, reviewed: 0, considered: 0 };
    let mut rules: BTreeMap<&str, RuleStatistics> = BTreeMap::new();
    for count in &outcome.rules {
        rules.entry(count.rule).or_insert(none).considered += count.considered;
    }
    for entry in listing.entries() {
        let row = rules.entry(entry.finding.rule).or_insert(none);
        row.severity = row.severity.max(Some(entry.finding.severity));
        row.findings += 1;
        if let Some(fix) = &entry.finding.fix {
            row.fixable += 1;
            row.reviewed += usize::from(!fix.safe);
        }
    }
    rules
}
