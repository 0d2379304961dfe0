//! `catalint baseline`: writes down what a catalog is known to have, and takes out what it no longer has; and `check
//! --baseline`, which leaves out what is written there.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::Done;
use crate::{
    cli::{BaselineAction, CheckCommand, Session},
    config::{FileSettings, FlagSettings},
    environment::Environment,
    error::Failure,
    exit::Exit,
    finding::{Baseline, CheckOutcome, Finding},
    source::{FileVersion, MAX_FILE_SIZE, absolute, contained_from, replace, shown_from, write_whole},
    text::{format_count, quote},
    workspace::{
        files::ProjectFiles,
        load::{LoadedCatalogs, Loader, judge},
    },
};

/// Name of the baseline file, unless another is given.
const NAME: &str = "catalint-baseline.json";

/// A baseline and where it stands.
#[derive(Debug)]
struct StoredBaseline {
    /// From the root.
    path: PathBuf,
    /// As it is shown.
    shown: String,
    /// The folder that the paths in it are relative to.
    folder: PathBuf,
    baseline: Baseline,
    /// The bytes on the disk; none where there is no file yet.
    bytes: Option<Vec<u8>>,
}

impl StoredBaseline {
    /// Reads a baseline; where there is none, it is empty.
    fn open(path: &Path, version: &FileVersion, environment: &Environment) -> Result<Self, Failure> {
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
    fn name_of(&self, path: &Path) -> String {
        shown_from(&self.folder, path)
    }

    fn write(&self) -> Result<(), Failure> {
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
pub(super) fn reduce(
    outcome: &mut CheckOutcome,
    (paths, settings): (&[PathBuf], &[FileSettings]),
    check: &CheckCommand,
    version: &FileVersion,
    environment: &Environment,
) -> Result<(), Failure> {
    let mut all: Vec<StoredBaseline> = Vec::new();
    let rules: Vec<&str> = outcome.rules.iter().map(|count| count.rule).collect();
    for ((checked, path), settings) in outcome.files.iter_mut().zip(paths).zip(settings) {
        let Some(place) = named(check.baseline.as_deref(), settings, version, environment)? else { continue };
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
fn named(
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
fn existing(place: &Path, version: &FileVersion, environment: &Environment) -> Result<StoredBaseline, Failure> {
    let kept = StoredBaseline::open(place, version, environment)?;
    if kept.bytes.is_none() {
        let help = format!("`catalint baseline write --baseline {}` writes it", kept.shown.escape_debug());
        return Err(Failure::misuse(format!("there is no baseline {}", quote(&kept.shown)), help));
    }
    Ok(kept)
}

/// `catalint baseline write` and `catalint baseline prune`
pub(super) fn run(action: &BaselineAction, session: &mut Session<'_>) -> Done {
    let (BaselineAction::Write(asked) | BaselineAction::Prune(asked)) = action;
    let environment = session.environment;
    let mut reader = Loader::new(session, FlagSettings::default(), FileVersion::Disk)?;
    let (found, mut failures) = reader.find(&asked.inputs, &FileVersion::Disk);
    let mut loaded = reader.read(&found, &FileVersion::Disk)?;
    failures.append(&mut loaded.failures);
    let configured = match loaded.files.first() {
        Some(one) => named(None, &one.settings, &FileVersion::Disk, environment)?,
        None => None,
    };
    let place = asked.baseline.clone().or_else(|| configured.clone()).unwrap_or_else(|| NAME.into());
    let is_write = matches!(action, BaselineAction::Write(_));
    let place = absolute(&environment.directory, &place);
    let kept = if is_write {
        StoredBaseline::open(&place, &FileVersion::Disk, environment)
    } else {
        existing(&place, &FileVersion::Disk, environment)
    };
    let mut kept = kept?;
    let findings = judged(&loaded, environment);
    let checked: Vec<String> = loaded.files.iter().map(|one| kept.name_of(&one.path)).collect();
    let told =
        if is_write { write(&mut kept, &checked, &findings) } else { prune(&mut kept, &loaded, &checked, &findings) };
    kept.write()?;
    let mut said = vec![told];
    if is_write && configured.is_none() {
        said.push(format!(
            "next: `catalint check --baseline {}`, or `baseline = \"{}\"` under `[check]` in catalint.toml",
            kept.shown.escape_debug(),
            kept.shown.escape_debug()
        ));
    }
    session.write_lines(&said)?;
    Ok((Exit::Clean, failures))
}

/// Returns the findings of each file.
fn judged(loaded: &LoadedCatalogs, environment: &Environment) -> Vec<Vec<Finding>> {
    let found = judge(
        &loaded.catalogs(),
        &loaded.asked(false),
        &ProjectFiles::new(&environment.directory),
        environment.today,
        None,
    );
    found.into_iter().map(|(_, found)| found.findings).collect()
}

/// Writes down what is in the files that were checked; what is known of others stays, if they are still there.
fn write(kept: &mut StoredBaseline, checked: &[String], findings: &[Vec<Finding>]) -> String {
    let before = kept.baseline.len();
    let folder = kept.folder.clone();
    let is_replaced = |path: &str| checked.iter().any(|own| own == path) || !folder.join(path).exists();
    kept.baseline.forget(&is_replaced);
    for (path, findings) in checked.iter().zip(findings) {
        kept.baseline.extend(path, findings);
    }
    let now = kept.baseline.len();
    let was = if kept.bytes.is_some() { format!(" (before: {before})") } else { String::new() };
    format!(
        "wrote {} of {} to {}{was}",
        format_count(now, "finding"),
        format_count(checked.len(), "file"),
        quote(&kept.shown)
    )
}

/// Takes out what is no longer there, of the files that were checked and of those that are gone.
fn prune(kept: &mut StoredBaseline, loaded: &LoadedCatalogs, checked: &[String], findings: &[Vec<Finding>]) -> String {
    let folder = kept.folder.clone();
    let mut gone = kept.baseline.forget(&|path| !folder.join(path).exists());
    for ((path, findings), asked) in checked.iter().zip(findings).zip(loaded.asked(false)) {
        let is_asked = |rule: &str| asked.iter().any(|asked| asked.rule.name == rule);
        gone += kept.baseline.prune(path, findings, &is_asked);
    }
    let left = format_count(kept.baseline.len(), "finding");
    let place = quote(&kept.shown);
    if gone == 0 {
        format!("nothing to take out of {place}: all {left} are still there")
    } else {
        format!("took {} out of {place} that no longer hold; {left} stay", format_count(gone, "finding"))
    }
}
