//! What is written as a date and is none: `2024-02-30`, `13/13/2024`.

use super::statement::{around, badges, bounds};
use crate::catalog::date::{ImpossibleDate, impossible_behind_label, impossible_date};
use crate::catalog::{Field, RecordPlace};
use crate::markdown::BlockKind;
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;

/// `date/impossible`.
pub(in crate::rules) fn impossible(context: &Context<'_, '_>, answers: &mut Answers) {
    of_statements(context, answers);
    let catalog = context.catalog;
    for record in &catalog.records {
        for wanted in [Field::Date, Field::Year, Field::Expiry] {
            if let RecordPlace::Row(table, _) = record.place
                && catalog.column(table, wanted).is_none()
            {
                continue;
            }
            let Some(value) = catalog.field(record, wanted) else { continue };
            match impossible_date(value.text) {
                Some(found) => answers.broken(draft(value.span, value.text, &found).record(record.name.to_string())),
                None => answers.holds(),
            }
        }
    }
}

/// The statements of when the catalog was brought up to date.
fn of_statements(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    for block in around(catalog, bounds(catalog)).filter(|block| block.kind != BlockKind::Cell) {
        let mut at = 0;
        for line in catalog.document.text_of(block).split('\n') {
            if let Some(found) = impossible_behind_label(line) {
                let span = block.text.source(at + found.range.start..at + found.range.end);
                answers.broken(draft(span, line, &found));
            }
            at += line.len() + 1;
        }
    }
    for (span, text) in badges(catalog) {
        if let Some(found) = impossible_behind_label(&text) {
            answers.broken(draft(span, &text, &found));
        }
    }
}

fn draft(span: Span, text: &str, found: &ImpossibleDate) -> Draft {
    let written = text.get(found.range.clone()).unwrap_or_default();
    let message = format!("\"{written}\" is no date: {}", found.why);
    Draft::new(span, message).help("correct the date").subject(written.to_owned())
}
