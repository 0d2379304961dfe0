//! Kinds of values, told from a cell alone, and the kind that nearly all cells of a column have.

use super::date::dates;
use super::license::is_license_token;
use super::missing::{MissingReason, missing};
use super::share::Share;

/// Bytes of the longest text that is looked up as a licence.
const LONGEST_LICENSE: usize = 32;
/// Characters of the longest answer: `Yes`, `No`.
const LONGEST_ANSWER: usize = 3;
/// Cells of one kind that make the column one of that kind, of those that are filled.
const MOSTLY: Share = Share(7, 10);
/// Fewer cells are alike by chance.
const LEAST_CELLS: usize = 5;

/// The kind of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueKind {
    /// Nothing, or a word for that.
    Missing,
    /// A number alone, be it with a sign for `about` or `more`, or with a factor.
    Number,
    /// A year alone.
    Year,
    /// A date alone.
    Date,
    /// A link, or an address.
    Link,
    /// A tick, a cross, a yes or a no.
    Mark,
    /// A licence.
    License,
    /// Anything else.
    Words,
}

const KINDS: usize = 8;

impl ValueKind {
    /// The kind of a text; `is_linked` says that a link is in it.
    pub fn of(text: &str, is_linked: bool) -> Self {
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`'));
        match missing(text) {
            Some(MissingReason::No) => return Self::Mark,
            Some(_) if !is_linked => return Self::Missing,
            _ => {}
        }
        let is_license = text.len() <= LONGEST_LICENSE && text.contains(char::is_alphabetic) && is_license_token(text);
        if is_license {
            Self::License
        } else if is_linked || text.contains("://") {
            Self::Link
        } else if is_year(text) {
            Self::Year
        } else if is_number(text) {
            Self::Number
        } else if !text.contains(char::is_alphanumeric) || is_answer(text) {
            Self::Mark
        } else if matches!(dates(text).as_slice(), [(_, range)] if *range == (0..text.len())) {
            Self::Date
        } else {
            Self::Words
        }
    }

    /// Returns true if a value may be in a column of this kind.
    pub fn admits(self, other: Self) -> bool {
        self == other
            || matches!(
                (self, other),
                (_, Self::Missing)
                    | (Self::Number | Self::Date, Self::Year)
                    | (Self::Year, Self::Date)
                    | (Self::Words, Self::License | Self::Mark | Self::Date)
                    | (Self::License, Self::Mark)
            )
    }

    /// The plural of what it is.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Missing => "nothing",
            Self::Number => "numbers",
            Self::Year => "years",
            Self::Date => "dates",
            Self::Link => "links",
            Self::Mark => "marks",
            Self::License => "licences",
            Self::Words => "words",
        }
    }
}

/// Four digits that are a year of our time.
fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u32>().is_ok_and(|year| (1900..=2100).contains(&year))
}

/// Digits, with separators, a sign of an estimate, or a factor.
fn is_number(text: &str) -> bool {
    let text = text.trim_start_matches(['~', '≈', '<', '>', '≥', '≤', '$', '€', '£', ' ', '-', '±']);
    let text = text.trim_end_matches(['+', '%', 'K', 'k', 'M', 'B', ' ']);
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' ' | '\'' | '\u{a0}' | '\u{202f}'))
}

fn is_answer(text: &str) -> bool {
    text.chars().count() <= LONGEST_ANSWER && text.chars().all(char::is_alphabetic) && text.is_ascii()
}

/// Numbers of the values of a column, by kind.
#[derive(Debug, Default, Clone)]
pub struct ColumnKinds {
    counts: [usize; KINDS],
    filled: usize,
}

impl ColumnKinds {
    /// Counts a value.
    pub fn add(&mut self, kind: ValueKind) {
        if kind != ValueKind::Missing {
            self.filled += 1;
            if let Some(count) = self.counts.get_mut(kind as usize) {
                *count += 1;
            }
        }
    }

    /// Number of the values that are there.
    pub fn filled(&self) -> usize {
        self.filled
    }

    /// Returns the number of values of a kind.
    pub fn count(&self, kind: ValueKind) -> usize {
        self.counts.get(kind as usize).copied().unwrap_or_default()
    }

    /// The kind of the column, where most of its values have one.
    pub fn usual(&self) -> Option<ValueKind> {
        use ValueKind::{Date, License, Link, Mark, Number, Words, Year};
        let all = [Year, Number, Date, Link, Mark, License, Words];
        let fits = |kind: ValueKind| all.iter().filter(|own| kind.admits(**own)).map(|own| self.count(*own)).sum();
        let is_usual =
            |kind: &ValueKind| self.count(*kind) * 2 >= self.filled && MOSTLY.is_reached(fits(*kind), self.filled);
        all.into_iter().find(is_usual).filter(|_| self.filled >= LEAST_CELLS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_kinds() {
        use ValueKind::{Date, License, Link, Mark, Missing, Number, Words, Year};
        for (text, is_linked, kind) in [
            ("", false, Missing),
            ("N/A", false, Missing),
            ("1,234", false, Number),
            ("~500+", false, Number),
            ("12.5 k", false, Number),
            ("2021", false, Year),
            ("20222", false, Number),
            ("12O8", false, Words),
            ("2021-03-04", false, Date),
            ("**2021**", false, Year),
            ("page", true, Link),
            ("https://a.example.org", false, Link),
            ("MIT", true, License),
            ("CC BY 4.0", false, License),
            ("✓", false, Mark),
            ("Yes", false, Mark),
            ("❌", false, Mark),
            ("Segmentation", false, Words),
            ("12 patients", false, Words),
        ] {
            assert_eq!(ValueKind::of(text, is_linked), kind, "{text}");
        }
    }

    #[test]
    fn a_column_has_the_kind_of_most_of_its_values() {
        let usual = |texts: &[&str]| {
            let mut kinds = ColumnKinds::default();
            for text in texts {
                kinds.add(ValueKind::of(text, false));
            }
            kinds.usual()
        };
        assert_eq!(usual(&["2020", "2021", "", "2019", "2020", "ongoing", "2022"]), Some(ValueKind::Year));
        assert_eq!(usual(&["1,200", "2020", "17", "300", "4"]), Some(ValueKind::Number));
        assert_eq!(usual(&["2020", "2021", "2019"]), None);
        assert_eq!(usual(&["2020", "CT", "12", "yes", "https://a.example.org", "MIT"]), None);
    }
}
