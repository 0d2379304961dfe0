//! Entities of Synapse, whose pages are made by scripts. Only those that are there are answered.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::{
    adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink},
    json::{body, is_true, text},
    record::{is_number, link},
};
use crate::probe::{Cause, HttpAnswer};

/// The host of the interface.
const HOST: &str = "repo-prod.prod.sagebase.org";

/// Synapse.
#[derive(Debug)]
pub(super) struct Synapse;

impl HostInterface for Synapse {
    fn kind(&self) -> &'static str {
        "synapse"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        if !matches!(url.host_str()?, "synapse.org" | "www.synapse.org") {
            return None;
        }
        // `/Synapse:syn123`, and as it was before, `#!Synapse:syn123/wiki/4`.
        let place = url.fragment().and_then(|fragment| fragment.strip_prefix('!')).unwrap_or(url.path());
        let rest = place.trim_start_matches('/').strip_prefix("Synapse:")?;
        let (id, part) = rest.split_once('/').unwrap_or((rest, ""));
        let digits = id.strip_prefix("syn").or_else(|| id.strip_prefix("Syn"))?;
        is_number(digits).then(|| link(HOST, &format!("syn{digits}"), part.is_empty()))
    }

    fn terms(&self, _has_token: bool) -> InterfaceTerms {
        InterfaceTerms { batch: 1, requests: None, interval: Duration::from_secs(1), waits: false }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        let url = Url::parse(&format!("https://{host}/repo/v1/entity/{}/bundle2", names.first()?)).ok()?;
        let wanted = json!({ "includeEntity": true, "includeRestrictionInformation": true });
        Some(InterfaceRequest::post(url, &wanted))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let name = names.first().copied().unwrap_or_default();
        let bundle = body(answer).filter(|_| matches!(answer.status, 200 | 201));
        InterfaceReading::Things(vec![bundle.and_then(|bundle| facts(name, &bundle))])
    }
}

fn facts(name: &str, bundle: &Value) -> Option<ThingFacts> {
    if text(bundle, &["entity", "id"])? != name {
        return None;
    }
    let restriction = bundle.get("restrictionInformation");
    let is_gated = restriction.is_some_and(|restriction| is_true(restriction, "hasUnmetAccessRequirement"));
    Some(if is_gated {
        ThingFacts::new(Cause::Gated, 200, "it is there, and its files are given to those who agree to conditions")
    } else {
        ThingFacts::alive("it is there")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::tests::{answer, said};

    #[test]
    fn answers_are_read() {
        let key = |url: &str| Synapse.parse(&Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        assert_eq!(key("https://www.synapse.org/#!Synapse:syn123/wiki/4"), Some(("syn123".to_owned(), false)));
        assert_eq!(key("https://www.synapse.org/Synapse:syn123"), Some(("syn123".to_owned(), true)));
        assert_eq!(key("https://www.synapse.org/#!Team:12"), None);
        for (status, body, wanted) in [
            (
                200,
                r#"{"entity": {"id": "syn123"}, "restrictionInformation": {"hasUnmetAccessRequirement": false}}"#,
                "alive",
            ),
            (
                201,
                r#"{"entity": {"id": "syn123"}, "restrictionInformation": {"hasUnmetAccessRequirement": true}}"#,
                "alive.gated",
            ),
            (200, r#"{"entity": {"id": "syn124"}}"#, "-"),
            (403, r#"{"reason": "You lack READ access"}"#, "-"),
            (404, r#"{"reason": "Entity syn123 is in trash can."}"#, "-"),
            (503, "{}", "-"),
            (200, "<!DOCTYPE html>", "-"),
            (200, r#"{"entity": "#, "-"),
        ] {
            assert_eq!(said(&Synapse, "syn123", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
