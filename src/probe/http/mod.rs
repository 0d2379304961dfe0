//! Requests over HTTP: one connection to what was checked, no redirect, no proxy, no cookie of its own, and a bound to
//! everything that a server may send.

mod body;
mod fault;
mod issuer;
mod tls;

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::{
    Client, dns,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use rustc_hash::FxHashMap;
use rustls_pki_types::CertificateDer;
use url::{Host, Position, Url};

use super::{
    Answer, Body, BoxFuture, DnsFault, Fault, Fetched, Guard, Headers, Method, Refusal, Request, Resolver, Settings,
    Transport, Validators, Version,
};
use issuer::Issuers;
pub use tls::read_roots;

/// Fields of an answer that are kept, and bytes of each value.
const MOST_FIELDS: (usize, usize) = (100, 4096);
/// Fields that are read, and bytes of the whole head.
const MOST_HEAD: (usize, u32) = (256, 64 * 1024);
/// A certificate that is fetched, at most.
const CERTIFICATE: usize = 64 * 1024;
/// A body of a redirect that is read, so that its connection can serve the next request.
const SMALL: u64 = 8 * 1024;

/// Who asks, and whom it trusts.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Sent as `User-Agent`.
    pub user_agent: String,
    /// Certificates that are trusted beside those that everybody trusts.
    pub roots: Vec<CertificateDer<'static>>,
}

impl Default for Identity {
    fn default() -> Self {
        Self { user_agent: user_agent(env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY")), roots: Vec::new() }
    }
}

/// What we call ourselves: our name, and where to read who we are, where that is known.
fn user_agent(version: &str, repository: &str) -> String {
    if repository.is_empty() {
        format!("catalint/{version} (link audit)")
    } else {
        format!("catalint/{version} (+{repository}; link audit)")
    }
}

/// The transport over HTTP.
#[derive(Debug)]
pub struct Http {
    client: Client,
    /// Keeps no connection.
    lone: Client,
    /// Speaks HTTP/1.1, each request on a connection of its own.
    second: Client,
    guard: Arc<Guard>,
    resolver: Arc<dyn Resolver>,
    /// What each host resolved to in this run: it is not asked twice, so that it cannot answer otherwise once checked.
    resolved: Mutex<FxHashMap<(String, u16), Checked>>,
    /// The certificates that servers forgot to show.
    issuers: Arc<Issuers>,
    answer_timeout: Duration,
    connect_timeout: Duration,
    total_timeout: Duration,
}

/// The addresses of a host.
type Checked = Arc<[SocketAddr]>;

tokio::task_local! {
    /// Where the request of this task connects to: checked, and nowhere else.
    static CHECKED: Checked;
}

/// Gives the library what was checked for the request at hand; it never looks up a name itself.
#[derive(Debug)]
struct OnlyChecked;

impl dns::Resolve for OnlyChecked {
    fn resolve(&self, _name: dns::Name) -> dns::Resolving {
        let checked = CHECKED.try_with(Arc::clone);
        Box::pin(async move {
            let addresses = checked.map_err(|_| "no address was checked")?;
            Ok(Box::new(Vec::from(&*addresses).into_iter()) as dns::Addrs)
        })
    }
}

impl Http {
    /// A transport with the times of the settings.
    ///
    /// # Errors
    ///
    /// Where a certificate of the identity cannot be trusted: a lowercase fragment without a full stop.
    pub fn new(
        settings: &Settings,
        guard: Arc<Guard>,
        resolver: Arc<dyn Resolver>,
        identity: &Identity,
    ) -> Result<Self, String> {
        let issuers = Arc::default();
        let build = |http2: bool, kept: usize| -> Result<Client, String> {
            let protocols: &[&[u8]] = if http2 { &[b"h2", b"http/1.1"] } else { &[b"http/1.1"] };
            let builder = Client::builder()
                .tls_backend_preconfigured(tls::config(&identity.roots, &issuers, protocols)?)
                .dns_resolver(OnlyChecked)
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .no_proxy()
                .default_headers(headers(&identity.user_agent)?)
                .connect_timeout(settings.connect_timeout)
                .http1_max_headers(MOST_HEAD.0)
                .http2_max_header_list_size(MOST_HEAD.1)
                .pool_idle_timeout(settings.interval.saturating_mul(3).max(Duration::from_secs(5)))
                .pool_max_idle_per_host(kept);
            let builder = if http2 { builder } else { builder.http1_only() };
            builder.build().map_err(|error| error.to_string())
        };
        Ok(Self {
            client: build(true, settings.per_host.max(1))?,
            lone: build(true, 0)?,
            second: build(false, 0)?,
            guard,
            resolver,
            resolved: Mutex::default(),
            issuers,
            answer_timeout: settings.answer_timeout,
            connect_timeout: settings.connect_timeout,
            total_timeout: settings.total_timeout,
        })
    }

    async fn ask(&self, request: &Request, address: &mut Option<IpAddr>) -> Result<Answer, Fault> {
        let checked = self.checked(&request.url).await?;
        *address = checked.first().map(SocketAddr::ip);
        let mut answer = self.send(request, &checked).await;
        if let Err(Some(error)) = &answer
            && let Some(place) = fault::missing_issuer(error)
            && self.fetch_issuer(&request.url, &place).await
        {
            answer = self.send(request, &checked).await;
        }
        let mut response = answer.map_err(|error| error.map_or(Fault::AnswerTimeout, |error| fault::of(&error)))?;
        if let Some(peer) = response.remote_addr() {
            *address = Some(peer.ip());
            let port = request.url.port_or_known_default().unwrap_or_default();
            self.guard.look_at_socket(peer, port).map_err(Fault::Guarded)?;
        }
        let head: usize = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        if head > MOST_HEAD.1 as usize {
            return Err(Fault::Stalled);
        }
        Ok(self.read(&mut response, request).await)
    }

    /// Sends a request, and gives the head of the answer; no error is that there was none in time.
    async fn send(&self, request: &Request, checked: &Checked) -> Result<reqwest::Response, Option<reqwest::Error>> {
        let client = match request {
            Request { http1: true, .. } => &self.second,
            Request { lone: true, .. } => &self.lone,
            _ => &self.client,
        };
        let answer = CHECKED.scope(Arc::clone(checked), client.execute(outgoing(request, checked)));
        let answer = tokio::time::timeout(self.connect_timeout + self.answer_timeout, answer).await;
        answer.map_err(|_| None)?.map_err(Some)
    }

    /// Fetches the certificate that the server of an address forgot to show, from where its own says that it is: guarded
    /// like every other request, once, and no redirect is followed. Whether there is something new to try.
    async fn fetch_issuer(&self, url: &Url, place: &Url) -> bool {
        let Some(host) = url.host_str().filter(|host| self.issuers.of(host).is_none()) else { return false };
        let Ok(checked) = self.checked(place).await else { return false };
        let request = Request {
            url: place.clone(),
            method: Method::Get,
            validators: Validators::default(),
            cookies: None,
            http1: true,
            lone: true,
            body_limit: CERTIFICATE,
        };
        let Ok(mut response) = self.send(&request, &checked).await else { return false };
        if response.status() != reqwest::StatusCode::OK {
            return false;
        }
        let body = body::read(&mut response, body::Kind::Page, CERTIFICATE, self.answer_timeout).await;
        let certificate = issuer::read(&body.bytes).filter(|_| body.whole);
        certificate.is_some_and(|certificate| self.issuers.keep(host, certificate))
    }

    /// The addresses of a host, checked, so that a connection may be made to them and to nothing else.
    async fn checked(&self, url: &Url) -> Result<Checked, Fault> {
        self.guard.look_at(url).map_err(|refusal| Fault::Guarded(words(&refusal)))?;
        let port = url.port_or_known_default().unwrap_or_default();
        let name = match url.host() {
            Some(Host::Domain(name)) => name.strip_suffix('.').unwrap_or(name),
            Some(Host::Ipv4(address)) => return Ok(Arc::new([SocketAddr::new(address.into(), port)])),
            Some(Host::Ipv6(address)) => return Ok(Arc::new([SocketAddr::new(address.into(), port)])),
            None => return Err(Fault::Guarded("there is no host".to_owned())),
        };
        let key = (name.to_owned(), port);
        let known = self.resolved.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let addresses = if let Some(addresses) = known {
            addresses
        } else {
            let resolved = tokio::time::timeout(self.connect_timeout, self.resolver.resolve(name, port)).await;
            let addresses: Checked = resolved.unwrap_or(Err(DnsFault::Timeout)).map_err(Fault::Dns)?.into();
            // The first answer stays, should two have been on their way.
            let mut resolved = self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(resolved.entry(key).or_insert(addresses))
        };
        // One address inside a house is enough: such a name is not asked for at its other addresses either.
        for address in addresses.iter() {
            self.guard.look_at_socket(*address, port).map_err(Fault::Guarded)?;
        }
        if addresses.is_empty() { Err(Fault::Dns(DnsFault::NoAddress)) } else { Ok(addresses) }
    }

    async fn read(&self, response: &mut reqwest::Response, request: &Request) -> Answer {
        let status = response.status().as_u16();
        let version = if response.version() == reqwest::Version::HTTP_2 { Version::Http2 } else { Version::Http1 };
        let headers = kept(response.headers());
        let length = body::length(response);
        let leads = (300..400).contains(&status) && headers.get("location").is_some();
        let body = match request.method {
            Method::Head => Body { length, ..Body::default() },
            Method::Get if status == 304 => Body { whole: true, ..Body::default() },
            Method::Get if leads => {
                if length.is_some_and(|length| length <= SMALL) {
                    body::read(response, body::Kind::Page, SMALL as usize, Duration::from_secs(1)).await;
                }
                Body { length, ..Body::default() }
            }
            Method::Get => {
                let kind = body::Kind::of(headers.get("content-type"));
                body::read(response, kind, request.body_limit, self.answer_timeout).await
            }
        };
        Answer { status, version, headers, body }
    }
}

impl Transport for Http {
    fn fetch<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Fetched> {
        Box::pin(async move {
            let began = tokio::time::Instant::now();
            let mut address = None;
            let outcome = tokio::time::timeout(self.total_timeout, self.ask(request, &mut address)).await;
            let outcome = outcome.unwrap_or(Err(Fault::AnswerTimeout));
            Fetched { outcome, address, elapsed: began.elapsed() }
        })
    }
}

/// The request as it is sent. Where the user pinned another port than the address names, it goes there, and the server
/// is still told the address's own.
fn outgoing(request: &Request, checked: &[SocketAddr]) -> reqwest::Request {
    let mut url = request.url.clone();
    url.set_fragment(None);
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Head => reqwest::Method::HEAD,
    };
    let pinned = checked.first().map(SocketAddr::port).filter(|pinned| url.port().is_some_and(|own| own != *pinned));
    let own = url[Position::BeforeHost..Position::AfterPort].to_owned();
    if pinned.is_some() {
        // A host that is a name or an address has a port.
        let _ = url.set_port(pinned);
    }
    let mut outgoing = reqwest::Request::new(method, url);
    let validators = &request.validators;
    for (name, value) in [
        (header::HOST, pinned.map(|_| own.as_str())),
        (header::IF_NONE_MATCH, validators.etag.as_deref()),
        (header::IF_MODIFIED_SINCE, validators.last_modified.as_deref()),
        (header::COOKIE, request.cookies.as_deref()),
    ] {
        // What a server said once may be more than what may be sent.
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            outgoing.headers_mut().insert(name, value);
        }
    }
    outgoing
}

fn headers(user_agent: &str) -> Result<HeaderMap, String> {
    let user_agent = HeaderValue::from_str(user_agent).map_err(|_| "the user agent cannot be sent".to_owned())?;
    Ok(HeaderMap::from_iter([
        (header::USER_AGENT, user_agent),
        (header::ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")),
        (header::ACCEPT_LANGUAGE, HeaderValue::from_static("en")),
        (header::ACCEPT_ENCODING, HeaderValue::from_static("gzip")),
    ]))
}

/// The headers that are kept of an answer.
fn kept(headers: &HeaderMap) -> Headers {
    let value = |value: &HeaderValue| {
        let mut text = match std::str::from_utf8(value.as_bytes()) {
            Ok(text) => text.to_owned(),
            Err(_) => value.as_bytes().iter().map(|byte| char::from(*byte)).collect(),
        };
        let end = (0..=MOST_FIELDS.1.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or_default());
        text
    };
    let pair = |(name, own): (&HeaderName, &HeaderValue)| (name.as_str().to_owned(), value(own));
    Headers(headers.iter().take(MOST_FIELDS.0).map(pair).collect())
}

fn words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::PrivateAddress(what) => what.clone(),
        Refusal::Port(port) => format!("port {port} serves no web site"),
        Refusal::Scheme(scheme) => format!("{scheme} is not http"),
        Refusal::Credentials => "a name or a password stands before the host".to_owned(),
        Refusal::Excluded => "the configuration leaves it out".to_owned(),
        Refusal::Budget => "the run had no room for it".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_agent_says_who_it_is() {
        assert_eq!(user_agent("1.2.3", ""), "catalint/1.2.3 (link audit)");
        assert_eq!(user_agent("1", "https://example.org/c"), "catalint/1 (+https://example.org/c; link audit)");
        assert!(headers("a\nb").is_err());
    }

    #[test]
    fn headers_are_cut() {
        let mut many = HeaderMap::new();
        for at in 0..200 {
            many.append("set-cookie", HeaderValue::from_str(&format!("c{at}={}", "é".repeat(3000))).expect("a value"));
        }
        many.insert("x-latin", HeaderValue::from_bytes(b"caf\xe9").expect("a value"));
        let kept = kept(&many);
        assert_eq!(kept.0.len(), 100);
        assert!(kept.0.iter().all(|(_, value)| value.len() <= 4096));
    }
}
