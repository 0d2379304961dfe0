//! A link is asked for, and what was seen is judged. Two questions, two types: an [`Observation`] is what was seen, a
//! [`Verdict`] is what it means; `judge` turns the one into the other and does nothing else.
//!
//! Nothing here knows markdown, keeps state between runs, or reads the world: the clock, the transport and the seed of
//! what is random are handed in.

mod ask;
mod clock;
mod cookies;
mod engine;
mod host_options;
mod http;
mod https;
mod interfaces;
mod judge;
mod observation;
mod pace;
mod resolver;
mod script;
mod statement;
mod survey;
mod transport;
mod verdict;
mod wait;
mod walk;

pub use crate::links::{AddressBlock, AddressGuard, Refusal};
pub use ask::{LinkRequest, Method, Validators};
pub use clock::{Clock, SystemClock};
pub use engine::{InterfaceUse, Judge, Tools, survey};
pub use host_options::{HostOptions, HostTable};
pub use http::{ClientIdentity, Http, read_roots};
pub use https::{by_https, same_place};
pub use interfaces::interface_host;
pub use judge::{Judgement, NextProbe, ReviewTrace, ReviewedLink, consider, judge, review, skipped, unjudged, wants};
pub use observation::{
    Body, DnsFailure, End, FetchError, Hop, HttpAnswer, HttpHeaders, HttpVersion, Observation, TlsError, Walk,
};
pub use resolver::{Pin, Pinned, Resolver, SystemResolver};
pub use script::{HastyClock, ScriptedAnswers};
pub use statement::CatalogStatement;
pub use survey::{Event, HostSeen, NetworkState, ProbeSettings, ProbeSurvey, Probed, Progress};
pub use transport::{BoxFuture, Fetched, HttpRequest, InterfaceCall, SecretHeader, Transport};
pub use verdict::{Cause, LinkState, Verdict};
