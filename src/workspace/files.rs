//! The files of the project beside a catalog, for the rules that ask whether a link's target exists.

use std::{
    fs,
    path::{Component, Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization as _;

use crate::{
    rules::{Files, Lookup},
    source::{
        File, FileVersion, MEBIBYTE, Snapshot, absolute, git, has_markdown_name, repositories_around, shown_from,
    },
    text::fold,
};

/// Bytes of the longest page beside a catalog that is read for its anchors: GitHub renders half of that.
const LONGEST_PAGE: u64 = MEBIBYTE;
/// The file that GitHub shows for a folder.
const README: &str = "README.md";

/// The file system around the catalogs of a run, as far as their projects reach. Each folder is listed once.
#[derive(Debug)]
pub(crate) struct ProjectFiles {
    /// The working folder.
    directory: PathBuf,
    folders: Mutex<FxHashMap<PathBuf, Option<Arc<Folder>>>>,
    roots: Mutex<FxHashMap<PathBuf, Root>>,
    /// The files of git's index, where those count: all folders are known then.
    kept: Option<Root>,
    version: FileVersion,
}

/// What a path was found to be.
struct FoundPath {
    lookup: Lookup,
    /// The file or folder, letter for letter.
    path: PathBuf,
    kind: PathKind,
}

/// The names in a folder.
#[derive(Debug, Default)]
struct Folder {
    names: FxHashMap<String, PathKind>,
    /// The names by what they are in small letters.
    folded: FxHashMap<String, String>,
    /// The names in their order, once somebody asked for them.
    sorted: OnceLock<Arc<[String]>>,
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
    /// True if it is a repository, so that its folder is where a path that begins with `/` leads from.
    is_repository: bool,
}

impl ProjectFiles {
    /// The file system, for a run in `directory`.
    pub(crate) fn new(directory: &Path) -> Self {
        Self {
            directory: directory.to_owned(),
            folders: Mutex::default(),
            roots: Mutex::default(),
            kept: None,
            version: FileVersion::Disk,
        }
    }

    /// The files of one version, for a run in `directory`.
    pub(crate) fn of(version: &FileVersion, directory: &Path) -> Self {
        let FileVersion::Git(snapshot) = version else { return Self::new(directory) };
        let root = snapshot.repository.root();
        let has_submodules = snapshot.tree.iter().any(|(_, node)| node.kind == git::TreeEntryKind::Submodule);
        let kept = Root { folder: root.to_owned(), is_sparse: false, has_submodules, is_repository: true };
        let (folders, version) = (Mutex::new(folders_of(snapshot)), version.clone());
        Self { folders, kept: Some(kept), version, ..Self::new(directory) }
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
        let is_repository = repository.is_some();
        let root = repository.or(working).unwrap_or(folder).to_owned();
        let root = Root {
            is_sparse: root.join(".git/info/sparse-checkout").exists(),
            has_submodules: root.join(".gitmodules").exists(),
            folder: root,
            is_repository,
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

    /// Follows a path from the folder `start`; none where it leads out of the project, or nothing is known.
    fn walk(&self, root: &Root, start: &Path, path: &str) -> Option<FoundPath> {
        let mut here = start.to_owned();
        // The path as it should be written, where it differs in its letters only.
        let mut real: Vec<String> = Vec::new();
        let mut is_other = false;
        let mut last = PathKind::Folder;
        let missing = |path: PathBuf, kind| Some(FoundPath { lookup: Lookup::Missing, path, kind });
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
                None => return missing(here, last),
            };
            is_other |= found != name && !found.nfc().eq(name.nfc());
            here.push(found);
            real.push(found.to_owned());
            last = kind;
            match kind {
                _ if components.peek().is_none() => {}
                PathKind::Folder => {}
                // It may lead out of the project.
                PathKind::Symlink => return None,
                PathKind::File => return missing(here, kind),
            }
        }
        let slash = if path.ends_with('/') { "/" } else { "" };
        let lookup = if is_other { Lookup::OtherCase(real.join("/") + slash) } else { Lookup::Exists };
        Some(FoundPath { lookup, path: here, kind: last })
    }

    /// Follows a path from the file `from`.
    fn follow(&self, from: &str, path: &str) -> Option<FoundPath> {
        let file = absolute(&self.directory, Path::new(from));
        let start = file.parent()?;
        let root = self.root(start);
        // Text from standard input may have no place; then nothing is known of what stands beside it.
        let name = file.file_name().and_then(|name| name.to_str())?;
        self.folder(start)?.find(name)?;
        self.walk(&root, start, path)
    }
}

impl Files for ProjectFiles {
    fn lookup(&self, from: &str, path: &str) -> Lookup {
        self.follow(from, path).map_or(Lookup::Unknown, |found| found.lookup)
    }

    fn has_root(&self, from: &str) -> bool {
        absolute(&self.directory, Path::new(from)).parent().is_some_and(|folder| self.root(folder).is_repository)
    }

    fn page(&self, from: &str, path: &str) -> Option<String> {
        let found = self.follow(from, path).filter(|found| found.lookup != Lookup::Missing)?;
        let page = match found.kind {
            PathKind::Folder => {
                let folder = self.folder(&found.path)?;
                let (name, _) = folder.find(README)?;
                found.path.join(name)
            }
            PathKind::File | PathKind::Symlink => found.path,
        };
        has_markdown_name(&page).then(|| shown_from(&self.directory, &page))
    }

    fn read(&self, page: &str) -> Option<File> {
        let path = absolute(&self.directory, Path::new(page));
        let bytes = self.version.read(&path, LONGEST_PAGE).ok()?;
        Some(File::from_bytes(page.to_owned(), bytes))
    }

    fn names(&self, from: &str, folder: &str) -> Arc<[String]> {
        // Only what can be looked up is inside of the project.
        if !folder.is_empty() && self.lookup(from, folder) != Lookup::Exists {
            return Arc::default();
        }
        let file = absolute(&self.directory, Path::new(from));
        let Some(start) = file.parent() else { return Arc::default() };
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
        self.folder(&here).map(|folder| folder.sorted()).unwrap_or_default()
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

    fn sorted(&self) -> Arc<[String]> {
        let sort = || {
            let mut names: Vec<String> = self.names.keys().cloned().collect();
            names.sort_unstable();
            names.into()
        };
        Arc::clone(self.sorted.get_or_init(sort))
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
            assert_eq!(&*disk.names(from, path), wanted, "{from} {path}");
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
    fn the_page_of_a_folder_is_its_readme() {
        let folder = project(&["a/.git/HEAD", "a/docs/readme.md", "a/docs/logo.png", "a/img/x.png", "b.md"]);
        fs::write(folder.path().join("a/docs/readme.md"), "# Setup\n").unwrap();
        let disk = ProjectFiles::new(folder.path());
        for (from, path, wanted) in [
            ("a/docs/readme.md", ".", Some("a/docs/readme.md")),
            ("a/docs/readme.md", "/docs/", Some("a/docs/readme.md")),
            ("a/docs/readme.md", "logo.png", None),
            ("a/docs/readme.md", "../img", None),
            ("a/docs/readme.md", "../../b.md", None),
        ] {
            assert_eq!(disk.page(from, path).as_deref(), wanted, "{from} {path}");
        }
        assert_eq!(disk.read("a/docs/readme.md").unwrap().text(), "# Setup\n");
        assert!(disk.has_root("a/docs/readme.md") && !disk.has_root("b.md"));
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
