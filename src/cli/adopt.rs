//! Arguments of the commands that adopt an existing catalog: fixes, baselines, the first configuration.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{InputPaths, OutputTarget, ProbeFlags, RuleSelection};
use crate::config::FlagSettings;

/// `catalint fix`
#[derive(Debug, Args)]
pub struct FixCommand {
    /// The files to fix.
    #[command(flatten)]
    pub inputs: InputPaths,
    /// Also make fixes that a person should review: counts, the order of entries, misspelled names
    #[arg(long)]
    pub r#unsafe: bool,
    /// Write no file; print the changes as a unified diff, and exit with 1 if there are any
    #[arg(long)]
    pub diff: bool,
    /// Write the diff as human (control characters are made visible) or patch (exact, for `git apply`); to a file with `=PATH` [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]", requires = "diff")]
    pub output: Vec<OutputTarget<DiffFormat>>,
    /// Fix only findings of these rules: a family, or `family/name`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not fix findings of these rules: a family, or `family/name`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Also request the links, and write the new address of links that moved permanently
    #[arg(long)]
    pub links: bool,
    /// Request no link: take the moves from this history of audits, those that the last two runs agree on
    #[arg(long, value_name = "FILE", requires = "links")]
    pub store: Option<PathBuf>,
    /// How links are requested.
    #[command(flatten)]
    pub probing: ProbeFlags,
}

impl FixCommand {
    /// Returns the flags about rules.
    pub fn flags(&self) -> FlagSettings {
        FlagSettings { select: self.select.clone(), ignore: self.ignore.clone(), fail_on: None }
    }
}

/// Formats of a diff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DiffFormat {
    /// What could steer a terminal or a runner that reads the log is made visible.
    #[default]
    Human,
    /// Every byte as it is, for `git apply` and `patch`.
    Patch,
}

/// `catalint init`
#[derive(Debug, Args)]
pub struct InitCommand {
    /// Write nothing; show the files that would be written
    #[arg(long)]
    pub dry_run: bool,
    /// Also record what is found now in catalint-baseline.json, and name it in the configuration: only new findings are reported from then on
    #[arg(long, conflicts_with = "dry_run")]
    pub baseline: bool,
}

/// `catalint config`
#[derive(Debug, Args)]
pub struct ConfigCommand {
    /// The file or folder whose configuration is shown [default: .]
    pub path: Option<PathBuf>,
    /// Write the configuration as human or json; to a file with `=PATH` [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<ConfigFormat>>,
    /// The flags about rules that `check` would get.
    #[command(flatten)]
    pub asked: RuleSelection,
}

/// Formats of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ConfigFormat {
    /// A line a value.
    #[default]
    Human,
    /// One object.
    Json,
}

/// `catalint baseline`
#[derive(Debug, Subcommand)]
pub enum BaselineAction {
    /// Record all findings of the given files; entries of other files are kept
    Write(BaselineCommand),
    /// Remove findings that no longer occur
    Prune(BaselineCommand),
}

/// The contents of a baseline.
#[derive(Debug, Args)]
pub struct BaselineCommand {
    /// The files to check.
    #[command(flatten)]
    pub inputs: InputPaths,
    /// Baseline file [default: the one of the configuration, or catalint-baseline.json]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}
