//! The licence that an address stands for.

use super::creative::Creative;
use super::vocabulary::{LicenseName, vocabulary};

/// Longer addresses are no licence's.
const LONGEST: usize = 200;

/// The SPDX identifier that a licence's page stands for, or the family and version where the page names no more:
/// `CC-BY-NC-SA-4.0` for `https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode`.
pub fn from_url(url: &str) -> Option<String> {
    let url = url.trim();
    if url.len() > LONGEST {
        return None;
    }
    let address = url.split_once("://").map_or(url, |(_, address)| address).split(['?', '#']).next()?;
    let address = address.to_ascii_lowercase();
    let address = address.strip_prefix("www.").unwrap_or(&address);
    if let Some(id) = address.strip_prefix("creativecommons.org/licenses/").and_then(deed) {
        return Some(id);
    }
    let is_part = |page: &str| {
        let rest = address.strip_prefix(page);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    if let Some((_, id)) = vocabulary().pages.iter().find(|(page, _)| is_part(page)) {
        return Some((*id).to_owned());
    }
    let name = vocabulary().folders.iter().find_map(|folder| address.strip_prefix(folder.as_str()))?;
    let name = name.trim_end_matches('/');
    let name = [".html", ".txt", ".php", ".json"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    match vocabulary().find(name).or_else(|| vocabulary().find(&dotted(name)))? {
        LicenseName::Id(id) => Some(id.clone()),
        _ => None,
    }
}

/// The licence of a Creative Commons deed: `by-nc-sa/3.0/us/`.
fn deed(path: &str) -> Option<String> {
    let mut parts = path.split('/');
    let elements = parts.next().filter(|elements| !elements.is_empty())?;
    let version = parts.next().filter(|part| part.starts_with(|c: char| c.is_ascii_digit())).unwrap_or_default();
    let port = parts.next().filter(|part| part.len() == 2 || *part == "igo").filter(|_| !version.is_empty());
    let creative = Creative::read(&format!("cc {elements} {version} {}", port.unwrap_or_default()))?;
    if !creative.has_element() {
        return None;
    }
    if creative.has_version() { creative.id().map(|(id, _)| id) } else { Some(creative.family()) }
}

/// A version with dots: `gpl-3-0` is `gpl-3.0`.
fn dotted(name: &str) -> String {
    match name.rsplit_once('-') {
        Some((start, last))
            if start.ends_with(|c: char| c.is_ascii_digit()) && last.bytes().all(|b| b.is_ascii_digit()) =>
        {
            format!("{start}.{last}")
        }
        _ => name.to_owned(),
    }
}
