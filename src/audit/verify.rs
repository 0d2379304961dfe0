//! The rows of a store, read with the eyes of the code that uses them: what it could not understand in the middle of a run
//! is found before anything is written. SQLite's own check sees torn pages, not a letter that changed in a word.

use rusqlite::{Connection, Row, types::ValueRef};

use super::{
    save::{self, ReportWords, network_of},
    stored::{moment, wrong},
};

/// Checks one row of a table.
type CheckRow = fn(&Row<'_>) -> rusqlite::Result<()>;

/// Each table, and the check of its rows.
const TABLES: &[(&str, CheckRow)] = &[
    ("links", |row| moments(row, &["first_seen", "closed"])),
    ("places", |_| Ok(())),
    ("runs", run),
    ("observations", observation),
    ("standings", |row| {
        ReportWords::from_row(row)?;
        save::changed(row)?;
        save::standing(row).map(drop)
    }),
    ("validators", |row| moments(row, &["read"])),
    ("hosts", |row| {
        row.get::<_, u32>("requests")?;
        moments(row, &["incident_since"])
    }),
    ("copies", |row| moments(row, &["asked", "taken"])),
];

/// Reads every row of a store of today's version.
///
/// # Errors
///
/// At the first value that no version writes, or that a link, run or table has which is not there.
pub(super) fn verify_rows(db: &Connection) -> rusqlite::Result<()> {
    for (table, check) in TABLES {
        let mut query = db.prepare(&format!("SELECT * FROM {table}"))?;
        let columns = query.column_count();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                if let ValueRef::Text(bytes) = row.get_ref(column)? {
                    std::str::from_utf8(bytes).map_err(|error| wrong(Box::new(error)))?;
                }
            }
            check(row)?;
        }
    }
    let mut orphans = db.prepare("PRAGMA foreign_key_check")?;
    let mut rows = orphans.query([])?;
    match rows.next()? {
        Some(row) => Err(wrong(format!("a row of {} belongs to nothing", row.get::<_, String>(0)?).into())),
        None => Ok(()),
    }
}

/// Checks that columns hold moments, or nothing.
fn moments(row: &Row<'_>, columns: &[&str]) -> rusqlite::Result<()> {
    columns.iter().try_for_each(|column| row.get::<_, Option<i64>>(*column)?.map(moment).transpose().map(drop))
}

fn run(row: &Row<'_>) -> rusqlite::Result<()> {
    moments(row, &["started", "finished"])?;
    let network = row.get::<_, Option<String>>("network")?.as_deref().map(network_of).transpose()?;
    let finished: Option<i64> = row.get("finished")?;
    match row.get::<_, String>("state")?.as_str() {
        "open" | "abandoned" => Ok(()),
        "done" if network.is_some() && finished.is_some() => Ok(()),
        "done" => Err(wrong("a run is done, and has no end".into())),
        other => Err(save::unknown("state", other)),
    }
}

fn observation(row: &Row<'_>) -> rusqlite::Result<()> {
    moments(row, &["at"])?;
    save::cause(&row.get::<_, String>("cause")?)?;
    ReportWords::from_row(row)?;
    let hops = row.get::<_, Option<String>>("hops")?;
    hops.map(|hops| save::from_json::<Vec<(u16, String)>>(&hops)).transpose().map(drop)
}
