//! A date to the precision that it is written.

use std::cmp::Ordering;

use jiff::civil;

/// The years that a date is read in: what lies outside is a number of something else.
pub(super) const FIRST_YEAR: i16 = 1900;
pub(super) const LAST_YEAR: i16 = 2100;
/// Months of a quarter.
const QUARTER: i8 = 3;

/// A date with no more than what was written of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Date {
    /// The year, from 1900 to 2100.
    pub year: i16,
    /// The month, from 1.
    pub month: Option<i8>,
    /// The day of the month, from 1; only with a month.
    pub day: Option<i8>,
    /// True if it is the quarter that begins with the month: `Q1 2024`.
    pub is_quarter: bool,
}

impl Date {
    /// A whole year.
    pub(super) fn year(year: i16) -> Self {
        Self { year, month: None, day: None, is_quarter: false }
    }

    /// The date, if the calendar has it.
    pub(super) fn checked(year: i16, month: i8, day: Option<i8>) -> Option<Self> {
        let is_year = (FIRST_YEAR..=LAST_YEAR).contains(&year);
        let is_valid = is_year && civil::Date::new(year, month, day.unwrap_or(1)).is_ok();
        is_valid.then_some(Self { year, month: Some(month), day, is_quarter: false })
    }

    /// A quarter of a year, from 1 to 4.
    pub(super) fn quarter(year: i16, quarter: i8) -> Option<Self> {
        let date = Self::checked(year, quarter.checked_mul(QUARTER)?.checked_sub(QUARTER - 1)?, None)?;
        Some(Self { is_quarter: true, ..date })
    }

    /// The first day that it can mean.
    pub fn first_day(self) -> civil::Date {
        civil::Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).unwrap_or(civil::Date::MIN)
    }

    /// The last day that it can mean.
    pub fn last_day(self) -> civil::Date {
        match (self.month, self.day) {
            (None, _) => self.first_day().last_of_year(),
            (Some(first), None) if self.is_quarter => {
                civil::Date::new(self.year, first + QUARTER - 1, 1).map_or(civil::Date::MAX, civil::Date::last_of_month)
            }
            (_, None) => self.first_day().last_of_month(),
            _ => self.first_day(),
        }
    }

    /// Returns the number of days that it lies before `now` at the least, counted from its last day; negative if it may lie
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
