//! A name server on loopback that answers by a table.

use std::{net::Ipv4Addr, time::Duration};

use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ProtocolConfig};
use tokio::net::UdpSocket;

use super::*;

/// A name server's answer for a name.
#[derive(Debug, Clone, Copy)]
enum TestAnswer {
    Address,
    NoData,
    NoName,
    Failure,
    Nothing,
    /// An address of IPv4, and nothing at all to a question for one of IPv6.
    OnlyFour,
    /// An address of IPv6, and nothing at all to a question for one of IPv4.
    OnlySix,
}

/// Serves a table of names; what is not in it does not exist. Gives the port.
async fn serve(table: &'static [(&'static str, TestAnswer)]) -> u16 {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a socket");
    let port = socket.local_addr().expect("an address").port();
    tokio::spawn(async move {
        let mut buffer = [0; 512];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            if let Some(answer) = answer(buffer.get(..length).unwrap_or_default(), table) {
                socket.send_to(&answer, from).await.expect("a datagram");
            }
        }
    });
    port
}

fn answer(query: &[u8], table: &[(&str, TestAnswer)]) -> Option<Vec<u8>> {
    let mut at = 12;
    let mut labels = Vec::new();
    while query[at] != 0 {
        let length = usize::from(query[at]);
        labels.push(String::from_utf8_lossy(&query[at + 1..=at + length]).to_ascii_lowercase());
        at += length + 1;
    }
    let kind = u16::from_be_bytes([query[at + 1], query[at + 2]]);
    let question = &query[12..at + 5];
    let name = labels.join(".");
    let says = table.iter().find(|(own, _)| *own == name).map_or(TestAnswer::NoName, |(_, says)| *says);
    let (code, addresses) = match says {
        TestAnswer::Address => (0, u16::from(kind == 1)),
        TestAnswer::OnlyFour if kind == 1 => (0, 1),
        TestAnswer::OnlySix if kind == 28 => (0, 2),
        TestAnswer::NoData => (0, 0),
        TestAnswer::NoName => (3, 0),
        TestAnswer::Failure => (2, 0),
        TestAnswer::Nothing | TestAnswer::OnlyFour | TestAnswer::OnlySix => return None,
    };
    let mut answer = vec![query[0], query[1], 0x81, 0x80 | code, 0, 1];
    answer.extend(u16::from(addresses > 0).to_be_bytes());
    answer.extend([0, 0, 0, 0]);
    answer.extend(question);
    if addresses == 1 {
        answer.extend([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 93, 184, 216, 34]);
    } else if addresses == 2 {
        answer.extend([0xc0, 12, 0, 28, 0, 1, 0, 0, 0, 60, 0, 16]);
        answer.extend("2606:2800::1".parse::<std::net::Ipv6Addr>().expect("an address").octets());
    }
    Some(answer)
}

fn resolver(ports: &[u16]) -> SystemResolver {
    resolver_with(ports, "")
}

fn resolver_with(ports: &[u16], hosts_file: &str) -> SystemResolver {
    resolver_within(ports, hosts_file, Duration::from_millis(150))
}

/// A resolver that waits for one answer as long as `timeout`.
fn resolver_within(ports: &[u16], hosts_file: &str, timeout: Duration) -> SystemResolver {
    let server = |port: &u16| {
        let mut connection = ConnectionConfig::new(ProtocolConfig::Udp);
        connection.port = *port;
        NameServerConfig::new(Ipv4Addr::LOCALHOST.into(), true, vec![connection])
    };
    let config = ResolverConfig::from_name_servers(ports.iter().map(server).collect());
    let mut options = ResolverOpts::default();
    options.server_ordering_strategy = hickory_resolver::config::ServerOrderingStrategy::UserProvidedOrder;
    options.num_concurrent_reqs = 1;
    SystemResolver::new(config, &options, timeout, hosts(hosts_file)).expect("a resolver")
}

fn hosts(file: &str) -> Hosts {
    let mut hosts = Hosts::default();
    hosts.read_hosts_conf(file.as_bytes()).expect("a hosts file");
    hosts
}

#[tokio::test]
async fn the_hosts_file_answers_for_both_families_and_nobody_is_asked() {
    // Nobody serves this port: whoever is asked does not answer.
    let silent = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
    let port = silent.local_addr().expect("an address").port();
    let resolver = resolver_with(
        &[port],
        "93.184.216.34 four.example.org\n2606:2800::1 six.example.org\n93.184.216.35 both.example.org\n2606:2800::2 both.example.org\n",
    );
    silent.set_nonblocking(true).expect("an option of the socket");
    for (host, found) in [
        ("four.example.org", &["93.184.216.34:80"][..]),
        ("six.example.org", &["[2606:2800::1]:80"]),
        ("both.example.org", &["93.184.216.35:80", "[2606:2800::2]:80"]),
    ] {
        let found: Vec<SocketAddr> = found.iter().map(|text| text.parse().expect("an address")).collect();
        assert_eq!(resolver.resolve(host, 80).await, Ok(found), "{host}");
    }
    assert!(silent.recv(&mut [0; 512]).is_err(), "nothing was sent to the name server");
}

#[tokio::test]
async fn a_family_that_nobody_answers_for_does_not_hold_up_the_other() {
    let table = &[("four.example.org", TestAnswer::OnlyFour), ("six.example.org", TestAnswer::OnlySix)];
    let port = serve(table).await;
    // Addresses of IPv4 are used as soon as they are there: long before the wait for the others would end.
    let patient = resolver_within(&[port], "", Duration::from_secs(60));
    let found = tokio::time::timeout(Duration::from_secs(20), patient.resolve("four.example.org", 80)).await;
    assert_eq!(found, Ok(Ok(vec!["93.184.216.34:80".parse().expect("an address")])));
    // Those of IPv6 alone wait for the others, which a machine without IPv6 needs.
    let found = resolver(&[port]).resolve("six.example.org", 80).await;
    assert_eq!(found, Ok(vec!["[2606:2800::1]:80".parse().expect("an address")]));
}

#[tokio::test]
async fn what_is_wrong_with_a_name_is_told_apart() {
    let table = &[
        ("here.example.org", TestAnswer::Address),
        ("mail.example.org", TestAnswer::NoData),
        ("broken.example.org", TestAnswer::Failure),
        ("silent.example.org", TestAnswer::Nothing),
        ("example.org", TestAnswer::NoData),
    ];
    let resolver = resolver(&[serve(table).await]);
    for (host, found) in [
        ("here.example.org", Ok(vec!["93.184.216.34:8080".parse().expect("an address")])),
        ("mail.example.org", Err(DnsFailure::NoAddress)),
        ("broken.example.org", Err(DnsFailure::ServerFailure)),
        ("silent.example.org", Err(DnsFailure::Timeout)),
        ("gone.example.org", Err(DnsFailure::NoName)),
        ("gone.com", Err(DnsFailure::NoDomain)),
        ("www.gone.com", Err(DnsFailure::NoDomain)),
    ] {
        assert_eq!(resolver.resolve(host, 8080).await, found, "{host}");
    }
}

#[tokio::test]
async fn name_servers_that_disagree_are_noticed() {
    let first = serve(&[]).await;
    let second = serve(&[("only-here.org", TestAnswer::Address), ("or-here.org", TestAnswer::NoData)]).await;
    let resolver = resolver(&[first, second]);
    assert_eq!(resolver.resolve("only-here.org", 80).await, Err(DnsFailure::Disagreement));
    assert_eq!(resolver.resolve("or-here.org", 80).await, Err(DnsFailure::Disagreement));
    assert_eq!(resolver.resolve("nowhere.org", 80).await, Err(DnsFailure::NoDomain));
}
