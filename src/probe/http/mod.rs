//! Requests over HTTP: one connection to what was checked, no redirect, no proxy, no cookie of its own, and a bound to
//! everything that a server may send.

mod body;
mod connect;
mod fault;
mod issuer;
mod meter;
mod pool;
mod tls;

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http_body_util::Full;
use hyper::{
    Response, StatusCode, Uri,
    body::{Bytes, Incoming},
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use rustc_hash::FxHashMap;
use rustls::ClientConfig;
use rustls_pki_types::CertificateDer;
use url::{Host, Position, Url};

use super::{
    AddressGuard, Body, BoxFuture, DnsFailure, FetchError, Fetched, HttpAnswer, HttpHeaders, HttpRequest, HttpVersion,
    Method, ProbeSettings, Refusal, Resolver, Transport,
};
use connect::Target;
use fault::HttpFailure;
use issuer::Issuers;
use pool::{Connection, Outgoing, Pool, PoolKey};
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
pub struct ClientIdentity {
    /// Sent as `User-Agent`.
    pub user_agent: String,
    /// Certificates that are trusted beside those that everybody trusts.
    pub roots: Vec<CertificateDer<'static>>,
}

impl Default for ClientIdentity {
    fn default() -> Self {
        Self { user_agent: user_agent(env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY")), roots: Vec::new() }
    }
}

/// Builds the user agent: our name, and where to read who we are, where that is known.
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
    /// Agrees on HTTP/2 where the server speaks it.
    tls: Arc<ClientConfig>,
    /// Speaks HTTP/1.1 alone.
    tls_http1: Arc<ClientConfig>,
    /// Sent with each request.
    headers: HeaderMap,
    pool: Arc<Pool>,
    guard: Arc<AddressGuard>,
    resolver: Arc<dyn Resolver>,
    /// DNS answers pinned for the run, so that a rebinding host cannot pass the check and then change.
    resolved: Mutex<FxHashMap<(String, u16), CheckedAddresses>>,
    /// The certificates that servers forgot to show.
    issuers: Arc<Issuers>,
    answer_timeout: Duration,
    connect_timeout: Duration,
    total_timeout: Duration,
}

/// The addresses of a host.
type CheckedAddresses = Arc<[SocketAddr]>;

/// An answer whose body is not read yet.
struct Answered {
    response: Response<Incoming>,
    connection: Connection,
    /// The origin to keep the connection for.
    origin: Option<PoolKey>,
}

impl Http {
    /// A transport with the times of the settings.
    ///
    /// # Errors
    ///
    /// Where a certificate of the identity cannot be trusted: a lowercase fragment without a full stop.
    pub fn new(
        settings: &ProbeSettings,
        guard: Arc<AddressGuard>,
        resolver: Arc<dyn Resolver>,
        identity: &ClientIdentity,
    ) -> Result<Self, String> {
        let issuers = Arc::default();
        let config = |protocols: &[&[u8]]| tls::config(&identity.roots, &issuers, protocols).map(Arc::new);
        let idle = settings.interval.saturating_mul(3).max(Duration::from_secs(5));
        Ok(Self {
            tls: config(&[b"h2", b"http/1.1"])?,
            tls_http1: config(&[b"http/1.1"])?,
            headers: headers(&identity.user_agent)?,
            pool: Arc::new(Pool::new(settings.per_host.max(1), idle)),
            guard,
            resolver,
            resolved: Mutex::default(),
            issuers,
            answer_timeout: settings.answer_timeout,
            connect_timeout: settings.connect_timeout,
            total_timeout: settings.total_timeout,
        })
    }

    async fn ask(&self, request: &HttpRequest, address: &mut Option<IpAddr>) -> Result<HttpAnswer, FetchError> {
        let checked = self.checked(&request.url).await?;
        *address = checked.first().map(SocketAddr::ip);
        let mut answer = self.send(request, &checked).await;
        if let Err(failure) = &answer
            && let Some(place) = fault::missing_issuer(failure)
            && self.fetch_issuer(&request.url, &place).await
        {
            answer = self.send(request, &checked).await;
        }
        let answered = answer.map_err(|failure| fault::of(&failure))?;
        let peer = answered.connection.peer;
        *address = Some(peer.ip());
        let port = request.url.port_or_known_default().unwrap_or_default();
        self.guard.look_at_socket(peer, port).map_err(FetchError::Guarded)?;
        if pool::size(answered.response.headers()) > MOST_HEAD.1 as usize {
            return Err(FetchError::Stalled);
        }
        Ok(self.read(answered, request).await)
    }

    /// Sends a request, and gives the head of the answer, over a connection that waits for one or over its own.
    async fn send(&self, request: &HttpRequest, checked: &CheckedAddresses) -> Result<Answered, HttpFailure> {
        let outgoing = outgoing(request, &self.headers).ok_or(HttpFailure::Unsendable)?;
        let answer = self.exchange(request, outgoing, checked);
        let answer = tokio::time::timeout(self.connect_timeout + self.answer_timeout, answer).await;
        answer.unwrap_or(Err(HttpFailure::AnswerTimeout))
    }

    async fn exchange(
        &self,
        request: &HttpRequest,
        outgoing: Outgoing,
        checked: &CheckedAddresses,
    ) -> Result<Answered, HttpFailure> {
        let url = &request.url;
        let https = url.scheme() == "https";
        let origin = (!request.http1 && !request.lone).then(|| PoolKey {
            https,
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port_or_known_default().unwrap_or_default(),
        });
        while let Some(mut connection) = origin.as_ref().and_then(|origin| self.pool.take(origin)) {
            match connection.exchange(outgoing.clone()).await {
                Ok(response) => return Ok(Answered { response, connection, origin }),
                // It was closed while it waited, before anything was sent: the next one.
                Err((_, true)) => {}
                Err((failure, false)) => return Err(failure),
            }
        }
        let config = if request.http1 { &self.tls_http1 } else { &self.tls };
        let tls = https.then(|| (url.host_str().unwrap_or_default(), config));
        let target = Target { tls, addresses: checked, timeout: self.connect_timeout };
        let mut connection = connect::connect(target).await?;
        if let Some(origin) = &origin {
            self.pool.put_shared(origin, &connection);
        }
        let response = connection.exchange(outgoing).await.map_err(|(failure, _)| failure)?;
        Ok(Answered { response, connection, origin })
    }

    /// Fetches the certificate that the server of an address forgot to show, from where its own says that it is: guarded
    /// like every other request, once, and no redirect is followed. Whether there is something new to try.
    async fn fetch_issuer(&self, url: &Url, place: &Url) -> bool {
        let Some(host) = url.host_str().filter(|host| self.issuers.of(host).is_none()) else { return false };
        let Ok(checked) = self.checked(place).await else { return false };
        let request =
            HttpRequest { http1: true, lone: true, body_limit: CERTIFICATE, ..HttpRequest::get(place.clone()) };
        let Ok(mut answered) = self.send(&request, &checked).await else { return false };
        if answered.response.status() != StatusCode::OK {
            return false;
        }
        let body = body::read(&mut answered.response, body::BodyKind::Page, CERTIFICATE, self.answer_timeout).await;
        let certificate = issuer::read(&body.bytes).filter(|_| body.whole);
        certificate.is_some_and(|certificate| self.issuers.keep(host, certificate))
    }

    /// The addresses of a host, checked, so that a connection may be made to them and to nothing else.
    async fn checked(&self, url: &Url) -> Result<CheckedAddresses, FetchError> {
        self.guard.look_at(url).map_err(|refusal| FetchError::Guarded(words(&refusal)))?;
        let port = url.port_or_known_default().unwrap_or_default();
        let name = match url.host() {
            Some(Host::Domain(name)) => name.strip_suffix('.').unwrap_or(name),
            Some(Host::Ipv4(address)) => return Ok(Arc::new([SocketAddr::new(address.into(), port)])),
            Some(Host::Ipv6(address)) => return Ok(Arc::new([SocketAddr::new(address.into(), port)])),
            None => return Err(FetchError::Guarded("there is no host".to_owned())),
        };
        let key = (name.to_owned(), port);
        let known = self.resolved.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let addresses = if let Some(addresses) = known {
            addresses
        } else {
            let resolved = tokio::time::timeout(self.connect_timeout, self.resolver.resolve(name, port)).await;
            let addresses: CheckedAddresses =
                resolved.unwrap_or(Err(DnsFailure::Timeout)).map_err(FetchError::Dns)?.into();
            // The first answer stays, should two have been on their way.
            let mut resolved = self.resolved.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(resolved.entry(key).or_insert(addresses))
        };
        // One address inside a house is enough: such a name is not asked for at its other addresses either.
        for address in addresses.iter() {
            self.guard.look_at_socket(*address, port).map_err(FetchError::Guarded)?;
        }
        if addresses.is_empty() { Err(FetchError::Dns(DnsFailure::NoAddress)) } else { Ok(addresses) }
    }

    async fn read(&self, answered: Answered, request: &HttpRequest) -> HttpAnswer {
        let Answered { mut response, connection, origin } = answered;
        let status = response.status().as_u16();
        let version =
            if response.version() == hyper::Version::HTTP_2 { HttpVersion::Http2 } else { HttpVersion::Http1 };
        let headers = kept(response.headers());
        let length = body::length(&response);
        let leads = (300..400).contains(&status) && headers.get("location").is_some();
        let mut whole = hyper::body::Body::is_end_stream(response.body());
        let body = match request.method {
            Method::Head => Body { length, ..Body::default() },
            Method::Get if status == 304 => Body { whole: true, ..Body::default() },
            Method::Get if leads => {
                if length.is_some_and(|length| length <= SMALL) {
                    let small = SMALL as usize;
                    whole |= body::read(&mut response, body::BodyKind::Page, small, Duration::from_secs(1)).await.whole;
                }
                Body { length, ..Body::default() }
            }
            Method::Get => {
                // The answer to a call is read whole, whatever it is.
                let named = body::BodyKind::of(headers.get("content-type"));
                let kind = if request.call.is_some() { body::BodyKind::Page } else { named };
                let body = body::read(&mut response, kind, request.body_limit, self.answer_timeout).await;
                whole |= body.whole;
                body
            }
        };
        drop(response);
        if let Some(origin) = origin {
            self.pool.put_when_ready(origin, connection, whole).await;
        }
        HttpAnswer { status, version, headers, body }
    }
}

impl Transport for Http {
    fn fetch<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Fetched> {
        Box::pin(async move {
            let began = tokio::time::Instant::now();
            let mut address = None;
            let outcome = tokio::time::timeout(self.total_timeout, self.ask(request, &mut address)).await;
            let outcome = outcome.unwrap_or(Err(FetchError::AnswerTimeout));
            Fetched { outcome, address, elapsed: began.elapsed() }
        })
    }
}

/// The request as it is sent; none if its address cannot be written so. Where the user pinned another port than the
/// address names, the connection goes there, and the server is still told the address's own.
fn outgoing(request: &HttpRequest, headers: &HeaderMap) -> Option<Outgoing> {
    let url = &request.url;
    let uri = Uri::try_from(&url[..Position::AfterQuery]).ok()?;
    let body = request.body();
    let method = match request.method {
        Method::Get if body.is_some() => hyper::Method::POST,
        Method::Get => hyper::Method::GET,
        Method::Head => hyper::Method::HEAD,
    };
    let mut outgoing = Outgoing::new(Full::new(Bytes::from(body.unwrap_or_default().to_owned())));
    *outgoing.method_mut() = method;
    *outgoing.uri_mut() = uri;
    *outgoing.headers_mut() = headers.clone();
    let validators = &request.validators;
    for (name, value) in [
        (header::IF_NONE_MATCH, validators.etag.as_deref()),
        (header::IF_MODIFIED_SINCE, validators.last_modified.as_deref()),
        (header::COOKIE, request.cookies.as_deref()),
    ] {
        // What a server said once may be more than what may be sent.
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
            outgoing.headers_mut().insert(name, value);
        }
    }
    if let Some(call) = &request.call {
        outgoing.headers_mut().insert(header::ACCEPT, HeaderValue::from_static(call.accept));
    }
    if body.is_some() {
        outgoing.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    // What is secret is sent where nobody can read it on the way.
    for own in request.headers.iter().filter(|_| url.scheme() == "https") {
        let mut value = HeaderValue::from_str(&own.value).ok()?;
        value.set_sensitive(true);
        outgoing.headers_mut().insert(HeaderName::from_bytes(own.name.as_bytes()).ok()?, value);
    }
    Some(outgoing)
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
fn kept(headers: &HeaderMap) -> HttpHeaders {
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
    HttpHeaders(headers.iter().take(MOST_FIELDS.0).map(pair).collect())
}

fn words(refusal: &Refusal) -> String {
    match refusal {
        Refusal::PrivateAddress(what) => what.clone(),
        Refusal::Port(port) => format!("port {port} serves no web site"),
        Refusal::Scheme(scheme) => format!("{scheme} is not http"),
        Refusal::Credentials => "the address contains a user name or password".to_owned(),
        Refusal::Excluded => "the configuration excludes it".to_owned(),
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
