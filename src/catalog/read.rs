//! Reads a document as a catalog.

use super::types::{Catalog, Target, TargetKind};
use crate::markdown;
use crate::source::File;

impl<'t> Catalog<'t> {
    /// Reads a file as a catalog.
    pub fn read(file: &'t File) -> Self {
        let document = markdown::parse(file.text());
        let (targets, target_of) = targets(&document);
        Self {
            file,
            document,
            records: Vec::new(),
            entities: Vec::new(),
            tables: Vec::new(),
            values: Vec::new(),
            claims: Vec::new(),
            mentions: Vec::new(),
            targets,
            target_of,
            unread: Vec::new(),
        }
    }
}

/// The addresses of all links, each once, and for each link the index of its address.
fn targets<'t>(document: &markdown::Document<'t>) -> (Vec<Target<'t>>, Vec<u32>) {
    let mut targets: Vec<Target<'t>> = Vec::new();
    let mut target_of = Vec::with_capacity(document.links.len());
    let mut known = rustc_hash::FxHashMap::default();
    for (index, link) in document.links.iter().enumerate() {
        let next = targets.len() as u32;
        let target = *known.entry(&*link.target).or_insert(next);
        if target == next {
            let (url, kind) = (link.target.clone(), kind(&link.target));
            targets.push(Target { url, kind, first: index as u32, links: 0 });
        }
        if let Some(target) = targets.get_mut(target as usize) {
            target.links += 1;
        }
        target_of.push(target);
    }
    (targets, target_of)
}

/// What kind of address a link's target is.
pub(super) fn kind(target: &str) -> TargetKind {
    let bytes = target.as_bytes();
    match bytes.first() {
        None => return TargetKind::Empty,
        Some(b'#') => return TargetKind::Fragment,
        Some(b'/' | b'.' | b'?') => return TargetKind::Path,
        _ => {}
    }
    let scheme = bytes.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')).count();
    if bytes.get(scheme) != Some(&b':') {
        return TargetKind::Path;
    }
    let scheme = target.get(..scheme).unwrap_or_default();
    if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") {
        TargetKind::Web
    } else if scheme.eq_ignore_ascii_case("mailto") {
        TargetKind::Mail
    } else {
        TargetKind::Other
    }
}
