//! Paragraphs, lines and summaries as records: `**Name** description [link](…)`, `<a href="…">Name</a> - description<br>`,
//! `<details><summary>Name</summary>`, `**[1]** Author. "Title." [[pdf]](…)`.

use super::entry_start::{EntryStart, HeadKind, head, is_followed_by_dash, is_rest_blank};
use super::field::Field;
use super::list::{ListReading, SpanLists};
use super::naming::named;
use super::recurring::{LONGEST_KEY, Lexicon};
use super::share::Share;
use super::types::{Record, RecordPlace};
use crate::id::IdVec;
use crate::links::{TargetKind, target_kind};
use crate::markdown::{Block, BlockKind, Document, MarkKind, NONE, SectionId, TextMark};
use crate::source::Span;

/// Paragraphs that make one form of writing: of two, each may be like the other by chance.
const SEVERAL: usize = 3;
/// Names that are in bold; one may be in a link too.
const NEARLY_ALL: Share = Share(4, 5);
/// Bytes of the longest gap between two lines of one paragraph: ends of emphasis, `<br />`, blanks.
const LONGEST_BREAK: usize = 64;
/// The level of a document's title, below which banners stand.
const TITLE_LEVEL: u8 = 1;

/// Paragraphs and lines of one section that begin with a name.
#[derive(Debug)]
struct ParagraphGroup {
    /// Its section; none before the first block.
    section: Option<SectionId>,
    named: Vec<NamedParagraph>,
    /// Number of others that the section has.
    others: usize,
}

/// A paragraph or line that begins with a name.
#[derive(Debug, Clone, Copy)]
struct NamedParagraph {
    block: u32,
    head: EntryStart,
    /// The end of the last line of the same paragraph.
    end: u32,
    /// True if one of the lines has a link that leads out of the document.
    linked: bool,
}

impl NamedParagraph {
    fn new(index: u32, block: &Block, head: EntryStart) -> Self {
        Self { block: index, head, end: block.span.end, linked: head.linked }
    }

    /// Returns true if a block is the next line of the same paragraph.
    fn is_followed_by(&self, document: &Document<'_>, block: &Block) -> bool {
        let between = Span { start: self.end.min(block.span.start), end: block.span.start };
        let near = block.kind == BlockKind::Line && between.len() <= LONGEST_BREAK;
        near && between.of(document.text).bytes().filter(|b| *b == b'\n').count() <= 1
    }
}

/// Reads paragraphs and lines that begin with a name, where a section has at least three of them and little else, and
/// summaries that begin with a link. Where one section has such entries, others may have fewer.
pub(super) fn read_paragraphs<'t>(
    document: &Document<'t>,
    words: &Lexicon<'_>,
    lists: &ListReading,
    records: &mut Vec<Record<'t>>,
) {
    let mut of_rows = IdVec::for_each_of(&document.sections, false);
    for record in records.iter().filter(|record| matches!(record.place, RecordPlace::Row(..))) {
        of_rows[record.section] = true;
    }
    let mut groups: Vec<ParagraphGroup> = Vec::new();
    let mut group = ParagraphGroup { section: None, named: Vec::new(), others: 0 };
    for (index, block) in document.prose() {
        if group.section != Some(block.section) {
            let next = ParagraphGroup { section: Some(block.section), named: Vec::new(), others: 0 };
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
                    HeadKind::Link
                        if group.is_line_below_name(document, block) || is_label(document, words, block, head) =>
                    {
                        group.go_on(document, block, head);
                    }
                    HeadKind::Link | HeadKind::Strong if !is_banner(document, block) => {
                        group.named.push(NamedParagraph::new(index, block, head));
                    }
                    HeadKind::Labelled => match cited(document, block) {
                        Some(name) => group.named.push(NamedParagraph::new(index, block, EntryStart { name, ..head })),
                        None => group.go_on(document, block, head),
                    },
                    _ => group.go_on(document, block, head),
                }
            }
            _ => {}
        }
    }
    groups.extend((!group.named.is_empty()).then_some(group));
    groups.retain(|group| {
        let about = |section| words.is_apparatus(document.title(section));
        group.section.is_some_and(|section| !of_rows[section] && !document.ancestors(section).any(about))
    });
    let read = entries(document, words, lists, &groups);
    // Both are in the order of the text.
    let mut read = read.into_iter().peekable();
    for group in &groups {
        if read.next_if(|next| std::ptr::eq(*next, group)).is_some() {
            group.read(document, records);
        } else {
            group.read_beside_lists(document, lists, records);
        }
    }
}

/// The groups that are entries: those of three and more, those of two with several facts each, and fewer where the
/// sections beside theirs have such too.
fn entries<'g>(
    document: &Document<'_>,
    words: &Lexicon<'_>,
    lists: &ListReading,
    groups: &'g [ParagraphGroup],
) -> Vec<&'g ParagraphGroup> {
    let parent = |group: &ParagraphGroup| group.section.map(|section| document[section].parent);
    let mut beside: rustc_hash::FxHashMap<Option<SectionId>, (usize, usize)> = rustc_hash::FxHashMap::default();
    let mut read = Vec::new();
    let mut enough = false;
    let cites = |group: &ParagraphGroup| group.named.iter().filter(|own| own.head.kind == HeadKind::Labelled).count();
    let cited: usize = groups.iter().map(cites).sum();
    for group in groups {
        let some = group.is_of_entries(document, lists, 1);
        // What is cited is cited, however little of it a section has.
        let of_articles = cited >= SEVERAL && cites(group) == group.named.len();
        let many = some
            && (of_articles || group.is_of_entries(document, lists, SEVERAL) || group.is_of_facts(document, words));
        enough |= many;
        let (entries, all) = beside.entry(parent(group)).or_default();
        *entries += usize::from(some);
        *all += 1;
        read.extend(some.then_some((group, many)));
    }
    let as_others = |group: &ParagraphGroup| beside.get(&parent(group)).is_some_and(|(some, all)| some * 3 > all * 2);
    let fits = |(group, many): (&'g ParagraphGroup, bool)| (many || enough && as_others(group)).then_some(group);
    read.into_iter().filter_map(fits).collect()
}

/// The title of an article that is cited as such, with its number or in bold between quotation marks:
/// `[1] Author. "Title." Journal. [pdf]`.
fn cited(document: &Document<'_>, block: &Block) -> Option<(u32, u32)> {
    let text = document.text_of(block);
    let links = document.marks_of(block).iter().filter(|mark| mark.kind == MarkKind::Link);
    let until = links.map(|mark| mark.text.0 as usize).min()?;
    let start = text.get(..until)?.find(['"', '“'])?;
    let inner = start + text.get(start..)?.chars().next()?.len_utf8();
    let end = inner + text.get(inner..until)?.find(['"', '”'])?;
    let name = text.get(inner..end)?.trim_end_matches([' ', '.', ',']);
    let number = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let numbered = number.is_some_and(|(number, _)| number.bytes().all(|b| b.is_ascii_digit()));
    let bold = document
        .marks_of(block)
        .iter()
        .any(|mark| mark.kind == MarkKind::Strong && mark.text.0 as usize <= inner && inner < mark.text.1 as usize);
    (numbered && !name.is_empty() || bold && name.contains(' ')).then_some((inner as u32, (inner + name.len()) as u32))
}

/// In a summary even a word that is often a label is a name.
fn begins_with_link(document: &Document<'_>, block: &Block, head: EntryStart) -> bool {
    let linked = || {
        let marks = document.marks_of(block).iter().filter(|mark| mark.kind == MarkKind::Link);
        marks.map(|mark| mark.text).any(|text| text.0 <= head.name.0 && head.name.0 < text.1)
    };
    head.kind == HeadKind::Link || matches!(head.kind, HeadKind::Detail | HeadKind::Label) && head.linked && linked()
}

/// Returns true if a paragraph before the first section of a catalog holds a picture that is a link: it is a banner.
fn is_banner(document: &Document<'_>, block: &Block) -> bool {
    let level = document[block.section].level;
    let pictured = |mark: &TextMark| document.links.get(mark.link as usize).is_some_and(|link| link.has_image);
    level <= TITLE_LEVEL && document.marks_of(block).iter().any(pictured)
}

impl ParagraphGroup {
    /// Returns true if a block is a line of the paragraph that a bold name begins: links in it are no names.
    fn is_line_below_name(&self, document: &Document<'_>, block: &Block) -> bool {
        self.named
            .last()
            .is_some_and(|last| last.is_followed_by(document, block) && is_name_alone(document, last.block, last.head))
    }

    /// Takes a block that begins with no name: one more line of the paragraph above, or another paragraph.
    fn go_on(&mut self, document: &Document<'_>, block: &Block, head: EntryStart) {
        match self.named.last_mut().filter(|last| last.is_followed_by(document, block)) {
            Some(last) => {
                last.end = block.span.end;
                last.linked |= head.linked;
            }
            None => self.others += 1,
        }
    }

    /// Returns true if the paragraphs are entries, of which at least `least` have links.
    fn is_of_entries(&self, document: &Document<'_>, lists: &ListReading, least: usize) -> bool {
        let named = self.named.len();
        let linked = self.named.iter().filter(|own| own.linked).count();
        let described = self.named.iter().filter(|own| is_described(document, own.block, own.head)).count();
        // Where every paragraph begins with a link, the links are the names, however their descriptions go on.
        let begin = named >= SEVERAL && self.others * SEVERAL <= named;
        if begin && self.named.iter().all(|own| own.head.kind == HeadKind::Link) {
            return true;
        }
        if linked >= least
            && Share::HALF.is_exceeded(linked, named)
            && Share::HALF.is_exceeded(described, named)
            && self.others <= named * 2
        {
            return true;
        }
        // Paragraphs of which most are a bold name and nothing else, above a description and links, or a list of facts.
        let alone = self.named.iter().filter(|own| is_name_line(document, own.block, own.head)).count();
        let titles = self.named.iter().filter(|own| own.head.kind == HeadKind::Strong).count();
        if !Share::TWO_THIRDS.is_reached(alone, named) || !NEARLY_ALL.is_reached(titles, named) {
            return false;
        }
        let (mut linked, mut facts, mut titles) = (0, 0, 0);
        for (span, own) in (0..named).filter_map(|position| self.span(document, position)).zip(&self.named) {
            linked += usize::from(!document.links_in(span).is_empty());
            match lists.below(document, span) {
                SpanLists::Nothing => facts += usize::from(own.linked),
                SpanLists::Facts => facts += 1,
                // It is the title of a group.
                SpanLists::Entries | SpanLists::Contents => titles += 1,
            }
        }
        let grouped = titles > 0 && Share::FOURTH.is_reached(titles, named);
        !grouped && linked >= least && Share::TWO_THIRDS.is_exceeded(linked, named) && self.others + facts >= named
    }

    /// Returns true if there are several names that stand above facts of two kinds at least each.
    fn is_of_facts(&self, document: &Document<'_>, words: &Lexicon<'_>) -> bool {
        let has_facts = |position: usize| {
            let Some(blocks) = self.span(document, position).map(|span| document.blocks_in(span)) else { return false };
            let blocks = document.blocks.get(blocks).unwrap_or_default().iter().skip(1);
            let mut fields = blocks.flat_map(|block| key_values(document, words, block)).map(|fact| fact.field);
            fields.next().is_some_and(|first| fields.any(|field| field != first))
        };
        self.named.len() > 1 && (0..self.named.len()).all(has_facts)
    }

    /// Returns the span of a name's record: the text behind an unlinked name up to the next one belongs to it.
    fn span(&self, document: &Document<'_>, position: usize) -> Option<Span> {
        let own = self.named.get(position)?;
        let block = document.block(own.block)?;
        if own.head.kind != HeadKind::Strong || own.linked {
            return Some(Span { start: block.span.start, end: own.end });
        }
        let next = self.named.get(position + 1).and_then(|next| document.block(next.block)).map(|next| next.span.start);
        let end = next.or_else(|| self.section.map(|section| document[section].own_end))?;
        let last = document.blocks_in(Span { start: block.span.start, end }).next_back();
        let end = last.and_then(|last| document.blocks.get(last)).map_or(end, |last| last.span.end.min(end));
        Some(Span { start: block.span.start, end })
    }

    /// Reads the paragraphs that are written as entries, `[Name](…) - what it is`, in a section whose lists are of entries.
    fn read_beside_lists<'t>(&self, document: &Document<'t>, lists: &ListReading, records: &mut Vec<Record<'t>>) {
        let own = self.section.map(|section| &document[section]).and_then(|section| {
            let start = document.block(section.heading)?.span.end;
            Some(Span { start, end: section.own_end.max(start) })
        });
        if !own.is_some_and(|own| lists.below(document, own) == SpanLists::Entries) {
            return;
        }
        for (position, own) in self.named.iter().enumerate() {
            let Some((block, span)) = document.block(own.block).zip(self.span(document, position)) else { continue };
            let text = document.text_of(block);
            // A mark in front makes it a list item that went wrong, which is reported.
            let begins = text.get(..own.head.name.0 as usize).is_some_and(|before| before.trim().is_empty());
            if begins && own.head.kind == HeadKind::Link && is_followed_by_dash(text, own.head.name.1) {
                records.extend(block_record(document, own.block, block, own.head, span));
            }
        }
    }

    fn read<'t>(&self, document: &Document<'t>, records: &mut Vec<Record<'t>>) {
        for (position, own) in self.named.iter().enumerate() {
            let (Some(block), Some(span)) = (document.block(own.block), self.span(document, position)) else {
                continue;
            };
            records.extend(block_record(document, own.block, block, own.head, span));
        }
    }
}

/// Returns true if the first line of a paragraph is a bold name and nothing else.
fn is_name_line(document: &Document<'_>, index: u32, head: EntryStart) -> bool {
    let text = document.block(index).map_or("", |block| document.text_of(block));
    let rest = text.get(head.name.1 as usize..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    head.kind == HeadKind::Strong && !line.contains(char::is_alphanumeric)
}

/// Returns true if a paragraph is nothing but a link that leads on: its text recurs, `[More details](…)` in each section,
/// or it leads to another file, `[Back to README](…)`.
fn is_label(document: &Document<'_>, words: &Lexicon<'_>, block: &Block, head: EntryStart) -> bool {
    let text = document.text_of(block);
    let own = text.get(head.name.0 as usize..head.name.1 as usize).unwrap_or_default();
    let local = || {
        let link =
            document.marks_of(block).iter().find(|mark| mark.kind == MarkKind::Link && mark.text.0 <= head.name.0);
        let link = link.and_then(|mark| document.links.get(mark.link as usize));
        link.is_some_and(|link| target_kind(&link.target) == TargetKind::Path)
    };
    is_rest_blank(text, head.name) && (words.is_recurring_label(own) || local())
}

/// Returns true if a paragraph is a bold name and nothing else, but perhaps a sign: `**Name** 🚧`.
fn is_name_alone(document: &Document<'_>, index: u32, head: EntryStart) -> bool {
    let text = document.block(index).map_or("", |block| document.text_of(block));
    head.kind == HeadKind::Strong
        && !head.linked
        && text.get(head.name.1 as usize..).is_some_and(|rest| !rest.contains(char::is_alphanumeric))
}

/// Returns true if a paragraph goes on behind its name as an entry does, with a separator, a line or links; a sentence
/// that only
/// happens to begin with a link does not.
fn is_described(document: &Document<'_>, index: u32, head: EntryStart) -> bool {
    let Some(block) = document.block(index) else { return false };
    let text = document.text_of(block);
    let rest = text.get(head.name.1 as usize..).unwrap_or_default();
    let rest = rest.trim_start_matches([' ', '*', ')', '\u{a0}']);
    // `**[Name](…)** 3.8k Apache-2.0`
    let bold =
        |mark: &TextMark| mark.kind == MarkKind::Strong && mark.text.0 <= head.name.0 && head.name.1 <= mark.text.1;
    rest.is_empty()
        || document.marks_of(block).iter().any(bold)
        || rest.starts_with(['-', '–', '—', ':', '：', '\n', '(', '（', '[', '|', '.', '。', ',', '，', ';', '；'])
        || matches!(head.kind, HeadKind::Strong | HeadKind::Labelled)
}

fn block_record<'t>(
    document: &Document<'t>,
    index: u32,
    block: &Block,
    head: EntryStart,
    span: Span,
) -> Option<Record<'t>> {
    let range = head.name.0 as usize..head.name.1 as usize;
    let span = Span { end: span.start + span.of(document.text).trim_end().len() as u32, ..span };
    let links = document.links_in(span);
    let name = named(document, block, range.clone());
    (!name.is_empty()).then(|| Record {
        name,
        name_span: block.text.source(range),
        span,
        section: block.section,
        place: RecordPlace::Block(index),
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
    /// True if it stands in the block's first line.
    pub(super) first: bool,
}

/// Reads `Key: value` at the beginning of each line of a block, where the key is a field's name.
pub(super) fn key_values<'d>(
    document: &'d Document<'_>,
    words: &'d Lexicon<'_>,
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

fn key_value(words: &Lexicon<'_>, text: &str) -> Option<KeyValue> {
    let colon = text.find([':', '：']).filter(|&at| (1..=LONGEST_KEY).contains(&at))?;
    let key = text.get(..colon)?;
    // `github(Keras)`
    let own = key.split(['(', '（']).next().unwrap_or(key);
    let field = words.key_field(own.trim_matches(['*', ' ', '_']))?;
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
