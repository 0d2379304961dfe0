//! What a rule found, as other programs see it.

mod fix;

pub use fix::{Edit, Fix, apply};

use crate::source::Span;

/// How bad a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing need be done.
    Info,
    /// Wrong, and worth mending.
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
    /// Where.
    pub span: Span,
    /// What stands there.
    pub message: String,
}

/// One finding in one file. Its rule, severity and place in the ranking are set by the loop that asked the rule.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Identity of the rule, `family/name`.
    pub rule: &'static str,
    /// How bad.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// The name of the record that it is about, if it is about one.
    pub record: Option<String>,
    /// What is wrong, held against what.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The other places.
    pub related: Vec<Related>,
    /// The edits that mend it.
    pub fix: Option<Fix>,
    /// What contradicts, for the fingerprint: stays the same when lines move.
    pub subject: String,
    /// Which of several findings with the same rule, record and subject in this file it is, from 0.
    pub ordinal: u32,
}

impl Finding {
    /// Identity that survives moved lines: path, rule, record and what contradicts, never the line.
    pub fn fingerprint(&self, path: &str) -> String {
        use std::fmt::Write as _;
        // FNV-1a, 64 bits twice with different seeds: stable across platforms and versions, and needs no dependency.
        let mut parts = [0xcbf2_9ce4_8422_2325_u64, 0x6c62_272e_07bb_0142];
        let fields = [path, self.rule, self.record.as_deref().unwrap_or(""), &self.subject];
        for field in fields {
            for byte in field.bytes().chain([0xff]) {
                for part in &mut parts {
                    *part = (*part ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
                }
                parts[1] = parts[1].rotate_left(5);
            }
        }
        for part in &mut parts {
            *part = (*part ^ u64::from(self.ordinal)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        let mut text = String::with_capacity(32);
        for part in parts {
            let _ = write!(text, "{part:016x}");
        }
        text
    }
}
