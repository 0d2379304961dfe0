//! The cells of a row as it is written.

use crate::source::Span;

/// The cells of a row as they are written, those that no renderer shows too.
pub(super) fn cells(text: &str, row: Span) -> Vec<Span> {
    let source = row.of(text);
    let mut cells = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, byte) in source.bytes().enumerate() {
        if byte == b'|' && !escaped {
            if at > 0 {
                cells.push(row.inner(start..at));
            }
            start = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    if start < source.len() {
        cells.push(row.inner(start..source.len()));
    }
    cells
}
