//! The links that an audit is about: each address once, with all its places.

use rustc_hash::FxHashMap;
use url::Url;

use super::Place;
use crate::{catalog::suffix::registrable, probe::Ask};

/// An address that stands in the catalogs, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address, normalised. As text it is the link's key in the store.
    pub url: Url,
    /// As the catalog writes it, at its first place.
    pub written: String,
    /// Where it stands, in the order in which it was told.
    pub places: Vec<Place>,
}

impl Link {
    /// What it is known by in the store: two spellings of one address are one link.
    pub fn key(&self) -> &str {
        self.url.as_str()
    }

    /// The registrable domain that it leads to.
    pub fn host(&self) -> &str {
        registrable(self.url.host_str().unwrap_or_default())
    }

    /// What is asked of the web: the address, and the names of the records that lead to it.
    pub fn ask(&self) -> Ask {
        let mut ask = Ask::new(self.url.clone());
        for name in self.places.iter().filter_map(|place| place.record.as_ref()) {
            if !ask.names.contains(name) {
                ask.names.push(name.clone());
            }
        }
        ask
    }
}

/// Puts together the links of all catalogs: an address and its place, again and again, in the order of the catalogs'
/// paths and texts. What is no address by http or https is left out.
pub fn gather<'a>(links: impl IntoIterator<Item = (&'a str, Place)>) -> Vec<Link> {
    let mut gathered: Vec<Link> = Vec::new();
    let mut known: FxHashMap<Url, usize> = FxHashMap::default();
    for (written, place) in links {
        let Ok(url) = Url::parse(written) else { continue };
        if !matches!(url.scheme(), "http" | "https") {
            continue;
        }
        let at = *known.entry(url).or_insert_with_key(|url| {
            gathered.push(Link { url: url.clone(), written: written.to_owned(), places: Vec::new() });
            gathered.len() - 1
        });
        if let Some(link) = gathered.get_mut(at) {
            link.places.push(place);
        }
    }
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: usize, record: &str) -> Place {
        Place { path: "a.md".to_owned(), line, column: 1, record: Some(record.to_owned()), span: None }
    }

    #[test]
    fn two_spellings_of_one_address_are_one_link() {
        let links = gather([
            ("https://X.org", place(1, "X")),
            ("https://x.org/", place(2, "X")),
            ("mailto:a@x.org", place(3, "Y")),
            ("https://x.org/#a", place(4, "Z")),
            ("http://[", place(5, "Z")),
        ]);
        let seen: Vec<_> = links.iter().map(|link| (&*link.written, link.key(), link.places.len())).collect();
        assert_eq!(seen, [("https://X.org", "https://x.org/", 2), ("https://x.org/#a", "https://x.org/#a", 1)]);
        assert_eq!(links[0].ask().names, ["X"]);
    }

    #[test]
    fn a_host_is_the_domain_that_somebody_registered() {
        let links = gather([("https://www.a.example.co.uk/x", place(1, "X"))]);
        assert_eq!(links[0].host(), "example.co.uk");
    }
}
