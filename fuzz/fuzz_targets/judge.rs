//! Whatever a server sends is judged, alike each time; and no wall, no limit and no failure is held against a link.
//!
//! Hostile pages repeat one piece thousands of times, which a fuzzer does not come to by itself: the first byte tells how
//! often the body is repeated behind an open tag.

#![no_main]

use std::time::Duration;

use catalint::probe::{
    HttpAnswer, LinkRequest, Body, Cause, End, HttpHeaders, Hop, Method, Observation, LinkState, HttpVersion, Walk, consider,
};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use url::Url;

/// A walk that ended with an answer: its status, lines of headers, an empty line, a body.
fn walk(url: &Url, status: u16, headers: &[(String, String)], bytes: &[u8]) -> Walk {
    let body = Body { bytes: bytes.to_vec(), whole: true, broken: false, length: Some(bytes.len() as u64) };
    let answer = HttpAnswer { status, version: HttpVersion::Http1, headers: HttpHeaders(headers.to_vec()), body };
    let hop =
        Hop { url: url.clone(), method: Method::Get, outcome: Ok(answer), address: None, elapsed: Duration::ZERO };
    Walk { at: Timestamp::UNIX_EPOCH, hops: vec![hop], end: End::Answer, cookies: false }
}

/// The bytes that the transport reads of a page at most.
const LONGEST: usize = 256 * 1024;

/// The body as it is; or, for an odd `first`, behind `<a ` and over and over up to about `first` KiB.
fn repeated(body: &[u8], first: u8) -> Vec<u8> {
    if first % 2 == 0 || body.is_empty() {
        return body.iter().copied().take(LONGEST).collect();
    }
    b"<a ".iter().chain(body.iter().cycle().take(usize::from(first) * 1024)).copied().collect()
}

fuzz_target!(|data: &[u8]| {
    let (Some((first, rest)), Ok(url)) = (data.split_at_checked(3), Url::parse("https://a.org/sets/lungs-2021#part"))
    else {
        return;
    };
    let status = 100 + u16::from_le_bytes([first[1], first[2]]) % 900;
    let end = rest.windows(2).position(|pair| pair == b"\n\n").unwrap_or(rest.len());
    let (head, body) = (rest.get(..end).unwrap_or_default(), rest.get(end + 2..).unwrap_or_default());
    let body = repeated(body, first[0]);
    let head = String::from_utf8_lossy(head);
    let headers: Vec<(String, String)> = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let ask = LinkRequest { names: vec!["Lungs 2021".to_owned()], ..LinkRequest::new(url.clone()) };
    let one = walk(&url, status, &headers, &body);
    // The same answer for the address, for a made-up one beside it, and for the address otherwise spelt.
    let seen = Observation { walks: vec![one.clone(), one.clone()], sibling: Some(one.clone()), variant: Some(one) };
    let judged = consider(&ask, &seen);
    assert_eq!(judged, consider(&ask, &seen));
    assert_eq!(judged.verdict.state, judged.verdict.cause.state());
    assert!(judged.verdict.evidence.chars().count() < 1000);
    if matches!(status, 401 | 429 | 451 | 500..) {
        assert_ne!(judged.verdict.state, LinkState::Dead);
    }
    if headers.iter().any(|(name, value)| name == "cf-mitigated" && value == "challenge") {
        assert!(matches!(judged.verdict.cause, Cause::Challenged | Cause::RateLimited | Cause::Blocked));
    }
});
