//! The noun phrase after a number.

use super::vocabulary::vocabulary;
use std::ops::Range;

/// Longer phrases are sentences.
const MOST_WORDS: usize = 4;

/// Returns the range of the unit of the number that ends at `from`; empty at `from` if there is none.
pub(super) fn unit(text: &str, from: usize) -> Range<usize> {
    let start = skip_gap(text, from);
    let mut end = start;
    let mut at = start;
    for _ in 0..MOST_WORDS {
        let word_end = word_end(text, at);
        let Some(word) = text.get(at..word_end).filter(|word| !word.is_empty()) else { break };
        if vocabulary().is_stop(word) {
            break;
        }
        end = word_end;
        at = match text.get(end..).unwrap_or_default().chars().next() {
            Some(gap @ (' ' | '\u{a0}')) => end + gap.len_utf8(),
            _ => break,
        };
    }
    if end == start { from..from } else { start..end }
}

/// The end of blanks and emphasis after a number.
pub(super) fn skip_gap(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}', '\u{202f}', '*', '_', '`']).len()
}

/// The end of the word at `start`: letters, and inside them digits and the marks of `X-rays`, `autism/control`, `H&E`. A
/// digit may begin it only in `3D`.
fn word_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let mut letters = rest.char_indices().peekable();
    let bytes = rest.as_bytes();
    let is_dimension = bytes.first().is_some_and(u8::is_ascii_digit)
        && matches!(bytes.get(1), Some(b'D' | b'd'))
        && !bytes.get(2).is_some_and(u8::is_ascii_alphanumeric);
    if !is_dimension && !letters.peek().is_some_and(|(_, first)| first.is_alphabetic()) {
        return start;
    }
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let is_inner = match letter {
            '-' | '\u{2011}' => next.is_some_and(char::is_alphanumeric),
            '/' | '&' | '\'' | '\u{2019}' => next.is_some_and(char::is_alphabetic),
            _ => letter.is_alphanumeric(),
        };
        if !is_inner {
            return start + at;
        }
    }
    start + rest.len()
}
