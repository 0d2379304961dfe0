//! An audit for a terminal: what changed first, and one line that sums up with one thing to do next.

use std::io;

use super::{
    super::Appearance,
    group::{Groups, ReportGroup},
    sanitize::{terminal_excerpt, terminal_line},
    words,
};
use crate::{
    audit::{AuditOutcome, AuditedLink, LinkPlace},
    finding::Severity,
    probe::{LinkState, NetworkState},
    text::format_count,
};

/// Links of one group that are shown; the others are counted.
const LINKS: usize = 100;
/// Unclear links that are named; the others are counted.
const UNCLEAR: usize = 20;
/// Places of one link that are shown; the others are counted.
const PLACES: usize = 3;
/// Longest line from a server, in characters.
const EVIDENCE: usize = 300;

/// The codes that colour a line, or nothing.
#[derive(Debug, Clone, Copy)]
struct Paint {
    bold: &'static str,
    dim: &'static str,
    red: &'static str,
    green: &'static str,
    yellow: &'static str,
    plain: &'static str,
}

impl Paint {
    fn new(color: bool) -> Self {
        let code = |code| if color { code } else { "" };
        Self {
            bold: code("\x1b[1m"),
            dim: code("\x1b[2m"),
            red: code("\x1b[31m"),
            green: code("\x1b[32m"),
            yellow: code("\x1b[33m"),
            plain: code("\x1b[0m"),
        }
    }

    fn of(self, group: ReportGroup) -> &'static str {
        match group {
            ReportGroup::New | ReportGroup::Still => self.red,
            ReportGroup::Recovered => self.green,
            ReportGroup::Moved | ReportGroup::Person | ReportGroup::Failing => self.yellow,
            _ => "",
        }
    }
}

pub(super) fn write(audit: &AuditOutcome, appearance: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    let paint = Paint::new(appearance.color);
    let Paint { bold, plain, yellow, .. } = paint;
    if let Some(network) = words::network(audit) {
        writeln!(out, "{yellow}{}{plain}\n", terminal_line(&network))?;
    }
    let groups = Groups::of(audit);
    for part in groups.iter().filter(|part| part.group.is_told()) {
        let group = part.group;
        writeln!(out, "{bold}{}{}{plain} ({})", paint.of(group), group.title(), part.all().len())?;
        let changed = part.changed().iter().take(LINKS);
        for link in changed.clone() {
            match link.suggestion.as_deref().filter(|_| link.verdict == LinkState::Moved && !link.archived) {
                Some(new) => moved(link, new, paint, out)?,
                None => told(link, group, paint, out)?,
            }
        }
        let room = LINKS.saturating_sub(changed.len());
        for link in part.held().iter().take(room) {
            held(link, paint, out)?;
        }
        if part.all().len() > LINKS {
            writeln!(out, "  … and {} more", part.all().len() - LINKS)?;
        }
        writeln!(out)?;
    }
    unclear(groups.get(ReportGroup::Unclear), paint, out)?;
    close(audit, &groups, paint, out)
}

/// Names the links that could not be judged, a line each.
fn unclear(links: &[&AuditedLink], paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let Paint { bold, dim, plain, .. } = paint;
    if links.is_empty() {
        return Ok(());
    }
    writeln!(out, "{bold}{}{plain} ({})", ReportGroup::Unclear.title(), links.len())?;
    for link in links.iter().take(UNCLEAR) {
        writeln!(out, "  {} {dim}{}{plain}", terminal_excerpt(&link.url, 2_000), link.cause.as_str())?;
    }
    if links.len() > UNCLEAR {
        writeln!(out, "  … and {} more", links.len() - UNCLEAR)?;
    }
    writeln!(out)
}

fn told(link: &AuditedLink, group: ReportGroup, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let Paint { dim, plain, .. } = paint;
    writeln!(out, "  {}", terminal_excerpt(&link.url, 2_000))?;
    match words::past(link).filter(|_| group == ReportGroup::Recovered) {
        Some(past) => writeln!(out, "    {past}")?,
        None if link.evidence.is_empty() => writeln!(out, "    {}", link.cause.as_str())?,
        None => writeln!(out, "    {}: {}", link.cause.as_str(), terminal_excerpt(&link.evidence, EVIDENCE))?,
    }
    let standing = words::standing(link);
    if !standing.is_empty() {
        writeln!(out, "    {standing}")?;
    }
    writeln!(out, "    {dim}{}{plain}", places(&link.places))?;
    match &link.suggestion {
        Some(other) => writeln!(out, "    {}: {}", words::suggested(link), terminal_line(other)),
        None => Ok(()),
    }
}

/// A link that was reported before, on one line: where it is, and since when it is what it is.
fn held(link: &AuditedLink, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let Paint { dim, plain, .. } = paint;
    let place = link.places.first().map(|place| format!("{}:{} ", terminal_line(&place.path), place.line));
    let since = link.since.map(|since| format!(" since {}", words::day(since))).unwrap_or_default();
    let new = link.suggestion.as_deref().filter(|_| link.verdict == LinkState::Moved && !link.archived);
    let new = new.map(|new| format!(" → {}", terminal_excerpt(new, 2_000))).unwrap_or_default();
    let (place, cause) = (place.unwrap_or_default(), link.cause.as_str());
    writeln!(out, "  {dim}{place}{plain}{}{new} {dim}{cause}{since}{plain}", terminal_excerpt(&link.url, 2_000))
}

/// The edit that fixes a link.
fn moved(link: &AuditedLink, new: &str, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let Paint { dim, plain, red, green, .. } = paint;
    writeln!(out, "  {} {dim}{}{plain}", places(&link.places), link.cause.as_str())?;
    writeln!(out, "    {red}- {}{plain}", terminal_line(&link.url))?;
    writeln!(out, "    {green}+ {}{plain}", terminal_line(new))
}

/// Formats the places of a link: `README.md:47:58 (CRLM) and 2 more places`.
fn places(places: &[LinkPlace]) -> String {
    let shown = places.iter().take(PLACES).map(|place| {
        let record = place.record.as_deref().map(|record| format!(" ({})", terminal_excerpt(record, 80)));
        format!("{}:{}:{}{}", terminal_line(&place.path), place.line, place.column, record.unwrap_or_default())
    });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if places.len() > PLACES {
        text.push_str(" and ");
        text.push_str(&format_count(places.len() - PLACES, "more place"));
    }
    text
}

fn close(audit: &AuditOutcome, groups: &Groups, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let Paint { bold, dim, plain, .. } = paint;
    writeln!(out, "{dim}{}{plain}", words::run(audit))?;
    let parts = groups.iter().map(|part| format!("{} {}", part.all().len(), part.group.title().to_lowercase()));
    let parts = parts.collect::<Vec<_>>().join(", ");
    let links = format_count(audit.summary.links, "link");
    writeln!(out, "{bold}{links}{plain}{}{parts}", if parts.is_empty() { "" } else { ": " })?;
    match next(audit, groups) {
        Some(next) => writeln!(out, "{dim}next: {plain}{next}"),
        None => Ok(()),
    }
}

/// The one thing to do next.
fn next(audit: &AuditOutcome, groups: &Groups) -> Option<String> {
    if audit.run.network != NetworkState::Ok {
        return Some("run the audit again when the network works".to_owned());
    }
    let dead = [ReportGroup::New, ReportGroup::Still].into_iter().find_map(|group| groups.get(group).first().copied());
    if let Some(link) = dead {
        return Some(format!("catalint history {}", argument(&link.url)));
    }
    if !groups.get(ReportGroup::Moved).is_empty() {
        return Some("write the new addresses into the catalog".to_owned());
    }
    let warned = groups.get(ReportGroup::Person).iter().any(|link| link.severity >= Some(Severity::Info));
    warned.then(|| "open what needs a person in a browser".to_owned())
}

/// An address as an argument of a shell.
fn argument(url: &str) -> String {
    let shown = terminal_line(url);
    if shown.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/%+,=@".contains(&byte)) {
        return shown.into_owned();
    }
    format!("'{}'", shown.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_harmless_argument() {
        for (url, wanted) in [
            ("https://x.org/a-b_c", "https://x.org/a-b_c".to_owned()),
            ("https://x.org/?a=1&b", "'https://x.org/?a=1&b'".to_owned()),
            ("https://x.org/$(id)'", r"'https://x.org/$(id)'\'''".to_owned()),
        ] {
            let quoted = argument(url);
            assert_eq!(quoted, wanted);
        }
    }
}
