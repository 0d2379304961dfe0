//! The rules that the names in comments select, found by name: a comment may name 100,000 rules, and 100,000 comments one.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::super::{RULES, find};
use crate::finding::Finding;

/// The old names of rules, each with the rule's name.
static RENAMED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let old = |rule: &&'static super::super::Rule| {
        let name = rule.name;
        rule.page.head().renamed_from.iter().map(move |old| (old.as_str(), name)).collect::<Vec<_>>()
    };
    // What is a rule's name today means that rule.
    RULES.iter().flat_map(old).filter(|(old, name)| find(old).is_some_and(|found| found.name == *name)).collect()
});

/// Calls back with each name that selects a rule: its own, its family, its old names.
fn each_name<'r>(rule: &'r str, mut take: impl FnMut(&'r str)) {
    take(rule);
    if let Some((family, _)) = rule.split_once('/') {
        take(family);
    }
    RENAMED.iter().filter(|(_, name)| *name == rule).for_each(|(old, _)| take(old));
}

/// True if a name selects a rule.
pub(super) fn selects(name: &str, rule: &str) -> bool {
    let mut is_selected = false;
    each_name(rule, |own| is_selected |= own == name);
    is_selected
}

/// Rules by the names that select them.
#[derive(Debug, Default)]
pub(super) struct Selectors(FxHashMap<&'static str, Vec<&'static str>>);

impl Selectors {
    pub(super) fn of(rules: &[&'static str]) -> Self {
        let mut selectors = Self::default();
        for rule in rules {
            each_name(rule, |name| selectors.0.entry(name).or_default().push(rule));
        }
        selectors
    }

    /// Returns the rules that a name selects; none where there is no such rule.
    pub(super) fn rules(&self, name: &str) -> &[&'static str] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Findings by the names that suppress them.
#[derive(Debug, Default)]
pub(super) struct Suppressible {
    by_name: FxHashMap<&'static str, Covered>,
}

/// The findings of one name.
#[derive(Debug, Default)]
struct Covered {
    /// Their indices and where they begin, in the order of the text.
    places: Vec<(u32, u32)>,
    /// For each place how many more comments cover it than the place before, and fewer.
    change: Vec<i32>,
}

impl Suppressible {
    /// Takes findings. One of two places can be suppressed at either: whoever explains an entry at the first place has
    /// explained why it is there again.
    pub(super) fn of(findings: &[Finding]) -> Self {
        let mut all = Self::default();
        for (finding, index) in findings.iter().zip(0..) {
            let second = match finding.related.as_slice() {
                [second] => Some(second.span.start),
                _ => None,
            };
            each_name(finding.rule, |name| {
                let places = &mut all.by_name.entry(name).or_default().places;
                places.extend(std::iter::once(finding.span.start).chain(second).map(|place| (index, place)));
            });
        }
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for covered in all.by_name.values_mut() {
            covered.places.sort_unstable_by_key(|(index, place)| (*place, *index));
        }
        all
    }

    /// Covers the findings of a name that begin from one place to another. True if there is one.
    pub(super) fn cover(&mut self, name: &str, start: u32, end: u32) -> bool {
        let Some(covered) = self.by_name.get_mut(name) else { return false };
        let from = covered.places.partition_point(|(_, place)| *place < start);
        let to = covered.places.partition_point(|(_, place)| *place <= end);
        if from >= to {
            return false;
        }
        covered.change.resize(covered.places.len() + 1, 0);
        for (at, by) in [(from, 1), (to, -1)] {
            if let Some(change) = covered.change.get_mut(at) {
                *change += by;
            }
        }
        true
    }

    /// For each of so many findings, whether it is covered.
    pub(super) fn covered(&self, findings: usize) -> Vec<bool> {
        let mut flags = vec![false; findings];
        #[expect(clippy::iter_over_hash_type, reason = "flags do not hang on the order")]
        for covered in self.by_name.values() {
            let mut depth = 0;
            for ((index, _), change) in covered.places.iter().zip(&covered.change) {
                depth += change;
                if let Some(flag) = flags.get_mut(*index as usize).filter(|_| depth > 0) {
                    *flag = true;
                }
            }
        }
        flags
    }
}
