//! Recognizes logins and pages that ask for consent: what lies behind cannot be told.

use url::Url;

use super::{
    CauseEvidence, JudgeCase,
    reading::JudgedPage,
    redirect::led_away,
    text,
    vocabulary::{is_one_of, logins},
};
use crate::probe::{Cause, Walk};

/// The address that a link was led to, where that is another one.
pub(super) fn led_to<'a>(case: &JudgeCase<'a>) -> Option<&'a Url> {
    case.walk.final_url().filter(|_| led_away(case.walk, &case.ask.url))
}

/// A link that was led to a login.
pub(super) fn led(case: &JudgeCase<'_>) -> Option<CauseEvidence> {
    let (end, asked) = (led_to(case)?, &case.ask.url);
    let led = !is_login(asked) && (is_login(end) || leads_back(end, asked));
    led.then(|| CauseEvidence::new(Cause::Login, format!("leads to a login, {}", text::quote(end.as_str()))))
}

/// A page that asks for a password, and says that it is there for that.
pub(super) fn page(case: &JudgeCase<'_>, reading: &JudgedPage) -> Option<CauseEvidence> {
    let page = &reading.page;
    if !page.password || reading.is_named() || is_login(&case.ask.url) {
        return None;
    }
    let title = reading.lines.iter().find(|line| logins().titles.make(line))?;
    Some(CauseEvidence::new(Cause::Login, format!("asks for a password, under the title {}", text::quote(&title.text))))
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
    let words = logins();
    let host = url.host_str().unwrap_or_default();
    let label = host.split('.').next().unwrap_or_default();
    let named = host.matches('.').count() > 1 && words.labels.iter().any(|own| own == label);
    named
        || is_one_of(host, &words.hosts)
        || url.path_segments().into_iter().flatten().any(|segment| {
            let stem = segment.split(['.', ';']).next().unwrap_or_default().to_ascii_lowercase();
            words.segments.contains(&stem) || words.segments.contains(&segment.to_ascii_lowercase())
        })
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
