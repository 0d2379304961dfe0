//! Reports lines that were not read: a check that looks at nothing is worse than none.

mod no_records;
mod raw_lines;
mod severed;
mod too_deep;
mod unclosed;
mod unread;

pub(super) use no_records::no_records;
pub(super) use unread::unread;
