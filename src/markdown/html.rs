//! HTML inside markdown, tokenised and told to the builder as what it looks like to a reader.

use std::borrow::Cow;

use html5gum::{DefaultEmitter, StartTag, Token};

use super::build::Builder;
use super::document::{BlockKind, LinkKind, MarkKind};
use crate::{html, source::Span};

/// Reads a stretch of HTML that begins at the offset `base` of the source. `inline` is for single tags inside markdown,
/// whose text the markdown parser gives.
pub(super) fn read(builder: &mut Builder<'_>, html: &str, base: usize, inline: bool) {
    // The tokenizer makes one character of CR LF, and would lose count.
    let html = if html.contains('\r') { Cow::Owned(html.replace('\r', " ")) } else { Cow::Borrowed(html) };
    let mut skipping = false;
    for token in html::tokens(&html, DefaultEmitter::<usize>::new_with_span()) {
        match token {
            Token::StartTag(tag) => {
                let span = clamp(&html, base, tag.span.start, tag.span.end);
                skipping |= matches!(tag.name.as_slice(), b"script" | b"style") && !inline;
                open(builder, &tag, span);
            }
            Token::EndTag(tag) => {
                let span = clamp(&html, base, tag.span.start, tag.span.end);
                skipping &= !matches!(tag.name.as_slice(), b"script" | b"style");
                close(builder, &tag.name, span);
            }
            Token::String(string) if !inline && !skipping => {
                let span = clamp(&html, 0, string.span.start, string.span.end);
                // Behind an entity the tokenizer's span reaches into the next tag.
                let own = span.of(&html);
                let tag = own.find('<').filter(|_| !string.value.contains(&b'<')).unwrap_or(own.len());
                let own = own.get(..tag).unwrap_or_default();
                pieces(builder, own, &String::from_utf8_lossy(&string.value), base + span.start as usize);
            }
            Token::Comment(comment) => {
                builder.comment(comment_span(&html, base, comment.span.start, comment.span.end));
            }
            Token::String(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
}

/// A span of the tokenizer's, moved onto character boundaries of the text.
fn clamp(html: &str, base: usize, start: usize, end: usize) -> Span {
    let floor = |mut at: usize| {
        at = at.min(html.len());
        while !html.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(start);
    Span::new(base + start, base + floor(end).max(start))
}

/// The whole comment: the tokenizer's span may leave out its marks.
fn comment_span(html: &str, base: usize, start: usize, end: usize) -> Span {
    let start = clamp(html, 0, start, end).start as usize;
    // The longest mark is `<!--`; a text of nothing but comments is not searched back to its beginning for each.
    let marks = html.as_bytes().get(start.saturating_sub(4)..(start + 1).min(html.len())).unwrap_or_default();
    let start = memchr::memrchr(b'<', marks).map_or(start, |at| start.saturating_sub(4) + at);
    let rest = html.as_bytes().get(start..).unwrap_or_default();
    let end = if rest.starts_with(b"<!--") { comment_end(rest) } else { memchr::memchr(b'>', rest).map(|at| at + 1) };
    Span::new(base + start, end.map_or(base + html.len(), |end| base + start + end))
}

/// The end of a comment behind `-->` or `--!>`; the dashes may be those of its beginning, as in `<!-->`.
fn comment_end(comment: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'>', comment).map(|at| at + 1).find(|&end| {
        let behind = |from: usize, mark: &[u8]| comment.get(from..end).is_some_and(|text| text.ends_with(mark));
        behind(2, b"-->") || behind(4, b"--!>")
    })
}

fn text(builder: &mut Builder<'_>, text: &str, span: Span) {
    if builder.in_table() && !builder.in_html_cell() {
        return;
    }
    builder.text(text, span);
}

/// Text with entities in it: what stands before the first and behind the last is the source as it is.
fn pieces(builder: &mut Builder<'_>, source: &str, seen: &str, base: usize) {
    let start = source.find('&').unwrap_or(source.len());
    let end = source.rfind(';').map_or(start, |at| at + 1).max(start);
    let (before, behind) = (source.get(..start).unwrap_or_default(), source.get(end..).unwrap_or_default());
    let middle = seen.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind));
    let Some(middle) = middle.filter(|_| seen.len() != source.len()) else {
        return text(builder, seen, Span::new(base, base + source.len()));
    };
    text(builder, before, Span::new(base, base + start));
    text(builder, middle, Span::new(base + start, base + end));
    text(builder, behind, Span::new(base + end, base + source.len()));
}

fn attribute(tag: &StartTag<usize>, name: &str) -> Option<String> {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

fn open(builder: &mut Builder<'_>, tag: &StartTag<usize>, span: Span) {
    if let Some(id) = attribute(tag, "id").or_else(|| attribute(tag, "name").filter(|_| tag.name.as_slice() == b"a")) {
        builder.anchor(&id, span);
    }
    match tag.name.as_slice() {
        b"a" => {
            if let Some(target) = attribute(tag, "href") {
                builder.end(MarkKind::Link, span.start);
                builder.begin_link(LinkKind::Html, Cow::Owned(target.trim().to_owned()), span);
            }
        }
        b"img" => {
            if let Some(target) = attribute(tag, "src") {
                builder.begin_image(Cow::Owned(target.trim().to_owned()), span);
                builder.end_image();
            }
            sources(builder, tag, span);
        }
        b"source" => sources(builder, tag, span),
        b"b" | b"strong" => builder.begin(MarkKind::Strong, span),
        b"i" | b"em" => builder.begin(MarkKind::Emphasis, span),
        b"code" | b"kbd" | b"tt" => builder.begin(MarkKind::Code, span),
        b"del" | b"s" | b"strike" => builder.begin(MarkKind::Strike, span),
        b"sub" | b"sup" | b"small" => builder.begin(MarkKind::Small, span),
        b"pre" => {
            let span = whole(builder, span);
            builder.document.verbatim.push(span);
        }
        b"br" => line_break(builder, span),
        _ if builder.heading => {}
        b"table" | b"tr" | b"th" | b"td" | b"thead" if builder.in_markdown_table() => {}
        b"li" | b"summary" | b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" if builder.in_row() => {
            builder.line_break(span);
        }
        b"table" => builder.begin_table(true, span),
        b"tr" if builder.in_table() => builder.begin_row(span),
        b"thead" => builder.table_has_header(),
        b"th" | b"td" if builder.in_table() => {
            let number = |name| attribute(tag, name).and_then(|value| value.trim().parse().ok()).unwrap_or(1);
            let (columns, rows) = (number("colspan"), number("rowspan"));
            builder.begin_html_cell(whole(builder, span), columns, rows);
            if tag.name.as_slice() == b"th" {
                builder.table_has_header();
            }
        }
        b"ul" | b"ol" if !builder.in_table() => {
            builder.begin_list(tag.name.as_slice() == b"ol", true, whole(builder, span));
        }
        b"li" if builder.in_html_list() && !builder.in_table() => {
            if builder.in_item() {
                builder.end_item(span.start);
            }
            builder.begin_item(whole(builder, span));
        }
        b"summary" => builder.open_block(BlockKind::Summary, whole(builder, span)),
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => {
            builder.open_block(BlockKind::Heading(level(&tag.name)), whole(builder, span));
        }
        b"p" | b"div" | b"center" | b"details" | b"dt" | b"dd" | b"blockquote" | b"hr" => paragraph(builder, span),
        _ => {}
    }
}

/// The addresses of a `srcset`, each up to a blank: widths and densities stand behind them, then a comma.
fn sources(builder: &mut Builder<'_>, tag: &StartTag<usize>, span: Span) {
    let Some(set) = attribute(tag, "srcset") else { return };
    let mut rest = set.as_str();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.is_empty() {
            return;
        }
        let (address, behind) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        builder.begin_image(Cow::Owned(address.trim_end_matches(',').to_owned()), span);
        builder.end_image();
        let ends = address.ends_with(',');
        rest = if ends { behind } else { behind.split_once(',').map_or("", |(_, next)| next) };
    }
}

fn close(builder: &mut Builder<'_>, name: &[u8], span: Span) {
    match name {
        b"a" => {
            builder.link_text_ended(span.start);
            builder.end(MarkKind::Link, span.end);
        }
        b"b" | b"strong" => builder.end(MarkKind::Strong, span.end),
        b"i" | b"em" => builder.end(MarkKind::Emphasis, span.end),
        b"code" | b"kbd" | b"tt" => builder.end(MarkKind::Code, span.end),
        b"del" | b"s" | b"strike" => builder.end(MarkKind::Strike, span.end),
        b"sub" | b"sup" | b"small" => builder.end(MarkKind::Small, span.end),
        b"pre" => {
            let end = builder.document.text.len() as u32;
            if let Some(open) = builder.document.verbatim.last_mut().filter(|open| open.end == end) {
                open.end = span.end;
            }
        }
        _ if builder.heading => {}
        b"table" | b"tr" | b"th" | b"td" | b"thead" | b"tbody" | b"summary" if builder.in_markdown_table() => {}
        b"table" => builder.end_table(span.end),
        b"tr" | b"thead" | b"tbody" => builder.end_row(span.end),
        b"td" | b"th" => builder.close_block(span.end),
        b"summary" if !builder.in_row() => builder.close_block(span.end),
        b"ul" | b"ol" if builder.in_html_list() && !builder.in_table() => builder.end_list(span.end),
        b"li" if builder.in_html_list() && !builder.in_table() => builder.end_item(span.end),
        b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" if !builder.in_row() => {
            builder.end_heading(level(name), Span { start: builder.open_start().unwrap_or(span.start), end: span.end });
        }
        b"p" | b"div" | b"center" | b"details" | b"dt" | b"dd" | b"blockquote" => paragraph(builder, span),
        _ => {}
    }
}

fn level(name: &[u8]) -> u8 {
    name.get(1).map_or(1, |digit| digit.wrapping_sub(b'0'))
}

/// A block whose end is not known yet may reach to the end of the text.
fn whole(builder: &Builder<'_>, span: Span) -> Span {
    Span { start: span.start, end: builder.document.text.len() as u32 }
}

/// `<br>` parts the lines of a paragraph; in a cell, an item or a heading it is a break.
fn line_break(builder: &mut Builder<'_>, span: Span) {
    if builder.breaks_into_lines() {
        builder.close_block(span.start);
        builder.next_is_line();
    } else {
        builder.line_break(span);
    }
}

/// Begins or ends a paragraph in HTML; in a cell it is a break.
fn paragraph(builder: &mut Builder<'_>, span: Span) {
    if builder.in_html_cell() {
        builder.line_break(span);
    } else if !builder.in_row() {
        builder.close_block(span.start);
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    #[test]
    fn the_addresses_of_a_source_set_are_links() {
        for (text, targets) in [
            ("<source srcset=\"a.png, b.png 2x\">", vec!["a.png", "b.png"]),
            ("<img src=a.png srcset='b.png 480w,\n c,d.png 800w'>", vec!["a.png", "b.png", "c,d.png"]),
            ("<source srcset=' '>", vec![]),
        ] {
            let document = parse(text);
            let found: Vec<_> = document.links.iter().map(|link| &*link.target).collect();
            assert_eq!(found, targets, "{text}");
        }
    }

    #[test]
    fn each_comment_ends_where_browsers_end_it() {
        for (text, comments) in [
            ("<div>\n<!-- a --><!--b-->\n", vec!["<!-- a -->", "<!--b-->"]),
            ("<div>\n<?a><?b>\n", vec!["<?a>", "<?b>"]),
            ("<div>\n</ a><!b>\n", vec!["</ a>", "<!b>"]),
            ("<div>\n<!--a--!><!-->\n", vec!["<!--a--!>", "<!-->"]),
            ("<div>\n<!-- é > never closed\n", vec!["<!-- é > never closed\n"]),
        ] {
            let document = parse(text);
            let found: Vec<_> = document.comments.iter().map(|comment| comment.span.of(text)).collect();
            assert_eq!(found, comments, "{text}");
        }
    }
}
