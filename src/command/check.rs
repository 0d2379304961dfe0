//! `catalint check`: source → markdown → catalog → rules → report.

use std::io::Write;

use rayon::prelude::*;

use super::{
    files::Disk,
    load::{self, Loaded},
    output,
};
use crate::{
    cli::{Check, Global, targets},
    environment::Environment,
    error::Failure,
    exit::Exit,
    finding::{Checked, Outcome, RuleCount},
    report::{self, Appearance, Setting},
    rules::check as ask,
    source::Repository,
};

/// Checks what was asked for. Gives how the run ends by its findings, and what kept it from checking some of the files.
pub(super) fn run(
    check: &Check,
    global: &Global,
    world: &Environment,
    out: &mut dyn Write,
) -> Result<(Exit, Vec<Failure>), Failure> {
    // Before anything is read: two outputs to one place are wrong use.
    targets(&check.output)?;
    let mut loaded = load::load(&check.inputs, global, check.flags(), world)?;
    let failures = std::mem::take(&mut loaded.failures);
    let rules = loaded.rules();
    let (outcome, exit) = outcome(loaded, world);
    let repository = Repository::around(&world.directory);
    let unread: Vec<_> = failures.iter().map(said).collect();
    output::write(&check.output, world, out, |format, is_stdout, out| {
        // With nothing checked there is nothing to tell people; other programs still get their format.
        if outcome.files.is_empty() && format.is_for_terminals() {
            return Ok(());
        }
        let appearance = Appearance { color: is_stdout && world.color(global.color), width: world.width };
        let (rules, repository, unread) = (&rules, &repository, &unread);
        let setting = Setting { appearance, limit: check.max_findings, rules, repository, unread };
        report::write(&outcome, format, &setting, out)
    })?;
    Ok((exit, failures))
}

/// What kept a file from being checked, and why, on one line.
fn said(failure: &Failure) -> String {
    let why = std::error::Error::source(failure).map_or_else(String::new, |source| format!(": {source}"));
    format!("{failure}{why}")
}

/// Asks the rules about every file.
fn outcome(loaded: Loaded, world: &Environment) -> (Outcome, Exit) {
    let (asked, rules) = (loaded.asked(), loaded.rules());
    let catalogs = loaded.catalogs();
    let disk = Disk::new(&world.directory);
    let found: Vec<_> = catalogs
        .par_iter()
        .zip(&asked)
        .map(|(catalog, asked)| (catalog.counts(), ask(catalog, &catalogs, asked, world.today, &disk)))
        .collect();
    drop(catalogs);
    let mut outcome = Outcome::default();
    let mut exit = Exit::Clean;
    let mut counts: Vec<Option<RuleCount>> = rules.iter().map(|_| None).collect();
    let files = loaded.files.into_iter().zip(loaded.settings);
    for ((file, settings), ((read, found), asked)) in files.zip(found.into_iter().zip(asked)) {
        let fail_on = settings.fail_on().0;
        if found.findings.iter().any(|finding| fail_on.fails(finding.severity)) {
            exit = Exit::Findings;
        }
        for (asked, (considered, findings)) in asked.iter().zip(found.counts) {
            let place = rules.iter().position(|rule| rule.name == asked.rule.name);
            let Some(count) = place.and_then(|place| counts.get_mut(place)) else { continue };
            let count = count.get_or_insert(RuleCount { rule: asked.rule.name, considered: 0, findings: 0 });
            count.considered += considered;
            count.findings += findings;
        }
        let (findings, suppressed) = (found.findings, found.suppressed);
        outcome.files.push(Checked { file, counts: read, findings, suppressed });
    }
    outcome.rules = counts.into_iter().flatten().collect();
    (outcome, exit)
}
