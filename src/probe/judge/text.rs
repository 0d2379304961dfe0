//! Text that servers wrote, made short and plain for a sentence.

use crate::text::shorten_line;

/// The most characters of a server's text in a sentence, the `…` at the cut included.
const LONGEST: usize = 81;

/// Returns a server's text in backticks, on one line, and short.
pub(super) fn quote(text: &str) -> String {
    format!("`{}`", shorten_line(text, LONGEST).replace('`', "'"))
}

/// Formats a number of times, where it is more than one.
pub(super) fn times(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => " twice".to_owned(),
        _ => format!(" {count} times"),
    }
}

/// Several things as one: `a, b and c`.
pub(super) fn list(parts: &[String]) -> String {
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_text_is_cut_and_plain() {
        assert_eq!(quote("  Page\n\tnot `found`\u{1b}[31m "), "`Page not 'found' [31m`");
        assert_eq!(quote(&"x".repeat(90)).chars().count(), LONGEST + 2);
    }
}
