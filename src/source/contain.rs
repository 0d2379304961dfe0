//! Keeps what a repository names from leading out of it: a change can add a symbolic link to any file of the machine.

use std::{fs, io, path::Path};

use super::repository::repositories_around;

/// Fails if a path that lies in a repository leads out of it through a symbolic link. `path` is from the root; a path that
/// lies in no repository is its owner's business.
///
/// # Errors
///
/// [`io::ErrorKind::InvalidInput`] where the path leads out. A path that does not exist passes: reading it fails by itself.
pub fn contained(path: &Path) -> io::Result<()> {
    match fs::canonicalize(path) {
        Ok(real) => stays_in(path.parent().unwrap_or(path), &real),
        // What a link names that leads nowhere could be made by writing to it.
        Err(_) if path.is_symlink() && repositories_around(path.parent().unwrap_or(path)).next().is_some() => {
            Err(leads_out("a symbolic link leads nowhere, or out"))
        }
        // Most of the paths that a search for a configuration tries.
        Err(_) => Ok(()),
    }
}

/// Fails if a path that a file in `folder` names lies or leads out of the repository around that folder. Both are from the
/// root.
///
/// # Errors
///
/// [`io::ErrorKind::InvalidInput`] where the path is outside of the repository.
pub fn contained_from(folder: &Path, path: &Path) -> io::Result<()> {
    if !repositories_around(folder).all(|root| path.starts_with(root)) {
        return Err(leads_out("it lies out"));
    }
    fs::canonicalize(path).map_or(Ok(()), |real| stays_in(folder, &real))
}

/// Each repository around the folder bounds what lies in it, so that a link to another repository leads out too.
fn stays_in(folder: &Path, real: &Path) -> io::Result<()> {
    let stays = repositories_around(folder).all(|root| fs::canonicalize(root).is_ok_and(|root| real.starts_with(root)));
    stays.then_some(()).ok_or_else(|| leads_out("a symbolic link leads out"))
}

pub(super) fn leads_out(how: &str) -> io::Error {
    let message = format!("{how} of the repository, and is not followed: put a copy of the file into the repository");
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_may_lead_about_in_the_repository_and_not_out_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        for path in ["out", "other/.git", "repository/.git", "repository/docs"] {
            fs::create_dir_all(at(path)).unwrap();
        }
        for path in ["out/a.md", "other/a.md", "repository/docs/a.md"] {
            fs::write(at(path), "").unwrap();
        }
        for (link, target) in [
            ("repository/inside.md", "docs/a.md"),
            ("repository/out.md", "../out/a.md"),
            ("repository/folder", "../out"),
            ("repository/other", "../other"),
            ("repository/dangling.md", "../absent.md"),
            ("named", "repository"),
            ("out/link.md", "../other/a.md"),
        ] {
            symlink(target, at(link)).unwrap();
        }
        for (path, is_contained) in [
            ("repository/docs/a.md", true),
            ("repository/inside.md", true),
            ("repository/absent.md", true),
            ("repository/dangling.md", false),
            ("repository/out.md", false),
            ("repository/folder/a.md", false),
            ("repository/other/a.md", false),
            // The repository itself was reached by a link, and a link out of any repository is its owner's.
            ("named/docs/a.md", true),
            ("out/link.md", true),
        ] {
            assert_eq!(contained(&at(path)).is_ok(), is_contained, "{path}");
        }
        for (path, is_contained) in
            [("repository/docs/a.md", true), ("repository/out.md", false), ("out/a.md", false), ("other/a.md", false)]
        {
            assert_eq!(contained_from(&at("repository/docs"), &at(path)).is_ok(), is_contained, "{path}");
        }
        assert!(contained_from(&at("out"), &at("other/a.md")).is_ok());
    }
}
