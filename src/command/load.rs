//! What a run reads: its files, each with what is in force for it, and the words that it is read by.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;

use super::test::read_pages;
use crate::{
    catalog::{Catalog, Field, Vocabulary},
    cli::{Global, Inputs},
    config::{Config, Finder, Flags, Known, Settings},
    environment::Environment,
    error::{Failure, Misconfiguration},
    rules::{Asked, RULES, Rule, example, wants_links},
    source::{File, Found, Request, walk},
};

/// The files of a run.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// The files that could be read, in the order of their paths.
    pub(super) files: Vec<File>,
    /// What is in force for each of them.
    pub(super) settings: Vec<Settings>,
    /// For each of them, the index of what its configuration adds.
    house_of: Vec<usize>,
    houses: Vec<House>,
    /// What could not be read or understood.
    pub(super) failures: Vec<Failure>,
}

/// What a configuration adds to what all catalogs are read and checked by.
#[derive(Debug)]
struct House {
    words: Vocabulary,
    rules: Vec<&'static Rule>,
}

/// Reads the files of a run. What is wrong with one file or one configuration keeps only its own files from being read.
///
/// # Errors
///
/// Where the command was used wrongly, or the one configuration that was asked for is broken.
pub(super) fn load(inputs: &Inputs, global: &Global, flags: Flags, world: &Environment) -> Result<Loaded, Failure> {
    let mut finder = Finder::new(&global.choice(), &world.directory)?;
    let request =
        Request { paths: &inputs.paths, stdin_filename: inputs.stdin_filename.as_deref(), directory: &world.directory };
    let mut admits = |path: &Path| finder.config_of(path).is_none_or(|config| config.admits(path));
    let (found, mut failures) = walk(&request, &mut admits);
    // One that is broken is told by the finder or by `read_house`, and its files are left alone: what is in force for them is
    // not known.
    let configs: Vec<_> = found.iter().map(|one| finder.config_of(&one.path)).collect();
    failures.extend(finder.failures());
    let mut loaded = Loaded::default();
    let mut seen: BTreeMap<Key, Option<usize>> = BTreeMap::new();
    for config in configs.iter().flatten() {
        seen.entry(key(config)).or_insert_with(|| {
            let house = read_house(config, world, &mut failures)?;
            loaded.houses.push(house);
            Some(loaded.houses.len() - 1)
        });
    }
    let own = loaded.houses.iter().flat_map(|house| &house.rules);
    let names: Vec<&str> = RULES.iter().chain(own).map(|rule| rule.name).collect();
    if let Some(wrong) = flags.verify(&names).into_iter().next() {
        return Err(wrong);
    }
    let flags = Arc::new(flags);
    let read: Vec<_> = found.par_iter().map(Found::read).collect();
    for ((one, config), file) in found.iter().zip(configs).zip(read) {
        let Some(config) = config else { continue };
        let Some(house) = seen.get(&key(&config)).copied().flatten() else { continue };
        match file {
            Ok(file) => {
                loaded.files.push(file);
                loaded.settings.push(Settings::new(config, Arc::clone(&flags), &one.path));
                loaded.house_of.push(house);
            }
            Err(failure) => failures.push(failure),
        }
    }
    loaded.failures = failures;
    Ok(loaded)
}

/// The user's rules of the configuration that holds in the working folder, and what is wrong with them.
pub(super) fn own_rules(global: &Global, world: &Environment) -> Result<(Vec<&'static Rule>, Vec<Failure>), Failure> {
    let mut finder = Finder::new(&global.choice(), &world.directory)?;
    let config = finder.config_of(&world.directory.join("README.md"));
    let mut failures = finder.failures();
    let house = config.and_then(|config| read_house(&config, world, &mut failures));
    Ok((house.map(|house| house.rules).unwrap_or_default(), failures))
}

/// What tells configurations apart.
type Key = (Option<String>, PathBuf);

fn key(config: &Config) -> Key {
    (config.path().map(str::to_owned), config.folder().to_owned())
}

/// Reads what a configuration adds, and holds it against what is known; nothing where it is wrong.
fn read_house(config: &Arc<Config>, world: &Environment, failures: &mut Vec<Failure>) -> Option<House> {
    let folders: Vec<_> = config.pages().map(|(folder, _)| folder).collect();
    let (read, unread) = read_pages(&folders, &world.directory);
    failures.extend(unread);
    // The other pages are used all the same.
    failures.extend(read.wrong.into_iter().map(|wrong| Misconfiguration::from(wrong).into()));
    let rules = read.rules;
    let names: Vec<&str> = RULES.iter().chain(&rules).map(|rule| rule.name).collect();
    let fields = Field::NAMES.map(|(name, _)| name);
    let known = Known { rules: &names, fields: &fields, options: &|name| example::defaults(name, &rules) };
    let wrong = config.verify(&known);
    let settings = Settings::new(Arc::clone(config), Arc::default(), config.folder());
    let house = wrong.is_empty().then(|| House { words: example::vocabulary(&settings), rules });
    failures.extend(wrong);
    house
}

impl Loaded {
    /// The files, read as catalogs, one file on one thread.
    pub(super) fn catalogs(&self) -> Vec<Catalog<'_>> {
        let files = self.files.par_iter().zip(&self.house_of);
        let default = Vocabulary::default();
        let words = |house: usize| self.houses.get(house).map_or(&default, |house| &house.words);
        files.map(|(file, house)| Catalog::read(file, words(*house))).collect()
    }

    /// All rules of the run, in the order in which they are listed everywhere: ours, then those of the configurations.
    pub(super) fn rules(&self) -> Vec<&'static Rule> {
        RULES.iter().chain(self.houses.iter().flat_map(|house| &house.rules)).copied().collect()
    }

    /// The rules that are asked in each file, with what its settings make of them; those about what servers answer only
    /// where links are asked for.
    pub(super) fn asked(&self, links: bool) -> Vec<Vec<Asked>> {
        let asked = |(settings, house): (&Settings, &usize)| {
            let own = self.houses.get(*house).map_or(&[][..], |house| &house.rules);
            let rules = RULES.iter().chain(own).filter(|rule| links || !wants_links(rule)).filter_map(|rule| {
                let head = rule.page.head();
                let severity = settings.severity_of(rule.name, head.severity, head.default)?;
                // Only those have findings of several severities.
                let is_configured = wants_links(rule) && settings.ranks(rule.name);
                Some(Asked { rule, severity, is_configured, options: settings.options(rule.name) })
            });
            rules.collect()
        };
        self.settings.par_iter().zip(&self.house_of).map(asked).collect()
    }
}
