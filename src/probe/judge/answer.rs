//! An answer: what its status means, and for what the page behind it is read.

use super::{Case, Opinion, Wish, fault, redirect, sibling, text, variant};
use crate::probe::{Answer, Cause, Walk};

/// How often a status that may pass is looked at.
const LOOKS: usize = 3;

pub(super) fn opinion(case: &Case<'_>, answer: &Answer) -> Opinion {
    let status = answer.status;
    if case.by_head() {
        return head(case, answer);
    }
    match status {
        200..=299 => redirect::along(case),
        304 => Opinion::new(Cause::Unchanged, "answers 304: unchanged since it was last read"),
        401 => Opinion::new(Cause::LoginRequired, "answers 401: a login is required"),
        403 => forbidden(case),
        404 => missing(case, Cause::NotFound),
        410 => missing(case, Cause::Gone),
        418 | 999 => Opinion::new(Cause::Blocked, format!("answers {status}: machines are turned away")),
        429 => passing(case, Opinion::new(Cause::RateLimited, "answers 429: too many requests")),
        451 => Opinion::new(Cause::Legal, "answers 451: withheld for legal reasons"),
        408 | 425 | 500..=599 => passing(case, Opinion::new(Cause::ServerError, format!("answers {status}"))),
        _ => Opinion::new(Cause::ClientError, format!("answers {status}")),
    }
}

/// A head alone: a good one that describes a file is believed, everything else is asked for again.
fn head(case: &Case<'_>, answer: &Answer) -> Opinion {
    let status = answer.status;
    if (200..300).contains(&status) && describes_file(answer) {
        return redirect::along(case);
    }
    let opinion = match status {
        200..=299 => redirect::along(case),
        304 => return Opinion::new(Cause::Unchanged, "answers 304: unchanged since it was last read"),
        429 => Opinion::new(Cause::RateLimited, "answers 429: too many requests"),
        500..=599 => Opinion::new(Cause::ServerError, format!("answers {status} to HEAD")),
        _ => Opinion::new(Cause::ClientError, format!("answers {status} to HEAD")),
    };
    opinion.wishing(Some(Wish::Get))
}

/// Whether a head tells of a file: a type that is no page, and a length or a version.
fn describes_file(answer: &Answer) -> bool {
    let headers = &answer.headers;
    let kind = headers.get("content-type").unwrap_or_default();
    let is_file = !kind.is_empty() && !kind.starts_with("text/") && !kind.contains("html");
    let length = answer.body.length.or_else(|| headers.get("content-length")?.trim().parse().ok());
    is_file && length != Some(0) && (length.is_some() || headers.get("etag").is_some())
}

/// A status that may pass is looked at again.
fn passing(case: &Case<'_>, mut opinion: Opinion) -> Opinion {
    let failed = case.times(|walk| fails(walk) || fault::failed(walk));
    opinion.evidence = format!("{}{}", opinion.evidence, text::times(case.times(fails)));
    opinion.wishing((failed < LOOKS).then_some(Wish::Again))
}

fn fails(walk: &Walk) -> bool {
    walk.status().is_some_and(|status| matches!(status, 408 | 425 | 429 | 500..=599))
}

/// Not found, or gone: dead when it is seen twice, and the address is not found otherwise spelt.
fn missing(case: &Case<'_>, cause: Cause) -> Opinion {
    let status = case.walk.status().unwrap_or_default();
    let seen = case.times(|walk| walk.status() == Some(status));
    if seen < 2 {
        let once = Opinion::new(Cause::ClientError, format!("answers {status}, seen once"));
        return once.wishing(Some(Wish::Again));
    }
    let opinion = Opinion::new(cause, format!("answers {status}{}", text::times(seen)));
    if cause != Cause::NotFound {
        return opinion;
    }
    match &case.seen.variant {
        None => opinion.wishing(variant::other_spelling(&case.ask.url).map(Wish::Variant)),
        Some(_) => opinion,
    }
}

/// Forbidden: a made-up neighbour that is not found shows that the host tells what is there from what is not.
fn forbidden(case: &Case<'_>) -> Opinion {
    match case.seen.sibling.as_ref().map(Walk::status) {
        None => Opinion::new(Cause::Forbidden, "answers 403").wishing(sibling::of(&case.ask.url).map(Wish::Sibling)),
        Some(Some(404 | 410)) => {
            Opinion::new(Cause::Restricted, "answers 403, and a made-up address beside it 404: it is there")
        }
        Some(Some(403)) => {
            Opinion::new(Cause::Blocked, "answers 403, like a made-up address beside it: machines are turned away")
        }
        Some(_) => Opinion::new(Cause::Forbidden, "answers 403, and nothing says why"),
    }
}
