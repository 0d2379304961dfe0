//! The records of a catalog by the words in them. Each claim about a word would walk all records; with many different
//! words they are looked up instead.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::reading::{CountCandidates, is_multimodal, names, table_headers};
use super::word::{LabelWord, compact};
use crate::catalog::{Catalog, Record, RecordPlace};
use crate::markdown::SectionId;

/// Bytes of the longest word whose plural is looked up: a label has no more than 60.
const LONGEST_WORD: usize = 64;

/// Ids by the words of texts, those with an `s` behind them by what comes before it, too.
#[derive(Debug)]
struct Postings<I>(FxHashMap<String, Vec<I>>);

impl<I> Default for Postings<I> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

/// Records, sections and tables by the words in them.
#[derive(Debug)]
pub(super) struct RecordsByWord<'c, 't> {
    catalog: &'c Catalog<'t>,
    /// Records by the words of their fields and names.
    own: Postings<u32>,
    /// Records that are no rows by the words of their labels.
    labels: Postings<u32>,
    /// Sections by the words of their titles, tables by those of their headers.
    titles: Postings<SectionId>,
    headers: Postings<u32>,
    /// The records in the order of their sections, and those that are rows in the order of their tables.
    by_section: Vec<(SectionId, u32)>,
    by_table: Vec<(u32, u32)>,
    /// The records of several modalities.
    multimodal: Vec<u32>,
    /// The records, sections and tables of each way to say a word that was looked up.
    found: FxHashMap<String, Rc<WordRecords>>,
}

/// The records, sections and tables that hold one way to say a word.
#[derive(Debug, Default)]
struct WordRecords {
    own: Vec<u32>,
    labels: Vec<u32>,
    sections: Vec<SectionId>,
    tables: Vec<u32>,
}

impl<I: Copy + PartialEq> Postings<I> {
    fn add(&mut self, text: &str, index: I) {
        for word in compact(text).split(' ').filter(|word| !word.is_empty()) {
            self.push(word, index);
            // The plural, and whatever else goes on with an `s`.
            for (at, _) in word.match_indices('s').take_while(|(at, _)| *at <= LONGEST_WORD) {
                if let Some(begin) = word.get(..at).filter(|begin| !begin.is_empty()) {
                    self.push(begin, index);
                }
            }
        }
    }

    fn push(&mut self, word: &str, index: I) {
        let list = match self.0.get_mut(word) {
            Some(list) => list,
            None => self.0.entry(word.to_owned()).or_default(),
        };
        if list.last() != Some(&index) {
            list.push(index);
        }
    }

    /// Returns what may hold a way to say a word: all that holds the rarest of its words.
    fn candidates(&self, way: &str) -> &[I] {
        let words = way.split(' ').filter(|word| !word.is_empty());
        words.map(|word| self.0.get(word).map_or(&[][..], Vec::as_slice)).min_by_key(|list| list.len()).unwrap_or(&[])
    }
}

impl<'c, 't> RecordsByWord<'c, 't> {
    pub(super) fn of(catalog: &'c Catalog<'t>) -> Self {
        let mut own = Self {
            catalog,
            own: Postings::default(),
            labels: Postings::default(),
            titles: Postings::default(),
            headers: Postings::default(),
            by_section: Vec::new(),
            by_table: Vec::new(),
            multimodal: Vec::new(),
            found: FxHashMap::default(),
        };
        for (record, index) in catalog.records.iter().zip(0..) {
            own.add(record, index);
        }
        for section in catalog.document.sections.ids() {
            own.titles.add(catalog.document.title(section), section);
        }
        for table in 0..catalog.tables.len() as u32 {
            table_headers(catalog, table).for_each(|header| own.headers.add(header, table));
        }
        own.by_section.sort_unstable();
        own.by_table.sort_unstable();
        own
    }

    fn add(&mut self, record: &Record<'_>, index: u32) {
        self.own.add(&record.name, index);
        let is_row = matches!(record.place, RecordPlace::Row(..));
        for field in self.catalog.fields(record) {
            self.own.add(field.text, index);
            if !is_row {
                self.labels.add(field.label(), index);
            }
        }
        self.by_section.push((record.section, index));
        if let RecordPlace::Row(table, _) = record.place {
            self.by_table.push((table, index));
        }
        if is_multimodal(self.catalog, record) {
            self.multimodal.push(index);
        }
    }

    /// Counts the records in which a word stands, as [`super::reading::matching`] does.
    pub(super) fn reading(&mut self, word: &str) -> CountCandidates<'c, 't> {
        let word = LabelWord::new(word);
        let ways: Vec<Rc<WordRecords>> = word.ways().map(|way| self.found(way)).collect();
        let mut narrow: Vec<u32> = ways.iter().flat_map(|found| found.own.iter().copied()).collect();
        if word.is_several() {
            narrow.extend(&self.multimodal);
        }
        narrow.sort_unstable();
        narrow.dedup();
        let mut near = narrow.clone();
        for found in &ways {
            near.extend(&found.labels);
            for section in &found.sections {
                let end = self.catalog.document[*section].span.end;
                let is_part = |part: SectionId| self.catalog.document[part].span.start < end;
                near.extend(between(&self.by_section, |own| own < *section, |own| own == *section || is_part(own)));
            }
            for table in &found.tables {
                near.extend(between(&self.by_table, |own| own < *table, |own| own <= *table));
            }
        }
        near.sort_unstable();
        near.dedup();
        let records: Vec<&'c Record<'t>> =
            narrow.into_iter().filter_map(|index| self.catalog.records.get(index as usize)).collect();
        let names = names(&records);
        CountCandidates { least: names.min(records.len()), most: near.len(), records }
    }

    fn found(&mut self, way: &str) -> Rc<WordRecords> {
        if let Some(known) = self.found.get(way) {
            return Rc::clone(known);
        }
        let (word, catalog) = (LabelWord::new(way), self.catalog);
        let is_in =
            |index: &u32, test: &dyn Fn(&Record<'t>) -> bool| catalog.records.get(*index as usize).is_some_and(test);
        let own = |record: &Record<'t>| {
            catalog.fields(record).any(|field| word.is_in(field.text)) || word.is_in(&record.name)
        };
        let label = |record: &Record<'t>| catalog.fields(record).any(|field| word.is_in(field.label()));
        let found = Rc::new(WordRecords {
            own: self.own.candidates(way).iter().filter(|index| is_in(index, &own)).copied().collect(),
            labels: self.labels.candidates(way).iter().filter(|index| is_in(index, &label)).copied().collect(),
            sections: {
                let titles = self.titles.candidates(way).iter();
                titles.filter(|section| word.is_in(catalog.document.title(**section))).copied().collect()
            },
            tables: {
                let tables = self.headers.candidates(way).iter();
                tables
                    .filter(|table| table_headers(catalog, **table).any(|header| word.is_in(header)))
                    .copied()
                    .collect()
            },
        });
        self.found.insert(way.to_owned(), Rc::clone(&found));
        found
    }
}

/// Returns the records of those sections or tables that are `is_in`, behind those that are `is_before`.
fn between<I: Copy>(
    records: &[(I, u32)],
    is_before: impl Fn(I) -> bool,
    is_in: impl Fn(I) -> bool,
) -> impl Iterator<Item = u32> + '_ {
    let first = records.partition_point(|(own, _)| is_before(*own));
    let last = records.partition_point(|(own, _)| is_in(*own)).max(first);
    records.get(first..last).unwrap_or_default().iter().map(|(_, record)| *record)
}

#[cfg(test)]
mod tests {
    use super::super::reading::matching;
    use super::*;
    use crate::{catalog::FieldVocabulary, source::File};

    /// Looking a word up gives what walking all records gives.
    #[test]
    fn both_ways_count_the_same_records() {
        let texts = [
            include_str!("../../../fixtures/catalogs/medical-imaging-datasets.md"),
            "# A\n\n## CT tools\n\n### Inner\n\n- [x](https://a.org) - Does MRIs.\n- [ct y](https://b.org) - Does T1-MRI.\n\n\
             ## Other\n\n| Name | CT scans | Modality | Link |\n|---|---|---|---|\n| z | 3 | CT/MRI | [p](https://c.org) |\n\
             | w | 4 | x-ray | [q](https://d.org) |\n| v | 4 | sss ssss | [q](https://e.org) |\n",
        ];
        for text in texts {
            let file = File::from_text("a.md", text);
            let catalog = Catalog::read(&file, &FieldVocabulary::default());
            let mut index = RecordsByWord::of(&catalog);
            let words =
                ["CT", "mri", "X-Ray", "MRI/CT", "multimodal", "scan", "ct scan", "tool", "s", "ss", "3D", "none", ""];
            for word in words {
                let (slow, fast) = (matching(&catalog, word, f64::INFINITY), index.reading(word));
                let records =
                    |reading: &CountCandidates<'_, '_>| reading.records.iter().map(|it| it.span).collect::<Vec<_>>();
                assert_eq!(records(&slow), records(&fast), "{word}");
                assert_eq!((slow.least, slow.most), (fast.least, fast.most), "{word}");
            }
        }
    }
}
