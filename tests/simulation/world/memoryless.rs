//! A checker without a memory, for comparison: one look a night, tried three times, and what is no 2xx is an error.

use catalint::probe::{FetchError, HttpAnswer};
use url::Url;

use super::World;

/// What such a checker takes for an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memoryless {
    /// Every end that is no 2xx.
    Strict,
    /// The usual cure: 403, 429, 503 and time-outs pass.
    Lenient,
}

/// One look, and how many requests it took. Faults, server errors and limits are tried again, as the common checkers do.
pub(crate) fn look(world: &World, url: &Url) -> (Result<u16, FetchError>, u32) {
    let mut requests = 0;
    let mut outcome = Err(FetchError::Refused);
    for _ in 0..3 {
        outcome = follow(world, url, &mut requests);
        if !matches!(&outcome, Err(_) | Ok(429 | 500..)) {
            break;
        }
    }
    (outcome, requests)
}

impl Memoryless {
    /// Whether what came of a look is called an error.
    pub(crate) fn is_error(self, outcome: &Result<u16, FetchError>) -> bool {
        let passes = match outcome {
            Ok(200..300) => true,
            Ok(403 | 429 | 503) | Err(FetchError::ConnectTimeout | FetchError::AnswerTimeout) => self == Self::Lenient,
            _ => false,
        };
        !passes
    }
}

fn follow(world: &World, url: &Url, requests: &mut u32) -> Result<u16, FetchError> {
    let mut url = url.clone();
    for _ in 0..10 {
        *requests += 1;
        let answer: HttpAnswer = world.answer(&url, None).0?;
        let to = answer.headers.get("location").filter(|_| (300..400).contains(&answer.status));
        match to.and_then(|to| url.join(to).ok()) {
            Some(to) => url = to,
            None => return Ok(answer.status),
        }
    }
    Ok(310)
}
