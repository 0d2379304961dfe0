//! One version of the files: those on the disk, or those that git keeps of a revision or of what is staged.

use std::{
    collections::BTreeMap,
    io,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use super::{
    File, SourceFile, WalkRequest, absolute,
    contain::leads_out,
    contained,
    git::{GitRepository, Node, Tree, TreeEntryKind},
    read::read_file,
    shown_from,
    walk::{self, has_markdown_name, walk},
};
use crate::error::Failure;

/// Symbolic links followed for one path, as many as Linux follows.
const LINKS: usize = 40;

/// Bytes read of a symbolic link: the longest path that Linux takes.
const LONGEST_LINK: u64 = 4_096;

/// A version of the files.
#[derive(Debug, Clone, Default)]
pub enum FileVersion {
    /// As they are on the disk.
    #[default]
    Disk,
    /// As git keeps them.
    Git(Arc<Snapshot>),
}

/// The files of a revision, or those that are staged.
#[derive(Debug)]
pub struct Snapshot {
    /// The repository that keeps them.
    pub repository: Arc<GitRepository>,
    /// Their tree.
    pub tree: Tree,
}

impl FileVersion {
    /// The bytes of a file, at most `limit`. `path` is from the root; what lies outside of the repository is read from
    /// the disk.
    ///
    /// # Errors
    ///
    /// Where there is no such file in this version, it is too large, it cannot be read, or a symbolic link leads out of the
    /// repository.
    pub fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        match self {
            Self::Git(snapshot) if path.starts_with(snapshot.repository.root()) => snapshot.read(path, limit),
            _ => contained(path).and_then(|()| read_file(path, limit)),
        }
    }

    /// Reads a file that [`Self::find`] found, which looked where it leads.
    fn read_found(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        match self {
            Self::Disk => read_file(path, limit),
            Self::Git(_) => self.read(path, limit),
        }
    }

    /// Reads a file that was found, of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// Where it cannot be read at all.
    pub fn read_file(&self, found: &SourceFile, limit: u64) -> Result<File, Failure> {
        found.read_with(limit, |path| self.read_found(path, limit))
    }

    /// Finds the files of a request, as [`walk`] does on the disk.
    pub fn find(
        &self,
        request: &WalkRequest<'_>,
        admits: &mut dyn FnMut(&Path) -> bool,
    ) -> (Vec<SourceFile>, Vec<Failure>) {
        match self {
            Self::Disk => walk(request, admits),
            Self::Git(snapshot) => snapshot.find(request, admits),
        }
    }
}

impl Snapshot {
    /// The bytes of a file. A symbolic link is followed inside of the repository.
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let mut path = path.to_owned();
        for _ in 0..LINKS {
            let Some((link, node)) = self.first_node(&path) else { break };
            match node.kind {
                TreeEntryKind::File if link == path => return self.repository.blob(&node.id, limit),
                TreeEntryKind::Symlink => path = self.followed(&link, &node.id, &path)?,
                TreeEntryKind::File | TreeEntryKind::Submodule => break,
            }
        }
        Err(io::ErrorKind::NotFound.into())
    }

    /// The first part of a path that is an entry of the tree.
    fn first_node(&self, path: &Path) -> Option<(PathBuf, &Node)> {
        let mut above: Vec<&Path> = path.ancestors().collect();
        above.reverse();
        above.into_iter().find_map(|part| Some((part.to_owned(), self.tree.get(part)?)))
    }

    /// Where a path leads that goes through a symbolic link.
    fn followed(&self, link: &Path, id: &str, path: &Path) -> io::Result<PathBuf> {
        let target = String::from_utf8_lossy(&self.repository.blob(id, LONGEST_LINK)?).into_owned();
        let target = absolute(link.parent().unwrap_or(link), Path::new(&target));
        if !target.starts_with(self.repository.root()) {
            return Err(leads_out("a symbolic link leads out"));
        }
        // A path that ends with the link itself gets no slash behind it.
        let rest = path.strip_prefix(link).unwrap_or(Path::new(""));
        Ok(if rest.as_os_str().is_empty() { target } else { target.join(rest) })
    }

    fn find(
        &self,
        request: &WalkRequest<'_>,
        admits: &mut dyn FnMut(&Path) -> bool,
    ) -> (Vec<SourceFile>, Vec<Failure>) {
        let working_folder = [PathBuf::from(".")];
        let paths = if request.paths.is_empty() { &working_folder } else { request.paths };
        let (mut found, mut failures) = (BTreeMap::new(), Vec::new());
        let mut add =
            |shown: String, path: PathBuf| found.insert(path.clone(), SourceFile { shown, path, is_stdin: false });
        for path in paths.iter().filter(|path| path.as_os_str() != walk::STDIN) {
            let (shown, whole) = (shown_from(request.directory, path), absolute(request.directory, path));
            if self.tree.get(&whole).is_some_and(|node| node.kind == TreeEntryKind::File) {
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
                let hidden = is_hidden(inside) && !walk::is_readme_of_github(inside);
                if node.kind != TreeEntryKind::File || !has_markdown_name(below) || hidden {
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

/// Returns true if a path has a part that begins with a dot, which a walk over folders leaves out.
fn is_hidden(path: &Path) -> bool {
    path.components().any(|part| matches!(part, Component::Normal(name) if name.as_encoded_bytes().starts_with(b".")))
}
