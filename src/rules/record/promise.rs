//! Orders that a catalog promises its entries in: "in alphabetical order", "sorted by stars", "newest first".

use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

use crate::text::fold;
use crate::vocabulary::vocabulary;

#[derive(Debug, Default, Deserialize)]
pub(super) struct OrderWords {
    alphabetical: Vec<String>,
    chronological: Vec<String>,
    by: Vec<String>,
    around: Vec<(String, String)>,
    names: Vec<String>,
    dates: Vec<String>,
    falling: Vec<String>,
    rising: Vec<String>,
    no: Vec<String>,
    no_anywhere: Vec<String>,
    groups: Vec<String>,
    groups_anywhere: Vec<String>,
    within: Vec<String>,
    entries: Vec<String>,
    pub(super) marks_falling: Vec<String>,
    pub(super) marks_rising: Vec<String>,
    pub(super) guides: Vec<String>,
    pub(super) stars: Vec<String>,
    key_ends: Vec<String>,
    key_fillers: Vec<String>,
    inside: Vec<String>,
    articles: Vec<String>,
}

vocabulary! { fn read_orders() -> OrderWords = "orders.toml" }

pub(super) static WORDS: LazyLock<OrderWords> = LazyLock::new(read_orders);

impl OrderWords {
    /// Returns folded words without the article that they begin with.
    pub(super) fn without_article<'w>(&self, words: &'w str) -> &'w str {
        let rest = |article: &String| words.strip_prefix(article.as_str())?.strip_prefix(' ');
        self.articles.iter().find_map(rest).unwrap_or(words)
    }
}

/// Words of the longest phrase behind "sorted by".
const MOST_KEY_WORDS: usize = 4;

/// The property of entries that they are sorted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OrderKey {
    /// Their names.
    Name,
    /// Their dates.
    Date,
    /// A text of each, by the words that it is called by.
    Text(Vec<String>),
    /// A number of each, by the words that it is called by.
    Number(Vec<String>),
}

/// The direction of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrderDirection {
    /// From the least to the greatest.
    Rising,
    /// From the greatest to the least.
    Falling,
}

/// An order that a sentence promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StatedOrder {
    pub(super) key: OrderKey,
    /// None where the sentence leaves it open.
    pub(super) direction: Option<OrderDirection>,
}

/// The words of which one stands in every promise.
static ANY_WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = WORDS.alphabetical.iter().chain(&WORDS.chronological).chain(&WORDS.by);
    let words = words.chain(WORDS.around.iter().map(|(_, after)| after));
    let words: Vec<String> = words.map(|word| regex::escape(word)).collect();
    Regex::new(&format!("(?i){}", words.join("|"))).ok()
});

/// Returns true if a text may promise an order, told without reading it.
pub(super) fn may_promise(text: &str) -> bool {
    promise_word(text).is_some()
}

/// Returns the place of the first word in a text by which an order may be promised.
pub(super) fn promise_word(text: &str) -> Option<std::ops::Range<usize>> {
    ANY_WORD.as_ref().and_then(|words| words.find(text)).map(|found| found.range())
}

/// Reads the orders that the sentences of a text promise its entries in.
pub(super) fn stated_orders(text: &str) -> Vec<StatedOrder> {
    let lower = text.to_lowercase().replace('\n', " ");
    sentences(&lower).filter_map(stated_order).collect()
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['。', '；', '！', '？', ';', '!', '?']).flat_map(|part| part.split(". "))
}

/// Reads a sentence in small letters.
fn stated_order(sentence: &str) -> Option<StatedOrder> {
    let words = &*WORDS;
    let found = |list: &'static [String]| list.iter().filter_map(|word| word_at(sentence, word)).min();
    let alphabetical = found(&words.alphabetical);
    let key = if let Some(at) = alphabetical {
        let behind = sentence.get(at..)?;
        match behind.split_once(" by ").map(|(_, key)| key_words(key)).filter(|key| !key.is_empty()) {
            Some(key) if !is_name(&key) => OrderKey::Text(key),
            _ => OrderKey::Name,
        }
    } else if found(&words.chronological).is_some() {
        OrderKey::Date
    } else {
        match sorted_by(sentence)? {
            key if is_name(&key) => OrderKey::Name,
            key if key.iter().any(|word| is_date(word)) => OrderKey::Date,
            key => OrderKey::Number(key),
        }
    };
    let is_denied = is_denied(sentence) || is_of_groups(sentence);
    (!is_denied).then(|| StatedOrder { key, direction: direction(sentence) })
}

/// The words by which a sentence says that the entries are sorted.
fn sorted_by(sentence: &str) -> Option<Vec<String>> {
    let behind = WORDS.by.iter().find_map(|by| sentence.get(word_at(sentence, by)? + by.len()..));
    let key = match behind {
        Some(behind) => key_words(behind),
        None => WORDS.around.iter().find_map(|(before, after)| {
            let (_, rest) = sentence.split_once(before.as_str())?;
            let (key, _) = rest.split_once(after.as_str())?;
            let key = WORDS.falling.iter().chain(&WORDS.rising).fold(key.to_owned(), |key, word| key.replace(word, ""));
            (key.chars().count() <= MOST_KEY_WORDS * 3).then(|| vec![key.trim().to_owned()])
        })?,
    };
    (!key.is_empty()).then_some(key)
}

/// Returns true if a list has a word.
fn is_one_of(list: &[String], word: &str) -> bool {
    list.iter().any(|own| own == word)
}

/// The words of what stands behind "by", up to the end of the phrase.
fn key_words(text: &str) -> Vec<String> {
    let phrase = text.split([',', '.', ')', '(', ':', '|', '–', '—']).next().unwrap_or_default();
    let folded = fold::words(phrase);
    let words = folded.split(' ').take_while(|word| !is_one_of(&WORDS.key_ends, word));
    let is_property = |word: &&str| !word.is_empty() && !is_one_of(&WORDS.key_fillers, word);
    let words = words.take(MOST_KEY_WORDS).filter(is_property);
    words.map(|word| word.strip_suffix('s').filter(|word| word.len() > 2).unwrap_or(word).to_owned()).collect()
}

fn is_date(word: &str) -> bool {
    WORDS.dates.iter().any(|date| date == word || !date.is_ascii() && word.contains(date.as_str()))
}

/// Returns true if what entries are sorted by is their name: "by project", "by project name", not "by project score".
fn is_name(key: &[String]) -> bool {
    let is_one = |word: &String| WORDS.names.iter().any(|name| name == word || name.strip_suffix('s') == Some(word));
    key.last().is_some_and(is_one)
}

/// Returns true if a sentence says that something is not so, or makes it a condition.
fn is_denied(sentence: &str) -> bool {
    WORDS.no_anywhere.iter().any(|word| sentence.contains(word.as_str()))
        || sentence.split(|c: char| !c.is_alphanumeric() && c != '\'').any(|own| WORDS.no.iter().any(|no| no == own))
}

/// Returns true if a sentence is about the sections of a catalog, and not about its entries.
fn is_of_groups(sentence: &str) -> bool {
    let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.iter().any(|word| is_one_of(&WORDS.entries, word)) {
        return false;
    }
    let is_group = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        words.get(at).is_some_and(|word| is_one_of(&WORDS.groups, word))
            && !before.is_some_and(|word| is_one_of(&WORDS.within, word))
    };
    let is_within = words.iter().any(|word| is_one_of(&WORDS.inside, word));
    !is_within && (0..words.len()).any(is_group)
        || WORDS.groups_anywhere.iter().any(|group| sentence.contains(group.as_str()))
}

fn direction(sentence: &str) -> Option<OrderDirection> {
    let first = |list: &'static [String]| list.iter().filter_map(|word| word_at(sentence, word)).min();
    match (first(&WORDS.falling), first(&WORDS.rising)) {
        // "décroissant" and "croissant" end alike.
        (Some(falling), Some(rising)) if rising < falling => Some(OrderDirection::Rising),
        (Some(_), _) => Some(OrderDirection::Falling),
        (None, rising) => rising.map(|_| OrderDirection::Rising),
    }
}

/// Returns the offset at which a word begins in a text: at the beginning of a word, or anywhere in a script without
/// blanks.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let is_spaced = word.starts_with(|c: char| c.is_alphabetic() && c < '\u{2e80}');
    let begins = |at: usize| {
        !is_spaced
            || !text
                .get(..at)
                .and_then(|before| before.chars().next_back())
                .is_some_and(|c| c.is_alphanumeric() && c < '\u{2e80}')
    };
    text.match_indices(word).map(|(at, _)| at).find(|&at| begins(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_promise_orders() {
        let number = |words: &[&str]| OrderKey::Number(words.iter().map(|word| (*word).to_owned()).collect());
        let text = |words: &[&str]| OrderKey::Text(words.iter().map(|word| (*word).to_owned()).collect());
        for (sentence, expected) in [
            ("Alphabetical list of free datasets", Some((OrderKey::Name, None))),
            ("Lists within each section are alphabetized, please keep them that way", Some((OrderKey::Name, None))),
            ("Order projects alphabetically within each category.", Some((OrderKey::Name, None))),
            ("Sorted alphabetically by project.", Some((OrderKey::Name, None))),
            ("Sorted alphabetically by language, then by subscriber count.", Some((text(&["language"]), None))),
            ("Sorted by name", Some((OrderKey::Name, None))),
            ("Bitte alphabetisch sortieren", Some((OrderKey::Name, None))),
            ("Les liens sont classés par ordre alphabétique", Some((OrderKey::Name, None))),
            ("Inserte los enlaces ordenados alfabéticamente", Some((OrderKey::Name, None))),
            ("insira seus links em ordem alfabética", Some((OrderKey::Name, None))),
            ("Вставляйте ссылки в алфавитном порядке", Some((OrderKey::Name, None))),
            ("请按照字母顺序插入链接", Some((OrderKey::Name, None))),
            ("五十音順に並べてください", Some((OrderKey::Name, None))),
            ("가나다순으로 정렬", Some((OrderKey::Name, None))),
            ("Official channel first, then sorted by subscriber count", Some((number(&["subscriber"]), None))),
            ("Software packages sorted by GitHub Stars.", Some((number(&["star"]), None))),
            ("ordered by descending Sharpe ratio", Some((number(&["sharpe", "ratio"]), Some(OrderDirection::Falling)))),
            ("并按夏普比率降序排列", Some((number(&["夏普比率"]), Some(OrderDirection::Falling)))),
            (
                "All projects are ranked by a project-quality score",
                Some((number(&["a", "project", "quality", "score"]), None)),
            ),
            ("The table is chronologically ordered", Some((OrderKey::Date, None))),
            ("in reverse-chronological order", Some((OrderKey::Date, Some(OrderDirection::Falling)))),
            ("Papers, newest first", Some((OrderKey::Date, Some(OrderDirection::Falling)))),
            ("Sections are not intentionally sorted in the alphabetical order", None),
            ("Category names have to be alphabetically sorted from a-z.", None),
            ("Add new items at the bottom unless the section is alphabetical.", None),
            ("International Phonetic Alphabet charts", None),
            ("按照首次贡献时间排序的贡献者", None),
        ] {
            let found = stated_orders(sentence);
            assert_eq!(found.first().map(|order| (order.key.clone(), order.direction)), expected, "{sentence}");
            assert!(found.is_empty() || may_promise(sentence), "{sentence}");
        }
    }
}
