//! Whether what was seen can be held against links: where too many hosts fail together, the network did.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::probe::{DnsFault, Fault, Fetched, Method, Network, Request, Settings, TlsFault, Transport, Validators};

/// Hosts that fail together before anything is suspected.
const SUSPECTS: usize = 5;

/// What the hosts of a run say of the network.
#[derive(Debug, Default)]
pub(super) struct Witnesses {
    /// What each domain says, by index; none where it says nothing yet.
    said: Vec<Option<bool>>,
    /// Domains whose word counts.
    count: usize,
    answered: usize,
    failed: usize,
    /// What the canaries said: how many were asked, and how many answered.
    canaries: Option<(usize, usize)>,
}

impl Witnesses {
    /// Adds a domain, the next by index. Its word counts where it stood well before, and its address was not made up.
    pub(super) fn add(&mut self, counts: bool) {
        self.count += usize::from(counts);
        // A domain whose word does not count is taken as having said it.
        self.said.push(if counts { None } else { Some(true) });
    }

    /// What a request to a domain said of the network.
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

    /// Whether nothing but failures was heard, so that the run had better find out.
    pub(super) fn silent(&self) -> bool {
        self.canaries.is_none() && self.answered == 0 && self.failed >= SUSPECTS.min(self.count).max(1)
    }

    /// Asks the canaries.
    pub(super) async fn ask_canaries(&mut self, settings: &Settings, transport: &Arc<dyn Transport>) {
        let mut set = tokio::task::JoinSet::new();
        for url in &settings.canaries {
            let (transport, request) = (Arc::clone(transport), canary(url));
            set.spawn(async move { transport.fetch(&request).await.outcome.is_ok() });
        }
        let answers = set.join_all().await;
        self.canaries = Some((answers.len(), answers.iter().filter(|answered| **answered).count()));
    }

    /// Whether the canaries were asked, and none answered, and neither did anything else.
    pub(super) fn down(&self) -> bool {
        self.answered == 0 && self.canaries.is_some_and(|(asked, answered)| asked > 0 && answered == 0)
    }

    /// The state of the network, and why it is no good. Canaries are asked where a fifth of the hosts failed.
    pub(super) async fn judge(
        &mut self,
        settings: &Settings,
        transport: &Arc<dyn Transport>,
    ) -> (Network, Option<String>) {
        let heard = self.answered + self.failed;
        let suspicious = self.failed * 5 > heard && (self.failed >= SUSPECTS || self.answered == 0);
        if !suspicious {
            return (Network::Ok, None);
        }
        if !settings.canaries.is_empty() {
            self.ask_canaries(settings, transport).await;
        }
        let most = format!("{} of {heard} hosts could not be reached", self.failed);
        match self.canaries {
            Some((asked, 0)) if self.answered == 0 => {
                (Network::Down, Some(format!("{most}, and none of the {asked} canaries")))
            }
            Some((asked, answered)) if answered * 2 <= asked => {
                (Network::Degraded, Some(format!("{most}, and {answered} of {asked} canaries could")))
            }
            _ if self.failed < SUSPECTS => (Network::Ok, None),
            None if self.answered == 0 => (Network::Down, Some(most)),
            _ if self.failed * 2 > heard => (Network::Degraded, Some(most)),
            _ => (Network::Ok, None),
        }
    }
}

/// What came of a request says of the network: it is there, or it may not be; none where it says nothing.
pub(super) fn heard(fetched: &Fetched) -> Option<bool> {
    match &fetched.outcome {
        Ok(_) => Some(true),
        Err(fault) if speaks_of_network(fault) => Some(false),
        Err(_) => None,
    }
}

fn canary(url: &Url) -> Request {
    Request {
        url: url.clone(),
        method: Method::Get,
        validators: Validators::default(),
        cookies: None,
        http1: false,
        lone: true,
        body_limit: 0,
    }
}

/// Whether a fault may be the network's own: no connection, no name, a certificate that somebody on the way made.
fn speaks_of_network(fault: &Fault) -> bool {
    match fault {
        Fault::Dns(fault) => *fault != DnsFault::NoName,
        Fault::Refused | Fault::Reset | Fault::ConnectTimeout | Fault::AnswerTimeout | Fault::Unreachable(_) => true,
        Fault::Tls(fault) => matches!(fault, TlsFault::SelfSigned | TlsFault::UnknownIssuer | TlsFault::NotTls),
        Fault::Stalled | Fault::Protocol(_) | Fault::Guarded(_) => false,
    }
}

/// The moment after which a run begins nothing new.
pub(super) fn ends_at(started: Timestamp, settings: &Settings) -> Option<Timestamp> {
    settings.deadline.and_then(|deadline| started.checked_add(deadline).ok())
}
