//! The tables of the store, and how an older store becomes one of today. Moments are milliseconds since 1970, causes
//! are their words.

use super::stored::int;

/// Marks the file as a store of catalint: `CTLN`.
pub(super) const APPLICATION: i64 = 0x4354_4c4e;

/// The steps from an empty file to the tables of today. A step that was released is never changed: a new one is added.
const STEPS: &[&str] = &[FIRST];

/// The version of the tables of today: how many steps there are.
pub(super) const VERSION: i64 = 1;

const FIRST: &str = "
-- A link that was ever seen in a catalog. One that left has no position, and is kept.
CREATE TABLE links (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,      -- the normalised address
    written TEXT NOT NULL,         -- as the catalog writes it
    host TEXT NOT NULL,            -- the registrable domain
    first_seen INTEGER NOT NULL,
    position INTEGER,              -- its place in the order of the last run's catalogs
    closed INTEGER                 -- when it was first missing from them
) STRICT;

-- Where the links stood in the last run.
CREATE TABLE places (
    link INTEGER NOT NULL REFERENCES links(id),
    ordinal INTEGER NOT NULL,
    path TEXT NOT NULL,
    line INTEGER NOT NULL,
    col INTEGER NOT NULL,
    record TEXT,
    span_start INTEGER,
    span_end INTEGER,
    PRIMARY KEY (link, ordinal)
) STRICT, WITHOUT ROWID;

-- A run is open until its end is known; one that was killed stays open, and the next one goes on with it.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    started INTEGER NOT NULL,
    finished INTEGER,
    state TEXT NOT NULL,           -- open, done, abandoned
    network TEXT,                  -- ok, degraded, down
    reason TEXT,
    requests INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What a run saw of a link.
CREATE TABLE observations (
    link INTEGER NOT NULL REFERENCES links(id),
    run INTEGER NOT NULL REFERENCES runs(id),
    at INTEGER NOT NULL,
    cause TEXT NOT NULL,
    status INTEGER,
    final_url TEXT,
    evidence TEXT NOT NULL,
    suggestion TEXT,
    title TEXT,
    address TEXT,
    hops TEXT,                     -- JSON: [[301, \"https://…\"], …], where there were redirects
    requests INTEGER NOT NULL,
    elapsed INTEGER NOT NULL,      -- milliseconds
    PRIMARY KEY (link, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX observations_of_run ON observations (run, link);

-- What each link is, by the rules of patience.
CREATE TABLE standings (
    link INTEGER PRIMARY KEY REFERENCES links(id),
    shown TEXT NOT NULL,           -- the cause that reports show
    decided TEXT,                  -- the cause of the last look from which something was learnt
    since INTEGER NOT NULL,
    first_asked INTEGER NOT NULL,
    last_asked INTEGER NOT NULL,
    last_alive INTEGER,
    streak TEXT NOT NULL,          -- JSON: [[cause, nights, of them held against it, of them host-wide], …]
    counted INTEGER,               -- the last night that was counted
    blocked INTEGER NOT NULL,
    blocked_since INTEGER,
    returns TEXT NOT NULL,         -- JSON: when it came back to life
    calm INTEGER NOT NULL,
    severity TEXT,
    status INTEGER,
    final_url TEXT,
    evidence TEXT NOT NULL,
    suggestion TEXT,
    changed_run INTEGER,
    change TEXT                    -- new, recovered
) STRICT;

-- What a server calls its answer, and when the answer was last read in full.
CREATE TABLE validators (
    link INTEGER PRIMARY KEY REFERENCES links(id),
    etag TEXT,
    last_modified TEXT,
    read INTEGER NOT NULL
) STRICT;

-- What each registrable domain was like when it was last asked.
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,
    run INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    median INTEGER,                -- milliseconds
    head_lies INTEGER NOT NULL,
    wanted_wait INTEGER,           -- milliseconds
    incident_since INTEGER
) STRICT, WITHOUT ROWID;

-- What the web archive holds of dead links, as it was last asked.
CREATE TABLE copies (
    link INTEGER PRIMARY KEY REFERENCES links(id),
    asked INTEGER NOT NULL,
    until INTEGER NOT NULL,        -- nothing later than this was wanted
    url TEXT,
    taken INTEGER
) STRICT;
";

/// Makes the tables those of today, in one transaction: either all steps are taken or none.
pub(super) fn migrate(db: &mut rusqlite::Connection) -> rusqlite::Result<()> {
    take(db, STEPS)
}

fn take(db: &mut rusqlite::Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Read inside of the transaction: another process may have been faster.
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for step in steps.iter().skip(usize::try_from(version).unwrap_or_default()) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", int(steps.len()))?;
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_number_of_steps() {
        assert_eq!(VERSION, int(STEPS.len()));
    }

    #[test]
    fn an_older_store_takes_the_steps_that_it_lacks() {
        let mut db = rusqlite::Connection::open_in_memory().unwrap();
        let steps = ["CREATE TABLE a (x)", "ALTER TABLE a ADD COLUMN y; INSERT INTO a VALUES (1, 2)"];
        take(&mut db, &steps[..1]).unwrap();
        take(&mut db, &steps).unwrap();
        take(&mut db, &steps).unwrap();
        let rows: i64 = db.query_row("SELECT count(*) FROM a WHERE y = 2", [], |row| row.get(0)).unwrap();
        assert_eq!(rows, 1);
    }

    #[test]
    fn a_step_that_fails_leaves_the_store_as_it_was() {
        let mut db = rusqlite::Connection::open_in_memory().unwrap();
        take(&mut db, &["CREATE TABLE a (x)"]).unwrap();
        take(&mut db, &["", "CREATE TABLE b (x)", "nonsense"]).unwrap_err();
        let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!((version, db.prepare("SELECT * FROM b").is_err()), (1, true));
    }
}
