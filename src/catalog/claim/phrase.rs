//! Noun phrases behind numbers: `free public APIs`, `libraries`, `categories`, `个开源项目`.

use rustc_hash::FxHashSet;

use super::words::{WORDS, has_noun, is_about_list, narrows, singular};
use crate::catalog::types::{CountedNoun, CountedThing};
use crate::text::fold;

/// Letters of the shortest word whose `s` is a plural's, where the noun is not known.
const SHORTEST_NOUN: usize = 4;

/// The words of a title that say what its entries are about, and what they are called.
#[derive(Debug, Default)]
pub(super) struct TitleWords {
    /// The folded title.
    text: String,
    words: FxHashSet<String>,
    /// What the title, or a column of names, calls the entries, in the singular.
    nouns: FxHashSet<String>,
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

    /// Returns true if a title calls its entries so: `Skills`, `Awesome n8n Templates`.
    pub(super) fn calls_entries(self, word: &str) -> bool {
        let word = singular(word);
        self.0.iter().any(|title| title.nouns.contains(&word))
    }

    /// Returns true if a title has a piece of folded text in it, for scripts that set no blanks between words.
    pub(super) fn has_text(self, piece: &str) -> bool {
        self.0.iter().any(|title| title.text.contains(piece))
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
        let mut nouns: FxHashSet<String> =
            words.split(' ').filter(|word| has_noun(&WORDS.kinds, word)).map(singular).collect();
        let last = words.rsplit(' ').next().filter(|word| is_plural(word) && !is_about_list(word));
        nouns.extend(last.map(singular));
        Self { words: own.map(singular).collect(), nouns, text: words }
    }

    /// Adds what the header of a column of names calls the entries: `Skill`, `Data set`.
    pub(super) fn add_header(&mut self, header: &str) {
        let folded = fold::words(header);
        self.nouns.extend(folded.rsplit(' ').next().filter(|word| !word.is_empty()).map(singular));
    }
}

/// Returns true if a word looks like a plural of English.
fn is_plural(word: &str) -> bool {
    word.len() >= SHORTEST_NOUN && word.ends_with('s') && !word.ends_with("ss")
}

/// Reads a noun phrase: its noun is what entries or sections are called, a word of the title, or any other plural.
pub(super) fn read_phrase(unit: &str, titles: TitlesAbove<'_>) -> Option<CountedPhrase> {
    let folded = fold::words(unit);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let is_known = |word: &&str| {
        [&WORDS.entries, &WORDS.kinds, &WORDS.sections].iter().any(|set| has_noun(set, word))
            || is_plural(word) && titles.calls_entries(word)
    };
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
    let is_lower = || unit.split(|c: char| !c.is_alphanumeric()).any(|word| word == noun);
    let is_named =
        has_noun(&WORDS.entries, noun) || titles.calls_entries(noun) && (has_noun(&WORDS.kinds, noun) || is_lower());
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
