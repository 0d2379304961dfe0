//! Cookies for one walk: a circle that only a cookie ends. They live as long as the walk, and go to no other domain.

use url::Url;

use crate::text::suffix::registrable;

/// Cookies kept at most.
const MOST: usize = 20;
/// Bytes of all names and values at most.
const MOST_BYTES: usize = 8 * 1024;

/// The cookies of one walk.
#[derive(Debug, Clone, Default)]
pub(super) struct Jar(Vec<Cookie>);

#[derive(Debug, Clone)]
struct Cookie {
    domain: String,
    name: String,
    value: String,
    secure: bool,
}

impl Jar {
    /// Keeps what an answer from an address sets, each given as its `Set-Cookie` says it.
    pub(super) fn keep<'a>(&mut self, url: &Url, set: impl Iterator<Item = &'a str>) {
        let Some(host) = url.host_str() else { return };
        let domain = registrable(host);
        for text in set {
            let mut parts = text.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let sendable = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
            if name.is_empty() || !sendable(name) || !sendable(value) {
                continue;
            }
            let (mut secure, mut gone) = (false, false);
            for attribute in parts {
                let (key, said) = attribute.split_once('=').unwrap_or((attribute, ""));
                secure |= key.eq_ignore_ascii_case("secure");
                gone |= key.eq_ignore_ascii_case("max-age") && said.parse::<i64>().is_ok_and(|age| age <= 0);
            }
            self.0.retain(|own| own.name != name || own.domain != domain);
            let bytes: usize = self.0.iter().map(|own| own.name.len() + own.value.len()).sum();
            if !gone && self.0.len() < MOST && bytes + name.len() + value.len() <= MOST_BYTES {
                let (domain, name, value) = (domain.to_owned(), name.to_owned(), value.to_owned());
                self.0.push(Cookie { domain, name, value, secure });
            }
        }
    }

    /// Returns the `Cookie` header for an address.
    pub(super) fn send(&self, url: &Url) -> Option<String> {
        let domain = registrable(url.host_str()?);
        let own = |cookie: &&Cookie| cookie.domain == domain && (!cookie.secure || url.scheme() == "https");
        let pairs: Vec<_> =
            self.0.iter().filter(own).map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        if pairs.is_empty() { None } else { Some(pairs.join("; ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("an address")
    }

    #[test]
    fn cookies_go_back_to_their_domain_and_no_further() {
        let mut jar = Jar::default();
        let set = ["a=1; Path=/", "b=2; Secure; HttpOnly", "c", "=d", "e=\x01", "f=5; Max-Age=0", "a=3"];
        jar.keep(&url("https://www.example.org/x"), set.into_iter());
        assert_eq!(jar.send(&url("https://id.example.org/")).as_deref(), Some("b=2; a=3"));
        assert_eq!(jar.send(&url("http://example.org/")).as_deref(), Some("a=3"));
        assert_eq!(jar.send(&url("https://example.com/")), None);
        jar.keep(&url("https://example.org/"), ["a=; Max-Age=-1"].into_iter());
        assert_eq!(jar.send(&url("http://example.org/")), None);
    }

    #[test]
    fn a_flood_of_cookies_is_cut() {
        let mut jar = Jar::default();
        let many: Vec<String> = (0..10_000).map(|at| format!("c{at}={}", "x".repeat(at % 900))).collect();
        jar.keep(&url("http://example.org/"), many.iter().map(String::as_str));
        assert!(jar.0.len() <= MOST);
        assert!(jar.send(&url("http://example.org/")).is_some_and(|sent| sent.len() <= MOST_BYTES + 4 * MOST));
    }
}
