//! Errors that keep a store from being used, each with its path and what to do.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::error::Failure;
use crate::text::quote;

/// Why a store cannot be used. Nothing was written to it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is none.
    #[error("there is no store at {}", name(.0))]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{} is no store of catalint", name(.0))]
    NoStore(PathBuf),
    /// The file is a store, and broken.
    #[error("the store {} is damaged: {detail}", name(path))]
    Damaged {
        /// The store.
        path: PathBuf,
        /// SQLite's own message.
        detail: String,
    },
    /// A later version of catalint wrote it.
    #[error(
        "the store {} is of version {version}, and this catalint reads up to {}",
        name(path),
        super::schema::VERSION
    )]
    Newer {
        /// The store.
        path: PathBuf,
        /// Its version.
        version: i64,
    },
    /// Another run writes to it.
    #[error("another audit is writing to {}{}", name(path), since.map(|since| format!(" since {since:.0}")).unwrap_or_default())]
    Busy {
        /// The store.
        path: PathBuf,
        /// Since when, where that is known.
        since: Option<Timestamp>,
    },
    /// The file or its folder cannot be read or written.
    #[error("the store {} cannot be used: {detail}", name(path))]
    Unusable {
        /// The store.
        path: PathBuf,
        /// The system's own message.
        detail: String,
    },
}

fn name(path: &Path) -> String {
    quote(&path.to_string_lossy())
}

impl StoreError {
    /// Returns what the user can do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Missing(_) => "run `catalint audit` first, or name the store with `--store`",
            Self::NoStore(_) => "it was left as it is; name another file with `--store`",
            Self::Damaged { .. } => {
                "it was left as it is; put back a copy of it, or move it away: the next audit begins a new one"
            }
            Self::Newer { .. } => "it was left as it is; use the catalint that wrote it, or a later one",
            Self::Busy { .. } => "wait until it is done, or give this one a store of its own with `--store`",
            Self::Unusable { .. } => "see that the folder is there, has room, and may be written to",
        }
    }

    /// Converts an error of SQLite for the store at `path`.
    pub(super) fn from_sqlite(path: &Path, error: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(NotADatabase) => Self::NoStore(path),
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy { path, since: None },
            // What does not come from SQLite is a value that should not stand there.
            Some(DatabaseCorrupt) | None => Self::Damaged { path, detail: error.to_string() },
            Some(_) => Self::Unusable { path, detail: error.to_string() },
        }
    }
}

impl From<StoreError> for Failure {
    fn from(fault: StoreError) -> Self {
        Self::Run { message: fault.to_string(), help: Some(fault.help().to_owned()) }
    }
}
