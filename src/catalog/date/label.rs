//! A date behind a label that says when a catalog was brought up to date: `Last updated: November 2025`.

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

use super::{Date, dates};
use crate::vocabulary::vocabulary;

#[derive(Debug, Default, Deserialize)]
struct DateLabels {
    updated: Vec<String>,
    updated_first: Vec<String>,
    prepositions: Vec<String>,
    weekdays: Vec<Vec<String>>,
}

vocabulary! { fn read_labels() -> DateLabels = "dates.toml" }

static LABELS: LazyLock<DateLabels> = LazyLock::new(read_labels);

/// Finds the labels that may stand anywhere in a line: the first, and of several there the longest.
static ANYWHERE: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&LABELS.updated).ok());

/// Characters that may separate a label from its date.
const BETWEEN: &[char] =
    &[' ', '\u{a0}', '\u{3000}', ':', '：', ',', '，', '-', '–', '—', '*', '_', '(', '（', '[', '`', '|', '=', '~'];

/// Letters behind a date whose label begins sentences of other things, too: `Updated 1 July 2026 with 1,479 repos`.
const MOST_LETTERS_BEHIND: usize = 16;

/// The date of a line that says when a catalog was brought up to date, and the range from the label to the end of the
/// date.
pub fn date_behind_label(line: &str) -> Option<(Date, Range<usize>)> {
    let (start, offset) = label_and_date(line)?;
    let (date, range) = dates(line.get(offset..)?).into_iter().next()?;
    let end = offset + range.end;
    // "As of September 2015, there is a loss of quality" is a sentence about something else.
    let label = line.get(start..offset)?.to_lowercase();
    let is_sure = LABELS.updated.iter().any(|own| label.contains(own.as_str()));
    let goes_on = line.get(end..)?.chars().filter(|c| c.is_alphabetic()).count() > MOST_LETTERS_BEHIND;
    (range.start == 0 && (is_sure || !goes_on)).then_some((date, start..end))
}

/// Returns where the label of a line begins, and where the date behind it does.
pub(super) fn label_and_date(line: &str) -> Option<(usize, usize)> {
    // Most lines have no date, which is seen before any label is looked for.
    if !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let lower = line.to_lowercase();
    // Offsets must be those of the line.
    let lower = if lower.len() == line.len() { lower } else { line.to_ascii_lowercase() };
    let (start, end) = label(&lower)?;
    let mut rest = lower.get(end..)?.trim_start_matches(BETWEEN);
    rest = LABELS.prepositions.iter().find_map(|word| rest.strip_prefix(word.as_str())).unwrap_or(rest);
    rest = rest.trim_start_matches(BETWEEN);
    if let Some((_, length)) = weekday(rest) {
        rest = rest.get(length..)?.trim_start_matches(BETWEEN).trim_start_matches('.').trim_start_matches(BETWEEN);
    }
    Some((start, line.len() - rest.len()))
}

/// The weekday that a text in small letters begins with, from Monday, and its length.
pub(super) fn weekday(text: &str) -> Option<(usize, usize)> {
    let is_end = |length: usize| !text.get(length..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic()));
    let names = LABELS.weekdays.iter().enumerate().flat_map(|(day, names)| names.iter().map(move |name| (day, name)));
    let found = names.filter(|(_, name)| text.starts_with(name.as_str()) && is_end(name.len()));
    found.map(|(day, name)| (day, name.len())).max_by_key(|(_, length)| *length)
}

/// Returns the range of the label of a line in small letters.
fn label(line: &str) -> Option<(usize, usize)> {
    let first = line.find(char::is_alphanumeric)?;
    let opening = line.get(first..)?;
    let at_first = || LABELS.updated_first.iter().filter(|label| opening.starts_with(label.as_str()));
    let anywhere = ANYWHERE.as_ref().and_then(|labels| labels.find(line)).map(|found| (found.start(), found.end()));
    let (start, end) = anywhere.or_else(|| Some((first, first + at_first().map(String::len).max()?)))?;
    let before = line.get(..start)?.chars().next_back();
    let is_word = before.is_some_and(|c| c.is_alphanumeric() && c < '\u{2e80}');
    (!is_word).then_some((start, end))
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
            ("Last updated: Tue, 05 Mar 2024 10:00:00 +0000", Some("Last updated: Tue, 05 Mar 2024")),
            ("Last update: Monday, March 4, 2024", Some("Last update: Monday, March 4, 2024")),
            ("Last refresh: 20240305", Some("Last refresh: 20240305")),
            ("Last updated (Q1 2024)", Some("Last updated (Q1 2024")),
            ("Stand: 05.03.2024", Some("Stand: 05.03.2024")),
            ("(Stand: 5. März 2024)", Some("Stand: 5. März 2024")),
            ("Dernière mise à jour : 1er mars 2024", Some("Dernière mise à jour : 1er mars 2024")),
            ("Última actualización: 5 de marzo de 2024", Some("Última actualización: 5 de marzo de 2024")),
            ("Última atualização em 5 de março de 2024", Some("Última atualização em 5 de março de 2024")),
            ("Последнее обновление: 5 сентября 2024 г.", Some("Последнее обновление: 5 сентября 2024")),
            ("最終更新日：2024年3月5日", Some("最終更新日：2024年3月5日")),
            ("마지막 업데이트: 2024년 3월 5일", Some("마지막 업데이트: 2024년 3월 5일")),
            ("Ultimo aggiornamento: 5 marzo 2024", Some("Ultimo aggiornamento: 5 marzo 2024")),
            ("Ostatnia aktualizacja: 5 października 2024", Some("Ostatnia aktualizacja: 5 października 2024")),
            ("Son güncelleme: 5 Ekim 2024", Some("Son güncelleme: 5 Ekim 2024")),
            ("Laatst bijgewerkt op 5 maart 2024", Some("Laatst bijgewerkt op 5 maart 2024")),
            ("Last Updated Date: 17-Oct-2022", Some("Last Updated Date: 17-Oct-2022")),
            ("Updated 01 Jul 2026 with 1,479 repos", Some("Updated 01 Jul 2026")),
            ("As of September 2015, on Mac OS X there is a loss of quality", None),
            ("The page was updated May 2024", None),
            ("Last updated by the author in 2024", None),
            ("Last updated weekly since 2020", None),
            ("Blast update: 2024", None),
            ("Standard: 2024", None),
            ("", None),
        ] {
            assert_eq!(date_behind_label(line).and_then(|(_, range)| line.get(range)), expected, "{line}");
        }
    }
}
