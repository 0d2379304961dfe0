//! Names of licences and of terms that are not identifiers: the long names of SPDX, the terms of one organisation.

use super::vocabulary::{vocabulary, words};

/// Versions of the General Public License, as they stand behind `GNU` alone.
const GNU_VERSIONS: [(&str, &str); 4] = [("3", "GPL-3.0"), ("3.0", "GPL-3.0"), ("2", "GPL-2.0"), ("2.0", "GPL-2.0")];

/// Returns true if a text is the long name that the list of SPDX has beside an identifier, `Creative Commons Attribution
/// 4.0 International`, with or without the word `License` behind it.
pub fn is_long_name(text: &str, id: &str) -> bool {
    let Some(license) = spdx::license_id(id) else { return false };
    let named = |text: &str| {
        let mut named: Vec<String> = words(text).map(str::to_lowercase).collect();
        if named.last().is_some_and(|last| matches!(last.as_str(), "license" | "licence")) {
            named.pop();
        }
        named
    };
    // One word, `MIT`, is a short name.
    words(text).count() > 1 && named(text) == named(license.full_name)
}

/// Returns true if a text names the terms of somebody, so that readers find them: `Common Crawl Terms of Use`. `Custom
/// terms` and `Academic EULA` name nobody's.
pub fn names_terms(text: &str) -> bool {
    let lists = vocabulary();
    let is_among = |list: &[String], word: &str| list.iter().any(|own| own.eq_ignore_ascii_case(word));
    let has_terms = words(text).any(|word| is_among(lists.terms_words, word));
    let is_proper = |word: &str| word.contains(|c: char| c.is_uppercase() || c.is_ascii_digit());
    has_terms && words(text).any(|word| is_proper(word) && !is_among(lists.generic_words, word))
}

/// Returns true if a text plainly names a licence of its own kind, which SPDX has not: `Llama 2 Community License`.
pub fn names_own_license(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    vocabulary().own_terms.iter().any(|mark| lower.contains(mark.as_str()))
}

/// Returns the licence that `GNU v3` stands for.
pub(super) fn gnu_version(text: &str) -> Option<String> {
    let version = text.get(..4).filter(|start| start.eq_ignore_ascii_case("gnu ")).and_then(|_| text.get(4..))?;
    let version = version.trim().trim_start_matches(['v', 'V']).trim_start_matches('.');
    GNU_VERSIONS.iter().find(|(own, _)| *own == version.trim()).map(|(_, id)| (*id).to_owned())
}

/// Returns a list of licences without the mark that it goes on, and true if there was one.
pub(super) fn without_and_so_on(text: &str) -> (&str, bool) {
    let own = text.trim_end_matches(['.', ' ']);
    let list = vocabulary().and_so_on.iter().find_map(|mark| own.strip_suffix(mark.as_str()));
    list.map_or((text, false), |list| (list.trim_end_matches([',', ' ', '、', '，']), true))
}

/// Returns true if a text that was folded to words says nothing but a phrase, with words beside it that say no more:
/// `closed source freeware`, `proprietary license`.
pub(super) fn says_nothing_but(folded: &str, phrase: &str) -> bool {
    if !phrase.is_ascii() {
        return folded == phrase;
    }
    let is_beside = |word: &str| {
        let closed = vocabulary().vagueness.iter().filter(|(kind, _)| *kind == super::Vagueness::Closed);
        word == "license"
            || closed.flat_map(|(_, phrases)| *phrases).any(|phrase| phrase.split(' ').any(|part| part == word))
    };
    crate::text::fold::holds_words(folded, phrase) && folded.split(' ').all(is_beside)
}
