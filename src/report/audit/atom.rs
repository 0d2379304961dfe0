//! The changes of a run as an Atom feed (RFC 4287): what died, what came back, what moved. A reader that takes it every
//! night shows each change once, since an entry keeps its identity while the link is what it is.

use std::io;

use jiff::{SignedDuration, Timestamp};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};

use super::{
    group::{Groups, ReportGroup},
    sanitize::{COMMAND, terminal_excerpt},
    words,
};
use crate::{
    audit::{AuditOutcome, AuditedLink},
    source::git::HostedFiles,
    text::hash::hash_bytes,
};

/// The groups whose links have changed, each with the word for its changes: a link that is newly dead tonight and still
/// dead tomorrow is one change.
const CHANGES: [(ReportGroup, &str); 4] = [
    (ReportGroup::New, "Dead"),
    (ReportGroup::Recovered, "Recovered"),
    (ReportGroup::Moved, "Moved"),
    (ReportGroup::Still, "Dead"),
];
/// Changes of the last thirty days are in the feed, so that a reader that was off for weeks misses none, and the feed of
/// a catalog of which much is dead does not grow without end.
const FEED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// The longest that one text from outside may be.
const TEXT: usize = 600;

pub(super) fn write(audit: &AuditOutcome, files: Option<&HostedFiles>, out: &mut dyn io::Write) -> io::Result<()> {
    let groups = Groups::of(audit);
    let site = files.map(HostedFiles::site).unwrap_or_default();
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(|xml| {
        text(xml, "title", "Link audit")?;
        text(xml, "id", &identity("audit", &[site]))?;
        text(xml, "updated", &audit.run.started.to_string())?;
        if !site.is_empty() {
            xml.create_element("link").with_attribute(("href", site)).write_empty()?;
        }
        xml.create_element("author").write_inner_content(|xml| text(xml, "name", "catalint"))?;
        for (group, word) in CHANGES {
            for link in groups.get(group) {
                let since = link.since.unwrap_or(audit.run.started);
                if since.duration_until(audit.run.started) <= FEED {
                    entry(xml, word, link, since, files)?;
                }
            }
        }
        Ok(())
    })?;
    xml.into_inner().write_all(b"\n")
}

fn entry<W: io::Write>(
    xml: &mut Writer<W>,
    word: &str,
    link: &AuditedLink,
    since: Timestamp,
    files: Option<&HostedFiles>,
) -> io::Result<()> {
    let site = files.map(HostedFiles::site).unwrap_or_default();
    let id = identity("change", &[site, link.url.as_str(), word, &since.to_string()]);
    let url = terminal_excerpt(&link.url, TEXT);
    xml.create_element("entry").write_inner_content(|xml| {
        text(xml, "title", &format!("{word}: {url}"))?;
        text(xml, "id", &id)?;
        text(xml, "updated", &since.to_string())?;
        let parsed = url::Url::parse(&link.url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        match parsed {
            Some(parsed) => {
                let href = parsed.as_str().replace(COMMAND, "##%5B");
                xml.create_element("link").with_attribute(("href", href.as_str())).write_empty()?;
            }
            // An entry without a link has to have content.
            None => text(xml, "content", &url)?,
        }
        let line = link.places.first().and_then(|place| files?.line(&place.path, place.line));
        if let Some(line) = line {
            let attributes = [("rel", "related"), ("href", line.as_str())];
            xml.create_element("link").with_attributes(attributes).write_empty()?;
        }
        text(xml, "summary", &summary(link))
    })?;
    Ok(())
}

/// Returns a name that no other repository, link or change has.
fn identity(kind: &str, parts: &[&str]) -> String {
    format!("urn:catalint:{kind}:{:016x}", hash_bytes(parts.join("\n").bytes()))
}

fn summary(link: &AuditedLink) -> String {
    let mut parts = vec![link.cause.as_str().to_owned()];
    if !link.evidence.is_empty() {
        parts.push(terminal_excerpt(&link.evidence, TEXT).replace('`', "\""));
    }
    let standing = words::standing(link);
    parts.extend(Some(standing).filter(|standing| !standing.is_empty()));
    if let Some(suggestion) = &link.suggestion {
        parts.push(format!("{} {}", words::suggested(link), terminal_excerpt(suggestion, TEXT)));
    }
    if let Some(place) = link.places.first() {
        parts.push(format!("in {}:{}", terminal_excerpt(&place.path, TEXT), place.line));
    }
    parts.join("; ")
}

fn text<W: io::Write>(xml: &mut Writer<W>, name: &'static str, text: &str) -> io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(text)).map(drop)
}
