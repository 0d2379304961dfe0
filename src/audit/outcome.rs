//! All that one audit found: what reports are made of. Serialised, it is the JSON of `catalint audit`, and of
//! `catalint report`.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    finding::Severity,
    probe::{Cause, Network, State},
};

/// One audit.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The version of this contract: 1.
    pub schema: u32,
    /// The run.
    pub run: Run,
    /// Every link of the catalogs, in the order of its first place.
    pub links: Vec<LinkState>,
    /// The registrable domains, by name.
    pub hosts: Vec<Host>,
    /// What changed since the run before.
    pub changes: Changes,
    /// How many there are of everything.
    pub summary: Summary,
}

/// The run.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// Its number in the store, from 1.
    pub id: i64,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Timestamp,
    /// Whether what was seen could be held against links.
    pub network: Network,
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
pub struct LinkState {
    /// The address, as the catalog writes it.
    pub url: String,
    /// What it is.
    pub verdict: State,
    /// Why.
    pub cause: Cause,
    /// The status that it ended with when it was last asked.
    pub status: Option<u16>,
    /// The address that it ended at, where that is another one.
    pub final_url: Option<String>,
    /// What speaks for it, in words. Servers wrote parts of it.
    pub evidence: String,
    /// The address that should stand in the catalog instead: where it moved to, or an archived copy.
    pub suggestion: Option<String>,
    /// Whether the suggestion is an archived copy.
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
    /// Whether it comes and goes, so that twice as many nights are waited before it is called an error.
    pub flapping: bool,
    /// How bad that is, by the rules of patience; none where there is nothing to tell.
    pub severity: Option<Severity>,
    /// Where it stands in the catalogs, in the order of the paths and of the text.
    pub places: Vec<Place>,
    /// What was seen of it on the last nights, the oldest first; at most sixty.
    pub nights: Vec<Night>,
}

/// Where a link stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The record that it stands in.
    pub record: Option<String>,
    /// The bytes of the address in the file, for the edit that mends it; none where it does not stand there as a whole.
    #[serde(flatten)]
    pub span: Option<crate::source::Span>,
}

/// What was seen of a link on one night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Night {
    /// When.
    pub at: Timestamp,
    /// What it was.
    pub verdict: State,
    /// Why.
    pub cause: Cause,
    /// The status that it ended with.
    pub status: Option<u16>,
}

/// A registrable domain.
#[derive(Debug, Clone, Serialize)]
pub struct Host {
    /// Its name.
    pub host: String,
    /// Its links.
    pub links: usize,
    /// Of them, those that are alive or moved.
    pub alive: usize,
    /// Of them, those that are dead.
    pub dead: usize,
    /// Of them, those that are unclear.
    pub unclear: usize,
    /// Requests made in this run.
    pub requests: u32,
    /// The median time of an answer in this run, in milliseconds.
    pub median_ms: Option<u64>,
    /// Whether the host as a whole was out of order in this run.
    pub incident: bool,
}

/// What changed, each as indices into the links.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Those that became an error in this run.
    pub new: Vec<usize>,
    /// Those that were an error and are alive again.
    pub recovered: Vec<usize>,
    /// Those that were an error before, and still are.
    pub still: Vec<usize>,
}

/// How many there are of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Links in all.
    pub links: usize,
    /// Of them, those that are alive.
    pub alive: usize,
    /// Of them, those that moved.
    pub moved: usize,
    /// Of them, those that are dead.
    pub dead: usize,
    /// Of them, those that are unclear.
    pub unclear: usize,
    /// Of them, those that were not asked.
    pub skipped: usize,
    /// Links of each severity.
    pub errors: usize,
    /// Links of each severity.
    pub warnings: usize,
    /// Links of each severity.
    pub infos: usize,
}
