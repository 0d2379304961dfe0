//! Data sets of `OpenNeuro`, by GraphQL, several in one request: deleted ones name what took their place.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::{
    adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink},
    json::{body, text},
    record::{link, parts},
};
use crate::{
    probe::{Cause, HttpAnswer},
    text::quote,
};

/// The host of the interface, and of the pages.
const HOST: &str = "openneuro.org";
/// Data sets in one query.
const BATCH: usize = 10;

/// `OpenNeuro`.
#[derive(Debug)]
pub(super) struct OpenNeuro;

impl HostInterface for OpenNeuro {
    fn kind(&self) -> &'static str {
        "openneuro"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        if !matches!(url.host_str()?, "openneuro.org" | "www.openneuro.org") {
            return None;
        }
        let parts = parts(url)?;
        let ["datasets", id, rest @ ..] = parts.as_slice() else { return None };
        let digits = id.strip_prefix("ds")?;
        let is_id = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_id.then(|| link(HOST, id, rest.is_empty()))
    }

    fn terms(&self, _has_token: bool) -> InterfaceTerms {
        InterfaceTerms { batch: BATCH, requests: None, interval: Duration::from_secs(1), waits: false }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        let sets = names.iter().enumerate();
        let sets: Vec<_> = sets.map(|(at, id)| format!("r{at}: dataset(id:\"{id}\") {{ id public }}")).collect();
        let url = Url::parse(&format!("https://{host}/crn/graphql")).ok()?;
        Some(InterfaceRequest::post(url, &json!({ "query": format!("query {{ {} }}", sets.join(" ")) })))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let Some(body) = body(answer).filter(|body| answer.status == 200 && body.is_object()) else {
            return InterfaceReading::Unusable("OpenNeuro's interface gives no answer".to_owned());
        };
        let errors = body.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let deleted = |alias: &str| errors.iter().find(|error| is_deleted(error, alias));
        let facts = names.iter().enumerate().map(|(at, name)| {
            let alias = format!("r{at}");
            let set = body.get("data").and_then(|data| data.get(&alias)).filter(|set| set.is_object());
            match (set, deleted(&alias)) {
                (Some(set), _) => {
                    (text(set, &["id"]) == Some(name)).then(|| ThingFacts::alive("the data set is there"))
                }
                (None, Some(error)) => {
                    let place = text(error, &["extensions", "redirect"]).filter(|place| !place.is_empty());
                    let place = place.map(|place| format!("; see {}", quote(place))).unwrap_or_default();
                    Some(ThingFacts::new(
                        Cause::Gone,
                        410,
                        format!("OpenNeuro says that the data set was deleted{place}"),
                    ))
                }
                (None, None) => None,
            }
        });
        InterfaceReading::Things(facts.collect())
    }
}

/// True if an error says of the thing with an alias that it was deleted.
fn is_deleted(error: &Value, alias: &str) -> bool {
    let path = error.get("path").and_then(Value::as_array).and_then(|path| path.first()).and_then(Value::as_str);
    path == Some(alias) && text(error, &["extensions", "code"]) == Some("DELETED_DATASET")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::tests::{answer, said};

    #[test]
    fn answers_are_read() {
        let key = |url: &str| OpenNeuro.parse(&Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        assert_eq!(key("https://openneuro.org/datasets/ds000117"), Some(("ds000117".to_owned(), true)));
        assert_eq!(key("https://openneuro.org/datasets/ds000117/versions/1.0.0"), Some(("ds000117".to_owned(), false)));
        assert_eq!(key("https://openneuro.org/search"), None);
        let deleted = r#"{"data": {"r0": null}, "errors": [{"path": ["r0"], "message": "Dataset has been deleted.",
            "extensions": {"code": "DELETED_DATASET", "redirect": "/datasets/ds000118"}}]}"#;
        for (status, body, wanted) in [
            (200, r#"{"data": {"r0": {"id": "ds000117", "public": true}}}"#, "alive"),
            (200, deleted, "gone.410"),
            (200, r#"{"data": {"r0": null}, "errors": [{"path": ["r0"], "message": "Dataset does not exist."}]}"#, "-"),
            (
                200,
                r#"{"data": {"r0": null}, "errors": [{"path": ["r0"], "message": "You do not have access to read"}]}"#,
                "-",
            ),
            (200, r#"{"data": {"r0": {"id": "ds1"}}}"#, "-"),
            (500, "{}", "unusable"),
            (200, "<!DOCTYPE html>", "unusable"),
            (200, r#"{"data": "#, "unusable"),
        ] {
            assert_eq!(said(&OpenNeuro, "ds000117", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
