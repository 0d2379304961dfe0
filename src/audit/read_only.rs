//! A store opened to be read alone: nothing is written to it, made beside it or taken away.

use std::{
    ffi::OsString,
    io::Read as _,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig};
use url::Url;

use super::StoreError;

/// Where the header of an SQLite file says how it is written, and what stands there for a log beside it (`-wal`).
const WRITE_VERSION: usize = 18;
const LOGGED: u8 = 2;

/// Opens the database of a store.
///
/// # Errors
///
/// Where the file cannot be opened.
pub(super) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let fault = |error: rusqlite::Error| StoreError::from_sqlite(path, &error);
    let has = |suffix: &str| beside(path, suffix).exists();
    let db = match (has("-wal"), has("-shm")) {
        // No run writes, and SQLite would make a log that nobody needs.
        (false, _) if is_logged(path) => open_immutable(path),
        // The log of a run that was killed, or was copied with its store: read without an index beside it.
        (true, false) => open_alone(path),
        _ => Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX),
    };
    let db = db.map_err(fault)?;
    // The last one to close a store would fold the log of a killed run into it.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(fault)?;
    Ok(db)
}

/// Opens a file that nobody writes to while it is read.
fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let whole = std::path::absolute(path).ok();
    match whole.and_then(|path| Url::from_file_path(path).ok()) {
        Some(mut url) => {
            url.set_query(Some("immutable=1"));
            Connection::open_with_flags(url.as_str(), flags)
        }
        None => Connection::open_with_flags(path, flags),
    }
}

/// Opens a store with its log, and keeps the index of the log in memory, which SQLite does for who is alone.
fn open_alone(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.pragma_update(None, "locking_mode", "exclusive")?;
    db.pragma_update(None, "query_only", true)?;
    Ok(db)
}

/// True if the file says that what is written to it goes to a log first.
fn is_logged(path: &Path) -> bool {
    let mut header = [0; WRITE_VERSION + 1];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && header.last() == Some(&LOGGED)
}

/// The path of a file beside the store.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
