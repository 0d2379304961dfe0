//! The settings of a run, its events, and its results.

use std::{borrow::Cow, net::IpAddr, time::Duration};

use jiff::Timestamp;
use url::Url;

use super::{Validators, Verdict};
use crate::catalog::secret::without_secrets;

/// The settings of requests. The defaults are those of a nightly run; all times are upper bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbeSettings {
    /// The time between two requests to one registrable domain.
    pub interval: Duration,
    /// Number of requests to one registrable domain that may be under way.
    pub per_host: usize,
    /// Number of requests that may be under way in all.
    pub concurrency: usize,
    /// For a connection.
    pub connect_timeout: Duration,
    /// For the head of the answer.
    pub answer_timeout: Duration,
    /// For one request in all.
    pub total_timeout: Duration,
    /// Number of hops of a walk that are followed.
    pub hops: usize,
    /// Attempts at a transient failure in the first round, the first one counted.
    pub tries: u32,
    /// The time before the second round, in which all that failed is asked once more.
    pub second_round_after: Duration,
    /// The longest that a host's own wish to wait is followed within a run; what it asks beyond is left for another.
    pub longest_wait: Duration,
    /// The time for the whole run; what is not asked by then is left for another.
    pub deadline: Option<Duration>,
    /// Number of links of one registrable domain that are asked; none where all are.
    pub links_per_host: Option<usize>,
    /// Number of links that are asked in all; none where all are.
    pub links: Option<usize>,
    /// True if a host may be asked for a random URL, to learn what it says of what does not exist.
    pub siblings: bool,
    /// At most so many bytes of a page are read, decompressed.
    pub body_limit: usize,
    /// Addresses that are known to answer: asked only where much fails together, to tell a network that is down from
    /// hosts that are.
    pub canaries: Vec<Url>,
}

impl Default for ProbeSettings {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(1),
            per_host: 1,
            concurrency: 64,
            connect_timeout: Duration::from_secs(10),
            answer_timeout: Duration::from_secs(20),
            total_timeout: Duration::from_secs(45),
            hops: 10,
            tries: 3,
            second_round_after: Duration::from_secs(600),
            longest_wait: Duration::from_secs(900),
            deadline: None,
            links_per_host: None,
            links: None,
            siblings: true,
            body_limit: 256 * 1024,
            canaries: Vec::new(),
        }
    }
}

/// An event of a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A link is judged for this run.
    Judged(Box<Probed>),
    /// Progress of the run.
    Progress(Progress),
    /// An interface did not answer, and what is done instead: a lowercase fragment without a full stop.
    Notice(String),
}

/// Progress of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Links judged.
    pub done: usize,
    /// Links in all.
    pub links: usize,
    /// Links found dead.
    pub dead: usize,
    /// Registrable domains with links left to ask.
    pub hosts_busy: usize,
    /// The least time that is left: that of the busiest domain.
    pub left: Duration,
}

/// One link, judged in one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Probed {
    /// Index of what was asked.
    pub ask: usize,
    /// The judgement.
    pub verdict: Verdict,
    /// When the last walk to it began.
    pub at: Timestamp,
    /// Number of requests that it took.
    pub requests: u32,
    /// Duration of the last walk.
    pub elapsed: Duration,
    /// The statuses of the last walk's hops, and the addresses that they led to.
    pub hops: Vec<(u16, String)>,
    /// The address that was spoken to last.
    pub address: Option<IpAddr>,
    /// The server's validators of this answer, for a conditional request in another run.
    pub validators: Validators,
    /// The title of the page, where it is one: text that a server wrote.
    pub title: Option<String>,
}

impl Probed {
    /// Builds the result for a link that was not requested itself.
    pub(crate) fn unasked(ask: usize, verdict: Verdict, at: Timestamp) -> Self {
        Self {
            ask,
            verdict,
            at,
            requests: 0,
            elapsed: Duration::ZERO,
            hops: Vec::new(),
            address: None,
            validators: Validators::default(),
            title: None,
        }
    }

    /// Takes the secrets out of the addresses in what was seen, for what is stored and reported. An address that only leads
    /// there with a secret is no suggestion.
    pub fn hide_secrets(&mut self) {
        let hide = |text: &mut String| {
            if let Cow::Owned(hidden) = without_secrets(text) {
                *text = hidden;
            }
        };
        let verdict = &mut self.verdict;
        verdict.suggestion.take_if(|url| matches!(without_secrets(url), Cow::Owned(_)));
        verdict.final_url.iter_mut().chain([&mut verdict.evidence]).for_each(hide);
        self.hops.iter_mut().map(|(_, url)| url).chain(&mut self.title).for_each(hide);
    }
}

/// The results of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProbeSurvey {
    /// True if what was seen can be held against links.
    pub network: NetworkState,
    /// Why it cannot: a lowercase fragment without a full stop.
    pub reason: Option<String>,
    /// The registrable domains, by name.
    pub hosts: Vec<HostSeen>,
    /// Requests made.
    pub requests: u64,
}

/// The state of the network that a run was made over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NetworkState {
    /// Nothing speaks against it.
    #[default]
    Ok,
    /// Too many hosts failed together: nothing is held against any link.
    Degraded,
    /// Nothing could be reached.
    Down,
}

/// A registrable domain as a run saw it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HostSeen {
    /// Its name.
    pub host: String,
    /// Its links.
    pub links: usize,
    /// Links of the domain that answered as alive or moved.
    pub alive: usize,
    /// Links of the domain that failed for now.
    pub failing: usize,
    /// Requests made.
    pub requests: u32,
    /// The median time of an answer.
    pub median: Duration,
    /// True if the host as a whole was out of order: several of its links fell into one fault that may pass, together.
    pub incident: bool,
    /// The longest wait that it asked for.
    pub wanted_wait: Option<Duration>,
    /// True if its answers to `HEAD` are other than those to `GET`.
    pub head_lies: bool,
}
