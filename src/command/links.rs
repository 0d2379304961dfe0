//! `catalint links`: source → markdown → catalog → links → report.

use super::Done;
use crate::{
    cli::{Links, LinksFormat, Session, targets},
    config::Flags,
    exit::Exit,
    links::Guard,
    report,
    workspace::load,
};

/// Lists every address, and whether it is requested.
pub(super) fn run(asked: &Links, session: &mut Session<'_>) -> Done {
    targets(&asked.output)?;
    let mut loaded = load::load(&asked.inputs, Flags::default(), session)?;
    let failures = std::mem::take(&mut loaded.failures);
    let catalogs = loaded.catalogs();
    let guard = Guard::default();
    let policies: Vec<_> = loaded.link_policies(&guard).collect();
    session.write(&asked.output, |format, _, out| match format {
        LinksFormat::Human => report::write_links(&catalogs, &policies, out),
        LinksFormat::Json => report::write_links_json(&catalogs, &policies, out),
    })?;
    Ok((Exit::Clean, failures))
}
