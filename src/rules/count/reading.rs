//! Ways to count the thing that a claim counts.

use rustc_hash::FxHashSet;

use super::word::{LabelWord, compact};
use crate::catalog::number::Interval;
use crate::catalog::{Catalog, Claim, CountedThing, Record, RecordPlace};
use crate::markdown::{BlockKind, MarkKind, NONE};
use crate::source::Span;

/// All ways to count what a claim counts.
#[derive(Debug)]
pub(super) struct CountCandidates<'c, 't> {
    /// The least that any way gives.
    pub(super) least: usize,
    /// The most that any way gives.
    pub(super) most: usize,
    /// The records that count under the narrowest way, for the message.
    pub(super) records: Vec<&'c Record<'t>>,
    /// Number of different names they have.
    pub(super) names: usize,
}

/// Counts what a claim counts, in all ways; none where nothing countable is found.
pub(super) fn reading<'c, 't>(catalog: &'c Catalog<'t>, claim: &Claim) -> Option<CountCandidates<'c, 't>> {
    match &claim.counted {
        CountedThing::Records if claim.scope != NONE => in_section(catalog, claim.scope),
        CountedThing::Records => Some(all(catalog)).filter(|reading| reading.most > 0),
        CountedThing::Matching(word) => Some(matching(catalog, word, enough(claim))).filter(|reading| reading.most > 0),
        CountedThing::Sections => sections(catalog),
        CountedThing::Sum => None,
    }
}

impl CountCandidates<'_, '_> {
    /// Returns true if a number fits none of the ways, nor anything between them.
    pub(super) fn contradicts(&self, said: Interval, tolerance: f64) -> bool {
        let slack = |count: usize| (count as f64 * tolerance).floor();
        let counted = Interval::between(self.least as f64 - slack(self.least), self.most as f64 + slack(self.most));
        said.compare(&counted) == crate::catalog::number::Comparison::Contradicts
    }
}

/// Every record, or each name once, or only the rows, or only the items.
fn all<'c, 't>(catalog: &'c Catalog<'t>) -> CountCandidates<'c, 't> {
    let records: Vec<&Record<'t>> = catalog.records.iter().collect();
    let rows = records.iter().filter(|record| matches!(record.place, RecordPlace::Row(..))).count();
    let others = records.len() - rows;
    let names = catalog.entities.len();
    // A catalog of both may mean either by its entries; a few of one kind beside many of the other are none of their own.
    let part = if rows.min(others) * 10 > records.len() { rows.min(others) } else { rows.max(others) };
    CountCandidates { least: names.min(part.max(1)), most: records.len(), records, names }
}

/// The records of a section, its subsections counted or not.
fn in_section<'c, 't>(catalog: &'c Catalog<'t>, section: u32) -> Option<CountCandidates<'c, 't>> {
    let section = catalog.document.sections.get(section as usize)?;
    let records = within(catalog, section.span);
    let own = records.iter().filter(|record| record.span.start < section.own_end).count();
    let names = names(&records);
    let least = if own > 0 { own.min(names) } else { names };
    let most = records.len() + linked_paragraphs(catalog, section.span);
    (!records.is_empty()).then_some(CountCandidates { least, most, records, names })
}

/// Returns the number of paragraphs of a section stand alone with a bold link in them: whoever counted may have
/// counted those too.
fn linked_paragraphs(catalog: &Catalog<'_>, span: Span) -> usize {
    let document = &catalog.document;
    let blocks = document.blocks.get(document.blocks_in(span)).unwrap_or_default();
    let alone = blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Paragraph | BlockKind::Line) && block.item == NONE);
    alone
        .filter(|block| {
            let has = |kind: MarkKind| document.marks_of(block).iter().any(|mark| mark.kind == kind);
            has(MarkKind::Link) && has(MarkKind::Strong) && catalog.record_at(block.span).is_none()
        })
        .count()
}

fn within<'c, 't>(catalog: &'c Catalog<'t>, span: Span) -> Vec<&'c Record<'t>> {
    let first = catalog.records.partition_point(|record| record.span.start < span.start);
    let last = catalog.records.partition_point(|record| record.span.start < span.end);
    catalog.records.get(first..last).unwrap_or_default().iter().collect()
}

pub(super) fn names(records: &[&Record<'_>]) -> usize {
    let mut entities: Vec<u32> = records.iter().map(|record| record.entity).collect();
    entities.sort_unstable();
    entities.dedup();
    entities.len()
}

/// Returns the number of entries settle a claim: a floor that is reached is not wrong, however many more there are.
pub(super) fn enough(claim: &Claim) -> f64 {
    if claim.interval.is_unbounded() { claim.interval.low } else { f64::INFINITY }
}

/// The records in which a word stands: in a field of theirs at the least, in their section's titles or their table's
/// headers at the most. Words divided by a slash count if one of them stands there.
pub(super) fn matching<'c, 't>(catalog: &'c Catalog<'t>, word: &str, enough: f64) -> CountCandidates<'c, 't> {
    let word = LabelWord::new(word);
    let several = word.is_several();
    // Records of one section and of one table stand together, and so share what is said above them.
    let mut titles = LastAnswer::default();
    let mut headers = LastAnswer::default();
    let mut narrow = Vec::new();
    let mut most = 0;
    for record in &catalog.records {
        let own = catalog.fields(record).any(|field| word.is_in(field.text)) || word.is_in(&record.name);
        let multi = several && is_multimodal(catalog, record);
        let near = own
            || multi
            || titles.of(record.section, || {
                let mut above = catalog.document.ancestors(record.section);
                above.any(|section| word.is_in(catalog.document.title(section)))
            })
            || match record.place {
                RecordPlace::Row(table, _) => {
                    headers.of(table, || table_headers(catalog, table).any(|header| word.is_in(header)))
                }
                _ => catalog.fields(record).any(|field| word.is_in(field.label())),
            };
        most += usize::from(near);
        if own || multi {
            narrow.push(record);
        }
        if most as f64 >= enough {
            break;
        }
    }
    let names = names(&narrow);
    CountCandidates { least: names.min(narrow.len()), most, records: narrow, names }
}

/// True if a record is of several modalities, whatever they are called: `CT/MRI`.
pub(super) fn is_multimodal(catalog: &Catalog<'_>, record: &Record<'_>) -> bool {
    let modality = catalog.field(record, crate::catalog::Field::Modality);
    modality.is_some_and(|field| field.text.contains(['/', '+', ',', '&']) || compact(field.text) == " various")
}

pub(super) fn table_headers<'c>(catalog: &'c Catalog<'_>, table: u32) -> impl Iterator<Item = &'c str> {
    let columns = catalog.tables.get(table as usize).map_or(&[][..], |table| &table.columns);
    columns.iter().filter_map(|column| Some(catalog.document.text_of(catalog.document.block(column.header)?)))
}

/// The last answer, and what it was about.
#[derive(Default)]
struct LastAnswer(Option<(u32, bool)>);

impl LastAnswer {
    fn of(&mut self, what: u32, ask: impl FnOnce() -> bool) -> bool {
        match self.0 {
            Some((last, answer)) if last == what => answer,
            _ => self.0.insert((what, ask())).1,
        }
    }
}

/// The sections that hold records, counted by level.
fn sections<'c, 't>(catalog: &'c Catalog<'t>) -> Option<CountCandidates<'c, 't>> {
    let mut by_level: std::collections::BTreeMap<u8, usize> = std::collections::BTreeMap::new();
    let mut leaves = 0;
    for section in catalog.document.sections.iter().skip(1) {
        let first = catalog.records.partition_point(|record| record.span.start < section.span.start);
        let holds = |end: u32| catalog.records.get(first).is_some_and(|record| record.span.start < end);
        if section.level >= 2 && holds(section.span.end) {
            *by_level.entry(section.level).or_default() += 1;
        }
        leaves += usize::from(holds(section.own_end));
    }
    // The contents list what their writer takes for a section.
    let entries = contents_entries(catalog);
    by_level.entry(0).or_insert(entries);
    let all: usize = by_level.values().sum::<usize>() - entries;
    let least = by_level.values().copied().filter(|&count| count > 1).min()?;
    Some(CountCandidates { least: least.min(leaves.max(1)), most: all.max(leaves), records: Vec::new(), names: 0 })
}

/// Returns the number of links of the document lead to its own sections, each section once.
fn contents_entries(catalog: &Catalog<'_>) -> usize {
    let sections: FxHashSet<&str> = catalog.document.sections.iter().map(|section| &*section.slug).collect();
    let fragments = catalog.targets.iter().filter_map(|target| target.url.strip_prefix('#'));
    fragments.filter(|fragment| !fragment.is_empty() && sections.contains(fragment)).count()
}
