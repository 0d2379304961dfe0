//! Counts of entries in files that a catalog links to.

use rustc_hash::FxHashMap;

use super::judgement::agrees;
use crate::catalog::{Catalog, Claim, CountedNoun, CountedThing, Share};
use crate::rules::Context;

/// Claims from which on their common way of counting is the catalog's, and the share of them that is right.
const LEAST_ALIKE: usize = 4;
const COMMON: Share = Share(7, 10);
/// The share, or the number of entries, that a lone count may be off by to be meant for the file's entries.
const NEAR_SHARE: f64 = 0.1;
const NEAR: f64 = 2.0;

/// The judgement of a count of the entries in another file.
#[derive(Debug, Clone, Copy)]
pub(super) enum LinkedJudgement {
    Holds,
    /// The file lists another number of entries.
    Wrong {
        listed: u32,
        /// Other counts beside links that are right.
        alike: usize,
    },
}

/// Judges the claims of a catalog about the files that it links to, by the place of each.
pub(super) fn judge_linked(context: &Context<'_, '_>) -> FxHashMap<u32, LinkedJudgement> {
    let catalog = context.catalog;
    let own = (catalog.records.len(), catalog.entities.len());
    let claims = catalog.claims.iter().filter(|claim| claim.counted == CountedThing::Records);
    let counted: Vec<(&Claim, &Catalog<'_>)> = claims
        .filter_map(|claim| {
            let other = context.neighbors.catalog_at(catalog.file.path(), claim.linked.as_deref()?)?;
            (!other.records.is_empty()).then_some((claim, other))
        })
        .collect();
    let is_right = |(claim, other): &(&Claim, &Catalog<'_>)| {
        let counts = [other.records.len(), other.entities.len(), own.0, own.1];
        counts.into_iter().filter_map(|count| u32::try_from(count).ok()).any(|count| agrees(claim, count))
    };
    let alike = counted.iter().filter(|pair| is_right(pair)).count();
    let is_common = counted.len() >= LEAST_ALIKE && COMMON.is_reached(alike, counted.len());
    let judge = |pair: &(&Claim, &Catalog<'_>)| {
        let (claim, other) = pair;
        if is_right(pair) {
            return Some(LinkedJudgement::Holds);
        }
        let listed = u32::try_from(other.records.len()).ok()?;
        let off = (f64::from(listed) - claim.interval.low).abs();
        let is_near = claim.interval.is_exact() && off <= NEAR.max(f64::from(listed) * NEAR_SHARE);
        let is_sure = claim.noun == CountedNoun::Named && other.entities.len() == other.records.len();
        let alike = if is_common { alike } else { 0 };
        (is_common || is_sure && is_near).then_some(LinkedJudgement::Wrong { listed, alike })
    };
    counted.iter().filter_map(|pair| Some((pair.0.span.start, judge(pair)?))).collect()
}
