//! Names become addresses. What a name resolves to is a parameter: the system's resolver, what the user pinned, or a
//! test's own world.

mod system;

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use super::{BoxFuture, DnsFailure};
pub use system::SystemResolver;

/// Turns a host and a port into the addresses to connect to.
pub trait Resolver: Send + Sync + std::fmt::Debug {
    /// All addresses of a host, which is a name in lower case, never an address. The port is the one that is asked for;
    /// the addresses' own may be another.
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Result<Vec<SocketAddr>, DnsFailure>>;
}

/// The user's address for a host: `HOST:PORT:ADDRESS`, as `--resolve` takes it. The address may have a port of
/// its own, which is connected to instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// The host, in lower case.
    pub host: String,
    /// The port that is asked for.
    pub port: u16,
    /// The address to connect to.
    pub address: SocketAddr,
}

impl std::str::FromStr for Pin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` pins no host: write `example.org:443:127.0.0.1`, or with a port `example.org:443:127.0.0.1:8443`"
            )
        };
        let mut parts = text.splitn(3, ':');
        let (Some(host), Some(port), Some(address)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let port: u16 = port.parse().map_err(|_| wrong())?;
        let Ok(url::Host::Domain(host)) = url::Host::parse(host) else { return Err(wrong()) };
        let alone = address.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(address);
        let address = match alone.parse::<IpAddr>() {
            Ok(ip) => SocketAddr::new(ip, port),
            Err(_) => address.parse().map_err(|_| wrong())?,
        };
        Ok(Self { host, port, address })
    }
}

/// A resolver that knows what the user pinned, and asks another one for the rest.
#[derive(Debug)]
pub struct Pinned {
    pins: Vec<Pin>,
    rest: Arc<dyn Resolver>,
}

impl Pinned {
    /// A resolver with pins.
    pub fn new(pins: Vec<Pin>, rest: Arc<dyn Resolver>) -> Self {
        Self { pins, rest }
    }
}

impl Resolver for Pinned {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Result<Vec<SocketAddr>, DnsFailure>> {
        let pinned: Vec<_> =
            self.pins.iter().filter(|pin| pin.host == host && pin.port == port).map(|pin| pin.address).collect();
        if pinned.is_empty() { self.rest.resolve(host, port) } else { Box::pin(std::future::ready(Ok(pinned))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_read() {
        for (text, host, port, address) in [
            ("example.org:443:127.0.0.1", "example.org", 443, "127.0.0.1:443"),
            ("EXAMPLE.org:80:127.0.0.1:8080", "example.org", 80, "127.0.0.1:8080"),
            ("example.org:443:[::1]", "example.org", 443, "[::1]:443"),
            ("example.org:443:::1", "example.org", 443, "[::1]:443"),
            ("example.org:443:[::1]:8443", "example.org", 443, "[::1]:8443"),
            ("bücher.example:80:10.0.0.1", "xn--bcher-kva.example", 80, "10.0.0.1:80"),
        ] {
            let pin: Pin = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(
                (pin.host.as_str(), pin.port, pin.address.to_string().as_str()),
                (host, port, address),
                "{text}"
            );
        }
        for text in [
            "",
            "example.org",
            "example.org:443",
            "example.org:x:127.0.0.1",
            "example.org:443:other.org",
            "127.0.0.1:80:127.0.0.2",
            "example.org:99999:127.0.0.1",
            "example.org:443:127.0.0.1:x",
        ] {
            assert!(text.parse::<Pin>().is_err(), "{text}");
        }
    }
}
