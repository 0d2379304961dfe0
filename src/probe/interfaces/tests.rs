//! Answers of interfaces, as they were recorded or documented, and what is read from them.

use super::*;
use crate::probe::{Body, HttpAnswer, HttpHeaders, HttpVersion};

/// An answer with a body.
pub(super) fn answer(status: u16, body: &str) -> HttpAnswer {
    let body = Body { bytes: body.as_bytes().to_vec(), whole: true, broken: false, length: Some(body.len() as u64) };
    HttpAnswer { status, version: HttpVersion::Http1, headers: HttpHeaders::default(), body }
}

/// What an interface says of one thing: `alive.archived`, `-` where it does not answer, or why it cannot be used.
pub(super) fn said(interface: &dyn HostInterface, name: &str, answer: &HttpAnswer, has_token: bool) -> String {
    match interface.read(&[name], answer, has_token) {
        InterfaceReading::Things(facts) => match facts.first() {
            Some(Some(facts)) => facts.cause.as_str().to_owned(),
            _ => "-".to_owned(),
        },
        InterfaceReading::Limited(_) => "limited".to_owned(),
        InterfaceReading::TooMuch => "too much".to_owned(),
        InterfaceReading::Unusable(_) => "unusable".to_owned(),
    }
}

fn thing(url: &str) -> Option<(String, bool)> {
    let (interface, link) = interface_of(&Url::parse(url).unwrap())?;
    Some((format!("{}:{}", interface.kind(), link.key), link.is_whole))
}

#[test]
fn one_repository_has_many_addresses() {
    for (url, wanted) in [
        ("https://github.com/A/b", Some(("github:a/b", true))),
        ("http://www.github.com/a/B.git", Some(("github:a/b", true))),
        ("https://github.com/a/b/?tab=readme-ov-file#usage", Some(("github:a/b", true))),
        ("https://github.com/a/b/tree/main/x", Some(("github:a/b", false))),
        ("https://github.com/a/b/releases", Some(("github:a/b", false))),
        ("https://github.com/a", None),
        ("https://github.com/", None),
        ("https://github.com/topics/lungs", None),
        ("https://github.com/orgs/a", None),
        ("https://github.com/marketplace/actions/x", None),
        ("https://github.com/a/b%20c", None),
        ("https://github.com/a//b", None),
        ("https://github.com:8443/a/b", None),
        ("https://me@github.com/a/b", None),
        ("https://gist.github.com/a/b", None),
        ("https://a.github.io/b/c", None),
    ] {
        let wanted = wanted.map(|(key, is_whole)| (key.to_owned(), is_whole));
        assert_eq!(thing(url), wanted, "{url}");
    }
}

#[test]
fn github_is_read_by_graphql() {
    let repository = |flags: &str| {
        answer(200, &format!(r#"{{"data": {{"r0": {{"nameWithOwner": "a/b", {flags} "licenseInfo": null}}}}}}"#))
    };
    let missing = |kind: &str, path: &str| {
        let error = format!(r#"{{"type": "{kind}", "path": ["{path}"], "message": "Could not resolve"}}"#);
        answer(200, &format!(r#"{{"data": {{"r0": null}}, "errors": [{error}]}}"#))
    };
    let cases = [
        ("a/b", repository(""), "alive"),
        ("A/B", repository(""), "alive"),
        ("old/b", repository(""), "moved.renamed"),
        ("a/b", repository(r#""isArchived": true, "archivedAt": "2024-05-06T07:08:09Z","#), "alive.archived"),
        ("a/b", repository(r#""isDisabled": true,"#), "disabled"),
        ("a/b", repository(r#""isPrivate": true,"#), "alive.restricted"),
        ("a/b", missing("NOT_FOUND", "r0"), "gone.404"),
        // Withheld from this token, by single sign-on or a list of addresses: its page may be there.
        ("a/b", missing("FORBIDDEN", "r0"), "-"),
        ("a/b", missing("NOT_FOUND", "r1"), "-"),
        ("a/b", answer(200, r#"{"data": {"r0": null}}"#), "-"),
        ("a/b", answer(200, r#"{"data": {"r0": {"nameWithOwner": "<script>"}}}"#), "-"),
        ("a/b", answer(200, r#"{"data": {}}"#), "-"),
        (
            "a/b",
            answer(200, r#"{"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}"#),
            "limited",
        ),
        ("a/b", answer(200, r#"{"message": "You have exceeded a secondary rate limit"}"#), "limited"),
        ("a/b", answer(403, r#"{"message": "You have exceeded a secondary rate limit"}"#), "limited"),
        ("a/b", answer(200, r#"{"data": null, "errors": [{"message": "Something went wrong"}]}"#), "too much"),
        ("a/b", answer(200, "<!DOCTYPE html><title>Not Found</title>"), "unusable"),
        ("a/b", answer(200, r#"{"data": {"r0": "#), "unusable"),
        ("a/b", answer(401, r#"{"message": "Bad credentials"}"#), "unusable"),
        ("a/b", answer(404, "<title>Not Found</title>"), "unusable"),
    ];
    for (name, answer, wanted) in cases {
        let body = String::from_utf8_lossy(&answer.body.bytes).into_owned();
        assert_eq!(said(&github::GitHub, name, &answer, true), wanted, "{name} {} {body}", answer.status);
    }
}

#[test]
fn github_is_read_by_rest() {
    let repository = |flags: &str| answer(200, &format!(r#"{{"full_name": "a/b", {flags} "license": null}}"#));
    let cases = [
        ("a/b", repository(""), "alive"),
        ("old/b", repository(""), "moved.renamed"),
        ("a/b", repository(r#""archived": true,"#), "alive.archived"),
        ("a/b", repository(r#""disabled": true,"#), "disabled"),
        ("a/b", answer(451, r#"{"message": "Repository access blocked", "block": {"reason": "dmca"}}"#), "legal.451"),
        // Deleted or private, and without a token nobody says which: its page tells.
        ("a/b", answer(404, r#"{"message": "Not Found"}"#), "-"),
        ("a/b", answer(403, r#"{"message": "Forbidden"}"#), "-"),
        ("a/b", answer(403, r#"{"message": "API rate limit exceeded for 192.0.2.1"}"#), "limited"),
        ("a/b", answer(200, "<!DOCTYPE html><title>Unicorn!</title>"), "-"),
        ("a/b", answer(200, r#"{"full_name": "#), "-"),
    ];
    for (name, answer, wanted) in cases {
        let body = String::from_utf8_lossy(&answer.body.bytes).into_owned();
        assert_eq!(said(&github::GitHub, name, &answer, false), wanted, "{name} {} {body}", answer.status);
    }
}

#[test]
fn only_owner_and_name_are_renamed() {
    let renamed = |url: &str, name: &str| {
        let url = Url::parse(url).unwrap();
        github::GitHub.renamed(&url, name).map(|url| url.to_string())
    };
    for (url, wanted) in [
        ("https://github.com/a/b", "https://github.com/c/d"),
        ("https://github.com/a/b.git", "https://github.com/c/d"),
        ("https://github.com/a/b/", "https://github.com/c/d/"),
        ("http://github.com/a/b/tree/main/x%20y?z#n", "http://github.com/c/d/tree/main/x%20y?z#n"),
    ] {
        assert_eq!(renamed(url, "c/d").as_deref(), Some(wanted), "{url}");
    }
    assert_eq!(renamed("https://github.com/a/b", "c/d/../e"), None);
}
