//! The words and marks around a figure, from `rules/vocabulary/numbers.toml`.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

use super::words::WordSet;
use crate::vocabulary::vocabulary;

/// Bytes of the longest multiplier that is looked up: `thousands`, `Milliarden`.
const LONGEST_MULTIPLIER: usize = 10;
/// Bytes of the longest multiplier that is cut by a dot: `Mrd.`
const LONGEST_CUT: usize = 4;

/// A bound that a mark or word sets on the figure beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BoundMark {
    /// `more than 5`
    Least,
    /// `up to 5`
    Most,
    /// `about 5`
    About,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct NumberVocabulary {
    before: PrefixWords,
    after: SuffixWords,
    glued: FxHashMap<String, f64>,
    words: FxHashMap<String, f64>,
    kinds: KindWords,
    other: OtherWords,
    breakdown: BreakdownWords,
    pub(super) ranges: RangeJoints,
    stop: WordSet,
}

#[derive(Debug, Default, Deserialize)]
struct PrefixWords {
    least: WordSet,
    most: WordSet,
    about: WordSet,
}

#[derive(Debug, Default, Deserialize)]
struct SuffixWords {
    least: WordSet,
}

#[derive(Debug, Default, Deserialize)]
struct KindWords {
    currency: WordSet,
    money: WordSet,
    percent: WordSet,
}

#[derive(Debug, Default, Deserialize)]
struct OtherWords {
    ordinals: WordSet,
    dates: WordSet,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct RangeJoints {
    pub(super) glued: Vec<String>,
    pub(super) spaced: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct BreakdownWords {
    joints: Vec<String>,
    total: WordSet,
    measures: WordSet,
    parts: Vec<WordSet>,
    exhaustive: Vec<Vec<WordSet>>,
    rows: Vec<String>,
}

vocabulary! { fn read_numbers() -> NumberVocabulary = "numbers.toml" }

static VOCABULARY: LazyLock<NumberVocabulary> = LazyLock::new(read_numbers);

/// The one vocabulary of numbers.
pub(super) fn vocabulary() -> &'static NumberVocabulary {
    &VOCABULARY
}

impl NumberVocabulary {
    /// Returns what stands between two parts of a breakdown, longer ones first.
    pub(super) fn joints(&self) -> &[String] {
        &self.breakdown.joints
    }

    /// The bound that `text` ends with, and where it begins.
    pub(super) fn bound_before(&self, text: &str) -> Option<(BoundMark, usize)> {
        let text = text.trim_end_matches([' ', '\u{a0}', '*', '_']);
        // Most figures have a mark or nothing before them, which no word of the lists can match.
        let last = text.chars().next_back().filter(|last| !last.is_ascii_digit() && *last != ',' && *last != '(')?;
        let lists = [
            (BoundMark::Least, &self.before.least),
            (BoundMark::Most, &self.before.most),
            (BoundMark::About, &self.before.about),
        ];
        let mut longest = None;
        for (bound, list) in lists {
            for word in list.that_may_end(text).filter(|word| word.ends_with(last.to_ascii_lowercase())) {
                let start = text.len().saturating_sub(word.len());
                let longer = longest.is_none_or(|(_, found)| start < found);
                if longer && ends_with_word(text, word) {
                    longest = Some((bound, start));
                }
            }
        }
        // An arrow is no comparison.
        longest.filter(|(_, start)| {
            !(last == '>' && text.get(..*start).is_some_and(|rest| rest.ends_with(['-', '=', '|'])))
        })
    }

    /// Returns the length of a mark at the start of `text` that makes the figure before it a floor.
    pub(super) fn least_after(&self, text: &str) -> Option<usize> {
        self.after.least.that_may_begin(text).find(|word| starts_with_word(text, word)).map(str::len)
    }

    /// The multiplier that is glued to a figure.
    pub(super) fn glued(&self, run: &str) -> Option<f64> {
        self.glued.get(run).copied()
    }

    /// The multiplier that `text` begins with, and its length: `million`, `Mio.`, `万`.
    pub(super) fn multiplier(&self, text: &str) -> Option<(f64, usize)> {
        let first = text.chars().next().filter(|first| first.is_alphabetic())?;
        if !first.is_ascii() {
            let word = text.get(..first.len_utf8())?;
            return self.words.get(word).map(|scale| (*scale, word.len()));
        }
        let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = text.get(..length).filter(|word| word.len() <= LONGEST_MULTIPLIER)?;
        let scale = *self.words.get(&word.to_ascii_lowercase())?;
        let dot = text.get(length..).is_some_and(|rest| rest.starts_with(". ")) && length <= LONGEST_CUT;
        Some((scale, length + usize::from(dot)))
    }

    /// The currency mark that `text` ends with.
    pub(super) fn currency_before(&self, text: &str) -> Option<&str> {
        self.kinds.currency.that_may_end(text).find(|mark| text.ends_with(mark))
    }

    /// Returns true if `text`, what follows a number, makes it money.
    pub(super) fn is_money_after(&self, text: &str) -> bool {
        self.kinds.currency.that_may_begin(text).any(|mark| text.starts_with(mark))
            || self.kinds.money.that_may_begin(text).any(|word| starts_with_word(text, word))
    }

    /// The length of the percent sign that `text` begins with.
    pub(super) fn percent_after(&self, text: &str) -> Option<usize> {
        self.kinds.percent.that_may_begin(text).find(|mark| starts_with_word(text, mark)).map(str::len)
    }

    /// Returns true if letters make an ordinal of the figure before them.
    pub(super) fn is_ordinal(&self, run: &str) -> bool {
        self.other.ordinals.that_may_begin(run).any(|word| word.eq_ignore_ascii_case(run))
    }

    /// Returns true if `text` begins with a mark that makes a date of the figure before it.
    pub(super) fn is_date_after(&self, text: &str) -> bool {
        self.other.dates.that_may_begin(text).any(|mark| text.starts_with(mark))
    }

    /// Returns true if a unit ends before this word.
    pub(super) fn is_stop(&self, word: &str) -> bool {
        self.stop.that_may_begin(word).any(|stop| stop.len() == word.len() && stop.eq_ignore_ascii_case(word))
    }

    /// Returns true if a phrase says that its number is a total.
    pub(super) fn says_total(&self, phrase: &str) -> bool {
        contains_word(phrase, &self.breakdown.total)
    }

    /// Returns true if a noun measures rather than counts.
    pub(super) fn measures(&self, noun: &str) -> bool {
        self.breakdown.measures.that_may_begin(noun).any(|word| starts_with_word(noun, word))
    }

    /// Returns true if these nouns are known to divide one whole.
    pub(super) fn divide_a_whole(&self, mut nouns: impl Iterator<Item = impl AsRef<str>> + Clone) -> bool {
        let nouns = &mut nouns;
        let known = |set: &WordSet, noun: &str| set.that_may_begin(noun).any(|word| starts_with_word(noun, word));
        self.breakdown.parts.iter().any(|set| nouns.clone().all(|noun| known(set, noun.as_ref())))
    }
}

/// Returns true if these labels are known to divide one whole.
pub fn divides_whole(labels: &[String]) -> bool {
    vocabulary().divide_a_whole(labels.iter())
}

/// Returns true if these labels are all parts of a whole, so that nothing is left over.
pub fn divides_exhaustively(labels: &[String]) -> bool {
    let has = |set: &WordSet| labels.iter().any(|label| begins_with_one(label, set));
    divides_whole(labels) && vocabulary().breakdown.exhaustive.iter().any(|sets| sets.iter().all(has))
}

/// Returns true if a label measures rather than counts.
pub fn is_measure(label: &str) -> bool {
    vocabulary().measures(label)
}

/// Returns true if a cell calls its row the sum of the others.
pub fn is_total_row(cell: &str) -> bool {
    let words = crate::text::fold::words(cell);
    vocabulary().breakdown.rows.contains(&words)
}

fn begins_with_one(label: &str, set: &WordSet) -> bool {
    set.that_may_begin(label).any(|word| starts_with_word(label, word))
}

/// Returns true if `text` ends with `word`, whatever its case, and not amid a longer word.
fn ends_with_word(text: &str, word: &str) -> bool {
    let Some(start) = text.len().checked_sub(word.len()) else { return false };
    let is_same = text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(word));
    is_same && is_boundary(word.chars().next(), text.get(..start).and_then(|rest| rest.chars().next_back()))
}

/// Returns true if `text` begins with `word`, whatever its case, and not with a longer word.
fn starts_with_word(text: &str, word: &str) -> bool {
    // Told by one byte for nearly all of the words that are tried.
    let alike = |(a, b): (&u8, &u8)| a.eq_ignore_ascii_case(b);
    if !text.as_bytes().first().zip(word.as_bytes().first()).is_some_and(alike) {
        return false;
    }
    let is_same = text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    is_same && is_boundary(word.chars().next_back(), text.get(word.len()..).and_then(|rest| rest.chars().next()))
}

/// Returns true if `text` has one of these words in it as a word of its own.
fn contains_word(text: &str, words: &WordSet) -> bool {
    text.char_indices().any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let mut begun = words.that_may_begin(rest);
        begun.any(|word| is_boundary(word.chars().next(), before.chars().next_back()) && starts_with_word(rest, word))
    })
}

/// Returns true if a word that has `inner` at its edge can end where `outer` stands: only ASCII letters need a gap.
fn is_boundary(inner: Option<char>, outer: Option<char>) -> bool {
    !(inner.is_some_and(|c| c.is_ascii_alphabetic()) && outer.is_some_and(|c| c.is_ascii_alphanumeric()))
}
