//! Sums of the counts that a catalog states of its sections: a total may be the sum of what its contents say.

use rustc_hash::FxHashSet;

use crate::catalog::{Claim, ClaimPattern};
use crate::markdown::{Document, SectionId};

/// Sections with a count from which on their sum can be a total.
const LEAST_PARTS: usize = 3;
/// Patterns that state the counts of sections.
pub(super) const PATTERNS: [ClaimPattern; 3] =
    [ClaimPattern::Contents, ClaimPattern::ContentsRow, ClaimPattern::Heading];

/// Returns the sum of the counts of sections that claims of one pattern state, each section once and without those inside
/// another one with a count.
#[expect(clippy::cast_sign_loss, reason = "no count is negative")]
pub(super) fn stated_sum<'c>(
    document: &Document<'_>,
    claims: &(impl Iterator<Item = &'c Claim> + Clone),
) -> Option<u32> {
    let own = || claims.clone().filter(|claim| claim.interval.is_exact());
    let counted: FxHashSet<SectionId> = own().filter_map(|claim| claim.scope).collect();
    let is_inner = |section: SectionId| document.ancestors(section).skip(1).any(|above| counted.contains(&above));
    let mut seen: FxHashSet<SectionId> = FxHashSet::default();
    let (mut sum, mut parts) = (0_u32, 0);
    for part in own() {
        if part.scope.is_some_and(|scope| !is_inner(scope) && seen.insert(scope)) {
            sum = sum.saturating_add(part.interval.low as u32);
            parts += 1;
        }
    }
    (parts >= LEAST_PARTS).then_some(sum)
}
