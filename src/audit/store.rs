//! The memory: one SQLite file. Opened with suspicion: what is no store of ours, is damaged, or is of a later version is
//! said so, and never written to.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};

use super::{
    StoreError,
    read_only::{self, beside},
    schema,
    stored::moment,
    verify::verify_rows,
};
use crate::source::{contained, expect_ordinary};

/// Path of the store, unless another is given.
pub const DEFAULT_PATH: &str = ".catalint/audit.db";

/// Longest wait for another process that holds the store.
const WAIT: Duration = Duration::from_secs(5);

/// The first bytes of every SQLite file.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// The memory of past nights.
#[derive(Debug)]
pub struct Store {
    pub(super) db: Connection,
    path: PathBuf,
    wait: Duration,
}

/// Held while a run writes; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    _held: Connection,
}

impl Store {
    /// Opens the store to write in it; makes it, and its folder, where there is none. One that is there is verified whole
    /// before anything is written.
    ///
    /// # Errors
    /// Where the file is no store, is damaged, is of a later version, or cannot be used.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            let there = folder.ancestors().find(|folder| folder.exists());
            there.map_or(Ok(()), contained).and_then(|()| std::fs::create_dir_all(folder)).map_err(unusable(path))?;
        }
        let is_verified = is_new(path)? || Self::verified(path)?;
        let mut store = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        if !is_verified {
            store.verify()?;
        }
        // What is taken out of the store is not left in the free room of its pages.
        store.with_db(|db| db.pragma_update(None, "secure_delete", true))?;
        store.with_db_mut(schema::migrate)?;
        Ok(store)
    }

    /// Opens a store that is there, to read what it remembers. Nothing is written to it or made beside it.
    ///
    /// # Errors
    /// Where there is none, and as for [`Store::open`].
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        if is_new(path)? {
            return Self::empty(path);
        }
        let store = Self::of(read_only::connect(path)?, path)?;
        // A run that was killed before it made its tables leaves a store that remembers nothing.
        if store.verify()? == 0 { Self::empty(path) } else { Ok(store) }
    }

    /// A store that remembers nothing, in place of the one at a path, which is left alone.
    fn empty(path: &Path) -> Result<Self, StoreError> {
        let db = Connection::open_in_memory().map_err(|error| StoreError::from_sqlite(path, &error))?;
        let mut store = Self::of(db, path)?;
        store.with_db_mut(schema::migrate)?;
        Ok(store)
    }

    /// Verifies a store without a trace. False where it cannot be read so: SQLite has to roll back what a killed process
    /// left half written.
    fn verified(path: &Path) -> Result<bool, StoreError> {
        match read_only::connect(path).and_then(|db| Self::of(db, path)?.verify()) {
            Err(StoreError::Unusable { .. }) => Ok(false),
            verified => verified.map(|_| true),
        }
    }

    /// The same store, which waits that long for another process instead of five seconds.
    ///
    /// # Errors
    /// Where SQLite refuses.
    pub fn waiting(mut self, wait: Duration) -> Result<Self, StoreError> {
        self.wait = wait;
        self.with_db(|db| db.busy_timeout(wait))?;
        Ok(self)
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, StoreError> {
        let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
        Self::of(db.map_err(|error| StoreError::from_sqlite(path, &error))?, path)
    }

    fn of(db: Connection, path: &Path) -> Result<Self, StoreError> {
        db.busy_timeout(WAIT).map_err(|error| StoreError::from_sqlite(path, &error))?;
        Ok(Self { db, path: path.to_owned(), wait: WAIT })
    }

    /// Verifies that the file is a store of ours that is whole, row by row, and returns the version of its tables.
    fn verify(&self) -> Result<i64, StoreError> {
        let number = |name: &str| self.with_db(|db| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0)));
        let (application, version) = (number("application_id")?, number("user_version")?);
        if application != schema::APPLICATION {
            // A run that was killed before it made its tables leaves an empty database.
            let tables = self.with_db(|db| db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)))?;
            if application != 0 || version != 0 || i64::ne(&tables, &0) {
                return Err(StoreError::NoStore(self.path.clone()));
            }
        }
        if version > schema::VERSION {
            return Err(StoreError::Newer { path: self.path.clone(), version });
        }
        // The quick check leaves out what the indexes say.
        let said: String = self.with_db(|db| db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)))?;
        if said != "ok" {
            return Err(StoreError::Damaged { path: self.path.clone(), detail: said });
        }
        if version == schema::VERSION {
            self.with_db(verify_rows)?;
        }
        Ok(version)
    }

    /// Keeps every other run away until it is dropped. It is a lock on a file of its own, beside the store, so that
    /// reports can be read while a run goes on.
    pub(super) fn lock(&self) -> Result<Lock, StoreError> {
        let beside = beside(&self.path, "-lock");
        contained(&beside).map_err(unusable(&beside))?;
        let attempt = || {
            let held = Connection::open(&beside)?;
            held.busy_timeout(self.wait)?;
            held.execute_batch("BEGIN EXCLUSIVE")?;
            Ok(Lock { _held: held })
        };
        attempt().map_err(|error: rusqlite::Error| match StoreError::from_sqlite(&beside, &error) {
            StoreError::Busy { .. } => StoreError::Busy { path: self.path.clone(), since: self.open_since() },
            fault => fault,
        })
    }

    /// When the run began that is under way.
    fn open_since(&self) -> Option<Timestamp> {
        let query = "SELECT started FROM runs WHERE state = 'open' ORDER BY id DESC LIMIT 1";
        self.db.query_row(query, [], |row| row.get(0)).ok().and_then(|at| moment(at).ok())
    }

    /// From now on what is written stands beside the store first: quick, readable meanwhile, and whole after a kill.
    pub(super) fn enter_wal(&self) -> Result<(), StoreError> {
        self.journal("wal")?;
        self.with_db(|db| db.pragma_update(None, "synchronous", "normal"))
    }

    /// Folds what was written beside the store into it, so that it is one file again, which can be copied away.
    pub(super) fn leave_wal(&self) -> Result<(), StoreError> {
        self.journal("delete")
    }

    /// Where somebody reads, it stays as it is, and is as good: that is not waited for.
    fn journal(&self, mode: &str) -> Result<(), StoreError> {
        self.with_db(|db| db.busy_timeout(Duration::ZERO))?;
        let changed = self.with_db(|db| db.pragma_update(None, "journal_mode", mode));
        self.with_db(|db| db.busy_timeout(self.wait))?;
        match changed {
            Err(StoreError::Busy { .. }) => Ok(()),
            changed => changed,
        }
    }

    /// Runs `action` on the database, and turns an error of SQLite into one of the store.
    pub(super) fn with_db<T>(&self, action: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        action(&self.db).map_err(|error| StoreError::from_sqlite(&self.path, &error))
    }

    /// Runs `action` on the database, which can open a transaction, and turns an error of SQLite into one of the store.
    pub(super) fn with_db_mut<T>(
        &mut self,
        action: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        action(&mut self.db).map_err(|error| StoreError::from_sqlite(&self.path, &error))
    }
}

/// Returns the conversion of an error of the system at a path.
fn unusable(path: &Path) -> impl Fn(std::io::Error) -> StoreError + Copy {
    move |error| StoreError::Unusable { path: path.to_owned(), detail: error.to_string() }
}

/// Returns true if nothing is at the path yet, or a file without a byte. A file that is no database, and a symbolic link
/// out of the repository, are refused before SQLite touches them.
fn is_new(path: &Path) -> Result<bool, StoreError> {
    let unusable = unusable(path);
    let mut start = Vec::new();
    // SQLite would wait at a FIFO for ever.
    match contained(path)
        .and_then(|()| std::fs::metadata(path))
        .and_then(|metadata| expect_ordinary(&metadata))
        .and_then(|()| std::fs::File::open(path))
    {
        Ok(file) => file.take(MAGIC.len() as u64).read_to_end(&mut start).map_err(unusable)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(unusable(error)),
    };
    match start.is_empty() {
        true => Ok(true),
        false if start == MAGIC => Ok(false),
        false => Err(StoreError::NoStore(path.to_owned())),
    }
}
