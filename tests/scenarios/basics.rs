//! Scenarios 1 to 35: statuses, methods, limits.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use catalint::probe::LinkRequest;
use url::Url;

use crate::server::{Asked, Reply, answer, page, page_with, redirect};
use crate::world::World;

pub(crate) const PAGE: &str = "<html><head><title>Lungs of mice</title></head><body><h1>Lungs of mice</h1><p>Images of the \
    lungs of four hundred mice, with masks, recorded over two years at one place. Licence, readme, download, how to cite.</p>\
    </body></html>";

/// A host that has one page at `/data/lungs` and nothing else.
pub(crate) fn honest(asked: &Asked) -> Reply {
    if asked.path == "/data/lungs" { page(PAGE) } else { page_with(404, "<title>404</title><h1>Not found</h1>") }
}

#[tokio::test]
async fn s001_a_page_with_the_name_of_the_record() {
    let world = World::new().await;
    world.host("a.org", honest);
    for url in ["https://a.org/data/lungs", "http://a.org/data/lungs", "http://a.org:80/data/lungs"] {
        let seen = world.look_for(url, &["Lungs of mice"]).await.is("alive", "alive");
        assert_eq!(seen.probed.requests, 1);
    }
    let asked = &world.server.journal()[0];
    assert_eq!(asked.method, "GET");
    let agent = concat!("catalint/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), "; link audit)");
    assert_eq!(asked.header("user-agent"), Some(agent));
    assert_eq!(asked.header("accept"), Some("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"));
    assert_eq!(asked.header("accept-language"), Some("en"));
    assert_eq!(asked.header("accept-encoding"), Some("gzip"));
    for unsent in ["referer", "cookie", "authorization", "transfer-encoding", "content-length", "range"] {
        assert_eq!(asked.header(unsent), None, "{unsent}");
    }
}

#[tokio::test]
async fn s002_no_content() {
    let world = World::new().await;
    world.host("a.org", |_| Reply::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()));
    world.look("https://a.org/x").await.is("unclear", "content.empty");
}

#[tokio::test]
async fn s003_a_part_that_was_not_asked_for() {
    let world = World::new().await;
    world.host("a.org", |_| {
        answer(206, &[("content-type", "application/zip"), ("content-range", "bytes 0-3/1000")], "PK\x03\x04")
    });
    world.look("https://a.org/data.zip").await.is("alive", "alive");
}

#[tokio::test]
async fn s004_a_file_without_end_is_not_read() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: 10737418240\r\n\r\n";
        if asked.is_head() { answer(405, &[], "") } else { Reply::Flood(head.to_vec(), vec![7; 4096]) }
    });
    let seen = world.look("https://a.org/data.bin").await.is("alive", "alive");
    assert!(seen.probed.elapsed < Duration::from_secs(3), "{:?}", seen.probed.elapsed);
    world.look("https://a.org/data.zip").await.is("alive", "alive");
}

#[tokio::test]
async fn s005_no_range_is_sent_so_that_none_is_refused() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.header("range").is_some() { answer(416, &[], "") } else { honest(asked) });
    world.look("https://a.org/data/lungs").await.is("alive", "alive");
}

#[tokio::test]
async fn s006_not_modified() {
    let world = World::new().await;
    world.host("a.org", |asked| match asked.header("if-none-match") {
        Some("\"v1\"") => Reply::Bytes(b"HTTP/1.1 304 Not Modified\r\netag: \"v1\"\r\n\r\n".to_vec()),
        _ => answer(200, &[("content-type", "text/html"), ("etag", "\"v1\"")], PAGE),
    });
    let seen = world.look("https://a.org/data/lungs").await.is("alive", "alive");
    let mut ask = LinkRequest::new(Url::parse("https://a.org/data/lungs").unwrap());
    ask.validators = seen.probed.validators;
    assert_eq!(ask.validators.etag.as_deref(), Some("\"v1\""));
    let (found, _) = world.survey(&[ask.clone()]).await;
    assert_eq!(found[&0].verdict.cause.as_str(), "alive.unchanged");
    assert_eq!(found[&0].validators, ask.validators, "they are good for another night");
}

#[tokio::test]
async fn s007_head_is_not_allowed() {
    head_lies(|asked| if asked.is_head() { answer(405, &[], "") } else { file() }).await;
}

#[tokio::test]
async fn s008_head_is_not_found() {
    head_lies(|asked| if asked.is_head() { answer(404, &[], "") } else { file() }).await;
}

#[tokio::test]
async fn s009_head_hangs() {
    head_lies(|asked| if asked.is_head() { Reply::Hang } else { file() }).await;
}

fn file() -> Reply {
    answer(200, &[("content-type", "application/zip")], "PK\x03\x04 and more")
}

async fn head_lies(script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) {
    let mut world = World::new().await;
    world.impatient();
    world.host("a.org", script);
    let seen = world.look("http://a.org/data.zip").await.is("alive", "alive");
    assert!(seen.survey.hosts[0].head_lies);
    let methods: Vec<_> = world.server.journal().into_iter().map(|asked| asked.method).collect();
    assert_eq!(methods, ["HEAD", "GET"]);
}

#[tokio::test]
async fn s010_get_wins_over_head() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.is_head() { file() } else { page_with(404, "<h1>Not found</h1>") });
    // A head that tells of a file is believed; one that tells of a page is not.
    world.look("https://a.org/data.zip").await.is("alive", "alive");
    world.host("b.org", |asked| if asked.is_head() { page("") } else { page_with(404, "<h1>Not found</h1>") });
    world.look("https://b.org/data.zip").await.is("dead", "gone.404");
}

#[tokio::test]
async fn s011_not_found() {
    let world = World::new().await;
    world.host("a.org", honest);
    world.look("https://a.org/data/hearts").await.is("dead", "gone.404");
    assert!(
        world.spread("a.org") >= Duration::from_secs(60),
        "seen twice, a minute apart: {:?}",
        world.spread("a.org")
    );
}

#[tokio::test]
async fn s012_not_found_once() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.before == 0 { answer(404, &[], "") } else { page(PAGE) });
    world.look("https://a.org/data/lungs").await.is("alive", "alive");
}

#[tokio::test]
async fn s013_gone() {
    let world = World::new().await;
    world.host("a.org", |_| page_with(410, "<h1>Gone</h1>"));
    world.look("https://a.org/data/lungs").await.is("dead", "gone.410");
}

#[tokio::test]
async fn s014_withdrawn_with_a_reason() {
    let world = World::new().await;
    let tombstone = r#"{"status": 410, "tombstone": {"removal_reason": {"title": "Retracted by the author"}}}"#;
    world.host("a.org", move |_| answer(410, &[("content-type", "application/json")], tombstone));
    let seen = world.look("https://a.org/records/17").await.is("dead", "withdrawn");
    assert!(seen.probed.verdict.evidence.contains("Retracted by the author"), "{:?}", seen.probed.verdict);
}

#[tokio::test]
async fn s015_not_found_without_a_slash() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.path == "/data/lungs/" { page(PAGE) } else { answer(404, &[], "") });
    world.look("https://a.org/data/lungs").await.is("moved", "moved.slash").suggests("https://a.org/data/lungs/");
}

#[tokio::test]
async fn s016_not_found_until_its_encoding_is_mended() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.path == "/data/lungs~2" { page(PAGE) } else { answer(404, &[], "") });
    let seen = world.look("https://a.org/data/lungs%7E2").await;
    assert_eq!(seen.probed.verdict.state.as_str(), "moved", "{:?}", seen.probed.verdict);
    seen.suggests("https://a.org/data/lungs~2");
}

#[tokio::test]
async fn s017_a_login_is_required() {
    let world = World::new().await;
    world.host("a.org", |_| answer(401, &[("www-authenticate", "Basic realm=\"data\"")], ""));
    world.look("https://a.org/data/lungs").await.is("unclear", "alive.login");
}

#[tokio::test]
async fn s018_forbidden_and_its_neighbour_not_found() {
    let world = World::new().await;
    world.host("a.org", |asked| answer(if asked.path == "/data/lungs-2019" { 403 } else { 404 }, &[], ""));
    world.look("https://a.org/data/lungs-2019").await.is("alive", "alive.restricted");
}

#[tokio::test]
async fn s019_forbidden_everywhere() {
    let world = World::new().await;
    world.host("a.org", |_| answer(403, &[], ""));
    world.look("https://a.org/data/lungs-2019").await.is("unclear", "bot.blocked");
}

#[tokio::test]
async fn s020_forbidden_and_its_peers_are_not() {
    let mut world = World::new().await;
    world.settings.siblings = false;
    world.host("a.org", |asked| if asked.path == "/data/3" { answer(403, &[], "") } else { page(PAGE) });
    let asks: Vec<_> =
        (0..5).map(|at| LinkRequest::new(Url::parse(&format!("https://a.org/data/{at}")).unwrap())).collect();
    let (found, _) = world.survey(&asks).await;
    assert_eq!(found[&3].verdict.cause.as_str(), "forbidden.unexplained");
    assert!(found[&3].verdict.evidence.contains("4 other links"), "{:?}", found[&3].verdict);
}

#[tokio::test]
async fn s021_not_acceptable_but_as_html() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        if asked.header("accept").is_some_and(|accept| accept.contains("text/html")) {
            page(PAGE)
        } else {
            answer(406, &[], "")
        }
    });
    world.look("https://a.org/data/lungs").await.is("alive", "alive");
}

#[tokio::test]
async fn s022_machines_are_turned_away() {
    let world = World::new().await;
    world.host("a.org", |asked| answer(if asked.path == "/teapot" { 418 } else { 999 }, &[], ""));
    world.look("https://a.org/teapot").await.is("unclear", "bot.blocked");
    world.look("https://a.org/in/somebody").await.is("unclear", "bot.blocked");
}

#[tokio::test]
async fn s023_legal_reasons() {
    let world = World::new().await;
    world.host("a.org", |_| answer(451, &[], ""));
    world.look("https://a.org/data/lungs").await.is("unclear", "legal.451");
}

#[tokio::test]
async fn s024_a_first_error_of_the_server() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.before == 0 { answer(500, &[], "") } else { page(PAGE) });
    world.look("https://a.org/data/lungs").await.is("alive", "alive");
}

#[tokio::test]
async fn s025_unavailable_for_two_seconds() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.before == 0 { answer(503, &[("retry-after", "2")], "") } else { page(PAGE) });
    world.look("https://a.org/data/lungs").await.is("alive", "alive");
    assert!(world.spread("a.org") >= Duration::from_secs(2), "{:?}", world.spread("a.org"));
}

#[tokio::test]
async fn s026_unavailable() {
    let world = World::new().await;
    world.host("a.org", |_| page_with(503, "<h1>Error</h1>"));
    world.look("https://a.org/data/lungs").await.is("unclear", "server.5xx");
    assert!(world.spread("a.org") >= Duration::from_secs(600), "{:?}", world.spread("a.org"));
}

#[tokio::test]
async fn s027_errors_of_a_network_before_the_server() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        let status = asked.path.trim_matches('/').parse().unwrap();
        let body = if status == 530 { "<title>Origin DNS error</title>error code: 1016" } else { "<h1>Error</h1>" };
        answer(status, &[("content-type", "text/html"), ("server", "cloudflare")], body)
    });
    for status in [500, 502, 504, 520, 522, 525, 530] {
        world.look(&format!("https://a.org/{status}")).await.is("unclear", "server.5xx");
    }
}

/// A host that says 429 once, with these headers; the time until it is asked again.
async fn limited(headers: &'static [(&'static str, &'static str)]) -> Duration {
    let world = World::new().await;
    world.host("a.org", move |asked| if asked.before == 0 { answer(429, headers, "") } else { page(PAGE) });
    world.look("https://a.org/data/lungs").await.is("alive", "alive");
    assert_eq!(world.server.journal().len(), 2);
    world.spread("a.org")
}

#[tokio::test]
async fn s028_limited_without_a_word() {
    let waited = limited(&[]).await;
    assert!(waited <= Duration::from_secs(4), "{waited:?}");
}

#[tokio::test]
async fn s029_limited_for_seconds() {
    let waited = limited(&[("retry-after", "37")]).await;
    assert!(waited >= Duration::from_secs(37), "{waited:?}");
}

#[tokio::test]
async fn s030_limited_until_a_date() {
    let waited = limited(&[("retry-after", "Mon, 23 Nov 2026 06:01:00 GMT")]).await;
    assert!(waited >= Duration::from_secs(58), "{waited:?}");
}

#[tokio::test]
async fn s031_limited_in_words() {
    let waited = limited(&[("retry-after", "1m30s")]).await;
    assert!(waited >= Duration::from_secs(90), "{waited:?}");
}

#[tokio::test]
async fn s032_limited_for_a_day() {
    let world = World::new().await;
    world.host("a.org", |_| answer(429, &[("retry-after", "86400")], ""));
    let asks: Vec<_> =
        (0..3).map(|at| LinkRequest::new(Url::parse(&format!("https://a.org/data/{at}")).unwrap())).collect();
    let (found, survey) = world.survey(&asks).await;
    let causes: Vec<_> = found.values().map(|probed| probed.verdict.cause.as_str()).collect();
    assert_eq!(causes, ["ratelimited", "budget.unchecked", "budget.unchecked"]);
    assert_eq!(world.server.journal().len(), 1);
    assert_eq!(survey.hosts[0].wanted_wait, Some(Duration::from_secs(86_400)));
}

#[tokio::test]
async fn s033_limited_until_a_date_that_has_passed() {
    let waited = limited(&[("retry-after", "Mon, 23 Nov 2020 06:01:00 GMT")]).await;
    assert!(waited <= Duration::from_secs(4), "{waited:?}");
}

#[tokio::test]
async fn s034_a_quota_by_its_own_header() {
    let waited = limited(&[("ratelimit", "\"api\";r=0;t=55"), ("ratelimit-policy", "\"api\";q=500;w=300")]).await;
    assert!(waited >= Duration::from_secs(55), "{waited:?}");
}

#[tokio::test]
async fn s035_a_quota_until_a_moment() {
    // 06:02:00 on the day of the test.
    let waited = limited(&[("ratelimit-remaining", "0"), ("ratelimit-reset", "1795413720")]).await;
    assert!(waited >= Duration::from_secs(115), "{waited:?}");
}

#[tokio::test]
async fn limits_never_make_a_link_dead() {
    let world = World::new().await;
    let count = AtomicUsize::new(0);
    world.host("a.org", move |_| match count.fetch_add(1, Ordering::Relaxed) % 2 {
        0 => answer(429, &[("retry-after", "1")], ""),
        _ => answer(403, &[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "60")], ""),
    });
    let seen = world.look("https://a.org/data/lungs").await;
    assert_eq!(seen.probed.verdict.state.as_str(), "unclear", "{:?}", seen.probed.verdict);
}

#[tokio::test]
async fn a_redirect_of_head_is_followed_by_head() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.path == "/a.zip" { redirect(302, "/b.zip") } else { file() });
    world.look("https://a.org/a.zip").await.is("alive", "moved.temporary");
    assert!(world.server.journal().iter().all(Asked::is_head));
}
