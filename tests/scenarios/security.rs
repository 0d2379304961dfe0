//! Scenarios 112 to 126: what is meant to harm whoever asks.

use std::{io::Write as _, net::SocketAddr, time::Duration};

use catalint::probe::{DnsFailure, LinkRequest};
use url::Url;

use crate::basics::{PAGE, honest};
use crate::certificates::Shows;
use crate::server::{Reply, answer, page, redirect};
use crate::world::World;

#[tokio::test]
async fn s112_addresses_inside_a_house_however_they_are_spelt() {
    let mut world = World::new().await;
    world.allow_nothing();
    for host in [
        "127.0.0.1",
        "127.7.7.7",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "[::1]",
        "[::ffff:10.0.0.1]",
        "[::ffff:127.7.7.7]",
        "2130706433",
        "0177.0.0.1",
        "0x7f.7.7.7",
        "127.7.1799",
        "[fe90::1]",
        "[64:ff9b::a00:1]",
        "[64:ff9b::7f07:707]",
        "[2002:7f07:707::]",
        "168.63.129.16",
        "100.100.100.200",
        "[fd00:ec2::254]",
        "0.0.0.0",
        "localhost",
        "foo.localhost",
        "metadata.google.internal",
    ] {
        for port in [world.server.plain.port(), 80, 443, 8080] {
            let seen = world.look(&format!("http://{host}:{port}/")).await.is("skipped", "policy.ssrf");
            assert_eq!(seen.survey.requests, 0, "{host}:{port}");
        }
    }
    assert_eq!(world.server.connections(), 0);
}

#[tokio::test]
async fn s113_a_name_that_leads_inside() {
    let world = World::new().await;
    for address in ["10.0.0.5", "127.0.0.1", "169.254.169.254", "192.168.0.1", "::1", "::ffff:10.0.0.1", "fd00::1"] {
        world.resolves("a.org", vec![Ok(vec![SocketAddr::new(address.parse().unwrap(), 0)])]);
        let seen = world.look("http://a.org/").await.is("skipped", "policy.ssrf");
        assert!(!seen.probed.verdict.evidence.is_empty());
        world.look("https://a.org/").await.is("skipped", "policy.ssrf");
    }
    assert_eq!(world.server.connections(), 0);
}

#[tokio::test]
async fn s114_a_name_that_leads_inside_the_second_time() {
    let world = World::new().await;
    let inside = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    world.host("a.org", |asked| if asked.path == "/1" { redirect(302, "/2") } else { page(PAGE) });
    world.resolves("a.org", vec![Ok(vec![world.server.plain]), Ok(vec![inside.local_addr().unwrap()])]);
    let seen = world.look("http://a.org/1").await;
    assert_eq!(seen.probed.verdict.state.as_str(), "alive", "{:?}", seen.probed.verdict);
    assert_eq!(world.resolved("a.org"), 1, "what was checked is what is used");
    let nobody = tokio::time::timeout(Duration::from_millis(20), inside.accept()).await;
    assert!(nobody.is_err(), "nobody came");
}

#[tokio::test]
async fn s115_a_name_that_leads_inside_too() {
    let world = World::new().await;
    let inside = SocketAddr::from(([10, 0, 0, 5], 80));
    for addresses in [vec![world.server.plain, inside], vec![inside, world.server.plain]] {
        world.resolves("a.org", vec![Ok(addresses)]);
        world.look("http://a.org/").await.is("skipped", "policy.ssrf");
    }
    assert_eq!(world.server.connections(), 0);
}

#[tokio::test]
async fn s116_a_redirect_that_leads_inside() {
    let world = World::new().await;
    let inside = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = inside.local_addr().unwrap().port();
    world.resolves("inside.org", vec![Ok(vec![inside.local_addr().unwrap()])]);
    world.host("a.org", move |asked| match asked.path.as_str() {
        "/literal" => redirect(302, &format!("http://127.0.0.1:{port}/")),
        "/number" => redirect(301, &format!("http://2130706433:{port}/")),
        "/mapped" => redirect(307, &format!("http://[::ffff:127.0.0.1]:{port}/")),
        "/metadata" => redirect(302, "http://169.254.169.254/latest/meta-data/"),
        _ => redirect(302, "http://inside.org/"),
    });
    for path in ["literal", "number", "mapped", "metadata", "name"] {
        world.look(&format!("http://a.org/{path}")).await.is("skipped", "policy.ssrf");
    }
    let nobody = tokio::time::timeout(Duration::from_millis(20), inside.accept()).await;
    assert!(nobody.is_err(), "nobody came");
}

#[tokio::test]
async fn s117_a_redirect_to_a_service_of_this_machine() {
    let mut world = World::new().await;
    world.host("a.org", |asked| match asked.path.as_str() {
        "/docker" => redirect(302, "http://localhost:2375/v1.24/containers/json"),
        _ => redirect(302, "http://8.8.8.8:22/"),
    });
    world.resolves("localhost", vec![Ok(vec!["127.0.0.1:2375".parse().unwrap()])]);
    world.look("http://a.org/docker").await.is("skipped", "policy.ssrf");
    world.look("http://a.org/ssh").await.is("skipped", "policy.scheme");
    world.allow_nothing();
    let before = world.server.connections();
    world.look("http://localhost:2375/").await.is("skipped", "policy.ssrf");
    world.look("http://a.org:22/").await.is("skipped", "policy.scheme");
    world.look("http://me:secret@a.org/").await.is("skipped", "policy.scheme");
    assert_eq!(world.server.connections(), before);
}

#[tokio::test]
async fn s118_a_bomb() {
    let world = World::new().await;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    (0..64).for_each(|_| encoder.write_all(&vec![b' '; 1 << 20]).unwrap());
    let bomb = encoder.finish().unwrap();
    world.host("a.org", move |_| answer(200, &[("content-type", "text/html"), ("content-encoding", "gzip")], &bomb));
    let before = peak();
    let seen = world.look("https://a.org/data/lungs").await;
    assert_ne!(seen.probed.verdict.state.as_str(), "dead", "{:?}", seen.probed.verdict);
    let grown = peak().saturating_sub(before);
    assert!(grown < 16 << 10, "a bomb of 64 MiB cost {grown} KiB");
}

/// The most memory that the process had, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

#[tokio::test]
async fn s119_a_body_without_end() {
    let world = World::new().await;
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunk = [b"1000\r\n".to_vec(), vec![b'x'; 4096], b"\r\n".to_vec()].concat();
    world.host("a.org", move |_| Reply::Flood(head.clone(), chunk.clone()));
    let seen = world.look("https://a.org/data/lungs").await;
    assert_ne!(seen.probed.verdict.state.as_str(), "dead", "{:?}", seen.probed.verdict);
    assert!(seen.probed.elapsed < Duration::from_secs(4), "{:?}", seen.probed.elapsed);
}

#[tokio::test]
async fn s120_a_head_of_a_mebibyte() {
    let world = World::new().await;
    world.host("a.org", |_| answer(200, &[("x-much", &"x".repeat(1 << 20))], "hello"));
    world.look("https://a.org/data/lungs").await.is("unclear", "read.stalled");
    world.host("b.org", |_| answer(200, &[("x-much", &"x".repeat(100_000))], "hello"));
    world.look("https://b.org/data/lungs").await.is("unclear", "read.stalled");
    world.host("c.org", |_| Reply::Flood(b"HTTP/1.1 200 OK\r\n".to_vec(), b"x-more: and more\r\n".repeat(100)));
    world.look("https://c.org/data/lungs").await.is("unclear", "read.stalled");
}

#[tokio::test]
async fn s121_ten_thousand_cookies() {
    let world = World::new().await;
    let cookies = "set-cookie: c=1\r\n".repeat(10_000);
    world.host("a.org", move |_| {
        Reply::Bytes(format!("HTTP/1.1 200 OK\r\n{cookies}content-length: 5\r\n\r\nhello").into_bytes())
    });
    world.look("https://a.org/data/lungs").await.is("unclear", "read.stalled");
}

#[tokio::test]
async fn s122_interim_answers_without_end() {
    let world = World::new().await;
    let early = b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n".to_vec();
    for interim in [early.clone(), b"HTTP/1.1 100 Continue\r\n\r\n".to_vec()] {
        world.host("a.org", move |_| Reply::Flood(Vec::new(), interim.clone()));
        for url in ["http://a.org/data/lungs", "https://a.org/data/lungs"] {
            let seen = world.look(url).await.is("unclear", "read.stalled");
            assert!(seen.probed.elapsed < Duration::from_secs(4), "{:?}", seen.probed.elapsed);
        }
    }
    // Nor a hundred of them, though small, before a page.
    world.host("c.org", |_| {
        let Reply::Bytes(page) = page(PAGE) else { panic!("a page is bytes") };
        Reply::Bytes([b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100), page].concat())
    });
    world.look("http://c.org/data/lungs").await.is("unclear", "read.stalled");
    // Nor byte by byte.
    let (first, drip) = (early.repeat(60), b"HTTP/1.1 100 \r\n\r\n".repeat(6));
    world.host("d.org", move |_| Reply::Drip(first.clone(), drip.clone(), 1));
    world.look("https://d.org/data/lungs").await.is("unclear", "read.stalled");
    // A few are nothing to wonder at.
    world.host("b.org", |_| {
        let Reply::Bytes(page) = page(PAGE) else { panic!("a page is bytes") };
        Reply::Bytes([b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(3), page].concat())
    });
    world.look_for("http://b.org/data/lungs", &["Lungs of mice"]).await.is("alive", "alive");
}

#[tokio::test]
async fn interim_answers_by_http2() {
    let world = World::new().await;
    // What fails by HTTP/2 is tried by HTTP/1.1, where this server is honest.
    world.server.host("a.org", Shows::FloodByHttp2, honest);
    let seen = world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await.is("alive", "alive");
    assert!(seen.probed.elapsed < Duration::from_secs(4), "{:?}", seen.probed.elapsed);
    // Most of it is what the system takes before anybody reads.
    let bytes = world.server.flooded();
    assert!((1..32 << 20).contains(&bytes), "{bytes}");
    // Where it never is, the fault is that of a head without end.
    let interim = b"HTTP/1.1 103 Early Hints\r\n\r\n".to_vec();
    world.server.host("b.org", Shows::FloodByHttp2, move |_| Reply::Flood(Vec::new(), interim.clone()));
    world.look("https://b.org/data/lungs").await.is("unclear", "read.stalled");
}

#[tokio::test]
async fn one_connection_serves_ten_requests() {
    let world = World::new().await;
    world.host("a.org", honest);
    for scheme in ["http", "https"] {
        let before = world.server.connections();
        let link = |at| LinkRequest::new(Url::parse(&format!("{scheme}://a.org/data/lungs?{at}")).unwrap());
        world.survey(&(0..10).map(link).collect::<Vec<_>>()).await;
        let made = world.server.connections() - before;
        assert!(made <= 2, "{scheme}: {made}");
    }
}

#[tokio::test]
async fn s123_text_that_means_to_be_more() {
    let world = World::new().await;
    world.host("a.org", |_| {
        page("<title>\x1b]8;;https://evil.org\x07x ::error::y ```</details> @org/team</title><p>and text")
    });
    let seen = world.look("https://a.org/##[stop-commands]a").await;
    // What servers write is harmful where it is printed; here it is only bounded. Reports make it harmless.
    assert!(seen.probed.title.as_deref().is_none_or(|title| title.chars().count() <= 200), "{:?}", seen.probed.title);
}

#[tokio::test]
async fn s124_nothing_of_one_host_goes_to_another() {
    let world = World::new().await;
    world.host("a.org", |asked| match asked.path.as_str() {
        "/1" => answer(302, &[("location", "/2"), ("set-cookie", "token=secret; Domain=a.org")], ""),
        "/2" if asked.header("cookie").is_some() => redirect(302, "https://evil.org/"),
        _ => redirect(302, "/1"),
    });
    world.host("evil.org", |_| page(PAGE));
    let mut ask = LinkRequest::new(Url::parse("https://a.org/1").unwrap());
    ask.validators.etag = Some("\"secret\"".to_owned());
    world.survey(&[ask]).await;
    let journal = world.server.journal();
    let evil = journal.iter().find(|asked| asked.host == "evil.org").expect("it was led there");
    for header in ["cookie", "authorization", "if-none-match", "if-modified-since", "referer", "x-dataverse-key"] {
        assert_eq!(evil.header(header), None, "{header}");
    }
}

#[tokio::test]
async fn s125_five_thousand_links_to_one_host() {
    let mut world = World::new().await;
    world.settings.links_per_host = Some(20);
    world.host("a.org", |_| page(PAGE));
    let link = |at| LinkRequest {
        names: vec!["Lungs of mice".to_owned()],
        ..LinkRequest::new(Url::parse(&format!("http://a.org/{at}")).unwrap())
    };
    let asks: Vec<_> = (0..5000).map(link).collect();
    let (found, survey) = world.survey(&asks).await;
    let count = |cause: &str| found.values().filter(|probed| probed.verdict.cause.as_str() == cause).count();
    assert_eq!((count("alive"), count("budget.unchecked")), (20, 4980));
    assert_eq!(survey.requests, 20);
}

#[tokio::test]
async fn s126_proxies_are_not_asked() {
    // No variable of the environment is read but in `environment.rs`, where none is a proxy's; and the library is told
    // to use none. What shows from here: a name is resolved by us, which with a proxy would be left to it.
    let world = World::new().await;
    world.host("a.org", honest);
    world.look("http://a.org/data/lungs").await.is("alive", "alive");
    assert_eq!(world.resolved("a.org"), 1);
    world.resolves("b.org", vec![Err(DnsFailure::NoDomain)]);
    world.resolves("www.b.org", vec![Err(DnsFailure::NoDomain)]);
    world.look("http://b.org/data/lungs").await.is("dead", "dns.nxdomain");
}
