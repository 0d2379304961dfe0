//! `catalint init`: what a catalog needs to be checked from now on, written where nothing stands yet.

mod survey;

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

use self::survey::FolderSurvey;
use super::{Done, baseline};
use crate::{
    cli::{BaselineAction, BaselineCommand, InitCommand, InputPaths, Session},
    config::{FlagSettings, NAME},
    environment::Environment,
    error::Failure,
    exit::Exit,
    finding::Severity,
    report::sanitize::terminal_line,
    source::{MAX_FILE_SIZE, read_file, replace, repositories_around, shown_from, write_whole},
    text::format_count,
    workspace::{
        files::ProjectFiles,
        load::{self, LoadedCatalogs, judge},
    },
};

// The same texts stand in the pages about the action and the hook, which a test holds to them.
const WORKFLOW: &str = include_str!("catalint.yml");
const AUDIT: &str = include_str!("catalint-audit.yml");
const HOOK: &str = include_str!("pre-commit.yaml");
const GITLAB: &str = include_str!("gitlab-ci.yml");
/// What git leaves out.
const IGNORED: &str = ".catalint/";

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
    said.extend(ignore_store(root, init.dry_run, environment)?);
    session.write_lines(&said)?;
    let found = findings(&loaded, session.environment);
    if init.baseline {
        record(found.iter().sum(), session)?;
    } else {
        session.write_lines(&advice(found, &loaded))?;
    }
    Ok((Exit::Clean, failures))
}

/// Numbers of what a check finds now: errors, warnings, infos.
fn findings(loaded: &LoadedCatalogs, environment: &Environment) -> [usize; 3] {
    let beside = ProjectFiles::new(&environment.directory);
    let found = judge(&loaded.catalogs(), &loaded.asked(false), &beside, environment.today, None);
    let findings = || found.iter().flat_map(|(_, found)| &found.findings);
    [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| findings().filter(|finding| finding.severity == severity).count())
}

/// Says how much is found, and what to do about it.
fn advice(found: [usize; 3], loaded: &LoadedCatalogs) -> Vec<String> {
    let all: usize = found.iter().sum();
    let is_recorded = loaded.files.iter().any(|one| one.settings.config().baseline().is_some());
    if all == 0 || is_recorded {
        return vec!["next: catalint check".to_owned()];
    }
    let [errors, warnings, infos] = found;
    let count = format_count(all, "finding");
    let parts = [(errors, "error"), (warnings, "warning"), (infos, "info")];
    let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format_count(*count, word));
    vec![
        format!("found {count}: {}", parts.collect::<Vec<_>>().join(", ")),
        "next: catalint check, or catalint init --baseline, to be told only of new ones".to_owned(),
    ]
}

/// Records what is found in a baseline, and names it in the configuration of the folder.
fn record(count: usize, session: &mut Session<'_>) -> Result<(), Failure> {
    let place = session.environment.directory.join(NAME);
    let unreadable = |source| Failure::unreadable(NAME, source);
    let old = read_file(&place, MAX_FILE_SIZE).map_err(unreadable)?;
    let text = String::from_utf8_lossy(&old).into_owned();
    let named = with_baseline(&text);
    let asked = BaselineCommand { inputs: InputPaths { paths: Vec::new(), stdin_filename: None }, baseline: None };
    baseline::run(&BaselineAction::Write(asked), session)?;
    if let Some(named) = named {
        replace(&place, &old, named.as_bytes())
            .map_err(|source| Failure::Unwritable { target: NAME.to_owned(), source })?;
        session.write_lines(&[format!("wrote {} into {NAME}, under `[check]`", line_of_baseline())])?;
    }
    let told = format!("next: catalint check; it is silent about {}", format_count(count, "finding"));
    session.write_lines(&[told])
}

fn line_of_baseline() -> String {
    format!("baseline = \"{}\"", baseline::NAME)
}

/// Returns a configuration that names the baseline; none where it names one already.
fn with_baseline(text: &str) -> Option<String> {
    let is_named =
        |line: &str| line.trim_start().strip_prefix("baseline").is_some_and(|rest| rest.trim_start().starts_with('='));
    if text.lines().any(|line| is_named(line) || line.trim_start().starts_with("check.baseline")) {
        return None;
    }
    let own = line_of_baseline();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let commented =
        lines.iter().position(|line| line.starts_with('#') && is_named(line.trim_start_matches(['#', ' '])));
    let header = lines.iter().position(|line| line.trim() == "[check]");
    match (commented, header) {
        (Some(at), Some(_)) => lines.splice(at..=at, [format!("{own}\n")]).for_each(drop),
        (_, Some(at)) => lines.insert(at + 1, format!("{own}\n")),
        _ => {
            if lines.last().is_some_and(|line| !line.ends_with('\n')) {
                lines.push("\n".to_owned());
            }
            lines.push(format!("\n[check]\n{own}\n"));
        }
    }
    Some(lines.concat())
}

/// The top of the repository, where workflows and hooks have their place, or else the working folder.
fn root(directory: &Path) -> &Path {
    repositories_around(directory).next().unwrap_or(directory)
}

fn wanted(survey: &FolderSurvey, environment: &Environment, root: &Path) -> Vec<InitFile> {
    let workflows = root.join(".github/workflows");
    let file = |path: PathBuf, text: &str, purpose| InitFile { path, text: text.to_owned(), purpose };
    let mut files = vec![file(
        environment.directory.join(NAME),
        &survey.config(),
        "the configuration, with everything as it is by default",
    )];
    if is_on_gitlab(root) {
        let purpose = "reports in a merge request, as code quality";
        files.push(file(root.join(".gitlab-ci.yml"), GITLAB, purpose));
    } else {
        files.push(file(workflows.join("catalint.yml"), WORKFLOW, "reports in a pull request what it introduces"));
        files.push(file(
            workflows.join("catalint-audit.yml"),
            AUDIT,
            "requests every link each night, and keeps one issue up to date",
        ));
    }
    files.push(file(
        root.join(".pre-commit-config.yaml"),
        HOOK,
        "reports before a commit what it introduces: `pre-commit install`",
    ));
    files
}

/// Returns true if the repository is on GitLab: it has a pipeline, or its remote is one by its name, and nothing of GitHub's.
fn is_on_gitlab(root: &Path) -> bool {
    if root.join(".gitlab-ci.yml").exists() {
        return true;
    }
    let config = read_file(&root.join(".git/config"), MAX_FILE_SIZE).unwrap_or_default();
    let config = String::from_utf8_lossy(&config);
    let mut remotes = config.lines().map(str::trim).filter(|line| line.starts_with("url"));
    !root.join(".github").exists() && remotes.any(|line| line.to_ascii_lowercase().contains("gitlab"))
}

/// Writes a file where there is none; gives what was done, and what is left to do.
fn write(wanted: &InitFile, is_dry: bool, environment: &Environment) -> io::Result<Vec<String>> {
    let shown = terminal_line(&shown_from(&environment.directory, &wanted.path)).into_owned();
    if wanted.path.symlink_metadata().is_ok() {
        let mut lines = vec![format!("kept {shown}, which is there already")];
        // What others have in the file is theirs: the lines that are lacking are shown.
        let lacking = match wanted.text.as_str() {
            HOOK => Some(("  add to its `repos`:", 1)),
            GITLAB => Some(("  add the job:", 0)),
            _ => None,
        };
        let names_us = |text: &[u8]| memchr::memmem::find(text, b"catalint").is_some();
        if let Some((head, skipped)) = lacking
            && !names_us(&read_file(&wanted.path, MAX_FILE_SIZE)?)
        {
            lines.push(head.to_owned());
            lines.extend(wanted.text.lines().skip(skipped).map(|line| format!("  {line}")));
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

/// Tells git to leave out what the audit keeps, where it is not told already.
fn ignore_store(root: &Path, is_dry: bool, environment: &Environment) -> Result<Option<String>, Failure> {
    let place = root.join(".gitignore");
    let shown = shown_from(&environment.directory, &place);
    let old = match read_file(&place, MAX_FILE_SIZE) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::unreadable(shown, error)),
    };
    let text = String::from_utf8_lossy(old.as_deref().unwrap_or_default()).into_owned();
    if text.lines().any(|line| matches!(line.trim(), ".catalint" | ".catalint/" | "/.catalint" | "/.catalint/")) {
        return Ok(None);
    }
    let purpose = "`catalint audit` keeps there what it has seen";
    if is_dry {
        return Ok(Some(format!("would add `{IGNORED}` to {shown}: {purpose}")));
    }
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let new = [old.as_deref().unwrap_or_default(), gap.as_bytes(), IGNORED.as_bytes(), b"\n"].concat();
    let written = match &old {
        Some(old) => replace(&place, old, &new),
        None => write_whole(&place, &new),
    };
    written.map_err(|source| Failure::Unwritable { target: shown.clone(), source })?;
    Ok(Some(format!("added `{IGNORED}` to {}: {purpose}", terminal_line(&shown))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_baseline_is_named_once() {
        for (text, wanted) in [
            (
                "[check]\n# baseline = \"x\"   # y\n[severity]\n",
                Some("[check]\nbaseline = \"catalint-baseline.json\"\n[severity]\n"),
            ),
            (
                "[check]\nfail-on = \"info\"\n",
                Some("[check]\nbaseline = \"catalint-baseline.json\"\nfail-on = \"info\"\n"),
            ),
            (
                "[severity]\nlink = \"off\"",
                Some("[severity]\nlink = \"off\"\n\n[check]\nbaseline = \"catalint-baseline.json\"\n"),
            ),
            ("[check]\nbaseline = \"a.json\"\n", None),
        ] {
            assert_eq!(with_baseline(text).as_deref(), wanted);
        }
    }
}
