//! The links that an audit is about: each address once, with all its places.

use rustc_hash::FxHashMap;
use url::Url;

use super::Place;
use crate::{
    catalog::secret::{key_without_secrets, without_secrets},
    probe::Ask,
    text::suffix::registrable,
};

/// An address that stands in the catalogs, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The address, normalised, with its secrets: it is requested, and neither stored nor reported.
    pub url: Url,
    /// The address as the catalog writes it at its first place, without its secrets.
    pub written: String,
    key: String,
    /// Where it stands, in the order in which it was told.
    pub places: Vec<Place>,
}

impl Link {
    /// What it is known by in the store: two spellings of one address are one link. It holds a mark of each secret in
    /// place of the secret.
    pub fn key(&self) -> &str {
        &self.key
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
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for (written, place) in links {
        let Ok(url) = Url::parse(written) else { continue };
        if !matches!(url.scheme(), "http" | "https") {
            continue;
        }
        let key = key_without_secrets(url.as_str()).into_owned();
        let at = *known.entry(key).or_insert_with_key(|key| {
            let written = without_secrets(written).into_owned();
            gathered.push(Link { url, written, key: key.clone(), places: Vec::new() });
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
    fn secrets_are_no_part_of_what_is_stored() {
        let links = gather([
            ("https://a:hunter2@x.org/", place(1, "X")),
            ("https://a:hunter3@x.org/", place(2, "X")),
            ("https://a:hunter2@X.org", place(3, "X")),
        ]);
        let seen: Vec<_> = links.iter().map(|link| (&*link.written, link.url.as_str(), link.places.len())).collect();
        let written = "https://***@x.org/";
        assert_eq!(seen, [(written, "https://a:hunter2@x.org/", 2), (written, "https://a:hunter3@x.org/", 1)]);
        assert!(links.iter().all(|link| !link.key().contains("hunter")) && links[0].key() != links[1].key());
    }

    #[test]
    fn a_host_is_the_domain_that_somebody_registered() {
        let links = gather([("https://www.a.example.co.uk/x", place(1, "X"))]);
        assert_eq!(links[0].host(), "example.co.uk");
    }
}
