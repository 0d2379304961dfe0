//! Markdown, rendered for a terminal: the page of a rule, as `catalint explain` shows it.

use std::{borrow::Cow, fmt::Write as _, io, ops::Range};

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::{Appearance, sanitize};
use crate::text::wrap_options;

const BOLD: &str = "\x1b[1m";
const TITLE: &str = "\x1b[1;4m";
const ITALIC: &str = "\x1b[3m";
const UNDERLINE: &str = "\x1b[4m";
const DIM: &str = "\x1b[2m";
const CYAN: &str = "\x1b[36m";
const PLAIN: &str = "\x1b[0m";

/// Renders markdown: bold headings, indented code, lists, links as text with their address, tables as they stand.
/// Wraps at the appearance's width. Front matter and HTML are left out.
pub fn markdown_to_terminal(markdown: &str, appearance: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut page = PageRenderer { markdown, appearance, ..PageRenderer::default() };
    for (event, range) in Parser::new_ext(markdown, options).into_offset_iter() {
        page.take(event, range);
    }
    out.write_all(page.text.trim_end().as_bytes())?;
    out.write_all(b"\n")
}

/// A page that is being rendered.
#[derive(Default)]
struct PageRenderer<'a> {
    markdown: &'a str,
    appearance: Appearance,
    text: String,
    /// The paragraph that is being read, with its escapes.
    line: String,
    /// The styles that are on.
    styles: Vec<&'static str>,
    /// The lists that are open, and the next number of those that have numbers.
    lists: Vec<Option<u64>>,
    quotes: usize,
    /// Marker of the next paragraph, in the place of the last of its indent.
    marker: Option<String>,
    /// The address of the link that is open, and where its text begins.
    link: Option<(String, usize)>,
    /// True if the text is code, whose lines stay.
    code: bool,
    /// True if the text is shown otherwise, or not at all: tables, front matter, HTML.
    hidden: bool,
}

impl<'a> PageRenderer<'a> {
    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::End(TagEnd::Table | TagEnd::MetadataBlock(_) | TagEnd::HtmlBlock) => self.hidden = false,
            _ if self.hidden => {}
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag),
            Event::Text(text) if self.code => self.line.push_str(&text),
            Event::Text(text) => self.line.push_str(&flat(&text)),
            Event::Code(code) => {
                let code = flat(&code);
                // Without colour the backticks say what is code.
                if self.appearance.color {
                    self.styled(CYAN, &code);
                } else {
                    self.line.extend(["`", &code, "`"]);
                }
            }
            Event::SoftBreak => self.line.push(' '),
            Event::HardBreak => self.line.push('\n'),
            Event::Rule => {
                self.text.push_str(&"─".repeat(self.appearance.width().min(40)));
                self.text.push_str("\n\n");
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.style(if level == HeadingLevel::H1 { TITLE } else { BOLD });
            }
            Tag::Strong => self.style(BOLD),
            Tag::Emphasis => self.style(ITALIC),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.link = Some((flat(&dest_url).into_owned(), self.line.len()));
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => self.item(),
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::CodeBlock(kind) => self.open_code(&kind),
            Tag::Table(_) => {
                self.hidden = true;
                let table = self.markdown.get(range).unwrap_or_default();
                self.block(table.trim_end(), "");
            }
            Tag::MetadataBlock(_) | Tag::HtmlBlock => self.hidden = true,
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.unstyle();
                self.paragraph();
            }
            TagEnd::Paragraph => self.paragraph(),
            TagEnd::Strong | TagEnd::Emphasis => self.unstyle(),
            TagEnd::Link | TagEnd::Image => self.address(),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.separate();
                }
            }
            TagEnd::Item => {
                self.flush();
                self.marker = None;
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::CodeBlock => {
                self.code = false;
                let code = std::mem::take(&mut self.line);
                self.block(code.trim_end_matches('\n'), "    ");
            }
            _ => {}
        }
    }

    fn open_code(&mut self, kind: &CodeBlockKind<'a>) {
        self.flush();
        self.code = true;
        if let CodeBlockKind::Fenced(info) = kind
            && !info.is_empty()
        {
            let [dim, plain] = self.escapes([DIM, PLAIN]);
            let info = flat(info);
            let indent = self.indent();
            let _ = writeln!(self.text, "{indent}  {dim}{info}{plain}");
        }
    }

    fn item(&mut self) {
        self.flush();
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "- ".to_owned(),
        };
        self.marker = Some(marker);
    }

    /// Writes a link's address behind its text, unless the text says it.
    fn address(&mut self) {
        let Some((address, start)) = self.link.take() else { return };
        let text = self.line.get(start..).unwrap_or_default();
        if text != address && !address.is_empty() && !address.starts_with('#') {
            let open = if text.is_empty() { "" } else { " (" };
            let close = if text.is_empty() { "" } else { ")" };
            self.line.push_str(open);
            self.styled(UNDERLINE, &address);
            self.line.push_str(close);
        }
    }

    /// Ends a paragraph that has an empty line behind it, unless it stands in a list.
    fn paragraph(&mut self) {
        self.flush();
        if self.lists.is_empty() {
            self.separate();
        }
    }

    /// Writes the paragraph that was read, wrapped.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        if line.trim().is_empty() {
            return;
        }
        let rest = self.indent();
        let first = match self.marker.take() {
            Some(marker) => {
                let outer = rest.get(..rest.len().saturating_sub(2)).unwrap_or_default();
                format!("{outer}{marker}")
            }
            None => rest.clone(),
        };
        let options = wrap_options(self.appearance.width()).initial_indent(&first).subsequent_indent(&rest);
        self.text.push_str(&textwrap::fill(line.trim(), options));
        self.text.push('\n');
    }

    /// Writes lines as they stand.
    fn block(&mut self, lines: &str, indent: &str) {
        self.flush();
        let outer = self.indent();
        for line in lines.lines() {
            let line = sanitize::terminal_block(line);
            let line = format!("{outer}{indent}{line}");
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
        self.separate();
    }

    fn separate(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn indent(&self) -> String {
        "│ ".repeat(self.quotes) + &"  ".repeat(self.lists.len())
    }

    fn style(&mut self, style: &'static str) {
        self.styles.push(style);
        let [style] = self.escapes([style]);
        self.line.push_str(style);
    }

    /// Ends the last style and goes on with those around it.
    fn unstyle(&mut self) {
        self.styles.pop();
        let [plain] = self.escapes([PLAIN]);
        self.line.push_str(plain);
        if self.appearance.color {
            self.line.extend(self.styles.iter().copied());
        }
    }

    fn styled(&mut self, style: &'static str, text: &str) {
        self.style(style);
        self.line.push_str(text);
        self.unstyle();
    }

    fn escapes<const N: usize>(&self, escapes: [&'static str; N]) -> [&'static str; N] {
        if self.appearance.color { escapes } else { [""; N] }
    }
}

/// Text of one line, harmless.
fn flat(text: &str) -> Cow<'_, str> {
    sanitize::terminal_line(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "# count/summary\n\nA total that **the *tables* contradict**, as `15+` over 2; see [the design](https://example.org/design) \
        and <https://example.org/>.\n\n## Why\n\n- one item that is long enough to be wrapped at the width that is given\n  \
        1. nested\n  2. again\n- two\n\n> quoted text\n\n| a | b |\n| --- | --- |\n| **1** | `2` |\n\n\
        ```md bad\n| x |\n\n  y \u{202e}\n```\n\n<!-- hidden -->\n\nThe \u{1b}[31mend.\n";

    fn rendered(markdown: &str, color: bool) -> String {
        let mut out = Vec::new();
        markdown_to_terminal(markdown, Appearance { color, width: 50 }, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_page_for_a_terminal() {
        insta::assert_snapshot!("explain", rendered(PAGE, false));
        insta::assert_snapshot!("explain_color", rendered(PAGE, true).replace('\x1b', "␛"));
    }

    #[test]
    fn only_our_own_escapes_are_written() {
        assert!(!rendered(PAGE, false).contains('\x1b'));
        assert!(!rendered(PAGE, true).contains("\x1b[31m"));
        assert_eq!(rendered("", true), "\n");
    }
}
