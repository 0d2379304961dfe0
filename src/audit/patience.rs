//! How long one waits before a link is called bad: `rules/vocabulary/patience.toml`, as a table. It is data in a file of
//! its own, so that a maintainer who doubts a severity finds the number that made it in one place, with its reason.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

use crate::{finding::Severity, probe::Cause, vocabulary::vocabulary};

/// The effect of an observation on the memory of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PatienceEffect {
    /// It is there: whatever was counted is forgotten.
    Fine,
    /// It is there, and there is something to tell.
    Note,
    /// It is not there.
    Failing,
    /// Nothing was learnt: what was known before still holds.
    Blocked,
    /// It was not asked.
    Skipped,
}

/// A waiting period: consecutive nights, and the days that they span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "WrittenTerm")]
pub struct PatienceTerm {
    /// Nights in a row, at least 20 hours apart.
    pub nights: u32,
    /// Days from the first of them.
    pub days: u32,
}

/// A term as it is written: `3`, or `{ nights = 3, days = 7 }`.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenTerm {
    Nights(u32),
    Both { nights: u32, days: u32 },
}

impl From<WrittenTerm> for PatienceTerm {
    fn from(written: WrittenTerm) -> Self {
        match written {
            WrittenTerm::Nights(nights) => Self { nights, days: 0 },
            WrittenTerm::Both { nights, days } => Self { nights, days },
        }
    }
}

/// The patience that is had with one cause.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patience {
    /// The effect of an observation.
    pub kind: PatienceEffect,
    /// Severity after a single check, without a memory.
    #[serde(default)]
    pub once: Option<Severity>,
    /// When it is told.
    #[serde(default)]
    pub info: Option<PatienceTerm>,
    /// When it is a warning.
    #[serde(default)]
    pub warning: Option<PatienceTerm>,
    /// When it is an error; none where it never is.
    #[serde(default)]
    pub error: Option<PatienceTerm>,
    /// Number of nights are needed where all of the host that was alive of late is gone with it.
    #[serde(default)]
    pub host_wide: Option<u32>,
    /// True if a night counts toward an error only where other links of the host are alive.
    #[serde(default)]
    pub peers: bool,
}

impl Patience {
    /// When a cause reaches a severity.
    pub fn term(&self, severity: Severity) -> Option<PatienceTerm> {
        match severity {
            Severity::Info => self.info,
            Severity::Warning => self.warning,
            Severity::Error => self.error,
        }
    }
}

/// A cause without a line: nothing is counted against it. A test sees to it that there is none.
static NONE: Patience = Patience {
    kind: PatienceEffect::Skipped,
    once: None,
    info: None,
    warning: None,
    error: None,
    host_wide: None,
    peers: false,
};

static TABLE: LazyLock<Vec<Option<Patience>>> = LazyLock::new(|| {
    let mut written = read_patience();
    Cause::ALL.iter().map(|cause| written.remove(cause.as_str())).collect()
});

type Patiences = BTreeMap<String, Patience>;

vocabulary! { fn read_patience() -> Patiences = "patience.toml" }

/// The patience that is had with a cause.
pub fn patience(cause: Cause) -> &'static Patience {
    TABLE.get(cause as usize).and_then(Option::as_ref).unwrap_or(&NONE)
}

/// The severity of a cause in one look, without a memory: what `check --links` says of it. None where there is nothing to tell.
pub fn in_one_look(cause: Cause) -> Option<Severity> {
    patience(cause).once
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_its_line_and_each_line_its_cause() {
        let written = super::read_patience();
        let words: Vec<&str> = written.keys().map(String::as_str).collect();
        let mut causes: Vec<&str> = Cause::ALL.iter().map(|cause| cause.as_str()).collect();
        causes.sort_unstable();
        assert_eq!(words, causes);
        for (place, cause) in Cause::ALL.iter().enumerate() {
            assert_eq!((*cause as usize, patience(*cause)), (place, &written[cause.as_str()]), "{}", cause.as_str());
        }
    }

    #[test]
    fn only_what_is_failing_becomes_an_error_and_worse_takes_longer() {
        for cause in Cause::ALL {
            let patience = patience(*cause);
            assert!(patience.error.is_none() || patience.kind == PatienceEffect::Failing, "{}", cause.as_str());
            let nights = |severity| patience.term(severity).map(|term| term.nights);
            let terms: Vec<u32> =
                [Severity::Info, Severity::Warning, Severity::Error].into_iter().filter_map(nights).collect();
            assert!(terms.is_sorted() && terms.iter().all(|&nights| nights > 0), "{}", cause.as_str());
            // What a rule tells has a severity, and what has a severity a rule.
            let told = patience.once.is_some();
            assert_eq!(told, cause.rule().is_some(), "{}", cause.as_str());
        }
    }

    #[test]
    fn walls_and_limits_are_never_an_error() {
        for cause in [
            Cause::Challenged,
            Cause::Blocked,
            Cause::RateLimited,
            Cause::LoginRequired,
            Cause::Login,
            Cause::Opaque,
            Cause::Unreachable,
        ] {
            assert_eq!(
                (patience(cause).kind, patience(cause).error),
                (PatienceEffect::Blocked, None),
                "{}",
                cause.as_str()
            );
        }
    }
}
