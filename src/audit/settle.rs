//! A run is over: what it saw of each link becomes part of what is held of it, or, where the network was bad, of nothing.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction, params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    StoreError,
    book::RunWriter,
    network::{ReprobedLink, doubt},
    patience::{PatienceEffect, patience},
    save::{self, ChangeRecord, ReportWords},
    standing::{LinkStanding, StandingInput},
    stored::{moment, stored, stored_before},
};
use crate::probe::{Cause, NetworkState, ProbeSurvey};

/// A host that is out of order as a whole is given so long, before what fails there is held against its links.
const OUT_OF_ORDER: SignedDuration = SignedDuration::from_hours(68);
/// After so many bad runs the memory's own doubt counts no more.
const DOUBTED: i64 = 3;
/// Age up to which an alive observation counts as recent.
const LATELY: SignedDuration = SignedDuration::from_hours(8 * 24);

/// A link of the run, as it stood before and as it was seen.
struct SettledLink {
    link: i64,
    host: String,
    at: Timestamp,
    cause: Cause,
    words: ReportWords,
    before: Option<LinkStanding>,
    before_words: ReportWords,
    before_changed: ChangeRecord,
}

impl RunWriter<'_> {
    /// Closes what the run saw. All of it happens, or nothing.
    pub(super) fn settle(&mut self, survey: &ProbeSurvey, now: Timestamp) -> Result<(), StoreError> {
        self.flush()?;
        let run = self.run;
        self.store.with_db_mut(|db| {
            let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            let seen = seen(&transaction, run)?;
            let (network, reason) = if doubted(&transaction, run)? {
                // So long no network is bad: it is they who changed.
                (survey.network, survey.reason.clone())
            } else {
                network(survey, &seen)
            };
            transaction.execute(
                // Of a run that was killed only what its links took is known.
                "UPDATE runs SET network = ?2, reason = ?3, requests = max(?4,
                     (SELECT coalesce(sum(requests), 0) FROM observations WHERE run = ?1)) WHERE id = ?1",
                params![run, save::network_word(network), reason, i64::try_from(survey.requests).unwrap_or(i64::MAX)],
            )?;
            if network == NetworkState::Ok {
                let incidents = hosts(&transaction, run, survey, now)?;
                stand(&transaction, run, seen, &incidents)?;
            }
            transaction.commit()
        })
    }
}

/// Returns true if what was seen counts: as the engine says, and as the memory says.
fn network(survey: &ProbeSurvey, seen: &[SettledLink]) -> (NetworkState, Option<String>) {
    if survey.network != NetworkState::Ok {
        return (survey.network, survey.reason.clone());
    }
    let was_alive = |seen: &&SettledLink| seen.before.as_ref().is_some_and(is_alive);
    match doubt(seen.iter().filter(was_alive).map(|seen| ReprobedLink { host: &seen.host, cause: seen.cause })) {
        Some(reason) => (NetworkState::Degraded, Some(reason)),
        None => (NetworkState::Ok, None),
    }
}

/// Returns true if all of the last few runs were made over a bad network.
fn doubted(db: &Transaction<'_>, run: i64) -> rusqlite::Result<bool> {
    let query = "SELECT count(*) FROM
        (SELECT network FROM runs WHERE state = 'done' AND id < ?1 ORDER BY id DESC LIMIT ?2) WHERE network = 'degraded'";
    db.query_row(query, [run, DOUBTED], |row| Ok(row.get::<_, i64>(0)? == DOUBTED))
}

fn is_alive(standing: &LinkStanding) -> bool {
    matches!(standing.kind(), Some(PatienceEffect::Fine | PatienceEffect::Note))
        && patience(standing.shown).kind != PatienceEffect::Failing
}

/// Reads each link of the run, with its standing before, in the order of the rows.
fn seen(db: &Transaction<'_>, run: i64) -> rusqlite::Result<Vec<SettledLink>> {
    let mut standings = db.prepare("SELECT * FROM standings WHERE link = ?1")?;
    let mut query = db.prepare(
        "SELECT o.*, l.host FROM observations o JOIN links l ON l.id = o.link WHERE o.run = ?1 ORDER BY o.link",
    )?;
    let mut rows = query.query([run])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let link: i64 = row.get("link")?;
        let mut found = standings.query([link])?;
        let (before, before_words, before_changed) = match found.next()? {
            Some(row) => (save::standing(row)?, ReportWords::from_row(row)?, save::changed(row)?),
            None => (None, ReportWords::default(), None),
        };
        all.push(SettledLink {
            link,
            host: row.get("host")?,
            at: moment(row.get("at")?)?,
            cause: save::cause(&row.get::<_, String>("cause")?)?,
            words: ReportWords::from_row(row)?,
            before,
            before_words,
            before_changed,
        });
    }
    Ok(all)
}

/// Writes what the hosts were like. Gives those that are out of order as a whole, and not for long yet.
fn hosts(db: &Transaction<'_>, run: i64, survey: &ProbeSurvey, now: Timestamp) -> rusqlite::Result<FxHashSet<String>> {
    let mut frozen = FxHashSet::default();
    let mut write = db.prepare(
        "INSERT INTO hosts (host, run, requests, median, head_lies, wanted_wait, incident_since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (host) DO UPDATE SET
             requests = iif(run = ?2, requests, 0) + ?3, run = ?2, median = ?4, head_lies = ?5, wanted_wait = ?6,
             incident_since = iif(?7 IS NULL, NULL, coalesce(incident_since, ?7))
         RETURNING incident_since",
    )?;
    for host in &survey.hosts {
        let millis = |time: std::time::Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let since = write.query_row(
            params![
                host.host,
                run,
                host.requests,
                (host.median > std::time::Duration::ZERO).then(|| millis(host.median)),
                host.head_lies,
                host.wanted_wait.map(millis),
                host.incident.then(|| stored(now)),
            ],
            |row| row.get::<_, Option<i64>>(0),
        )?;
        if let Some(since) = since
            && moment(since)?.duration_until(now) < OUT_OF_ORDER
        {
            frozen.insert(host.host.clone());
        }
    }
    Ok(frozen)
}

/// Changes what is held of each link.
fn stand(
    db: &Transaction<'_>,
    run: i64,
    seen: Vec<SettledLink>,
    incidents: &FxHashSet<String>,
) -> rusqlite::Result<()> {
    let alive = alive(db, &seen)?;
    let gone = gone(&seen);
    let mut statement = db.prepare(save::UPSERT_STANDING)?;
    for seen in seen {
        let look = StandingInput {
            at: seen.at,
            cause: seen.cause,
            // What fails is not among those that are alive itself.
            peers: alive.get(&seen.host).is_some_and(|&links| links > 0),
            wide: gone.get(&seen.host).is_some_and(|links| links.iter().any(|&link| link != seen.link)),
            frozen: incidents.contains(&seen.host),
        };
        let (after, change) = LinkStanding::after(seen.before.as_ref(), &look);
        let Some(after) = after else { continue };
        // The words are those of the cause that is shown.
        let is_shown = after.shown == seen.cause || seen.before.is_none();
        let words = if is_shown { seen.words } else { seen.before_words };
        let changed = change.map(|change| (run, change)).or(seen.before_changed);
        save::save_standing(&mut statement, seen.link, &after, &words, changed)?;
    }
    Ok(())
}

/// Returns, by host of which nothing was alive in this run, its links that were alive lately and are gone now.
fn gone(seen: &[SettledLink]) -> FxHashMap<String, Vec<i64>> {
    let is = |seen: &SettledLink, kinds: &[PatienceEffect]| kinds.contains(&patience(seen.cause).kind);
    let alive: FxHashSet<&str> = seen
        .iter()
        .filter(|seen| is(seen, &[PatienceEffect::Fine, PatienceEffect::Note]))
        .map(|seen| seen.host.as_str())
        .collect();
    let lately = |seen: &SettledLink| {
        let last = seen.before.as_ref().and_then(|before| before.last_alive);
        last.is_some_and(|last| last.duration_until(seen.at) <= LATELY)
    };
    let mut gone: FxHashMap<String, Vec<i64>> = FxHashMap::default();
    for seen in seen.iter().filter(|seen| is(seen, &[PatienceEffect::Failing]) && lately(seen)) {
        if !alive.contains(seen.host.as_str()) {
            gone.entry(seen.host.clone()).or_default().push(seen.link);
        }
    }
    gone
}

/// Returns the number of links of each host are alive: as this run saw, or, of those that it did not ask, as they were
/// lately.
fn alive(db: &Connection, seen: &[SettledLink]) -> rusqlite::Result<FxHashMap<String, usize>> {
    let mut alive: FxHashMap<String, usize> = FxHashMap::default();
    for seen in seen {
        if matches!(patience(seen.cause).kind, PatienceEffect::Fine | PatienceEffect::Note) {
            *alive.entry(seen.host.clone()).or_default() += 1;
        }
    }
    let Some(latest) = seen.iter().map(|seen| seen.at).max() else { return Ok(alive) };
    let asked: FxHashSet<i64> = seen.iter().map(|seen| seen.link).collect();
    let hosts: FxHashSet<&str> =
        seen.iter().filter(|seen| patience(seen.cause).peers).map(|seen| seen.host.as_str()).collect();
    let mut query = db.prepare(
        "SELECT l.host, s.* FROM standings s JOIN links l ON l.id = s.link
         WHERE l.position IS NOT NULL AND s.last_alive >= ?1",
    )?;
    let mut rows = query.query([stored_before(latest, LATELY)])?;
    while let Some(row) = rows.next()? {
        let host: String = row.get("host")?;
        if hosts.contains(host.as_str()) && !asked.contains(&row.get("link")?) {
            let counts = save::standing(row)?.is_some_and(|standing| is_alive(&standing));
            *alive.entry(host).or_default() += usize::from(counts);
        }
    }
    Ok(alive)
}
