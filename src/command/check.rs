//! `catalint check`: source → markdown → catalog → rules → report.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Done;
use crate::{
    cli::{CheckCommand, Session, targets},
    config::FileSettings,
    environment::Environment,
    error::Failure,
    exit::Exit,
    finding::{CheckOutcome, CheckedFile, Finding, RuleCount, Severity},
    probing::survey,
    report::{self, FindingsView, NextCommand, ReportSettings, sanitize::terminal_line},
    rules::{Comments, Verdicts},
    source::{RepositoryFolder, replace},
    text::{format_count, quote},
    workspace::{
        baseline,
        compare::{CheckedVersions, PendingCheck, VersionPair},
        files::ProjectFiles,
        gather,
        ignores::add_ignores as add_ignores_to,
        load::{self, LoadedCatalogs, LoadedFile, Loader, judge},
    },
};

/// Checks what was asked for. Gives how the run ends by its findings, and what kept it from checking some of the files.
pub(super) fn run(check: &CheckCommand, session: &mut Session<'_>) -> Done {
    // Before anything is read: two outputs to one place are wrong use.
    targets(&check.output)?;
    if let Some(reason) = &check.add_ignores {
        return add_ignores(check, reason, session);
    }
    links_are_asked_for(&check.asked.select, check.links)?;
    let environment = session.environment;
    let CheckedVersions { head, pair: comparison } = CheckedVersions::open(check, environment)?;
    let base = comparison.as_ref().filter(|_| check.config_from_base).map(VersionPair::base);
    let config_version = base.unwrap_or_default();
    let mut reader = Loader::new(session, check.asked.flags(), config_version.clone())?;
    let (mut found, mut failures) = reader.find(&check.inputs, &head);
    if let Some(comparison) = comparison.as_ref().filter(|_| check.config_from_base) {
        failures.append(&mut comparison.add_replaced(&mut found, &check.inputs, &mut reader));
    }
    let mut loaded = reader.read(&found, &head)?;
    failures.append(&mut loaded.failures);
    if comparison.is_none() {
        failures.append(&mut reader.unmatched(&check.inputs, &loaded));
    }
    let rules = loaded.rules();
    let of = loaded.files.iter().map(|one| (one.path.clone(), one.settings.clone()));
    let (paths, settings): (Vec<_>, Vec<_>) = of.unzip();
    let verdicts = match links(check, &loaded, comparison.as_ref(), &mut reader, session) {
        Ok(verdicts) => verdicts,
        // What can be said without the network is said all the same.
        Err(failure) => {
            failures.push(failure);
            None
        }
    };
    let beside = ProjectFiles::of(&head, &environment.directory);
    let (mut outcome, mut comments) = outcome(loaded, &beside, environment, verdicts.as_ref(), comparison.is_some());
    if check.no_ignores {
        outcome.report_suppressed(comments.iter_mut().map(|comments| std::mem::take(&mut comments.suppressed)));
    }
    if let Some(comparison) = comparison {
        let checking = PendingCheck { inputs: &check.inputs, paths: &paths, settings: &settings, environment };
        let comments = check.config_from_base.then_some(comments);
        comparison.reduce(&mut outcome, comments, checking, &mut reader)?;
    }
    baseline::reduce(&mut outcome, (&paths, &settings), check.baseline.as_deref(), &config_version, environment)?;
    if let Some(least) = check.min_severity {
        outcome.keep_from(least);
    }
    let exit = exit(&outcome, &settings);
    let (inputs, selection) = (check.inputs.to_shell(session.global), check.asked.to_shell());
    let can_fix = !check.inputs.paths.iter().any(|path| path.as_os_str() == "-");
    let next = NextCommand { inputs: &inputs, rules: &selection, can_fix, can_record: can_record(check, &settings) };
    let view = FindingsView { limit: check.max_findings, all: check.all, statistics: check.statistics };
    let repository = RepositoryFolder::around(&environment.directory);
    let unread: Vec<_> = failures.iter().map(said).collect();
    session.write(&check.output, |format, appearance, out| {
        // With nothing checked there is nothing to tell people; other programs still get their format.
        if outcome.files.is_empty() && format.is_for_terminals() {
            return Ok(());
        }
        let (rules, repository, unread) = (&rules, &repository, &unread);
        let setting = ReportSettings { appearance, view, next, rules, repository, unread };
        report::write(&outcome, format, &setting, out)
    })?;
    // Where no output goes to standard output, whoever reads the log sees why the run failed.
    let is_silent = !check.output.is_empty() && check.output.iter().all(|target| target.path.is_some());
    if is_silent && exit == Exit::Findings {
        session.remark(&report::count_findings(&outcome));
    }
    leave(outcome);
    Ok((exit, failures))
}

/// Adds comments that suppress what would be reported, and says how many.
fn add_ignores(check: &CheckCommand, reason: &str, session: &mut Session<'_>) -> Done {
    if reason.trim().is_empty() || reason.contains("--") || reason.contains(char::is_control) {
        let help = "write one line without `--`, which ends a comment: `--add-ignores 'kept for the printed book'`";
        return Err(Failure::misuse(format!("{} is no reason", quote(reason)), help));
    }
    if check.inputs.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Failure::misuse("standard input cannot be written", "name the files"));
    }
    let mut loaded = load::load(&check.inputs, check.asked.flags(), session)?;
    let mut failures = std::mem::take(&mut loaded.failures);
    let least = check.min_severity.unwrap_or(Severity::Info);
    let is_meant = |finding: &Finding| finding.severity >= least;
    let beside = ProjectFiles::new(&session.environment.directory);
    let files = add_ignores_to(&loaded, reason.trim(), &is_meant, &beside, session.environment.today);
    let (mut lines, mut all) = (Vec::new(), 0);
    for (LoadedFile { file: old, path, .. }, new) in loaded.files.iter().zip(&files) {
        let shown = terminal_line(old.path());
        if new.left > 0 {
            lines.push(format!("{shown}: no comment suppresses {}", format_count(new.left, "finding")));
        }
        if !old.is_whole() || old.text() == new.file.text() {
            continue;
        }
        let written = replace(path, old.text().as_bytes(), new.file.text().as_bytes());
        if let Err(source) = written {
            failures.push(Failure::Unwritable { target: old.path().to_owned(), source });
            continue;
        }
        all += new.suppressed;
        lines.push(format!("{shown}: {} suppressed", format_count(new.suppressed, "finding")));
    }
    lines.push(if all == 0 { "nothing to suppress".to_owned() } else { "next: git diff".to_owned() });
    session.write_lines(&lines)?;
    Ok((Exit::Clean, failures))
}

/// Returns true if the findings are neither compared with those of a revision nor with a baseline.
fn can_record(check: &CheckCommand, settings: &[FileSettings]) -> bool {
    let is_compared = check.base.is_some() || check.staged || check.hook || check.baseline.is_some();
    !is_compared && settings.iter().all(|settings| settings.config().baseline().is_none())
}

/// Leaves what a large run needed to the system, which takes it back at once when the process ends, as it soon does:
/// hundreds of thousands of pieces given back one by one are time that somebody waits.
fn leave<T>(value: T) {
    std::mem::forget(value);
}

/// Sees that rules about what servers answer are selected only where they are asked.
pub(super) fn links_are_asked_for(select: &[String], links: bool) -> Result<(), Failure> {
    let wants_links = |name: &&String| name.as_str() == "rot" || name.starts_with("rot/");
    let Some(name) = select.iter().find(wants_links).filter(|_| !links) else { return Ok(()) };
    let message = format!("--select: {} is about links, which are not requested", quote(name));
    Err(Failure::misuse(message, "add `--links`"))
}

/// Formats a failure that kept a file from being checked on one line.
fn said(failure: &Failure) -> String {
    let why = std::error::Error::source(failure).map_or_else(String::new, |source| format!(": {source}"));
    format!("{failure}{why}")
}

/// Returns the verdicts on the links, where they are to be requested: without those that the base has.
fn links(
    check: &CheckCommand,
    loaded: &LoadedCatalogs,
    comparison: Option<&VersionPair>,
    reader: &mut Loader<'_>,
    session: &mut Session<'_>,
) -> Result<Option<Verdicts>, Failure> {
    if !check.links {
        return Ok(None);
    }
    let mut known = FxHashSet::default();
    if let Some(base) = comparison.map(VersionPair::base) {
        let (found, _) = reader.find(&check.inputs, &base);
        let old = reader.read(&found, &base)?;
        known = gather::addresses(&old.catalogs());
    }
    survey::survey(loaded, &known, &check.probing, false, session).map(Some)
}

/// Asks the rules about every file. Gives beside what was found the comments of each file that suppress some of it.
fn outcome(
    loaded: LoadedCatalogs,
    files: &ProjectFiles,
    environment: &Environment,
    verdicts: Option<&Verdicts>,
    is_compared: bool,
) -> (CheckOutcome, Vec<Comments>) {
    let links = verdicts.is_some();
    let asked = if is_compared { loaded.asked_of_a_change(links) } else { loaded.asked(links) };
    let rules = loaded.rules();
    let catalogs = loaded.catalogs();
    let found = judge(&catalogs, &asked, files, environment.today, verdicts);
    leave(catalogs);
    let (mut outcome, mut comments) = (CheckOutcome::default(), Vec::with_capacity(loaded.files.len()));
    let mut counts: Vec<Option<RuleCount>> = rules.iter().map(|_| None).collect();
    // Backwards, so that of two rules of one name the first stays.
    let places: FxHashMap<&str, usize> = rules.iter().enumerate().rev().map(|(at, rule)| (rule.name, at)).collect();
    for (LoadedFile { file, .. }, ((read, found), asked)) in loaded.files.into_iter().zip(found.into_iter().zip(asked))
    {
        for (asked, (considered, findings)) in asked.iter().zip(found.counts) {
            let place = places.get(asked.rule.name);
            let Some(count) = place.and_then(|place| counts.get_mut(*place)) else { continue };
            let count = count.get_or_insert(RuleCount { rule: asked.rule.name, considered: 0, findings: 0 });
            count.considered += considered;
            count.findings += findings;
        }
        let (findings, suppressed) = (found.findings, found.suppressed);
        comments.push(found.comments);
        outcome.files.push(CheckedFile { file, counts: read, findings, suppressed });
    }
    outcome.rules = counts.into_iter().flatten().collect();
    (outcome, comments)
}

/// Returns the exit code for the findings.
fn exit(outcome: &CheckOutcome, settings: &[FileSettings]) -> Exit {
    let mut files = outcome.files.iter().zip(settings);
    let fails = files.any(|(checked, settings)| {
        let fail_on = settings.fail_on().0;
        checked.findings.iter().any(|finding| fail_on.fails(finding.severity))
    });
    if fails { Exit::Findings } else { Exit::Clean }
}
