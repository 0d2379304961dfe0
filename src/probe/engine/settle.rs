//! Events of a run: each link as it is judged, the progress, and the results.

use std::time::Duration;

use super::{EngineRun, attempt::LinkAttempt, host::DomainQueue};
use crate::probe::{
    Cause, Event, LinkState, NetworkState, ProbeSurvey, Probed, Progress, ReviewTrace, Verdict, pace::later,
};

/// The least time between two events that tell how far a run is.
const PROGRESS_EVERY: Duration = Duration::from_millis(250);

impl EngineRun<'_> {
    /// A link is not asked for in this run.
    pub(super) fn skip(&mut self, index: usize, host: usize) {
        let Some(ask) = self.asks.get(index) else { return };
        self.settle(LinkAttempt::new(index, host, ask, false));
    }

    /// A link is judged for this run.
    pub(super) fn settle(&mut self, look: LinkAttempt) {
        let home = look.home;
        let (mut probed, trace, head_lies) = look.settle(&self.tools.judge);
        self.amend(&mut probed);
        self.settled(home, probed, trace, head_lies);
    }

    /// Reports the judgement of a link of a domain.
    pub(super) fn settled(&mut self, home: usize, mut probed: Probed, trace: ReviewTrace, head_lies: bool) {
        if self.down {
            probed.verdict = Verdict::unasked(Cause::NoNetwork, "the network was down");
        }
        self.done += 1;
        self.dead += usize::from(probed.verdict.state == LinkState::Dead);
        (self.on)(Event::Judged(Box::new(probed.clone())));
        self.judged(home, probed, trace, head_lies);
        self.tell_progress(false);
    }

    fn judged(&mut self, home: usize, probed: Probed, trace: ReviewTrace, head_lies: bool) {
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
            left: busy.map(DomainQueue::left_time).max().unwrap_or_default(),
        }));
    }

    pub(super) async fn finish(mut self) -> ProbeSurvey {
        self.tell_progress(true);
        let (network, reason) = self.witnesses.judge(&self.settings, &self.tools.transport).await;
        let mut hosts: Vec<_> = self.hosts.into_iter().filter(DomainQueue::has_links).map(DomainQueue::seen).collect();
        hosts.sort_by(|a, b| a.host.cmp(&b.host));
        let network = if self.down { NetworkState::Down } else { network };
        ProbeSurvey { network, reason, hosts, requests: self.requests }
    }
}
