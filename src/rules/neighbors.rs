//! The catalogs of a run, with what rules look up in the others: each index is made once, when it is first needed.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet};

use super::fragment::NearestAnchors;
use super::link::{folder, links_between, normal};
use super::lookup::Files;
use super::record::{GuideOrder, guide_orders};
use crate::catalog::Catalog;
use crate::markdown;

/// The catalogs of a run.
#[derive(Debug)]
pub struct Neighbors<'c, 't> {
    /// All catalogs, in the order of the run.
    pub catalogs: Vec<&'c Catalog<'t>>,
    /// The first catalog of each path.
    by_path: OnceLock<FxHashMap<String, usize>>,
    /// The places in each catalog that fragments lead to.
    places: Vec<OnceLock<Arc<NearestAnchors>>>,
    /// The same of files that are not part of the run, by their paths; none where one cannot be read.
    beside: Mutex<FxHashMap<String, Option<Arc<NearestAnchors>>>>,
    linked: OnceLock<FxHashMap<String, Linking>>,
    /// Orders that guides to contributors promise.
    guides: OnceLock<Vec<GuideOrder>>,
}

/// The files that link to a path: two of them, so that a file's links to itself can be left out.
#[derive(Debug, Default)]
pub(super) struct Linking {
    from: [Option<String>; 2],
}

impl<'c, 't> Neighbors<'c, 't> {
    /// The catalogs of a run as the neighbors of each of them.
    pub fn new(catalogs: impl IntoIterator<Item = &'c Catalog<'t>>) -> Self {
        let catalogs: Vec<_> = catalogs.into_iter().collect();
        let places = catalogs.iter().map(|_| OnceLock::new()).collect();
        Self {
            catalogs,
            by_path: OnceLock::new(),
            places,
            beside: Mutex::default(),
            linked: OnceLock::new(),
            guides: OnceLock::new(),
        }
    }

    /// Returns the places that fragments lead to in the file that a path leads to from the file `from`: a folder leads to
    /// its README. A file that is not part of the run is read for them once.
    pub(super) fn places(&self, files: &dyn Files, from: &str, path: &str) -> Option<Arc<NearestAnchors>> {
        let plain = normal(folder(from), path);
        let own = if path.starts_with('/') { None } else { self.places_in(&plain) };
        if own.is_some() {
            return own;
        }
        let page = files.page(from, path)?;
        self.places_in(&normal("", &page)).or_else(|| self.places_beside(files, page))
    }

    /// Returns the index of the catalog of a path.
    fn index_of(&self, path: &str) -> Option<usize> {
        let by_path = self.by_path.get_or_init(|| {
            let mut by_path = FxHashMap::default();
            for (index, catalog) in self.catalogs.iter().enumerate() {
                by_path.entry(normal("", catalog.file.path())).or_insert(index);
            }
            by_path
        });
        by_path.get(path).copied()
    }

    /// Returns the catalog that a path leads to from the file `from`: of a folder, its README.
    pub(super) fn catalog_at(&self, from: &str, path: &str) -> Option<&'c Catalog<'t>> {
        let plain = normal(folder(from), path);
        let readme = || self.index_of(&normal(&plain, "README.md"));
        self.catalogs.get(self.index_of(&plain).or_else(readme)?).copied()
    }

    /// Returns the places in the catalog of a path.
    fn places_in(&self, path: &str) -> Option<Arc<NearestAnchors>> {
        let index = self.index_of(path)?;
        let document = &self.catalogs.get(index)?.document;
        Some(Arc::clone(self.places.get(index)?.get_or_init(|| Arc::new(NearestAnchors::in_document(document)))))
    }

    /// Returns the places in a file that is not part of the run.
    fn places_beside(&self, files: &dyn Files, page: String) -> Option<Arc<NearestAnchors>> {
        let mut beside = self.beside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = beside.get(&page) {
            return known.clone();
        }
        let read = files.read(&page);
        let places = read.map(|file| Arc::new(NearestAnchors::in_document(&markdown::parse(file.text()))));
        beside.insert(page, places.clone());
        places
    }

    /// Returns the orders that the guides to contributors among the catalogs promise.
    pub(super) fn guide_orders(&self) -> &[GuideOrder] {
        self.guides.get_or_init(|| guide_orders(&self.catalogs))
    }

    /// True if another file than that of a path links to it.
    pub(super) fn link_to(&self, path: &str) -> bool {
        let linked = self.linked.get_or_init(|| {
            let mut linked: FxHashMap<String, Linking> = FxHashMap::default();
            for catalog in &self.catalogs {
                let from = normal("", catalog.file.path());
                links_between(catalog, |to| linked.entry(to).or_default().take(&from));
            }
            linked
        });
        linked.get(path).is_some_and(|linking| linking.from.iter().flatten().any(|from| from != path))
    }

    /// Returns the other files of the run that a catalog links to, or to whose folder it does, with their paths.
    pub(super) fn linked_from(&self, catalog: &Catalog<'_>) -> Vec<(String, &'c Catalog<'t>)> {
        let mut linked: FxHashSet<String> = FxHashSet::default();
        links_between(catalog, |path| {
            linked.insert(path);
        });
        let own = normal("", catalog.file.path());
        let others = self.catalogs.iter().map(|other| (normal("", other.file.path()), *other));
        others
            .filter(|(path, _)| {
                let folder = path.rsplit_once('/').map(|(folder, _)| folder);
                *path != own && (linked.contains(path) || folder.is_some_and(|folder| linked.contains(folder)))
            })
            .collect()
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
