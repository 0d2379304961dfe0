//! Judges observations: a pure function, which also names the request that would tell more.
//!
//! A link is dead only on two signs that do not hang together: a 404 is seen twice, an error page that answers 200 is
//! known by its words and by its likeness to what the host says of a random URL. What keeps machines out, asks them
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
mod vendor_sign;
mod vocabulary;
mod words;

#[cfg(test)]
mod tests;

use url::Url;

use super::{Cause, End, LinkRequest, Method, Observation, Refusal, Verdict, Walk};
use crate::links::SkipReason;

pub use review::{ReviewTrace, ReviewedLink, review};

/// Walks to one address beyond which no further one is wished for, whatever was seen.
const MOST_WALKS: usize = 8;

/// The request that would tell more. The engine fulfils it by a walk, and judges again; where it cannot or must not, it
/// stops, and what was seen is judged as it is. A wish is never made twice for the same gain, so there is an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NextProbe {
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
    /// A walk to the address that the page sends browsers to. It becomes `onward`.
    Onward(Url),
}

/// All that comes of a look at an observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict, as far as is seen.
    pub verdict: Verdict,
    /// The request that would tell more.
    pub wish: Option<NextProbe>,
    /// The title of the page that it ended at, where it is one: text that a server wrote, at most 200 characters.
    pub title: Option<String>,
    /// The part of the observation that the review of the whole run needs.
    pub trace: ReviewTrace,
}

/// Judges an observation, and names the request that would tell more. The page is read once for all of it.
pub fn consider(ask: &LinkRequest, seen: &Observation) -> Judgement {
    let Some(walk) = seen.last() else {
        return Judgement::of(ask, None, CauseEvidence::new(Cause::Budget, "not requested"));
    };
    let case = JudgeCase { ask, seen, walk };
    let mut opinion = match &walk.end {
        End::Refused(refusal) => refused(refusal),
        End::Answer | End::Fault => match (walk.answer(), walk.hops.last().map(|hop| &hop.outcome)) {
            (Some(answer), _) => answer::opinion(&case, answer),
            (None, Some(Err(fault))) => fault::opinion(&case, fault),
            (None, _) => CauseEvidence::new(Cause::Budget, "nothing was seen"),
        },
        End::Loop | End::TooManyHops | End::BadLocation(_) | End::Downgrade(_) => redirect::astray(&case),
    };
    if seen.walks.len() >= MOST_WALKS {
        opinion.wish = None;
    }
    Judgement::of(ask, Some(walk), opinion)
}

/// The judgement of an observation that could not be judged; `why` is the evidence.
pub fn unjudged(ask: &LinkRequest, seen: &Observation, why: String) -> Judgement {
    Judgement::of(ask, seen.last(), CauseEvidence::new(Cause::Unjudged, why))
}

/// Judges a link. Every observation is judged; the same one always alike.
pub fn judge(ask: &LinkRequest, seen: &Observation) -> Verdict {
    consider(ask, seen).verdict
}

/// Returns the request that would tell more; none where the judgement is final.
pub fn wants(ask: &LinkRequest, seen: &Observation) -> Option<NextProbe> {
    consider(ask, seen).wish
}

/// A case: the request, all observations, and the walk that counts.
#[derive(Debug, Clone, Copy)]
struct JudgeCase<'a> {
    ask: &'a LinkRequest,
    seen: &'a Observation,
    walk: &'a Walk,
}

impl JudgeCase<'_> {
    /// Returns true if the walk that counts asked for heads alone.
    fn by_head(&self) -> bool {
        by_head(self.walk)
    }

    /// Returns the number of walks by GET that ended like this.
    fn times(&self, like: impl Fn(&Walk) -> bool) -> usize {
        self.seen.walks.iter().filter(|walk| !by_head(walk) && like(walk)).count()
    }
}

fn by_head(walk: &Walk) -> bool {
    walk.hops.last().is_some_and(|hop| hop.method == Method::Head)
}

/// A cause with what speaks for it.
#[derive(Debug, Clone)]
struct CauseEvidence {
    cause: Cause,
    evidence: String,
    suggestion: Option<String>,
    wish: Option<NextProbe>,
    title: Option<String>,
    trace: ReviewTrace,
}

impl CauseEvidence {
    fn new(cause: Cause, evidence: impl Into<String>) -> Self {
        let (evidence, trace) = (evidence.into(), ReviewTrace::default());
        Self { cause, evidence, suggestion: None, wish: None, title: None, trace }
    }

    fn wishing(mut self, wish: Option<NextProbe>) -> Self {
        self.wish = wish;
        self
    }

    fn suggesting(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

impl Judgement {
    fn of(ask: &LinkRequest, walk: Option<&Walk>, opinion: CauseEvidence) -> Self {
        let CauseEvidence { cause, evidence, suggestion, wish, title, trace } = opinion;
        let final_url = walk.and_then(Walk::final_url).filter(|url| !same_request(url, &ask.url)).map(Url::to_string);
        let status = walk.and_then(Walk::status);
        let verdict = Verdict { state: cause.state(), cause, status, final_url, evidence, suggestion };
        Self { verdict, wish, title, trace }
    }
}

/// Returns true if two addresses are asked for alike: a fragment is not sent.
fn same_request(a: &Url, b: &Url) -> bool {
    a[..url::Position::AfterQuery] == b[..url::Position::AfterQuery]
}

/// Returns the verdict on an address that is not requested.
pub fn skipped(reason: &SkipReason) -> Verdict {
    let CauseEvidence { cause, evidence, .. } = match reason {
        SkipReason::Refused(refusal) => refused(refusal),
        other => CauseEvidence::new(Cause::NotAsked, format!("not requested: {other}")),
    };
    Verdict::unasked(cause, evidence)
}

fn refused(refusal: &Refusal) -> CauseEvidence {
    match refusal {
        Refusal::PrivateAddress(what) => CauseEvidence::new(Cause::PrivateAddress, format!("not requested: {what}")),
        Refusal::Port(port) => {
            CauseEvidence::new(Cause::NotAsked, format!("not requested: no web site uses port {port}"))
        }
        Refusal::Scheme(scheme) => {
            CauseEvidence::new(Cause::NotAsked, format!("not requested: {} is not http", text::quote(scheme)))
        }
        Refusal::Credentials => {
            CauseEvidence::new(Cause::NotAsked, "not requested: the address contains a user name or password")
        }
        Refusal::Excluded => CauseEvidence::new(Cause::Excluded, "not requested: the configuration excludes it"),
        Refusal::Budget => CauseEvidence::new(Cause::Budget, "not requested: the limit of this run was reached"),
    }
}
