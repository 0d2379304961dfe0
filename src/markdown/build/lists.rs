//! The lists of a document and their items, those of HTML in those of markdown.

use super::{Builder, OpenList};
use crate::markdown::document::{Item, List, NONE};
use crate::source::Span;

impl Builder<'_> {
    pub(in crate::markdown) fn begin_list(&mut self, ordered: bool, html: bool, span: Span) {
        self.close_block(span.start);
        let parent = self.item();
        if let Some(item) = self.document.items.get_mut(parent as usize) {
            item.own_end = item.own_end.min(span.start);
        }
        let section = self.section();
        let list = self.document.lists.push(List { span, section, parent, ordered });
        self.lists.push(OpenList { list, item: NONE, html });
        self.markdown_lists += usize::from(!html);
    }

    pub(in crate::markdown) fn end_list(&mut self, end: u32) {
        self.end_item(end);
        if self.lists.pop().is_some_and(|list| !list.html) {
            self.markdown_lists -= 1;
        }
    }

    /// Ends the lists of HTML that stand in an item of markdown and were not ended.
    pub(in crate::markdown) fn end_html_lists(&mut self, end: u32) {
        while self.in_html_list() && self.markdown_lists > 0 {
            self.end_list(end);
        }
    }

    pub(in crate::markdown) fn begin_item(&mut self, span: Span) {
        self.close_block(span.start);
        // The parser's span of an item that a tab indents begins at the end of the line before.
        let written = span.of(self.document.text);
        let blank = (written.len() - written.trim_start().len()) as u32;
        let span = Span { start: (span.start + blank).min(span.end), end: span.end };
        let depth = self.lists.len().saturating_sub(1) as u16;
        let item = self.document.items.len() as u32;
        let Some(open) = self.lists.last_mut() else { return };
        open.item = item;
        let list = open.list;
        self.document.items.push(Item { span, list, block: NONE, depth, own_end: span.end });
    }

    pub(in crate::markdown) fn end_item(&mut self, end: u32) {
        self.close_block(end);
        if let Some(open) = self.lists.last_mut() {
            if let Some(item) = self.document.items.get_mut(open.item as usize)
                && item.span.end > end
            {
                item.span.end = end;
                item.own_end = item.own_end.min(end);
            }
            open.item = NONE;
        }
    }

    /// Returns true if a list item is open.
    pub(in crate::markdown) fn in_item(&self) -> bool {
        self.item() != NONE
    }

    /// Returns true if the innermost list is one of HTML.
    pub(in crate::markdown) fn in_html_list(&self) -> bool {
        self.lists.last().is_some_and(|list| list.html)
    }
}
