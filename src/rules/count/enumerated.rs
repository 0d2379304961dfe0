//! Lists inside a sentence that do not have as many parts as the sentence says: `12 types of units: abstract, author, …`.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::catalog::number::{QuantityKind, quantities};
use crate::markdown::Block;
use crate::rules::{Answer, Context, Draft, Question};
use crate::vocabulary::vocabulary;

/// Numbers that a sentence lists the things of; longer lists are data.
const NUMBERS: std::ops::RangeInclusive<usize> = 3..=40;
/// Things by which a list may be off: what is further off lists something else, groups for example.
const MOST_OFF: usize = 2;
/// Words between the number and the list: `12 types of semantic units: …`.
const MOST_WORDS: usize = 5;
/// Bytes of the longest text between the number and the list.
const LONGEST_NOUN: usize = 60;
/// Words and letters of the longest part: what has more is a clause.
const MOST_PART_WORDS: usize = 4;
const LONGEST_PART: usize = 32;

/// Words of lists in sentences: `rules/vocabulary/enumerations.toml`.
#[derive(Debug, Default, Deserialize)]
struct EnumerationWords {
    /// Cardinal numbers in small letters.
    numbers: FxHashMap<String, usize>,
    /// Words that say that a list is not whole.
    open: Vec<String>,
    /// Words that join the last two parts.
    and: Vec<String>,
}

vocabulary! { fn read_enumerations() -> EnumerationWords = "enumerations.toml" }

static WORDS: LazyLock<EnumerationWords> = LazyLock::new(read_enumerations);

/// A number with the list behind it.
struct Enumeration {
    number: Range<usize>,
    said: usize,
    /// The fewest and the most parts that the list can be read to have.
    parts: (usize, usize),
}

/// `count/breakdown`, of lists in sentences.
pub(in crate::rules) fn enumerations<'c>(context: &Context<'c, '_>) -> Question<'c, &'c Block> {
    let document = &context.catalog.document;
    Box::new(move |block| {
        let text = document.text_of(block);
        let judged = enumerations_in(text).into_iter().filter_map(|found| {
            let span = block.text.source(found.number.clone());
            let is_text = !document.is_in_code_span(block, span);
            is_text.then(|| found.judge(text).map_or(Answer::Holds, |draft| Draft { span, ..draft }.into()))
        });
        judged.collect()
    })
}

impl Enumeration {
    fn judge(&self, text: &str) -> Option<Draft> {
        let (least, most) = self.parts;
        if (least..=most).contains(&self.said) {
            return None;
        }
        let number = text.get(self.number.clone())?;
        let message = format!(
            "the text says {number}, but {} are listed behind it",
            if self.said < least { least } else { most }
        );
        let draft = Draft::new(crate::source::Span::default(), message);
        Some(draft.help("correct the number or the list").subject(number.to_owned()))
    }
}

/// The lists of a text, each with the number before it.
fn enumerations_in(text: &str) -> Vec<Enumeration> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, mark) in text.match_indices([':', '：', '(', '（']) {
        let end = at + mark.len();
        let Some(list) = text.get(end..).map(|behind| list_of(behind, matches!(mark, "(" | "（"))) else { continue };
        let before = text.get(from..at).unwrap_or_default();
        if let (Some(parts), Some((number, said))) = (parts_of(list), number_of(before)) {
            let number = from + number.start..from + number.end;
            let (least, most) = parts;
            let off = if said < least { least - said } else { said.saturating_sub(most) };
            if NUMBERS.contains(&said) && off <= MOST_OFF {
                found.push(Enumeration { number, said, parts });
            }
        }
        from = end;
    }
    found
}

/// The text of a list: to the end of the bracket, or of the sentence.
fn list_of(behind: &str, is_bracketed: bool) -> &str {
    let end = if is_bracketed {
        behind.find([')', '）'])
    } else {
        let ends = [behind.find(". "), behind.find(['。', '；', ';', '\n'])];
        ends.into_iter().flatten().min().or(Some(behind.trim_end().trim_end_matches('.').len()))
    };
    end.and_then(|end| behind.get(..end)).unwrap_or_default()
}

/// The fewest and the most parts of a list; none where it is not whole or no plain list.
fn parts_of(list: &str) -> Option<(usize, usize)> {
    let lower = list.to_lowercase();
    let is_open = WORDS.open.iter().any(|word| lower.contains(word.as_str()));
    if is_open || list.contains(['(', '（', ':', '：', '…', '+', '=', '|', '"', '“']) {
        return None;
    }
    let (mut least, mut most) = (0, 0);
    let pieces: Vec<&str> = lower.split([',', '、', '，']).map(str::trim).collect();
    for (index, piece) in pieces.iter().enumerate() {
        let piece = WORDS.and.iter().find_map(|and| piece.strip_prefix(and.trim_start())).unwrap_or(piece);
        let words = piece.split_whitespace().count();
        let is_plain = !piece.is_empty() && words <= MOST_PART_WORDS + 1 && piece.len() <= LONGEST_PART * 2;
        if !is_plain || !piece.contains(char::is_alphabetic) {
            return None;
        }
        let joined = WORDS.and.iter().map(|and| piece.matches(and.as_str()).count()).sum::<usize>();
        let slashes = piece.matches(['/', '&']).count();
        let is_last = index + 1 == pieces.len();
        // The last comma may stand for the word: `A, B and C`.
        least += 1;
        most += 1 + joined + slashes;
        if joined == 0 && (words > MOST_PART_WORDS || piece.chars().count() > LONGEST_PART) && !is_last {
            return None;
        }
        if is_last && joined == 0 && words > MOST_PART_WORDS {
            return None;
        }
    }
    (pieces.len() >= *NUMBERS.start() - 1 && most >= *NUMBERS.start()).then_some((least, most))
}

/// The last number of a text that counts what follows it: `with 12 types of semantic units`, `nine families`.
fn number_of(before: &str) -> Option<(Range<usize>, usize)> {
    let tail = before.rfind(['.', '。', ';', '；', '\n', ',', '，']).map_or(0, |at| at + 1);
    let own = before.get(tail..).unwrap_or_default();
    let found = quantities(own);
    let by_digits = match found.as_slice() {
        [] => None,
        [.., last] => {
            let is_count = last.kind == QuantityKind::Count
                && last.interval.is_exact()
                && last.interval.low.fract() == 0.0
                && !last.approximate
                && !last.looks_like_year();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no count is negative")]
            let said = last.interval.low as usize;
            Some((last.range.clone(), said)).filter(|_| is_count && found.len() == 1)
        }
    };
    let (range, said) = by_digits.or_else(|| found.is_empty().then(|| by_word(own)).flatten())?;
    let noun = own.get(range.end..)?;
    let words = noun.split_whitespace().count();
    let is_noun =
        noun.len() <= LONGEST_NOUN && (1..=MOST_WORDS).contains(&words) && !noun.contains(['(', ')', '-', '/']);
    let lower = noun.to_lowercase();
    let is_whole = !WORDS.open.iter().any(|word| lower.contains(word.as_str()));
    let is_plural = noun.split_whitespace().any(|word| word.ends_with('s') || !word.is_ascii());
    (is_noun && is_whole && is_plural).then_some((tail + range.start..tail + range.end, said))
}

/// The one number that is written as a word.
fn by_word(text: &str) -> Option<(Range<usize>, usize)> {
    let start = text.as_ptr() as usize;
    let read = |word: &'_ str| {
        let at = word.as_ptr() as usize - start;
        let value = WORDS.numbers.get(&word.to_lowercase())?;
        Some((at..at + word.len(), *value))
    };
    let mut found = text.split(|c: char| !c.is_alphabetic()).filter_map(read);
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_a_sentence_are_counted() {
        for (text, said, parts) in [
            ("500K pages, with 4 types of units: abstract, author, caption, date, equation.", 4, (5, 5)),
            ("It has three formats: JSON, CSV and XML.", 3, (2, 3)),
            ("nine families (Ramnit, Lollipop, Kelihos, Vundo, Simda, Tracur, Obfuscator, Gatak)", 9, (8, 8)),
            ("支持 3 种格式：甲、乙、丙、丁。", 3, (4, 4)),
            ("Es gibt vier Formate: JSON, CSV, XML", 4, (3, 3)),
        ] {
            let found = enumerations_in(text);
            let read: Vec<_> = found.iter().map(|own| (own.said, own.parts)).collect();
            assert_eq!(read, [(said, parts)], "{text}");
        }
    }

    #[test]
    fn what_is_no_whole_list_is_left_alone() {
        for text in [
            "12 types of units: abstract, author, etc.",
            "It has 5 classes such as: cats, dogs, birds",
            "More than 12 types: a cat, a dog, a bird",
            "4 splits: train (80), test, val",
            "3 ways to go: you may walk to the shop, you may take the bus there, drive, swim",
            "In 2019 sets: A, B, C",
            "10 tasks: reading, writing, talking",
        ] {
            assert!(enumerations_in(text).iter().all(|own| own.judge(text).is_none()), "{text}");
        }
    }
}
