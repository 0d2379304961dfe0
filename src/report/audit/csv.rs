//! An audit as a table: one line a place of a link, and one for a link without a place.

use std::io;

use super::words;
use crate::{
    audit::{AuditOutcome, AuditedLink, LinkPlace},
    report::records::{harmless_cell, io_error},
};

const COLUMNS: [&str; 14] = [
    "url",
    "verdict",
    "cause",
    "status",
    "severity",
    "since",
    "last_alive",
    "last_asked",
    "failures",
    "suggestion",
    "path",
    "line",
    "record",
    "evidence",
];

pub(super) fn write(audit: &AuditOutcome, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(COLUMNS).map_err(io_error)?;
    for link in &audit.links {
        let places: Vec<Option<&LinkPlace>> =
            if link.places.is_empty() { vec![None] } else { link.places.iter().map(Some).collect() };
        for place in places {
            let cells = line(link, place);
            writer.write_record(cells.iter().map(|cell| harmless_cell(cell).into_owned())).map_err(io_error)?;
        }
    }
    writer.flush()
}

fn line(link: &AuditedLink, place: Option<&LinkPlace>) -> [String; COLUMNS.len()] {
    let day = |at: Option<jiff::Timestamp>| at.map(words::day).unwrap_or_default();
    [
        link.url.clone(),
        link.verdict.as_str().to_owned(),
        link.cause.as_str().to_owned(),
        link.status.map(|status| status.to_string()).unwrap_or_default(),
        link.severity.map(|severity| severity.as_str().to_owned()).unwrap_or_default(),
        day(link.since),
        day(link.last_alive),
        day(link.last_asked),
        link.failures.to_string(),
        link.suggestion.clone().unwrap_or_default(),
        place.map(|place| place.path.clone()).unwrap_or_default(),
        place.map(|place| place.line.to_string()).unwrap_or_default(),
        place.and_then(|place| place.record.clone()).unwrap_or_default(),
        link.evidence.clone(),
    ]
}
