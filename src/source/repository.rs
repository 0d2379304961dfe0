//! Finds the repository that a run works in: services know a file by its path from there.

use std::path::{Path, PathBuf};

use super::{absolute, path::slashes};

/// A repository and a folder in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepositoryFolder {
    root: PathBuf,
    directory: PathBuf,
}

impl RepositoryFolder {
    /// The repository around a folder: the nearest one upwards that holds `.git`, which is a file in a worktree. Without
    /// one the folder itself counts.
    pub fn around(directory: &Path) -> Self {
        let root = repositories_around(directory).next();
        Self { root: root.unwrap_or(directory).to_owned(), directory: directory.to_owned() }
    }

    /// The path of a file from the root of the repository, with `/` on every platform. `shown` is its path as
    /// [`super::shown_from`] gives it; a file outside of the repository keeps that.
    pub fn path_of(&self, shown: &str) -> String {
        let path = absolute(&self.directory, Path::new(shown));
        path.strip_prefix(&self.root).map_or_else(|_| shown.to_owned(), slashes)
    }
}

/// Returns the repositories around a folder, the nearest first: each holds `.git`, which is a file in a worktree.
pub fn repositories_around(folder: &Path) -> impl Iterator<Item = &Path> {
    folder.ancestors().filter(|above| above.join(".git").exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_counts_from_the_root_of_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("list");
        std::fs::create_dir_all(root.join("docs/old")).unwrap();
        std::fs::write(root.join(".git"), "gitdir: elsewhere").unwrap();
        let repository = RepositoryFolder::around(&root.join("docs"));
        let named = root.join("lists/b.md");
        for (shown, wanted) in [
            ("a.md", "docs/a.md"),
            ("old/a.md", "docs/old/a.md"),
            ("../README.md", "README.md"),
            ("<stdin>", "docs/<stdin>"),
            (named.to_str().unwrap(), "lists/b.md"),
            ("../../a.md", "../../a.md"),
            ("/etc/a.md", "/etc/a.md"),
        ] {
            assert_eq!(repository.path_of(shown), wanted, "{shown}");
        }
    }

    #[test]
    fn without_a_repository_the_folder_counts() {
        assert_eq!(RepositoryFolder::default().path_of("docs/a.md"), "docs/a.md");
        let repository = RepositoryFolder { root: "/x".into(), directory: "/x".into() };
        assert_eq!(repository.path_of("./docs/../a.md"), "a.md");
    }
}
