//! The changes of a run as an Atom feed (RFC 4287): what died, what came back, what moved. A reader that takes it every
//! night shows each change once, since an entry keeps its identity while the link is what it is.

use std::io;

use jiff::Timestamp;
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
    text::hash::hash_bytes,
};

/// The groups whose links are changes.
const CHANGES: [ReportGroup; 3] = [ReportGroup::New, ReportGroup::Recovered, ReportGroup::Moved];
/// The longest that one text from outside may be.
const TEXT: usize = 600;

pub(super) fn write(audit: &AuditOutcome, out: &mut dyn io::Write) -> io::Result<()> {
    let groups = Groups::of(audit);
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    xml.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom")).write_inner_content(|xml| {
        text(xml, "title", "Link audit")?;
        text(xml, "id", "urn:catalint:audit")?;
        text(xml, "updated", &audit.run.started.to_string())?;
        xml.create_element("author").write_inner_content(|xml| text(xml, "name", "catalint"))?;
        for group in CHANGES {
            for link in groups.get(group) {
                entry(xml, group, link, audit.run.started)?;
            }
        }
        Ok(())
    })?;
    xml.into_inner().write_all(b"\n")
}

fn entry<W: io::Write>(
    xml: &mut Writer<W>,
    group: ReportGroup,
    link: &AuditedLink,
    started: Timestamp,
) -> io::Result<()> {
    let since = link.since.unwrap_or(started);
    let identity = [link.url.as_str(), group.id(), &since.to_string()].join("\n");
    let url = terminal_excerpt(&link.url, TEXT);
    xml.create_element("entry").write_inner_content(|xml| {
        text(xml, "title", &format!("{}: {url}", group.title()))?;
        text(xml, "id", &format!("urn:catalint:change:{:016x}", hash_bytes(identity.bytes())))?;
        text(xml, "updated", &since.to_string())?;
        let parsed = url::Url::parse(&link.url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        if let Some(parsed) = parsed {
            xml.create_element("link")
                .with_attribute(("href", parsed.as_str().replace(COMMAND, "##%5B").as_str()))
                .write_empty()?;
        }
        text(xml, "summary", &summary(link))
    })?;
    Ok(())
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
