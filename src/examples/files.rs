//! The files of an example, as they lie beside each other.

use std::sync::Arc;

use crate::rules::{Files, Lookup};

/// The files of an example, as rules may ask for them. An example of one file says nothing of what stands beside it.
#[derive(Debug)]
pub(super) struct ExampleFiles(pub(super) Vec<String>);

impl ExampleFiles {
    /// The path from the root that a path leads to from the file `from`; none where it leads out.
    fn follow(from: &str, path: &str) -> Option<String> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        if path.starts_with('/') {
            parts.clear();
        }
        for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
            if part == ".." {
                parts.pop()?;
            } else {
                parts.push(part);
            }
        }
        Some(parts.join("/"))
    }
}

impl Files for ExampleFiles {
    fn lookup(&self, from: &str, path: &str) -> Lookup {
        if self.0.len() < 2 {
            return Lookup::Unknown;
        }
        let Some(path) = Self::follow(from, path) else { return Lookup::Unknown };
        if self.0.iter().any(|name| *name == path || name.starts_with(&format!("{path}/"))) {
            return Lookup::Exists;
        }
        let other = self.0.iter().find(|name| name.to_lowercase() == path.to_lowercase());
        other.map_or(Lookup::Missing, |name| Lookup::OtherCase(name.clone()))
    }

    fn names(&self, from: &str, folder: &str) -> Arc<[String]> {
        let above = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = [above, folder].map(|part| part.trim_matches('/')).join("/");
        let folder = folder.trim_matches('/');
        let inside = self.0.iter().filter_map(|name| match folder {
            "" => Some(name.as_str()),
            _ => name.strip_prefix(folder)?.strip_prefix('/'),
        });
        let mut names: Vec<String> = inside.filter_map(|rest| rest.split('/').next()).map(str::to_owned).collect();
        names.sort_unstable();
        names.dedup();
        names.into()
    }

    fn has_root(&self, _from: &str) -> bool {
        self.0.len() > 1
    }

    fn page(&self, from: &str, path: &str) -> Option<String> {
        let path = Self::follow(from, path)?;
        let readme = format!("{path}/README.md");
        self.0.iter().find(|name| **name == path || **name == readme).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_an_example_lie_beside_each_other() {
        let beside = ExampleFiles(["README.md", "docs/Use.md"].map(str::to_owned).to_vec());
        for (from, path, wanted) in [
            ("README.md", "docs/Use.md", Lookup::Exists),
            ("README.md", "./docs/", Lookup::Exists),
            ("docs/Use.md", "../README.md", Lookup::Exists),
            ("docs/Use.md", "/README.md", Lookup::Exists),
            ("README.md", "docs/use.md", Lookup::OtherCase("docs/Use.md".to_owned())),
            ("README.md", "docs/other.md", Lookup::Missing),
            ("README.md", "../elsewhere.md", Lookup::Unknown),
        ] {
            assert_eq!(beside.lookup(from, path), wanted, "{from} {path}");
        }
        assert_eq!(ExampleFiles(vec!["example.md".to_owned()]).lookup("example.md", "x.md"), Lookup::Unknown);
    }
}
