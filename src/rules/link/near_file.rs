//! The file that a link to no file was meant for: the page of a site generator, or a file of nearly that name.

use super::local_path::folder;
use super::words::words;
use crate::rules::distance::{digits, within};
use crate::rules::{Context, Lookup};
use crate::text::fold;

/// Endings of the sources of pages, in the order in which they are tried.
const SOURCES: [&str; 4] = ["md", "mdx", "markdown", "html"];

/// Names that are compared with one another for the missing files of all catalogs of a run: with more than this, the
/// files were never copied, and nobody waits to read what each was meant to be.
const COMPARISONS: usize = 100_000;

/// A name may have one slip for so many of its bytes, and no more slips than this.
const LETTERS_OF_A_SLIP: usize = 6;
const MOST_SLIPS: usize = 2;

/// Looks for files that links were meant for, as long as there are comparisons left.
#[derive(Debug)]
pub(super) struct NearFiles<'c, 't> {
    context: Context<'c, 't>,
    from: &'c str,
    /// True if a generator makes a site of the folder that the file is in.
    pub(super) is_site: bool,
    left: usize,
}

impl<'c, 't> NearFiles<'c, 't> {
    pub(super) fn of(context: Context<'c, 't>) -> Self {
        let from = context.catalog.file.path();
        let depth = folder(from).split('/').filter(|part| !matches!(*part, "" | "." | "..")).count();
        let is_config = |above: usize| {
            let up = "../".repeat(above);
            let mut names = words().site_configs.iter();
            names.any(|name| context.files.lookup(from, &format!("{up}{name}")) == Lookup::Exists)
        };
        let left = COMPARISONS / context.neighbors.catalogs.len().max(1);
        Self { context, from, is_site: (0..=depth).any(is_config), left }
    }

    /// Returns the text of the file that links.
    pub(super) fn text(&self) -> &'t str {
        self.context.text()
    }

    /// Returns true if a path leads somewhere on the site: to a page, or from the folder of the sources above the file, as
    /// `assets/logo.svg` does in `src/assets/slides/page.md`.
    pub(super) fn is_on_site(&self, path: &str) -> bool {
        let depth = folder(self.from).split('/').filter(|part| !matches!(*part, "" | "." | "..")).count();
        let is_above = |above: usize| self.exists(&format!("{}{path}", "../".repeat(above)));
        self.source_of_page(path).is_some() || !path.starts_with('.') && (1..=depth).any(is_above)
    }

    /// Returns the source of the page that a path without an ending, or with that of a page, leads to on a site. There a
    /// page may be a folder, so that `../` from it is the folder that its source is in.
    pub(super) fn source_of_page(&self, path: &str) -> Option<String> {
        let plain = path.trim_end_matches('/');
        let stem = plain.strip_suffix(".html").unwrap_or(plain);
        let above = stem.strip_prefix("../").filter(|_| self.is_site);
        let stems = std::iter::once(stem).chain(above).filter(|stem| !stem.is_empty());
        let sources = stems.flat_map(|stem| {
            let ended = SOURCES.iter().map(move |ending| format!("{stem}.{ending}"));
            ended.chain([format!("{stem}/index.md"), format!("{stem}/README.md")])
        });
        sources.into_iter().find(|source| self.exists(source))
    }

    /// Returns the path of nearly the name of a missing one: one part of it is another, and the rest leads on.
    pub(super) fn nearest(&mut self, path: &str) -> Option<String> {
        let parts: Vec<&str> = path.split('/').collect();
        let missing = (1..=parts.len()).find(|&end| !self.exists(&parts.get(..end).unwrap_or_default().join("/")))?;
        let (before, rest) = parts.split_at_checked(missing - 1)?;
        let (name, behind) = rest.split_first()?;
        let names = self.context.files.names(self.from, &before.join("/"));
        self.left = self.left.checked_sub(names.len())?;
        let with = |near: &str| before.iter().chain([&near]).chain(behind).copied().collect::<Vec<_>>().join("/");
        let key = fold::alphanumeric(name);
        let same = names.iter().find(|own| !key.is_empty() && fold::alphanumeric(own) == key);
        let near = same.map(String::as_str).or_else(|| near_name(name, &names))?;
        Some(with(near)).filter(|path| self.exists(path))
    }

    fn exists(&self, path: &str) -> bool {
        matches!(path, "" | "." | "..") || self.context.files.lookup(self.from, path) == Lookup::Exists
    }
}

/// Returns the one name that is a slip or two away: in a short name, that makes another word.
fn near_name<'n>(name: &str, names: &'n [String]) -> Option<&'n str> {
    let most = (name.len() / LETTERS_OF_A_SLIP).min(MOST_SLIPS);
    let is_near = |other: &&String| {
        name.len().abs_diff(other.len()) <= most && digits(name) == digits(other) && within(name, other, most).is_some()
    };
    let mut near = names.iter().filter(is_near);
    near.next().filter(|_| most > 0 && near.next().is_none()).map(String::as_str)
}
