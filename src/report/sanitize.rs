//! Hostile text made harmless. A catalog is written by strangers: what is copied out of it could move the cursor, change
//! the clipboard, forge a line of the report, turn the reading direction around or command a GitHub runner that reads the
//! log. One function an outlet; applied always, not only on a terminal, since logs are read on terminals later.

use std::borrow::Cow;

use crate::text::begins_command;
pub(super) use crate::text::invisible::is_hostile;

/// Text that stands on one line of a terminal or a log: line ends and tabs become visible too.
pub fn terminal_line(text: &str) -> Cow<'_, str> {
    clean(text, |_| false)
}

/// Text of several lines for a terminal or a log: line feeds and tabs stay.
pub fn terminal_block(text: &str) -> Cow<'_, str> {
    clean(text, |c| matches!(c, '\n' | '\t'))
}

/// At most `limit` characters of `text`, harmless on one line, with `…` where it was cut.
pub(super) fn terminal_excerpt(text: &str, limit: usize) -> Cow<'_, str> {
    // No text has more characters than bytes.
    let cut = if text.len() <= limit { None } else { text.char_indices().nth(limit) };
    match cut {
        None => terminal_line(text),
        Some((at, _)) => Cow::Owned(terminal_line(text.get(..at).unwrap_or_default()).into_owned() + "…"),
    }
}

/// Marker that a runner of workflows takes for a command anywhere in a line of its log.
pub(super) const COMMAND: &str = "##[";

/// Returns true if a text is of printable ASCII alone and holds no command, as nearly all are: inside a line it is
/// harmless as it is.
#[expect(clippy::needless_bitwise_bool, reason = "without branches the loop takes many bytes at a time")]
pub(super) fn is_plain(text: &str) -> bool {
    let look = |(plain, hash), byte| (plain & matches!(byte, b' '..=b'~'), hash | (byte == b'#'));
    let (is_printable, has_hash) = text.bytes().fold((true, false), look);
    is_printable && !(has_hash && text.contains(COMMAND))
}

fn clean(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    if is_plain(text) && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut guard = HarmfulScanner::default();
    let dirty = text.chars().any(|c| guard.stops_in_log(c) && !keep(c));
    if !dirty {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut guard = HarmfulScanner::default();
    for c in text.chars() {
        if guard.stops_in_log(c) && !keep(c) {
            push_escape(c, &mut safe);
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// Reads a text and says of each character whether it must not stand as it is.
#[derive(Debug, Default)]
pub(super) struct HarmfulScanner {
    last: char,
    before_last: char,
}

impl HarmfulScanner {
    /// Returns true if the next character can do more than be seen, or ends a [`COMMAND`].
    pub(super) fn stops(&mut self, c: char) -> bool {
        self.stops_where(c, false)
    }

    /// The same for text that a line of a log may begin with, where the runner takes `::command::` for a command. Behind
    /// a letter (`std::vector`) no line is broken.
    fn stops_in_log(&mut self, c: char) -> bool {
        self.stops_where(c, true)
    }

    fn stops_where(&mut self, c: char, in_log: bool) -> bool {
        let stops = match c {
            ':' if !in_log => false,
            '[' | ':' => begins_command([self.before_last, self.last], c),
            _ => is_hostile(self.last, c),
        };
        (self.before_last, self.last) = (self.last, c);
        stops
    }
}

/// Writes a character as people write it in source code.
pub(super) fn push_escape(c: char, out: &mut String) {
    match c {
        '\n' | '\r' | '\t' => out.extend(c.escape_default()),
        _ => out.extend(c.escape_unicode()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn clean_text_is_not_copied() {
        for text in ["", "plain", "Ultraschall äöü", "数据集 ✅ 👨‍💻 ⚠️ e\u{301}", "std::vec #[x] a: b", "# [x]"]
        {
            assert!(matches!(terminal_line(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn attacks_become_visible() {
        let attacks = [
            ("a\x1b]52;c;cHduZWQ=\x1b\\b", r"a\u{1b}]52;c;cHduZWQ=\u{1b}\b"),
            ("error\r0 findings", r"error\r0 findings"),
            ("x\n::error::forged", r"x\n:\u{3a}error::forged"),
            ("::stop-commands::x", r":\u{3a}stop-commands::x"),
            ("a ::::b", r"a :\u{3a}\u{3a}\u{3a}b"),
            ("x##[add-mask]y", r"x##\u{5b}add-mask]y"),
            ("###[x](y)", r"###\u{5b}x](y)"),
            ("\u{9b}31mred", r"\u{9b}31mred"),
            ("safe\u{202e}gpj.exe", r"safe\u{202e}gpj.exe"),
            ("\u{2066}a\u{2069}", r"\u{2066}a\u{2069}"),
            ("pay\u{200b}pal\u{200d}", r"pay\u{200b}pal\u{200d}"),
            ("a\u{2028}b\u{7f}", r"a\u{2028}b\u{7f}"),
            ("\u{e0041}\u{feff}", r"\u{e0041}\u{feff}"),
            ("https://x.org/##[stop-commands]a", r"https://x.org/##\u{5b}stop-commands]a"),
        ];
        for (attack, seen) in attacks {
            assert_eq!(terminal_line(attack), seen);
        }
    }

    #[test]
    fn a_block_keeps_its_lines() {
        assert_eq!(terminal_block("a\n\tb\r\n"), "a\n\tb\\r\n");
    }

    #[test]
    fn an_excerpt_says_that_it_was_cut() {
        assert_eq!(terminal_excerpt("äbc", 3), "äbc");
        assert_eq!(terminal_excerpt("äbcd", 3), "äbc…");
    }

    proptest! {
        #[test]
        fn nothing_hostile_gets_through(text in any::<String>(), more in "[\u{0}-\u{ff}\u{2000}-\u{2070}\u{e0000}-\u{e0080}]*", commands in "[:# a\\[\n]*") {
            for text in [text, more, commands] {
                let line = terminal_line(&text).into_owned();
                prop_assert!(!line.chars().any(char::is_control), "{line:?}");
                let bidirectional = |c| matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
                prop_assert!(!line.contains(bidirectional), "{line:?}");
                prop_assert!(matches!(terminal_line(&line), Cow::Borrowed(_)));
                prop_assert!(!line.contains("##[") && !line.starts_with("::") && !line.contains(" ::"), "{line:?}");
                let block = terminal_block(&text).into_owned();
                prop_assert!(!block.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{block:?}");
            }
        }
    }
}
