//! The files of a folder that git tracks, whatever `.gitignore` says of them.

use std::{
    fs,
    path::{Component, Path, PathBuf},
};

use super::{git::listed, repository::repositories_around};

/// The files below a folder that git tracks, that are there, and whose path `wants` takes. Those in hidden folders and
/// behind symbolic links are left out, as a walk leaves them out. Empty where there is no git or no repository: then
/// nothing is tracked.
pub(super) fn tracked(folder: &Path, wants: &dyn Fn(&Path) -> bool) -> Vec<PathBuf> {
    // Without a repository git is not run at all.
    if repositories_around(folder).next().is_none() {
        return Vec::new();
    }
    let paths = listed(folder).into_iter().filter(|path| wants(path) && is_plain(folder, path));
    paths.map(|path| folder.join(path)).collect()
}

/// True if a path below a folder is a file that no part of the path hides or links to.
fn is_plain(folder: &Path, path: &Path) -> bool {
    let mut here = folder.to_owned();
    let mut kind = None;
    for part in path.components() {
        let Component::Normal(name) = part else { return false };
        here.push(name);
        kind = fs::symlink_metadata(&here).ok().map(|metadata| metadata.file_type());
        if name.as_encoded_bytes().starts_with(b".") || kind.is_none_or(|kind| kind.is_symlink()) {
            return false;
        }
    }
    kind.is_some_and(|kind| kind.is_file())
}
