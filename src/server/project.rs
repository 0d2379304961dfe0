//! The catalogs around the documents that are open: those that `catalint check` would read in the folder that the editor
//! has open, each with its settings.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustc_hash::FxHashMap;

use super::documents::OpenDocuments;
use crate::{
    catalog::Catalog,
    cli::InputPaths,
    config::{ConfigChoice, FileSettings, FlagSettings},
    environment::Environment,
    error::Failure,
    rules::{ActiveRule, Rule},
    source::FileVersion,
    workspace::load::{LoadedCatalogs, Loader},
};

/// The catalogs of one run of `check`.
#[derive(Debug)]
pub(super) struct ProjectRun {
    /// The world, with the folder that paths are relative to.
    pub(super) environment: Environment,
    /// The files as they are on the disk.
    pub(super) loaded: LoadedCatalogs,
    /// The rules that are asked in each file.
    pub(super) asked: Vec<Arc<Vec<ActiveRule>>>,
    /// The paths of the files, from the root, and the settings in force for them.
    pub(super) paths: Vec<PathBuf>,
    pub(super) settings: Vec<FileSettings>,
    by_path: FxHashMap<PathBuf, usize>,
}

/// All catalogs around the documents that are open.
#[derive(Debug, Default)]
pub(super) struct Project {
    /// A run for each folder with a document that is open, and one for each such document outside of all folders.
    pub(super) runs: Vec<ProjectRun>,
    /// Problems of configurations and files.
    pub(super) failures: Vec<Failure>,
}

/// A file of a project: the index of its run, and its index there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ProjectFile {
    pub(super) run: usize,
    pub(super) file: usize,
}

impl Project {
    /// Reads the files around the documents that are open.
    pub(super) fn read(
        documents: &OpenDocuments,
        folders: &[PathBuf],
        choice: &ConfigChoice,
        environment: &Environment,
    ) -> Self {
        let mut inputs: BTreeMap<PathBuf, InputPaths> = BTreeMap::new();
        for (path, _) in documents.iter() {
            let around =
                folders.iter().filter(|folder| path.starts_with(folder)).max_by_key(|folder| folder.as_os_str().len());
            let (directory, paths) = match around {
                Some(folder) => (folder.clone(), Vec::new()),
                None => (path.parent().unwrap_or(path).to_owned(), vec![path.to_owned()]),
            };
            let of_folder = inputs.entry(directory).or_insert(InputPaths { paths: Vec::new(), stdin_filename: None });
            of_folder.paths.extend(paths);
        }
        let mut project = Self::default();
        for (directory, inputs) in inputs {
            let environment = Environment { directory, ..environment.clone() };
            project.add(&inputs, choice, environment);
        }
        project
    }

    fn add(&mut self, inputs: &InputPaths, choice: &ConfigChoice, environment: Environment) {
        let loaded = load(inputs, choice, &environment).unwrap_or_else(|failure| {
            self.failures.push(failure);
            LoadedCatalogs::default()
        });
        self.runs.push(ProjectRun::new(loaded, environment));
        if let Some(run) = self.runs.last_mut() {
            self.failures.append(&mut run.loaded.failures);
        }
    }

    /// Returns the file of a path from the root; none where `check` leaves it out.
    pub(super) fn find(&self, path: &Path) -> Option<ProjectFile> {
        let mut runs = self.runs.iter().enumerate();
        runs.find_map(|(run, files)| Some(ProjectFile { run, file: *files.by_path.get(path)? }))
    }

    /// The files of each run, read as catalogs.
    pub(super) fn catalogs(&self) -> Vec<Vec<Catalog<'_>>> {
        self.runs.iter().map(|run| run.loaded.catalogs()).collect()
    }
}

impl ProjectRun {
    fn new(loaded: LoadedCatalogs, environment: Environment) -> Self {
        let asked = loaded.asked(false);
        let (paths, settings): (Vec<_>, Vec<_>) =
            loaded.files.iter().map(|one| (one.path.clone(), one.settings.clone())).unzip();
        let by_path = paths.iter().cloned().zip(0..).collect();
        Self { environment, loaded, asked, paths, settings, by_path }
    }

    /// All rules of the run: ours, and those of its configurations.
    pub(super) fn rules(&self) -> Vec<&'static Rule> {
        self.loaded.rules()
    }
}

fn load(inputs: &InputPaths, choice: &ConfigChoice, environment: &Environment) -> Result<LoadedCatalogs, Failure> {
    let mut loader = Loader::with_choice(choice, environment, FlagSettings::default(), FileVersion::Disk)?;
    let (found, failures) = loader.find(inputs, &FileVersion::Disk);
    let mut loaded = loader.read(&found, &FileVersion::Disk)?;
    loaded.failures.splice(0..0, failures);
    Ok(loaded)
}
