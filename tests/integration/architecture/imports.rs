//! Which file of `src/` imports from which: the paths behind `crate`, `self` and `super` and what `use` binds, followed to
//! the file that defines the item.
//!
//! This reads text, not Rust: comments and everything from the first `#[cfg(test)]` on are left out, and paths that a macro
//! puts together are not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A path of module names and, last, maybe an item: `["catalog", "fold", "fold"]`.
pub(super) type Names = Vec<String>;

/// Re-exports lead from one to the next; more than this many in a row would be a circle.
const MOST_RE_EXPORTS: usize = 8;

/// A file of `src/`.
#[derive(Debug)]
struct Source {
    /// All paths in its text, from the root of the crate.
    paths: Vec<Names>,
    /// What `use` binds in it: the name, and the path from the root of the crate.
    binds: BTreeMap<String, Names>,
    /// True if the file is the `mod.rs` of a folder.
    is_folder: bool,
}

/// The files of `src/`, by the path of their module.
#[derive(Debug, Default)]
pub(super) struct Imports {
    files: BTreeMap<Names, Source>,
}

impl Imports {
    /// Reads files, given with their module's path and true where they are a `mod.rs`.
    pub(super) fn read<'p>(files: impl IntoIterator<Item = (Names, &'p Path)>) -> Self {
        let files: Vec<_> =
            files.into_iter().map(|(names, path)| (names, fs::read_to_string(path).unwrap(), path)).collect();
        let known: BTreeSet<Names> = files.iter().map(|(names, ..)| names.clone()).collect();
        let read = |(names, text, path): (Names, String, &Path)| {
            let source = source(&names, &text, path.ends_with("mod.rs"), &known);
            (names, source)
        };
        Self { files: files.into_iter().map(read).collect() }
    }

    /// The files that each file imports from. A `mod.rs` binds the files of its folder, which it may all name: only what it
    /// imports from elsewhere counts.
    pub(super) fn edges(&self) -> BTreeMap<&Names, BTreeSet<&Names>> {
        let edges = self.files.iter().map(|(names, source)| {
            let targets = source.paths.iter().filter_map(|path| self.defined_in(path, MOST_RE_EXPORTS));
            let counts = |target: &&Names| *target != names && !(source.is_folder && target.starts_with(names));
            (names, targets.filter(counts).collect())
        });
        edges.collect()
    }

    /// The file that defines what a path names, behind all re-exports.
    fn defined_in(&self, path: &[String], re_exports: usize) -> Option<&Names> {
        let depth = (1..=path.len()).rev().find(|&depth| self.files.contains_key(&path[..depth]))?;
        let (file, source) = self.files.get_key_value(&path[..depth])?;
        match path.get(depth).and_then(|name| source.binds.get(name)) {
            Some(bound) if re_exports > 0 => {
                let whole: Names = bound.iter().chain(&path[depth + 1..]).cloned().collect();
                self.defined_in(&whole, re_exports - 1)
            }
            _ => Some(file),
        }
    }
}

/// The groups of files that import from one another in a circle.
pub(super) fn cycles(edges: &BTreeMap<&Names, BTreeSet<&Names>>) -> Vec<Vec<String>> {
    let reach: BTreeMap<&Names, BTreeSet<&Names>> = edges.keys().map(|&file| (file, reached(edges, file))).collect();
    let mut cycles = Vec::new();
    let mut seen = BTreeSet::new();
    for (&file, targets) in &reach {
        if !targets.contains(file) || !seen.insert(file) {
            continue;
        }
        let mut group = vec![file.join("/")];
        for &other in targets {
            if other != file && reach[other].contains(file) && seen.insert(other) {
                group.push(other.join("/"));
            }
        }
        group.sort();
        cycles.push(group);
    }
    cycles
}

/// All files to which the imports of a file lead.
fn reached<'n>(edges: &BTreeMap<&'n Names, BTreeSet<&'n Names>>, file: &Names) -> BTreeSet<&'n Names> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Names> = edges[file].iter().copied().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(edges.get(next).into_iter().flatten());
        }
    }
    reached
}

fn source(names: &Names, text: &str, is_folder: bool, known: &BTreeSet<Names>) -> Source {
    let text = code(text);
    let mut source = Source { paths: Vec::new(), binds: BTreeMap::new(), is_folder };
    for statement in statements(&text) {
        for mut path in tree(statement) {
            let name = bound_name(&mut path);
            if let Some(path) = from_root(&path, names, known) {
                source.binds.insert(name, path.clone());
                source.paths.push(path);
            }
        }
    }
    for word in ["crate::", "super::", "self::"] {
        for (at, _) in text.match_indices(word) {
            let is_word = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
            let end =
                text[at..].find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(text.len() - at);
            // A path before a group belongs to a `use`, which was read above.
            let is_group = text[at..at + end].ends_with("::");
            if is_word && !is_group {
                let path: Names =
                    text[at..at + end].split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
                source.paths.extend(from_root(&path, names, known).filter(|path| path.len() > 1));
            }
        }
    }
    source
}

/// The text without comments and tests.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).collect::<Vec<_>>().join("\n")
}

/// What stands between `use` and the semicolon.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    text.split("use ").skip(1).filter_map(|rest| rest.split_once(';')).map(|(statement, _)| statement)
}

/// The paths of a tree of imports: `a::{b, c::{d as e}}` has `a::b` and `a::c::d as e`.
fn tree(text: &str) -> Vec<Names> {
    let Some((head, group)) = text.split_once('{') else {
        return vec![text.split("::").map(|name| name.trim().to_owned()).collect()];
    };
    let head: Names = head.split("::").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    let mut depth = 0;
    let top = |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    };
    let inside = group.trim_end().strip_suffix('}').unwrap_or(group);
    let parts = inside.split(top).filter(|part| !part.trim().is_empty());
    parts.flat_map(tree).map(|rest| head.iter().cloned().chain(rest).collect()).collect()
}

/// Takes `as name` off the end of a path; without it, the last name is bound. `a::self` binds `a`.
fn bound_name(path: &mut Names) -> String {
    let Some(last) = path.pop() else { return String::new() };
    let (item, name) =
        last.split_once(" as ").map_or((last.as_str(), last.as_str()), |(item, name)| (item, name.trim()));
    if item == "self" {
        return if name == item { path.last().cloned().unwrap_or_default() } else { name.to_owned() };
    }
    path.push(item.to_owned());
    name.to_owned()
}

/// The same path from the root of the crate; `None` where it leads to another crate.
fn from_root(path: &[String], file: &Names, known: &BTreeSet<Names>) -> Option<Names> {
    let first = path.first()?;
    let mut from = match first.as_str() {
        "crate" => Vec::new(),
        "self" | "super" => file.clone(),
        child => {
            let inside: Names = file.iter().cloned().chain([child.to_owned()]).collect();
            return known.contains(&inside).then(|| file.iter().chain(path).cloned().collect());
        }
    };
    let mut rest = path.iter().skip(usize::from(first != "super")).peekable();
    while rest.next_if(|name| *name == "super").is_some() {
        from.pop();
    }
    Some(from.into_iter().chain(rest.cloned()).collect())
}
