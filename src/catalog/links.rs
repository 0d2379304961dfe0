//! The addresses that links lead to, each once, with what is known of them: rules about links ask 40,000 times, so all
//! that can be known of an address is worked out here, once for each address and once for each host.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::hosts::hosts;
use super::traits::Traits;
use super::types::{Target, TargetKind};
use crate::markdown::Document;

/// The addresses of all links, each once, and for each link the index of its address.
pub(super) fn targets<'t>(document: &Document<'t>) -> (Vec<Target<'t>>, Vec<u32>) {
    let mut targets: Vec<Target<'t>> = Vec::new();
    let mut target_of = Vec::with_capacity(document.links.len());
    let mut known = FxHashMap::with_capacity_and_hasher(document.links.len(), rustc_hash::FxBuildHasher);
    let mut seen = Seen::default();
    for (index, link) in document.links.iter().enumerate() {
        let next = targets.len() as u32;
        let target = *known.entry(&*link.target).or_insert(next);
        if target == next {
            targets.push(seen.target(&link.target, link.target.clone(), index as u32));
        }
        if let Some(target) = targets.get_mut(target as usize) {
            target.links += 1;
        }
        target_of.push(target);
    }
    (targets, target_of)
}

/// The hosts that were looked up.
#[derive(Debug, Default)]
struct Seen<'a> {
    hosts: FxHashMap<&'a str, Traits>,
    last: (&'a str, Traits),
}

impl<'a> Seen<'a> {
    fn target<'t>(&mut self, url: &'a str, own: Cow<'t, str>, first: u32) -> Target<'t> {
        let kind = kind(url);
        let mut target = Target { url: own, kind, first, links: 0, host: (0, 0), traits: Traits::default() };
        if kind == TargetKind::Web {
            self.web(url, &mut target);
        }
        target
    }

    fn web(&mut self, url: &'a str, target: &mut Target<'_>) {
        let bytes = url.as_bytes();
        let scheme = memchr::memchr(b':', bytes).unwrap_or(0);
        if scheme == 4 {
            target.traits |= Traits::INSECURE;
        }
        let rest = bytes.get(scheme + 1..).unwrap_or_default();
        if !rest.starts_with(b"//") {
            target.traits |= Traits::ODD;
            return;
        }
        let start = scheme + 3;
        let after = bytes.get(start..).unwrap_or_default();
        let length = after.iter().position(|b| matches!(b, b'/' | b'?' | b'#' | b'\\')).unwrap_or(after.len());
        let authority = after.get(..length).unwrap_or_default();
        let user = memchr::memrchr(b'@', authority).map_or(0, |at| at + 1);
        if user > 0 {
            target.traits |= Traits::USER;
        }
        let named = authority.get(user..).unwrap_or_default();
        let port = memchr::memrchr(b':', named).filter(|&at| !named.get(at..).unwrap_or_default().contains(&b']'));
        let host = start + user..start + user + port.unwrap_or(named.len());
        target.host = (host.start as u32, host.end as u32);
        let tail = after.get(length..).unwrap_or_default();
        if matches!(tail, b"" | b"/") {
            target.traits |= Traits::ROOT;
        } else if memchr::memchr(b'?', tail).is_some() {
            target.traits |= Traits::QUERY;
        }
        let traits = self.host(url.get(host).unwrap_or_default());
        target.traits |= traits;
    }

    /// What is known of a host; links of one host often stand together.
    fn host(&mut self, host: &'a str) -> Traits {
        if host == self.last.0 && !host.is_empty() {
            return self.last.1;
        }
        let traits = *self.hosts.entry(host).or_insert_with(|| {
            if host.is_empty() {
                return Traits::ODD;
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

/// What kind of address a link's target is.
pub(super) fn kind(target: &str) -> TargetKind {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        for (url, host, traits) in [
            ("http://a.org", "a.org", vec![Traits::INSECURE, Traits::ROOT]),
            ("https://me:pw@a.org:8080/x?y", "a.org", vec![Traits::USER, Traits::QUERY]),
            ("https://[::1]:80/", "[::1]", vec![Traits::PRIVATE, Traits::ROOT]),
            ("HTTPS://GitHub.com/", "GitHub.com", vec![Traits::PLATFORM, Traits::ROOT]),
            ("https:/a.org", "", vec![Traits::ODD]),
            ("https://", "", vec![Traits::ODD, Traits::ROOT]),
        ] {
            let target = Seen::default().target(url, Cow::Borrowed(url), 0);
            let mut all = Traits::default();
            for one in traits {
                all |= one;
            }
            assert_eq!((target.host(), target.traits), (host, all), "{url}");
        }
    }
}
