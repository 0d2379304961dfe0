//! Findings, as other programs see them.

mod baseline;
mod compare;
mod fix;
mod fixer;
mod rise;

pub use baseline::{Baseline, BaselineEntry};
pub use compare::{ComparedFile, brought};
pub use fix::{Edit, Fix, apply};
pub use fixer::{FixResult, Fixer};

use std::borrow::Cow;

use crate::catalog::Counts;
use crate::source::{File, Span};
use crate::text::hash;

/// The severity of a finding.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing need be done.
    Info,
    /// Wrong, and worth fixing.
    Warning,
    /// Wrong, and seen by every reader.
    Error,
}

impl Severity {
    /// The word that stands for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A second place that a finding is about: what the first is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Its span.
    pub span: Span,
    /// Its message.
    pub message: Cow<'static, str>,
}

/// One finding in one file. Its rule, severity and place in the ranking are set by the loop that asked the rule.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Identity of the rule, `family/name`.
    pub rule: &'static str,
    /// Its severity.
    pub severity: Severity,
    /// Its span.
    pub span: Span,
    /// The name of the record that it is about, if it is about one.
    pub record: Option<String>,
    /// The problem, compared with what.
    pub message: Cow<'static, str>,
    /// The advice.
    pub help: Cow<'static, str>,
    /// The other places.
    pub related: Vec<Related>,
    /// The edits that fix it.
    pub fix: Option<Fix>,
    /// The contradiction, for the fingerprint: stays the same when lines move.
    pub subject: Cow<'static, str>,
    /// Number among the findings with the same rule, record and subject in this file, from 0.
    pub ordinal: u32,
    /// Places of the text that it stands for: of very many that are alike only the first is reported.
    pub places: u32,
}

impl Finding {
    /// Identity that survives moved lines: path, rule, record and what contradicts, never the line.
    pub fn fingerprint(&self, path: &str) -> String {
        use std::fmt::Write as _;
        // Twice 64 bits with different seeds: stored in baselines, so that it must never change.
        let mut parts = [hash::BASIS, 0x6c62_272e_07bb_0142];
        let fields = [path, self.rule, self.record.as_deref().unwrap_or(""), &self.subject];
        for field in fields {
            for byte in field.bytes().chain([0xff]) {
                for part in &mut parts {
                    *part = hash::mix(*part, u64::from(byte));
                }
                parts[1] = parts[1].rotate_left(5);
            }
        }
        for part in &mut parts {
            *part = hash::mix(*part, u64::from(self.ordinal));
        }
        let mut text = String::with_capacity(32);
        for part in parts {
            let _ = write!(text, "{part:016x}");
        }
        text
    }
}

/// One file and what was found in it.
#[derive(Debug)]
pub struct CheckedFile {
    /// The file.
    pub file: File,
    /// Numbers of what was read in it.
    pub counts: Counts,
    /// Its findings, in the order of the text.
    pub findings: Vec<Finding>,
    /// Number of findings that a comment in the file suppressed.
    pub suppressed: usize,
}

impl CheckedFile {
    /// Keeps of the findings those that are new, flag by flag, and gives how many it leaves out.
    pub fn keep_new(&mut self, is_new: Vec<bool>) -> usize {
        let before = self.findings.len();
        let mut flags = is_new.into_iter();
        self.findings.retain(|_| flags.next().unwrap_or_default());
        before - self.findings.len()
    }
}

/// Subjects and findings of one rule over all files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct RuleCount {
    /// Identity of the rule.
    pub rule: &'static str,
    /// Number of subjects that it could judge.
    pub considered: usize,
    /// Number of subjects that it found broken, before suppression by comments.
    pub findings: usize,
}

/// All that one run of `check` found.
#[derive(Debug, Default)]
pub struct CheckOutcome {
    /// The files, in the order of their paths.
    pub files: Vec<CheckedFile>,
    /// The rules that were asked, in the order of the table of rules.
    pub rules: Vec<RuleCount>,
    /// Number of findings that were left out because they are not new: the base or the baseline has them too.
    pub known: usize,
    /// Number of findings of the baseline that were not found any more.
    pub gone: usize,
}

impl CheckOutcome {
    /// Returns the number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.files.iter().flat_map(|file| &file.findings).filter(|finding| finding.severity == severity).count()
    }

    /// Returns the number of findings that comments suppressed.
    pub fn suppressed(&self) -> usize {
        self.files.iter().map(|file| file.suppressed).sum()
    }

    /// Returns the number of findings that have a fix.
    pub fn fixable(&self) -> usize {
        self.files.iter().flat_map(|file| &file.findings).filter(|finding| finding.fix.is_some()).count()
    }

    /// Returns the number of findings whose fix a person should review.
    pub fn fixable_after_review(&self) -> usize {
        let findings = self.files.iter().flat_map(|file| &file.findings);
        findings.filter(|finding| finding.fix.as_ref().is_some_and(|fix| !fix.safe)).count()
    }

    /// Adds the findings that comments suppress, which are given for each file.
    pub fn report_suppressed(&mut self, suppressed: impl IntoIterator<Item = Vec<Finding>>) {
        for (file, mut suppressed) in self.files.iter_mut().zip(suppressed) {
            file.findings.append(&mut suppressed);
            file.findings.sort_by_key(|finding| (finding.span, finding.rule));
            file.suppressed = 0;
        }
    }

    /// Drops the findings below a severity.
    pub fn keep_from(&mut self, least: Severity) {
        for file in &mut self.files {
            file.findings.retain(|finding| finding.severity >= least);
        }
    }

    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.files.iter().flat_map(|file| &file.findings).map(|finding| finding.severity).max()
    }
}
