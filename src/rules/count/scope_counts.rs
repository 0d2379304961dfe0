//! Fair ways to count the entries of a part of a catalog: all of them, each name once, without asides, with or without the
//! subsections, by rows, by items.

use rustc_hash::FxHashMap;

use crate::catalog::{Catalog, Record, RecordPlace, TableRole, is_beside_list};
use crate::id::IdVec;
use crate::links::{is_fragment, leads_out};
use crate::markdown::{Block, BlockKind, Item, LinkKind, NONE, SectionId};
use crate::source::Span;

/// A fair way to count entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountingWay {
    /// Every entry.
    Records,
    /// Every entry that is no aside in a quote.
    Unquoted,
    /// Every name once.
    Names,
    /// Only entries that are not nested in others.
    TopLevel,
    /// Only what stands before the first subsection.
    Own,
    /// List items with a link, without those nested in others.
    Items,
    /// List items with a link, nested ones too.
    AllItems,
    /// Rows of tables.
    Rows,
    /// Entries and paragraphs with a link of their own.
    WithParagraphs,
    /// Entries outside of the sections beside the list.
    Main,
    /// Only what stands before the first subsection, without asides in quotes.
    OwnUnquoted,
    /// Links that lead out of the file.
    Links,
}

impl CountingWay {
    /// All ways, the most usual first.
    pub(super) const ALL: [Self; 12] = [
        Self::Records,
        Self::Unquoted,
        Self::Names,
        Self::TopLevel,
        Self::Own,
        Self::Items,
        Self::AllItems,
        Self::Rows,
        Self::WithParagraphs,
        Self::Main,
        Self::OwnUnquoted,
        Self::Links,
    ];

    /// Returns the words for what is counted.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Records | Self::Main => "entries",
            Self::Unquoted => "entries outside of quotes",
            Self::Names => "different names",
            Self::TopLevel => "entries that are not nested",
            Self::Own | Self::OwnUnquoted => "entries above its subsections",
            Self::Items | Self::AllItems => "list items with a link",
            Self::Rows => "rows",
            Self::WithParagraphs => "entries and linked paragraphs",
            Self::Links => "links",
        }
    }
}

/// The counts of one part of a catalog, by way; none where a way counts nothing there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ScopeCounts {
    counts: [Option<u32>; CountingWay::ALL.len()],
}

impl ScopeCounts {
    fn set(&mut self, way: CountingWay, count: usize) {
        if let Some(slot) = self.counts.get_mut(way as usize).filter(|_| count > 0) {
            *slot = Some(u32::try_from(count).unwrap_or(u32::MAX));
        }
    }

    /// Returns the count of a way; of one that counts nothing here, that of all entries.
    pub(super) fn get(&self, way: CountingWay) -> u32 {
        self.counted(way).or_else(|| self.counts.first().copied().flatten()).unwrap_or_default()
    }

    /// Returns the count of a way; none where it counts nothing here.
    pub(super) fn counted(&self, way: CountingWay) -> Option<u32> {
        self.counts.get(way as usize).copied().flatten()
    }

    /// Returns true if a way gives a count for which a test holds; links are counted only where links are meant.
    pub(super) fn any(&self, with_links: bool, test: impl Fn(u32) -> bool) -> bool {
        self.values(with_links).any(test)
    }

    /// Returns the least and the most that a way gives; links are counted only where links are meant.
    pub(super) fn range(&self, with_links: bool) -> (u32, u32) {
        self.values(with_links).fold((u32::MAX, 0), |(low, high), own| (low.min(own), high.max(own)))
    }

    fn values(&self, with_links: bool) -> impl Iterator<Item = u32> + '_ {
        let links = CountingWay::Links as usize;
        let counts = self.counts.iter().enumerate().filter(move |(way, _)| with_links || *way != links);
        counts.filter_map(|(_, count)| *count)
    }
}

/// A part of a catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct CountedPart {
    /// A section; none for the whole.
    pub(super) section: Option<SectionId>,
    /// The stretch of text, where that is less.
    pub(super) extent: Option<Span>,
}

/// Visits of records, items and rows, as a multiple of how many there are, after which nothing is counted any more:
/// sections nest six deep, each text lies in few folds and lists.
const MOST_ROUNDS: usize = 24;

/// Counts the entries of the parts of a catalog, each part once.
#[derive(Debug)]
pub(super) struct PartCounter<'c, 't> {
    catalog: &'c Catalog<'t>,
    known: FxHashMap<CountedPart, Option<ScopeCounts>>,
    /// For each item whether its own text has a link that leads out.
    linked: Vec<bool>,
    /// For each section true if it stands beside the list.
    beside: IdVec<SectionId, bool>,
    /// Visits that are left.
    budget: usize,
}

impl<'c, 't> PartCounter<'c, 't> {
    pub(super) fn of(catalog: &'c Catalog<'t>) -> Self {
        let document = &catalog.document;
        let outward: Vec<u32> = document
            .links
            .iter()
            .filter(|link| link.kind != LinkKind::Image && !is_fragment(&link.target))
            .map(|link| link.span.start)
            .collect();
        let has_link = |from: u32, to: u32| {
            let first = outward.partition_point(|at| *at < from);
            outward.get(first).is_some_and(|at| *at < to)
        };
        let linked = document.items.iter().map(|item| has_link(item.span.start, item.own_end)).collect();
        let beside = document.sections_that(is_beside_list);
        let size = catalog.records.len() + document.items.len() + document.rows.len() + document.blocks.len();
        Self { catalog, known: FxHashMap::default(), linked, beside, budget: size.saturating_mul(MOST_ROUNDS) }
    }

    /// The counts of a part; none where it holds no entries.
    pub(super) fn counts(&mut self, part: CountedPart) -> Option<ScopeCounts> {
        if let Some(known) = self.known.get(&part) {
            return *known;
        }
        let found = self.count(part);
        self.known.insert(part, found);
        found
    }

    fn count(&mut self, part: CountedPart) -> Option<ScopeCounts> {
        let document = &self.catalog.document;
        let section = part.section.map(|section| &document[section]);
        let whole = Span::new(0, document.text.len());
        let span = part.extent.unwrap_or_else(|| section.map_or(whole, |section| section.span));
        let records = records_in(self.catalog, span);
        let blocks = document.blocks_in(span).len();
        let links = document.links_in(span).len();
        let spent = records.len() + blocks + links;
        self.budget = self.budget.checked_sub(spent)?;
        if records.is_empty() {
            return None;
        }
        // Rows that a blank line tears off their table were counted by the writer, however they are shown.
        let torn = torn_rows(self.catalog, span);
        let mut counts = ScopeCounts::default();
        counts.set(CountingWay::Records, records.len() + torn);
        counts.set(CountingWay::Names, names(records) + torn);
        counts.set(CountingWay::Unquoted, records.iter().filter(|it| !document.is_quoted(it.span.start)).count());
        if let Some(section) = section.filter(|_| part.extent.is_none()) {
            let own = records.iter().filter(|record| record.span.start < section.own_end);
            counts.set(CountingWay::Own, own.clone().count());
            let unquoted = own.filter(|record| !document.is_quoted(record.span.start));
            counts.set(CountingWay::OwnUnquoted, unquoted.count());
        }
        if part.section.is_none() && part.extent.is_none() {
            let is_main = |it: &&Record<'_>| !self.beside[it.section];
            counts.set(CountingWay::Main, records.iter().filter(is_main).count());
        }
        let rows = self.rows_in(span);
        counts.set(CountingWay::Rows, rows + torn);
        // A list beside rows may be about them.
        self.count_items(span, records, rows == 0, &mut counts);
        counts.set(CountingWay::WithParagraphs, records.len() + self.linked_paragraphs(span));
        let of_span = document.links.get(document.links_in(span)).unwrap_or_default();
        let outward = of_span.iter().filter(|link| link.kind != LinkKind::Image && leads_out(&link.target));
        counts.set(CountingWay::Links, outward.count());
        Some(counts)
    }

    fn count_items(&self, span: Span, records: &[Record<'_>], is_list: bool, counts: &mut ScopeCounts) {
        let items = &self.catalog.document.items;
        let first = items.partition_point(|item| item.span.start < span.start);
        let last = items.partition_point(|item| item.span.start < span.end).max(first);
        // Items in a record that is none itself are about that record.
        let blocks = records.iter().filter(|record| !matches!(record.place, RecordPlace::Item(_)));
        let mut blocks = blocks.map(|record| record.span).peekable();
        let mut covered = 0;
        let mut free: Vec<&Item> = Vec::new();
        let own = items.get(first..last).unwrap_or_default().iter();
        for (item, linked) in own.zip(self.linked.get(first..last).unwrap_or_default()) {
            while let Some(block) = blocks.next_if(|block| block.start <= item.span.start) {
                covered = covered.max(block.end);
            }
            if *linked && item.span.start >= covered {
                free.push(item);
            }
        }
        let depth = free.iter().map(|item| item.depth).min();
        if is_list {
            counts.set(CountingWay::Items, free.iter().filter(|item| Some(item.depth) == depth).count());
            counts.set(CountingWay::AllItems, free.len());
        }
        let item_of = |record: &Record<'_>| match record.place {
            RecordPlace::Item(item) => items.get(item as usize).map(|item| item.depth),
            _ => None,
        };
        let top = records.iter().filter_map(item_of).min();
        let is_top = |record: &&Record<'_>| item_of(record).is_none_or(|depth| Some(depth) == top);
        counts.set(CountingWay::TopLevel, records.iter().filter(is_top).count());
    }

    fn rows_in(&self, span: Span) -> usize {
        let document = &self.catalog.document;
        let first = document.tables.partition_point(|table| table.span.start < span.start);
        let last = document.tables.partition_point(|table| table.span.start < span.end).max(first);
        let tables = document.tables.get(first..last).unwrap_or_default().iter();
        let read = tables.zip(self.catalog.tables.get(first..last).unwrap_or_default());
        read.filter(|(_, reading)| reading.role == TableRole::Records)
            .map(|(table, _)| document.body(table).len())
            .sum()
    }

    /// Returns how many paragraphs with a link stand outside of records.
    fn linked_paragraphs(&self, span: Span) -> usize {
        let document = &self.catalog.document;
        let blocks = document.blocks.get(document.blocks_in(span)).unwrap_or_default();
        let mut near = 0;
        let is_text = |kind| matches!(kind, BlockKind::Paragraph | BlockKind::Line | BlockKind::Summary);
        let alone = blocks.iter().filter(|block| is_text(block.kind) && block.item == NONE);
        let linked = alone.filter(|block| {
            let links = document.links.get(document.links_in(block.span)).unwrap_or_default();
            links.iter().any(|link| link.kind != LinkKind::Image && leads_out(&link.target))
                && self.catalog.record_near(block.span, &mut near).is_none()
        });
        // Rows that a blank line tears off their table are a paragraph, each line one entry.
        linked.map(|block| rows_of_paragraph(document.text_of(block)).max(1)).sum()
    }
}

/// Returns how many lines of a paragraph are written as rows of a table.
fn rows_of_paragraph(text: &str) -> usize {
    text.lines().filter(|line| line.starts_with('|')).count()
}

/// Returns how many rows with a link that a blank line tears off their table stand in a stretch of text.
pub(super) fn torn_rows(catalog: &Catalog<'_>, span: Span) -> usize {
    let document = &catalog.document;
    let blocks = document.blocks.get(document.blocks_in(span)).unwrap_or_default();
    let is_free = |block: &&Block| block.kind == BlockKind::Paragraph && block.item == NONE;
    let rows = |block: &Block| {
        let torn = rows_of_paragraph(document.text_of(block));
        let links = document.links.get(document.links_in(block.span)).unwrap_or_default();
        let is_linked = links.iter().any(|link| link.kind != LinkKind::Image && leads_out(&link.target));
        if is_linked { torn } else { 0 }
    };
    blocks.iter().filter(is_free).map(rows).sum()
}

/// The records that begin in a stretch of text.
fn records_in<'c, 't>(catalog: &'c Catalog<'t>, span: Span) -> &'c [Record<'t>] {
    let first = catalog.records.partition_point(|record| record.span.start < span.start);
    let last = catalog.records.partition_point(|record| record.span.start < span.end).max(first);
    catalog.records.get(first..last).unwrap_or_default()
}

fn names(records: &[Record<'_>]) -> usize {
    let mut entities: Vec<u32> = records.iter().map(|record| record.entity).collect();
    entities.sort_unstable();
    entities.dedup();
    entities.len()
}
