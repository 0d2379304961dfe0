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
        let index = self.document.sections.len() as u32;
        let end = self.document.text.len() as u32;
        let span = Span { start: span.start, end };
        // What depends on the sections before it is worked out in the end.
        self.document.sections.push(Section {
            heading: block,
            level,
            parent: 0,
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
            heading.section = index;
        }
    }

    /// Gives each section its slug and its parent.
    pub(super) fn name_sections(&mut self) {
        let mut slugs = Slugs::default();
        for index in 1..self.document.sections.len() {
            let Some(Section { heading, level, .. }) = self.document.sections.get(index) else { continue };
            let (heading, level) = (self.document.block(*heading), *level);
            let slug = slugs.next(heading.map_or("", |block| block.text.as_str(self.document.text)));
            let mut parent = index - 1;
            while let Some(section) = self.document.sections.get(parent) {
                if section.level < level {
                    break;
                }
                parent = section.parent as usize;
            }
            if let Some(section) = self.document.sections.get_mut(index) {
                section.slug = slug;
                section.parent = parent as u32;
            }
        }
    }
}
