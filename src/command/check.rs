//! `catalint check`: source → markdown → catalog → rules → report.

use std::io::Write;

use super::{
    baseline,
    compare::{Checking, Comparison},
    files::Disk,
    load::{Loaded, Loader},
    output,
};
use crate::{
    cli::{Check, CheckFormat, Global, targets},
    config::Settings,
    environment::Environment,
    error::Failure,
    exit::Exit,
    finding::{Checked, Outcome, RuleCount},
    report::{self, Appearance, Format},
    source::Version,
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
    let comparison = Comparison::open(check, world)?;
    let head = comparison.as_ref().map_or(Version::Disk, |comparison| comparison.head.clone());
    let base = comparison.as_ref().filter(|_| check.config_from_base).map(Comparison::base);
    let config_version = base.unwrap_or_default();
    let mut loader = Loader::new(global, check.flags(), world, config_version.clone())?;
    let (found, mut failures) = loader.find(&check.inputs, &head);
    let mut loaded = loader.read(&found, &head)?;
    failures.append(&mut loaded.failures);
    let (settings, paths) = (loaded.settings.clone(), loaded.paths.clone());
    let mut outcome = outcome(loaded, &Disk::of(&head, &world.directory), world);
    if let Some(comparison) = comparison {
        let checking = Checking { inputs: &check.inputs, paths: &paths, settings: &settings, world };
        comparison.reduce(&mut outcome, checking, &mut loader)?;
    }
    baseline::reduce(&mut outcome, (&paths, &settings), check, &config_version, world)?;
    let exit = exit(&outcome, &settings);
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
fn outcome(loaded: Loaded, files: &Disk, world: &Environment) -> Outcome {
    let (asked, rules) = (loaded.asked(false), loaded.rules());
    let found = loaded.judge(&asked, files, world.today, None);
    let mut outcome = Outcome::default();
    let mut counts: Vec<Option<RuleCount>> = rules.iter().map(|_| None).collect();
    for (file, ((read, found), asked)) in loaded.files.into_iter().zip(found.into_iter().zip(asked)) {
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
    outcome
}

/// How the run ends by its findings.
fn exit(outcome: &Outcome, settings: &[Settings]) -> Exit {
    let mut files = outcome.files.iter().zip(settings);
    let fails = files.any(|(checked, settings)| {
        let fail_on = settings.fail_on().0;
        checked.findings.iter().any(|finding| fail_on.fails(finding.severity))
    });
    if fails { Exit::Findings } else { Exit::Clean }
}

fn format_of(format: CheckFormat) -> Format {
    match format {
        CheckFormat::Human => Format::Human,
        CheckFormat::Concise => Format::Concise,
        CheckFormat::Json => Format::Json,
    }
}
