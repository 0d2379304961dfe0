//! Puts documents of pieces together that were read alone, one behind the other.

use super::document::{Document, NONE};

/// Adds a later piece of the same text. Sections of the piece stand behind those that are there; what stands in it before
/// its first heading belongs to the last of them.
pub(super) fn append<'t>(document: &mut Document<'t>, mut piece: Document<'t>) {
    let blocks = document.blocks.len() as u32;
    let marks = document.marks.len() as u32;
    let links = document.links.len() as u32;
    let rows = document.rows.len() as u32;
    let lists = document.lists.len() as u32;
    let items = document.items.len() as u32;
    let sections = document.sections.len() as u32 - 1;
    let shift = |index: &mut u32, by: u32| {
        if *index != NONE {
            *index += by;
        }
    };
    let shift_both = |range: &mut (u32, u32), by: u32| *range = (range.0 + by, range.1 + by);
    for block in &mut piece.blocks {
        block.section += sections;
        shift(&mut block.item, items);
        shift_both(&mut block.marks, marks);
    }
    piece.marks.iter_mut().for_each(|mark| shift(&mut mark.link, links));
    piece.links.iter_mut().for_each(|link| link.block += blocks);
    piece.sections.iter_mut().for_each(|section| shift(&mut section.heading, blocks));
    for table in &mut piece.tables {
        table.section += sections;
        shift(&mut table.item, items);
        shift_both(&mut table.rows, rows);
    }
    for row in &mut piece.rows {
        row.first += blocks;
        shift_both(&mut row.links, links);
    }
    for list in &mut piece.lists {
        list.section += sections;
        shift(&mut list.parent, items);
    }
    for item in &mut piece.items {
        item.list += lists;
        shift(&mut item.block, blocks);
    }
    document.blocks.append(&mut piece.blocks);
    document.prose.extend(piece.prose.iter().map(|index| index + blocks));
    document.marks.append(&mut piece.marks);
    document.links.append(&mut piece.links);
    document.sections.extend(piece.sections.drain(1..));
    document.tables.append(&mut piece.tables);
    document.rows.append(&mut piece.rows);
    document.lists.append(&mut piece.lists);
    document.items.append(&mut piece.items);
    document.anchors.append(&mut piece.anchors);
    document.definitions.append(&mut piece.definitions);
    document.undefined.append(&mut piece.undefined);
    document.footnotes.append(&mut piece.footnotes);
    document.comments.append(&mut piece.comments);
    document.verbatim.append(&mut piece.verbatim);
}
