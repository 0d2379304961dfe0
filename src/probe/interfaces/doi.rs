//! DOIs, by their handle records: a DOI that is registered leads somewhere, whatever its landing page says to machines.
//!
//! The proxy answers in JSON, whatever the status: `responseCode` 1 is a registered handle with its values, 100 is none.

use std::time::Duration;

use percent_encoding::{AsciiSet, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use url::Url;

use super::{
    adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink},
    json::{body, text},
};
use crate::{
    probe::{Cause, HttpAnswer},
    text::{ESCAPED_IN_PARTS, quote},
};

/// The host of the interface, and of the pages.
const HOST: &str = "doi.org";
/// Five requests in a second: no limit is published, and clients saw one of ten.
const INTERVAL: Duration = Duration::from_millis(200);
/// What is written as it is in the path of a request.
const PLAIN: AsciiSet = ESCAPED_IN_PARTS.remove(b'/');

/// The handle system of DOIs.
#[derive(Debug)]
pub(super) struct Doi;

impl HostInterface for Doi {
    fn kind(&self) -> &'static str {
        "doi"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        if !matches!(url.host_str()?, "doi.org" | "dx.doi.org" | "www.doi.org") {
            return None;
        }
        let name = normal_form(url.path())?;
        Some(ThingLink { host: HOST.to_owned(), key: name.clone(), name, is_whole: true })
    }

    fn terms(&self, _has_token: bool) -> InterfaceTerms {
        InterfaceTerms { batch: 1, requests: None, interval: INTERVAL, waits: false }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        let name = utf8_percent_encode(names.first()?, &PLAIN);
        let url = Url::parse(&format!("https://{host}/api/handles/{name}?type=URL")).ok()?;
        Some(InterfaceRequest::get(url, "application/json"))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let name = names.first().copied().unwrap_or_default();
        InterfaceReading::Things(vec![body(answer).and_then(|record| facts(name, &record))])
    }
}

/// Returns the DOI that a path names, in lower case: DOIs are the same in any case of ASCII.
fn normal_form(path: &str) -> Option<String> {
    let decoded = percent_decode_str(path.strip_prefix('/')?).decode_utf8().ok()?;
    let doi = decoded.trim().to_ascii_lowercase();
    let doi = doi.strip_prefix("doi:").unwrap_or(&doi).trim();
    let (prefix, suffix) = doi.split_once('/')?;
    let registrant = prefix.strip_prefix("10.")?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_prefix = registrant.len() >= 4 && registrant.split('.').all(digits);
    (is_prefix && !suffix.is_empty() && !suffix.contains(char::is_control)).then(|| doi.to_owned())
}

fn facts(name: &str, record: &Value) -> Option<ThingFacts> {
    // An answer about another handle says nothing of this one.
    let handle = text(record, &["handle"])?;
    if !handle.eq_ignore_ascii_case(name) {
        return None;
    }
    match record.get("responseCode")?.as_i64()? {
        1 => {
            let values = record.get("values").and_then(Value::as_array)?;
            let is_url = |value: &&Value| text(value, &["type"]) == Some("URL");
            let page = values.iter().find(is_url).and_then(|value| text(value, &["data", "value"]))?;
            Some(ThingFacts::alive(format!("the DOI is registered, and leads to {}", quote(page))))
        }
        100 => {
            let evidence = format!("there is no DOI {}: nobody has registered it", quote(name));
            Some(ThingFacts::new(Cause::HandleMissing, 404, evidence))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::tests::{answer, said};

    #[test]
    fn all_spellings_of_a_doi_are_one_key() {
        let key = |url: &str| Doi.parse(&Url::parse(url).unwrap()).map(|link| link.key);
        for url in [
            "https://doi.org/10.5281/zenodo.123",
            "http://dx.doi.org/10.5281/ZENODO.123",
            "https://www.doi.org/10.5281%2Fzenodo.123",
            "https://doi.org/doi:10.5281/zenodo.123",
            "https://doi.org/10.5281/zenodo.123?download=1#files",
        ] {
            assert_eq!(key(url).as_deref(), Some("10.5281/zenodo.123"), "{url}");
        }
        let odd = "10.1890/1051-0761(1997)007[1226:iticbm]2.0.co;2";
        assert_eq!(key("https://doi.org/10.1890/1051-0761(1997)007[1226:ITICBM]2.0.CO;2").as_deref(), Some(odd));
        assert_eq!(
            key("https://doi.org/10.1002/(SICI)1<1::A>3.0.CO;2-2").as_deref(),
            Some("10.1002/(sici)1<1::a>3.0.co;2-2")
        );
        for url in
            ["https://doi.org/", "https://doi.org/10.5281", "https://doi.org/10.x/y", "https://doi.org/api/handles/1"]
        {
            assert_eq!(key(url), None, "{url}");
        }
        let request = Doi.request("doi.org", &[odd], false).unwrap();
        let sent = "https://doi.org/api/handles/10.1890/1051-0761%281997%29007%5B1226%3Aiticbm%5D2.0.co%3B2?type=URL";
        assert_eq!(request.url.as_str(), sent);
    }

    #[test]
    fn handle_records_are_read_whatever_the_status() {
        let record = |code: u32, handle: &str, values: &str| {
            format!(r#"{{"responseCode": {code}, "handle": "{handle}"{values}}}"#)
        };
        let url =
            r#", "values": [{"index": 1, "type": "URL", "data": {"format": "string", "value": "https://a.org/x"}}]"#;
        for (status, body, wanted) in [
            (200, record(1, "10.1234/A", url), "alive"),
            (404, record(1, "10.1234/a", url), "alive"),
            (404, record(100, "10.1234/a", ""), "handle.missing"),
            (200, record(100, "10.1234/a", ""), "handle.missing"),
            (404, record(100, "10.1234/b", ""), "-"),
            (200, record(1, "10.1234/a", ""), "-"),
            (200, record(200, "10.1234/a", ""), "-"),
            (500, record(2, "10.1234/a", ""), "-"),
            (404, "<title>DOI Not Found</title>".to_owned(), "-"),
            (404, r#"{"responseCode": 100"#.to_owned(), "-"),
            (200, "{}".to_owned(), "-"),
        ] {
            assert_eq!(said(&Doi, "10.1234/a", &answer(status, &body), false), wanted, "{status} {body}");
        }
    }
}
