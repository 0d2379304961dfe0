//! Writes the history of one link, run by run, for a terminal.

use std::io;

use super::{
    super::Appearance,
    sanitize::{terminal_excerpt, terminal_line},
    words,
};
use crate::{
    audit::{LinkHistory, PastObservation},
    probe::{LinkState, NetworkState},
};

/// Longest line from a server, in characters.
const EVIDENCE: usize = 300;

/// Writes what was seen of one link, the newest night first. Nights in a row that were the same stand together, with
/// what was seen on the last of them.
pub fn write_history(history: &LinkHistory, appearance: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    let [bold, dim, plain] = if appearance.color { ["\x1b[1m", "\x1b[2m", "\x1b[0m"] } else { [""; 3] };
    writeln!(out, "{bold}{}{plain}", terminal_line(&history.url))?;
    match &history.standing {
        None => writeln!(out, "not requested over a reliable network yet")?,
        Some(held) => {
            let severity = held.severity.map(|severity| format!(" ({})", severity.as_str())).unwrap_or_default();
            let standing = words::held(held.verdict, Some(held.since), held.failures, held.last_alive);
            writeln!(out, "{}{severity}: {standing}", held.cause.as_str())?;
            if held.flapping {
                writeln!(out, "fails and recovers repeatedly: it becomes an error after twice as many runs")?;
            }
        }
    }
    let first = words::day(history.first_seen);
    match history.closed {
        Some(closed) => writeln!(out, "{dim}in the catalogs from {first} to {}{plain}\n", words::day(closed))?,
        None => writeln!(out, "{dim}in the catalogs since {first}{plain}\n")?,
    }
    for looks in history.looks.chunk_by(alike).rev() {
        nights(looks, appearance, out)?;
    }
    Ok(())
}

/// Returns true if two looks saw the same.
fn alike(a: &PastObservation, b: &PastObservation) -> bool {
    (a.verdict, a.cause, a.status, a.network) == (b.verdict, b.cause, b.status, b.network)
}

fn nights(looks: &[PastObservation], appearance: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    let (Some(first), Some(last)) = (looks.first(), looks.last()) else { return Ok(()) };
    let (color, dim, plain) = match (appearance.color, first.verdict) {
        (false, _) => ("", "", ""),
        (true, LinkState::Alive) => ("\x1b[32m", "\x1b[2m", "\x1b[0m"),
        (true, LinkState::Dead) => ("\x1b[31m", "\x1b[2m", "\x1b[0m"),
        (true, LinkState::Skipped) => ("", "\x1b[2m", "\x1b[0m"),
        (true, LinkState::Moved | LinkState::Unclear) => ("\x1b[33m", "\x1b[2m", "\x1b[0m"),
    };
    let when = match looks.len() {
        1 => words::minute(first.at),
        nights => format!("{} to {} ({nights} nights)", words::day(first.at), words::day(last.at)),
    };
    let network = match first.network {
        Some(NetworkState::Ok) => "",
        Some(NetworkState::Degraded | NetworkState::Down) => ", not counted: the network was bad",
        None => ", not counted: the run did not come to its end",
    };
    writeln!(out, "{when:<37} {color}{:<7}{plain} {}{network}", first.verdict.as_str(), first.cause.as_str())?;
    if !last.evidence.is_empty() {
        writeln!(out, "    {}", terminal_excerpt(&last.evidence, EVIDENCE))?;
    }
    if let Some(title) = last.title.as_deref().filter(|title| !title.is_empty()) {
        writeln!(out, "    {dim}titled {}{plain}", terminal_excerpt(title, EVIDENCE))?;
    }
    for (status, url) in &last.hops {
        writeln!(out, "    {dim}{status} to {}{plain}", terminal_excerpt(url, EVIDENCE))?;
    }
    Ok(())
}
