//! `text/`: characters that are not what a reader takes them for. Most text is ASCII, which is passed over many bytes at
//! a time; only what is not is looked at.

mod hidden;
mod mojibake;

pub(super) use hidden::{bidirectional, invisible, replacement};
pub(super) use mojibake::mojibake;

/// The first byte from `at` on that is not ASCII.
fn next_wide(bytes: &[u8], mut at: usize) -> Option<usize> {
    const STEP: usize = 64;
    while bytes.get(at..at + STEP).is_some_and(<[u8]>::is_ascii) {
        at += STEP;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|b| !b.is_ascii()).map(|wide| at + wide)
}

/// The stretches of a text that are not ASCII, with where they begin.
fn wide_runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = next_wide(bytes, at)?;
        let length = bytes.get(start..)?.iter().position(u8::is_ascii).unwrap_or(bytes.len() - start);
        at = start + length;
        Some((start, text.get(start..at)?))
    })
}
