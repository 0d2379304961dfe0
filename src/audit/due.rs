//! What is asked tonight. What fails is asked every night, what is alive about once a week: each night a sixth of it, the
//! longest unasked first, so that after a first night on which all is asked the load spreads over the nights that follow
//! by itself. A sixth, not a seventh, because what died must be seen early enough to be told within a week.

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxHashMap;

use super::{patience::PatienceEffect, standing::LinkStanding};
use crate::{
    audit::patience,
    finding::Severity,
    probe::{Cause, Validators},
};

/// Share of the alive links that is checked in each run: one in this many.
const SHARE: usize = 6;
/// Days after which an alive link is checked again at the latest.
const WEEK: i64 = 7;
/// After so many days a page is read in full again, whatever its server says of changes, and what is gone for good is
/// looked at again.
const MONTH: i64 = 30;
/// The days after which one is asked again that turned us away, by how often it did so in a row.
const WALLS: [i64; 4] = [1, 2, 4, 7];
/// The days after which one is asked again that came back to life, by how often it was seen alive since.
const BACK: [i64; 2] = [1, 2];
/// So many links of a host are asked where another one is gone.
const WITNESSES: usize = 2;

/// A link as the store remembers it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkMemory {
    /// The registrable domain that it leads to.
    pub host: String,
    /// Its standing; none before its first check.
    pub standing: Option<LinkStanding>,
    /// Validators of its last answer, for a conditional request.
    pub validators: Validators,
    /// When its page was last read in full.
    pub read: Option<Timestamp>,
}

/// A link that is asked tonight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Index of the link.
    pub link: usize,
    /// Why it is asked.
    pub why: DueReason,
    /// True if it is asked for in full: a server that says that nothing changed is not enough.
    pub full: bool,
}

/// Why a link is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueReason {
    /// It never was.
    New,
    /// It failed when it was last asked.
    Failing,
    /// It turned us away, and is tried again.
    Blocked,
    /// It came back, or moved, a short while ago.
    Unsure,
    /// It is alive, and its turn has come.
    Turn,
    /// Another link of its host is gone: is it the link, or the host?
    Witness,
    /// All are asked.
    All,
}

/// Returns the links to request at `now`, in their order. `seed` gives each link its place among those that were asked on the
/// same day: the same for the same link, and as good as random between links.
pub fn due(known: &[LinkMemory], seed: impl Fn(usize) -> u64, now: Timestamp, all: bool) -> Vec<Due> {
    let mut whys: Vec<Option<DueReason>> = known.iter().map(|known| why(known.standing.as_ref(), now)).collect();
    if all {
        whys.fill(Some(DueReason::All));
    } else {
        for link in turns(known, &seed, now) {
            if let Some(why) = whys.get_mut(link) {
                *why = Some(DueReason::Turn);
            }
        }
    }
    if !all {
        call_witnesses(known, &mut whys, &seed);
    }
    let due = |(link, (why, known)): (usize, (Option<DueReason>, &LinkMemory))| {
        why.map(|why| Due { link, why, full: is_full(known, now) })
    };
    whys.into_iter().zip(known).enumerate().filter_map(due).collect()
}

/// Why a link is asked whose turn does not matter.
fn why(standing: Option<&LinkStanding>, now: Timestamp) -> Option<DueReason> {
    let Some(standing) = standing else { return Some(DueReason::New) };
    let is_past = |days: i64| is_past(standing.last_asked, now, days);
    if standing.blocked > 0 {
        let step = (standing.blocked as usize - 1).min(WALLS.len() - 1);
        return WALLS.get(step).is_some_and(|&days| is_past(days)).then_some(DueReason::Blocked);
    }
    if patience(standing.shown).kind == PatienceEffect::Failing {
        let is_sure = standing.severity == Some(Severity::Error);
        let is_over = is_sure && matches!(standing.shown, Cause::Gone | Cause::Withdrawn);
        return (!is_over || is_past(MONTH)).then_some(DueReason::Failing);
    }
    let step = if standing.kind() == Some(PatienceEffect::Note) && standing.nights() < 2 {
        BACK.first()
    } else {
        BACK.get((standing.calm as usize).saturating_sub(1))
    };
    step.is_some_and(|&days| is_past(days)).then_some(DueReason::Unsure)
}

/// The links that are alive and whose turn has come.
fn turns(known: &[LinkMemory], seed: &impl Fn(usize) -> u64, now: Timestamp) -> impl Iterator<Item = usize> {
    let is_settled = |standing: &LinkStanding| {
        standing.blocked == 0
            && patience(standing.shown).kind != PatienceEffect::Failing
            && standing.calm as usize > BACK.len()
            && !(standing.kind() == Some(PatienceEffect::Note) && standing.nights() < 2)
    };
    let settled: Vec<_> = known
        .iter()
        .enumerate()
        .filter_map(|(link, known)| Some((link, known.standing.as_ref().filter(|standing| is_settled(standing))?)))
        .collect();
    let overdue = settled.iter().filter(|(_, standing)| is_past(standing.last_asked, now, WEEK)).count();
    let room = overdue.max(settled.len() / SHARE);
    // Whole days, so that links of one night stand in the order of their seeds and not in that of the night's requests:
    // the links of one host come apart.
    let mut waiting: Vec<_> = settled
        .into_iter()
        .filter(|(_, standing)| is_past(standing.last_asked, now, 1))
        .map(|(link, standing)| (Reverse(days(standing.last_asked, now)), seed(link), link))
        .collect();
    waiting.sort_unstable();
    waiting.into_iter().take(room).map(|(_, _, link)| link)
}

/// Where a link was found gone a short while ago, links of the same host are asked that were alive: if they are gone
/// too, it is the host that is not as it should be.
fn call_witnesses(known: &[LinkMemory], whys: &mut [Option<DueReason>], seed: &impl Fn(usize) -> u64) {
    let suspects = known.iter().filter(|known| known.standing.as_ref().is_some_and(is_newly_gone));
    let mut wanted: FxHashMap<&str, usize> = suspects.map(|known| (known.host.as_str(), WITNESSES)).collect();
    if wanted.is_empty() {
        return;
    }
    let is_alive = |known: &LinkMemory| {
        let standing = known.standing.as_ref().filter(|standing| standing.blocked == 0);
        standing.is_some_and(|standing| {
            matches!(patience(standing.shown).kind, PatienceEffect::Fine | PatienceEffect::Note)
        })
    };
    let mut alive: Vec<(u64, usize)> = known
        .iter()
        .enumerate()
        .filter(|(_, known)| wanted.contains_key(known.host.as_str()) && is_alive(known))
        .map(|(link, _)| (seed(link), link))
        .collect();
    // Those that are asked anyhow are witnesses, too.
    alive.sort_unstable_by_key(|&(seed, link)| (whys.get(link).is_none_or(Option::is_none), seed));
    for (_, link) in alive {
        let (Some(known), Some(why)) = (known.get(link), whys.get_mut(link)) else { continue };
        if let Some(left) = wanted.get_mut(known.host.as_str()).filter(|left| **left > 0) {
            *left -= 1;
            why.get_or_insert(DueReason::Witness);
        }
    }
}

/// Returns true if a link was found gone, and it is not settled yet whether it is.
fn is_newly_gone(standing: &LinkStanding) -> bool {
    let may_be_host = standing.decided.is_some_and(|cause| patience(cause).host_wide.is_some());
    may_be_host && standing.severity < Some(Severity::Error)
}

/// Returns true if a page is read in full, although its server might say that nothing changed.
fn is_full(known: &LinkMemory, now: Timestamp) -> bool {
    let is_alive = known.standing.as_ref().is_some_and(|standing| standing.shown == Cause::Alive);
    !is_alive || known.read.is_none_or(|read| is_past(read, now, MONTH))
}

/// Returns true if so many days have passed. A moment that lies ahead was written by a clock that was wrong.
fn is_past(from: Timestamp, now: Timestamp, wanted: i64) -> bool {
    now < from || days(from, now) >= wanted
}

/// The days between two moments; a few hours short of one is one, so that a run may begin earlier than the last.
fn days(from: Timestamp, now: Timestamp) -> i64 {
    (from.duration_until(now) + SignedDuration::from_hours(4)).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::StandingInput;

    fn at(hours: i64) -> Timestamp {
        "2026-01-01T02:00:00Z".parse::<Timestamp>().unwrap().checked_add(SignedDuration::from_hours(hours)).unwrap()
    }

    fn seed(link: usize) -> u64 {
        (link as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// A night: what is due is asked, and is found to be this.
    fn night(known: &mut [LinkMemory], at: Timestamp, cause: impl Fn(usize) -> Cause) -> Vec<usize> {
        let asked: Vec<usize> = due(known, seed, at, false).into_iter().map(|due| due.link).collect();
        for &link in &asked {
            let look = StandingInput { at, cause: cause(link), peers: false, wide: false, frozen: false };
            known[link].standing = LinkStanding::after(known[link].standing.as_ref(), &look).0;
        }
        asked
    }

    #[test]
    fn what_is_alive_spreads_over_the_week_by_itself() {
        for links in [0, 1, 5, 6, 13, 100, 2000] {
            let mut known = vec![LinkMemory::default(); links];
            assert_eq!(night(&mut known, at(0), |_| Cause::Alive).len(), links);
            let mut last = vec![0; links];
            for day in 1..40 {
                // Runs do not begin at the same hour each night.
                let tonight = night(&mut known, at(24 * day + day % 3), |_| Cause::Alive);
                if day == 1 {
                    assert!(5 * tonight.len() <= links, "{} of {links} on the second night", tonight.len());
                }
                for link in tonight {
                    last[link] = day;
                }
                let longest = last.iter().map(|last| day - last).max().unwrap_or_default();
                assert!(longest <= WEEK, "{longest} nights unasked, of {links} links on night {day}");
            }
            let spread: Vec<usize> =
                (40..47).map(|day| night(&mut known, at(24 * day), |_| Cause::Alive).len()).collect();
            let (fewest, most) = (spread.iter().min().unwrap(), spread.iter().max().unwrap());
            assert!(links < 100 || 3 * most <= 4 * fewest, "{spread:?}");
        }
    }

    #[test]
    fn neighbours_come_apart() {
        let mut known = vec![LinkMemory::default(); 600];
        night(&mut known, at(0), |_| Cause::Alive);
        let second = night(&mut known, at(24), |_| Cause::Alive);
        let mut hosts: Vec<usize> = second.iter().map(|link| link / 10).collect();
        hosts.dedup();
        assert!(hosts.len() > 40, "{} hosts of 60 are asked for a tenth of {} links", hosts.len(), second.len());
    }

    /// The nights on which a link is asked that is found to be this each time.
    fn asked(cause: Cause, nights: i64) -> Vec<i64> {
        let mut known = vec![LinkMemory::default()];
        (0..nights).filter(|day| !night(&mut known, at(24 * day), |_| cause).is_empty()).collect()
    }

    #[test]
    fn how_often_a_link_is_asked_hangs_on_what_it_is() {
        for (cause, wanted) in [
            (Cause::NotFound, vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
            (Cause::ServerError, vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
            (Cause::Challenged, vec![0, 1, 3, 7]),
            (Cause::Gone, vec![0, 1]),
            (Cause::Withdrawn, vec![0, 1]),
            (Cause::Alive, vec![0, 7]),
            (Cause::Host, vec![0, 1, 8]),
            (Cause::Budget, vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ] {
            assert_eq!(asked(cause, 10), wanted, "{}", cause.as_str());
        }
        assert_eq!(asked(Cause::Gone, 32), [0, 1, 31]);
        assert_eq!(asked(Cause::RateLimited, 30), [0, 1, 3, 7, 14, 21, 28]);
    }

    #[test]
    fn what_came_back_is_watched_and_what_asks_all_asks_all() {
        let mut known = vec![LinkMemory::default()];
        let causes = [Cause::NotFound, Cause::Alive];
        let asked: Vec<i64> = (0..14)
            .filter(|&day| !night(&mut known, at(24 * day), |_| causes[usize::from(day > 0)]).is_empty())
            .collect();
        assert_eq!(asked, [0, 1, 2, 4, 11]);
        let all = due(&known, seed, at(24 * 12), true);
        assert_eq!(all, [Due { link: 0, why: DueReason::All, full: true }]);
    }

    #[test]
    fn a_page_is_read_in_full_each_month_and_after_any_change() {
        let mut known = vec![LinkMemory::default()];
        let full = |known: &[LinkMemory], now| due(known, seed, now, true).first().is_some_and(|due| due.full);
        assert!(full(&known, at(0)));
        night(&mut known, at(0), |_| Cause::Alive);
        known[0].read = Some(at(0));
        assert_eq!((full(&known, at(24)), full(&known, at(24 * 30))), (false, true));
        known[0].standing = LinkStanding::after(
            known[0].standing.as_ref(),
            &StandingInput { at: at(24), cause: Cause::Challenged, peers: false, wide: false, frozen: false },
        )
        .0;
        assert!(full(&known, at(48)));
    }

    #[test]
    fn where_a_link_is_gone_its_neighbours_are_witnesses() {
        let host = |link: usize| LinkMemory { host: format!("h{}.org", link / 10), ..LinkMemory::default() };
        let mut known: Vec<LinkMemory> = (0..30).map(host).collect();
        night(&mut known, at(0), |_| Cause::Alive);
        known[14].standing = None;
        night(&mut known, at(24), |link| if link == 14 { Cause::NotFound } else { Cause::Alive });
        for day in 2..4 {
            let due = due(&known, seed, at(24 * day), false);
            let asked = |host: usize| due.iter().filter(|due| due.link / 10 == host && due.link != 14).count();
            assert!(asked(1) >= WITNESSES, "{due:?}");
            let called: Vec<usize> =
                due.iter().filter(|due| due.why == DueReason::Witness).map(|due| due.link / 10).collect();
            assert!(called.len() <= WITNESSES && called.iter().all(|&host| host == 1), "{due:?}");
            night(&mut known, at(24 * day), |link| if link == 14 { Cause::NotFound } else { Cause::Alive });
        }
        // Once it is settled, nobody is asked for it any more.
        let due = due(&known, seed, at(24 * 4), false);
        assert!(due.iter().all(|due| due.why != DueReason::Witness), "{due:?}");
    }

    #[test]
    fn a_clock_that_was_ahead_holds_nothing_up() {
        let mut known = vec![LinkMemory::default(); 3];
        night(&mut known, at(24 * 3650), |_| Cause::Alive);
        assert_eq!(night(&mut known, at(0), |_| Cause::Alive).len(), 3);
    }
}
