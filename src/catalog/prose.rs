//! Paragraphs, lines and summaries as records: `**Name** description [link](…)`, `<a href="…">Name</a> - description<br>`,
//! `<details><summary>Name</summary>`; and headings above the facts about one thing.

use super::Vocabulary;
use super::field::Field;
use super::head::{Head, HeadKind, head};
use super::table::named;
use super::types::{Place, Record};
use crate::markdown::{Block, BlockKind, Document, LinkKind, MarkKind, NONE};
use crate::source::Span;

/// Paragraphs and lines of one section that begin with a name.
#[derive(Debug)]
struct Group {
    section: u32,
    named: Vec<(u32, Head)>,
    /// How many others the section has.
    others: usize,
}

/// Reads paragraphs and lines that begin with a name, where a section has at least three of them and little else, and
/// summaries that begin with a link. Where one section has such entries, others may have fewer.
pub(super) fn read_paragraphs<'t>(document: &Document<'t>, words: &Vocabulary, records: &mut Vec<Record<'t>>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut group = Group { section: NONE, named: Vec::new(), others: 0 };
    for (index, block) in document.prose() {
        if block.section != group.section {
            let next = Group { section: block.section, named: Vec::new(), others: 0 };
            let last = std::mem::replace(&mut group, next);
            groups.extend((!last.named.is_empty()).then_some(last));
        }
        match block.kind {
            BlockKind::Summary => {
                let head = head(document, words, block);
                if begins_with_link(document, block, head) {
                    records.extend(block_record(document, index, block, head, block.span));
                }
            }
            BlockKind::Paragraph | BlockKind::Line if block.item == NONE => {
                if document.text_of(block).trim().is_empty() {
                    continue;
                }
                let head = head(document, words, block);
                match head.kind {
                    HeadKind::Link | HeadKind::Strong => group.named.push((index, head)),
                    _ => group.others += 1,
                }
            }
            _ => {}
        }
    }
    groups.extend((!group.named.is_empty()).then_some(group));
    groups.retain(|group| {
        let about = |section| words.is_apparatus(document.title(section));
        !document.ancestors(group.section).any(about)
    });
    let enough = groups.iter().any(|group| group.is_of_entries(document, 3));
    for group in groups.iter().filter(|group| enough && group.is_of_entries(document, 1)) {
        group.read(document, records);
    }
}

/// In a summary even a word that is often a label is a name.
fn begins_with_link(document: &Document<'_>, block: &Block, head: Head) -> bool {
    let linked = || {
        let marks = document.marks_of(block).iter().filter(|mark| mark.kind == MarkKind::Link);
        marks.map(|mark| mark.text).any(|text| text.0 <= head.name.0 && head.name.0 < text.1)
    };
    head.kind == HeadKind::Link || matches!(head.kind, HeadKind::Detail | HeadKind::Label) && head.linked && linked()
}

impl Group {
    /// Whether the paragraphs are entries, of which at least `least` have links.
    fn is_of_entries(&self, document: &Document<'_>, least: usize) -> bool {
        let named = self.named.len();
        let linked = self.named.iter().filter(|(_, head)| head.linked).count();
        let described = self.named.iter().filter(|(index, head)| is_described(document, *index, *head)).count();
        if linked >= least && linked * 2 > named && described * 2 > named && self.others <= named * 2 {
            return true;
        }
        // A paragraph that is a bold name and nothing else, above a description and links.
        let alone = self.named.iter().filter(|(index, head)| is_name_alone(document, *index, *head)).count();
        let linked = (0..named).filter(|&position| {
            let span = self.span(document, position);
            span.is_some_and(|span| !document.links_in(span).is_empty())
        });
        let linked = linked.count();
        alone == named && linked >= least && linked * 3 > named * 2 && self.others >= named
    }

    /// Where the record of a name stands: what follows an unlinked name up to the next one belongs to it.
    fn span(&self, document: &Document<'_>, position: usize) -> Option<Span> {
        let (index, head) = self.named.get(position)?;
        let block = document.block(*index)?;
        if head.kind != HeadKind::Strong || head.linked {
            return Some(block.span);
        }
        let next = self.named.get(position + 1).and_then(|(next, _)| document.block(*next)).map(|next| next.span.start);
        let end = next.or_else(|| document.sections.get(self.section as usize).map(|section| section.own_end))?;
        let last = document.blocks_in(Span { start: block.span.start, end }).next_back();
        let end = last.and_then(|last| document.blocks.get(last)).map_or(end, |last| last.span.end.min(end));
        Some(Span { start: block.span.start, end })
    }

    fn read<'t>(&self, document: &Document<'t>, records: &mut Vec<Record<'t>>) {
        for (position, (index, head)) in self.named.iter().enumerate() {
            let (Some(block), Some(span)) = (document.block(*index), self.span(document, position)) else { continue };
            records.extend(block_record(document, *index, block, *head, span));
        }
    }
}

/// Whether a paragraph is a bold name and nothing else.
fn is_name_alone(document: &Document<'_>, index: u32, head: Head) -> bool {
    let text = document.block(index).map_or("", |block| document.text_of(block));
    head.kind == HeadKind::Strong
        && !head.linked
        && text.get(head.name.1 as usize..).is_some_and(|rest| rest.trim_matches([' ', ':', '\n', '：']).is_empty())
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
    /// Whether it stands in the block's first line.
    pub(super) first: bool,
}

/// Reads `Key: value` at the beginning of each line of a block, where the key is a field's name.
pub(super) fn key_values<'d>(
    document: &'d Document<'_>,
    words: &'d Vocabulary,
    block: &'d Block,
) -> impl Iterator<Item = KeyValue> + 'd {
    let mut start = 0;
    document.text_of(block).split('\n').filter_map(move |line| {
        let at = start;
        start += line.len() as u32 + 1;
        key_value(words, line).map(|found| KeyValue {
            key: (at + found.key.0, at + found.key.1),
            value: (at + found.value.0, at + found.value.1),
            first: at == 0,
            ..found
        })
    })
}

fn key_value(words: &Vocabulary, text: &str) -> Option<KeyValue> {
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
    // `Information: https://…`
    let address = value.trim().starts_with("http") && !value.trim().contains(' ');
    let field = if address && matches!(field, Field::Description | Field::Notes) { Field::Link } else { field };
    let (key_start, key_end) = (key.len() - key.trim_start().len(), key.trim_end().len());
    let (key, value) = ((key_start as u32, key_end as u32), (start as u32, end as u32));
    Some(KeyValue { field, key, value, first: true })
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
    if records.is_empty() && links < 3 {
        let linked = linked_sections(document, words);
        if linked.len() > facts {
            records.extend(linked.into_iter().filter_map(|index| heading_record(document, words, index)));
            return;
        }
    }
    for (index, has_facts) in candidates {
        if has_facts && facts >= 1 || !has_facts && links >= 3 {
            records.extend(heading_record(document, words, index));
        }
    }
}

/// Sections without subsections and with links, where most are like that: each is about one thing.
fn linked_sections(document: &Document<'_>, words: &Vocabulary) -> Vec<u32> {
    let mut leaves = 0;
    let mut linked = Vec::new();
    for (index, section) in (0_u32..).zip(&document.sections).skip(1) {
        let about = document.ancestors(index).any(|section| words.is_apparatus(document.title(section)));
        if section.level < 2 || section.span.end != section.own_end || about {
            continue;
        }
        leaves += 1;
        let links = document.links.get(document.links_in(section.span)).unwrap_or_default();
        let out = links.iter().any(|link| link.kind != LinkKind::Image && !link.target.starts_with('#'));
        linked.extend((out && !document.title(index).is_empty()).then_some(index));
    }
    if linked.len() >= 3 && linked.len() * 3 > leaves * 2 { linked } else { Vec::new() }
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
    let mut keys: Vec<Field> = blocks
        .filter_map(|index| document.blocks.get(index))
        .flat_map(|block| key_values(document, words, block))
        .map(|kv| kv.field)
        .collect();
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
