//! Findings as people read them: the worst first, and infos as one line a rule.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
};

use super::{Appearance, FindingEntry, Listing, place::Characters, sanitize};
use crate::finding::Severity;
use crate::text::{choose_form, format_count, shorten_to_words};

/// The findings of a report, those that are shown whole apart from those that are counted by rule.
#[derive(Debug)]
pub(super) struct RankedFindings<'a> {
    /// The worst first.
    pub(super) whole: Vec<FindingEntry<'a>>,
    /// The infos of each rule, in the order of paths and text; the rule with the most first.
    pub(super) by_rule: Vec<Vec<FindingEntry<'a>>>,
}

impl<'a> RankedFindings<'a> {
    /// Ranks findings; with `all`, infos are shown whole too.
    pub(super) fn new(listing: &Listing<'a>, all: bool) -> Self {
        let is_whole = |entry: &FindingEntry<'_>| all || entry.finding.severity > Severity::Info;
        let (whole, infos): (Vec<_>, Vec<_>) = listing.ranked().into_iter().partition(is_whole);
        let mut rules: BTreeMap<&str, Vec<FindingEntry<'a>>> = BTreeMap::new();
        for entry in infos {
            rules.entry(entry.finding.rule).or_default().push(entry);
        }
        let mut by_rule: Vec<_> = rules.into_values().collect();
        // Of two with the same count the name decides, which is their order now.
        by_rule.sort_by_key(|entries| std::cmp::Reverse(entries.len()));
        Self { whole, by_rule }
    }
}

/// Writes a line a rule: the place and the message of the first finding, and how many more there are.
pub(super) fn write_infos(
    by_rule: &[Vec<FindingEntry<'_>>],
    appearance: Appearance,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let [strong, dim, plain] = if appearance.color { ["\x1b[36;1m", "\x1b[2m", "\x1b[0m"] } else { [""; 3] };
    for entries in by_rule {
        let Some(first) = entries.first() else { continue };
        let finding = first.finding;
        let at = first.sheet.places.place::<Characters>(finding.span.start as usize);
        let icon = format!("info[{}]", finding.rule);
        let place = format!("{}:{}:{}{}", first.sheet.path, at.line, at.column, more(entries));
        let room = appearance.width().saturating_sub(icon.len() + place.chars().count() + 5);
        // A message that is cut to a word or two says less than none.
        let message = sanitize::terminal_line(&finding.message);
        let message = shorten_to_words(&message, room);
        let message = if message.chars().count() > room { String::new() } else { format!(": {message}") };
        writeln!(out, "  {strong}{icon}{plain} {place}{message}")?;
    }
    if by_rule.iter().any(|entries| entries.len() > 1) {
        let count = by_rule.iter().map(Vec::len).sum();
        writeln!(out, "  {dim}`--all` shows each of the {}{plain}", format_count(count, "info"))?;
    }
    if by_rule.is_empty() { Ok(()) } else { writeln!(out) }
}

/// Formats the number of findings behind the first, and of their files: ` and 7 more in 2 files`.
fn more(entries: &[FindingEntry<'_>]) -> String {
    let count = entries.len() - 1;
    let files: BTreeSet<&str> = entries.iter().map(|entry| entry.sheet.places.file().path()).collect();
    match files.len() {
        _ if count == 0 => String::new(),
        1 => format!(" and {count} more"),
        files => format!(" and {count} more in {files} {}", choose_form(files, "file", "files")),
    }
}
