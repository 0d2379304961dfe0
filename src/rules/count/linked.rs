//! Counts of entries in files that a catalog links to.

use rustc_hash::FxHashMap;

use super::judgement::agrees;
use super::scope_counts::torn_rows;
use crate::catalog::{Claim, CountedNoun, CountedThing, Share};
use crate::rules::Context;
use crate::source::Span;

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

/// A count beside a link, with the records and the different names of the file that the link leads to.
struct LinkedCount<'c> {
    claim: &'c Claim,
    counts: [usize; 2],
}

/// Judges the claims of a catalog about the files that it links to, by the place of each.
pub(super) fn judge_linked(context: &Context<'_, '_>) -> FxHashMap<u32, LinkedJudgement> {
    let catalog = context.catalog;
    let own = (catalog.records.len(), catalog.entities.len());
    let claims = catalog.claims.iter().filter(|claim| claim.counted == CountedThing::Records);
    let counted: Vec<LinkedCount<'_>> = claims
        .filter_map(|claim| {
            let other = context.neighbors.catalog_at(catalog.file.path(), claim.linked.as_deref()?)?;
            let torn = torn_rows(other, Span::new(0, other.document.text.len()));
            let counts = [other.records.len() + torn, other.entities.len() + torn];
            (!other.records.is_empty()).then_some(LinkedCount { claim, counts })
        })
        .collect();
    let is_right = |LinkedCount { claim, counts }: &LinkedCount<'_>| {
        // Every floor is below the number of all entries.
        let all = if claim.interval.is_exact() { [own.0, own.1] } else { *counts };
        let counts = counts.iter().chain(&all).filter_map(|count| u32::try_from(*count).ok());
        counts.into_iter().any(|count| agrees(claim, count))
    };
    let alike = counted.iter().filter(|own| is_right(own)).count();
    let is_common = counted.len() >= LEAST_ALIKE && COMMON.is_reached(alike, counted.len());
    let judge = |own: &LinkedCount<'_>| {
        let LinkedCount { claim, counts: [records, entities] } = own;
        if is_right(own) {
            return Some(LinkedJudgement::Holds);
        }
        let listed = u32::try_from(*records).ok()?;
        let off = (f64::from(listed) - claim.interval.low).abs();
        let is_near = claim.interval.is_exact() && off <= NEAR.max(f64::from(listed) * NEAR_SHARE);
        let is_sure = claim.noun == CountedNoun::Named && entities == records;
        let alike = if is_common { alike } else { 0 };
        (is_common || is_sure && is_near).then_some(LinkedJudgement::Wrong { listed, alike })
    };
    counted.iter().filter_map(|own| Some((own.claim.span.start, judge(own)?))).collect()
}
