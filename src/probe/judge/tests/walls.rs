//! Every mark of a wall, and what is none.

use super::super::vendor_sign::{SignPlace, SignRole, VendorSign, rows};
use super::*;
use crate::probe::LinkState;

const URL: &str = "https://data.org/sets/lungs-2021";

/// The least answer that a row is made for, with the presence of its vendor where it needs one.
fn fixture(row: &VendorSign) -> HttpAnswer {
    let status = row.status.as_ref().and_then(|listed| listed.first()).copied();
    let status = status.unwrap_or(if row.errors { 403 } else { 200 });
    let value = row.is.as_ref().or(row.has.as_ref()).cloned().unwrap_or_else(|| "x".to_owned());
    let mut headers = vec![("content-type".to_owned(), "text/html".to_owned())];
    let mut body = "<html><p>Please wait".to_owned();
    let mut add = |row: &VendorSign, value: &str| {
        let name = row.name.clone().unwrap_or_default();
        match row.place {
            SignPlace::Header => headers.push((name, value.to_owned())),
            SignPlace::Cookie => headers.push(("set-cookie".to_owned(), format!("{name}=x; Path=/"))),
            SignPlace::Title => body = format!("<title>{value}</title><p>Please wait"),
            SignPlace::Body => body.extend(["<script src=x></script><i class=\"", value, "\">"]),
            SignPlace::Status | SignPlace::Address => {}
        }
    };
    add(row, &value);
    if row.present {
        let presence =
            rows().iter().find(|other| other.vendor == row.vendor && other.role == SignRole::Presence).unwrap();
        add(presence, presence.has.as_deref().unwrap_or("x"));
    }
    let bytes = body.into_bytes();
    let body = Body { length: Some(bytes.len() as u64), bytes, whole: true, broken: false };
    HttpAnswer { status, version: HttpVersion::Http1, headers: HttpHeaders(headers), body }
}

#[test]
fn every_action_makes_a_link_unclear() {
    assert!(rows().len() > 60, "the vocabulary of walls is not read");
    for row in rows().iter().filter(|row| row.role == SignRole::Action) {
        let answer = fixture(row);
        let to = row.has.clone().filter(|_| row.place == SignPlace::Address);
        let world = move |asked: &SentRequest| match &to {
            Some(to) if !asked.url.as_str().contains(to.as_str()) => {
                redirect(302, &format!("https://{}/x", to.trim_matches('/')))
            }
            _ => Ok(answer.clone()),
        };
        let judged = settle(&ask(URL, &["Lungs 2021"]), &world).0.verdict;
        let causes = [Cause::Challenged, Cause::Blocked, Cause::RateLimited];
        assert!(causes.contains(&judged.cause) && judged.state == LinkState::Unclear, "{row:?}: {judged:?}");
        assert!(judged.evidence.contains(&row.vendor) || row.place == SignPlace::Title, "{row:?}: {judged:?}");
    }
}

#[test]
fn presence_says_nothing() {
    for row in rows().iter().filter(|row| row.role == SignRole::Presence) {
        let mut answer = fixture(row);
        let page = dataset("Lungs 2021").unwrap();
        answer.status = 200;
        answer.body = page.body;
        let world = move |_: &SentRequest| Ok(answer.clone());
        assert_eq!(cause(URL, &["Lungs 2021"], &world), Cause::Alive, "{row:?}");
        assert_eq!(cause(URL, &[], &world), Cause::Alive, "{row:?}");
    }
}

#[test]
fn real_walls_are_known() {
    for (number, what, answer) in [
        (
            68,
            "Cloudflare",
            reply(
                403,
                &[("cf-mitigated", "challenge"), ("content-type", "text/html")],
                "<title>Just a moment...</title>",
            ),
        ),
        (69, "Cloudflare, older", html(503, "<title>Just a moment...</title><div id=cf-content>")),
        (70, "AWS challenge", reply(202, &[("x-amzn-waf-action", "challenge")], "")),
        (71, "AWS captcha", reply(405, &[("x-amzn-waf-action", "captcha")], "")),
        (
            72,
            "Anubis",
            html(
                200,
                "<title>Making sure you&#39;re not a bot!</title><script src=\"/.within.website/x/cmd/anubis/static/js/main.mjs\"></script>",
            ),
        ),
        (73, "Incapsula", html(200, "<html><iframe src=\"/_Incapsula_Resource?CWUDNSAI=9\"></iframe></html>")),
        (
            74,
            "DataDome",
            reply(
                403,
                &[("x-datadome", "protected"), ("content-type", "text/html")],
                "<script src=https://geo.captcha-delivery.com/c.js>",
            ),
        ),
        (
            75,
            "Akamai",
            reply(
                403,
                &[("server", "AkamaiGHost"), ("content-type", "text/html")],
                "<title>Access Denied</title>Reference #18.2d35",
            ),
        ),
        (76, "Sucuri", reply(403, &[("x-sucuri-block", "1")], "")),
        (77, "PerimeterX", html(403, "<div id=px-captcha></div>")),
        (
            78,
            "Vercel",
            reply(
                429,
                &[("x-vercel-mitigated", "challenge"), ("content-type", "text/html")],
                "<title>Vercel Security Checkpoint</title>",
            ),
        ),
    ] {
        for names in [&["Lungs 2021"][..], &[]] {
            let answer = answer.clone();
            let judged = settle(&ask(URL, names), &move |_| answer.clone()).0.verdict;
            assert!(matches!(judged.cause, Cause::Challenged | Cause::Blocked), "{number} {what}: {judged:?}");
        }
    }
}

#[test]
fn what_is_no_wall() {
    let page = |headers: &[(&str, &str)], more: &str| {
        let mut all = vec![("content-type", "text/html")];
        all.extend(headers);
        let text = "A collection of annotated scans of lungs, with masks and reports. ".repeat(6);
        reply(200, &all, format!("<title>Lungs 2021</title><h1>Lungs 2021</h1><p>{text}</p>{more}"))
    };
    for (number, what, answer) in [
        (
            79,
            "a policy that lists captchas",
            page(
                &[(
                    "content-security-policy",
                    "script-src cdnjs.cloudflare.com www.google.com/recaptcha geo.captcha-delivery.com",
                )],
                "",
            ),
        ),
        (
            80,
            "passed by Cloudflare",
            page(
                &[("cf-ray", "8a"), ("server", "cloudflare"), ("set-cookie", "cf_clearance=x")],
                "<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>",
            ),
        ),
        (80, "passed by DataDome", page(&[("x-datadome", "protected"), ("set-cookie", "datadome=x")], "")),
        (
            80,
            "passed by Imperva",
            page(
                &[("x-iinfo", "1"), ("set-cookie", "visid_incap_1=x")],
                "<script src=/_Incapsula_Resource?SWJIYLWA=1></script>",
            ),
        ),
        (
            81,
            "an article about Anubis",
            page(
                &[],
                "<h2>Anubis</h2><p>Its pages say: Making sure you're not a bot! <code>/.within.website/x/cmd/anubis/</code>",
            ),
        ),
        (
            81,
            "a form with a captcha",
            page(&[], "<div class=g-recaptcha></div><script src=https://www.google.com/recaptcha/api.js></script>"),
        ),
    ] {
        for names in [&["Lungs 2021"][..], &[]] {
            let answer = answer.clone();
            assert_eq!(cause(URL, names, &move |_| answer.clone()), Cause::Alive, "{number} {what}");
        }
    }
}

#[test]
fn a_missing_page_behind_a_vendor_is_missing() {
    let headers = [("content-type", "text/html"), ("cf-ray", "8a"), ("server", "cloudflare")];
    let body = "<title>Not Found</title><script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>";
    assert_eq!(cause(URL, &[], &move |_| reply(404, &headers, body)), Cause::NotFound);
}
