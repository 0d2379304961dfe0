//! One registrable domain in a run: its links, its pace, and what was seen of it.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use jiff::Timestamp;
use url::Url;

use super::{attempt::LinkAttempt, judge::guarded};
use crate::probe::{
    Cause, HostSeen, HttpRequest, LinkRequest, LinkState, ProbeSettings, Probed, ReviewTrace, ReviewedLink, Walk,
    pace::{Pace, PaceSignal},
    review,
};

/// Most control URLs of a host that are remembered.
const MOST_SIBLINGS: usize = 4;

/// A registrable domain.
#[derive(Debug, Default)]
pub(super) struct DomainQueue {
    pub(super) name: String,
    /// The settings of the run, as they are for the domain.
    settings: Arc<ProbeSettings>,
    pub(super) pace: Pace,
    /// Links that wait for an interface of the host.
    pub(super) held: usize,
    /// Links whose pages are requested.
    pub(super) pages: usize,
    /// Links that were not asked for yet, by index.
    pub(super) fresh: VecDeque<usize>,
    /// Waiting links by their moment; the number tells those of one moment apart.
    waiting: BTreeMap<(Timestamp, u64), Waiting>,
    /// Requests under way.
    pub(super) under_way: usize,
    /// Its rank in the queue.
    pub(super) key: QueueRank,
    /// Its links that are not judged yet.
    pub(super) left: usize,
    siblings: VecDeque<(Url, Walk)>,
    links: usize,
    requests: u32,
    times: Vec<u32>,
    pub(super) head_lies: bool,
    /// True if the last good answer was to a link that had failed before.
    retries_help: bool,
    judged: Vec<(Probed, ReviewTrace)>,
    tally: DomainTally,
}

/// Results of the links of a domain.
#[derive(Debug, Default)]
struct DomainTally {
    alive: usize,
    failing: usize,
    incident: bool,
}

/// A waiting link, and its next request, where that is known.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) look: Box<LinkAttempt>,
    pub(super) request: Option<HttpRequest>,
}

/// The rank of a domain in the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum QueueRank {
    /// Nowhere: there is nothing to do for it now.
    #[default]
    None,
    /// Something is to do at a moment.
    At(Timestamp),
    /// Something is to do now; how much is left.
    Ready(usize),
}

impl DomainQueue {
    pub(super) fn new(name: &str, settings: Arc<ProbeSettings>) -> Self {
        Self { name: name.to_owned(), settings, ..Self::default() }
    }

    /// A request to it begins. Returns its number.
    pub(super) fn begins(&mut self, now: Timestamp, random: &mut fastrand::Rng) -> u64 {
        self.under_way += 1;
        self.pace.begins(now, &self.settings, random)
    }

    /// The request of a number came to an end.
    pub(super) fn ended(&mut self, number: u64, signal: PaceSignal, now: Timestamp, random: &mut fastrand::Rng) {
        self.under_way -= 1;
        self.pace.ended(number, signal, now, &self.settings, random);
    }

    /// Counts a link.
    pub(super) fn add(&mut self) {
        self.links += 1;
        self.left += 1;
    }

    /// Lets something wait for its moment.
    pub(super) fn wait(&mut self, at: Timestamp, number: u64, waiting: Waiting) {
        self.waiting.insert((at, number), waiting);
    }

    /// Returns a waiting link whose moment has come. Where the last answer was a failure, another link tells more than
    /// the same one again; but of a broken domain it is not known whether it fails for good, and some answer the second
    /// request for each address only.
    pub(super) fn due(&mut self, now: Timestamp) -> Option<Waiting> {
        let another = self.pace.fails() && !self.fresh.is_empty() && !self.pace.is_broken() && !self.retries_help;
        let due = self.waiting.range(..=(now, u64::MAX));
        let key = *due.into_iter().find(|(_, waiting)| waiting.request.is_some() || !another)?.0;
        self.waiting.remove(&key)
    }

    /// Returns true if what waits comes before what was not asked for yet: what failed a moment ago is likely to answer now.
    pub(super) fn prefers_waiting(&self) -> bool {
        let again = self.pace.is_broken() || self.retries_help && self.pace.fails();
        again && self.waiting.values().any(|waiting| waiting.look.has_failed())
    }

    /// Returns true if its next request is its only one, as far as is known.
    pub(super) fn asks_once(&self) -> bool {
        self.fresh.is_empty() && self.waiting.is_empty() && self.under_way == 0 && self.requests == 0
    }

    /// All that waits.
    pub(super) fn take_waiting(&mut self) -> impl Iterator<Item = Waiting> + use<> {
        std::mem::take(&mut self.waiting).into_values()
    }

    /// Returns the rank of the domain in the queue.
    pub(super) fn plan(&self, now: Timestamp) -> QueueRank {
        if self.under_way >= self.pace.room(&self.settings) {
            return QueueRank::None;
        }
        let waits = self.waiting.first_key_value().map(|((at, _), _)| *at);
        let Some(work) = (if self.fresh.is_empty() || self.prefers_waiting() { waits } else { Some(now) }) else {
            return QueueRank::None;
        };
        let at = self.pace.next().map_or(work, |next| next.max(work));
        if at <= now { QueueRank::Ready(self.fresh.len() + self.waiting.len()) } else { QueueRank::At(at) }
    }

    /// A link of it had a good answer; `again` is true if it had failed before.
    pub(super) fn answered_well(&mut self, again: bool) {
        self.retries_help = again;
    }

    /// A request to it came to an end.
    pub(super) fn requested(&mut self, answered: bool, elapsed: Duration) {
        self.requests += 1;
        if answered {
            self.times.push(elapsed.as_millis().try_into().unwrap_or(u32::MAX));
        }
    }

    /// Keeps what a made-up neighbour answered.
    pub(super) fn keep_sibling(&mut self, url: &Url, walk: &Walk) {
        if self.fresh.is_empty() || self.siblings.iter().any(|(own, _)| own == url) {
            return;
        }
        if self.siblings.len() == MOST_SIBLINGS {
            self.siblings.pop_front();
        }
        self.siblings.push_back((url.clone(), walk.clone()));
    }

    /// Returns the answer to a control URL.
    pub(super) fn sibling(&self, url: &Url) -> Option<&Walk> {
        self.siblings.iter().find(|(own, _)| own == url).map(|(_, walk)| walk)
    }

    /// A link of it is judged.
    pub(super) fn judged(&mut self, probed: Probed, trace: ReviewTrace) {
        self.left = self.left.saturating_sub(1);
        self.judged.push((probed, trace));
    }

    /// All its links are judged: those that are judged otherwise in the light of the others.
    pub(super) fn review(&mut self, asks: &[LinkRequest]) -> Vec<Probed> {
        self.siblings = VecDeque::new();
        let before: Vec<_> = self.judged.iter().map(|(probed, _)| probed.verdict.clone()).collect();
        let mut reviewed: Vec<_> = self
            .judged
            .iter_mut()
            .filter_map(|(probed, trace)| {
                let Probed { ask, verdict, .. } = probed;
                Some(ReviewedLink { ask: asks.get(*ask)?, trace, verdict })
            })
            .collect();
        // The links keep what was judged of each by itself where their review panics.
        let _ = guarded(|| review(&mut reviewed));
        let changed = self.judged.iter().zip(before).filter(|((probed, _), before)| probed.verdict != *before);
        let changed = changed.map(|((probed, _), _)| probed.clone()).collect();
        self.tally = DomainTally::of(&std::mem::take(&mut self.judged));
        changed
    }

    /// The least time that its links still take.
    pub(super) fn left_time(&self) -> Duration {
        let links = u32::try_from(self.left.saturating_sub(self.held)).unwrap_or(u32::MAX);
        self.pace.interval(&self.settings).saturating_mul(links)
    }

    /// Returns true if links of the catalog lead to it; others are only passed through.
    pub(super) fn has_links(&self) -> bool {
        self.links > 0
    }

    /// Returns the observations of the domain.
    pub(super) fn seen(mut self) -> HostSeen {
        self.times.sort_unstable();
        let median = self.times.get(self.times.len() / 2).copied().unwrap_or_default();
        HostSeen {
            links: self.links,
            alive: self.tally.alive,
            failing: self.tally.failing,
            requests: self.requests,
            median: Duration::from_millis(median.into()),
            incident: self.tally.incident,
            wanted_wait: self.pace.wanted(),
            head_lies: self.head_lies,
            host: self.name,
        }
    }
}

impl DomainTally {
    fn of(judged: &[(Probed, ReviewTrace)]) -> Self {
        let asked =
            || judged.iter().map(|(probed, _)| &probed.verdict).filter(|verdict| verdict.state != LinkState::Skipped);
        let mut causes: BTreeMap<Cause, usize> = BTreeMap::new();
        asked()
            .filter(|verdict| verdict.cause.may_pass())
            .for_each(|verdict| *causes.entry(verdict.cause).or_default() += 1);
        Self {
            alive: asked().filter(|verdict| matches!(verdict.state, LinkState::Alive | LinkState::Moved)).count(),
            failing: causes.values().sum(),
            // Four of its links or more, and half of those that were asked, fell into one fault together.
            incident: causes.values().any(|links| *links >= 4 && links * 2 >= asked().count()),
        }
    }
}
