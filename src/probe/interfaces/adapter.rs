//! The trait of all adapters, and the words that they share: things, the links that mean them, and answers about them.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use url::Url;

use crate::probe::{Cause, HttpAnswer, InterfaceCall};

/// A link, read as the thing that it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ThingLink {
    /// The host that is asked about the thing: `api.github.com`.
    pub(crate) host: String,
    /// The name of the thing at that host, as the link writes it: `owner/repository`.
    pub(crate) name: String,
    /// The name in one spelling for all links that mean the thing.
    pub(crate) key: String,
    /// True if the link means the thing itself; false where it means a part of it, which has a page of its own.
    pub(crate) is_whole: bool,
}

/// An interface that answers for the pages of a host.
pub(crate) trait HostInterface: Sync + std::fmt::Debug {
    /// The word in front of the names of its things: `github`.
    fn kind(&self) -> &'static str;

    /// Parses an address; none where it means no thing of this interface.
    fn parse(&self, url: &Url) -> Option<ThingLink>;

    /// Returns how the interface is asked, with a token or without one.
    fn terms(&self, has_token: bool) -> InterfaceTerms;

    /// Builds the request about these things, at most as many as [`InterfaceTerms::batch`].
    fn request(&self, host: &str, names: &[&str], has_token: bool) -> Option<InterfaceRequest>;

    /// Reads an answer that is no limit and no failure of the server.
    fn read(&self, names: &[&str], answer: &HttpAnswer, has_token: bool) -> InterfaceReading;

    /// Returns the address of a link once its thing is called `name`: everything else of the link stays.
    fn renamed(&self, _link: &Url, _name: &str) -> Option<Url> {
        None
    }

    /// True if the host holds repositories of code. Scripts make its pages, so that no fragment is looked for in them; it
    /// answers 404 to what it does not have, so that no control URL is requested; and its licence is that of the code.
    fn holds_code(&self) -> bool {
        false
    }
}

/// How an interface is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InterfaceTerms {
    /// Things in one request at most.
    pub(crate) batch: usize,
    /// Requests in one run at most; none where there is no such limit. Things beyond are requested as pages.
    pub(crate) requests: Option<usize>,
    /// The least time between two requests.
    pub(crate) interval: Duration,
    /// True if things wait for another run where the limit of the interface is reached; their pages are requested
    /// otherwise.
    pub(crate) waits: bool,
}

/// A request of an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InterfaceRequest {
    /// The address.
    pub(crate) url: Url,
    /// The type that is wanted, and the body.
    pub(crate) call: Arc<InterfaceCall>,
}

impl InterfaceRequest {
    /// Builds a request by GET.
    pub(crate) fn get(url: Url, accept: &'static str) -> Self {
        Self { url, call: Arc::new(InterfaceCall { accept, body: None }) }
    }

    /// Builds a request by POST with a body of JSON.
    pub(crate) fn post(url: Url, body: &serde_json::Value) -> Self {
        Self { url, call: Arc::new(InterfaceCall { accept: "application/json", body: Some(body.to_string()) }) }
    }
}

/// What an answer of an interface says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InterfaceReading {
    /// What is known of each thing, in the order of the request; none of those that it did not answer.
    Things(Vec<Option<ThingFacts>>),
    /// The limit is reached: what is known of each thing so far.
    Limited(Vec<Option<ThingFacts>>),
    /// The request was too much for it: fewer things at once may do.
    TooMuch,
    /// The interface cannot be used: a lowercase fragment without a full stop.
    Unusable(String),
}

/// What an interface says of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ThingFacts {
    /// The judgement of the links that mean it.
    pub(crate) cause: Cause,
    /// The status that stands for the answer.
    pub(crate) status: u16,
    /// The evidence: a lowercase fragment without a full stop.
    pub(crate) evidence: String,
    /// The present name of the thing, where it was renamed.
    pub(crate) renamed_to: Option<String>,
    /// Its licence.
    pub(crate) license: Option<HostLicense>,
}

/// The licence that a host tells of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostLicense {
    /// The field of the answer.
    pub(crate) field: &'static str,
    /// Its value; of several licences, with `OR` between them.
    pub(crate) value: String,
}

impl ThingFacts {
    /// Builds the facts of a thing with its judgement.
    pub(crate) fn new(cause: Cause, status: u16, evidence: impl Into<String>) -> Self {
        Self { cause, status, evidence: evidence.into(), renamed_to: None, license: None }
    }

    /// Builds the facts of a thing that is there, and of which there is nothing to report.
    pub(crate) fn alive(evidence: impl Into<String>) -> Self {
        Self::new(Cause::Alive, 200, evidence)
    }

    /// Builds the facts of a thing that has another name now.
    pub(crate) fn renamed(name: String, evidence: impl Into<String>) -> Self {
        Self { renamed_to: Some(name), ..Self::new(Cause::Renamed, 301, evidence) }
    }

    /// Adds the licence in a field of the answer, where there is one.
    pub(crate) fn licensed(mut self, field: &'static str, value: Option<&str>) -> Self {
        self.license = value.map(|value| HostLicense { field, value: value.to_owned() });
        self
    }

    /// True if nothing that belongs to the thing can be there.
    pub(crate) fn is_gone(&self) -> bool {
        self.cause.state() == crate::probe::LinkState::Dead || matches!(self.cause, Cause::Disabled | Cause::Legal)
    }
}

/// The day of a moment that a host wrote, where it is one: `2024-05-06`.
pub(super) fn day(text: &str) -> Option<String> {
    let moment: Timestamp = text.parse().ok()?;
    Some(moment.strftime("%Y-%m-%d").to_string())
}
