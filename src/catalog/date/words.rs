//! The words around a date that say what it is the date of.

use serde::Deserialize;
use std::sync::LazyLock;

use crate::text::fold;
use crate::vocabulary::vocabulary;

#[derive(Debug, Default, Deserialize)]
struct DateWords {
    additions: Vec<String>,
    bounds: Vec<String>,
    planned: Vec<String>,
    snapshot: Vec<String>,
}

vocabulary! { fn read_words() -> DateWords = "dates.toml" }

static WORDS: LazyLock<DateWords> = LazyLock::new(read_words);

/// Returns true if a title says that what follows is new.
pub fn has_addition(title: &str) -> bool {
    has_word(title, &WORDS.additions)
}

/// Returns true if a title makes its date one end of a time.
pub fn has_bound(title: &str) -> bool {
    has_word(title, &WORDS.bounds)
}

/// Returns true if a header or key says that its dates may lie ahead.
pub fn is_planned(label: &str) -> bool {
    has_word(label, &WORDS.planned)
}

/// Returns true if a text calls itself a picture of one day.
pub fn is_snapshot(text: &str) -> bool {
    let text = format!(" {} ", fold::words(text));
    WORDS.snapshot.iter().any(|word| {
        let word = fold::words(word);
        if word.is_ascii() { text.contains(&format!(" {word} ")) } else { text.contains(&word) }
    })
}

fn has_word(text: &str, list: &[String]) -> bool {
    let words = fold::words(text);
    list.iter().any(|word| {
        if word.is_ascii() { words.split(' ').any(|own| own == word) } else { words.contains(word.as_str()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_a_date_is_of() {
        assert!(has_addition("🔄 Latest Additions (2025)") && !has_addition("Papers 2025"));
        assert!(has_bound("Released before June 2023") && is_planned("Expected release"));
        assert!(is_snapshot("A point-in-time index") && is_snapshot("数据快照") && !is_snapshot("Rsnapshot"));
    }
}
