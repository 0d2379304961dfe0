//! Bounds how deeply quotations and lists nest in the text that the parser is given. The parser visits all open ones at
//! each line, so N of them above N short lines would take N² steps.

use crate::source::Span;

/// Quotations, list items and footnotes that a line may be in. Catalogs nest fewer than ten; at a hundred, the shortest
/// lines cost about as much as a table.
pub const DEEPEST: usize = 100;
/// Columns by which a list item indents what belongs to it, at least.
const COLUMNS: usize = 2;
/// Columns from one tab stop to the next.
const TAB: usize = 4;
/// Marks that make a line a thematic break, at least.
const BREAK: usize = 3;

/// Returns the lines, without their ends, that open a quotation, a list item or a footnote more than [`DEEPEST`] deep.
///
/// A line can open one for each marker at its beginning, inside of one for every two columns before the last marker. All
/// other lines are as deep as a line above them at most.
pub(super) fn deep_lines(text: &str) -> Vec<Span> {
    let bytes = text.as_bytes();
    let mut deep = Vec::new();
    let mut start = 0;
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).chain([bytes.len()]);
    for end in ends {
        let line = bytes.get(start..end).unwrap_or_default();
        if is_deep(line) {
            deep.push(Span::new(start, end));
        }
        start = end + 1;
    }
    deep
}

/// Returns a copy of a text in which these lines are spaces, so that all other text keeps its place.
pub(super) fn blank(text: &str, lines: &[Span]) -> String {
    let mut copy = String::with_capacity(text.len());
    let mut at = 0;
    for line in lines {
        copy.push_str(text.get(at..line.start as usize).unwrap_or_default());
        copy.extend(std::iter::repeat_n(' ', (line.end - line.start) as usize));
        at = line.end as usize;
    }
    copy.push_str(text.get(at..).unwrap_or_default());
    copy
}

/// Returns true if a line may open a container more than [`DEEPEST`] deep.
fn is_deep(line: &[u8]) -> bool {
    // A byte is a marker or a space, or a tab, which may hold two levels.
    if line.len() * TAB <= DEEPEST * COLUMNS {
        return false;
    }
    let (mut column, mut markers, mut at) = (0, 0, 0);
    // Columns that may belong to list items of lines above, and the column behind the marker of a quotation, which does not.
    let (mut blank, mut behind_quotation, mut is_item_open) = (0, 0, false);
    let mut thematic_break = None;
    while let Some(&byte) = line.get(at) {
        if let Some(width) = width(byte, column) {
            if !is_item_open {
                blank += width - std::mem::take(&mut behind_quotation);
            }
            column += width;
            at += 1;
            continue;
        }
        let Some(length) = marker(line.get(at..).unwrap_or_default()) else { return false };
        // What begins a list item in any other line may be part of a thematic break.
        if at >= *thematic_break.get_or_insert_with(|| thematic_break_at(line)) {
            return false;
        }
        markers += 1;
        if markers + blank / COLUMNS > DEEPEST {
            return true;
        }
        // Behind the first item that a line opens, it opens all that follow.
        is_item_open |= byte != b'>';
        behind_quotation = usize::from(byte == b'>');
        at += length;
        column += length;
    }
    false
}

/// Returns the columns that a space or a tab takes.
fn width(byte: u8, column: usize) -> Option<usize> {
    match byte {
        b' ' => Some(1),
        b'\t' => Some(TAB - column % TAB),
        _ => None,
    }
}

/// Returns the length of the marker of a quotation, a list item or a footnote at the beginning of a text.
fn marker(text: &[u8]) -> Option<usize> {
    let ends_at = |at: usize| text.get(at).is_none_or(u8::is_ascii_whitespace);
    let length = match text.first()? {
        b'>' => return Some(1),
        b'-' | b'+' | b'*' => 1,
        b'0'..=b'9' => {
            let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            matches!(text.get(digits), Some(b'.' | b')')).then_some(digits + 1)?
        }
        b'[' if text.get(1) == Some(&b'^') => {
            let label = memchr::memchr2(b']', b'[', text.get(2..)?)? + 2;
            return text.get(label..)?.starts_with(b"]:").then_some(label + 2);
        }
        _ => return None,
    };
    ends_at(length).then_some(length)
}

/// Returns the first mark of the thematic break at the end of a line, or the line's length.
fn thematic_break_at(line: &[u8]) -> usize {
    let last = line.trim_ascii_end().last().copied().filter(|byte| matches!(byte, b'-' | b'*'));
    let Some(mark) = last else { return line.len() };
    let is_part = |byte: u8| byte == mark || matches!(byte, b' ' | b'\t');
    let begin = line.iter().rposition(|&byte| !is_part(byte)).map_or(0, |before| before + 1);
    let part = line.get(begin..).unwrap_or_default();
    let is_break = part.iter().filter(|&&byte| byte == mark).nth(BREAK - 1).is_some();
    part.iter().position(|&byte| byte == mark).filter(|_| is_break).map_or(line.len(), |first| begin + first)
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    use super::*;
    use crate::markdown::{OPTIONS, parse};

    /// Returns the number of containers that the parser has open at once, at most.
    fn depth(text: &str) -> usize {
        let mut open = 0_usize;
        let mut deepest = 0;
        for event in Parser::new_ext(text, OPTIONS) {
            match event {
                Event::Start(Tag::Item | Tag::BlockQuote(_) | Tag::FootnoteDefinition(_)) => open += 1,
                Event::End(TagEnd::Item | TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition) => open -= 1,
                _ => {}
            }
            deepest = deepest.max(open);
        }
        deepest
    }

    #[test]
    fn what_the_parser_is_given_is_not_deep() {
        let indented = |step: &str, mark: &str| {
            (0..3 * DEEPEST).map(|level| format!("{}{mark} a\n", step.repeat(level))).collect::<Vec<_>>().concat()
        };
        let deep = 3 * DEEPEST;
        for (text, is_cut) in [
            (format!("{}a\nb\n", ">".repeat(deep)), true),
            (format!("{}a\nb\n", "> ".repeat(deep)), true),
            (format!("{}a\r\rb\r", "- ".repeat(deep)), true),
            (format!("{}a\n", "1. ".repeat(deep)), true),
            (format!("{}a\n", "123456789) ".repeat(deep)), true),
            (format!("{}a\n", "> * ".repeat(deep)), true),
            (format!("{}a\n", "-\t".repeat(deep)), true),
            (format!("{}a\n", "[^a]: ".repeat(deep)), true),
            (indented("  ", "-"), true),
            (indented("   ", "1."), true),
            (indented("\t", "-"), true),
            ("-\n\n".repeat(deep), false),
            ((0..deep).map(|level| format!("{}-\n", "  ".repeat(level))).collect::<Vec<_>>().concat(), true),
            (">".repeat(DEEPEST), false),
            ("> ".repeat(DEEPEST), false),
            (format!("{}{}- a", "  ".repeat(DEEPEST / 2 - 1), "> ".repeat(DEEPEST / 2)), false),
            (format!("{}{}- a", "  ".repeat(DEEPEST / 2), "> ".repeat(DEEPEST / 2)), true),
            ("- ".repeat(DEEPEST) + "a", false),
        ] {
            let lines = deep_lines(&text);
            assert_eq!(!lines.is_empty(), is_cut, "{text}");
            let given = blank(&text, &lines);
            assert_eq!(given.len(), text.len());
            assert!(depth(&given) <= DEEPEST, "{} {text}", depth(&given));
        }
    }

    #[test]
    fn wide_lines_and_thematic_breaks_are_no_deep_ones() {
        for line in [
            "- ".repeat(300),
            format!("> {}", "* ".repeat(300)),
            format!("{}text", " ".repeat(400)),
            format!("{}| a | b |", "\t".repeat(100)),
            format!("- {}text", " ".repeat(400)),
            "-".repeat(400),
            "*".repeat(400),
            "9".repeat(400),
        ] {
            assert_eq!(deep_lines(&line), [], "{line}");
        }
    }

    #[test]
    fn lines_beside_a_deep_one_keep_their_places() {
        let deep = "> ".repeat(DEEPEST + 1) + "[é](https://deep.example.org)";
        let text = format!("# A\n\n[a](https://a.example.org)\n{deep}\n\n- [b](https://b.example.org)\n");
        let document = parse(&text);
        let links: Vec<&str> = document.links.iter().map(|link| link.span.of(&text)).collect();
        assert_eq!(links, ["[a](https://a.example.org)", "[b](https://b.example.org)"]);
        let targets: Vec<&str> = document.links.iter().map(|link| &*link.target).collect();
        assert_eq!(targets, ["https://a.example.org", "https://b.example.org"]);
        assert_eq!(document.too_deep.iter().map(|span| span.of(&text)).collect::<Vec<_>>(), [&*deep]);
    }
}
