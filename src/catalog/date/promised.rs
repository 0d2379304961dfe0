//! A time that a sentence promises of all entries: "papers since 2015", "from 2015 to 2023".

use serde::Deserialize;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

use super::DigitRun;
use super::value::{FIRST_YEAR, LAST_YEAR};
use crate::vocabulary::vocabulary;

#[derive(Debug, Default, Deserialize)]
struct RangeWords {
    entries: Vec<String>,
    since: Vec<String>,
    after: Vec<String>,
    before: Vec<String>,
    until: Vec<String>,
    origins: Vec<String>,
    since_behind: Vec<String>,
    to: Vec<String>,
}

vocabulary! { fn read_ranges() -> RangeWords = "ranges.toml" }

static WORDS: LazyLock<RangeWords> = LazyLock::new(read_ranges);

/// Bytes between what the entries are called and the year: what stands farther away is of something else.
const REACH: usize = 40;

/// A time that is promised of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromisedYears {
    /// The years, both included.
    pub years: RangeInclusive<i16>,
    /// The range of the promise in the text, from the word for the entries on.
    pub range: Range<usize>,
}

/// Finds the first promise of a time in a text.
pub fn promised_years(text: &str) -> Option<PromisedYears> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    let bytes = lower.as_bytes();
    let mut at = 0;
    while let Some(offset) = bytes.get(at..)?.iter().position(u8::is_ascii_digit) {
        let year = DigitRun::at(&lower, at + offset);
        at = year.end;
        if let Some(found) = Some(year).filter(|year| year.is_year()).and_then(|year| promise(&lower, year)) {
            return Some(found);
        }
    }
    None
}

/// Reads the promise that a year begins or ends.
fn promise(text: &str, year: DigitRun) -> Option<PromisedYears> {
    let words = &*WORDS;
    let before = text.get(..year.start)?.trim_end();
    let behind = text.get(year.end..)?;
    // A part of a date, of a name or of a longer number.
    if text.get(..year.start)?.ends_with(|c: char| c.is_ascii_alphanumeric() || "-/.,_#'".contains(c))
        || behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
    {
        return None;
    }
    let ends = |list: &'static [String]| list.iter().filter_map(|word| ends_with(before, word)).min();
    let (start, years, end) = if let Some(start) = ends(&words.since) {
        match second_year(text, year) {
            Some(last) => (start, year.value..=last.value, last.end),
            // "from 2015" alone may be the origin of something.
            None if words.origins.iter().any(|word| before.ends_with(word.as_str()))
                || behind.starts_with(['-', '–', '/']) =>
            {
                return None;
            }
            None => (start, year.value..=LAST_YEAR, year.end),
        }
    } else if let Some(start) = ends(&words.after) {
        (start, year.value + 1..=LAST_YEAR, year.end)
    } else if let Some(start) = ends(&words.before) {
        (start, FIRST_YEAR..=year.value - 1, year.end)
    } else if let Some(start) = ends(&words.until) {
        (start, FIRST_YEAR..=year.value, year.end)
    } else {
        let word = words.since_behind.iter().find(|word| behind.trim_start().starts_with(word.as_str()))?;
        (year.start, year.value..=LAST_YEAR, text.len() - behind.trim_start().len() + word.len())
    };
    let subject = subject_before(text, start)?;
    Some(PromisedYears { years, range: subject..end })
}

/// The year behind a word that makes a range of two.
fn second_year(text: &str, first: DigitRun) -> Option<DigitRun> {
    let rest = text.get(first.end..)?.trim_start();
    let rest = WORDS.to.iter().find_map(|word| rest.strip_prefix(word.as_str()))?.trim_start();
    let second = DigitRun::at(text, text.len() - rest.len());
    (second.is_year() && second.value > first.value).then_some(second)
}

/// Returns the offset of the word for the entries that stands a few words before an offset, in the same sentence.
fn subject_before(text: &str, end: usize) -> Option<usize> {
    let before = text.get(..end)?;
    let found = WORDS.entries.iter().filter_map(|word| {
        // What begins farther back ends too far away.
        let least = before.len().saturating_sub(REACH + word.len());
        let from = (least..=before.len()).find(|at| before.is_char_boundary(*at))?;
        let at = from + before.get(from..)?.rfind(word.as_str())?;
        let between = before.get(at + word.len()..)?;
        let is_word = !word.is_ascii() || !before.get(..at)?.ends_with(char::is_alphanumeric);
        let is_near = between.len() <= REACH && !between.contains(['.', ';', '。', '\n', '(', ':', ',']);
        (is_word && is_near && !between.starts_with(char::is_alphanumeric)).then_some(at)
    });
    found.max()
}

/// Returns where a word begins that a text ends with.
fn ends_with(text: &str, word: &str) -> Option<usize> {
    let start = text.strip_suffix(word)?.len();
    let is_word = !word.starts_with(char::is_alphabetic)
        || word.starts_with(|c| c >= '\u{2e80}')
        || !text.get(..start)?.ends_with(char::is_alphanumeric);
    is_word.then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_promise_times() {
        for (text, expected) in [
            (
                "A list of top deep learning papers published since 2015.",
                Some((2015, LAST_YEAR, "papers published since 2015")),
            ),
            ("Papers from 2015 to 2023", Some((2015, 2023, "Papers from 2015 to 2023"))),
            ("datasets released after 2018", Some((2019, LAST_YEAR, "datasets released after 2018"))),
            ("Classic papers published before 2012", Some((FIRST_YEAR, 2011, "papers published before 2012"))),
            ("Publikationen seit 2015", Some((2015, LAST_YEAR, "Publikationen seit 2015"))),
            ("статьи с 2015 года", Some((2015, LAST_YEAR, "статьи с 2015"))),
            ("收录论文自 2015", Some((2015, LAST_YEAR, "论文自 2015"))),
            ("文献 2015年以来", Some((2015, LAST_YEAR, "文献 2015年以来"))),
            ("Maintained since 2015", None),
            ("We collect papers. Maintained since 2015", None),
            ("More papers from 2016", None),
            (
                "the number of deep learning papers published every day since 2017 grows",
                Some((2017, LAST_YEAR, "papers published every day since 2017")),
            ),
            ("papers since 2015-03", None),
        ] {
            let found = promised_years(text);
            let found = found
                .as_ref()
                .map(|found| (*found.years.start(), *found.years.end(), text.get(found.range.clone()).unwrap_or("?")));
            assert_eq!(found, expected, "{text}");
        }
    }
}
