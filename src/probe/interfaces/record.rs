//! Interfaces that answer about one thing in one request by GET, in JSON: what they share.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::{
    adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink},
    json::body,
};
use crate::probe::HttpAnswer;

/// An interface that answers about one thing at a time. Whatever it does not answer is asked as a page.
#[derive(Debug)]
pub(super) struct RecordInterface {
    /// The word in front of the names of its things.
    pub(super) kind: &'static str,
    /// Parses an address.
    pub(super) parse: fn(&Url) -> Option<ThingLink>,
    /// Builds the address of the request about a thing at a host.
    pub(super) address: fn(&str, &str) -> Option<Url>,
    /// Reads the record of a thing: its name, the status and the JSON.
    pub(super) read: fn(&str, u16, &Value) -> Option<ThingFacts>,
    /// The least time between two requests.
    pub(super) interval: Duration,
    /// Requests in one run at most.
    pub(super) requests: Option<usize>,
}

impl HostInterface for RecordInterface {
    fn kind(&self) -> &'static str {
        self.kind
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        (self.parse)(url)
    }

    fn terms(&self, _has_token: bool) -> InterfaceTerms {
        InterfaceTerms { batch: 1, requests: self.requests, interval: self.interval, waits: false }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        Some(InterfaceRequest::get((self.address)(host, names.first()?)?, "application/json"))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let name = names.first().copied().unwrap_or_default();
        let record = body(answer).filter(|record| record.is_object() || record.is_array());
        InterfaceReading::Things(vec![record.and_then(|record| (self.read)(name, answer.status, &record))])
    }
}

/// Builds the link of a thing that has one spelling.
pub(super) fn link(host: &str, name: &str, is_whole: bool) -> ThingLink {
    ThingLink { host: host.to_owned(), name: name.to_owned(), key: name.to_ascii_lowercase(), is_whole }
}

/// The parts of a path that are not empty.
pub(super) fn parts(url: &Url) -> Option<Vec<&str>> {
    Some(url.path_segments()?.filter(|part| !part.is_empty()).collect())
}

/// True if a text is a number that can be the name of a thing.
pub(super) fn is_number(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// True if a text is of the letters that names of things have in addresses.
pub(super) fn is_slug(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=100).contains(&text.len()) && text.bytes().all(allowed)
}
