//! One request and its answer: what carries it is a parameter.

use std::{future::Future, net::IpAddr, pin::Pin, time::Duration};

use url::Url;

use super::{FetchError, HttpAnswer, Method, Validators};

/// A future that a trait object gives.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Carries one request: no redirect is followed, no cookie is kept, nothing is tried again.
pub trait Transport: Send + Sync + std::fmt::Debug {
    /// Asks, and gives what came of it. It ends within the times that it was made with.
    fn fetch<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Fetched>;
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The address; its fragment is not sent.
    pub url: Url,
    /// The method.
    pub method: Method,
    /// Sent as `If-None-Match` and `If-Modified-Since`.
    pub validators: Validators,
    /// Sent as `Cookie`, where a walk that went in a circle is tried with cookies.
    pub cookies: Option<String>,
    /// True if only HTTP/1.1 may be spoken, on a connection of its own: the second opinion where the first was a fault.
    pub http1: bool,
    /// True if no other request to the host follows soon, so that its connection need not be kept: a run over many
    /// hosts would hold more of them than the system lets it.
    pub lone: bool,
    /// At most so many bytes of the body are read, decompressed, where it is HTML; of other bodies only the first few.
    pub body_limit: usize,
}

/// The result of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The answer, or why there is none.
    pub outcome: Result<HttpAnswer, FetchError>,
    /// The address that was spoken to, where a connection was made.
    pub address: Option<IpAddr>,
    /// Its duration.
    pub elapsed: Duration,
}
