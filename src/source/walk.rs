//! Finds the files that a run reads: those that are named, the markdown in folders that are named, standard input.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use ignore::{DirEntry, WalkBuilder};

use super::{
    File, absolute, contained,
    ignore_file::{UnreadIgnoreFile, verify_ignore_file, verify_ignore_files_around},
    read::{read_file, read_within},
    shown_from,
    tracked::tracked,
};
use crate::error::Failure;
use crate::text::quote;

/// The argument that stands for standard input.
pub(super) const STDIN: &str = "-";

/// The hidden folder whose readme GitHub shows.
const GITHUB_FOLDER: &str = ".github";

/// The files that a run is asked to read.
#[derive(Debug, Clone, Copy)]
pub struct WalkRequest<'a> {
    /// Files, folders and `-`; none of them means the working folder.
    pub paths: &'a [PathBuf],
    /// The name of standard input.
    pub stdin_filename: Option<&'a Path>,
    /// The working folder, from the root.
    pub directory: &'a Path,
}

/// A file that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as it is shown: relative to the working folder, with `/`.
    pub shown: String,
    /// The path from the root, which a configuration's patterns speak of.
    pub path: PathBuf,
    /// True if its text comes from standard input.
    pub is_stdin: bool,
}

impl SourceFile {
    /// Reads the file, of at most `limit` bytes; what is not UTF-8 in it becomes a fault, not a failure.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read at all.
    pub fn read(&self, limit: u64) -> Result<File, Failure> {
        self.read_with(limit, |path| read_file(path, limit))
    }

    /// The same, where files are read otherwise.
    pub(super) fn read_with(
        &self,
        limit: u64,
        read: impl FnOnce(&Path) -> std::io::Result<Vec<u8>>,
    ) -> Result<File, Failure> {
        let bytes = if self.is_stdin { stdin_bytes(limit) } else { read(&self.path) };
        match bytes {
            Ok(bytes) => Ok(File::from_bytes(self.shown.clone(), bytes)),
            Err(error) => Err(Failure::unreadable(self.shown.clone(), error)),
        }
    }
}

/// All of standard input, of at most `limit` bytes.
///
/// # Errors
///
/// Where it has more, or cannot be read.
pub fn stdin_bytes(limit: u64) -> std::io::Result<Vec<u8>> {
    read_within(std::io::stdin().lock(), limit)
}

/// Finds the files of a request, each once, in the order of their paths, and tells what could not be found.
///
/// A file that is named is read whatever its name, and even if it is hidden or ignored. In a folder, `*.md` and
/// `*.markdown` are read that neither git ignores nor `admits` turns away, and of hidden folders only
/// `.github/README.md`; `admits` is given the path from the root. A file
/// that git tracks is read whatever `.gitignore` says: git does not ignore it either, and a change that adds the pattern
/// does not hide what it changes.
pub fn walk(request: &WalkRequest<'_>, admits: &mut dyn FnMut(&Path) -> bool) -> (Vec<SourceFile>, Vec<Failure>) {
    let working_folder = [PathBuf::from(".")];
    let paths = if request.paths.is_empty() { &working_folder } else { request.paths };
    // By path from the root: a file that is named twice, or lies in a folder that is named too, is read once.
    let mut found = BTreeMap::new();
    let mut failures = Vec::new();
    for path in paths.iter().filter(|path| path.as_os_str() != STDIN) {
        let one = SourceFile {
            shown: shown_from(request.directory, path),
            path: absolute(request.directory, path),
            is_stdin: false,
        };
        if let Err(error) = contained(&one.path) {
            failures.push(Failure::unreadable(one.shown, error));
        } else if one.path.is_dir() {
            folder(request, path, admits, &mut found, &mut failures);
        } else if let Err(error) = fs::metadata(&one.path) {
            failures.push(Failure::unreadable(one.shown, error));
        } else {
            found.insert(one.path.clone(), one);
        }
    }
    // Last, so that an editor's text comes before what is on the disk under its name.
    if paths.iter().any(|path| path.as_os_str() == STDIN) {
        let stdin = stdin(request);
        found.insert(stdin.path.clone(), stdin);
    }
    let mut found: Vec<_> = found.into_values().collect();
    found.sort_by(|a, b| a.shown.cmp(&b.shown));
    (found, failures)
}

pub(super) fn stdin(request: &WalkRequest<'_>) -> SourceFile {
    let name = request.stdin_filename.unwrap_or(Path::new("<stdin>"));
    SourceFile { shown: shown_from(request.directory, name), path: absolute(request.directory, name), is_stdin: true }
}

/// Finds the markdown of one folder.
fn folder(
    request: &WalkRequest<'_>,
    path: &Path,
    admits: &mut dyn FnMut(&Path) -> bool,
    found: &mut BTreeMap<PathBuf, SourceFile>,
    failures: &mut Vec<Failure>,
) {
    let (mut read, mut excluded, failed) = (0, 0, failures.len());
    let whole = absolute(request.directory, path);
    let mut listed: BTreeSet<PathBuf> = tracked(&whole, &has_markdown_name).into_iter().collect();
    listed.extend(walk_folder(request.directory, path, &whole, failures));
    listed.extend(readmes_of_github(&whole));
    for file in listed {
        if admits(&file) {
            read += 1;
            let inside = file.strip_prefix(&whole).unwrap_or(&file);
            let shown = shown_from(request.directory, &path.join(inside));
            found.insert(file.clone(), SourceFile { shown, path: file, is_stdin: false });
        } else {
            excluded += 1;
        }
    }
    if read == 0 && failures.len() == failed {
        failures.push(nothing(&shown_from(request.directory, path), excluded));
    }
}

/// Returns `.github/README.md` of a folder, in any case: GitHub shows it before one in the repository's root.
fn readmes_of_github(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join(GITHUB_FOLDER)) else { return Vec::new() };
    let is_plain = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    if !is_plain(&folder.join(GITHUB_FOLDER)) {
        return Vec::new();
    }
    let files = entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    let paths = files.map(|entry| entry.path());
    paths.filter(|path| path.strip_prefix(folder).is_ok_and(is_readme_of_github)).collect()
}

/// Returns true if a path in a folder is `.github/README.md`, in any case.
pub(super) fn is_readme_of_github(inside: &Path) -> bool {
    let stem = inside.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    inside.parent() == Some(Path::new(GITHUB_FOLDER))
        && stem.eq_ignore_ascii_case("readme")
        && has_markdown_name(inside)
}

/// Returns the markdown of a folder that git does not ignore. A folder whose `.gitignore` is not read is not walked: what
/// git ignores there is not known.
fn walk_folder(directory: &Path, path: &Path, whole: &Path, failures: &mut Vec<Failure>) -> Vec<PathBuf> {
    let unread = Arc::new(Mutex::new(Vec::new()));
    let mut listed = Vec::new();
    match verify_ignore_files_around(whole) {
        Err(error) => unread.lock().unwrap_or_else(PoisonError::into_inner).push(error),
        Ok(()) => {
            for entry in walker(whole, Arc::clone(&unread)).build() {
                match entry {
                    Ok(entry) if is_markdown(&entry) => listed.push(entry.into_path()),
                    Ok(_) => {}
                    Err(error) => failures.push(unreadable(directory, path, error)),
                }
            }
        }
    }
    for UnreadIgnoreFile { path, error } in unread.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        failures.push(Failure::unreadable(shown_from(directory, &path), error));
    }
    listed
}

/// Returns a walk that leaves out folders whose `.gitignore` cannot be read, and collects these.
fn walker(folder: &Path, unread: Arc<Mutex<Vec<UnreadIgnoreFile>>>) -> WalkBuilder {
    let mut builder = WalkBuilder::new(folder);
    builder.filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let verified = if is_folder { verify_ignore_file(entry.path()) } else { Ok(()) };
        verified.map_err(|error| unread.lock().unwrap_or_else(PoisonError::into_inner).push(error)).is_ok()
    });
    // What git ignores by the user's own settings would make the same folder give other findings on another machine.
    // `.ignore` is a file of search tools: it says nothing about what a catalog is.
    builder.ignore(false).git_global(false).follow_links(false).sort_by_file_path(Path::cmp);
    builder
}

/// Links in a folder are not followed: they would show a file twice, or lead out of the folder or around in it.
fn is_markdown(entry: &DirEntry) -> bool {
    has_markdown_name(entry.path()) && entry.file_type().is_some_and(|kind| kind.is_file())
}

/// Returns true if a path ends as that of markdown does.
pub fn has_markdown_name(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["md", "markdown"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Converts an error of the walk, with the name that the error has for the folder, where it has one.
fn unreadable(directory: &Path, folder: &Path, error: ignore::Error) -> Failure {
    let mut path = folder.to_owned();
    let mut inner = &error;
    loop {
        match inner {
            ignore::Error::WithPath { path: named, err } => (path, inner) = (named.clone(), err),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => inner = err,
            _ => break,
        }
    }
    let shown = shown_from(directory, &path);
    let said = error.to_string();
    Failure::unreadable(shown, error.into_io_error().unwrap_or_else(|| std::io::Error::other(said)))
}

pub(super) fn nothing(shown: &str, excluded: usize) -> Failure {
    let folder = quote(shown);
    if excluded == 0 {
        let help =
            "name a file or a folder with `*.md` or `*.markdown`; what git ignores and hidden folders are left out";
        Failure::misuse(format!("no markdown file in {folder}"), help)
    } else {
        let message = format!("none of the markdown files in {folder} is to be checked ({excluded} left out)");
        Failure::misuse(message, "check `include` and `exclude` in the configuration, or name the files")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: &[&str] = &[
        "README.md",
        "NOTES.MD",
        "docs/b.markdown",
        "docs/a.md",
        "docs/a.txt",
        "docs/old/a.md",
        ".github/pull.md",
        "node_modules/x/README.md",
        "empty/a.txt",
        ".gitignore",
        ".git/HEAD",
    ];

    fn catalog() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in FILES {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "node_modules/\n").unwrap();
        }
        folder
    }

    fn shown(directory: &Path, paths: &[&str], admits: fn(&Path) -> bool) -> (Vec<String>, Vec<String>) {
        let paths: Vec<_> = paths.iter().map(PathBuf::from).collect();
        let name = directory.join("docs/a.md");
        let request = WalkRequest { paths: &paths, stdin_filename: Some(&name), directory };
        let (found, failures) = walk(&request, &mut |path| admits(path));
        let mark = |found: &SourceFile| format!("{}{}", found.shown, if found.is_stdin { " (stdin)" } else { "" });
        (found.iter().map(mark).collect(), failures.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn folders_give_their_markdown_and_files_are_taken_as_named() {
        let folder = catalog();
        let all = &["NOTES.MD", "README.md", "docs/a.md", "docs/b.markdown", "docs/old/a.md"][..];
        let docs = &["docs/a.md", "docs/b.markdown", "docs/old/a.md"][..];
        for (paths, wanted) in [
            (&[][..], all),
            (&["."], all),
            (&["docs", "docs/../docs/a.md", "./docs"], docs),
            (&["docs/a.txt"], &["docs/a.txt"]),
            (&[".github"], &[".github/pull.md"]),
            (&["node_modules/x/README.md"], &["node_modules/x/README.md"]),
            (&["README.md", "-"], &["README.md", "docs/a.md (stdin)"]),
            (&["docs/old", "docs/a.md", "-"], &["docs/a.md (stdin)", "docs/old/a.md"]),
        ] {
            let (found, failures) = shown(folder.path(), paths, |_| true);
            assert_eq!(
                (&found[..], &failures[..]),
                (&wanted.iter().map(ToString::to_string).collect::<Vec<_>>()[..], &[][..])
            );
        }
    }

    #[test]
    fn the_readme_that_github_shows_is_found_and_nothing_else_beside_it() {
        let folder = catalog();
        for path in [".github/Readme.md", ".github/README.de.md", "docs/.github/README.md"] {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let (found, _) = shown(folder.path(), &[], |path| !path.starts_with("docs"));
        assert!(found.contains(&".github/Readme.md".to_owned()), "{found:?}");
        assert!(!found.iter().any(|path| path.contains("README.de") || path.contains("docs/.github")), "{found:?}");
        let (found, _) = shown(folder.path(), &["."], |path| !path.ends_with(".github/Readme.md"));
        assert!(!found.contains(&".github/Readme.md".to_owned()), "{found:?}");
    }

    #[test]
    fn what_is_not_there_is_told_and_the_rest_is_found() {
        let folder = catalog();
        let (found, failures) = shown(folder.path(), &["absent.md", "empty", "README.md"], |_| true);
        assert_eq!(found, ["README.md"]);
        assert_eq!(failures, ["cannot read `absent.md`", "no markdown file in `empty`"]);
        let (found, failures) = shown(folder.path(), &["docs"], |path| path.ends_with("docs/a.md"));
        assert_eq!((found, failures), (vec!["docs/a.md".to_owned()], vec![]));
        let (_, failures) = shown(folder.path(), &["docs"], |_| false);
        assert_eq!(failures, ["none of the markdown files in `docs` is to be checked (3 left out)"]);
    }

    #[test]
    fn a_folder_outside_is_shown_as_it_was_named() {
        let folder = catalog();
        let (found, _) = shown(&folder.path().join("empty"), &["../docs/old"], |_| true);
        assert_eq!(found, ["../docs/old/a.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_in_a_folder_lead_nowhere() {
        let folder = catalog();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("docs/loop")).unwrap();
        std::os::unix::fs::symlink(folder.path().join("README.md"), folder.path().join("docs/link.md")).unwrap();
        let (found, failures) = shown(folder.path(), &["docs"], |_| true);
        assert_eq!((found.len(), failures.len()), (3, 0));
        // One that is named is followed.
        assert_eq!(shown(folder.path(), &["docs/link.md"], |_| true).0, ["docs/link.md"]);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_a_failure() {
        let gone = SourceFile { shown: "a.md".to_owned(), path: "/not/there/a.md".into(), is_stdin: false };
        assert_eq!(gone.read(9).unwrap_err().to_string(), "cannot read `a.md`");
    }
}
