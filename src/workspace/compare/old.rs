//! The old versions of what is checked: under the same path, or under the one that it had before.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::{PendingCheck, VersionPair};
use crate::{
    error::Failure,
    finding::CheckedFile,
    source::{
        File, FileVersion, MAX_FILE_SIZE, SourceFile, git,
        git::{TreeEntryKind, renames},
        has_markdown_name, shown_from,
    },
    workspace::load::Loader,
};

/// The old version of a file that is checked, or a file that is gone.
#[derive(Debug)]
pub(super) struct OldVersion {
    /// The checked file of which it is the old version; none where that is gone.
    pub(super) of: Option<usize>,
    pub(super) found: SourceFile,
    pub(super) file: Result<File, Failure>,
    /// True if the new version has the same text.
    pub(super) is_same: bool,
    /// True if the rules are asked about it; else it is what others are seen beside.
    pub(super) is_asked: bool,
}

/// The old versions of the files that are checked, and the files of the request that are gone.
pub(super) fn old_files(
    comparison: &VersionPair,
    checked: &[CheckedFile],
    checking: PendingCheck<'_>,
    reader: &mut Loader<'_>,
) -> Vec<OldVersion> {
    let tree = &comparison.base.tree;
    let is_file = |path: &Path| tree.get(path).is_some_and(|node| node.kind == TreeEntryKind::File);
    let old = |of: Option<usize>, path: &Path| read(comparison, of.and_then(|at| checked.get(at)), of, path, &checking);
    let (kept, came): (Vec<_>, Vec<_>) = checking.paths.iter().zip(0..).partition(|(path, _)| is_file(path));
    let mut all: Vec<OldVersion> = kept.into_iter().map(|(path, index)| old(Some(index), path)).collect();
    let asked_for = gone(comparison, checking, reader);
    let mut gone: Vec<OldVersion> = asked_for.iter().map(|path| old(None, path)).collect();
    if !came.is_empty() {
        // What has a new name may have lain anywhere in the repository, and only the new name may have been asked for.
        let elsewhere = tree.iter().filter(|(path, node)| node.kind == TreeEntryKind::File && has_markdown_name(path));
        let elsewhere = elsewhere.map(|(path, _)| path).filter(|path| !asked_for.contains(*path));
        let elsewhere = elsewhere.filter(|path| !is_there(comparison, path) && reader.admits(path));
        gone.extend(elsewhere.map(|path| old(None, path)));
    }
    let new_texts = came.iter().map(|(_, at)| checked.get(*at).map_or("", |checked| checked.file.text()));
    let old_texts = gone.iter().map(|one| one.file.as_ref().map_or("", File::text));
    let pairs = renames(&new_texts.collect::<Vec<_>>(), &old_texts.collect::<Vec<_>>());
    for (new, old) in pairs {
        if let Some((gone, (_, index))) = gone.get_mut(old).zip(came.get(new)) {
            gone.of = Some(*index);
        }
    }
    all.extend(gone.into_iter().filter(|one| one.of.is_some() || asked_for.contains(&one.found.path)));
    all
}

/// The files of the request that the base has and that are not there any more.
fn gone(comparison: &VersionPair, checking: PendingCheck<'_>, reader: &mut Loader<'_>) -> FxHashSet<PathBuf> {
    // A path that only the new version has is no fault of the old one.
    let (listed, _) = reader.find(checking.inputs, &comparison.base());
    let checked: FxHashSet<&Path> = checking.paths.iter().map(PathBuf::as_path).collect();
    let listed = listed.into_iter().map(|found| found.path);
    listed.filter(|path| !checked.contains(path.as_path()) && !is_there(comparison, path)).collect()
}

/// Returns true if the version that is checked has a file, be it one that is not asked for.
fn is_there(comparison: &VersionPair, path: &Path) -> bool {
    match &comparison.head {
        FileVersion::Disk => path.exists(),
        FileVersion::Git(head) => head.tree.get(path).is_some(),
    }
}

/// Reads an old version; where git says that nothing changed, the text is that of the new one.
fn read(
    comparison: &VersionPair,
    new: Option<&CheckedFile>,
    of: Option<usize>,
    path: &Path,
    checking: &PendingCheck<'_>,
) -> OldVersion {
    let shown = shown_from(&checking.environment.directory, path);
    let found = SourceFile { shown, path: path.to_owned(), is_stdin: false };
    let id = |tree: &git::Tree| tree.get(path).map(|node| node.id.clone());
    let unchanged = match &comparison.head {
        FileVersion::Git(head) => id(&head.tree).is_some_and(|own| Some(own) == id(&comparison.base.tree)),
        FileVersion::Disk => false,
    };
    // The file that it is the old version of tells the limit; one that is gone has the usual one.
    let settings = of.and_then(|of| checking.settings.get(of));
    let limit = settings.map_or(MAX_FILE_SIZE, |settings| settings.config().max_file_size);
    let file = match new {
        Some(new) if unchanged => Ok(new.file.clone()),
        _ => comparison.base().read_file(&found, limit),
    };
    let is_same = file.as_ref().ok().zip(new).is_some_and(|(old, new)| old.text() == new.file.text());
    OldVersion { of, found, file, is_same, is_asked: true }
}
