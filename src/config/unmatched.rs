//! Paths and columns of a configuration that match nothing in the folder that it is for: slips that would change nothing, and
//! that nobody would notice.

use std::path::Path;

use rustc_hash::FxHashSet;

use super::{Config, SpannedWord};
use crate::{
    error::Failure,
    text::{fold, nearest_word, quote},
};

/// The markdown files and headers in the folder of a configuration.
#[derive(Debug, Default)]
pub struct FolderNames<'a> {
    /// Every markdown file, from the root, those too that the configuration leaves out.
    pub files: Vec<&'a Path>,
    /// The headers and keys of its catalogs, as they are written.
    pub labels: FxHashSet<&'a str>,
}

impl Config {
    /// Returns what matches nothing, in the order of its places.
    pub fn unmatched(&self, names: &FolderNames<'_>) -> Vec<Failure> {
        let check = &self.keys.check;
        let overridden = self.keys.overrides.iter().flat_map(|entry| &entry.paths);
        let words = check.include.iter().chain(&check.exclude).chain(overridden);
        let mut found: Vec<_> = words.filter_map(|word| self.unmatched_path(word, names)).collect();
        let labels: FxHashSet<String> = names.labels.iter().map(|label| fold::words(label)).collect();
        for word in self.keys.columns.keys().filter(|word| !labels.contains(&fold::words(word.get_ref()))) {
            let mut near: Vec<(String, &str)> = names.labels.iter().map(|own| (own.to_lowercase(), *own)).collect();
            near.sort_unstable();
            let folded = nearest_word(word.get_ref(), near.iter().map(|(folded, _)| folded.as_str()));
            let near = near.iter().find(|(own, _)| Some(own.as_str()) == folded).map(|(_, own)| *own);
            let wrong = self.wrong(word, format!("no column or key is {}", quote(word.get_ref())), "matches nothing");
            found.push(wrong.help(match near {
                Some(near) => format!("did you mean {}?", quote(near)),
                None => "write the header as the table has it, or remove the line".to_owned(),
            }));
        }
        for word in self.keys.parity.iter().flat_map(|(own, original)| [own, original]) {
            if !names.files.contains(&self.folder().join(word.get_ref()).as_path()) {
                let wrong =
                    self.wrong(word, format!("there is no markdown file {}", quote(word.get_ref())), "matches nothing");
                found.push(wrong.help("paths are from the folder of this file"));
            }
        }
        found.sort_by_key(|wrong| wrong.span);
        found.into_iter().map(Failure::from).collect()
    }

    fn unmatched_path(&self, word: &SpannedWord, names: &FolderNames<'_>) -> Option<crate::error::Misconfiguration> {
        let pattern = word.get_ref();
        // What is taken back by `!` matches only where something was left out, and what git leaves out is on the disk.
        if pattern.starts_with('!') || self.folder().join(pattern.trim_matches('/')).exists() {
            return None;
        }
        let compiled = self.patterns(std::slice::from_ref(word)).ok()?;
        if names.files.iter().any(|path| self.matches(&compiled, path)) {
            return None;
        }
        let wrong = self.wrong(word, format!("no markdown file is matched by {}", quote(pattern)), "matches nothing");
        Some(wrong.help("patterns are those of `.gitignore`, from the folder of this file; correct or remove it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches_nothing_is_told_with_its_place() {
        let text = "check = { include = ['*.md'], exclude = ['docs/od/', '!docs/new.md'] }\n\
                    [columns]\n'Terms of use' = 'license'\n'Terms of us' = 'license'\n\
                    [parity]\n'docs/new/b.md' = 'READMEE.md'\n\
                    [[overrides]]\npaths = ['docs/new/', '*.zh.md']\nignore = ['toc']";
        let config = Config::parse("catalint.toml", "/nowhere", text).unwrap();
        let files = ["/nowhere/README.md", "/nowhere/docs/old/a.md", "/nowhere/docs/new/b.md"].map(Path::new);
        let names = FolderNames { files: files.to_vec(), labels: ["terms of use", "Terms"].into_iter().collect() };
        let told: Vec<String> = config.unmatched(&names).iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "no markdown file is matched by `docs/od/`",
                "no column or key is `Terms of us`",
                "there is no markdown file `READMEE.md`",
                "no markdown file is matched by `*.zh.md`"
            ]
        );
        let shown = config.unmatched(&names).iter().map(|wrong| wrong.render(false, 100)).collect::<Vec<_>>().concat();
        assert!(shown.contains("catalint.toml:4:1") && shown.contains("did you mean `terms of use`?"), "{shown}");
    }
}
