//! What rules look up in the file system beside the catalogs.

use std::sync::Arc;

use crate::source::File;

/// Questions of rules to the file system.
pub trait Files: Sync + std::fmt::Debug {
    /// Returns true if a path, relative to the folder of the file `from` (as it is shown), exists, letter for letter.
    fn lookup(&self, from: &str, path: &str) -> Lookup;

    /// Returns the names in a folder, given like the path of [`Files::lookup`], in their order; none where it cannot be
    /// listed.
    fn names(&self, from: &str, folder: &str) -> Arc<[String]>;

    /// Returns true if a path that begins with `/` leads from the root of the repository of the file `from`.
    fn has_root(&self, _from: &str) -> bool {
        false
    }

    /// Returns the markdown file that a path leads to, as a run shows its path: that of a folder is its README.
    fn page(&self, _from: &str, _path: &str) -> Option<String> {
        None
    }

    /// Reads a file that [`Self::page`] found; none where it is too large or cannot be read.
    fn read(&self, _page: &str) -> Option<File> {
        None
    }
}

/// The result of looking a file up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// It exists.
    Exists,
    /// It does not exist.
    Missing,
    /// A file of that name exists in other letters: the name as it really is.
    OtherCase(String),
    /// Nothing can be said: there is no file system, or the path leads out of the project.
    Unknown,
}

/// No file system: text from standard input, examples.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn lookup(&self, _from: &str, _path: &str) -> Lookup {
        Lookup::Unknown
    }

    fn names(&self, _from: &str, _folder: &str) -> Arc<[String]> {
        Arc::default()
    }
}
