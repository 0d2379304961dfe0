//! The sections of a document: each heading begins one.

use super::Builder;
use crate::markdown::document::{BlockKind, NONE, Section};
use crate::markdown::slug::Slugs;
use crate::source::Span;

/// Returns the id that a heading ends with, as in `## Title {#id}`. GitHub shows it as text, but Hugo, Docusaurus, mdBook and
/// kramdown make an anchor of it, and who renders a file is not known.
fn heading_id(title: &str) -> Option<&str> {
    let inner = title.trim_end().strip_suffix('}')?;
    let inner = inner.get(inner.rfind('{')? + 1..)?;
    let id = inner.split_whitespace().find_map(|word| word.strip_prefix('#'))?;
    (!id.is_empty()).then_some(id)
}

impl Builder<'_> {
    /// Ends a heading: its block becomes a section.
    pub(in crate::markdown) fn end_heading(&mut self, level: u8, span: Span) {
        let block = self.open.as_ref().map_or(NONE, |open| open.block);
        self.close_block(span.end);
        let Some(heading) = self.document.blocks.get(block as usize) else { return };
        if !matches!(heading.kind, BlockKind::Heading(_)) {
            return;
        }
        let end = self.document.text.len() as u32;
        let span = Span { start: span.start, end };
        // What depends on the sections before it is worked out in the end.
        let section = self.document.sections.push(Section {
            heading: block,
            level,
            parent: self.section(),
            span,
            own_end: end,
            slug: String::new(),
        });
        let written = heading_id(heading.text.as_str(self.document.text)).map(str::to_owned);
        let whole = heading.span;
        if let Some(name) = written {
            self.anchor(&name, whole);
        }
        if let Some(heading) = self.document.blocks.get_mut(block as usize) {
            heading.section = section;
        }
    }

    /// Gives each section its slug and its parent.
    pub(super) fn name_sections(&mut self) {
        let mut slugs = Slugs::default();
        let ids = self.document.sections.ids();
        for (before, id) in ids.zip(ids.skip(1)) {
            let slug = slugs.next(self.document.heading_text(id));
            let sections = &mut self.document.sections;
            let mut parent = before;
            while sections[parent].level >= sections[id].level {
                parent = sections[parent].parent;
            }
            sections[id].slug = slug;
            sections[id].parent = parent;
        }
    }
}
