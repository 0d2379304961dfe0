//! Scenarios 68 to 83: what keeps machines out, and what only looks like it.

use crate::basics::PAGE;
use crate::server::{Reply, answer, page};
use crate::world::World;

fn html(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut all = vec![("content-type", "text/html")];
    all.extend(headers);
    answer(status, &all, body)
}

/// A wall at every address of a host.
async fn wall(status: u16, headers: &'static [(&'static str, &'static str)], body: &'static str) {
    let world = World::new().await;
    world.host("a.org", move |_| html(status, headers, body));
    for url in ["https://a.org/data/lungs-2019", "https://a.org/"] {
        let seen = world.look_for(url, &["Lungs of mice"]).await;
        let verdict = &seen.probed.verdict;
        assert_eq!(verdict.state.as_str(), "unclear", "{verdict:?}");
        assert!(verdict.cause.as_str().starts_with("bot."), "{verdict:?}");
    }
}

#[tokio::test]
async fn s068_cloudflare_by_its_header() {
    wall(403, &[("server", "cloudflare"), ("cf-mitigated", "challenge")], "<title>Just a moment...</title>").await;
}

#[tokio::test]
async fn s069_cloudflare_by_its_page() {
    wall(
        503,
        &[("server", "cloudflare")],
        "<title>Just a moment...</title><script>window._cf_chl_opt={};</script><script src=/cdn-cgi/challenge-platform/x></script>",
    )
    .await;
}

#[tokio::test]
async fn s070_a_challenge_of_aws() {
    wall(202, &[("x-amzn-waf-action", "challenge")], "").await;
}

#[tokio::test]
async fn s071_a_captcha_of_aws() {
    wall(405, &[("x-amzn-waf-action", "captcha")], "<title>Human Verification</title>").await;
    let world = World::new().await;
    world.host("a.org", |_| html(405, &[("x-amzn-waf-action", "captcha")], ""));
    let seen = world.look("https://a.org/data.zip").await;
    assert!(seen.probed.verdict.cause.as_str().starts_with("bot."), "{:?}", seen.probed.verdict);
}

#[tokio::test]
async fn s072_anubis() {
    wall(
        200,
        &[],
        "<title>Making sure you&#39;re not a bot!</title><script src=/.within.website/x/cmd/anubis/static/js/main.mjs></script>",
    )
    .await;
}

#[tokio::test]
async fn s073_incapsula() {
    wall(
        200,
        &[("x-cdn", "Imperva")],
        "<html><head></head><body><iframe src=\"/_Incapsula_Resource?SWUDNSAI=31&xinfo=1\">Request unsuccessful. Incapsula \
         incident ID: 1-2</iframe></body></html>",
    )
    .await;
}

#[tokio::test]
async fn s074_datadome() {
    wall(
        403,
        &[("x-datadome", "protected"), ("x-dd-b", "1")],
        "<script src=https://geo.captcha-delivery.com/c.js></script>",
    )
    .await;
}

#[tokio::test]
async fn s075_akamai() {
    wall(
        403,
        &[("server", "AkamaiGHost")],
        "<title>Access Denied</title>You don't have permission. Reference #18.1 errors.edgesuite.net",
    )
    .await;
}

#[tokio::test]
async fn s076_sucuri() {
    wall(403, &[("x-sucuri-block", "1")], "<title>Access Denied - Sucuri Website Firewall</title>").await;
}

#[tokio::test]
async fn s077_perimeterx() {
    wall(403, &[], "<div id=px-captcha></div><script src=https://client.perimeterx.net/x/main.min.js></script>").await;
}

#[tokio::test]
async fn s078_vercel() {
    wall(
        429,
        &[("server", "Vercel"), ("x-vercel-mitigated", "challenge")],
        "<title>Vercel Security Checkpoint</title>",
    )
    .await;
}

#[tokio::test]
async fn s079_a_policy_that_names_what_guards_walls() {
    let world = World::new().await;
    let policy =
        "script-src 'self' https://www.google.com/recaptcha/ https://cdnjs.cloudflare.com/ challenges.cloudflare.com";
    world.host("a.org", move |_| html(200, &[("content-security-policy", policy)], PAGE));
    world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await.is("alive", "alive");
}

#[tokio::test]
async fn s080_a_vendor_that_does_nothing() {
    let world = World::new().await;
    let headers = [
        ("server", "cloudflare"),
        ("cf-ray", "8f1-FRA"),
        ("cf-cache-status", "HIT"),
        ("x-datadome", "protected"),
        ("x-iinfo", "1-2-3"),
        ("set-cookie", "cf_clearance=x; visid_incap_1=y"),
    ];
    world.host("a.org", move |_| html(200, &headers, PAGE));
    world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await.is("alive", "alive");
}

#[tokio::test]
async fn s081_an_article_about_a_wall() {
    let world = World::new().await;
    world.host("a.org", |_| {
        page(
            "<title>Anubis, the god and the software</title><h1>Anubis</h1><p>Anubis is a wall against scrapers that asks \
             whether you are a bot; we tried it beside Cloudflare's \"Just a moment\" page and a captcha for a year, and this \
             is what we found about what it keeps out, what it costs readers, and how archives cope with it.</p>",
        )
    });
    world.look("https://a.org/2025/anubis").await.is("alive", "alive");
}

#[tokio::test]
async fn s083_a_wall_for_those_who_say_that_they_are_browsers() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        if asked.header("user-agent").is_some_and(|agent| agent.contains("Mozilla")) {
            html(403, &[("cf-mitigated", "challenge")], "")
        } else {
            page(PAGE)
        }
    });
    world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await.is("alive", "alive");
}
