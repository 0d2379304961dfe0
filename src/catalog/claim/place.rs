//! Places of a document where a catalog speaks of itself, and the part of it that a statement there can mean.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use super::phrase::TitleWords;
use super::words::{WORDS, has_title_word};
use crate::catalog::field::Field;
use crate::catalog::types::{Record, TableReading, TableRole};
use crate::id::{Id, IdVec};
use crate::markdown::{Anchor, Block, BlockKind, Document, LinkKind, MarkKind, NONE, SectionId};
use crate::source::Span;
use crate::text::fold;

/// Bytes of the longest quoted block that can be a tagline: what is longer is quoted from a paper or an advert.
const LONGEST_QUOTE: u32 = 500;

/// Blocks below a heading that introduce its section.
const INTRODUCTION: u32 = 4;
/// Headings that begin with a number: more are numbered.
const MOST_NUMBERED: usize = 64;

/// The part of a document that a statement is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClaimScope {
    /// The whole document.
    Whole,
    /// One section.
    Section(SectionId),
}

impl ClaimScope {
    /// Returns the section; none for the whole document.
    pub(super) fn section(self) -> Option<SectionId> {
        match self {
            Self::Whole => None,
            Self::Section(section) => Some(section),
        }
    }
}

/// Finds out what a statement of a document can be about.
pub(super) struct ClaimPlaces<'a, 't> {
    pub(super) document: &'a Document<'t>,
    records: &'a [Record<'t>],
    /// The folds, in the order of their beginning.
    folds: Vec<Span>,
    /// For each section true if its title, or that of one above it, says that its numbers count nothing of the list.
    silent: IdVec<SectionId, bool>,
    /// The numbers that headings begin with.
    numbers: Vec<f64>,
    /// For each section the words of its title, made when a statement below it is first read.
    titles: IdVec<SectionId, OnceCell<TitleWords>>,
    /// The words of the document's title.
    document_title: TitleWords,
    /// The sections by their folded titles, made when a noun is first looked for; none where several share a title.
    called: OnceCell<FxHashMap<String, Option<SectionId>>>,
    /// The sections by the anchors in front of their headings or below them, made when a link is first followed.
    anchors: OnceCell<FxHashMap<&'a str, SectionId>>,
}

impl<'a, 't> ClaimPlaces<'a, 't> {
    pub(super) fn of(document: &'a Document<'t>, tables: &[TableReading], records: &'a [Record<'t>]) -> Self {
        let silent = document.sections_that(is_silent);
        let number = |section| {
            let title = document.title(section).trim_start();
            let end = title.find(|c: char| !c.is_ascii_digit()).unwrap_or(title.len());
            title.get(..end).and_then(|digits| digits.parse().ok())
        };
        let numbers = document.sections.ids().filter_map(number).take(MOST_NUMBERED).collect();
        let titles = document.sections.iter().map(|_| OnceCell::new()).collect();
        let mut document_title = TitleWords::of(document.title_section().map_or("", |title| document.title(title)));
        for table in tables.iter().filter(|table| table.role == TableRole::Records) {
            let names = table.columns.iter().find(|column| column.field == Field::Name);
            if let Some(header) = names.and_then(|column| document.block(column.header)) {
                document_title.add_header(document.text_of(header));
            }
        }
        let called = OnceCell::new();
        Self {
            document,
            records,
            folds: folds(document),
            silent,
            numbers,
            titles,
            document_title,
            called,
            anchors: OnceCell::new(),
        }
    }

    /// Returns the words of the document's title.
    pub(super) fn document_title(&self) -> &TitleWords {
        &self.document_title
    }

    /// Returns the words of a section's title.
    pub(super) fn title_of(&self, section: SectionId) -> &TitleWords {
        self.titles[section].get_or_init(|| TitleWords::of(self.document.title(section)))
    }

    /// The index of the first record that begins at or behind a place.
    fn record_from(&self, at: u32) -> usize {
        self.records.partition_point(|record| record.span.start < at)
    }

    /// Returns true if a record begins in a stretch of text.
    pub(super) fn holds_record(&self, span: Span) -> bool {
        self.records.get(self.record_from(span.start)).is_some_and(|record| record.span.start < span.end)
    }

    /// Returns true if a place belongs to a record.
    pub(super) fn is_in_record(&self, span: Span) -> bool {
        let after = self.records.partition_point(|record| record.span.start <= span.start);
        let before = self.records.get(..after).unwrap_or_default();
        // Nested records lie in those above them.
        before.iter().rev().take(4).any(|record| record.span.contains(span))
    }

    /// Returns true if a block is quoted at a length at which nothing is said of the list.
    pub(super) fn is_citation(&self, block: &Block) -> bool {
        self.document.is_quoted(block.span.start) && block.span.end - block.span.start > LONGEST_QUOTE
    }

    /// Returns true if a section's numbers count nothing of the list.
    pub(super) fn is_silent(&self, section: SectionId) -> bool {
        self.silent[section]
    }

    /// Returns the part of the document that a statement in a block can be about, before the first of that part's records.
    pub(super) fn scope_of(&self, block: &Block) -> Option<ClaimScope> {
        let section = &self.document[block.section];
        if self.is_silent(block.section) {
            return None;
        }
        let is_early = block.section.index() <= 1;
        let is_title = section.level <= 1 && self.is_whole(section.span) || is_early;
        let first =
            self.records.get(self.record_from(section.span.start)).filter(|it| it.span.start < section.span.end);
        match first {
            Some(first) if block.span.start >= first.span.start => None,
            Some(_) if is_title && self.is_whole(section.span) => Some(ClaimScope::Whole),
            Some(_) => Some(ClaimScope::Section(block.section)),
            None if is_early => self.is_before_records(block).then_some(ClaimScope::Whole),
            None if !is_overview(self.document.title(block.section)) => None,
            None => self.scope_above(block, section.parent),
        }
    }

    /// Returns the part that a total behind its last record counts; none where more records of it follow.
    pub(super) fn scope_before(&self, block: &Block) -> Option<ClaimScope> {
        let section = &self.document[block.section];
        if self.is_silent(block.section) || self.records.is_empty() {
            return None;
        }
        let next = self.record_from(block.span.start);
        if next == self.records.len() {
            return Some(ClaimScope::Whole);
        }
        let own = self.record_from(section.span.start)..self.record_from(section.span.end);
        (own.start < next && next == own.end).then_some(ClaimScope::Section(block.section))
    }

    /// Returns the section that a fragment leads to: by its heading, or by an anchor in front of or below that.
    pub(super) fn section_of(&self, target: &str) -> Option<SectionId> {
        let fragment = target.strip_prefix('#')?;
        let by_anchor = || self.anchors.get_or_init(|| anchored(self.document)).get(fragment).copied();
        self.document.section_of_slug(fragment).or_else(by_anchor)
    }

    /// Returns true if a block is one of the first below its section's heading, and no bold name or address above it
    /// begins the list already.
    pub(super) fn is_intro(&self, index: u32, block: &Block) -> bool {
        let heading = self.document[block.section].heading;
        if heading == NONE || index.saturating_sub(heading) > INTRODUCTION {
            return false;
        }
        let between = self.document.blocks.get(heading as usize + 1..index as usize).unwrap_or_default();
        between.iter().all(|above| {
            let begins = self.document.marks_of(above).first().filter(|mark| mark.text.0 == 0);
            let links = self.document.links.get(self.document.links_in(above.span)).unwrap_or_default();
            begins.is_none_or(|mark| mark.kind != MarkKind::Strong)
                && !links.iter().any(|link| matches!(link.kind, LinkKind::Bare | LinkKind::Autolink))
        })
    }

    /// Returns the one section with records whose title is a noun.
    pub(super) fn section_called(&self, noun: &str) -> Option<SectionId> {
        let called = self.called.get_or_init(|| {
            let mut called: FxHashMap<String, Option<SectionId>> = FxHashMap::default();
            for (index, section) in self.document.sections.enumerate().skip(1) {
                if self.holds_record(section.span) {
                    let title = fold::words(self.document.title(index));
                    called.entry(title).and_modify(|known| *known = None).or_insert(Some(index));
                }
            }
            called
        });
        called.get(&fold::words(noun)).copied().flatten()
    }

    /// Returns true if a number that begins a heading numbers it: the one before or after it begins another.
    pub(super) fn is_numbering(&self, number: f64) -> bool {
        let has = |other: f64| self.numbers.iter().any(|own| (own - other).abs() < f64::EPSILON);
        has(number - 1.0) || has(number + 1.0)
    }

    /// Returns true if a block stands in an overview that holds no records, wherever that is.
    pub(super) fn is_apart(&self, block: &Block) -> bool {
        is_overview(self.document.title(block.section)) && !self.holds_record(self.document[block.section].span)
    }

    /// The section around an overview, or the document.
    fn scope_above(&self, block: &Block, parent: SectionId) -> Option<ClaimScope> {
        let above = &self.document[parent];
        let is_part = above.level >= 1 && self.holds_record(above.span) && !self.is_whole(above.span);
        if is_part {
            Some(ClaimScope::Section(parent))
        } else {
            self.is_before_records(block).then_some(ClaimScope::Whole)
        }
    }

    /// Returns true if a block stands above all records.
    pub(super) fn is_before_records(&self, block: &Block) -> bool {
        self.records.first().is_some_and(|first| block.span.start < first.span.start)
    }

    /// Returns true if all records begin in a stretch of text.
    fn is_whole(&self, span: Span) -> bool {
        let ends = [self.records.first(), self.records.last()];
        ends.iter().flatten().all(|record| span.start <= record.span.start && record.span.start < span.end)
    }

    /// Returns the innermost fold that a block lies in, from behind the block on.
    pub(super) fn fold_behind(&self, block: &Block) -> Option<Span> {
        let after = self.folds.partition_point(|fold| fold.start <= block.span.start);
        let before = self.folds.get(..after).unwrap_or_default();
        let fold = before.iter().rev().take(8).find(|fold| fold.end >= block.span.end)?;
        Some(Span { start: block.span.end, end: fold.end })
    }

    /// Returns the list or table that begins next behind a block, in the same section and before any other text.
    pub(super) fn listing_below(&self, index: u32, block: &Block) -> Option<Span> {
        let next = self.document.block(index.saturating_add(1)).filter(|next| next.section == block.section)?;
        let at = next.span.start;
        match next.kind {
            BlockKind::Cell => {
                let after = self.document.tables.partition_point(|table| table.span.start <= at);
                after.checked_sub(1).and_then(|last| self.document.tables.get(last)).map(|table| table.span)
            }
            BlockKind::Item if block.item == NONE => {
                let list = self.document.items.get(next.item as usize)?.list;
                Some(self.document[list].span)
            }
            _ => None,
        }
    }
}

/// Returns true if a title, or the name of a file, says that the numbers below it count nothing of the list.
pub(crate) fn is_silent(title: &str) -> bool {
    has_title_word(&WORDS.silent, title)
}

/// Returns true if a title says that what is below it is about the document.
fn is_overview(title: &str) -> bool {
    has_title_word(&WORDS.overview, title)
}

/// Bytes of markup between an anchor and the heading that it is for.
const ANCHOR_GAP: u32 = 40;

/// The sections that the anchors of a document lead to: `<a id="tools"></a>` in front of a heading, or anywhere in a section.
fn anchored<'a>(document: &'a Document<'_>) -> FxHashMap<&'a str, SectionId> {
    let sections = &document.sections;
    let lead = |anchor: &Anchor| {
        let next = sections.partition_point(|section| section.span.start <= anchor.span.start);
        let gap = sections.get(next).map(|section| Span { start: anchor.span.end, end: section.span.start });
        let is_markup = |gap: &Span| {
            let text = gap.of(document.text);
            let is_short = gap.start <= gap.end && gap.end - gap.start <= ANCHOR_GAP;
            is_short && (text.trim().is_empty() || text.trim_start().starts_with('<') && text.trim_end().ends_with('>'))
        };
        let section = if gap.is_some_and(|gap| is_markup(&gap)) { next } else { next.checked_sub(1)? };
        sections.id_at(section)
    };
    document.anchors.iter().rev().filter_map(|anchor| Some((&*anchor.name, lead(anchor)?))).collect()
}

/// The folds of a document: from `<details` to its `</details>`.
fn folds(document: &Document<'_>) -> Vec<Span> {
    const NAME: &[u8] = b"details";
    if !document.blocks.iter().any(|block| block.kind == BlockKind::Summary) {
        return Vec::new();
    }
    let text = document.text.as_bytes();
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for at in memchr::memchr_iter(b'<', text) {
        let tail = text.get(at + 1..).unwrap_or_default();
        let is_end = tail.first() == Some(&b'/');
        let name = tail.get(usize::from(is_end)..).and_then(|tail| tail.get(..NAME.len()));
        if name.is_none_or(|name| !name.eq_ignore_ascii_case(NAME)) || document.is_verbatim(at) {
            continue;
        }
        if !is_end {
            open.push(at);
        } else if let Some(start) = open.pop() {
            found.push(Span::new(start, at));
        }
    }
    found.sort_by_key(|fold: &Span| fold.start);
    found
}
