//! Limits of interfaces, in all forms that they come in.

use std::time::Duration;

use jiff::Timestamp;

use crate::probe::{HttpAnswer, wait};

/// The wait where a limit does not name one: GitHub wants at least a minute after a secondary limit.
const UNNAMED: Duration = Duration::from_secs(60);

/// Returns the time to wait, where an answer is a limit whatever its body says. A 403 is one only where its headers say
/// so.
pub(in crate::probe) fn limit_of(answer: &HttpAnswer, now: Timestamp) -> Option<Duration> {
    let wanted = wait::wanted(answer, now);
    match answer.status {
        429 => Some(wanted.unwrap_or(UNNAMED)),
        403 | 503 => wanted,
        _ => None,
    }
}

/// Returns the time to wait, where the body of an answer says that it is a limit: the status of such a one may be 200.
pub(in crate::probe) fn limit_in_body(answer: &HttpAnswer, now: Timestamp) -> Duration {
    let after = wait::retry_after_of(&answer.headers, now);
    after.or_else(|| wait::wanted(answer, now)).unwrap_or(UNNAMED)
}
