//! The words that judgement goes by, from `rules/vocabulary/`.

use std::sync::LazyLock;

use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

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
}

impl Places {
    /// Whether an address is made to outlast the one that it leads to.
    pub(super) fn is_persistent(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| is_one_of(host, &self.persistent))
    }
}

/// Whether a host is one of those listed, or below one.
pub(super) fn is_one_of(host: &str, listed: &[String]) -> bool {
    listed
        .iter()
        .any(|known| host.strip_suffix(known.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

static PLACES: LazyLock<Places> = LazyLock::new(|| read(include_str!("../../../rules/vocabulary/places.toml")));

/// The vocabulary of addresses that is compiled in.
pub(super) fn places() -> &'static Places {
    &PLACES
}

/// A vocabulary that is compiled in; a test reads each.
pub(super) fn read<T: DeserializeOwned + Default>(text: &str) -> T {
    toml::from_str(text).unwrap_or_default()
}
