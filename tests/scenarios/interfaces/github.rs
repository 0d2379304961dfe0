//! GitHub: repositories in batches with a token, one by one without.

use std::time::Duration;

use catalint::probe::Probed;

use super::{asked, code_pages, json};
use crate::{
    server::{Asked, Reply, answer, redirect},
    world::World,
};

/// The repositories that a query names: their aliases and names.
fn queried(asked: &Asked) -> Vec<(String, String)> {
    let query = serde_json::from_str::<serde_json::Value>(&asked.body).unwrap()["query"].as_str().unwrap().to_owned();
    let repository = regex::Regex::new(r#"(r\d+): repository\(owner:"([^"]+)", name:"([^"]+)"\)"#).unwrap();
    let named =
        repository.captures_iter(&query).map(|found| (found[1].to_owned(), format!("{}/{}", &found[2], &found[3])));
    named.collect()
}

/// The answer to a query, as GitHub gives it: what a repository is, is told by the beginning of its name.
pub(super) fn graphql(asked: &Asked) -> Reply {
    if asked.header("authorization") != Some("Bearer the-token") {
        return json(401, r#"{"message": "Bad credentials"}"#);
    }
    let (mut data, mut errors) = (serde_json::Map::new(), Vec::new());
    for (alias, name) in queried(asked) {
        let kind = name.split('/').nth(1).unwrap_or_default();
        let has = |word: &str| kind.starts_with(word);
        let error = if has("missing") { Some("NOT_FOUND") } else { has("silent").then_some("SERVICE_UNAVAILABLE") };
        if let Some(error) = error {
            errors.push(serde_json::json!({ "type": error, "path": [alias], "message": "Could not resolve" }));
            data.insert(alias, serde_json::Value::Null);
            continue;
        }
        let called = if has("renamed") { format!("Present/{kind}") } else { name.to_uppercase() };
        let archived = has("archived").then_some("2024-05-06T07:08:09Z");
        let repository = serde_json::json!({
            "nameWithOwner": called, "isArchived": archived.is_some(), "archivedAt": archived,
            "isDisabled": has("disabled"), "isPrivate": false, "licenseInfo": { "spdxId": "MIT" },
        });
        data.insert(alias, repository);
    }
    json(200, &serde_json::json!({ "data": data, "errors": errors }).to_string())
}

fn links(kind: &str, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |at| format!("https://github.com/owner/{kind}-{at}#readme"))
}

fn causes(probed: &[Probed]) -> Vec<&'static str> {
    probed.iter().map(|probed| probed.verdict.cause.as_str()).collect()
}

#[tokio::test]
async fn two_hundred_and_fifty_repositories_are_three_requests() {
    let world = World::with_interfaces(true).await;
    world.host("api.github.com", graphql);
    world.host("github.com", code_pages);
    let kinds = [("alive", 200), ("archived", 20), ("renamed", 10), ("disabled", 5), ("missing", 5), ("silent", 10)];
    let urls: Vec<String> = kinds.iter().flat_map(|(kind, count)| links(kind, *count)).collect();
    let probed = world.looks(&urls).await;
    let wanted = ["alive", "alive.archived", "moved.renamed", "disabled", "gone.404", "alive"];
    let wanted: Vec<&str> =
        wanted.iter().zip(kinds).flat_map(|(cause, (_, count))| std::iter::repeat_n(*cause, count)).collect();
    assert_eq!(causes(&probed), wanted);
    assert_eq!(asked(&world, "api.github.com"), ["POST /graphql"; 3]);
    // Only those that were not answered are asked as pages, and no place is looked for in them.
    let pages = asked(&world, "github.com");
    assert!(
        pages.len() >= 10 && pages.iter().all(|page| page.contains("silent") || page.contains("catalint")),
        "{pages:?}"
    );
    let evidence = |at: usize| probed[at].verdict.evidence.as_str();
    assert_eq!(evidence(200), "the repository is archived since 2024-05-06: it is read-only");
    assert_eq!(evidence(235), "GitHub has no public repository `owner/missing-0`: deleted or private");
    assert_eq!(probed[220].verdict.suggestion.as_deref(), Some("https://github.com/Present/renamed-0#readme"));
    assert_eq!(evidence(230), "GitHub has disabled the repository");
}

#[tokio::test]
async fn one_repository_is_asked_once_and_its_parts_are_pages() {
    let world = World::with_interfaces(true).await;
    world.host("api.github.com", graphql);
    world.host("github.com", |asked| {
        let path = asked.path.strip_prefix("/o/renamed/");
        path.map_or_else(|| code_pages(asked), |rest| redirect(301, &format!("/Present/renamed/{rest}")))
    });
    let urls = [
        "https://github.com/o/alive",
        "http://www.github.com/O/Alive.git",
        "https://github.com/o/alive/?tab=readme-ov-file#lungs",
        "https://github.com/o/alive/blob/main/lungs.md#nowhere",
        "https://github.com/o/renamed/tree/main/a%20b?x=1#y",
        "https://github.com/o/missing/releases",
        "https://github.com/o/archived/wiki",
    ];
    let probed = world.looks(&urls.map(str::to_owned)).await;
    assert_eq!(causes(&probed), ["alive", "alive", "alive", "alive", "moved.renamed", "gone.404", "alive"]);
    let suggestion = probed[4].verdict.suggestion.as_deref();
    assert_eq!(suggestion, Some("https://github.com/Present/renamed/tree/main/a%20b?x=1#y"));
    assert_eq!(asked(&world, "api.github.com").len(), 1);
    let pages = asked(&world, "github.com");
    assert!(!pages.iter().any(|page| page.contains("missing")), "{pages:?}");
}

#[tokio::test]
async fn limits_leave_the_rest_for_another_run() {
    let limits: [fn() -> Reply; 4] = [
        || {
            let error = r#"{"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}"#;
            answer(200, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795420800")], error)
        },
        || answer(403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795420800")], "{}"),
        || answer(429, &[("retry-after", "7200")], "{}"),
        || answer(403, &[("retry-after", "7200")], r#"{"message": "You have exceeded a secondary rate limit"}"#),
    ];
    for (at, limit) in limits.into_iter().enumerate() {
        let world = World::with_interfaces(true).await;
        world.host("api.github.com", move |asked| if asked.before == 0 { graphql(asked) } else { limit() });
        world.host("github.com", code_pages);
        let probed = world.looks(&links("alive", 150).collect::<Vec<_>>()).await;
        let causes = causes(&probed);
        let left = causes.iter().filter(|cause| **cause == "budget.unchecked").count();
        assert_eq!((left, causes[..100].iter().all(|cause| *cause == "alive")), (50, true), "{at}: {causes:?}");
        assert!(asked(&world, "github.com").is_empty(), "{at}");
        assert_eq!(asked(&world, "api.github.com").len(), 2, "{at}");
    }
}

#[tokio::test]
async fn a_limit_that_is_soon_over_is_waited_for() {
    let world = World::with_interfaces(true).await;
    world.host("api.github.com", |asked| {
        if asked.before == 0 { answer(429, &[("retry-after", "90")], "{}") } else { graphql(asked) }
    });
    let probed = world.looks(&links("alive", 3).collect::<Vec<_>>()).await;
    assert_eq!(causes(&probed), ["alive"; 3]);
    assert!(world.spread("api.github.com") >= Duration::from_secs(90));
}

#[tokio::test]
async fn a_query_that_is_too_much_is_halved() {
    for status in [502, 504] {
        let world = World::with_interfaces(true).await;
        let too_much = move |asked: &Asked| {
            if queried(asked).len() > 25 { json(status, "<html>Bad gateway</html>") } else { graphql(asked) }
        };
        world.host("api.github.com", too_much);
        let probed = world.looks(&links("archived", 60).collect::<Vec<_>>()).await;
        assert_eq!(causes(&probed), ["alive.archived"; 60]);
        // 60, 30, then 15 at a time.
        assert_eq!(asked(&world, "api.github.com").len(), 6);
    }
}

#[tokio::test]
async fn what_is_no_answer_is_no_death() {
    let answers: [fn(&Asked) -> Reply; 6] = [
        |_| json(401, r#"{"message": "Bad credentials"}"#),
        |_| answer(200, &[("content-type", "text/html")], "<!DOCTYPE html><title>Sign in</title>"),
        |_| json(200, r#"{"data": {"r0": "#),
        |_| json(500, "{}"),
        |_| redirect(302, "https://evil.org/graphql"),
        |_| Reply::Reset(Vec::new()),
    ];
    for (at, script) in answers.into_iter().enumerate() {
        let world = World::with_interfaces(true).await;
        world.host("api.github.com", script);
        world.host("github.com", code_pages);
        world.host("evil.org", graphql);
        let probed = world.looks(&links("alive", 8).collect::<Vec<_>>()).await;
        assert_eq!(causes(&probed), ["alive"; 8], "{at}");
        assert!(asked(&world, "evil.org").is_empty(), "{at}");
        assert!(asked(&world, "api.github.com").len() <= 8, "{at}");
    }
}

#[tokio::test]
async fn without_a_token_fifty_are_asked_one_by_one_and_the_rest_as_pages() {
    let world = World::with_interfaces(false).await;
    world.host("api.github.com", |asked| {
        let name = asked.path.trim_start_matches("/repos/");
        assert_eq!((asked.method.as_str(), asked.header("authorization")), ("GET", None));
        match name {
            "owner/archived-0" => json(200, r#"{"full_name": "owner/archived-0", "archived": true}"#),
            "owner/renamed-0" => redirect(301, "https://api.github.com/repositories/7"),
            "/repositories/7" => json(200, r#"{"full_name": "new/name", "archived": false}"#),
            missing if missing.contains("none") => json(404, r#"{"message": "Not Found"}"#),
            name => json(200, &format!(r#"{{"full_name": "{name}", "archived": false}}"#)),
        }
    });
    world.host("github.com", code_pages);
    let kinds = [("archived", 1), ("renamed", 1), ("none", 1), ("alive", 60)];
    let urls: Vec<String> = kinds.iter().flat_map(|(kind, count)| links(kind, *count)).collect();
    let probed = world.looks(&urls).await;
    let wanted = [["alive.archived", "moved.renamed", "gone.404"].as_slice(), &["alive"; 60]].concat();
    assert_eq!(causes(&probed), wanted);
    let repositories = asked(&world, "api.github.com").iter().filter(|path| path.contains("/repos/")).count();
    assert_eq!(repositories, 50);
    assert_eq!(probed[1].verdict.suggestion.as_deref(), Some("https://github.com/new/name#readme"));
}

#[tokio::test]
async fn without_a_token_a_limit_leads_to_pages() {
    let world = World::with_interfaces(false).await;
    world.host("api.github.com", |_| {
        answer(
            403,
            &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1795420800")],
            r#"{"message": "API rate"}"#,
        )
    });
    world.host("github.com", code_pages);
    let probed = world.looks(&links("alive", 5).collect::<Vec<_>>()).await;
    assert_eq!((causes(&probed), asked(&world, "api.github.com").len()), (vec!["alive"; 5], 1));
}

#[tokio::test]
async fn without_interfaces_all_are_pages() {
    let mut world = World::with_interfaces(true).await;
    world.interfaces = None;
    world.host("api.github.com", graphql);
    world.host("github.com", code_pages);
    assert_eq!(causes(&world.looks(&links("alive", 2).collect::<Vec<_>>()).await), ["fragment.missing"; 2]);
    assert!(asked(&world, "api.github.com").is_empty());
}
