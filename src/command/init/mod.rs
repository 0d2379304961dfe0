//! `catalint init`: what a catalog needs to be checked from now on, written where nothing stands yet.

mod survey;

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

use self::survey::FolderSurvey;
use super::Done;
use crate::{
    cli::{InitCommand, InputPaths, Session},
    config::{FlagSettings, NAME},
    environment::Environment,
    error::Failure,
    exit::Exit,
    report::sanitize::terminal_line,
    source::{MAX_FILE_SIZE, read_file, repositories_around, shown_from},
    text::format_count,
    workspace::load,
};

// The same texts stand in the pages about the action and the hook, which a test holds to them.
const WORKFLOW: &str = include_str!("catalint.yml");
const AUDIT: &str = include_str!("catalint-audit.yml");
const HOOK: &str = include_str!("pre-commit.yaml");

/// A file that is to be there.
struct InitFile {
    path: PathBuf,
    text: String,
    /// Its purpose.
    purpose: &'static str,
}

/// Writes what is not there yet, and says what was done and what is to be done next.
pub(super) fn run(init: &InitCommand, session: &mut Session<'_>) -> Done {
    let inputs = InputPaths { paths: Vec::new(), stdin_filename: None };
    let mut loaded = load::load(&inputs, FlagSettings::default(), session)?;
    let environment = session.environment;
    let mut failures = std::mem::take(&mut loaded.failures);
    if loaded.files.is_empty() && !failures.is_empty() {
        return Ok((Exit::Clean, failures));
    }
    let survey = FolderSurvey::of(&loaded.catalogs(), &environment.directory);
    let (files, records) =
        (format_count(survey.files.len(), "markdown file"), format_count(survey.records(), "record"));
    let mut said = vec![format!("read {records} in {files}")];
    if survey.records() == 0 {
        said.push("nothing was read as an entry: `catalint explain coverage/no-records` describes what is".to_owned());
    }
    let root = root(&environment.directory);
    for wanted in wanted(&survey, environment, root) {
        match write(&wanted, init.dry_run, environment) {
            Ok(lines) => said.extend(lines),
            Err(source) => {
                let target = shown_from(&environment.directory, &wanted.path);
                failures.push(Failure::Unwritable { target, source });
            }
        }
    }
    if !ignores_store(root) {
        said.push("add `.catalint/` to .gitignore: `catalint audit` keeps there what it has seen".to_owned());
    }
    said.push("next: catalint check".to_owned());
    session.write_lines(&said)?;
    Ok((Exit::Clean, failures))
}

/// The top of the repository, where workflows and hooks have their place, or else the working folder.
fn root(directory: &Path) -> &Path {
    repositories_around(directory).next().unwrap_or(directory)
}

fn wanted(survey: &FolderSurvey, environment: &Environment, root: &Path) -> [InitFile; 4] {
    let workflows = root.join(".github/workflows");
    let file = |path: PathBuf, text: &str, purpose| InitFile { path, text: text.to_owned(), purpose };
    [
        file(
            environment.directory.join(NAME),
            &survey.config(),
            "the configuration, with everything as it is by default",
        ),
        file(workflows.join("catalint.yml"), WORKFLOW, "reports in a pull request what it introduces"),
        file(
            workflows.join("catalint-audit.yml"),
            AUDIT,
            "requests every link each night, and keeps one issue up to date",
        ),
        file(
            root.join(".pre-commit-config.yaml"),
            HOOK,
            "reports before a commit what it introduces: `pre-commit install`",
        ),
    ]
}

/// Writes a file where there is none; gives what was done, and what is left to do.
fn write(wanted: &InitFile, is_dry: bool, environment: &Environment) -> io::Result<Vec<String>> {
    let shown = terminal_line(&shown_from(&environment.directory, &wanted.path)).into_owned();
    if wanted.path.symlink_metadata().is_ok() {
        let mut lines = vec![format!("kept {shown}, which is there already")];
        let is_hook = wanted.text == HOOK;
        let names_us = |text: &[u8]| memchr::memmem::find(text, b"catalint").is_some();
        if is_hook && !names_us(&read_file(&wanted.path, MAX_FILE_SIZE)?) {
            lines.push("  add to its `repos`:".to_owned());
            lines.extend(HOOK.lines().skip(1).map(|line| format!("  {line}")));
        }
        return Ok(lines);
    }
    if is_dry {
        let text = wanted.text.lines().map(|line| format!("  | {line}"));
        return Ok(std::iter::once(format!("would write {shown}: {}", wanted.purpose)).chain(text).collect());
    }
    if let Some(folder) = wanted.path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Whatever came there since it was looked for is not written over.
    let mut file = OpenOptions::new().write(true).create_new(true).open(&wanted.path)?;
    file.write_all(wanted.text.as_bytes())?;
    Ok(vec![format!("wrote {shown}: {}", wanted.purpose)])
}

/// Returns true if git is told already to leave out what the audit keeps.
fn ignores_store(root: &Path) -> bool {
    let bytes = read_file(&root.join(".gitignore"), MAX_FILE_SIZE).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    text.lines().any(|line| matches!(line.trim(), ".catalint" | ".catalint/" | "/.catalint" | "/.catalint/"))
}
