//! What is written as a date and is none: `2024-02-30`, `13/13/2024`, a Monday that was a Tuesday.

use jiff::civil;
use std::ops::Range;

use super::label::{label_and_date, weekday};
use super::{Date, DigitRun, after_separator, dates, is_end, marked_parts, name_before, name_behind};

/// A stretch of a text that is written as a date and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImpossibleDate {
    /// The range of the text.
    pub range: Range<usize>,
    /// The reason: "February 2024 has 29 days".
    pub why: String,
}

/// Finds the first stretch of a text that is written as a date and is none. Only where a text is surely a date: a
/// section `3.13.2024` of a law is none either.
pub fn impossible_date(text: &str) -> Option<ImpossibleDate> {
    let mut at = 0;
    while let Some(number) = DigitRun::next(text, &mut at) {
        let found = if number.is_year() { year_first(text, number) } else { day_first(text, number) };
        match found {
            Some((Some(why), range)) => return Some(ImpossibleDate { range, why }),
            Some((None, range)) => at = range.end.max(at),
            None => {}
        }
    }
    wrong_weekday(text)
}

/// Finds what is written as a date behind the label of a line, and is none.
pub fn impossible_behind_label(line: &str) -> Option<ImpossibleDate> {
    let (start, offset) = label_and_date(line)?;
    let behind = line.get(offset..)?;
    let found = impossible_date(behind).filter(|found| found.range.start == 0);
    if let Some(found) = found {
        return Some(ImpossibleDate { range: start..offset + found.range.end, ..found });
    }
    let (date, range) = dates(behind).into_iter().next().filter(|(_, range)| range.start == 0)?;
    let lower = line.get(start..offset)?.to_lowercase();
    let named = lower.split(|c: char| !c.is_alphabetic()).rev().find(|word| !word.is_empty())?;
    Some(ImpossibleDate { range: start..offset + range.end, why: another_weekday(named, date)? })
}

/// The reading of a stretch: the reason why it is no date, or nothing where it is one.
type DateReading = (Option<String>, Range<usize>);

/// `2024-02-30`, `2024/13/01`, `2024年13月`, `2024-13`.
fn year_first(text: &str, year: DigitRun) -> Option<DateReading> {
    if let Some(([Some(month), day], end)) = marked_parts(text, &year) {
        return Some((reason(year.value, month, day), year.start..end));
    }
    let (separator, month) = after_separator(text, year.end)?;
    let day = after_separator(text, month.end).filter(|(other, _)| *other == separator).map(|(_, day)| day);
    let end = day.map_or(month.end, |day| day.end);
    let is_closed = is_end(text, end) || text.as_bytes().get(end) == Some(&b'T');
    let is_short = |part: DigitRun| part.digits() <= 2;
    if !is_closed || !is_short(month) || !day.is_none_or(is_short) {
        return None;
    }
    // `2019-20` and `1999-00` are two years.
    let is_season = day.is_none() && (month.digits() < 2 || month.value == (year.value + 1) % 100);
    let ends_later = day.is_none() && month.value > year.value % 100;
    let why = if is_season || ends_later || separator == b'.' && day.is_none() {
        None
    } else {
        reason(year.value, month, day)
    };
    Some((why, year.start..end))
}

/// `30.02.2024`, `13/13/2024`, `30 February 2024`, `Feb 30, 2024`.
fn day_first(text: &str, first: DigitRun) -> Option<DateReading> {
    if first.digits() > 2 {
        return None;
    }
    if let Some((separator, second)) = after_separator(text, first.end) {
        let (_, year) =
            after_separator(text, second.end).filter(|(other, year)| *other == separator && year.is_year())?;
        if !is_end(text, year.end) || second.digits() > 2 {
            return None;
        }
        let european = reason(year.value, second, Some(first));
        let american = reason(year.value, first, Some(second));
        let is_right = european.is_none() || american.is_none();
        // Of two readings that both fail the one whose month is one names the reason.
        let why = if (1..=12).contains(&second.value) { european } else { american };
        return Some((why.filter(|_| !is_right), first.start..year.end));
    }
    let (month, start, year) = match name_behind(text, &first) {
        Some((month, year)) => (month, first.start, year),
        None => name_before(text, &first)?,
    };
    let why = Date::checked(year.value, month, None)
        .and_then(|_| reason_of_day(year.value, month, first).map(|why| (Some(why), start..year.end)));
    why.or(Some((None, start..year.end)))
}

/// The reason why a year, a month and a day are no date.
fn reason(year: i16, month: DigitRun, day: Option<DigitRun>) -> Option<String> {
    if !(1..=12).contains(&month.value) {
        return Some(format!("there is no month {}", month.value));
    }
    reason_of_day(year, month.value as i8, day?)
}

fn reason_of_day(year: i16, month: i8, day: DigitRun) -> Option<String> {
    let first = civil::Date::new(year, month, 1).ok()?;
    let is_day = (1..=i16::from(first.days_in_month())).contains(&day.value);
    (!is_day).then(|| format!("{} {year} has {} days", first.strftime("%B"), first.days_in_month()))
}

/// `Monday, March 5, 2024`, which was a Tuesday.
fn wrong_weekday(text: &str) -> Option<ImpossibleDate> {
    if !text.trim_start().starts_with(char::is_alphabetic) {
        return None;
    }
    let lower = text.to_lowercase();
    let (_, length) = weekday(lower.trim_start())?;
    let (date, range) = dates(text).into_iter().next()?;
    let named = lower.trim_start().get(..length)?;
    let start = lower.len() - lower.trim_start().len();
    // Nothing but marks stands between the two.
    let between = text.get(start + length..range.start)?;
    let is_plain = !between.contains(|c: char| c.is_alphanumeric());
    is_plain.then_some(ImpossibleDate { range: start..range.end, why: another_weekday(named, date)? })
}

/// The reason why a date is not of a weekday.
fn another_weekday(named: &str, date: Date) -> Option<String> {
    let (day, _) = weekday(named)?;
    let real = date.day.map(|_| date.first_day())?;
    let is_same = usize::try_from(real.weekday().to_monday_zero_offset()) == Ok(day);
    (!is_same).then(|| format!("{real} is a {}", real.strftime("%A")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_date_is_told_with_the_reason() {
        for (text, expected) in [
            ("2024-02-30", Some(("2024-02-30", "February 2024 has 29 days"))),
            ("2023-02-29", Some(("2023-02-29", "February 2023 has 28 days"))),
            ("2024/13/01", Some(("2024/13/01", "there is no month 13"))),
            ("2024-00-10", Some(("2024-00-10", "there is no month 0"))),
            ("2024-05-00", Some(("2024-05-00", "May 2024 has 31 days"))),
            ("2024-13", Some(("2024-13", "there is no month 13"))),
            ("13/13/2024", Some(("13/13/2024", "there is no month 13"))),
            ("31.04.2024", Some(("31.04.2024", "April 2024 has 30 days"))),
            ("30 February 2024", Some(("30 February 2024", "February 2024 has 29 days"))),
            ("Published Feb 30, 2024", Some(("Feb 30, 2024", "February 2024 has 29 days"))),
            ("2024年13月", Some(("2024年13月", "there is no month 13"))),
            ("2024年2月30日", Some(("2024年2月30日", "February 2024 has 29 days"))),
            ("Monday, March 5, 2024", Some(("Monday, March 5, 2024", "2024-03-05 is a Tuesday"))),
            ("Tue, 05 Mar 2024 10:00:00 +0000", None),
            ("2024-02-29", None),
            ("2019-20", None),
            ("1999-00", None),
            ("2010-15", None),
            ("2024-2025", None),
            ("2008-2015", None),
            ("30/04/2025", None),
            ("04/30/2025", None),
            ("Sept 30, 2023", None),
            ("2024-05", None),
            ("v1.13.2024", None),
            ("2024.30", None),
            ("2024-05-03T10:00:00Z", None),
            ("2024-1-1, 2024-2-3", None),
        ] {
            let found = impossible_date(text);
            let found = found.as_ref().and_then(|found| Some((text.get(found.range.clone())?, found.why.as_str())));
            assert_eq!(found, expected, "{text}");
        }
        for (line, expected) in [
            ("Last updated: 2024-02-30", Some("Last updated: 2024-02-30")),
            ("Stand: 31.04.2024.", Some("Stand: 31.04.2024")),
            ("Last update: Monday, March 5, 2024", Some("Last update: Monday, March 5, 2024")),
            ("Last update: Tuesday, March 5, 2024", None),
            ("Last update: 2024-02-03", None),
        ] {
            let found = impossible_behind_label(line);
            assert_eq!(found.as_ref().and_then(|found| line.get(found.range.clone())), expected, "{line}");
        }
    }
}
