//! Sentences that count the entries in languages other than English: `本列表收录了 40 个项目。`, `Esta lista tem 40 ferramentas.`

use std::sync::LazyLock;

use serde::Deserialize;

use super::phrase::{CountedPhrase, TitlesAbove};
use super::words::{WORDS, counted, has_noun};
use crate::catalog::number::Quantity;
use crate::catalog::types::{CountedNoun, CountedThing};
use crate::text::fold;
use crate::vocabulary::vocabulary;

/// The words of such sentences: `[sentences]` in `rules/vocabulary/claims.toml`.
#[derive(Debug, Default, Deserialize)]
struct SentenceWords {
    nouns: Vec<String>,
    about: Vec<String>,
    joints: Vec<String>,
    and: Vec<String>,
    of: Vec<String>,
    listing: Vec<String>,
    holding: Vec<String>,
    subjects: Vec<String>,
    others: Vec<String>,
    measures: Vec<String>,
    adjectives: Vec<String>,
    particles: Vec<String>,
    lists: Vec<String>,
    pointing: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct SentencesFile {
    sentences: SentenceWords,
}

vocabulary! { fn read_sentences() -> SentencesFile = "claims.toml" }

static SENTENCE_WORDS: LazyLock<SentenceWords> = LazyLock::new(|| {
    let mut words = read_sentences().sentences;
    for list in words.all() {
        for word in list {
            *word = fold::words(word);
        }
    }
    words
});

impl SentenceWords {
    fn all(&mut self) -> [&mut Vec<String>; 14] {
        let Self {
            nouns,
            about,
            joints,
            and,
            of,
            listing,
            holding,
            subjects,
            others,
            measures,
            adjectives,
            particles,
            lists,
            pointing,
        } = self;
        [
            nouns, about, joints, and, of, listing, holding, subjects, others, measures, adjectives, particles, lists,
            pointing,
        ]
    }
}

/// Letters of a noun that tell it, in scripts that set no blanks: most words of Chinese have two.
const SHORTEST_PIECE: usize = 2;
/// Letters of the longest text that begins with `本` and calls the list: `本分类共`.
const LONGEST_SUBJECT: usize = 8;
/// Words between a number and its noun: `280 n8n-Workflow-Vorlagen`.
const MOST_BETWEEN: usize = 2;

/// So much of a sentence can stand between what says that it lists and the number, in bytes.
const NEAR: usize = 60;

/// Returns true if a sentence has a word of another language that a list is called.
pub(super) fn is_foreign(text: &str, folded: &str) -> bool {
    !text.is_ascii() || folded.split(' ').any(|word| has(&SENTENCE_WORDS.about, word))
}

/// Returns true if a number is that of the entries in a sentence of another language: what it counts is what entries
/// are called, and what says that they are listed stands near it in the same sentence.
pub(super) fn is_listed(
    sentence: &str,
    before: &str,
    after: &str,
    quantity: &Quantity<'_>,
    titles: TitlesAbove<'_>,
) -> bool {
    let unit = fold::words(quantity.unit);
    if unit.chars().next().is_some_and(is_unspaced) {
        return is_noun_unspaced(&unit, titles) && is_listed_unspaced(before, &unit, after)
            || is_leading_unspaced(sentence, before, &unit);
    }
    if !is_noun(&unit, titles) {
        return false;
    }
    let before = fold::words(near_end(before));
    let is_about = |word: &&str| has(&SENTENCE_WORDS.about, word);
    let mut between = before.split(' ').rev().take_while(|word| !is_about(word));
    before.split(' ').any(|word| is_about(&word))
        && between.all(|word| has(&SENTENCE_WORDS.joints, word) || titles.has(word))
}

/// `97个实现交易机器人的库和包列表`: a sentence that begins with a number and its word of measure, and says that it is a list.
fn is_leading_unspaced(sentence: &str, before: &str, unit: &str) -> bool {
    let begins = |words: &[String]| words.iter().any(|word| unit.starts_with(word.as_str()));
    let lead = fold::words(before);
    let is_lead = lead.is_empty() || SENTENCE_WORDS.subjects.contains(&lead) || lead.chars().count() <= 4;
    let first = sentence.split(['，', ',', '。', '；']).next().unwrap_or_default();
    let is_list =
        SENTENCE_WORDS.lists.iter().any(|word| first.ends_with(word.as_str()) || sentence.contains(word.as_str()));
    begins(&SENTENCE_WORDS.measures) && is_lead && is_list
}

/// The same in a script without blanks.
fn is_listed_unspaced(before: &str, unit: &str, after: &str) -> bool {
    let before = before.rsplit(['，', ',', '、']).next().unwrap_or_default();
    let before = fold::words(near_end(before));
    // In Japanese and Korean the verb stands at the end.
    let after = after.split(['。', '！', '？', '；', '、', '\n']).next().unwrap_or_default();
    let after = fold::words(&after.chars().take(NEAR / 3).collect::<String>());
    let words = &*SENTENCE_WORDS;
    let says = |words: &[String], text: &str| words.iter().any(|word| text.contains(word.as_str()));
    let verb = |words: &[String]| words.iter().filter_map(|verb| before.rfind(verb.as_str())).max();
    let behind = |words: &[String]| says(words, unit) || says(words, &after);
    if says(&words.others, &before) {
        return false;
    }
    let points = |text: &str| words.pointing.iter().any(|word| text.starts_with(word.as_str()));
    let is_own = |text: &str| {
        let text = text.trim();
        text.is_empty() || says(&words.subjects, text) || points(text) && text.chars().count() <= LONGEST_SUBJECT
    };
    verb(&words.listing).is_some()
        || behind(&words.listing)
        || verb(&words.holding).is_some_and(|at| is_own(before.get(..at).unwrap_or_default()))
        || behind(&words.holding) && is_own(&before)
}

fn has(words: &[String], word: &str) -> bool {
    words.iter().any(|own| own == word)
}

/// The end of a text that is near enough to what follows.
fn near_end(text: &str) -> &str {
    let start = text.char_indices().map(|(at, _)| at).find(|at| text.len() - at <= NEAR).unwrap_or(text.len());
    text.get(start..).unwrap_or_default()
}

/// Returns true if words are set without blanks between them in a letter's script.
pub(super) fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// `个开源项目`, `個のツールを収録しています`.
fn is_noun_unspaced(unit: &str, titles: TitlesAbove<'_>) -> bool {
    let words = &*SENTENCE_WORDS;
    let without = |text: &str, words: &[String]| {
        let longest = words.iter().filter(|word| text.starts_with(word.as_str())).max_by_key(|word| word.len());
        text.get(longest.map_or(0, String::len)..).unwrap_or_default().trim_start().to_owned()
    };
    let core = without(&without(unit, &words.measures), &words.adjectives);
    let ends =
        |rest: &str| rest.is_empty() || words.particles.iter().any(|particle| rest.starts_with(particle.as_str()));
    if words.nouns.iter().any(|noun| core.strip_prefix(noun.as_str()).is_some_and(ends)) {
        return true;
    }
    // `个 Skills`, and what the title calls the entries in the same script: `个技能`.
    let latin: String = core.chars().take_while(char::is_ascii_alphanumeric).collect();
    if !latin.is_empty() {
        return has_noun(&WORDS.entries, &latin) || has_noun(&WORDS.kinds, &latin) || titles.calls_entries(&latin);
    }
    let begin: String = core.chars().take(SHORTEST_PIECE).collect();
    let is_measured = core.len() < unit.len();
    is_measured && begin.chars().filter(|c| is_unspaced(*c)).count() == SHORTEST_PIECE && titles.has_text(&begin)
}

/// Returns true if the number of a cell with this unit may count entries: a bare number, and one of entries.
pub(super) fn may_count_entries(unit: &str) -> bool {
    unit.is_empty() || counted(unit) == Some(CountedThing::Records) || counter_phrase(unit).is_some()
}

/// Reads a unit that begins with a word of measure: `개 항목`, `个分类`. What is counted may be left unsaid: `件`.
pub(super) fn counter_phrase(unit: &str) -> Option<CountedPhrase> {
    let unit = fold::words(unit);
    let words = &*SENTENCE_WORDS;
    let measure = words.measures.iter().filter(|word| unit.starts_with(word.as_str())).max_by_key(|word| word.len())?;
    let rest = unit.get(measure.len()..).unwrap_or_default().trim();
    let has = |known: &str| !known.is_ascii() && rest.contains(known);
    let (counted, noun) = if WORDS.sections.iter().any(|word| has(word)) {
        (CountedThing::Sections, CountedNoun::Named)
    } else if words.nouns.iter().chain(&WORDS.entries).any(|word| has(word)) {
        (CountedThing::Records, CountedNoun::Named)
    } else {
        (CountedThing::Records, CountedNoun::Open)
    };
    Some(CountedPhrase { counted, noun, is_narrowed: false })
}

/// Reads a unit of a language with blanks: `herramientas`, `категорий`.
pub(super) fn spaced_phrase(unit: &str, titles: TitlesAbove<'_>) -> Option<CountedPhrase> {
    let unit = fold::words(unit);
    let counted = if has_noun(&WORDS.sections, &unit) {
        CountedThing::Sections
    } else {
        is_noun(&unit, titles).then_some(CountedThing::Records)?
    };
    Some(CountedPhrase { counted, noun: CountedNoun::Named, is_narrowed: false })
}

/// `ferramentas`, `recursos sobre Go` in a list about Go, `ferramentas e`.
fn is_noun(unit: &str, titles: TitlesAbove<'_>) -> bool {
    let is_known = |noun: &&str| has(&SENTENCE_WORDS.nouns, noun);
    let Some(at) = unit.split(' ').take(MOST_BETWEEN + 1).position(|noun| is_known(&noun)) else { return false };
    let mut words = unit.split(' ').skip(at + 1);
    match words.next() {
        None => true,
        Some(word) if has(&SENTENCE_WORDS.and, word) => true,
        Some(word) => {
            let mut about = words.take_while(|word| !has(&SENTENCE_WORDS.and, word));
            has(&SENTENCE_WORDS.of, word) && about.all(|word| titles.has(word))
        }
    }
}
