//! One walk, hop by hop: what is asked next, and where it ends. It makes no request itself: it says which one comes, and
//! takes what came of it.

use std::sync::LazyLock;

use jiff::Timestamp;
use rustc_hash::FxHashSet;
use url::{Position, Url};

use super::{AddressGuard, End, Fetched, Hop, HttpRequest, Method, ProbeSettings, Validators, Walk, cookies::Jar};
use crate::text::suffix::registrable;
use crate::vocabulary::vocabulary;

/// The mode of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WalkMode {
    /// By which method.
    pub(super) method: Method,
    /// True if cookies are kept along the way.
    pub(super) cookies: bool,
    /// True if only HTTP/1.1 is spoken.
    pub(super) http1: bool,
}

impl WalkMode {
    /// Returns the mode of the first walk to an address.
    pub(super) fn first(url: &Url) -> Self {
        let method = if names_large_file(url) { Method::Head } else { Method::Get };
        Self { method, cookies: false, http1: false }
    }
}

/// A walk under way.
#[derive(Debug)]
pub(super) struct Walker {
    manner: WalkMode,
    validators: Validators,
    walk: Walk,
    url: Url,
    jar: Jar,
    /// Visited addresses, with the cookies sent to them.
    seen: Vec<(Url, Option<String>)>,
}

/// The next step of a walk.
#[derive(Debug)]
pub(super) enum WalkStep {
    /// A request.
    Ask(HttpRequest),
    /// Nothing: it has ended.
    End(Walk),
}

impl Walker {
    /// A walk that begins at an address.
    pub(super) fn begin(url: &Url, manner: WalkMode, validators: Validators, at: Timestamp) -> Self {
        let walk = Walk { at, hops: Vec::new(), end: End::Answer, cookies: manner.cookies };
        Self { manner, validators, walk, url: url.clone(), jar: Jar::default(), seen: Vec::new() }
    }

    /// True if nothing was asked yet: no redirect was followed.
    pub(super) fn is_at_start(&self) -> bool {
        self.walk.hops.is_empty()
    }

    /// The request for where the walk stands, if it may be made.
    pub(super) fn next(&mut self, guard: &AddressGuard, settings: &ProbeSettings) -> WalkStep {
        if let Err(refusal) = guard.look_at(&self.url) {
            return self.end(End::Refused(refusal));
        }
        let cookies = if self.manner.cookies { self.jar.send(&self.url) } else { None };
        // A validator is sent to the domain that gave it, and to no other.
        let from = self.walk.hops.first().and_then(|hop| hop.url.host_str());
        let at_home = from.is_none_or(|from| Some(registrable(from)) == self.url.host_str().map(registrable));
        WalkStep::Ask(HttpRequest {
            method: self.manner.method,
            validators: if at_home { self.validators.clone() } else { Validators::default() },
            cookies,
            http1: self.manner.http1,
            body_limit: settings.body_limit,
            ..HttpRequest::get(self.url.clone())
        })
    }

    /// Takes what came of the request: none where the walk goes on.
    pub(super) fn take(&mut self, request: HttpRequest, fetched: Fetched, settings: &ProbeSettings) -> Option<Walk> {
        let here = (sent(&request.url), request.cookies);
        self.seen.push(here);
        let Fetched { outcome, address, elapsed } = fetched;
        self.walk.hops.push(Hop { url: request.url, method: request.method, outcome, address, elapsed });
        match self.led_to(settings) {
            Ok(url) => {
                self.url = url;
                None
            }
            Err(end) => Some(self.finish(end)),
        }
    }

    /// Returns the target of the last hop, or the end of the walk.
    fn led_to(&mut self, settings: &ProbeSettings) -> Result<Url, End> {
        let Some(hop) = self.walk.hops.last() else { return Err(End::Answer) };
        let Ok(answer) = &hop.outcome else { return Err(End::Fault) };
        if self.manner.cookies {
            self.jar.keep(&hop.url, answer.headers.all("set-cookie"));
        }
        if !answer.is_redirect() {
            return Err(self.arrived(answer.status, &hop.url));
        }
        let said = answer.headers.get("location").unwrap_or_default().trim();
        let led = if said.is_empty() { None } else { hop.url.join(said).ok() };
        let Some(mut url) = led.filter(|url| matches!(url.scheme(), "http" | "https")) else {
            return Err(End::BadLocation(said.to_owned()));
        };
        // A redirect without a fragment keeps the one that was asked for (RFC 9110, 10.2.2).
        if url.fragment().is_none() {
            url.set_fragment(hop.url.fragment());
        }
        let cookies = if self.manner.cookies { self.jar.send(&url) } else { None };
        let there = (sent(&url), cookies);
        if self.seen.contains(&there) {
            return Err(End::Loop);
        }
        if self.walk.hops.len() > settings.hops {
            return Err(End::TooManyHops);
        }
        Ok(url)
    }

    /// A walk that came by https and arrived where nothing is protected has been downgraded; one that only passed
    /// through on its way, as many a DOI does, has not.
    fn arrived(&self, status: u16, url: &Url) -> End {
        let by_https = self.walk.hops.iter().any(|hop| hop.url.scheme() == "https");
        if by_https && url.scheme() == "http" && (200..300).contains(&status) {
            End::Downgrade(url.clone())
        } else {
            End::Answer
        }
    }

    /// Ends a walk from outside.
    pub(super) fn give_up(&mut self, end: End) -> Walk {
        self.finish(end)
    }

    fn end(&mut self, end: End) -> WalkStep {
        WalkStep::End(self.finish(end))
    }

    fn finish(&mut self, end: End) -> Walk {
        self.walk.end = end;
        let empty = Walk { at: self.walk.at, hops: Vec::new(), end: End::Answer, cookies: self.manner.cookies };
        std::mem::replace(&mut self.walk, empty)
    }
}

/// The address as it is sent.
fn sent(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Downloads {
    endings: FxHashSet<String>,
}

vocabulary! { fn read_downloads() -> Downloads = "downloads.toml" }

static LARGE: LazyLock<FxHashSet<String>> = LazyLock::new(|| read_downloads().endings);

/// Returns true if an address names a file that is too large to be asked for whole.
pub(super) fn names_large_file(url: &Url) -> bool {
    let last = url[..Position::AfterPath].rsplit('/').next().unwrap_or_default();
    let ending = last.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    url.path().len() > 1 && ending.is_some_and(|ending| LARGE.contains(&ending))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::probe::{Body, HttpAnswer, HttpHeaders, HttpVersion};

    #[test]
    fn large_files_are_known_by_their_names() {
        for (url, large) in [
            ("https://example.org/data.zip", true),
            ("https://example.org/a/BRAIN.NII.GZ?download=1", true),
            ("https://example.org/page.html", false),
            ("https://example.zip/", false),
            ("https://example.zip/a", false),
            ("https://example.org/zip", false),
            ("https://example.org/?file=x.zip", false),
        ] {
            assert_eq!(names_large_file(&Url::parse(url).expect("an address")), large, "{url}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn every_walk_ends(places in proptest::collection::vec("\\PC{0,20}|https?://[a-c]\\.org/[a-c]?#?[a-c]?", 1..15), cookies: bool) {
            let settings = ProbeSettings::default();
            let manner = WalkMode { method: Method::Get, cookies, http1: false };
            let start = Url::parse("https://a.org/").expect("an address");
            let mut walker = Walker::begin(&start, manner, Validators::default(), Timestamp::UNIX_EPOCH);
            for place in places.iter().cycle() {
                let WalkStep::Ask(request) = walker.next(&AddressGuard::default(), &settings) else { break };
                let set = ("set-cookie".to_owned(), format!("seen={}", place.len()));
                let headers = HttpHeaders(vec![("location".to_owned(), place.clone()), set]);
                let answer = HttpAnswer { status: 302, version: HttpVersion::Http1, headers, body: Body::default() };
                let fetched = Fetched { outcome: Ok(answer), address: None, elapsed: Duration::ZERO };
                if let Some(walk) = walker.take(request, fetched, &settings) {
                    proptest::prop_assert!(walk.hops.len() <= settings.hops + 1);
                    break;
                }
            }
        }
    }
}
