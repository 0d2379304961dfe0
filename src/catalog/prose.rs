//! Paragraphs, lines and summaries as records: `**Name** description [link](…)`, `<a href="…">Name</a> - description<br>`,
//! `<details><summary>Name</summary>`; and headings above the facts about one thing.

use super::Vocabulary;
use super::head::{Head, HeadKind, head};
use super::table::named;
use super::types::{Field, Place, Record};
use crate::markdown::{Block, BlockKind, Document, MarkKind, NONE};
use crate::source::Span;

/// Reads paragraphs and lines that begin with a name, where a section has at least three of them and little else, and
/// summaries that begin with a link.
pub(super) fn read_paragraphs<'t>(document: &Document<'t>, words: &Vocabulary, records: &mut Vec<Record<'t>>) {
    let mut group: Vec<(u32, Head)> = Vec::new();
    let mut others = 0;
    let mut section = NONE;
    for (index, block) in document.blocks.iter().enumerate() {
        if block.section != section {
            flush(document, words, section, &mut group, others, records);
            section = block.section;
            others = 0;
        }
        match block.kind {
            BlockKind::Summary => {
                let head = head(document, words, block);
                if head.kind == HeadKind::Link {
                    records.extend(block_record(document, index as u32, block, head, block.span));
                }
            }
            BlockKind::Paragraph | BlockKind::Line if block.item == NONE => {
                if document.text_of(block).trim().is_empty() {
                    continue;
                }
                let head = head(document, words, block);
                match head.kind {
                    HeadKind::Link | HeadKind::Strong => group.push((index as u32, head)),
                    _ => others += 1,
                }
            }
            _ => {}
        }
    }
    flush(document, words, section, &mut group, others, records);
}

fn flush<'t>(
    document: &Document<'t>,
    words: &Vocabulary,
    section: u32,
    group: &mut Vec<(u32, Head)>,
    others: usize,
    records: &mut Vec<Record<'t>>,
) {
    let group = std::mem::take(group);
    let linked = group.iter().filter(|(_, head)| head.linked).count();
    let apparatus =
        section != NONE && document.ancestors(section).any(|section| words.is_apparatus(document.title(section)));
    let described = group.iter().filter(|(index, head)| is_described(document, *index, *head)).count();
    let enough = linked >= 3 && linked * 2 > group.len() && described * 2 > group.len() && others <= group.len() * 2;
    if apparatus || !enough {
        return;
    }
    for (position, (index, head)) in group.iter().enumerate() {
        let Some(block) = document.block(*index) else { continue };
        // What follows up to the next name belongs to the record.
        let next = group.get(position + 1).and_then(|(next, _)| document.block(*next)).map(|next| next.span.start);
        let end = document.sections.get(section as usize).map_or(block.span.end, |section| section.own_end);
        let end = if head.kind == HeadKind::Strong && !head.linked { next.unwrap_or(end) } else { block.span.end };
        records.extend(block_record(document, *index, block, *head, Span { start: block.span.start, end }));
    }
}

/// Whether a paragraph goes on behind its name as an entry does, with a separator, a line or links; a sentence that only
/// happens to begin with a link does not.
fn is_described(document: &Document<'_>, index: u32, head: Head) -> bool {
    let Some(block) = document.block(index) else { return false };
    let text = document.text_of(block);
    let rest = text.get(head.name.1 as usize..).unwrap_or_default();
    let rest = rest.trim_start_matches([' ', '*', ')', '\u{a0}']);
    rest.is_empty()
        || rest.starts_with(['-', '–', '—', ':', '：', '\n', '(', '[', '|', '.'])
        || head.kind == HeadKind::Strong
}

fn block_record<'t>(document: &Document<'t>, index: u32, block: &Block, head: Head, span: Span) -> Option<Record<'t>> {
    let range = head.name.0 as usize..head.name.1 as usize;
    let span = Span { end: span.start + span.of(document.text).trim_end().len() as u32, ..span };
    let links = document.links_in(span);
    let name = named(document, block, range.clone());
    (!name.is_empty()).then(|| Record {
        name,
        name_span: block.text.source(range),
        span,
        section: block.section,
        place: Place::Block(index),
        links: (links.start as u32, links.end as u32),
        values: (0, 0),
        entity: NONE,
        next: NONE,
    })
}

/// A key in front of a colon, with the field that it stands for and the range of the value in the block's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyValue {
    pub(super) field: Field,
    pub(super) key: (u32, u32),
    pub(super) value: (u32, u32),
}

/// Reads `Key: value` at the beginning of a block, where the key is a field's name.
pub(super) fn key_value(document: &Document<'_>, words: &Vocabulary, index: u32) -> Option<KeyValue> {
    let block = document.block(index)?;
    let text = document.text_of(block);
    let colon = text.find([':', '：']).filter(|&at| at > 0 && at <= 40)?;
    let key = text.get(..colon)?;
    let field = words.key_field(key.trim_matches(['*', ' ', '_']))?;
    let width = text.get(colon..)?.chars().next()?.len_utf8();
    let value = text.get(colon + width..)?;
    if value.starts_with("//") {
        return None;
    }
    let start = colon + width + value.len() - value.trim_start().len();
    let end = text.trim_end().len().max(start);
    let (key_start, key_end) = (key.len() - key.trim_start().len(), key.trim_end().len());
    Some(KeyValue { field, key: (key_start as u32, key_end as u32), value: (start as u32, end as u32) })
}

/// Reads headings as records: those above key and value lines, and those that are links themselves.
pub(super) fn read_headings<'t>(document: &Document<'t>, words: &Vocabulary, records: &mut Vec<Record<'t>>) {
    let taken: Vec<u32> = {
        let mut taken: Vec<u32> = records.iter().map(|record| record.span.start).collect();
        taken.sort_unstable();
        taken
    };
    let candidates: Vec<(u32, bool)> = (1..document.sections.len() as u32)
        .filter_map(|index| Some((index, describes_one(document, words, index, &taken)?)))
        .collect();
    let facts = candidates.iter().filter(|(_, facts)| *facts).count();
    let links = candidates.len() - facts;
    for (index, has_facts) in candidates {
        if has_facts && facts >= 1 || !has_facts && links >= 3 {
            records.extend(heading_record(document, words, index));
        }
    }
}

/// Whether a section is about one thing: `Some(true)` by key and value lines, `Some(false)` by a heading that is a link.
fn describes_one(document: &Document<'_>, words: &Vocabulary, index: u32, taken: &[u32]) -> Option<bool> {
    let section = document.sections.get(index as usize)?;
    let heading = document.block(section.heading)?;
    let own = Span { start: heading.span.end, end: section.own_end };
    if section.span.end != section.own_end || words.is_apparatus(document.title(index)) {
        return None;
    }
    let first = taken.partition_point(|&start| start < own.start);
    if taken.get(first).is_some_and(|&start| start < own.end) {
        return None;
    }
    let blocks = document.blocks_in(own);
    let mut keys: Vec<Field> =
        blocks.filter_map(|block| key_value(document, words, block as u32)).map(|kv| kv.field).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.len() >= 2 {
        return Some(true);
    }
    let text = document.text_of(heading);
    let link = document.marks_of(heading).iter().find(|mark| mark.kind == MarkKind::Link)?;
    let target = document.links.get(link.link as usize)?;
    let whole = (link.text.1 - link.text.0) as usize * 2 > text.trim().len();
    (whole && !target.target.starts_with('#')).then_some(false)
}

fn heading_record<'t>(document: &Document<'t>, words: &Vocabulary, index: u32) -> Option<Record<'t>> {
    let section = document.sections.get(index as usize)?;
    let heading = document.block(section.heading)?;
    let (name, name_span) = super::table::name(document, words, heading);
    let span = Span { start: section.span.start, end: section.own_end };
    let span = Span { end: span.start + span.of(document.text).trim_end().len() as u32, ..span };
    let links = document.links_in(span);
    Some(Record {
        name,
        name_span,
        span,
        section: index,
        place: Place::Section(index),
        links: (links.start as u32, links.end as u32),
        values: (0, 0),
        entity: NONE,
        next: NONE,
    })
}
