//! `catalint check`: source → markdown → catalog → rules → report.

use std::io::Write;

use rayon::prelude::*;

use super::{
    files::Disk,
    load::{self, Loaded},
    output,
};
use crate::{
    cli::{Check, CheckFormat, Global, targets},
    environment::Environment,
    error::Failure,
    exit::Exit,
    finding::{Checked, Outcome, RuleCount},
    report::{self, Appearance, Format},
    rules::check as ask,
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
    let (outcome, exit) = outcome(loaded, world);
    let look = |color: bool| Appearance { color, width: world.width };
    // With nothing checked there is nothing to tell people; other programs still get their format.
    let is_for_people = |format| format != Format::Json;
    output::write(&check.output, world, out, |format, is_stdout, out| {
        let format = format_of(format);
        if outcome.files.is_empty() && is_for_people(format) {
            return Ok(());
        }
        let color = is_stdout && world.color(global.color);
        report::write(&outcome, format, look(color), check.max_findings, out)
    })?;
    Ok((exit, failures))
}

/// Asks the rules about every file.
fn outcome(loaded: Loaded, world: &Environment) -> (Outcome, Exit) {
    let (asked, rules) = (loaded.asked(false), loaded.rules());
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

fn format_of(format: CheckFormat) -> Format {
    match format {
        CheckFormat::Human => Format::Human,
        CheckFormat::Concise => Format::Concise,
        CheckFormat::Json => Format::Json,
    }
}
