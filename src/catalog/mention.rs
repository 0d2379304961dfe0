//! Names of entities outside their records: "CADS (22,022), gCIS (36,419)" in a summary table, "**CADS** (July 2025):
//! 22,022 CT scans" in a list of additions.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::FieldVocabulary;
use super::claim::{WORDS, lists_entries};
use super::entity::EntityIndex;
use super::number::{QuantityKind, quantities};
use super::share::Share;
use super::types::{Entity, Mention, Record, StatedNumber, TableReading, TableRole};
use crate::markdown::{Block, BlockKind, Document, MarkKind, NONE};
use crate::source::Span;
use crate::text::fold;

/// Bytes and words of the longest name in a list of names: what is longer is a remark. Titles of papers are lost by this.
const LONGEST_NAME: usize = 60;
const MOST_WORDS: usize = 6;

/// Finds entities by what a text calls them. A catalog of many entities mentions few of them, so that what a look-up
/// needs is made when it is first needed, and only for the entities that it may find.
#[derive(Debug)]
pub(super) struct NameIndex<'a> {
    /// The entities by how their keys begin.
    buckets: OnceCell<FxHashMap<[u8; BEGINNING], Bucket>>,
    /// Meanings found so far, by text: a large catalog names the same things many times.
    meant: RefCell<FxHashMap<String, Arc<[u32]>>>,
    /// The entities that names without their endings were found to mean.
    resolved: RefCell<FxHashMap<String, Arc<[u32]>>>,
    /// The entities by the words of their names.
    by_word: OnceCell<FxHashMap<String, Vec<u32>>>,
    records: &'a [Record<'a>],
    entities: &'a [Entity],
    by_name: &'a EntityIndex,
    vocabulary: &'a FieldVocabulary,
}

/// The entities whose keys begin alike.
#[derive(Debug, Default)]
struct Bucket {
    entities: Vec<u32>,
    /// Their keys, with their indices, in order.
    sorted: OnceCell<Vec<(String, u32)>>,
}

impl<'a> NameIndex<'a> {
    fn new(
        records: &'a [Record<'a>],
        (entities, by_name): (&'a [Entity], &'a EntityIndex),
        vocabulary: &'a FieldVocabulary,
    ) -> Self {
        let (buckets, by_word) = (OnceCell::new(), OnceCell::new());
        let (meant, resolved) = (RefCell::default(), RefCell::default());
        Self { buckets, meant, resolved, by_word, records, entities, by_name, vocabulary }
    }

    fn buckets(&self) -> &FxHashMap<[u8; BEGINNING], Bucket> {
        self.buckets.get_or_init(|| {
            let mut buckets: FxHashMap<[u8; BEGINNING], Bucket> = FxHashMap::default();
            for index in 0..self.entities.len() as u32 {
                let beginning = fold::beginning(self.name(index).unwrap_or_default());
                buckets.entry(beginning).or_default().entities.push(index);
            }
            buckets
        })
    }

    /// The entities whose keys begin with a key, in order of their keys.
    fn beginning_with(&self, key: &str) -> &[(String, u32)] {
        let Some(bucket) = self.buckets().get(&begin(key)) else { return &[] };
        let with_key = |&entity: &u32| self.name(entity).map(|name| (fold::key(name), entity));
        let sorted = bucket.sorted.get_or_init(|| {
            let mut sorted: Vec<_> = bucket.entities.iter().filter_map(with_key).collect();
            sorted.sort_unstable();
            sorted
        });
        let rest = sorted.get(sorted.partition_point(|(own, _)| own.as_str() < key)..).unwrap_or_default();
        rest.get(..rest.partition_point(|(own, _)| own.starts_with(key))).unwrap_or_default()
    }

    fn name(&self, entity: u32) -> Option<&str> {
        let first = self.entities.get(entity as usize)?.first;
        self.records.get(first as usize).map(|record| &*record.name)
    }

    /// The entities that a part of a list means: those of its whole text, brackets and all, or else those of its name.
    fn meant(&self, whole: &str, name: &str) -> Arc<[u32]> {
        if let Some(known) = self.meant.borrow().get(whole) {
            return Arc::clone(known);
        }
        let exact = self.exact(&fold::key(whole));
        let found = if exact.is_empty() { self.resolved(name) } else { exact.into() };
        self.meant.borrow_mut().insert(whole.to_owned(), Arc::clone(&found));
        found
    }

    /// The same as [`Self::resolve`], each name once: a family has many members, and a text may name it many times.
    fn resolved(&self, name: &str) -> Arc<[u32]> {
        if let Some(known) = self.resolved.borrow().get(name) {
            return Arc::clone(known);
        }
        let found: Arc<[u32]> = self.resolve(name).into();
        self.resolved.borrow_mut().insert(name.to_owned(), Arc::clone(&found));
        found
    }

    /// The entities that a name can mean: the one of that name, the members of a family, or those whose names hold all
    /// of its words in order.
    fn resolve(&self, name: &str) -> Vec<u32> {
        let own = fold::key(name);
        let mut found = self.exact(&own);
        let words = fold::words(name);
        if found.is_empty() {
            found = self.family(self.vocabulary.alias(name).unwrap_or(&own), &words);
        }
        if found.is_empty() {
            let mut kept: Vec<&str> = words.split(' ').collect();
            while kept.len() > 1 && kept.last().is_some_and(|word| WORDS.name_nouns.contains(*word)) {
                kept.pop();
                let shorter = kept.join(" ");
                let key = fold::key(&shorter);
                found = self.exact(&key);
                if found.is_empty() {
                    found = self.family(&key, &shorter);
                }
                if !found.is_empty() {
                    return found;
                }
            }
            found = self.subsequence(&words);
        }
        found
    }

    fn exact(&self, key: &str) -> Vec<u32> {
        let key = self.vocabulary.alias(key).unwrap_or(key);
        let same = |&entity: &u32| {
            let name = self.name(entity).unwrap_or_default();
            fold::has_key(self.vocabulary.alias(name).unwrap_or(name), key)
        };
        self.by_name.find(fold::hash(key), same).copied().into_iter().collect()
    }

    /// Entities whose name begins with the name, and goes on with another word or with digits: `KiTS` is `KiTS23`.
    fn family(&self, key: &str, words: &str) -> Vec<u32> {
        if key.len() < BEGINNING {
            return Vec::new();
        }
        let counted = key.ends_with(|c: char| c.is_ascii_digit());
        let is_family = self.vocabulary.is_family(key);
        let found = self.beginning_with(key).iter().filter_map(|(_, entity)| {
            let name = self.name(*entity)?;
            let next = fold::letter_after(name, key)?;
            let belongs = next.is_some_and(|c| c.is_ascii_digit()) && !counted
                || is_family
                || fold::begins_with_words(name, words);
            belongs.then_some(*entity)
        });
        found.collect()
    }

    /// Entities whose names hold all words of the name in order, of which there are two at least: `Medical Decathlon` is
    /// `Medical Segmentation Decathlon`.
    fn subsequence(&self, words: &str) -> Vec<u32> {
        if !words.contains(' ') {
            return Vec::new();
        }
        let by_word = self.by_word.get_or_init(|| by_word((0..).map_while(|entity| self.name(entity))));
        // The entities with the rarest of the words: the others of them are then looked for in few names.
        let lists = words.split(' ').map(|word| by_word.get(word).map_or(&[][..], Vec::as_slice));
        let candidates = lists.min_by_key(|list| list.len()).unwrap_or_default();
        let holds = |entity: &&u32| self.name(**entity).is_some_and(|name| fold::holds_words(name, words));
        candidates.iter().filter(holds).copied().collect()
    }
}

/// Names by their words, by their indices in order.
fn by_word<'n>(names: impl Iterator<Item = &'n str>) -> FxHashMap<String, Vec<u32>> {
    let mut by_word: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (name, index) in names.zip(0..) {
        for word in fold::words(name).split(' ') {
            let list = by_word.entry(word.to_owned()).or_default();
            if list.last() != Some(&index) {
                list.push(index);
            }
        }
    }
    by_word
}

/// Number of bytes of a key that its bucket is found by.
const BEGINNING: usize = 2;

/// The first bytes of a key; zeros where it is shorter.
fn begin<const BYTES: usize>(key: &str) -> [u8; BYTES] {
    let mut bytes = key.bytes();
    std::array::from_fn(|_| bytes.next().unwrap_or_default())
}

/// Reads the mentions of a document.
pub(super) fn read_mentions(
    document: &Document<'_>,
    vocabulary: &FieldVocabulary,
    tables: &[TableReading],
    records: &[Record<'_>],
    entities: (&[Entity], &EntityIndex),
) -> Vec<Mention> {
    let summaries = || document.tables.iter().zip(tables).filter(|(_, reading)| reading.role == TableRole::Summary);
    let bold: Vec<&Block> =
        document.prose().map(|(_, block)| block).filter(|block| is_bold_item(document, block, records)).collect();
    let mut mentions = Vec::new();
    if entities.0.is_empty() || summaries().next().is_none() && bold.is_empty() {
        return mentions;
    }
    let names = NameIndex::new(records, entities, vocabulary);
    for (table, reading) in summaries() {
        let listed: Vec<bool> = reading
            .columns
            .iter()
            .map(|column| document.block(column.header).is_some_and(|header| lists_entries(document.text_of(header))))
            .collect();
        for row in document.body(table) {
            let cells = document.cells(row);
            let bucket = cells.first().and_then(|cell| bucket(document, cell));
            for (cell, listed) in cells.iter().zip(&listed).skip(1) {
                let before = mentions.len();
                cell_mentions(document, &names, cell, row.span, bucket.as_ref(), &mut mentions);
                mentions.iter_mut().skip(before).for_each(|mention| mention.listed = *listed);
            }
        }
    }
    for block in bold {
        mentions.extend(item_mention(document, &names, block));
    }
    mentions.sort_by_key(|mention| mention.span.start);
    mentions
}

/// The bucket that a row's first cell names in brackets: `Mega (>10,000)`.
fn bucket(document: &Document<'_>, cell: &Block) -> Option<StatedNumber> {
    let text = document.text_of(cell);
    let (open, close) = (text.find('(')?, text.rfind(')')?);
    let found = quantities(text);
    let mut inside =
        found.iter().filter(|q| q.range.start >= open && q.range.end <= close + 1 && q.kind == QuantityKind::Count);
    let (Some(quantity), None) = (inside.next(), inside.next()) else { return None };
    let whole = text.get(open + 1..close)?.trim().len() == quantity.range.len() && !quantity.looks_like_year();
    whole.then(|| StatedNumber {
        interval: quantity.interval,
        unit: String::new(),
        span: cell.text.source(quantity.range.clone()),
    })
}

/// The parts of a cell that lists names: at least half of them must be known, or else the cell lists something else.
fn cell_mentions(
    document: &Document<'_>,
    names: &NameIndex<'_>,
    cell: &Block,
    within: Span,
    bucket: Option<&StatedNumber>,
    mentions: &mut Vec<Mention>,
) {
    let text = document.text_of(cell);
    let parts = parts(text);
    let found: Vec<Mention> =
        parts.into_iter().filter_map(|range| part_mention(names, cell, text, range, within, bucket)).collect();
    let known = found.iter().filter(|mention| !mention.entities.is_empty()).count();
    if known > 0 && Share::HALF.is_reached(known, found.len()) && (found.len() > 1 || cell_is_name(text, found.first()))
    {
        mentions.extend(found);
    }
}

/// A cell with a single part is a mention only if the part is all of it.
fn cell_is_name(text: &str, mention: Option<&Mention>) -> bool {
    mention.is_some_and(|mention| mention.name.len() * 2 >= text.trim().len())
}

/// The parts of a text between commas that stand outside of brackets.
fn parts(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            ',' | ';' | '、' | '，' | '\n' if depth <= 0 => {
                parts.push(start..at);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(start..text.len());
    parts
}

/// `CADS (22,022)`; what begins with a small letter, `some challenges`, is no name.
fn part_mention(
    names: &NameIndex<'_>,
    cell: &Block,
    text: &str,
    range: std::ops::Range<usize>,
    within: Span,
    bucket: Option<&StatedNumber>,
) -> Option<Mention> {
    let own = text.get(range.clone())?;
    let open = own.find('(').filter(|&at| at > 0);
    let name_range = open.map_or(0..own.len(), |open| 0..open);
    let name = own.get(name_range)?;
    let start = range.start + name.len() - name.trim_start().len();
    let name = name.trim().trim_end_matches(['*', '.']).trim();
    let begins = name.chars().next()?;
    if name.len() > LONGEST_NAME || !begins.is_alphanumeric() || begins.is_lowercase() && name.contains(' ') {
        return None;
    }
    // A part that is a number alone, or words about sizes, names nothing.
    if name.chars().all(|c| !c.is_alphabetic()) || name.split(' ').count() > MOST_WORDS {
        return None;
    }
    let inside = open.and_then(|open| own.get(open..)).unwrap_or_default();
    // `TotalSegmentator (NCI)`: what stands in brackets may belong to the name.
    let whole = own.trim().trim_matches('*');
    let entities = names.meant(whole, name);
    let said = said(cell, inside, range.start + open.unwrap_or(0));
    Some(Mention {
        name: name.to_owned(),
        span: cell.text.source(start..start + name.len()),
        entities,
        said,
        bucket: bucket.cloned(),
        within,
        listed: false,
    })
}

/// The counts in a stretch of a block's text that begins at `at`.
fn said(block: &Block, text: &str, at: usize) -> Vec<StatedNumber> {
    let found = quantities(text);
    let counts = found.iter().filter(|q| q.kind == QuantityKind::Count && !q.looks_like_year());
    counts
        .map(|q| StatedNumber {
            interval: q.interval,
            unit: q.unit.to_owned(),
            span: block.text.source(at + q.range.start..at + q.range.end),
        })
        .collect()
}

/// Returns true if a block is an item that begins with a bold name and is no record.
fn is_bold_item(document: &Document<'_>, block: &Block, records: &[Record<'_>]) -> bool {
    if block.kind != BlockKind::Item || block.item == NONE {
        return false;
    }
    let bold = document.marks_of(block).first().is_some_and(|mark| mark.kind == MarkKind::Strong && mark.text.0 == 0);
    let after = records.partition_point(|record| record.span.start <= block.span.start);
    let before = after.checked_sub(1).and_then(|index| records.get(index));
    bold && before.is_none_or(|record| record.span.end <= block.span.start)
}

/// `**CADS** (July 2025): 22,022 CT scans, 167 structures`; only a name that is known exactly is a mention.
fn item_mention(document: &Document<'_>, names: &NameIndex<'_>, block: &Block) -> Option<Mention> {
    let text = document.text_of(block);
    let mark = document.marks_of(block).first()?;
    let range = mark.text.0 as usize..mark.text.1 as usize;
    let own = text.get(range.clone())?;
    let start = range.start + own.len() - own.trim_start().len();
    let name = own.trim().trim_end_matches(':').trim();
    let entities = names.exact(&fold::key(name));
    if entities.is_empty() {
        return None;
    }
    let colon = text.get(range.end..)?.find(':').map_or(range.end, |at| range.end + at);
    Some(Mention {
        name: name.to_owned(),
        span: block.text.source(start..start + name.len()),
        entities: entities.into(),
        said: said(block, text.get(colon..)?, colon),
        bucket: None,
        within: block.span,
        listed: false,
    })
}
