//! Whatever is seen: judgement comes to an end, is the same each time, and holds no wall against a link.

use proptest::prelude::*;

use super::*;
use crate::probe::{DnsFailure, LinkState, TlsError};

fn faults() -> impl Strategy<Value = FetchError> {
    prop_oneof![
        Just(FetchError::Refused),
        Just(FetchError::Reset),
        Just(FetchError::ConnectTimeout),
        Just(FetchError::AnswerTimeout),
        Just(FetchError::Stalled),
        ".{0,20}".prop_map(FetchError::Protocol),
        Just(FetchError::Dns(DnsFailure::Timeout)),
        Just(FetchError::Dns(DnsFailure::NoDomain)),
        Just(FetchError::Tls(TlsError::Handshake(None))),
        Just(FetchError::Tls(TlsError::WrongName(vec![]))),
    ]
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "<(title|h1|p|div id=root|script src=x|meta http-equiv=refresh content='0;url=/'|input type=password)>",
        Just("Page not found ".to_owned()),
        Just("This domain is for sale ".to_owned()),
        Just("_Incapsula_Resource ".to_owned()),
        ".{0,30}",
    ];
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat().into_bytes()),
    ]
}

/// Long bodies: one piece over and over, as hostile pages are made.
fn long_bodies() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("<a x=\"y\"".to_owned()),
        Just(" x=\"y\"".to_owned()),
        Just(" x='y'".to_owned()),
        Just("<?a>".to_owned()),
        Just("</ a>".to_owned()),
        Just("<!--".to_owned()),
        Just("&amp;".to_owned()),
        Just("<svg>".to_owned()),
        Just("<h1>Lungs".to_owned()),
        Just("Page not found. ".to_owned()),
        "[<>\"'=&a-z /!-]{1,12}",
    ];
    let parts = proptest::collection::vec((piece, 1_usize..40_000), 1..4);
    parts.prop_map(|parts| {
        let mut text = "<html><a".to_owned();
        for (piece, times) in &parts {
            text.push_str(&piece.repeat(*times));
        }
        text.into_bytes().into_iter().take(96 * 1024).collect()
    })
}

fn answers() -> impl Strategy<Value = HttpAnswer> {
    let names = "(content-type|set-cookie|location|cf-mitigated|x-datadome|retry-after|server|www-authenticate)";
    let header = (names, "(text/html|challenge|0|[ -~]{0,20})");
    let status = prop_oneof![Just(200_u16), Just(403), Just(404), Just(429), Just(503), any::<u16>()];
    (status, proptest::collection::vec(header, 0..5), bodies(), any::<bool>(), any::<bool>(), any::<Option<u64>>())
        .prop_map(|(status, headers, bytes, whole, broken, length)| HttpAnswer {
            status,
            version: HttpVersion::Http2,
            headers: HttpHeaders(headers),
            body: Body { bytes, whole, broken, length },
        })
}

fn hops() -> impl Strategy<Value = Hop> {
    let url = "https?://(a|www\\.b|ww1\\.a)\\.(org|com)/(|login|404|x/[a-z0-9]{0,6})(#[a-z]{0,3})?";
    let outcome = prop_oneof![3 => answers().prop_map(Ok), 1 => faults().prop_map(Err)];
    (url, any::<bool>(), outcome).prop_map(|(url, head, outcome)| Hop {
        url: Url::parse(&url).unwrap(),
        method: if head { Method::Head } else { Method::Get },
        outcome,
        address: None,
        elapsed: Duration::ZERO,
    })
}

fn walks() -> impl Strategy<Value = Walk> {
    let end = prop_oneof![
        6 => Just(End::Answer),
        2 => Just(End::Fault),
        1 => Just(End::Loop),
        1 => Just(End::TooManyHops),
        1 => ".{0,9}".prop_map(End::BadLocation),
    ];
    (proptest::collection::vec(hops(), 0..4), end, any::<bool>()).prop_map(|(hops, end, cookies)| Walk {
        at: Timestamp::UNIX_EPOCH,
        hops,
        end,
        cookies,
    })
}

fn observations() -> impl Strategy<Value = Observation> {
    let side = || proptest::option::of(walks());
    (proptest::collection::vec(walks(), 0..4), side(), side(), side())
        .prop_map(|(walks, sibling, variant, onward)| Observation { walks, sibling, variant, onward })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_long_page_is_judged(bytes in long_bodies(), status in prop_oneof![Just(200_u16), Just(404)]) {
        let body = Body { length: Some(bytes.len() as u64), bytes, whole: true, broken: false };
        let headers = HttpHeaders(vec![("content-type".to_owned(), "text/html".to_owned())]);
        let answer = HttpAnswer { status, version: HttpVersion::Http1, headers, body };
        let judged = settle(&ask("https://a.org/x/y#z", &["Lungs"]), &move |_| Ok(answer.clone())).0;
        prop_assert!(!judged.verdict.evidence.is_empty() && judged.verdict.evidence.chars().count() < 600);
    }
}

proptest! {
    #[test]
    fn anything_is_judged_alike_each_time(seen in observations(), url in "https://a\\.org/(x/[a-z0-9-]{0,9}|)(\\?id=[0-9]{1,3})?(#[a-z]{0,4})?") {
        let ask = ask(&url, &["Lungs"]);
        let judged = consider(&ask, &seen);
        prop_assert_eq!(&judged, &consider(&ask, &seen));
        prop_assert_eq!(judged.verdict.state, judged.verdict.cause.state());
        prop_assert!(!judged.verdict.evidence.is_empty() && judged.verdict.evidence.chars().count() < 600);
    }

    #[test]
    fn what_may_pass_is_never_dead(status in prop_oneof![Just(429_u16), Just(401), Just(451), 500_u16..600], answer in answers()) {
        let answer = HttpAnswer { status, ..answer };
        let judged = settle(&ask("https://a.org/x/y", &["Lungs"]), &move |_| {
            let mut answer = answer.clone();
            answer.headers.0.retain(|(name, _)| name != "location");
            Ok(answer)
        }).0;
        prop_assert_eq!(judged.verdict.state, LinkState::Unclear);
    }

    #[test]
    fn a_fault_is_never_dead_but_for_a_name_that_is_gone(fault in faults()) {
        let gone = fault == FetchError::Dns(DnsFailure::NoDomain);
        let judged = settle(&ask("https://a.org/x/y", &["Lungs"]), &move |_| Err(fault.clone())).0;
        prop_assert_eq!(judged.verdict.state, if gone { LinkState::Dead } else { LinkState::Unclear });
    }

    #[test]
    fn a_wall_is_never_dead(answer in answers(), status in prop_oneof![Just(200_u16), Just(202), Just(403), Just(404), Just(405), Just(503)]) {
        let judged = settle(&ask("https://a.org/x/y", &["Lungs"]), &move |_| {
            let mut answer = HttpAnswer { status, ..answer.clone() };
            answer.headers.0.retain(|(name, _)| name != "location");
            answer.headers.0.push(("cf-mitigated".to_owned(), "challenge".to_owned()));
            Ok(answer)
        }).0;
        prop_assert_eq!(judged.verdict.state, LinkState::Unclear);
    }

    #[test]
    fn wishes_have_an_end(walks in proptest::collection::vec(walks(), 1..20)) {
        let ask = ask("https://a.org/x/y", &["Lungs"]);
        let mut replies = walks.into_iter().cycle();
        let mut seen = Observation { walks: replies.next().into_iter().collect(), sibling: None, variant: None, onward: None };
        let mut left = 16;
        while let Some(wish) = wants(&ask, &seen) {
            left -= 1;
            prop_assert!(left > 0, "{wish:?}");
            match wish {
                NextProbe::Sibling(_) => seen.sibling = replies.next(),
                NextProbe::Variant(_) => seen.variant = replies.next(),
                NextProbe::Onward(_) => seen.onward = replies.next(),
                _ => seen.walks.extend(replies.next()),
            }
        }
    }
}
