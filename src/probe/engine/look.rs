//! One link under way in a run: its walks, what was wished for after each, and what it comes to.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use super::Judge;
use crate::probe::{
    Ask, Body, Cause, End, Fetched, Guard, Headers, Hop, Judgement, Method, Observation, Probed, Refusal, Request,
    Settings, State, Trace, Validators, Walk, Wish, unjudged,
    walk::{Manner, Next, Walker},
};

/// Walks of every kind beyond which no further one is made for one link.
const MOST_WALKS: u32 = 12;

/// A link under way.
#[derive(Debug)]
pub(super) struct Look {
    /// The index of what is asked.
    pub(super) index: usize,
    /// The domain that it belongs to.
    pub(super) home: usize,
    ask: Ask,
    /// Shared with the thread that judges it.
    seen: Arc<Observation>,
    manner: Manner,
    errand: Errand,
    walker: Option<Walker>,
    /// Whether this is the second round, in which all that failed is asked once more.
    second: bool,
    /// Looks in the first round that ended with a fault that may pass.
    failed: u32,
    walks: u32,
    requests: u32,
    /// What it comes to by now.
    standing: Option<Judgement>,
}

/// What a step needs to know: the moment, how a run asks, and what it may ask for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) now: Timestamp,
    pub(super) settings: &'a Settings,
    pub(super) guard: &'a Guard,
    pub(super) judge: &'a Judge,
}

/// What a walk is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Errand {
    Address,
    Sibling,
    Variant,
}

/// What comes next for a link.
#[derive(Debug)]
pub(super) enum Step {
    /// A request.
    Ask(Request),
    /// A walk to a made-up neighbour, unless what came of it is known.
    Sibling(Url),
    /// Another look after a while, the first round's so-and-so-many-th: what was seen may pass.
    Again(u32),
    /// Another look in the second round.
    SecondRound,
    /// Nothing.
    Done,
}

impl Look {
    pub(super) fn new(index: usize, home: usize, ask: &Ask, head_lies: bool) -> Self {
        let mut manner = Manner::first(&ask.url);
        if head_lies {
            manner.method = Method::Get;
        }
        Self {
            index,
            home,
            ask: ask.clone(),
            seen: Arc::new(Observation { walks: Vec::new(), sibling: None, variant: None }),
            manner,
            errand: Errand::Address,
            walker: None,
            second: false,
            failed: 0,
            walks: 0,
            requests: 0,
            standing: None,
        }
    }

    /// Begins a walk to the address.
    pub(super) fn begin(&mut self, here: Here<'_>) -> Step {
        self.strip();
        // Validators are sent once: what comes after an odd answer is to be seen whole.
        let plain = self.seen.walks.is_empty() && self.manner.method == Method::Get;
        let validators = if plain { self.ask.validators.clone() } else { Validators::default() };
        self.walk_to(&self.ask.url.clone(), Errand::Address, self.manner.clone(), validators, here)
    }

    /// Begins a walk to a made-up neighbour.
    pub(super) fn begin_sibling(&mut self, url: &Url, here: Here<'_>) -> Step {
        let manner = Manner { method: Method::Get, cookies: false, http1: self.manner.http1 };
        self.walk_to(url, Errand::Sibling, manner, Validators::default(), here)
    }

    /// Takes what is known of a made-up neighbour.
    pub(super) fn take_sibling(&mut self, walk: Walk, here: Here<'_>) -> Step {
        self.errand = Errand::Sibling;
        self.ended(walk, here)
    }

    /// Takes what came of a request.
    pub(super) fn take(&mut self, request: Request, fetched: Fetched, here: Here<'_>) -> Step {
        self.requests += 1;
        let Some(walker) = &mut self.walker else { return Step::Done };
        match walker.take(request, fetched, here.settings) {
            None => self.go(here),
            Some(walk) => self.ended(walk, here),
        }
    }

    /// The walk to a made-up neighbour that has just ended, and where it began.
    pub(super) fn sibling(&self) -> Option<(&Url, &Walk)> {
        let walk = self.seen.sibling.as_ref().filter(|_| self.errand == Errand::Sibling)?;
        Some((&walk.hops.first()?.url, walk))
    }

    /// A link whose request failed in a way that nothing is known of: `why` is the evidence.
    pub(super) fn failed(index: usize, home: usize, ask: &Ask, why: String) -> Self {
        let mut look = Self::new(index, home, ask, false);
        look.standing = Some(unjudged(ask, &look.seen, why));
        look
    }

    /// What it comes to, however far it got.
    pub(super) fn settle(mut self, judge: &Judge) -> (Probed, Trace, bool) {
        let standing = self.standing.take().unwrap_or_else(|| self.cut_short(judge));
        let head_lies = matches!(standing.verdict.state, State::Alive | State::Moved)
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

    /// What a walk that was cut short comes to.
    fn cut_short(&mut self, judge: &Judge) -> Judgement {
        if self.seen.walks.is_empty() {
            let refused = End::Refused(Refusal::Budget);
            let none = || Walk { at: Timestamp::UNIX_EPOCH, hops: Vec::new(), end: refused.clone(), cookies: false };
            let walk = self.walker.as_mut().map_or_else(none, |walker| walker.give_up(refused.clone()));
            self.seen_mut().walks.push(walk);
        }
        judge.judge(&self.ask, &self.seen)
    }

    /// What the server calls the version that was seen, where what was seen is worth to be remembered.
    fn validators(&self, standing: &Judgement) -> Validators {
        if standing.verdict.cause == Cause::Unchanged {
            return self.ask.validators.clone();
        }
        let answer = self.seen.last().and_then(Walk::answer).filter(|answer| answer.status == 200);
        let Some(answer) = answer.filter(|_| standing.verdict.state == State::Alive) else {
            return Validators::default();
        };
        let header = |name: &str| answer.headers.get(name).filter(|text| text.len() <= 256).map(str::to_owned);
        Validators { etag: header("etag"), last_modified: header("last-modified") }
    }

    /// The observation, to be changed: a copy where a judgement that was given up still holds it.
    fn seen_mut(&mut self) -> &mut Observation {
        Arc::make_mut(&mut self.seen)
    }

    fn walk_to(&mut self, url: &Url, errand: Errand, manner: Manner, validators: Validators, here: Here<'_>) -> Step {
        (self.errand, self.walks) = (errand, self.walks + 1);
        self.walker = Some(Walker::begin(url, manner, validators, here.now));
        self.go(here)
    }

    fn go(&mut self, here: Here<'_>) -> Step {
        let Some(walker) = &mut self.walker else { return Step::Done };
        match walker.next(here.guard, here.settings) {
            Next::Ask(request) => Step::Ask(request),
            Next::End(walk) => self.ended(walk, here),
        }
    }

    /// A walk has ended: what is wished for now?
    fn ended(&mut self, walk: Walk, here: Here<'_>) -> Step {
        self.walker = None;
        match self.errand {
            Errand::Address => self.seen_mut().walks.push(walk),
            Errand::Sibling => self.seen_mut().sibling = Some(walk),
            Errand::Variant => self.seen_mut().variant = Some(walk),
        }
        let judgement = here.judge.judge(&self.ask, &self.seen);
        let wish = judgement.wish.clone().filter(|_| self.walks < MOST_WALKS);
        self.standing = Some(judgement);
        match wish {
            Some(Wish::Get) if self.manner.method != Method::Get => self.manner.method = Method::Get,
            Some(Wish::Http1) if !self.manner.http1 => self.manner.http1 = true,
            Some(Wish::Cookies) if !self.manner.cookies => self.manner.cookies = true,
            Some(Wish::Sibling(url)) if here.settings.siblings && self.seen.sibling.is_none() => {
                return Step::Sibling(url);
            }
            Some(Wish::Variant(url)) if self.seen.variant.is_none() => {
                let manner = Manner { method: Method::Get, ..self.manner.clone() };
                return self.walk_to(&url, Errand::Variant, manner, Validators::default(), here);
            }
            Some(Wish::Again | Wish::Http1) => return self.again(here.settings),
            _ => return self.stands(),
        }
        self.begin(here)
    }

    /// The same look is wished for again: soon where it failed in a way that may pass, and where it must be seen twice
    /// in the second round.
    fn again(&mut self, settings: &Settings) -> Step {
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
            .is_some_and(|standing| standing.verdict.state == State::Dead || standing.verdict.cause.may_pass());
        if failed && !self.second { self.second_round() } else { Step::Done }
    }

    fn second_round(&mut self) -> Step {
        self.second = true;
        // What is seen then is held against what its neighbour says then.
        self.seen_mut().sibling = None;
        Step::SecondRound
    }

    /// Gives back the memory of walks that another one will be judged instead of.
    pub(super) fn strip(&mut self) {
        let seen = self.seen_mut();
        for walk in seen.walks.iter_mut().chain(&mut seen.variant) {
            for hop in &mut walk.hops {
                if let Ok(answer) = &mut hop.outcome {
                    answer.body = Body::default();
                    answer.headers = Headers::default();
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
