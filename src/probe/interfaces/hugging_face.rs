//! Data sets, models and spaces of Hugging Face, one by one: gated, disabled, renamed. One that is missing is not told
//! from one that is private, so its page is asked.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::{
    adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink},
    json::{body, is_true, text},
    repository,
};
use crate::{
    probe::{Cause, HttpAnswer},
    text::quote,
};

/// The host of the interface, and of the pages.
const HOST: &str = "huggingface.co";
/// 500 requests in five minutes are allowed to one address.
const INTERVAL: Duration = Duration::from_millis(700);
/// The first parts of paths that name no owner of a model.
const RESERVED: [&str; 32] = [
    "api",
    "blog",
    "brand",
    "changelog",
    "chat",
    "collections",
    "contact",
    "datasets",
    "docs",
    "enterprise",
    "front",
    "huggingface",
    "inference-endpoints",
    "jobs",
    "join",
    "kernels",
    "learn",
    "login",
    "models",
    "new",
    "organizations",
    "papers",
    "posts",
    "pricing",
    "privacy",
    "search",
    "settings",
    "spaces",
    "storage",
    "support",
    "tasks",
    "terms-of-service",
];

/// Hugging Face.
#[derive(Debug)]
pub(super) struct HuggingFace;

impl HostInterface for HuggingFace {
    fn kind(&self) -> &'static str {
        "hf"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        if !matches!(url.host_str()?, "huggingface.co" | "www.huggingface.co" | "hf.co") {
            return None;
        }
        let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
        let (kind, parts) = match parts.as_slice() {
            [kind @ ("datasets" | "spaces"), rest @ ..] => (*kind, rest),
            [first, ..] if RESERVED.contains(&first.to_ascii_lowercase().as_str()) => return None,
            rest => ("models", rest),
        };
        let [owner, name, rest @ ..] = parts else { return None };
        if !repository::is_name(owner) || !repository::is_name(name) {
            return None;
        }
        let name = format!("{kind}/{owner}/{name}");
        Some(ThingLink { host: HOST.to_owned(), key: name.to_ascii_lowercase(), name, is_whole: rest.is_empty() })
    }

    fn terms(&self, _has_token: bool) -> InterfaceTerms {
        InterfaceTerms { batch: 1, requests: None, interval: INTERVAL, waits: false }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        let url = Url::parse(&format!("https://{host}/api/{}", names.first()?)).ok()?;
        Some(InterfaceRequest::get(url, "application/json"))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let name = names.first().copied().unwrap_or_default();
        let record = body(answer).filter(|_| answer.status == 200);
        InterfaceReading::Things(vec![record.and_then(|record| facts(name, &record))])
    }

    fn renamed(&self, link: &Url, name: &str) -> Option<Url> {
        let (kind, name) = name.split_once('/')?;
        let old = self.parse(link)?.name;
        let old = old.split_once('/')?.1;
        let at = link.path().find(old)?;
        let (before, rest) = (link.path().get(..at)?, link.path().get(at + old.len()..)?);
        let mut renamed = link.clone();
        // A model has no word of its kind in front.
        (kind != "models" || before == "/").then(|| renamed.set_path(&format!("{before}{name}{rest}")))?;
        Some(renamed)
    }
}

fn facts(name: &str, record: &Value) -> Option<ThingFacts> {
    let id = text(record, &["id"]).filter(|id| repository::is_full_name(id))?;
    let (kind, old) = name.split_once('/')?;
    let gated = record.get("gated").is_some_and(|gated| gated.is_string() || gated == &Value::Bool(true));
    let facts = if is_true(record, "disabled") {
        ThingFacts::new(Cause::Disabled, 403, "Hugging Face has disabled it")
    } else if is_true(record, "private") {
        ThingFacts::new(Cause::Restricted, 200, "it is private")
    } else if !id.eq_ignore_ascii_case(old) {
        ThingFacts::renamed(format!("{kind}/{id}"), format!("it is called {} now", quote(id)))
    } else if gated {
        ThingFacts::new(Cause::Gated, 200, "it is gated: its owner asks for a login, and for agreement to terms")
    } else {
        ThingFacts::alive("it is there")
    };
    let license = record.get("cardData").and_then(|card| card.get("license"));
    let several = license.and_then(Value::as_array).map(|all| all.iter().filter_map(Value::as_str).collect::<Vec<_>>());
    let license = several.map(|all| all.join(" OR ")).or_else(|| license?.as_str().map(str::to_owned));
    Some(facts.licensed("cardData.license", license.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::tests::{answer, said};

    #[test]
    fn things_are_read() {
        let key = |url: &str| HuggingFace.parse(&Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        for (url, wanted) in [
            ("https://huggingface.co/datasets/A/b", Some(("datasets/a/b", true))),
            ("https://hf.co/a/b", Some(("models/a/b", true))),
            ("https://huggingface.co/spaces/a/b/tree/main", Some(("spaces/a/b", false))),
            ("https://huggingface.co/datasets/squad", None),
            ("https://huggingface.co/bert-base-uncased", None),
            ("https://huggingface.co/docs/transformers", None),
            ("https://huggingface.co/papers/2101.00001", None),
            ("https://huggingface.co/collections/a/b", None),
        ] {
            assert_eq!(key(url), wanted.map(|(key, is_whole)| (key.to_owned(), is_whole)), "{url}");
        }
        for (url, name, wanted) in [
            (
                "https://huggingface.co/datasets/a/b/tree/main?x#y",
                "datasets/c/d",
                "https://huggingface.co/datasets/c/d/tree/main?x#y",
            ),
            ("https://huggingface.co/a/b", "models/c/d", "https://huggingface.co/c/d"),
        ] {
            let renamed = HuggingFace.renamed(&Url::parse(url).unwrap(), name);
            assert_eq!(renamed.map(|url| url.to_string()).as_deref(), Some(wanted), "{url}");
        }
    }

    #[test]
    fn answers_are_read() {
        for (status, body, wanted) in [
            (200, r#"{"id": "A/b", "gated": false, "private": false, "disabled": false}"#, "alive"),
            (200, r#"{"id": "c/b", "gated": false}"#, "moved.renamed"),
            (200, r#"{"id": "a/b", "gated": "manual"}"#, "alive.gated"),
            (200, r#"{"id": "a/b", "gated": "auto"}"#, "alive.gated"),
            (200, r#"{"id": "a/b", "disabled": true}"#, "disabled"),
            (401, r#"{"error": "Invalid username or password."}"#, "-"),
            (404, r#"{"error": "Repository not found"}"#, "-"),
            (200, "<!DOCTYPE html><title>Hugging Face</title>", "-"),
            (200, r#"{"id": "#, "-"),
        ] {
            assert_eq!(said(&HuggingFace, "datasets/a/b", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
