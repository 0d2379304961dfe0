//! One request and its answer: what carries it is a parameter.

use std::{fmt, future::Future, net::IpAddr, pin::Pin, sync::Arc, time::Duration};

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
    /// Of the answer to a call, all are read up to this limit.
    pub body_limit: usize,
    /// Headers of the configuration for this host alone. They are sent by https, and never to where a redirect leads.
    pub headers: Vec<SecretHeader>,
    /// What makes it a call of an interface; none where a page is requested.
    pub call: Option<Arc<InterfaceCall>>,
}

impl HttpRequest {
    /// Builds a request for an address by GET, without any of its extras, of whose body nothing is read.
    pub fn get(url: Url) -> Self {
        Self {
            url,
            method: Method::Get,
            validators: Validators::default(),
            cookies: None,
            http1: false,
            lone: false,
            body_limit: 0,
            headers: Vec::new(),
            call: None,
        }
    }

    /// The method as it is sent.
    pub fn verb(&self) -> &'static str {
        if self.body().is_some() { "POST" } else { self.method.as_str() }
    }

    /// The body that is sent.
    pub fn body(&self) -> Option<&str> {
        self.call.as_ref()?.body.as_deref()
    }
}

/// A call of an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterfaceCall {
    /// The type that is wanted, sent as `Accept`.
    pub accept: &'static str,
    /// The JSON that is sent by POST; none where the call is a GET.
    pub body: Option<String>,
}

/// A header whose value is a secret: no output has it, not even one for debugging.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl fmt::Debug for SecretHeader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SecretHeader").field("name", &self.name).finish_non_exhaustive()
    }
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
