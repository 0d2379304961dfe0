//! Records of Zenodo, one by one: restricted, embargoed, taken back with a reason.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::{
    adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink},
    json::{body, text},
};
use crate::{
    probe::{Cause, HttpAnswer},
    text::quote,
};

/// The host of the interface, and of the pages.
const HOST: &str = "zenodo.org";

/// Zenodo.
#[derive(Debug)]
pub(super) struct Zenodo;

impl HostInterface for Zenodo {
    fn kind(&self) -> &'static str {
        "zenodo"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        if !matches!(url.host_str()?, "zenodo.org" | "www.zenodo.org") {
            return None;
        }
        let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
        let ["record" | "records", id, rest @ ..] = parts.as_slice() else { return None };
        let is_id = !id.is_empty() && id.len() <= 12 && id.bytes().all(|byte| byte.is_ascii_digit());
        let name = (*id).to_owned();
        is_id.then(|| ThingLink { host: HOST.to_owned(), key: name.clone(), name, is_whole: rest.is_empty() })
    }

    fn terms(&self, _has_token: bool) -> InterfaceTerms {
        // Sixty a minute are allowed to a guest.
        InterfaceTerms { batch: 1, requests: None, interval: Duration::from_millis(1200), waits: false }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        let url = Url::parse(&format!("https://{host}/api/records/{}", names.first()?)).ok()?;
        Some(InterfaceRequest::get(url, "application/json"))
    }

    fn read(&self, _names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let record = body(answer);
        let facts = match answer.status {
            200 => record.and_then(|record| facts(&record)),
            410 => record.and_then(|record| withdrawn(&record)),
            _ => None,
        };
        InterfaceReading::Things(vec![facts])
    }
}

fn facts(record: &Value) -> Option<ThingFacts> {
    record.get("id").filter(|id| id.is_string() || id.is_number())?;
    let old = text(record, &["metadata", "access_right"]);
    let files = text(record, &["access", "files"]);
    let embargo = record.get("access").and_then(|access| access.get("embargo"));
    let is_embargoed = embargo.and_then(|embargo| embargo.get("active")).and_then(Value::as_bool) == Some(true);
    let facts = if is_embargoed || old == Some("embargoed") {
        let until = embargo.and_then(|embargo| text(embargo, &["until"])).map(|day| format!(" until {}", quote(day)));
        let evidence = format!("its files are under embargo{}", until.unwrap_or_default());
        ThingFacts::new(Cause::Embargoed, 200, evidence)
    } else if files == Some("restricted") || matches!(old, Some("restricted" | "closed")) {
        ThingFacts::new(Cause::Restricted, 200, "its files are restricted")
    } else if is_superseded(record) {
        ThingFacts::alive("the record is there, and there is a newer version of it")
    } else {
        ThingFacts::alive("the record is there")
    };
    Some(facts.licensed("metadata.license.id", text(record, &["metadata", "license", "id"])))
}

/// True if the record says that it is not the last version.
fn is_superseded(record: &Value) -> bool {
    let versions = record.get("metadata").and_then(|all| all.get("relations")).and_then(|all| all.get("version"));
    let version = versions.and_then(Value::as_array).and_then(|versions| versions.first());
    version.and_then(|version| version.get("is_last")).and_then(Value::as_bool) == Some(false)
}

fn withdrawn(record: &Value) -> Option<ThingFacts> {
    let tombstone = record.get("tombstone").filter(|tombstone| tombstone.is_object())?;
    let reason =
        text(tombstone, &["removal_reason", "id"]).or_else(|| text(tombstone, &["removal_reason", "title", "en"]));
    let note = text(tombstone, &["note"]).filter(|note| !note.is_empty());
    let why = reason.or(note).map(|why| format!(": {}", quote(why))).unwrap_or_default();
    Some(ThingFacts::new(Cause::Withdrawn, 410, format!("the record was removed from Zenodo{why}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::tests::{answer, said};

    #[test]
    fn answers_are_read() {
        let link = |url: &str| Zenodo.parse(&Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        assert_eq!(link("https://zenodo.org/record/123#.Y"), Some(("123".to_owned(), true)));
        assert_eq!(link("https://zenodo.org/records/123/files/a.zip"), Some(("123".to_owned(), false)));
        assert_eq!(link("https://zenodo.org/communities/x"), None);
        let tombstone = r#"{"status": 410, "tombstone": {"removal_reason": {"id": "retracted"}, "note": ""}}"#;
        for (status, body, wanted) in [
            (200, r#"{"id": 1, "metadata": {"access_right": "open"}}"#, "alive"),
            (200, r#"{"id": 1, "metadata": {"relations": {"version": [{"is_last": false}]}}}"#, "alive"),
            (200, r#"{"id": 1, "metadata": {"access_right": "restricted"}}"#, "alive.restricted"),
            (
                200,
                r#"{"id": "1", "access": {"files": "restricted", "embargo": {"active": true, "until": "2030-01-01"}}}"#,
                "alive.embargoed",
            ),
            (410, tombstone, "withdrawn"),
            (410, r#"{"status": 410}"#, "-"),
            (404, r#"{"status": 404, "message": "The persistent identifier does not exist."}"#, "-"),
            (403, "<html>Unusual traffic</html>", "-"),
            (200, "<!DOCTYPE html><title>Zenodo</title>", "-"),
            (200, r#"{"id": "#, "-"),
        ] {
            assert_eq!(said(&Zenodo, "1", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
