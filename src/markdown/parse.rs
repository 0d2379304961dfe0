//! Drives the builder with what pulldown-cmark sees.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use rayon::prelude::*;

use super::build::Builder;
use super::document::{BlockKind, Definition, Document, Footnote, LinkKind, MarkKind, Undefined};
use super::{chunk, html, math, nesting};
use crate::source::Span;

/// Options of the parser: everything that GitHub renders.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// Reads a markdown text as GitHub renders it.
pub fn parse(text: &str) -> Document<'_> {
    let starts = chunk::starts(text);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let begin = front_matter(text);
    let pieces: Vec<_> = starts.iter().zip(ends).map(|(&start, end)| start.max(begin)..end).collect();
    let deep = nesting::deep_lines(text);
    let bounded = (!deep.is_empty()).then(|| nesting::blank(text, &deep));
    let mut document =
        parse_pieces(ParserInput { text, bounded: bounded.as_deref() }, &pieces, rayon::current_num_threads());
    document.too_deep = deep;
    if begin > '\u{feff}'.len_utf8() {
        document.verbatim.insert(0, Span::new(0, begin));
    }
    document
}

/// A text to parse.
#[derive(Debug, Clone, Copy)]
struct ParserInput<'t, 'b> {
    text: &'t str,
    /// The text with spaces in place of the lines that nest too deeply, if there are any.
    bounded: Option<&'b str>,
}

/// Reads pieces of a text that parse alone, on one thread or on several.
fn parse_pieces<'t>(source: ParserInput<'t, '_>, pieces: &[Range<usize>], threads: usize) -> Document<'t> {
    let text = source.text;
    let at_once = threads > 1 && pieces.len() > 1;
    let mut builder = Builder::new(text, if at_once { 0..0 } else { 0..text.len() });
    if at_once {
        builder.expect(text.len());
        let alone = |range: &Range<usize>| {
            let mut builder = Builder::new(text, range.clone());
            piece(&mut builder, source, range.clone());
            builder.into_piece()
        };
        // A few at a time, so that little is there twice; what was read is put together while the next few are read.
        let mut read = Vec::new();
        for few in pieces.chunks(threads * 8) {
            let append = || read.drain(..).for_each(|document| builder.append(document));
            let (next, ()) = rayon::join(|| few.par_iter().map(alone).collect(), append);
            read = next;
        }
        for document in read {
            builder.append(document);
        }
    } else {
        for range in pieces {
            piece(&mut builder, source, range.clone());
        }
    }
    let mut document = builder.finish();
    document.undefined.sort_by_key(|undefined| undefined.span);
    document.undefined.dedup_by_key(|undefined| undefined.span);
    document.definitions.sort_by_key(|definition| definition.span);
    document
}

/// Returns the start of the text behind its byte order mark and its front matter. The parser's own option for front
/// matter would
/// take everything between two `---` anywhere in the text for some.
fn front_matter(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = text.get(mark..).unwrap_or_default();
    let Some(body) = rest.strip_prefix("---\n").or_else(|| rest.strip_prefix("---\r\n")) else { return mark };
    let mut at = text.len() - body.len();
    for line in body.split_inclusive('\n') {
        at += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return at;
        }
        // A rule at the top of a text is no front matter: front matter begins with keys.
        let plain = line.trim_end();
        let key = plain.is_empty() || plain.starts_with([' ', '-', '#', '\t', ']', '}']) || plain.contains(':');
        if !key {
            return mark;
        }
    }
    mark
}

/// Reads one piece of the text, which parses alone.
fn piece<'t>(builder: &mut Builder<'t>, source: ParserInput<'t, '_>, range: Range<usize>) {
    if let Some(bounded) = source.bounded {
        // The document borrows from the text itself, not from a copy.
        #[expect(clippy::redundant_closure_for_method_calls, reason = "the path alone would ask for a static text")]
        read_events(builder, bounded, range, |event| event.into_static());
    } else {
        read_events(builder, source.text, range, |event| event);
    }
}

/// Reads what the parser sees in a range of a text; `keep` makes its events outlive that text.
fn read_events<'i, 't>(
    builder: &mut Builder<'t>,
    text: &'i str,
    range: Range<usize>,
    keep: impl Fn(Event<'i>) -> Event<'t>,
) {
    let Some(part) = text.get(range.clone()) else { return };
    let (start, end) = (range.start, range.end);
    let undefined = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&undefined);
    let formulas = Rc::new(math::formulas(part));
    let own = Rc::clone(&formulas);
    let callback = move |link: BrokenLink<'_>| -> Option<(CowStr<'i>, CowStr<'i>)> {
        if math::holds(&own, link.span.start) {
            return None;
        }
        let full = link.link_type == LinkType::Reference;
        let span = Span::new(start + link.span.start, start + link.span.end);
        seen.borrow_mut().push(Undefined { label: link.reference.to_string(), span, full });
        None
    };
    let text_end = start as u32;
    let mut reader = EventReader { builder, base: start, html: None, skip: 0, text_end, formulas, in_formula: 0 };
    let parser = Parser::new_with_broken_link_callback(part, OPTIONS, Some(callback));
    let mut events = parser.into_offset_iter();
    for (event, range) in events.by_ref() {
        reader.event(keep(event), range);
    }
    for (label, definition) in events.reference_definitions().iter() {
        builder.document.definitions.push(Definition {
            label: label.to_owned(),
            target: Cow::Owned(definition.dest.to_string()),
            span: Span::new(start + definition.span.start, start + definition.span.end),
        });
    }
    builder.document.undefined.append(&mut undefined.borrow_mut());
    builder.close_all(end as u32);
}

struct EventReader<'b, 't> {
    builder: &'b mut Builder<'t>,
    base: usize,
    /// The HTML block that is being read, whose lines come one by one.
    html: Option<Span>,
    /// Depth of what is not catalog text: code blocks, front matter, footnotes' markers.
    skip: u32,
    /// End of the last inline text.
    text_end: u32,
    /// The formulas of the piece.
    formulas: Rc<Vec<Range<usize>>>,
    /// Depth of what the parser takes for links in a formula.
    in_formula: u32,
}

impl<'t> EventReader<'_, 't> {
    fn event(&mut self, event: Event<'t>, range: Range<usize>) {
        let span = Span::new(self.base + range.start, self.base + range.end);
        match event {
            Event::Text(text) => {
                self.text_end = span.end;
                if self.skip == 0 {
                    self.builder.markdown_text(&text, span);
                }
            }
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.finish(tag, span),
            Event::Code(text) => {
                self.text_end = span.end;
                let inner = self.code_inner(&text, span);
                self.builder.code(&text, span, inner);
            }
            Event::Html(_) => {
                if let Some(html) = &mut self.html {
                    html.end = html.end.max(span.end);
                }
            }
            Event::InlineHtml(_) => {
                self.text_end = span.end;
                html::read(self.builder, span.of(self.builder.document.text), span.start as usize, true);
            }
            Event::SoftBreak | Event::HardBreak => {
                // A hard break's span holds the spaces before it.
                let source = span.of(self.builder.document.text);
                let newline = memchr::memchr(b'\n', source.as_bytes()).map_or(span, |at| span.inner(at..at + 1));
                self.builder.line_break(newline);
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.builder.text(&text, span),
            Event::FootnoteReference(label) => self.footnote(&label, span, false),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    /// Returns the span of a code span's text between its backticks.
    fn code_inner(&self, text: &str, span: Span) -> Span {
        let source = span.of(self.builder.document.text);
        memchr::memmem::find(source.as_bytes(), text.as_bytes()).map_or(span, |at| span.inner(at..at + text.len()))
    }

    fn footnote(&mut self, label: &str, span: Span, is_definition: bool) {
        self.builder.document.footnotes.push(Footnote { label: label.to_owned(), span, is_definition });
    }

    fn start(&mut self, tag: Tag<'t>, span: Span) {
        match tag {
            Tag::TableCell => self.builder.open_block(BlockKind::Cell, span),
            Tag::TableRow | Tag::TableHead => self.builder.begin_row(span),
            Tag::Paragraph => {
                if !self.builder.in_html_cell() {
                    self.builder.open_block(BlockKind::Paragraph, span);
                }
            }
            Tag::Heading { level, .. } => {
                if !self.builder.in_html_cell() {
                    self.builder.open_block(BlockKind::Heading(level as u8), span);
                    self.builder.heading = true;
                }
            }
            Tag::Strong => self.builder.begin(MarkKind::Strong, span),
            Tag::Emphasis => self.builder.begin(MarkKind::Emphasis, span),
            Tag::Strikethrough => self.builder.begin(MarkKind::Strike, span),
            Tag::Link { .. } if math::holds(&self.formulas, span.start as usize - self.base) => self.in_formula += 1,
            Tag::Link { link_type, dest_url, .. } => {
                self.text_end = span.start + 1;
                let (kind, target) = link(link_type, dest_url);
                self.builder.begin_link(kind, target, span);
            }
            Tag::Image { link_type, dest_url, .. } => {
                let (_, target) = link(link_type, dest_url);
                self.builder.begin_image(target, span);
            }
            Tag::List(first) => self.builder.begin_list(first.is_some(), false, span),
            Tag::Item => self.builder.begin_item(span),
            Tag::Table(_) => self.builder.begin_table(false, span),
            Tag::HtmlBlock => self.html = Some(Span { start: span.start, end: span.start }),
            Tag::CodeBlock(_) => {
                if !self.builder.in_html_cell() {
                    self.builder.close_block(span.start);
                }
                self.builder.document.verbatim.push(span);
                self.skip += 1;
            }
            Tag::FootnoteDefinition(label) => self.footnote(&label, span, true),
            Tag::BlockQuote(_)
            | Tag::MetadataBlock(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript => {}
        }
    }

    fn finish(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::TableCell => self.builder.close_block(span.end),
            TagEnd::Paragraph => {
                if self.builder.in_html_cell() {
                    // Behind its text: the paragraph may end where the cell's item no longer is.
                    self.builder.line_break(Span::at(self.text_end.max(span.start) as usize));
                } else {
                    self.builder.close_block(span.end);
                }
            }
            TagEnd::TableRow | TagEnd::TableHead => self.builder.end_row(span.end),
            TagEnd::Strong => self.builder.end(MarkKind::Strong, span.end),
            TagEnd::Emphasis => self.builder.end(MarkKind::Emphasis, span.end),
            TagEnd::Strikethrough => self.builder.end(MarkKind::Strike, span.end),
            TagEnd::Link if self.in_formula > 0 => self.in_formula -= 1,
            TagEnd::Link => {
                self.builder.link_text_ended(self.text_end);
                self.builder.end(MarkKind::Link, span.end);
                self.text_end = span.end;
            }
            TagEnd::Image => {
                self.builder.end_image();
                self.text_end = span.end;
            }
            TagEnd::Heading(level) if std::mem::take(&mut self.builder.heading) => {
                self.builder.end_heading(level as u8, span);
            }
            TagEnd::List(_) => {
                self.builder.end_html_lists(span.end);
                self.builder.end_list(span.end);
            }
            TagEnd::Item => {
                self.builder.end_html_lists(span.end);
                self.builder.end_item(span.end);
            }
            TagEnd::Table => self.builder.end_table(span.end),
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take() {
                    html::read(self.builder, html.of(self.builder.document.text), html.start as usize, false);
                }
            }
            TagEnd::CodeBlock => self.skip = self.skip.saturating_sub(1),
            _ => {}
        }
    }
}

fn link(kind: LinkType, target: CowStr<'_>) -> (LinkKind, Cow<'_, str>) {
    match kind {
        LinkType::Inline | LinkType::WikiLink { .. } => (LinkKind::Inline, cow(target)),
        LinkType::Autolink => (LinkKind::Autolink, cow(target)),
        LinkType::Email => (LinkKind::Autolink, Cow::Owned(format!("mailto:{target}"))),
        _ => (LinkKind::Reference, cow(target)),
    }
}

fn cow(text: CowStr<'_>) -> Cow<'_, str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.into_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pieces that were read alone and put together are what reading one after the other gives.
    #[test]
    fn pieces_are_read_at_once_or_one_after_the_other() {
        let section = concat!(
            "Before any heading, www.example.org and [text](https://example.org/a).\n\n",
            "# Same\n\n| A | B |\n| --- | --- |\n| **[a](https://a.org)** | `b` |\n| c |\n\n## Same\n\n",
            "- one [link](#same)\n  - two\n\n    | In | Item |\n    | - | - |\n    | x | https://y.org |\n- three\n\n",
            "> a [reference] ![image](i.png)\n\n<a name=\"x\"></a>\n<table><tr><td><a href=\"h\">t</a></td></tr></table>\n\n",
        );
        let text = format!("---\ntitle: x\n---\n{}", section.repeat(5));
        let begin = front_matter(&text);
        let starts = (1..5).map(|index| begin + index * section.len());
        let mut pieces: Vec<_> = std::iter::once(begin).chain(starts).map(|at| at..at + section.len()).collect();
        let source = ParserInput { text: &text, bounded: None };
        let first = format!("{:?}", parse_pieces(source, &pieces, 1));
        for threads in [2, 3] {
            assert_eq!(format!("{:?}", parse_pieces(source, &pieces, threads)), first);
            // From a copy it is the same.
            let copy = text.clone();
            let source = ParserInput { bounded: Some(&copy), ..source };
            assert_eq!(format!("{:?}", parse_pieces(source, &pieces, threads)), first);
        }
        // An empty piece in front changes nothing.
        pieces.insert(0, begin..begin);
        assert_eq!(format!("{:?}", parse_pieces(source, &pieces, 2)), first);
    }

    /// A cell of HTML that is never closed takes in the items behind it, and its text stands in it all the same.
    #[test]
    fn the_text_of_a_cell_stands_in_the_cell() {
        for text in ["<table><td>\n\n-\n\n- [\n\t- [", "<table><td>\n\n-\n\n- a\n\n  b\n\t- c\n"] {
            for block in &parse(text).blocks {
                let source = block.text.source(0..block.text.len());
                assert!(block.text.is_empty() || block.span.contains(source), "{text:?} {block:?}");
            }
        }
    }
}
