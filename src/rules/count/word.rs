//! A word that a claim counts by, looked for in every field of every record: nothing is copied on the way.

use crate::text::fold;

/// A word, or several ways to say it: `Fundus/OCT`.
#[derive(Debug)]
pub(super) struct LabelWord {
    /// Folded, each word with a space before it.
    ways: Vec<String>,
}

impl LabelWord {
    pub(super) fn new(word: &str) -> Self {
        Self { ways: word.split('/').map(compact).filter(|way| !way.is_empty()).collect() }
    }

    /// The ways to say it, folded.
    pub(super) fn ways(&self) -> impl Iterator<Item = &str> {
        self.ways.iter().map(String::as_str)
    }

    /// Returns true if it stands for things of several modalities.
    pub(super) fn is_several(&self) -> bool {
        self.ways.iter().any(|way| matches!(way.as_str(), " multimodal" | " multimodality"))
    }

    /// Returns true if it stands in a text, as a whole word or its plural.
    pub(super) fn is_in(&self, text: &str) -> bool {
        if text.is_ascii() {
            return self.ways.iter().any(|way| is_in_ascii(way.as_bytes(), text.as_bytes()));
        }
        let text = compact(text);
        let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', 's']);
        self.ways.iter().any(|way| text.split(way.as_str()).skip(1).any(ends))
    }
}

/// A text's words, each with a space before it; words that a hyphen joins are one.
pub(super) fn compact(text: &str) -> String {
    let joined: String = text.chars().filter(|c| !matches!(c, '-' | '‑' | '_')).collect();
    let words = fold::words(&joined);
    if words.is_empty() { words } else { format!(" {words}") }
}

/// The same for a text of ASCII alone, which most are: from each letter that the way begins with, at the beginning of a
/// word, the two are walked side by side.
fn is_in_ascii(way: &[u8], text: &[u8]) -> bool {
    let Some((&first, rest)) = way.get(1..).and_then(<[u8]>::split_first) else { return false };
    memchr::memchr2_iter(first, first.to_ascii_uppercase(), text).any(|at| {
        let (before, after) = text.split_at(at);
        let begins = before.iter().rev().find(|byte| !is_joint(**byte)).is_none_or(|byte| !is_kept(*byte));
        begins && {
            let mut folded = CompactText { text: after.get(1..).unwrap_or_default() };
            rest.iter().all(|&byte| folded.next() == Some(byte)) && matches!(folded.next(), None | Some(b' ' | b's'))
        }
    })
}

/// Yields the bytes that `compact` keeps of a text of ASCII alone.
struct CompactText<'t> {
    text: &'t [u8],
}

impl Iterator for CompactText<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let mut gap = false;
        while let Some((&byte, rest)) = self.text.split_first() {
            if is_kept(byte) {
                if gap {
                    return Some(b' ');
                }
                self.text = rest;
                return Some(byte.to_ascii_lowercase());
            }
            gap |= !is_joint(byte);
            self.text = rest;
        }
        None
    }
}

fn is_kept(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'#')
}

fn is_joint(byte: u8) -> bool {
    matches!(byte, b'-' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_word_is_found_whole_and_in_the_plural() {
        for (word, text, found) in [
            ("MRI", "CT, mri", true),
            ("MRI", "(MRIs)", true),
            ("MRI", "T1-MRI", false),
            ("X-Ray", "Chest xray", true),
            ("xray", "chest X-ray scans", true),
            ("X-Ray", "x ray", false),
            ("CT scan", "low-dose CT — scans", true),
            ("CT scan", "ct, scans", true),
            ("Fundus/OCT", "OCT volumes", true),
            ("OCT", "October", false),
            ("C++", "C", false),
            ("", "anything", false),
        ] {
            assert_eq!(LabelWord::new(word).is_in(text), found, "{word} in {text}");
        }
    }

    proptest! {
        /// The short way says what the long way says.
        #[test]
        fn both_ways_agree(word in "[abS+ /_-]{0,5}", text in "[abS+ .,_-]{0,14}") {
            let word = LabelWord::new(&word);
            // A character that folds to nothing takes the long way.
            prop_assert_eq!(word.is_in(&text), word.is_in(&format!("{text}\u{301}")), "{:?}", word);
        }
    }
}
