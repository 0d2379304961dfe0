//! Where the value of an attribute is written in a tag.

use std::ops::Range;

/// Returns the range of the value of the first attribute of a name in a start tag, `<a href="…">`, without its quotes;
/// what follows the tag is not read.
pub fn attribute_value(tag: &str, name: &str) -> Option<Range<usize>> {
    let bytes = tag.as_bytes();
    let is_end = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
    let skip = |at: usize, while_is: &dyn Fn(u8) -> bool| {
        at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| while_is(**byte)).count()
    };
    let is_blank = |byte: u8| byte.is_ascii_whitespace();
    let mut at = skip(0, &|byte| !is_end(byte));
    loop {
        at = skip(at, &|byte| is_blank(byte) || byte == b'/');
        if bytes.get(at).is_none_or(|byte| *byte == b'>') {
            return None;
        }
        let end = skip(at + 1, &|byte| !is_end(byte) && byte != b'=');
        let own = tag.get(at..end).unwrap_or_default();
        let equals = skip(end, &is_blank);
        at = end;
        if bytes.get(equals) != Some(&b'=') {
            continue;
        }
        let start = skip(equals + 1, &is_blank);
        let value = match bytes.get(start) {
            Some(quote @ (b'"' | b'\'')) => start + 1..skip(start + 1, &|byte| byte != *quote),
            _ => start..skip(start, &|byte| !is_blank(byte) && byte != b'>'),
        };
        if own.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        // Behind the closing quote.
        at = value.end + usize::from(value.start > start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_an_attribute_is_found() {
        for (tag, wanted) in [
            ("<a href=\"x\">x</a>", Some("x")),
            ("<A\nHREF = 'x y'>", Some("x y")),
            ("<a title=\"href='n'\" href=\"x\">", Some("x")),
            ("<a title=\"a>b\" href=x/y>n</a>", Some("x/y")),
            ("<a hreflang=\"n\" data-href=n href=\"x\" href=\"n\">", Some("x")),
            ("<a href disabled>", None),
            ("<a href=\"x", Some("x")),
            ("<a>href=\"n\"</a>", None),
            ("<a =\"n\" href=\"x\">", Some("x")),
            ("<a/href='x'/>", Some("x")),
            ("", None),
        ] {
            let value = attribute_value(tag, "href").map(|range| tag.get(range).unwrap());
            assert_eq!(value, wanted, "{tag}");
        }
    }
}
