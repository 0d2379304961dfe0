//! Numbers with their nouns.

use std::fmt::Display;

/// Formats a count with its noun: `1 finding`, `2 findings`, `2 entities`, `2 fixes`, `2 days`.
pub fn format_count(count: usize, noun: &str) -> String {
    let before_y = noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    match before_y {
        _ if count == 1 => format!("1 {noun}"),
        None if noun.ends_with('x') => format!("{count} {noun}es"),
        Some(stem) => format!("{count} {stem}ies"),
        None => format!("{count} {noun}s"),
    }
}

/// Returns the form of a word for one thing or for several: `is` or `are`.
pub fn choose_form<T: Display>(count: usize, one: T, several: T) -> T {
    if count == 1 { one } else { several }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_take_the_form_of_their_count() {
        for (count, noun, text) in [
            (1, "finding", "1 finding"),
            (0, "finding", "0 findings"),
            (2, "more place", "2 more places"),
            (2, "entity", "2 entities"),
            (3, "fix", "3 fixes"),
            (2, "day", "2 days"),
        ] {
            assert_eq!(format_count(count, noun), text);
        }
        assert_eq!([choose_form(1, "is", "are"), choose_form(0, "is", "are")], ["is", "are"]);
    }
}
