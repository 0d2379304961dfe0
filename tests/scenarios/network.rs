//! Scenarios 84 to 111: names, connections, TLS.

use std::net::SocketAddr;
use std::time::Duration;

use catalint::probe::DnsFailure;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::basics::{PAGE, honest};
use crate::certificates::{self, Shows};
use crate::server::{MayReset, Reply, answer, page, pause};
use crate::world::World;

async fn unresolved(fault: DnsFailure, state: &str, cause: &str) {
    let world = World::new().await;
    world.resolves("a.org", vec![Err(fault)]);
    world.resolves("www.a.org", vec![Err(fault)]);
    world.look("https://a.org/data/lungs").await.is(state, cause);
    assert_eq!(world.server.connections(), 0);
}

#[tokio::test]
async fn s084_a_domain_that_does_not_exist() {
    unresolved(DnsFailure::NoDomain, "dead", "dns.nxdomain").await;
}

#[tokio::test]
async fn a_name_of_a_private_network_that_does_not_resolve() {
    for host in ["wiki", "wiki.lab", "nas.corp"] {
        for fault in [DnsFailure::NoDomain, DnsFailure::NoName, DnsFailure::NoAddress] {
            let world = World::new().await;
            world.resolves(host, vec![Err(fault)]);
            world.look(&format!("http://{host}/x")).await.is("skipped", "policy.not_public");
        }
    }
}

#[tokio::test]
async fn s085_a_host_that_does_not_exist() {
    unresolved(DnsFailure::NoName, "dead", "dns.subdomain_gone").await;
}

#[tokio::test]
async fn s086_a_host_without_an_address() {
    unresolved(DnsFailure::NoAddress, "unclear", "dns.nodata").await;
}

#[tokio::test]
async fn s087_name_servers_that_fail() {
    unresolved(DnsFailure::ServerFailure, "unclear", "dns.servfail").await;
}

#[tokio::test]
async fn s088_name_servers_that_do_not_answer() {
    unresolved(DnsFailure::Timeout, "unclear", "dns.timeout").await;
}

#[tokio::test]
async fn s089_name_servers_that_disagree() {
    unresolved(DnsFailure::Disagreement, "unclear", "dns.disagreement").await;
}

#[tokio::test]
async fn name_servers_that_failed_once() {
    let world = World::new().await;
    world.host("a.org", honest);
    world.resolves("a.org", vec![Err(DnsFailure::ServerFailure), Err(DnsFailure::Timeout), Ok(vec![world.server.tls])]);
    world.look("https://a.org/data/lungs").await.is("alive", "alive");
}

#[tokio::test]
async fn s090_an_address_that_does_not_answer_beside_one_that_does() {
    let mut world = World::new().await;
    world.allow("127.7.7.8");
    world.host("a.org", honest);
    let nobody = SocketAddr::from(([127, 7, 7, 8], world.server.tls.port()));
    world.resolves("a.org", vec![Ok(vec![nobody, world.server.tls])]);
    let seen = world.look("https://a.org/data/lungs").await.is("alive", "alive");
    assert_eq!(seen.probed.address, Some(world.server.tls.ip()), "the address that answered");
}

#[tokio::test]
async fn s091_only_an_address_that_no_way_leads_to() {
    let world = World::new().await;
    // An address that is given out, and that no machine has a way to: on one without IPv6 it is unreachable at once.
    let mut world = world;
    world.impatient();
    world.settings.tries = 1;
    world.resolves("a.org", vec![Ok(vec!["[2001:500:ffff::1]:443".parse().unwrap()])]);
    let seen = world.look("https://a.org/data/lungs").await;
    let verdict = &seen.probed.verdict;
    assert_eq!(verdict.state.as_str(), "unclear", "{verdict:?}");
    assert!(matches!(verdict.cause.as_str(), "conn.unreachable" | "conn.timeout"), "{verdict:?}");
}

#[tokio::test]
async fn s092_nobody_listens() {
    let world = World::new().await;
    let listener = tokio::net::TcpListener::bind(SocketAddr::from((crate::server::ADDRESS, 0))).await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    world.resolves("a.org", vec![Ok(vec![address])]);
    world.look("https://a.org/data/lungs").await.is("unclear", "conn.refused");
    world.look("http://a.org/data/lungs").await.is("unclear", "conn.refused");
}

#[tokio::test]
async fn s093_cut_after_the_connection() {
    let world = World::new().await;
    world.raw("a.org", |mut stream, _| async move { stream.reset() }).await;
    world.look("http://a.org/data/lungs").await.is("unclear", "conn.reset");
    world.look("https://a.org/data/lungs").await.is("unclear", "conn.reset");
    // Closed without a word is no better, nor is half a head.
    world.raw("b.org", |stream, _| async move { drop(stream) }).await;
    world.look("http://b.org/data/lungs").await.is("unclear", "conn.reset");
    world.host("c.org", |_| Reply::Last(b"HTTP/1.1 200 OK\r\ncontent-ty".to_vec()));
    world.look("http://c.org/data/lungs").await.is("unclear", "conn.reset");
}

#[tokio::test]
async fn a_first_connection_that_is_cut() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.before == 0 { Reply::Reset(Vec::new()) } else { page(PAGE) });
    world.look("https://a.org/data/lungs").await.is("alive", "alive");
    world.look("http://a.org/data/lungs").await.is("alive", "alive");
}

#[tokio::test]
async fn s094_cut_in_the_body() {
    let world = World::new().await;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5000\r\n\r\n";
    world.host("a.org", move |_| Reply::Reset(format!("{head}{PAGE}").into_bytes()));
    let seen = world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await;
    let verdict = &seen.probed.verdict;
    assert_ne!(verdict.state.as_str(), "dead", "{verdict:?}");
    assert_eq!(verdict.status, Some(200), "{verdict:?} {:?}", seen.probed);
}

#[tokio::test]
async fn s095_connections_that_nobody_takes() {
    let mut world = World::new().await;
    world.impatient();
    // A listener whose queue is full drops what comes, as a machine that is not there does.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from((crate::server::ADDRESS, 0))).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(tokio::spawn(TcpStream::connect(address)));
    }
    pause(20).await;
    world.resolves("a.org", vec![Ok(vec![address])]);
    world.look("http://a.org/data/lungs").await.is("unclear", "conn.timeout");
    drop(listener);
}

#[tokio::test]
async fn s096_connections_that_nobody_answers() {
    let mut world = World::new().await;
    world.impatient();
    world.host("a.org", |_| Reply::Hang);
    world.look("http://a.org/data/lungs").await.is("unclear", "ttfb.timeout");
    // Nor does anybody shake hands.
    world.raw("b.org", |mut stream, _| async move { drop(stream.read_to_end(&mut Vec::new()).await) }).await;
    world.look("https://b.org/data/lungs").await.is("unclear", "conn.timeout");
}

#[tokio::test]
async fn s097_a_head_that_drips() {
    let mut world = World::new().await;
    world.impatient();
    world.host("a.org", |_| Reply::Drip(b"HTTP/1.1 200 OK\r\n".to_vec(), b"x-a: b\r\n".repeat(50), 10));
    let seen = world.look("http://a.org/data/lungs").await;
    let verdict = &seen.probed.verdict;
    assert!(matches!(verdict.cause.as_str(), "ttfb.timeout" | "read.stalled"), "{verdict:?}");
}

#[tokio::test]
async fn s098_a_body_that_drips() {
    let mut world = World::new().await;
    world.impatient();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 5000\r\n\r\n";
    let body = b"<title>Lungs of mice</title>";
    world.host("a.org", move |_| Reply::Drip(head.as_bytes().to_vec(), body.to_vec(), 1));
    let seen = world.look_for("http://a.org/data/lungs", &["Lungs of mice"]).await;
    assert_eq!(seen.probed.verdict.status, Some(200), "{:?}", seen.probed.verdict);
    assert_ne!(seen.probed.verdict.state.as_str(), "dead", "{:?}", seen.probed.verdict);
    assert!(seen.probed.elapsed < Duration::from_secs(3), "{:?}", seen.probed.elapsed);
}

async fn shown(shows: Shows, cause: &str) -> String {
    let world = World::new().await;
    world.server.host("a.org", shows, honest);
    world.resolves("www.a.org", vec![Err(DnsFailure::NoName)]);
    let seen = world.look("https://a.org/data/lungs").await.is("unclear", cause);
    assert!(world.server.journal().is_empty(), "nothing is asked over a connection that is not good");
    seen.probed.verdict.evidence
}

#[tokio::test]
async fn s099_a_certificate_that_is_over() {
    let evidence = shown(Shows::Expired, "tls.expired").await;
    assert!(evidence.contains("2020-02-0"), "{evidence}");
}

#[tokio::test]
async fn s100_a_certificate_that_is_not_valid_yet() {
    shown(Shows::NotYetValid, "tls.not_yet_valid").await;
}

#[tokio::test]
async fn s101_a_certificate_for_others() {
    let evidence = shown(Shows::OtherName, "tls.name_mismatch").await;
    assert!(evidence.contains("other.org") && evidence.contains("*.other.org"), "{evidence}");
}

#[tokio::test]
async fn s102_a_certificate_that_signs_itself() {
    shown(Shows::SelfSigned, "tls.self_signed").await;
}

#[tokio::test]
async fn s103_a_certificate_of_nobody_known() {
    shown(Shows::UnknownIssuer, "tls.unknown_issuer").await;
}

#[tokio::test]
async fn s104_a_certificate_without_those_between() {
    shown(Shows::Incomplete, "tls.unknown_issuer").await;
    // Where its own certificate says where the one between is, it is fetched, as browsers do.
    let world = World::new().await;
    world.server.host("a.org", Shows::IncompleteAndSaid, honest);
    world.host("ca.org", |_| answer(200, &[("content-type", "application/pkix-cert")], certificates::between()));
    world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await.is("alive", "alive");
    world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await.is("alive", "alive");
    // What is fetched is trusted no more than what is shown.
    for forged in [b"\x30\x03\x02\x01\x01".to_vec(), vec![0; 100_000], Vec::new()] {
        world.host("ca.org", move |_| answer(200, &[], &forged));
        world.look("https://a.org/data/lungs").await.is("unclear", "tls.unknown_issuer");
    }
}

#[tokio::test]
async fn s105_a_certificate_that_sends_us_inside() {
    let world = World::new().await;
    let inside = tokio::net::TcpListener::bind("127.0.0.1:2375").await;
    world.server.host("a.org", Shows::IncompleteAndMeansHarm, honest);
    world.look("https://a.org/data/lungs").await.is("unclear", "tls.unknown_issuer");
    if let Ok(inside) = inside {
        let nobody = tokio::time::timeout(Duration::from_millis(20), inside.accept()).await;
        assert!(nobody.is_err(), "nobody came");
    }
    // Nor by a name.
    world.server.host("b.org", Shows::IncompleteAndSaid, honest);
    world.resolves("ca.org", vec![Ok(vec!["10.0.0.5:80".parse().unwrap()])]);
    world.look("https://b.org/data/lungs").await.is("unclear", "tls.unknown_issuer");
}

#[tokio::test]
async fn s106_a_certificate_with_its_name_in_the_old_place() {
    shown(Shows::OnlyCommonName, "tls.name_mismatch").await;
}

#[tokio::test]
async fn s108_handshakes_that_the_server_ends() {
    for (alert, cause) in [(40, "tls.handshake"), (70, "tls.legacy"), (112, "tls.handshake"), (116, "tls.client_cert")]
    {
        let world = World::new().await;
        world
            .raw("a.org", move |mut stream, _| async move {
                let mut hello = [0; 4096];
                let _ = stream.read(&mut hello).await;
                let _ = stream.write_all(&[21, 3, 3, 0, 2, 2, alert]).await;
                let _ = stream.read(&mut hello).await;
            })
            .await;
        let seen = world.look("https://a.org/data/lungs").await.is("unclear", cause);
        if cause == "tls.handshake" {
            let evidence = &seen.probed.verdict.evidence;
            assert!(evidence.contains(&alert.to_string()), "{evidence}");
        }
    }
}

#[tokio::test]
async fn a_server_that_speaks_only_old_tls() {
    let world = World::new().await;
    // A hello of TLS 1.0, with a cipher of then.
    let body = [&[3, 1][..], &[7; 32], &[0, 0, 0x2f, 0]].concat();
    let hello = [&[22, 3, 1, 0, 42, 2, 0, 0, 38][..], &body].concat();
    world
        .raw("a.org", move |mut stream, _| {
            let hello = hello.clone();
            async move {
                let mut theirs = [0; 4096];
                let _ = stream.read(&mut theirs).await;
                let _ = stream.write_all(&hello).await;
                let _ = stream.read(&mut theirs).await;
            }
        })
        .await;
    world.look("https://a.org/data/lungs").await.is("unclear", "tls.legacy");
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_of_ours() {
    let world = World::new().await;
    world.server.host("a.org", Shows::WantsOurs, honest);
    world.look("https://a.org/data/lungs").await.is("unclear", "tls.client_cert");
}

#[tokio::test]
async fn s109_plain_http_where_tls_is_spoken() {
    let world = World::new().await;
    world
        .raw("a.org", |mut stream, _| async move {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await;
        })
        .await;
    let seen = world.look("https://a.org/data/lungs").await.is("unclear", "tls.handshake");
    assert!(seen.probed.verdict.evidence.contains("does not speak TLS"), "{:?}", seen.probed.verdict);
}

#[tokio::test]
async fn what_is_not_http() {
    let world = World::new().await;
    for (host, said) in [
        ("a.org", "SSH-2.0-OpenSSH_9.6\r\n"),
        ("b.org", "220 mail.b.org ESMTP\r\n"),
        ("c.org", "\r\n\r\nhello\r\n\r\n"),
    ] {
        world
            .raw(host, move |mut stream, _| async move {
                let _ = stream.write_all(said.as_bytes()).await;
                let _ = stream.read(&mut [0; 1024]).await;
            })
            .await;
        world.look(&format!("http://{host}/data/lungs")).await.is("unclear", "conn.protocol");
    }
}

#[tokio::test]
async fn s110_a_server_that_stumbles_over_http2() {
    let world = World::new().await;
    world.server.host("a.org", Shows::GoodAndHttp2, honest);
    world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await.is("alive", "alive");
    assert_eq!(world.server.journal().len(), 1, "by HTTP/1.1");
}

#[tokio::test]
async fn s111_a_host_whose_first_connection_fails() {
    // The order of the links does not matter to what comes of them: what failed is asked again.
    let world = World::new().await;
    world.host("a.org", |asked| if asked.connection == 1 { Reply::Reset(Vec::new()) } else { honest(asked) });
    let urls = ["https://a.org/data/lungs", "https://a.org/data/lungs?b", "https://a.org/data/lungs?c"];
    let asks: Vec<_> =
        urls.iter().map(|url| catalint::probe::LinkRequest::new(url::Url::parse(url).unwrap())).collect();
    let (found, _) = world.survey(&asks).await;
    assert_eq!(found[&0].verdict.cause.as_str(), "alive", "{:?}", found[&0].verdict);
}

/// Listens on loopback, and lets connections wait for ever: the queue of those that nobody takes is full.
async fn unanswering() -> (tokio::net::TcpListener, Vec<TcpStream>, SocketAddr) {
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    // Linux takes one more than it is told; the first that is not taken shows that the queue is full.
    while let Ok(Ok(stream)) = tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
        waiting.push(stream);
    }
    (listener, waiting, address)
}

#[tokio::test]
async fn addresses_that_do_not_answer_do_not_delay_the_one_that_does() {
    let mut world = World::new().await;
    world.allow("127.0.0.1");
    // Each of them would take all the time that there is for a connection.
    world.host("a.org", honest);
    let silent = [unanswering().await, unanswering().await, unanswering().await];
    let addresses = silent.iter().map(|(_, _, address)| *address).chain([world.server.tls]).collect();
    world.resolves("a.org", vec![Ok(addresses)]);
    let seen = world.look("https://a.org/data/lungs").await.is("alive", "alive");
    assert_eq!(seen.probed.address, Some(world.server.tls.ip()), "the address that answered");
}
