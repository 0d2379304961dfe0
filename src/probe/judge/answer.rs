//! An answer: what its status means, and for what the page behind it is read.

use super::{
    CauseEvidence, JudgeCase, NextProbe, ReviewTrace, content, fault, fragment, login, parked, place,
    reading::JudgedPage,
    redirect, sibling,
    soft404::{self, PageOutcome},
    text, tombstone, variant, vendor_sign,
    vocabulary::statuses,
};
use crate::{
    probe::{Cause, HttpAnswer, LinkRequest, LinkState, Observation, Walk},
    text::shorten_line,
};

/// The most characters of a page's title in a report, the `…` at the cut included.
const LONGEST_TITLE: usize = 201;
/// Attempts at a transient status.
const LOOKS: usize = 3;

pub(super) fn opinion(case: &JudgeCase<'_>, answer: &HttpAnswer) -> CauseEvidence {
    if case.by_head() {
        return head(case, answer);
    }
    let reading = JudgedPage::of(case.ask, answer);
    let page = reading.as_ref().map(|reading| &reading.page);
    let led = login::led_to(case);
    let wall = vendor_sign::opinion(answer, reading.as_ref(), led);
    let walled = wall.is_some();
    let mut opinion = match wall {
        Some(wall) if wall.cause == Cause::RateLimited => passing(case, wall),
        Some(wall) => wall,
        None if (200..300).contains(&answer.status) => good(case, answer, reading.as_ref()),
        None => bad(case, answer, reading.as_ref()),
    };
    opinion.title = page.map(|page| shorten_line(&page.title, LONGEST_TITLE)).filter(|title| !title.is_empty());
    let explained = opinion.cause != Cause::Forbidden && opinion.cause != Cause::Blocked || walled;
    opinion.trace = ReviewTrace {
        unexplained: answer.status == 403 && !explained,
        bears_name: reading.as_ref().and_then(|reading| reading.named),
        opaque: page.is_some_and(super::page::HtmlPage::is_shell),
    };
    opinion
}

/// An answer whose status is none of a page.
fn bad(case: &JudgeCase<'_>, answer: &HttpAnswer, reading: Option<&JudgedPage>) -> CauseEvidence {
    let status = answer.status;
    if !matches!(status, 300..=399 | 401 | 404 | 410)
        && let Some(ended) = content::ended_by_host(answer).or_else(|| reading.and_then(content::ended))
    {
        return ended;
    }
    match status {
        300 => redirect::along(case),
        304 => unchanged(case),
        301..=399 => {
            CauseEvidence::new(Cause::BadLocation, format!("answers {status} without an address that it leads to"))
        }
        401 => login_required(answer),
        403 => reading.and_then(|reading| login::page(case, reading)).unwrap_or_else(|| forbidden(case)),
        404 | 410 => missing(case, answer),
        _ if statuses().blocked.contains(&status) => {
            CauseEvidence::new(Cause::Blocked, format!("answers {status}: automated requests are blocked"))
        }
        429 => {
            let wait = answer.headers.get("retry-after").map(|wait| format!(", wait {}", text::quote(wait)));
            let evidence = format!("answers 429: too many requests{}", wait.unwrap_or_default());
            passing(case, CauseEvidence::new(Cause::RateLimited, evidence))
        }
        451 => CauseEvidence::new(Cause::Legal, "answers 451: withheld for legal reasons"),
        _ if passes(status) => passing(case, server_error(answer, reading)),
        _ => CauseEvidence::new(Cause::ClientError, format!("answers {status}")),
    }
}

/// An answer whose status is good: what came with it decides.
fn good(case: &JudgeCase<'_>, answer: &HttpAnswer, reading: Option<&JudgedPage>) -> CauseEvidence {
    if let Some(opinion) = content::damage(case, answer, reading) {
        return opinion;
    }
    if let Some(opinion) = login::led(case) {
        let cookies = login::wants_cookies(case.walk) && !case.walk.cookies;
        return opinion.wishing(cookies.then_some(NextProbe::Cookies));
    }
    let Some(reading) = reading else { return file(case, answer) };
    page(case, answer, reading)
}

/// A file, or at least no page.
fn file(case: &JudgeCase<'_>, answer: &HttpAnswer) -> CauseEvidence {
    let mut opinion = redirect::along(case);
    if let Some(note) = content::file_note(answer) {
        opinion.evidence = format!("{}: {note}", opinion.evidence);
    }
    opinion
}

/// A page: first what says nothing of the link, then what is held against it, then where it was found.
fn page(case: &JudgeCase<'_>, answer: &HttpAnswer, reading: &JudgedPage) -> CauseEvidence {
    if let Some(opinion) = content::large(case, reading) {
        return opinion;
    }
    if let Some(opinion) = login::page(case, reading) {
        return content::drift(case, reading).unwrap_or(opinion);
    }
    if login::is_found(case, reading) {
        return redirect::along(case);
    }
    let mut wish = None;
    match redirect::forwarded(case, reading) {
        Some(Ok(opinion)) => return opinion,
        Some(Err(wanted)) => wish = Some(wanted),
        None => {}
    }
    match parked::opinion(case, answer, reading) {
        Some(Ok(opinion)) => return opinion,
        Some(Err(wanted)) => wish = wish.or(Some(wanted)),
        None => {}
    }
    let ended = || content::ended(reading).or_else(|| content::replaced(case, reading));
    if let Some(opinion) = content::ailing(reading).or_else(|| content::blank(reading)).or_else(ended) {
        return opinion;
    }
    match soft404::outcome(case, reading) {
        PageOutcome::Told(opinion) if opinion.cause.state() == LinkState::Dead => return opinion,
        PageOutcome::Told(opinion) => {
            let wish = wish.or_else(|| opinion.wish.clone());
            return content::drift(case, reading).unwrap_or(opinion).wishing(wish);
        }
        PageOutcome::Clear(wanted) => wish = wish.or(wanted),
    }
    if let Some(opinion) = content::drift(case, reading) {
        return opinion.wishing(wish);
    }
    let mut opinion = redirect::along(case);
    if place::is_deep(&case.ask.url) && case.walk.final_url().is_some_and(place::is_home) && !reading.is_named() {
        // The home page is no address for the thing, even where the server says so.
        opinion.suggestion = None;
    }
    let whole = answer.body.whole && !answer.body.broken;
    let other = || fragment::opinion(&case.ask.url, &reading.page, whole).or_else(|| redirect::sent_on(case, reading));
    let other = (opinion.cause.state() == LinkState::Alive).then(other).flatten();
    other.unwrap_or(opinion).wishing(wish)
}

fn login_required(answer: &HttpAnswer) -> CauseEvidence {
    let scheme = answer.headers.get("www-authenticate").and_then(|value| value.split([' ', ',']).next());
    let how = scheme.map(|scheme| format!(" ({})", text::quote(scheme))).unwrap_or_default();
    CauseEvidence::new(Cause::LoginRequired, format!("answers 401: a login is required{how}"))
}

fn server_error(answer: &HttpAnswer, reading: Option<&JudgedPage>) -> CauseEvidence {
    let status = answer.status;
    let said = reading.filter(|_| status == 503).and_then(content::ailing);
    if let Some(opinion) = said.filter(|opinion| opinion.cause == Cause::Maintenance) {
        return opinion;
    }
    let body = String::from_utf8_lossy(answer.body.bytes.get(..4096).unwrap_or(&answer.body.bytes));
    let statuses = statuses();
    let why = match status {
        _ if statuses.cloudflare_dns.contains(&status) && body.contains(&statuses.cloudflare_dns_mark) => {
            ": Cloudflare does not find the host behind it (1016)"
        }
        _ if statuses.cloudflare.contains(&status) => ": Cloudflare does not reach the host behind it",
        _ => "",
    };
    CauseEvidence::new(Cause::ServerError, format!("answers {status}{why}"))
}

/// Nothing changed since it was last read; where it was found may have.
fn unchanged(case: &JudgeCase<'_>) -> CauseEvidence {
    let opinion = redirect::along(case);
    match opinion.cause {
        Cause::Alive => CauseEvidence::new(Cause::Unchanged, "answers 304: unchanged since it was last read"),
        _ => opinion,
    }
}

/// A head alone: a good one that describes a file is believed, everything else is asked for again.
fn head(case: &JudgeCase<'_>, answer: &HttpAnswer) -> CauseEvidence {
    let status = answer.status;
    if (200..300).contains(&status) && describes_file(answer) {
        return redirect::along(case);
    }
    let opinion = match status {
        200..=299 => redirect::along(case),
        304 => return unchanged(case),
        429 => CauseEvidence::new(Cause::RateLimited, "answers 429: too many requests"),
        500..=599 => CauseEvidence::new(Cause::ServerError, format!("answers {status} to HEAD")),
        _ => CauseEvidence::new(Cause::ClientError, format!("answers {status} to HEAD")),
    };
    opinion.wishing(Some(NextProbe::Get))
}

/// Returns true if a head tells of a file: a type that is no page, and a length or a version.
fn describes_file(answer: &HttpAnswer) -> bool {
    let headers = &answer.headers;
    let kind = headers.get("content-type").unwrap_or_default();
    let is_file = !kind.is_empty() && !kind.starts_with("text/") && !kind.contains("html");
    let length = answer.body.length.or_else(|| headers.get("content-length")?.trim().parse().ok());
    is_file && length != Some(0) && (length.is_some() || headers.get("etag").is_some())
}

/// A status that may pass is looked at again.
fn passing(case: &JudgeCase<'_>, mut opinion: CauseEvidence) -> CauseEvidence {
    let status = case.walk.status();
    let alike = |walk: &Walk| fails(walk) || walk.status() == status;
    let failed = case.times(|walk| alike(walk) || fault::failed(walk));
    opinion.evidence = format!("{}{}", opinion.evidence, text::times(case.times(alike)));
    opinion.wishing((failed < LOOKS).then_some(NextProbe::Again))
}

/// True for a status that is often gone a moment later.
fn passes(status: u16) -> bool {
    statuses().passing.contains(&status) || (500..600).contains(&status)
}

fn fails(walk: &Walk) -> bool {
    walk.status().is_some_and(passes)
}

/// Not found, or gone: dead when it is seen twice, and the address is not found otherwise spelt.
fn missing(case: &JudgeCase<'_>, answer: &HttpAnswer) -> CauseEvidence {
    let status = answer.status;
    if let Some(login) = login::led(case) {
        return login;
    }
    let seen = case.times(|walk| matches!(walk.status(), Some(404 | 410)));
    let to = case.walk.final_url().filter(|end| redirect::leads_elsewhere(end, &case.ask.url));
    let to = to.map(|end| format!("leads to {}, which ", text::quote(end.as_str()))).unwrap_or_default();
    if seen < 2 {
        let once = CauseEvidence::new(Cause::ClientError, format!("{to}answers {status}, seen once"));
        return once.wishing(Some(NextProbe::Again));
    }
    let evidence = format!("{to}answers {status}{}", text::times(seen));
    if status == 410 {
        let reason = tombstone::reason(answer).map(|reason| format!(": {reason}")).unwrap_or_default();
        return CauseEvidence::new(tombstone::cause(answer), format!("{evidence}{reason}"));
    }
    let opinion = CauseEvidence::new(Cause::NotFound, evidence);
    match &case.seen.variant {
        None => opinion.wishing(variant::other_spelling(&case.ask.url).map(NextProbe::Variant)),
        Some(walk) => spelt_otherwise(case, walk).unwrap_or(opinion),
    }
}

/// The address is found otherwise spelt, and what comes is as good as what would be believed of itself.
fn spelt_otherwise(case: &JudgeCase<'_>, walk: &Walk) -> Option<CauseEvidence> {
    let answer = walk.answer().filter(|answer| (200..300).contains(&answer.status))?;
    let url = &walk.hops.first()?.url;
    let ask = LinkRequest { url: url.clone(), ..case.ask.clone() };
    let seen = Observation::of(walk.clone());
    let reading = JudgedPage::of(&ask, answer);
    let lost = |reading: &JudgedPage| reading.missing.is_some() || reading.says_missing && !reading.is_named();
    if reading.as_ref().is_some_and(lost) || walk.final_url().is_none_or(place::is_home) {
        return None;
    }
    let opinion = good(&JudgeCase { ask: &ask, seen: &seen, walk }, answer, reading.as_ref());
    if !matches!(opinion.cause.state(), LinkState::Alive | LinkState::Moved) {
        return None;
    }
    let class = redirect::difference(&case.ask.url, url)?;
    let to = opinion.suggestion.unwrap_or_else(|| variant::with_fragment(url, &case.ask.url));
    let evidence = format!("answers 404, and {} answers {}", text::quote(&to), answer.status);
    Some(CauseEvidence::new(class, evidence).suggesting(Some(to)))
}

/// Forbidden: a made-up neighbour that is not found shows that the host tells what is there from what is not.
fn forbidden(case: &JudgeCase<'_>) -> CauseEvidence {
    match case.seen.sibling.as_ref().map(Walk::status) {
        None => CauseEvidence::new(Cause::Forbidden, "answers 403")
            .wishing(sibling::of(&case.ask.url).map(NextProbe::Sibling)),
        Some(Some(404 | 410)) => {
            CauseEvidence::new(Cause::Restricted, "answers 403, and a random URL on the same path 404: the page exists")
        }
        Some(Some(403)) => CauseEvidence::new(
            Cause::Blocked,
            "answers 403, like a random URL on the same path: so it is unknown whether the page exists",
        ),
        Some(_) => CauseEvidence::new(Cause::Forbidden, "answers 403 without a reason"),
    }
}
