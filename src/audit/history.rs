//! The nights of one link, one by one: what `catalint history URL` tells.

use jiff::Timestamp;
use rusqlite::OptionalExtension as _;
use serde::Serialize;
use url::Url;

use super::{
    Store, StoreError,
    save::{self, network_of},
    stored::moment,
};
use crate::{
    catalog::secret::key_without_secrets,
    finding::Severity,
    probe::{Cause, LinkState, NetworkState},
};

/// All that the store remembers of one link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkHistory {
    /// The address, as the catalog writes it.
    pub url: String,
    /// When it was first seen in a catalog.
    pub first_seen: Timestamp,
    /// When it left the catalogs; none where it stands in them.
    pub closed: Option<Timestamp>,
    /// Its standing; none before its first check over a working network.
    pub standing: Option<CurrentStanding>,
    /// Every look at it, the oldest first.
    pub looks: Vec<PastObservation>,
}

/// The current standing of a link, in the words of reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CurrentStanding {
    /// Its verdict.
    pub verdict: LinkState,
    /// Why.
    pub cause: Cause,
    /// When it came to be what it is.
    pub since: Timestamp,
    /// When it was last seen alive.
    pub last_alive: Option<Timestamp>,
    /// Nights in a row on which it failed.
    pub failures: u32,
    /// True if it comes and goes.
    pub flapping: bool,
    /// Severity of that verdict.
    pub severity: Option<Severity>,
}

/// One look at a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PastObservation {
    /// The run.
    pub run: i64,
    /// When.
    pub at: Timestamp,
    /// The verdict of that run.
    pub verdict: LinkState,
    /// Why.
    pub cause: Cause,
    /// The status that it ended with.
    pub status: Option<u16>,
    /// The address that it ended at, where that is another one.
    pub final_url: Option<String>,
    /// Evidence for the verdict. Servers wrote parts of it.
    pub evidence: String,
    /// The title of the page. A server wrote it.
    pub title: Option<String>,
    /// The address that was spoken to.
    pub address: Option<String>,
    /// The statuses and addresses of its redirects, where there were any. Servers wrote parts of them.
    pub hops: Vec<(u16, String)>,
    /// The network of the run; none where the run has not come to its end.
    pub network: Option<NetworkState>,
}

impl Store {
    /// The nights of the link with this address, however it is spelt; none where the store does not know it.
    ///
    /// # Errors
    /// Where the store is damaged or cannot be read.
    pub fn history(&self, url: &str) -> Result<Option<LinkHistory>, StoreError> {
        let key = Url::parse(url).map_or_else(|_| url.to_owned(), |url| key_without_secrets(url.as_str()).into_owned());
        self.with_db(|db| {
            let query = "SELECT l.*, s.* FROM links l LEFT JOIN standings s ON s.link = l.id
                         WHERE l.key = ?1 OR l.written = ?2 ORDER BY l.key = ?1 DESC LIMIT 1";
            let found = db.query_row(query, [key.as_str(), url], |row| {
                let standing = save::standing(row)?.map(|standing| CurrentStanding {
                    verdict: standing.shown.state(),
                    cause: standing.shown,
                    since: standing.since,
                    last_alive: standing.last_alive,
                    failures: standing.failures(),
                    flapping: standing.is_flapping(),
                    severity: standing.severity,
                });
                let history = LinkHistory {
                    url: row.get("written")?,
                    first_seen: moment(row.get("first_seen")?)?,
                    closed: row.get::<_, Option<i64>>("closed")?.map(moment).transpose()?,
                    standing,
                    looks: Vec::new(),
                };
                Ok((row.get::<_, i64>("id")?, history))
            });
            let Some((link, mut history)) = found.optional()? else { return Ok(None) };
            history.looks = looks(db, link)?;
            Ok(Some(history))
        })
    }
}

/// Addresses that are suggested in place of one that is not known.
const SUGGESTIONS: usize = 8;
/// The least similarity of an address that is suggested: hosts alone make most addresses a little alike.
const LEAST_SIMILAR: f64 = 0.85;

impl Store {
    /// The links whose addresses hold a text, in any case, those of today's catalogs first; where none does, those that
    /// are spelt nearly so. At most eight, and true if all of them hold the text.
    ///
    /// # Errors
    /// Where the store is damaged or cannot be read.
    pub fn addresses_like(&self, part: &str) -> Result<(Vec<String>, bool), StoreError> {
        let wanted = part.to_lowercase();
        let all: Vec<String> = self.with_db(|db| {
            let mut query = db.prepare("SELECT written FROM links ORDER BY position IS NULL, position, id")?;
            let written = query.query_map([], |row| row.get(0))?;
            written.collect()
        })?;
        let holding = all.iter().filter(|own| own.to_lowercase().contains(&wanted));
        let holding: Vec<String> = holding.take(SUGGESTIONS).cloned().collect();
        if !holding.is_empty() && !wanted.is_empty() {
            return Ok((holding, true));
        }
        let similar = |own: &&String| strsim::jaro_winkler(&own.to_lowercase(), &wanted);
        let mut near: Vec<(f64, &String)> = all.iter().map(|own| (similar(&own), own)).collect();
        near.retain(|(score, _)| *score >= LEAST_SIMILAR);
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        Ok((near.into_iter().take(SUGGESTIONS).map(|(_, own)| own.clone()).collect(), false))
    }
}

fn looks(db: &rusqlite::Connection, link: i64) -> rusqlite::Result<Vec<PastObservation>> {
    let mut query = db.prepare(
        "SELECT o.*, r.network FROM observations o JOIN runs r ON r.id = o.run WHERE o.link = ?1 ORDER BY o.run",
    )?;
    let mut rows = query.query([link])?;
    let mut looks = Vec::new();
    while let Some(row) = rows.next()? {
        let cause = save::cause(&row.get::<_, String>("cause")?)?;
        let hops = row.get::<_, Option<String>>("hops")?.map(|hops| save::from_json(&hops)).transpose()?;
        looks.push(PastObservation {
            run: row.get("run")?,
            at: moment(row.get("at")?)?,
            verdict: cause.state(),
            cause,
            status: row.get("status")?,
            final_url: row.get("final_url")?,
            evidence: row.get("evidence")?,
            title: row.get("title")?,
            address: row.get("address")?,
            hops: hops.unwrap_or_default(),
            network: row.get::<_, Option<String>>("network")?.as_deref().map(network_of).transpose()?,
        });
    }
    Ok(looks)
}
