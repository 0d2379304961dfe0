//! The parts of a markdown text, as flat lists in the order of the text: a catalog may have 100,000 rows, and a tree
//! of small boxes would cost more than the text.

use std::borrow::Cow;
use std::ops::{Index, Range};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::BlockText;
use crate::id::{IdVec, ids};
use crate::source::Span;

/// Bytes before a place in its line that are looked at for the mark of a quote: bullets and blanks are shorter.
const LONGEST_LEAD: usize = 200;

/// Stands for "none" where an index into one of the lists is kept in 32 bits.
pub const NONE: u32 = u32::MAX;

ids! {
    /// The id of a [`Section`] of a [`Document`].
    pub SectionId;
    /// The id of a [`List`] of a [`Document`].
    pub ListId;
}

/// A markdown text, read.
#[derive(Debug, Default)]
pub struct Document<'t> {
    /// The source that all spans refer to.
    pub text: &'t str,
    /// Headings, paragraphs, items' texts, cells: everything that holds text, in order.
    pub blocks: Vec<Block>,
    /// The blocks that are no cells, by their indices: of a catalog of tables nearly all are cells.
    pub(super) prose: Vec<u32>,
    /// Emphasis, code, links inside blocks, in order of their beginning.
    pub marks: Vec<TextMark>,
    /// All that a renderer makes a link or an image of, in order.
    pub links: Vec<Link<'t>>,
    /// Sections; the first is what stands before the first heading.
    pub sections: IdVec<SectionId, Section>,
    /// Tables, GitHub's and HTML's.
    pub tables: Vec<Table>,
    /// The rows of all tables.
    pub rows: Vec<TableRow>,
    /// Lists, nested ones too.
    pub lists: IdVec<ListId, List>,
    /// The items of all lists.
    pub items: Vec<Item>,
    /// Places that a fragment can lead to besides headings: `<a name="…">`, `id="…"`.
    pub anchors: Vec<Anchor>,
    /// Reference definitions, in order.
    pub definitions: Vec<Definition<'t>>,
    /// References that have no definition, in order.
    pub undefined: Vec<Undefined>,
    /// The footnotes, where they are written and where they are referred to, in order.
    pub footnotes: Vec<Footnote>,
    /// HTML comments, in order.
    pub comments: Vec<HtmlComment>,
    /// Code blocks, `<pre>` and front matter, in order: text that means itself and is no part of the catalog.
    pub verbatim: Vec<Span>,
    /// Lines that were not read, because they open more than [`DEEPEST`](super::DEEPEST) quotations and lists in one
    /// another.
    pub too_deep: Vec<Span>,
    /// The sections by their slugs, made when one is first looked for.
    pub(super) by_slug: OnceLock<FxHashMap<String, SectionId>>,
}

/// The kind of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading, with its level from 1 to 6.
    Heading(u8),
    /// A paragraph, alone or in a list item.
    Paragraph,
    /// The first text of a list item.
    Item,
    /// A cell of a table.
    Cell,
    /// The summary of a `<details>`.
    Summary,
    /// A line of an HTML paragraph, between `<br>`s.
    Line,
}

/// Something that holds text.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its kind.
    pub kind: BlockKind,
    /// Its span, markup included.
    pub span: Span,
    /// Its section.
    pub section: SectionId,
    /// Index of the list item that it belongs to, or [`NONE`].
    pub item: u32,
    /// The text as a reader sees it; lines are parted by `\n`, images are left out.
    pub text: BlockText,
    /// Its marks, as a range of the document's.
    pub marks: (u32, u32),
}

/// The kind of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// A link.
    Link,
    /// An image.
    Image,
    /// `**strong**`, `<b>`.
    Strong,
    /// `*emphasis*`, `<i>`.
    Emphasis,
    /// `` `code` ``, `<code>`.
    Code,
    /// `~~struck out~~`.
    Strike,
    /// `<sub>`, `<sup>`, `<small>`.
    Small,
}

impl MarkKind {
    /// Number of kinds.
    pub(super) const COUNT: usize = Self::Small as usize + 1;
}

/// A stretch of a block's text with a meaning.
#[derive(Debug, Clone, Copy)]
pub struct TextMark {
    /// Its kind.
    pub kind: MarkKind,
    /// Index of the link, for links and images; else [`NONE`].
    pub link: u32,
    /// Its span, markup included.
    pub span: Span,
    /// The range of the block's text that it covers.
    pub text: (u32, u32),
}

/// The syntax of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// `[text](target)`.
    Inline,
    /// `[text][label]`, `[label]`.
    Reference,
    /// `<https://…>`.
    Autolink,
    /// `https://…` or `www.…` in the text.
    Bare,
    /// `<a href="…">`.
    Html,
    /// `![alt](target)`, `<img src="…">`.
    Image,
}

/// A link or an image as a renderer makes it.
#[derive(Debug, Clone)]
pub struct Link<'t> {
    /// Its syntax.
    pub kind: LinkKind,
    /// Its span, markup included.
    pub span: Span,
    /// Its target, with entities and escapes decoded.
    pub target: Cow<'t, str>,
    /// Offset in the source from which the target is to be looked for.
    pub(super) inner_end: u32,
    /// Index of the block that it stands in.
    pub block: u32,
    /// The range of the block's text that is the link's text.
    pub text: (u32, u32),
    /// True if an image stands in the link.
    pub has_image: bool,
}

/// A heading and all that follows up to the next heading of its level or a higher one.
#[derive(Debug, Clone)]
pub struct Section {
    /// Index of the heading's block, or [`NONE`] for what stands before the first heading.
    pub heading: u32,
    /// Level of the heading; 0 before the first one.
    pub level: u8,
    /// The section that this one is part of; itself for the first.
    pub parent: SectionId,
    /// From the heading to the end of the last subsection.
    pub span: Span,
    /// The offset at which the next heading of any level begins.
    pub own_end: u32,
    /// The fragment that leads to it, as GitHub makes it; empty before the first heading.
    pub slug: String,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its span.
    pub span: Span,
    /// Its section.
    pub section: SectionId,
    /// Index of the list item that it stands in, or [`NONE`].
    pub item: u32,
    /// Its rows, as a range of the document's; the first is the header if it has one.
    pub rows: (u32, u32),
    /// True if the first row is a header.
    pub has_header: bool,
    /// True if it is written in HTML.
    pub html: bool,
}

/// A row of a table.
#[derive(Debug, Clone, Copy)]
pub struct TableRow {
    /// Its span.
    pub span: Span,
    /// Index of the first cell's block; the others follow.
    pub first: u32,
    /// Number of cells that the renderer shows.
    pub cells: u16,
    /// Number of cells that are written.
    pub written: u16,
    /// Its links, as a range of the document's.
    pub links: (u32, u32),
}

/// A list.
#[derive(Debug, Clone)]
pub struct List {
    /// Its span.
    pub span: Span,
    /// Its section.
    pub section: SectionId,
    /// Index of the item that it is nested in, or [`NONE`].
    pub parent: u32,
    /// True if it is numbered.
    pub ordered: bool,
}

/// An item of a list.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its span, nested lists included.
    pub span: Span,
    /// Its list.
    pub list: ListId,
    /// Index of its first block, or [`NONE`] if it has no text of its own.
    pub block: u32,
    /// Nesting depth, from 0.
    pub depth: u16,
    /// End of its own text: at the first nested list, or at its end.
    pub own_end: u32,
}

/// A place that a fragment can lead to.
#[derive(Debug, Clone)]
pub struct Anchor {
    /// The name or id.
    pub name: String,
    /// Its span.
    pub span: Span,
}

/// A reference definition.
#[derive(Debug, Clone)]
pub struct Definition<'t> {
    /// The label, as it is written.
    pub label: String,
    /// Its target.
    pub target: Cow<'t, str>,
    /// Its span.
    pub span: Span,
}

/// A reference that has no definition.
#[derive(Debug, Clone)]
pub struct Undefined {
    /// The label, as it is written.
    pub label: String,
    /// Its span.
    pub span: Span,
    /// True if it is written `[text][label]`, so that it cannot be meant as plain text in brackets.
    pub full: bool,
}

/// A footnote, or a reference to one.
#[derive(Debug, Clone)]
pub struct Footnote {
    /// The label, as it is written.
    pub label: String,
    /// Its span.
    pub span: Span,
    /// True if it is the footnote itself.
    pub is_definition: bool,
}

/// An HTML comment.
#[derive(Debug, Clone, Copy)]
pub struct HtmlComment {
    /// Its span, `<!--` and `-->` included.
    pub span: Span,
}

impl Block {
    /// Returns true if it is a cell that is not written here, but reaches down from a row above by its `rowspan`.
    pub fn is_carried(&self) -> bool {
        self.kind == BlockKind::Cell && self.span.is_empty() && (!self.text.is_empty() || self.marks.0 < self.marks.1)
    }
}

impl Index<SectionId> for Document<'_> {
    type Output = Section;

    fn index(&self, id: SectionId) -> &Section {
        &self.sections[id]
    }
}

impl Index<ListId> for Document<'_> {
    type Output = List;

    fn index(&self, id: ListId) -> &List {
        &self.lists[id]
    }
}

impl<'t> Document<'t> {
    /// Returns the text of a block as a reader sees it.
    pub fn text_of<'a>(&'a self, block: &'a Block) -> &'a str {
        block.text.as_str(self.text)
    }

    /// The block with an index.
    pub fn block(&self, index: u32) -> Option<&Block> {
        self.blocks.get(index as usize)
    }

    /// The blocks that are no cells, in order, with their indices.
    pub fn prose(&self) -> impl Iterator<Item = (u32, &Block)> {
        self.prose.iter().filter_map(|&index| Some((index, self.block(index)?)))
    }

    /// The marks of a block.
    pub fn marks_of(&self, block: &Block) -> &[TextMark] {
        self.marks.get(block.marks.0 as usize..block.marks.1 as usize).unwrap_or_default()
    }

    /// The text of a link as a reader sees it.
    pub fn link_text<'a>(&'a self, link: &Link<'_>) -> &'a str {
        self.block(link.block)
            .map_or("", |block| self.text_of(block).get(link.text.0 as usize..link.text.1 as usize).unwrap_or_default())
    }

    /// The links whose spans begin in `span`, as a range of the document's: links are kept in order.
    pub fn links_in(&self, span: Span) -> Range<usize> {
        let first = self.links.partition_point(|link| link.span.start < span.start);
        let last = self.links.partition_point(|link| link.span.start < span.end);
        first..last.max(first)
    }

    /// The blocks whose spans begin in `span`, as a range of the document's.
    pub fn blocks_in(&self, span: Span) -> Range<usize> {
        let first = self.blocks.partition_point(|block| block.span.start < span.start);
        let last = self.blocks.partition_point(|block| block.span.start < span.end);
        first..last.max(first)
    }

    /// The links of a row.
    pub fn links_of_row(&self, row: &TableRow) -> &[Link<'t>] {
        self.links.get(row.links.0 as usize..row.links.1 as usize).unwrap_or_default()
    }

    /// The cells of a row, as many as the renderer shows.
    pub fn cells(&self, row: &TableRow) -> &[Block] {
        let first = row.first as usize;
        self.blocks.get(first..first + row.cells as usize).unwrap_or_default()
    }

    /// The rows of a table below its header.
    pub fn body(&self, table: &Table) -> &[TableRow] {
        let first = table.rows.0 as usize + usize::from(table.has_header);
        self.rows.get(first..table.rows.1 as usize).unwrap_or_default()
    }

    /// The header row of a table.
    pub fn header(&self, table: &Table) -> Option<&TableRow> {
        self.rows.get(table.rows.0 as usize).filter(|_| table.has_header && table.rows.0 < table.rows.1)
    }

    /// Returns the first section that a slug leads to.
    pub fn section_of_slug(&self, slug: &str) -> Option<SectionId> {
        let by_slug = || {
            let sections = self.sections.enumerate().skip(1).rev();
            sections.map(|(id, section)| (section.slug.clone(), id)).collect()
        };
        self.by_slug.get_or_init(by_slug).get(slug).copied()
    }

    /// The title of a section; empty for what stands before the first heading.
    pub fn title(&self, section: SectionId) -> &str {
        self.heading_text(section).trim()
    }

    /// Returns the text of a section's heading; empty for what stands before the first heading.
    pub(super) fn heading_text(&self, section: SectionId) -> &str {
        self.block(self[section].heading).map_or("", |block| self.text_of(block))
    }

    /// Returns the section whose heading is the title of the document, if there is one.
    pub fn title_section(&self) -> Option<SectionId> {
        self.sections.find_id(|section| section.level == 1)
    }

    /// Returns for each section true if `says` holds for its title, or for that of a section around it. The title of the
    /// document names its subject, and is left out.
    pub fn sections_that(&self, says: impl Fn(&str) -> bool) -> IdVec<SectionId, bool> {
        let mut marked = IdVec::new();
        for (id, section) in self.sections.enumerate() {
            let is_below = section.parent != id && marked[section.parent];
            marked.push(is_below || section.level > 1 && says(self.title(id)));
        }
        marked
    }

    /// Returns true if a line begins with the mark of a quote. `at` is a place near the beginning of the line.
    pub fn is_quoted(&self, at: u32) -> bool {
        let before = self.text.as_bytes().get(..at as usize).unwrap_or_default();
        let near = before.get(before.len().saturating_sub(LONGEST_LEAD)..).unwrap_or_default();
        let line = match memchr::memrchr(b'\n', near) {
            Some(end) => near.get(end + 1..).unwrap_or_default(),
            None if near.len() == before.len() => near,
            None => return false,
        };
        line.trim_ascii_start().starts_with(b">")
    }

    /// Returns the section and all sections that it is part of, from the inside out.
    pub fn ancestors(&self, section: SectionId) -> impl Iterator<Item = SectionId> + '_ {
        std::iter::successors(Some(section), |&id| Some(self[id].parent).filter(|&parent| parent != id))
    }

    /// Returns the titles of a section and of those around it, from the outside in, without the empty ones.
    pub fn titles_down_to(&self, section: SectionId) -> Vec<&str> {
        let mut titles: Vec<_> = self.ancestors(section).map(|at| self.title(at)).collect();
        titles.retain(|title| !title.is_empty());
        titles.reverse();
        titles
    }

    /// Returns true if a place of a block lies in a code span. No mark begins inside one, so that the last mark in front
    /// of the place is it.
    pub fn is_in_code_span(&self, block: &Block, place: Span) -> bool {
        let marks = self.marks_of(block);
        let after = marks.partition_point(|mark| mark.span.start <= place.start);
        let last = after.checked_sub(1).and_then(|last| marks.get(last));
        last.is_some_and(|mark| mark.kind == MarkKind::Code && mark.span.contains(place))
    }

    /// Returns true if a byte lies in a code block, in `<pre>` or in front matter.
    pub fn is_verbatim(&self, at: usize) -> bool {
        let after = self.verbatim.partition_point(|span| span.start as usize <= at);
        after.checked_sub(1).and_then(|last| self.verbatim.get(last)).is_some_and(|span| span.end as usize > at)
    }

    /// Returns the span of a link's target in the source: empty where it is in a definition elsewhere.
    pub fn target_span(&self, link: &Link<'_>) -> Span {
        link.target_span(self.text)
    }
}

impl Link<'_> {
    /// True if it is an image.
    pub fn is_image(&self) -> bool {
        self.kind == LinkKind::Image
    }

    /// Returns the span of an image's alternative text: `![here](…)`, `<img alt="here">`.
    pub fn alternative(&self, source: &str) -> Option<Span> {
        let text = self.span.of(source);
        let (start, end) = if text.starts_with("![") {
            (2, ']')
        } else {
            let quote = text.find("alt=")? + "alt=".len();
            (quote + 1, text.get(quote..)?.chars().next().filter(|quote| matches!(quote, '"' | '\''))?)
        };
        let length = text.get(start..)?.split(end).next()?.len();
        Some(self.span.inner(start..start + length))
    }

    /// Returns the span of the target in the source, without the brackets or quotes around it; the whole link where it
    /// is a
    /// reference to a definition elsewhere.
    pub fn target_span(&self, source: &str) -> Span {
        match self.kind {
            LinkKind::Reference | LinkKind::Bare => return self.span,
            LinkKind::Autolink => return Span { start: self.span.start + 1, end: self.span.end.saturating_sub(1) },
            LinkKind::Inline | LinkKind::Html | LinkKind::Image => {}
        }
        let rest = Span { start: self.inner_end, end: self.span.end };
        let text = rest.of(source);
        if self.target.is_empty() {
            return self.span;
        }
        if let Some(at) = memchr::memmem::find(text.as_bytes(), self.target.as_bytes()) {
            return rest.inner(at..at + self.target.len());
        }
        // Written with escapes or entities: all between the bracket and the end of the target.
        let Some(open) = memchr::memmem::find(text.as_bytes(), b"](") else { return self.span };
        let tail = text.get(open + 2..).unwrap_or_default();
        let skipped = tail.len() - tail.trim_start().len();
        let body = tail.trim_start();
        let end = body.find([' ', '\n', ')']).unwrap_or(body.len());
        rest.inner(open + 2 + skipped..open + 2 + skipped + end)
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    #[test]
    fn an_image_has_an_alternative_text() {
        for (source, expected) in [
            ("![MIT](https://example.org/a.svg)", Some("MIT")),
            ("<img src=\"a.svg\" alt=\"MIT\">", Some("MIT")),
            ("<img src=\"a.svg\" alt='MIT'>", Some("MIT")),
            ("<img src=\"a.svg\">", None),
            ("<img src=\"a.svg\" alt=MIT>", None),
        ] {
            let document = parse(source);
            let image = document.links.first().unwrap();
            let alternative = image.alternative(document.text).map(|span| span.of(document.text));
            assert_eq!(alternative, expected, "{source}");
        }
    }
}
