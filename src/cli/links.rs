//! Arguments of the commands about links: `audit`, `report`, `history`, `confirm`, and the flags that `check --links` shares with
//! them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use url::Url;

use super::{InputPaths, OutputTarget};
use crate::{
    config::ConfigDuration,
    probe::{AddressBlock, Pin},
    report::AuditFormat,
};

/// How links are requested. The configuration holds for flags that are absent.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Requests")]
pub struct ProbeFlags {
    /// Time between two requests to one site [default: 1s]
    #[arg(long, value_name = "TIME")]
    pub interval: Option<ConfigDuration>,
    /// Concurrent requests to one site [default: 1]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub per_host: Option<u32>,
    /// Concurrent requests in total [default: 64]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub concurrency: Option<u32>,
    /// Time limit of one request [default: 45s]
    #[arg(long, value_name = "TIME")]
    pub timeout: Option<ConfigDuration>,
    /// Time limit of the run; links not requested by then are left for another run
    #[arg(long, value_name = "TIME")]
    pub deadline: Option<ConfigDuration>,
    /// Request at most this many links; the others are left for another run
    #[arg(long, value_name = "N")]
    pub max_links: Option<usize>,
    /// Request at most this many links of one site
    #[arg(long, value_name = "N")]
    pub max_links_per_host: Option<usize>,
    /// Use this IP address for a host and port, instead of resolving the name
    #[arg(long, value_name = "HOST:PORT:ADDRESS")]
    pub resolve: Vec<Pin>,
    /// Request addresses of this block although they are private: `127.0.0.0/8`
    #[arg(long, value_name = "CIDR")]
    pub allow_address: Vec<AddressBlock>,
    /// Also trust the certificates in this file (PEM)
    #[arg(long, value_name = "FILE")]
    pub ca_certificate: Option<PathBuf>,
    /// Request pages only: do not ask the interfaces of GitHub, doi.org and others
    #[arg(long)]
    pub no_interfaces: bool,
    /// Show no progress
    #[arg(long)]
    pub no_progress: bool,
}

/// `catalint audit`
#[derive(Debug, Args)]
pub struct AuditCommand {
    /// The files to read.
    #[command(flatten)]
    pub inputs: InputPaths,
    /// Write the report as human, json, markdown, html, csv, atom (a feed of changes) or badge (an endpoint of shields.io); to a file with `=PATH`. Can be given several times; one without a path goes to standard output [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<AuditFormat>>,
    /// File with the history of the runs [default: .catalint/audit.db]
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Request every link, also those that were alive a few days ago
    #[arg(long)]
    pub all: bool,
    /// Links that make the exit code 1
    #[arg(long, value_name = "WHEN", default_value = "new")]
    pub fail_on: AuditFailOn,
    /// Do not search for archived copies of dead links
    #[arg(long)]
    pub no_archive: bool,
    /// Web archive to search for copies [default: web.archive.org, by https]
    #[arg(long, value_name = "URL", conflicts_with = "no_archive")]
    pub archive: Option<Url>,
    /// How links are requested.
    #[command(flatten)]
    pub probing: ProbeFlags,
}

/// `catalint report`
#[derive(Debug, Args)]
pub struct ReportCommand {
    /// File with the history of the runs [default: .catalint/audit.db]
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Write the report as human, json, markdown, html, csv, atom (a feed of changes) or badge (an endpoint of shields.io); to a file with `=PATH`. Can be given several times; one without a path goes to standard output [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<AuditFormat>>,
}

/// `catalint confirm`
#[derive(Debug, Args)]
pub struct ConfirmCommand {
    /// The address, as the catalog writes it
    pub url: String,
    /// The last day on which this holds
    #[arg(long, value_name = "DATE")]
    pub until: Date,
    /// Why it holds, for those who read the file
    #[arg(long, value_name = "TEXT")]
    pub because: String,
}

/// `catalint history`
#[derive(Debug, Args)]
pub struct HistoryCommand {
    /// The address, as the catalog writes it, or a part of it that only one link has
    pub url: String,
    /// File with the history of the runs [default: .catalint/audit.db]
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Write the history as human or json; to a file with `=PATH` [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<HistoryFormat>>,
}

/// Formats of the history of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum HistoryFormat {
    /// For a terminal.
    #[default]
    Human,
    /// One object.
    Json,
}

/// The links that make an audit fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum AuditFailOn {
    /// A link that became an error in this run.
    #[default]
    New,
    /// A link that is an error.
    Error,
    /// Nothing.
    Never,
}
