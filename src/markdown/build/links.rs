//! The links and images of a document: written ones, and bare addresses.

use std::borrow::Cow;

use super::Builder;
use crate::markdown::document::{Link, LinkKind, MarkKind, NONE, TextMark};
use crate::markdown::url_scan;
use crate::source::Span;

impl<'t> Builder<'t> {
    /// Adds text of the markdown source, and finds the bare addresses in it.
    pub(in crate::markdown) fn markdown_text(&mut self, text: &str, span: Span) {
        let rest = Span { start: span.start.max(self.bare_until), end: span.end };
        if let Some(at) = self.candidates.next_in(rest)
            && self.images == 0
            && !self.in_link()
        {
            self.ensure_open(span);
            self.bare_links(at, span, rest.start);
        }
        self.text(text, span);
    }

    pub(super) fn in_link(&self) -> bool {
        !self.pending_links.is_empty()
    }

    pub(super) fn bare_links(&mut self, first: u32, span: Span, from: u32) {
        let mut at = Some(first);
        while let Some(candidate) = at {
            if let Some(found) = url_scan::bare(self.document.text, candidate, from, self.limit) {
                let text_at =
                    self.open.as_ref().map_or(0, |open| open.text.len() as u32) + (found.span.start - span.start);
                let length = found.span.len() as u32;
                let block = self.open.as_ref().map_or(0, |open| open.block);
                let link = self.document.links.len() as u32;
                let text = (text_at, text_at + length);
                self.document.links.push(Link {
                    kind: LinkKind::Bare,
                    span: found.span,
                    target: found.target,
                    inner_end: found.span.start,
                    block,
                    text,
                    has_image: false,
                });
                self.document.marks.push(TextMark { kind: MarkKind::Link, link, span: found.span, text });
                self.bare_until = found.span.end;
                self.overlong |= found.span.end > span.end;
                if found.span.end >= span.end {
                    return;
                }
            }
            at = self.candidates.after(candidate, self.bare_until, span);
        }
    }

    /// Begins a link.
    pub(in crate::markdown) fn begin_link(&mut self, kind: LinkKind, target: Cow<'t, str>, span: Span) {
        if self.images > 0 {
            return;
        }
        self.ensure_open(span);
        let block = self.open.as_ref().map_or(0, |open| open.block);
        let at = self.open.as_ref().map_or(0, |open| open.text.len() as u32);
        let link = self.document.links.len() as u32;
        let inner_end = span.start;
        self.document.links.push(Link { kind, span, target, inner_end, block, text: (at, at), has_image: false });
        self.push_mark(MarkKind::Link, link, span);
        if kind == LinkKind::Autolink {
            self.bare_until = self.bare_until.max(span.end);
        }
    }

    /// Begins an image; its alternative text is left out until [`Self::end_image`].
    pub(in crate::markdown) fn begin_image(&mut self, target: Cow<'t, str>, span: Span) {
        self.images += 1;
        if self.images > 1 {
            return;
        }
        self.ensure_open(span);
        let block = self.open.as_ref().map_or(0, |open| open.block);
        let at = self.open.as_ref().map_or(0, |open| open.text.len() as u32);
        for &mark in &self.pending_links {
            let outer = self.document.marks.get(mark as usize).map_or(NONE, |mark| mark.link);
            if let Some(link) = self.document.links.get_mut(outer as usize) {
                link.has_image = true;
            }
        }
        let link = self.document.links.len() as u32;
        let kind = LinkKind::Image;
        let image = Link { kind, span, target, inner_end: span.start, block, text: (at, at), has_image: true };
        self.document.links.push(image);
        self.document.marks.push(TextMark { kind: MarkKind::Image, link, span, text: (at, at) });
    }

    /// Ends an image.
    pub(in crate::markdown) fn end_image(&mut self) {
        self.images = self.images.saturating_sub(1);
    }

    /// Says where the text of the innermost open link has ended, so that its target is looked for behind it.
    pub(in crate::markdown) fn link_text_ended(&mut self, end: u32) {
        let mark = self.pending_links.last().and_then(|&mark| self.document.marks.get(mark as usize));
        if let Some(link) = mark.and_then(|mark| self.document.links.get_mut(mark.link as usize)) {
            link.inner_end = end.max(link.inner_end);
        }
    }
}
