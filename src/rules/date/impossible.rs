//! What is written as a date and is none: `2024-02-30`, `13/13/2024`.

use crate::catalog::date::{ImpossibleDate, impossible_behind_label, impossible_date};
use crate::catalog::{Field, Record, RecordPlace};
use crate::markdown::{Block, BlockKind};
use crate::rules::age_statement::{badge, bounds};
use crate::rules::{Answer, Context, Draft, Question, TargetedLink};
use crate::source::Span;

/// `date/impossible`, of the entries.
pub(in crate::rules) fn impossible(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let catalog = context.catalog;
    let judged = [Field::Date, Field::Year, Field::Expiry].into_iter().filter_map(|wanted| {
        if let RecordPlace::Row(table, _) = record.place {
            catalog.column(table, wanted)?;
        }
        let value = catalog.field(record, wanted)?;
        Some(Answer::from(impossible_date(value.text).map(|found| draft(value.span, value.text, &found))))
    });
    judged.collect()
}

/// `date/impossible`, of the lines that may say when the catalog was brought up to date.
pub(in crate::rules) fn impossible_line<'c>(context: &Context<'c, '_>) -> Question<'c, &'c Block> {
    let document = &context.catalog.document;
    let (first, last) = bounds(context.catalog);
    Box::new(move |block| {
        if block.kind == BlockKind::Cell || (first..last).contains(&block.span.start) {
            return Answer::CannotTell;
        }
        let mut at = 0;
        let judged = document.text_of(block).split('\n').filter_map(|line| {
            let start = at;
            at += line.len() + 1;
            let found = impossible_behind_label(line)?;
            let span = block.text.source(start + found.range.start..start + found.range.end);
            Some(draft(span, line, &found).into())
        });
        judged.collect()
    })
}

/// `date/impossible`, of badges that say when the catalog was brought up to date.
pub(in crate::rules) fn impossible_badge<'c, 't>(context: &Context<'c, 't>) -> Question<'c, TargetedLink<'c, 't>> {
    let bounds = bounds(context.catalog);
    Box::new(move |own| {
        let Some((span, text)) = badge(own.link, bounds) else { return Answer::CannotTell };
        impossible_behind_label(&text).map_or(Answer::CannotTell, |found| draft(span, &text, &found).into())
    })
}

fn draft(span: Span, text: &str, found: &ImpossibleDate) -> Draft {
    let written = text.get(found.range.clone()).unwrap_or_default();
    let message = format!("\"{written}\" is no date: {}", found.why);
    Draft::new(span, message).help("correct the date").subject(written.to_owned())
}
