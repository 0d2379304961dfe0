//! Paragraphs broken into lines: between words, never inside a path, an address or an anchor.

use textwrap::{Options, WordSeparator, WordSplitter, core::Word};
use unicode_width::UnicodeWidthChar as _;

/// Separates words, for the renderer of the diagnostics too, which draws the same lines.
pub const WORDS: WordSeparator = WordSeparator::Custom(words);

/// Returns how lines are broken at a width.
pub fn wrap_options(width: usize) -> Options<'static> {
    Options::new(width).break_words(false).word_separator(WORDS).word_splitter(WordSplitter::NoHyphenation)
}

/// Splits a line into words: behind blanks, and where Unicode lets a line end beside a wide character, since Chinese and
/// Japanese have no blanks. Unicode also lets a line end behind the `/` of a path and the `-` of an anchor.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut pieces = WordSeparator::UnicodeBreakProperties.find_words(line);
    let (mut start, mut end) = (0, 0);
    Box::new(std::iter::from_fn(move || {
        for piece in pieces.by_ref() {
            end += piece.word.len() + piece.whitespace.len();
            if parts_words(line, end) {
                let word = line.get(start..end).unwrap_or_default();
                start = end;
                return Some(Word::from(word));
            }
        }
        let rest = line.get(start..).filter(|rest| !rest.is_empty())?;
        start = line.len();
        Some(Word::from(rest))
    }))
}

/// Returns true if two words meet at a place of a text: a blank or a wide character is beside it.
pub fn parts_words(text: &str, at: usize) -> bool {
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    let (Some(before), Some(after)) = (before.chars().next_back(), after.chars().next()) else { return true };
    let is_wide = |c: char| c.width() == Some(2);
    before.is_whitespace()
        || after.is_whitespace()
        || (is_wide(before) || is_wide(after)) && after.width().is_some_and(|width| width > 0) && before != '\u{200d}'
}

/// Cuts a text to at most `width` columns, the `…` at the cut included, between two words; a first word that is longer
/// stays whole.
pub fn shorten_to_words(text: &str, width: usize) -> String {
    let columns = |text: &str| text.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for word in words(text) {
        if !kept.is_empty() && columns(&kept) + word.width + 1 > width {
            break;
        }
        kept.extend([word.word, word.whitespace]);
    }
    let kept = kept.trim_end();
    if kept == text.trim_end() { kept.to_owned() } else { format!("{kept}…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words_alone() {
        for (text, width, lines) in [
            ("see docs/long-path/of-a-file.md there", 12, &["see", "docs/long-path/of-a-file.md", "there"][..]),
            ("leads to #-data-breach-search", 12, &["leads to", "#-data-breach-search"]),
            ("https://example.org/a/b/c-d is dead", 10, &["https://example.org/a/b/c-d", "is dead"]),
            ("数据集列表", 4, &["数据", "集列", "表"]),
            ("👨\u{200d}💻👩\u{200d}💻", 2, &["👨\u{200d}💻", "👩\u{200d}💻"]),
        ] {
            assert_eq!(textwrap::wrap(text, wrap_options(width)), lines, "{text}");
        }
    }

    #[test]
    fn texts_are_cut_between_words() {
        for (text, width, short) in [
            ("plain http to a.example.org", 40, "plain http to a.example.org"),
            ("plain http to a.example.org", 20, "plain http to…"),
            ("docs/long-path/of-a-file.md there", 10, "docs/long-path/of-a-file.md…"),
            ("数据集列表", 7, "数据集…"),
        ] {
            assert_eq!(shorten_to_words(text, width), short);
        }
    }
}
