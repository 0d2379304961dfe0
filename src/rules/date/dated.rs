//! The date of a single entry, and where it is written.

use crate::catalog::date::{Date, dates};
use crate::catalog::{Field, Record, RecordPlace};
use crate::markdown::{Block, MarkKind};
use crate::rules::Context;
use crate::source::Span;

/// Longer text in front of a bracket is no name.
const LONGEST_NAME: usize = 120;

/// The date of an entry, and its span: of its column or key, or in brackets behind its name.
pub(super) fn entry_date(context: &Context<'_, '_>, record: &Record<'_>) -> Option<(Date, Span)> {
    let catalog = context.catalog;
    let field = [Field::Year, Field::Date].into_iter().find_map(|field| match record.place {
        RecordPlace::Row(table, _) => catalog.column(table, field).and_then(|_| catalog.field(record, field)),
        _ => catalog.field(record, field),
    });
    if let Some(field) = field {
        return crate::catalog::date::date(field.text).map(|date| (date, field.span));
    }
    let RecordPlace::Item(item) = record.place else { return None };
    let block = catalog.document.block(catalog.document.items.get(item as usize)?.block)?;
    behind_name(context, block).map(|(date, range)| (date, block.text.source(range)))
}

/// The date in brackets right behind the name that an item begins with, and the range of it in the block's text.
pub(super) fn behind_name(context: &Context<'_, '_>, block: &Block) -> Option<(Date, std::ops::Range<usize>)> {
    let document = &context.catalog.document;
    let text = document.text_of(block);
    let is_name = |kind| matches!(kind, MarkKind::Strong | MarkKind::Link | MarkKind::Emphasis);
    let name = document.marks_of(block).iter().find(|mark| is_name(mark.kind) && mark.text.0 == 0)?;
    let mut end = name.text.1 as usize;
    // The date may stand inside the emphasis: `**CADS (July 2025)**`.
    if text.get(..end)?.trim_end().ends_with(')') {
        end = text.get(..end)?.rfind('(')?;
    }
    let rest = text.get(end..).filter(|_| end <= LONGEST_NAME)?;
    let inner = rest.trim_start().strip_prefix(['(', '（'])?;
    let start = text.len() - inner.len();
    let inner = inner.split([')', '）']).next()?;
    let trimmed = inner.trim();
    let found = dates(trimmed);
    let [(date, range)] = found.as_slice() else { return None };
    let lead = inner.len() - inner.trim_start().len();
    (*range == (0..trimmed.len())).then_some((*date, start + lead..start + lead + trimmed.len()))
}
