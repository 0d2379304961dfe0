//! The files beside a catalog, with the texts of those that are open in the editor.

use std::{path::Path, sync::Arc};

use super::documents::OpenDocuments;
use crate::{
    rules::{Files, Lookup},
    source::{File, absolute},
    workspace::files::ProjectFiles,
};

/// The files of the disk, some of them with another text.
#[derive(Debug)]
pub(super) struct EditedFiles<'d> {
    disk: ProjectFiles,
    directory: &'d Path,
    documents: &'d OpenDocuments,
}

impl<'d> EditedFiles<'d> {
    /// The files for a run in `directory`.
    pub(super) fn new(directory: &'d Path, documents: &'d OpenDocuments) -> Self {
        Self { disk: ProjectFiles::new(directory), directory, documents }
    }
}

impl Files for EditedFiles<'_> {
    fn lookup(&self, from: &str, path: &str) -> Lookup {
        self.disk.lookup(from, path)
    }

    fn has_root(&self, from: &str) -> bool {
        self.disk.has_root(from)
    }

    fn page(&self, from: &str, path: &str) -> Option<String> {
        self.disk.page(from, path)
    }

    fn read(&self, page: &str) -> Option<File> {
        let open = self.documents.get(&absolute(self.directory, Path::new(page)));
        let edited = open.map(|document| File::from_text(page, document.text.as_str()));
        edited.or_else(|| self.disk.read(page))
    }

    fn names(&self, from: &str, folder: &str) -> Arc<[String]> {
        self.disk.names(from, folder)
    }
}
