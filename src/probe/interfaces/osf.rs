//! Projects, files and registrations of OSF, one by one: withdrawn, deleted, private.

use std::time::Duration;

use serde_json::Value;

use super::{
    adapter::ThingFacts,
    json::is_true,
    record::{RecordInterface, link, parts},
};
use crate::probe::Cause;

/// OSF. A hundred requests an hour are allowed without a token.
pub(super) const OSF: RecordInterface = RecordInterface {
    kind: "osf",
    parse: |url| {
        if !matches!(url.host_str()?, "osf.io" | "www.osf.io") {
            return None;
        }
        let parts = parts(url)?;
        let (guid, rest) = parts.split_first()?;
        let is_guid = guid.len() == 5 && guid.bytes().all(|byte| byte.is_ascii_alphanumeric());
        // The words of the site itself have letters alone.
        let has_digit = guid.bytes().any(|byte| byte.is_ascii_digit());
        (is_guid && has_digit).then(|| link("api.osf.io", &guid.to_ascii_lowercase(), rest.is_empty()))
    },
    address: |host, guid| url::Url::parse(&format!("https://{host}/v2/guids/{guid}/")).ok(),
    read: |name, status, record| match status {
        200 => {
            let data = record.get("data")?;
            let attributes = data.get("attributes").filter(|attributes| attributes.is_object())?;
            data.get("type")?.as_str()?;
            Some(if is_true(attributes, "withdrawn") {
                ThingFacts::new(Cause::Withdrawn, 200, "the registration has been withdrawn")
            } else if is_true(attributes, "embargoed") {
                ThingFacts::new(Cause::Embargoed, 200, "the registration is under embargo")
            } else {
                ThingFacts::alive("it is there")
            })
        }
        410 => {
            record.get("errors").and_then(Value::as_array).filter(|errors| !errors.is_empty())?;
            Some(ThingFacts::new(Cause::Gone, 410, format!("OSF says that `{name}` has been deleted")))
        }
        _ => None,
    },
    interval: Duration::from_secs(1),
    requests: Some(80),
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
        let key = |url: &str| OSF.parse(&url::Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        assert_eq!(key("https://osf.io/AB3de/"), Some(("ab3de".to_owned(), true)));
        assert_eq!(key("https://osf.io/ab3de/wiki/home"), Some(("ab3de".to_owned(), false)));
        assert_eq!(key("https://osf.io/login"), None);
        for (status, body, wanted) in [
            (200, r#"{"data": {"type": "nodes", "attributes": {"title": "Lungs"}}}"#, "alive"),
            (200, r#"{"data": {"type": "registrations", "attributes": {"withdrawn": true}}}"#, "withdrawn"),
            (200, r#"{"data": {"type": "registrations", "attributes": {"embargoed": true}}}"#, "alive.embargoed"),
            (410, r#"{"errors": [{"detail": "The requested node is no longer available."}]}"#, "gone.410"),
            (410, "<title>Gone</title>", "-"),
            (401, r#"{"errors": [{"detail": "Authentication credentials were not provided."}]}"#, "-"),
            (404, r#"{"errors": [{"detail": "Not found."}]}"#, "-"),
            (200, "<!DOCTYPE html>", "-"),
            (200, r#"{"data": "#, "-"),
        ] {
            assert_eq!(said(&OSF, "ab3de", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
