//! Links that wait for the interface of their host: the things that they mean, and how far each interface is with them.

use std::collections::VecDeque;

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use url::Url;

use crate::probe::{
    ProbeSettings, Tools,
    interfaces::{HostInterface, InterfaceTerms, ThingLink, interface_of},
    pace::Pace,
};

/// Failures in a row after which an interface is not asked again in a run.
const GIVES_UP_AT: u32 = 4;

/// The interfaces of a run.
#[derive(Debug, Default)]
pub(super) struct InterfaceDesk {
    pub(super) lines: Vec<InterfaceLine>,
    /// The lines by kind and host.
    by_host: FxHashMap<(&'static str, String), usize>,
}

/// An interface at one host, and the things that it is asked about.
#[derive(Debug)]
pub(super) struct InterfaceLine {
    pub(super) interface: &'static dyn HostInterface,
    pub(super) host: String,
    pub(super) has_token: bool,
    pub(super) terms: InterfaceTerms,
    /// The settings of the run, with the interval of this interface.
    pub(super) settings: ProbeSettings,
    pub(super) pace: Pace,
    /// Things in one request at most, by now.
    batch: usize,
    things: Vec<AskedThing>,
    by_key: FxHashMap<String, usize>,
    /// Things that were not asked for yet.
    queue: VecDeque<usize>,
    pub(super) under_way: bool,
    requests: usize,
    failures: u32,
}

/// A thing, and the links that wait for its answer.
#[derive(Debug)]
struct AskedThing {
    name: String,
    links: Vec<ThingUse>,
}

/// A link that means a thing, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ThingUse {
    /// The index of the link.
    pub(super) index: usize,
    /// True if it means the thing itself.
    pub(super) is_whole: bool,
}

/// Things that go into one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ThingBatch {
    /// The index of the line.
    pub(super) line: usize,
    /// The indices of the things in their line.
    pub(super) things: Vec<usize>,
}

/// Where a link waits.
#[derive(Debug)]
pub(super) enum DeskPlace {
    /// For an interface.
    Taken,
    /// For its page: the interface answers no more things in this run.
    Beyond(&'static dyn HostInterface),
    /// For its page: no interface answers for it.
    None,
}

impl InterfaceDesk {
    /// Takes a link whose host has an interface that answers for it.
    pub(super) fn take(&mut self, index: usize, url: &Url, settings: &ProbeSettings, tools: &Tools) -> DeskPlace {
        let Some((interface, link)) = interface_of(url) else { return DeskPlace::None };
        let key = (interface.kind(), link.host.clone());
        let at = *self.by_host.entry(key).or_insert_with(|| {
            self.lines.push(InterfaceLine::new(interface, &link.host, settings, tools));
            self.lines.len() - 1
        });
        let taken = self.lines.get_mut(at).is_some_and(|line| line.add(index, link));
        if taken { DeskPlace::Taken } else { DeskPlace::Beyond(interface) }
    }

    /// The next moment at which an interface can be asked.
    pub(super) fn next(&self, now: Timestamp) -> Option<Timestamp> {
        self.lines.iter().filter_map(|line| line.next(now)).min()
    }

    /// Returns the next request that may begin now: its line and its things.
    pub(super) fn due(&mut self, now: Timestamp) -> Option<ThingBatch> {
        let at = self.lines.iter().position(|line| line.next(now).is_some_and(|next| next <= now))?;
        let line = self.lines.get_mut(at)?;
        Some(ThingBatch { line: at, things: line.begin() })
    }
}

impl InterfaceLine {
    fn new(interface: &'static dyn HostInterface, host: &str, settings: &ProbeSettings, tools: &Tools) -> Self {
        let options = tools.hosts.of(host);
        let has_token = options.is_some_and(|options| !options.headers.is_empty());
        let terms = interface.terms(has_token);
        let interval = options.and_then(|options| options.interval);
        // Who is in a hurry with pages, as on a machine of their own, is so with interfaces.
        let own = if settings.interval.is_zero() { settings.interval } else { terms.interval };
        let settings = ProbeSettings { interval: interval.unwrap_or(own), per_host: 1, ..settings.clone() };
        Self {
            interface,
            host: host.to_owned(),
            has_token,
            terms,
            settings,
            pace: Pace::default(),
            batch: terms.batch.max(1),
            things: Vec::new(),
            by_key: FxHashMap::default(),
            queue: VecDeque::new(),
            under_way: false,
            requests: 0,
            failures: 0,
        }
    }

    /// Adds a link; false where its thing is beyond what may be asked for.
    fn add(&mut self, index: usize, link: ThingLink) -> bool {
        let ThingLink { name, key, is_whole, .. } = link;
        let most = self.terms.requests.map(|most| most.saturating_mul(self.terms.batch));
        let own = self.by_key.get(&key).copied();
        if own.is_none() && most.is_some_and(|most| self.things.len() >= most) {
            return false;
        }
        let at = own.unwrap_or_else(|| {
            self.things.push(AskedThing { name, links: Vec::new() });
            let at = self.things.len() - 1;
            self.by_key.insert(key, at);
            self.queue.push_back(at);
            at
        });
        if let Some(thing) = self.things.get_mut(at) {
            thing.links.push(ThingUse { index, is_whole });
        }
        true
    }

    /// The next moment at which it can be asked; none where nothing is left, or a request is under way.
    fn next(&self, now: Timestamp) -> Option<Timestamp> {
        let works = !self.under_way && !self.queue.is_empty();
        works.then(|| self.pace.next().unwrap_or(now).max(now))
    }

    /// Takes the things of the next request.
    fn begin(&mut self) -> Vec<usize> {
        self.under_way = true;
        self.requests += 1;
        let most = self.batch.min(self.queue.len());
        self.queue.drain(..most).collect()
    }

    /// The names of things.
    pub(super) fn names(&self, things: &[usize]) -> Vec<String> {
        things.iter().map(|at| self.things.get(*at).map(|thing| thing.name.clone()).unwrap_or_default()).collect()
    }

    /// The links that mean a thing; each is taken once.
    pub(super) fn links(&mut self, thing: usize) -> Vec<ThingUse> {
        self.things.get_mut(thing).map(|thing| std::mem::take(&mut thing.links)).unwrap_or_default()
    }

    /// Puts things back, as the first ones of the next request.
    pub(super) fn put_back(&mut self, things: Vec<usize>) {
        things.into_iter().rev().for_each(|thing| self.queue.push_front(thing));
    }

    /// Asks for half as many things at once from now on. False where one alone was too much.
    pub(super) fn halve(&mut self, tried: usize) -> bool {
        self.batch = (tried / 2).max(1);
        tried > 1
    }

    /// Takes all things that were not asked for.
    pub(super) fn take_queue(&mut self) -> Vec<usize> {
        std::mem::take(&mut self.queue).into()
    }

    /// Counts a failure; true if the interface is not asked again.
    pub(super) fn fails(&mut self) -> bool {
        self.failures += 1;
        self.failures >= GIVES_UP_AT
    }

    /// Forgets the failures: it answered.
    pub(super) fn answers(&mut self) {
        self.failures = 0;
    }

    /// True if no further request may be made in this run.
    pub(super) fn is_used_up(&self) -> bool {
        self.terms.requests.is_some_and(|most| self.requests >= most)
    }
}
