//! The words by which statements count, from `rules/vocabulary/claims.toml`, and the claim that a number beside them makes.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::catalog::number::{Quantity, QuantityKind};
use crate::catalog::types::{Claim, ClaimForm, ClaimPattern, CountedNoun, CountedThing};
use crate::markdown::Block;
use crate::text::fold;
use crate::vocabulary::vocabulary;

/// Bytes of the shortest words whose endings `s` and `ies` are those of a plural: `gas` is none, `ties` is rare.
const SHORTEST_PLURAL: usize = 4;

/// The words by which statements count: `rules/vocabulary/claims.toml`.
#[derive(Debug, Default, Deserialize)]
pub(in crate::catalog) struct ClaimWords {
    pub(super) entries: FxHashSet<String>,
    pub(super) kinds: FxHashSet<String>,
    pub(super) sections: FxHashSet<String>,
    pub(super) links: FxHashSet<String>,
    pub(super) measures: FxHashSet<String>,
    pub(super) trailing: FxHashSet<String>,
    pub(super) leads: FxHashSet<String>,
    pub(super) counts: FxHashSet<String>,
    pub(super) openers: FxHashSet<String>,
    pub(super) unleads: FxHashSet<String>,
    pub(super) listed: FxHashSet<String>,
    pub(super) silent: FxHashSet<String>,
    pub(super) overview: FxHashSet<String>,
    side: FxHashSet<String>,
    pub(super) folds: FxHashSet<String>,
    pub(super) generic: FxHashSet<String>,
    pub(super) bracket_labels: Vec<String>,
    count_parts: Vec<String>,
    pub(super) totals: FxHashSet<String>,
    pub(super) shown: FxHashSet<String>,
    about_list: FxHashSet<String>,
    samples: FxHashSet<String>,
    pub(in crate::catalog) name_nouns: FxHashSet<String>,
}

vocabulary! { fn read_claim_words() -> ClaimWords = "claims.toml" }

pub(in crate::catalog) static WORDS: LazyLock<ClaimWords> = LazyLock::new(|| {
    let mut words = read_claim_words();
    for set in words.spelled_with_marks() {
        // Titles and units are compared folded, which divides the syllables of Korean and takes marks off.
        let folded: Vec<String> = set.iter().filter(|word| !word.is_ascii()).map(|word| fold::words(word)).collect();
        set.extend(folded);
    }
    words
});

impl ClaimWords {
    /// Returns true if a part of a header says that its column holds counts.
    pub(super) fn has_count_part(&self, header: &str) -> bool {
        self.count_parts.iter().any(|part| header.contains(part.as_str()))
    }

    /// The sets that have words of other languages.
    fn spelled_with_marks(&mut self) -> [&mut FxHashSet<String>; 7] {
        let Self { entries, sections, links, counts, silent, overview, folds, .. } = self;
        [entries, sections, links, counts, silent, overview, folds]
    }
}

/// Without a plural's ending.
pub(super) fn singular(word: &str) -> String {
    match word {
        word if word.len() > SHORTEST_PLURAL && word.ends_with("ies") => {
            format!("{}y", word.get(..word.len() - 3).unwrap_or_default())
        }
        word if word.len() >= SHORTEST_PLURAL && word.ends_with('s') && !word.ends_with("ss") => {
            word.get(..word.len() - 1).unwrap_or_default().to_owned()
        }
        word => word.to_owned(),
    }
}

/// Returns true if a set has a word or its singular.
pub(super) fn has_noun(set: &FxHashSet<String>, word: &str) -> bool {
    set.contains(word) || set.contains(&singular(word))
}

/// Returns true if a folded text has a word of a set; one of a script without blanks may stand anywhere in it.
pub(super) fn says_one_of(set: &FxHashSet<String>, folded: &str) -> bool {
    let is_anywhere = || set.iter().any(|word| !word.is_ascii() && folded.contains(word.as_str()));
    folded.split(' ').any(|word| set.contains(word)) || !folded.is_ascii() && is_anywhere()
}

/// Returns true if a word says nothing of what is counted, or is what entries are called.
pub(super) fn narrows(word: &str) -> bool {
    ![&WORDS.generic, &WORDS.entries].iter().any(|set| has_noun(set, word))
}

/// Returns true if a word shows that its sentence is about the list.
pub(super) fn is_about_list(word: &str) -> bool {
    WORDS.about_list.contains(word)
}

/// Returns true if a title's words say that the section stands beside the list.
pub(crate) fn is_beside_list(title: &str) -> bool {
    has_title_word(&WORDS.side, title)
}

/// Returns true if a set has a title or one of its words.
pub(super) fn has_title_word(set: &FxHashSet<String>, title: &str) -> bool {
    let folded = fold::words(title);
    set.contains(&folded) || folded.split(' ').any(|word| set.contains(word))
}

/// Returns true if a header says that its column lists entries: "Key Datasets", "Examples".
pub(in crate::catalog) fn lists_entries(header: &str) -> bool {
    let folded = fold::words(header);
    folded.split(' ').map(singular).any(|word| WORDS.entries.contains(&word) || word == "example")
}

/// Returns true if a header calls each row an entry: `Data set`, or `Skill` below the title `Skill Catalog`.
pub(in crate::catalog) fn calls_entries(header: &str, title: &str) -> bool {
    let folded = fold::words(header);
    let last = folded.rsplit(' ').next().unwrap_or_default();
    let is_entry = has_noun(&WORDS.entries, last) || has_noun(&WORDS.entries, &folded);
    is_entry || !last.is_empty() && fold::words(title).split(' ').any(|word| singular(word) == singular(last))
}

/// Returns true if a unit counts samples of a data set: scans, images, patients.
pub(crate) fn is_sample_unit(unit: &str) -> bool {
    fold::words(unit).split(' ').any(|word| WORDS.samples.contains(&singular(word)) || WORDS.samples.contains(word))
}

/// Returns the thing of the catalog that a noun phrase or a label counts, if there is one.
pub(super) fn counted(phrase: &str) -> Option<CountedThing> {
    let folded = fold::words(phrase);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let noun = words.iter().rposition(|word| has_noun(&WORDS.entries, word) || has_noun(&WORDS.sections, word))?;
    let rest: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(at, word)| *at != noun && !has_noun(&WORDS.generic, word))
        .map(|(_, word)| *word)
        .collect();
    if has_noun(&WORDS.sections, words.get(noun)?) {
        return rest.is_empty().then_some(CountedThing::Sections);
    }
    match rest.as_slice() {
        [] => Some(CountedThing::Records),
        [only] if has_noun(&WORDS.entries, only) => Some(CountedThing::Records),
        [only] => Some(CountedThing::Matching((*only).to_owned())),
        _ => None,
    }
}

/// A claim that a number of a block makes.
pub(super) fn claim(
    form: ClaimForm,
    pattern: ClaimPattern,
    block: &Block,
    text: &str,
    quantity: &Quantity<'_>,
    label: &str,
) -> Claim {
    Claim {
        form,
        pattern,
        span: block.text.source(quantity.range.clone()),
        text: text.get(quantity.range.clone()).unwrap_or_default().to_owned(),
        interval: quantity.interval,
        counted: CountedThing::Records,
        noun: CountedNoun::Bare,
        is_narrowed: false,
        label: label.trim().to_owned(),
        scope: None,
        extent: None,
        within: block.span,
        linked: None,
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "a filter gives a reference")]
pub(super) fn countable(quantity: &&Quantity<'_>) -> bool {
    quantity.kind == QuantityKind::Count && !quantity.looks_like_year()
}
