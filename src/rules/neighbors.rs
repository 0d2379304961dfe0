//! The catalogs of a run, with what rules look up in the others: each index is made once, when it is first needed.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::fragment::NearestAnchors;
use super::link::{links_between, normal};
use crate::catalog::Catalog;

/// The catalogs of a run.
#[derive(Debug)]
pub struct Neighbors<'c, 't> {
    /// All catalogs, in the order of the run.
    pub catalogs: &'c [Catalog<'t>],
    /// The first catalog of each path.
    by_path: OnceLock<FxHashMap<String, usize>>,
    /// The places in each catalog that fragments lead to.
    places: Vec<OnceLock<NearestAnchors>>,
    linked: OnceLock<FxHashMap<String, Linking>>,
}

/// The files that link to a path: two of them, so that a file's links to itself can be left out.
#[derive(Debug, Default)]
pub(super) struct Linking {
    from: [Option<String>; 2],
}

impl<'c, 't> Neighbors<'c, 't> {
    /// The catalogs of a run as the neighbors of each of them.
    pub fn new(catalogs: &'c [Catalog<'t>]) -> Self {
        let places = catalogs.iter().map(|_| OnceLock::new()).collect();
        Self { catalogs, by_path: OnceLock::new(), places, linked: OnceLock::new() }
    }

    /// Returns the places of the file of a path that fragments lead to, where that file is part of the run.
    pub(super) fn places(&self, path: &str) -> Option<&NearestAnchors> {
        let by_path = self.by_path.get_or_init(|| {
            let mut by_path = FxHashMap::default();
            for (index, catalog) in self.catalogs.iter().enumerate() {
                by_path.entry(normal("", catalog.file.path())).or_insert(index);
            }
            by_path
        });
        let index = *by_path.get(path)?;
        let document = &self.catalogs.get(index)?.document;
        Some(self.places.get(index)?.get_or_init(|| NearestAnchors::in_document(document)))
    }

    /// True if another file than that of a path links to it.
    pub(super) fn link_to(&self, path: &str) -> bool {
        let linked = self.linked.get_or_init(|| {
            let mut linked: FxHashMap<String, Linking> = FxHashMap::default();
            for catalog in self.catalogs {
                let from = normal("", catalog.file.path());
                links_between(catalog, |to| linked.entry(to).or_default().take(&from));
            }
            linked
        });
        linked.get(path).is_some_and(|linking| linking.from.iter().flatten().any(|from| from != path))
    }
}

impl Linking {
    fn take(&mut self, from: &str) {
        let is_known = self.from.iter().flatten().any(|own| own == from);
        if let Some(free) = self.from.iter_mut().find(|own| own.is_none()).filter(|_| !is_known) {
            *free = Some(from.to_owned());
        }
    }
}
