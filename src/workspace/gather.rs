//! The links of catalogs that lead to the web.

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;

use super::load::LoadedCatalogs;
use crate::{
    audit::{self, LinkPlace, Store},
    catalog::{Catalog, secret::key_without_secrets},
    error::Failure,
    links::{AddressGuard, Disposition, Refusal, SkipReason},
    probe::{CatalogStatement, skipped},
    rules::{JudgedLink, Verdicts},
};

/// The decision about an address that only an image has, where images are left out.
const EXCLUDED: Disposition = Disposition::Skip(SkipReason::Refused(Refusal::Excluded));

/// The links of a run that lead to the web: those that are requested, and those that are skipped, with the reason.
#[derive(Debug)]
pub(crate) struct Gathered {
    /// Each address once, with all its places.
    pub(crate) links: Vec<audit::AuditLink>,
    /// Each spelling of an address, and which of the links it is.
    written: Vec<(String, usize)>,
}

impl Gathered {
    /// Gathers the links of catalogs but for those that `known` has already, and those that are no addresses of the web.
    pub(crate) fn of(
        loaded: &LoadedCatalogs,
        catalogs: &[Catalog<'_>],
        known: &FxHashSet<String>,
        guard: &AddressGuard,
    ) -> Self {
        let (mut places, mut statements) = (Vec::new(), Vec::new());
        for ((catalog, policy), images) in catalogs.iter().zip(loaded.link_policies(guard)).zip(loaded.link_images()) {
            let decided: Vec<_> = catalog.targets.iter().map(|target| target.disposition(policy)).collect();
            for (link, &at) in catalog.document.links.iter().zip(&catalog.target_of) {
                let target = catalog.targets.get(at as usize).zip(decided.get(at as usize));
                let Some((target, disposition)) = target.filter(|(target, disposition)| {
                    let is_local = matches!(disposition, Disposition::Skip(reason) if !reason.is_of_the_web());
                    !is_local && !known.contains(&*target.url)
                }) else {
                    continue;
                };
                let is_left_out = link.is_image() && !images;
                let disposition = if is_left_out { EXCLUDED } else { disposition.clone() };
                let span = catalog.address(link, target);
                let start = span.map_or(link.span.start, |span| span.start);
                let position = catalog.file.position(start as usize);
                let place = LinkPlace {
                    path: catalog.file.path().to_owned(),
                    line: position.line,
                    column: position.column,
                    record: catalog.record_at(link.span).map(|record| record.name.to_string()),
                    span,
                };
                statements.push(CatalogStatement::of(catalog, link.span));
                places.push((&*target.url, disposition, place));
            }
        }
        let spellings: Vec<String> = places.iter().map(|(url, ..)| (*url).to_owned()).collect();
        let mut links = audit::gather(places);
        let index: FxHashMap<&str, usize> = links.iter().enumerate().map(|(at, link)| (link.key(), at)).collect();
        let indices: Vec<Option<usize>> = spellings.iter().map(|url| index_of(&index, url)).collect();
        let mut seen = FxHashSet::default();
        let pairs = spellings.into_iter().zip(&indices);
        let written = pairs.filter_map(|(url, at)| seen.insert(url.clone()).then_some((url, (*at)?))).collect();
        for (statement, at) in statements.into_iter().zip(indices) {
            if let (Some(statement), Some(link)) = (statement, at.and_then(|at| links.get_mut(at))) {
                link.statements.push(statement);
            }
        }
        Self { links, written }
    }

    /// What was judged of each link, by every spelling of its address; of those that are skipped, why.
    pub(crate) fn verdicts(&self, judged: &[Option<JudgedLink>]) -> Verdicts {
        let mut verdicts = Verdicts::default();
        for (url, at) in &self.written {
            let skipped = self.links.get(*at).and_then(|link| link.skip.as_ref()).map(skipped);
            let skipped = skipped.map(|verdict| JudgedLink { severity: audit::in_one_look(verdict.cause), verdict });
            if let Some(judged) = skipped.or_else(|| judged.get(*at).cloned().flatten()) {
                verdicts.add(url.clone(), judged);
            }
        }
        verdicts
    }
}

/// Returns the verdicts on the links of catalogs that moved, as the history of audits has them: those that two runs agree
/// on.
///
/// # Errors
///
/// Where there is no history, or it cannot be read.
pub(crate) fn agreed_moves(loaded: &LoadedCatalogs, store: &Path) -> Result<Verdicts, Failure> {
    let moves = Store::read(store)?.agreed_moves()?;
    let gathered = Gathered::of(loaded, &loaded.catalogs(), &FxHashSet::default(), &AddressGuard::default());
    let judged = |link: &audit::AuditLink| {
        let verdict = moves.get(link.key())?.clone();
        Some(JudgedLink { severity: audit::in_one_look(verdict.cause), verdict })
    };
    let judged: Vec<Option<JudgedLink>> = gathered.links.iter().map(judged).collect();
    Ok(gathered.verdicts(&judged))
}

/// Returns the index of the link that an address is.
fn index_of(index: &FxHashMap<&str, usize>, url: &str) -> Option<usize> {
    let parsed = Url::parse(url);
    let address = parsed.as_ref().map_or(url, Url::as_str);
    index.get(&*key_without_secrets(address)).copied()
}

/// The addresses of catalogs, as they write them.
pub(crate) fn addresses(catalogs: &[Catalog<'_>]) -> FxHashSet<String> {
    catalogs.iter().flat_map(|catalog| &catalog.targets).map(|target| target.url.to_string()).collect()
}
