//! A made-up web for sixty nights: six hundred hosts, two thousand links, and all that is known to make checkers of
//! links cry wolf. What it answers hangs on nothing but the address, the night, and how often it was asked that night.

mod answers;
mod memoryless;
mod plan;

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    sync::{
        Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use catalint::{
    audit::{AuditLink, LinkPlace, gather},
    links::Disposition,
    probe::{
        BoxFuture, Clock as _, DnsFailure, FetchError, Fetched, HttpAnswer, HttpRequest, SystemClock, TlsError,
        Transport,
    },
};
use url::Url;

pub(crate) use memoryless::{Memoryless, look};
pub(crate) use plan::{Death, Fate};
use plan::{Flap, Host, Page, Unknown, Wall};

/// Links in the catalog.
pub(crate) const LINKS: usize = 2000;
/// Hosts that they lead to.
pub(crate) const HOSTS: usize = 600;
/// Nights.
pub(crate) const NIGHTS: i64 = 60;
/// A night on which two hosts of five cannot be reached.
const DEGRADED: i64 = 20;
/// A night on which nothing can be reached.
const DOWN: i64 = 41;
/// What is known to answer.
pub(crate) const CANARY: &str = "https://canary.org/";

/// The web.
#[derive(Debug)]
pub(crate) struct World {
    hosts: Vec<Host>,
    pages: Vec<Page>,
    host_of: HashMap<String, usize>,
    page_of: HashMap<(usize, String), usize>,
    night: AtomicI64,
    /// How often each address was asked tonight.
    asked: Mutex<HashMap<String, u64>>,
}

impl World {
    /// The catalog's links.
    pub(crate) fn links(&self) -> Vec<AuditLink> {
        let urls: Vec<String> = self.pages.iter().map(|page| self.url(page)).collect();
        let place = |line, page: &Page| LinkPlace {
            path: "README.md".to_owned(),
            line: line + 1,
            column: 3,
            record: Some(page.name.clone()),
            span: None,
        };
        let request = |url: &str| Disposition::Request(url.parse().expect("the world's addresses are valid"));
        let pages = urls.iter().zip(&self.pages).enumerate();
        gather(pages.map(|(line, (url, page))| (url.as_str(), request(url), place(line, page))))
    }

    fn url(&self, page: &Page) -> String {
        format!("https://{}{}", self.hosts[page.host].name, page.path)
    }

    /// What happens to a link.
    pub(crate) fn fate(&self, link: usize) -> &Fate {
        &self.pages[link].fate
    }

    /// Whether a link is really dead on a night.
    pub(crate) fn is_dead(&self, link: usize, night: i64) -> bool {
        matches!(self.fate(link), Fate::Dies { from, .. } if night >= *from)
    }

    /// Whether the network is bad on a night.
    pub(crate) fn is_bad(night: i64) -> bool {
        matches!(night, DEGRADED | DOWN)
    }

    /// What a link's host is like, for a message.
    pub(crate) fn about(&self, link: usize) -> String {
        let page = &self.pages[link];
        format!("{} on {:?}", self.url(page), self.hosts[page.host])
    }

    /// Whether a link stands behind a wall.
    pub(crate) fn is_walled(&self, link: usize) -> bool {
        self.hosts[self.pages[link].host].wall.is_some()
    }

    /// Whether a link's host comes and goes.
    pub(crate) fn is_flapping(&self, link: usize) -> bool {
        self.hosts[self.pages[link].host].flaps.is_some()
    }

    /// Night falls.
    pub(crate) fn fall(&self, night: i64) {
        self.night.store(night, Ordering::Relaxed);
        self.asked.lock().unwrap().clear();
    }

    /// What is answered, and how long it takes.
    fn answer(&self, url: &Url, etag: Option<&str>) -> (Result<HttpAnswer, FetchError>, Duration) {
        let night = self.night.load(Ordering::Relaxed);
        let count = {
            let mut asked = self.asked.lock().unwrap();
            let count = asked.entry(url.to_string()).or_default();
            *count += 1;
            *count
        };
        let name = url.host_str().unwrap_or_default();
        let quick = Duration::from_millis(40 + mixed((name, night)) % 300);
        let late = Duration::from_secs(10);
        if night == DOWN {
            return (Err(FetchError::Dns(DnsFailure::Timeout)), late);
        }
        if url.as_str() == CANARY {
            return (Ok(answers::page("A page that answers", "always")), quick);
        }
        let Some(&at) = self.host_of.get(name) else { return (Err(FetchError::Dns(DnsFailure::NoDomain)), quick) };
        if night == DEGRADED && mixed((name, "degraded")) % 5 < 2 {
            return (Err(FetchError::ConnectTimeout), late);
        }
        // Any request may go wrong, on any host.
        match mixed((url.as_str(), night, count)) % 1000 {
            0 => return (Err(FetchError::Reset), quick),
            1 => return (Err(FetchError::AnswerTimeout), late),
            2 => return (Ok(answers::error(503, "Service Unavailable")), quick),
            _ => {}
        }
        let outcome = self.host(at, url, night, etag);
        let slow = matches!(
            outcome,
            Err(FetchError::ConnectTimeout | FetchError::AnswerTimeout | FetchError::Dns(DnsFailure::Timeout))
        );
        (outcome, if slow { late } else { quick })
    }

    /// What a host answers: first how it fares tonight, then what there is.
    fn host(&self, at: usize, url: &Url, night: i64, etag: Option<&str>) -> Result<HttpAnswer, FetchError> {
        let host = &self.hosts[at];
        if let Some(outage) = host.outage.as_ref().filter(|outage| (outage.from..outage.until).contains(&night)) {
            return outage.how.answer();
        }
        if let Some(flap) = host.flaps.filter(|_| mixed((&host.name, night, "flaps")).is_multiple_of(4)) {
            return flap.answer();
        }
        let page = self.page_of.get(&(at, url.path().to_owned())).map(|page| &self.pages[*page]);
        // What kills a host kills all that it has.
        let fate = page.map_or_else(|| self.fate_of_host(at), |page| Some(&page.fate));
        if let Some(Fate::Dies { from, how }) = fate
            && night >= *from
            && let Some(outcome) = how.of_host(&host.name)
        {
            return outcome;
        }
        if let Some(wall) = host.wall.filter(|_| is_walled(&host.name, night)) {
            return Ok(wall.answer());
        }
        let Some(page) = page else {
            return Ok(self.moved_here(url, night).unwrap_or_else(|| self.unknown(host, url)));
        };
        match &page.fate {
            Fate::Dies { from, how } if night >= *from => match how {
                Death::Gone => Ok(answers::error(410, "Gone")),
                _ => Ok(self.unknown(host, url)),
            },
            Fate::Moves { from, to } if night >= *from => Ok(answers::redirect(301, to)),
            _ if host.etags => Ok(answers::versioned(page, etag)),
            _ => Ok(answers::known(page)),
        }
    }

    /// The fate of a host whose one link has one that is the host's.
    fn fate_of_host(&self, at: usize) -> Option<&Fate> {
        self.pages.iter().find(|page| page.host == at).map(|page| &page.fate)
    }

    /// A page that moved to this address.
    fn moved_here(&self, url: &Url, night: i64) -> Option<HttpAnswer> {
        let page = self
            .pages
            .iter()
            .find(|page| matches!(&page.fate, Fate::Moves { from, to } if night >= *from && to == url.as_str()))?;
        Some(answers::known(page))
    }

    /// What a host says of what it does not have.
    #[expect(clippy::unused_self, reason = "beside what it says of what it has")]
    fn unknown(&self, host: &Host, url: &Url) -> HttpAnswer {
        if url.path() == "/" {
            return answers::home(&host.name);
        }
        match host.unknown {
            Unknown::Honest => answers::error(404, "Not Found"),
            Unknown::Template => answers::not_found_page(&host.name, url.path()),
            Unknown::Home => answers::redirect(302, &format!("https://{}/", host.name)),
        }
    }
}

/// The answers of the web, one request at a time.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) world: std::sync::Arc<World>,
    pub(crate) clock: SystemClock,
}

impl Transport for Wire {
    fn fetch<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Fetched> {
        let (outcome, elapsed) = self.world.answer(&request.url, request.validators.etag.as_deref());
        Box::pin(async move {
            self.clock.sleep(elapsed).await;
            Fetched { outcome, address: None, elapsed }
        })
    }
}

impl Death {
    /// What all of a host answers that died of this; none where only a page did.
    fn of_host(self, name: &str) -> Option<Result<HttpAnswer, FetchError>> {
        match self {
            Self::NoDomain => Some(Err(FetchError::Dns(DnsFailure::NoDomain))),
            Self::Refused => Some(Err(FetchError::Refused)),
            Self::Silent => Some(Err(FetchError::ConnectTimeout)),
            Self::Certificate => Some(Err(FetchError::Tls(TlsError::Expired(None)))),
            Self::ServerError => Some(Ok(answers::error(500, "Internal Server Error"))),
            Self::Parked => Some(Ok(answers::parked(name))),
            Self::NotFound | Self::Site | Self::Gone | Self::ErrorPage | Self::HomePage => None,
        }
    }
}

impl Flap {
    fn answer(self) -> Result<HttpAnswer, FetchError> {
        match self {
            Self::Unavailable => Ok(answers::error(503, "Service Unavailable")),
            Self::BadGateway => Ok(answers::error(502, "Bad Gateway")),
            Self::NotFound => Ok(answers::error(404, "Not Found")),
            Self::Reset => Err(FetchError::Reset),
            Self::Refused => Err(FetchError::Refused),
            Self::Late => Err(FetchError::AnswerTimeout),
            Self::NameFails => Err(FetchError::Dns(DnsFailure::ServerFailure)),
        }
    }
}

impl Wall {
    fn answer(self) -> HttpAnswer {
        match self {
            Self::Cloudflare => answers::walled(403, &[("cf-mitigated", "challenge")], "Just a moment..."),
            Self::CloudflareOld => answers::walled(503, &[("server", "cloudflare")], "Just a moment..."),
            Self::AwsChallenge => answers::walled(202, &[("x-amzn-waf-action", "challenge")], ""),
            Self::AwsCaptcha => answers::walled(405, &[("x-amzn-waf-action", "captcha")], ""),
            Self::Anubis => answers::anubis(),
            Self::Limited => answers::walled(429, &[], "Too Many Requests"),
            Self::Forbidden => answers::error(403, "Forbidden"),
            Self::Linked => answers::walled(999, &[], ""),
        }
    }
}

/// Half of the walls stand every night, the others every other night or so.
fn is_walled(name: &str, night: i64) -> bool {
    mixed((name, "always")).is_multiple_of(2) || mixed((name, night, "wall")).is_multiple_of(2)
}

/// A number that is the same for the same things, and as good as random between them.
fn mixed(things: impl Hash) -> u64 {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    things.hash(&mut hasher);
    hasher.finish()
}

/// FNV-1a with a last stir. The standard library's own may be another one with each version of Rust, and the figures of
/// the README would be, too.
struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    }

    fn finish(&self) -> u64 {
        let hash = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^ (hash >> 31)
    }
}
