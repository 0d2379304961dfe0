//! Scripted answers of servers: the examples of a rule's page, and tests, talk to these and to nobody else.
//!
//! ```text
//! GET https://a.org/sets/*
//! HTTP/1.1 404 Not Found
//! Content-Type: text/html
//!
//! <title>Page not found</title>
//! ```
//!
//! A `*` at the end stands for whatever follows. A fault is written in place of the answer: `! dns no-domain`. Where one
//! address has several answers, they come one after the other, and the last one again and again.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use rustc_hash::FxHashMap;
use url::{Position, Url};

use super::{
    Body, BoxFuture, Clock, DnsFailure, FetchError, Fetched, HttpAnswer, HttpHeaders, HttpRequest, HttpVersion, Method,
    TlsError, Transport,
};

/// The address that all these servers have: one that is set aside for documentation is refused, so it is a public one.
const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(93, 184, 216, 34));
/// Duration of each answer.
const TAKES: Duration = Duration::from_millis(80);

/// Answers that were written down.
#[derive(Debug, Default)]
pub struct ScriptedAnswers {
    exchanges: Vec<Exchange>,
    /// Number of requests for the address of each exchange, by the index of its first exchange.
    asked: Mutex<FxHashMap<usize, usize>>,
    /// Requests that the script does not have.
    missing: Mutex<Vec<String>>,
}

/// A request and what comes of it.
#[derive(Debug)]
struct Exchange {
    method: Method,
    /// True if the request is a POST: a call of an interface.
    posts: bool,
    /// The address without its fragment; where `open`, the begin of it.
    address: String,
    open: bool,
    outcome: Result<HttpAnswer, FetchError>,
}

impl ScriptedAnswers {
    /// Reads exchanges, one a text.
    ///
    /// # Errors
    /// Says what cannot be understood.
    pub fn read<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let exchanges = texts.into_iter().map(exchange).collect::<Result<_, _>>()?;
        Ok(Self { exchanges, ..Self::default() })
    }

    /// The hosts that are written down.
    pub fn hosts(&self) -> Vec<String> {
        let host = |exchange: &Exchange| Url::parse(&exchange.address).ok()?.host_str().map(str::to_owned);
        let mut hosts: Vec<_> = self.exchanges.iter().filter_map(host).collect();
        hosts.sort_unstable();
        hosts.dedup();
        hosts
    }

    /// Returns true if anything at all is written down of the host of an address.
    pub fn knows(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| self.hosts().iter().any(|own| own == host))
    }

    /// Returns the requests that the script does not have: `GET https://a.org/x`.
    pub fn missing(&self) -> Vec<String> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn outcome(&self, request: &HttpRequest) -> Result<HttpAnswer, FetchError> {
        let address = &request.url[..Position::AfterQuery];
        let Some(exchange) = self.next(request, address) else {
            let line = format!("{} {address}", request.verb());
            self.missing.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            return Err(FetchError::Protocol("nothing is written down of this address".to_owned()));
        };
        let mut answer = exchange.outcome.clone()?;
        if request.method == Method::Head {
            answer.body = Body { whole: true, ..Body::default() };
        } else if answer.body.bytes.len() > request.body_limit {
            answer.body.bytes.truncate(request.body_limit);
            answer.body.whole = false;
        }
        Ok(answer)
    }

    /// The exchange whose turn it is: those of the address itself come before those of a begin of it, and what is
    /// written for GET is said to HEAD where nothing else is.
    fn next(&self, request: &HttpRequest, address: &str) -> Option<&Exchange> {
        let (method, posts) = (request.method, request.body().is_some());
        let fit = |exchange: &Exchange| {
            let fits = if exchange.open { address.starts_with(&exchange.address) } else { address == exchange.address };
            let speaks = exchange.method == method || exchange.method == Method::Get;
            (fits && speaks && exchange.posts == posts).then_some((
                !exchange.open,
                exchange.address.len(),
                exchange.method == method,
            ))
        };
        let best = self.exchanges.iter().filter_map(fit).max()?;
        let fitting: Vec<usize> =
            (0..self.exchanges.len()).filter(|&at| self.exchanges.get(at).and_then(fit) == Some(best)).collect();
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let count = asked.entry(*fitting.first()?).or_default();
        let turn = fitting.get(*count).or(fitting.last())?;
        *count += 1;
        self.exchanges.get(*turn)
    }
}

impl Transport for ScriptedAnswers {
    fn fetch<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Fetched> {
        let outcome = self.outcome(request);
        let address = match outcome {
            Err(FetchError::Dns(_) | FetchError::Guarded(_)) => None,
            _ => Some(ADDRESS),
        };
        Box::pin(std::future::ready(Fetched { outcome, address, elapsed: TAKES }))
    }
}

fn exchange(text: &str) -> Result<Exchange, String> {
    let (request, rest) = text.split_once('\n').unwrap_or((text, ""));
    let wrong = || format!("`{request}` is no request: write `GET https://a.org/x`, or `GET https://a.org/*`");
    let (method, address) = request.trim().split_once(' ').ok_or_else(wrong)?;
    let method = match method {
        "GET" | "POST" => Method::Get,
        "HEAD" => Method::Head,
        _ => return Err(wrong()),
    };
    let posts = request.starts_with("POST ");
    let open = address.ends_with('*');
    let url = Url::parse(address.trim_end_matches('*')).map_err(|_| wrong())?;
    let outcome = match rest.trim_start().strip_prefix('!') {
        Some(said) => Err(fault(said.lines().next().unwrap_or_default().trim())?),
        None => Ok(answer(rest)?),
    };
    Ok(Exchange { method, posts, address: url[..Position::AfterQuery].to_owned(), open, outcome })
}

fn answer(text: &str) -> Result<HttpAnswer, String> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap_or_default();
    let wrong = || format!("`{first}` is no answer: write `HTTP/1.1 404 Not Found`, or a fault as `! dns no-domain`");
    let mut words = first.split(' ');
    let version = match words.next() {
        Some("HTTP/1.1" | "HTTP/1.0") => HttpVersion::Http1,
        Some("HTTP/2") => HttpVersion::Http2,
        _ => return Err(wrong()),
    };
    let status = words.next().and_then(|status| status.parse().ok()).ok_or_else(wrong)?;
    let header = |line: &str| {
        let (name, value) = line.split_once(':').ok_or_else(|| format!("`{line}` is no header"))?;
        Ok((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    let headers = HttpHeaders(lines.map(header).collect::<Result<_, String>>()?);
    let bytes = body.as_bytes().to_vec();
    let length = Some(bytes.len() as u64);
    Ok(HttpAnswer { status, version, headers, body: Body { bytes, whole: true, broken: false, length } })
}

/// A fault by its words.
fn fault(said: &str) -> Result<FetchError, String> {
    let (kind, rest) = said.split_once(' ').unwrap_or((said, ""));
    let found = match (kind, rest) {
        ("dns", which) => dns(which).map(FetchError::Dns),
        ("tls", which) => tls(which).map(FetchError::Tls),
        ("refused", "") => Some(FetchError::Refused),
        ("reset", "") => Some(FetchError::Reset),
        ("connect-timeout", "") => Some(FetchError::ConnectTimeout),
        ("answer-timeout", "") => Some(FetchError::AnswerTimeout),
        ("stalled", "") => Some(FetchError::Stalled),
        ("private", address) => Some(FetchError::Guarded(format!("{address} belongs to a private network"))),
        _ => None,
    };
    found.ok_or_else(|| format!("`! {said}` is no fault; one is `! dns no-domain`, another `! connect-timeout`"))
}

fn dns(which: &str) -> Option<DnsFailure> {
    Some(match which {
        "no-domain" => DnsFailure::NoDomain,
        "no-name" => DnsFailure::NoName,
        "no-address" => DnsFailure::NoAddress,
        "server-failure" => DnsFailure::ServerFailure,
        "timeout" => DnsFailure::Timeout,
        "disagreement" => DnsFailure::Disagreement,
        _ => return None,
    })
}

fn tls(which: &str) -> Option<TlsError> {
    let (kind, rest) = which.split_once(' ').unwrap_or((which, ""));
    Some(match kind {
        "expired" => TlsError::Expired(midnight(rest)),
        "not-yet-valid" => TlsError::NotYetValid,
        "wrong-name" => TlsError::WrongName(rest.split_whitespace().map(str::to_owned).collect()),
        "self-signed" => TlsError::SelfSigned,
        "unknown-issuer" => TlsError::UnknownIssuer,
        "revoked" => TlsError::Revoked,
        "client-certificate" => TlsError::ClientCertificate,
        "legacy" => TlsError::Legacy,
        "handshake" => TlsError::Handshake(rest.parse().ok()),
        _ => return None,
    })
}

fn midnight(day: &str) -> Option<Timestamp> {
    let day: Date = day.parse().ok()?;
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

/// A clock that waits for nobody: who sleeps is awake at once, and it is so much later.
#[derive(Debug)]
pub struct HastyClock(Mutex<Timestamp>);

impl HastyClock {
    /// A clock that shows `now` until somebody sleeps.
    pub fn starting_at(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }
}

impl Clock for HastyClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // Whoever else has something to do has it done before the time passes.
            tokio::task::yield_now().await;
            let passed = SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX);
            let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *now = now.checked_add(passed).unwrap_or(Timestamp::MAX);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(script: &ScriptedAnswers, method: Method, url: &str) -> Result<u16, FetchError> {
        let request = HttpRequest { method, body_limit: 4, ..HttpRequest::get(url.parse().unwrap()) };
        script.outcome(&request).map(|answer| {
            assert!(answer.body.bytes.len() <= 4);
            answer.status
        })
    }

    #[test]
    fn answers_come_in_their_order_and_the_exact_one_first() {
        let script = ScriptedAnswers::read([
            "GET https://a.org/*\nHTTP/1.1 404 Not Found\n",
            "GET https://a.org/x\nHTTP/1.1 503 Busy\nRetry-After: 3\n\nlong body\n",
            "GET https://a.org/x\nHTTP/2 200 OK\n\nlong body\n",
            "HEAD https://a.org/x\nHTTP/1.1 405 No\n",
            "GET https://b.org/\n! tls wrong-name c.org d.org\n",
        ])
        .unwrap();
        let get = |url: &str| ask(&script, Method::Get, url);
        assert_eq!(
            (get("https://a.org/x#f"), get("https://a.org/x"), get("https://a.org/x")),
            (Ok(503), Ok(200), Ok(200))
        );
        assert_eq!((get("https://a.org/y"), ask(&script, Method::Head, "https://a.org/x")), (Ok(404), Ok(405)));
        assert_eq!(ask(&script, Method::Head, "https://a.org/y"), Ok(404));
        let names = vec!["c.org".to_owned(), "d.org".to_owned()];
        assert_eq!(get("https://b.org/"), Err(FetchError::Tls(TlsError::WrongName(names))));
        assert!(script.missing().is_empty() && get("https://b.org/x").is_err());
        assert_eq!(script.missing(), ["GET https://b.org/x"]);
        assert_eq!(script.hosts(), ["a.org", "b.org"]);
    }

    #[test]
    fn what_cannot_be_understood_is_told() {
        for (text, wanted) in [
            ("PUT https://a.org/", "is no request"),
            ("GET a.org", "is no request"),
            ("GET https://a.org/\n404", "`404` is no answer"),
            ("GET https://a.org/\nHTTP/1.1 404 No\nx", "`x` is no header"),
            ("GET https://a.org/\n! dns gone", "`! dns gone` is no fault"),
        ] {
            assert!(ScriptedAnswers::read([text]).unwrap_err().contains(wanted), "{text}");
        }
    }
}
