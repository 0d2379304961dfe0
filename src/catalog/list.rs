//! Items of lists as records.

use super::FieldVocabulary;
use super::head::{EntryStart, HeadKind, head};
use super::naming::named;
use super::share::Share;
use super::types::{Record, RecordPlace};
use crate::markdown::{Block, Document, NONE};
use crate::source::Span;

/// Items that make one form of writing: of two, each may be like the other by chance.
const SEVERAL: usize = 3;
/// Addresses without a text that make a catalog of addresses. Fewer are often the sources at the end of a page.
const SEVERAL_BARE: usize = 5;
/// Items of a list that are all written in one form, but for a slip here and there.
const NEARLY_ALL: Share = Share(4, 5);

/// The lists of a document, as they were read.
#[derive(Debug, Default)]
pub(super) struct ListReading {
    /// For each list whether its items are entries.
    pub(super) entries: Vec<bool>,
    /// The start of each item; `None` for items without text of their own.
    pub(super) heads: Vec<Option<EntryStart>>,
}

/// The meaning of the lists in a stretch of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpanLists {
    /// There are none.
    Nothing,
    /// Lists without entries.
    Facts,
    /// Lists of which one has entries.
    Entries,
}

impl ListReading {
    /// Returns the meaning of the lists that begin in a span.
    pub(super) fn below(&self, document: &Document<'_>, span: Span) -> SpanLists {
        let first = document.lists.partition_point(|list| list.span.start < span.start);
        let lists = document.lists.get(first..).unwrap_or_default().iter().zip(self.entries.iter().skip(first));
        let mut lists =
            lists.take_while(|(list, _)| list.span.start < span.end).map(|(_, entries)| *entries).peekable();
        if lists.peek().is_none() {
            SpanLists::Nothing
        } else if lists.any(|entries| entries) {
            SpanLists::Entries
        } else {
            SpanLists::Facts
        }
    }
}

/// Counts of how the items of a list begin.
#[derive(Debug, Default, Clone, Copy)]
struct ListTally {
    items: usize,
    links: usize,
    fragments: usize,
    strong: usize,
    strong_linked: usize,
    labelled: usize,
    /// Those of them whose name ends at a colon, a dash or a bracket.
    parted: usize,
    titled: usize,
    bare: usize,
    details: usize,
    /// Items that begin with a link whose text is a label.
    labels: usize,
    /// Items that hold only a nested list, or text above one.
    groups: usize,
}

/// Reads the items of all lists as records.
///
/// `tables` says that the catalog's entries are rows of tables: then a list of links in a section of resources is none
/// of entries.
pub(super) fn read_lists<'t>(
    document: &Document<'t>,
    words: &FieldVocabulary,
    tables: bool,
    records: &mut Vec<Record<'t>>,
) -> ListReading {
    let mut reading =
        ListReading { entries: vec![false; document.lists.len()], heads: Vec::with_capacity(document.items.len()) };
    let mut tallies = vec![ListTally::default(); document.lists.len()];
    let mut nested = vec![false; document.items.len()];
    for list in &document.lists {
        if let Some(parent) = nested.get_mut(list.parent as usize) {
            *parent = true;
        }
    }
    for (index, item) in document.items.iter().enumerate() {
        let head = document.block(item.block).map(|block| head(document, words, block));
        reading.heads.push(head);
        if let Some(tally) = tallies.get_mut(item.list as usize) {
            let group = nested.get(index).copied().unwrap_or(false);
            let parted =
                |head: EntryStart| document.block(item.block).is_some_and(|block| is_parted(document, block, head));
            tally.add(head, group, || item_linked(document, item.span), parted);
        }
    }
    let whole = ListTotals::of(&tallies, tables);
    for index in 0..document.lists.len() {
        reading.entries[index] = is_entries(document, words, &tallies, &reading.heads, index, whole);
    }
    // Items above a list of entries.
    let mut groups = vec![false; document.items.len()];
    for (list, _) in document.lists.iter().zip(&reading.entries).filter(|(_, entries)| **entries) {
        if let Some(parent) = groups.get_mut(list.parent as usize) {
            *parent = true;
        }
    }
    for (index, item) in document.items.iter().enumerate() {
        if !reading.entries.get(item.list as usize).copied().unwrap_or(false) {
            continue;
        }
        let Some(Some(head)) = reading.heads.get(index) else { continue };
        let above = groups.get(index).copied().unwrap_or(false);
        let linked = head.linked || head.kind == HeadKind::Strong && !above && item_linked(document, item.span);
        let group = nested.get(index).copied().unwrap_or(false);
        let entry = match head.kind {
            HeadKind::Link | HeadKind::Labelled => true,
            HeadKind::Titled => whole.titled && tallies.get(item.list as usize).is_some_and(ListTally::is_titled),
            HeadKind::Bare => whole.bare,
            HeadKind::Strong => linked || !group,
            // Among names even a word that is often a label is one: `[Docker](…)` between `[Kubernetes](…)` and others.
            HeadKind::Label => {
                tallies.get(item.list as usize).is_some_and(|t| t.links >= SEVERAL && t.links > t.labels * 2)
            }
            _ => false,
        };
        if entry {
            records.extend(record(document, index as u32, *head));
        }
    }
    reading
}

/// Evidence of all lists of a document, used to read each of them.
#[derive(Debug, Clone, Copy)]
struct ListTotals {
    /// The catalog's entries are rows of tables.
    tables: bool,
    /// A list of several entries has names in front of links that are labels, so that one alone is an entry too.
    labelled: bool,
    /// Most entries are names in front of titles that are links.
    titled: bool,
    /// More items are addresses than begin with a name: they are the entries.
    bare: bool,
}

impl ListTotals {
    fn of(tallies: &[ListTally], tables: bool) -> Self {
        let named: fn(&ListTally) -> usize = |tally| tally.links + tally.strong_linked;
        let sum = |count: fn(&ListTally) -> usize| tallies.iter().map(count).sum::<usize>();
        let (bare, titled, named) = (sum(|tally| tally.bare), sum(|tally| tally.titled), sum(named));
        Self {
            tables,
            labelled: sum(ListTally::among_labelled) >= SEVERAL,
            titled: titled > named
                && !tables
                && tallies.iter().any(|tally| tally.titled >= SEVERAL && tally.is_titled()),
            bare: bare >= SEVERAL_BARE && bare > named && !tables,
        }
    }
}

impl ListTally {
    /// Returns the number of items are names in front of links that are labels, in a list of several of which nearly
    /// all are.
    fn among_labelled(&self) -> usize {
        if self.labelled > 1 && NEARLY_ALL.is_reached(self.labelled, self.items) { self.labelled } else { 0 }
    }

    /// Returns true if the items are names in front of titles: nearly all, since prose is written so too.
    fn is_titled(&self) -> bool {
        self.titled > 0 && NEARLY_ALL.is_reached(self.titled + self.links, self.items)
    }

    fn add(
        &mut self,
        head: Option<EntryStart>,
        group: bool,
        linked: impl Fn() -> bool,
        parted: impl Fn(EntryStart) -> bool,
    ) {
        self.items += 1;
        let Some(head) = head else {
            self.groups += 1;
            return;
        };
        match head.kind {
            HeadKind::Link => self.links += 1,
            HeadKind::Fragment => self.fragments += 1,
            HeadKind::Strong => {
                self.strong += 1;
                self.strong_linked += usize::from(head.linked || linked());
            }
            HeadKind::Labelled => {
                self.labelled += 1;
                // Asked of one alone.
                self.parted += usize::from(self.labelled == 1 && parted(head));
            }
            HeadKind::Titled => self.titled += 1,
            HeadKind::Bare => self.bare += 1,
            HeadKind::Detail => self.details += 1,
            HeadKind::Label => self.labels += 1,
            HeadKind::Prose => {}
            HeadKind::Plain => self.groups += usize::from(group),
        }
    }
}

/// Returns true if a name ends at a colon, a dash or a bracket: `EUVP: [Data](…)`, `EUVP [[pdf]](…)`, and not `A
/// change of mine ([#12](…))`.
fn is_parted(document: &Document<'_>, block: &Block, head: EntryStart) -> bool {
    let rest = document.text_of(block).get(head.name.1 as usize..).unwrap_or_default();
    rest.trim_start().starts_with([':', '：', '-', '–', '—', '['])
}

fn item_linked(document: &Document<'_>, span: Span) -> bool {
    let links = document.links.get(document.links_in(span)).unwrap_or_default();
    links.iter().any(|link| crate::links::leads_out(&link.target))
}

/// Returns true if the items of a list are entries, by how most of them begin and by the section that they stand in.
fn is_entries(
    document: &Document<'_>,
    words: &FieldVocabulary,
    tallies: &[ListTally],
    heads: &[Option<EntryStart>],
    index: usize,
    whole: ListTotals,
) -> bool {
    let tables = whole.tables;
    let (Some(tally), Some(list)) = (tallies.get(index), document.lists.get(index)) else { return false };
    let items = tally.items - tally.groups;
    let is_mostly = |part: usize| Share::HALF.is_exceeded(part, items);
    if items == 0 || is_mostly(tally.fragments) || is_mostly(tally.details + tally.labels) {
        return false;
    }
    if is_about_the_catalog(document, words, list.section, tables) {
        return false;
    }
    // What is nested in a record whose links are labels is detail; in a record's own list of links it may be more records.
    if let Some(Some(parent)) = heads.get(list.parent as usize)
        && matches!(parent.kind, HeadKind::Detail | HeadKind::Label)
    {
        return false;
    }
    let strong = if Share::HALF.is_reached(tally.strong_linked, tally.strong) { tally.strong } else { 0 };
    let alone = whole.labelled && tally.parted == 1 && items == 1 && list.parent == NONE;
    let bare = if whole.bare && list.parent == NONE { tally.bare } else { 0 };
    let labelled = if tally.labelled > 1 || tally.links + bare > 0 || alone { tally.labelled } else { 0 };
    let titled = if whole.titled && tally.is_titled() { tally.titled } else { 0 };
    let entries = tally.links + strong + labelled + titled + bare;
    let has_names = tally.links + strong > 0;
    if list.parent != NONE && !has_names && labelled < SEVERAL {
        return false;
    }
    entries > 0 && Share::HALF.is_reached(entries, items) && (has_names || !tables)
}

/// Returns true if a section is about the catalog. All entries may stand below a heading "Contents", so that title
/// counts only
/// where it is the section's own.
pub(super) fn is_about_the_catalog(
    document: &Document<'_>,
    words: &FieldVocabulary,
    section: u32,
    tables: bool,
) -> bool {
    document.ancestors(section).any(|ancestor| {
        let title = document.title(ancestor);
        let about = words.is_apparatus(title) || tables && words.is_beside_tables(title);
        about && (ancestor == section || !words.is_contents(title))
    })
}

/// The record that an item is.
pub(super) fn record<'t>(document: &Document<'t>, index: u32, head: EntryStart) -> Option<Record<'t>> {
    let item = document.items.get(index as usize)?;
    let block = document.block(item.block)?;
    let list = document.lists.get(item.list as usize)?;
    let range = head.name.0 as usize..head.name.1 as usize;
    let span = Span { start: item.span.start, end: item.own_end.max(block.span.end) };
    let span = Span { end: span.start + span.of(document.text).trim_end().len() as u32, ..span };
    let links = document.links_in(span);
    Some(Record {
        name: named(document, block, range.clone()),
        name_span: block.text.source(range),
        span,
        section: list.section,
        place: RecordPlace::Item(index),
        links: (links.start as u32, links.end as u32),
        values: (0, 0),
        entity: NONE,
        next: NONE,
    })
}
