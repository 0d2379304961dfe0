//! What was seen, judged: a pure function over observations, and what one more look would tell.
//!
//! A link is dead only on two signs that do not hang together: a 404 is seen twice, an error page that answers 200 is
//! known by its words and by its likeness to what the host says of a made-up address. What keeps machines out, asks them
//! to come back later or fails for now says nothing of the link.

mod answer;
mod content;
mod document;
mod fault;
mod fragment;
mod login;
mod names;
mod page;
mod parked;
mod place;
mod reading;
mod redirect;
mod review;
mod sibling;
mod similar;
mod soft404;
mod text;
mod tombstone;
mod variant;
mod vocabulary;
mod wall;
mod words;

#[cfg(test)]
mod tests;

use url::Url;

use super::{Ask, Cause, End, Method, Observation, Refusal, Verdict, Walk};
use crate::links::SkipReason;

pub use review::{Reviewed, Trace, review};

/// Walks to one address beyond which no further one is wished for, whatever was seen.
const MOST_WALKS: usize = 8;

/// What one more look would tell. The engine fulfils it by a walk, and asks again; where it cannot or must not, it
/// stops, and what was seen is judged as it is. A wish is never made twice for the same gain, so there is an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// A walk to the address by GET: HEAD was answered badly, or told nothing. Its walk is added to `walks`.
    Get,
    /// The same walk again on a fresh connection, after the time that the host or good manners want: what was seen may
    /// pass, or must be seen twice. Its walk is added to `walks`.
    Again,
    /// The same walk by HTTP/1.1, on a connection of its own. Its walk is added to `walks`.
    Http1,
    /// The same walk with a jar of cookies that lives as long as it: it went in a circle. Its walk is added to `walks`.
    Cookies,
    /// A walk to a made-up neighbour of the address. It becomes `sibling`. Addresses of one folder and one shape share
    /// their made-up neighbour, so that its walk may be kept for them.
    Sibling(Url),
    /// A walk to the same address otherwise spelt. It becomes `variant`.
    Variant(Url),
}

/// All that comes of a look at an observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What the link is, as far as is seen.
    pub verdict: Verdict,
    /// What one more look would tell.
    pub wish: Option<Wish>,
    /// The title of the page that it ended at, where it is one: text that a server wrote, at most 200 characters.
    pub title: Option<String>,
    /// What the review of the whole run needs of the observation.
    pub trace: Trace,
}

/// What an observation means, and what one more look would tell of it. The page is read once for all of it.
pub fn consider(ask: &Ask, seen: &Observation) -> Judgement {
    let Some(walk) = seen.last() else {
        return Judgement::of(ask, None, Opinion::new(Cause::Budget, "not asked"));
    };
    let case = Case { ask, seen, walk };
    let mut opinion = match &walk.end {
        End::Refused(refusal) => refused(refusal),
        End::Answer | End::Fault => match (walk.answer(), walk.hops.last().map(|hop| &hop.outcome)) {
            (Some(answer), _) => answer::opinion(&case, answer),
            (None, Some(Err(fault))) => fault::opinion(&case, fault),
            (None, _) => Opinion::new(Cause::Budget, "nothing was seen"),
        },
        End::Loop | End::TooManyHops | End::BadLocation(_) | End::Downgrade(_) => redirect::astray(&case),
    };
    if seen.walks.len() >= MOST_WALKS {
        opinion.wish = None;
    }
    Judgement::of(ask, Some(walk), opinion)
}

/// The judgement of an observation that could not be judged; `why` is the evidence.
pub fn unjudged(ask: &Ask, seen: &Observation, why: String) -> Judgement {
    Judgement::of(ask, seen.last(), Opinion::new(Cause::Unjudged, why))
}

/// What a link is. Every observation is judged; the same one always alike.
pub fn judge(ask: &Ask, seen: &Observation) -> Verdict {
    consider(ask, seen).verdict
}

/// What one more look would tell; none where the judgement stands.
pub fn wants(ask: &Ask, seen: &Observation) -> Option<Wish> {
    consider(ask, seen).wish
}

/// What is judged: what was asked, all that was seen, and the walk that counts.
#[derive(Debug, Clone, Copy)]
struct Case<'a> {
    ask: &'a Ask,
    seen: &'a Observation,
    walk: &'a Walk,
}

impl Case<'_> {
    /// Whether the walk that counts asked for heads alone.
    fn by_head(&self) -> bool {
        by_head(self.walk)
    }

    /// How many walks by GET ended like this.
    fn times(&self, like: impl Fn(&Walk) -> bool) -> usize {
        self.seen.walks.iter().filter(|walk| !by_head(walk) && like(walk)).count()
    }
}

fn by_head(walk: &Walk) -> bool {
    walk.hops.last().is_some_and(|hop| hop.method == Method::Head)
}

/// A cause with what speaks for it.
#[derive(Debug, Clone)]
struct Opinion {
    cause: Cause,
    evidence: String,
    suggestion: Option<String>,
    wish: Option<Wish>,
    title: Option<String>,
    trace: Trace,
}

impl Opinion {
    fn new(cause: Cause, evidence: impl Into<String>) -> Self {
        let (evidence, trace) = (evidence.into(), Trace::default());
        Self { cause, evidence, suggestion: None, wish: None, title: None, trace }
    }

    fn wishing(mut self, wish: Option<Wish>) -> Self {
        self.wish = wish;
        self
    }

    fn suggesting(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

impl Judgement {
    fn of(ask: &Ask, walk: Option<&Walk>, opinion: Opinion) -> Self {
        let Opinion { cause, evidence, suggestion, wish, title, trace } = opinion;
        let final_url = walk.and_then(Walk::final_url).filter(|url| !same_request(url, &ask.url)).map(Url::to_string);
        let status = walk.and_then(Walk::status);
        let verdict = Verdict { state: cause.state(), cause, status, final_url, evidence, suggestion };
        Self { verdict, wish, title, trace }
    }
}

/// Whether two addresses are asked for alike: a fragment is not sent.
fn same_request(a: &Url, b: &Url) -> bool {
    a[..url::Position::AfterQuery] == b[..url::Position::AfterQuery]
}

/// Returns the verdict on an address that is not requested.
pub fn skipped(reason: &SkipReason) -> Verdict {
    let Opinion { cause, evidence, .. } = match reason {
        SkipReason::Refused(refusal) => refused(refusal),
        other => Opinion::new(Cause::NotAsked, format!("not asked: {other}")),
    };
    Verdict { state: cause.state(), cause, status: None, final_url: None, evidence, suggestion: None }
}

fn refused(refusal: &Refusal) -> Opinion {
    match refusal {
        Refusal::PrivateAddress(what) => Opinion::new(Cause::PrivateAddress, format!("not asked: {what}")),
        Refusal::Port(port) => {
            Opinion::new(Cause::NotAsked, format!("not asked: no web site is served at port {port}"))
        }
        Refusal::Scheme(scheme) => {
            Opinion::new(Cause::NotAsked, format!("not asked: {} is not http", text::quote(scheme)))
        }
        Refusal::Credentials => Opinion::new(Cause::NotAsked, "not asked: a name or a password stands in the address"),
        Refusal::Excluded => Opinion::new(Cause::Excluded, "not asked: the configuration leaves it out"),
        Refusal::Budget => Opinion::new(Cause::Budget, "not asked: the run had no room for it"),
    }
}
