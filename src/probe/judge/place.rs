//! Tells home pages from deeper addresses.

use url::Url;

use super::vocabulary::places;
use crate::text::suffix::registrable;

/// Returns true if an address is the home page of a site: its root, the root of one of its languages, its index file.
pub(super) fn is_home(url: &Url) -> bool {
    if is_route(url.fragment()) || url.query_pairs().any(|(key, _)| !is_idle_key(&key)) {
        return false;
    }
    let words = places();
    let mut segments = url.path_segments().into_iter().flatten().filter(|segment| !segment.is_empty());
    let (first, second, third) = (segments.next(), segments.next(), segments.next());
    let index = |segment: &str| words.index.contains(&segment.to_ascii_lowercase());
    match (first, second, third) {
        (None, ..) => true,
        (Some(one), None, _) => is_language(one) || index(one),
        (Some(one), Some(two), None) => is_language(one) && index(two),
        _ => false,
    }
}

/// Returns true if an address names something of its own, as opposed to a home page.
pub(super) fn is_deep(url: &Url) -> bool {
    !is_home(url)
}

/// Returns true if a query's key says nothing of what is asked for: where a reader came from, their language.
pub(super) fn is_idle_key(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    key.starts_with("utm_") || places().idle_keys.contains(&key)
}

/// Returns true if a fragment is read by scripts as an address: `#/datasets/1`, `#!Synapse:syn123`.
pub(super) fn is_route(fragment: Option<&str>) -> bool {
    fragment.is_some_and(|fragment| fragment.starts_with(['/', '!']))
}

/// Returns true if two addresses lie on one registered domain.
pub(super) fn same_site(a: &Url, b: &Url) -> bool {
    let of = |url: &Url| url.host_str().map(|host| registrable(host).to_owned());
    of(a) == of(b)
}

/// `en`, `pt-br`, `zh_CN`.
fn is_language(segment: &str) -> bool {
    let (language, region) = match segment.split_once(['-', '_']) {
        Some((language, region)) => (language, Some(region)),
        None => (segment, None),
    };
    let known = places().languages.contains(&language.to_ascii_lowercase());
    let letters = |text: &str| (2..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    known && region.is_none_or(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_pages_are_known() {
        for (url, home) in [
            ("https://a.org", true),
            ("https://a.org/?utm_source=x", true),
            ("https://a.org/en/", true),
            ("https://a.org/pt-br", true),
            ("https://a.org/index.html", true),
            ("https://a.org/en/index.php", true),
            ("https://a.org/?id=5", false),
            ("https://a.org/#/datasets/5", false),
            ("https://a.org/#!Synapse:syn1", false),
            ("https://a.org/#about", true),
            ("https://a.org/data", false),
            ("https://a.org/ct", false),
        ] {
            assert_eq!(is_home(&Url::parse(url).unwrap()), home, "{url}");
        }
    }
}
