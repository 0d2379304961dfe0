//! Paths without asking the disk: from the root, and as they are shown.

use std::path::{Component, Path, PathBuf};

/// A path from the root, with `.` and `..` worked out by its letters alone.
pub fn absolute(directory: &Path, path: &Path) -> PathBuf {
    let mut absolute = PathBuf::new();
    for component in directory.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                absolute.pop();
            }
            other => absolute.push(other),
        }
    }
    absolute
}

/// A path as it is shown: relative to the working folder where it lies in it, with `/` on every platform.
pub fn shown_from(directory: &Path, path: &Path) -> String {
    let from_root = absolute(directory, path);
    match from_root.strip_prefix(directory) {
        Ok(inside) if inside.as_os_str().is_empty() => ".".to_owned(),
        Ok(inside) => slashes(inside),
        Err(_) => slashes(path),
    }
}

/// A path as text, with `/` on every platform.
pub(super) fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_shown_from_the_working_folder() {
        for (path, wanted) in [
            ("a.md", "a.md"),
            ("./docs/./a.md", "docs/a.md"),
            ("docs/../a.md", "a.md"),
            ("/home/me/list/a.md", "a.md"),
            (".", "."),
            ("../other/a.md", "../other/a.md"),
            ("/etc/a.md", "/etc/a.md"),
        ] {
            assert_eq!(shown_from(Path::new("/home/me/list"), Path::new(path)), wanted, "{path}");
        }
    }
}
