//! `catalint fix`: what is safe to mend is mended, and what was done is said.

use std::{collections::BTreeMap, io, io::Write, sync::Arc};

use rustc_hash::FxHashSet;

use super::check::links_are_asked_for;
use crate::{
    cli::{DiffFormat, Fix, Global, output, targets},
    config::Settings,
    environment::Environment,
    error::Failure,
    exit::Exit,
    finding::{Finding, Mended, Mender},
    probing::survey,
    report::{Appearance, DiffStyle, sanitize::terminal_line, write_diff},
    rules::{Asked, Verdicts},
    source::{File, Found, Version, replace, stdin_bytes},
    text::{choose_form, format_count},
    workspace::{
        files::Disk,
        load::{Loaded, Loader},
    },
};

/// Mends what was asked for. What stands on standard output is what was done, or the diff, or the text that came from
/// standard input; beside a diff or a text, what was done is said on standard error.
pub(super) fn run(
    fix: &Fix,
    global: &Global,
    world: &Environment,
    out: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<(Exit, Vec<Failure>), Failure> {
    links_are_asked_for(&fix.select, fix.links)?;
    targets(&fix.output)?;
    let mut reader = Loader::new(global, fix.flags(), world, Version::Disk)?;
    let (found, mut failures) = reader.find(&fix.inputs, &Version::Disk);
    let limits = reader.limits(&found);
    let (stdin, read) = read(&found, &limits);
    let mut loaded = reader.take(&found, read)?;
    failures.append(&mut loaded.failures);
    if loaded.files.is_empty() {
        return Ok((Exit::Clean, failures));
    }
    let verdicts =
        fix.links.then(|| survey::survey(&loaded, &FxHashSet::default(), &fix.probing, true, world)).transpose();
    // What can be mended without the network is mended all the same.
    let verdicts = verdicts.unwrap_or_else(|failure| {
        failures.push(failure);
        None
    });
    let mended = mend(&loaded, fix, world, verdicts.as_ref());
    let is_told_aside = fix.diff || stdin.is_some();
    let is_exact = if fix.diff {
        write_diffs(&loaded.files, &mended.files, fix, global, world, out)?
    } else {
        failures.append(&mut write_files(&loaded, &mended.files, &found, stdin.as_deref(), out)?);
        true
    };
    let told = Told { old: &loaded.files, mended: &mended, is_diff: fix.diff, is_exact, is_unsafe: fix.r#unsafe };
    if is_told_aside {
        // Below the diff, where both go to one terminal. Where standard error is closed the exit code says it.
        out.flush().map_err(Failure::output)?;
        let _ = told.write(errors);
    } else {
        told.write(out).map_err(Failure::output)?;
    }
    let would_change = loaded.files.iter().zip(&mended.files).any(|(old, new)| old.text() != new.text());
    Ok((if fix.diff && would_change { Exit::Findings } else { Exit::Clean }, failures))
}

/// Writes what would change in each form that was asked for. Returns false if somebody may take for a patch what is none:
/// standard output is no terminal, and got bytes made visible.
fn write_diffs(
    old: &[File],
    new: &[File],
    fix: &Fix,
    global: &Global,
    world: &Environment,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let mut is_exact = true;
    output::write(&fix.output, world, out, |format, is_stdout, out| {
        let style = match format {
            DiffFormat::Patch => DiffStyle::Exact,
            DiffFormat::Human => {
                DiffStyle::Shown(Appearance { color: is_stdout && world.color(global.color), width: world.width })
            }
        };
        for (old, new) in old.iter().zip(new).filter(|(old, new)| old.text() != new.text()) {
            is_exact &= write_diff(old, new.text(), style, out)?;
        }
        Ok(())
    })?;
    Ok(is_exact || world.stdout_is_terminal || fix.output.iter().any(|target| target.format == DiffFormat::Patch))
}

/// Writes the files that changed, and the text that came from standard input. Returns the files that could not be written.
fn write_files(
    loaded: &Loaded,
    new: &[File],
    found: &[Found],
    stdin: Option<&[u8]>,
    out: &mut dyn Write,
) -> Result<Vec<Failure>, Failure> {
    let mut failures = Vec::new();
    for (index, (old, new)) in loaded.files.iter().zip(new).enumerate() {
        let Some(path) = loaded.paths.get(index) else { continue };
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
fn read(found: &[Found], limits: &[u64]) -> (Option<Vec<u8>>, Vec<Result<File, Failure>>) {
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
fn mend(loaded: &Loaded, fix: &Fix, world: &Environment, verdicts: Option<&Verdicts>) -> Mended {
    let selected = loaded.asked(verdicts.is_some());
    let wanted: Vec<FxHashSet<&'static str>> =
        selected.iter().map(|asked| asked.iter().map(|asked| asked.rule.name).collect()).collect();
    let configured: Vec<Settings> = loaded.settings.iter().map(Settings::without_flags).collect();
    let mut asked = loaded.asked_by(&configured, verdicts.is_some());
    for (asked, selected) in asked.iter_mut().zip(selected) {
        let known: FxHashSet<&str> = asked.iter().map(|known| known.rule.name).collect();
        let is_new = |one: &Asked| !known.contains(one.rule.name);
        let more: Vec<Asked> = selected.iter().filter(|one| is_new(one)).cloned().collect();
        if !more.is_empty() {
            Arc::make_mut(asked).extend(more);
        }
    }
    let disk = Disk::new(&world.directory);
    let judge = |files: &[File]| {
        let found = loaded.judge_files(files, &asked, &disk, world.today, verdicts);
        found.into_iter().map(|(_, found)| found.findings).collect()
    };
    let wants = |file: usize, finding: &Finding, one: &crate::finding::Fix| {
        (one.safe || fix.r#unsafe) && wanted.get(file).is_some_and(|rules| rules.contains(finding.rule))
    };
    Mender { judge: &judge, wants: &wants }.mend(loaded.files.clone())
}

/// What is said of a run.
struct Told<'a> {
    old: &'a [File],
    mended: &'a Mended,
    is_diff: bool,
    /// Whether nobody may take for a patch what is none.
    is_exact: bool,
    is_unsafe: bool,
}

impl Told<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let verb = if self.is_diff { "would fix" } else { "fixed" };
        let (mut fixed, mut files) = (0, 0);
        for (file, taken) in self.old.iter().zip(&self.mended.taken) {
            if !file.is_whole() {
                writeln!(out, "left alone {}: {}", terminal_line(file.path()), why_not(file))?;
            } else if !taken.is_empty() {
                writeln!(out, "{verb} {}: {}", terminal_line(file.path()), by_rule(taken))?;
                fixed += taken.values().sum::<usize>();
                files += 1;
            }
        }
        let findings = self.mended.left.iter().flatten();
        let left = findings.clone().count();
        let rest = if left == 0 { String::new() } else { format!("; {} left", format_count(left, "finding")) };
        if fixed == 0 {
            writeln!(out, "nothing to fix in {}{rest}", format_count(self.old.len(), "file"))?;
        } else {
            writeln!(out, "{verb} {} in {}{rest}", format_count(fixed, "finding"), format_count(files, "file"))?;
        }
        let refused = self.mended.refused;
        if refused > 0 {
            let would = choose_form(refused, "is not taken: it", "are not taken: they");
            writeln!(out, "{} {would} would bring a new finding", format_count(refused, "fix"))?;
        }
        if !self.is_exact {
            let call = "`catalint fix --diff --output patch=FILE`";
            writeln!(out, "the diff shows characters that nobody sees as escapes: {call} writes one to apply")?;
        }
        let untried = self.mended.untried;
        if untried > 0 {
            let were = choose_form(untried, "was", "were");
            let why = "too many of them introduce new findings; `--select` a rule to fix its findings alone";
            writeln!(out, "{} {were} not tried: {why}", format_count(untried, "fix"))?;
        }
        let is_unsafe = |finding: &&Finding| finding.fix.as_ref().is_some_and(|fix| !fix.safe);
        let waiting = findings.filter(is_unsafe).count();
        if waiting > 0 && !self.is_unsafe {
            let have = choose_form(waiting, "has a fix", "have fixes");
            let call = "`catalint fix --unsafe --diff`";
            writeln!(out, "{waiting} of them {have} that a person should look at: {call} shows what they change")?;
        }
        Ok(())
    }
}

/// `3 license/not-spdx, 1 text/invisible`
fn by_rule(taken: &BTreeMap<&str, usize>) -> String {
    let parts = taken.iter().map(|(rule, count)| format!("{count} {rule}"));
    parts.collect::<Vec<_>>().join(", ")
}

fn why_not(file: &File) -> String {
    match file.faults().first() {
        Some(fault) => format!("it is not UTF-8 (byte 0x{:02x} at offset {})", fault.byte, fault.offset),
        None => "it is too large".to_owned(),
    }
}
