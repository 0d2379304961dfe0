//! Texts that recur from entry to entry of one catalog, in whatever language: labels of links, keys in front of colons,
//! keys in the first column of fact sheets, titles of subsections.

use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::ops::Deref;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::FieldVocabulary;
use super::field::Field;
use super::name_bounds::is_year;
use super::share::Share;
use crate::id::{Id, IdVec};
use crate::links::leads_out;
use crate::markdown::{Block, BlockKind, Document, LinkKind, Section, SectionId, Table};
use crate::text::fold;

/// Entries that share a key: of two, each may be a name that happens to come twice.
const SHARED: u32 = 3;
/// Addresses behind one link text from which on the text is a label: a few things of one name occur in long catalogs.
const LABELLED: u32 = 6;
/// Bytes of the longest label of a link that is looked for.
const LONGEST_LABEL: usize = 30;
/// Bytes of the longest key before a colon: what is longer is a sentence that goes on behind it.
pub(super) const LONGEST_KEY: usize = 40;
/// Rows of the longest fact sheet about one thing.
const LONGEST_SHEET: usize = 24;
/// Rows of a fact sheet whose keys other sheets have too; one sheet may have a key more.
const NEARLY_ALL: Share = Share(4, 5);

/// The words that a catalog is read by: the vocabulary, and the texts that recur in the catalog itself.
#[derive(Debug)]
pub(super) struct Lexicon<'a> {
    words: &'a FieldVocabulary,
    /// Texts of links to many addresses.
    labels: FxHashSet<&'a str>,
    /// True if one of them is a year.
    years: bool,
    /// Keys of several entries, folded.
    keys: FxHashSet<String>,
    /// For each table true if its rows are facts about one thing.
    sheets: Vec<bool>,
    topics: Topics,
}

/// Titles that subsections of several sections have: `Links` below each of many things.
#[derive(Debug)]
struct Topics {
    /// For each section the number of its subsections, if each of them has such a title.
    counts: IdVec<SectionId, u32>,
    /// For each section the number of its title among those titles, plus one; 0 for the others.
    titles: IdVec<SectionId, u32>,
}

impl Deref for Lexicon<'_> {
    type Target = FieldVocabulary;

    fn deref(&self) -> &FieldVocabulary {
        self.words
    }
}

/// Counts of a text, and the last place that had it, so that one place counts once.
#[derive(Debug, Clone, Copy, Default)]
struct Occurrences {
    count: u32,
    last: u64,
}

impl Occurrences {
    fn add(&mut self, place: u64) {
        if self.count == 0 || self.last != place {
            self.count += 1;
            self.last = place;
        }
    }
}

impl<'a> Lexicon<'a> {
    /// Collects the texts that recur in a document.
    pub(super) fn of(document: &'a Document<'_>, words: &'a FieldVocabulary) -> Self {
        let labels = labels(document);
        Self {
            words,
            years: labels.iter().any(|label| is_year(label)),
            labels,
            keys: keys(document),
            sheets: sheets(document),
            topics: topics(document, words),
        }
    }

    /// Returns true if many links have this text, which says what kind of thing they lead to.
    pub(super) fn is_recurring_label(&self, text: &str) -> bool {
        self.labels.contains(text)
    }

    /// Returns true if years are the texts of many links each.
    pub(super) const fn has_recurring_year(&self) -> bool {
        self.years
    }

    /// Returns true if a word in front of a colon makes an item a detail of its parent.
    pub(super) fn is_detail(&self, text: &str) -> bool {
        self.words.is_detail(text) || self.is_shared_key(text)
    }

    /// The same by the vocabulary alone.
    pub(super) fn is_known_detail(&self, text: &str) -> bool {
        self.words.is_detail(text)
    }

    fn is_shared_key(&self, text: &str) -> bool {
        !self.keys.is_empty() && text.len() <= LONGEST_KEY && self.keys.contains(&fold::words(text))
    }

    /// The field that a key in front of a colon stands for; any key that several entries share is one.
    pub(super) fn key_field(&self, key: &str) -> Option<Field> {
        self.words.key_field(key).or_else(|| self.is_shared_key(key).then_some(Field::Other))
    }

    /// Returns true if the rows of a table are facts about one thing, key by key.
    pub(super) fn is_fact_sheet(&self, table: usize) -> bool {
        self.sheets.get(table).copied().unwrap_or(false)
    }

    /// The number of a section's subsections, if several sections have ones of the same titles and it has no others.
    pub(super) fn topics_of(&self, section: SectionId) -> Option<u32> {
        Some(self.topics.counts[section]).filter(|topics| *topics > 0)
    }

    /// A number for the title of a section, if subsections of several sections have that title.
    pub(super) fn topic(&self, section: SectionId) -> Option<u32> {
        Some(self.topics.titles[section]).filter(|title| *title > 0)
    }
}

fn hash(text: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(text)
}

/// The texts of links that lead to many addresses.
fn labels<'a>(document: &'a Document<'_>) -> FxHashSet<&'a str> {
    let mut texts: FxHashMap<&str, Occurrences> = FxHashMap::default();
    for link in document.links.iter().filter(|link| link.kind != LinkKind::Image && leads_out(&link.target)) {
        let text = document.link_text(link);
        if (1..=LONGEST_LABEL).contains(&text.len()) {
            texts.entry(text).or_default().add(hash(&link.target));
        }
    }
    texts.into_iter().filter(|(_, own)| own.count >= LABELLED).map(|(text, _)| text).collect()
}

/// The text in front of the first colon of a line.
pub(super) fn key_of(line: &str) -> Option<&str> {
    let colon = line.find([':', '：']).filter(|&at| (1..=LONGEST_KEY).contains(&at))?;
    let key = line.get(..colon)?.trim_matches(['*', ' ', '_', '\t']);
    let behind = line.get(colon..)?.trim_start_matches([':', '：']);
    (key.contains(char::is_alphabetic) && !behind.starts_with("//")).then_some(key)
}

/// The keys before colons that several lists, or paragraphs, have: those of one list may be its entries.
fn keys(document: &Document<'_>) -> FxHashSet<String> {
    let mut keys: FxHashMap<String, Occurrences> = FxHashMap::default();
    for (index, block) in document.prose() {
        if !matches!(block.kind, BlockKind::Item | BlockKind::Paragraph | BlockKind::Line) {
            continue;
        }
        let list = document.items.get(block.item as usize).map(|item| item.list);
        let place = list.map_or(u64::from(index) << 32, |list| list.index() as u64);
        for key in document.text_of(block).split('\n').filter_map(key_of) {
            keys.entry(fold::words(key)).or_default().add(place);
        }
    }
    keys.into_iter().filter(|(_, own)| own.count >= SHARED).map(|(key, _)| key).collect()
}

/// For each table true if it has two columns, and keys in the first that several such tables have.
fn sheets(document: &Document<'_>) -> Vec<bool> {
    let keys_of = |table: &Table| {
        let rows = document.rows.get(table.rows.0 as usize..table.rows.1 as usize).unwrap_or_default();
        let fits = rows.len() <= LONGEST_SHEET && rows.iter().all(|row| row.cells == 2);
        let rows = if fits { document.body(table) } else { &[] };
        rows.iter().filter_map(|row| document.cells(row).first()).map(|cell| document.text_of(cell).trim())
    };
    let mut counts: FxHashMap<&str, Occurrences> = FxHashMap::default();
    for (index, table) in document.tables.iter().enumerate() {
        keys_of(table).for_each(|key| counts.entry(key).or_default().add(index as u64));
    }
    let shared = |key: &&str| counts.get(key).is_some_and(|own| own.count >= SHARED);
    let is_sheet = |table: &Table| {
        let (all, shared) = (keys_of(table).count(), keys_of(table).filter(shared).count());
        shared > 1 && NEARLY_ALL.is_reached(shared, all)
    };
    document.tables.iter().map(is_sheet).collect()
}

/// Collects the titles that subsections of several sections have. A section's subsections count only if all have such
/// titles and none is divided further.
fn topics(document: &Document<'_>, words: &FieldVocabulary) -> Topics {
    let mut titles: FxHashMap<String, Occurrences> = FxHashMap::default();
    let sections = || document.sections.enumerate().skip(1).filter(|(_, section)| section.parent.index() != 0);
    let is_leaf = |section: &Section| section.span.end == section.own_end;
    for (id, section) in sections().filter(|(_, section)| is_leaf(section)) {
        let title = document.title(id);
        if !title.is_empty() && !words.is_apparatus(title) {
            titles.entry(fold::words(title)).or_default().add(section.parent.index() as u64);
        }
    }
    titles.retain(|_, own| own.count >= SHARED);
    let none = IdVec::for_each_of(&document.sections, 0);
    let mut topics = Topics { counts: none.clone(), titles: none };
    if titles.is_empty() {
        return topics;
    }
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let mut others = IdVec::for_each_of(&document.sections, false);
    for (id, section) in sections() {
        let title = fold::words(document.title(id));
        let shared = titles.get_key_value(&title).filter(|_| is_leaf(section));
        if let Some((title, _)) = shared {
            let next = numbers.len() as u32 + 1;
            topics.titles[id] = *numbers.entry(title.as_str()).or_insert(next);
        }
        topics.counts[section.parent] += u32::from(shared.is_some());
        others[section.parent] |= shared.is_none();
    }
    topics.counts.iter_mut().zip(others).filter(|(_, others)| *others).for_each(|(count, _)| *count = 0);
    topics
}

/// The rows of a fact sheet: the cell of the key, and that of the value.
pub(super) fn facts_of<'d>(
    document: &'d Document<'_>,
    table: &Table,
) -> impl Iterator<Item = (&'d Block, &'d Block)> + use<'d> {
    document.body(table).iter().filter_map(|row| match document.cells(row) {
        [key, value] => Some((key, value)),
        _ => None,
    })
}
