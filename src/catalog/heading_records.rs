//! Headings as records: those above the facts about one thing, and those that are links themselves.

use super::entry_start::{HeadKind, head};
use super::field::Field;
use super::prose::key_values;
use super::recurring::Lexicon;
use super::share::Share;
use super::types::{Record, RecordPlace};
use crate::id::Id as _;
use crate::links::{is_fragment, leads_out};
use crate::markdown::{Block, BlockKind, Document, LinkKind, ListId, MarkKind, NONE, Section, SectionId};
use crate::source::Span;

/// Sections with a link in their heading that make one form of writing: of two, each may be a heading that happens to
/// have a link.
const SEVERAL: usize = 3;
/// Kinds of facts below one heading that make it an entry: one kind alone is often a remark (`Note: …`).
const KINDS_OF_FACTS: usize = 2;
/// The level of a document's title, which is never an entry.
const TITLE_LEVEL: u8 = 1;

/// Reads headings as records: those above key and value lines, and those that are links themselves.
pub(super) fn read_headings<'t>(document: &Document<'t>, words: &Lexicon<'_>, records: &mut Vec<Record<'t>>) {
    let taken: Vec<u32> = {
        let mut taken: Vec<u32> = records.iter().map(|record| record.span.start).collect();
        taken.sort_unstable();
        taken
    };
    let sections = document.sections.ids().skip(1);
    let candidates: Vec<(SectionId, SectionForm)> =
        sections.filter_map(|id| Some((id, describes_one(document, words, id, &taken)?))).collect();
    let count = |form: SectionForm| candidates.iter().filter(|(_, own)| *own == form).count();
    let (facts, links) = (count(SectionForm::Facts), count(SectionForm::Link));
    let labels = count(SectionForm::Labels);
    if records.is_empty() && links < SEVERAL {
        let linked = linked_sections(document, words);
        if linked.len() > facts {
            records.extend(linked.into_iter().filter_map(|id| heading_record(document, words, id)));
            return;
        }
    }
    for (id, form) in candidates {
        let entry = match form {
            SectionForm::Facts => true,
            SectionForm::Link | SectionForm::LinkAboveText => links >= SEVERAL,
            SectionForm::Labels => labels >= SEVERAL,
        };
        if entry {
            records.extend(heading_record(document, words, id));
        }
    }
}

/// The form of a section that is about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SectionForm {
    /// Key and value lines, or subsections that other entries have too.
    Facts,
    /// A heading that is a link or has one.
    Link,
    /// A heading that is a link, above subsections that go on about the same thing.
    LinkAboveText,
    /// A line of links that are labels below its heading: `[Home page](…) - [Paper](…)`, or one address.
    Labels,
}

/// Sections without subsections and with links, where most are like that: each is about one thing.
fn linked_sections(document: &Document<'_>, words: &Lexicon<'_>) -> Vec<SectionId> {
    let mut leaves = 0;
    // Those with links, and whether they hold facts.
    let mut linked = Vec::new();
    for (id, section) in document.sections.enumerate().skip(1) {
        let about = document.ancestors(id).any(|section| words.is_apparatus(document.title(section)));
        if section.level <= TITLE_LEVEL || section.span.end != section.own_end || about {
            continue;
        }
        leaves += 1;
        // A linked heading of a table is the table's title.
        let table = document.tables.partition_point(|table| table.span.start < section.span.start);
        let table = document.tables.get(table).is_some_and(|table| table.span.start < section.span.end);
        let heading = document.block(section.heading).filter(|_| table);
        let start = heading.map_or(section.span.start, |heading| heading.span.end);
        let links = document.links.get(document.links_in(Span { start, ..section.span })).unwrap_or_default();
        let out = links.iter().any(|link| link.kind != LinkKind::Image && leads_out(&link.target));
        let one = out && !document.title(id).is_empty() && !has_several(document, words, section);
        if one {
            let mut blocks = document.blocks.get(document.blocks_in(section.span)).unwrap_or_default().iter();
            linked.push((id, blocks.any(|block| key_values(document, words, block).next().is_some())));
        }
    }
    if linked.len() < SEVERAL || !Share::TWO_THIRDS.is_exceeded(linked.len(), leaves) {
        return Vec::new();
    }
    // Where nearly all hold facts, one of prose is none.
    let facts = linked.iter().filter(|(_, facts)| *facts).count();
    let all = facts * 4 < linked.len() * 3;
    linked.into_iter().filter(|(_, facts)| all || *facts).map(|(id, _)| id).collect()
}

/// Returns true if two paragraphs or items of a section have a link of their own each, which is neither a fact nor a
/// label: then
/// the section is about several things, or is prose.
fn has_several(document: &Document<'_>, words: &Lexicon<'_>, section: &Section) -> bool {
    let blocks = document.blocks.get(document.blocks_in(section.span)).unwrap_or_default();
    let own = |block: &&Block| {
        let told = matches!(block.kind, BlockKind::Paragraph | BlockKind::Item | BlockKind::Line);
        told && document.marks_of(block).iter().any(|mark| {
            let link = document.links.get(mark.link as usize).filter(|_| mark.kind == MarkKind::Link);
            link.is_some_and(|link| {
                let out = leads_out(&link.target) && !link.has_image;
                out && matches!(link.kind, LinkKind::Inline | LinkKind::Reference | LinkKind::Html)
                    && !words.is_label(document.link_text(link))
            })
        }) && key_values(document, words, block).next().is_none()
    };
    blocks.iter().filter(own).nth(1).is_some()
}

/// Returns what makes a section one about one thing, if it is such.
fn describes_one(document: &Document<'_>, words: &Lexicon<'_>, id: SectionId, taken: &[u32]) -> Option<SectionForm> {
    let section = &document[id];
    let heading = document.block(section.heading)?;
    let topics = words.topics_of(id);
    let own = Span { start: heading.span.end, end: if topics.is_some() { section.span.end } else { section.own_end } };
    let above = topics.is_none() && section.span.end != section.own_end;
    let divided = above && !is_linked_above_text(document, id, taken);
    let titled = document.title(id).ends_with([':', '：']);
    if divided
        || titled
        || words.is_apparatus(document.title(id))
        || words.topics_of(section.parent) >= Some(KINDS_OF_FACTS as u32)
    {
        return None;
    }
    let first = taken.partition_point(|&start| start < own.start);
    if taken.get(first).is_some_and(|&start| start < own.end) {
        return None;
    }
    let blocks = document.blocks_in(own);
    // The keys, and where each was first said: in which list, or outside of any.
    let mut keys: Vec<(Field, &str, Option<ListId>)> = Vec::new();
    let mut again = false;
    for block in blocks.filter_map(|index| document.blocks.get(index)) {
        let list = document.items.get(block.item as usize).map(|item| item.list);
        for found in key_values(document, words, block) {
            let text = document.text_of(block).get(found.key.0 as usize..found.key.1 as usize).unwrap_or_default();
            // Fields are one by their meaning, and keys without one by their words.
            let key = if found.field == Field::Other { text } else { "" };
            match keys.iter().find(|(field, own, _)| *field == found.field && *own == key) {
                // What one list said, the next says of another thing.
                Some((_, _, first)) => again |= list.is_some() && first.is_some() && *first != list,
                None => keys.push((found.field, key, list)),
            }
        }
    }
    if !above && (topics >= Some(KINDS_OF_FACTS as u32) || has_fact_sheet(document, words, own)) {
        return Some(SectionForm::Facts);
    }
    if !above && keys.len() >= KINDS_OF_FACTS {
        return (!again).then_some(SectionForm::Facts);
    }
    let text = document.text_of(heading);
    let marks =
        document.marks_of(heading).iter().filter(|mark| mark.kind == MarkKind::Link && mark.text.1 > mark.text.0);
    let mut links = marks.filter_map(|mark| Some((mark, document.links.get(mark.link as usize)?)));
    let link = links.next();
    let whole = link.is_some_and(|(link, target)| {
        (link.text.1 - link.text.0) as usize * 2 > text.trim().len() && !is_fragment(&target.target)
    });
    // `Title. [[pdf](…)] [[code](…)]`
    let out = link.is_some_and(|(_, target)| leads_out(&target.target));
    let labelled = out && head(document, words, heading).kind == HeadKind::Labelled;
    if above {
        return (whole && out).then_some(SectionForm::LinkAboveText);
    }
    if whole || labelled {
        return Some(SectionForm::Link);
    }
    let is_labelled = has_one_line_of_labels(document, words, own) || has_recurring_labels(document, words, own);
    is_labelled.then_some(SectionForm::Labels)
}

/// Returns true if all links of a span are labels, of which one recurs from section to section: `🔗 [Link to Course](…)`.
fn has_recurring_labels(document: &Document<'_>, words: &Lexicon<'_>, span: Span) -> bool {
    let links = document.links.get(document.links_in(span)).unwrap_or_default();
    let mut outward = links.iter().filter(|link| link.kind != LinkKind::Image && leads_out(&link.target)).peekable();
    let mut recurs = false;
    outward.peek().is_some()
        && outward.all(|link| {
            let text = document.link_text(link);
            let own = words.is_recurring_label(text);
            recurs |= own;
            own || words.is_label(text)
        })
        && recurs
}

/// Returns true if a section has a link in its heading, while its subsections have none, and no entries: they go on about
/// the same thing.
fn is_linked_above_text(document: &Document<'_>, id: SectionId, taken: &[u32]) -> bool {
    let section = &document[id];
    let is_linked = |section: &Section| {
        document.block(section.heading).is_some_and(|block| !document.links_in(block.span).is_empty())
    };
    let first = taken.partition_point(|&start| start < section.span.start);
    let entries = taken.get(first).is_some_and(|&start| start < section.span.end);
    let inner = document.sections.iter().skip(id.index() + 1);
    let mut inner = inner.take_while(|inner| inner.span.start < section.span.end);
    section.level > TITLE_LEVEL && !entries && is_linked(section) && !inner.any(is_linked)
}

/// Returns true if a block in a span begins with a link that is a label, or is an address, and only one.
fn has_one_line_of_labels(document: &Document<'_>, words: &Lexicon<'_>, span: Span) -> bool {
    let blocks = document.blocks.get(document.blocks_in(span)).unwrap_or_default();
    let told = blocks.iter().filter(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Item));
    let mut labels = told.filter(|block| {
        block.marks.0 < block.marks.1 && {
            let start = head(document, words, block);
            start.linked && matches!(start.kind, HeadKind::Label | HeadKind::Bare | HeadKind::Detail)
        }
    });
    labels.next().is_some() && labels.next().is_none()
}

/// Returns true if a table of facts about one thing begins in a span.
fn has_fact_sheet(document: &Document<'_>, words: &Lexicon<'_>, span: Span) -> bool {
    let first = document.tables.partition_point(|table| table.span.start < span.start);
    let tables = document.tables.iter().enumerate().skip(first);
    let mut tables = tables.take_while(|(_, table)| table.span.start < span.end);
    tables.any(|(index, _)| words.is_fact_sheet(index))
}

fn heading_record<'t>(document: &Document<'t>, words: &Lexicon<'_>, id: SectionId) -> Option<Record<'t>> {
    let section = &document[id];
    let heading = document.block(section.heading)?;
    let (name, name_span) = super::naming::name(document, words, heading);
    let end = if words.topics_of(id).is_some() { section.span.end } else { section.own_end };
    let span = Span { start: section.span.start, end };
    let span = Span { end: span.start + span.of(document.text).trim_end().len() as u32, ..span };
    let links = document.links_in(span);
    Some(Record {
        name,
        name_span,
        span,
        section: id,
        place: RecordPlace::Section(id),
        links: (links.start as u32, links.end as u32),
        values: (0, 0),
        entity: NONE,
        next: NONE,
    })
}
