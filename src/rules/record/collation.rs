//! The orders that names are sorted in, and what is out of them.

use std::cmp::Ordering;

use super::promise::WORDS;
use crate::text::fold;

/// The orders that a list may be kept in. An entry is out of place only if it is in all of them.
pub(super) const ORDERS: [fn(&str) -> String; 11] = [
    fold::key,
    fold::words,
    |name| name.trim().to_lowercase(),
    |name| name.trim().to_owned(),
    without_article,
    |name| fold::words(name.rsplit('/').next().unwrap_or(name)),
    natural,
    // Sorted by the lines as they stand, where a space comes before the bracket behind a name.
    |name| format!("{}]", name.trim()),
    |name| format!("{}]", name.trim().to_lowercase()),
    without_awesome,
    digits_last,
];

fn without_article(name: &str) -> String {
    WORDS.without_article(&fold::words(name)).to_owned()
}

/// Lists of lists often sort by what is awesome.
fn without_awesome(name: &str) -> String {
    let words = fold::words(name);
    words.strip_prefix("awesome ").map_or_else(|| words.clone(), str::to_owned)
}

/// The words of a name, with digits that it begins with behind all letters.
fn digits_last(name: &str) -> String {
    let words = fold::words(name);
    if words.starts_with(|c: char| c.is_ascii_digit()) { format!("\u{10ffff}{words}") } else { words }
}

/// The words of a name, with numbers made as long as each other so that 9 comes before 10.
fn natural(name: &str) -> String {
    let words = fold::words(name);
    let mut key = String::with_capacity(words.len() + 8);
    let mut digits = String::new();
    for c in words.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            key.extend(std::iter::repeat_n('0', 12_usize.saturating_sub(digits.len())));
            key.push_str(&digits);
            digits.clear();
        }
        key.push(c);
    }
    key
}

/// Compares names as [`fold::key`] orders them, without a copy where they are plain.
pub(super) fn compare(a: &str, b: &str) -> Ordering {
    if !a.is_ascii() || !b.is_ascii() {
        return fold::key(a).cmp(&fold::key(b));
    }
    let letters = |name| str::bytes(name).filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    letters(a).cmp(letters(b))
}

/// The indices of a longest sequence that never falls. It is looked for from the end, so that of two entries that stand
/// the wrong way round the later one is left out: most entries out of place were appended.
pub(super) fn longest_rising(length: usize, compare: impl Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut starts: Vec<usize> = Vec::new();
    let mut after: Vec<Option<usize>> = vec![None; length];
    for index in (0..length).rev() {
        let at = starts.partition_point(|&start| compare(start, index) != Ordering::Less);
        if let Some(after) = after.get_mut(index) {
            *after = at.checked_sub(1).and_then(|at| starts.get(at)).copied();
        }
        if at == starts.len() {
            starts.push(index);
        } else if let Some(start) = starts.get_mut(at) {
            *start = index;
        }
    }
    std::iter::successors(starts.last().copied(), |&index| after.get(index).copied().flatten()).collect()
}

/// The script of all letters of a name; none for one of several scripts, and for one whose order its letters do not tell:
/// Chinese is sorted by sound or by strokes, and Japanese by a reading that is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct NameScript(u32);

/// Code points of a block of an alphabet, about.
const ALPHABET: u32 = 0x100;
/// The letters of Latin: all that begin below the first of Greek.
const LATIN_END: char = '\u{370}';
/// The letters of Latin with several accents: those of Vietnamese.
const LATIN_MORE: (char, char) = ('\u{1e00}', '\u{1eff}');
/// The first and the last syllable of Hangul, which stand in their order.
const HANGUL: (char, char) = ('\u{ac00}', '\u{d7a3}');
/// The first of the scripts of East Asia.
const CJK: char = '\u{2e80}';

impl NameScript {
    /// The script of a name. Digits are of any.
    pub(super) fn of(name: &str) -> Option<Self> {
        let mut letters = name.chars().filter(|c| c.is_alphabetic()).map(Self::of_letter);
        let first = letters.next().unwrap_or(Some(Self(0)));
        letters.all(|other| other == first).then_some(first).flatten()
    }

    fn of_letter(letter: char) -> Option<Self> {
        match letter {
            _ if letter < LATIN_END || (LATIN_MORE.0..=LATIN_MORE.1).contains(&letter) => Some(Self(0)),
            _ if (HANGUL.0..=HANGUL.1).contains(&letter) => Some(Self(HANGUL.0 as u32)),
            _ if letter >= CJK && letter < '\u{1e000}' => None,
            _ => Some(Self(letter as u32 / ALPHABET * ALPHABET)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_script_can_be_sorted() {
        assert_eq!(NameScript::of("🎯 Über"), NameScript::of("3D"));
        assert_eq!(NameScript::of("LẬP TRÌNH"), NameScript::of("Basics"));
        assert_eq!(NameScript::of("Ёлка"), NameScript::of("яблоко"));
        assert_eq!(NameScript::of("한글"), NameScript::of("가나다"));
        assert!(NameScript::of("有道翻译").is_none() && NameScript::of("あいう").is_none());
        assert_ne!(NameScript::of("Яндекс"), NameScript::of("Google"));
        assert!(NameScript::of("Java 编码规范").is_none() && NameScript::of("Flutter بالعربي").is_none());
        assert!(digits_last("10 best") > digits_last("zebra") && without_awesome("awesome-x") == "x");
    }
}
