//! Dates to the precision that they are written: `2021`, `2023-04`, `Sept 30, 2023`, `2026 年 8 月`.
//!
//! `03/04/2025` may be in March or in April, and is read as the year alone; `30/04/2025` has one reading.

use std::ops::Range;

mod impossible;
mod label;
mod month;
mod promised;
mod value;
mod words;

pub use impossible::{ImpossibleDate, impossible_behind_label, impossible_date};
pub use label::date_behind_label;
pub(super) use month::{ends_with_month, starts_with_month};
pub use promised::{PromisedYears, promised_years};
pub use value::Date;
pub use words::{has_addition, has_bound, is_planned, is_snapshot};

use month::month;
use value::{FIRST_YEAR, LAST_YEAR};

#[cfg(test)]
mod tests;

/// The one date of a cell; none where it has none, or several that differ. `Unlimited` and `-` are no dates.
pub fn date(text: &str) -> Option<Date> {
    let found = dates(text);
    let first = found.first()?.0;
    found.iter().all(|(date, _)| *date == first).then_some(first)
}

/// All dates of a text, in order, with where they stand. A bare year is one: `MICCAI'2022`.
pub fn dates(text: &str) -> Vec<(Date, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(number) = DigitRun::next(text, &mut at) {
        if let Some((date, range)) = read(text, &number) {
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
    /// The next run at `at` or behind it that belongs to no name; `at` is then behind it.
    fn next(text: &str, at: &mut usize) -> Option<Self> {
        loop {
            let rest = text.as_bytes().get(*at..)?;
            let run = Self::at(text, *at + rest.iter().position(u8::is_ascii_digit)?);
            if !is_glued(text, run.start) {
                *at = run.end;
                return Some(run);
            }
            // The rest of an identifier or version is none either: `v1.2023`.
            *at = name_end(text, run.end);
        }
    }

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
    if let Some(date) = compact(text, number) {
        return Some((date, number.start..number.end));
    }
    let day = number.small()?;
    if let Some((separator, second)) = after_separator(text, number.end) {
        if second.is_year() {
            let date = Date::checked(second.value, day, None).filter(|_| number.digits() == 2)?;
            return is_end(text, second.end).then_some((date, number.start..second.end));
        }
        let third = after_separator(text, second.end).filter(|(other, year)| *other == separator && year.is_year());
        let (_, year) = third?;
        let date = day_first(day, second.small()?, year.value, separator);
        return is_end(text, year.end).then_some((date, number.start..year.end));
    }
    day_and_name(text, number, day).or_else(|| name_and_day(text, number, day))
}

/// `20240305`.
fn compact(text: &str, number: &DigitRun) -> Option<Date> {
    const DIGITS: usize = 8;
    let written = text.get(number.start..number.end).filter(|written| written.len() == DIGITS)?;
    let part = |range: Range<usize>| written.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (part(0..4)?, part(4..6)?, part(6..8)?);
    let date = Date::checked(year, i8::try_from(month).ok()?, i8::try_from(day).ok())?;
    let is_end = is_end(text, number.end) || text.as_bytes().get(number.end) == Some(&b'T');
    (year >= FIRST_COMPACT && is_end).then_some(date)
}

/// The quarter that stands before or behind a year, and the range of both: `Q1 2024`, `2024Q1`.
fn with_quarter(text: &str, year: &DigitRun) -> Option<(Date, Range<usize>)> {
    const GAP: [char; 4] = [' ', '-', '/', '\u{a0}'];
    let digit = |digit: char| digit.to_digit(10).and_then(|digit| i8::try_from(digit).ok());
    let before = text.get(..year.start)?.trim_end_matches(GAP);
    let mut letters = before.chars().rev();
    if let (Some(own), Some('Q' | 'q')) = (letters.next().and_then(digit), letters.next())
        && !letters.next().is_some_and(char::is_alphanumeric)
        && before.len() < year.start
    {
        return Some((Date::quarter(year.value, own)?, before.len() - 2..year.end));
    }
    let after = rest(text, year.end).trim_start_matches(GAP).strip_prefix(['Q', 'q'])?;
    let own = after.chars().next().and_then(digit)?;
    let end = text.len() - after.len() + 1;
    let date = Date::quarter(year.value, own).filter(|_| is_end(text, end))?;
    Some((date, year.start..end))
}

/// `2023`, `2023-04`, `2023/05/30`, `2026 年 8 月`, `Nov 2025`, `Q1 2024`.
fn year_first(text: &str, year: &DigitRun) -> (Date, Range<usize>) {
    let plain = (Date::year(year.value), year.start..year.end);
    if let Some(date) = with_marks(text, year).or_else(|| with_quarter(text, year)) {
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
    let gap = OF.iter().find_map(|of| gap.strip_suffix(of.trim_end())?.strip_suffix(' ')).unwrap_or(gap);
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

/// `2026 年 8 月 3 日`, `2026년 8월 3일`.
fn with_marks(text: &str, year: &DigitRun) -> Option<(Date, Range<usize>)> {
    let (parts, end) = marked_parts(text, year)?;
    let [month, day] = parts.map(|part| part.and_then(DigitRun::small));
    Date::checked(year.value, month?, day).map(|date| (date, year.start..end))
}

/// The month and the day of a date whose numbers have marks, and where it ends.
fn marked_parts(text: &str, year: &DigitRun) -> Option<([Option<DigitRun>; 2], usize)> {
    let (month, _) = marked(text, year.end, &["年", "년"])?;
    let Some((day, end)) = marked(text, month.end, &["月", "월"]) else {
        let tail = rest(text, month.end).trim_start().strip_prefix(['月', '월']);
        return Some(([Some(month), None], tail.map_or(month.end, |tail| text.len() - tail.len())));
    };
    Some(match rest(text, day.end).trim_start().strip_prefix(['日', '号', '號', '일']) {
        Some(tail) => ([Some(month), Some(day)], text.len() - tail.len()),
        None => ([Some(month), None], end),
    })
}

/// The number after one of some marks, and where the mark ends.
fn marked(text: &str, end: usize, marks: &[&str]) -> Option<(DigitRun, usize)> {
    let after = rest(text, end).trim_start();
    let tail = marks.iter().find_map(|mark| after.strip_prefix(mark))?;
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

/// Words between the parts of a date in words: `5 de marzo de 2024`.
const OF: [&str; 5] = ["of ", "de ", "del ", "di ", "do "];
/// Endings that make an ordinal of a day: `1er mars`, `1º de março`.
const ORDINALS: [&str; 6] = ["st", "nd", "rd", "th", "er", "º"];
/// The first year of a date of eight digits: what begins with less is a number of something else.
const FIRST_COMPACT: i16 = 1990;

/// `30 September 2023`, `30th of September, 2023`, `01-Jan-2025`, `5 de marzo de 2024`.
fn day_and_name(text: &str, number: &DigitRun, day: i8) -> Option<(Date, Range<usize>)> {
    let (month, year) = name_behind(text, number)?;
    let date = Date::checked(year.value, month, Some(day))?;
    Some((date, number.start..year.end))
}

/// The month and the year that stand behind a day.
fn name_behind(text: &str, number: &DigitRun) -> Option<(i8, DigitRun)> {
    let tail = without_ordinal(rest(text, number.end)).trim_start_matches([' ', '-', '.', '/', '\u{a0}']);
    let tail = without_of(tail);
    let length = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
    let month = month(tail.get(..length)?)?;
    let tail = without_of(tail.get(length..)?.trim_start_matches([' ', '-', '.', ',', '/', '\u{a0}']));
    let year = DigitRun::at(text, text.len() - tail.len());
    (year.is_year() && is_end(text, year.end)).then_some((month, year))
}

/// `Sept 30, 2023`, `September 30th 2023`.
fn name_and_day(text: &str, number: &DigitRun, day: i8) -> Option<(Date, Range<usize>)> {
    let (month, start, year) = name_before(text, number)?;
    let date = Date::checked(year.value, month, Some(day))?;
    Some((date, start..year.end))
}

/// The month before a day, where it begins, and the year behind the day.
fn name_before(text: &str, number: &DigitRun) -> Option<(i8, usize, DigitRun)> {
    let before = text.get(..number.start)?;
    let (month, start) = last_month(before.trim_end_matches([' ', '-', '.', '\u{a0}']))?;
    let tail = without_ordinal(rest(text, number.end)).trim_start_matches([' ', '-', ',', '\u{a0}']);
    let year = DigitRun::at(text, text.len() - tail.len());
    (year.is_year() && is_end(text, year.end)).then_some((month, start, year))
}

fn without_ordinal(text: &str) -> &str {
    ORDINALS.iter().find_map(|suffix| text.strip_prefix(suffix)).unwrap_or(text)
}

fn without_of(text: &str) -> &str {
    OF.iter().find_map(|of| text.strip_prefix(of)).unwrap_or(text)
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
