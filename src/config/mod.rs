//! `catalint.toml`: found, read with the place of every name and value, held against what is known, and joined with the
//! command line's flags into what is in force for one file.

mod apply;
mod explain;
mod find;
mod keys;
mod link_hosts;
mod links;
mod settings;
mod unmatched;
mod values;
mod verify;

pub use apply::{active_rules, all_rules, rule_as_set, unknown_names, vocabulary};
pub use find::{ConfigChoice, ConfigFinder, NAME};
pub use keys::{
    Aliases, Bind, CheckKeys, Claims, CountedKey, FailOn, Keys, Options, Override, RuleKeys, Severities, SeverityLevel,
    schema,
};
pub use link_hosts::{HeaderKey, HostKeys, HostSettings, MethodKey};
pub use links::{LinkKeys, LinkSettings};
pub use settings::{FileSettings, FlagSettings, Origin, RuleState};
pub use unmatched::FolderNames;
pub use values::ConfigDuration;
pub use verify::KnownNames;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use toml::Spanned;

use crate::{
    error::{Failure, Misconfiguration},
    source::{MAX_FILE_SIZE, MEBIBYTE, Span, absolute},
    text::quote,
};

/// The largest limit of a file: a place in a text has 32 bits, so nothing behind 4 GiB can be named.
const MOST_MEBIBYTES: u32 = 4_095;

/// A word with its place.
pub type SpannedWord = Spanned<String>;

/// One configuration as it was read, or the lack of one.
#[derive(Debug, Clone)]
pub struct Config {
    /// The keys of the file.
    pub keys: Keys,
    /// The path as it is shown; empty where there is no file.
    path: String,
    text: Arc<str>,
    /// The folder, from the root, that its patterns and pages are relative to.
    folder: PathBuf,
    include: Gitignore,
    exclude: Gitignore,
    /// The patterns of each entry of `overrides`.
    overrides: Vec<Gitignore>,
    /// The most bytes of a catalog that are read.
    pub max_file_size: u64,
    /// The links to request, and how.
    pub links: LinkKeys,
}

impl Config {
    /// The configuration of who has none, in `folder`.
    pub fn none(folder: impl Into<PathBuf>) -> Self {
        let nothing = Gitignore::empty;
        Self {
            keys: Keys::default(),
            path: String::new(),
            text: "".into(),
            folder: folder.into(),
            include: nothing(),
            exclude: nothing(),
            overrides: Vec::new(),
            max_file_size: MAX_FILE_SIZE,
            links: LinkKeys::default(),
        }
    }

    /// Reads a configuration's text. `path` is shown to people; `folder`, from the root, is what patterns are relative to.
    ///
    /// # Errors
    ///
    /// At the first thing that cannot be understood: TOML, keys, kinds of values, patterns.
    pub fn parse(path: &str, folder: impl Into<PathBuf>, text: &str) -> Result<Self, Failure> {
        let mut config = Self { path: path.to_owned(), text: text.into(), ..Self::none(folder) };
        config.keys = toml::from_str(text).map_err(|error| explain::explain(path, &config.text, &error))?;
        config.include = config.patterns(&config.keys.check.include)?;
        config.exclude = config.patterns(&config.keys.check.exclude)?;
        config.overrides =
            config.keys.overrides.iter().map(|entry| config.patterns(&entry.paths)).collect::<Result<_, _>>()?;
        if let Some(size) = &config.keys.check.max_file_size {
            config.max_file_size = values::within(&config, size, MOST_MEBIBYTES)? as u64 * MEBIBYTE;
        }
        config.links = LinkKeys::read(&config)?;
        Ok(config)
    }

    fn patterns(&self, words: &[SpannedWord]) -> Result<Gitignore, Failure> {
        let wrong = |word: &SpannedWord, why: &str| {
            let help = "patterns are those of `.gitignore`: `docs/**`, `*.zh-CN.md`, `/README.md`";
            self.wrong(word, format!("{} is not a pattern", quote(word.get_ref())), why).help(help)
        };
        let mut builder = GitignoreBuilder::new("");
        // git takes a lone `[` for itself; here it is a slip that would silently match nothing.
        builder.allow_unclosed_class(false);
        for word in words {
            builder.add_line(None, word.get_ref()).map_err(|error| {
                let why = match &error {
                    ignore::Error::Glob { err, .. } => err.clone(),
                    other => other.to_string(),
                };
                wrong(word, &why)
            })?;
        }
        builder.build().map_err(|error| match words.first() {
            Some(word) => wrong(word, &error.to_string()).into(),
            None => Failure::misuse(error.to_string(), "simplify the patterns of the configuration"),
        })
    }

    /// The path as it is shown; none where there is no file.
    pub fn path(&self) -> Option<&str> {
        Some(self.path.as_str()).filter(|path| !path.is_empty())
    }

    /// The folder, from the root, that its patterns and pages are relative to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folders with the catalog's own rules, from the root, each with its place in the configuration.
    pub fn pages(&self) -> impl Iterator<Item = (PathBuf, Span)> {
        self.keys.rules.pages.iter().map(|word| (self.folder.join(word.get_ref()), word.span().into()))
    }

    /// The folder of the configuration itself, from the root, for a run in `directory`: that of its patterns, unless
    /// `--config` named it.
    pub fn home(&self, directory: &Path) -> PathBuf {
        let path = self.path().map(|path| absolute(directory, Path::new(path)));
        path.as_deref().and_then(Path::parent).map_or_else(|| self.folder.clone(), Path::to_owned)
    }

    /// The file with the findings that are known, from the root.
    pub fn baseline(&self) -> Option<PathBuf> {
        self.keys.check.baseline.as_ref().map(|word| self.folder.join(word.get_ref()))
    }

    /// Returns true if a markdown file that was found in a folder is to be checked. `path` is from the root.
    pub fn admits(&self, path: &Path) -> bool {
        (self.keys.check.include.is_empty() || self.matches(&self.include, path)) && !self.matches(&self.exclude, path)
    }

    /// Returns true if patterns speak of a path, which is from the root.
    fn matches(&self, patterns: &Gitignore, path: &Path) -> bool {
        // A file outside of the folder has no path that the patterns could speak of.
        let relative = path.strip_prefix(&self.folder).ok().filter(|path| !path.has_root());
        relative.is_some_and(|path| patterns.matched_path_or_any_parents(path, false).is_ignore())
    }

    /// The line, counted from 1, that a place of the configuration lies in.
    pub fn line(&self, place: &Spanned<impl Sized>) -> usize {
        let before = self.text.as_bytes().get(..place.span().start).unwrap_or_default();
        memchr::memchr_iter(b'\n', before).count() + 1
    }

    /// Something wrong at a place of the configuration.
    pub fn wrong(
        &self,
        place: &Spanned<impl Sized>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Misconfiguration {
        Misconfiguration::new(&self.path, &self.text, message).at(place.span(), label)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_every_key_is_read() {
        let text = r#"
            [check]
            include = ["*.md"]
            exclude = ["docs/old/"]
            fail-on = "warning"
            max-file-size = 8
            [fields]
            license = ["许可证"]
            [columns]
            "Sätze" = "count"
            [aliases]
            "UKBB" = "UK Biobank"
            families = ["AbdomenAtlas"]
            [claims]
            ignore = ["2M+ images"]
            [[claims.bind]]
            text = "150+"
            counts = "entities"
            where = "CT"
            [links]
            exclude = ["linkedin.com"]
            interval = "2s"
            per-host = 2
            user-agent = "our-list/1"
            interfaces = true
            images = false
            [links.hosts."git.example.org"]
            interval = "5s"
            per-host = 1
            method = "head"
            headers = { Authorization = "Bearer ${GIT_TOKEN}" }
            [severity]
            "license/missing" = "error"
            link = "off"
            [rules]
            pages = ["catalog-rules"]
            [rules."count/summary"]
            tolerance = 2
            [[overrides]]
            paths = ["docs/**"]
            severity = { "count/summary" = "info" }
            rules."count/summary".tolerance = 3
        "#;
        let config = Config::parse("catalint.toml", "/c", text).unwrap();
        let keys = &config.keys;
        assert_eq!(keys.aliases.names["UKBB"].get_ref(), "UK Biobank");
        assert_eq!(keys.aliases.families.first().unwrap().get_ref(), "AbdomenAtlas");
        assert_eq!(keys.claims.bind.first().unwrap().counts, CountedKey::Entities);
        assert_eq!(config.line(keys.severity.get_key_value("link").unwrap().0), 34);
        assert_eq!(config.max_file_size, 8 * 1024 * 1024);
        assert_eq!(config.pages().next().unwrap().0, Path::new("/c/catalog-rules"));
    }

    #[test]
    fn patterns_are_those_of_gitignore_from_the_folder_of_the_configuration() {
        let text = "check = { include = ['*.md'], exclude = ['docs/old/', '/NEWS.md'] }";
        let config = Config::parse("catalint.toml", "/c", text).unwrap();
        for (path, wanted) in [
            ("/c/README.md", true),
            ("/c/docs/new/a.md", true),
            ("/c/docs/old/a.md", false),
            ("/c/docs/old/b/a.md", false),
            ("/c/NEWS.md", false),
            ("/c/docs/NEWS.md", true),
            ("/c/a.markdown", false),
            ("/elsewhere/a.md", false),
        ] {
            assert_eq!(config.admits(Path::new(path)), wanted, "{path}");
        }
        assert!(Config::none("/c").admits(Path::new("/elsewhere/a.md")));
    }

    #[test]
    fn a_broken_pattern_is_told_with_its_place() {
        let failure = Config::parse("catalint.toml", "/c", "check.exclude = ['ok', 'a[b']").unwrap_err();
        let Failure::Configuration(wrong) = failure else { panic!("{failure:?}") };
        assert_eq!((&*wrong.message, wrong.span), ("`a[b` is not a pattern", Some(Span::new(23, 28))));
    }
}
