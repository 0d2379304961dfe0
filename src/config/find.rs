//! Finds the configuration of a file: the nearest one upwards, and no other.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::Config;
use crate::{
    error::{Failure, Misconfiguration},
    source::{FileVersion, MAX_FILE_SIZE, absolute, shown_from},
};

/// The name of a configuration.
pub const NAME: &str = "catalint.toml";

/// The choice of the configuration on the command line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ConfigChoice {
    /// Nothing: the nearest one upwards from each file.
    #[default]
    Nearest,
    /// `--config`: this one for all files. Its patterns are relative to the working folder.
    File(PathBuf),
    /// `--no-config`.
    None,
}

/// Finds the configuration of each file; reads each once.
#[derive(Debug)]
pub struct ConfigFinder {
    directory: PathBuf,
    version: FileVersion,
    /// The configuration of all files, unless each has its own.
    all: Option<Arc<Config>>,
    /// The configuration found for each folder; nothing where it is broken.
    folders: BTreeMap<PathBuf, Option<Arc<Config>>>,
    failures: Vec<Failure>,
}

impl ConfigFinder {
    /// A finder for a run in `directory`.
    ///
    /// # Errors
    ///
    /// Where the one configuration that was asked for cannot be read or understood.
    pub fn new(choice: &ConfigChoice, directory: &Path) -> Result<Self, Failure> {
        Self::in_version(choice, directory, FileVersion::Disk)
    }

    /// The same for the configurations of one version of the files.
    ///
    /// # Errors
    ///
    /// Where the one configuration that was asked for cannot be read or understood.
    pub fn in_version(choice: &ConfigChoice, directory: &Path, version: FileVersion) -> Result<Self, Failure> {
        let all = match choice {
            ConfigChoice::Nearest => None,
            ConfigChoice::None => Some(Arc::new(Config::none(directory))),
            ConfigChoice::File(path) => {
                let path = absolute(directory, path);
                let shown = shown_from(directory, &path);
                let bytes =
                    version.read(&path, MAX_FILE_SIZE).map_err(|error| Failure::unreadable(shown.clone(), error))?;
                Some(Arc::new(read(&shown, directory, bytes)?))
            }
        };
        Ok(Self { directory: directory.to_owned(), version, all, folders: BTreeMap::new(), failures: Vec::new() })
    }

    /// The configuration that holds for a file; none where it is broken, which [`Self::failures`] then tells. `path` is
    /// absolute or relative to the working folder.
    pub fn config_of(&mut self, path: &Path) -> Option<Arc<Config>> {
        if let Some(all) = &self.all {
            return Some(Arc::clone(all));
        }
        let path = absolute(&self.directory, path);
        let folder = path.parent().unwrap_or(&path);
        if let Some(found) = self.folders.get(folder) {
            return found.clone();
        }
        let found = self.search(folder);
        self.folders.insert(folder.to_owned(), found.clone());
        found
    }

    /// Every configuration that was found, each once, in the order of their folders.
    pub fn configs(&self) -> Vec<Arc<Config>> {
        let mut configs: Vec<_> = self.all.iter().chain(self.folders.values().flatten()).cloned().collect();
        configs.sort_by(|a, b| a.folder().cmp(b.folder()).then_with(|| a.path().cmp(&b.path())));
        configs.dedup_by(|a, b| a.folder() == b.folder() && a.path() == b.path());
        configs
    }

    /// Returns the problems of the configurations, each once.
    pub fn failures(&mut self) -> Vec<Failure> {
        std::mem::take(&mut self.failures)
    }

    fn search(&mut self, folder: &Path) -> Option<Arc<Config>> {
        for above in folder.ancestors() {
            // A folder that has been looked at already knows what lies above it.
            if above != folder
                && let Some(found) = self.folders.get(above)
            {
                return found.clone();
            }
            let path = above.join(NAME);
            let shown = shown_from(&self.directory, &path);
            let found = match self.version.read(&path, MAX_FILE_SIZE) {
                Ok(bytes) => read(&shown, above, bytes).map(Arc::new),
                Err(error) if error.kind() == io::ErrorKind::NotFound && !above.join(".git").exists() => continue,
                Err(error) if error.kind() == io::ErrorKind::NotFound => break,
                // What lies above may be closed to us; that is no fault of the files below.
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied && above != folder => break,
                Err(error) => Err(Failure::unreadable(shown, error)),
            };
            let found = found.map_err(|failure| self.failures.push(failure)).ok();
            self.folders.insert(above.to_owned(), found.clone());
            return found;
        }
        Some(Arc::new(Config::none(&self.directory)))
    }
}

/// Reads a configuration's bytes.
fn read(shown: &str, folder: &Path, bytes: Vec<u8>) -> Result<Config, Failure> {
    match String::from_utf8(bytes) {
        Ok(text) => Config::parse(shown, folder, &text),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text: Arc<str> = String::from_utf8_lossy(error.as_bytes()).into();
            let wrong = Misconfiguration::new(shown, &text, "the configuration is not UTF-8")
                .at(valid..valid + char::REPLACEMENT_CHARACTER.len_utf8(), "not UTF-8 from here on")
                .help("save the file as UTF-8");
            Err(wrong.into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn the_nearest_configuration_holds_and_the_search_ends_at_the_repository() {
        let folder = folder(&[
            ("catalint.toml", ""),
            ("a/catalint.toml", ""),
            ("a/b/README.md", ""),
            ("c/README.md", ""),
            ("repository/.git/HEAD", ""),
            ("repository/docs/a.md", ""),
        ]);
        let mut finder = ConfigFinder::new(&ConfigChoice::Nearest, folder.path()).unwrap();
        for (path, wanted) in [
            ("README.md", Some("catalint.toml")),
            ("a/b/README.md", Some("a/catalint.toml")),
            ("a/b/../../c/README.md", Some("catalint.toml")),
            ("c/x.md", Some("catalint.toml")),
            ("repository/docs/a.md", None),
            ("not/there/a.md", Some("catalint.toml")),
        ] {
            assert_eq!(finder.config_of(Path::new(path)).unwrap().path(), wanted, "{path}");
        }
        assert_eq!(finder.configs().iter().map(|config| config.path()).collect::<Vec<_>>().len(), 3);
        assert!(finder.failures().is_empty());
    }

    #[test]
    fn a_broken_configuration_is_told_once() {
        let folder = folder(&[("a/catalint.toml", "chekc = 1"), ("a/b/c.md", ""), ("d/catalint.toml", "")]);
        fs::write(folder.path().join("d/catalint.toml"), b"# \xff").unwrap();
        let mut finder = ConfigFinder::new(&ConfigChoice::Nearest, folder.path()).unwrap();
        for path in ["a/x.md", "a/y.md", "a/b/c.md", "d/e.md"] {
            assert!(finder.config_of(Path::new(path)).is_none(), "{path}");
        }
        let failures: Vec<_> = finder.failures().iter().map(ToString::to_string).collect();
        assert_eq!(failures, ["unknown key `chekc`", "the configuration is not UTF-8"]);
    }

    #[test]
    fn one_configuration_or_none_can_be_asked_for() {
        let folder = folder(&[("catalint.toml", "x = 1"), ("other.toml", "check.exclude = ['b']")]);
        let mut finder = ConfigFinder::new(&ConfigChoice::None, folder.path()).unwrap();
        assert_eq!(finder.config_of(Path::new("a.md")).unwrap().path(), None);
        let mut finder = ConfigFinder::new(&ConfigChoice::File("other.toml".into()), folder.path()).unwrap();
        let config = finder.config_of(Path::new("a/a.md")).unwrap();
        assert_eq!((config.path(), config.folder()), (Some("other.toml"), folder.path()));
        let failure = ConfigFinder::new(&ConfigChoice::File("absent.toml".into()), folder.path()).unwrap_err();
        assert_eq!(failure.to_string(), "cannot read `absent.toml`");
    }
}
