//! Requests whose task panicked: their links are settled, and the run goes on.

use std::time::Duration;

use tokio::task::JoinError;

use super::{EngineRun, attempt::LinkAttempt};
use crate::probe::pace::PaceSignal;

/// A request under way: all that is left of it where its task panics.
pub(super) struct Launched {
    /// The index of what is asked.
    pub(super) index: usize,
    /// The domain that the link belongs to.
    pub(super) home: usize,
    /// The domain that the request goes to.
    pub(super) host: usize,
    /// The number of the request at that domain.
    pub(super) number: u64,
}

impl EngineRun<'_> {
    /// Settles the link of a request whose task panicked.
    pub(super) fn lose(&mut self, error: &JoinError) {
        let Some(Launched { index, home, host: at, number }) = self.launched.remove(&error.id()) else { return };
        let now = self.tools.clock.now();
        if let Some(host) = self.hosts.get_mut(at) {
            host.requested(false, Duration::ZERO);
            host.ended(number, PaceSignal::NOTHING, now, &mut self.random);
        }
        if let Some(ask) = self.asks.get(index) {
            let why = "the answer could not be judged: reading it failed";
            self.settle(LinkAttempt::failed(index, home, ask, why.to_owned()));
        }
        self.replan(at);
    }
}
