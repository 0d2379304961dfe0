//! `catalint records`: source → markdown → catalog → report.

use std::io::Write;

use crate::{
    cli::{Global, Records, RecordsFormat, output, targets},
    config::Flags,
    environment::Environment,
    error::Failure,
    exit::Exit,
    links::Guard,
    report,
    workspace::load,
};

/// Writes the records of what was asked for, and tells what kept it from reading some of the files.
pub(super) fn run(
    records: &Records,
    global: &Global,
    world: &Environment,
    out: &mut dyn Write,
) -> Result<(Exit, Vec<Failure>), Failure> {
    targets(&records.output)?;
    let mut loaded = load::load(&records.inputs, global, Flags::default(), world)?;
    let failures = std::mem::take(&mut loaded.failures);
    let catalogs = loaded.catalogs();
    let guard = Guard::default();
    let policies: Vec<_> = loaded.link_policies(&guard).collect();
    output::write(&records.output, world, out, |format, _, out| {
        let format = match format {
            RecordsFormat::Json => report::RecordsFormat::Json,
            RecordsFormat::Jsonl => report::RecordsFormat::Jsonl,
            RecordsFormat::Csv => report::RecordsFormat::Csv,
            RecordsFormat::Jsonld => report::RecordsFormat::Jsonld,
        };
        report::write_records(&catalogs, &policies, format, out)
    })?;
    Ok((Exit::Clean, failures))
}
