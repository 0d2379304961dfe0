//! The writing of one run: begun, or taken up where one was killed; every judgement written as it comes; closed with
//! what the run was like as a whole.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Transaction, params};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    AuditLink, Store, StoreError,
    due::LinkMemory,
    forget::forget_secrets,
    patience::{PatienceEffect, patience},
    save,
    store::Lock,
    stored::{int, moment, stored},
};
use crate::probe::{Cause, Probed, Validators};

/// A run that was killed is taken up by the next one that begins within so long; later it is another night.
const SAME_NIGHT: SignedDuration = SignedDuration::from_hours(12);
/// So many judgements are written at once at the most: a run that is killed has lost no more.
const BATCH: usize = 64;
/// Observations older than this are deleted; standings are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// A run that is being written.
#[derive(Debug)]
pub(super) struct RunWriter<'s> {
    pub(super) store: &'s mut Store,
    pub(super) run: i64,
    /// The row of each link.
    pub(super) rows: Vec<i64>,
    waiting: Vec<(i64, Probed)>,
    _lock: Lock,
}

impl<'s> RunWriter<'s> {
    /// Begins a run over these links, or takes up the one that was killed.
    pub(super) fn begin(store: &'s mut Store, links: &[AuditLink], now: Timestamp) -> Result<Self, StoreError> {
        let lock = store.lock()?;
        store.enter_wal()?;
        let (run, rows) = store.with_db_mut(|db| {
            let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            forget_secrets(&transaction)?;
            let run = take_up(&transaction, now)?;
            let rows = enter(&transaction, links, now)?;
            transaction.commit()?;
            Ok((run, rows))
        })?;
        Ok(Self { store, run, rows, waiting: Vec::new(), _lock: lock })
    }

    /// Returns what the store remembers of each link.
    pub(super) fn known(&self) -> Result<Vec<LinkMemory>, StoreError> {
        self.store.with_db(|db| known(db, &self.rows))
    }

    /// Returns, for each link, whether it was already judged before the run was killed.
    pub(super) fn judged(&self) -> Result<Vec<bool>, StoreError> {
        let judged = self.store.with_db(|db| {
            let mut query = db.prepare("SELECT link, cause FROM observations WHERE run = ?1")?;
            let mut rows = query.query([self.run])?;
            let mut judged = FxHashSet::default();
            while let Some(row) = rows.next()? {
                let cause = save::cause(&row.get::<_, String>("cause")?)?;
                if patience(cause).kind != PatienceEffect::Skipped {
                    judged.insert(row.get::<_, i64>("link")?);
                }
            }
            Ok(judged)
        })?;
        Ok(self.rows.iter().map(|row| judged.contains(row)).collect())
    }

    /// Takes a judgement of the link with this index; it is written with its batch.
    pub(super) fn write(&mut self, link: usize, probed: Probed) -> Result<(), StoreError> {
        self.waiting.extend(self.rows.get(link).map(|&row| (row, probed)));
        if self.waiting.len() < BATCH { Ok(()) } else { self.flush() }
    }

    /// Writes what waits.
    pub(super) fn flush(&mut self) -> Result<(), StoreError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let (run, waiting) = (self.run, std::mem::take(&mut self.waiting));
        self.store.with_db_mut(|db| {
            let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
            observe(&transaction, run, &waiting)?;
            transaction.commit()
        })
    }

    /// Ends the run.
    pub(super) fn finish(self, now: Timestamp) -> Result<(), StoreError> {
        self.store.with_db_mut(|db| {
            let transaction = db.transaction()?;
            transaction.execute(
                "UPDATE runs SET finished = ?2, state = 'done' WHERE id = ?1",
                params![self.run, stored(now)],
            )?;
            // By the run before, where that was earlier: a clock that is wrong for a night costs no memory.
            transaction.execute(
                "DELETE FROM observations WHERE at <
                     (SELECT min(started) FROM (SELECT started FROM runs ORDER BY id DESC LIMIT 2)) - ?1",
                [i64::try_from(KEPT.as_millis()).unwrap_or(i64::MAX)],
            )?;
            transaction.commit()
        })?;
        self.store.leave_wal()
    }
}

/// The run that goes on: the one that was killed a short while ago, or a new one.
fn take_up(db: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<i64> {
    let query = "SELECT id, started FROM runs WHERE state = 'open' ORDER BY id DESC LIMIT 1";
    let open = db.query_row(query, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).optional()?;
    if let Some((run, started)) = open
        && moment(started)?.duration_until(now).abs() < SAME_NIGHT
    {
        return Ok(run);
    }
    // What a run saw whose end nobody knows is kept, and held against nothing: the network may have been down.
    db.execute("UPDATE runs SET state = 'abandoned' WHERE state = 'open'", [])?;
    db.execute("INSERT INTO runs (started, state) VALUES (?1, 'open')", [stored(now)])?;
    Ok(db.last_insert_rowid())
}

/// Enters the links and their places; what is not among them has left the catalog.
fn enter(db: &Transaction<'_>, links: &[AuditLink], now: Timestamp) -> rusqlite::Result<Vec<i64>> {
    db.execute("UPDATE links SET position = NULL", [])?;
    db.execute("DELETE FROM places", [])?;
    let mut rows = Vec::with_capacity(links.len());
    let mut enter = db.prepare(
        "INSERT INTO links (key, written, host, first_seen, position) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (key) DO UPDATE SET written = ?2, host = ?3, position = ?5, closed = NULL RETURNING id",
    )?;
    let mut place = db.prepare(
        "INSERT INTO places (link, ordinal, path, line, col, record, span_start, span_end)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (position, link) in links.iter().enumerate() {
        let values = params![link.key(), link.written, link.host(), stored(now), int(position)];
        let row: i64 = enter.query_row(values, |row| row.get(0))?;
        for (ordinal, at) in link.places.iter().enumerate() {
            let (start, end) = (at.span.map(|span| span.start), at.span.map(|span| span.end));
            let (line, column) = (int(at.line), int(at.column));
            place.execute(params![row, int(ordinal), at.path, line, column, at.record, start, end])?;
        }
        rows.push(row);
    }
    db.execute("UPDATE links SET closed = ?1 WHERE position IS NULL AND closed IS NULL", [stored(now)])?;
    Ok(rows)
}

/// Loads the memory of the links with these rows.
fn known(db: &Connection, rows: &[i64]) -> rusqlite::Result<Vec<LinkMemory>> {
    let mut query = db.prepare(
        "SELECT l.id, l.host, s.*, v.etag, v.last_modified, v.read FROM links l
         LEFT JOIN standings s ON s.link = l.id LEFT JOIN validators v ON v.link = l.id
         WHERE l.position IS NOT NULL",
    )?;
    let mut found: FxHashMap<i64, LinkMemory> = query
        .query_map([], |row| {
            let validators = Validators { etag: row.get("etag")?, last_modified: row.get("last_modified")? };
            let read = row.get::<_, Option<i64>>("read")?.map(moment).transpose()?;
            Ok((
                row.get("id")?,
                LinkMemory { host: row.get("host")?, standing: save::standing(row)?, validators, read },
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(rows.iter().map(|row| found.remove(row).unwrap_or_default()).collect())
}

/// Writes what was seen.
fn observe(db: &Transaction<'_>, run: i64, judged: &[(i64, Probed)]) -> rusqlite::Result<()> {
    let mut observe = db.prepare(
        "INSERT OR REPLACE INTO observations
             (link, run, at, cause, status, final_url, evidence, suggestion, title, address, hops, requests, elapsed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    let keep = "INSERT OR REPLACE INTO validators (link, etag, last_modified, read) VALUES (?1, ?2, ?3, ?4)";
    let (mut keep, mut forget) = (db.prepare(keep)?, db.prepare("DELETE FROM validators WHERE link = ?1")?);
    for (row, probed) in judged {
        let verdict = &probed.verdict;
        let hops = if probed.hops.len() > 1 { Some(save::json(&probed.hops)?) } else { None };
        observe.execute(params![
            row,
            run,
            stored(probed.at),
            verdict.cause.as_str(),
            verdict.status,
            verdict.final_url,
            verdict.evidence,
            verdict.suggestion,
            probed.title,
            probed.address.map(|address| address.to_string()),
            hops,
            probed.requests,
            i64::try_from(probed.elapsed.as_millis()).unwrap_or(i64::MAX),
        ])?;
        // What a server calls its answer is kept where the answer was read; where nothing changed, what was kept holds.
        match verdict.cause {
            Cause::Unchanged => {}
            Cause::Alive => {
                let Validators { etag, last_modified } = &probed.validators;
                keep.execute(params![row, etag, last_modified, stored(probed.at)])?;
            }
            _ => {
                forget.execute([row])?;
            }
        }
    }
    Ok(())
}
