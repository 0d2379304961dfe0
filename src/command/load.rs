//! What a run reads: its files, each with what is in force for it, and the words that it is read by.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use rayon::prelude::*;

use crate::{
    catalog::{Catalog, Field, Vocabulary},
    cli::{Global, Inputs},
    config::{Config, Finder, Flags, Known, Settings},
    environment::Environment,
    error::Failure,
    rules::{self, Asked, RULES},
    source::{File, Found, Request, walk},
};

/// The files of a run.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// The files that could be read, in the order of their paths.
    pub(super) files: Vec<File>,
    /// What is in force for each of them.
    pub(super) settings: Vec<Settings>,
    /// For each of them, the index of its words.
    words_of: Vec<usize>,
    words: Vec<Vocabulary>,
    /// What could not be read or understood.
    pub(super) failures: Vec<Failure>,
}

/// Reads the files of a run. What is wrong with one file or one configuration keeps only its own files from being read.
///
/// # Errors
///
/// Where the command was used wrongly, or the one configuration that was asked for is broken.
pub(super) fn load(inputs: &Inputs, global: &Global, flags: Flags, world: &Environment) -> Result<Loaded, Failure> {
    let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    let mut failures = flags.verify(&names);
    if let Some(first) = failures.drain(..).next() {
        return Err(first);
    }
    let mut finder = Finder::new(&global.choice(), &world.directory)?;
    let request =
        Request { paths: &inputs.paths, stdin_filename: inputs.stdin_filename.as_deref(), directory: &world.directory };
    let mut admits = |path: &Path| finder.config_of(path).is_none_or(|config| config.admits(path));
    let (found, missing) = walk(&request, &mut admits);
    failures.extend(missing);
    let mut loaded = Loaded::default();
    let mut known = Configurations { flags: Arc::new(flags), names: &names, seen: BTreeMap::new() };
    let mut wanted: Vec<(Found, Settings, usize)> = Vec::new();
    for one in found {
        // One that is broken is told by the finder or by `verify`, and its files are left alone: what is in force for
        // them is not known.
        let Some(config) = finder.config_of(&one.path) else { continue };
        let Some(words) = known.words_of(&config, &mut loaded.words, &mut failures) else { continue };
        let settings = Settings::new(config, Arc::clone(&known.flags), &one.path);
        wanted.push((one, settings, words));
    }
    failures.extend(finder.failures());
    let read: Vec<_> = wanted.par_iter().map(|(one, ..)| one.read()).collect();
    for (file, (_, settings, words)) in read.into_iter().zip(wanted) {
        match file {
            Ok(file) => {
                loaded.files.push(file);
                loaded.settings.push(settings);
                loaded.words_of.push(words);
            }
            Err(failure) => failures.push(failure),
        }
    }
    loaded.failures = failures;
    Ok(loaded)
}

impl Loaded {
    /// The files, read as catalogs, one file on one thread.
    pub(super) fn catalogs(&self) -> Vec<Catalog<'_>> {
        let files = self.files.par_iter().zip(&self.words_of);
        let default = Vocabulary::default();
        files.map(|(file, words)| Catalog::read(file, self.words.get(*words).unwrap_or(&default))).collect()
    }
}

/// The configurations that were seen, each held against what is known once.
struct Configurations<'a> {
    flags: Arc<Flags>,
    names: &'a [&'a str],
    /// By path and folder: the index of its words, or nothing where it is wrong.
    seen: BTreeMap<(Option<String>, std::path::PathBuf), Option<usize>>,
}

impl Configurations<'_> {
    fn words_of(
        &mut self,
        config: &Arc<Config>,
        words: &mut Vec<Vocabulary>,
        failures: &mut Vec<Failure>,
    ) -> Option<usize> {
        let key = (config.path().map(str::to_owned), config.folder().to_owned());
        if let Some(seen) = self.seen.get(&key) {
            return *seen;
        }
        let known = Known { rules: self.names, fields: &Field::NAMES.map(|(name, _)| name), options: &defaults };
        let wrong = config.verify(&known);
        let settings = Settings::new(Arc::clone(config), Arc::clone(&self.flags), config.folder());
        let index = wrong.is_empty().then(|| {
            words.push(vocabulary(&settings));
            words.len() - 1
        });
        failures.extend(wrong);
        self.seen.insert(key, index);
        index
    }
}

/// The options of a rule with their defaults.
fn defaults(name: &str) -> BTreeMap<String, toml::Value> {
    let options = rules::find(name).map(|rule| rule.page.head().options.iter());
    options.into_iter().flatten().map(|(name, option)| (name.clone(), option.default.clone())).collect()
}

/// Our words, and those of a configuration.
fn vocabulary(settings: &Settings) -> Vocabulary {
    let mut words = Vocabulary::default();
    let fields = settings.fields().map(|(field, header)| (header, field));
    for (header, field) in fields.chain(settings.columns()) {
        words.add_header(header, Field::named(field).unwrap_or(Field::Other));
    }
    settings.aliases().for_each(|(alias, name)| words.add_alias(alias, name));
    words
}

/// The rules that are asked in a file, with what its settings make of them.
pub(super) fn asked(settings: &Settings) -> Vec<Asked> {
    let rules = RULES.iter().filter_map(|rule| {
        let head = rule.page.head();
        let severity = settings.severity_of(rule.name, head.severity, head.default)?;
        Some(Asked { rule, severity, options: settings.options(rule.name) })
    });
    rules.collect()
}
