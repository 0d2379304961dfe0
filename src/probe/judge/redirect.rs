//! Judges redirects: permanent or temporary, and whether they went astray.

use url::{Position, Url};

use super::{CauseEvidence, JudgeCase, NextProbe, place, reading::JudgedPage, text, variant, vocabulary::places};
use crate::probe::{Cause, End, Walk};

/// The verdict of a link whose end is what it should be, by the way there.
pub(super) fn along(case: &JudgeCase<'_>) -> CauseEvidence {
    let (walk, asked) = (case.walk, &case.ask.url);
    let Some(end) = meaningful_end(walk, asked) else { return alive(case) };
    let statuses: Vec<u16> = leads(walk).take_while(|(_, from)| *from != end).map(|(status, _)| status).collect();
    if statuses.is_empty() || difference(asked, end).is_none() {
        return alive(case);
    }
    let to = text::quote(end.as_str());
    if places().is_persistent(asked) || is_of_the_moment(end, asked) {
        return CauseEvidence::new(Cause::Temporary, format!("leads to {to}, and is the address to keep"));
    }
    if let Some(status) = statuses.iter().find(|status| !matches!(status, 301 | 308)) {
        return CauseEvidence::new(Cause::Temporary, format!("leads to {to}, for now ({status})"));
    }
    let class = difference(asked, end).unwrap_or(Cause::Path);
    let statuses = statuses.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    CauseEvidence::new(class, format!("redirects to {to} permanently ({statuses})"))
        .suggesting(Some(variant::with_fragment(end, asked)))
}

/// A page that sends browsers on to another address.
pub(super) fn sent_on(case: &JudgeCase<'_>, reading: &JudgedPage) -> Option<CauseEvidence> {
    let to = reading.sends_to(case.walk.final_url()?)?;
    let elsewhere = !one_address(&to, &case.ask.url);
    elsewhere
        .then(|| CauseEvidence::new(Cause::Temporary, format!("sends browsers on to {}", text::quote(to.as_str()))))
}

/// A page that sends browsers on before they have read it: the request that tells where to, and a page that is not there.
pub(super) fn forwarded(case: &JudgeCase<'_>, reading: &JudgedPage) -> Option<Result<CauseEvidence, NextProbe>> {
    let to = reading.sends_to(case.walk.final_url()?)?;
    if !matches!(to.scheme(), "http" | "https") || one_address(&to, case.walk.final_url()?) {
        return None;
    }
    let Some(walk) = &case.seen.onward else { return Some(Err(NextProbe::Onward(to))) };
    let status = walk.status().filter(|status| matches!(status, 404 | 410))?;
    let why = format!("answers 200, and sends browsers on to {}, which answers {status}", text::quote(to.as_str()));
    Some(Ok(CauseEvidence::new(Cause::ErrorPage, why)))
}

fn alive(case: &JudgeCase<'_>) -> CauseEvidence {
    CauseEvidence::new(Cause::Alive, format!("answers {}", case.walk.status().unwrap_or_default()))
}

/// The redirects of a walk: their status, and where they led from.
fn leads(walk: &Walk) -> impl Iterator<Item = (u16, &Url)> {
    let redirects = walk.hops.len().saturating_sub(1);
    walk.hops.iter().take(redirects).filter_map(|hop| Some((hop.outcome.as_ref().ok()?.status, &hop.url)))
}

/// The address that a walk led to, the choice of a language not counted where the home page was asked for: `/` that
/// leads to `/en/` is the address to keep.
fn meaningful_end<'a>(walk: &'a Walk, asked: &Url) -> Option<&'a Url> {
    let end = walk.final_url()?;
    if !place::is_home(asked) || !place::is_home(end) {
        return Some(end);
    }
    let plain = |url: &Url| url.path() == asked.path() && url.query() == asked.query();
    walk.hops.iter().rev().map(|hop| &hop.url).find(|url| plain(url))
}

/// Returns true if an address holds a session or a passing token, and is none to write down.
fn is_of_the_moment(end: &Url, asked: &Url) -> bool {
    let own = |key: &str| asked.query_pairs().any(|(other, _)| other == key);
    let passing = |key: &str| places().passing_keys.contains(&key.to_ascii_lowercase()) && !own(key);
    end.query_pairs().any(|(key, _)| passing(&key)) || end.path().to_ascii_lowercase().contains(";jsessionid=")
}

/// In what two addresses differ; none where they are one address.
pub(super) fn difference(a: &Url, b: &Url) -> Option<Cause> {
    let rest = |url: &Url| url[Position::BeforePath..Position::AfterQuery].to_owned();
    let (path_a, path_b) = (rest(a), rest(b));
    let bare = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    if bare(a) != bare(b) || a.port() != b.port() {
        return Some(Cause::Host);
    }
    let slashless = |path: &str| path.replacen("/?", "?", 1).trim_end_matches('/').to_owned();
    if path_a != path_b {
        return Some(if slashless(&path_a) == slashless(&path_b) {
            Cause::Slash
        } else if slashless(&path_a).eq_ignore_ascii_case(&slashless(&path_b)) {
            Cause::Case
        } else {
            Cause::Path
        });
    }
    if a.host_str() != b.host_str() {
        return Some(Cause::Www);
    }
    (a.scheme() != b.scheme()).then_some(Cause::Scheme)
}

/// Returns true if an address lies elsewhere than another.
pub(super) fn leads_elsewhere(end: &Url, asked: &Url) -> bool {
    difference(asked, end).is_some()
}

/// Returns true if two addresses are one but for what a redirect usually fixes: scheme, `www`, a slash, case.
pub(super) fn one_address(a: &Url, b: &Url) -> bool {
    !matches!(difference(a, b), Some(Cause::Path | Cause::Host))
}

/// Returns true if a walk led to another place than the one asked for.
pub(super) fn led_away(walk: &Walk, asked: &Url) -> bool {
    walk.final_url().is_some_and(|end| !one_address(end, asked))
}

/// The verdict of a walk that did not come to an end.
pub(super) fn astray(case: &JudgeCase<'_>) -> CauseEvidence {
    let walk = case.walk;
    let opinion = match &walk.end {
        End::TooManyHops => {
            CauseEvidence::new(Cause::TooManyRedirects, format!("led on {} times without an end", walk.hops.len()))
        }
        End::BadLocation(to) if to.is_empty() => {
            CauseEvidence::new(Cause::BadLocation, "a redirect without an address")
        }
        End::BadLocation(to) => CauseEvidence::new(Cause::BadLocation, format!("a redirect to {}", text::quote(to))),
        End::Downgrade(to) => {
            CauseEvidence::new(Cause::Downgrade, format!("a redirect from https to {}", text::quote(to.as_str())))
        }
        _ => {
            let with = if walk.cookies { ", with cookies too" } else { "" };
            CauseEvidence::new(Cause::RedirectLoop, format!("its redirects go in a circle{with}"))
        }
    };
    if case.by_head() {
        return opinion.wishing(Some(NextProbe::Get));
    }
    let circles = matches!(walk.end, End::Loop | End::TooManyHops);
    let tried = case.seen.walks.iter().any(|walk| walk.cookies);
    opinion.wishing((circles && !tried).then_some(NextProbe::Cookies))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_differ_in_one_thing() {
        for (a, b, cause) in [
            ("http://a.org/x", "https://a.org/x", Some(Cause::Scheme)),
            ("http://a.org/x", "https://www.a.org/x", Some(Cause::Www)),
            ("https://a.org/x", "https://a.org/x/", Some(Cause::Slash)),
            ("https://a.org/x?y=1", "https://a.org/x/?y=1", Some(Cause::Slash)),
            ("https://a.org/X", "https://a.org/x", Some(Cause::Case)),
            ("https://a.org/x", "https://a.org/y", Some(Cause::Path)),
            ("https://a.org/x", "https://b.org/x", Some(Cause::Host)),
            ("https://a.org/x", "https://data.a.org/x", Some(Cause::Host)),
            ("https://a.org/x", "https://a.org/x", None),
            ("https://a.org/x", "https://a.org/x#y", None),
        ] {
            assert_eq!(difference(&Url::parse(a).unwrap(), &Url::parse(b).unwrap()), cause, "{a} {b}");
        }
    }
}
