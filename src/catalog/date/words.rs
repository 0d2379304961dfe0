//! The words around a date that say what it is the date of.

use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

use super::{Date, dates};
use crate::text::fold;
use crate::vocabulary::vocabulary;

#[derive(Debug, Default, Deserialize)]
struct DateWords {
    updated: Vec<String>,
    updated_first: Vec<String>,
    prepositions: Vec<String>,
    additions: Vec<String>,
    bounds: Vec<String>,
    planned: Vec<String>,
    snapshot: Vec<String>,
}

vocabulary! { fn read_words() -> DateWords = "dates.toml" }

static WORDS: LazyLock<DateWords> = LazyLock::new(read_words);

/// Characters that may separate a label from its date.
const BETWEEN: &[char] = &[' ', '\u{a0}', ':', '：', '-', '–', '—', '*', '_', '(', '（', '`', '|', '='];

/// The date of a line that says when a catalog was brought up to date, `Last updated: November 2025`, and the range from
/// the label to the end of the date.
pub fn date_behind_label(line: &str) -> Option<(Date, Range<usize>)> {
    let lower = line.to_lowercase();
    // Offsets must be those of the line.
    let lower = if lower.len() == line.len() { lower } else { line.to_ascii_lowercase() };
    let (start, end) = label(&lower)?;
    let rest = line.get(end..)?;
    let at = rest.trim_start_matches(BETWEEN);
    let at = WORDS.prepositions.iter().find_map(|word| at.strip_prefix(word.as_str())).unwrap_or(at);
    let offset = line.len() - at.trim_start_matches(BETWEEN).len();
    let (date, range) = dates(line.get(offset..)?).into_iter().next()?;
    (range.start == 0).then(|| (date, start..offset + range.end))
}

/// Returns the range of the label of a line.
fn label(line: &str) -> Option<(usize, usize)> {
    let first = line.find(char::is_alphanumeric)?;
    let opening = line.get(first..)?;
    let mut labels = WORDS.updated_first.iter().filter(|label| opening.starts_with(label.as_str()));
    let anywhere = WORDS.updated.iter().find_map(|label| Some((line.find(label.as_str())?, label.len())));
    let (start, length) =
        anywhere.or_else(|| labels.by_ref().map(|label| (first, label.len())).max_by_key(|(_, length)| *length))?;
    let before = line.get(..start)?.chars().next_back();
    let is_word = before.is_some_and(|c| c.is_ascii_alphanumeric());
    (!is_word).then_some((start, start + length))
}

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
    fn labels_lead_to_their_dates() {
        for (line, expected) in [
            ("Last Updated: November 2025", Some("Last Updated: November 2025")),
            ("📅 Last updated on 2024-05-03 by hand", Some("Last updated on 2024-05-03")),
            ("12 tools. Last update: May 2024", Some("Last update: May 2024")),
            ("更新时间：2024年5月", Some("更新时间：2024年5月")),
            ("Updated May 2024", Some("Updated May 2024")),
            ("The page was updated May 2024", None),
            ("Last updated by the author in 2024", None),
            ("Last updated weekly since 2020", None),
            ("Blast update: 2024", None),
            ("", None),
        ] {
            assert_eq!(date_behind_label(line).and_then(|(_, range)| line.get(range)), expected, "{line}");
        }
        assert!(has_addition("🔄 Latest Additions (2025)") && !has_addition("Papers 2025"));
        assert!(has_bound("Released before June 2023") && is_planned("Expected release"));
        assert!(is_snapshot("A point-in-time index") && is_snapshot("数据快照") && !is_snapshot("Rsnapshot"));
    }
}
