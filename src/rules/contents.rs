//! The tables of contents of a document.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::catalog::Share;
use crate::id::Id;
use crate::links::is_fragment;
use crate::markdown::{BlockKind, Document, Link, NONE, SectionId};
use crate::source::Span;
use crate::text::fold;
use crate::vocabulary::vocabulary;

/// Entries of the shortest table of contents without a title: two links to sections are a remark.
pub(super) const LEAST_ENTRIES: usize = 3;
/// Entries of the shortest table of contents under a title that says so.
pub(super) const LEAST_TITLED_ENTRIES: usize = 2;
/// The last section, in order of the text, in which a list without a title can be a table of contents.
const EARLY_SECTIONS: usize = 2;

/// The titles that tables of contents have, and those that they leave out.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ContentsFile {
    titles: Vec<String>,
    title_endings: Vec<String>,
    side_sections: Vec<String>,
    side_beginnings: Vec<String>,
}

vocabulary! { fn read_contents() -> ContentsFile = "contents.toml" }

static FILE: LazyLock<ContentsFile> = LazyLock::new(read_contents);

/// A list of contents.
#[derive(Debug)]
pub struct Contents {
    /// Its span.
    pub(super) span: Span,
    /// Its entries: indices of the document's links, in order.
    links: Vec<u32>,
    /// The section that it stands in.
    pub(super) section: SectionId,
}

impl Contents {
    /// Its entries, as indices of the document's links.
    pub(super) fn links(&self) -> impl Iterator<Item = u32> + '_ {
        self.links.iter().copied()
    }

    /// Its entries.
    pub(super) fn entries<'d, 't>(&'d self, document: &'d Document<'t>) -> impl Iterator<Item = &'d Link<'t>> {
        self.links.iter().filter_map(|&index| document.links.get(index as usize))
    }
}

/// The lists of contents of a document: fragments, of which the list mostly is, under a title that says so or before the
/// second heading of the text.
pub(super) fn contents(document: &Document<'_>) -> Vec<Contents> {
    let mut found = Vec::new();
    let mut last: Option<(SectionId, bool)> = None;
    for list in document.lists.iter().filter(|list| list.parent == NONE) {
        // Long contents have titles of their own within: "Techniques" and "Applications" below "Table of contents".
        if last.is_none_or(|(section, _)| section != list.section) {
            last = Some((list.section, document.ancestors(list.section).any(|section| is_titled(document, section))));
        }
        let is_titled = last.is_some_and(|(_, is_titled)| is_titled);
        if !is_titled && list.section.index() > EARLY_SECTIONS {
            continue;
        }
        let least = if is_titled { LEAST_TITLED_ENTRIES } else { LEAST_ENTRIES };
        found.extend(read(document, list.span, list.section, least));
    }
    found
}

/// True if the title of a section says that a table of contents is below it.
pub(super) fn is_titled(document: &Document<'_>, section: SectionId) -> bool {
    let title = fold::title(document.title(section));
    // Whatever stands before "table of contents", it is one: an emoji that was wrongly decoded, too.
    FILE.titles.contains(&title) || FILE.title_endings.iter().any(|ending| title.ends_with(ending.as_str()))
}

fn read(document: &Document<'_>, span: Span, section: SectionId, least: usize) -> Option<Contents> {
    let range = document.links_in(span);
    let all = document.links.get(range.clone())?;
    let is_entry = |link: &Link<'_>| link.target.len() > 1 && is_fragment(&link.target) && begins_item(document, link);
    let links: Vec<u32> = range.zip(all).filter(|(_, link)| is_entry(link)).map(|(index, _)| index as u32).collect();
    let from = document.items.partition_point(|item| item.span.start < span.start);
    let items = document.items.partition_point(|item| item.span.start < span.end) - from;
    let is_most_of = |whole: usize| Share::HALF.is_exceeded(links.len(), whole);
    (links.len() >= least && is_most_of(items) && is_most_of(all.len())).then_some(Contents { span, links, section })
}

/// Returns true if a link is the first thing of its item: what follows in it is a remark.
fn begins_item(document: &Document<'_>, link: &Link<'_>) -> bool {
    let Some(block) = document.block(link.block).filter(|block| block.kind == BlockKind::Item) else { return false };
    let before = document.text_of(block).get(..link.text.0 as usize).unwrap_or_default();
    !before.chars().any(char::is_alphanumeric)
}

/// True if a section is about the catalog, so that a table of contents may leave it out.
pub(super) fn is_side(title: &str) -> bool {
    let title = fold::title(title);
    FILE.side_sections.contains(&title) || FILE.side_beginnings.iter().any(|own| title.starts_with(own.as_str()))
}
