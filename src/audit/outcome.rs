//! All that one audit found: what reports are made of. Serialised, it is the JSON of `catalint audit`, and of
//! `catalint report`.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    finding::Severity,
    probe::{Cause, LinkState, NetworkState},
};

/// One audit.
#[derive(Debug, Clone, Serialize)]
pub struct AuditOutcome {
    /// The version of this contract: 1.
    pub schema: u32,
    /// The run.
    pub run: RunSummary,
    /// Every link of the catalogs, in the order of its first place.
    pub links: Vec<AuditedLink>,
    /// The registrable domains, by name.
    pub hosts: Vec<HostSummary>,
    /// Changes since the run before.
    pub changes: ChangeIndices,
    /// Number of entries of everything.
    pub summary: AuditSummary,
}

/// The run.
#[derive(Debug, Clone, Serialize)]
pub struct RunSummary {
    /// Its number in the store, from 1.
    pub id: i64,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Timestamp,
    /// True if what was seen could be held against links.
    pub network: NetworkState,
    /// Why it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Links that were asked in this run; the others were seen alive a short while ago.
    pub asked: usize,
    /// Requests made.
    pub requests: u64,
}

/// One link, as it stands after the run.
#[derive(Debug, Clone, Serialize)]
pub struct AuditedLink {
    /// The address, as the catalog writes it.
    pub url: String,
    /// Its verdict.
    pub verdict: LinkState,
    /// Why.
    pub cause: Cause,
    /// The status that it ended with when it was last asked.
    pub status: Option<u16>,
    /// The address that it ended at, where that is another one.
    pub final_url: Option<String>,
    /// Evidence for the verdict. Servers wrote parts of it.
    pub evidence: String,
    /// The address that should stand in the catalog instead: where it moved to, or an archived copy.
    pub suggestion: Option<String>,
    /// True if the suggestion is an archived copy.
    pub archived: bool,
    /// When the archived copy was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_at: Option<Timestamp>,
    /// When it came to be what it is.
    pub since: Option<Timestamp>,
    /// When it was last seen alive.
    pub last_alive: Option<Timestamp>,
    /// When it was last asked.
    pub last_asked: Option<Timestamp>,
    /// Nights in a row on which it failed.
    pub failures: u32,
    /// True if it comes and goes, so that twice as many nights are waited before it is called an error.
    pub flapping: bool,
    /// Severity by the rules of patience; none where there is nothing to report.
    pub severity: Option<Severity>,
    /// Its places in the catalogs, in the order of the paths and of the text.
    pub places: Vec<LinkPlace>,
    /// Its verdicts in the last runs, the oldest first; at most sixty.
    pub nights: Vec<RunMark>,
}

/// A place of a link in a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkPlace {
    /// The file.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The record that it stands in.
    pub record: Option<String>,
    /// The bytes of the address in the file, for the edit that fixes it; none where it does not stand there as a whole.
    #[serde(flatten)]
    pub span: Option<crate::source::Span>,
}

/// The verdict on a link in one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunMark {
    /// When.
    pub at: Timestamp,
    /// The verdict.
    pub verdict: LinkState,
    /// Why.
    pub cause: Cause,
    /// The status that it ended with.
    pub status: Option<u16>,
}

/// A registrable domain.
#[derive(Debug, Clone, Serialize)]
pub struct HostSummary {
    /// Its name.
    pub host: String,
    /// Its links.
    pub links: usize,
    /// Links of the host that are alive or moved.
    pub alive: usize,
    /// Links of the host that are dead.
    pub dead: usize,
    /// Links of the host that are unclear.
    pub unclear: usize,
    /// Requests made in this run.
    pub requests: u32,
    /// The median time of an answer in this run, in milliseconds.
    pub median_ms: Option<u64>,
    /// True if the host as a whole was out of order in this run.
    pub incident: bool,
}

/// Changes since the run before, as indices into the links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ChangeIndices {
    /// Those that became an error in this run.
    pub new: Vec<usize>,
    /// Those that were an error and are alive again.
    pub recovered: Vec<usize>,
    /// Those that were an error before, and still are.
    pub still: Vec<usize>,
}

/// Number of entries of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct AuditSummary {
    /// Links in all.
    pub links: usize,
    /// Links that are alive.
    pub alive: usize,
    /// Links that moved.
    pub moved: usize,
    /// Links that are dead.
    pub dead: usize,
    /// Links that are unclear.
    pub unclear: usize,
    /// Links that were not requested.
    pub skipped: usize,
    /// Links of each severity.
    pub errors: usize,
    /// Links of each severity.
    pub warnings: usize,
    /// Links of each severity.
    pub infos: usize,
}
