//! Lists that only look like lists of entries: the links of the one thing that a heading names, and contents.

use rustc_hash::{FxHashMap, FxHashSet};

use super::entry_start::{HeadKind, head};
use super::recurring::Lexicon;
use super::share::Share;
use crate::id::IdVec;
use crate::links::leads_out;
use crate::markdown::{BlockKind, Document, List, ListId, MarkKind, NONE, Section, SectionId};
use crate::source::Span;

/// Sections of one form that make it the catalog's: of two, each may be so by chance.
const SEVERAL: usize = 3;
/// Items of contents that lead to the same places as headings; a few headings lack their link, or have another.
const NEARLY_ALL: Share = Share(4, 5);

/// Drops lists of the details of one thing, and lists of contents.
pub(super) fn drop_details(document: &Document<'_>, words: &Lexicon<'_>, entries: &mut IdVec<ListId, bool>) {
    if !entries.contains(&true) {
        return;
    }
    drop_lists_of_topics(document, words, entries);
    drop_lists_below_labels(document, words, entries);
    drop_contents(document, entries);
}

/// Drops the lists of sections such as `Links` and `About`, which each of many things has: if the lists of most sections
/// with the same title have no entries, the others hold details too.
fn drop_lists_of_topics(document: &Document<'_>, words: &Lexicon<'_>, entries: &mut IdVec<ListId, bool>) {
    let mut with_entries: FxHashSet<SectionId> = FxHashSet::default();
    for (list, _) in document.lists.iter().zip(&*entries).filter(|(_, own)| **own) {
        with_entries.insert(list.section);
    }
    // For each title the sections that have entries, and all.
    let mut topics: FxHashMap<u32, (usize, usize)> = FxHashMap::default();
    for (section, own) in document.sections.enumerate() {
        // A section that was left empty says nothing.
        let filled = || document.blocks_in(own.span).len() > 1;
        if let Some(topic) = words.topic(section).filter(|_| filled()) {
            let (some, all) = topics.entry(topic).or_default();
            *some += usize::from(with_entries.contains(&section));
            *all += 1;
        }
    }
    let is_of_details = |list: &List| {
        let counts = words.topic(list.section).and_then(|topic| topics.get(&topic));
        counts.is_some_and(|(some, all)| !Share::HALF.is_reached(*some, *all))
    };
    document.lists.iter().zip(entries).for_each(|(list, own)| *own &= !is_of_details(list));
}

/// Drops the lists of sections that begin with a line of links that are labels, `[Home page](…) - [Paper](…)`, where
/// half of all sections do: each such section is about one thing.
fn drop_lists_below_labels(document: &Document<'_>, words: &Lexicon<'_>, entries: &mut IdVec<ListId, bool>) {
    let mut leaves = 0;
    let mut labelled: FxHashSet<SectionId> = FxHashSet::default();
    for (id, section) in document.sections.enumerate().skip(1) {
        if section.span.end != section.own_end || document.links_in(section.span).is_empty() {
            continue;
        }
        leaves += 1;
        if has_label_line(document, words, section) {
            labelled.insert(id);
        }
    }
    if labelled.len() >= SEVERAL && Share::HALF.is_reached(labelled.len(), leaves) {
        document.lists.iter().zip(entries).for_each(|(list, own)| *own &= !labelled.contains(&list.section));
    }
}

/// Drops lists whose items lead to the same pages as headings: contents of pages elsewhere.
fn drop_contents(document: &Document<'_>, entries: &mut IdVec<ListId, bool>) {
    let mut titles: FxHashSet<&str> = FxHashSet::default();
    for section in &document.sections {
        if let Some(heading) = document.block(section.heading) {
            let links = document.links.get(document.links_in(heading.span)).unwrap_or_default();
            titles.extend(links.iter().map(|link| &*link.target).filter(|target| leads_out(target)));
        }
    }
    if titles.len() < SEVERAL {
        return;
    }
    // For each list its items that lead to a heading's page, and all.
    let mut counts = IdVec::for_each_of(&document.lists, (0, 0));
    for item in &document.items {
        let (same, all) = &mut counts[item.list];
        let links = document.links.get(document.links_in(item.span)).unwrap_or_default();
        *all += 1;
        *same += usize::from(links.first().is_some_and(|link| titles.contains(&*link.target)));
    }
    for (id, (same, all)) in counts.enumerate() {
        if document[id].parent == NONE && *same >= SEVERAL && NEARLY_ALL.is_reached(*same, *all) {
            entries[id] = false;
        }
    }
}

/// Returns true if the first links of a section stand in a paragraph of their own and are labels, with nothing but text
/// in front of them: `[Home page](…) - [Paper](…)`.
pub(super) fn has_label_line(document: &Document<'_>, words: &Lexicon<'_>, section: &Section) -> bool {
    let Some(heading) = document.block(section.heading) else { return false };
    let own = Span { start: heading.span.end, end: section.own_end };
    let blocks = document.blocks.get(document.blocks_in(own)).unwrap_or_default();
    let first = blocks.iter().find(|block| {
        document.marks_of(block).iter().any(|mark| mark.kind == MarkKind::Link && mark.text.1 > mark.text.0)
    });
    first.is_some_and(|block| {
        let start = head(document, words, block);
        block.kind == BlockKind::Paragraph && block.item == NONE && start.linked && start.kind == HeadKind::Label
    })
}
