//! An entry moved, with all its lines, to another place of its list or table.

use crate::catalog::{Catalog, Record, RecordPlace};
use crate::finding::{Edit, Fix};
use crate::source::Span;

/// The place to which an entry moves.
#[derive(Clone, Copy)]
pub(super) enum MoveTarget<'r, 't> {
    /// Behind another.
    Behind(&'r Record<'t>),
    /// In front of another.
    Before(&'r Record<'t>),
}

/// The edits that move an entry, for a person to look at; none where its lines are not plainly its own. `is_tight` is what
/// [`is_tight`] returns for its list.
pub(super) fn moved(catalog: &Catalog<'_>, record: &Record<'_>, to: MoveTarget<'_, '_>, is_tight: bool) -> Option<Fix> {
    let text = catalog.document.text;
    let own = lines(catalog, record, is_tight)?;
    let other = match to {
        MoveTarget::Behind(other) | MoveTarget::Before(other) => lines(catalog, other, is_tight)?,
    };
    if own.start < other.end && other.start < own.end {
        return None;
    }
    let behind = text.get(own.end as usize..)?;
    let end = if behind.starts_with("\r\n") { "\r\n" } else { "\n" };
    // With the line ending behind it, or, at the end of the text, the one before it.
    let taken = if behind.starts_with(end) {
        Span { start: own.start, end: own.end + end.len() as u32 }
    } else {
        let before = text.get(..own.start as usize)?;
        let before = before.strip_suffix('\n').map(|rest| rest.strip_suffix('\r').unwrap_or(rest))?;
        Span::new(before.len(), own.end as usize)
    };
    let put = match to {
        MoveTarget::Behind(_) => Edit { span: Span::at(other.end as usize), text: format!("{end}{}", own.of(text)) },
        MoveTarget::Before(_) => Edit { span: Span::at(other.start as usize), text: format!("{}{end}", own.of(text)) },
    };
    // Two edits at one place would be in each other's way.
    if put.span.start >= taken.start && put.span.start <= taken.end {
        return None;
    }
    let mut edits = vec![Edit { span: taken, text: String::new() }, put];
    edits.sort_by_key(|edit| edit.span);
    Some(Fix { safe: false, edits })
}

/// True if the list of an entry has no empty lines, which is the same for all entries of one list.
pub(super) fn is_tight(catalog: &Catalog<'_>, record: &Record<'_>) -> bool {
    let RecordPlace::Item(item) = record.place else { return true };
    let document = &catalog.document;
    let list = document.items.get(item as usize).map(|item| &document[item.list]);
    list.is_some_and(|list| !list.span.of(document.text).trim_end().lines().any(|line| line.trim().is_empty()))
}

/// The lines of an entry, from the beginning of its first line to the end of its last.
fn lines(catalog: &Catalog<'_>, record: &Record<'_>, is_tight: bool) -> Option<Span> {
    let document = &catalog.document;
    let text = document.text;
    let span = match record.place {
        RecordPlace::Row(table, row) => {
            document.tables.get(table as usize).filter(|table| !table.html)?;
            document.rows.get(row as usize)?.span
        }
        RecordPlace::Item(item) => document.items.get(item as usize)?.span,
        RecordPlace::Section(_) | RecordPlace::Block(_) => return None,
    };
    let start = text.get(..span.start as usize)?.rfind('\n').map_or(0, |at| at + 1);
    let before = text.get(start..span.start as usize)?;
    let end = span.start as usize + span.of(text).trim_end().len();
    let rest = text.get(end..)?.lines().next().unwrap_or_default();
    let whole = Span::new(start, end + rest.trim_end_matches('\r').len());
    let is_plain = match record.place {
        // A list with empty lines in it would be torn apart.
        RecordPlace::Item(_) => is_tight && span.of(text).trim_start().starts_with(['-', '*', '+']),
        _ => true,
    };
    (before.trim().is_empty() && rest.trim().is_empty() && is_plain).then_some(whole)
}
