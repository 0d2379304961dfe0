//! What was judged of the links of a run, as rules ask for it.

use rustc_hash::FxHashMap;

use crate::finding::Severity;
use crate::probe::Verdict;

/// What was judged of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The judgement.
    pub verdict: Verdict,
    /// How bad it is where nobody configured that; none where the rule's page says it.
    pub severity: Option<Severity>,
}

/// What was judged of the links of a run, by address as the catalogs write it.
#[derive(Debug, Clone, Default)]
pub struct Verdicts(FxHashMap<String, Judged>);

impl Verdicts {
    /// Adds what was judged of an address.
    pub fn add(&mut self, written: impl Into<String>, judged: Judged) {
        self.0.insert(written.into(), judged);
    }

    /// What was judged of an address.
    pub fn get(&self, written: &str) -> Option<&Judged> {
        self.0.get(written)
    }
}
