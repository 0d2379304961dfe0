//! Repositories of GitHub: with a token by GraphQL, a hundred in one request; without one by REST, within its small
//! limit.
//!
//! Learnt from the documentation of GitHub: a repository that was renamed is answered under its present name; one that is
//! deleted or private is `null` with an error of the type `NOT_FOUND`; over the limit the status may still be 200; a
//! query that takes too long ends with 502 or 504.

use std::{sync::LazyLock, time::Duration};

use rustc_hash::FxHashSet;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::{
    adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink, day},
    json::{body, is_true, text},
    repository,
};
use crate::{
    probe::{Cause, HttpAnswer},
    text::quote,
    vocabulary::vocabulary,
};

/// The host of the interface.
const HOST: &str = "api.github.com";
/// Repositories in one query. A query of more may take longer than the ten seconds that it has.
const BATCH: usize = 100;
/// Requests in one run without a token: GitHub allows 60 in an hour to all programs behind one address.
const WITHOUT_TOKEN: usize = 50;
/// The fields of a repository.
const FIELDS: &str = "nameWithOwner isArchived archivedAt isDisabled isPrivate licenseInfo { spdxId }";

/// The first parts of paths on github.com that name no owner.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct RepositoryHosts {
    github_reserved: FxHashSet<String>,
}

vocabulary! { fn read_repository_hosts() -> RepositoryHosts = "repository-hosts.toml" }

static HOSTS: LazyLock<RepositoryHosts> = LazyLock::new(read_repository_hosts);

/// GitHub.
#[derive(Debug)]
pub(super) struct GitHub;

impl HostInterface for GitHub {
    fn kind(&self) -> &'static str {
        "github"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        if !matches!(url.host_str()?, "github.com" | "www.github.com") {
            return None;
        }
        let path = repository::parse(url)?;
        let key = path.name.to_ascii_lowercase();
        let owner = key.split('/').next()?;
        if HOSTS.github_reserved.contains(owner) {
            return None;
        }
        Some(ThingLink { host: HOST.to_owned(), name: path.name, key, is_whole: path.is_whole })
    }

    fn terms(&self, has_token: bool) -> InterfaceTerms {
        InterfaceTerms {
            batch: if has_token { BATCH } else { 1 },
            requests: (!has_token).then_some(WITHOUT_TOKEN),
            interval: Duration::from_secs(1),
            waits: has_token,
        }
    }

    fn request(&self, host: &str, names: &[&str], has_token: bool) -> Option<InterfaceRequest> {
        let base = Url::parse(&format!("https://{host}/")).ok()?;
        if !has_token {
            let url = base.join(&format!("repos/{}", names.first()?)).ok()?;
            return Some(InterfaceRequest::get(url, "application/vnd.github+json"));
        }
        Some(InterfaceRequest::post(base.join("graphql").ok()?, &json!({ "query": query(names) })))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, has_token: bool) -> InterfaceReading {
        if has_token { read_graphql(names, answer) } else { read_rest(names, answer) }
    }

    fn renamed(&self, link: &Url, name: &str) -> Option<Url> {
        repository::rename(link, name)
    }

    fn holds_code(&self) -> bool {
        true
    }
}

/// The query about repositories: each has the alias `r` and its index.
fn query(names: &[&str]) -> String {
    let repositories = names.iter().enumerate().map(|(at, name)| {
        let (owner, name) = name.split_once('/').unwrap_or_default();
        // The names hold letters, digits, `-`, `_` and `.` alone.
        format!("r{at}: repository(owner:\"{owner}\", name:\"{name}\") {{ ...facts }}")
    });
    let repositories: Vec<String> = repositories.collect();
    format!("query {{ {} }} fragment facts on Repository {{ {FIELDS} }}", repositories.join(" "))
}

/// True if the message of an answer names a limit: that of a secondary one may come with 200 and with 403.
fn is_limit_message(body: Option<&Value>) -> bool {
    let message = body.and_then(|body| text(body, &["message"])).unwrap_or_default();
    message.to_ascii_lowercase().contains("rate limit")
}

fn read_graphql(names: &[&str], answer: &HttpAnswer) -> InterfaceReading {
    let body = body(answer);
    if is_limit_message(body.as_ref()) {
        return InterfaceReading::Limited(Vec::new());
    }
    match answer.status {
        200 => {}
        401 => return InterfaceReading::Unusable("GitHub does not accept the token".to_owned()),
        status => return InterfaceReading::Unusable(format!("GitHub's interface answers {status}")),
    }
    let Some(body) = body else {
        return InterfaceReading::Unusable("GitHub's interface answers with no JSON".to_owned());
    };
    let errors = body.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let data = body.get("data").filter(|data| data.is_object());
    let limited = errors.iter().any(is_limit);
    if data.is_none() && !limited {
        return InterfaceReading::TooMuch;
    }
    let missing: FxHashSet<&str> = errors.iter().filter_map(missing_alias).collect();
    let facts = names.iter().enumerate().map(|(at, name)| {
        let alias = format!("r{at}");
        match data?.get(&alias)? {
            Value::Null if missing.contains(alias.as_str()) => Some(not_found(name)),
            repository => graphql_facts(name, repository),
        }
    });
    let facts = facts.collect();
    if limited { InterfaceReading::Limited(facts) } else { InterfaceReading::Things(facts) }
}

/// True if an error says that the limit is reached.
fn is_limit(error: &Value) -> bool {
    let kind = text(error, &["type"]).unwrap_or_default();
    let message = text(error, &["message"]).unwrap_or_default().to_ascii_lowercase();
    kind.starts_with("RATE_LIMIT") || message.contains("rate limit")
}

/// The alias of a repository that an error calls missing.
fn missing_alias(error: &Value) -> Option<&str> {
    let kind = text(error, &["type"]).filter(|kind| *kind == "NOT_FOUND");
    kind.and_then(|_| error.get("path")?.as_array()?.first()?.as_str())
}

fn graphql_facts(name: &str, repository: &Value) -> Option<ThingFacts> {
    let flags = RepositoryFlags {
        full_name: text(repository, &["nameWithOwner"])?,
        is_archived: is_true(repository, "isArchived"),
        archived_on: text(repository, &["archivedAt"]).and_then(day),
        is_disabled: is_true(repository, "isDisabled"),
        is_private: is_true(repository, "isPrivate"),
    };
    let license = text(repository, &["licenseInfo", "spdxId"]);
    flags.facts(name).map(|facts| facts.licensed("licenseInfo.spdxId", license))
}

fn read_rest(names: &[&str], answer: &HttpAnswer) -> InterfaceReading {
    let name = names.first().copied().unwrap_or_default();
    let body = body(answer);
    if is_limit_message(body.as_ref()) {
        return InterfaceReading::Limited(Vec::new());
    }
    let facts = match answer.status {
        200 => body.and_then(|repository| {
            let flags = RepositoryFlags {
                full_name: text(&repository, &["full_name"])?,
                is_archived: is_true(&repository, "archived"),
                archived_on: None,
                is_disabled: is_true(&repository, "disabled"),
                is_private: is_true(&repository, "private"),
            };
            let license = text(&repository, &["license", "spdx_id"]);
            flags.facts(name).map(|facts| facts.licensed("license.spdx_id", license))
        }),
        451 => Some(ThingFacts::new(Cause::Legal, 451, "GitHub withholds the repository for legal reasons")),
        // Missing, private, or refused: its page tells.
        _ => None,
    };
    InterfaceReading::Things(vec![facts])
}

/// What GitHub says of a repository.
struct RepositoryFlags<'a> {
    full_name: &'a str,
    is_archived: bool,
    archived_on: Option<String>,
    is_disabled: bool,
    is_private: bool,
}

impl RepositoryFlags<'_> {
    /// Returns the facts of the repository that a link calls `name`; none where the answer is no name of one.
    fn facts(self, name: &str) -> Option<ThingFacts> {
        if !repository::is_full_name(self.full_name) {
            return None;
        }
        let since = self.archived_on.map(|day| format!(" since {day}")).unwrap_or_default();
        Some(if self.is_disabled {
            ThingFacts::new(Cause::Disabled, 403, "GitHub has disabled the repository")
        } else if self.is_private {
            ThingFacts::new(Cause::Restricted, 200, "the repository is private")
        } else if !self.full_name.eq_ignore_ascii_case(name) {
            let too = if self.is_archived { format!(", and archived{since}") } else { String::new() };
            let evidence = format!("the repository is called {} now{too}", quote(self.full_name));
            ThingFacts::renamed(self.full_name.to_owned(), evidence)
        } else if self.is_archived {
            ThingFacts::new(Cause::Archived, 200, format!("the repository is archived{since}: it is read-only"))
        } else {
            ThingFacts::alive("the repository is there")
        })
    }
}

fn not_found(name: &str) -> ThingFacts {
    ThingFacts::new(
        Cause::NotFound,
        404,
        format!("GitHub has no public repository {}: deleted or private", quote(name)),
    )
}
