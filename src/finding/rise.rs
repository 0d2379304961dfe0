//! What a trial of fixes introduces: the findings that were not there before, and the fixes that they may come from.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Edit, Finding};
use crate::source::File;

/// A fix that can be taken: the file, and which of its findings.
pub(super) type FixUnit = (usize, usize);

/// What tells findings apart from one text to the next: the file, the rule, the record and the subject.
type Identity<'f> = (usize, &'static str, Option<&'f str>, &'f str);

/// The findings that a trial introduces, by their identities.
#[derive(Debug)]
pub(super) struct Rise<'f>(FxHashSet<Identity<'f>>);

/// The fixes near the findings that a trial introduces.
#[derive(Debug, Default)]
pub(super) struct Suspects<'f> {
    units: FxHashSet<FixUnit>,
    /// Records of such findings, with their files.
    records: FxHashSet<(usize, &'f str)>,
}

fn identity(file: usize, finding: &Finding) -> Identity<'_> {
    (file, finding.rule, finding.record.as_deref(), &finding.subject)
}

impl<'f> Rise<'f> {
    /// Compares the findings before and after a trial. Findings are told apart by rule, record and subject; where a fix
    /// changes the name of a record, its other findings come under the new name, and as many are gone under the old one.
    pub(super) fn between(before: &'f [Vec<Finding>], after: &'f [Vec<Finding>], taken: &[FixUnit]) -> Self {
        let mut counts: FxHashMap<Identity<'f>, i64> = FxHashMap::default();
        let mut count = |found: &'f [Vec<Finding>], by: i64| {
            for (file, findings) in found.iter().enumerate() {
                for finding in findings {
                    *counts.entry(identity(file, finding)).or_default() += by * i64::from(finding.places);
                }
            }
        };
        count(after, 1);
        count(before, -1);
        // What a taken fix fixes is gone by right, and makes up for nothing.
        let mut balance: BTreeMap<(usize, &str), (i64, i64)> = BTreeMap::new();
        #[expect(clippy::iter_over_hash_type, reason = "sums do not hang on the order")]
        for ((file, rule, ..), change) in &counts {
            let (rose, fell) = balance.entry((*file, rule)).or_default();
            if *change > 0 { *rose += change } else { *fell -= change }
        }
        for (file, index) in taken {
            if let Some(finding) = before.get(*file).and_then(|found| found.get(*index)) {
                // A finding that stands for many places may have a fix for some of them.
                let edits = finding.fix.as_ref().map_or(1, |fix| i64::try_from(fix.edits.len()).unwrap_or(i64::MAX));
                balance.entry((*file, finding.rule)).or_default().1 -= edits.clamp(1, i64::from(finding.places.max(1)));
            }
        }
        balance.retain(|_, (rose, fell)| *rose > (*fell).max(0));
        let is_new = |(file, rule, ..): &Identity<'_>| balance.contains_key(&(*file, *rule));
        Self(counts.into_iter().filter(|(own, change)| *change > 0 && is_new(own)).map(|(own, _)| own).collect())
    }

    /// True if the trial introduces nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the fixes that the introduced findings may come from: those that edit a line on which one begins, or are
    /// about the same record. `edits` are all edits of the trial, `files` and `found` its texts and findings.
    pub(super) fn suspects(
        &self,
        files: &[File],
        found: &'f [Vec<Finding>],
        edits: &[(FixUnit, &Edit)],
    ) -> Suspects<'f> {
        let mut suspects = Suspects::default();
        let mut lines: FxHashSet<(usize, usize)> = FxHashSet::default();
        for (index, (file, findings)) in files.iter().zip(found).enumerate() {
            for finding in findings.iter().filter(|finding| self.0.contains(&identity(index, finding))) {
                lines.insert((index, file.line_of(finding.span.start as usize)));
                suspects.records.extend(finding.record.as_deref().map(|record| (index, record)));
            }
        }
        let mut edits: Vec<_> = edits.to_vec();
        edits.sort_by_key(|((file, _), edit)| (*file, edit.span));
        // The bytes that the edits before the next one add to the text of its file, and those that they take out.
        let (mut last, mut added, mut removed) = (None, 0, 0);
        for (unit, edit) in edits {
            if last.replace(unit.0) != Some(unit.0) {
                (added, removed) = (0, 0);
            }
            let Some(file) = files.get(unit.0) else { continue };
            let start = (edit.span.start as usize + added).saturating_sub(removed);
            added += edit.text.len();
            removed += edit.span.len();
            let touched = file.line_of(start)..=file.line_of(start + edit.text.len());
            if touched.into_iter().any(|line| lines.contains(&(unit.0, line))) {
                suspects.units.insert(unit);
            }
        }
        suspects
    }
}

impl Suspects<'_> {
    /// True if a fix may have introduced one of the findings.
    pub(super) fn has(&self, unit: FixUnit, finding: &Finding) -> bool {
        let is_about = |record: &String| self.records.contains(&(unit.0, record.as_str()));
        self.units.contains(&unit) || finding.record.as_ref().is_some_and(is_about)
    }
}
