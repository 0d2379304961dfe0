//! One link under way in a run: its walks, what was wished for after each, and what it comes to.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::Judge;
use crate::probe::{
    AddressGuard, Body, Cause, End, Fetched, Hop, HttpHeaders, HttpRequest, Judgement, LinkRequest, LinkState, Method,
    NextProbe, Observation, ProbeSettings, Probed, Refusal, ReviewTrace, Validators, Walk, unjudged,
    walk::{WalkMode, WalkStep, Walker},
};

/// Walks of every kind beyond which no further one is made for one link.
const MOST_WALKS: u32 = 12;

/// A link under way.
#[derive(Debug)]
pub(super) struct LinkAttempt {
    /// The index of what is asked.
    pub(super) index: usize,
    /// The domain that it belongs to.
    pub(super) home: usize,
    ask: LinkRequest,
    /// Shared with the thread that judges it.
    seen: Arc<Observation>,
    manner: WalkMode,
    errand: WalkPurpose,
    walker: Option<Walker>,
    /// True if this is the second round, in which all that failed is asked once more.
    second: bool,
    /// Looks in the first round that ended with a fault that may pass.
    failed: u32,
    walks: u32,
    requests: u32,
    /// True if a control URL may be requested.
    asks_control: bool,
    /// The judgement so far.
    standing: Option<Judgement>,
}

/// Inputs of a step: the moment, the settings, and the addresses that may be requested.
#[derive(Debug, Clone, Copy)]
pub(super) struct StepContext<'a> {
    pub(super) now: Timestamp,
    pub(super) settings: &'a ProbeSettings,
    pub(super) guard: &'a AddressGuard,
    pub(super) judge: &'a Judge,
}

/// The purpose of a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WalkPurpose {
    Address,
    Sibling,
    Variant,
    Onward,
}

/// The next step for a link.
#[derive(Debug)]
pub(super) enum Step {
    /// A request.
    Ask(HttpRequest),
    /// A walk to a made-up neighbour, unless what came of it is known.
    Sibling(Url),
    /// Another look after a while, the first round's so-and-so-many-th: what was seen may pass.
    Again(u32),
    /// Another look in the second round.
    SecondRound,
    /// Nothing.
    Done,
}

impl LinkAttempt {
    pub(super) fn new(index: usize, home: usize, ask: &LinkRequest, head_lies: bool) -> Self {
        let mut manner = WalkMode::first(&ask.url);
        if head_lies {
            manner.method = Method::Get;
        }
        Self {
            index,
            home,
            ask: ask.clone(),
            seen: Arc::new(Observation { walks: Vec::new(), sibling: None, variant: None, onward: None }),
            manner,
            errand: WalkPurpose::Address,
            walker: None,
            second: false,
            failed: 0,
            walks: 0,
            requests: 0,
            asks_control: true,
            standing: None,
        }
    }

    /// Asks first by this method.
    pub(super) fn prefer(&mut self, method: Method) {
        self.manner.method = method;
    }

    /// Requests no control URL: the host is known to answer 404 to what it does not have.
    pub(super) fn trust_status(&mut self) {
        self.asks_control = false;
    }

    /// True if the next request of its walk is the first one.
    pub(super) fn is_at_start(&self) -> bool {
        self.walker.as_ref().is_some_and(Walker::is_at_start)
    }

    /// Begins a walk to the address.
    pub(super) fn begin(&mut self, here: StepContext<'_>) -> Step {
        self.strip();
        // Validators are sent once: what comes after an odd answer is to be seen whole.
        let plain = self.seen.walks.is_empty() && self.manner.method == Method::Get;
        let validators = if plain { self.ask.validators.clone() } else { Validators::default() };
        self.walk_to(&self.ask.url.clone(), WalkPurpose::Address, self.manner.clone(), validators, here)
    }

    /// Begins a walk to a made-up neighbour.
    pub(super) fn begin_sibling(&mut self, url: &Url, here: StepContext<'_>) -> Step {
        let manner = WalkMode { method: Method::Get, cookies: false, http1: self.manner.http1 };
        self.walk_to(url, WalkPurpose::Sibling, manner, Validators::default(), here)
    }

    /// Takes what is known of a made-up neighbour.
    pub(super) fn take_sibling(&mut self, walk: Walk, here: StepContext<'_>) -> Step {
        self.errand = WalkPurpose::Sibling;
        self.ended(walk, here)
    }

    /// Takes what came of a request.
    pub(super) fn take(&mut self, request: HttpRequest, fetched: Fetched, here: StepContext<'_>) -> Step {
        self.requests += 1;
        let Some(walker) = &mut self.walker else { return Step::Done };
        match walker.take(request, fetched, here.settings) {
            None => self.go(here),
            Some(walk) => self.ended(walk, here),
        }
    }

    /// The walk to a made-up neighbour that has just ended, and where it began.
    pub(super) fn sibling(&self) -> Option<(&Url, &Walk)> {
        let walk = self.seen.sibling.as_ref().filter(|_| self.errand == WalkPurpose::Sibling)?;
        Some((&walk.hops.first()?.url, walk))
    }

    /// Returns true if it failed before, and is looked at again.
    pub(super) fn has_failed(&self) -> bool {
        self.failed > 0 || self.second
    }

    /// A link whose request failed in a way that nothing is known of: `why` is the evidence.
    pub(super) fn failed(index: usize, home: usize, ask: &LinkRequest, why: String) -> Self {
        let mut look = Self::new(index, home, ask, false);
        look.standing = Some(unjudged(ask, &look.seen, why));
        look
    }

    /// Returns the result, however far the link got.
    pub(super) fn settle(mut self, judge: &Judge) -> (Probed, ReviewTrace, bool) {
        let standing = self.standing.take().unwrap_or_else(|| self.cut_short(judge));
        let head_lies = matches!(standing.verdict.state, LinkState::Alive | LinkState::Moved)
            && self.manner.method == Method::Get
            && self.seen.walks.iter().any(|walk| walk.hops.iter().any(|hop| hop.method == Method::Head));
        let last = self.seen.last();
        let hops = last.map(|walk| walk.hops.as_slice()).unwrap_or_default();
        let probed = Probed {
            ask: self.index,
            at: last.map_or(Timestamp::UNIX_EPOCH, |walk| walk.at),
            requests: self.requests,
            elapsed: hops.iter().map(|hop| hop.elapsed).sum(),
            hops: led(hops),
            address: hops.last().and_then(|hop| hop.address),
            validators: self.validators(&standing),
            title: standing.title,
            verdict: standing.verdict,
        };
        (probed, standing.trace, head_lies)
    }

    /// Judges a walk that was cut short.
    fn cut_short(&mut self, judge: &Judge) -> Judgement {
        if self.seen.walks.is_empty() {
            let refused = End::Refused(Refusal::Budget);
            let none = || Walk { at: Timestamp::UNIX_EPOCH, hops: Vec::new(), end: refused.clone(), cookies: false };
            let walk = self.walker.as_mut().map_or_else(none, |walker| walker.give_up(refused.clone()));
            self.seen_mut().walks.push(walk);
        }
        judge.judge(&self.ask, &self.seen)
    }

    /// Returns the server's validators of the answer, where it is worth remembering.
    fn validators(&self, standing: &Judgement) -> Validators {
        if standing.verdict.cause == Cause::Unchanged {
            return self.ask.validators.clone();
        }
        let answer = self.seen.last().and_then(Walk::answer).filter(|answer| answer.status == 200);
        let Some(answer) = answer.filter(|_| standing.verdict.state == LinkState::Alive) else {
            return Validators::default();
        };
        let header = |name: &str| answer.headers.get(name).filter(|text| text.len() <= 256).map(str::to_owned);
        Validators { etag: header("etag"), last_modified: header("last-modified") }
    }

    /// The observation, to be changed: a copy where a judgement that was given up still holds it.
    fn seen_mut(&mut self) -> &mut Observation {
        Arc::make_mut(&mut self.seen)
    }

    fn walk_to(
        &mut self,
        url: &Url,
        errand: WalkPurpose,
        manner: WalkMode,
        validators: Validators,
        here: StepContext<'_>,
    ) -> Step {
        (self.errand, self.walks) = (errand, self.walks + 1);
        self.walker = Some(Walker::begin(url, manner, validators, here.now));
        self.go(here)
    }

    /// Begins a walk by GET to an address beside the link's own.
    fn walk_beside(&mut self, url: &Url, errand: WalkPurpose, here: StepContext<'_>) -> Step {
        let manner = WalkMode { method: Method::Get, ..self.manner.clone() };
        self.walk_to(url, errand, manner, Validators::default(), here)
    }

    fn go(&mut self, here: StepContext<'_>) -> Step {
        let Some(walker) = &mut self.walker else { return Step::Done };
        match walker.next(here.guard, here.settings) {
            WalkStep::Ask(request) => Step::Ask(request),
            WalkStep::End(walk) => self.ended(walk, here),
        }
    }

    /// A walk has ended: what is wished for now?
    fn ended(&mut self, walk: Walk, here: StepContext<'_>) -> Step {
        self.walker = None;
        match self.errand {
            WalkPurpose::Address => self.seen_mut().walks.push(walk),
            WalkPurpose::Sibling => self.seen_mut().sibling = Some(walk),
            WalkPurpose::Variant => self.seen_mut().variant = Some(walk),
            WalkPurpose::Onward => self.seen_mut().onward = Some(walk),
        }
        let judgement = here.judge.judge(&self.ask, &self.seen);
        let wish = judgement.wish.clone().filter(|_| self.walks < MOST_WALKS);
        self.standing = Some(judgement);
        match wish {
            Some(NextProbe::Get) if self.manner.method != Method::Get => self.manner.method = Method::Get,
            Some(NextProbe::Http1) if !self.manner.http1 => self.manner.http1 = true,
            Some(NextProbe::Cookies) if !self.manner.cookies => self.manner.cookies = true,
            Some(NextProbe::Sibling(url))
                if self.asks_control && here.settings.siblings && self.seen.sibling.is_none() =>
            {
                return Step::Sibling(url);
            }
            Some(NextProbe::Variant(url)) if self.seen.variant.is_none() => {
                return self.walk_beside(&url, WalkPurpose::Variant, here);
            }
            Some(NextProbe::Onward(url)) if self.seen.onward.is_none() => {
                return self.walk_beside(&url, WalkPurpose::Onward, here);
            }
            Some(NextProbe::Again | NextProbe::Http1) => return self.again(here.settings),
            _ => return self.stands(),
        }
        self.begin(here)
    }

    /// The same look is wished for again: soon where it failed in a way that may pass, and where it must be seen twice
    /// in the second round.
    fn again(&mut self, settings: &ProbeSettings) -> Step {
        if self.second {
            return Step::Done;
        }
        let last = self.seen.last();
        let status = last.and_then(Walk::status);
        let passing = last.is_some_and(|walk| walk.fault().is_some())
            || status.is_some_and(|status| matches!(status, 408 | 425 | 429 | 500..));
        if !passing {
            return self.second_round();
        }
        self.failed += 1;
        if self.failed >= settings.tries.max(1) { self.stands() } else { Step::Again(self.failed - 1) }
    }

    /// No further look is wished for now: what failed is asked once more, later.
    fn stands(&mut self) -> Step {
        let failed = self
            .standing
            .as_ref()
            .is_some_and(|standing| standing.verdict.state == LinkState::Dead || standing.verdict.cause.may_pass());
        if failed && !self.second { self.second_round() } else { Step::Done }
    }

    fn second_round(&mut self) -> Step {
        self.second = true;
        // What is seen then is held against what its neighbour says then.
        let seen = self.seen_mut();
        (seen.sibling, seen.onward) = (None, None);
        Step::SecondRound
    }

    /// Gives back the memory of walks that another one will be judged instead of.
    pub(super) fn strip(&mut self) {
        let seen = self.seen_mut();
        for walk in seen.walks.iter_mut().chain(&mut seen.variant).chain(&mut seen.onward) {
            for hop in &mut walk.hops {
                if let Ok(answer) = &mut hop.outcome {
                    answer.body = Body::default();
                    answer.headers = HttpHeaders::default();
                }
            }
        }
    }
}

/// The statuses of a walk's hops, and where each led: the last one to where it is.
fn led(hops: &[Hop]) -> Vec<(u16, String)> {
    let answered = hops.iter().enumerate().filter_map(|(at, hop)| Some((at, hop.outcome.as_ref().ok()?.status)));
    answered
        .map(|(at, status)| {
            let to = hops.get(at + 1).or_else(|| hops.get(at)).map(|hop| hop.url.to_string());
            (status, to.unwrap_or_default())
        })
        .collect()
}
