//! A baseline: the findings that a catalog is known to have, counted, so that only what comes on top is said.
//!
//! It is kept as JSON with one finding a line, sorted, so that a diff of it can be read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Finding;
use crate::text::shorten;

/// The version of the form that it is written in.
const SCHEMA: u32 = 1;
/// A message is kept for its readers; so much of it tells them what it was about.
const EXCERPT: usize = 120;

/// One or several findings of one fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineEntry {
    /// Identity of the first of them.
    pub fingerprint: String,
    /// Number of entries.
    pub count: usize,
    /// The file, from the folder of the baseline.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// The record that they are about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// The message of the first of them when it was written.
    pub message: String,
}

/// The findings that a catalog is known to have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// By path, rule and fingerprint.
    known: BTreeMap<(String, String, String), BaselineEntry>,
}

/// The contents of a file.
#[derive(Deserialize)]
struct BaselineFile {
    schema: u32,
    findings: Vec<BaselineEntry>,
}

impl Baseline {
    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// Says what cannot be understood.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let written: BaselineFile = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if written.schema != SCHEMA {
            return Err(format!("it has schema {}, and this version of catalint knows {SCHEMA}", written.schema));
        }
        let mut baseline = Self::default();
        written.findings.into_iter().for_each(|known| baseline.add(known));
        Ok(baseline)
    }

    /// The text that it is kept as.
    pub fn to_text(&self) -> String {
        let mut text = format!("{{\n  \"schema\": {SCHEMA},\n  \"findings\": [");
        for (index, known) in self.known.values().enumerate() {
            text.push_str(if index == 0 { "\n    " } else { ",\n    " });
            // Words and numbers can always be written.
            text.push_str(&serde_json::to_string(known).unwrap_or_default());
        }
        text.push_str(if self.known.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }

    fn add(&mut self, known: BaselineEntry) {
        let key = (known.path.clone(), known.rule.clone(), known.fingerprint.clone());
        match self.known.get_mut(&key) {
            Some(own) => own.count += known.count,
            None => _ = self.known.insert(key, known),
        }
    }

    /// Adds the findings of a file; `path` is from the folder of the baseline.
    pub fn extend(&mut self, path: &str, findings: &[Finding]) {
        for finding in findings {
            self.add(BaselineEntry {
                fingerprint: first_fingerprint(finding, path),
                count: 1,
                path: path.to_owned(),
                rule: finding.rule.to_owned(),
                record: finding.record.clone(),
                message: shorten(&finding.message, EXCERPT).into_owned(),
            });
        }
    }

    /// The findings of a file that are not known, and of what is known of the file and was looked for, but is not there,
    /// how many.
    pub fn unknown(&self, path: &str, findings: &[Finding], asked: &dyn Fn(&str) -> bool) -> (Vec<bool>, usize) {
        let mut left = self.of(path);
        let is_new = findings.iter().map(|finding| {
            let count = left.get_mut(&(finding.rule, first_fingerprint(finding, path)));
            count.filter(|count| **count > 0).map(|count| *count -= 1).is_none()
        });
        let is_new = is_new.collect();
        let gone = left.iter().filter(|((rule, _), _)| asked(rule)).map(|(_, count)| count).sum();
        (is_new, gone)
    }

    /// Takes out what is known of a file, was looked for, and is not there; gives how many that were.
    pub fn prune(&mut self, path: &str, findings: &[Finding], asked: &dyn Fn(&str) -> bool) -> usize {
        let mut found = Self::default();
        found.extend(path, findings);
        let mut gone = 0;
        self.known.retain(|key, known| {
            if known.path == path && asked(&known.rule) {
                let there = found.known.get(key).map_or(0, |found| found.count.min(known.count));
                gone += known.count - there;
                known.count = there;
            }
            known.count > 0
        });
        gone
    }

    /// Takes out all that is known of the files that `is_meant` names; gives how many that were.
    pub fn forget(&mut self, is_meant: &dyn Fn(&str) -> bool) -> usize {
        let before = self.len();
        self.known.retain(|_, known| !is_meant(&known.path));
        before - self.len()
    }

    /// The files that something is known of.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let mut last = None;
        self.known.values().map(|known| known.path.as_str()).filter(move |path| last.replace(*path) != Some(*path))
    }

    /// Returns the number of findings that are known of a file.
    pub fn count_of(&self, path: &str) -> usize {
        self.known.values().filter(|known| known.path == path).map(|known| known.count).sum()
    }

    /// Returns the number of findings that are known.
    pub fn len(&self) -> usize {
        self.known.values().map(|known| known.count).sum()
    }

    /// Returns true if none is known.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    fn of(&self, path: &str) -> BTreeMap<(&str, String), usize> {
        let own = self.known.range((path.to_owned(), String::new(), String::new())..);
        let own = own.take_while(|((own, ..), _)| own == path);
        own.map(|((_, rule, fingerprint), known)| ((rule.as_str(), fingerprint.clone()), known.count)).collect()
    }
}

/// The fingerprint without which of several that are alike it is: as many are known as are counted.
fn first_fingerprint(finding: &Finding, path: &str) -> String {
    Finding { ordinal: 0, ..finding.clone() }.fingerprint(path)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::{finding::Severity, source::Span};

    fn finding(rule: &'static str, subject: &'static str, ordinal: u32) -> Finding {
        Finding {
            rule,
            severity: Severity::Warning,
            span: Span::at(0),
            record: Some("KiTS \"23\"".to_owned()),
            message: Cow::Borrowed("x"),
            help: Cow::Borrowed(""),
            related: Vec::new(),
            fix: None,
            subject: Cow::Borrowed(subject),
            ordinal,
            places: 1,
        }
    }

    #[test]
    fn as_many_as_are_counted_are_known() {
        let mut baseline = Baseline::default();
        baseline.extend("a.md", &[finding("a/b", "x", 0), finding("a/b", "x", 1), finding("a/c", "y", 0)]);
        let text = baseline.to_text();
        assert_eq!(text.lines().count(), 7, "{text}");
        assert_eq!(Baseline::read(text.as_bytes()).unwrap(), baseline);

        let now = [finding("a/b", "x", 0), finding("a/b", "x", 1), finding("a/b", "x", 2), finding("a/b", "z", 0)];
        let (is_new, gone) = baseline.unknown("a.md", &now, &|_| true);
        assert_eq!((is_new, gone), (vec![false, false, true, true], 1));
        assert_eq!(baseline.unknown("a.md", &now, &|rule| rule == "a/b").1, 0);
        assert_eq!(baseline.unknown("b.md", &now, &|_| true), (vec![true; 4], 0));
        assert_eq!(baseline.prune("a.md", &now[..1], &|_| true), 2);
        assert_eq!((baseline.len(), baseline.count_of("a.md")), (1, 1));
        assert_eq!(baseline.paths().collect::<Vec<_>>(), ["a.md"]);
        assert_eq!(baseline.forget(&|path| path == "a.md"), 1);
        assert_eq!(baseline.to_text(), "{\n  \"schema\": 1,\n  \"findings\": []\n}\n");
    }

    #[test]
    fn what_is_no_baseline_is_told() {
        assert!(Baseline::read(b"{").is_err());
        assert!(Baseline::read(b"{\"schema\": 2, \"findings\": []}").unwrap_err().contains("schema 2"));
    }
}
