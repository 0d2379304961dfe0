use super::*;

fn look_at(guard: &AddressGuard, url: &str) -> Result<(), Refusal> {
    guard.look_at(&Url::parse(url).unwrap_or_else(|error| panic!("{url}: {error}")))
}

/// Hosts, as they may be written, that lead inside a house.
const INSIDE: &[&str] = &[
    // This machine, however it is spelt.
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "0x7F.0.0.0x1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "127.%30.0.1",
    "%31%32%37.0.0.1",
    "１２７.0.0.1",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "0",
    "0.0.0.0",
    "0.1.2.3",
    "00.00.00.00",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:7f00:0001]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "foo.localhost",
    "ｌocalhost",
    // Private networks.
    "10.0.0.0",
    "10.255.255.255",
    "167772160",
    "0xa000001",
    "012.0.0.1",
    "[::ffff:10.0.0.1]",
    "[64:ff9b::a00:1]",
    "[2002:a00:1::1]",
    "172.16.0.1",
    "172.31.255.255",
    "172.16.1",
    "[::ffff:172.16.0.1]",
    "192.168.0.1",
    "192.168.257",
    "3232235521",
    "[::ffff:c0a8:1]",
    "[64:ff9b::192.168.1.1]",
    "[fc00::1]",
    "[fd00::1]",
    "[fdff:ffff::1]",
    "100.64.0.1",
    "100.127.255.255",
    "198.18.0.1",
    "198.19.255.255",
    // Link-local addresses and clouds' metadata.
    "169.254.0.1",
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "169.254.43518",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::a9fe:a9fe]",
    "[fe80::1]",
    "[fe90::1]",
    "[febf::1]",
    "[fec0::1]",
    "[fd00:ec2::254]",
    "168.63.129.16",
    "2822734096",
    "100.100.100.200",
    "192.0.0.192",
    "metadata.google.internal",
    "METADATA.google.internal.",
    "x.metadata.google.internal",
    // Examples, protocols, relays, multicast, kept for later.
    "192.0.0.1",
    "192.0.0.255",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.175.48.1",
    "198.51.100.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    "0xffffffff",
    "[100::1]",
    "[100:0:0:1::1]",
    "[64:ff9b:1::1]",
    "[2001::1]",
    "[2001:0:4136:e378::]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:1ff::1]",
    "[2001:db8::1]",
    "[2002::1]",
    "[2002:808:808::1]",
    "[2620:4f:8000::1]",
    "[3fff::1]",
    "[3fff:fff::1]",
    "[5f00::1]",
    "[4000::1]",
    "[8000::1]",
    "[e000::1]",
    "[ff02::1]",
    "[ff0e::1]",
    "[::ffff:8.8.8.8]",
    "[::8.8.8.8]",
    "[::2]",
    "[1::1]",
    "[64:ff9b:2::1]",
];

/// Hosts that are out in the world.
const OUTSIDE: &[&str] = &[
    "example.org",
    "notlocalhost",
    "localhost.example.org",
    "8.8.8.8",
    "134744072",
    "1.1.1.1",
    "11.0.0.1",
    "9.255.255.255",
    "100.63.255.255",
    "100.128.0.1",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "169.255.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.0.1.1",
    "192.0.3.1",
    "192.167.255.255",
    "192.169.0.1",
    "198.17.255.255",
    "198.20.0.1",
    "203.0.112.255",
    "203.0.114.1",
    "223.255.255.255",
    "168.63.129.15",
    "93.184.216.34",
    "[2606:4700::1111]",
    "[2001:4860:4860::8888]",
    "[2001:200::1]",
    "[2a00:1450::1]",
    "[2003::1]",
    "[3ffe::1]",
    "[64:ff9b::808:808]",
];

#[test]
fn hosts_inside_a_house_are_refused_however_they_are_spelt() {
    assert!(INSIDE.len() >= 100, "{}", INSIDE.len());
    for host in INSIDE {
        for url in [format!("http://{host}/"), format!("https://{host}:8443/x?y#z")] {
            let found = look_at(&AddressGuard::default(), &url);
            assert!(matches!(found, Err(Refusal::PrivateAddress(_))), "{url}: {found:?}");
        }
    }
}

#[test]
fn hosts_out_in_the_world_pass() {
    for host in OUTSIDE {
        assert_eq!(look_at(&AddressGuard::default(), &format!("http://{host}/")), Ok(()), "{host}");
    }
}

#[test]
fn only_ports_of_web_sites_are_asked() {
    let guard = AddressGuard::default();
    for port in [80, 443, 8000, 8080, 8443, 8888, 8999] {
        assert_eq!(look_at(&guard, &format!("http://example.org:{port}/")), Ok(()), "{port}");
    }
    for port in [0, 1, 21, 22, 25, 81, 444, 2375, 3306, 6379, 7999, 9000, 9200, 65535] {
        assert_eq!(look_at(&guard, &format!("http://example.org:{port}/")), Err(Refusal::Port(port)), "{port}");
        assert_eq!(look_at(&guard, &format!("http://8.8.8.8:{port}/")), Err(Refusal::Port(port)), "{port}");
    }
}

#[test]
fn only_web_addresses_without_credentials_are_asked() {
    let guard = AddressGuard::default();
    for (url, scheme) in [
        ("file:///etc/passwd", "file"),
        ("gopher://example.org/", "gopher"),
        ("ftp://example.org/", "ftp"),
        ("data:text/html,x", "data"),
        ("javascript:alert(1)", "javascript"),
        ("mailto:a@example.org", "mailto"),
        ("ws://example.org/", "ws"),
    ] {
        assert_eq!(look_at(&guard, url), Err(Refusal::Scheme(scheme.to_owned())), "{url}");
    }
    for url in ["http://me@example.org/", "https://me:secret@example.org/", "https://:secret@example.org/"] {
        assert_eq!(look_at(&guard, url), Err(Refusal::Credentials), "{url}");
    }
}

#[test]
fn an_exception_frees_its_addresses_and_nothing_else() {
    let guard =
        AddressGuard::allowing(vec!["127.7.0.0/16".parse().expect("a block"), "::1".parse().expect("an address")]);
    for url in ["http://127.7.0.1/", "http://127.7.3.4:41234/", "http://[::ffff:127.7.0.1]:22/", "http://[::1]:3000/"] {
        assert_eq!(look_at(&guard, url), Ok(()), "{url}");
    }
    for url in ["http://127.8.0.1/", "http://127.0.0.1/", "http://10.0.0.1/", "http://[::ffff:127.8.0.1]/"] {
        assert!(matches!(look_at(&guard, url), Err(Refusal::PrivateAddress(_))), "{url}");
    }
    assert_eq!(guard.look_at_socket(([127, 7, 0, 1], 9000).into(), 9000), Ok(()));
    assert_eq!(guard.look_at_socket(([8, 8, 8, 8], 22).into(), 22), Err("port 22 serves no web site".to_owned()));
    assert_eq!(
        guard.look_at_socket(([10, 0, 0, 5], 80).into(), 80),
        Err("10.0.0.5 belongs to a private network".to_owned())
    );
    assert!(guard.excepts([127, 7, 9, 9].into()) && !guard.excepts([8, 8, 8, 8].into()));
}

#[test]
fn blocks_are_read() {
    for text in ["", "x", "10.0.0.0/33", "10.0.0.0/x", "::/129", "10.0.0/8", "example.org"] {
        assert!(text.parse::<AddressBlock>().is_err(), "{text}");
    }
    let all: AddressBlock = "0.0.0.0/0".parse().expect("a block");
    assert!(all.contains([1, 2, 3, 4].into()) && !all.contains(IpAddr::V6(Ipv6Addr::LOCALHOST)));
    assert_eq!("[fc00::]/7".parse::<AddressBlock>().map(|network| network.to_string()), Ok("fc00::/7".to_owned()));
}
