//! Guards requests: none to a private network, however it is spelt, and none to a port that no web site is served at.
//!
//! A host's spelling is no matter here: `url` reads `0x7f.1` and `2130706433` as the address that they are. What a name
//! resolves to is held against the same blocks, before a connection is made, and the connection is made to what was held.

mod network;

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;
use url::{Host, Url};

use super::{domain::is_within_domain, refusal::Refusal};
use crate::vocabulary::vocabulary;
pub use network::AddressBlock;

/// The addresses that may be requested, with the exceptions that the user made.
#[derive(Debug, Clone, Default)]
pub struct AddressGuard {
    allowed: Vec<AddressBlock>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AddressesFile {
    names: Vec<String>,
    private_names: Vec<String>,
    ports: Vec<(u16, u16)>,
    private: Vec<String>,
    blocks: FxHashMap<AddressBlock, String>,
}

#[derive(Debug)]
struct AddressVocabulary {
    names: Vec<String>,
    private_names: Vec<String>,
    ports: Vec<(u16, u16)>,
    /// The kinds of blocks whose addresses mean something only within one network.
    private: Vec<String>,
    /// The narrowest first, so that what is said is the most exact.
    blocks: Vec<(AddressBlock, String)>,
}

vocabulary! { fn read_addresses() -> AddressesFile = "addresses.toml" }

static VOCABULARY: LazyLock<AddressVocabulary> = LazyLock::new(|| {
    let AddressesFile { names, private_names, ports, private, blocks } = read_addresses();
    let mut blocks: Vec<(AddressBlock, String)> = blocks.into_iter().collect();
    blocks.sort_by_key(|(network, _)| (std::cmp::Reverse(network.prefix()), *network));
    AddressVocabulary { names, private_names, ports, private, blocks }
});

impl AddressGuard {
    /// A guard that lets these addresses pass, at every port.
    pub fn allowing(allowed: Vec<AddressBlock>) -> Self {
        Self { allowed }
    }

    /// Returns true if an address may be asked for only because the user said so.
    pub fn excepts(&self, address: IpAddr) -> bool {
        let carried = match address {
            IpAddr::V6(long) => network::carried(long).map(IpAddr::V4),
            IpAddr::V4(_) => None,
        };
        self.allowed.iter().any(|network| network.contains(address) || carried.is_some_and(|v4| network.contains(v4)))
    }

    /// Looks at what an address says by itself: its scheme, its port, and its host where that is no name.
    ///
    /// # Errors
    ///
    /// Why it may not be asked for.
    pub fn look_at(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let port = url.port_or_known_default().unwrap_or_default();
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(name)) => return self.look_at_name(name, port),
            None => return Err(Refusal::Scheme(url.scheme().to_owned())),
        };
        self.look_at_address(literal).map_err(Refusal::PrivateAddress)?;
        if serves(port) || self.excepts(literal) { Ok(()) } else { Err(Refusal::Port(port)) }
    }

    fn look_at_name(&self, name: &str, port: u16) -> Result<(), Refusal> {
        // Where there are exceptions, what the name resolves to may be one; that is looked at before a connection.
        if !self.allowed.is_empty() {
            return Ok(());
        }
        let bare = name.strip_suffix('.').unwrap_or(name);
        if VOCABULARY.names.iter().any(|own| is_within_domain(bare, own)) {
            return Err(Refusal::PrivateAddress(format!("`{bare}` is this machine or a cloud's metadata")));
        }
        if serves(port) { Ok(()) } else { Err(Refusal::Port(port)) }
    }

    /// Looks at an address that a name resolved to, before a connection is made, or that one was made to.
    ///
    /// # Errors
    ///
    /// Why no connection may be made: a lowercase fragment without a full stop.
    pub fn look_at_socket(&self, socket: SocketAddr, port: u16) -> Result<(), String> {
        self.look_at_address(socket.ip())?;
        if serves(port) || self.excepts(socket.ip()) { Ok(()) } else { Err(format!("port {port} serves no web site")) }
    }

    /// Looks at an address.
    ///
    /// # Errors
    ///
    /// What it is: a lowercase fragment without a full stop.
    pub fn look_at_address(&self, address: IpAddr) -> Result<(), String> {
        if self.excepts(address) {
            return Ok(());
        }
        if let Some(what) = block_of(address) {
            return Err(format!("{address} belongs to {what}"));
        }
        match address {
            // Everything else than this eighth is not given out, or is inside a house.
            IpAddr::V6(long) if !global(long) => Err(format!("{address} is not given out")),
            _ => Ok(()),
        }
    }
}

/// Returns what the narrowest listed block is that an address belongs to; for an address of IPv6 that carries one of IPv4,
/// the block of that one.
fn block_of(address: IpAddr) -> Option<&'static str> {
    let inner = match address {
        IpAddr::V6(long) => network::carried(long).map(IpAddr::V4),
        IpAddr::V4(_) => None,
    };
    let block = |address: IpAddr| VOCABULARY.blocks.iter().find(|(network, _)| network.contains(address));
    inner.and_then(block).or_else(|| block(address)).map(|(_, what)| what.as_str())
}

/// True if an address means something only within one network.
pub(super) fn is_private(address: IpAddr) -> bool {
    block_of(address).is_some_and(|what| VOCABULARY.private.iter().any(|own| own == what))
}

/// True if a host name means something only within one network.
pub(super) fn is_private_name(host: &str) -> bool {
    let host = host.trim_end_matches('.');
    VOCABULARY.private_names.iter().any(|own| is_within_domain(host, own))
}

/// Returns true if an address lies in the part of IPv6 that is given out, or is one of IPv4 that a network translates.
fn global(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    first & 0xe000 == 0x2000 || (first == 0x64 && network::carried(address).is_some())
}

/// Returns true if web sites are served at a port.
fn serves(port: u16) -> bool {
    VOCABULARY.ports.iter().any(|&(first, last)| (first..=last).contains(&port))
}

#[cfg(test)]
mod tests;
