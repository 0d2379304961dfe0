//! Articles of figshare, one by one: their pages let no machine in.

use std::time::Duration;

use super::{
    adapter::ThingFacts,
    json::{is_true, text},
    record::{RecordInterface, is_number, link, parts},
};
use crate::probe::Cause;

/// figshare. No limit is published; a request a second is what its page asks of harvesters.
pub(super) const FIGSHARE: RecordInterface = RecordInterface {
    kind: "figshare",
    parse: |url| {
        let host = url.host_str()?;
        if host != "figshare.com" && !host.ends_with(".figshare.com") {
            return None;
        }
        let parts = parts(url)?;
        let ["articles", rest @ ..] = parts.as_slice() else { return None };
        // `/articles/dataset/title/123`, `/articles/title/123/2`, where the last number is that of a version.
        let numbers = rest.iter().rev().take_while(|part| is_number(part)).count();
        let (at, is_whole) = match numbers {
            1 => (rest.len().checked_sub(1)?, true),
            2 => (rest.len().checked_sub(2)?, false),
            _ => return None,
        };
        Some(link("api.figshare.com", rest.get(at)?, is_whole))
    },
    address: |host, id| url::Url::parse(&format!("https://{host}/v2/articles/{id}")).ok(),
    read: |name, status, record| {
        let id = record.get("id")?.as_u64()?.to_string();
        if status != 200 || id != name {
            return None;
        }
        let facts = if is_true(record, "is_embargoed") {
            ThingFacts::new(Cause::Embargoed, 200, "its files are under embargo")
        } else if is_true(record, "is_confidential") {
            ThingFacts::new(Cause::Restricted, 200, "its files are confidential")
        } else {
            ThingFacts::alive("the article is there")
        };
        Some(facts.licensed("license.name", text(record, &["license", "name"])))
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
        let key = |url: &str| FIGSHARE.parse(&url::Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        assert_eq!(key("https://figshare.com/articles/dataset/Lungs/123"), Some(("123".to_owned(), true)));
        assert_eq!(key("https://springernature.figshare.com/articles/Lungs/123/2"), Some(("123".to_owned(), false)));
        assert_eq!(key("https://figshare.com/collections/Lungs/123"), None);
        for (status, body, wanted) in [
            (200, r#"{"id": 123, "is_embargoed": false, "is_confidential": false, "version": 1}"#, "alive"),
            (200, r#"{"id": 123, "is_embargoed": true}"#, "alive.embargoed"),
            (200, r#"{"id": 123, "is_confidential": true}"#, "alive.restricted"),
            (200, r#"{"id": 124}"#, "-"),
            (404, r#"{"message": "Entity not found: article", "code": "EntityNotFound"}"#, "-"),
            (403, r#"{"message": "Forbidden"}"#, "-"),
            (202, "", "-"),
            (200, "<!DOCTYPE html>", "-"),
            (200, r#"{"id": 1"#, "-"),
        ] {
            assert_eq!(said(&FIGSHARE, "123", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
