//! Recognizes logins and pages that ask for consent: what lies behind cannot be told.

use url::Url;

use super::{
    CauseEvidence, JudgeCase, place,
    reading::JudgedPage,
    redirect::led_away,
    text,
    vocabulary::{is_one_of, logins},
    words::Phrases,
};
use crate::probe::{Cause, Walk};

/// The address that a link was led to, where that is another one.
pub(super) fn led_to<'a>(case: &JudgeCase<'a>) -> Option<&'a Url> {
    case.walk.final_url().filter(|_| led_away(case.walk, &case.ask.url))
}

/// A link that was led to a login.
pub(super) fn led(case: &JudgeCase<'_>) -> Option<CauseEvidence> {
    let (end, asked) = (led_to(case)?, &case.ask.url);
    let led = !names_login(asked) && is_login(end) || leads_back(end, asked);
    led.then(|| CauseEvidence::new(Cause::Login, format!("leads to a login, {}", text::quote(end.as_str()))))
}

/// A page that asks for a password, or for consent, and says that it is there for that.
pub(super) fn page(case: &JudgeCase<'_>, reading: &JudgedPage) -> Option<CauseEvidence> {
    if reading.is_named() || names_login(&case.ask.url) {
        return None;
    }
    let title = |phrases: &Phrases| {
        let line = reading.lines.iter().find(|line| phrases.make(line))?;
        Some(text::quote(&line.text))
    };
    let login = || Some(format!("asks for a password, under the title {}", title(&logins().titles)?));
    let gate = || Some(format!("asks for something first, under the title {}", title(&logins().gates)?));
    let why = reading.page.password.then(login).flatten().or_else(|| gate().filter(|_| reading.short))?;
    Some(CauseEvidence::new(Cause::Login, why))
}

/// Returns true if an address names a login itself, and a login came: it is what was asked for.
pub(super) fn is_found(case: &JudgeCase<'_>, reading: &JudgedPage) -> bool {
    let comes = || reading.page.password || case.walk.final_url().is_some_and(is_login);
    names_login(&case.ask.url) && comes()
}

/// Returns true if a walk was told that cookies are needed.
pub(super) fn wants_cookies(walk: &Walk) -> bool {
    let says = |url: &Url| {
        let text = url[url::Position::BeforePath..].to_ascii_lowercase();
        logins().cookies.iter().any(|part| text.contains(part.as_str()))
    };
    walk.hops.len() > 1 && walk.hops.iter().skip(1).any(|hop| says(&hop.url))
}

fn is_login(url: &Url) -> bool {
    is_login_host(url) || url.path_segments().into_iter().flatten().any(is_login_segment)
}

fn is_login_host(url: &Url) -> bool {
    let words = logins();
    let host = url.host_str().unwrap_or_default();
    let label = host.split('.').next().unwrap_or_default();
    let named = host.matches('.').count() > 1 && words.labels.iter().any(|own| own == label);
    named || is_one_of(host, &words.hosts)
}

fn is_login_segment(segment: &str) -> bool {
    let words = logins();
    let stem = segment.split(['.', ';']).next().unwrap_or_default().to_ascii_lowercase();
    words.segments.contains(&stem) || words.segments.contains(&segment.to_ascii_lowercase())
}

/// Returns true if an address names a login itself: by its last segment, or as the home page of a login host. A thing
/// on such a host, or below such a segment, is another thing: what hides it is a login like any other.
fn names_login(url: &Url) -> bool {
    let last = url.path_segments().and_then(|segments| segments.rev().find(|segment| !segment.is_empty()));
    last.is_some_and(is_login_segment) || place::is_home(url) && is_login_host(url)
}

/// Returns true if a query says where to come back to: the address that was asked for.
fn leads_back(end: &Url, asked: &Url) -> bool {
    let path = asked.path().trim_end_matches('/');
    let own = |key: &str| logins().keys.contains(&key.to_ascii_lowercase());
    path.len() > 1 && end.query_pairs().any(|(key, value)| own(&key) && value.contains(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_known() {
        for (url, login) in [
            ("https://a.org/login?returnUrl=/x", true),
            ("https://a.org/users/sign_in", true),
            ("https://a.org/Login.aspx", true),
            ("https://accounts.google.com/ServiceLogin?x", true),
            ("https://idp.uni.edu/x", true),
            ("https://a.org/Shibboleth.sso/Login", true),
            ("https://a.org/blogging", false),
            ("https://a.org/data", false),
            ("https://sso.org/data", false),
        ] {
            assert_eq!(is_login(&Url::parse(url).unwrap()), login, "{url}");
        }
    }

    #[test]
    fn a_thing_below_a_login_is_none() {
        for (url, login) in [
            ("https://a.org/login", true),
            ("https://a.org/users/sign_in/", true),
            ("https://login.uni.edu/", true),
            ("https://login.uni.edu/data/1", false),
            ("https://a.org/cas/registry", false),
            ("https://a.org/", false),
        ] {
            assert_eq!(names_login(&Url::parse(url).unwrap()), login, "{url}");
        }
    }

    #[test]
    fn a_return_address_is_known() {
        let asked = Url::parse("https://a.org/data/1").unwrap();
        for (url, back) in [
            ("https://b.org/x?return_to=%2Fdata%2F1", true),
            ("https://b.org/x?next=https://a.org/data/1", true),
            ("https://b.org/x?next=2", false),
            ("https://b.org/data/1", false),
        ] {
            assert_eq!(leads_back(&Url::parse(url).unwrap(), &asked), back, "{url}");
        }
    }
}
