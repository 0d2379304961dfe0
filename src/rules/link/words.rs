//! The words that the rules about links know, from `rules/vocabulary/links.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::vocabulary::vocabulary;

/// See `rules/vocabulary/links.toml`, which says what each list is.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct LinkWords {
    pub(crate) click_parameters: Vec<String>,
    pub(crate) campaign_parameters: Vec<String>,
    pub(crate) own_campaign: Vec<String>,
    pub(crate) foreign_campaigns: Vec<String>,
    pub(crate) redirects: Vec<Redirect>,
    pub(crate) made_fragments: Vec<String>,
    pub(crate) site_configs: Vec<String>,
    pub(crate) service_pages: Vec<String>,
    pub(crate) example_words: Vec<String>,
    pub(crate) written_regions: Vec<String>,
    pub(crate) small_codes: Vec<String>,
    pub(crate) vague_texts: Vec<String>,
    site_endings: Vec<String>,
    pub(crate) file_endings: Vec<String>,
    pub(crate) repository_pages: Vec<String>,
    pub(crate) entrances: Vec<String>,
}

/// A page that sends its visitors on, and the parameter that says where to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Redirect {
    pub(crate) page: String,
    pub(crate) parameter: String,
}

vocabulary! { fn read_links() -> LinkWords = "links.toml" }

static WORDS: LazyLock<LinkWords> = LazyLock::new(read_links);

/// The words that are compiled in.
pub(crate) fn words() -> &'static LinkWords {
    &WORDS
}

impl LinkWords {
    /// Returns true if a top-level domain is seen in hosts more often than at the end of file names.
    pub(crate) fn is_site_ending(&self, ending: &str) -> bool {
        let is_in = |list: &[String]| list.iter().any(|own| own == ending);
        is_in(&self.site_endings) || !is_in(&self.file_endings)
    }

    /// Returns true if a list has a word, whatever its case.
    pub(crate) fn has(list: &[String], word: &str) -> bool {
        list.contains(&word.to_lowercase())
    }
}
