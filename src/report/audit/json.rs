//! The contract with other programs: one object, versioned, described by `schemas/audit.schema.json`.

use std::io;

use serde::Serialize;

use super::super::json::{JsonTool, to_json};
use crate::audit::{AuditOutcome, AuditSummary, AuditedLink, HostSummary, RunSummary};

#[derive(Serialize)]
struct AuditJson<'a> {
    schema: u32,
    tool: JsonTool,
    run: &'a RunSummary,
    links: &'a [AuditedLink],
    hosts: &'a [HostSummary],
    changes: ChangeUrls<'a>,
    summary: &'a AuditSummary,
}

/// Changes since the run before, by address.
#[derive(Serialize)]
struct ChangeUrls<'a> {
    new: Vec<&'a str>,
    recovered: Vec<&'a str>,
    still: Vec<&'a str>,
}

pub(super) fn write(audit: &AuditOutcome, out: &mut dyn io::Write) -> io::Result<()> {
    let urls = |links: &[usize]| links.iter().filter_map(|&link| Some(audit.links.get(link)?.url.as_str())).collect();
    let changes = &audit.changes;
    let changes =
        ChangeUrls { new: urls(&changes.new), recovered: urls(&changes.recovered), still: urls(&changes.still) };
    let AuditOutcome { schema, run, links, hosts, summary, .. } = audit;
    to_json(&AuditJson { schema: *schema, tool: JsonTool::this(), run, links, hosts, changes, summary }, out)
}
