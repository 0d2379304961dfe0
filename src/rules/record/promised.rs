//! The promises of orders that hold in a catalog: its own, nearest first, and those of its guide to contributors.

use rustc_hash::FxHashMap;

use super::guide::{GuideOrder, OrderPromise};
use super::promise::{OrderDirection, OrderKey, StatedOrder, WORDS, may_promise, stated_orders};
use crate::catalog::{Catalog, Record, RecordPlace};
use crate::markdown::{NONE, SectionId};
use crate::source::Span;

/// The promises that hold in a catalog.
#[derive(Debug, Default)]
pub(super) struct OrderPromises {
    /// Those about one section, in the order of the text.
    sections: FxHashMap<SectionId, Vec<(u32, OrderPromise)>>,
    /// Those about a table, by the mark of a column.
    tables: FxHashMap<u32, OrderPromise>,
    file: Option<OrderPromise>,
}

impl OrderPromises {
    /// Reads the promises about a catalog.
    pub(super) fn of(catalog: &Catalog<'_>, guides: &[GuideOrder]) -> Self {
        let mut own = Self::default();
        if catalog.records.is_empty() {
            return own;
        }
        let document = &catalog.document;
        let mut near = 0;
        for (_, block) in document.prose() {
            let text = document.text_of(block);
            if catalog.record_near(block.span, &mut near).is_some() || !may_promise(text) {
                continue;
            }
            for order in stated_orders(text) {
                own.add(catalog, order, block.span, block.section);
            }
        }
        for comment in &document.comments {
            let text = comment.span.of(document.text);
            if may_promise(text) {
                let after = document.sections.partition_point(|section| section.span.start <= comment.span.start);
                let Some(section) = document.sections.id_at(after.saturating_sub(1)) else { continue };
                for order in stated_orders(text) {
                    own.add(catalog, order, comment.span, section);
                }
            }
        }
        own.add_marks(catalog);
        if own.file.is_none() {
            own.file = guides.iter().find_map(|guide| guide.about(catalog.file.path())).cloned();
        }
        own
    }

    /// Adds a promise of the file's own: it is about the section that it stands in where entries follow it there, or else
    /// about the first around it that has entries.
    fn add(&mut self, catalog: &Catalog<'_>, order: StatedOrder, span: Span, section: SectionId) {
        let document = &catalog.document;
        let sections = || document.ancestors(section);
        let has_records = |section: SectionId, from: u32| {
            let own = document[section].span;
            let first = catalog.records.partition_point(|record| record.span.start < own.start.max(from));
            catalog.records.get(first).is_some_and(|record| record.span.start < own.end)
        };
        let is_whole = |section: SectionId| document[section].level <= 1 || document[section].heading == NONE;
        let Some(found) = sections().find(|&own| has_records(own, 0)) else {
            self.set_file(order, span);
            return;
        };
        if is_whole(found) || found != section && document[section].level <= 2 {
            self.set_file(order, span);
        } else if found != section || has_records(found, span.start) {
            self.sections.entry(found).or_default().push((span.start, OrderPromise::of_section(order, span)));
        }
    }

    fn set_file(&mut self, order: StatedOrder, span: Span) {
        self.file.get_or_insert(OrderPromise::of_file(order, span));
    }

    /// Adds the tables of which one header bears the mark of a sorted column.
    fn add_marks(&mut self, catalog: &Catalog<'_>) {
        let document = &catalog.document;
        for (index, table) in document.tables.iter().enumerate() {
            let Some(header) = document.header(table) else { continue };
            let marked = |cell: &crate::markdown::Block| {
                let text = document.text_of(cell);
                let has = |marks: &[String]| marks.iter().any(|mark| text.contains(mark.as_str()));
                let direction = match (has(&WORDS.marks_falling), has(&WORDS.marks_rising)) {
                    (true, false) => Some(OrderDirection::Falling),
                    (false, true) => Some(OrderDirection::Rising),
                    _ => None,
                };
                direction.map(|_| (cell.span, text.to_owned()))
            };
            let mut marked = document.cells(header).iter().filter_map(marked);
            if let (Some((span, text)), None) = (marked.next(), marked.next()) {
                // Some point to the greatest, some to where the values grow.
                let words = crate::text::fold::words(&text).split(' ').map(str::to_owned).collect();
                let order = StatedOrder { key: OrderKey::Number(words), direction: None };
                self.tables.insert(index as u32, OrderPromise::of_section(order, span));
            }
        }
    }

    /// The promise about the list of a record: the nearest.
    pub(super) fn of_list(&self, catalog: &Catalog<'_>, first: &Record<'_>) -> Option<&OrderPromise> {
        if let RecordPlace::Row(table, _) = first.place
            && let Some(promise) = self.tables.get(&table)
        {
            return Some(promise);
        }
        let sections = catalog.document.ancestors(first.section);
        let mut near = sections.filter_map(|section| {
            let promises = self.sections.get(&section)?;
            let behind = promises.partition_point(|(start, _)| *start <= first.span.start);
            promises.get(behind.checked_sub(1)?).map(|(_, promise)| promise)
        });
        near.next().or(self.file.as_ref())
    }
}
