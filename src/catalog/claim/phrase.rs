//! Noun phrases behind numbers: `free public APIs`, `libraries`, `categories`, `个开源项目`.

use rustc_hash::FxHashSet;

use super::words::{WORDS, has_noun, narrows, singular};
use crate::catalog::types::{CountedNoun, CountedThing};
use crate::text::fold;

/// Letters of the shortest word whose `s` is a plural's, where the noun is not known.
const SHORTEST_NOUN: usize = 4;

/// The words of a title that say what its entries are about.
#[derive(Debug, Default)]
pub(super) struct TitleWords {
    words: FxHashSet<String>,
}

/// The titles above a statement, whose words its noun may be one of.
#[derive(Debug, Clone, Copy)]
pub(super) struct TitlesAbove<'a>(pub(super) &'a [&'a TitleWords]);

impl TitlesAbove<'_> {
    /// Returns true if a title has a word, in the singular or the plural.
    pub(super) fn has(self, word: &str) -> bool {
        let word = singular(word);
        self.0.iter().any(|title| title.words.contains(&word))
    }
}

/// A noun phrase that counts.
#[derive(Debug)]
pub(super) struct CountedPhrase {
    pub(super) counted: CountedThing,
    pub(super) noun: CountedNoun,
    /// True if words before the noun may narrow what is counted.
    pub(super) is_narrowed: bool,
}

impl TitleWords {
    pub(super) fn of(title: &str) -> Self {
        let words = fold::words(title);
        let own = words.split(' ').filter(|word| !word.is_empty() && narrows(word));
        Self { words: own.map(singular).collect() }
    }
}

/// Reads a noun phrase: its noun is what entries or sections are called, a word of the title, or any other plural.
pub(super) fn read_phrase(unit: &str, titles: TitlesAbove<'_>) -> Option<CountedPhrase> {
    let folded = fold::words(unit);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let is_known = |word: &&str| [&WORDS.entries, &WORDS.kinds, &WORDS.sections].iter().any(|set| has_noun(set, word));
    let is_plural = |word: &&str| word.len() >= SHORTEST_NOUN && word.ends_with('s') && !word.ends_with("ss");
    let open = || words.iter().rposition(|word| is_plural(word) && !WORDS.trailing.contains(*word));
    let at = words.iter().rposition(is_known).or_else(open)?;
    let noun = *words.get(at)?;
    // `papers describing original systems`: what a verb begins no more belongs to the noun.
    let behind = words.get(at + 1..).unwrap_or_default();
    let is_verb = |word: &&&str| WORDS.trailing.contains(**word) || word.len() > 5 && word.ends_with("ing");
    if behind.first().is_some_and(|word| !is_verb(&word)) || has_noun(&WORDS.measures, noun) {
        return None;
    }
    let before = words.get(..at).unwrap_or_default();
    if has_noun(&WORDS.sections, noun) {
        let is_plain = before.iter().all(|word| WORDS.generic.contains(*word));
        return is_plain.then_some(CountedPhrase {
            counted: CountedThing::Sections,
            noun: CountedNoun::Named,
            is_narrowed: false,
        });
    }
    // A word of the title alone may be a name: `17 Sustainable Development Goals`.
    let is_named = has_noun(&WORDS.entries, noun);
    let narrowing = |word: &&&str| narrows(word) && !titles.has(word);
    Some(CountedPhrase {
        counted: CountedThing::Records,
        noun: if is_named { CountedNoun::Named } else { CountedNoun::Open },
        is_narrowed: before.iter().any(|word| narrowing(&word)),
    })
}

/// Returns true if a noun counts links.
pub(crate) fn counts_links(label: &str) -> bool {
    fold::words(label).split(' ').any(|word| has_noun(&WORDS.links, word))
}
