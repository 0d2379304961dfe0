//! Promises of orders as they are stated, and those in guides to contributors, which are about the files beside them.

use super::promise::{OrderKey, StatedOrder, WORDS, promise_word, stated_orders};
use crate::catalog::Catalog;
use crate::markdown::{Block, BlockKind};
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
    /// The promise about the lists of one section, stated at `span`.
    pub(super) fn of_section(order: StatedOrder, span: Span) -> Self {
        Self { order, span: Some(span), file: None, scope: PromiseScope::Section }
    }

    /// The promise about all lists of a file, stated at `span`.
    pub(super) fn of_file(order: StatedOrder, span: Span) -> Self {
        Self { order, span: Some(span), file: None, scope: PromiseScope::File }
    }

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

    /// Returns true if the promise stands in a guide to contributors.
    pub(super) fn is_of_guide(&self) -> bool {
        self.scope == PromiseScope::Guide
    }

    /// Says what to do about an entry that is out of the order.
    pub(super) fn advice(&self) -> String {
        match &self.file {
            Some(file) => format!("move the entry to its place: `{file}` promises this order"),
            None => "move the entry to its place, or take the promise back".to_owned(),
        }
    }
}

/// An alphabetical order that a guide to contributors promises.
#[derive(Debug)]
pub(in crate::rules) struct GuideOrder {
    /// The folder whose files it is about, with all folders below it.
    folder: String,
    /// The place of the statement in the guide.
    stated: Span,
    promise: OrderPromise,
}

impl GuideOrder {
    /// The place of the statement in the guide of a path; none where it stands in another file.
    pub(super) fn stated_in(&self, path: &str) -> Option<Span> {
        (self.promise.file.as_deref() == Some(path)).then_some(self.stated)
    }

    /// The promise, if it is about a file.
    pub(super) fn about(&self, file: &str) -> Option<&OrderPromise> {
        let file = file.strip_prefix("./").unwrap_or(file);
        let is_below = file.strip_prefix(&*self.folder).is_some_and(|rest| rest.starts_with('/'));
        (self.folder.is_empty() || is_below).then_some(&self.promise)
    }
}

/// Reads the alphabetical orders that the guides to contributors among some catalogs promise.
pub(in crate::rules) fn guide_orders(catalogs: &[&Catalog<'_>]) -> Vec<GuideOrder> {
    let promised = |guide: &&Catalog<'_>| {
        let folder = folder_of_guide(guide.file.path())?;
        let document = &guide.document;
        let blocks = document.blocks.iter().filter(|block| block.kind != BlockKind::Cell);
        let stated = |block: &Block| {
            let text = document.text_of(block);
            let at = block.text.source(promise_word(text)?);
            stated_orders(text).into_iter().find(|order| order.key == OrderKey::Name).map(|order| (order, at))
        };
        let (order, stated) = blocks.into_iter().find_map(stated)?;
        let file = Some(guide.file.path().to_owned());
        let promise = OrderPromise { order, span: None, file, scope: PromiseScope::Guide };
        Some(GuideOrder { folder: folder.to_owned(), stated, promise })
    };
    catalogs.iter().filter_map(promised).collect()
}

/// Returns the folder whose files a guide is about; none where a path is that of no guide.
pub(super) fn folder_of_guide(path: &str) -> Option<&str> {
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
