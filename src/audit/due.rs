//! What is asked tonight. What fails is asked every night, what is alive about once a week: each night a sixth of it, the
//! longest unasked first, so that after a first night on which all is asked the load spreads over the nights that follow
//! by itself. A sixth, not a seventh, because what died must be seen early enough to be told within a week.

use std::cmp::Reverse;

use jiff::{SignedDuration, Timestamp};

use super::{patience::Kind, standing::Standing};
use crate::{
    audit::patience,
    probe::{Cause, Validators},
};

/// Of what is alive, one in so many is asked each night.
const SHARE: usize = 6;
/// What is alive is asked again after so many days at the latest.
const WEEK: i64 = 7;
/// After so many days a page is read in full again, whatever its server says of changes, and what is gone for good is
/// looked at again.
const MONTH: i64 = 30;
/// The days after which one is asked again that turned us away, by how often it did so in a row.
const WALLS: [i64; 4] = [1, 2, 4, 7];
/// The days after which one is asked again that came back to life, by how often it was seen alive since.
const BACK: [i64; 2] = [1, 2];

/// What the store knows of a link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// What is held of it; none where it was never asked.
    pub standing: Option<Standing>,
    /// What its server called its answer.
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
    pub why: Why,
    /// Whether it is asked for in full: a server that says that nothing changed is not enough.
    pub full: bool,
}

/// Why a link is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
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
    /// All are asked.
    All,
}

/// Which links are asked at `now`, in their order. `seed` gives each link its place among those that were asked on the
/// same day: the same for the same link, and as good as random between links.
pub fn due(known: &[Known], seed: impl Fn(usize) -> u64, now: Timestamp, all: bool) -> Vec<Due> {
    let mut whys: Vec<Option<Why>> = known.iter().map(|known| why(known.standing.as_ref(), now)).collect();
    if all {
        whys.fill(Some(Why::All));
    } else {
        for link in turns(known, seed, now) {
            if let Some(why) = whys.get_mut(link) {
                *why = Some(Why::Turn);
            }
        }
    }
    let due = |(link, (why, known)): (usize, (Option<Why>, &Known))| {
        why.map(|why| Due { link, why, full: is_full(known, now) })
    };
    whys.into_iter().zip(known).enumerate().filter_map(due).collect()
}

/// Why a link is asked whose turn does not matter.
fn why(standing: Option<&Standing>, now: Timestamp) -> Option<Why> {
    let Some(standing) = standing else { return Some(Why::New) };
    let is_past = |days: i64| is_past(standing.last_asked, now, days);
    if standing.blocked > 0 {
        let step = (standing.blocked as usize - 1).min(WALLS.len() - 1);
        return WALLS.get(step).is_some_and(|&days| is_past(days)).then_some(Why::Blocked);
    }
    if patience(standing.shown).kind == Kind::Failing {
        let is_over = matches!(standing.shown, Cause::Gone | Cause::Withdrawn);
        return (!is_over || is_past(MONTH)).then_some(Why::Failing);
    }
    let step = if standing.kind() == Some(Kind::Note) && standing.nights() < 2 {
        BACK.first()
    } else {
        BACK.get((standing.calm as usize).saturating_sub(1))
    };
    step.is_some_and(|&days| is_past(days)).then_some(Why::Unsure)
}

/// The links that are alive and whose turn has come.
fn turns(known: &[Known], seed: impl Fn(usize) -> u64, now: Timestamp) -> impl Iterator<Item = usize> {
    let is_settled = |standing: &Standing| {
        standing.blocked == 0
            && patience(standing.shown).kind != Kind::Failing
            && standing.calm as usize > BACK.len()
            && !(standing.kind() == Some(Kind::Note) && standing.nights() < 2)
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

/// Whether a page is read in full, although its server might say that nothing changed.
fn is_full(known: &Known, now: Timestamp) -> bool {
    let is_alive = known.standing.as_ref().is_some_and(|standing| standing.shown == Cause::Alive);
    !is_alive || known.read.is_none_or(|read| is_past(read, now, MONTH))
}

/// Whether so many days have passed. A moment that lies ahead was written by a clock that was wrong.
fn is_past(from: Timestamp, now: Timestamp, wanted: i64) -> bool {
    now < from || days(from, now) >= wanted
}

/// The days between two moments; a few hours short of one is one, so that a run may begin earlier than the last.
fn days(from: Timestamp, now: Timestamp) -> i64 {
    (from.duration_until(now) + SignedDuration::from_hours(4)).as_hours() / 24
}
