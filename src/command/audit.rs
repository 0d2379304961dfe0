//! `catalint audit`, `catalint report`, `catalint history`: links → probe → audit → report.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;
use url::Url;

use super::Done;
use crate::{
    audit::{self, ARCHIVE, Archive, AuditOptions, Confirmations, Store},
    catalog::secret::without_secrets,
    cli::{self, AuditFailOn, HistoryFormat, OutputTarget, Session, targets},
    config::{FlagSettings, LinkKeys},
    environment::Environment,
    error::Failure,
    exit::Exit,
    links::AddressGuard,
    probe::{Event, NetworkState, ProbeSettings},
    probing::{engine, progress::ProgressMeter},
    report::{self, AuditFormat, sanitize::terminal_line},
    source::{absolute, git::HostedFiles},
    text::quote,
    workspace::{
        confirmed::confirmations,
        gather::Gathered,
        load::{self, LoadedCatalogs},
    },
};

/// Asks for what is due, and reports. Gives how the run ends by what it found, and what kept it from its work.
pub(super) fn run(asked: &cli::AuditCommand, session: &mut Session<'_>) -> Done {
    targets(&asked.output)?;
    let mut loaded = load::load(&asked.inputs, FlagSettings::default(), session)?;
    // With a part of the catalogs alone, the links of the others would be taken for gone.
    let failures = std::mem::take(&mut loaded.failures);
    if !failures.is_empty() {
        return Ok((Exit::Misuse, failures));
    }
    if loaded.files.is_empty() {
        return Err(Failure::misuse("there is no markdown file here", "name the catalog: `catalint audit README.md`"));
    }
    let found = audit(asked, &loaded, session)?;
    write(&found, &asked.output, session)?;
    let failures = down(&found).into_iter().collect();
    Ok((exit(&found, asked.fail_on), failures))
}

/// Makes the audit.
fn audit(
    asked: &cli::AuditCommand,
    loaded: &LoadedCatalogs,
    session: &mut Session<'_>,
) -> Result<audit::AuditOutcome, Failure> {
    let confirmations = confirmations(session.environment)?;
    let guard = AddressGuard::allowing(asked.probing.allow_address.clone());
    let links = Gathered::of(loaded, &loaded.catalogs(), &FxHashSet::default(), &guard).links;
    let requested = links.iter().filter(|link| link.skip.is_none()).count();
    let (keys, environment) = (loaded.link_keys(), session.environment);
    let mut engine = engine::engine(&asked.probing, &keys, ProbeSettings::default(), environment)?;
    // What an interface has no room for today is asked in the next run.
    if let Some(interfaces) = &mut engine.tools.interfaces {
        interfaces.waits = true;
    }
    let archive = archive(asked, &keys)?.map(|base| Archive { transport: engine.tools.transport.clone(), base });
    let clock = engine.tools.clock.clone();
    let how = AuditOptions { surveyor: &engine, clock: &*clock, all: asked.all, archive: archive.as_ref() };
    let mut store = Store::open(&store_path(asked.store.as_deref(), environment))?;
    let mut meter = ProgressMeter::new(environment, requested, asked.probing.no_progress);
    let errors = &mut *session.errors;
    let mut notices = Vec::new();
    let mut tell = |event: Event| match event {
        Event::Notice(text) => notices.push(text),
        event => meter.tell(&event, &*clock, errors),
    };
    let done = engine::runtime()?.block_on(audit::run(&mut store, &links, &how, &mut tell));
    meter.finish();
    for text in &notices {
        session.remark(text);
    }
    Ok(confirmed(done?, &confirmations, session))
}

/// Takes what people have confirmed out of what is to be decided, and names the confirmations that end or are needless.
fn confirmed(
    mut found: audit::AuditOutcome,
    confirmations: &Confirmations,
    session: &mut Session<'_>,
) -> audit::AuditOutcome {
    for text in confirmations.apply(&mut found, session.environment.today) {
        session.remark(&terminal_line(&text));
    }
    found
}

/// Returns the archive in which copies are looked up; none where they are not.
fn archive(asked: &cli::AuditCommand, keys: &LinkKeys) -> Result<Option<Url>, Failure> {
    if asked.no_archive {
        return Ok(None);
    }
    let base = asked.archive.as_ref().or(keys.archive.as_ref()).cloned();
    let base = base.map_or_else(|| Url::parse(ARCHIVE), Ok);
    base.map(Some).map_err(|error| Failure::misuse(error.to_string(), "write it with its scheme"))
}

/// Returns the exit code for an audit.
fn exit(audit: &audit::AuditOutcome, fail_on: AuditFailOn) -> Exit {
    let fails = match fail_on {
        AuditFailOn::New => !audit.changes.new.is_empty(),
        AuditFailOn::Error => audit.summary.errors > 0,
        AuditFailOn::Never => false,
    };
    if fails { Exit::Findings } else { Exit::Clean }
}

/// Returns a failure if the network was down.
fn down(audit: &audit::AuditOutcome) -> Option<Failure> {
    (audit.run.network == NetworkState::Down).then(|| engine::no_network(audit.run.reason.as_deref()))
}

/// `catalint report`
pub(super) fn again(asked: &cli::ReportCommand, session: &mut Session<'_>) -> Done {
    targets(&asked.output)?;
    let path = store_path(asked.store.as_deref(), session.environment);
    let last = Store::read(&path)?.last()?;
    let Some(found) = last else {
        let message = format!("no audit has come to its end yet in {}", quote(&path.to_string_lossy()));
        return Err(Failure::Run { message, help: Some("run `catalint audit`".to_owned()) });
    };
    let found = confirmed(found, &confirmations(session.environment)?, session);
    write(&found, &asked.output, session)?;
    Ok((Exit::Clean, Vec::new()))
}

fn write(
    audit: &audit::AuditOutcome,
    asked: &[OutputTarget<AuditFormat>],
    session: &mut Session<'_>,
) -> Result<(), Failure> {
    let environment = session.environment;
    let files = HostedFiles::of(&environment.directory, environment.variables.workflow.as_ref());
    session.write(asked, |format, look, out| report::write_audit(audit, format, look, files.as_ref(), out))
}

/// `catalint history`
pub(super) fn history(asked: &cli::HistoryCommand, session: &mut Session<'_>) -> Done {
    targets(&asked.output)?;
    let path = store_path(asked.store.as_deref(), session.environment);
    let store = Store::read(&path)?;
    let history = match store.history(&asked.url)? {
        Some(history) => history,
        None => match store.addresses_like(&without_secrets(&asked.url))? {
            // A part of one address alone means that one.
            (like, true) if like.len() == 1 => like.first().map(|url| store.history(url)).transpose()?.flatten(),
            (like, _) => return Err(unknown(&path, &asked.url, &like)),
        }
        .ok_or_else(|| unknown(&path, &asked.url, &[]))?,
    };
    session.write(&asked.output, |format, look, out| match format {
        HistoryFormat::Human => report::write_history(&history, look, out),
        HistoryFormat::Json => report::to_json(&history, out),
    })?;
    Ok((Exit::Clean, Vec::new()))
}

/// An address that the store does not know, or a part of several.
fn unknown(path: &Path, url: &str, like: &[String]) -> Failure {
    let message = format!("{} knows no link {}", quote(&path.to_string_lossy()), quote(&without_secrets(url)));
    let like: Vec<String> = like.iter().map(|url| quote(url)).collect();
    let help = match like.as_slice() {
        [] => "write the address as the catalog does, or a part of it; `catalint links` lists them".to_owned(),
        [one] => format!("did you mean {one}?"),
        several => format!("write one of these: {}", several.join(", ")),
    };
    Failure::misuse(message, help)
}

/// The store, from the root.
fn store_path(asked: Option<&Path>, environment: &Environment) -> PathBuf {
    absolute(&environment.directory, asked.unwrap_or(Path::new(audit::DEFAULT_PATH)))
}
