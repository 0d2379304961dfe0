//! One version of the files: those on the disk, or those that git keeps of a revision or of what is staged.

use std::{
    collections::BTreeMap,
    io,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use super::{
    File, Found, Request, absolute,
    git::{Kind, Repository, Tree},
    read::read_file,
    shown_from,
    walk::{self, has_markdown_name, walk},
};
use crate::error::Failure;

/// A version of the files.
#[derive(Debug, Clone, Default)]
pub enum Version {
    /// As they are on the disk.
    #[default]
    Disk,
    /// As git keeps them.
    Git(Arc<Snapshot>),
}

/// The files of a revision, or those that are staged.
#[derive(Debug)]
pub struct Snapshot {
    /// Where they are kept.
    pub repository: Arc<Repository>,
    /// Which there are.
    pub tree: Tree,
}

impl Version {
    /// The bytes of a file, at most `limit`. `path` is from the root; what lies outside of the repository is read from
    /// the disk.
    ///
    /// # Errors
    ///
    /// Where there is no such file in this version, it is too large, or it cannot be read.
    pub fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let Self::Git(snapshot) = self else { return read_file(path, limit) };
        if !path.starts_with(snapshot.repository.root()) {
            return read_file(path, limit);
        }
        match snapshot.tree.get(path) {
            Some(node) if node.kind == Kind::File => snapshot.repository.blob(&node.id, limit),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Reads a file that was found, of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// Where it cannot be read at all.
    pub fn read_file(&self, found: &Found, limit: u64) -> Result<File, Failure> {
        found.read_with(limit, |path| self.read(path, limit))
    }

    /// Finds the files of a request, as [`walk`] does on the disk.
    pub fn find(&self, request: &Request<'_>, admits: &mut dyn FnMut(&Path) -> bool) -> (Vec<Found>, Vec<Failure>) {
        match self {
            Self::Disk => walk(request, admits),
            Self::Git(snapshot) => snapshot.find(request, admits),
        }
    }
}

impl Snapshot {
    fn find(&self, request: &Request<'_>, admits: &mut dyn FnMut(&Path) -> bool) -> (Vec<Found>, Vec<Failure>) {
        let working_folder = [PathBuf::from(".")];
        let paths = if request.paths.is_empty() { &working_folder } else { request.paths };
        let (mut found, mut failures) = (BTreeMap::new(), Vec::new());
        let mut add = |shown: String, path: PathBuf| found.insert(path.clone(), Found { shown, path, is_stdin: false });
        for path in paths.iter().filter(|path| path.as_os_str() != walk::STDIN) {
            let (shown, whole) = (shown_from(request.directory, path), absolute(request.directory, path));
            if self.tree.get(&whole).is_some_and(|node| node.kind == Kind::File) {
                add(shown, whole);
                continue;
            }
            if !self.tree.is_folder(&whole) {
                failures.push(Failure::unreadable(shown, io::ErrorKind::NotFound.into()));
                continue;
            }
            let (mut read, mut turned_away) = (0, 0);
            for (below, node) in self.tree.below(&whole) {
                let inside = below.strip_prefix(&whole).unwrap_or(below);
                if node.kind != Kind::File || !has_markdown_name(below) || is_hidden(inside) {
                    continue;
                }
                if admits(below) {
                    read += 1;
                    add(shown_from(request.directory, &path.join(inside)), below.to_owned());
                } else {
                    turned_away += 1;
                }
            }
            if read == 0 {
                failures.push(walk::nothing(&shown, turned_away));
            }
        }
        let mut found: Vec<_> = found.into_values().collect();
        found.sort_by(|a, b| a.shown.cmp(&b.shown));
        (found, failures)
    }
}

/// Whether a path has a part that begins with a dot, which a walk over folders leaves out.
fn is_hidden(path: &Path) -> bool {
    path.components().any(|part| matches!(part, Component::Normal(name) if name.as_encoded_bytes().starts_with(b".")))
}
