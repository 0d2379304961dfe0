//! Sentences of the introduction that count the entries: "a curated list of 120 tools", "730+ APIs across 48 categories",
//! "本列表收录了 40 个项目。"

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::claim_words::{claim, countable, counted, is_about_list, narrows};
use super::number::{Quantity, quantities};
use super::types::{Claim, ClaimForm, CountedThing};
use crate::markdown::{Block, Document};
use crate::text::fold;
use crate::vocabulary::vocabulary;

/// The words of such sentences in other languages: `[sentences]` in `rules/vocabulary/claims.toml`.
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
}

#[derive(Debug, Default, Deserialize)]
struct SentencesFile {
    sentences: SentenceWords,
}

vocabulary! { fn read_sentences() -> SentencesFile = "claims.toml" }

static WORDS: LazyLock<SentenceWords> = LazyLock::new(|| {
    let mut words = read_sentences().sentences;
    for list in words.lists() {
        for word in list {
            *word = fold::words(word);
        }
    }
    words
});

impl SentenceWords {
    fn lists(&mut self) -> [&mut Vec<String>; 12] {
        let Self { nouns, about, joints, and, of, listing, holding, subjects, others, measures, adjectives, particles } =
            self;
        [nouns, about, joints, and, of, listing, holding, subjects, others, measures, adjectives, particles]
    }
}

/// So much of a sentence can stand between what says that it lists and the number, in bytes.
const NEAR: usize = 60;

/// The words of a document's title that say what its entries are about.
#[derive(Debug)]
pub(super) struct Title {
    words: FxHashSet<String>,
}

impl Title {
    pub(super) fn of(document: &Document<'_>) -> Self {
        let title = document.sections.iter().find(|section| section.level == 1);
        let title =
            title.and_then(|section| document.block(section.heading)).map_or("", |block| document.text_of(block));
        let words = fold::words(title);
        Self { words: words.split(' ').filter(|word| !word.is_empty() && narrows(word)).map(str::to_owned).collect() }
    }

    /// What a phrase counts when the words of the title, all of which it has, are left out: of a list of Go tools, `40 Go
    /// tools` are all.
    fn counted(&self, phrase: &str) -> Option<CountedThing> {
        let folded = fold::words(phrase);
        let (own, rest): (Vec<&str>, Vec<&str>) = folded.split(' ').partition(|word| self.words.contains(*word));
        let is_whole = !own.is_empty() && self.words.iter().all(|word| own.contains(&word.as_str()));
        counted(&rest.join(" ")).filter(|_| is_whole)
    }
}

/// Reads the claims of a sentence.
pub(super) fn read(block: &Block, text: &str, title: &Title, claims: &mut Vec<Claim>) {
    let folded = fold::words(text);
    let is_about = folded.split(' ').any(is_about_list);
    let is_foreign = !text.is_ascii() || folded.split(' ').any(|word| WORDS.about.iter().any(|own| own == word));
    if !is_about && !is_foreign {
        return;
    }
    // Where the last number of entries ended.
    let mut last: Option<usize> = None;
    for quantity in quantities(text).iter().filter(countable) {
        let plain = || match counted(quantity.unit) {
            Some(CountedThing::Matching(_)) | None => title.counted(quantity.unit),
            other => other,
        };
        let found = Some(is_about).filter(|is| *is).and_then(|_| plain());
        let found = found.or_else(|| is_listed(text, quantity, title).then_some(CountedThing::Records));
        if let Some(counted @ (CountedThing::Records | CountedThing::Sections)) = found {
            let own = claim(ClaimForm::Summary, block, text, quantity, counted, quantity.unit);
            if own.counted == CountedThing::Records {
                let between = last.replace(quantity.range.end).and_then(|last| text.get(last..quantity.range.start));
                let beside = claims.iter().rposition(|claim| claim.counted == CountedThing::Records);
                // Of "over 100 data sets, of which more than 70 can be downloaded" only the most counts all.
                if let Some((_, beside)) = between.filter(|between| !ends_sentence(between)).zip(beside) {
                    if claims.get(beside).is_some_and(|beside| beside.interval.low < own.interval.low) {
                        claims.remove(beside);
                    } else {
                        continue;
                    }
                }
            }
            claims.push(own);
        }
    }
}

/// Returns true if a sentence ends in a stretch of text.
fn ends_sentence(text: &str) -> bool {
    text.contains(['。', '！', '？', '；', '\n', '!', '?', ';']) || text.contains(". ")
}

/// Returns true if a number is that of the entries in a sentence of another language: what it counts is what entries
/// are called,
/// and what says that they are listed stands near it in the same sentence.
fn is_listed(text: &str, quantity: &Quantity<'_>, title: &Title) -> bool {
    let unit = fold::words(quantity.unit);
    let before = text.get(..quantity.range.start).unwrap_or_default();
    let before = before.rsplit(['。', '！', '？', '；', '\n']).next().unwrap_or_default();
    let before = before.rsplit(". ").next().unwrap_or_default();
    if unit.chars().next().is_some_and(is_unspaced) {
        let after = text.get(quantity.range.end..).unwrap_or_default();
        return is_noun_unspaced(&unit) && is_listed_unspaced(before, &unit, after);
    }
    if !is_noun(&unit, title) {
        return false;
    }
    let before = fold::words(near_end(before));
    let is_about = |word: &&str| has(&WORDS.about, word);
    let mut between = before.split(' ').rev().take_while(|word| !is_about(word));
    before.split(' ').any(|word| is_about(&word))
        && between.all(|word| has(&WORDS.joints, word) || title.words.contains(word))
}

/// The same in a script without blanks.
fn is_listed_unspaced(before: &str, unit: &str, after: &str) -> bool {
    let before = before.rsplit(['，', ',', '、']).next().unwrap_or_default();
    let before = fold::words(near_end(before));
    // In Japanese and Korean the verb stands at the end.
    let after = after.split(['。', '！', '？', '；', '、', '\n']).next().unwrap_or_default();
    let after = fold::words(&after.chars().take(NEAR / 3).collect::<String>());
    let says = |words: &[String], text: &str| words.iter().any(|word| text.contains(word.as_str()));
    let verb = |words: &[String]| words.iter().filter_map(|verb| before.rfind(verb.as_str())).max();
    let behind = |words: &[String]| says(words, unit) || says(words, &after);
    if says(&WORDS.others, &before) {
        return false;
    }
    let is_own = |text: &str| text.trim().is_empty() || says(&WORDS.subjects, text);
    verb(&WORDS.listing).is_some()
        || behind(&WORDS.listing)
        || verb(&WORDS.holding).is_some_and(|at| is_own(before.get(..at).unwrap_or_default()))
        || behind(&WORDS.holding) && is_own(&before)
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
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// `个开源项目`, `個のツールを収録しています`.
fn is_noun_unspaced(unit: &str) -> bool {
    let without = |text: &str, words: &[String]| {
        let longest = words.iter().filter(|word| text.starts_with(word.as_str())).max_by_key(|word| word.len());
        text.get(longest.map_or(0, String::len)..).unwrap_or_default().trim_start().to_owned()
    };
    let core = without(&without(unit, &WORDS.measures), &WORDS.adjectives);
    let ends =
        |rest: &str| rest.is_empty() || WORDS.particles.iter().any(|particle| rest.starts_with(particle.as_str()));
    WORDS.nouns.iter().any(|noun| core.strip_prefix(noun.as_str()).is_some_and(ends))
}

/// `ferramentas`, `recursos sobre Go` in a list about Go, `ferramentas e`.
fn is_noun(unit: &str, title: &Title) -> bool {
    let mut words = unit.split(' ');
    if !words.next().is_some_and(|noun| has(&WORDS.nouns, noun)) {
        return false;
    }
    match words.next() {
        None => true,
        Some(word) if has(&WORDS.and, word) => true,
        Some(word) => {
            let mut about = words.take_while(|word| !has(&WORDS.and, word));
            has(&WORDS.of, word) && about.all(|word| title.words.contains(word))
        }
    }
}
