//! Every address that links lead to, once, with all its places, and whether it would be probed.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use serde::Serialize;

use crate::catalog::{Catalog, LinkTarget, TargetKind, secret::without_secrets};
use crate::links::LinkPolicy;
use crate::markdown::NONE;
use crate::report::{Appearance, sanitize::terminal_line, table::TextTable};

/// Writes the addresses of all catalogs for people to read.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_links(catalogs: &[Catalog<'_>], policies: &[LinkPolicy<'_>], out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(catalogs, policies);
    for entry in &entries {
        writeln!(out, "{}", terminal_line(&entry.url))?;
        let mark = entry.reason.as_ref().map_or_else(String::new, |reason| format!(" (not probed: {reason})"));
        writeln!(out, "  {}{mark}", entry.kind)?;
        for place in &entry.places {
            let record =
                place.record.as_deref().map_or_else(String::new, |record| format!(" {}", terminal_line(record)));
            writeln!(out, "  {}:{}:{}{record}", terminal_line(place.path), place.line, place.column)?;
        }
    }
    write_count(&entries, out)
}

/// Writes the addresses of all catalogs as a table for a terminal: the first place of each, and why it is not requested.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_links_table(
    catalogs: &[Catalog<'_>],
    policies: &[LinkPolicy<'_>],
    look: Appearance,
    out: &mut dyn Write,
) -> io::Result<()> {
    let entries = entries(catalogs, policies);
    let mut table = TextTable::new(&["place", "more", "not requested", "address"]);
    table.align_right(&[1]);
    table.keep_last_whole();
    for entry in &entries {
        let place = entry.places.first().map_or_else(String::new, |place| format!("{}:{}", place.path, place.line));
        let more = entry.places.len().saturating_sub(1);
        let more = if more == 0 { String::new() } else { format!("+{more}") };
        table.push(&[&place, &more, entry.reason.as_deref().unwrap_or_default(), &entry.url]);
    }
    table.write(look.width(), out)?;
    write_count(&entries, out)
}

fn write_count(entries: &[LinkEntry<'_>], out: &mut dyn Write) -> io::Result<()> {
    let places: usize = entries.iter().map(|entry| entry.places.len()).sum();
    let probed = entries.iter().filter(|entry| entry.probed).count();
    writeln!(out, "{} addresses in {places} places, {probed} of them to be probed", entries.len())
}

/// Writes the addresses of all catalogs as one JSON object.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_links_json(catalogs: &[Catalog<'_>], policies: &[LinkPolicy<'_>], out: &mut dyn Write) -> io::Result<()> {
    crate::report::to_json(&LinksReport { schema: 1, links: entries(catalogs, policies) }, out)
}

#[derive(Serialize)]
struct LinksReport<'a> {
    schema: u32,
    links: Vec<LinkEntry<'a>>,
}

/// An address.
#[derive(Serialize)]
struct LinkEntry<'a> {
    url: Cow<'a, str>,
    kind: &'static str,
    probed: bool,
    /// Why it is not probed.
    reason: Option<String>,
    places: Vec<EntryPlace<'a>>,
}

/// A link to it.
#[derive(Serialize)]
struct EntryPlace<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    record: Option<String>,
    text: Cow<'a, str>,
}

/// All addresses, in order of their first place. What leads into the file itself, or to a file beside it, is another
/// thing in each folder: it is only put together within one file.
fn entries<'a>(catalogs: &'a [Catalog<'_>], policies: &[LinkPolicy<'_>]) -> Vec<LinkEntry<'a>> {
    let mut entries: Vec<LinkEntry<'a>> = Vec::new();
    let mut known = rustc_hash::FxHashMap::default();
    for (file, (catalog, policy)) in catalogs.iter().zip(policies).enumerate() {
        for (index, link) in catalog.document.links.iter().enumerate() {
            let Some(target) = catalog.target(index as u32) else { continue };
            let local = matches!(target.kind, TargetKind::Fragment | TargetKind::Path | TargetKind::Empty);
            let at = *known.entry((&*target.url, local.then_some(file))).or_insert_with(|| {
                entries.push(entry(target, *policy));
                entries.len() - 1
            });
            // What one catalog leaves out and another does not is requested.
            if let Some(own) = entries.get_mut(at).filter(|own| !own.probed && !local) {
                let LinkEntry { probed, reason, .. } = entry(target, *policy);
                (own.probed, own.reason) = (probed, reason);
            }
            let position = catalog.file.position(link.span.start as usize);
            if let Some(entry) = entries.get_mut(at) {
                entry.places.push(EntryPlace {
                    path: catalog.file.path(),
                    line: position.line,
                    column: position.column,
                    record: catalog.record_at(link.span).map(|record| without_secrets(&record.name).into_owned()),
                    text: without_secrets(if link.block == NONE { "" } else { catalog.document.link_text(link) }),
                });
            }
        }
    }
    entries
}

fn entry<'a>(target: &'a LinkTarget<'_>, policy: LinkPolicy<'_>) -> LinkEntry<'a> {
    let reason = target.disposition(policy).skip_reason().map(ToString::to_string);
    let (url, kind) = (without_secrets(&target.url), target.kind.as_str());
    LinkEntry { url, kind, probed: reason.is_none(), reason, places: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::FieldVocabulary;
    use crate::links::{AddressGuard, Excluded};
    use crate::source::File;

    #[test]
    fn every_address_stands_once_with_all_its_places() {
        let text = "# A\n\n- [X](https://x.org) - See [x](https://x.org), [top](#a), [y](y.md), <me@x.org>.\n\
                    - [Z](http://localhost/) - `z`, ftp://x.org and ![i](https://x.org/i.png).\n";
        let file = File::from_text("a.md", text);
        let catalogs = [Catalog::read(&file, &FieldVocabulary::default())];
        let (excluded, guard) = (Excluded::default(), AddressGuard::default());
        let policies = [LinkPolicy { excluded: &excluded, guard: &guard }];
        let mut out = Vec::new();
        write_links_json(&catalogs, &policies, &mut out).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let links = report["links"].as_array().unwrap();
        let seen: Vec<_> = links
            .iter()
            .map(|l| {
                (l["url"].as_str().unwrap(), l["probed"].as_bool().unwrap(), l["places"].as_array().unwrap().len())
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("https://x.org", true, 2),
                ("#a", false, 1),
                ("y.md", false, 1),
                ("mailto:me@x.org", false, 1),
                ("http://localhost/", false, 1),
                ("ftp://x.org", false, 1),
                ("https://x.org/i.png", true, 1),
            ]
        );
        let mut out = Vec::new();
        write_links(&catalogs, &policies, &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().ends_with("7 addresses in 8 places, 2 of them to be probed\n"));
    }
}
