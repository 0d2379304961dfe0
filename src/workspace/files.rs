//! The files of the project beside a catalog, for the rules that ask whether a link's target exists.

use std::{
    fs,
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization as _;

use crate::{
    rules::{Files, Lookup},
    source::{FileVersion, Snapshot, absolute, git, repositories_around},
    text::fold,
};

/// The file system around the catalogs of a run, as far as their projects reach. Each folder is listed once.
#[derive(Debug)]
pub(crate) struct ProjectFiles {
    /// The working folder.
    directory: PathBuf,
    folders: Mutex<FxHashMap<PathBuf, Option<Arc<Folder>>>>,
    roots: Mutex<FxHashMap<PathBuf, Root>>,
    /// The files of git's index, where those count: all folders are known then.
    kept: Option<Root>,
}

/// The names in a folder.
#[derive(Debug, Default)]
struct Folder {
    names: FxHashMap<String, PathKind>,
    /// The names by what they are in small letters.
    folded: FxHashMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PathKind {
    Folder,
    Symlink,
    File,
}

/// A project.
#[derive(Debug, Clone)]
struct Root {
    folder: PathBuf,
    /// True if files of the project may be missing here and be there for readers: a sparse checkout.
    is_sparse: bool,
    /// True if folders of the project may be empty here and filled for readers.
    has_submodules: bool,
}

impl ProjectFiles {
    /// The file system, for a run in `directory`.
    pub(crate) fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), folders: Mutex::default(), roots: Mutex::default(), kept: None }
    }

    /// The files of one version, for a run in `directory`.
    pub(crate) fn of(version: &FileVersion, directory: &Path) -> Self {
        let FileVersion::Git(snapshot) = version else { return Self::new(directory) };
        let root = snapshot.repository.root();
        let has_submodules = snapshot.tree.iter().any(|(_, node)| node.kind == git::TreeEntryKind::Submodule);
        let kept = Root { folder: root.to_owned(), is_sparse: false, has_submodules };
        Self { folders: Mutex::new(folders_of(snapshot)), kept: Some(kept), ..Self::new(directory) }
    }

    /// The project of the files in `folder`: the nearest repository, or else the working folder.
    fn root(&self, folder: &Path) -> Root {
        if let Some(root) = &self.kept {
            return root.clone();
        }
        let mut roots = self.roots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(root) = roots.get(folder) {
            return root.clone();
        }
        let repository = repositories_around(folder).next();
        let working = Some(&*self.directory).filter(|working| folder.starts_with(working));
        let root = repository.or(working).unwrap_or(folder).to_owned();
        let root = Root {
            is_sparse: root.join(".git/info/sparse-checkout").exists(),
            has_submodules: root.join(".gitmodules").exists(),
            folder: root,
        };
        roots.insert(folder.to_owned(), root.clone());
        root
    }

    /// Lists a folder; nothing where it cannot be listed.
    fn folder(&self, path: &Path) -> Option<Arc<Folder>> {
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = folders.get(path) {
            return known.clone();
        }
        if self.kept.is_some() {
            return None;
        }
        let folder = Folder::list(path).map(Arc::new);
        folders.insert(path.to_owned(), folder.clone());
        folder
    }

    fn walk(&self, root: &Root, start: &Path, path: &str) -> Option<Lookup> {
        let mut here = start.to_owned();
        // The path as it should be written, where it differs in its letters only.
        let mut real: Vec<String> = Vec::new();
        let mut is_other = false;
        let mut components = Path::new(path).components().peekable();
        if path.starts_with('/') {
            here.clone_from(&root.folder);
            real.push(String::new());
            components.next();
        }
        while let Some(component) = components.next() {
            let name = match component {
                Component::CurDir => {
                    real.push(".".to_owned());
                    continue;
                }
                Component::ParentDir => {
                    real.push("..".to_owned());
                    here.pop();
                    if !here.starts_with(&root.folder) {
                        return None;
                    }
                    continue;
                }
                Component::Normal(name) => name.to_str()?,
                Component::Prefix(_) | Component::RootDir => return None,
            };
            let folder = self.folder(&here)?;
            let (found, kind) = match folder.find(name) {
                Some(found) => found,
                // What is checked out in part, or is another project's, is there for those who read the catalog.
                None if root.is_sparse || root.has_submodules && folder.names.is_empty() => return None,
                None => return Some(Lookup::Missing),
            };
            is_other |= found != name && !found.nfc().eq(name.nfc());
            here.push(found);
            real.push(found.to_owned());
            match kind {
                _ if components.peek().is_none() => {}
                PathKind::Folder => {}
                // It may lead out of the project.
                PathKind::Symlink => return None,
                PathKind::File => return Some(Lookup::Missing),
            }
        }
        let slash = if path.ends_with('/') { "/" } else { "" };
        Some(if is_other { Lookup::OtherCase(real.join("/") + slash) } else { Lookup::Exists })
    }
}

impl Files for ProjectFiles {
    fn lookup(&self, from: &str, path: &str) -> Lookup {
        let file = absolute(&self.directory, Path::new(from));
        let Some(start) = file.parent() else { return Lookup::Unknown };
        let root = self.root(start);
        // Text from standard input may have no place; then nothing is known of what stands beside it.
        let has_place = self.folder(start).is_some_and(|folder| {
            file.file_name().and_then(|name| name.to_str()).is_some_and(|name| folder.find(name).is_some())
        });
        if has_place { self.walk(&root, start, path).unwrap_or(Lookup::Unknown) } else { Lookup::Unknown }
    }

    fn names(&self, from: &str, folder: &str) -> Vec<String> {
        // Only what can be looked up is inside of the project.
        if !folder.is_empty() && self.lookup(from, folder) != Lookup::Exists {
            return Vec::new();
        }
        let file = absolute(&self.directory, Path::new(from));
        let Some(start) = file.parent() else { return Vec::new() };
        let mut here = start.to_owned();
        if folder.starts_with('/') {
            here = self.root(start).folder;
        }
        for component in Path::new(folder).components() {
            match component {
                Component::ParentDir => _ = here.pop(),
                Component::Normal(name) => here.push(name),
                _ => {}
            }
        }
        let mut names: Vec<String> =
            self.folder(&here).map(|folder| folder.names.keys().cloned().collect()).unwrap_or_default();
        names.sort_unstable();
        names
    }
}

impl Folder {
    fn list(path: &Path) -> Option<Self> {
        let mut folder = Self::default();
        for entry in fs::read_dir(path).ok()? {
            let entry = entry.ok()?;
            // A name that is not Unicode cannot be linked to.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let kind = match entry.file_type() {
                Ok(kind) if kind.is_dir() => PathKind::Folder,
                Ok(kind) if kind.is_symlink() => PathKind::Symlink,
                _ => PathKind::File,
            };
            folder.add(name, kind);
        }
        Some(folder)
    }

    fn add(&mut self, name: String, kind: PathKind) {
        let other = self.folded.entry(fold::file_name(&name)).or_insert_with(|| name.clone());
        // Of two names that differ in their letters only, always the same is taken.
        if name < *other {
            other.clone_from(&name);
        }
        self.names.insert(name, kind);
    }

    /// The name as it stands in the folder, letter for letter or else in other letters.
    fn find(&self, name: &str) -> Option<(&str, PathKind)> {
        let exact = self.names.get_key_value(name);
        let (name, kind) = exact.or_else(|| self.names.get_key_value(self.folded.get(&fold::file_name(name))?))?;
        Some((name, *kind))
    }
}

/// The folders of a version that git keeps, with what stands in each.
fn folders_of(snapshot: &Snapshot) -> FxHashMap<PathBuf, Option<Arc<Folder>>> {
    let root = snapshot.repository.root();
    let mut folders: FxHashMap<PathBuf, Folder> = FxHashMap::default();
    folders.entry(root.to_owned()).or_default();
    for (path, node) in snapshot.tree.iter() {
        let mut kind = match node.kind {
            git::TreeEntryKind::File => PathKind::File,
            git::TreeEntryKind::Symlink => PathKind::Symlink,
            git::TreeEntryKind::Submodule => PathKind::Folder,
        };
        if node.kind == git::TreeEntryKind::Submodule {
            folders.entry(path.to_owned()).or_default();
        }
        let mut path = path;
        while let Some((above, name)) = path.parent().zip(path.file_name()).filter(|_| path != root) {
            let Some(name) = name.to_str() else { break };
            let is_known = folders.contains_key(above);
            folders.entry(above.to_owned()).or_default().add(name.to_owned(), kind);
            if is_known {
                break;
            }
            (kind, path) = (PathKind::Folder, above);
        }
    }
    folders.into_iter().map(|(path, folder)| (path, Some(Arc::new(folder)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn the_names_in_a_folder_of_the_project_are_listed() {
        let folder = project(&["a/.git/HEAD", "a/README.md", "a/docs/b.md", "a/docs/a.md", "b.md"]);
        let disk = ProjectFiles::new(folder.path());
        for (from, path, wanted) in [
            ("a/README.md", "docs", &["a.md", "b.md"][..]),
            ("a/docs/a.md", "", &["a.md", "b.md"]),
            ("a/docs/a.md", "/docs/", &["a.md", "b.md"]),
            ("a/README.md", "..", &[]),
            ("a/README.md", "nowhere", &[]),
        ] {
            assert_eq!(disk.names(from, path), wanted, "{from} {path}");
        }
    }

    #[test]
    fn files_are_found_letter_for_letter_inside_of_the_project() {
        let folder = project(&["a/.git/HEAD", "a/README.md", "a/docs/Guide.md", "a/docs/caf\u{e9}.md", "b.md"]);
        let disk = ProjectFiles::new(folder.path());
        let other = |name: &str| Lookup::OtherCase(name.to_owned());
        for (from, path, wanted) in [
            ("a/README.md", "docs/Guide.md", Lookup::Exists),
            ("a/README.md", "./docs", Lookup::Exists),
            ("a/README.md", "docs/", Lookup::Exists),
            ("a/README.md", "/docs/Guide.md", Lookup::Exists),
            ("a/README.md", "docs/cafe\u{301}.md", Lookup::Exists),
            ("a/README.md", "docs/absent.md", Lookup::Missing),
            ("a/README.md", "README.md/x", Lookup::Missing),
            ("a/README.md", "Docs/guide.md", other("docs/Guide.md")),
            ("a/README.md", "./DOCS/", other("./docs/")),
            ("a/docs/Guide.md", "../readme.md", other("../README.md")),
            ("a/README.md", "../b.md", Lookup::Unknown),
            ("a/README.md", "../../../etc/passwd", Lookup::Unknown),
            ("b.md", "a/README.md", Lookup::Exists),
            ("<stdin>", "a/README.md", Lookup::Unknown),
            ("absent/README.md", "a.md", Lookup::Unknown),
        ] {
            assert_eq!(disk.lookup(from, path), wanted, "{from} {path}");
        }
    }

    #[test]
    fn what_may_be_there_for_readers_is_not_missing() {
        let sparse = project(&[".git/info/sparse-checkout", "README.md"]);
        assert_eq!(ProjectFiles::new(sparse.path()).lookup("README.md", "docs/a.md"), Lookup::Unknown);
        let parent = project(&[".git/HEAD", ".gitmodules", "README.md"]);
        fs::create_dir(parent.path().join("part")).unwrap();
        assert_eq!(ProjectFiles::new(parent.path()).lookup("README.md", "part/a.md"), Lookup::Unknown);
        assert_eq!(ProjectFiles::new(parent.path()).lookup("README.md", "docs/a.md"), Lookup::Missing);
    }

    #[cfg(unix)]
    #[test]
    fn a_symlink_is_not_followed_out_of_the_project() {
        let folder = project(&[".git/HEAD", "README.md"]);
        std::os::unix::fs::symlink("/etc", folder.path().join("out")).unwrap();
        let disk = ProjectFiles::new(folder.path());
        assert_eq!(disk.lookup("README.md", "out"), Lookup::Exists);
        assert_eq!(disk.lookup("README.md", "out/passwd"), Lookup::Unknown);
    }
}
