//! The links of catalogs that can be asked for.

use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;

use super::load::Loaded;
use crate::{
    audit::{self, Place},
    catalog::{Catalog, TargetKind, Traits, secret::key_without_secrets},
    rules::{Judged, Verdicts},
};

/// The links of a run that can be asked for, and those that the configuration leaves out.
#[derive(Debug)]
pub(super) struct Gathered {
    /// Each address once, with all its places.
    pub(super) links: Vec<audit::Link>,
    /// Each spelling of an address, and which of the links it is.
    written: Vec<(String, usize)>,
}

impl Gathered {
    /// Gathers the links of catalogs but for those that `known` has already.
    pub(super) fn of(loaded: &Loaded, catalogs: &[Catalog<'_>], known: &FxHashSet<String>) -> Self {
        let mut places = Vec::new();
        for (catalog, settings) in catalogs.iter().zip(&loaded.settings) {
            let keys = &settings.config().links;
            for (index, link) in catalog.document.links.iter().enumerate() {
                let Some(target) = catalog.target(index as u32) else { continue };
                if target.kind != TargetKind::Web || target.host.1 == 0 || target.has(Traits::ODD) {
                    continue;
                }
                if known.contains(&*target.url) || keys.excludes(&target.url) {
                    continue;
                }
                let span = catalog.address(link, target);
                let start = span.map_or(link.span.start, |span| span.start);
                let position = catalog.file.position(start as usize);
                let place = Place {
                    path: catalog.file.path().to_owned(),
                    line: position.line,
                    column: position.column,
                    record: catalog.record_at(link.span).map(|record| record.name.to_string()),
                    span,
                };
                places.push((&*target.url, place));
            }
        }
        let spellings: Vec<String> = places.iter().map(|(url, _)| (*url).to_owned()).collect();
        let links = audit::gather(places);
        let index: FxHashMap<&str, usize> = links.iter().enumerate().map(|(at, link)| (link.key(), at)).collect();
        let mut seen = FxHashSet::default();
        let written = spellings.into_iter().filter_map(|url| {
            let at = *index.get(&*key_without_secrets(Url::parse(&url).ok()?.as_str()))?;
            seen.insert(url.clone()).then_some((url, at))
        });
        let written = written.collect();
        Self { links, written }
    }

    /// What was judged of each link, by every spelling of its address.
    pub(super) fn verdicts(&self, judged: &[Option<Judged>]) -> Verdicts {
        let mut verdicts = Verdicts::default();
        for (url, at) in &self.written {
            if let Some(Some(judged)) = judged.get(*at) {
                verdicts.add(url.clone(), judged.clone());
            }
        }
        verdicts
    }
}

/// The addresses of catalogs, as they write them.
pub(super) fn addresses(catalogs: &[Catalog<'_>]) -> FxHashSet<String> {
    catalogs.iter().flat_map(|catalog| &catalog.targets).map(|target| target.url.to_string()).collect()
}
