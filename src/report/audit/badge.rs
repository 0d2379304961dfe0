//! The state of all links as one badge: the JSON that `https://img.shields.io/endpoint` draws. All of it is ours.

use std::io;

use serde::Serialize;

use super::group::{Groups, ReportGroup};
use crate::{audit::AuditOutcome, probe::NetworkState, report::to_json, text::format_count};

/// The badge, as the endpoint of shields.io has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Badge {
    schema_version: u32,
    label: &'static str,
    message: String,
    color: &'static str,
}

pub(super) fn write(audit: &AuditOutcome, out: &mut dyn io::Write) -> io::Result<()> {
    let groups = Groups::of(audit);
    let dead = groups.get(ReportGroup::New).len() + groups.get(ReportGroup::Still).len();
    let moved = groups.get(ReportGroup::Moved).len();
    let (message, color) = match (audit.run.network, dead, moved) {
        (NetworkState::Degraded | NetworkState::Down, ..) => ("not checked".to_owned(), "lightgrey"),
        (_, 0, 0) => (format_count(audit.summary.links, "link"), "brightgreen"),
        (_, 0, moved) => (format!("{moved} moved"), "yellow"),
        (_, dead, _) => (format!("{dead} dead"), "red"),
    };
    to_json(&Badge { schema_version: 1, label: "links", message, color }, out)
}
