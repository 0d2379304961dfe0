//! The words of sums, shares and running numbers, from `rules/vocabulary/sums.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::vocabulary::vocabulary;

/// See `rules/vocabulary/sums.toml`, which says what each list is.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct SumWords {
    and: Vec<String>,
    of: Vec<String>,
    about: Vec<String>,
    times: Vec<String>,
    row_numbers: Vec<String>,
    several: Vec<String>,
}

vocabulary! { fn read_sums() -> SumWords = "sums.toml" }

pub(super) static WORDS: LazyLock<SumWords> = LazyLock::new(read_sums);

impl SumWords {
    /// Returns a pattern of the words between the parts of a sum.
    pub(super) fn and_pattern(&self) -> String {
        alternatives(&self.and)
    }

    /// Returns a pattern of the words between a part and its whole.
    pub(super) fn of_pattern(&self) -> String {
        alternatives(&self.of)
    }

    /// Returns true if what stands before a percentage makes it a rounded one.
    pub(super) fn is_about(&self, before: &str) -> bool {
        self.about.iter().any(|word| before.ends_with(word.as_str()))
    }

    /// Returns true if a unit is one of time: a column of hours may hold minutes.
    pub(super) fn is_time(&self, unit: &str) -> bool {
        self.times.iter().any(|own| own == unit)
    }

    /// Returns true if a header says that its column numbers the rows.
    pub(super) fn numbers_rows(&self, header: &str) -> bool {
        self.row_numbers.iter().any(|own| header.eq_ignore_ascii_case(own))
    }

    /// Returns true if a value in small letters stands for several.
    pub(super) fn is_several(&self, value: &str) -> bool {
        self.several.iter().any(|own| own == value)
    }
}

/// Returns a pattern of words of which one must be there. Longer words come first, so that `of the` is not read as `of`.
fn alternatives(words: &[String]) -> String {
    let mut words: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.join("|")
}
