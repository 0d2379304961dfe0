//! The form of an address, and what can be known of it without a request. Rules about links ask 40,000 times, so it is read
//! once for each address, and each host is looked up once.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{hosts::hosts, traits::HostTraits};

/// The kind of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// `http:` or `https:`.
    Web,
    /// A place in the same document: `#…`.
    Fragment,
    /// A file: a relative path, or one from the root of the repository.
    Path,
    /// `mailto:`.
    Mail,
    /// Another scheme.
    Other,
    /// Nothing.
    Empty,
}

impl TargetKind {
    /// The name of the kind in outputs for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Fragment => "fragment",
            Self::Path => "path",
            Self::Mail => "mail",
            Self::Other => "other",
            Self::Empty => "empty",
        }
    }
}

/// The parts of an address that decide what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// Its kind.
    pub kind: TargetKind,
    /// Where its host is in its text; empty where it has none.
    pub host: (u32, u32),
    /// Its traits.
    pub traits: HostTraits,
}

/// Reads addresses, and remembers the hosts that it looked up.
#[derive(Debug, Default)]
pub struct AddressReader<'a> {
    hosts: FxHashMap<&'a str, HostTraits>,
    last: (&'a str, HostTraits),
}

impl<'a> AddressReader<'a> {
    /// Reads an address as a link writes it.
    pub fn read(&mut self, url: &'a str) -> Address {
        let kind = target_kind(url);
        let mut address = Address { kind, host: (0, 0), traits: HostTraits::default() };
        if kind == TargetKind::Web {
            self.web(url, &mut address);
        }
        address
    }

    fn web(&mut self, url: &'a str, address: &mut Address) {
        let bytes = url.as_bytes();
        let scheme = memchr::memchr(b':', bytes).unwrap_or(0);
        if scheme == 4 {
            address.traits |= HostTraits::INSECURE;
        }
        let rest = bytes.get(scheme + 1..).unwrap_or_default();
        if !rest.starts_with(b"//") {
            address.traits |= HostTraits::INVALID_HOST;
            return;
        }
        let start = scheme + 3;
        let after = bytes.get(start..).unwrap_or_default();
        let length = after.iter().position(|b| matches!(b, b'/' | b'?' | b'#' | b'\\')).unwrap_or(after.len());
        let authority = after.get(..length).unwrap_or_default();
        let user = memchr::memrchr(b'@', authority).map_or(0, |at| at + 1);
        if user > 0 {
            address.traits |= HostTraits::USER;
        }
        let named = authority.get(user..).unwrap_or_default();
        let port = memchr::memrchr(b':', named).filter(|&at| !named.get(at..).unwrap_or_default().contains(&b']'));
        let host = start + user..start + user + port.unwrap_or(named.len());
        address.host = (host.start as u32, host.end as u32);
        let tail = after.get(length..).unwrap_or_default();
        if matches!(tail, b"" | b"/") {
            address.traits |= HostTraits::ROOT;
        } else if memchr::memchr(b'?', tail).is_some() {
            address.traits |= HostTraits::QUERY;
        }
        let traits = self.host(url.get(host).unwrap_or_default());
        address.traits |= traits;
    }

    /// Returns the traits of a host; links of one host often follow each other.
    fn host(&mut self, host: &'a str) -> HostTraits {
        if host == self.last.0 && !host.is_empty() {
            return self.last.1;
        }
        let traits = *self.hosts.entry(host).or_insert_with(|| {
            if host.is_empty() {
                return HostTraits::INVALID_HOST;
            }
            let lower = if host.bytes().any(|b| b.is_ascii_uppercase()) {
                Cow::Owned(host.to_ascii_lowercase())
            } else {
                Cow::Borrowed(host)
            };
            hosts().traits(&lower)
        });
        self.last = (host, traits);
        traits
    }
}

/// Returns the kind of a link's target.
pub fn target_kind(target: &str) -> TargetKind {
    let bytes = target.as_bytes();
    match bytes.first() {
        None => return TargetKind::Empty,
        Some(b'#') => return TargetKind::Fragment,
        Some(b'/' | b'.' | b'?') => return TargetKind::Path,
        _ => {}
    }
    let scheme = bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')).count();
    if bytes.get(scheme) != Some(&b':') {
        return TargetKind::Path;
    }
    let scheme = target.get(..scheme).unwrap_or_default();
    if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
        TargetKind::Web
    } else if scheme.eq_ignore_ascii_case("mailto") {
        TargetKind::Mail
    } else {
        TargetKind::Other
    }
}

/// True if an address leads out of the document that it is written in: it is neither empty nor a fragment.
pub fn leads_out(address: &str) -> bool {
    !address.is_empty() && !is_fragment(address)
}

/// True if an address is a place in the document that it is written in: `#…`.
pub fn is_fragment(address: &str) -> bool {
    address.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        for (url, host, traits) in [
            ("http://a.org", "a.org", vec![HostTraits::INSECURE, HostTraits::ROOT]),
            ("https://me:pw@a.org:8080/x?y", "a.org", vec![HostTraits::USER, HostTraits::QUERY]),
            ("https://[::1]:80/", "[::1]", vec![HostTraits::PRIVATE, HostTraits::ROOT]),
            ("HTTPS://GitHub.com/", "GitHub.com", vec![HostTraits::PLATFORM, HostTraits::ROOT]),
            ("https:/a.org", "", vec![HostTraits::INVALID_HOST]),
            ("https://", "", vec![HostTraits::INVALID_HOST, HostTraits::ROOT]),
        ] {
            let address = AddressReader::default().read(url);
            let mut all = HostTraits::default();
            for one in traits {
                all |= one;
            }
            let own = url.get(address.host.0 as usize..address.host.1 as usize).unwrap();
            assert_eq!((own, address.traits), (host, all), "{url}");
        }
    }
}
