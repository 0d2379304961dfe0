//! Judges what the claims of a catalog say. A claim holds if a fair way to count agrees with it. Claims of one pattern that
//! agree in one way show how the catalog counts: the odd one out is then wrong, however far off it is.

use rustc_hash::FxHashMap;

use super::scope_counts::{CountedPart, CountingWay, PartCounter, ScopeCounts};
use super::stated_sums::{PATTERNS, stated_sum};
use crate::catalog::number::{Comparison, Interval};
use crate::catalog::{Catalog, Claim, ClaimPattern, CountedNoun, CountedThing, Share, counts_links};
use crate::id::Id;

/// Claims of one pattern from which on their common way of counting is the catalog's.
const LEAST_ALIKE: usize = 4;
/// The share of them that agrees.
const COMMON: Share = Share(7, 10);
/// The share of the introductions whose first number counts their section, from which on the other ones are wrong.
const NEARLY_ALL: Share = Share(3, 4);
/// The share below which it is not known what claims without a noun count.
const RARE: Share = Share(2, 5);
/// The least number, and the most entries that it is off by, where it is told apart from a coincidence.
const LEAST_PRECISE: f64 = 100.0;
const MOST_MISSED: f64 = 2.0;
/// The same where two independent ways give one count: that count is hardly misread, so a number near it is out of date.
const LEAST_CONFIRMED: f64 = 20.0;
const MISSED_SHARE: f64 = 0.03;
/// The least rank that is no part of a name: `OWASP Top 10`, but `Top 100 projects`.
const LEAST_RANK: f64 = 50.0;
/// Entries that a part has at the least for a claim about it to be judged alone.
const LEAST_ENTRIES: u32 = 2;
/// Entries that a whole catalog has at the least: what has fewer is a page about one thing.
const LEAST_RECORDS: u32 = 3;

/// How far a claim that stands alone may be off, as factors of the nearest count, to be wrong rather than about something
/// else.
struct Reach {
    low: f64,
    high: f64,
}

impl Reach {
    /// A number near to the count is surely meant for it.
    const NEAR: Self = Self { low: 0.4, high: 2.5 };
    /// The noun names the entries: an order of magnitude and a bit.
    const NAMED: Self = Self { low: 0.1, high: 12.0 };
    /// Another plural.
    const OPEN: Self = Self { low: 0.5, high: 2.0 };
    /// A sentence that may be about something else: nothing else is so near to the count by chance.
    const CLOSE: Self = Self { low: 0.98, high: 1.02 };
    /// No noun: the number can be a version or an age.
    const BARE: Self = Self { low: 0.6, high: 6.0 };
    /// A rank that belongs to a name may stand above a list: `OWASP Top 10`.
    const RANK: Self = Self { low: 0.85, high: 1.15 };
    /// A rank too high for that.
    const HIGH_RANK: Self = Self { low: 0.5, high: 1.6 };

    fn has(&self, factor: f64) -> bool {
        (self.low..=self.high).contains(&factor)
    }
}

/// The reach of a number that nothing but its place says to be a count.
const INTRODUCED: Reach = Reach { low: 0.5, high: 2.0 };

/// The judgement of a claim.
#[derive(Debug, Clone, Copy)]
pub(super) enum ClaimJudgement {
    /// Nothing is known of what it counts.
    CannotTell,
    /// A fair way to count agrees with it.
    Holds {
        /// The least that any way gives.
        least: u32,
    },
    /// No fair way to count agrees with it.
    Wrong(WrongCount),
}

/// The counts that contradict a claim.
#[derive(Debug, Clone, Copy)]
pub(super) struct WrongCount {
    /// The least that any way gives.
    pub(super) least: u32,
    /// The most that any way gives.
    pub(super) most: u32,
    /// The way of counting that the catalog's other claims of the pattern agree with.
    pub(super) way: CountingWay,
    /// Other claims of the pattern that agree in that way.
    pub(super) alike: usize,
    /// True if the claim is so far off that it may be about something else.
    pub(super) is_far: bool,
}

/// A claim with the counts of its part.
struct CountedClaim<'c> {
    index: usize,
    claim: &'c Claim,
    counts: ScopeCounts,
}

/// Judges the claims about entries, each with its answer; those about other things are left open.
pub(super) fn judge_claims(catalog: &Catalog<'_>, tolerance: f64) -> Vec<ClaimJudgement> {
    let mut counter = PartCounter::of(catalog);
    let mut judged = vec![ClaimJudgement::CannotTell; catalog.claims.len()];
    let mut groups: FxHashMap<ClaimPattern, Vec<CountedClaim<'_>>> = FxHashMap::default();
    for (index, claim) in catalog.claims.iter().enumerate() {
        if claim.counted != CountedThing::Records || claim.linked.is_some() {
            continue;
        }
        let Some(counts) = counts_of(&mut counter, claim) else { continue };
        groups.entry(claim.pattern).or_default().push(CountedClaim { index, claim, counts });
    }
    let stated = PATTERNS.iter().filter_map(|pattern| groups.get(pattern));
    let claims = |group: &'_ Vec<CountedClaim<'_>>| stated_sum(&catalog.document, &group.iter().map(|own| own.claim));
    let sums: Vec<u32> = stated.filter_map(claims).collect();
    #[expect(clippy::iter_over_hash_type, reason = "each claim has a slot of its own")]
    for group in groups.values() {
        let common = common_way(group);
        let is_known = group.len() < LEAST_ALIKE || RARE.is_reached(common.1, group.len());
        for own in group {
            let is_doubtful =
                !is_known && own.claim.noun == CountedNoun::Bare || is_stray_introduction(own, group, common);
            let answer = if is_doubtful {
                ClaimJudgement::CannotTell
            } else if is_sum(own.claim, &sums) {
                ClaimJudgement::Holds { least: own.counts.range(false).0 }
            } else {
                judge(own, group.len(), common, tolerance)
            };
            if let Some(slot) = judged.get_mut(own.index) {
                *slot = answer;
            }
        }
    }
    judged
}

/// Returns true if the first number of an introduction may be about anything: fewer than most of its siblings count their
/// sections, or it is too far off.
fn is_stray_introduction(
    own: &CountedClaim<'_>,
    group: &[CountedClaim<'_>],
    (way, alike): (CountingWay, usize),
) -> bool {
    let said = own.claim.interval;
    let counted = f64::from(own.counts.get(way));
    let is_near = INTRODUCED.has(said.low / counted.max(1.0)) || (said.low - counted).abs() <= MOST_MISSED;
    let is_common = group.len() >= LEAST_ALIKE && NEARLY_ALL.is_reached(alike, group.len());
    own.claim.pattern == ClaimPattern::Introduction && !(is_common && is_near)
}

/// The counts of the part that a claim is about. A sentence above a list may count that list or its whole section.
fn counts_of(counter: &mut PartCounter<'_, '_>, claim: &Claim) -> Option<ScopeCounts> {
    let is_exclusive = matches!(claim.pattern, ClaimPattern::Title | ClaimPattern::Fold | ClaimPattern::Heading);
    let extent = claim.extent.filter(|_| is_exclusive);
    counter.counts(CountedPart { section: claim.scope, extent })
}

/// The way of counting that most claims of a group agree with, and how many do.
fn common_way(group: &[CountedClaim<'_>]) -> (CountingWay, usize) {
    let agreeing = |way: CountingWay| group.iter().filter(|own| agrees(own.claim, own.counts.get(way))).count();
    let mut best = (CountingWay::Records, 0);
    for way in CountingWay::ALL {
        let count = agreeing(way);
        if count > best.1 {
            best = (way, count);
        }
    }
    best
}

/// Returns true if a total is the sum of the counts that the catalog gives of its own sections. A total that is not may
/// still be right: entries of several sections, or of none, make the difference.
fn is_sum(claim: &Claim, sums: &[u32]) -> bool {
    claim.scope.is_none() && claim.extent.is_none() && sums.iter().any(|sum| agrees(claim, *sum))
}

/// Returns true if a claim may mean this count.
pub(super) fn agrees(claim: &Claim, count: u32) -> bool {
    claim.interval.compare(&Interval::exact(f64::from(count))) != Comparison::Contradicts
}

fn judge(own: &CountedClaim<'_>, size: usize, (way, alike): (CountingWay, usize), tolerance: f64) -> ClaimJudgement {
    let with_links = counts_links(&own.claim.label);
    let (least, most) = own.counts.range(with_links);
    let is_reached = own.claim.interval.is_unbounded() && agrees(own.claim, most);
    if is_reached || own.counts.any(with_links, |count| agrees(own.claim, count)) {
        return ClaimJudgement::Holds { least };
    }
    if size >= LEAST_ALIKE && COMMON.is_reached(alike, size) {
        let count = own.counts.get(way);
        return ClaimJudgement::Wrong(WrongCount { least: count, most: count, way, alike, is_far: false });
    }
    match close_way(own) {
        Some((way, count)) => {
            ClaimJudgement::Wrong(WrongCount { least: count, most: count, way, alike: 0, is_far: false })
        }
        None => judge_alone(own.claim, least, most, tolerance),
    }
}

/// The way of counting that a precise number just misses: a list of hundreds counted to the entry was counted in that way.
fn close_way(own: &CountedClaim<'_>) -> Option<(CountingWay, u32)> {
    let said = own.claim.interval;
    if !said.is_exact() || own.claim.noun == CountedNoun::Bare {
        return None;
    }
    let off = |count: u32| (f64::from(count) - said.low).abs();
    let records = own.counts.get(CountingWay::Records);
    let is_confirmed = [CountingWay::Items, CountingWay::AllItems, CountingWay::Rows]
        .into_iter()
        .any(|way| own.counts.counted(way) == Some(records));
    let slack = MOST_MISSED.max(f64::from(records) * MISSED_SHARE);
    let is_sure = is_confirmed && own.claim.noun == CountedNoun::Named && !own.claim.is_narrowed;
    if is_sure && said.low >= LEAST_CONFIRMED && off(records) <= slack {
        return Some((CountingWay::Records, records));
    }
    let usual = [CountingWay::Records, CountingWay::Names, CountingWay::Rows, CountingWay::Items];
    let counts = usual.into_iter().map(|way| (way, own.counts.get(way)));
    counts.into_iter().find(|(_, count)| said.low >= LEAST_PRECISE && off(*count) <= MOST_MISSED)
}

/// Judges a claim by its part alone: between two fair counts nothing is known.
fn judge_alone(claim: &Claim, least: u32, most: u32, tolerance: f64) -> ClaimJudgement {
    let slack = |count: u32| (f64::from(count) * tolerance).floor();
    let counted = Interval::between(f64::from(least) - slack(least), f64::from(most) + slack(most));
    if claim.interval.compare(&counted) != Comparison::Contradicts {
        return ClaimJudgement::Holds { least };
    }
    let is_above = claim.interval.low > counted.high;
    let nearest = if is_above { most } else { least };
    let said = if is_above { claim.interval.low } else { claim.interval.high };
    let factor = said / f64::from(nearest.max(1));
    let is_small = nearest < LEAST_ENTRIES || claim.scope.is_none() && claim.extent.is_none() && least < LEAST_RECORDS;
    // Of a part of the entries there may be fewer.
    if is_small || claim.is_narrowed && !is_above {
        return ClaimJudgement::CannotTell;
    }
    let is_title = claim.pattern == ClaimPattern::Heading && claim.scope.is_some_and(|section| section.index() <= 1);
    let (reach, is_info) = match claim.noun {
        _ if is_rank(claim) && claim.interval.low >= LEAST_RANK => (Reach::HIGH_RANK, false),
        _ if is_rank(claim) => (Reach::RANK, false),
        // The title of a catalog may be a name: `33 Concepts`.
        _ if is_title && !claim.interval.is_unbounded() => (Reach::RANK, false),
        CountedNoun::Named => (Reach::NAMED, !Reach::NEAR.has(factor)),
        CountedNoun::Loose => (Reach::CLOSE, false),
        CountedNoun::Open => (Reach::OPEN, true),
        CountedNoun::Bare => (Reach::BARE, true),
    };
    if !reach.has(factor) {
        return ClaimJudgement::CannotTell;
    }
    ClaimJudgement::Wrong(WrongCount { least, most, way: CountingWay::Records, alike: 0, is_far: is_info })
}

/// Returns true if a claim is a rank, `Top 100`.
fn is_rank(claim: &Claim) -> bool {
    claim.pattern == ClaimPattern::Heading && claim.label.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("top "))
}
