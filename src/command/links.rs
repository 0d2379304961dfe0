//! `catalint links`: source → markdown → catalog → links → report.

use std::io::Write;

use crate::{
    cli::{Global, Links, LinksFormat, output, targets},
    config::Flags,
    environment::Environment,
    error::Failure,
    exit::Exit,
    links::Guard,
    report,
    workspace::load,
};

/// Lists every address, and whether it is requested.
pub(super) fn run(
    asked: &Links,
    global: &Global,
    environment: &Environment,
    out: &mut dyn Write,
) -> Result<(Exit, Vec<Failure>), Failure> {
    targets(&asked.output)?;
    let mut loaded = load::load(&asked.inputs, global, Flags::default(), environment)?;
    let failures = std::mem::take(&mut loaded.failures);
    let catalogs = loaded.catalogs();
    let guard = Guard::default();
    let policies: Vec<_> = loaded.link_policies(&guard).collect();
    output::write(&asked.output, environment, out, |format, _, out| match format {
        LinksFormat::Human => report::write_links(&catalogs, &policies, out),
        LinksFormat::Json => report::write_links_json(&catalogs, &policies, out),
    })?;
    Ok((Exit::Clean, failures))
}
