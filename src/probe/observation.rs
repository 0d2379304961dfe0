//! Observations: every hop of every walk, without its meaning.

use std::{net::IpAddr, time::Duration};

use jiff::Timestamp;
use url::Url;

use super::{Method, Refusal};

/// All that was seen of one link in one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The walks to the address itself, in the order in which they were made: the last one counts, and that an earlier
    /// one ended otherwise is known.
    pub walks: Vec<Walk>,
    /// A walk to a random URL beside it, where the answer alone does not tell a page from an error page: what the
    /// host says of what does not exist.
    pub sibling: Option<Walk>,
    /// A walk to the same address otherwise spelt (with or without a closing slash, percent-encoding normalised), where
    /// the address itself was not found.
    pub variant: Option<Walk>,
    /// A walk to the address that the page sends browsers to, where it does.
    pub onward: Option<Walk>,
}

impl Observation {
    /// Builds the observation of one walk.
    pub fn of(walk: Walk) -> Self {
        Self { walks: vec![walk], sibling: None, variant: None, onward: None }
    }

    /// The walk that counts.
    pub fn last(&self) -> Option<&Walk> {
        self.walks.last()
    }
}

/// One walk from an address along its redirects to an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// When it began.
    pub at: Timestamp,
    /// The requests, in order. The last one is the end's, where the end is an answer or a fault.
    pub hops: Vec<Hop>,
    /// The end of the walk.
    pub end: End,
    /// True if cookies were kept along the way.
    pub cookies: bool,
}

impl Walk {
    /// The answer that it ended with.
    pub fn answer(&self) -> Option<&HttpAnswer> {
        match (&self.end, self.hops.last()?) {
            (End::Answer, Hop { outcome: Ok(answer), .. }) => Some(answer),
            _ => None,
        }
    }

    /// The fault that it ended with.
    pub fn fault(&self) -> Option<&FetchError> {
        match (&self.end, self.hops.last()?) {
            (End::Fault, Hop { outcome: Err(fault), .. }) => Some(fault),
            _ => None,
        }
    }

    /// The address that it ended at.
    pub fn final_url(&self) -> Option<&Url> {
        self.hops.last().map(|hop| &hop.url)
    }

    /// The status that it ended with.
    pub fn status(&self) -> Option<u16> {
        self.answer().map(|answer| answer.status)
    }
}

/// One request of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The requested address.
    pub url: Url,
    /// The method.
    pub method: Method,
    /// The answer, or why there is none.
    pub outcome: Result<HttpAnswer, FetchError>,
    /// The address that was spoken to, where a connection was made.
    pub address: Option<IpAddr>,
    /// Its duration.
    pub elapsed: Duration,
}

/// The end of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With an answer that is no redirect.
    Answer,
    /// With a fault of the last hop.
    Fault,
    /// It came back to an address where it had been, with the same cookies.
    Loop,
    /// It was followed for as many hops as are followed.
    TooManyHops,
    /// A redirect led nowhere: no `Location`, one that is no address, or a scheme that is not http. What it said.
    BadLocation(String),
    /// It went over https, and the page that it arrived at comes without. Where.
    Downgrade(Url),
    /// It was not gone: our own refusal.
    Refused(Refusal),
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// The version of HTTP that was spoken.
    pub version: HttpVersion,
    /// The headers that mean something here.
    pub headers: HttpHeaders,
    /// The part of the body that was read.
    pub body: Body,
}

impl HttpAnswer {
    /// Returns true if the status is that of a redirect to another address.
    pub(crate) fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }
}

/// The version of HTTP that was spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpVersion {
    /// HTTP/1.0 or 1.1.
    Http1,
    /// HTTP/2.
    Http2,
}

/// Headers, their names in lower case, in the order sent: at most a hundred, each value cut at 4,096 bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpHeaders(pub Vec<(String, String)>);

impl HttpHeaders {
    /// The first value of a header; `name` is in lower case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All values of a header; `name` is in lower case.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The part of a body that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The first bytes, decompressed, at most as many as were asked for.
    pub bytes: Vec<u8>,
    /// True if that is all of it.
    pub whole: bool,
    /// True if it ended before its announced length, or its compression is broken.
    pub broken: bool,
    /// Its length, as the server announces it; of a part, the length of the whole.
    pub length: Option<u64>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchError {
    /// The name was not resolved.
    Dns(DnsFailure),
    /// Nothing listens there.
    Refused,
    /// The connection was cut, before the answer's head was whole.
    Reset,
    /// No connection within the time.
    ConnectTimeout,
    /// No answer within the time.
    AnswerTimeout,
    /// The head of the answer came too slowly or is too large.
    Stalled,
    /// No connection could be made, for another reason.
    Unreachable(String),
    /// TLS could not be agreed on, or the certificate is not good.
    Tls(TlsError),
    /// The answer is not HTTP.
    Protocol(String),
    /// Our own refusal: the name resolves to an address inside a house.
    Guarded(String),
}

/// Why a name was not resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DnsFailure {
    /// There is no such name, and neither is there the domain that was registered.
    NoDomain,
    /// There is no such name, but its registered domain is there.
    NoName,
    /// The name is there, but has no address.
    NoAddress,
    /// The servers of the domain failed.
    ServerFailure,
    /// No answer within the time.
    Timeout,
    /// Resolvers say different things.
    Disagreement,
}

/// A problem of TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsError {
    /// The certificate's time has passed. When, where it is known.
    Expired(Option<Timestamp>),
    /// The certificate's time has not begun.
    NotYetValid,
    /// The certificate is for other names: these.
    WrongName(Vec<String>),
    /// The certificate signs itself.
    SelfSigned,
    /// Its issuer is not known.
    UnknownIssuer,
    /// It was called back.
    Revoked,
    /// The certificate cannot be understood, or may not be used for this.
    BadCertificate(String),
    /// The server wants a certificate of ours.
    ClientCertificate,
    /// The server speaks only versions or ciphers that we do not.
    Legacy,
    /// The server ended the handshake: the alert's number, where there was one.
    Handshake(Option<u8>),
    /// The answer is not TLS.
    NotTls,
}
