//! Entries outside of the time that the catalog promises of all of them: "papers since 2015".

use super::dated::entry_date;
use crate::catalog::Record;
use crate::catalog::date::{Date, PromisedYears, promised_years};
use crate::markdown::{Block, BlockKind};
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;
use crate::text::shorten;

/// Entries that keep to the promise for each that does not: a promise that more break is of something else.
const KEEPING: usize = 15;
/// Promises that are read: a text that makes more of them promises nothing.
const MOST_PROMISES: usize = 16;
/// Entries outside that are named.
const NAMED: usize = 5;
/// Characters of a name in a message.
const LONGEST_NAME: usize = 48;

/// Reports the promises of a time that single entries break.
pub(super) fn promised_range(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    let document = &catalog.document;
    let mut near = 0;
    let mut promises = document.prose().filter_map(|(_, block)| {
        let is_entry = block.kind == BlockKind::Cell || catalog.record_near(block.span, &mut near).is_some();
        (!is_entry).then(|| promised_years(document.text_of(block))).flatten().map(|promise| (block, promise))
    });
    for (block, promise) in promises.by_ref().take(MOST_PROMISES) {
        judge(context, block, &promise, answers);
    }
}

/// An entry with its date, and where that stands.
type DatedRecord<'c, 't> = (&'c Record<'t>, Date, Span);

/// The dated entries that a promise is about: those of its section that follow it, or all where none do.
fn dated_records<'c, 't>(context: &Context<'c, 't>, block: &Block) -> Vec<DatedRecord<'c, 't>> {
    let records = &context.catalog.records;
    let dated = |records: &'c [Record<'t>]| -> Vec<DatedRecord<'c, 't>> {
        let date = |record| entry_date(context, record);
        records.iter().filter_map(|record| date(record).map(|(date, span)| (record, date, span))).collect()
    };
    let section = &context.catalog.document[block.section];
    if section.level > 1 {
        let first = records.partition_point(|record| record.span.start < block.span.start);
        let last = records.partition_point(|record| record.span.start < section.span.end).max(first);
        let own = dated(records.get(first..last).unwrap_or_default());
        if !own.is_empty() {
            return own;
        }
    }
    dated(records)
}

fn judge(context: &Context<'_, '_>, block: &Block, promise: &PromisedYears, answers: &mut Answers) {
    let is_inside = |(_, date, _): &DatedRecord<'_, '_>| promise.years.contains(&date.year);
    let (inside, outside): (Vec<_>, Vec<_>) = dated_records(context, block).into_iter().partition(is_inside);
    if outside.is_empty() || inside.len() < KEEPING * outside.len() {
        if !inside.is_empty() && outside.is_empty() {
            answers.holds();
        }
        return;
    }
    let text = context.catalog.document.text_of(block);
    let written = text.get(promise.range.clone()).unwrap_or_default();
    let named = |(record, date, _): &DatedRecord<'_, '_>| {
        format!("`{}` is of {}", shorten(&record.name, LONGEST_NAME), date.year)
    };
    let names: Vec<String> = outside.iter().take(NAMED).map(named).collect();
    let all = inside.len() + outside.len();
    let message = format!(
        "the text promises \"{written}\", and of {all} dated entries {} {} not: {}",
        outside.len(),
        if outside.len() == 1 { "is" } else { "are" },
        names.join(", ")
    );
    let draft = Draft::new(block.text.source(promise.range.clone()), message)
        .help("take the entry out, or correct its year or the promise")
        .subject(format!("{written} {}", names.join(", ")));
    answers.broken(
        outside.iter().take(NAMED).fold(draft, |draft, (_, _, span)| draft.related(*span, "outside of the time")),
    );
}
