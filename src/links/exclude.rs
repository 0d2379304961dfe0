//! The addresses that a configuration leaves out.

use globset::GlobMatcher;
use url::Url;

use super::is_within_domain;

/// Addresses that are not requested.
#[derive(Debug, Clone)]
pub enum ExcludePattern {
    /// All of a host and of those below it.
    Host(String),
    /// Those that look like this, with or without their scheme.
    Like(GlobMatcher),
}

/// All addresses that a configuration leaves out.
#[derive(Debug, Clone, Default)]
pub struct Excluded(pub Vec<ExcludePattern>);

impl Excluded {
    /// True if an address is left out.
    pub fn matches(&self, url: &str) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let parsed = Url::parse(url).ok();
        let host = parsed.as_ref().and_then(Url::host_str).unwrap_or_default();
        let bare = url.split_once("://").map_or(url, |(_, rest)| rest);
        self.0.iter().any(|pattern| match pattern {
            ExcludePattern::Host(own) => is_within_domain(host, own),
            ExcludePattern::Like(glob) => glob.is_match(url) || glob.is_match(bare),
        })
    }
}
