//! An audit as the text of an issue on GitHub. It fits there, and nothing in it that servers or contributors wrote can
//! notify anyone, make a link, close what is open, or look like our own words: it stands in code, and nowhere else.

use std::{fmt::Write as _, io};

use super::{
    super::prose::{self, longest_run},
    group::{GroupLinks, Groups, ReportGroup},
    sanitize::{terminal_excerpt, terminal_line},
    share::share,
    words,
};
use crate::{
    audit::{AuditOutcome, AuditedLink, LinkPlace},
    source::git::HostedFiles,
    text::format_count,
};

/// The longest text of an issue is 65,536 characters; the rest is for what the Action puts around it. It is counted in
/// bytes here, which are no fewer than characters in any unit.
const LIMIT: usize = 65_000;
/// Room for the lines that say how many are not shown.
const REST: usize = 80;
/// Places of one link that are shown; the others are counted.
const PLACES: usize = 3;
/// The longest that one text from outside may be.
const TEXT: usize = 400;

/// The words for links that an earlier run reported in the same group.
const REPORTED: &str = " reported before";

/// A part of the report: what stands above its entries, the entries, and what stands below.
struct ReportPart {
    open: String,
    entries: Vec<String>,
    close: String,
}

impl ReportPart {
    fn list(entries: Vec<String>) -> Self {
        Self { open: String::new(), entries, close: String::new() }
    }

    fn below(mut self, heading: &str) -> Self {
        self.open.insert_str(0, heading);
        self
    }
}

pub(super) fn write(audit: &AuditOutcome, files: Option<&HostedFiles>, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(text(audit, files).as_bytes())
}

fn text(audit: &AuditOutcome, files: Option<&HostedFiles>) -> String {
    let groups = Groups::of(audit);
    let head = head(audit, &groups);
    let foot = format!("\n<sub>{}. Written by catalint.</sub>\n", words::run(audit));
    let parts: Vec<ReportPart> =
        groups.iter().filter(|own| is_named(own.group)).flat_map(|own| parts(own, files)).collect();
    let frames: usize = parts.iter().map(|part| part.open.len() + part.close.len() + REST).sum();
    let needs: Vec<usize> = parts.iter().map(|part| part.entries.iter().map(String::len).sum()).collect();
    let shares = share(&needs, LIMIT.saturating_sub(head.len() + foot.len() + frames));
    let mut text = head;
    for (part, room) in parts.iter().zip(shares) {
        text.push_str(&part.open);
        let mut used = 0;
        let fits = |entry: &&String| {
            used += entry.len();
            used <= room
        };
        let shown = part.entries.iter().take_while(fits).inspect(|entry| text.push_str(entry)).count();
        text.push_str(&part.close);
        if shown < part.entries.len() {
            let _ = writeln!(text, "\n… and {} more, which do not fit here.", part.entries.len() - shown);
        }
    }
    text + &foot
}

fn head(audit: &AuditOutcome, groups: &Groups) -> String {
    let mut text = format!("## Link audit, {}\n\n", words::day(audit.run.started));
    if let Some(network) = words::network(audit) {
        let _ = writeln!(text, "> [!WARNING]\n> {}\n", code(&network));
    }
    let counts = groups.iter().map(|own| {
        let (group, title, count) = (own.group, own.group.title().to_lowercase(), own.all().len());
        if group <= ReportGroup::Still { format!("**{count} {title}**") } else { format!("{count} {title}") }
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let links = format_count(audit.summary.links, "link");
    let _ = writeln!(text, "{links}{}{counts}.", if counts.is_empty() { "" } else { ": " });
    text
}

/// The part of a group that changed in this run, below its heading, and the folded one of what was reported before.
fn parts(own: &GroupLinks, files: Option<&HostedFiles>) -> Vec<ReportPart> {
    let group = own.group;
    let heading = format!("\n### {} ({})\n\n{}\n\n", group.title(), own.all().len(), group.meaning());
    if group == ReportGroup::Unclear {
        let entry = |link: &&AuditedLink| format!("- {}: `{}`\n", code(&link.url), link.cause.as_str());
        return vec![folded(&heading, "", ReportPart::list(own.all().iter().map(entry).collect()))];
    }
    let part = |links: &[&AuditedLink]| {
        if group == ReportGroup::Moved {
            moved(links)
        } else {
            ReportPart::list(links.iter().map(|link| entry(link, group, files)).collect())
        }
    };
    match (own.changed(), own.held()) {
        (changed, []) => vec![part(changed).below(&heading)],
        ([], held) => vec![folded(&heading, REPORTED, part(held))],
        (changed, held) => vec![part(changed).below(&heading), folded("\n", REPORTED, part(held))],
    }
}

/// Returns true if the links of a group are named: all of which a reader may want to know which they are.
fn is_named(group: ReportGroup) -> bool {
    group.is_told() || group == ReportGroup::Unclear
}

/// A part that a reader unfolds: what was reported before, or is nothing to do.
fn folded(heading: &str, words: &str, part: ReportPart) -> ReportPart {
    let shown = part.entries.len();
    let ReportPart { open, entries, close } = part;
    let open = format!("{heading}<details><summary>Show {shown}{words}</summary>\n\n{open}");
    ReportPart { open, entries, close: format!("{close}\n</details>\n") }
}

/// The edits that fix what moved, in one block that shows them as edits.
fn moved(links: &[&AuditedLink]) -> ReportPart {
    let edit = |link: &&AuditedLink| {
        let new = link.suggestion.as_deref().or(link.final_url.as_deref()).unwrap_or_default();
        let place = link.places.first().map(|place| {
            let record = place.record.as_deref().map(|record| format!(" {}", line(record))).unwrap_or_default();
            format!("@@ {}:{}:{} @@{record}{}\n", line(&place.path), place.line, place.column, more(&link.places, 1))
        });
        format!("{}-{}\n+{}\n", place.unwrap_or_default(), terminal_line(&link.url), terminal_line(new))
    };
    let entries: Vec<String> = links.iter().map(edit).collect();
    let fence = "`".repeat(entries.iter().map(|entry| longest_run(entry)).max().unwrap_or_default().max(2) + 1);
    ReportPart { open: format!("{fence}diff\n"), entries, close: format!("{fence}\n") }
}

fn entry(link: &AuditedLink, group: ReportGroup, files: Option<&HostedFiles>) -> String {
    let why = match words::past(link).filter(|_| group == ReportGroup::Recovered) {
        Some(past) => past,
        None if link.evidence.is_empty() => format!("`{}`", link.cause.as_str()),
        None => format!("`{}`: {}", link.cause.as_str(), code(&link.evidence)),
    };
    let mut text = format!("- {}  \n  {why}", code(&link.url));
    let standing = words::standing(link);
    if !standing.is_empty() {
        let _ = write!(text, "  \n  {standing}");
    }
    let places = link.places.iter().take(PLACES).map(|place| {
        let record = place.record.as_deref().map(|record| format!(" {}", code(record))).unwrap_or_default();
        let shown = code(&format!("{}:{}", place.path, place.line));
        match files.and_then(|files| files.line(&place.path, place.line)) {
            Some(address) => format!("[{shown}]({address}){record}"),
            None => format!("{shown}{record}"),
        }
    });
    let places = places.collect::<Vec<_>>().join(", ");
    if !places.is_empty() {
        let _ = write!(text, "  \n  in {places}{}", more(&link.places, PLACES));
    }
    if let Some(suggestion) = &link.suggestion {
        let _ = write!(text, "  \n  {}: {}", words::suggested(link), code(suggestion));
    }
    text.push('\n');
    text
}

fn more(places: &[LinkPlace], shown: usize) -> String {
    match places.len().saturating_sub(shown) {
        0 => String::new(),
        more => format!(" and {}", format_count(more, "more place")),
    }
}

/// A text from outside on one line, not longer than is sensible.
fn line(text: &str) -> std::borrow::Cow<'_, str> {
    terminal_excerpt(text, TEXT)
}

/// A text from outside as code.
fn code(text: &str) -> String {
    let text = line(text);
    // An empty span is none; the blanks are taken off.
    if text.is_empty() { "`  `".to_owned() } else { prose::code(&text, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_holds_whatever_is_put_into_it() {
        for (text, wanted) in [
            ("plain", "`plain`"),
            ("@org/team #1 <b>", "`@org/team #1 <b>`"),
            ("a`b``c", "```a`b``c```"),
            ("`edge`", "`` `edge` ``"),
            ("two\nlines", r"`two\nlines`"),
            ("", "`  `"),
        ] {
            assert_eq!(code(text), wanted);
        }
    }
}
