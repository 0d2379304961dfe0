//! The configuration that is in force for one path, with the origin of each value.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::sanitize::terminal_line;

/// All that is in force for one path.
#[derive(Debug, Serialize)]
pub struct EffectiveConfig {
    /// The version of this form.
    pub schema: u32,
    /// The path that was asked about, as it is shown.
    pub path: String,
    /// The file that it is read from; none where there is none.
    pub config: Option<String>,
    /// The keys of the configuration.
    pub values: Vec<ValueInForce>,
    /// All rules.
    pub rules: Vec<RuleInForce>,
}

/// A key of the configuration.
#[derive(Debug, Serialize)]
pub struct ValueInForce {
    /// The name of the key.
    pub key: String,
    /// Its value; null where it has none.
    pub value: Value,
    /// Where it comes from.
    pub origin: ValueOrigin,
}

/// A rule.
#[derive(Debug, Serialize)]
pub struct RuleInForce {
    /// Identity, `family/name`.
    pub rule: &'static str,
    /// `error`, `warning`, `info` or `off`.
    pub severity: &'static str,
    /// Where it comes from.
    pub origin: ValueOrigin,
    /// Its options.
    pub options: Vec<ValueInForce>,
}

/// The origin of a value.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ValueOrigin {
    /// Nobody said anything.
    Default,
    /// A line, counted from 1, of the configuration.
    File {
        /// The configuration, as it is shown.
        path: String,
        /// The line.
        line: usize,
    },
    /// A flag of the command line.
    Flag {
        /// The flag.
        flag: &'static str,
    },
}

impl ValueOrigin {
    fn text(&self) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::File { path, line } => format!("{}:{line}", terminal_line(path)),
            Self::Flag { flag } => (*flag).to_owned(),
        }
    }
}

/// Writes what is in force for people to read.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_in_force(in_force: &EffectiveConfig, out: &mut dyn Write) -> io::Result<()> {
    let file = in_force.config.as_deref().unwrap_or("no file, only what catalint does by itself");
    writeln!(out, "{}: {}\n", terminal_line(&in_force.path), terminal_line(file))?;
    let line = |key: &str, value: &str, origin: &ValueOrigin, out: &mut dyn Write| {
        writeln!(out, "{:<56} # {}", terminal_line(&format!("{key} = {value}")), origin.text())
    };
    for setting in &in_force.values {
        let value = if setting.value.is_null() { "(none)".to_owned() } else { setting.value.to_string() };
        line(&setting.key, &value, &setting.origin, out)?;
    }
    writeln!(out)?;
    for ranked in &in_force.rules {
        line(&format!("severity.\"{}\"", ranked.rule), &format!("\"{}\"", ranked.severity), &ranked.origin, out)?;
        // The options of a rule that is not asked say nothing.
        for option in ranked.options.iter().filter(|_| ranked.severity != "off") {
            line(
                &format!("  rules.\"{}\".{}", ranked.rule, option.key),
                &option.value.to_string(),
                &option.origin,
                out,
            )?;
        }
    }
    Ok(())
}
