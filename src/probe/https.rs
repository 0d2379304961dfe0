//! Addresses by http whose place answers by https too: the same page, not only the same host.

use super::{Cause, LinkRequest, Probed, Verdict};

/// The same address by https, where it was asked for by http at the usual port and is alive there: what has no title
/// cannot be told from something else, and is left alone.
pub fn by_https(ask: &LinkRequest, plain: &Probed) -> Option<LinkRequest> {
    let may_be = ask.url.scheme() == "http" && ask.url.port().is_none();
    let alive = plain.verdict.cause == Cause::Alive && plain.verdict.final_url.is_none() && plain.title.is_some();
    let mut secure = ask.clone();
    (may_be && alive && secure.url.set_scheme("https").is_ok()).then_some(secure)
}

/// The judgement of the address by http, where `secure`, asked for by https, showed the same page.
pub fn same_place(plain: &Probed, ask: &LinkRequest, secure: &Probed) -> Option<Verdict> {
    let alive = secure.verdict.cause == Cause::Alive && secure.verdict.final_url.is_none();
    let same = alive && plain.title.is_some() && plain.title == secure.title;
    same.then(|| Verdict {
        state: Cause::Scheme.state(),
        cause: Cause::Scheme,
        status: secure.verdict.status,
        final_url: Some(ask.url.to_string()),
        evidence: "answers with the same page by https".to_owned(),
        suggestion: Some(ask.url.to_string()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::{LinkState, Validators};
    use super::*;

    fn probed(cause: Cause, title: Option<&str>) -> Probed {
        Probed {
            ask: 0,
            verdict: Verdict {
                state: cause.state(),
                cause,
                status: Some(200),
                final_url: None,
                evidence: String::new(),
                suggestion: None,
            },
            at: jiff::Timestamp::UNIX_EPOCH,
            requests: 1,
            elapsed: std::time::Duration::ZERO,
            hops: Vec::new(),
            address: None,
            validators: Validators::default(),
            title: title.map(str::to_owned),
        }
    }

    #[test]
    fn only_what_is_alive_by_http_and_can_be_told_is_asked_for_by_https() {
        let ask = |url: &str| LinkRequest::new(url.parse().unwrap());
        let page = probed(Cause::Alive, Some("Lungs"));
        let secure = by_https(&ask("http://a.org/lungs?x#y"), &page).unwrap();
        assert_eq!(secure.url.as_str(), "https://a.org/lungs?x#y");
        for url in ["https://a.org/lungs", "http://a.org:8080/lungs"] {
            assert_eq!(by_https(&ask(url), &page), None, "{url}");
        }
        for other in [probed(Cause::Alive, None), probed(Cause::NotFound, Some("Lungs"))] {
            assert_eq!(by_https(&ask("http://a.org/lungs"), &other), None);
        }
    }

    #[test]
    fn the_same_page_is_the_same_place() {
        let (ask, plain) =
            (LinkRequest::new("https://a.org/lungs".parse().unwrap()), probed(Cause::Alive, Some("Lungs")));
        let verdict = same_place(&plain, &ask, &probed(Cause::Alive, Some("Lungs"))).unwrap();
        assert_eq!((verdict.state, verdict.suggestion.as_deref()), (LinkState::Moved, Some("https://a.org/lungs")));
        for secure in [
            probed(Cause::Alive, Some("Welcome to nginx")),
            probed(Cause::Alive, None),
            probed(Cause::TlsName, Some("Lungs")),
            probed(Cause::NotFound, Some("Lungs")),
        ] {
            assert_eq!(same_place(&plain, &ask, &secure), None, "{:?}", secure.verdict.cause);
        }
    }
}
