//! The links that an audit is about: each address once, with all its places.

use rustc_hash::FxHashMap;
use url::Url;

use super::LinkPlace;
use crate::{
    catalog::secret::{key_without_secrets, without_secrets},
    links::{Disposition, SkipReason},
    probe::{CatalogStatement, LinkRequest},
    text::suffix::registrable,
};

/// An address that stands in the catalogs, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLink {
    /// The address, normalised, with its secrets: it is requested, and neither stored nor reported. None where it cannot be
    /// one.
    url: Option<Url>,
    /// The address as the catalog writes it at its first place, without its secrets.
    pub written: String,
    key: String,
    /// Why it is not requested; none where it is.
    pub skip: Option<SkipReason>,
    /// Its places, in the order in which they were added.
    pub places: Vec<LinkPlace>,
    /// What the records that lead to it say of the thing.
    pub statements: Vec<CatalogStatement>,
}

impl AuditLink {
    /// What it is known by in the store: two spellings of one address are one link. It holds a mark of each secret in
    /// place of the secret.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The registrable domain that it leads to; empty where it has none.
    pub fn host(&self) -> &str {
        registrable(self.url.as_ref().and_then(Url::host_str).unwrap_or_default())
    }

    /// What is asked of the web: the address, and the names of the records that lead to it. None where nothing is.
    pub fn ask(&self) -> Option<LinkRequest> {
        let mut ask = LinkRequest::new(self.url.clone().filter(|_| self.skip.is_none())?);
        ask.statements.clone_from(&self.statements);
        for name in self.places.iter().filter_map(|place| place.record.as_ref()) {
            if !ask.names.contains(name) {
                ask.names.push(name.clone());
            }
        }
        Some(ask)
    }
}

/// Puts together the links of all catalogs: an address, whether it is requested, and its place, again and again, in the
/// order of the catalogs' paths and texts. An address that one catalog leaves out and another does not is requested.
pub fn gather<'a>(links: impl IntoIterator<Item = (&'a str, Disposition, LinkPlace)>) -> Vec<AuditLink> {
    let mut gathered: Vec<AuditLink> = Vec::new();
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    for (written, disposition, place) in links {
        let (url, skip) = match disposition {
            Disposition::Request(url) => (Some(url), None),
            Disposition::Skip(reason) => (Url::parse(written).ok(), Some(reason)),
        };
        let key = key_without_secrets(url.as_ref().map_or(written, Url::as_str)).into_owned();
        let at = *known.entry(key).or_insert_with_key(|key| {
            let written = without_secrets(written).into_owned();
            gathered.push(AuditLink {
                url,
                written,
                key: key.clone(),
                skip: skip.clone(),
                places: Vec::new(),
                statements: Vec::new(),
            });
            gathered.len() - 1
        });
        if let Some(link) = gathered.get_mut(at) {
            link.skip = link.skip.take().filter(|_| skip.is_some());
            link.places.push(place);
        }
    }
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::Refusal;

    fn request(url: &str) -> Disposition {
        Disposition::Request(url.parse().unwrap())
    }

    fn place(line: usize, record: &str) -> LinkPlace {
        LinkPlace { path: "a.md".to_owned(), line, column: 1, record: Some(record.to_owned()), span: None }
    }

    #[test]
    fn two_spellings_of_one_address_are_one_link() {
        let links = gather([
            ("https://X.org", request("https://X.org"), place(1, "X")),
            ("https://x.org/", request("https://x.org/"), place(2, "X")),
            ("https://x.org/#a", request("https://x.org/#a"), place(4, "Z")),
        ]);
        let seen: Vec<_> = links.iter().map(|link| (&*link.written, link.key(), link.places.len())).collect();
        assert_eq!(seen, [("https://X.org", "https://x.org/", 2), ("https://x.org/#a", "https://x.org/#a", 1)]);
        assert_eq!(links[0].ask().unwrap().names, ["X"]);
    }

    #[test]
    fn what_is_skipped_is_kept_with_its_reason() {
        let excluded = || Disposition::Skip(SkipReason::Refused(Refusal::Excluded));
        let links = gather([
            ("https://x.org/", excluded(), place(1, "X")),
            ("http://[", Disposition::Skip(SkipReason::Malformed), place(2, "Y")),
            ("https://y.org/", excluded(), place(3, "Z")),
            ("https://y.org", request("https://y.org"), place(4, "Z")),
        ]);
        let seen: Vec<_> = links.iter().map(|link| (link.key(), link.skip.is_some(), link.ask().is_some())).collect();
        assert_eq!(seen, [("https://x.org/", true, false), ("http://[", true, false), ("https://y.org/", false, true)]);
    }

    #[test]
    fn secrets_are_no_part_of_what_is_stored() {
        let urls = ["https://a:hunter2@x.org/", "https://a:hunter3@x.org/", "https://a:hunter2@X.org"];
        let links = gather(urls.map(|url| (url, request(url), place(1, "X"))));
        let url = |link: &AuditLink| link.url.as_ref().map_or("", Url::as_str).to_owned();
        let seen: Vec<_> = links.iter().map(|link| (&*link.written, url(link), link.places.len())).collect();
        let written = "https://***@x.org/";
        assert_eq!(seen, [(written, urls[0].to_owned(), 2), (written, urls[1].to_owned(), 1)]);
        assert!(links.iter().all(|link| !link.key().contains("hunter")) && links[0].key() != links[1].key());
    }

    #[test]
    fn a_host_is_the_domain_that_somebody_registered() {
        let links = gather([("", request("https://www.a.example.co.uk/x"), place(1, "X"))]);
        assert_eq!(links[0].host(), "example.co.uk");
    }
}
