//! A run: all links asked, side by side over domains and one after the other on each.
//!
//! One loop plans, and owns all that is known of the run; each request is a task of its own, which reads and judges
//! what came, and hands it back. A walk that is led to another domain takes its turn there.

mod attempt;
mod call;
mod desk;
mod host;
#[cfg(test)]
mod interface_tests;
mod judge;
mod lost;
mod network;
mod settle;
#[cfg(test)]
mod tests;
mod tools;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use jiff::Timestamp;
use rustc_hash::FxHashMap;
use tokio::task::{self, JoinError, JoinSet};
use url::Url;

use super::{
    Event, HttpRequest, LinkRequest, ProbeSettings, ProbeSurvey,
    pace::{self, PaceSignal, later},
};
use crate::text::suffix::registrable;
use attempt::{LinkAttempt, Step, StepContext};
use call::{CallEnd, PageNote};
use desk::{DeskPlace, InterfaceDesk, ThingBatch};
use host::{DomainQueue, QueueRank, Waiting};
pub use judge::Judge;
use lost::Launched;
use network::Witnesses;
pub use tools::{InterfaceUse, Tools};

/// Asks for every link and judges it. Of one domain, the links are asked in their order: where a domain is left alone
/// before all were asked, it is the last ones that wait for another run. Each is told by [`Event::Judged`] as soon as its judgement is final; and told once
/// more where all links of its domain are judged, and it is judged otherwise in the light of the others.
pub async fn survey(
    asks: &[LinkRequest],
    settings: &ProbeSettings,
    tools: &Tools,
    on: &mut (dyn FnMut(Event) + Send),
) -> ProbeSurvey {
    let mut run = EngineRun::new(asks, settings, tools, on);
    run.plan_all();
    run.go().await;
    run.finish().await
}

/// A run under way.
struct EngineRun<'a> {
    asks: &'a [LinkRequest],
    settings: Arc<ProbeSettings>,
    tools: Arc<Tools>,
    on: &'a mut (dyn FnMut(Event) + Send),
    hosts: Vec<DomainQueue>,
    by_name: FxHashMap<String, usize>,
    /// Domains with something to do at a moment, the next first.
    timed: BTreeSet<(Timestamp, usize)>,
    /// Domains with something to do now, the busiest last.
    ready: BTreeSet<(usize, usize)>,
    tasks: JoinSet<TaskEnd>,
    /// Requests under way, by their tasks: all that is left of one whose task panics.
    launched: FxHashMap<task::Id, Launched>,
    /// The interfaces of hosts, their requests under way, and what is known of links whose pages are requested.
    desk: InterfaceDesk,
    calls: FxHashMap<task::Id, ThingBatch>,
    notes: FxHashMap<usize, PageNote>,
    witnesses: Witnesses,
    random: fastrand::Rng,
    ends_at: Option<Timestamp>,
    /// True if nothing new is begun.
    closed: bool,
    down: bool,
    number: u64,
    requests: u64,
    done: usize,
    dead: usize,
    told_at: Option<Timestamp>,
}

/// A task came to an end.
enum TaskEnd {
    Page(Box<RequestEnd>),
    Call(Box<CallEnd>),
}

/// A request came to an end.
struct RequestEnd {
    look: Box<LinkAttempt>,
    step: Step,
    host: usize,
    number: u64,
    told: PaceSignal,
    heard: Option<bool>,
    answered: bool,
    elapsed: Duration,
    now: Timestamp,
}

impl<'a> EngineRun<'a> {
    fn new(
        asks: &'a [LinkRequest],
        settings: &ProbeSettings,
        tools: &Tools,
        on: &'a mut (dyn FnMut(Event) + Send),
    ) -> Self {
        let started = tools.clock.now();
        Self {
            asks,
            settings: Arc::new(settings.clone()),
            tools: Arc::new(tools.clone()),
            on,
            hosts: Vec::new(),
            by_name: FxHashMap::default(),
            timed: BTreeSet::new(),
            ready: BTreeSet::new(),
            tasks: JoinSet::new(),
            launched: FxHashMap::default(),
            desk: InterfaceDesk::default(),
            calls: FxHashMap::default(),
            notes: FxHashMap::default(),
            witnesses: Witnesses::default(),
            random: fastrand::Rng::with_seed(tools.seed),
            ends_at: network::ends_at(started, settings),
            closed: false,
            down: false,
            number: 0,
            requests: 0,
            done: 0,
            dead: 0,
            told_at: None,
        }
    }

    /// Gives every link to its domain; what is beyond the budget is left for another run.
    fn plan_all(&mut self) {
        let mut beyond = Vec::new();
        let mut counts: Vec<bool> = Vec::new();
        for (index, ask) in self.asks.iter().enumerate() {
            let host = self.host_of(&ask.url);
            counts.resize(self.hosts.len(), false);
            let counted = counts.get_mut(host);
            if let Some(counts) = counted {
                *counts |= !ask.was_failing && !self.is_made_up(&ask.url);
            }
            let over = self.settings.links.is_some_and(|most| index >= most);
            let asked = !over && self.tools.interfaces.is_some();
            let place =
                if asked { self.desk.take(index, &ask.url, &self.settings, &self.tools) } else { DeskPlace::None };
            if let DeskPlace::Beyond(interface) = place {
                self.note(index, interface, PageNote::default());
            }
            let Some(own) = self.hosts.get_mut(host) else { continue };
            own.add();
            if matches!(place, DeskPlace::Taken) {
                own.held += 1;
            } else if over || self.settings.links_per_host.is_some_and(|most| own.pages >= most) {
                beyond.push((index, host));
            } else {
                own.pages += 1;
                own.fresh.push_back(index);
            }
        }
        for counts in counts {
            self.witnesses.add(counts);
        }
        for (index, host) in beyond {
            self.skip(index, host);
        }
        (0..self.hosts.len()).for_each(|host| self.replan(host));
    }

    /// Returns true if what a host does says nothing about the network.
    fn is_made_up(&self, url: &Url) -> bool {
        let name = url.host_str().unwrap_or_default();
        let address = name.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
        self.tools.pinned.iter().any(|pinned| pinned == name)
            || address.is_ok_and(|address| self.tools.guard.excepts(address))
    }

    async fn go(&mut self) {
        loop {
            self.close_in_time();
            self.start_what_is_ready();
            let next = if self.tasks.len() < self.settings.concurrency { self.next_moment() } else { None };
            if self.tasks.is_empty() && next.is_none() {
                break;
            }
            let clock = Arc::clone(&self.tools.clock);
            let wait = next.map(|at| Duration::try_from(at.duration_since(clock.now())).unwrap_or_default());
            tokio::select! {
                biased;
                Some(ended) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => {
                    self.joined(ended);
                    self.look_at_network().await;
                }
                () = clock.sleep(wait.unwrap_or_default()), if wait.is_some() => {}
            }
        }
    }

    /// The next moment at which something is to do.
    fn next_moment(&self) -> Option<Timestamp> {
        let page = self.timed.first().map(|(at, _)| *at);
        page.into_iter().chain(self.desk.next(self.tools.clock.now())).min()
    }

    /// Begins what may be begun now: the interfaces, which answer for many links, and then the busiest domain.
    fn start_what_is_ready(&mut self) {
        let now = self.tools.clock.now();
        self.start_calls(now);
        while let Some(&(at, host)) = self.timed.first()
            && at <= now
        {
            self.replan_at(host, now);
        }
        while self.tasks.len() < self.settings.concurrency.max(1) {
            let Some(&(_, host)) = self.ready.last() else { break };
            self.start(host, now);
            self.replan_at(host, now);
        }
    }

    /// Begins the next thing that a domain has to do.
    fn start(&mut self, at: usize, now: Timestamp) {
        let Some(host) = self.hosts.get_mut(at) else { return };
        if let Some(Waiting { mut look, request }) = host.due(now) {
            if let Some(request) = request {
                self.launch(look, request, at, now);
            } else {
                let step = look.begin(self.here(now));
                self.follow(look, step, now);
            }
        } else if !host.prefers_waiting()
            && let Some(index) = host.fresh.pop_front()
            && let Some(ask) = self.asks.get(index)
        {
            let head_lies = host.head_lies;
            let mut look = Box::new(self.page_attempt(index, at, ask, head_lies));
            let step = look.begin(self.here(now));
            self.follow(look, step, now);
        }
    }

    fn here(&self, now: Timestamp) -> StepContext<'_> {
        StepContext { now, settings: &self.settings, guard: &self.tools.guard, judge: &self.tools.judge }
    }

    /// Does what comes next for a link.
    fn follow(&mut self, mut look: Box<LinkAttempt>, step: Step, now: Timestamp) {
        match step {
            Step::Done => self.settle(*look),
            Step::Ask(request) => self.route(look, request, now),
            Step::Sibling(url) => {
                let known = self.hosts.get(look.home).and_then(|host| host.sibling(&url)).cloned();
                let here = self.here(now);
                let step = match known {
                    Some(walk) => look.take_sibling(walk, here),
                    None => look.begin_sibling(&url, here),
                };
                self.follow(look, step, now);
            }
            Step::Again(times) => {
                let at = later(now, pace::backoff(times, &mut self.random));
                self.wait(look, at);
            }
            Step::SecondRound => {
                let at = later(now, self.settings.second_round_after);
                self.wait(look, at);
            }
        }
    }

    /// A link waits for another look, unless that would come too late.
    fn wait(&mut self, mut look: Box<LinkAttempt>, at: Timestamp) {
        let home = look.home;
        let shut = self.hosts.get(home).is_none_or(|host| host.pace.closed());
        if self.closed || shut || self.ends_at.is_some_and(|end| at >= end) {
            return self.settle(*look);
        }
        look.strip();
        self.put(home, at, Waiting { look, request: None });
    }

    /// A request takes its turn on the domain that it goes to.
    fn route(&mut self, look: Box<LinkAttempt>, request: HttpRequest, now: Timestamp) {
        let host = self.host_of(&request.url);
        if self.closed || self.hosts.get(host).is_none_or(|host| host.pace.closed()) {
            return self.settle(*look);
        }
        self.put(host, now, Waiting { look, request: Some(request) });
    }

    fn put(&mut self, at: usize, when: Timestamp, waiting: Waiting) {
        self.number += 1;
        if let Some(host) = self.hosts.get_mut(at) {
            host.wait(when, self.number, waiting);
        }
        self.replan(at);
    }

    /// Makes a request, in a task of its own.
    fn launch(&mut self, mut look: Box<LinkAttempt>, mut request: HttpRequest, at: usize, now: Timestamp) {
        let Some(host) = self.hosts.get_mut(at) else { return };
        request.lone = host.asks_once();
        let number = host.begins(now, &mut self.random);
        if look.is_at_start() {
            request.headers = self.tools.hosts.headers(&request.url).to_vec();
        }
        self.requests += 1;
        let (tools, settings) = (Arc::clone(&self.tools), Arc::clone(&self.settings));
        let launched = Launched { index: look.index, home: look.home, host: at, number };
        let task = self.tasks.spawn(async move {
            let fetched = tools.transport.fetch(&request).await;
            let now = tools.clock.now();
            let (told, elapsed, answered) =
                (pace::pace_signal(&fetched, now), fetched.elapsed, fetched.outcome.is_ok());
            let heard = network::heard(&fetched);
            let here = StepContext { now, settings: &settings, guard: &tools.guard, judge: &tools.judge };
            let step = look.take(request, fetched, here);
            TaskEnd::Page(Box::new(RequestEnd { look, step, host: at, number, told, heard, answered, elapsed, now }))
        });
        self.launched.insert(task.id(), launched);
    }

    fn joined(&mut self, ended: Result<(task::Id, TaskEnd), JoinError>) {
        match ended {
            Ok((task, TaskEnd::Page(ended))) => {
                self.launched.remove(&task);
                self.ended(*ended);
            }
            Ok((task, TaskEnd::Call(ended))) => {
                self.calls.remove(&task);
                self.call_ended(*ended);
            }
            Err(error) => match self.calls.remove(&error.id()) {
                Some(batch) => self.lose_call(batch),
                None => self.lose(&error),
            },
        }
    }

    fn ended(&mut self, ended: RequestEnd) {
        let RequestEnd { look, step, host: at, number, told, heard, answered, elapsed, now } = ended;
        if let Some(host) = self.hosts.get_mut(at) {
            host.requested(answered, elapsed);
            if told.is_good() {
                host.answered_well(look.has_failed());
            }
            host.ended(number, told, now, &mut self.random);
        }
        self.witnesses.hear(at, heard);
        if let Some((url, walk)) = look.sibling()
            && let Some(host) = self.hosts.get_mut(look.home)
        {
            host.keep_sibling(url, walk);
        }
        self.follow(look, step, now);
        if self.hosts.get(at).is_some_and(|host| host.pace.closed()) {
            self.shut(at);
        }
        self.replan(at);
    }

    /// Leaves a domain alone for the rest of the run: what is not known of it by now is not found out.
    fn shut(&mut self, at: usize) {
        let Some(host) = self.hosts.get_mut(at) else { return };
        let fresh = std::mem::take(&mut host.fresh);
        let waiting: Vec<_> = host.take_waiting().collect();
        for waiting in waiting {
            self.settle(*waiting.look);
        }
        for index in fresh {
            self.skip(index, at);
        }
        self.replan(at);
    }

    /// Begins nothing new once the time of the run is over.
    fn close_in_time(&mut self) {
        if !self.closed && self.ends_at.is_some_and(|end| self.tools.clock.now() >= end) {
            self.close();
        }
    }

    fn close(&mut self) {
        self.closed = true;
        (0..self.hosts.len()).for_each(|host| self.shut(host));
        self.close_desk();
    }

    /// Finds out whether the network is down, where nothing but failures was heard.
    async fn look_at_network(&mut self) {
        if self.closed || self.settings.canaries.is_empty() || !self.witnesses.silent() {
            return;
        }
        self.witnesses.ask_canaries(&self.settings, &self.tools.transport).await;
        // Others may have answered meanwhile.
        while let Some(ended) = self.tasks.try_join_next_with_id() {
            self.joined(ended);
        }
        if self.witnesses.down() {
            self.down = true;
            self.close();
        }
    }

    /// The index of the domain that an address belongs to.
    fn host_of(&mut self, url: &Url) -> usize {
        let name = url.host_str().unwrap_or_default();
        let name = registrable(name.strip_suffix('.').unwrap_or(name));
        if let Some(at) = self.by_name.get(name) {
            return *at;
        }
        let at = self.hosts.len();
        let settings = self.tools.hosts.settings_of(name, &self.settings);
        self.hosts.push(DomainQueue::new(name, settings));
        self.by_name.insert(name.to_owned(), at);
        at
    }

    fn replan(&mut self, host: usize) {
        let now = self.tools.clock.now();
        self.replan_at(host, now);
    }

    /// Puts a domain where it belongs in the plan.
    fn replan_at(&mut self, at: usize, now: Timestamp) {
        let Some(host) = self.hosts.get_mut(at) else { return };
        let key = host.plan(now);
        let old = std::mem::replace(&mut host.key, key);
        if old == key {
            return;
        }
        match old {
            QueueRank::None => {}
            QueueRank::At(when) => drop(self.timed.remove(&(when, at))),
            QueueRank::Ready(left) => drop(self.ready.remove(&(left, at))),
        }
        match key {
            QueueRank::None => {}
            QueueRank::At(when) => drop(self.timed.insert((when, at))),
            QueueRank::Ready(left) => drop(self.ready.insert((left, at))),
        }
    }
}
