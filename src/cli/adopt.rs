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
    /// Mend also what a person should look at afterwards: counts, the order of entries, names that are nearly right
    #[arg(long)]
    pub r#unsafe: bool,
    /// Write no file, but what would change, as a unified diff; exit with 1 where something would
    #[arg(long)]
    pub diff: bool,
    /// Write the diff as human (control characters are made visible) or patch (exact, for `git apply`); to a file with `=PATH` [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]", requires = "diff")]
    pub output: Vec<OutputTarget<DiffFormat>>,
    /// Mend only what these rules find: a family, or `family/name`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Mend nothing that these rules find: a family, or `family/name`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Ask for the links too, and write the new address of what moved for good
    #[arg(long)]
    pub links: bool,
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
    /// Write nothing, and show what would be written
    #[arg(long)]
    pub dry_run: bool,
}

/// `catalint config`
#[derive(Debug, Args)]
pub struct ConfigCommand {
    /// The file or folder whose configuration is shown [default: .]
    pub path: Option<PathBuf>,
    /// Write it as human or json; to a file with `=PATH` [default: human]
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
    /// Write down all findings of the files that are named; what is known of other files stays
    Write(BaselineCommand),
    /// Take out what the files no longer have
    Prune(BaselineCommand),
}

/// The contents of a baseline.
#[derive(Debug, Args)]
pub struct BaselineCommand {
    /// The files to check.
    #[command(flatten)]
    pub inputs: InputPaths,
    /// The baseline [default: that of the configuration, or catalint-baseline.json]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}
