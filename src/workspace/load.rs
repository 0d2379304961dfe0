//! Loads the files of a run, each with the configuration in force for it and the vocabulary to read it by.

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
    catalog::{Catalog, Counts, FieldVocabulary},
    cli::{InputPaths, Session},
    config::{
        Config, ConfigChoice, ConfigFinder, FileSettings, FlagSettings, FolderNames, LinkKeys, active_rules,
        unknown_names, vocabulary,
    },
    environment::Environment,
    error::{Failure, Misconfiguration},
    links::{AddressGuard, LinkPolicy},
    rules::{self, ActiveRule, Files, Neighbors, RULES, Rule, Verdicts},
    source::{File, FileVersion, MAX_FILE_SIZE, SourceFile, WalkRequest, absolute, contained_from},
    text::quote,
};

/// The files of a run, or of one version of them.
#[derive(Debug, Default)]
pub(crate) struct LoadedCatalogs {
    /// The files that could be read, in the order of their paths.
    pub(crate) files: Vec<LoadedFile>,
    houses: Vec<Arc<ConfigRules>>,
    /// Files and configurations that could not be read.
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
    pub(crate) settings: FileSettings,
    /// The index of what its configuration adds.
    house: usize,
}

/// Additions of one configuration: its vocabulary and its own rules.
#[derive(Debug)]
struct ConfigRules {
    words: FieldVocabulary,
    rules: Vec<&'static Rule>,
}

/// Reads files, each with what is in force for it.
#[derive(Debug)]
pub(crate) struct Loader<'w> {
    finder: ConfigFinder,
    flags: Arc<FlagSettings>,
    environment: &'w Environment,
    /// The version from which configurations and the catalog's own rules are read.
    version: FileVersion,
    houses: Vec<Arc<ConfigRules>>,
    /// True if each file has the nearest configuration, and not one that may be for other folders too.
    is_nearest: bool,
    /// Every markdown file that was found in a folder, from the root, those too that a configuration leaves out.
    candidates: Vec<PathBuf>,
    /// The house of each configuration; none where it is broken.
    seen: BTreeMap<SettingsKey, Option<usize>>,
}

/// Reads the files of a run. What is wrong with one file or one configuration keeps only its own files from being read.
///
/// # Errors
///
/// Where the command was used wrongly, or the one configuration that was asked for is broken.
pub(crate) fn load(inputs: &InputPaths, flags: FlagSettings, session: &Session<'_>) -> Result<LoadedCatalogs, Failure> {
    let mut reader = Loader::new(session, flags, FileVersion::Disk)?;
    let (found, failures) = reader.find(inputs, &FileVersion::Disk);
    let mut loaded = reader.read(&found, &FileVersion::Disk)?;
    loaded.failures.splice(0..0, failures);
    Ok(loaded)
}

impl<'w> Loader<'w> {
    /// A reader that reads configurations and the catalog's own rules from a version of the files.
    ///
    /// # Errors
    ///
    /// Where the one configuration that was asked for is broken.
    pub(crate) fn new(session: &Session<'w>, flags: FlagSettings, version: FileVersion) -> Result<Self, Failure> {
        Self::with_choice(&session.global.choice(), session.environment, flags, version)
    }

    /// The same for who has no session.
    ///
    /// # Errors
    ///
    /// Where the one configuration that was asked for is broken.
    pub(crate) fn with_choice(
        choice: &ConfigChoice,
        environment: &'w Environment,
        flags: FlagSettings,
        version: FileVersion,
    ) -> Result<Self, Failure> {
        let finder = ConfigFinder::in_version(choice, &environment.directory, version.clone())?;
        let (houses, candidates, seen) = (Vec::new(), Vec::new(), BTreeMap::new());
        let is_nearest = *choice == ConfigChoice::Nearest;
        Ok(Self { finder, flags: Arc::new(flags), environment, version, houses, is_nearest, candidates, seen })
    }

    /// The files of a version that a run is asked to read, and what could not be found.
    pub(crate) fn find(&mut self, inputs: &InputPaths, version: &FileVersion) -> (Vec<SourceFile>, Vec<Failure>) {
        let name = inputs.stdin_filename.as_deref();
        let request =
            WalkRequest { paths: &inputs.paths, stdin_filename: name, directory: &self.environment.directory };
        let (finder, candidates) = (&mut self.finder, &mut self.candidates);
        let mut admits = |path: &Path| {
            candidates.push(path.to_owned());
            finder.config_of(path).is_none_or(|config| config.admits(path))
        };
        version.find(&request, &mut admits)
    }

    /// Returns the paths and columns that configurations name and that match nothing, of each configuration whose whole folder
    /// is part of the run.
    pub(crate) fn unmatched(&self, inputs: &InputPaths, loaded: &LoadedCatalogs) -> Vec<Failure> {
        let directory = &self.environment.directory;
        let mut roots: Vec<PathBuf> = inputs.paths.iter().map(|path| absolute(directory, path)).collect();
        if roots.is_empty() {
            roots.push(directory.clone());
        }
        let is_whole = |config: &Arc<Config>| {
            self.is_nearest && config.path().is_some() && roots.iter().any(|root| config.folder().starts_with(root))
        };
        let mut failures = Vec::new();
        for config in self.finder.configs().iter().filter(|config| is_whole(config)) {
            let is_own = |one: &&LoadedFile| std::ptr::eq(one.settings.config(), &raw const **config);
            // The texts are read again only for the few configurations that name a column.
            let own = loaded.files.iter().filter(|_| !config.keys.columns.is_empty()).filter(is_own);
            let catalogs: Vec<Catalog<'_>> =
                own.map(|one| Catalog::read(&one.file, &FieldVocabulary::default())).collect();
            let labels = catalogs.iter().flat_map(Catalog::labels).collect();
            let files = self.candidates.iter().map(PathBuf::as_path).collect();
            failures.extend(config.unmatched(&FolderNames { files, labels }));
        }
        failures
    }

    /// Returns true if a markdown file that is found in a folder is checked. `path` is from the root.
    pub(crate) fn admits(&mut self, path: &Path) -> bool {
        self.finder.config_of(path).is_none_or(|config| config.admits(path))
    }

    /// The most bytes that are read of each of the files, by its configuration.
    pub(crate) fn limits(&mut self, found: &[SourceFile]) -> Vec<u64> {
        let mut limit =
            |one: &SourceFile| self.finder.config_of(&one.path).map_or(MAX_FILE_SIZE, |config| config.max_file_size);
        found.iter().map(&mut limit).collect()
    }

    /// Reads files of a version.
    ///
    /// # Errors
    ///
    /// Where a flag names no rule.
    pub(crate) fn read(&mut self, found: &[SourceFile], version: &FileVersion) -> Result<LoadedCatalogs, Failure> {
        let limits = self.limits(found);
        let read = found.par_iter().zip(limits).map(|(one, limit)| version.read_file(one, limit)).collect();
        self.take(found, read)
    }

    /// Takes files that were read, or could not be.
    ///
    /// # Errors
    ///
    /// Where a flag names no rule.
    pub(crate) fn take(
        &mut self,
        found: &[SourceFile],
        read: Vec<Result<File, Failure>>,
    ) -> Result<LoadedCatalogs, Failure> {
        let mut failures = Vec::new();
        // One that is broken is told by the finder or by `read_house`, and its files are left alone: what is in force for
        // them is not known.
        let configs: Vec<_> = found.iter().map(|one| self.finder.config_of(&one.path)).collect();
        failures.extend(self.finder.failures());
        for config in configs.iter().flatten() {
            if !self.seen.contains_key(&key(config)) {
                let house = read_house(config, self.environment, &self.version, &mut failures);
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
        let mut loaded = LoadedCatalogs { houses: self.houses.clone(), ..LoadedCatalogs::default() };
        for ((one, config), file) in found.iter().zip(configs).zip(read) {
            let Some(config) = config else { continue };
            let Some(house) = self.seen.get(&key(&config)).copied().flatten() else { continue };
            match file {
                Ok(file) => {
                    let settings = FileSettings::new(config, Arc::clone(&self.flags), &one.path);
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
    let environment = session.environment;
    let mut finder = ConfigFinder::new(&session.global.choice(), &environment.directory)?;
    let config = finder.config_of(&environment.directory.join("README.md"));
    let mut failures = finder.failures();
    let house = config.and_then(|config| read_house(&config, environment, &FileVersion::Disk, &mut failures));
    Ok((house.map(|house| house.rules).unwrap_or_default(), failures))
}

/// Tells configurations apart.
type SettingsKey = (Option<String>, PathBuf);

fn key(config: &Config) -> SettingsKey {
    (config.path().map(str::to_owned), config.folder().to_owned())
}

/// Reads what a configuration adds, and holds it against what is known; nothing where it is wrong.
fn read_house(
    config: &Arc<Config>,
    environment: &Environment,
    version: &FileVersion,
    failures: &mut Vec<Failure>,
) -> Option<ConfigRules> {
    let outside = outside(config, environment, version);
    if !outside.is_empty() {
        failures.extend(outside);
        return None;
    }
    let folders: Vec<_> = config.pages().map(|(folder, _)| folder).collect();
    let (read, unread) = read_pages(&folders, &environment.directory, version);
    failures.extend(unread);
    // The other pages are used all the same.
    failures.extend(read.wrong.into_iter().map(|wrong| Misconfiguration::from(wrong).into()));
    let rules = read.rules;
    let wrong = unknown_names(config, &rules);
    let settings = FileSettings::new(Arc::clone(config), Arc::default(), config.folder());
    let house = wrong.is_empty().then(|| ConfigRules { words: vocabulary(&settings), rules });
    failures.extend(wrong);
    house
}

/// The rule pages that a configuration names outside of its repository: what is wrong in a page is reported with its lines,
/// and a change could name any file of the machine. What git keeps is in the repository.
fn outside(config: &Config, environment: &Environment, version: &FileVersion) -> Vec<Failure> {
    let home = config.home(&environment.directory);
    let words = config.keys.rules.pages.iter().filter(|_| matches!(version, FileVersion::Disk));
    let wrong = words.filter_map(|word| {
        let error = contained_from(&home, &absolute(config.folder(), Path::new(word.get_ref()))).err()?;
        let message = format!("the rule pages {} are not read", quote(word.get_ref()));
        let wrong = config.wrong(word, message, "outside of the repository");
        Some(wrong.help(error.to_string()).into())
    });
    wrong.collect()
}

impl LoadedCatalogs {
    /// The files, read as catalogs, one file on one thread.
    pub(crate) fn catalogs(&self) -> Vec<Catalog<'_>> {
        self.catalogs_of(self.files.par_iter().map(|one| &one.file))
    }

    /// Other texts of the files, read as catalogs.
    fn catalogs_of<'f>(&self, files: impl IndexedParallelIterator<Item = &'f File>) -> Vec<Catalog<'f>> {
        files.zip(&self.files).map(|(file, own)| self.catalog_of(own, file)).collect()
    }

    /// Another text of one of the files, read as a catalog.
    pub(crate) fn catalog_of<'f>(&self, own: &LoadedFile, file: &'f File) -> Catalog<'f> {
        let words = self.houses.get(own.house).map(|house| &house.words);
        words.map_or_else(|| Catalog::read(file, &FieldVocabulary::default()), |words| Catalog::read(file, words))
    }

    /// Reads texts of the files as catalogs and asks their rules about them.
    pub(crate) fn judge_files(
        &self,
        files: &[File],
        asked: &[Arc<Vec<ActiveRule>>],
        beside: &dyn Files,
        today: jiff::civil::Date,
        verdicts: Option<&Verdicts>,
    ) -> Vec<(Counts, rules::CheckResult)> {
        judge(&self.catalogs_of(files.par_iter()), asked, beside, today, verdicts)
    }

    /// The configuration of links that holds for the whole run: that of the first file.
    pub(crate) fn link_keys(&self) -> Cow<'_, LinkKeys> {
        let first = self.files.first();
        first.map_or_else(|| Cow::Owned(LinkKeys::default()), |one| Cow::Borrowed(&one.settings.config().links))
    }

    /// For each file, what decides which of its links are requested.
    pub(crate) fn link_policies<'a>(&'a self, guard: &'a AddressGuard) -> impl Iterator<Item = LinkPolicy<'a>> {
        self.files.iter().map(|one| LinkPolicy { excluded: &one.settings.config().links.excluded, guard })
    }

    /// For each file, whether the addresses of its images are requested.
    pub(crate) fn link_images(&self) -> impl Iterator<Item = bool> {
        self.files.iter().map(|one| one.settings.config().links.images.unwrap_or(true))
    }

    /// All rules of the run, in the order in which they are listed everywhere: ours, then those of the configurations.
    pub(crate) fn rules(&self) -> Vec<&'static Rule> {
        RULES.iter().chain(self.houses.iter().flat_map(|house| &house.rules)).copied().collect()
    }

    /// The rules that are asked in each file, with what its settings make of them; those about what servers answer only
    /// where links are asked for.
    pub(crate) fn asked(&self, links: bool) -> Vec<Arc<Vec<ActiveRule>>> {
        self.asked_by(&self.files.iter().map(|one| &one.settings).collect::<Vec<_>>(), links, false)
    }

    /// The same where two versions are compared, see [`ActiveRule::of_a_change`].
    pub(crate) fn asked_of_a_change(&self, links: bool) -> Vec<Arc<Vec<ActiveRule>>> {
        self.asked_by(&self.files.iter().map(|one| &one.settings).collect::<Vec<_>>(), links, true)
    }

    /// The same by the configuration alone, without flags.
    pub(crate) fn asked_without_flags(&self, links: bool) -> Vec<Arc<Vec<ActiveRule>>> {
        let settings: Vec<FileSettings> = self.files.iter().map(|one| one.settings.without_flags()).collect();
        self.asked_by(&settings.iter().collect::<Vec<_>>(), links, false)
    }

    fn asked_by(&self, settings: &[&FileSettings], links: bool, of_a_change: bool) -> Vec<Arc<Vec<ActiveRule>>> {
        // Most files of a run have the same settings: with thousands of rules and files each is worked out once.
        let mut known: FxHashMap<_, Arc<Vec<ActiveRule>>> = FxHashMap::default();
        let asked = settings.iter().zip(&self.files).map(|(settings, LoadedFile { house, .. })| {
            let own = self.houses.get(*house).map_or(&[][..], |house| &house.rules);
            let asked = known.entry((settings.identity(), *house));
            Arc::clone(asked.or_insert_with(|| {
                let rules = active_rules(settings, own, links, None);
                Arc::new(if of_a_change { rules.into_iter().map(ActiveRule::of_a_change).collect() } else { rules })
            }))
        });
        asked.collect()
    }
}

/// Asks the rules of each catalog about it: what was read in it, and what was found. `beside` are the files beside them,
/// `today` is the date that counts as today, and `verdicts` what was judged of the links, where they were asked for.
pub(crate) fn judge(
    catalogs: &[Catalog<'_>],
    asked: &[Arc<Vec<ActiveRule>>],
    beside: &dyn Files,
    today: jiff::civil::Date,
    verdicts: Option<&Verdicts>,
) -> Vec<(Counts, rules::CheckResult)> {
    let neighbors = Neighbors::new(catalogs);
    let check = |catalog, asked| rules::check_beside(catalog, &neighbors, asked, today, beside, verdicts);
    let asked = catalogs.par_iter().zip(asked);
    asked.map(|(catalog, asked)| (catalog.counts(), check(catalog, asked))).collect()
}
