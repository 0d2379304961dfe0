//! Names and labels without what does not make them different: case, emphasis, accents, punctuation.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The letters and digits of a name in lower case and without accents, `+` and `#` kept: `C++` is not `C`.
fn letters(name: &str) -> impl Iterator<Item = char> + '_ {
    let ascii = name.is_ascii();
    let plain = ascii.then(|| plain_letters(name).map(char::from));
    let folded = (!ascii).then(|| {
        name.nfkd()
            .filter(|&c| !is_combining_mark(c))
            .filter(|&c| c.is_alphanumeric() || c == '+' || c == '#')
            .flat_map(char::to_lowercase)
    });
    plain.into_iter().flatten().chain(folded.into_iter().flatten())
}

/// The same for a name of ASCII alone.
fn plain_letters(name: &str) -> impl Iterator<Item = u8> + '_ {
    name.bytes().filter(|&byte| is_kept(byte)).map(|byte| byte.to_ascii_lowercase())
}

fn is_kept(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'#'
}

/// The key of a name: two names with one key are one name. A name without letters, an emoji alone, is its own key.
pub fn key(name: &str) -> String {
    let key: String = if name.is_ascii() {
        let mut key = String::with_capacity(name.len());
        key.extend(plain_letters(name).map(char::from));
        key
    } else {
        letters(name).collect()
    };
    if key.is_empty() { name.trim().to_owned() } else { key }
}

/// The first bytes of a name's key, told without making it; zeros where it is shorter.
pub fn beginning<const BYTES: usize>(name: &str) -> [u8; BYTES] {
    let mut beginning = [0; BYTES];
    if name.is_ascii() {
        let kept = plain_letters(name);
        let mut filled = false;
        for (slot, byte) in beginning.iter_mut().zip(kept) {
            *slot = byte;
            filled = true;
        }
        if filled {
            return beginning;
        }
    }
    for (slot, byte) in beginning.iter_mut().zip(key(name).bytes()) {
        *slot = byte;
    }
    beginning
}

/// A hash of a name that is the same for all names with one key.
pub fn hash(name: &str) -> u64 {
    let mut hasher = FxHasher::default();
    let mut any = false;
    if name.is_ascii() {
        for byte in plain_letters(name) {
            hasher.write_u8(byte);
            any = true;
        }
    } else {
        for c in letters(name) {
            if c.is_ascii() {
                hasher.write_u8(c as u8);
            } else {
                hasher.write_u32(c as u32);
            }
            any = true;
        }
    }
    if !any {
        name.trim().hash(&mut hasher);
    }
    hasher.finish()
}

/// Returns true if two names have one key.
pub fn same(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    if a.is_ascii() && b.is_ascii() {
        let mut left = plain_letters(a).peekable();
        return left.peek().is_some() && left.eq(plain_letters(b));
    }
    let mut left = letters(a).peekable();
    left.peek().is_some() && left.eq(letters(b))
}

/// Returns true if a name has a key, told without making it.
pub fn has_key(name: &str, key: &str) -> bool {
    if name.is_ascii() {
        let own = plain_letters(name);
        return name.len() >= key.len() && (own.eq(key.bytes()) || !name.bytes().any(is_kept) && name.trim() == key);
    }
    let mut own = letters(name).peekable();
    if own.peek().is_none() { name.trim() == key } else { own.eq(key.chars()) }
}

/// What a name's key has behind another key that it begins with: its next letter or digit, or nothing where the two keys
/// are one. Nothing at all where it does not begin so.
pub fn letter_after(name: &str, key: &str) -> Option<Option<char>> {
    if name.is_ascii() {
        let mut own = plain_letters(name);
        return key.bytes().all(|b| own.next() == Some(b)).then(|| own.next().map(char::from));
    }
    let mut own = letters(name);
    key.chars().all(|c| own.next() == Some(c)).then(|| own.next())
}

/// Returns true if the words of a name, as [`words`] gives them, begin with some words and go on behind them.
pub fn begins_with_words(name: &str, begin: &str) -> bool {
    if !name.is_ascii() {
        return words(name).strip_prefix(begin).is_some_and(|rest| rest.starts_with(' '));
    }
    let mut own = name.as_bytes().split(|&byte| !is_kept(byte)).filter(|word| !word.is_empty());
    let same = |word: &str| own.next().is_some_and(|own| own.eq_ignore_ascii_case(word.as_bytes()));
    !begin.is_empty() && begin.split(' ').all(same) && own.next().is_some()
}

/// Returns true if a name holds words, as [`words`] gives them, in their order, whatever else stands between them.
pub fn holds_words(name: &str, wanted: &str) -> bool {
    if !name.is_ascii() {
        let own = words(name);
        let mut own = own.split(' ');
        return wanted.split(' ').all(|word| own.any(|other| other == word));
    }
    let mut own = name.as_bytes().split(|&byte| !is_kept(byte));
    wanted.split(' ').all(|word| own.any(|other| other.eq_ignore_ascii_case(word.as_bytes())))
}

/// A text as lower-case words with one space between: for headers, titles and the words of a sentence. Accents go;
/// characters of other scripts stay.
pub fn words(text: &str) -> String {
    if text.is_ascii() {
        return plain_words(text);
    }
    let mut words = String::with_capacity(text.len());
    let mut gap = false;
    let mut push = |c: char| {
        if c.is_alphanumeric() || matches!(c, '+' | '#') {
            if gap && !words.is_empty() {
                words.push(' ');
            }
            gap = false;
            words.extend(c.to_lowercase());
        } else if !is_combining_mark(c) {
            gap = true;
        }
    };
    for run in runs(text) {
        if run.is_ascii() { run.chars().for_each(&mut push) } else { run.nfkd().for_each(&mut push) }
    }
    words
}

/// A text in runs of ASCII and runs of none. A character of ASCII is not taken apart and nothing moves past it, so that
/// each run can be folded alone: an emoji before an English title does not make all of it slow.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_ascii = rest.as_bytes().first()?.is_ascii();
        let end = rest.bytes().position(|byte| byte.is_ascii() != is_ascii).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(end);
        rest = behind;
        Some(run)
    })
}

/// The words of a text of ASCII alone.
fn plain_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for word in text.as_bytes().split(|&byte| !is_kept(byte)).filter(|word| !word.is_empty()) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word.iter().map(|byte| byte.to_ascii_lowercase() as char));
    }
    words
}

/// Folds a title to its words in lower case, accents kept, without emoji, punctuation and what stands in brackets at its
/// end: a heading and its entry in a table of contents often differ in these.
pub fn title(title: &str) -> String {
    let title = title.trim();
    let end = title.rfind(['(', '（', '[']).filter(|&at| at > 0 && title.ends_with([')', '）', ']']));
    let title = end.and_then(|at| title.get(..at)).unwrap_or(title);
    let mut folded = String::with_capacity(title.len());
    for word in title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// Folds the label of a link reference: labels are alike whatever their case and white space
/// (<https://spec.commonmark.org/0.31.2/#matches>). Of letters that have no one partner in the other case all forms are alike:
/// `ẞ` is `SS`.
pub fn label(label: &str) -> String {
    let plain = label.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_ascii() { plain.to_ascii_lowercase() } else { plain.to_lowercase().to_uppercase().to_lowercase() }
}

/// Folds a text to its letters and digits in lower case, accents kept, without what parts them.
pub fn alphanumeric(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Folds a file's name as file systems that ignore case and Unicode normalization compare it.
pub fn file_name(name: &str) -> String {
    name.nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded() {
        for (a, b, one) in [
            ("TotalSegmentator NCI", "TotalSegmentator (NCI)", true),
            ("VerSe 2019/2020", "VERSE 2019 2020", true),
            ("C++", "C", false),
            ("C#", "C", false),
            ("Café", "Cafe", true),
            ("数据集", "数据", false),
            ("🔥", "✅", false),
        ] {
            assert_eq!(same(a, b), one, "{a} {b}");
            assert_eq!(key(a) == key(b), one, "{a} {b}");
            assert_eq!(hash(a) == hash(b), one, "{a} {b}");
            assert!(key(a).starts_with(std::str::from_utf8(&beginning::<1>(a)).unwrap_or_default()), "{a}");
        }
        assert_eq!(words("**# CT-Scans** (3D)"), "# ct scans 3d");
    }

    #[test]
    fn a_text_is_folded_run_by_run_as_it_is_whole() {
        for (text, folded) in [
            ("🔬 CT-Scans (3D)", "ct scans 3d"),
            ("Cafe\u{301} au lait", "cafe au lait"),
            ("ﬁne №5 ½", "fine no5 1 2"),
            ("e\u{323}\u{301}x é数据C++", "ex e数据c++"),
        ] {
            assert_eq!(words(text), folded);
            assert_eq!(runs(text).collect::<String>(), text);
        }
    }

    #[test]
    fn each_kind_of_text_is_folded_by_what_makes_no_difference_in_it() {
        assert_eq!(title("  🔬 CT-Scans: Été (3D) "), "ct scans été");
        assert_eq!(title("(all)"), "all");
        assert_eq!(label(" My\n  Label"), "my label");
        assert_eq!(alphanumeric("Hugging Face, Inc."), "huggingfaceinc");
        assert_eq!(file_name("Cafe\u{301}.MD"), "café.md");
    }

    #[test]
    fn words_stand_in_a_name_in_their_order() {
        for (name, wanted, holds) in [
            ("Medical Segmentation Decathlon", "medical decathlon", true),
            ("Medical Segmentation Decathlon", "decathlon medical", false),
            ("Médical (Segmentation) Decathlon", "medical decathlon", true),
            ("MedicalDecathlon", "medical decathlon", false),
            ("C++ by Example", "c++ example", true),
        ] {
            assert_eq!(holds_words(name, wanted), holds, "{name} {wanted}");
        }
    }

    #[test]
    fn a_name_is_held_against_a_key_without_making_its_own() {
        for name in ["KiTS23", "KiTS 23", "kits", "Kit S", "Café 23", "🔥", "🔥 ", "C++", "FLARE 2022", "数据集 2", ""]
        {
            for other in ["kits", "KiTS23", "cafe", "🔥", "c", "c++", "Flare", "flare2022", "数据集"] {
                let (own, wanted) = (key(name), key(other));
                assert_eq!(has_key(name, &wanted), own == wanted, "{name} {other}");
                let begins = words(name).strip_prefix(&words(other)).is_some_and(|rest| rest.starts_with(' '));
                assert_eq!(
                    begins_with_words(name, &words(other)),
                    begins && !words(other).is_empty(),
                    "{name} {other}"
                );
                if letters(name).next().is_some() {
                    let next = own.strip_prefix(&wanted).map(|rest| rest.chars().next());
                    assert_eq!(letter_after(name, &wanted), next, "{name} {other}");
                }
            }
        }
    }
}
