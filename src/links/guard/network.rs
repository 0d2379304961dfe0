//! A block of addresses, as `10.0.0.0/8` writes it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A block of addresses: those that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct AddressBlock {
    address: IpAddr,
    prefix: u8,
}

impl AddressBlock {
    /// Returns true if an address lies in the block.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => self.same(own.to_bits().into(), other.to_bits().into(), 32),
            (IpAddr::V6(own), IpAddr::V6(other)) => self.same(own.to_bits(), other.to_bits(), 128),
            _ => false,
        }
    }

    /// Returns the number of bits that its addresses have in common.
    pub fn prefix(&self) -> u8 {
        self.prefix
    }

    fn same(&self, own: u128, other: u128, bits: u32) -> bool {
        (own ^ other).checked_shr(bits - u32::from(self.prefix)).unwrap_or(0) == 0
    }
}

impl TryFrom<String> for AddressBlock {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl std::str::FromStr for AddressBlock {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no block of addresses: write `127.0.0.0/8`, or one address");
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.trim_matches(['[', ']']).parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), |prefix| prefix.parse::<u8>().map_err(|_| wrong()))?;
        if prefix > most {
            return Err(wrong());
        }
        Ok(Self { address, prefix })
    }
}

impl std::fmt::Display for AddressBlock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

/// The address of IPv4 that one of IPv6 only carries: mapped, translated (NAT64), by 6to4, or in the obsolete form.
pub(super) fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let ([0, 0, 0, 0, 0, 0 | 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..]) =
        address.segments()
    else {
        return None;
    };
    // `::` and `::1` are no addresses of IPv4.
    if address.to_bits() <= 0xffff { None } else { Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low))) }
}
