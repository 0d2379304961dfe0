//! Subsections that contents leave out beside others that they list.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::contents::is_side;
use crate::markdown::{Document, Link, NONE, Section, SectionId};
use crate::text::fold;

/// Listed subsections from which on a level counts as listed: of fewer, nobody knows whether the others were meant.
const LEAST_LISTED: usize = 4;
/// Of so many subsections one may be left out by mistake; contents that leave out more leave them out on purpose.
const LISTED_FOR_ONE: usize = 5;

/// The section of `level` whose own entry is gone, so that the entries of its subsections are now in the item of another
/// section. One alone: contents that nest several sections so are in an order of their own.
pub(super) fn severed_section(
    document: &Document<'_>,
    entries: &[(&Link<'_>, SectionId)],
    level: u8,
) -> Option<SectionId> {
    let item_of = |link: &Link<'_>| document.block(link.block).map_or(NONE, |block| block.item);
    let sections: FxHashMap<u32, SectionId> = entries.iter().map(|(link, section)| (item_of(link), *section)).collect();
    let listed: FxHashSet<SectionId> = entries.iter().map(|(_, section)| *section).collect();
    let frame = |section: SectionId| document.ancestors(section).find(|own| document[*own].level == level);
    let mut severed = None;
    let mut at_home: FxHashSet<SectionId> = FxHashSet::default();
    for (link, section) in entries {
        let Some(frame) = frame(*section).filter(|frame| !listed.contains(frame)) else { continue };
        let list = document.items.get(item_of(link) as usize).map(|item| &document[item.list]);
        let parent = list.and_then(|list| sections.get(&list.parent)).copied();
        let is_elsewhere = parent.is_some_and(|parent| !document.ancestors(*section).any(|own| own == parent));
        if !is_elsewhere {
            at_home.insert(frame);
        } else if severed.is_some_and(|own| own != frame) {
            return None;
        } else {
            severed = Some(frame);
        }
    }
    severed.filter(|frame| !at_home.contains(frame))
}

/// The subsections of the level below `level` that are left out, though the contents list nearly all of those that listed
/// sections have. `listed` are the sections of the entries, `last` is where the contents end.
///
/// Sections of which the contents list no subsection at all are not counted: a long list of contents is often cut so.
pub(super) fn missing_subsections(
    document: &Document<'_>,
    listed: &[SectionId],
    level: u8,
    last: u32,
) -> Vec<SectionId> {
    let is_listed: FxHashSet<SectionId> = listed.iter().copied().collect();
    let is_below = |section: &Section| section.level == level + 1;
    let below = listed.iter().map(|id| &document[*id]).filter(|section| is_below(section));
    let unfolded: FxHashSet<SectionId> = below.map(|section| section.parent).collect();
    // Of two sections of one title, the entries of both often lead to the first.
    let titles: FxHashSet<String> = listed.iter().map(|own| fold::title(document.title(*own))).collect();
    let mut found = 0;
    let mut left_out = Vec::new();
    for (id, section) in document.sections.enumerate().skip(1) {
        let (is_after, parent) = (section.span.start >= last, section.parent);
        if !is_after || !is_below(section) || !is_listed.contains(&parent) || !unfolded.contains(&parent) {
            continue;
        }
        let title = document.title(id);
        if is_listed.contains(&id) {
            found += 1;
        } else if !title.is_empty() && !is_side(title) && !titles.contains(&fold::title(title)) {
            left_out.push(id);
        }
    }
    if found < LEAST_LISTED || left_out.len() * LISTED_FOR_ONE > found { Vec::new() } else { left_out }
}
