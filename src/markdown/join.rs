//! Puts documents of pieces together that were read alone, one behind the other.

use super::document::{Document, ListId, NONE, SectionId};
use crate::id::Id;

/// Adds a later piece of the same text. Sections of the piece stand behind those that are there; what stands in it before
/// its first heading belongs to the last of them.
pub(super) fn append<'t>(document: &mut Document<'t>, mut piece: Document<'t>) {
    let blocks = document.blocks.len() as u32;
    let marks = document.marks.len() as u32;
    let links = document.links.len() as u32;
    let rows = document.rows.len() as u32;
    let lists = document.lists.len();
    let items = document.items.len() as u32;
    let sections = document.sections.len() - 1;
    let move_section = |id: &mut SectionId| *id = SectionId::new(id.index() + sections);
    let shift = |index: &mut u32, by: u32| {
        if *index != NONE {
            *index += by;
        }
    };
    let shift_both = |range: &mut (u32, u32), by: u32| *range = (range.0 + by, range.1 + by);
    for block in &mut piece.blocks {
        move_section(&mut block.section);
        shift(&mut block.item, items);
        shift_both(&mut block.marks, marks);
    }
    piece.marks.iter_mut().for_each(|mark| shift(&mut mark.link, links));
    piece.links.iter_mut().for_each(|link| link.block += blocks);
    piece.sections.iter_mut().for_each(|section| shift(&mut section.heading, blocks));
    for table in &mut piece.tables {
        move_section(&mut table.section);
        shift(&mut table.item, items);
        shift_both(&mut table.rows, rows);
    }
    for row in &mut piece.rows {
        row.first += blocks;
        shift_both(&mut row.links, links);
    }
    for list in &mut piece.lists {
        move_section(&mut list.section);
        shift(&mut list.parent, items);
    }
    for item in &mut piece.items {
        item.list = ListId::new(item.list.index() + lists);
        shift(&mut item.block, blocks);
    }
    document.blocks.append(&mut piece.blocks);
    document.prose.extend(piece.prose.iter().map(|index| index + blocks));
    document.marks.append(&mut piece.marks);
    document.links.append(&mut piece.links);
    // Their parents are worked out when the document is whole.
    document.sections.extend(piece.sections.into_iter().skip(1));
    document.tables.append(&mut piece.tables);
    document.rows.append(&mut piece.rows);
    document.lists.extend(piece.lists);
    document.items.append(&mut piece.items);
    document.anchors.append(&mut piece.anchors);
    document.definitions.append(&mut piece.definitions);
    document.undefined.append(&mut piece.undefined);
    document.footnotes.append(&mut piece.footnotes);
    document.comments.append(&mut piece.comments);
    document.verbatim.append(&mut piece.verbatim);
}
