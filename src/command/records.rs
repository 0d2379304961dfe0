//! `catalint records`: source → markdown → catalog → report.

use super::Done;
use crate::{
    cli::{Records, RecordsFormat, Session, targets},
    config::Flags,
    exit::Exit,
    links::Guard,
    report,
    workspace::load,
};

/// Writes the records of what was asked for, and tells what kept it from reading some of the files.
pub(super) fn run(records: &Records, session: &mut Session<'_>) -> Done {
    targets(&records.output)?;
    let mut loaded = load::load(&records.inputs, Flags::default(), session)?;
    let failures = std::mem::take(&mut loaded.failures);
    let catalogs = loaded.catalogs();
    let guard = Guard::default();
    let policies: Vec<_> = loaded.link_policies(&guard).collect();
    session.write(&records.output, |format, _, out| {
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
