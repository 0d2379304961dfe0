//! Projects of gitlab.com, by GraphQL, several in one request. Whatever is not answered is asked as a page: a group has
//! an address like that of a project, and one that is private is not told from one that is missing.

use std::time::Duration;

use serde_json::{Value, json};
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
const HOST: &str = "gitlab.com";
/// Projects in one query, as others ask them.
const BATCH: usize = 10;
/// What a path says after that of its project.
const PARTS: &str = "-";

/// GitLab.
#[derive(Debug)]
pub(super) struct GitLab;

impl HostInterface for GitLab {
    fn kind(&self) -> &'static str {
        "gitlab"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        if url.host_str()? != HOST {
            return None;
        }
        let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
        let project: Vec<&str> = parts.iter().copied().take_while(|part| *part != PARTS).collect();
        let (last, groups) = project.split_last()?;
        let last = last.strip_suffix(".git").unwrap_or(last);
        if groups.is_empty() || !groups.iter().all(|part| repository::is_name(part)) || !repository::is_name(last) {
            return None;
        }
        let name = format!("{}/{last}", groups.join("/"));
        let is_whole = project.len() == parts.len();
        Some(ThingLink { host: HOST.to_owned(), key: name.to_ascii_lowercase(), name, is_whole })
    }

    fn terms(&self, has_token: bool) -> InterfaceTerms {
        InterfaceTerms { batch: BATCH, requests: None, interval: Duration::from_secs(1), waits: has_token }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        let projects = names.iter().enumerate();
        let projects: Vec<_> =
            projects.map(|(at, name)| format!("r{at}: project(fullPath:\"{name}\") {{ fullPath archived }}")).collect();
        let query = format!("query {{ {} }}", projects.join(" "));
        let url = Url::parse(&format!("https://{host}/api/graphql")).ok()?;
        Some(InterfaceRequest::post(url, &json!({ "query": query })))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let data = body(answer).filter(|_| answer.status == 200).and_then(|body| body.get("data").cloned());
        let Some(data) = data.filter(Value::is_object) else {
            return InterfaceReading::Unusable("GitLab's interface gives no answer".to_owned());
        };
        let facts = names.iter().enumerate().map(|(at, name)| facts(name, data.get(format!("r{at}"))?));
        InterfaceReading::Things(facts.collect())
    }

    fn renamed(&self, link: &Url, name: &str) -> Option<Url> {
        let old = self.parse(link)?.name;
        let rest = link.path().strip_prefix('/')?.strip_prefix(old.as_str())?;
        let mut renamed = link.clone();
        renamed.set_path(&format!("/{name}{}", rest.strip_prefix(".git").unwrap_or(rest)));
        Some(renamed)
    }

    fn holds_code(&self) -> bool {
        true
    }
}

fn facts(name: &str, project: &Value) -> Option<ThingFacts> {
    let path = text(project, &["fullPath"])?;
    if !path.split('/').all(repository::is_name) {
        return None;
    }
    Some(if !path.eq_ignore_ascii_case(name) {
        ThingFacts::renamed(path.to_owned(), format!("the project is called {} now", quote(path)))
    } else if is_true(project, "archived") {
        ThingFacts::new(Cause::Archived, 200, "the project is archived: it is read-only")
    } else {
        ThingFacts::alive("the project is there")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::tests::{answer, said};

    #[test]
    fn projects_are_read() {
        let key = |url: &str| GitLab.parse(&Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        for (url, wanted) in [
            ("https://gitlab.com/A/b/C", Some(("a/b/c", true))),
            ("https://gitlab.com/a/b.git", Some(("a/b", true))),
            ("https://gitlab.com/a/b/-/tree/main/x", Some(("a/b", false))),
            ("https://gitlab.com/a", None),
            ("https://gitlab.com/-/snippets/1", None),
            ("https://docs.gitlab.com/a/b", None),
        ] {
            assert_eq!(key(url), wanted.map(|(key, is_whole)| (key.to_owned(), is_whole)), "{url}");
        }
        let renamed = GitLab.renamed(&Url::parse("https://gitlab.com/a/b/-/tree/main?x#y").unwrap(), "c/d/e");
        assert_eq!(renamed.unwrap().as_str(), "https://gitlab.com/c/d/e/-/tree/main?x#y");
    }

    #[test]
    fn answers_are_read() {
        for (status, body, wanted) in [
            (200, r#"{"data": {"r0": {"fullPath": "A/b", "archived": false}}}"#, "alive"),
            (200, r#"{"data": {"r0": {"fullPath": "c/b", "archived": false}}}"#, "moved.renamed"),
            (200, r#"{"data": {"r0": {"fullPath": "a/b", "archived": true}}}"#, "alive.archived"),
            (200, r#"{"data": {"r0": null}}"#, "-"),
            (200, r#"{"data": {"r0": {"fullPath": "<b>"}}}"#, "-"),
            (401, r#"{"errors": [{"message": "Invalid token"}]}"#, "unusable"),
            (200, "<!DOCTYPE html><title>Sign in</title>", "unusable"),
            (200, r#"{"data": {"r0": "#, "unusable"),
        ] {
            assert_eq!(said(&GitLab, "a/b", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
