//! Time, as a parameter: a run of sixty nights takes a second in a test.

use std::time::Duration;

use jiff::Timestamp;

use super::BoxFuture;

/// Tells the time, and waits.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// The moment.
    fn now(&self) -> Timestamp;

    /// Waits.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

/// The clock of a real run: it begins at the moment that counts as now, and goes on as the runtime's own. Where the
/// runtime's time is paused, so is this one.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    began: Timestamp,
    at: tokio::time::Instant,
}

impl SystemClock {
    /// A clock that shows `now` at this moment.
    pub fn starting_at(now: Timestamp) -> Self {
        Self { began: now, at: tokio::time::Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let passed = jiff::SignedDuration::try_from(self.at.elapsed()).unwrap_or(jiff::SignedDuration::MAX);
        self.began.checked_add(passed).unwrap_or(Timestamp::MAX)
    }

    #[expect(clippy::disallowed_methods, reason = "this is the clock that all others wait on")]
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }
}
