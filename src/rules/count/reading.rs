//! Ways to count the thing that a claim counts.

use rustc_hash::FxHashSet;

use super::sum_words::WORDS;
use super::word::{LabelWord, compact};
use crate::catalog::number::Interval;
use crate::catalog::{Catalog, Claim, Record, RecordPlace};

/// All ways to count what a claim counts.
#[derive(Debug)]
pub(super) struct CountCandidates<'c, 't> {
    /// The least that any way gives.
    pub(super) least: usize,
    /// The most that any way gives.
    pub(super) most: usize,
    /// The records that count under the narrowest way, for the message.
    pub(super) records: Vec<&'c Record<'t>>,
}

impl CountCandidates<'_, '_> {
    /// Returns the counts of the ways that are known.
    pub(super) fn counts(&self) -> [usize; 3] {
        [self.least, self.records.len(), self.most]
    }

    /// Returns true if a number fits none of the ways, nor anything between them.
    pub(super) fn contradicts(&self, said: Interval, tolerance: f64) -> bool {
        let slack = |count: usize| (count as f64 * tolerance).floor();
        let counted = Interval::between(self.least as f64 - slack(self.least), self.most as f64 + slack(self.most));
        said.compare(&counted) == crate::catalog::number::Comparison::Contradicts
    }
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
    let mut titles = LastAnswer(None);
    let mut headers = LastAnswer(None);
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
    CountCandidates { least: names.min(narrow.len()), most, records: narrow }
}

/// True if a record is of several modalities, whatever they are called: `CT/MRI`.
pub(super) fn is_multimodal(catalog: &Catalog<'_>, record: &Record<'_>) -> bool {
    let modality = catalog.field(record, crate::catalog::Field::Modality);
    modality.is_some_and(|field| {
        field.text.contains(['/', '+', ',', '&']) || WORDS.is_several(compact(field.text).trim_start())
    })
}

pub(super) fn table_headers<'c>(catalog: &'c Catalog<'_>, table: u32) -> impl Iterator<Item = &'c str> {
    let columns = catalog.tables.get(table as usize).map_or(&[][..], |table| &table.columns);
    columns.iter().filter_map(|column| Some(catalog.document.text_of(catalog.document.block(column.header)?)))
}

/// The last answer, and what it was about.
struct LastAnswer<I>(Option<(I, bool)>);

impl<I: Copy + PartialEq> LastAnswer<I> {
    fn of(&mut self, what: I, ask: impl FnOnce() -> bool) -> bool {
        match self.0 {
            Some((last, answer)) if last == what => answer,
            _ => self.0.insert((what, ask())).1,
        }
    }
}

/// The sections that hold records, counted by level.
pub(super) fn sections<'c, 't>(catalog: &'c Catalog<'t>) -> Option<CountCandidates<'c, 't>> {
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
    Some(CountCandidates { least: least.min(leaves.max(1)), most: all.max(leaves), records: Vec::new() })
}

/// Returns the number of sections of the document that its own links lead to.
fn contents_entries(catalog: &Catalog<'_>) -> usize {
    let sections: FxHashSet<&str> = catalog.document.sections.iter().map(|section| &*section.slug).collect();
    let fragments = catalog.targets.iter().filter_map(|target| target.url.strip_prefix('#'));
    fragments.filter(|fragment| !fragment.is_empty() && sections.contains(fragment)).count()
}
