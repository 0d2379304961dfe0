//! `text/`: characters that are not what a reader takes them for.

mod hidden;
mod mojibake;

pub(super) use hidden::{bidirectional, invisible, replacement};
pub(super) use mojibake::mojibake;
