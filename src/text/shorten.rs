//! Texts cut to a length that a sentence can carry.

use std::borrow::Cow;

/// Cuts a text to at most `longest` characters, the `…` at the cut included.
pub fn shorten(text: &str, longest: usize) -> Cow<'_, str> {
    shorten_by(text, longest, |_| 1)
}

/// Cuts a text to at most `longest` units, the `…` at the cut included. `width` gives the units of a character, 1 for
/// `…`: some readers count UTF-16 code units.
pub fn shorten_by(text: &str, longest: usize, width: impl Fn(char) -> usize) -> Cow<'_, str> {
    // No text has more characters, or UTF-16 code units, than bytes.
    if text.len() <= longest {
        return Cow::Borrowed(text);
    }
    let (mut units, mut cut) = (0, 0);
    for (at, c) in text.char_indices() {
        // Where the text is cut if it turns out to be too long: room for the `…` is left.
        if units < longest {
            cut = at;
        }
        units += width(c);
        if units > longest {
            return Cow::Owned(format!("{}…", text.get(..cut).unwrap_or_default()));
        }
    }
    Cow::Borrowed(text)
}

/// Writes a text on one line, with each run of white space and control characters as one space, and cuts it to at most
/// `longest` characters, the `…` included.
pub fn shorten_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if count > longest {
            break;
        }
        if !line.is_empty() {
            line.push(' ');
            count += 1;
        }
        // One character more than there is room for shows that the line is too long.
        let taken = word.chars().take((longest + 1).saturating_sub(count));
        line.extend(taken.inspect(|_| count += 1));
    }
    if count <= longest {
        return line;
    }
    let kept = line.char_indices().nth(longest.saturating_sub(1)).and_then(|(at, _)| line.get(..at));
    format!("{}…", kept.unwrap_or_default().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_with_the_mark_in_their_length() {
        for (text, longest, short) in
            [("äbc d", 5, "äbc d"), ("äbc de", 5, "äbc …"), ("数据集集", 3, "数据…"), ("", 0, ""), ("ab", 1, "…")]
        {
            assert_eq!(shorten(text, longest), short);
        }
        assert!(matches!(shorten("数据集", 3), Cow::Borrowed(_)));
    }

    #[test]
    fn texts_are_cut_by_the_units_that_their_reader_counts() {
        for (text, longest, short) in [("äbc", 3, "äbc"), ("👩👩", 3, "👩…"), ("👩👩👩", 4, "👩…")]
        {
            assert_eq!(shorten_by(text, longest, char::len_utf16), short);
        }
    }

    #[test]
    fn lines_have_no_control_characters() {
        for (text, longest, short) in [
            ("  Page\n\tnot found\u{1b}[31m ", 80, "Page not found [31m"),
            ("two words", 5, "two…"),
            ("two words", 9, "two words"),
            ("two words", 8, "two wor…"),
            ("", 8, ""),
        ] {
            assert_eq!(shorten_line(text, longest), short);
        }
        assert_eq!(shorten_line(&"x".repeat(90), 81).chars().count(), 81);
    }
}
