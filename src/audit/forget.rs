//! Takes the secrets out of the addresses of a store that an earlier version wrote with them.

use std::borrow::Cow;

use rusqlite::{Connection, params};

use crate::catalog::secret::{key_without_secrets, without_secrets};

/// The columns that hold addresses beside those of the links, by their tables, and the columns that tell their rows apart.
const COLUMNS: &[(&str, &str, &[&str])] = &[
    ("observations", "link, run", &["final_url", "evidence", "suggestion", "title", "hops"]),
    ("standings", "link, link", &["final_url", "evidence", "suggestion"]),
    ("copies", "link, link", &["url"]),
];

/// Takes secrets out of all addresses. What was stored without them stays as it is.
pub(super) fn forget_secrets(db: &Connection) -> rusqlite::Result<()> {
    forget_in_links(db)?;
    for (table, row, columns) in COLUMNS {
        let (first, second) = row.split_once(", ").unwrap_or((row, row));
        for column in *columns {
            let query = format!("SELECT {row}, {column} FROM {table} WHERE instr({column}, '://') > 0");
            let mut wrong: Vec<(i64, i64, String)> = Vec::new();
            let mut query = db.prepare(&query)?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                if let Cow::Owned(text) = without_secrets(row.get_ref(2)?.as_str()?) {
                    wrong.push((row.get(0)?, row.get(1)?, text));
                }
            }
            let change = format!("UPDATE {table} SET {column} = ?3 WHERE {first} = ?1 AND {second} = ?2");
            let mut change = db.prepare(&change)?;
            for (first, second, text) in wrong {
                change.execute(params![first, second, text])?;
            }
        }
    }
    Ok(())
}

/// Takes secrets out of the links. Their keys still tell them apart, as those of a new store do.
fn forget_in_links(db: &Connection) -> rusqlite::Result<()> {
    let mut wrong: Vec<(i64, String, String)> = Vec::new();
    let mut query = db.prepare("SELECT id, key, written FROM links")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (key, written) = (row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?);
        let (new_key, new_written) = (key_without_secrets(key), without_secrets(written));
        if matches!((&new_key, &new_written), (Cow::Borrowed(_), Cow::Borrowed(_))) {
            continue;
        }
        wrong.push((row.get(0)?, new_key.into_owned(), new_written.into_owned()));
    }
    let mut change = db.prepare("UPDATE OR IGNORE links SET key = ?2, written = ?3 WHERE id = ?1")?;
    for (link, key, written) in wrong {
        // Two secrets may have one mark: the older link then gets a key that nothing asks for.
        if change.execute(params![link, key, written])? == 0 {
            change.execute(params![link, format!("{key}#{link}"), written])?;
        }
    }
    Ok(())
}
