//! The text of a finding where another program shows it: as plain text, and as markdown.
//!
//! The words of a message are ours, the names and numbers in it the catalog's, and nobody can tell them apart later. So
//! all of it is taken for hostile: no text that comes out of here starts a mention, a reference to an issue, a link, HTML
//! or an escape sequence.

use std::borrow::Cow;

use super::sanitize;
use crate::finding::Finding;

/// Longest message or help, in characters; names in it can be of any length.
const LONGEST: usize = 1_000;
/// Separates what would be a mention or a link, and is not seen. It is the one that robots put behind an `@` on GitHub.
pub(super) const BREAK: char = '\u{200b}';

/// The message and what to do, as plain text: sentences on one line.
pub(super) fn plain_advice(finding: &Finding) -> String {
    let message = plain(&finding.message);
    if finding.help.is_empty() { message } else { format!("{message}. How to fix: {}", plain(&finding.help)) }
}

/// Plain text. Some of its readers look for mentions and links in it all the same, so those are broken.
pub(super) fn plain(text: &str) -> String {
    let text = sanitize::terminal_excerpt(text, LONGEST);
    let mut safe = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_number = c == '#' && chars.peek().is_some_and(char::is_ascii_digit);
        // An address, and what makes a link of the brackets before it.
        let is_link =
            c == '/' && safe.ends_with(":/") || c == '.' && ends_with_www(&safe) || c == '(' && safe.ends_with(']');
        match c {
            '@' | '<' => safe.extend([c, BREAK]),
            '#' if is_number => safe.extend([c, BREAK]),
            _ if is_link => safe.extend([BREAK, c]),
            _ => safe.push(c),
        }
    }
    safe
}

fn ends_with_www(text: &str) -> bool {
    let start = text.len().saturating_sub(3);
    text.get(start..).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// Markdown that shows the text as it is. Words that could be more than words stand in code, which nothing on GitHub or
/// GitLab looks into; so do the names that a message has in backticks. Inside a table, `|` is escaped.
pub(super) fn markdown(text: &str, is_in_table: bool) -> String {
    let text = sanitize::terminal_excerpt(text, LONGEST);
    let mut out = Markdown { text: String::with_capacity(text.len() + 16), is_in_table };
    // With a backtick left over, none of them can be told to open or to close.
    let is_paired = text.matches('`').count().is_multiple_of(2);
    let parts: Vec<&str> = if is_paired { text.split('`').collect() } else { vec![&text] };
    for (at, part) in parts.into_iter().enumerate() {
        if at % 2 == 1 {
            out.code(part);
        } else {
            out.words(part);
        }
    }
    out.text
}

/// A code span with the text, whatever stands in it.
pub(super) fn code(text: &str, is_in_table: bool) -> String {
    let mut out = Markdown { text: String::new(), is_in_table };
    out.code(&sanitize::terminal_excerpt(text, LONGEST));
    out.text
}

struct Markdown {
    text: String,
    is_in_table: bool,
}

impl Markdown {
    /// Words as they are, and runs of those that mean something in code.
    fn words(&mut self, text: &str) {
        let mut run = String::new();
        for piece in text.split_inclusive(' ') {
            let word = piece.trim_end_matches(' ');
            let is_first = !self.is_in_table && self.text.trim().is_empty() && run.trim().is_empty();
            if word.is_empty() && !run.is_empty() || !is_harmless(word, is_first) {
                run.push_str(piece);
                continue;
            }
            self.run(&mut run);
            self.text.push_str(piece);
        }
        self.run(&mut run);
    }

    /// The run as code; the blanks behind it as they are.
    fn run(&mut self, run: &mut String) {
        let word = run.trim_end_matches(' ');
        self.code(word);
        self.text.extend(run.chars().skip(word.chars().count()));
        run.clear();
    }

    fn code(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        // Two spans without a letter between them would be one, with another fence.
        if self.text.ends_with('`') {
            self.text.push(' ');
        }
        let fence = "`".repeat(longest_run(text) + 1);
        let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
        self.text.extend([&fence, pad]);
        // In a table, and there alone, `\|` stands for `|` in code too, whatever stands before it.
        let text = if self.is_in_table { Cow::Owned(text.replace('|', "\\|")) } else { Cow::Borrowed(text) };
        self.text.push_str(&text);
        self.text.extend([pad, &fence]);
    }
}

/// The most backticks in a row.
pub(super) fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// Returns true if a word means nothing but itself: no markdown, no HTML, no mention, and nothing that GitHub or
/// GitLab makes a
/// link of: addresses, `#1`, `GH-1`, hashes of commits.
fn is_harmless(word: &str, is_first: bool) -> bool {
    if word == "&" {
        return true;
    }
    let stem = word.trim_matches(['(', ')', '"', '\'', ',', '.', ';', '?', '!']);
    let stem = stem.strip_suffix(':').unwrap_or(stem);
    let is_plain = |c: char| {
        !c.is_ascii()
            || c.is_ascii_alphanumeric()
            || matches!(c, '+' | '-' | '/' | '=' | '%' | '\'' | '.' | ',' | '(' | ')')
    };
    let lower = stem.to_ascii_lowercase();
    let is_linked = lower.contains("www.") || lower.starts_with("gh-") || lower.starts_with("ghsa-");
    let is_hash = stem.len() >= 7
        && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
        && stem.bytes().any(|byte| byte.is_ascii_alphabetic());
    // What stands first could be a list, a heading or a rule.
    let begins_block = is_first && !word.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '('));
    stem.chars().all(is_plain) && !is_linked && !is_hash && !begins_block
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_words_and_the_rest_is_code() {
        for (text, wanted) in [
            (
                "the text says 150+, the tables list 2: CAMUS, EchoNet-Dynamic",
                "the text says 150+, the tables list 2: CAMUS, EchoNet-Dynamic",
            ),
            ("`Apache 2.0` is `Apache-2.0` in SPDX", "`Apache 2.0` is `Apache-2.0` in SPDX"),
            ("Foo & Bar (数据集) \"x\", 1/2 = 50%…", "Foo & Bar (数据集) \"x\", 1/2 = 50%…"),
            ("asks @org/team now", "asks `@org/team` now"),
            ("a [x](http://evil) b", "a `[x](http://evil)` b"),
            ("see www.evil.com, #1 GH-1 deadbeef1", "see `www.evil.com, #1 GH-1 deadbeef1`"),
            ("<img src=x> </details>", "`<img src=x> </details>`"),
            ("a ` b `` c", "a `` ` `` b ``` `` ``` c"),
            ("`a` `b`", "`a` `b`"),
            ("`` ` ``", "``` `` ` `` ```"),
            ("- item", "`-` item"),
            ("1. item", "`1.` item"),
            ("a | b", "a `|` b"),
            ("*a* _b_ ~c~ $d$ :e: \\f", "`*a* _b_ ~c~ $d$ :e: \\f`"),
            ("x\n# y", "`x\\n#` y"),
            ("", ""),
        ] {
            assert_eq!(markdown(text, false), wanted, "{text}");
        }
        assert_eq!(markdown("a | b\\| 1. x", true), "a `\\| b\\\\|` 1. x");
    }

    #[test]
    fn plain_text_starts_nothing() {
        for (text, wanted) in [
            ("the text says 150+, the tables list 2: C# and a/b", "the text says 150+, the tables list 2: C# and a/b"),
            ("@org/team a@b.c", "@\u{200b}org/team a@\u{200b}b.c"),
            ("[x](http://evil) WWW.evil.com", "[x]\u{200b}(http:/\u{200b}/evil) WWW\u{200b}.evil.com"),
            ("<img> #1", "<\u{200b}img> #\u{200b}1"),
            ("a\r\n::error::", "a\\r\\n:\\u{3a}error::"),
        ] {
            assert_eq!(plain(text), wanted, "{text}");
        }
    }

    proptest! {
        /// A parser of markdown finds text and code in it, and nothing else.
        #[test]
        fn markdown_is_only_text_and_code(text in "[ a1`|\\\\<>@#*_~:/.()\\[\\]{}!&+=-]{0,60}", is_in_table in any::<bool>()) {
            use pulldown_cmark::{Event, Options, Parser, Tag};
            let shown = markdown(&text, is_in_table);
            let before = if is_in_table { "| a | b |\n| - | - |\n| " } else { "" };
            let after = if is_in_table { " | end |" } else { "" };
            let page = format!("{before}{shown}{after}");
            let mut cells = 0;
            for event in Parser::new_ext(&page, Options::all()) {
                match event {
                    Event::Start(Tag::TableCell) => cells += 1,
                    Event::Start(Tag::Paragraph | Tag::Table(_) | Tag::TableHead | Tag::TableRow)
                    | Event::End(_)
                    | Event::Text(_)
                    | Event::Code(_) => {}
                    other => prop_assert!(false, "{other:?} in {page}"),
                }
            }
            prop_assert!(!is_in_table || cells == 4 && page.ends_with("| end |"), "{page}");
        }
    }
}
