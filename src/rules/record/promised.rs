//! The promises of orders that hold in a catalog: its own, nearest first, and those of its guide to contributors.

use rustc_hash::FxHashMap;

use super::promise::{OrderDirection, OrderKey, StatedOrder, WORDS, may_promise, stated_orders};
use crate::catalog::{Catalog, Record, RecordPlace};
use crate::markdown::{BlockKind, NONE};
use crate::rules::Context;
use crate::source::Span;

/// An order that is promised of some lists.
#[derive(Debug, Clone)]
pub(super) struct OrderPromise {
    pub(super) order: StatedOrder,
    /// The statement, where it stands in the file of the lists.
    pub(super) span: Option<Span>,
    /// The path of the file in which it stands, where that is another.
    file: Option<String>,
    scope: PromiseScope,
}

/// The reach of a promise: the farther it reaches, the more of what it reaches may be kept in another order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PromiseScope {
    /// The lists of one section.
    Section,
    /// All lists of the file.
    File,
    /// All lists of the files beside the guide.
    Guide,
}

impl OrderPromise {
    /// The number of entries of a list that may be out of place, so that the list is still one that the promise is about.
    /// Measured on 120 repositories: guides are copied from others, and lists of which more is out of place are kept in no
    /// order at all.
    pub(super) fn allowed(&self, entries: usize) -> usize {
        match self.scope {
            PromiseScope::Section if entries >= 4 => entries / 4,
            PromiseScope::File if entries >= 5 => entries / 5,
            PromiseScope::Guide if entries >= 8 => (entries / 10).max(1),
            _ => 0,
        }
    }

    /// Says what to do about an entry that is out of the order.
    pub(super) fn advice(&self) -> String {
        match &self.file {
            Some(file) => format!("move the entry to its place: `{file}` promises this order"),
            None => "move the entry to its place, or take the promise back".to_owned(),
        }
    }
}

/// The promises that hold in a catalog.
#[derive(Debug, Default)]
pub(super) struct OrderPromises {
    /// Those about one section, in the order of the text.
    sections: FxHashMap<u32, Vec<(u32, OrderPromise)>>,
    /// Those about a table, by the mark of a column.
    tables: FxHashMap<u32, OrderPromise>,
    file: Option<OrderPromise>,
}

impl OrderPromises {
    /// Reads the promises about a catalog.
    pub(super) fn of(context: &Context<'_, '_>) -> Self {
        let catalog = context.catalog;
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
                for order in stated_orders(text) {
                    own.add(catalog, order, comment.span, after.saturating_sub(1) as u32);
                }
            }
        }
        own.add_marks(catalog);
        if own.file.is_none() {
            own.file = of_guides(context);
        }
        own
    }

    /// Adds a promise of the file's own: it is about the section that it stands in where entries follow it there, or else
    /// about the first around it that has entries.
    fn add(&mut self, catalog: &Catalog<'_>, order: StatedOrder, span: Span, section: u32) {
        let document = &catalog.document;
        let sections = || document.ancestors(section);
        let has_records = |section: u32, from: u32| {
            document.sections.get(section as usize).is_some_and(|own| {
                let first = catalog.records.partition_point(|record| record.span.start < own.span.start.max(from));
                catalog.records.get(first).is_some_and(|record| record.span.start < own.span.end)
            })
        };
        let is_whole = |section: u32| {
            document.sections.get(section as usize).is_none_or(|own| own.level <= 1 || own.heading == NONE)
        };
        let Some(found) = sections().find(|&own| has_records(own, 0)) else {
            self.set_file(order, span);
            return;
        };
        if is_whole(found)
            || found != section && document.sections.get(section as usize).is_some_and(|own| own.level <= 2)
        {
            self.set_file(order, span);
        } else if found != section || has_records(found, span.start) {
            let promise = OrderPromise { order, span: Some(span), file: None, scope: PromiseScope::Section };
            self.sections.entry(found).or_default().push((span.start, promise));
        }
    }

    fn set_file(&mut self, order: StatedOrder, span: Span) {
        self.file.get_or_insert(OrderPromise { order, span: Some(span), file: None, scope: PromiseScope::File });
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
                let promise = OrderPromise { order, span: Some(span), file: None, scope: PromiseScope::Section };
                self.tables.insert(index as u32, promise);
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

/// An alphabetical order that a guide to contributors promises.
#[derive(Debug)]
pub(in crate::rules) struct GuideOrder {
    /// The folder whose files it is about, with all folders below it.
    folder: String,
    promise: OrderPromise,
}

/// The promise of the first guide that is about a file.
fn of_guides(context: &Context<'_, '_>) -> Option<OrderPromise> {
    let file = context.catalog.file.path();
    let file = file.strip_prefix("./").unwrap_or(file);
    let is_below =
        |folder: &str| folder.is_empty() || file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    context.neighbors.guide_orders().iter().find(|guide| is_below(&guide.folder)).map(|guide| guide.promise.clone())
}

/// Reads the alphabetical orders that the guides to contributors among some catalogs promise.
pub(in crate::rules) fn guide_orders(catalogs: &[Catalog<'_>]) -> Vec<GuideOrder> {
    let promised = |guide: &Catalog<'_>| {
        let folder = folder_of_guide(guide.file.path())?;
        let document = &guide.document;
        let blocks = document.blocks.iter().filter(|block| block.kind != BlockKind::Cell);
        let texts = blocks.map(|block| document.text_of(block));
        let mut orders = texts.filter(|text| may_promise(text)).flat_map(stated_orders);
        let order = orders.find(|order| order.key == OrderKey::Name)?;
        let file = Some(guide.file.path().to_owned());
        let promise = OrderPromise { order, span: None, file, scope: PromiseScope::Guide };
        Some(GuideOrder { folder: folder.to_owned(), promise })
    };
    catalogs.iter().filter_map(promised).collect()
}

/// Returns the folder whose files a guide is about; none where a path is that of no guide.
fn folder_of_guide(path: &str) -> Option<&str> {
    let path = path.strip_prefix("./").unwrap_or(path);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let around = match folder.rsplit_once('/') {
        Some((around, ".github" | "docs")) => around,
        None if matches!(folder, ".github" | "docs") => "",
        _ => folder,
    };
    WORDS.guides.contains(&stem).then_some(around)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guide_is_about_the_files_of_its_folder() {
        assert_eq!(folder_of_guide("CONTRIBUTING.md"), Some(""));
        assert_eq!(folder_of_guide(".github/contributing.md"), Some(""));
        assert_eq!(folder_of_guide("./docs/CONTRIBUTING.de.md"), Some(""));
        assert_eq!(folder_of_guide("a/CONTRIBUTING.md"), Some("a"));
        assert_eq!(folder_of_guide("a/docs/CONTRIBUTING.md"), Some("a"));
        assert_eq!(folder_of_guide("contributors.md"), None);
    }
}
