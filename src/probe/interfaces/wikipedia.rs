//! Articles of Wikipedia in all languages, fifty in one request. A missing one is asked as a page, and so is one with a
//! fragment, whose place is to be looked for.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use rustc_hash::FxHashMap;
use serde_json::Value;
use url::Url;

use super::{
    adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink},
    json::{body, text},
};
use crate::probe::HttpAnswer;

/// Titles in one request, as Wikipedia allows them to anybody.
const BATCH: usize = 50;
/// Bytes of the longest title.
const LONGEST: usize = 255;

/// Wikipedia.
#[derive(Debug)]
pub(super) struct Wikipedia;

impl HostInterface for Wikipedia {
    fn kind(&self) -> &'static str {
        "wikipedia"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        let host = url.host_str()?;
        let language = host.strip_suffix(".wikipedia.org")?;
        let is_language =
            !matches!(language, "www" | "m") && language.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let written = url.path().strip_prefix("/wiki/").filter(|_| is_language && url.query().is_none())?;
        let title = percent_decode_str(written).decode_utf8().ok()?.replace('_', " ");
        let title = title.trim();
        let forbidden = |c: char| c.is_control() || matches!(c, '|' | '#' | '<' | '>' | '[' | ']' | '{' | '}');
        // `Special:` and its like in other languages are made by scripts; they answer as pages.
        let is_title =
            !title.is_empty() && title.len() <= LONGEST && !title.contains(forbidden) && !title.contains(':');
        is_title.then(|| ThingLink {
            host: host.to_owned(),
            name: title.to_owned(),
            key: title.to_owned(),
            is_whole: url.fragment().is_none_or(str::is_empty),
        })
    }

    fn terms(&self, _has_token: bool) -> InterfaceTerms {
        InterfaceTerms { batch: BATCH, requests: None, interval: Duration::from_secs(1), waits: false }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        let mut url = Url::parse(&format!("https://{host}/w/api.php")).ok()?;
        url.query_pairs_mut()
            .append_pair("action", "query")
            .append_pair("format", "json")
            .append_pair("formatversion", "2")
            .append_pair("redirects", "1")
            .append_pair("maxlag", "5")
            .append_pair("titles", &names.join("|"));
        Some(InterfaceRequest::get(url, "application/json"))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let body = body(answer).filter(|_| answer.status == 200);
        let Some(query) = body.as_ref().and_then(|body| body.get("query")).filter(|query| query.is_object()) else {
            return InterfaceReading::Unusable("Wikipedia's interface gives no answer".to_owned());
        };
        let (normal, led) = (pairs(query, "normalized"), pairs(query, "redirects"));
        let pages = query.get("pages").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let there = |title: &str| pages.iter().any(|page| text(page, &["title"]) == Some(title) && is_there(page));
        let facts = names.iter().map(|name| {
            let title = normal.get(name).copied().unwrap_or(name);
            let title = led.get(title).copied().unwrap_or(title);
            there(title).then(|| ThingFacts::alive("the article is there"))
        });
        InterfaceReading::Things(facts.collect())
    }
}

/// The pairs of titles at a key.
fn pairs<'a>(query: &'a Value, key: &str) -> FxHashMap<&'a str, &'a str> {
    let all = query.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(|pair| Some((text(pair, &["from"])?, text(pair, &["to"])?))).collect()
}

/// True if a page has a number, and is neither missing nor no title at all.
fn is_there(page: &Value) -> bool {
    page.get("pageid").is_some_and(Value::is_number) && page.get("missing").is_none() && page.get("invalid").is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::tests::{answer, said};

    #[test]
    fn answers_are_read() {
        let key = |url: &str| Wikipedia.parse(&Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        assert_eq!(key("https://de.wikipedia.org/wiki/Gro%C3%9Fe_Lunge"), Some(("Große Lunge".to_owned(), true)));
        assert_eq!(key("https://en.wikipedia.org/wiki/Lung#Structure"), Some(("Lung".to_owned(), false)));
        for url in [
            "https://en.wikipedia.org/wiki/Special:Search",
            "https://en.wikipedia.org/wiki/A%7CB",
            "https://www.wikipedia.org/wiki/A",
        ] {
            assert_eq!(key(url), None, "{url}");
        }
        let page = r#"{"pageid": 1, "ns": 0, "title": "Lung"}"#;
        for (status, body, wanted) in [
            (
                200,
                format!(r#"{{"query": {{"normalized": [{{"from": "lung", "to": "Lung"}}], "pages": [{page}]}}}}"#),
                "alive",
            ),
            (
                200,
                format!(r#"{{"query": {{"redirects": [{{"from": "lung", "to": "Lung"}}], "pages": [{page}]}}}}"#),
                "alive",
            ),
            (200, r#"{"query": {"pages": [{"ns": 0, "title": "lung", "missing": true}]}}"#.to_owned(), "-"),
            (200, r#"{"query": {"pages": []}}"#.to_owned(), "-"),
            (200, r#"{"error": {"code": "maxlag", "info": "Waiting for a database server"}}"#.to_owned(), "unusable"),
            (429, "{}".to_owned(), "unusable"),
            (200, "<!DOCTYPE html>".to_owned(), "unusable"),
            (200, r#"{"query": "#.to_owned(), "unusable"),
        ] {
            assert_eq!(said(&Wikipedia, "lung", &answer(status, &body), false), wanted, "{status} {body}");
        }
    }
}
