//! Text that servers wrote, made short and plain for a sentence.

/// The most characters of a server's text that stand in a sentence.
const LONGEST: usize = 80;

/// A server's text in backticks, on one line, cut at eighty characters.
pub(super) fn quote(text: &str) -> String {
    format!("`{}`", cut(text, LONGEST).replace('`', "'"))
}

/// A text on one line, without control characters, cut at a number of characters.
pub(super) fn cut(text: &str, longest: usize) -> String {
    let mut short = String::new();
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        let gap = usize::from(count > 0);
        if gap == 1 {
            short.push(' ');
        }
        count += gap;
        for c in word.chars() {
            if count >= longest {
                short.truncate(short.trim_end().len());
                short.push('…');
                return short;
            }
            short.push(c);
            count += 1;
        }
    }
    short
}

/// How often something was seen, where it was more than once.
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
        assert_eq!(cut(&"x".repeat(90), 80).chars().count(), 81);
        assert_eq!(cut("", 80), "");
    }
}
