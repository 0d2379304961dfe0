//! Items of lists as records.

use super::entry_start::{EntryStart, HeadKind, head, is_apart, is_followed_by_dash, is_rest_blank};
use super::list_details;
use super::list_tally::{ListTally, ListTotals, NEARLY_ALL, SEVERAL, SEVERAL_BARE};
use super::naming::named;
use super::recurring::Lexicon;
use super::share::Share;
use super::types::{Record, RecordPlace};
use crate::id::IdVec;
use crate::markdown::{Block, Document, Item, List, ListId, NONE, SectionId};
use crate::source::Span;

/// Bytes of the longest text in front of a link that is the name of an entry among others: `see the [Name](…)`.
const LONGEST_LEAD: usize = 25;
/// Bytes of the longest name without a link: what is longer is a sentence.
const LONGEST_NAME: usize = 60;
/// Words behind a name that make a sentence about it.
const SHORTEST_SENTENCE: usize = 5;
/// Bytes of an article in front of a name: `The [Name](…) archive`.
const ARTICLE: u32 = 4;

/// The lists of a document, as they were read.
#[derive(Debug, Default)]
pub(super) struct ListReading {
    /// For each list true if its items are entries.
    pub(super) entries: IdVec<ListId, bool>,
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
    /// A list that leads to places in the same document: contents.
    Contents,
}

impl ListReading {
    /// Returns the meaning of the lists that begin in a span.
    pub(super) fn below(&self, document: &Document<'_>, span: Span) -> SpanLists {
        let first = document.lists.partition_point(|list| list.span.start < span.start);
        let lists = document.lists.get(first..).unwrap_or_default().iter().zip(self.entries.iter().skip(first));
        let is_fragment = |list: &List| {
            let links = document.links.get(document.links_in(list.span)).unwrap_or_default();
            links.first().is_some_and(|link| crate::links::is_fragment(&link.target))
        };
        let mut lists = lists.take_while(|(list, _)| list.span.start < span.end).peekable();
        if lists.peek().is_some_and(|(list, entries)| !**entries && is_fragment(list)) {
            return SpanLists::Contents;
        }
        let mut lists = lists.map(|(_, entries)| *entries).peekable();
        if lists.peek().is_none() {
            SpanLists::Nothing
        } else if lists.any(|entries| entries) {
            SpanLists::Entries
        } else {
            SpanLists::Facts
        }
    }
}

/// Reads the items of all lists as records.
///
/// `tables` says that the catalog's entries are rows of tables: then a list of links in a section of resources is none
/// of entries.
pub(super) fn read_lists<'t>(
    document: &Document<'t>,
    words: &Lexicon<'_>,
    tables: bool,
    records: &mut Vec<Record<'t>>,
) -> ListReading {
    let mut reading = ListReading {
        entries: IdVec::for_each_of(&document.lists, false),
        heads: Vec::with_capacity(document.items.len()),
    };
    let mut tallies = IdVec::for_each_of(&document.lists, ListTally::default());
    let mut nested = vec![false; document.items.len()];
    for list in &document.lists {
        if let Some(parent) = nested.get_mut(list.parent as usize) {
            *parent = true;
        }
    }
    for (index, item) in document.items.iter().enumerate() {
        let head = document.block(item.block).map(|block| head(document, words, block));
        reading.heads.push(head);
        let tally = &mut tallies[item.list];
        let group = nested.get(index).copied().unwrap_or(false);
        let parted =
            |head: EntryStart| document.block(item.block).is_some_and(|block| is_parted(document, block, head));
        let head = head.map(|head| in_its_list(document, words, (item, group), head));
        if let Some(last) = reading.heads.last_mut() {
            *last = head;
        }
        tally.add(head, group, || item_linked(document, item.span), parted);
        if let Some((head, block)) = head.zip(document.block(item.block)) {
            tally.inner += usize::from(head.kind == HeadKind::Inner && is_apart(document.text_of(block), head.name.0));
            tally.described +=
                usize::from(head.kind == HeadKind::Plain && !group && is_described(document, block, head));
        }
    }
    let whole = ListTotals::of(document, &tallies, tables);
    for list in document.lists.ids() {
        reading.entries[list] = is_entries(document, words, &tallies[list], &reading.heads, list, whole);
    }
    let names = names_above_links(document, words, tables, &tallies, &mut reading.entries);
    unquote(document, &mut reading.entries);
    list_details::drop_details(document, words, &mut reading.entries);
    // Items above a list of entries.
    let mut groups = vec![false; document.items.len()];
    for (list, _) in document.lists.iter().zip(&reading.entries).filter(|(_, entries)| **entries) {
        if let Some(parent) = groups.get_mut(list.parent as usize) {
            *parent = true;
        }
    }
    for (index, item) in document.items.iter().enumerate() {
        let tally = &tallies[item.list];
        if !reading.entries[item.list] {
            continue;
        }
        let Some(Some(head)) = reading.heads.get(index) else { continue };
        let above = groups.get(index).copied().unwrap_or(false);
        let linked = head.linked || head.kind == HeadKind::Strong && !above && item_linked(document, item.span);
        let group = nested.get(index).copied().unwrap_or(false);
        let entry = match head.kind {
            HeadKind::Titled => whole.titled && tally.is_titled(),
            HeadKind::Link | HeadKind::Labelled | HeadKind::Bare => true,
            // One link more in a list of entries, be there a word in front of it.
            HeadKind::Inner => !group && tally.is_mostly_own() && is_near(document, item.block, *head),
            HeadKind::Plain if names[item.list] => group,
            HeadKind::Plain => {
                let ordered = document[item.list].ordered;
                let described = document.block(item.block).is_some_and(|block| is_described(document, block, *head));
                let short = (head.name.1 - head.name.0) as usize <= LONGEST_NAME;
                let fits = described && tally.is_mostly_own() || ordered && short && tally.is_nearly(tally.own());
                !group && fits
            }
            HeadKind::Strong => linked || !group,
            // Among names even a word that is often a label is one: `[Docker](…)` between `[Kubernetes](…)` and others.
            HeadKind::Label => {
                let most =
                    tally.links > tally.labels * 2 || tally.links > tally.labels && is_sentence(document, item, *head);
                tally.links >= SEVERAL && most
            }
            _ => false,
        };
        if entry {
            records.extend(record(document, index as u32, *head));
        }
    }
    reading
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
    words: &Lexicon<'_>,
    tally: &ListTally,
    heads: &[Option<EntryStart>],
    id: ListId,
    whole: ListTotals,
) -> bool {
    let tables = whole.tables;
    let list = &document[id];
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
    let top = list.parent == NONE;
    let alone = whole.labelled && tally.parted == 1 && items == 1 && top;
    // Where names stand in front of addresses, an address alone is an entry too.
    let bare =
        if top && (whole.bare || whole.labelled || tally.bare >= SEVERAL_BARE) && !tables { tally.bare } else { 0 };
    let labelled = if tally.labelled > 1 || tally.links + bare > 0 || alone { tally.labelled } else { 0 };
    let titled = if whole.titled && tally.is_titled() { tally.titled } else { 0 };
    let inner =
        if top && tally.inner >= SEVERAL && NEARLY_ALL.is_reached(tally.inner, items) { tally.inner } else { 0 };
    let described = if tally.links > 0 && tally.links + tally.described >= SEVERAL { tally.described } else { 0 };
    let entries = tally.links + strong + labelled + titled + bare + inner;
    let has_names = tally.links + strong > 0;
    if !top && (whole.nested_labels || !has_names && labelled < SEVERAL) {
        return false;
    }
    let is_most = Share::HALF.is_reached(entries, items) || NEARLY_ALL.is_reached(entries + described, items);
    entries > 0 && is_most && (has_names || !tables)
}

/// The start of an item by its place among others.
fn in_its_list(
    document: &Document<'_>,
    words: &Lexicon<'_>,
    (item, group): (&Item, bool),
    head: EntryStart,
) -> EntryStart {
    let text = document.block(item.block).map_or("", |block| document.text_of(block));
    let own = text.get(head.name.0 as usize..head.name.1 as usize).unwrap_or_default();
    let kind = match head.kind {
        // A nested link whose text recurs is a label: `[Assignments](…)` below each course.
        HeadKind::Link if item.depth > 0 && words.is_recurring_label(own) && is_rest_blank(text, head.name) => {
            HeadKind::Label
        }
        // `**Animation**: what it is`, above entries, is no key, though it comes in several lists.
        HeadKind::Detail if group && !words.is_known_detail(own) => HeadKind::Plain,
        // `The [Name](…) archive`
        HeadKind::Inner if head.name.0 <= ARTICLE => HeadKind::Link,
        kind => kind,
    };
    EntryStart { kind, ..head }
}

/// Returns true if words follow behind the name of an item, as they do in a sentence about it: `[Zenodo](…) hosts data
/// sets for …`; behind a label other links do.
fn is_sentence(document: &Document<'_>, item: &Item, head: EntryStart) -> bool {
    let text = document.block(item.block).map_or("", |block| document.text_of(block));
    let rest = text.get(head.name.1 as usize..).unwrap_or_default();
    rest.starts_with(' ') && rest.split_whitespace().nth(SHORTEST_SENTENCE).is_some()
}

/// Returns true if a link stands near the beginning of its item.
fn is_near(document: &Document<'_>, block: u32, head: EntryStart) -> bool {
    document.block(block).is_some_and(|block| {
        let text = document.text_of(block);
        head.name.0 as usize <= LONGEST_LEAD || is_apart(text, head.name.0)
    })
}

/// Returns true if a text without a link begins with a short name and a dash; a colon ends the lead of a note, too.
fn is_described(document: &Document<'_>, block: &Block, head: EntryStart) -> bool {
    let text = document.text_of(block);
    let named = text.get(head.name.0 as usize..head.name.1 as usize).is_some_and(|name| !name.trim().is_empty());
    let short = (head.name.1 - head.name.0) as usize <= LONGEST_NAME;
    named && short && !head.linked && is_followed_by_dash(text, head.name.1)
}

/// The lists whose items are names, each above a list of its own links that are no entries: they are entries.
fn names_above_links(
    document: &Document<'_>,
    words: &Lexicon<'_>,
    tables: bool,
    tallies: &[ListTally],
    entries: &mut [bool],
) -> IdVec<ListId, bool> {
    let mut holds_entries: IdVec<ListId, bool> = IdVec::for_each_of(&document.lists, false);
    for (list, own) in document.lists.iter().zip(&*entries) {
        if let Some(parent) = document.items.get(list.parent as usize).filter(|_| *own) {
            holds_entries[parent.list] = true;
        }
    }
    let about = |list: &List| is_about_the_catalog(document, words, list.section, tables);
    let lists = document.lists.iter().zip(tallies).zip(&*entries).zip(holds_entries);
    let above = lists.map(|(((list, tally), own), holds)| {
        let most = tally.linked_groups >= SEVERAL && NEARLY_ALL.is_reached(tally.linked_groups, tally.items);
        most && !own && !holds && !tables && !about(list)
    });
    let above: IdVec<ListId, bool> = above.collect();
    entries.iter_mut().zip(&above).for_each(|(own, above)| *own |= above);
    above
}

/// Drops the lists in quotes, which are asides: notable mentions, remarks. Where most lists are quoted, they are none.
fn unquote(document: &Document<'_>, entries: &mut [bool]) {
    let quoted = |list: &List| document.is_quoted(list.span.start);
    let quotes: Vec<bool> = document.lists.iter().zip(&*entries).map(|(list, own)| *own && quoted(list)).collect();
    let (quoted, all) = (quotes.iter().filter(|own| **own).count(), entries.iter().filter(|own| **own).count());
    if Share::HALF.is_exceeded(quoted, all) {
        return;
    }
    entries.iter_mut().zip(quotes).for_each(|(own, quoted)| *own &= !quoted);
}

/// Returns true if a section is about the catalog. All entries may stand below a heading "Contents", so that title
/// counts only
/// where it is the section's own.
pub(super) fn is_about_the_catalog(
    document: &Document<'_>,
    words: &Lexicon<'_>,
    section: SectionId,
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
    let list = &document[item.list];
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
