//! A quantity: an interval, where it is written, and what it is of.

use super::{Comparison, Interval, Separators, quantities_with};
use std::ops::Range;

/// The sort of a number, by the marks beside it. Sizes and durations are counts with their unit as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantityKind {
    /// `4,000 patients`, `80 GB`
    Count,
    /// `50%`
    Percent,
    /// `$500`, `20 EUR`
    Money,
}

/// One number of a text, with its unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity<'a> {
    /// The values that it can mean; of `2.400`, those in the reading as thousands.
    pub interval: Interval,
    /// The other reading of `2.400`, as a decimal.
    pub other: Option<Interval>,
    /// The number with its sign, multiplier and plus, as in `>1,000` or `2M+`; words such as `over` lie outside.
    pub range: Range<usize>,
    /// The number and its unit.
    pub whole: Range<usize>,
    /// The noun phrase after it: `CT scans`; empty if there is none.
    pub unit: &'a str,
    /// Its sort.
    pub kind: QuantityKind,
    /// True if it is a lower bound: `1,000+`, `over 500`.
    pub floor: bool,
    /// True if it is rounded or said to be: `8K`, `~500`.
    pub approximate: bool,
    /// True if a plus joins it to the quantity before it, as the 70 of `131+70`.
    pub joined: bool,
    /// True if it looks like a year.
    pub(super) year: bool,
}

impl Quantity<'_> {
    /// Returns true if it is a bare number from 1900 to 2100, or a range of two, with no unit; the year of a name
    /// (`MICCAI 2015
    /// H&N`) is one too.
    pub fn looks_like_year(&self) -> bool {
        self.year
    }

    /// Its one or two readings.
    pub fn readings(&self) -> impl Iterator<Item = Interval> {
        std::iter::once(self.interval).chain(self.other)
    }

    /// Holds it against another number; it contradicts only if no reading fits.
    pub fn compare(&self, other: &Quantity<'_>) -> Comparison {
        best(other.readings().map(|reading| self.compare_to(&reading)))
    }

    /// Holds it against an interval; it contradicts only if no reading fits.
    pub fn compare_to(&self, other: &Interval) -> Comparison {
        best(self.readings().map(|reading| reading.compare(other)))
    }
}

/// The kindest of several answers.
fn best(answers: impl Iterator<Item = Comparison>) -> Comparison {
    let kindness = |answer: &Comparison| match answer {
        Comparison::Contradicts => 0,
        Comparison::CannotTell => 1,
        Comparison::Agrees => 2,
    };
    answers.max_by_key(kindness).unwrap_or(Comparison::CannotTell)
}

/// The one number that a cell states: its only quantity, or the sum of all where each is joined to the next by a plus
/// (`131+70`, `40CT+120MRI`, `train 42.5k + test 2.3k`). None where it has none or several.
pub fn stated(text: &str, separators: Separators) -> Option<Quantity<'_>> {
    let found = quantities_with(text, separators);
    let (first, rest) = found.split_first()?;
    let mut sum = first.clone();
    for part in rest {
        if !part.joined || part.kind != sum.kind || part.other.is_some() || sum.other.is_some() {
            return None;
        }
        sum.interval = sum.interval.add(part.interval);
        sum.range.end = part.range.end;
        sum.whole.end = part.whole.end;
        sum.unit = if sum.unit == part.unit { part.unit } else { "" };
        sum.floor |= part.floor;
        sum.approximate |= part.approximate;
        sum.year = false;
    }
    Some(sum)
}
