//! Repositories of Codeberg and of other hosts that run Forgejo or Gitea, one by one.

use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::{
    adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink, day},
    json::{body, is_true, text},
    repository,
};
use crate::{
    probe::{Cause, HttpAnswer},
    text::quote,
};

/// Hosts that run it.
const HOSTS: [&str; 3] = ["codeberg.org", "gitea.com", "code.forgejo.org"];
/// The first parts of paths that name no owner.
const RESERVED: [&str; 10] =
    ["explore", "user", "users", "api", "assets", "login", "org", "notifications", "swagger", "repo"];

/// Forgejo and Gitea.
#[derive(Debug)]
pub(super) struct Forgejo;

impl HostInterface for Forgejo {
    fn kind(&self) -> &'static str {
        "forgejo"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        let host = HOSTS.into_iter().find(|host| url.host_str() == Some(host))?;
        let path = repository::parse(url)?;
        let key = path.name.to_ascii_lowercase();
        let is_reserved = key.split('/').next().is_some_and(|owner| RESERVED.contains(&owner));
        (!is_reserved).then(|| ThingLink { host: host.to_owned(), name: path.name, key, is_whole: path.is_whole })
    }

    fn terms(&self, _has_token: bool) -> InterfaceTerms {
        InterfaceTerms { batch: 1, requests: None, interval: Duration::from_secs(1), waits: false }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        let url = Url::parse(&format!("https://{host}/api/v1/repos/{}", names.first()?)).ok()?;
        Some(InterfaceRequest::get(url, "application/json"))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let name = names.first().copied().unwrap_or_default();
        let repository = body(answer).filter(|_| answer.status == 200);
        InterfaceReading::Things(vec![repository.and_then(|repository| facts(name, &repository))])
    }

    fn renamed(&self, link: &Url, name: &str) -> Option<Url> {
        repository::rename(link, name)
    }

    fn holds_code(&self) -> bool {
        true
    }
}

fn facts(name: &str, repository: &Value) -> Option<ThingFacts> {
    let full_name = text(repository, &["full_name"]).filter(|name| repository::is_full_name(name))?;
    // A moment of the year 1970 stands for none.
    let since = text(repository, &["archived_at"]).and_then(day).filter(|day| !day.starts_with("1970"));
    Some(if !full_name.eq_ignore_ascii_case(name) {
        ThingFacts::renamed(full_name.to_owned(), format!("the repository is called {} now", quote(full_name)))
    } else if is_true(repository, "private") {
        ThingFacts::new(Cause::Restricted, 200, "the repository is private")
    } else if is_true(repository, "archived") {
        let since = since.map(|day| format!(" since {day}")).unwrap_or_default();
        ThingFacts::new(Cause::Archived, 200, format!("the repository is archived{since}: it is read-only"))
    } else {
        ThingFacts::alive("the repository is there")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::tests::{answer, said};

    #[test]
    fn answers_are_read() {
        let missing = r#"{"message": "The target couldn't be found.", "errors": ["user redirect does not exist"]}"#;
        for (status, body, wanted) in [
            (200, r#"{"full_name": "A/b", "archived": false, "private": false}"#, "alive"),
            (200, r#"{"full_name": "c/b", "archived": false, "private": false}"#, "moved.renamed"),
            (200, r#"{"full_name": "a/b", "archived": true, "archived_at": "2024-05-06T07:08:09Z"}"#, "alive.archived"),
            (200, r#"{"full_name": "a/b", "private": true}"#, "alive.restricted"),
            (404, missing, "-"),
            (403, "{}", "-"),
            (200, "<!DOCTYPE html><title>Making sure you are not a bot</title>", "-"),
            (200, r#"{"full_name": "#, "-"),
        ] {
            assert_eq!(said(&Forgejo, "a/b", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
