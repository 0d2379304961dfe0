//! Requests to the interfaces of hosts: what they answer settles links, and what they do not answer is asked of pages.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use url::Url;

use super::{
    EngineRun, TaskEnd,
    attempt::LinkAttempt,
    desk::{InterfaceLine, ThingBatch, ThingUse},
};
use crate::probe::{
    Cause, Event, FetchError, Fetched, HttpAnswer, HttpRequest, InterfaceCall, LinkRequest, LinkState, Probed,
    ReviewTrace, Transport, Verdict,
    interfaces::{
        HostInterface, InterfaceReading, ThingFacts, completion, drift, interface_of, limit_in_body, limit_of,
    },
    pace::{self, PaceSignal},
};

/// Bytes read of an answer: a hundred works of arXiv with long summaries are less.
const ANSWER: usize = 4 * 1024 * 1024;
/// The longest wait for a limit where the pages can be requested instead.
const SOON: Duration = Duration::from_secs(60);
/// Redirects on its own host that the request of one thing follows.
const HOPS: usize = 3;

/// A request to an interface came to an end.
pub(super) struct CallEnd {
    batch: ThingBatch,
    number: u64,
    now: Timestamp,
    signal: PaceSignal,
    outcome: CallOutcome,
}

/// The outcome of a request to an interface.
#[derive(Debug)]
enum CallOutcome {
    Read(InterfaceReading),
    /// The limit is reached, whatever the body says.
    Limited,
    /// No answer, or one of a server that fails: fewer things may do.
    Strained,
    Failed(String),
}

/// What is known of a link that is asked as a page although its host has an interface.
#[derive(Debug, Clone, Default)]
pub(super) struct PageNote {
    /// The fragment, where the host's pages do not have it.
    fragment: Option<String>,
    /// The address under the present name of its thing, and what the interface said of that.
    renamed: Option<(Url, String)>,
}

impl EngineRun<'_> {
    /// Begins the requests to interfaces that may begin now.
    pub(super) fn start_calls(&mut self, now: Timestamp) {
        while self.tasks.len() < self.settings.concurrency.max(1)
            && let Some(batch) = self.desk.due(now)
        {
            self.launch_call(batch, now);
        }
    }

    fn launch_call(&mut self, batch: ThingBatch, now: Timestamp) {
        let Some(line) = self.desk.lines.get_mut(batch.line) else { return };
        let names = line.names(&batch.things);
        let (interface, has_token) = (line.interface, line.has_token);
        let number = line.pace.begins(now, &line.settings, &mut self.random);
        let borrowed: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(request) = interface.request(&line.host, &borrowed, has_token) else {
            line.under_way = false;
            return self.release_all(batch.line, batch.things);
        };
        self.requests += 1;
        let tools = Arc::clone(&self.tools);
        let kept = batch.clone();
        let task = self.tasks.spawn(async move {
            let request = HttpRequest {
                body_limit: ANSWER,
                headers: tools.hosts.headers(&request.url).to_vec(),
                call: Some(request.call),
                ..HttpRequest::get(request.url)
            };
            let fetched = follow(&*tools.transport, request).await;
            let now = tools.clock.now();
            TaskEnd::Call(Box::new(call_end(interface, &names, has_token, (batch, number, now), &fetched)))
        });
        self.calls.insert(task.id(), kept);
    }

    /// Takes what came of a request to an interface.
    pub(super) fn call_ended(&mut self, ended: CallEnd) {
        let CallEnd { batch: ThingBatch { line: at, things }, number, now, signal, outcome } = ended;
        let Some(line) = self.desk.lines.get_mut(at) else { return };
        line.under_way = false;
        line.pace.ended(number, signal, now, &line.settings, &mut self.random);
        if matches!(outcome, CallOutcome::Read(InterfaceReading::Things(_))) {
            line.answers();
        }
        match outcome {
            CallOutcome::Read(InterfaceReading::Things(facts)) => self.answer_all(at, things, facts, now),
            CallOutcome::Read(InterfaceReading::Limited(facts)) => {
                let rest = self.answer_some(at, things, facts, now);
                self.wait_for_limit(at, rest);
            }
            CallOutcome::Limited => self.wait_for_limit(at, things),
            CallOutcome::Read(InterfaceReading::TooMuch) | CallOutcome::Strained => self.split(at, things),
            CallOutcome::Read(InterfaceReading::Unusable(why)) | CallOutcome::Failed(why) => {
                let host = line.host.clone();
                self.give_up(at, things, &format!("{why}: pages are requested instead of {host}"));
            }
        }
        let Some(line) = self.desk.lines.get_mut(at) else { return };
        if line.is_used_up() {
            let rest = line.take_queue();
            self.release_all(at, rest);
        } else if line.pace.closed() {
            self.wait_for_limit(at, Vec::new());
        }
    }

    /// The task of a request panicked: its things are asked as pages.
    pub(super) fn lose_call(&mut self, batch: ThingBatch) {
        if let Some(line) = self.desk.lines.get_mut(batch.line) {
            line.under_way = false;
        }
        self.release_all(batch.line, batch.things);
    }

    fn answer_all(&mut self, line: usize, things: Vec<usize>, facts: Vec<Option<ThingFacts>>, now: Timestamp) {
        let rest = self.answer_some(line, things, facts, now);
        self.release_all(line, rest);
    }

    /// Settles the links of the things that were answered. Returns the other things.
    fn answer_some(
        &mut self,
        line: usize,
        things: Vec<usize>,
        facts: Vec<Option<ThingFacts>>,
        now: Timestamp,
    ) -> Vec<usize> {
        let mut rest = Vec::new();
        let mut facts = facts.into_iter();
        for thing in things {
            match facts.next().flatten() {
                Some(facts) => self.answer(line, thing, &facts, now),
                None => rest.push(thing),
            }
        }
        rest
    }

    /// Settles the links that mean a thing, and requests the pages of its parts.
    fn answer(&mut self, line: usize, thing: usize, facts: &ThingFacts, now: Timestamp) {
        let Some(line) = self.desk.lines.get_mut(line) else { return };
        let (interface, links) = (line.interface, line.links(thing));
        for ThingUse { index, is_whole } in links {
            let Some(ask) = self.asks.get(index) else { continue };
            let renamed = facts.renamed_to.as_deref().and_then(|name| interface.renamed(&ask.url, name));
            if is_whole || facts.is_gone() {
                let mut verdict = verdict(facts, renamed);
                if !matches!(verdict.cause, Cause::Alive | Cause::Gated | Cause::Restricted | Cause::Embargoed) {
                    // There is something more important to report.
                } else if let Some((cause, evidence)) = drift(&ask.statements, facts, interface.holds_code()) {
                    (verdict.cause, verdict.state, verdict.evidence) = (cause, cause.state(), evidence);
                } else if verdict.cause == Cause::Alive
                    && let Some((license, evidence)) = completion(&ask.statements, facts)
                {
                    (verdict.cause, verdict.evidence) = (Cause::LicenseVersion, evidence);
                    verdict.suggestion = Some(license);
                }
                let home = self.settle_answered(index, verdict, now);
                self.witnesses.hear(home, Some(true));
            } else {
                let note = PageNote { renamed: renamed.map(|url| (url, facts.evidence.clone())), fragment: None };
                self.release(index, interface, note);
            }
        }
    }

    /// Settles a link without a request of its own. Returns its domain.
    fn settle_answered(&mut self, index: usize, verdict: Verdict, now: Timestamp) -> usize {
        let home = self.asks.get(index).map_or(usize::MAX, |ask| self.host_of(&ask.url));
        if let Some(host) = self.hosts.get_mut(home) {
            host.held = host.held.saturating_sub(1);
        }
        self.settled(home, Probed::unasked(index, verdict, now), ReviewTrace::default(), false);
        home
    }

    /// Requests the pages of all links that mean these things.
    fn release_all(&mut self, line: usize, things: Vec<usize>) {
        for thing in things {
            let Some(line) = self.desk.lines.get_mut(line) else { return };
            let (interface, links) = (line.interface, line.links(thing));
            for ThingUse { index, .. } in links {
                self.release(index, interface, PageNote::default());
            }
        }
    }

    /// Requests the page of a link.
    fn release(&mut self, index: usize, interface: &dyn HostInterface, note: PageNote) {
        let Some(ask) = self.asks.get(index) else { return };
        self.note(index, interface, note);
        let home = self.host_of(&ask.url);
        let most = self.settings.links_per_host;
        let Some(host) = self.hosts.get_mut(home) else { return };
        host.held = host.held.saturating_sub(1);
        let beyond = most.is_some_and(|most| host.pages >= most);
        if self.closed || beyond || host.pace.closed() {
            return self.skip(index, home);
        }
        host.pages += 1;
        host.fresh.push_back(index);
        self.replan(home);
    }

    /// Notes what is known of a link whose page is requested.
    pub(super) fn note(&mut self, index: usize, interface: &dyn HostInterface, mut note: PageNote) {
        let fragment = self.asks.get(index).and_then(|ask| ask.url.fragment());
        note.fragment = fragment.filter(|_| interface.holds_code()).map(str::to_owned);
        if note.fragment.is_some() || note.renamed.is_some() {
            self.notes.insert(index, note);
        }
    }

    /// The limit of an interface is reached: it is waited for where that is soon over.
    fn wait_for_limit(&mut self, at: usize, things: Vec<usize>) {
        let now = self.tools.clock.now();
        let patient = self.tools.interfaces.is_some_and(|interfaces| interfaces.waits);
        let Some(line) = self.desk.lines.get_mut(at) else { return };
        line.put_back(things);
        let waits = line.terms.waits && patient;
        let soon = line.pace.next().is_none_or(|next| waits || next <= pace::later(now, SOON));
        if !line.pace.closed() && soon {
            return;
        }
        let rest = line.take_queue();
        if rest.is_empty() {
            return;
        }
        let (host, has_token) = (line.host.clone(), line.has_token);
        if !waits {
            let token = if has_token { "" } else { " without a token" };
            self.notice(format!("the limit of {host}{token} is reached: pages are requested instead"));
            return self.release_all(at, rest);
        }
        self.notice(format!("the limit of {host} is reached: the rest waits for another run"));
        let why = format!("not requested: the limit of {host} was reached");
        for thing in rest {
            let links = self.desk.lines.get_mut(at).map(|line| line.links(thing)).unwrap_or_default();
            for ThingUse { index, .. } in links {
                self.settle_answered(index, Verdict::unasked(Cause::Budget, &*why), now);
            }
        }
    }

    /// A request was too much: its things are asked again, fewer at once.
    fn split(&mut self, at: usize, things: Vec<usize>) {
        let Some(line) = self.desk.lines.get_mut(at) else { return };
        let gives_up = line.fails();
        if gives_up {
            let why = format!("{} fails: pages are requested instead", line.host);
            self.give_up(at, things, &why);
        } else if line.halve(things.len()) {
            line.put_back(things);
        } else {
            self.release_all(at, things);
        }
    }

    /// An interface is not asked again in this run: pages are.
    fn give_up(&mut self, at: usize, things: Vec<usize>, why: &str) {
        self.notice(why.to_owned());
        let rest = self.desk.lines.get_mut(at).map(InterfaceLine::take_queue).unwrap_or_default();
        self.release_all(at, things);
        self.release_all(at, rest);
    }

    fn notice(&mut self, text: String) {
        (self.on)(Event::Notice(text));
    }

    /// Leaves what was not asked for another run.
    pub(super) fn close_desk(&mut self) {
        for at in 0..self.desk.lines.len() {
            let rest = self.desk.lines.get_mut(at).map(InterfaceLine::take_queue).unwrap_or_default();
            self.release_all(at, rest);
        }
    }

    /// The request of a page, as it is made: without a fragment that the pages of its host do not have.
    pub(super) fn page_attempt(&self, index: usize, host: usize, ask: &LinkRequest, head_lies: bool) -> LinkAttempt {
        let mut attempt = if self.notes.get(&index).is_some_and(|note| note.fragment.is_some()) {
            let mut plain = ask.clone();
            plain.url.set_fragment(None);
            LinkAttempt::new(index, host, &plain, head_lies)
        } else {
            LinkAttempt::new(index, host, ask, head_lies)
        };
        let interface = self.tools.interfaces.and_then(|_| interface_of(&ask.url));
        if interface.is_some_and(|(interface, _)| interface.holds_code()) {
            attempt.trust_status();
        }
        let options = ask.url.host_str().and_then(|host| self.tools.hosts.of(host));
        if let Some(method) = options.and_then(|options| options.method).filter(|_| !head_lies) {
            attempt.prefer(method);
        }
        attempt
    }

    /// Adds to the judgement of a page what its host's interface said.
    pub(super) fn amend(&mut self, probed: &mut Probed) {
        let Some(PageNote { fragment, renamed }) = self.notes.remove(&probed.ask) else { return };
        let verdict = &mut probed.verdict;
        if let Some(fragment) = fragment {
            for url in verdict.suggestion.iter_mut().chain(&mut verdict.final_url).filter(|url| !url.contains('#')) {
                url.push('#');
                url.push_str(&fragment);
            }
        }
        if let Some((url, evidence)) = renamed.filter(|_| matches!(verdict.state, LinkState::Alive | LinkState::Moved))
        {
            verdict.cause = Cause::Renamed;
            verdict.state = Cause::Renamed.state();
            verdict.evidence = evidence;
            verdict.final_url = Some(url.to_string());
            verdict.suggestion = Some(url.to_string());
        }
    }
}

/// The judgement of a link by what is known of its thing.
fn verdict(facts: &ThingFacts, renamed: Option<Url>) -> Verdict {
    let url = renamed.map(|url| url.to_string());
    // A new name that cannot be written into the link is none to report.
    let cause = if facts.cause == Cause::Renamed && url.is_none() { Cause::Alive } else { facts.cause };
    Verdict {
        state: cause.state(),
        cause,
        status: Some(facts.status),
        final_url: url.clone(),
        evidence: facts.evidence.clone(),
        suggestion: url,
    }
}

/// Sends a request, and follows redirects as long as they stay on its host. No secret goes along with them.
async fn follow(transport: &dyn Transport, mut request: HttpRequest) -> Fetched {
    let mut fetched = transport.fetch(&request).await;
    for _ in 0..HOPS {
        let Some(next) = fetched.outcome.as_ref().ok().and_then(|answer| led_to(&request, answer)) else { break };
        let call = Some(Arc::new(InterfaceCall { accept: accept(&request), body: None }));
        request = HttpRequest { body_limit: ANSWER, call, ..HttpRequest::get(next) };
        fetched = transport.fetch(&request).await;
    }
    fetched
}

fn accept(request: &HttpRequest) -> &'static str {
    request.call.as_ref().map_or("application/json", |call| call.accept)
}

/// Returns where an answer redirects a request by GET, if that is by https on the same host.
fn led_to(request: &HttpRequest, answer: &HttpAnswer) -> Option<Url> {
    if !answer.is_redirect() || request.body().is_some() {
        return None;
    }
    let next = request.url.join(answer.headers.get("location")?).ok()?;
    (next.origin() == request.url.origin()).then_some(next)
}

fn call_end(
    interface: &dyn HostInterface,
    names: &[String],
    has_token: bool,
    (batch, number, now): (ThingBatch, u64, Timestamp),
    fetched: &Fetched,
) -> CallEnd {
    let mut signal = pace::pace_signal(fetched, now);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let outcome = match &fetched.outcome {
        Err(FetchError::AnswerTimeout | FetchError::Reset | FetchError::Stalled) => CallOutcome::Strained,
        Err(_) => CallOutcome::Failed("an interface cannot be reached".to_owned()),
        Ok(answer) => match limit_of(answer, now) {
            Some(wait) => {
                signal = PaceSignal::limited(wait);
                CallOutcome::Limited
            }
            None if answer.status >= 500 => CallOutcome::Strained,
            None => {
                let reading = interface.read(&names, answer, has_token);
                if matches!(reading, InterfaceReading::Limited(_)) {
                    signal = PaceSignal::limited(limit_in_body(answer, now));
                }
                CallOutcome::Read(reading)
            }
        },
    };
    CallEnd { batch, number, now, signal, outcome }
}
