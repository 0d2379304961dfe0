//! The fix that writes another address into a link. A server, a file or a query chose the address: what would end the
//! link or the cell, or would be read as markup, is written in its percent-encoded form.

use std::borrow::Cow;
use std::fmt::Write as _;

use url::Url;

use crate::finding::Fix;
use crate::markdown::LinkKind;
use crate::source::Span;

/// Returns the fix that writes a web address at `span`, the place of a link's address; none if it is no web address. Where
/// characters had to be encoded, a person looks at it, since a server may tell the two forms apart.
pub(super) fn web_address_fix(kind: LinkKind, span: Span, new: &str) -> Option<Fix> {
    let is_web = Url::parse(new).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    // The parser skips blanks and tabs, and takes `https:x.org` and `https:\\x.org` too.
    let is_plain = ["http://", "https://"].iter().any(|scheme| new.starts_with(scheme));
    (is_web && is_plain).then(|| address_fix(kind, span, new, true))
}

/// Returns the fix that writes an address, or a part of one, at `span`. `safe` says whether a person need not look at it,
/// where it can be written as it is.
pub(super) fn address_fix(kind: LinkKind, span: Span, new: &str, safe: bool) -> Fix {
    let encoded = encode(kind, new);
    let is_same = encoded == new;
    let text = if kind == LinkKind::Html { escape_references(&encoded) } else { encoded.into_owned() };
    if safe && is_same { Fix::safe(span, text) } else { Fix::for_review(span, text) }
}

/// What ends a link, a cell or an attribute, or opens or closes markup, in one kind of link or another.
const MARKUP: [char; 13] = ['(', ')', '<', '>', '[', ']', '|', '\\', '`', '"', '\'', '*', '^'];

/// What is not part of an address in running text if it ends with it.
const TRAILING: [char; 6] = ['?', '!', '.', ',', ':', ';'];

/// Percent-encodes what a link of a kind cannot hold.
fn encode(kind: LinkKind, address: &str) -> Cow<'_, str> {
    let is_bare = kind == LinkKind::Bare;
    let mut text = String::with_capacity(address.len());
    let mut before = ' ';
    let mut letters = address.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let after = letters.peek().map(|(_, c)| *c);
        let stops = MARKUP.contains(&c)
            || c.is_whitespace()
            || c.is_control()
            // Marks that nobody sees or that turn the reading direction around. A browser sends them encoded as well.
            || !c.is_ascii() && !c.is_alphanumeric()
            || c == ';' && kind != LinkKind::Html && ends_reference(address, at)
            || is_bare && (is_emphasis(before, c, after) || after.is_none() && TRAILING.contains(&c))
            // Before a `;` of the sentence it would be a character reference.
            || is_bare && c == '&' && is_word(address.get(at + 1..));
        if stops {
            percent_encode(c, &mut text);
        } else {
            text.push(c);
        }
        before = c;
    }
    if text == address { Cow::Borrowed(address) } else { Cow::Owned(text) }
}

fn percent_encode(c: char, text: &mut String) {
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let _ = write!(text, "%{byte:02X}");
    }
}

/// True if a character may open or close emphasis or strike out text around it. Between letters a `_` does neither.
fn is_emphasis(before: char, c: char, after: Option<char>) -> bool {
    match c {
        '~' => true,
        '_' => !before.is_alphanumeric() || !after.is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

/// True if the `;` at an offset ends a character reference, such as `&copy;`.
fn ends_reference(address: &str, at: usize) -> bool {
    let before = address.get(..at).unwrap_or_default();
    let name = before.rfind('&').and_then(|start| before.get(start + 1..));
    is_word(name.map(|name| name.strip_prefix('#').unwrap_or(name)))
}

fn is_word(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Escapes each `&` that HTML may take for the beginning of a character reference in an attribute: it takes none for one
/// that letters and then a `=` follow.
fn escape_references(address: &str) -> String {
    let mut text = String::with_capacity(address.len());
    for (at, c) in address.char_indices() {
        text.push(c);
        if c != '&' {
            continue;
        }
        let rest = address.get(at + 1..).unwrap_or_default();
        let name = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let is_parameter = name > 0 && rest.get(name..).is_some_and(|rest| rest.starts_with('='));
        if !is_parameter {
            text.push_str("amp;");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::{Catalog, FieldVocabulary};
    use crate::finding::apply;
    use crate::source::File;

    const OLD: &str = "https://a.org/old";

    /// Texts with one link to [`OLD`] of each kind, and with the same address in places that a fix leaves alone.
    const TEXTS: [&str; 16] = [
        "- [A](https://a.org/old) - B.\n",
        "- [https://a.org/old](https://a.org/old \"https://a.org/old\") - B *c*.\n",
        "- [A](<https://a.org/old> 'c') - B.\n",
        "- ![https://a.org/old](https://a.org/old) - B.\n",
        "[A][b] *c* [b]\n\n[b]: https://a.org/old 'c'\n",
        "[A][https://a.org/old]\n\n[https://a.org/old]: <https://a.org/old>\n",
        "- A <https://a.org/old> *b* [c](d).\n",
        "- A https://a.org/old *b* [c](d).\n",
        "- A *b https://a.org/old* (c) _d_ ~~e~~\n",
        "- A (https://a.org/old), b\n",
        "- A https://a.org/old, b\n",
        "| A | B |\n| - | - |\n| https://a.org/old | *b* |\n| c | [d](e) |\n",
        "| A | B |\n| - | - |\n| [c](https://a.org/old) | *b* |\n",
        "<p><a title=\"https://a.org/old\" href=\"https://a.org/old\">c</a> <b>d</b></p>\n",
        "A <a href='https://a.org/old'>c</a> *d*\n",
        "<p><a href=https://a.org/old>c</a> <img alt=\"https://a.org/old\" src=\"d.png\"></p>\n",
    ];

    /// What a reader sees and where the links lead, with `X` for the places of `address`: in the text only where a link
    /// shows its address.
    fn read(text: &str, address: &str, is_shown: bool) -> Vec<String> {
        let document = crate::markdown::parse(text);
        let shown = |text: &str| if is_shown { text.replace(address, "X") } else { text.to_owned() };
        let blocks = document.blocks.iter().map(|block| format!("{:?} {}", block.kind, shown(document.text_of(block))));
        let marks = document.marks.iter().map(|mark| format!("{:?}", mark.kind));
        let target = |target: &str| if target == address { "X".to_owned() } else { target.to_owned() };
        let links = document.links.iter().map(|link| format!("{:?} {}", link.kind, target(&link.target)));
        blocks.chain(marks).chain(links).collect()
    }

    /// Writes an address into each text, and compares what is read before and after.
    fn write_into_each(new: &str) -> Result<(), TestCaseError> {
        for text in TEXTS {
            let file = File::from_text("a.md", text);
            let catalog = Catalog::read(&file, &FieldVocabulary::default());
            let links = catalog.document.links.iter().zip(&catalog.target_of);
            let mut found = links.filter(|(link, _)| link.target == OLD);
            let (link, target) = found.next().unwrap();
            let span = catalog.address(link, &catalog.targets[*target as usize]);
            let span = span.unwrap_or_else(|| panic!("no address in {text:?}"));
            prop_assert_eq!(span.of(text), OLD);
            let Some(fix) = web_address_fix(link.kind, span, new) else { continue };
            let (after, _) = apply(text, [&fix]);
            let address = fix.edits[0].text.replace("&amp;", "&");
            let address = if link.kind == LinkKind::Html { &address } else { &fix.edits[0].text };
            let is_shown = matches!(link.kind, LinkKind::Bare | LinkKind::Autolink);
            let (seen, wanted) = (read(&after, address, is_shown), read(text, OLD, is_shown));
            prop_assert_eq!(seen, wanted, "{:?} in {:?}", after, text);
            if fix.safe {
                prop_assert_eq!(address, new);
            }
        }
        Ok(())
    }

    #[test]
    fn a_new_address_cannot_end_the_link_or_the_cell() {
        for (kind, new, wanted, safe) in [
            (LinkKind::Inline, "https://x.org/a?b=c&d#e", "https://x.org/a?b=c&d#e", true),
            (LinkKind::Bare, "https://x.org/a_b?c=d&e=f", "https://x.org/a_b?c=d&e=f", true),
            (LinkKind::Inline, "https://x.org/a_(b)|c", "https://x.org/a_%28b%29%7Cc", false),
            (LinkKind::Inline, "https://x.org/?a&copy;b", "https://x.org/?a&copy%3Bb", false),
            (LinkKind::Html, "https://x.org/?a=b&copy=c", "https://x.org/?a=b&copy=c", true),
            (LinkKind::Html, "https://x.org/?a&copy", "https://x.org/?a&amp;copy", true),
            (LinkKind::Bare, "https://x.org/_a_~b", "https://x.org/%5Fa%5F%7Eb", false),
            (LinkKind::Bare, "https://x.org/a.", "https://x.org/a%2E", false),
            (
                LinkKind::Inline,
                "https://x.org/\u{202e} [x](javascript:y)`\n",
                "https://x.org/%E2%80%AE%20%5Bx%5D%28javascript:y%29%60%0A",
                false,
            ),
        ] {
            let fix = web_address_fix(kind, Span::new(1, 2), new).unwrap();
            assert_eq!((fix.edits[0].text.as_str(), fix.safe), (wanted, safe));
        }
        for new in [
            "javascript:alert(1)",
            "ftp://x.org/",
            "data:text/html,x",
            "//x.org",
            "/a",
            "",
            "https:x.org",
            " https://x.org",
        ] {
            assert_eq!(web_address_fix(LinkKind::Inline, Span::new(1, 2), new), None, "{new}");
        }
    }

    #[test]
    fn addresses_that_once_broke_a_link_do_not() {
        for tail in [
            "a)b",
            "a(b",
            "a b",
            "a<b>c",
            "a|b",
            "a\\",
            "a\\)",
            "a\"b",
            "a'b",
            "a]b",
            "a](c",
            "a`b`",
            "*a*",
            "_a_",
            "__a__",
            "~~a~~",
            "?a&copy;",
            "?a&copy",
            "?a&#65;",
            "?a&#x41",
            "a;",
            "a.",
            "a!",
            "a&b;c",
            "-->",
            "<!--",
            "$a$",
            ":a:",
            "@a.org",
            "www.b.org",
            "http://b.org",
            "\u{202e}a",
            "\u{200b}",
            "a\nb",
            "a\tb",
            "a\u{3000}b",
            "，",
            "ä",
            "{a}",
            "[a]: b",
            "&",
            "?a=b&",
            "&;",
            "#",
            "a^b",
            "==a==",
        ] {
            write_into_each(&format!("https://x.org/{tail}")).unwrap();
        }
    }

    proptest! {
        /// Whatever a server answers: the link leads to what was written, and nothing else in the text changes.
        #[test]
        fn the_link_leads_to_what_was_written(tail in "([a-z/?#=&;:@!$~_*.,()<>\\[\\]{}|\\\\`\"'^ \n\t%+-]|amp|copy|&#?[a-z0-9]{1,4};?|\\PC){0,16}") {
            write_into_each(&format!("https://x.org/{tail}"))?;
        }
    }
}
