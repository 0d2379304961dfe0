//! What a run reads: its files, each with what is in force for it, and the words that it is read by.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::pages::read_pages;
use crate::{
    catalog::{Catalog, Counts, Vocabulary},
    cli::{Inputs, Session},
    config::{Config, Finder, Flags, LinkKeys, Settings, active_rules, unknown_names, vocabulary},
    environment::Environment,
    error::{Failure, Misconfiguration},
    links::{Guard, LinkPolicy},
    rules::{self, Asked, Files, Neighbors, RULES, Rule, Verdicts},
    source::{File, Found, MAX_FILE_SIZE, Request, Version, absolute, contained_from},
    text::quote,
};

/// The files of a run, or of one version of them.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// The files that could be read, in the order of their paths.
    pub(crate) files: Vec<LoadedFile>,
    houses: Vec<Arc<House>>,
    /// What could not be read or understood.
    pub(crate) failures: Vec<Failure>,
}

/// A file of a run.
#[derive(Debug)]
pub(crate) struct LoadedFile {
    /// Its text.
    pub(crate) file: File,
    /// Its path, from the root.
    pub(crate) path: PathBuf,
    /// The settings that are in force for it.
    pub(crate) settings: Settings,
    /// The index of what its configuration adds.
    house: usize,
}

/// What a configuration adds to what all catalogs are read and checked by.
#[derive(Debug)]
struct House {
    words: Vocabulary,
    rules: Vec<&'static Rule>,
}

/// Reads files, each with what is in force for it.
#[derive(Debug)]
pub(crate) struct Loader<'w> {
    finder: Finder,
    flags: Arc<Flags>,
    world: &'w Environment,
    /// Where configurations and the catalog's own rules are read from.
    version: Version,
    houses: Vec<Arc<House>>,
    /// The house of each configuration; none where it is broken.
    seen: BTreeMap<Key, Option<usize>>,
}

/// Reads the files of a run. What is wrong with one file or one configuration keeps only its own files from being read.
///
/// # Errors
///
/// Where the command was used wrongly, or the one configuration that was asked for is broken.
pub(crate) fn load(inputs: &Inputs, flags: Flags, session: &Session<'_>) -> Result<Loaded, Failure> {
    let mut reader = Loader::new(session, flags, Version::Disk)?;
    let (found, failures) = reader.find(inputs, &Version::Disk);
    let mut loaded = reader.read(&found, &Version::Disk)?;
    loaded.failures.splice(0..0, failures);
    Ok(loaded)
}

impl<'w> Loader<'w> {
    /// A reader that reads configurations and the catalog's own rules from a version of the files.
    ///
    /// # Errors
    ///
    /// Where the one configuration that was asked for is broken.
    pub(crate) fn new(session: &Session<'w>, flags: Flags, version: Version) -> Result<Self, Failure> {
        let world = session.environment;
        let finder = Finder::in_version(&session.global.choice(), &world.directory, version.clone())?;
        let (houses, seen) = (Vec::new(), BTreeMap::new());
        Ok(Self { finder, flags: Arc::new(flags), world, version, houses, seen })
    }

    /// The files of a version that a run is asked to read, and what could not be found.
    pub(crate) fn find(&mut self, inputs: &Inputs, version: &Version) -> (Vec<Found>, Vec<Failure>) {
        let name = inputs.stdin_filename.as_deref();
        let request = Request { paths: &inputs.paths, stdin_filename: name, directory: &self.world.directory };
        let mut admits = |path: &Path| self.finder.config_of(path).is_none_or(|config| config.admits(path));
        version.find(&request, &mut admits)
    }

    /// Whether a markdown file that is found in a folder is checked. `path` is from the root.
    pub(crate) fn admits(&mut self, path: &Path) -> bool {
        self.finder.config_of(path).is_none_or(|config| config.admits(path))
    }

    /// The most bytes that are read of each of the files, by its configuration.
    pub(crate) fn limits(&mut self, found: &[Found]) -> Vec<u64> {
        let mut limit =
            |one: &Found| self.finder.config_of(&one.path).map_or(MAX_FILE_SIZE, |config| config.max_file_size);
        found.iter().map(&mut limit).collect()
    }

    /// Reads files of a version.
    ///
    /// # Errors
    ///
    /// Where a flag names no rule.
    pub(crate) fn read(&mut self, found: &[Found], version: &Version) -> Result<Loaded, Failure> {
        let limits = self.limits(found);
        let read = found.par_iter().zip(limits).map(|(one, limit)| version.read_file(one, limit)).collect();
        self.take(found, read)
    }

    /// Takes files that were read, or could not be.
    ///
    /// # Errors
    ///
    /// Where a flag names no rule.
    pub(crate) fn take(&mut self, found: &[Found], read: Vec<Result<File, Failure>>) -> Result<Loaded, Failure> {
        let mut failures = Vec::new();
        // One that is broken is told by the finder or by `read_house`, and its files are left alone: what is in force for
        // them is not known.
        let configs: Vec<_> = found.iter().map(|one| self.finder.config_of(&one.path)).collect();
        failures.extend(self.finder.failures());
        for config in configs.iter().flatten() {
            if !self.seen.contains_key(&key(config)) {
                let house = read_house(config, self.world, &self.version, &mut failures);
                let at = house.map(|house| {
                    self.houses.push(Arc::new(house));
                    self.houses.len() - 1
                });
                self.seen.insert(key(config), at);
            }
        }
        let own = self.houses.iter().flat_map(|house| &house.rules);
        let names: Vec<&str> = RULES.iter().chain(own).map(|rule| rule.name).collect();
        if let Some(wrong) = self.flags.verify(&names).into_iter().next() {
            return Err(wrong);
        }
        let mut loaded = Loaded { houses: self.houses.clone(), ..Loaded::default() };
        for ((one, config), file) in found.iter().zip(configs).zip(read) {
            let Some(config) = config else { continue };
            let Some(house) = self.seen.get(&key(&config)).copied().flatten() else { continue };
            match file {
                Ok(file) => {
                    let settings = Settings::new(config, Arc::clone(&self.flags), &one.path);
                    loaded.files.push(LoadedFile { file, path: one.path.clone(), settings, house });
                }
                Err(failure) => failures.push(failure),
            }
        }
        loaded.failures = failures;
        Ok(loaded)
    }
}

/// The user's rules of the configuration that holds in the working folder, and what is wrong with them.
pub(crate) fn own_rules(session: &Session<'_>) -> Result<(Vec<&'static Rule>, Vec<Failure>), Failure> {
    let world = session.environment;
    let mut finder = Finder::new(&session.global.choice(), &world.directory)?;
    let config = finder.config_of(&world.directory.join("README.md"));
    let mut failures = finder.failures();
    let house = config.and_then(|config| read_house(&config, world, &Version::Disk, &mut failures));
    Ok((house.map(|house| house.rules).unwrap_or_default(), failures))
}

/// What tells configurations apart.
type Key = (Option<String>, PathBuf);

fn key(config: &Config) -> Key {
    (config.path().map(str::to_owned), config.folder().to_owned())
}

/// Reads what a configuration adds, and holds it against what is known; nothing where it is wrong.
fn read_house(
    config: &Arc<Config>,
    world: &Environment,
    version: &Version,
    failures: &mut Vec<Failure>,
) -> Option<House> {
    let outside = outside(config, world, version);
    if !outside.is_empty() {
        failures.extend(outside);
        return None;
    }
    let folders: Vec<_> = config.pages().map(|(folder, _)| folder).collect();
    let (read, unread) = read_pages(&folders, &world.directory, version);
    failures.extend(unread);
    // The other pages are used all the same.
    failures.extend(read.wrong.into_iter().map(|wrong| Misconfiguration::from(wrong).into()));
    let rules = read.rules;
    let wrong = unknown_names(config, &rules);
    let settings = Settings::new(Arc::clone(config), Arc::default(), config.folder());
    let house = wrong.is_empty().then(|| House { words: vocabulary(&settings), rules });
    failures.extend(wrong);
    house
}

/// The rule pages that a configuration names outside of its repository: what is wrong in a page is reported with its lines,
/// and a change could name any file of the machine. What git keeps is in the repository.
fn outside(config: &Config, world: &Environment, version: &Version) -> Vec<Failure> {
    let home = config.home(&world.directory);
    let words = config.keys.rules.pages.iter().filter(|_| matches!(version, Version::Disk));
    let wrong = words.filter_map(|word| {
        let error = contained_from(&home, &absolute(config.folder(), Path::new(word.get_ref()))).err()?;
        let message = format!("the rule pages {} are not read", quote(word.get_ref()));
        let wrong = config.wrong(word, message, "outside of the repository");
        Some(wrong.help(error.to_string()).into())
    });
    wrong.collect()
}

impl Loaded {
    /// The files, read as catalogs, one file on one thread.
    pub(crate) fn catalogs(&self) -> Vec<Catalog<'_>> {
        self.catalogs_of(self.files.par_iter().map(|one| &one.file))
    }

    /// Other texts of the files, read as catalogs.
    fn catalogs_of<'f>(&self, files: impl IndexedParallelIterator<Item = &'f File>) -> Vec<Catalog<'f>> {
        let default = Vocabulary::default();
        let words = |house: usize| self.houses.get(house).map_or(&default, |house| &house.words);
        files.zip(&self.files).map(|(file, own)| Catalog::read(file, words(own.house))).collect()
    }

    /// Reads texts of the files as catalogs and asks their rules about them.
    pub(crate) fn judge_files(
        &self,
        files: &[File],
        asked: &[Arc<Vec<Asked>>],
        beside: &dyn Files,
        today: jiff::civil::Date,
        verdicts: Option<&Verdicts>,
    ) -> Vec<(Counts, rules::Found)> {
        judge(&self.catalogs_of(files.par_iter()), asked, beside, today, verdicts)
    }

    /// The configuration of links that holds for the whole run: that of the first file.
    pub(crate) fn link_keys(&self) -> Cow<'_, LinkKeys> {
        let first = self.files.first();
        first.map_or_else(|| Cow::Owned(LinkKeys::default()), |one| Cow::Borrowed(&one.settings.config().links))
    }

    /// For each file, what decides which of its links are requested.
    pub(crate) fn link_policies<'a>(&'a self, guard: &'a Guard) -> impl Iterator<Item = LinkPolicy<'a>> {
        self.files.iter().map(|one| LinkPolicy { excluded: &one.settings.config().links.excluded, guard })
    }

    /// All rules of the run, in the order in which they are listed everywhere: ours, then those of the configurations.
    pub(crate) fn rules(&self) -> Vec<&'static Rule> {
        RULES.iter().chain(self.houses.iter().flat_map(|house| &house.rules)).copied().collect()
    }

    /// The rules that are asked in each file, with what its settings make of them; those about what servers answer only
    /// where links are asked for.
    pub(crate) fn asked(&self, links: bool) -> Vec<Arc<Vec<Asked>>> {
        self.asked_by(&self.files.iter().map(|one| &one.settings).collect::<Vec<_>>(), links)
    }

    /// The same by the configuration alone, without flags.
    pub(crate) fn asked_without_flags(&self, links: bool) -> Vec<Arc<Vec<Asked>>> {
        let settings: Vec<Settings> = self.files.iter().map(|one| one.settings.without_flags()).collect();
        self.asked_by(&settings.iter().collect::<Vec<_>>(), links)
    }

    fn asked_by(&self, settings: &[&Settings], links: bool) -> Vec<Arc<Vec<Asked>>> {
        // Most files of a run have the same settings: with thousands of rules and files each is worked out once.
        let mut known: FxHashMap<_, Arc<Vec<Asked>>> = FxHashMap::default();
        let asked = settings.iter().zip(&self.files).map(|(settings, LoadedFile { house, .. })| {
            let own = self.houses.get(*house).map_or(&[][..], |house| &house.rules);
            let asked = known.entry((settings.identity(), *house));
            Arc::clone(asked.or_insert_with(|| Arc::new(active_rules(settings, own, links, None))))
        });
        asked.collect()
    }
}

/// Asks the rules of each catalog about it: what was read in it, and what was found. `beside` are the files beside them,
/// `today` is the date that counts as today, and `verdicts` what was judged of the links, where they were asked for.
pub(crate) fn judge(
    catalogs: &[Catalog<'_>],
    asked: &[Arc<Vec<Asked>>],
    beside: &dyn Files,
    today: jiff::civil::Date,
    verdicts: Option<&Verdicts>,
) -> Vec<(Counts, rules::Found)> {
    let neighbors = Neighbors::new(catalogs);
    let check = |catalog, asked| rules::check_beside(catalog, &neighbors, asked, today, beside, verdicts);
    let asked = catalogs.par_iter().zip(asked);
    asked.map(|(catalog, asked)| (catalog.counts(), check(catalog, asked))).collect()
}
