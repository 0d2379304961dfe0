//! Puts a [`Document`] together from what the markdown parser and the HTML tokenizer see. Both drive the same builder,
//! so that an HTML table is a table and `<a href>` a link.

use std::ops::Range;

use super::document::{
    Anchor, Block, BlockKind, Document, HtmlComment, ListId, MarkKind, NONE, Section, SectionId, TextMark,
};
use super::join;
use super::text::BlockText;
use super::url_scan::Candidates;
use crate::id::Id;
use crate::source::Span;

mod links;
mod lists;
mod rows;
mod sections;

use rows::OpenTable;

/// A block that is still being read.
#[derive(Debug)]
struct OpenBlock {
    block: u32,
    text: BlockText,
    marks_start: u32,
}

#[derive(Debug)]
struct OpenList {
    list: ListId,
    item: u32,
    html: bool,
}

/// Puts a document together.
#[derive(Debug)]
pub(super) struct Builder<'t> {
    pub(super) document: Document<'t>,
    open: Option<OpenBlock>,
    /// Marks of the open block that have begun and not ended, as indices of the document's marks.
    pending: Vec<u32>,
    /// Number of these of each kind: HTML can open thousands and end none.
    pending_kinds: [u32; MarkKind::COUNT],
    /// Those of them that are links.
    pending_links: Vec<u32>,
    lists: Vec<OpenList>,
    /// Number of the open lists that are markdown's.
    markdown_lists: usize,
    table: Option<OpenTable>,
    /// Number of cells that may still be filled in for cells that reach over several columns or rows.
    spare_cells: usize,
    /// Depth of images that are being read: their alternative text is not text of the block.
    images: u32,
    candidates: Candidates,
    /// Offset up to which bare addresses were already seen.
    bare_until: u32,
    /// Latest end of the inline content of the open block.
    limit: u32,
    /// True if the next block that opens by itself is a line of an HTML paragraph.
    line: bool,
    /// True if a bare address goes on behind its piece of text, so that the reader may see less of it than is written.
    overlong: bool,
    /// True if a heading of markdown is open, which no HTML in it ends.
    pub(super) heading: bool,
}

impl<'t> Builder<'t> {
    /// A builder for what stands in a range of the text.
    pub(super) fn new(text: &'t str, range: Range<usize>) -> Self {
        let mut document = Document { text, ..Document::default() };
        let length = range.len();
        document.sections.push(Section {
            heading: NONE,
            level: 0,
            parent: SectionId::new(0),
            span: Span::new(0, text.len()),
            own_end: text.len() as u32,
            slug: String::new(),
        });
        let mut builder = Self {
            document,
            open: None,
            pending: Vec::new(),
            pending_kinds: [0; MarkKind::COUNT],
            pending_links: Vec::new(),
            lists: Vec::new(),
            markdown_lists: 0,
            table: None,
            spare_cells: rows::spare_cells(length),
            images: 0,
            candidates: Candidates::find(text, range),
            bare_until: 0,
            limit: 0,
            line: false,
            overlong: false,
            heading: false,
        };
        builder.expect(length);
        builder
    }

    /// Makes room for what stands in so many bytes of text: about a block for every 30 of a catalog of tables.
    pub(super) fn expect(&mut self, bytes: usize) {
        self.document.blocks.reserve(bytes / 32);
    }

    fn section(&self) -> SectionId {
        SectionId::new(self.document.sections.len() - 1)
    }

    fn item(&self) -> u32 {
        self.lists.last().map_or(NONE, |list| list.item)
    }

    /// Opens a block; one that is still open is closed first.
    pub(super) fn open_block(&mut self, kind: BlockKind, span: Span) {
        self.close_block(span.start);
        let item = self.item();
        let block = self.document.blocks.len() as u32;
        let (mut kind, mut span) = (kind, span);
        if let Some(own) = self.document.items.get_mut(item as usize)
            && own.block == NONE
            && matches!(kind, BlockKind::Paragraph | BlockKind::Item)
        {
            own.block = block;
            kind = BlockKind::Item;
        }
        // What stands in a row of an HTML table and in none of its cells is read as one.
        if self.in_row() && matches!(kind, BlockKind::Paragraph | BlockKind::Line | BlockKind::Item) {
            kind = BlockKind::Cell;
            span.end = self.document.text.len() as u32;
        }
        let marks = self.document.marks.len() as u32;
        let section = self.section();
        let entry = Block { kind, span, section, item, text: BlockText::default(), marks: (marks, marks) };
        self.document.blocks.push(entry);
        if kind != BlockKind::Cell {
            self.document.prose.push(block);
        }
        self.open = Some(OpenBlock { block, text: BlockText::default(), marks_start: marks });
        self.line = false;
        self.limit = span.end;
    }

    /// Closes the open block at the source offset `end`, if there is one.
    pub(super) fn close_block(&mut self, end: u32) {
        let Some(open) = self.open.take() else { return };
        while self.finish_last_mark(open.text.len() as u32, end) {}
        let marks_end = self.document.marks.len() as u32;
        if std::mem::take(&mut self.overlong) {
            self.clamp_marks(&open);
        }
        let last = open.block as usize + 1 == self.document.blocks.len();
        if let Some(block) = self.document.blocks.get_mut(open.block as usize) {
            let heading = matches!(block.kind, BlockKind::Heading(_));
            let empty = open.text.is_empty() && open.marks_start == marks_end;
            if empty && !heading && block.kind != BlockKind::Cell && last {
                let item = block.item;
                self.document.blocks.pop();
                // It is no cell, and the last of all.
                self.document.prose.pop();
                if let Some(own) = self.document.items.get_mut(item as usize).filter(|own| own.block == open.block) {
                    own.block = NONE;
                }
                return;
            }
            block.span.end = block.span.end.max(block.span.start).min(end.max(block.span.start));
            block.text = open.text;
            block.marks = (open.marks_start, marks_end);
        }
    }

    /// Keeps the texts of a block's bare addresses inside of the block's text.
    fn clamp_marks(&mut self, open: &OpenBlock) {
        let text = open.text.as_str(self.document.text);
        for mark in self.document.marks.iter_mut().skip(open.marks_start as usize) {
            let within = |at: u32| (0..=at.min(text.len() as u32)).rev().find(|&at| text.is_char_boundary(at as usize));
            let within = |at| within(at).unwrap_or_default();
            mark.text = (within(mark.text.0), within(mark.text.1));
            if let Some(link) = self.document.links.get_mut(mark.link as usize) {
                link.text = mark.text;
            }
        }
    }

    /// Ends the innermost open mark; false if none is open.
    fn finish_last_mark(&mut self, text_end: u32, end: u32) -> bool {
        let Some(last) = self.pending.pop() else { return false };
        self.pending_links.pop_if(|link| *link == last);
        if let Some(mark) = self.document.marks.get(last as usize)
            && let Some(open) = self.pending_kinds.get_mut(mark.kind as usize)
        {
            *open = open.saturating_sub(1);
        }
        self.finish_mark(last, text_end, end);
        true
    }

    /// True if a mark of a kind is open.
    fn is_pending(&self, kind: MarkKind) -> bool {
        self.pending_kinds.get(kind as usize).is_some_and(|open| *open > 0)
    }

    fn finish_mark(&mut self, mark: u32, text_end: u32, end: u32) {
        let Some(mark) = self.document.marks.get_mut(mark as usize) else { return };
        mark.text.1 = text_end;
        mark.span.end = end.max(mark.span.start);
        let (kind, link, text, span) = (mark.kind, mark.link, mark.text, mark.span);
        if matches!(kind, MarkKind::Link | MarkKind::Image)
            && let Some(link) = self.document.links.get_mut(link as usize)
        {
            link.text = text;
            link.span = span;
        }
    }

    /// Returns true if text that comes now belongs to a block that another construct keeps open: a cell of an HTML
    /// table.
    pub(super) fn in_html_cell(&self) -> bool {
        let open = self.open.as_ref().and_then(|open| self.document.blocks.get(open.block as usize));
        open.is_some_and(|block| block.kind == BlockKind::Cell) && self.in_row() && !self.in_markdown_table()
    }

    fn ensure_open(&mut self, span: Span) {
        if self.open.is_none() {
            let kind = match (self.item() == NONE, self.line) {
                (true, true) => BlockKind::Line,
                (true, false) => BlockKind::Paragraph,
                (false, _) => BlockKind::Item,
            };
            let end =
                self.document.items.get(self.item() as usize).map_or(self.document.text.len() as u32, |i| i.span.end);
            self.open_block(kind, Span { start: span.start, end: end.max(span.end) });
        }
    }

    /// Adds text as a reader sees it.
    pub(super) fn text(&mut self, text: &str, span: Span) {
        if self.images > 0 || text.is_empty() {
            return;
        }
        if self.open.is_none() && text.trim().is_empty() {
            return;
        }
        self.ensure_open(span);
        let source = self.document.text;
        if let Some(open) = &mut self.open {
            if !open.text.takes(text, span) {
                open.text.build(source);
            }
            open.text.push(text, span);
        }
    }

    /// A line break inside a block.
    pub(super) fn line_break(&mut self, span: Span) {
        if self.open.is_some() && self.images == 0 {
            self.text("\n", span);
        }
    }

    /// Returns true if a `<br>` parts the open block in two: it does in a paragraph of HTML, outside of items.
    pub(super) fn breaks_into_lines(&self) -> bool {
        let Some(open) = &self.open else { return !self.in_item() && !self.in_row() };
        let block = self.document.blocks.get(open.block as usize);
        block.is_some_and(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Line)) && !self.in_item()
    }

    /// Says that the block that opens next is a line between `<br>`s.
    pub(super) fn next_is_line(&mut self) {
        self.line = true;
    }

    /// Returns the start of the open block.
    pub(super) fn open_start(&self) -> Option<u32> {
        let open = self.open.as_ref()?;
        self.document.blocks.get(open.block as usize).map(|block| block.span.start)
    }

    /// Begins a mark.
    pub(super) fn begin(&mut self, kind: MarkKind, span: Span) {
        if self.images > 0 {
            return;
        }
        self.ensure_open(span);
        self.push_mark(kind, NONE, span);
    }

    fn push_mark(&mut self, kind: MarkKind, link: u32, span: Span) {
        let Some(open) = &mut self.open else { return };
        let at = open.text.len() as u32;
        let mark = self.document.marks.len() as u32;
        self.document.marks.push(TextMark { kind, link, span, text: (at, at) });
        self.pending.push(mark);
        if kind == MarkKind::Link {
            self.pending_links.push(mark);
        }
        if let Some(open) = self.pending_kinds.get_mut(kind as usize) {
            *open += 1;
        }
    }

    /// Ends the innermost open mark of a kind, and those inside it.
    pub(super) fn end(&mut self, kind: MarkKind, end: u32) {
        if self.images > 0 || !self.is_pending(kind) {
            return;
        }
        let Some(open) = &self.open else { return };
        let marks = &self.document.marks;
        let found =
            self.pending.iter().rposition(|&mark| marks.get(mark as usize).is_some_and(|mark| mark.kind == kind));
        let Some(index) = found else { return };
        let text_end = open.text.len() as u32;
        while self.pending.len() > index {
            self.finish_last_mark(text_end, end);
        }
    }

    /// Code: a mark that is whole at once.
    pub(super) fn code(&mut self, text: &str, span: Span, inner: Span) {
        if self.images > 0 {
            return;
        }
        self.ensure_open(span);
        self.push_mark(MarkKind::Code, NONE, span);
        self.text(text, inner);
        self.end(MarkKind::Code, span.end);
    }

    pub(super) fn comment(&mut self, span: Span) {
        self.document.comments.push(HtmlComment { span });
    }

    pub(super) fn anchor(&mut self, name: &str, span: Span) {
        self.document.anchors.push(Anchor { name: name.to_owned(), span });
    }

    /// Ends whatever is open, at the end of a piece of text that was parsed alone.
    pub(super) fn close_all(&mut self, end: u32) {
        self.close_block(end);
        if self.table.is_some() {
            self.end_table(end);
        }
        while !self.lists.is_empty() {
            self.end_list(end);
        }
        self.images = 0;
    }

    /// Adds what was read of a later piece of the text, alone.
    pub(super) fn append(&mut self, piece: Document<'t>) {
        join::append(&mut self.document, piece);
    }

    /// Returns the parts read so far, as a piece of a document.
    pub(super) fn into_piece(self) -> Document<'t> {
        self.document
    }

    /// The document; what holds for sections together is known only now: their ends, parents and slugs.
    pub(super) fn finish(mut self) -> Document<'t> {
        let end = self.document.text.len() as u32;
        self.close_all(end);
        self.name_sections();
        let sections = &mut self.document.sections;
        let mut open: Vec<SectionId> = Vec::new();
        for (before, id) in sections.ids().zip(sections.ids().skip(1)) {
            let (start, level) = (sections[id].span.start, sections[id].level);
            sections[before].own_end = start;
            while let Some(last) = open.pop_if(|last| sections[*last].level >= level) {
                sections[last].span.end = start;
            }
            open.push(id);
        }
        if let Some(first) = sections.first_mut() {
            first.span.end = first.own_end;
        }
        self.document
    }
}
