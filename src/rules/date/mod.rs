//! Rules about dates: what the catalog says of its own age, and dates that cannot be.

mod dated;
mod entry;
mod impossible;
mod range;
mod statement;

pub(super) use entry::{expired, out_of_scope};
pub(super) use impossible::{impossible, impossible_badge, impossible_line};
pub(super) use statement::{disagreement, future, future_statement, stale};
