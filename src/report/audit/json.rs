//! The contract with other programs: one object, versioned, described by `schemas/audit.schema.json`.

use std::io;

use serde::Serialize;

use super::super::json::{Tool, to_json};
use crate::audit::{Audit, Host, LinkState, Run, Summary};

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    tool: Tool,
    run: &'a Run,
    links: &'a [LinkState],
    hosts: &'a [Host],
    changes: Changes<'a>,
    summary: &'a Summary,
}

/// What changed, each by its address.
#[derive(Serialize)]
struct Changes<'a> {
    new: Vec<&'a str>,
    recovered: Vec<&'a str>,
    still: Vec<&'a str>,
}

pub(super) fn write(audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    let urls = |links: &[usize]| links.iter().filter_map(|&link| Some(audit.links.get(link)?.url.as_str())).collect();
    let changes = &audit.changes;
    let changes = Changes { new: urls(&changes.new), recovered: urls(&changes.recovered), still: urls(&changes.still) };
    let Audit { schema, run, links, hosts, summary, .. } = audit;
    to_json(&Report { schema: *schema, tool: Tool::this(), run, links, hosts, changes, summary }, out)
}
