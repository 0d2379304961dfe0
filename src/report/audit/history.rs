//! What was seen of one link, night by night, for a terminal.

use std::io;

use super::{super::Appearance, sanitize::terminal_line, words};
use crate::{
    audit::{LinkState, Night},
    probe::State,
};

/// Writes what was seen of one link, the newest night first. Nights in a row that were the same stand on one line.
pub fn write_history(link: &LinkState, appearance: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    let [bold, dim, plain] = if appearance.color { ["\x1b[1m", "\x1b[2m", "\x1b[0m"] } else { [""; 3] };
    writeln!(out, "{bold}{}{plain}", terminal_line(&link.url))?;
    let standing = words::standing(link);
    let standing = if standing.is_empty() { String::new() } else { format!(": {standing}") };
    writeln!(out, "{}{standing}", link.cause.as_str())?;
    if !link.evidence.is_empty() {
        writeln!(out, "{}", terminal_line(&link.evidence))?;
    }
    if let Some(suggestion) = &link.suggestion {
        let what = if link.archived { "archived copy" } else { "instead" };
        writeln!(out, "{what}: {}", terminal_line(suggestion))?;
    }
    for place in &link.places {
        let record = place.record.as_deref().map(|record| format!(" ({})", terminal_line(record)));
        let (path, line, column) = (terminal_line(&place.path), place.line, place.column);
        writeln!(out, "{dim}{path}:{line}:{column}{}{plain}", record.unwrap_or_default())?;
    }
    writeln!(out)?;
    if link.nights.is_empty() {
        return writeln!(out, "not asked yet");
    }
    for nights in link.nights.chunk_by(alike).rev() {
        line(nights, appearance, out)?;
    }
    Ok(())
}

/// Whether two nights saw the same.
pub(super) fn alike(a: &Night, b: &Night) -> bool {
    (a.verdict, a.cause, a.status) == (b.verdict, b.cause, b.status)
}

fn line(nights: &[Night], appearance: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    let (Some(first), Some(last)) = (nights.first(), nights.last()) else { return Ok(()) };
    let [color, plain] = match (appearance.color, first.verdict) {
        (false, _) | (_, State::Skipped) => ["", ""],
        (_, State::Alive) => ["\x1b[32m", "\x1b[0m"],
        (_, State::Dead) => ["\x1b[31m", "\x1b[0m"],
        (_, State::Moved | State::Unclear) => ["\x1b[33m", "\x1b[0m"],
    };
    let when = match nights.len() {
        1 => words::minute(first.at),
        nights => format!("{} to {} ({nights} nights)", words::day(first.at), words::day(last.at)),
    };
    let status = first.status.map_or_else(String::new, |status| format!(" {status}"));
    writeln!(out, "{when:<37} {color}{:<7}{plain} {}{status}", first.verdict.as_str(), first.cause.as_str())
}
