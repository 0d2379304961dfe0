//! Challenges of Grand Challenge: a suspended one still answers 200 on its page.

use std::time::Duration;

use super::{
    adapter::ThingFacts,
    json::text,
    record::{RecordInterface, is_slug, link, parts},
};
use crate::probe::Cause;

/// Grand Challenge.
pub(super) const GRAND_CHALLENGE: RecordInterface = RecordInterface {
    kind: "grand-challenge",
    parse: |url| {
        let slug = url.host_str()?.strip_suffix(".grand-challenge.org")?;
        let is_challenge =
            is_slug(slug) && !matches!(slug, "www" | "api" | "staging" | "public" | "rumc-gcorg-p-public");
        is_challenge.then(|| link("grand-challenge.org", slug, parts(url).is_some_and(|parts| parts.is_empty())))
    },
    address: |host, slug| url::Url::parse(&format!("https://{host}/api/v1/challenges/{slug}/")).ok(),
    read: |name, status, record| {
        let slug = text(record, &["slug"]).filter(|_| status == 200)?;
        if !slug.eq_ignore_ascii_case(name) {
            return None;
        }
        let is_suspended = text(record, &["status"]).is_some_and(|status| status.eq_ignore_ascii_case("suspended"));
        Some(if is_suspended {
            ThingFacts::new(Cause::Disabled, 200, "the challenge is suspended")
        } else {
            ThingFacts::alive("the challenge is there")
        })
    },
    interval: Duration::from_secs(1),
    requests: None,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::{
        adapter::HostInterface as _,
        tests::{answer, said},
    };

    #[test]
    fn answers_are_read() {
        let key =
            |url: &str| GRAND_CHALLENGE.parse(&url::Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        assert_eq!(key("https://amos22.grand-challenge.org/"), Some(("amos22".to_owned(), true)));
        assert_eq!(key("https://amos22.grand-challenge.org/Data/"), Some(("amos22".to_owned(), false)));
        assert_eq!(key("https://grand-challenge.org/challenges/"), None);
        for (status, body, wanted) in [
            (200, r#"{"slug": "AMOS22", "status": "OPEN"}"#, "alive"),
            (200, r#"{"slug": "amos22", "status": "SUSPENDED"}"#, "disabled"),
            (200, r#"{"slug": "other"}"#, "-"),
            (404, r#"{"detail": "Not found."}"#, "-"),
            (403, r#"{"detail": "Forbidden"}"#, "-"),
            (500, "{}", "-"),
            (200, "<!DOCTYPE html>", "-"),
            (200, r#"{"slug": "#, "-"),
        ] {
            assert_eq!(said(&GRAND_CHALLENGE, "amos22", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
