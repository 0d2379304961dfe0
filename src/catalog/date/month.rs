//! The names of the months, in the languages that catalogs are written in.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

use crate::vocabulary::vocabulary;

/// Bytes of the shortest and the longest name: `May`, `października` and `сентября`.
const SHORTEST: usize = 3;
const LONGEST: usize = 16;

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
pub(super) fn month(word: &str) -> Option<i8> {
    if !(SHORTEST..=LONGEST).contains(&word.len()) {
        return None;
    }
    MONTHS.get(word).or_else(|| MONTHS.get(&word.to_lowercase())).copied()
}

/// Returns true if the first word of `text` is a month.
pub(in crate::catalog) fn starts_with_month(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic()).next().and_then(month).is_some()
}

/// Returns true if the last word of `text` is a month.
pub(in crate::catalog) fn ends_with_month(text: &str) -> bool {
    text.rsplit(|c: char| !c.is_alphabetic()).next().and_then(month).is_some()
}
