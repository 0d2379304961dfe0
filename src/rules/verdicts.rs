//! Verdicts on the links of a run, as rules use them.

use rustc_hash::FxHashMap;

use crate::finding::Severity;
use crate::probe::Verdict;

/// The verdict on one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedLink {
    /// The judgement.
    pub verdict: Verdict,
    /// Its severity where nobody configured one; none where the rule's page decides.
    pub severity: Option<Severity>,
}

/// Verdicts on the links of a run, by address as the catalogs write it.
#[derive(Debug, Clone, Default)]
pub struct Verdicts(FxHashMap<String, JudgedLink>);

impl Verdicts {
    /// Adds what was judged of an address.
    pub fn add(&mut self, written: impl Into<String>, judged: JudgedLink) {
        self.0.insert(written.into(), judged);
    }

    /// Returns the verdict on an address.
    pub fn get(&self, written: &str) -> Option<&JudgedLink> {
        self.0.get(written)
    }
}
