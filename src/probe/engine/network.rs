//! Tells an outage of our own network from rot: where too many hosts fail together, the network did.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::probe::{DnsFailure, FetchError, Fetched, HttpRequest, NetworkState, ProbeSettings, TlsError, Transport};

/// Hosts that fail together before anything is suspected.
const SUSPECTS: usize = 5;

/// The state of the network by the hosts of a run.
#[derive(Debug, Default)]
pub(super) struct Witnesses {
    /// The last word of each domain on the network, by index; none where it has none yet.
    said: Vec<Option<bool>>,
    /// Domains whose word counts.
    count: usize,
    answered: usize,
    failed: usize,
    /// The canaries: how many were requested, and how many answered.
    canaries: Option<(usize, usize)>,
}

impl Witnesses {
    /// Adds a domain, the next by index. Its word counts where it stood well before, and its address was not made up.
    pub(super) fn add(&mut self, counts: bool) {
        self.count += usize::from(counts);
        // A domain whose word does not count is taken as having said it.
        self.said.push(if counts { None } else { Some(true) });
    }

    /// Takes up what a request to a domain shows of the network.
    pub(super) fn hear(&mut self, host: usize, heard: Option<bool>) {
        let (Some(own), Some(answered)) = (self.said.get_mut(host), heard) else { return };
        match (*own, answered) {
            (None, true) => self.answered += 1,
            (None, false) => self.failed += 1,
            (Some(false), true) => (self.answered, self.failed) = (self.answered + 1, self.failed - 1),
            _ => return,
        }
        *own = Some(answered);
    }

    /// Returns true if nothing but failures was heard, so that the run had better find out.
    pub(super) fn silent(&self) -> bool {
        self.canaries.is_none() && self.answered == 0 && self.failed >= SUSPECTS.min(self.count).max(1)
    }

    /// Asks the canaries.
    pub(super) async fn ask_canaries(&mut self, settings: &ProbeSettings, transport: &Arc<dyn Transport>) {
        let mut set = tokio::task::JoinSet::new();
        for url in &settings.canaries {
            let (transport, request) = (Arc::clone(transport), canary(url));
            set.spawn(async move { transport.fetch(&request).await.outcome.is_ok() });
        }
        let answers = set.join_all().await;
        self.canaries = Some((answers.len(), answers.iter().filter(|answered| **answered).count()));
    }

    /// Returns true if the canaries were asked, and none answered, and neither did anything else.
    pub(super) fn down(&self) -> bool {
        self.answered == 0 && self.canaries.is_some_and(|(asked, answered)| asked > 0 && answered == 0)
    }

    /// The state of the network, and why it is no good. Canaries are asked where a fifth of the hosts failed.
    pub(super) async fn judge(
        &mut self,
        settings: &ProbeSettings,
        transport: &Arc<dyn Transport>,
    ) -> (NetworkState, Option<String>) {
        let heard = self.answered + self.failed;
        let suspicious = self.failed * 5 > heard && (self.failed >= SUSPECTS || self.answered == 0);
        if !suspicious {
            return (NetworkState::Ok, None);
        }
        if !settings.canaries.is_empty() {
            self.ask_canaries(settings, transport).await;
        }
        let most = format!("{} of {heard} hosts could not be reached", self.failed);
        match self.canaries {
            Some((asked, 0)) if self.answered == 0 => {
                (NetworkState::Down, Some(format!("{most}, and none of the {asked} canaries")))
            }
            Some((asked, answered)) if answered * 2 <= asked => {
                (NetworkState::Degraded, Some(format!("{most}, and {answered} of {asked} canaries could")))
            }
            _ if self.failed < SUSPECTS => (NetworkState::Ok, None),
            None if self.answered == 0 => (NetworkState::Down, Some(most)),
            _ if self.failed * 2 > heard => (NetworkState::Degraded, Some(most)),
            _ => (NetworkState::Ok, None),
        }
    }
}

/// Returns true if a request's result shows the network up, false if it may be down, none where it shows nothing.
pub(super) fn heard(fetched: &Fetched) -> Option<bool> {
    match &fetched.outcome {
        Ok(_) => Some(true),
        Err(fault) if speaks_of_network(fault) => Some(false),
        Err(_) => None,
    }
}

fn canary(url: &Url) -> HttpRequest {
    HttpRequest { lone: true, ..HttpRequest::get(url.clone()) }
}

/// Returns true if a fault may be the network's own: no connection, no name, a certificate that somebody on the way
/// made.
fn speaks_of_network(fault: &FetchError) -> bool {
    match fault {
        FetchError::Dns(fault) => *fault != DnsFailure::NoName,
        FetchError::Refused
        | FetchError::Reset
        | FetchError::ConnectTimeout
        | FetchError::AnswerTimeout
        | FetchError::Unreachable(_) => true,
        FetchError::Tls(fault) => matches!(fault, TlsError::SelfSigned | TlsError::UnknownIssuer | TlsError::NotTls),
        FetchError::Stalled | FetchError::Protocol(_) | FetchError::Guarded(_) => false,
    }
}

/// The moment after which a run begins nothing new.
pub(super) fn ends_at(started: Timestamp, settings: &ProbeSettings) -> Option<Timestamp> {
    settings.deadline.and_then(|deadline| started.checked_add(deadline).ok())
}
