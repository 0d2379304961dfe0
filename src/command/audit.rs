//! `catalint audit`, `catalint report`, `catalint history`: links → probe → audit → report.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use rustc_hash::FxHashSet;
use url::Url;

use crate::{
    audit::{self, ARCHIVE, Archive, How, Store},
    catalog::secret::without_secrets,
    cli::{self, AuditFailOn, Global, HistoryFormat, Target, output, targets},
    config::{Flags, LinkKeys},
    environment::Environment,
    error::Failure,
    exit::Exit,
    links::Guard,
    probe::{Event, Network, Settings},
    probing::{engine, progress::Meter},
    report::{self, Appearance, AuditFormat},
    source::absolute,
    text::quote,
    workspace::{
        gather::Gathered,
        load::{self, Loaded},
    },
};

/// Asks for what is due, and reports. Gives how the run ends by what it found, and what kept it from its work.
pub(super) fn run(
    asked: &cli::Audit,
    global: &Global,
    world: &Environment,
    out: &mut dyn Write,
) -> Result<(Exit, Vec<Failure>), Failure> {
    targets(&asked.output)?;
    let mut loaded = load::load(&asked.inputs, global, Flags::default(), world)?;
    // With a part of the catalogs alone, the links of the others would be taken for gone.
    let failures = std::mem::take(&mut loaded.failures);
    if !failures.is_empty() {
        return Ok((Exit::Misuse, failures));
    }
    if loaded.files.is_empty() {
        return Err(Failure::misuse("there is no markdown file here", "name the catalog: `catalint audit README.md`"));
    }
    let found = audit(asked, &loaded, world)?;
    write(&found, &asked.output, global, world, out)?;
    let failures = down(&found).into_iter().collect();
    Ok((exit(&found, asked.fail_on), failures))
}

/// Makes the audit.
fn audit(asked: &cli::Audit, loaded: &Loaded, world: &Environment) -> Result<audit::Audit, Failure> {
    let guard = Guard::allowing(asked.probing.allow_address.clone());
    let links = Gathered::of(loaded, &loaded.catalogs(), &FxHashSet::default(), &guard).links;
    let requested = links.iter().filter(|link| link.skip.is_none()).count();
    let none = LinkKeys::default();
    let keys = loaded.settings.first().map_or(&none, |settings| &settings.config().links);
    let engine = engine::engine(&asked.probing, keys, Settings::default(), world)?;
    let archive = archive(asked, keys)?.map(|base| Archive { transport: engine.tools.transport.clone(), base });
    let clock = engine.tools.clock.clone();
    let how = How { surveyor: &engine, clock: &*clock, all: asked.all, archive: archive.as_ref() };
    let mut store = Store::open(&store_path(asked.store.as_deref(), world))?;
    let mut meter = Meter::new(world, requested, asked.probing.no_progress);
    let mut tell = |event: Event| meter.tell(&event, &*clock);
    let done = engine::runtime()?.block_on(audit::run(&mut store, &links, &how, &mut tell));
    meter.finish();
    Ok(done?)
}

/// Where archived copies are looked for; none where they are not.
fn archive(asked: &cli::Audit, keys: &LinkKeys) -> Result<Option<Url>, Failure> {
    if asked.no_archive {
        return Ok(None);
    }
    let base = asked.archive.as_ref().or(keys.archive.as_ref()).cloned();
    let base = base.map_or_else(|| Url::parse(ARCHIVE), Ok);
    base.map(Some).map_err(|error| Failure::misuse(error.to_string(), "write it with its scheme"))
}

/// How the run ends by what it found.
fn exit(audit: &audit::Audit, fail_on: AuditFailOn) -> Exit {
    let fails = match fail_on {
        AuditFailOn::New => !audit.changes.new.is_empty(),
        AuditFailOn::Error => audit.summary.errors > 0,
        AuditFailOn::Never => false,
    };
    if fails { Exit::Findings } else { Exit::Clean }
}

/// That the network was down, where it was.
fn down(audit: &audit::Audit) -> Option<Failure> {
    (audit.run.network == Network::Down).then(|| engine::no_network(audit.run.reason.as_deref()))
}

/// `catalint report`
pub(super) fn again(
    asked: &cli::Report,
    global: &Global,
    world: &Environment,
    out: &mut dyn Write,
) -> Result<(Exit, Vec<Failure>), Failure> {
    targets(&asked.output)?;
    let path = store_path(asked.store.as_deref(), world);
    let last = Store::read(&path)?.last()?;
    let Some(found) = last else {
        let message = format!("no audit has come to its end yet in {}", quote(&path.to_string_lossy()));
        return Err(Failure::Run { message, help: Some("run `catalint audit`".to_owned()) });
    };
    write(&found, &asked.output, global, world, out)?;
    Ok((Exit::Clean, Vec::new()))
}

fn write(
    audit: &audit::Audit,
    asked: &[Target<AuditFormat>],
    global: &Global,
    world: &Environment,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    output::write(asked, world, out, |format, is_stdout, out| {
        let look = Appearance { color: is_stdout && world.color(global.color), width: world.width };
        report::write_audit(audit, format, look, out)
    })
}

/// `catalint history`
pub(super) fn history(
    asked: &cli::History,
    global: &Global,
    world: &Environment,
    out: &mut dyn Write,
) -> Result<(Exit, Vec<Failure>), Failure> {
    targets(&asked.output)?;
    let path = store_path(asked.store.as_deref(), world);
    let Some(history) = Store::read(&path)?.history(&asked.url)? else {
        let message =
            format!("{} knows no link {}", quote(&path.to_string_lossy()), quote(&without_secrets(&asked.url)));
        return Err(Failure::misuse(message, "write the address as the catalog does; `catalint links` lists them"));
    };
    output::write(&asked.output, world, out, |format, is_stdout, out| match format {
        HistoryFormat::Human => {
            let look = Appearance { color: is_stdout && world.color(global.color), width: world.width };
            report::write_history(&history, look, out)
        }
        HistoryFormat::Json => report::to_json(&history, out),
    })?;
    Ok((Exit::Clean, Vec::new()))
}

/// The store, from the root.
fn store_path(asked: Option<&Path>, world: &Environment) -> PathBuf {
    absolute(&world.directory, asked.unwrap_or(Path::new(audit::DEFAULT_PATH)))
}
