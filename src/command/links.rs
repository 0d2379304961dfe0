//! `catalint links`: source → markdown → catalog → links → report.

use super::Done;
use crate::{
    cli::{LinksCommand, LinksFormat, Session, targets},
    config::FlagSettings,
    exit::Exit,
    links::AddressGuard,
    report,
    workspace::load,
};

/// Lists every address, and whether it is requested.
pub(super) fn run(asked: &LinksCommand, session: &mut Session<'_>) -> Done {
    targets(&asked.output)?;
    let mut loaded = load::load(&asked.inputs, FlagSettings::default(), session)?;
    let failures = std::mem::take(&mut loaded.failures);
    let catalogs = loaded.catalogs();
    let guard = AddressGuard::default();
    let policies: Vec<_> = loaded.link_policies(&guard).collect();
    let output = session.on_terminal(&asked.output, LinksFormat::Table);
    session.write(&output, |format, look, out| match format {
        LinksFormat::Table => report::write_links_table(&catalogs, &policies, look, out),
        LinksFormat::Human => report::write_links(&catalogs, &policies, out),
        LinksFormat::Json => report::write_links_json(&catalogs, &policies, out),
    })?;
    Ok((Exit::Clean, failures))
}
