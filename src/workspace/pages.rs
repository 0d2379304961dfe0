//! A catalog's own rule pages, read from its folders.

use std::path::{Path, PathBuf};

use crate::{
    error::Failure,
    rules::{UserRules, user_rules},
    source::{FileVersion, MAX_FILE_SIZE, WalkRequest},
};

/// Reads the rule pages in folders, or single ones: every markdown file but a `README.md`. What cannot be read is
/// told beside the rules that can.
pub(crate) fn read_pages(folders: &[PathBuf], directory: &Path, version: &FileVersion) -> (UserRules, Vec<Failure>) {
    if folders.is_empty() {
        return (UserRules::default(), Vec::new());
    }
    let is_page = |path: &Path| path.file_stem().is_none_or(|stem| !stem.eq_ignore_ascii_case("readme"));
    let request = WalkRequest { paths: folders, stdin_filename: None, directory };
    let (found, mut failures) = version.find(&request, &mut |path| is_page(path));
    let mut pages = Vec::new();
    for page in found {
        match version.read_file(&page, MAX_FILE_SIZE) {
            Ok(file) => pages.push((file.path().to_owned(), file.text().to_owned())),
            Err(failure) => failures.push(failure),
        }
    }
    (user_rules(pages), failures)
}
