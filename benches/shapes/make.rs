//! What shapes are built from: units repeated, numbered lines, invented words and plain catalogs.

/// Repeats a unit up to `size` bytes, at least once.
pub(crate) fn repeat(unit: &str, size: usize) -> String {
    unit.repeat((size / unit.len()).max(1))
}

/// Adds numbered pieces behind a head until the text has `size` bytes.
pub(crate) fn number(head: &str, size: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = head.to_owned();
    let mut at = 0;
    while text.len() < size {
        text.push_str(&piece(at));
        at += 1;
    }
    text
}

/// Joins `count` numbered pieces.
pub(crate) fn join(count: usize, piece: impl Fn(usize) -> String) -> String {
    (0..count).map(piece).collect()
}

/// An invented word of four syllables; neighbouring numbers give unlike words.
pub(crate) fn word(number: usize) -> String {
    let (consonants, vowels) = (b"bcdfgklmnprstvz", b"aeiou");
    let mut rest = number.wrapping_mul(2_654_435_761) % (1 << 32);
    let mut word = String::new();
    for _ in 0..4 {
        word.push(char::from(consonants[rest % consonants.len()]));
        rest /= consonants.len();
        word.push(char::from(vowels[rest % vowels.len()]));
        rest /= vowels.len();
    }
    word.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
    word
}

/// An invented word and its number, so that no two are the same.
pub(crate) fn name(number: usize) -> String {
    format!("{}{number}", word(number))
}

/// A catalog that is one list.
pub(crate) fn list(size: usize) -> String {
    number("# Awesome\n\n## Tools\n\n", size, |i| {
        format!("- [{}](https://e.org/{i}) - Does {} things. (MIT)\n", name(i), word(i + 7))
    })
}

/// A catalog that is one table.
pub(crate) fn table(size: usize) -> String {
    rows(&["Name", "Scans", "License", "Link"], size, |i| {
        format!("{} | {i} | MIT | [page](https://e.org/{i})", name(i))
    })
}

/// A table with these columns and numbered rows.
pub(crate) fn rows(columns: &[&str], size: usize, row: impl Fn(usize) -> String) -> String {
    number(&format!("# Awesome\n\n{}", header(columns)), size, |i| format!("| {} |\n", row(i)))
}

/// The header of a table and the line below it.
pub(crate) fn header(columns: &[&str]) -> String {
    format!("| {} |\n|{}\n", columns.join(" | "), " --- |".repeat(columns.len()))
}
