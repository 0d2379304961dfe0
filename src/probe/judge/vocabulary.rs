//! The words that judgement goes by, from `rules/vocabulary/`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use crate::catalog::fold;

/// Addresses: which are home pages, which are to be kept.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Places {
    pub(super) index: Vec<String>,
    pub(super) languages: Vec<String>,
    pub(super) idle_keys: Vec<String>,
    pub(super) passing_keys: Vec<String>,
    pub(super) persistent: Vec<String>,
    pub(super) alarming: Vec<String>,
    pub(super) dynamic: Vec<String>,
    pub(super) files: Vec<String>,
    pub(super) deeds: Vec<String>,
}

impl Places {
    /// Whether an address is made to outlast the one that it leads to.
    pub(super) fn is_persistent(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| is_one_of(host, &self.persistent))
    }
}

/// How a page says that there is no such page.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct NotFound {
    pub(super) addresses: Vec<String>,
    pub(super) generic: Vec<String>,
    pub(super) honest: Vec<String>,
    pub(super) noise: Vec<String>,
    whole: BTreeMap<String, Vec<String>>,
    titles: BTreeMap<String, Vec<String>>,
    sentences: BTreeMap<String, Vec<String>>,
}

/// Titles and headings that mean one thing.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// Whole lines, or whole parts of one.
    pub(super) whole: Vec<String>,
    /// In a line with little else in it.
    pub(super) within: Vec<String>,
}

/// Domains that are for sale.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Parked {
    pub(super) hosts: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) paths: Vec<String>,
    pub(super) marks: Vec<String>,
    pub(super) phrases: Vec<String>,
}

/// Where a link is led that not everybody may follow.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Logins {
    pub(super) segments: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) hosts: Vec<String>,
    pub(super) keys: Vec<String>,
    pub(super) cookies: Vec<String>,
    pub(super) titles: Vec<String>,
}

/// What a site says while it is being mended, or not set up.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Maintenance {
    pub(super) titles: Vec<String>,
    pub(super) defaults: Vec<String>,
    pub(super) failures: Vec<String>,
}

/// Pages that scripts fill in.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Shells {
    pub(super) roots: Vec<String>,
    pub(super) elements: Vec<String>,
    pub(super) noscript: Vec<String>,
}

/// The words of a missing page, ready to be compared.
#[derive(Debug, Default)]
pub(super) struct Missing {
    pub(super) page: NotFound,
    pub(super) lines: Lines,
    pub(super) sentences: Vec<String>,
}

static PLACES: LazyLock<Places> = LazyLock::new(|| read(include_str!("../../../rules/vocabulary/places.toml")));
static SHELLS: LazyLock<Shells> = LazyLock::new(|| {
    let mut shells: Shells = read(include_str!("../../../rules/vocabulary/shells.toml"));
    shells.noscript = folded(shells.noscript);
    shells
});
static PARKED: LazyLock<Parked> = LazyLock::new(|| {
    let mut parked: Parked = read(include_str!("../../../rules/vocabulary/parked.toml"));
    parked.phrases = folded(parked.phrases);
    parked
});
static LOGINS: LazyLock<Logins> = LazyLock::new(|| {
    let mut logins: Logins = read(include_str!("../../../rules/vocabulary/logins.toml"));
    logins.titles = folded(logins.titles);
    logins
});
static MAINTENANCE: LazyLock<Maintenance> = LazyLock::new(|| {
    let page: Maintenance = read(include_str!("../../../rules/vocabulary/maintenance.toml"));
    let (titles, defaults) = (folded(page.titles), folded(page.defaults));
    Maintenance { titles, defaults, failures: folded(page.failures) }
});
static MISSING: LazyLock<Missing> = LazyLock::new(|| {
    let mut page: NotFound = read(include_str!("../../../rules/vocabulary/not-found.toml"));
    let all = |languages: &mut BTreeMap<String, Vec<String>>| folded(std::mem::take(languages).into_values().flatten());
    let lines = Lines { whole: all(&mut page.whole), within: all(&mut page.titles) };
    let sentences = all(&mut page.sentences);
    page.generic = folded(std::mem::take(&mut page.generic));
    page.noise = folded(std::mem::take(&mut page.noise));
    Missing { page, lines, sentences }
});

/// The vocabulary of addresses that is compiled in.
pub(super) fn places() -> &'static Places {
    &PLACES
}

/// The vocabulary of pages made by scripts.
pub(super) fn shells() -> &'static Shells {
    &SHELLS
}

/// The vocabulary of parked domains.
pub(super) fn parked() -> &'static Parked {
    &PARKED
}

/// The vocabulary of logins.
pub(super) fn logins() -> &'static Logins {
    &LOGINS
}

/// The vocabulary of sites that are being mended.
pub(super) fn maintenance() -> &'static Maintenance {
    &MAINTENANCE
}

/// The vocabulary of missing pages.
pub(super) fn missing() -> &'static Missing {
    &MISSING
}

/// Whether a host is one of those listed, or below one.
pub(super) fn is_one_of(host: &str, listed: &[String]) -> bool {
    let below =
        |known: &String| host.strip_suffix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    listed.iter().any(below)
}

/// A vocabulary that is compiled in; a test reads each.
pub(super) fn read<T: DeserializeOwned + Default>(text: &str) -> T {
    toml::from_str(text).unwrap_or_default()
}

/// Phrases as words, to be compared.
fn folded(phrases: impl IntoIterator<Item = String>) -> Vec<String> {
    phrases.into_iter().map(|phrase| fold::words(&phrase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vocabulary_is_read() {
        assert!(!places().index.is_empty() && !shells().roots.is_empty() && !parked().marks.is_empty());
        assert!(!logins().segments.is_empty() && !maintenance().titles.is_empty());
        let missing = missing();
        assert!(missing.lines.whole.len() > 10 && missing.lines.within.len() > 100 && missing.sentences.len() > 50);
        let all =
            [&missing.lines.whole, &missing.lines.within, &missing.sentences, &parked().phrases, &logins().titles];
        assert!(all.iter().all(|phrases| phrases.iter().all(|phrase| !phrase.is_empty())));
    }

    #[test]
    fn hosts_are_those_listed_and_those_below() {
        let listed = vec!["a.org".to_owned()];
        assert!(is_one_of("a.org", &listed) && is_one_of("x.a.org", &listed) && !is_one_of("aa.org", &listed));
    }
}
