//! Judging under guard: a judgement that panics or does not end costs its own link, not the run.

use std::{
    any::Any,
    cell::Cell,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Once, mpsc},
    thread,
    time::Duration,
};

use crate::probe::{Judgement, LinkRequest, Observation, consider, unjudged};

/// The most time that one judgement takes. Judging is linear in the text, and a body has at most 256 KiB, so this is never
/// reached but by a bug: it leaves room for a machine under load.
const LIMIT: Duration = Duration::from_secs(10);
/// The stack of a judgement: what the system gives a main thread.
const STACK: usize = 8 * 1024 * 1024;
/// Characters of a panic's message that are kept as evidence.
const MESSAGE: usize = 160;

thread_local! {
    /// True while this thread judges.
    static JUDGES: Cell<bool> = const { Cell::new(false) };
}

/// Judges observations, each in a thread of its own and within a time.
#[derive(Clone)]
pub struct Judge {
    consider: Arc<Consider>,
    limit: Duration,
}

/// Turns an observation into a judgement.
type Consider = dyn Fn(&LinkRequest, &Observation) -> Judgement + Send + Sync;

impl Default for Judge {
    fn default() -> Self {
        Self::new(consider, LIMIT)
    }
}

impl fmt::Debug for Judge {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Judge").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl Judge {
    /// A judge that decides by `consider`, each time within `limit`.
    pub fn new(
        consider: impl Fn(&LinkRequest, &Observation) -> Judgement + Send + Sync + 'static,
        limit: Duration,
    ) -> Self {
        Self { consider: Arc::new(consider), limit }
    }

    /// Judges an observation. One that cannot be judged is unclear, with the reason as evidence.
    ///
    /// A judgement that takes too long is left to its thread: it cannot be stopped, but nobody waits for it.
    pub fn judge(&self, ask: &LinkRequest, seen: &Arc<Observation>) -> Judgement {
        let (sender, receiver) = mpsc::sync_channel(1);
        let (judge, own_ask, own_seen) = (Arc::clone(&self.consider), ask.clone(), Arc::clone(seen));
        let work = move || {
            let judged = guarded(|| judge(&own_ask, &own_seen));
            // The observation goes first, so that who waits for the judgement is the only one to hold it.
            drop(own_seen);
            // Nobody waits any more after the limit.
            let _ = sender.send(judged);
        };
        let judged = match thread::Builder::new().name("judge".to_owned()).stack_size(STACK).spawn(work) {
            Ok(_) => receiver.recv_timeout(self.limit).unwrap_or_else(|_| {
                Err(format!("judging took longer than {} s and was given up", self.limit.as_secs_f64()))
            }),
            // Without a thread there is no limit, but still a judgement.
            Err(_) => guarded(|| (self.consider)(ask, seen)),
        };
        judged.unwrap_or_else(|why| unjudged(ask, seen, format!("the answer could not be judged: {why}")))
    }
}

/// Runs a judgement, and returns the message of its panic where it panics. The panic is reported as evidence of the
/// link, so the panic hook stays silent.
pub(super) fn guarded<T>(judge: impl FnOnce() -> T) -> Result<T, String> {
    static SILENT: Once = Once::new();
    SILENT.call_once(|| {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !JUDGES.get() {
                hook(panic);
            }
        }));
    });
    let before = JUDGES.replace(true);
    // A judgement is pure: it leaves nothing half done behind.
    let judged = catch_unwind(AssertUnwindSafe(judge));
    JUDGES.set(before);
    judged.map_err(|panic| format!("judging failed: {}", message(&*panic)))
}

/// The message of a panic, cut to a length that can be read.
fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").chars().take(MESSAGE).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use url::Url;

    use super::*;
    use crate::probe::{Cause, LinkState};

    fn nothing() -> (LinkRequest, Arc<Observation>) {
        let ask = LinkRequest::new(Url::parse("https://a.org/x").unwrap());
        (ask, Arc::new(Observation { walks: Vec::new(), sibling: None, variant: None, onward: None }))
    }

    #[test]
    fn a_judgement_that_panics_is_unclear_and_says_why() {
        let (ask, seen) = nothing();
        let judge = Judge::new(|_, _| panic!("index {} out of range", "é".repeat(400)), LIMIT);
        let judged = judge.judge(&ask, &seen);
        assert_eq!((judged.verdict.state, judged.verdict.cause), (LinkState::Unclear, Cause::Unjudged));
        assert!(judged.verdict.evidence.contains("judging failed: index éé"), "{}", judged.verdict.evidence);
        assert!(judged.verdict.evidence.chars().count() < 240);
    }

    #[test]
    fn a_judgement_that_does_not_end_is_given_up() {
        let (ask, seen) = nothing();
        let (end, ends) = mpsc::channel::<()>();
        let ends = Mutex::new(ends);
        let judge = Judge::new(
            move |ask, seen| {
                // Returns when the test has ended.
                let _ = ends.lock().unwrap().recv();
                consider(ask, seen)
            },
            Duration::from_millis(1),
        );
        let judged = judge.judge(&ask, &seen);
        assert_eq!((judged.verdict.state, judged.verdict.cause), (LinkState::Unclear, Cause::Unjudged));
        assert!(judged.verdict.evidence.contains("longer than 0.001 s"), "{}", judged.verdict.evidence);
        drop(end);
    }

    #[test]
    fn what_can_be_judged_is_judged_alike() {
        let (ask, seen) = nothing();
        assert_eq!(Judge::default().judge(&ask, &seen), consider(&ask, &seen));
    }
}
