//! `check --config-from-base`: a catalog that a change replaces by a symbolic link is still checked.

use std::path::Path;

use super::VersionPair;
use crate::{
    cli::InputPaths,
    error::Failure,
    source::{FileVersion, SourceFile, contained, git::TreeEntryKind},
    workspace::load::Loader,
};

impl VersionPair {
    /// Adds to the files that were found those that are files in the base and symbolic links now, which a walk over folders
    /// leaves out. Gives those that lead out of the repository, which are not read.
    pub(crate) fn add_replaced(
        &self,
        found: &mut Vec<SourceFile>,
        inputs: &InputPaths,
        reader: &mut Loader<'_>,
    ) -> Vec<Failure> {
        let (listed, _) = reader.find(inputs, &self.base());
        let mut failures = Vec::new();
        for one in listed.into_iter().filter(|one| self.is_link(&one.path)) {
            if found.iter().any(|known| known.path == one.path) {
                continue;
            }
            match contained(&one.path) {
                Err(error) if matches!(self.head, FileVersion::Disk) => {
                    failures.push(Failure::unreadable(one.shown, error));
                }
                _ => found.push(one),
            }
        }
        found.sort_by(|a, b| a.shown.cmp(&b.shown));
        failures
    }

    fn is_link(&self, path: &Path) -> bool {
        match &self.head {
            FileVersion::Disk => path.is_symlink(),
            FileVersion::Git(head) => head.tree.get(path).is_some_and(|node| node.kind == TreeEntryKind::Symlink),
        }
    }
}
