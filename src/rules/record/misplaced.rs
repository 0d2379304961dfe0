//! The finding on an entry out of the order of its list: the place where it belongs, and the fix that moves it there.

use super::guide::OrderPromise;
use super::moving::{MoveTarget, moved};
use super::shown;
use crate::catalog::{Catalog, Record};
use crate::rules::Draft;
use crate::source::Span;

/// Words a finding on the record at `index`, whose place is before the kept record of that position.
pub(super) fn draft(
    catalog: &Catalog<'_>,
    records: &[&Record<'_>],
    (order, promise): (&str, Option<&OrderPromise>),
    (kept, place): (&[usize], usize),
    index: usize,
    is_tight: bool,
) -> Draft {
    let at = |place: Option<usize>| place.and_then(|at| kept.get(at)).and_then(|&index| records.get(index)).copied();
    let (before, after) = (at(place.checked_sub(1)), at(Some(place)));
    let belongs = match (before, after) {
        (Some(before), Some(after)) => format!("between `{}` and `{}`", shown(&before.name), shown(&after.name)),
        (Some(before), None) => format!("behind `{}`", shown(&before.name)),
        (None, Some(after)) => format!("in front of `{}`", shown(&after.name)),
        (None, None) => String::new(),
    };
    let record = records.get(index).copied();
    let (name, span) = record.map_or((String::new(), Span::default()), |r| (shown(&r.name), r.name_span));
    let draft = Draft::new(span, format!("`{name}` is out of {order}: it belongs {belongs}"))
        .help(promise.map_or_else(|| "move the entry to its place".to_owned(), OrderPromise::advice))
        .record(record.map_or_else(String::new, |record| record.name.to_string()));
    let to = before.map(MoveTarget::Behind).or(after.map(MoveTarget::Before));
    let draft = match record.zip(to).and_then(|(record, to)| moved(catalog, record, to, is_tight)) {
        Some(fix) => draft.fix(fix),
        None => draft,
    };
    let draft = match before.or(after) {
        Some(neighbor) if before.is_some() => draft.related(neighbor.name_span, "it belongs behind this"),
        Some(neighbor) => draft.related(neighbor.name_span, "it belongs in front of this"),
        None => draft,
    };
    match promise.and_then(|promise| promise.span) {
        Some(span) => draft.related(span, "the order is promised here"),
        None => draft,
    }
}
