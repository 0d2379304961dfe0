//! `catalint records`: source → markdown → catalog → report.

use super::Done;
use crate::{
    cli::{RecordsCommand, RecordsFormatFlag, Session, targets},
    config::FlagSettings,
    exit::Exit,
    links::AddressGuard,
    report,
    workspace::load,
};

/// Writes the records of what was asked for, and tells what kept it from reading some of the files.
pub(super) fn run(records: &RecordsCommand, session: &mut Session<'_>) -> Done {
    targets(&records.output)?;
    let mut loaded = load::load(&records.inputs, FlagSettings::default(), session)?;
    let failures = std::mem::take(&mut loaded.failures);
    // Records are made to be published: what lets the bearer in stays in the catalog.
    for loaded in &mut loaded.files {
        if let Some(blanked) = report::blank_secrets(&loaded.file) {
            loaded.file = blanked;
        }
    }
    let catalogs = loaded.catalogs();
    let guard = AddressGuard::default();
    let policies: Vec<_> = loaded.link_policies(&guard).collect();
    let output = session.on_terminal(&records.output, RecordsFormatFlag::Table);
    session.write(&output, |format, look, out| {
        let format = match format {
            RecordsFormatFlag::Table => report::RecordsFormat::Table(look),
            RecordsFormatFlag::Json => report::RecordsFormat::Json,
            RecordsFormatFlag::Jsonl => report::RecordsFormat::Jsonl,
            RecordsFormatFlag::Csv => report::RecordsFormat::Csv,
            RecordsFormatFlag::Jsonld => report::RecordsFormat::Jsonld,
        };
        report::write_records(&catalogs, &policies, format, out)
    })?;
    Ok((Exit::Clean, failures))
}
