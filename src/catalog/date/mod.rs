//! Dates to the precision that they are written: `2021`, `2023-04`, `Sept 30, 2023`, `2026 年 8 月`.
//!
//! `03/04/2025` may be in March or in April, and is read as the year alone; `30/04/2025` has one reading.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::LazyLock;

use crate::vocabulary::vocabulary;
use jiff::civil;

mod words;

pub use words::{date_behind_label, has_addition, has_bound, is_planned, is_snapshot};

#[cfg(test)]
mod tests;

/// A date with no more than what was written of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    /// The year, from 1900 to 2100.
    pub year: i16,
    /// The month, from 1.
    pub month: Option<i8>,
    /// The day of the month, from 1; only with a month.
    pub day: Option<i8>,
}

impl Date {
    /// A whole year.
    fn year(year: i16) -> Self {
        Self { year, month: None, day: None }
    }

    /// The date, if the calendar has it.
    fn checked(year: i16, month: i8, day: Option<i8>) -> Option<Self> {
        let is_year = (FIRST_YEAR..=LAST_YEAR).contains(&year);
        let is_valid = is_year && civil::Date::new(year, month, day.unwrap_or(1)).is_ok();
        is_valid.then_some(Self { year, month: Some(month), day })
    }

    /// The first day that it can mean.
    pub fn first_day(self) -> civil::Date {
        civil::Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(civil::Date::MIN)
    }

    /// The last day that it can mean.
    pub fn last_day(self) -> civil::Date {
        match (self.month, self.day) {
            (None, _) => self.first_day().last_of_year(),
            (_, None) => self.first_day().last_of_month(),
            _ => self.first_day(),
        }
    }

    /// Returns the number of days it lies before `now` at the least, counted from its last day; negative if it may lie
    /// ahead.
    pub fn days_before(self, now: civil::Date) -> i64 {
        now.duration_since(self.last_day()).as_hours() / 24
    }

    /// Returns true if all of it lies after `day`.
    pub fn is_after(self, day: civil::Date) -> bool {
        self.first_day() > day
    }

    /// Returns the order of two dates, where it is certain; `2023` and `2023-04` cannot be told apart.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if self.last_day() < other.first_day() {
            Some(Ordering::Less)
        } else if other.last_day() < self.first_day() {
            Some(Ordering::Greater)
        } else {
            (self == other && self.day.is_some()).then_some(Ordering::Equal)
        }
    }
}

const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2100;

#[derive(Default, Deserialize)]
struct DateVocabulary {
    months: Vec<Vec<String>>,
}

vocabulary! { fn read_months() -> DateVocabulary = "dates.toml" }

/// The months by their names in small letters.
static MONTHS: LazyLock<FxHashMap<String, i8>> = LazyLock::new(|| {
    read_months()
        .months
        .into_iter()
        .zip(1..)
        .flat_map(|(names, month)| names.into_iter().map(move |n| (n, month)))
        .collect()
});

/// The month of a name, whatever its case.
fn month(word: &str) -> Option<i8> {
    // The shortest and the longest names have 3 and 10 bytes.
    if !(3..=10).contains(&word.len()) {
        return None;
    }
    MONTHS.get(word).or_else(|| MONTHS.get(&word.to_lowercase())).copied()
}

/// Returns true if the first word of `text` is a month.
pub(super) fn starts_with_month(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).next().and_then(month).is_some()
}

/// Returns true if the last word of `text` is a month.
pub(super) fn ends_with_month(text: &str) -> bool {
    text.rsplit(|c: char| !c.is_alphabetic()).next().and_then(month).is_some()
}

/// The one date of a cell; none where it has none, or several that differ. `Unlimited` and `-` are no dates.
pub fn date(text: &str) -> Option<Date> {
    let found = dates(text);
    let first = found.first()?.0;
    found.iter().all(|(date, _)| *date == first).then_some(first)
}

/// All dates of a text, in order, with where they stand. A bare year is one: `MICCAI'2022`.
pub fn dates(text: &str) -> Vec<(Date, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)) {
        let start = at + offset;
        let number = DigitRun::at(text, start);
        at = number.end;
        if is_glued(text, start) {
            // The rest of an identifier or version is none either: `v1.2023`.
            at = name_end(text, at);
        } else if let Some((date, range)) = read(text, &number) {
            at = range.end.max(at);
            found.push((date, range));
        }
    }
    found
}

/// A run of digits.
#[derive(Debug, Clone, Copy)]
struct DigitRun {
    start: usize,
    end: usize,
    value: i16,
}

impl DigitRun {
    /// The run at `start`; of more than four digits, or none, the value is -1.
    fn at(text: &str, start: usize) -> Self {
        let rest = text.as_bytes().get(start..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let value = text.get(start..start + length).filter(|run| (1..=4).contains(&run.len()));
        Self { start, end: start + length, value: value.and_then(|run| run.parse().ok()).unwrap_or(-1) }
    }

    fn digits(self) -> usize {
        self.end - self.start
    }

    fn is_year(self) -> bool {
        self.digits() == 4 && (FIRST_YEAR..=LAST_YEAR).contains(&self.value)
    }

    /// Its value as a month or day.
    fn small(self) -> Option<i8> {
        (self.digits() <= 2 && self.value > 0).then_some(self.value as i8)
    }
}

/// The date that a number is part of or begins.
fn read(text: &str, number: &DigitRun) -> Option<(Date, Range<usize>)> {
    if number.is_year() {
        return Some(year_first(text, number));
    }
    let day = number.small()?;
    if let Some((separator, second)) = after_separator(text, number.end) {
        let third = after_separator(text, second.end).filter(|(other, year)| *other == separator && year.is_year());
        let (_, year) = third?;
        let date = day_first(day, second.small()?, year.value, separator);
        return is_end(text, year.end).then_some((date, number.start..year.end));
    }
    day_and_name(text, number, day).or_else(|| name_and_day(text, number, day))
}

/// `2023`, `2023-04`, `2023/05/30`, `2026 年 8 月`, `Nov 2025`.
fn year_first(text: &str, year: &DigitRun) -> (Date, Range<usize>) {
    let plain = (Date::year(year.value), year.start..year.end);
    if let Some(date) = with_marks(text, year) {
        return date;
    }
    if let Some((separator, month)) = after_separator(text, year.end) {
        let day = after_separator(text, month.end).filter(|(other, _)| *other == separator).map(|(_, day)| day);
        let end = day.map_or(month.end, |day| day.end);
        let date = match day {
            Some(day) => month.small().zip(day.small()).and_then(|(m, d)| Date::checked(year.value, m, Some(d))),
            None if month.digits() == 2 || separator != b'.' => {
                month.small().and_then(|m| Date::checked(year.value, m, None))
            }
            None => None,
        };
        return date
            .filter(|_| is_end(text, end) || text.as_bytes().get(end) == Some(&b'T'))
            .map_or(plain, |date| (date, year.start..end));
    }
    let before = text.get(..year.start).unwrap_or_default();
    let gap = before.trim_end_matches([' ', '.', ',', '-', '/', '\'', '\u{2019}', '\u{a0}']);
    let gap = gap.strip_suffix(" of").unwrap_or(gap);
    match last_month(gap).filter(|_| gap.len() < before.len()) {
        Some((month, start)) => Date::checked(year.value, month, None).map_or(plain, |date| (date, start..year.end)),
        None => plain,
    }
}

/// The month that `text` ends with, and where it begins.
fn last_month(text: &str) -> Option<(i8, usize)> {
    let word = text.rsplit(|c: char| !c.is_alphabetic()).next()?;
    month(word).map(|month| (month, text.len() - word.len()))
}

/// `2026 年 8 月 3 日`.
fn with_marks(text: &str, year: &DigitRun) -> Option<(Date, Range<usize>)> {
    let (month, _) = marked(text, year.end, "年")?;
    let (day, end) = match marked(text, month.end, "月") {
        Some((day, end)) => match rest(text, day.end).trim_start().strip_prefix(['日', '号']) {
            Some(tail) => (day.small(), text.len() - tail.len()),
            None => (None, end),
        },
        None => {
            (None, rest(text, month.end).trim_start().strip_prefix('月').map_or(month.end, |t| text.len() - t.len()))
        }
    };
    Date::checked(year.value, month.small()?, day).map(|date| (date, year.start..end))
}

/// The number after a mark, and where the mark ends.
fn marked(text: &str, end: usize, mark: &str) -> Option<(DigitRun, usize)> {
    let tail = rest(text, end).trim_start().strip_prefix(mark)?;
    let number = DigitRun::at(text, text.len() - tail.trim_start().len());
    (number.digits() > 0).then_some((number, text.len() - tail.len()))
}

/// `30.09.2023`, `30/9/2023`, `9/30/2023`; only the year where day and month cannot be told apart.
fn day_first(first: i8, second: i8, year: i16, separator: u8) -> Date {
    let european = Date::checked(year, second, Some(first));
    let american = Date::checked(year, first, Some(second));
    match (european, american) {
        (Some(date), _) if separator == b'.' => date,
        (Some(date), None) | (None, Some(date)) => date,
        (Some(date), Some(other)) if date == other => date,
        _ => Date::year(year),
    }
}

/// `30 September 2023`, `30th of September, 2023`, `01-Jan-2025`.
fn day_and_name(text: &str, number: &DigitRun, day: i8) -> Option<(Date, Range<usize>)> {
    let tail = rest(text, number.end);
    let tail = ["st", "nd", "rd", "th"].iter().find_map(|suffix| tail.strip_prefix(suffix)).unwrap_or(tail);
    let tail = tail.trim_start_matches([' ', '-', '.', '/', '\u{a0}']);
    let tail = tail.strip_prefix("of ").unwrap_or(tail);
    let length = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
    let month = month(tail.get(..length)?)?;
    let tail = tail.get(length..)?.trim_start_matches([' ', '-', '.', ',', '/', '\u{a0}']);
    let year = DigitRun::at(text, text.len() - tail.len());
    let date = Date::checked(year.value, month, Some(day)).filter(|_| year.is_year() && is_end(text, year.end))?;
    Some((date, number.start..year.end))
}

/// `Sept 30, 2023`, `September 30th 2023`.
fn name_and_day(text: &str, number: &DigitRun, day: i8) -> Option<(Date, Range<usize>)> {
    let before = text.get(..number.start)?;
    let (month, start) = last_month(before.trim_end_matches([' ', '-', '.', '\u{a0}']))?;
    let tail = rest(text, number.end);
    let tail = ["st", "nd", "rd", "th"].iter().find_map(|suffix| tail.strip_prefix(suffix)).unwrap_or(tail);
    let tail = tail.trim_start_matches([' ', '-', ',', '\u{a0}']);
    let year = DigitRun::at(text, text.len() - tail.len());
    let date = Date::checked(year.value, month, Some(day)).filter(|_| year.is_year() && is_end(text, year.end))?;
    Some((date, start..year.end))
}

/// The separator at `end` and the number of one or two digits, or a year, right after it.
fn after_separator(text: &str, end: usize) -> Option<(u8, DigitRun)> {
    let separator = *text.as_bytes().get(end).filter(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
    let number = DigitRun::at(text, end + 1);
    matches!(number.digits(), 1 | 2 | 4).then_some((separator, number))
}

/// Returns true if a date can end at `end`: no digit, letter or further part follows.
fn is_end(text: &str, end: usize) -> bool {
    let bytes = text.as_bytes();
    let is_word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let is_mark = matches!(bytes.get(end), Some(b'-' | b'/' | b'.'));
    let goes_on = is_mark && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    !is_word(end) && !goes_on
}

/// Returns true if the digit at `start` is part of a name, a number or a path.
fn is_glued(text: &str, start: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    let Some(last) = before.next() else { return false };
    match last {
        '_' | '#' | '=' | '$' | '.' | ',' => {
            last != ',' && last != '.' || before.next().is_some_and(|c| c.is_ascii_digit())
        }
        '-' => {
            before.next().is_some_and(char::is_alphabetic)
                && !ends_with_month(text.get(..start - 1).unwrap_or_default())
        }
        _ => last.is_alphanumeric() && last < '\u{2e80}',
    }
}

/// Returns the end of the name that goes on at `at`.
fn name_end(text: &str, at: usize) -> usize {
    let rest = rest(text, at);
    at + rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count()
}

/// The text from `at`.
fn rest(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}
