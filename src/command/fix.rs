//! `catalint fix`: what is safe to fix is fixed, and what was done is said.

use std::{io::Write, sync::Arc};

use rustc_hash::FxHashSet;

use super::{Done, check::links_are_asked_for};
use crate::{
    cli::{DiffFormat, FixCommand, Session, targets},
    environment::Environment,
    error::Failure,
    exit::Exit,
    finding::{Finding, FixResult, Fixer},
    probing::survey,
    report::{DiffStyle, FixSummary, write_diff},
    rules::{ActiveRule, Verdicts},
    source::{File, FileVersion, SourceFile, absolute, replace, stdin_bytes},
    workspace::{
        files::ProjectFiles,
        gather::agreed_moves,
        load::{LoadedCatalogs, LoadedFile, Loader},
    },
};

/// Mends what was asked for. What stands on standard output is what was done, or the diff, or the text that came from
/// standard input; beside a diff or a text, what was done is said on standard error.
pub(super) fn run(fix: &FixCommand, session: &mut Session<'_>) -> Done {
    links_are_asked_for(&fix.select, fix.links)?;
    targets(&fix.output)?;
    let mut reader = Loader::new(session, fix.flags(), FileVersion::Disk)?;
    let (found, mut failures) = reader.find(&fix.inputs, &FileVersion::Disk);
    let limits = reader.limits(&found);
    let (stdin, read) = read(&found, &limits);
    let mut loaded = reader.take(&found, read)?;
    failures.append(&mut loaded.failures);
    if loaded.files.is_empty() {
        return Ok((Exit::Clean, failures));
    }
    let verdicts = verdicts(fix, &loaded, session).transpose();
    // What can be fixed without the network is fixed all the same.
    let verdicts = verdicts.unwrap_or_else(|failure| {
        failures.push(failure);
        None
    });
    let result = take_fixes(&loaded, fix, session.environment, verdicts.as_ref());
    let old: Vec<&File> = loaded.files.iter().map(|one| &one.file).collect();
    let is_told_aside = fix.diff || stdin.is_some();
    let is_exact = if fix.diff {
        write_diffs(&old, &result.files, fix, session)?
    } else {
        failures.append(&mut write_files(&loaded, &result.files, &found, stdin.as_deref(), session.out)?);
        true
    };
    let told = FixSummary { old: &old, result: &result, is_diff: fix.diff, is_exact, is_unsafe: fix.r#unsafe };
    if is_told_aside {
        // Below the diff, where both go to one terminal. Where standard error is closed the exit code says it.
        session.out.flush().map_err(Failure::output)?;
        let _ = told.write(session.errors);
    } else {
        told.write(session.out).map_err(Failure::output)?;
    }
    let would_change = old.iter().zip(&result.files).any(|(old, new)| old.text() != new.text());
    Ok((if fix.diff && would_change { Exit::Findings } else { Exit::Clean }, failures))
}

/// The verdicts on the links, from a history or by requests; none where they are not wanted.
fn verdicts(fix: &FixCommand, loaded: &LoadedCatalogs, session: &mut Session<'_>) -> Option<Result<Verdicts, Failure>> {
    match &fix.store {
        Some(store) => Some(agreed_moves(loaded, &absolute(&session.environment.directory, store))),
        None if fix.links => Some(survey::survey(loaded, &FxHashSet::default(), &fix.probing, true, session)),
        None => None,
    }
}

/// Writes what would change in each form that was asked for. Returns false if somebody may take for a patch what is none:
/// standard output is no terminal, and got bytes made visible.
fn write_diffs(old: &[&File], new: &[File], fix: &FixCommand, session: &mut Session<'_>) -> Result<bool, Failure> {
    let mut is_exact = true;
    session.write(&fix.output, |format, look, out| {
        let style = match format {
            DiffFormat::Patch => DiffStyle::Exact,
            DiffFormat::Human => DiffStyle::Shown(look),
        };
        for (old, new) in old.iter().zip(new).filter(|(old, new)| old.text() != new.text()) {
            is_exact &= write_diff(old, new.text(), style, out)?;
        }
        Ok(())
    })?;
    Ok(is_exact
        || session.environment.stdout_is_terminal
        || fix.output.iter().any(|target| target.format == DiffFormat::Patch))
}

/// Writes the files that changed, and the text that came from standard input. Returns the files that could not be written.
fn write_files(
    loaded: &LoadedCatalogs,
    new: &[File],
    found: &[SourceFile],
    stdin: Option<&[u8]>,
    out: &mut dyn Write,
) -> Result<Vec<Failure>, Failure> {
    let mut failures = Vec::new();
    for (LoadedFile { file: old, path, .. }, new) in loaded.files.iter().zip(new) {
        let is_stdin = found.iter().any(|one| one.is_stdin && one.path == *path);
        if let (Some(bytes), true) = (stdin, is_stdin) {
            let text = if old.is_whole() { new.text().as_bytes() } else { bytes };
            out.write_all(text).map_err(Failure::output)?;
        } else if old.text() != new.text() {
            let written = replace(path, old.text().as_bytes(), new.text().as_bytes());
            failures.extend(written.err().map(|source| Failure::Unwritable { target: old.path().to_owned(), source }));
        }
    }
    Ok(failures)
}

/// Reads the files; and the bytes of standard input, which are given back as they are where they are no text.
fn read(found: &[SourceFile], limits: &[u64]) -> (Option<Vec<u8>>, Vec<Result<File, Failure>>) {
    let mut stdin = None;
    let read = found.iter().zip(limits).map(|(one, &limit)| {
        if !one.is_stdin {
            return one.read(limit);
        }
        let bytes = stdin_bytes(limit).map_err(|error| Failure::unreadable(one.shown.clone(), error))?;
        stdin = Some(bytes.clone());
        Ok(File::from_bytes(one.shown.clone(), bytes))
    });
    let read = read.collect();
    (stdin, read)
}

/// Takes the fixes of the rules that are selected, and holds them against all rules that the configuration asks.
fn take_fixes(
    loaded: &LoadedCatalogs,
    fix: &FixCommand,
    environment: &Environment,
    verdicts: Option<&Verdicts>,
) -> FixResult {
    let selected = loaded.asked(verdicts.is_some());
    let wanted: Vec<FxHashSet<&'static str>> =
        selected.iter().map(|asked| asked.iter().map(|asked| asked.rule.name).collect()).collect();
    let mut asked = loaded.asked_without_flags(verdicts.is_some());
    for (asked, selected) in asked.iter_mut().zip(selected) {
        let known: FxHashSet<&str> = asked.iter().map(|known| known.rule.name).collect();
        let is_new = |one: &ActiveRule| !known.contains(one.rule.name);
        let more: Vec<ActiveRule> = selected.iter().filter(|one| is_new(one)).cloned().collect();
        if !more.is_empty() {
            Arc::make_mut(asked).extend(more);
        }
    }
    let disk = ProjectFiles::new(&environment.directory);
    let judge = |files: &[File]| {
        let found = loaded.judge_files(files, &asked, &disk, environment.today, verdicts);
        found.into_iter().map(|(_, found)| found.findings).collect()
    };
    let wants = |file: usize, finding: &Finding, one: &crate::finding::Fix| {
        (one.safe || fix.r#unsafe) && wanted.get(file).is_some_and(|rules| rules.contains(finding.rule))
    };
    Fixer { judge: &judge, wants: &wants }.fix_all(loaded.files.iter().map(|one| one.file.clone()).collect())
}
