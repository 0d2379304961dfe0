//! Subsections that contents leave out beside others that they list.

use rustc_hash::FxHashSet;

use super::super::contents::is_side;
use crate::markdown::{Document, NONE};
use crate::text::fold;

/// Listed subsections from which on a level counts as listed: of fewer, nobody knows whether the others were meant.
const LEAST_LISTED: usize = 4;
/// Of so many subsections one may be left out by mistake; contents that leave out more leave them out on purpose.
const LISTED_FOR_ONE: usize = 5;

/// The subsections of the level below `level` that are left out, though the contents list nearly all of those that listed
/// sections have. `listed` are the sections of the entries, `last` is where the contents end.
///
/// Sections of which the contents list no subsection at all are not counted: a long list of contents is often cut so.
pub(super) fn missing_subsections(document: &Document<'_>, listed: &[u32], level: u8, last: u32) -> Vec<u32> {
    let is_listed: FxHashSet<u32> = listed.iter().copied().collect();
    let section = |index: u32| document.sections.get(index as usize);
    let is_below = |index: u32| section(index).is_some_and(|own| own.level == level + 1);
    let parent = |index: u32| section(index).map_or(NONE, |own| own.parent);
    let unfolded: FxHashSet<u32> = listed.iter().copied().filter(|index| is_below(*index)).map(parent).collect();
    // Of two sections of one title, the entries of both often lead to the first.
    let titles: FxHashSet<String> = listed.iter().map(|own| fold::title(document.title(*own))).collect();
    let mut found = 0;
    let mut left_out = Vec::new();
    for index in 1..document.sections.len() as u32 {
        let is_after = section(index).is_some_and(|own| own.span.start >= last);
        let parent = parent(index);
        if !is_after || !is_below(index) || !is_listed.contains(&parent) || !unfolded.contains(&parent) {
            continue;
        }
        if is_listed.contains(&index) {
            found += 1;
        } else if !document.title(index).is_empty()
            && !is_side(document.title(index))
            && !titles.contains(&fold::title(document.title(index)))
        {
            left_out.push(index);
        }
    }
    if found < LEAST_LISTED || left_out.len() * LISTED_FOR_ONE > found { Vec::new() } else { left_out }
}
