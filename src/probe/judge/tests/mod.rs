//! Judgement by table: a small world of servers, walked as the engine walks it, until no wish is left.

mod contents;
mod properties;
mod reviews;
mod scenarios;
mod soft404;
mod walls;

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::{Judgement, NextProbe, consider, content, judge, wants};
use crate::probe::{
    Body, Cause, End, FetchError, Hop, HttpAnswer, HttpHeaders, HttpVersion, LinkRequest, Method, Observation, Walk,
};

/// A request to the world.
pub(super) struct SentRequest {
    pub(super) url: Url,
    pub(super) method: Method,
    /// Number of walks that were made to the address itself before.
    pub(super) earlier: usize,
    pub(super) cookies: bool,
    pub(super) http1: bool,
}

impl SentRequest {
    pub(super) fn path(&self) -> &str {
        self.url.path()
    }

    pub(super) fn is(&self, path: &str) -> bool {
        self.url.path() == path
    }
}

/// The world's answer.
pub(super) type Reply = Result<HttpAnswer, FetchError>;

#[expect(clippy::unnecessary_wraps, reason = "what the world says may be a fault")]
pub(super) fn reply(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Reply {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let bytes = body.as_ref().to_vec();
    let length = Some(bytes.len() as u64);
    let body = Body { bytes, whole: true, broken: false, length };
    Ok(HttpAnswer { status, version: HttpVersion::Http1, headers: HttpHeaders(headers), body })
}

pub(super) fn html(status: u16, body: &str) -> Reply {
    reply(status, &[("content-type", "text/html; charset=utf-8")], body)
}

pub(super) fn redirect(status: u16, to: &str) -> Reply {
    reply(status, &[("location", to)], "")
}

pub(super) fn status(status: u16) -> Reply {
    html(status, "<title>Answer</title><p>An answer.")
}

/// A page of a data set, with a name.
pub(super) fn dataset(name: &str) -> Reply {
    html(
        200,
        &format!(
            "<!doctype html><title>{name} | Archive</title><h1>{name}</h1><p>A collection of annotated scans of chests, \
             with masks and reports for every patient. Download it below, and cite the paper.</p><p id=files>Files"
        ),
    )
}

pub(super) fn ask(url: &str, names: &[&str]) -> LinkRequest {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    LinkRequest { names, ..LinkRequest::new(Url::parse(url).unwrap()) }
}

fn walk(
    url: &Url,
    method: Method,
    earlier: usize,
    wish: Option<&NextProbe>,
    world: &dyn Fn(&SentRequest) -> Reply,
) -> Walk {
    let (cookies, http1) = (wish == Some(&NextProbe::Cookies), wish == Some(&NextProbe::Http1));
    let mut url = url.clone();
    let (mut hops, mut end) = (Vec::<Hop>::new(), End::TooManyHops);
    while hops.len() < 10 {
        let earlier_here = hops.iter().filter(|hop| hop.url == url).count();
        if earlier_here > usize::from(cookies) {
            end = End::Loop;
            break;
        }
        let outcome = world(&SentRequest { url: url.clone(), method, earlier, cookies, http1 });
        let outcome = outcome.map(|mut answer| {
            if method == Method::Head {
                answer.body.bytes.clear();
            }
            answer
        });
        let location = outcome.as_ref().ok().and_then(|answer| answer.headers.get("location")).map(str::to_owned);
        let fault = outcome.is_err();
        hops.push(Hop { url: url.clone(), method, outcome, address: None, elapsed: Duration::ZERO });
        match location.map(|to| (url.join(&to), to)) {
            None => {
                end = if fault { End::Fault } else { End::Answer };
                break;
            }
            Some((Ok(next), _)) if url.scheme() == "https" && next.scheme() == "http" => {
                end = End::Downgrade(next);
                break;
            }
            Some((Ok(next), _)) if matches!(next.scheme(), "http" | "https") => url = next,
            Some((_, to)) => {
                end = End::BadLocation(to);
                break;
            }
        }
    }
    Walk { at: Timestamp::UNIX_EPOCH, hops, end, cookies }
}

/// Asks the world for a link until nothing more is wished for.
pub(super) fn settle(ask: &LinkRequest, world: &dyn Fn(&SentRequest) -> Reply) -> (Judgement, Observation) {
    let first = if content::file_name(&ask.url).is_some() { Method::Head } else { Method::Get };
    let mut seen = Observation::of(walk(&ask.url, first, 0, None, world));
    for _ in 0..12 {
        let earlier = seen.walks.len();
        let judged = consider(ask, &seen);
        assert_eq!(judged.verdict, judge(ask, &seen));
        assert_eq!(judged.wish, wants(ask, &seen));
        assert_eq!(judged.verdict.state, judged.verdict.cause.state());
        let Some(wish) = judged.wish.clone() else { return (judged, seen) };
        match &wish {
            NextProbe::Sibling(url) => seen.sibling = Some(walk(url, Method::Get, earlier, Some(&wish), world)),
            NextProbe::Onward(url) => seen.onward = Some(walk(url, Method::Get, earlier, Some(&wish), world)),
            NextProbe::Variant(url) => seen.variant = Some(walk(url, Method::Get, earlier, Some(&wish), world)),
            _ => seen.walks.push(walk(&ask.url, Method::Get, earlier, Some(&wish), world)),
        }
    }
    panic!("{}: wishes without an end", ask.url)
}

pub(super) fn cause(url: &str, names: &[&str], world: &dyn Fn(&SentRequest) -> Reply) -> Cause {
    settle(&ask(url, names), world).0.verdict.cause
}
