//! The files of a revision or of the index, by their paths.

use std::{
    collections::BTreeMap,
    ops::Bound,
    path::{Path, PathBuf},
};

/// The kind of an entry of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeEntryKind {
    /// A file.
    File,
    /// A symbolic link; its bytes are where it leads.
    Symlink,
    /// Another project's commit.
    Submodule,
}

/// One entry of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its kind.
    pub kind: TreeEntryKind,
    /// The object's id.
    pub id: String,
}

/// All files of a revision or of the index, by their paths from the root of the file system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    nodes: BTreeMap<PathBuf, Node>,
}

impl Tree {
    /// Reads `mode type id\tpath\0`…
    pub(super) fn from_ls_tree(root: &Path, bytes: &[u8]) -> Self {
        Self::read(root, bytes, |fields| Some((fields.next()?, fields.nth(1)?)))
    }

    /// Reads `mode id stage\tpath\0`…; of a file that is being merged there are several stages, and ours is taken.
    pub(super) fn from_ls_files(root: &Path, bytes: &[u8]) -> Self {
        Self::read(root, bytes, |fields| {
            let (mode, id) = (fields.next()?, fields.next()?);
            matches!(fields.next()?, "0" | "2").then_some((mode, id))
        })
    }

    fn read(
        root: &Path,
        bytes: &[u8],
        mode_and_id: impl for<'a> Fn(&mut std::str::SplitWhitespace<'a>) -> Option<(&'a str, &'a str)>,
    ) -> Self {
        let entries = bytes.split(|byte| *byte == 0).filter_map(|entry| {
            let tab = entry.iter().position(|byte| *byte == b'\t')?;
            let (mode, id) = mode_and_id(&mut std::str::from_utf8(entry.get(..tab)?).ok()?.split_whitespace())?;
            let kind = match mode {
                "120000" => TreeEntryKind::Symlink,
                "160000" => TreeEntryKind::Submodule,
                _ => TreeEntryKind::File,
            };
            Some((root.join(path_of(entry.get(tab + 1..)?)), Node { kind, id: id.to_owned() }))
        });
        Self { nodes: entries.collect() }
    }

    /// The entry of a path, which is from the root of the file system.
    pub fn get(&self, path: &Path) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// All entries, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&Path, &Node)> {
        self.nodes.iter().map(|(path, node)| (path.as_path(), node))
    }

    /// The entries below a folder, in the order of their paths.
    pub fn below<'a>(&'a self, folder: &'a Path) -> impl Iterator<Item = (&'a Path, &'a Node)> {
        let from = self.nodes.range::<Path, _>((Bound::Included(folder), Bound::Unbounded));
        from.map(|(path, node)| (path.as_path(), node)).take_while(move |(path, _)| path.starts_with(folder))
    }

    /// Returns true if a path is a folder: something lies below it.
    pub fn is_folder(&self, path: &Path) -> bool {
        self.below(path).any(|(below, _)| below != path)
    }
}

/// A path as git writes it: bytes, with `/` on every platform.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_lists_is_read_whatever_the_names() {
        let root = Path::new("/r");
        let listed =
            b"100644 blob aa\tdocs/a \"b\"\tc.md\x00120000 blob bb\tdocs/\xe6\x95\xb0.md\x00160000 commit cc\tpart\0";
        let tree = Tree::from_ls_tree(root, listed);
        let node = |kind, id: &str| Some(Node { kind, id: id.to_owned() });
        assert_eq!(tree.get(Path::new("/r/docs/a \"b\"\tc.md")).cloned(), node(TreeEntryKind::File, "aa"));
        assert_eq!(tree.get(Path::new("/r/docs/数.md")).cloned(), node(TreeEntryKind::Symlink, "bb"));
        assert_eq!(tree.get(Path::new("/r/part")).cloned(), node(TreeEntryKind::Submodule, "cc"));
        assert!(tree.is_folder(Path::new("/r/docs")) && !tree.is_folder(Path::new("/r/part")));
        assert_eq!(tree.below(Path::new("/r/docs")).count(), 2);
        let staged = Tree::from_ls_files(root, b"100644 aa 1\ta.md\x00100644 bb 2\ta.md\x00100755 cc 0\tb.md\0");
        assert_eq!(staged.get(Path::new("/r/a.md")).cloned(), node(TreeEntryKind::File, "bb"));
        assert_eq!(staged.iter().count(), 2);
    }
}
