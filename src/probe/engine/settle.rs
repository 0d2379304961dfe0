//! What a run says: each link as it is judged, how far the run is, and what it saw in all.

use std::time::Duration;

use super::{Run, host::Host, look::Look};
use crate::probe::{Cause, Event, Network, Probed, Progress, State, Survey, Trace, Verdict, pace::later};

/// The least time between two events that tell how far a run is.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

impl Run<'_> {
    /// A link is not asked for in this run.
    pub(super) fn skip(&mut self, index: usize, host: usize) {
        let Some(ask) = self.asks.get(index) else { return };
        self.settle(Look::new(index, host, ask, false));
    }

    /// A link is judged for this run.
    pub(super) fn settle(&mut self, look: Look) {
        let home = look.home;
        let (mut probed, trace, head_lies) = look.settle(&self.tools.judge);
        if self.down {
            probed.verdict = no_network();
        }
        self.done += 1;
        self.dead += usize::from(probed.verdict.state == State::Dead);
        (self.on)(Event::Judged(Box::new(probed.clone())));
        self.judged(home, probed, trace, head_lies);
        self.tell_progress(false);
    }

    fn judged(&mut self, home: usize, probed: Probed, trace: Trace, head_lies: bool) {
        let Some(host) = self.hosts.get_mut(home) else { return };
        host.head_lies |= head_lies;
        host.judged(probed, trace);
        if host.left > 0 {
            return;
        }
        for probed in host.review(self.asks) {
            (self.on)(Event::Judged(Box::new(probed)));
        }
    }

    fn tell_progress(&mut self, last: bool) {
        let now = self.tools.clock.now();
        let soon = self.told_at.is_some_and(|told| now < later(told, PROGRESS_EVERY));
        if soon && !last {
            return;
        }
        self.told_at = Some(now);
        let busy = self.hosts.iter().filter(|host| host.left > 0);
        (self.on)(Event::Progress(Progress {
            done: self.done,
            links: self.asks.len(),
            dead: self.dead,
            hosts_busy: busy.clone().count(),
            left: busy.map(|host| host.left_time(&self.settings)).max().unwrap_or_default(),
        }));
    }

    pub(super) async fn finish(mut self) -> Survey {
        self.tell_progress(true);
        let (network, reason) = self.witnesses.judge(&self.settings, &self.tools.transport).await;
        let mut hosts: Vec<_> = self.hosts.into_iter().filter(Host::has_links).map(Host::seen).collect();
        hosts.sort_by(|a, b| a.host.cmp(&b.host));
        let network = if self.down { Network::Down } else { network };
        Survey { network, reason, hosts, requests: self.requests }
    }
}

fn no_network() -> Verdict {
    Verdict {
        state: State::Skipped,
        cause: Cause::NoNetwork,
        status: None,
        final_url: None,
        evidence: "the network was down".to_owned(),
        suggestion: None,
    }
}
