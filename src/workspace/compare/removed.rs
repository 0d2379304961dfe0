//! Entries that a change removes while other places of the file still name them.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashSet;

use super::FileRole;
use crate::{
    catalog::Catalog,
    config::{FileSettings, vocabulary},
    finding::{CheckOutcome, Finding},
    links::normal_form,
    rules::find,
    source::Span,
    text::{fold, quote},
};

/// The rule that reports names of no entry.
const RULE: &str = "reference/unknown";
/// Bytes of the shortest name that is looked for: shorter ones are in too many words.
const SHORTEST_NAME: usize = 4;

/// Adds to each file what it says of entries that its old version lists and it does not. `old` are the old catalogs.
pub(super) fn add(outcome: &mut CheckOutcome, old: &[Catalog<'_>], of: &[FileRole], settings: &[FileSettings]) {
    let mut added = 0;
    for (old, (index, is_asked)) in old.iter().zip(of) {
        let Some((checked, settings)) = index.and_then(|at| outcome.files.get_mut(at).zip(settings.get(at))) else {
            continue;
        };
        let head = find(RULE).map(|rule| rule.page.head());
        let severity = head.and_then(|head| settings.rank_of(RULE, head.severity, head.default).0);
        // The same text removes nothing.
        let is_same = checked.file.text() == old.file.text();
        let Some(severity) = severity.filter(|_| *is_asked && !is_same) else { continue };
        let new = Catalog::read(&checked.file, &vocabulary(settings));
        let known: FxHashSet<Span> =
            checked.findings.iter().filter(|own| own.rule == RULE).map(|own| own.span).collect();
        let findings = left_mentions(old, &new).into_iter().filter(|(span, _)| !known.contains(span));
        let findings: Vec<Finding> = findings
            .map(|(span, name)| Finding {
                rule: RULE,
                severity,
                span,
                record: Some(name.clone()),
                message: format!("{} is named here, and its entry was removed", quote(&name)).into(),
                help: "take the name out too, or keep the entry".into(),
                related: Vec::new(),
                fix: None,
                subject: name.into(),
                ordinal: 0,
                places: 1,
            })
            .collect();
        added += findings.len();
        checked.findings.extend(findings);
        checked.findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    }
    if let Some(count) = outcome.rules.iter_mut().find(|count| count.rule == RULE) {
        count.considered += added;
        count.findings += added;
    }
}

/// The first place of each name that the old version mentions, whose entry the new one does not have.
fn left_mentions(old: &Catalog<'_>, new: &Catalog<'_>) -> Vec<(Span, String)> {
    let names: FxHashSet<String> = new.entities.iter().map(|entity| fold::key(new.entity_name(entity))).collect();
    let pages: FxHashSet<String> = new.targets.iter().map(|target| normal_form(&target.url)).collect();
    let is_removed = |index: &u32| {
        let Some(entity) = old.entities.get(*index as usize) else { return false };
        // An entry with another name and the same address was renamed.
        let mut links = old.records_of(entity).flat_map(|record| old.links_of(record));
        !names.contains(&fold::key(old.entity_name(entity)))
            && !links.any(|link| pages.contains(&normal_form(&link.target)))
    };
    let (mut wanted, mut seen): (Vec<&str>, FxHashSet<&str>) = Default::default();
    for mention in old.mentions.iter().filter(|mention| mention.name.len() >= SHORTEST_NAME) {
        if seen.insert(&mention.name) && mention.entities.iter().all(is_removed) {
            wanted.push(&mention.name);
        }
    }
    let removed = old.entities.iter().zip(0_u32..).filter(|(_, index)| is_removed(index));
    let removed = removed.map(|(entity, _)| old.entity_name(entity));
    wanted.extend(removed.filter(|name| is_distinct(name) && seen.insert(name)));
    let Ok(searcher) = AhoCorasick::new(&wanted) else { return Vec::new() };
    let text = new.document.text;
    let mut found = vec![None; wanted.len()];
    for place in searcher.find_overlapping_iter(text) {
        // Within an address, it is no name.
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '='));
        let before = text.get(..place.start()).and_then(|before| before.chars().next_back());
        let after = text.get(place.end()..).and_then(|after| after.chars().next());
        if let Some(first) = found.get_mut(place.pattern().as_usize())
            && !is_word(before)
            && !is_word(after)
        {
            first.get_or_insert(Span::new(place.start(), place.end()));
        }
    }
    let found = found.into_iter().zip(wanted);
    found.filter_map(|(span, name)| Some((span?, name.to_owned()))).collect()
}

/// Returns true if a name is no word of a language: it has a digit, or a capital behind its first letter.
fn is_distinct(name: &str) -> bool {
    let mut rest = name.chars().skip(1);
    name.len() >= SHORTEST_NAME && !name.contains(' ') && rest.any(|c| c.is_ascii_digit() || c.is_uppercase())
}
