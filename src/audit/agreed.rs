//! The moves in a store that two runs agree on: what may be written into a catalog without a request.

use rustc_hash::FxHashMap;

use super::{
    Store, StoreError,
    save::{self, ReportWords},
};
use crate::probe::{LinkState, Verdict};

/// Runs that have to give the same new address.
const RUNS: usize = 2;

impl Store {
    /// The verdicts on the links that moved, by the key of the link: each has the same new address in the last two runs that
    /// requested it over a good network.
    ///
    /// # Errors
    /// Where the store is damaged or cannot be read.
    pub fn agreed_moves(&self) -> Result<FxHashMap<String, Verdict>, StoreError> {
        self.with_db(|db| {
            let mut links = db.prepare(
                "SELECT l.id, l.key FROM links l JOIN standings s ON s.link = l.id
                 WHERE l.position IS NOT NULL AND s.suggestion IS NOT NULL",
            )?;
            let links: Vec<(i64, String)> =
                links.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
            let mut query = db.prepare(
                "SELECT o.* FROM observations o JOIN runs r ON r.id = o.run
                 WHERE o.link = ?1 AND r.state = 'done' AND r.network = 'ok' ORDER BY o.run DESC",
            )?;
            let mut agreed = FxHashMap::default();
            for (link, key) in links {
                let mut last: Vec<Verdict> = Vec::with_capacity(RUNS);
                let mut rows = query.query([link])?;
                while let Some(row) = rows.next()?
                    && last.len() < RUNS
                {
                    let verdict = verdict(row)?;
                    // A run that did not request it says nothing.
                    if verdict.state != LinkState::Skipped {
                        last.push(verdict);
                    }
                }
                let is_move = |own: &Verdict| own.state == LinkState::Moved && own.suggestion.is_some();
                let is_agreed = last.len() == RUNS && last.iter().all(is_move);
                let mut last = last.into_iter();
                let (Some(newest), Some(before), true) = (last.next(), last.next(), is_agreed) else { continue };
                if newest.suggestion == before.suggestion {
                    agreed.insert(key, newest);
                }
            }
            Ok(agreed)
        })
    }
}

fn verdict(row: &rusqlite::Row<'_>) -> rusqlite::Result<Verdict> {
    let cause = save::cause(&row.get::<_, String>("cause")?)?;
    let ReportWords { status, final_url, evidence, suggestion } = ReportWords::from_row(row)?;
    Ok(Verdict { state: cause.state(), cause, status, final_url, evidence, suggestion })
}
