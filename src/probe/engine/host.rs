//! One registrable domain in a run: its links, its pace, and what was seen of it.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use jiff::Timestamp;
use url::Url;

use super::{judge::guarded, look::Look};
use crate::probe::{Ask, Cause, HostSeen, Probed, Request, Reviewed, Settings, State, Trace, Walk, pace::Pace, review};

/// What is known of made-up neighbours is kept for so many of them.
const MOST_SIBLINGS: usize = 4;

/// A registrable domain.
#[derive(Debug, Default)]
pub(super) struct Host {
    pub(super) name: String,
    pub(super) pace: Pace,
    /// Links that were not asked for yet, by index.
    pub(super) fresh: VecDeque<usize>,
    /// What waits for its moment, in order; the number tells those of one moment apart.
    waiting: BTreeMap<(Timestamp, u64), Waiting>,
    /// Requests under way.
    pub(super) under_way: usize,
    /// Where it stands in the plan.
    pub(super) key: Key,
    /// Its links that are not judged yet.
    pub(super) left: usize,
    siblings: VecDeque<(Url, Walk)>,
    links: usize,
    requests: u32,
    times: Vec<u32>,
    pub(super) head_lies: bool,
    judged: Vec<(Probed, Trace)>,
    tally: Tally,
}

/// What the links of a domain came to.
#[derive(Debug, Default)]
struct Tally {
    alive: usize,
    failing: usize,
    incident: bool,
}

/// What waits: a link, and its next request, where that is known.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) look: Box<Look>,
    pub(super) request: Option<Request>,
}

/// Where a domain stands in the plan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Key {
    /// Nowhere: there is nothing to do for it now.
    #[default]
    None,
    /// Something is to do at a moment.
    At(Timestamp),
    /// Something is to do now; how much is left.
    Ready(usize),
}

impl Host {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Adds a link.
    pub(super) fn add(&mut self, index: usize) {
        self.fresh.push_back(index);
        self.links += 1;
        self.left += 1;
    }

    /// Lets something wait for its moment.
    pub(super) fn wait(&mut self, at: Timestamp, number: u64, waiting: Waiting) {
        self.waiting.insert((at, number), waiting);
    }

    /// What waited, and whose moment has come. Where the last answer was a fault, another link tells more than the same
    /// one again.
    pub(super) fn due(&mut self, now: Timestamp) -> Option<Waiting> {
        let another = self.pace.fails() && !self.fresh.is_empty();
        let due = self.waiting.range(..=(now, u64::MAX));
        let key = *due.into_iter().find(|(_, waiting)| waiting.request.is_some() || !another)?.0;
        self.waiting.remove(&key)
    }

    /// Whether its next request is its only one, as far as is known.
    pub(super) fn asks_once(&self) -> bool {
        self.fresh.is_empty() && self.waiting.is_empty() && self.under_way == 0 && self.requests == 0
    }

    /// All that waits.
    pub(super) fn take_waiting(&mut self) -> impl Iterator<Item = Waiting> + use<> {
        std::mem::take(&mut self.waiting).into_values()
    }

    /// Where the domain stands in the plan.
    pub(super) fn plan(&self, now: Timestamp, settings: &Settings) -> Key {
        if self.under_way >= self.pace.room(settings) {
            return Key::None;
        }
        let waits = self.waiting.first_key_value().map(|((at, _), _)| *at);
        let Some(work) = (if self.fresh.is_empty() { waits } else { Some(now) }) else { return Key::None };
        let at = self.pace.next().map_or(work, |next| next.max(work));
        if at <= now { Key::Ready(self.fresh.len() + self.waiting.len()) } else { Key::At(at) }
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

    /// What a made-up neighbour answered.
    pub(super) fn sibling(&self, url: &Url) -> Option<&Walk> {
        self.siblings.iter().find(|(own, _)| own == url).map(|(_, walk)| walk)
    }

    /// A link of it is judged.
    pub(super) fn judged(&mut self, probed: Probed, trace: Trace) {
        self.left = self.left.saturating_sub(1);
        self.judged.push((probed, trace));
    }

    /// All its links are judged: those that are judged otherwise in the light of the others.
    pub(super) fn review(&mut self, asks: &[Ask]) -> Vec<Probed> {
        self.siblings = VecDeque::new();
        let before: Vec<_> = self.judged.iter().map(|(probed, _)| probed.verdict.clone()).collect();
        let mut reviewed: Vec<_> = self
            .judged
            .iter_mut()
            .filter_map(|(probed, trace)| {
                let Probed { ask, verdict, .. } = probed;
                Some(Reviewed { ask: asks.get(*ask)?, trace, verdict })
            })
            .collect();
        // The links keep what was judged of each by itself where their review panics.
        let _ = guarded(|| review(&mut reviewed));
        let changed = self.judged.iter().zip(before).filter(|((probed, _), before)| probed.verdict != *before);
        let changed = changed.map(|((probed, _), _)| probed.clone()).collect();
        self.tally = Tally::of(&std::mem::take(&mut self.judged));
        changed
    }

    /// The least time that its links still take.
    pub(super) fn left_time(&self, settings: &Settings) -> Duration {
        let links = u32::try_from(self.left).unwrap_or(u32::MAX);
        self.pace.interval(settings).saturating_mul(links)
    }

    /// Whether links of the catalog lead to it; others are only passed through.
    pub(super) fn has_links(&self) -> bool {
        self.links > 0
    }

    /// What was seen of it.
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

impl Tally {
    fn of(judged: &[(Probed, Trace)]) -> Self {
        let asked =
            || judged.iter().map(|(probed, _)| &probed.verdict).filter(|verdict| verdict.state != State::Skipped);
        let mut causes: BTreeMap<Cause, usize> = BTreeMap::new();
        asked()
            .filter(|verdict| verdict.cause.may_pass())
            .for_each(|verdict| *causes.entry(verdict.cause).or_default() += 1);
        Self {
            alive: asked().filter(|verdict| matches!(verdict.state, State::Alive | State::Moved)).count(),
            failing: causes.values().sum(),
            // Four of its links or more, and half of those that were asked, fell into one fault together.
            incident: causes.values().any(|links| *links >= 4 && links * 2 >= asked().count()),
        }
    }
}
