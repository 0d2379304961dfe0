//! `catalint baseline`: writes down what a catalog is known to have, and takes out what it no longer has.

use super::Done;
use crate::{
    cli::{BaselineAction, Session},
    config::FlagSettings,
    environment::Environment,
    exit::Exit,
    finding::Finding,
    source::{FileVersion, absolute},
    text::{format_count, quote},
    workspace::{
        baseline::{StoredBaseline, existing, named},
        files::ProjectFiles,
        load::{LoadedCatalogs, Loader, judge},
    },
};

/// Name of the baseline file, unless another is given.
pub(super) const NAME: &str = "catalint-baseline.json";

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
