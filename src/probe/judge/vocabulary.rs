//! The words that judgement goes by, from `rules/vocabulary/`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::{Deserialize, Deserializer};
use url::Url;

use super::words::{Phrases, TitleMarks};
use crate::text::fold;
use crate::vocabulary::vocabulary;

/// Addresses: which are home pages, which are to be kept.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct AddressWords {
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

impl AddressWords {
    /// Returns true if an address is made to outlast the one that it leads to.
    pub(super) fn is_persistent(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| is_one_of(host, &self.persistent))
    }
}

/// Words of a page that reports a missing page.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct NotFound {
    pub(super) addresses: Vec<String>,
    #[serde(deserialize_with = "set")]
    pub(super) generic: FxHashSet<String>,
    pub(super) honest: Vec<String>,
    #[serde(deserialize_with = "set")]
    pub(super) noise: FxHashSet<String>,
    #[serde(deserialize_with = "of_all_languages")]
    whole: Phrases,
    #[serde(deserialize_with = "of_all_languages")]
    titles: Phrases,
    #[serde(deserialize_with = "of_all_languages")]
    sentences: Phrases,
}

/// Phrases by language, as one.
fn of_all_languages<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Phrases, D::Error> {
    let languages = BTreeMap::<String, Vec<String>>::deserialize(deserializer)?;
    Ok(Phrases::from(languages.into_values().flatten().collect::<Vec<_>>()))
}

/// Words, to be looked up.
fn set<'de, D: Deserializer<'de>>(deserializer: D) -> Result<FxHashSet<String>, D::Error> {
    Ok(Vec::<String>::deserialize(deserializer)?.iter().map(|word| fold::words(word)).collect())
}

/// Domains that are for sale.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Parked {
    pub(super) hosts: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) paths: Vec<String>,
    pub(super) marks: Vec<String>,
    pub(super) phrases: Phrases,
}

/// Addresses of logins.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Logins {
    pub(super) segments: Vec<String>,
    pub(super) labels: Vec<String>,
    pub(super) hosts: Vec<String>,
    pub(super) keys: Vec<String>,
    pub(super) cookies: Vec<String>,
    pub(super) titles: Phrases,
    pub(super) gates: Phrases,
}

/// Words of a site that is under maintenance, or not set up.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Maintenance {
    pub(super) titles: Phrases,
    pub(super) defaults: Phrases,
    pub(super) failures: Phrases,
    pub(super) ended: Phrases,
    pub(super) ended_marks: Vec<String>,
}

/// Trades that take over the domains of others, and how they name themselves.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Takeovers {
    pub(super) trade: Vec<Trade>,
}

/// One trade: its phrases are looked for in titles and texts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trade {
    pub(super) name: String,
    pub(super) phrases: Phrases,
}

/// Pages that scripts fill in.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Shells {
    pub(super) roots: Vec<String>,
    pub(super) elements: Vec<String>,
    pub(super) noscript: Phrases,
}

/// Phrases of repositories on the page of a withdrawn item.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Tombstones {
    pub(super) reasons: Vec<String>,
    pub(super) parts: Vec<String>,
    pub(super) marks: Vec<String>,
}

/// Statuses that mean something else than RFC 9110 says, or nothing in it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Statuses {
    pub(super) blocked: Vec<u16>,
    pub(super) passing: Vec<u16>,
    pub(super) cloudflare: Vec<u16>,
    pub(super) cloudflare_dns: Vec<u16>,
    pub(super) cloudflare_dns_mark: String,
}

/// The words of a missing page, ready to be compared.
#[derive(Debug, Default)]
pub(super) struct MissingPageWords {
    pub(super) page: NotFound,
    pub(super) lines: TitleMarks,
    pub(super) sentences: Phrases,
}

vocabulary! { fn read_places() -> AddressWords = "places.toml" }
vocabulary! { fn read_shells() -> Shells = "shells.toml" }
vocabulary! { fn read_parked() -> Parked = "parked.toml" }
vocabulary! { fn read_logins() -> Logins = "logins.toml" }
vocabulary! { fn read_maintenance() -> Maintenance = "maintenance.toml" }
vocabulary! { fn read_takeovers() -> Takeovers = "takeovers.toml" }
vocabulary! { fn read_not_found() -> NotFound = "not-found.toml" }
vocabulary! { fn read_tombstones() -> Tombstones = "tombstones.toml" }
vocabulary! { fn read_statuses() -> Statuses = "statuses.toml" }

static PLACES: LazyLock<AddressWords> = LazyLock::new(read_places);
static SHELLS: LazyLock<Shells> = LazyLock::new(read_shells);
static PARKED: LazyLock<Parked> = LazyLock::new(read_parked);
static LOGINS: LazyLock<Logins> = LazyLock::new(read_logins);
static MAINTENANCE: LazyLock<Maintenance> = LazyLock::new(read_maintenance);
static TAKEOVERS: LazyLock<Takeovers> = LazyLock::new(read_takeovers);
static MISSING: LazyLock<MissingPageWords> = LazyLock::new(|| {
    let mut page = read_not_found();
    let lines = TitleMarks { whole: std::mem::take(&mut page.whole), within: std::mem::take(&mut page.titles) };
    let sentences = std::mem::take(&mut page.sentences);
    MissingPageWords { page, lines, sentences }
});
static TOMBSTONES: LazyLock<Tombstones> = LazyLock::new(read_tombstones);
static STATUSES: LazyLock<Statuses> = LazyLock::new(read_statuses);

/// The vocabulary of addresses that is compiled in.
pub(super) fn places() -> &'static AddressWords {
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

/// The vocabulary of sites that are being maintained.
pub(super) fn maintenance() -> &'static Maintenance {
    &MAINTENANCE
}

/// The vocabulary of trades that take over domains.
pub(super) fn takeovers() -> &'static Takeovers {
    &TAKEOVERS
}

/// The vocabulary of missing pages.
pub(super) fn missing() -> &'static MissingPageWords {
    &MISSING
}

/// The vocabulary of tombstones.
pub(super) fn tombstones() -> &'static Tombstones {
    &TOMBSTONES
}

/// The statuses that servers use in their own way.
pub(super) fn statuses() -> &'static Statuses {
    &STATUSES
}

/// Returns true if a host is one of those listed, or below one.
pub(super) fn is_one_of(host: &str, listed: &[String]) -> bool {
    listed.iter().any(|domain| crate::links::is_within_domain(host, domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vocabulary_is_read() {
        assert!(!places().index.is_empty() && !shells().roots.is_empty() && !parked().marks.is_empty());
        assert!(!logins().segments.is_empty() && logins().titles.len() > 30);
        let (missing, maintained) = (missing(), maintenance());
        assert!(missing.lines.whole.len() > 10 && missing.lines.within.len() > 100 && missing.sentences.len() > 50);
        assert!(maintained.titles.len() > 20 && maintained.defaults.len() > 5 && maintained.failures.len() > 10);
        assert!(maintained.ended.len() > 20 && logins().gates.len() > 10);
        assert!(takeovers().trade.iter().all(|trade| trade.phrases.len() > 10));
        assert!(parked().phrases.len() > 20 && shells().noscript.len() > 5);
        assert!(missing.page.generic.len() > 20 && missing.page.noise.len() > 20 && !missing.page.honest.is_empty());
    }

    #[test]
    fn hosts_are_those_listed_and_those_below() {
        let listed = vec!["a.org".to_owned()];
        assert!(is_one_of("a.org", &listed) && is_one_of("x.a.org", &listed) && !is_one_of("aa.org", &listed));
    }
}
