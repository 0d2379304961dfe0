//! Statements of a catalog about its own age, and dates of entries, held against today and against each other.

use std::cmp::Ordering;

use crate::catalog::date::{Date, date, is_planned, is_snapshot};
use crate::catalog::{Field, Record, RecordPlace};
use crate::markdown::BlockKind;
use crate::rules::age_statement::{AgeStatement, around, bounds};
use crate::rules::{Answer, Context, Draft, Question};
use crate::source::Span;

/// `date/stale`: the newest statement is judged, once for all places where it is.
pub(in crate::rules) fn stale<'c>(context: &Context<'c, '_>) -> Question<'c, &'c AgeStatement> {
    let context = *context;
    let statements = context.age_statements();
    let newest = statements.iter().map(|statement| statement.date).max_by_key(|date| date.last_day());
    let text = context.text();
    let same = statements.iter().filter(move |statement| {
        Some(statement.date) == newest && !(statement.is_heading && is_in_brackets(text, statement.span))
    });
    let mut same: Option<Vec<&AgeStatement>> = Some(same.collect());
    Box::new(move |first| {
        if first.is_heading && is_in_brackets(context.text(), first.span) {
            return Answer::CannotTell;
        }
        let Some(same) = same.take_if(|_| Some(first.date) == newest) else { return Answer::CannotTell };
        let age = first.date.days_before(context.now);
        if age as f64 <= context.number("max-age-days") {
            return Answer::Holds;
        }
        let mut blocks = around(context.catalog, bounds(context.catalog)).filter(|block| block.kind != BlockKind::Cell);
        if blocks.any(|block| is_snapshot(context.catalog.document.text_of(block))) {
            return Answer::CannotTell;
        }
        let message = format!("\"{}\" is {} ago", first.text, ago(first.date, context.now));
        let draft = Draft::new(first.span, message)
            .help("go through the list and write the new date, or leave the date out: the history has it")
            .subject(first.text.clone());
        same.iter().skip(1).fold(draft, |draft, other| draft.related(other.span, "said here too")).into()
    })
}

/// Returns true if a span is within brackets of its line: `#### A corpus (519M; data updated 2019.2.7)` is about the corpus.
fn is_in_brackets(text: &str, span: Span) -> bool {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.rfind(['(', '（']) > line.rfind([')', '）'])
}

/// Formats the age of a date.
fn ago(date: Date, now: jiff::civil::Date) -> String {
    let months = i32::from(now.year() - date.year) * 12 + date.month.map_or(0, |month| i32::from(now.month() - month));
    match (date.month, months) {
        (_, 12) => "a year".to_owned(),
        (None, _) | (_, 24..) => format!("{} years", months / 12),
        (_, 1) => "a month".to_owned(),
        _ => format!("{months} months"),
    }
}

/// `date/disagreement`: each statement is compared with the first.
pub(in crate::rules) fn disagreement<'c>(context: &Context<'c, '_>) -> Question<'c, &'c AgeStatement> {
    let headings = context.age_statements().iter().filter(|statement| statement.is_heading).count();
    let mut first: Option<&AgeStatement> = None;
    Box::new(move |other| {
        // Headings with dates are a log of updates.
        if other.is_heading && headings > 1 {
            return Answer::CannotTell;
        }
        let Some(first) = &first else {
            first = Some(other);
            return Answer::CannotTell;
        };
        if !matches!(first.date.compare(other.date), Some(Ordering::Less | Ordering::Greater)) {
            return Answer::Holds;
        }
        Draft::new(other.span, format!("\"{}\" does not agree with \"{}\"", other.text, first.text))
            .help("write the date in one place only, or bring both up to date")
            .related(first.span, "the other date")
            .subject(format!("{} {}", first.text, other.text))
            .into()
    })
}

/// `date/future`, of the statements about the catalog.
pub(in crate::rules) fn future_statement<'c>(context: &Context<'c, '_>) -> Question<'c, &'c AgeStatement> {
    let context = *context;
    Box::new(move |statement| ahead(&context, statement.date, statement.span, &statement.text))
}

/// `date/future`, of the entries.
pub(in crate::rules) fn future(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let catalog = context.catalog;
    let judged = [Field::Date, Field::Year].into_iter().filter_map(|field| {
        if let RecordPlace::Row(table, _) = record.place {
            catalog.column(table, field)?;
        }
        let value = catalog.field(record, field).filter(|value| !is_planned(value.label()))?;
        Some(ahead(context, date(value.text)?, value.span, value.text))
    });
    judged.collect()
}

fn ahead(context: &Context<'_, '_>, date: Date, span: Span, text: &str) -> Answer {
    // It may be tomorrow already where the writer lives.
    let tomorrow = context.now.tomorrow().unwrap_or(context.now);
    if !date.is_after(tomorrow) {
        return Answer::Holds;
    }
    Draft::new(span, format!("\"{text}\" lies ahead of today, {}", context.now))
        .help("correct the date; the year is the most frequent slip")
        .subject(text.to_owned())
        .into()
}
