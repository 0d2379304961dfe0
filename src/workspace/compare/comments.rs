//! `check --config-from-base`: a suppression comment that the base does not have suppresses no error.

use super::{FileRole, old::OldVersion};
use crate::{
    catalog::Counts,
    config::FileSettings,
    finding::{CheckOutcome, Finding, Severity},
    rules::{CheckResult, Comments, find},
};

/// The rule that reports comments that do not hold.
const RULE: &str = "suppression/unused";

/// The comments of the files that are checked.
#[derive(Debug)]
pub(super) struct Kept {
    /// Those of each file; none where the base has the same text, and with it the same comments.
    comments: Vec<Option<Comments>>,
}

impl Kept {
    pub(super) fn new(comments: Vec<Comments>, old: &[OldVersion]) -> Self {
        let mut comments: Vec<_> = comments.into_iter().map(Some).collect();
        for index in old.iter().filter(|one| one.is_same).filter_map(|one| one.of) {
            if let Some(comments) = comments.get_mut(index) {
                *comments = None;
            }
        }
        Self { comments }
    }

    /// Puts back into the findings of both versions what comments suppress: of the old one all, so that it is known, of the
    /// new one what no comment of the base suppresses. Gives for each file what is reported of its comments.
    pub(super) fn uncover(
        &mut self,
        outcome: &mut CheckOutcome,
        old: &mut [(Counts, CheckResult)],
        of: &[FileRole],
        settings: &[FileSettings],
    ) -> Vec<Vec<Finding>> {
        let mut bases: Vec<Option<&Comments>> = vec![None; outcome.files.len()];
        for ((_, found), (index, _)) in old.iter_mut().zip(of) {
            found.findings.extend(found.comments.suppressed.iter().cloned());
            found.findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
            if let Some(base) = index.and_then(|index| bases.get_mut(index)) {
                *base = Some(&found.comments);
            }
        }
        let files = outcome.files.iter_mut().zip(&mut self.comments).zip(bases).zip(settings);
        let uncovered = files.map(|(((checked, comments), base), settings)| {
            let Some(comments) = comments.take() else { return Vec::new() };
            let fail_on = settings.fail_on().0;
            let matters = |finding: &Finding| finding.severity == Severity::Error || fail_on.fails(finding.severity);
            let (uncovered, new) = comments.without_new(base, &matters, severity(settings));
            checked.suppressed = checked.suppressed.saturating_sub(uncovered.len());
            checked.findings.extend(uncovered);
            checked.findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
            new
        });
        uncovered.collect()
    }
}

/// How bad a comment is that does not hold; none where its rule is off.
fn severity(settings: &FileSettings) -> Option<Severity> {
    let head = find(RULE)?.page.head();
    settings.rank_of(RULE, head.severity, head.default).0
}

/// Adds what is reported of the comments of each file.
pub(super) fn add(outcome: &mut CheckOutcome, new: Vec<Vec<Finding>>) {
    let mut added = 0;
    for (checked, new) in outcome.files.iter_mut().zip(new) {
        added += new.len();
        checked.findings.extend(new);
        checked.findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    }
    if let Some(count) = outcome.rules.iter_mut().find(|count| count.rule == RULE) {
        count.considered += added;
        count.findings += added;
    }
}
