//! The scenarios of judgement, by their numbers in the catalogue of scenarios.

use super::*;
use crate::probe::{DnsFailure, TlsError};

pub(super) type World = Box<dyn Fn(&SentRequest) -> Reply>;

pub(super) struct Scenario {
    number: u32,
    what: &'static str,
    url: &'static str,
    names: &'static [&'static str],
    world: World,
    cause: Cause,
}

pub(super) const LUNGS: &str = "https://data.org/sets/lungs-2021";
pub(super) const NAMES: &[&str] = &["Lungs 2021"];

pub(super) fn case(
    number: u32,
    what: &'static str,
    cause: Cause,
    world: impl Fn(&SentRequest) -> Reply + 'static,
) -> Scenario {
    Scenario { number, what, url: LUNGS, names: NAMES, world: Box::new(world), cause }
}

impl Scenario {
    pub(super) fn at(mut self, url: &'static str) -> Self {
        self.url = url;
        self
    }

    pub(super) fn named(mut self, names: &'static [&'static str]) -> Self {
        self.names = names;
        self
    }
}

pub(super) fn check(scenarios: Vec<Scenario>) {
    let mut wrong = Vec::new();
    for scenario in scenarios {
        let verdict = settle(&ask(scenario.url, scenario.names), &scenario.world).0.verdict;
        if verdict.cause != scenario.cause {
            let (number, what) = (scenario.number, scenario.what);
            wrong.push(format!("{number} {what}: {:?}, not {:?}: {}", verdict.cause, scenario.cause, verdict.evidence));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn http_basics() {
    check(vec![
        case(1, "a page with the name", Cause::Alive, |_| dataset("Lungs 2021")),
        case(2, "204", Cause::Empty, |_| reply(204, &[], "")),
        case(3, "206", Cause::Alive, |_| reply(206, &[("content-type", "application/zip")], "PK\x03\x04")),
        case(6, "304", Cause::Unchanged, |_| reply(304, &[], "")),
        case(6, "304 behind a redirect for good", Cause::Path, |asked| {
            if asked.is("/b") { reply(304, &[], "") } else { redirect(301, "/b") }
        }),
        case(7, "HEAD 405", Cause::Alive, |asked| head_or(asked, status(405))).at("https://data.org/lungs.zip"),
        case(8, "HEAD 404", Cause::Alive, |asked| head_or(asked, status(404))).at("https://data.org/lungs.zip"),
        case(9, "HEAD hangs", Cause::Alive, |asked| head_or(asked, Err(FetchError::AnswerTimeout)))
            .at("https://data.org/lungs.zip"),
        case(10, "HEAD 200, GET 404", Cause::NotFound, |asked| match asked.method {
            Method::Head => reply(200, &[], ""),
            Method::Get => status(404),
        })
        .at("https://data.org/lungs.zip"),
        case(11, "404", Cause::NotFound, |_| status(404)),
        case(
            12,
            "404 once",
            Cause::Alive,
            |asked| if asked.earlier == 0 { status(404) } else { dataset("Lungs 2021") },
        ),
        case(13, "410", Cause::Gone, |_| status(410)),
        case(14, "410 with a tombstone", Cause::Withdrawn, |_| {
            let body = r#"{"status": 410, "tombstone": {"removal_reason": {"title": {"en": "Retracted"}}}}"#;
            reply(410, &[("content-type", "application/json")], body)
        }),
        case(15, "found with a slash", Cause::Slash, |asked| {
            if asked.path().ends_with('/') { dataset("Lungs 2021") } else { status(404) }
        }),
        case(16, "found with normalised encoding", Cause::Path, |asked| {
            if asked.is("/~me/lungs") { dataset("Lungs 2021") } else { status(404) }
        })
        .at("https://data.org/%7Eme/lungs"),
        case(17, "401", Cause::LoginRequired, |_| reply(401, &[("www-authenticate", "Basic realm=x")], "")),
        case(18, "403, made-up 404", Cause::Restricted, |asked| {
            status(if asked.is("/sets/lungs-2021") { 403 } else { 404 })
        }),
        case(19, "403 everywhere", Cause::Blocked, |_| status(403)),
        case(20, "403, made-up 200", Cause::Forbidden, |asked| {
            status(if asked.is("/sets/lungs-2021") { 403 } else { 200 })
        }),
        case(21, "406", Cause::ClientError, |_| status(406)),
        case(22, "418", Cause::Blocked, |_| status(418)),
        case(22, "999", Cause::Blocked, |_| status(999)),
        case(23, "451", Cause::Legal, |_| status(451)),
        case(
            24,
            "500 once",
            Cause::Alive,
            |asked| if asked.earlier == 0 { status(500) } else { dataset("Lungs 2021") },
        ),
        case(25, "503 once", Cause::Alive, |asked| {
            if asked.earlier == 0 { reply(503, &[("retry-after", "2")], "") } else { dataset("Lungs 2021") }
        }),
        case(26, "503", Cause::ServerError, |_| reply(503, &[], "")),
        case(27, "522", Cause::ServerError, |_| status(522)),
        case(27, "530", Cause::ServerError, |_| html(530, "<title>Origin DNS error</title>Error code 1016")),
        case(28, "429", Cause::RateLimited, |_| status(429)),
        case(29, "429 once", Cause::Alive, |asked| if asked.earlier < 2 { status(429) } else { dataset("Lungs 2021") }),
        case(34, "403 with nothing remaining", Cause::RateLimited, |_| {
            reply(403, &[("x-ratelimit-remaining", "0")], "")
        }),
    ]);
}

fn head_or(asked: &SentRequest, head: Reply) -> Reply {
    match asked.method {
        Method::Head => head,
        Method::Get => reply(200, &[("content-type", "application/zip")], "PK\x03\x04"),
    }
}

#[test]
fn redirects() {
    check(vec![
        case(36, "http to https", Cause::Scheme, |asked| match asked.url.scheme() {
            "http" => redirect(301, "https://data.org/sets/lungs-2021"),
            _ => dataset("Lungs 2021"),
        })
        .at("http://data.org/sets/lungs-2021"),
        case(37, "to another host", Cause::Host, |asked| match asked.url.host_str() {
            Some("data.org") => redirect(301, "https://new.org/lungs"),
            _ => dataset("Lungs 2021"),
        }),
        case(38, "three for good", Cause::Path, |asked| match asked.path() {
            "/sets/lungs-2021" => redirect(308, "/b"),
            "/b" => redirect(301, "/c"),
            _ => dataset("Lungs 2021"),
        }),
        case(39, "one of them for now", Cause::Temporary, |asked| match asked.path() {
            "/sets/lungs-2021" => redirect(301, "/b"),
            "/b" => redirect(302, "/c"),
            _ => dataset("Lungs 2021"),
        }),
        case(40, "to a login", Cause::Login, |asked| match asked.path() {
            "/login" => html(200, "<title>Sign in</title><input type=password>"),
            path => redirect(302, &format!("/login?returnUrl={path}")),
        }),
        case(41, "to Google's login", Cause::Login, |asked| match asked.url.host_str() {
            Some("accounts.google.com") => html(200, "<title>Sign in - Google Accounts</title><input type=password>"),
            _ => redirect(302, "https://accounts.google.com/ServiceLogin?continue=x"),
        }),
        case(42, "to the home page, a made-up one too", Cause::HomePage, |asked| match asked.path() {
            "/" => dataset("All of our data"),
            _ => redirect(301, "/"),
        }),
        case(43, "a root to its language", Cause::Alive, |asked| match asked.path() {
            "/" => redirect(301, "/en/"),
            _ => dataset("All of our data"),
        })
        .at("https://data.org/"),
        case(44, "to the home page, a made-up one is not found", Cause::HomePage, |asked| match asked.path() {
            "/" => dataset("All of our data"),
            "/sets/lungs-2021" => redirect(301, "/"),
            _ => status(404),
        }),
        case(45, "a circle", Cause::RedirectLoop, |asked| match asked.path() {
            "/b" if !asked.cookies => redirect(302, "/sets/lungs-2021"),
            _ => redirect(302, "/b"),
        }),
        case(46, "a circle that cookies open", Cause::Alive, |asked| match asked.path() {
            "/sets/lungs-2021" if asked.cookies => dataset("Lungs 2021"),
            "/b" => redirect(302, "/sets/lungs-2021"),
            _ => redirect(302, "/b"),
        }),
        case(47, "without an end", Cause::TooManyRedirects, |asked| redirect(302, &format!("{}x", asked.path()))),
        case(48, "nowhere", Cause::BadLocation, |_| redirect(302, "http://")),
        case(49, "to a file", Cause::BadLocation, |_| redirect(302, "file:///etc/passwd")),
        case(50, "to http", Cause::Downgrade, |_| redirect(302, "http://data.org/x")),
        case(51, "an address for scripts", Cause::Alive, |_| dataset("Synapse"))
            .at("https://www.synapse.org/#!Synapse:syn123")
            .named(&["Something"]),
        case(149, "everything to one page", Cause::HomePage, |asked| match asked.url.host_str() {
            Some("huggingface.co") => dataset("Trending Papers"),
            _ => redirect(302, "https://huggingface.co/papers/trending"),
        })
        .at("https://paperswithcode.com/dataset/lungs"),
        case(149, "something to its own page", Cause::Host, |asked| match asked.url.host_str() {
            Some("huggingface.co") => dataset("Lungs 2021"),
            _ => redirect(301, "https://huggingface.co/datasets/lungs"),
        })
        .at("https://paperswithcode.com/dataset/lungs"),
    ]);
}

#[test]
fn faults() {
    let faults = [
        (84, FetchError::Dns(DnsFailure::NoDomain), Cause::NoDomain),
        (85, FetchError::Dns(DnsFailure::NoName), Cause::NoHost),
        (86, FetchError::Dns(DnsFailure::NoAddress), Cause::NoAddress),
        (87, FetchError::Dns(DnsFailure::ServerFailure), Cause::DnsFailure),
        (88, FetchError::Dns(DnsFailure::Timeout), Cause::DnsTimeout),
        (89, FetchError::Dns(DnsFailure::Disagreement), Cause::DnsDisagreement),
        (91, FetchError::Unreachable("no IPv6".to_owned()), Cause::Unreachable),
        (92, FetchError::Refused, Cause::Refused),
        (93, FetchError::Reset, Cause::Reset),
        (95, FetchError::ConnectTimeout, Cause::ConnectTimeout),
        (96, FetchError::AnswerTimeout, Cause::AnswerTimeout),
        (97, FetchError::Stalled, Cause::Stalled),
        (99, FetchError::Tls(TlsError::Expired(None)), Cause::TlsExpired),
        (100, FetchError::Tls(TlsError::NotYetValid), Cause::TlsNotYetValid),
        (101, FetchError::Tls(TlsError::WrongName(vec!["*.a.org".to_owned()])), Cause::TlsName),
        (102, FetchError::Tls(TlsError::SelfSigned), Cause::TlsSelfSigned),
        (103, FetchError::Tls(TlsError::UnknownIssuer), Cause::TlsIssuer),
        (106, FetchError::Tls(TlsError::BadCertificate("no names".to_owned())), Cause::TlsCertificate),
        (107, FetchError::Tls(TlsError::Revoked), Cause::TlsRevoked),
        (108, FetchError::Tls(TlsError::Handshake(Some(40))), Cause::TlsHandshake),
        (108, FetchError::Tls(TlsError::ClientCertificate), Cause::TlsClient),
        (108, FetchError::Tls(TlsError::Legacy), Cause::TlsLegacy),
        (109, FetchError::Tls(TlsError::NotTls), Cause::TlsHandshake),
        (110, FetchError::Protocol("GOAWAY".to_owned()), Cause::Protocol),
        (113, FetchError::Guarded("10.0.0.5".to_owned()), Cause::PrivateAddress),
    ];
    check(
        faults
            .into_iter()
            .map(|(number, fault, cause)| case(number, "a fault", cause, move |_| Err(fault.clone())))
            .collect(),
    );
    check(vec![
        case(93, "a reset once", Cause::Alive, |asked| {
            if asked.earlier == 0 { Err(FetchError::Reset) } else { dataset("Lungs 2021") }
        }),
        case(110, "HTTP/1.1 works", Cause::Alive, |asked| {
            if asked.http1 { dataset("Lungs 2021") } else { Err(FetchError::Protocol("GOAWAY".to_owned())) }
        }),
        case(111, "TLS works the second time", Cause::Alive, |asked| match asked.earlier {
            0 => Err(FetchError::Tls(TlsError::Handshake(Some(112)))),
            _ => dataset("Lungs 2021"),
        }),
    ]);
}

#[test]
fn suggestions_are_the_last_address_for_good_with_the_fragment() {
    for (url, chain, suggestion) in [
        ("http://data.org/x#files", vec![(301, "https://data.org/x")], Some("https://data.org/x#files")),
        (
            "http://data.org/x",
            vec![(301, "https://data.org/x"), (308, "https://www.data.org/y")],
            Some("https://www.data.org/y"),
        ),
        ("http://data.org/x", vec![(301, "https://data.org/x"), (302, "https://data.org/y")], None),
        (
            "http://data.org/",
            vec![(301, "https://data.org/"), (301, "https://data.org/en/")],
            Some("https://data.org/"),
        ),
        ("https://doi.org/10.1/x", vec![(301, "https://data.org/x")], None),
        ("https://data.org/x", vec![(301, "https://data.org/y?X-Amz-Signature=1")], None),
    ] {
        let chain: Vec<(u16, &str)> = chain;
        let world = move |asked: &SentRequest| {
            let at = chain.iter().position(|(_, to)| asked.url.as_str() == *to).map_or(0, |at| at + 1);
            chain.get(at).map_or_else(|| dataset("Lungs 2021"), |(status, to)| redirect(*status, to))
        };
        let verdict = settle(&ask(url, NAMES), &world).0.verdict;
        assert_eq!(verdict.suggestion.as_deref(), suggestion, "{url}: {verdict:?}");
    }
}

#[test]
fn places_in_a_page() {
    for (url, page, cause_expected) in [
        ("https://data.org/x#files", dataset("Lungs 2021"), Cause::Alive),
        ("https://data.org/x#nowhere", dataset("Lungs 2021"), Cause::Fragment),
        ("https://data.org/x#L10", dataset("Lungs 2021"), Cause::Alive),
        ("https://data.org/x#:~:text=nowhere", dataset("Lungs 2021"), Cause::Alive),
        ("https://data.org/x#!nowhere", dataset("Lungs 2021"), Cause::Alive),
        (
            "https://data.org/x#nowhere",
            html(200, "<title>Lungs 2021</title><div id=root>x</div><script src=a></script>"),
            Cause::Alive,
        ),
        ("https://data.org/x#readme", html(200, "<h1>Lungs 2021</h1><a id=user-content-readme></a>"), Cause::Alive),
    ] {
        assert_eq!(cause(url, NAMES, &move |_| page.clone()), cause_expected, "{url}");
    }
}
