//! Traits of hosts, from `rules/vocabulary/hosts.toml`: looked up once for each host of a catalog.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::{
    domain::parents,
    guard::{is_private, is_private_name},
    traits::HostTraits,
};
use crate::{text::suffix, vocabulary::vocabulary};

/// Bytes of the shortest domain that can look like a famous one: of shorter ones, one letter makes too many others.
const SHORTEST_LOOK_ALIKE: usize = 8;

/// The vocabulary of hosts.
#[derive(Debug, Default)]
pub struct Hosts {
    known: FxHashMap<String, HostTraits>,
    famous: FxHashMap<String, String>,
    genuine: FxHashSet<String>,
    platforms: BTreeMap<String, Vec<String>>,
    retired: BTreeMap<String, String>,
    abandoned: BTreeMap<String, String>,
    special_endings: FxHashSet<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct HostsFile {
    shorteners: Vec<String>,
    famous: Vec<String>,
    genuine: Vec<String>,
    platforms: BTreeMap<String, Vec<String>>,
    retired: BTreeMap<String, String>,
    retired_paths: BTreeMap<String, String>,
    abandoned: BTreeMap<String, String>,
    special_endings: FxHashSet<String>,
}

vocabulary! { fn read_hosts() -> HostsFile = "hosts.toml" }

static HOSTS: LazyLock<Hosts> = LazyLock::new(|| Hosts::from_page(read_hosts()));

/// The vocabulary that is compiled in.
pub fn hosts() -> &'static Hosts {
    &HOSTS
}

impl Hosts {
    fn from_page(page: HostsFile) -> Self {
        let mut known: FxHashMap<String, HostTraits> = FxHashMap::default();
        let mut add = |host: &str, traits: HostTraits| *known.entry(host.to_owned()).or_default() |= traits;
        page.shorteners.iter().for_each(|host| add(host, HostTraits::SHORTENER));
        page.platforms.keys().for_each(|host| add(host, HostTraits::PLATFORM));
        page.retired.keys().for_each(|host| add(host, HostTraits::RETIRED));
        for path in page.retired_paths.keys() {
            add(path.split('/').next().unwrap_or(path), HostTraits::RETIRED);
        }
        // A host is one edit from a famous one exactly when the two are alike after at most one deletion in each, or
        // after a swap, which two deletions cover: candidates are found by look-up and then measured.
        let mut famous: FxHashMap<String, String> = FxHashMap::default();
        for host in &page.famous {
            for shorter in std::iter::once(host.clone()).chain(deletions(host)) {
                famous.entry(shorter).or_insert_with(|| host.clone());
            }
        }
        let genuine = page.genuine.into_iter().chain(page.famous).collect();
        let retired = page.retired.into_iter().chain(page.retired_paths).collect();
        Self {
            known,
            famous,
            genuine,
            platforms: page.platforms,
            retired,
            abandoned: page.abandoned,
            special_endings: page.special_endings,
        }
    }

    /// Returns the traits of a host in lower case.
    pub(super) fn traits(&self, host: &str) -> HostTraits {
        let bare = bare(host);
        let exact = self.known.get(bare).copied().unwrap_or_default();
        let mut traits = exact;
        // A longer name is no host, and has too many parents to look each of them up.
        for parent in parents(bare).filter(|_| bare.len() <= LONGEST_NAME) {
            traits |= self.known.get(parent).copied().unwrap_or_default() & HostTraits::RETIRED;
        }
        if address(host).is_some_and(is_private) {
            traits |= HostTraits::PRIVATE;
        } else if is_private_name(host) {
            traits |= HostTraits::PRIVATE;
            traits |= HostTraits::UNLISTED;
        } else {
            traits |= self.form(host);
        }
        if looks_mixed(host) || self.resembles(host).is_some() {
            traits |= HostTraits::LOOK_ALIKE;
        }
        traits
    }

    /// True if a host ends in no public suffix: a name of a private network, or a slip.
    pub fn is_unlisted(&self, host: &str) -> bool {
        self.traits(host).has(HostTraits::UNLISTED)
    }

    /// The famous host that one edit makes of this one.
    pub fn resembles(&self, host: &str) -> Option<&str> {
        let domain = suffix::registrable(host);
        if !(SHORTEST_LOOK_ALIKE..=LONGEST_NAME).contains(&domain.len()) || self.genuine.contains(domain) {
            return None;
        }
        let near = |candidate: &str| {
            let famous = self.famous.get(candidate)?;
            // Of two domains that only begin with other letters, `lithub.com` and `github.com`, neither is a slip of the other.
            let is_rhyme = famous.len() == domain.len() && famous.get(1..) == domain.get(1..);
            let close = strsim::osa_distance(famous, domain) == 1 && !is_rhyme;
            (close && !self.genuine.contains(domain)).then_some(famous.as_str())
        };
        near(domain).or_else(|| deletions(domain).find_map(|shorter| near(&shorter)))
    }

    /// The names of the platform that a host is.
    pub fn platform(&self, host: &str) -> &[String] {
        self.platforms.get(bare(host)).map_or(&[], Vec::as_slice)
    }

    /// Returns the notice for a host that was given up, and of which a part may still answer.
    pub fn abandoned(&self, host: &str) -> Option<&str> {
        self.abandoned.get(bare(host)).map(String::as_str)
    }

    /// Returns the notice for the retired platform that a host, or a path on it, belongs to.
    pub fn retired(&self, host: &str, path: &str) -> Option<&str> {
        let bare = bare(host);
        let whole = std::iter::once(bare).chain(parents(bare)).find_map(|host| self.retired.get(host));
        let part = || {
            let place = format!("{bare}{path}");
            self.retired.iter().find(|(key, _)| key.contains('/') && place.starts_with(key.as_str())).map(|(_, v)| v)
        };
        whole.or_else(part).map(String::as_str)
    }

    /// Returns what is wrong with a host that cannot be one of the public web: no dot, an ending that no registry has,
    /// characters that no name has.
    fn form(&self, host: &str) -> HostTraits {
        if address(host).is_some() || host.starts_with('[') {
            return HostTraits::default();
        }
        if has_encoded_blank(host) {
            return HostTraits::INVALID_HOST;
        }
        let host = host.trim_end_matches('.');
        // Templates such as `{region}.example.com` and `<host>` are none of our business.
        if host.contains(['{', '}', '<', '>', '$', '%', '*', '[', ']']) || !host.is_ascii() {
            return HostTraits::default();
        }
        let spaced = host.split('.').any(str::is_empty) || host.contains(|c: char| c.is_whitespace() || c == ',');
        let last = host.rsplit_once('.').map(|(_, last)| last);
        let is_known = |last: &str| self.special_endings.contains(last) || suffix::known_suffix(host).is_some();
        if !spaced && last.is_some_and(is_known) {
            return HostTraits::default();
        }
        let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
        let mut traits = HostTraits::INVALID_HOST;
        if is_name && !spaced {
            traits |= HostTraits::UNLISTED;
        }
        traits
    }
}

/// The bytes of the longest name that DNS knows: nothing longer is one edit away from a famous host.
const LONGEST_NAME: usize = 253;

/// A host without `www.`.
fn bare(host: &str) -> &str {
    host.strip_prefix("www.").unwrap_or(host)
}

/// True if a blank or a control character is written into a host as `%20`: no name has one, and no template writes it so.
fn has_encoded_blank(host: &str) -> bool {
    let is_blank = |code: &[u8]| matches!(code, [b'0' | b'1', _] | [b'2', b'0'] | [b'7', b'f' | b'F']);
    host.contains('%')
        && !host.contains(['{', '}', '<', '>', '$', '*'])
        && host.as_bytes().windows(3).any(|three| three.first() == Some(&b'%') && three.get(1..).is_some_and(is_blank))
}

/// A text with one character left out, for each of its characters.
fn deletions(text: &str) -> impl Iterator<Item = String> {
    text.char_indices().map(move |(at, c)| {
        let mut shorter = String::with_capacity(text.len());
        shorter.push_str(text.get(..at).unwrap_or_default());
        shorter.push_str(text.get(at + c.len_utf8()..).unwrap_or_default());
        shorter
    })
}

/// Returns true if a label of the host has letters of two scripts of which one is Latin.
fn looks_mixed(host: &str) -> bool {
    let decoded = if host.contains("xn--") {
        match url::Host::parse(host) {
            Ok(host) => match host {
                url::Host::Domain(domain) => idna_to_unicode(&domain),
                _ => return false,
            },
            Err(_) => return false,
        }
    } else if host.is_ascii() {
        return false;
    } else {
        host.to_owned()
    };
    decoded.split('.').any(|label| {
        let latin = label.chars().any(|c| c.is_ascii_alphabetic());
        let other = label.chars().any(|c| matches!(c, '\u{370}'..='\u{58f}' | '\u{13a0}'..='\u{13ff}'));
        let look_alike = !latin && !label.is_ascii() && label.chars().all(imitates_latin);
        latin && other || look_alike
    })
}

/// Returns true if a character of another script looks like a Latin letter, or is a digit or a hyphen.
fn imitates_latin(c: char) -> bool {
    const IMITATIONS: &str = "аеорсухіјѕԁһԛԝґɡοιαρτυνκ";
    IMITATIONS.contains(c) || c.is_ascii_digit() || c == '-'
}

/// A domain with its punycode labels decoded.
fn idna_to_unicode(domain: &str) -> String {
    domain
        .split('.')
        .map(|label| label.strip_prefix("xn--").and_then(punycode).unwrap_or_else(|| label.to_owned()))
        .fold(String::new(), |mut whole, label| {
            if !whole.is_empty() {
                whole.push('.');
            }
            whole.push_str(&label);
            whole
        })
}

/// Decodes a label of punycode (RFC 3492).
fn punycode(label: &str) -> Option<String> {
    let (basic, rest) = label.rsplit_once('-').unwrap_or(("", label));
    let mut out: Vec<char> = basic.chars().collect();
    let (mut n, mut i, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = rest.bytes().peekable();
    while digits.peek().is_some() {
        let (old, mut weight, mut k) = (i, 1_u32, 36_u32);
        loop {
            let digit = match digits.next()? {
                b @ b'a'..=b'z' => b - b'a',
                b @ b'0'..=b'9' => b - b'0' + 26,
                _ => return None,
            };
            i = i.checked_add(u32::from(digit).checked_mul(weight)?)?;
            let t = k.saturating_sub(bias).clamp(1, 26);
            if u32::from(digit) < t {
                break;
            }
            weight = weight.checked_mul(36 - t)?;
            k += 36;
        }
        let length = out.len() as u32 + 1;
        let mut delta = if old == 0 { (i - old) / 700 } else { (i - old) / 2 };
        delta += delta / length;
        let mut k = 0;
        while delta > 455 {
            delta /= 35;
            k += 36;
        }
        bias = k + 36 * delta / (delta + 38);
        n = n.checked_add(i / length)?;
        i %= length;
        out.insert(i as usize, char::from_u32(n)?);
        i += 1;
    }
    Some(out.into_iter().collect())
}

/// A host that is an address, in every spelling that browsers take: `127.1`, `0x7f.1`, `2130706433`, `[::1]`.
fn address(host: &str) -> Option<IpAddr> {
    if let Some(inner) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    }
    let last = host.trim_end_matches('.').rsplit('.').next()?;
    if !last.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    match url::Host::parse(host).ok()? {
        url::Host::Ipv4(address) => Some(IpAddr::V4(address)),
        url::Host::Ipv6(address) => Some(IpAddr::V6(address)),
        url::Host::Domain(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vocabulary_is_read() {
        assert!(hosts().traits("lnkd.in").has(HostTraits::SHORTENER));
        assert!(hosts().traits("www.physionet.org").has(HostTraits::PLATFORM));
        assert!(hosts().traits("dl.bintray.com").has(HostTraits::RETIRED));
        assert_eq!(hosts().traits("docs.lnkd.in"), HostTraits::default());
    }

    #[test]
    fn private_hosts_are_known_in_all_spellings() {
        for host in ["localhost", "127.0.0.1", "0x7f.1", "2130706433", "[::1]", "10.1.2.3", "192.168.0.1", "nas.local"]
        {
            assert!(hosts().traits(host).has(HostTraits::PRIVATE), "{host}");
        }
        for host in ["8.8.8.8", "local.com", "10.com", "1.1.1.1", "www.nwatch.top"] {
            assert_eq!(hosts().traits(host), HostTraits::default(), "{host}");
        }
    }

    #[test]
    fn hosts_that_cannot_be_are_odd() {
        for host in ["github", "https", "github.con", "a..b.com", "x.com,y.com", "github%20.com", "a.org%0a"] {
            assert!(hosts().traits(host).has(HostTraits::INVALID_HOST), "{host}");
        }
        for host in
            ["github.io", "a.b.co.uk", "x.онлайн", "bücher.de", "abc.onion", "{region}.amazonaws.com", "%s.a.org"]
        {
            assert!(!hosts().traits(host).has(HostTraits::INVALID_HOST), "{host}");
        }
    }

    #[test]
    fn hosts_that_look_like_famous_ones_are_seen() {
        for host in ["githib.com", "gihtub.com", "www.githhub.com", "gthub.com", "gіthub.com", "xn--gthub-cua.com"] {
            let seen = hosts().traits(host).has(HostTraits::LOOK_ALIKE);
            assert_eq!(seen, host != "xn--gthub-cua.com", "{host}");
        }
        for host in [
            "lithub.com",
            "survey.stackoverflow.co",
            "github.com",
            "gist.github.com",
            "gitlab.com",
            "bücher.de",
            "例え.jp",
            "xn--bcher-kva.de",
            "zenodo.org",
        ] {
            assert!(!hosts().traits(host).has(HostTraits::LOOK_ALIKE), "{host}");
        }
        assert_eq!(punycode("bcher-kva").as_deref(), Some("bücher"));
    }

    #[test]
    fn retired_platforms_are_told_by_host_and_path() {
        assert!(hosts().retired("code.google.com", "/p/x").is_some());
        assert!(hosts().retired("code.google.com", "/archive/p/x").is_none());
        assert!(hosts().retired("x.googlecode.com", "/").is_some());
    }
}
