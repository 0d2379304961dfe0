//! The pace of requests to one registrable domain: the interval, what the domain itself asks for, slowing down where
//! it is
//! too much for it, and the breaker where it is down. No clock is read here: the moment is handed in.

use std::time::Duration;

use jiff::Timestamp;

use super::{DnsFailure, FetchError, Fetched, ProbeSettings, TlsError, wait};

/// Faults in a row after which a domain is left alone for a while.
const BREAKS_AT: u32 = 5;
/// The longest that a broken domain is left alone before it is tried again.
const BROKEN_FOR: Duration = Duration::from_secs(300);
/// Tries of a broken domain after which it is left alone for the rest of the run.
const GIVES_UP_AFTER: u32 = 2;
/// The base and the longest time of a wait whose length is drawn.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(120));
/// The interval at which slowing down begins, and the longest.
const SLOW: (Duration, Duration) = (Duration::from_millis(125), Duration::from_secs(10));
/// Good answers in a row after which a slowed domain is asked a little faster.
const SPEEDS_UP_AT: u32 = 20;

/// The pace of one registrable domain.
#[derive(Debug, Clone, Default)]
pub(super) struct Pace {
    /// No request begins before.
    next: Option<Timestamp>,
    /// The interval that the domain forced on us; none where the one of the settings holds.
    slowed: Option<Duration>,
    /// Faults in a row, and good answers in a row.
    faults: u32,
    good: u32,
    /// Requests begun so far, and how many that were when the last fault was counted: those that were under way by then
    /// say the same thing again.
    begun: u64,
    last_failure_at: u64,
    /// True if the domain is broken: it is tried with one request at a time, so and so often by now.
    broken: Option<u32>,
    /// True if it is left alone for the rest of the run.
    closed: bool,
    /// The longest wait that it asked for.
    wanted: Option<Duration>,
}

/// The signal of a request's result to the pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PaceSignal {
    manners: Throttle,
    /// The time between two requests that the host allows.
    spacing: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Throttle {
    Good(Option<Duration>),
    /// Too much for it: a limit, with what it asks for.
    Limited(Option<Duration>),
    /// It cut the connection, or took too long.
    Strained,
    /// It failed in a way that has nothing to do with how often it is asked.
    Failed(Option<Duration>),
    /// Nothing that tells of the host.
    Neither,
}

impl PaceSignal {
    /// A request that told nothing of the host.
    pub(super) const NOTHING: Self = Self { manners: Throttle::Neither, spacing: None };

    /// A limit, and the time that is to be waited.
    pub(super) fn limited(wait: Duration) -> Self {
        Self { manners: Throttle::Limited(Some(wait)), spacing: None }
    }

    /// Returns true if the answer was good.
    pub(super) fn is_good(self) -> bool {
        matches!(self.manners, Throttle::Good(_))
    }
}

impl Pace {
    /// The moment before which no request begins; none where one may begin at once.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.next
    }

    /// Returns the number of requests that may be under way.
    pub(super) fn room(&self, settings: &ProbeSettings) -> usize {
        if self.broken.is_some() || self.slowed.is_some() { 1 } else { settings.per_host.max(1) }
    }

    /// Returns true if its last answer was a fault.
    pub(super) fn fails(&self) -> bool {
        self.faults > 0
    }

    /// Returns true if the domain is broken, and tried with one request at a time.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// Returns true if the domain is left alone for the rest of the run.
    pub(super) fn closed(&self) -> bool {
        self.closed
    }

    /// The longest wait that it asked for.
    pub(super) fn wanted(&self) -> Option<Duration> {
        self.wanted
    }

    /// The time between two requests.
    pub(super) fn interval(&self, settings: &ProbeSettings) -> Duration {
        self.slowed.unwrap_or_default().max(settings.interval)
    }

    /// A request begins. Gives its number.
    pub(super) fn begins(&mut self, now: Timestamp, settings: &ProbeSettings, random: &mut fastrand::Rng) -> u64 {
        // A fifth more or less, so that many hosts on one machine are not asked in step.
        let interval = self.interval(settings).mul_f64(0.8 + 0.4 * random.f64());
        self.not_before(now, interval);
        self.begun += 1;
        self.begun
    }

    /// The request of a number came to an end.
    pub(super) fn ended(
        &mut self,
        number: u64,
        told: PaceSignal,
        now: Timestamp,
        settings: &ProbeSettings,
        random: &mut fastrand::Rng,
    ) {
        // Requests that were under way together fall into one fault together.
        let again = number <= self.last_failure_at;
        match told.manners {
            Throttle::Neither => {}
            Throttle::Good(wait) => self.record_success(wait, told.spacing, now, settings),
            Throttle::Limited(wait) => {
                if !again {
                    self.slow_down(settings, 2.0);
                }
                if wait.is_none() {
                    self.not_before(now, backoff(self.faults, random));
                }
                self.record_failure(wait, again, now, settings);
            }
            Throttle::Strained => {
                if !again {
                    self.slow_down(settings, 1.5);
                }
                self.record_failure(None, again, now, settings);
            }
            Throttle::Failed(wait) => self.record_failure(wait, again, now, settings),
        }
    }

    fn record_success(
        &mut self,
        wait: Option<Duration>,
        spacing: Option<Duration>,
        now: Timestamp,
        settings: &ProbeSettings,
    ) {
        (self.faults, self.broken) = (0, None);
        self.good += 1;
        if self.good.is_multiple_of(SPEEDS_UP_AT)
            && let Some(slowed) = self.slowed
        {
            let faster = slowed.mul_f64(0.8);
            self.slowed = Some(faster).filter(|faster| *faster > settings.interval.max(SLOW.0 / 2));
        }
        if let Some(spacing) = spacing.filter(|spacing| *spacing > self.interval(settings)) {
            self.slowed = Some(spacing);
        }
        // The last answer that a quota gave: the next one would be a refusal.
        if let Some(wait) = wait.filter(|wait| *wait <= settings.longest_wait) {
            self.wanted = self.wanted.max(Some(wait));
            self.not_before(now, wait);
        }
    }

    fn record_failure(&mut self, wait: Option<Duration>, again: bool, now: Timestamp, settings: &ProbeSettings) {
        if let Some(wait) = wait {
            self.wanted = self.wanted.max(Some(wait));
            self.closed |= wait > settings.longest_wait;
            self.not_before(now, wait);
        }
        if again {
            return;
        }
        (self.good, self.faults, self.last_failure_at) = (0, self.faults + 1, self.begun);
        match &mut self.broken {
            None if self.faults < BREAKS_AT => return,
            None => self.broken = Some(0),
            Some(tries) => {
                *tries += 1;
                self.closed |= *tries >= GIVES_UP_AFTER;
            }
        }
        // In a short run a broken domain is tried again when all else that failed is; in a long one at first sooner, and
        // the last time in the second round too.
        let last = self.broken.is_some_and(|tries| tries + 1 >= GIVES_UP_AFTER);
        let wait = if last { settings.second_round_after } else { BROKEN_FOR.min(settings.second_round_after) };
        self.not_before(now, wait);
    }

    fn slow_down(&mut self, settings: &ProbeSettings, times: f64) {
        let slower = self.interval(settings).mul_f64(times);
        self.slowed = Some(slower.clamp(SLOW.0, SLOW.1.max(settings.interval)));
    }

    fn not_before(&mut self, now: Timestamp, wait: Duration) {
        let next = later(now, wait);
        self.next = Some(self.next.map_or(next, |own| own.max(next)));
    }
}

/// Returns the backoff before a transient failure is retried for the `times`-th time: drawn between nothing and a
/// bound that doubles.
pub(super) fn backoff(times: u32, random: &mut fastrand::Rng) -> Duration {
    let bound = BACKOFF.0.saturating_mul(1 << times.min(16)).min(BACKOFF.1);
    bound.mul_f64(random.f64())
}

/// A moment so much later.
pub(super) fn later(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// Returns the signal of a request's result to the pace.
pub(super) fn pace_signal(fetched: &Fetched, now: Timestamp) -> PaceSignal {
    let spacing = fetched.outcome.as_ref().ok().and_then(|answer| wait::spacing(&answer.headers));
    PaceSignal { manners: manners(fetched, now), spacing }
}

fn manners(fetched: &Fetched, now: Timestamp) -> Throttle {
    let answer = match &fetched.outcome {
        Ok(answer) => answer,
        Err(FetchError::Reset | FetchError::AnswerTimeout | FetchError::Stalled) => return Throttle::Strained,
        Err(FetchError::Guarded(_)) => return Throttle::Neither,
        // Where there is no address, nobody is asked, and nobody is strained.
        Err(FetchError::Dns(fault)) if !matches!(fault, DnsFailure::ServerFailure | DnsFailure::Timeout) => {
            return Throttle::Neither;
        }
        // The host is there, and what it shows of itself is the same however often it is asked.
        Err(FetchError::Tls(fault)) if !matches!(fault, TlsError::Handshake(_)) => return Throttle::Neither,
        Err(_) => return Throttle::Failed(None),
    };
    let wait = wait::wanted(answer, now);
    match answer.status {
        429 => Throttle::Limited(wait),
        403 | 503 if wait.is_some() => Throttle::Limited(wait),
        500.. => Throttle::Failed(wait),
        _ => Throttle::Good(wait),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::{Body, HttpAnswer, HttpHeaders, HttpVersion};

    fn fetched(status: u16, headers: &[(&str, &str)]) -> Fetched {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let answer =
            HttpAnswer { status, version: HttpVersion::Http1, headers: HttpHeaders(headers), body: Body::default() };
        Fetched { outcome: Ok(answer), address: None, elapsed: Duration::ZERO }
    }

    fn reset() -> Fetched {
        Fetched { outcome: Err(FetchError::Reset), address: None, elapsed: Duration::ZERO }
    }

    struct PaceRun {
        pace: Pace,
        now: Timestamp,
        settings: ProbeSettings,
        random: fastrand::Rng,
    }

    impl PaceRun {
        fn new(settings: ProbeSettings) -> Self {
            let now = "2026-11-23T06:00:00Z".parse().expect("a moment");
            Self { pace: Pace::default(), now, settings, random: fastrand::Rng::with_seed(7) }
        }

        /// Waits as the pace says, asks, and gives the seconds that it waited.
        fn ask(&mut self, fetched: &Fetched) -> f64 {
            let next = self.pace.next().unwrap_or(self.now).max(self.now);
            let waited = next.duration_since(self.now).as_secs_f64();
            self.now = next;
            let number = self.pace.begins(self.now, &self.settings, &mut self.random);
            self.pace.ended(number, pace_signal(fetched, self.now), self.now, &self.settings, &mut self.random);
            waited
        }
    }

    #[test]
    fn requests_keep_their_interval_a_fifth_more_or_less() {
        let mut run = PaceRun::new(ProbeSettings::default());
        run.ask(&fetched(200, &[]));
        let waits: Vec<f64> = (0..50).map(|_| run.ask(&fetched(200, &[]))).collect();
        assert!(waits.iter().all(|wait| (0.8..=1.2).contains(wait)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait < 0.95) && waits.iter().any(|wait| *wait > 1.05), "{waits:?}");
    }

    #[test]
    fn what_a_host_asks_for_is_kept() {
        let mut run = PaceRun::new(ProbeSettings::default());
        run.ask(&fetched(429, &[("retry-after", "30")]));
        assert!(run.ask(&fetched(200, &[("ratelimit", r#""api";r=0;t=55"#)])) >= 30.0);
        assert!(run.ask(&fetched(200, &[])) >= 56.0);
        assert_eq!(run.pace.wanted(), Some(Duration::from_secs(56)));
        run.ask(&fetched(429, &[("retry-after", "86400")]));
        assert!(run.pace.closed());
    }

    #[test]
    fn a_host_that_is_down_is_left_alone_and_tried_again() {
        let mut run = PaceRun::new(ProbeSettings::default());
        for _ in 0..4 {
            run.ask(&fetched(500, &[]));
        }
        assert!(run.ask(&fetched(500, &[])) < 2.0);
        assert!(run.ask(&fetched(500, &[])) >= 300.0);
        assert!(!run.pace.closed());
        assert!(run.ask(&fetched(200, &[])) >= 300.0);
        assert!(run.ask(&fetched(200, &[])) < 2.0);
        for _ in 0..7 {
            run.ask(&fetched(500, &[]));
        }
        assert!(run.pace.closed());
    }

    #[test]
    fn a_host_that_is_strained_is_asked_less_often_and_then_more_again() {
        let mut run = PaceRun::new(ProbeSettings { interval: Duration::ZERO, per_host: 4, ..ProbeSettings::default() });
        assert_eq!(run.pace.room(&run.settings), 4);
        run.ask(&reset());
        assert_eq!(run.pace.interval(&run.settings), Duration::from_millis(125));
        assert_eq!(run.pace.room(&run.settings), 1);
        run.ask(&reset());
        assert!(run.pace.interval(&run.settings) > Duration::from_millis(125));
        for _ in 0..200 {
            run.ask(&fetched(200, &[]));
        }
        assert_eq!(run.pace.interval(&run.settings), Duration::ZERO);
    }

    #[test]
    fn waits_are_drawn_within_bounds_that_double() {
        let mut random = fastrand::Rng::with_seed(1);
        for (times, most) in [(0, 2.0), (1, 4.0), (3, 16.0), (10, 120.0), (u32::MAX, 120.0)] {
            let drawn: Vec<f64> = (0..200).map(|_| backoff(times, &mut random).as_secs_f64()).collect();
            assert!(drawn.iter().all(|wait| (0.0..=most).contains(wait)), "{times}: {drawn:?}");
            assert!(drawn.iter().any(|wait| *wait > most * 0.9), "{times}: {drawn:?}");
        }
    }
}
