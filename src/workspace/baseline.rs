//! The baseline of a run: the file that it is in, and what it leaves of an outcome.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::{
    config::FileSettings,
    environment::Environment,
    error::Failure,
    finding::{Baseline, CheckOutcome},
    source::{FileVersion, MAX_FILE_SIZE, absolute, contained_from, replace, shown_from, write_whole},
    text::quote,
};

/// A baseline and where it stands.
#[derive(Debug)]
pub(crate) struct StoredBaseline {
    /// From the root.
    pub(crate) path: PathBuf,
    /// As it is shown.
    pub(crate) shown: String,
    /// The folder that the paths in it are relative to.
    pub(crate) folder: PathBuf,
    /// The findings that are written down.
    pub(crate) baseline: Baseline,
    /// The bytes on the disk; none where there is no file yet.
    pub(crate) bytes: Option<Vec<u8>>,
}

impl StoredBaseline {
    /// Reads a baseline; where there is none, it is empty.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or is no baseline.
    pub(crate) fn open(path: &Path, version: &FileVersion, environment: &Environment) -> Result<Self, Failure> {
        let path = absolute(&environment.directory, path);
        let shown = shown_from(&environment.directory, &path);
        let bytes = match version.read(&path, MAX_FILE_SIZE) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::unreadable(shown, error)),
        };
        let baseline = bytes.as_deref().map_or_else(|| Ok(Baseline::default()), Baseline::read).map_err(|why| {
            let help = "write it anew with `catalint baseline write`, or name the right file";
            Failure::misuse(format!("{} is no baseline: {why}", quote(&shown)), help)
        })?;
        let folder = path.parent().unwrap_or(&path);
        // One in a folder of catalint's own speaks of what stands beside that folder.
        let is_own = folder.file_name().is_some_and(|name| name == ".catalint");
        let folder = folder.parent().filter(|_| is_own).unwrap_or(folder).to_owned();
        Ok(Self { path, shown, folder, baseline, bytes })
    }

    /// A file's path as the baseline has it: from its folder, whatever the folder that catalint runs in.
    pub(crate) fn name_of(&self, path: &Path) -> String {
        shown_from(&self.folder, path)
    }

    /// Writes the file, where its bytes change.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        let text = self.baseline.to_text();
        let done = match &self.bytes {
            Some(old) if old == text.as_bytes() => Ok(()),
            Some(old) => replace(&self.path, old, text.as_bytes()),
            None => write_whole(&self.path, text.as_bytes()),
        };
        done.map_err(|source| Failure::Unwritable { target: self.shown.clone(), source })
    }
}

/// Leaves in an outcome only what the baseline does not hold: the one that is named, or else that of the configuration.
///
/// # Errors
///
/// Where a baseline cannot be read.
pub(crate) fn reduce(
    outcome: &mut CheckOutcome,
    (paths, settings): (&[PathBuf], &[FileSettings]),
    flag: Option<&Path>,
    version: &FileVersion,
    environment: &Environment,
) -> Result<(), Failure> {
    let mut all: Vec<StoredBaseline> = Vec::new();
    let rules: Vec<&str> = outcome.rules.iter().map(|count| count.rule).collect();
    for ((checked, path), settings) in outcome.files.iter_mut().zip(paths).zip(settings) {
        let Some(place) = named(flag, settings, version, environment)? else { continue };
        if !all.iter().any(|kept| kept.path == place) {
            all.push(existing(&place, version, environment)?);
        }
        let Some(kept) = all.iter().find(|kept| kept.path == place) else { continue };
        let asked = |rule: &str| rules.contains(&rule);
        let (is_new, gone) = kept.baseline.unknown(&kept.name_of(path), &checked.findings, &asked);
        outcome.known += checked.keep_new(is_new);
        outcome.gone += gone;
    }
    for kept in &all {
        let lost = kept.baseline.paths().filter(|path| !kept.folder.join(path).exists());
        outcome.gone += lost.map(|path| kept.baseline.count_of(path)).sum::<usize>();
    }
    Ok(())
}

/// The baseline of a file, from the root: the one that a flag names, or else that of the configuration, which may name only
/// what is in its repository.
///
/// # Errors
///
/// Where the configuration names one outside of its repository.
pub(crate) fn named(
    flag: Option<&Path>,
    settings: &FileSettings,
    version: &FileVersion,
    environment: &Environment,
) -> Result<Option<PathBuf>, Failure> {
    if let Some(flag) = flag {
        return Ok(Some(absolute(&environment.directory, flag)));
    }
    let config = settings.config();
    let Some(path) = config.baseline() else { return Ok(None) };
    let path = absolute(&environment.directory, &path);
    let inside = match version {
        FileVersion::Disk => contained_from(&config.home(&environment.directory), &path),
        FileVersion::Git(_) => Ok(()),
    };
    inside.map_err(|error| Failure::unreadable(shown_from(&environment.directory, &path), error))?;
    Ok(Some(path))
}

/// A baseline that must be there.
///
/// # Errors
///
/// Where it is not, or cannot be read.
pub(crate) fn existing(
    place: &Path,
    version: &FileVersion,
    environment: &Environment,
) -> Result<StoredBaseline, Failure> {
    let kept = StoredBaseline::open(place, version, environment)?;
    if kept.bytes.is_none() {
        let help = format!("`catalint baseline write --baseline {}` writes it", kept.shown.escape_debug());
        return Err(Failure::misuse(format!("there is no baseline {}", quote(&kept.shown)), help));
    }
    Ok(kept)
}
