//! What a link is after many nights: one look more, and how it changes what is held of a link. Pure: the same nights
//! give the same standing, whatever was asked beside.

use jiff::{SignedDuration, Timestamp};

use super::patience::{Patience, PatienceEffect, PatienceTerm, patience};
use crate::{finding::Severity, probe::Cause};

/// Two looks are two nights where so much lies between them. Less than a day, so that a run that begins a little earlier
/// than the last, or a change of the clocks, costs no night.
const NIGHT: SignedDuration = SignedDuration::from_hours(20);
/// Tolerance on a number of days, for the same reason.
const SLACK: SignedDuration = SignedDuration::from_hours(4);
/// The time in which returns to life are counted.
const FLAPPING_TIME: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So many returns in that time are called flapping.
const FLAPPING: usize = 3;

/// The standing of a link over its runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkStanding {
    /// The cause that reports show: of the last look, or, where that taught nothing, of what is held against it.
    pub shown: Cause,
    /// The cause of the last look from which something was learnt.
    pub decided: Option<Cause>,
    /// When it came to be what it is: there, there with something to tell, or not there.
    pub since: Timestamp,
    /// When it was first asked.
    pub first_asked: Timestamp,
    /// When it was last asked.
    pub last_asked: Timestamp,
    /// When it was last seen alive.
    pub last_alive: Option<Timestamp>,
    /// The nights in a row of what it is, by their causes.
    pub streak: Vec<CauseNights>,
    /// The last night of them.
    pub counted: Option<Timestamp>,
    /// Looks in a row from which nothing was learnt.
    pub blocked: u32,
    /// When the first of them was.
    pub blocked_since: Option<Timestamp>,
    /// When it came back to life, in the last thirty days.
    pub returns: Vec<Timestamp>,
    /// Looks in a row at which it was alive, since it last came back; [`CALM`] where it never was away.
    pub calm: u32,
    /// Its severity.
    pub severity: Option<Severity>,
}

/// So many looks after it came back a link is trusted as any other.
pub const CALM: u32 = 3;

/// Nights of one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CauseNights {
    /// The cause.
    pub cause: Cause,
    /// The nights.
    pub nights: u32,
    /// Nights that count toward an error.
    pub held: u32,
    /// Nights on which its whole host was gone with it, which count for less.
    pub wide: u32,
}

/// One look at a link, in a run that was made over a good network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingInput {
    /// When.
    pub at: Timestamp,
    /// The observed cause.
    pub cause: Cause,
    /// True if other links of its host are alive.
    pub peers: bool,
    /// True if all other links of its host that were alive of late, and were asked, are gone tonight too.
    pub wide: bool,
    /// True if its host as a whole is out of order, for a short while: then a failure that may pass is not held against
    /// the link.
    pub frozen: bool,
}

/// A change that a person wants to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It became an error.
    New,
    /// It was an error, and is alive again.
    Recovered,
}

impl LinkStanding {
    /// Returns the standing after an observation; none where the link was never checked.
    #[must_use]
    pub fn after(before: Option<&Self>, look: &StandingInput) -> (Option<Self>, Option<Change>) {
        let kind = patience(look.cause).kind;
        // A run that was killed when all but its end was written tells a second time what it saw.
        let is_old = before.is_some_and(|before| before.last_asked == look.at);
        if kind == PatienceEffect::Skipped || is_old {
            return (before.cloned(), None);
        }
        let mut standing = before.cloned().unwrap_or_else(|| Self::new(look));
        standing.last_asked = look.at;
        let was = before.and_then(|before| before.severity);
        // A failure that may pass, while all of its host is out of order, teaches nothing of the link.
        let frozen =
            look.frozen && kind == PatienceEffect::Failing && look.cause.state() != crate::probe::LinkState::Dead;
        if frozen || kind == PatienceEffect::Blocked {
            standing.learn_nothing(look, frozen);
        } else {
            standing.learn(look, kind);
        }
        let change = match (was, standing.severity) {
            (was, Some(Severity::Error)) if was != Some(Severity::Error) => Some(Change::New),
            (Some(Severity::Error), now) if now != Some(Severity::Error) => Some(Change::Recovered),
            _ => None,
        };
        (Some(standing), change)
    }

    fn new(look: &StandingInput) -> Self {
        Self {
            shown: look.cause,
            decided: None,
            since: look.at,
            first_asked: look.at,
            last_asked: look.at,
            last_alive: None,
            streak: Vec::new(),
            counted: None,
            blocked: 0,
            blocked_since: None,
            returns: Vec::new(),
            calm: CALM,
            severity: None,
        }
    }

    /// A look that teaches nothing: what was known still holds.
    fn learn_nothing(&mut self, look: &StandingInput, frozen: bool) {
        if !matches!(self.kind(), Some(PatienceEffect::Failing | PatienceEffect::Note)) {
            self.shown = look.cause;
        }
        if frozen {
            return;
        }
        self.blocked += 1;
        let since = *self.blocked_since.get_or_insert(look.at);
        if self.severity.is_none() {
            // Nobody has seen it for long: a person should.
            let info = patience(look.cause).info;
            let long = info.is_some_and(|term| self.blocked >= term.nights && spans(since, look.at, term));
            self.severity = long.then_some(Severity::Info);
        }
    }

    /// A look that teaches something.
    fn learn(&mut self, look: &StandingInput, kind: PatienceEffect) {
        let before = self.kind();
        let is_there = kind != PatienceEffect::Failing;
        if is_there {
            if before == Some(PatienceEffect::Failing) {
                self.returns.push(look.at);
                self.calm = 0;
            }
            self.calm = self.calm.saturating_add(1);
            self.last_alive = Some(look.at);
        }
        // A clock that was set back must not make of one month a flapping one.
        self.returns.retain(|&at| (at.duration_until(look.at)).abs() <= FLAPPING_TIME);
        if before != Some(kind) {
            self.since = look.at;
            self.streak.clear();
            self.counted = None;
            self.severity = None;
        }
        (self.blocked, self.blocked_since) = (0, None);
        // Nothing changed on a page that was called something before: it still is that.
        let still = look.cause == Cause::Unchanged && before == Some(PatienceEffect::Fine);
        self.decided = if still { self.decided } else { Some(look.cause) };
        self.shown = self.decided.unwrap_or(look.cause);
        if kind == PatienceEffect::Fine {
            self.severity = None;
        } else {
            self.count(look);
            self.weigh(look, kind);
        }
    }

    /// Counts a night, where it is one.
    fn count(&mut self, look: &StandingInput) {
        if let Some(last) = self.counted {
            let passed = last.duration_until(look.at);
            if passed < SignedDuration::ZERO {
                // The clock was wrong then, or is now: time begins anew here, and what was counted stays counted.
                self.counted = Some(look.at);
                self.since = self.since.min(look.at);
            }
            if passed < NIGHT {
                return;
            }
        }
        self.counted = Some(look.at);
        let at = self.streak.iter().position(|counted| counted.cause == look.cause).unwrap_or_else(|| {
            self.streak.push(CauseNights { cause: look.cause, nights: 0, held: 0, wide: 0 });
            self.streak.len() - 1
        });
        let Some(counted) = self.streak.get_mut(at) else { return };
        let patience = patience(look.cause);
        let wide = look.wide && patience.host_wide.is_some();
        counted.nights += 1;
        counted.wide += u32::from(wide);
        counted.held += u32::from(!wide && (!patience.peers || look.peers));
    }

    /// Returns the severity by now.
    fn weigh(&mut self, look: &StandingInput, kind: PatienceEffect) {
        let reached = [Severity::Error, Severity::Warning, Severity::Info]
            .into_iter()
            .find(|&severity| self.reaches(severity, look));
        // What fails does not get better by failing otherwise; of what is there, the last look tells.
        self.severity = if kind == PatienceEffect::Failing { self.severity.max(reached) } else { reached };
    }

    /// Returns true if the nights in a row are enough for a severity. A night counts for as much as its own cause
    /// needs: of a
    /// cause that is waited for three nights, each is a third.
    fn reaches(&self, severity: Severity, look: &StandingInput) -> bool {
        let factor = if self.is_flapping() { 2 } else { 1 };
        let share = |counted: &CauseNights| {
            let patience: &Patience = patience(counted.cause);
            let term = patience.term(severity)?;
            // What is believed at once is believed at once of a link that comes and goes, too.
            let needed = if term.nights == 1 { 1 } else { term.nights * factor };
            if severity < Severity::Error {
                return Some(f64::from(counted.nights) / f64::from(needed));
            }
            let wide = patience.host_wide.map_or(0.0, |needed| f64::from(counted.wide) / f64::from(needed * factor));
            Some(f64::from(counted.held) / f64::from(needed) + wide)
        };
        let reached: f64 = self.streak.iter().filter_map(share).sum();
        let term = patience(look.cause).term(severity).map(|term| PatienceTerm { days: term.days * factor, ..term });
        reached > 1.0 - 1e-9 && term.is_none_or(|term| spans(self.since, look.at, term))
    }

    /// Returns the state of the link, as far as it is known.
    pub fn kind(&self) -> Option<PatienceEffect> {
        self.decided.map(|cause| patience(cause).kind)
    }

    /// Nights in a row on which it failed.
    pub fn failures(&self) -> u32 {
        if self.kind() == Some(PatienceEffect::Failing) { self.nights() } else { 0 }
    }

    /// Nights in a row on which it was what it is.
    pub fn nights(&self) -> u32 {
        self.streak.iter().map(|counted| counted.nights).sum()
    }

    /// Returns true if it comes and goes.
    pub fn is_flapping(&self) -> bool {
        self.returns.len() >= FLAPPING
    }
}

/// Returns true if so many days lie between two moments.
fn spans(from: Timestamp, to: Timestamp, term: PatienceTerm) -> bool {
    term.days == 0 || from.duration_until(to) + SLACK >= SignedDuration::from_hours(24 * i64::from(term.days))
}
