//! Reads the store: the last audit, and the history of one link.

use rusqlite::{Connection, OptionalExtension as _, Row};
use rustc_hash::FxHashMap;

use super::{
    AuditOutcome, AuditSummary, AuditedLink, ChangeIndices, HostSummary, LinkPlace, RunMark, RunSummary, Store,
    StoreError,
    save::{self, ReportWords, network_of},
    standing::{Change, LinkStanding},
    stored::moment,
};
use crate::{
    finding::Severity,
    probe::{Cause, LinkState},
    source::Span,
};

/// Runs of a link that are reported, the newest.
const NIGHTS: i64 = 60;

impl Store {
    /// The last audit that came to its end, as it was told then; none where there is none.
    ///
    /// # Errors
    /// Where the store is damaged or cannot be read.
    pub fn last(&self) -> Result<Option<AuditOutcome>, StoreError> {
        self.with_db(|db| {
            let Some(run) = last_run(db)? else { return Ok(None) };
            let mut links = Vec::new();
            let mut changes = ChangeIndices::default();
            let mut by_host: FxHashMap<String, HostSummary> = FxHashMap::default();
            let (mut nights, mut places) = (nights(db)?, places(db)?);
            let mut query = db.prepare(LINKS)?;
            let mut rows = query.query([run.id])?;
            while let Some(row) = rows.next()? {
                let id: i64 = row.get("id")?;
                let mut link = link(row)?;
                link.places = places.remove(&id).unwrap_or_default();
                link.nights = nights.remove(&id).unwrap_or_default();
                changed(row, run.id, &link, links.len(), &mut changes)?;
                let host: String = row.get("host")?;
                if !link.cause.is_left_out() {
                    count_host(by_host.entry(host.clone()).or_insert_with(|| no_host(host)), &link);
                }
                links.push(link);
            }
            let hosts = hosts(db, run.id, by_host)?;
            let summary = summary(&links);
            Ok(Some(AuditOutcome { schema: 1, run, links, hosts, changes, summary }))
        })
    }
}

/// Every link of the last run's catalogs, with what is held of it; of one of which nothing is held, what was seen.
const LINKS: &str = "
    SELECT l.id, l.written, l.host, s.*, o.cause AS seen, o.evidence AS seen_evidence, c.url AS copy, c.taken AS taken
    FROM links l
    LEFT JOIN standings s ON s.link = l.id
    LEFT JOIN observations o ON o.link = l.id AND o.run = ?1
    LEFT JOIN copies c ON c.link = l.id
    WHERE l.position IS NOT NULL ORDER BY l.position";

fn last_run(db: &Connection) -> rusqlite::Result<Option<RunSummary>> {
    let query = "SELECT * FROM runs WHERE state = 'done' ORDER BY id DESC LIMIT 1";
    let run = db.query_row(query, [], |row| {
        Ok(RunSummary {
            id: row.get("id")?,
            started: moment(row.get("started")?)?,
            finished: moment(row.get("finished")?)?,
            network: network_of(&row.get::<_, String>("network")?)?,
            reason: row.get("reason")?,
            asked: 0,
            requests: natural(row, "requests")?,
        })
    });
    let Some(mut run) = run.optional()? else { return Ok(None) };
    let mut query = db.prepare("SELECT cause, count(*) AS looks FROM observations WHERE run = ?1 GROUP BY cause")?;
    let mut rows = query.query([run.id])?;
    while let Some(row) = rows.next()? {
        let cause = save::cause(&row.get::<_, String>("cause")?)?;
        run.asked += if cause.state() == LinkState::Skipped { 0 } else { natural(row, "looks")? as usize };
    }
    Ok(Some(run))
}

/// A number that is never negative.
fn natural(row: &Row<'_>, name: &str) -> rusqlite::Result<u64> {
    row.get::<_, i64>(name).map(i64::unsigned_abs)
}

/// A link without its places and nights.
fn link(row: &Row<'_>) -> rusqlite::Result<AuditedLink> {
    // What is left out now may have been requested on other nights.
    let seen = row.get::<_, Option<String>>("seen")?.as_deref().map(save::cause).transpose()?;
    let Some(standing) = save::standing(row)?.filter(|_| !seen.is_some_and(Cause::is_left_out)) else {
        return unknown(row);
    };
    let words = ReportWords::from_row(row)?;
    let (suggestion, taken) = suggestion(row, &standing, words.suggestion)?;
    Ok(AuditedLink {
        url: row.get("written")?,
        verdict: standing.shown.state(),
        cause: standing.shown,
        status: words.status,
        final_url: words.final_url,
        evidence: words.evidence,
        suggestion,
        archived: taken.is_some(),
        archived_at: taken,
        since: Some(standing.since),
        last_alive: standing.last_alive,
        last_asked: Some(standing.last_asked),
        failures: standing.failures(),
        flapping: standing.is_flapping(),
        severity: standing.severity,
        places: Vec::new(),
        nights: Vec::new(),
    })
}

/// Returns the address to write instead: where the link moved to, or a copy of what died.
fn suggestion(
    row: &Row<'_>,
    standing: &LinkStanding,
    own: Option<String>,
) -> rusqlite::Result<(Option<String>, Option<jiff::Timestamp>)> {
    let is_dead = standing.shown.state() == LinkState::Dead || standing.severity == Some(Severity::Error);
    if own.is_some() || !is_dead {
        return Ok((own, None));
    }
    let copy: Option<String> = row.get("copy")?;
    let taken = row.get::<_, Option<i64>>("taken")?.map(moment).transpose()?;
    Ok(copy.zip(taken).map_or((None, None), |(copy, taken)| (Some(copy), Some(taken))))
}

/// A link of which nothing is held: it was not asked, or over a bad network.
fn unknown(row: &Row<'_>) -> rusqlite::Result<AuditedLink> {
    let seen = row.get::<_, Option<String>>("seen")?.as_deref().map(save::cause).transpose()?;
    let skipped = seen.filter(|cause| cause.state() == LinkState::Skipped);
    let evidence = match (skipped, row.get::<_, Option<String>>("seen_evidence")?) {
        (Some(_), Some(evidence)) => evidence,
        _ => "not requested over a reliable network yet".to_owned(),
    };
    let cause = skipped.unwrap_or(Cause::Budget);
    Ok(AuditedLink {
        url: row.get("written")?,
        verdict: cause.state(),
        cause,
        status: None,
        final_url: None,
        evidence,
        suggestion: None,
        archived: false,
        archived_at: None,
        since: None,
        last_alive: None,
        last_asked: None,
        failures: 0,
        flapping: false,
        severity: None,
        places: Vec::new(),
        nights: Vec::new(),
    })
}

/// Tells what changed with a link.
fn changed(
    row: &Row<'_>,
    run: i64,
    link: &AuditedLink,
    index: usize,
    changes: &mut ChangeIndices,
) -> rusqlite::Result<()> {
    if row.get_ref("shown")?.as_str_or_null().ok().flatten().is_none() {
        return Ok(());
    }
    let change = save::changed(row)?.filter(|(changed, _)| *changed == run).map(|(_, change)| change);
    match (change, link.severity) {
        (Some(Change::New), Some(Severity::Error)) => changes.new.push(index),
        (Some(Change::Recovered), _) => changes.recovered.push(index),
        (_, Some(Severity::Error)) => changes.still.push(index),
        _ => {}
    }
    Ok(())
}

/// The places of all links.
fn places(db: &Connection) -> rusqlite::Result<FxHashMap<i64, Vec<LinkPlace>>> {
    let mut places: FxHashMap<i64, Vec<LinkPlace>> = FxHashMap::default();
    let mut query = db.prepare("SELECT * FROM places ORDER BY link, ordinal")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (start, end): (Option<u32>, Option<u32>) = (row.get("span_start")?, row.get("span_end")?);
        places.entry(row.get("link")?).or_default().push(LinkPlace {
            path: row.get("path")?,
            line: natural(row, "line")? as usize,
            column: natural(row, "col")? as usize,
            record: row.get("record")?,
            span: start.zip(end).map(|(start, end)| Span { start, end }),
        });
    }
    Ok(places)
}

/// Reads the verdicts of the last runs, without the runs over a bad network.
fn nights(db: &Connection) -> rusqlite::Result<FxHashMap<i64, Vec<RunMark>>> {
    let mut nights: FxHashMap<i64, Vec<RunMark>> = FxHashMap::default();
    let mut query = db.prepare(
        "SELECT o.link, o.at, o.cause, o.status
         FROM (SELECT id FROM runs WHERE state = 'done' AND network = 'ok' ORDER BY id DESC LIMIT ?1) r
         JOIN observations o ON o.run = r.id ORDER BY o.link, o.run",
    )?;
    let mut rows = query.query([NIGHTS])?;
    while let Some(row) = rows.next()? {
        let cause = save::cause(&row.get::<_, String>("cause")?)?;
        let night = RunMark { at: moment(row.get("at")?)?, verdict: cause.state(), cause, status: row.get("status")? };
        nights.entry(row.get("link")?).or_default().push(night);
    }
    Ok(nights)
}

fn no_host(host: String) -> HostSummary {
    HostSummary { host, links: 0, alive: 0, dead: 0, unclear: 0, requests: 0, median_ms: None, incident: false }
}

fn count_host(host: &mut HostSummary, link: &AuditedLink) {
    host.links += 1;
    match link.verdict {
        LinkState::Alive | LinkState::Moved => host.alive += 1,
        LinkState::Dead => host.dead += 1,
        LinkState::Unclear => host.unclear += 1,
        LinkState::Skipped => {}
    }
}

/// The hosts by name, with what the run saw of them.
fn hosts(db: &Connection, run: i64, mut hosts: FxHashMap<String, HostSummary>) -> rusqlite::Result<Vec<HostSummary>> {
    let mut query = db.prepare("SELECT * FROM hosts WHERE run = ?1")?;
    let mut rows = query.query([run])?;
    while let Some(row) = rows.next()? {
        if let Some(host) = hosts.get_mut(&row.get::<_, String>("host")?) {
            host.requests = row.get("requests")?;
            host.median_ms = row.get::<_, Option<i64>>("median")?.map(i64::unsigned_abs);
            host.incident = row.get::<_, Option<i64>>("incident_since")?.is_some();
        }
    }
    let mut hosts: Vec<HostSummary> = hosts.into_values().collect();
    hosts.sort_unstable_by(|one, other| one.host.cmp(&other.host));
    Ok(hosts)
}

fn summary(links: &[AuditedLink]) -> AuditSummary {
    let mut summary = AuditSummary { links: links.len(), ..AuditSummary::default() };
    for link in links {
        *match link.verdict {
            LinkState::Alive => &mut summary.alive,
            LinkState::Moved => &mut summary.moved,
            LinkState::Dead => &mut summary.dead,
            LinkState::Unclear => &mut summary.unclear,
            LinkState::Skipped => &mut summary.skipped,
        } += 1;
        match link.severity {
            Some(Severity::Error) => summary.errors += 1,
            Some(Severity::Warning) => summary.warnings += 1,
            Some(Severity::Info) => summary.infos += 1,
            None => {}
        }
    }
    summary
}
