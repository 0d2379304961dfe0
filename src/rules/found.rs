//! What the rules found in a catalog, in order, and how a draft becomes a finding.

use std::borrow::Cow;

use super::{ActiveRule, Draft, comments::Comments};
use crate::catalog::{Catalog, secret::without_secrets};
use crate::finding::{Finding, Severity};

/// The result of checking one catalog.
#[derive(Debug, Default)]
pub struct CheckResult {
    /// The findings that no comment suppresses, in the order of the text.
    pub findings: Vec<Finding>,
    /// Number of findings that comments suppress.
    pub suppressed: usize,
    /// For each rule asked, in the order asked: how many subjects it could judge, and how many were broken, suppressed
    /// ones too.
    pub counts: Vec<(usize, usize)>,
    /// The comments that suppress findings, and what they suppress.
    pub comments: Comments,
}

/// A finding of what a rule says is broken; `record` is the name of the record that the rule was asked about, and `near`
/// is where the record of a finding that has none is looked for first.
pub(super) fn finding_near(
    asked: &ActiveRule,
    catalog: &Catalog<'_>,
    draft: Draft,
    record: Option<&str>,
    near: &mut usize,
) -> Finding {
    let own = own_severity(asked, &draft).filter(|_| !asked.is_configured);
    let record = draft.record.or_else(|| record.map(str::to_owned));
    let record = record.or_else(|| catalog.record_near(draft.span, near).map(|record| record.name.to_string()));
    let mut related = draft.related;
    for related in &mut related {
        hide_secrets(&mut related.message);
    }
    let [mut message, mut help, mut subject] = [draft.message, draft.help, draft.subject];
    // Reports and baselines are published.
    [&mut message, &mut help, &mut subject].into_iter().for_each(hide_secrets);
    Finding {
        rule: asked.rule.name,
        severity: own.unwrap_or(asked.severity),
        span: draft.span,
        record: record.map(|record| match without_secrets(&record) {
            Cow::Owned(hidden) => hidden,
            Cow::Borrowed(_) => record,
        }),
        message,
        help,
        related,
        fix: draft.fix,
        subject,
        ordinal: 0,
        places: draft.places,
    }
}

/// Returns the severity of a draft where that is not the one of its rule.
fn own_severity(asked: &ActiveRule, draft: &Draft) -> Option<Severity> {
    let other = asked.rule.page.head().other_severity.filter(|_| draft.has_other_severity);
    debug_assert!(other.is_some() || !draft.has_other_severity, "the page of {} names none", asked.rule.name);
    draft.audited.or(other)
}

/// Takes the secrets out of the addresses in a text.
fn hide_secrets(text: &mut Cow<'static, str>) {
    if let Cow::Owned(hidden) = without_secrets(text) {
        *text = Cow::Owned(hidden);
    }
}

/// Puts findings in the order of the text.
pub(super) fn sort(findings: &mut [Finding]) {
    let place = |finding: &Finding| (finding.span.start, finding.span.end);
    if !findings.is_sorted_by_key(place) {
        // A finding is large: their order is found on small keys, and each is moved once.
        findings.sort_by_cached_key(place);
    }
}

/// Tells findings apart that are alike in rule, record and subject, by their order in the file.
pub(super) fn number(findings: &mut [Finding]) {
    let mut seen: rustc_hash::FxHashMap<u64, u32> = rustc_hash::FxHashMap::default();
    for finding in findings {
        let key = {
            use std::hash::{Hash as _, Hasher as _};
            let mut hasher = rustc_hash::FxHasher::default();
            (finding.rule, &finding.record, &finding.subject).hash(&mut hasher);
            hasher.finish()
        };
        let count = seen.entry(key).or_default();
        finding.ordinal = *count;
        *count += 1;
    }
}
