//! Values as the store holds them: SQLite knows signed numbers of 64 bits and no moments.

use jiff::Timestamp;

/// A number as it is stored.
pub(super) fn int(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A moment as it is stored.
pub(super) fn stored(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// So long before a moment, as it is stored.
pub(super) fn stored_before(at: Timestamp, time: jiff::SignedDuration) -> i64 {
    at.checked_sub(time).map_or(i64::MIN, stored)
}

/// A stored moment.
pub(super) fn moment(stored: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(stored).map_err(|error| wrong(Box::new(error)))
}

/// A stored value that should not stand there.
pub(super) fn wrong(error: Box<dyn std::error::Error + Send + Sync>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error)
}
