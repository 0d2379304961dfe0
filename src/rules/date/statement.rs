//! Statements of a catalog about its own age: "Last Updated: November 2025".

use std::cmp::Ordering;

use crate::catalog::date::{Date, date, date_behind_label, is_planned, is_snapshot};
use crate::catalog::{Catalog, Field, RecordPlace, badge_parts};
use crate::markdown::{Block, BlockKind, LinkKind};
use crate::rules::{Answer, Answers, Context, Draft};
use crate::source::Span;

/// A statement of when the catalog was brought up to date.
#[derive(Debug)]
struct Statement {
    date: Date,
    span: Span,
    /// The statement as a reader sees it.
    text: String,
    /// True if it is a heading.
    is_heading: bool,
}

/// The statements of a catalog, in the order of the text. Those between the first and the last record may be about one
/// of the records, and are left alone.
fn statements(context: &Context<'_, '_>) -> Vec<Statement> {
    let catalog = context.catalog;
    let mut found = Vec::new();
    for block in around(catalog, bounds(catalog)) {
        in_block(context, block, &mut found);
    }
    for (span, text) in badges(catalog) {
        if let Some((date, range)) = date_behind_label(&text) {
            let text = text.get(range).unwrap_or_default().to_owned();
            found.push(Statement { date, span, text, is_heading: false });
        }
    }
    found.sort_by_key(|statement| statement.span);
    found
}

/// Returns the start of the first record, and the end of the last one.
pub(super) fn bounds(catalog: &Catalog<'_>) -> (u32, u32) {
    let first = catalog.records.first().map_or(u32::MAX, |record| record.span.start);
    let last = catalog.records.iter().map(|record| record.span.end).max().unwrap_or(0);
    (first, last)
}

/// The blocks before the first record and behind the last one.
pub(super) fn around<'c>(catalog: &'c Catalog<'_>, (first, last): (u32, u32)) -> impl Iterator<Item = &'c Block> {
    let document = &catalog.document;
    let before = document.blocks.partition_point(|block| block.span.start < first);
    let after = document.blocks.partition_point(|block| block.span.start < last).max(before);
    let blocks = move |range: std::ops::Range<usize>| document.blocks.get(range).unwrap_or_default();
    blocks(0..before).iter().chain(blocks(after..document.blocks.len()))
}

fn in_block(context: &Context<'_, '_>, block: &Block, found: &mut Vec<Statement>) {
    if block.kind == BlockKind::Cell {
        return;
    }
    let document = &context.catalog.document;
    let text = document.text_of(block);
    let is_heading = matches!(block.kind, BlockKind::Heading(_));
    let mut at = 0;
    for line in text.split('\n') {
        if let Some((date, range)) = date_behind_label(line) {
            let span = block.text.source(at + range.start..at + range.end);
            let end = Span { start: span.end.saturating_sub(1), ..span };
            // `2024-01-19` in a code span is an example.
            if !document.is_in_code_span(block, end) {
                let text = line.get(range).unwrap_or_default().to_owned();
                found.push(Statement { date, span, text, is_heading });
            }
        }
        at += line.len() + 1;
    }
}

/// The texts of the badges of shields.io outside of the records, `…/badge/Last%20Updated-August%2015%2C%202026-blue`, and
/// the spans of their images.
pub(super) fn badges<'c>(catalog: &'c Catalog<'_>) -> impl Iterator<Item = (Span, String)> + 'c {
    let (first, last) = bounds(catalog);
    let images = catalog.document.links.iter().filter(|link| link.kind == LinkKind::Image);
    images.filter(move |link| link.span.start < first || link.span.start >= last).filter_map(|link| {
        let parts = badge_parts(&link.target)?;
        let [label, value, ..] = parts.as_slice() else { return None };
        Some((link.span, format!("{label}: {value}")))
    })
}

/// `date/stale`.
pub(in crate::rules) fn stale(context: &Context<'_, '_>, answers: &mut Answers) {
    let statements = statements(context);
    let Some(newest) = statements.iter().map(|statement| statement.date).max_by_key(|date| date.last_day()) else {
        return;
    };
    let age = newest.days_before(context.now);
    if age as f64 <= context.number("max-age-days") {
        answers.holds();
        return;
    }
    let mut blocks = around(context.catalog, bounds(context.catalog)).filter(|block| block.kind != BlockKind::Cell);
    if blocks.any(|block| is_snapshot(context.catalog.document.text_of(block))) {
        return;
    }
    let mut same = statements.iter().filter(|statement| statement.date == newest);
    let Some(first) = same.next() else { return };
    let message = format!("\"{}\" is {} ago", first.text, ago(newest, context.now));
    let draft = Draft::new(first.span, message)
        .help("go through the list and write the new date, or leave the date out: the history has it")
        .subject(first.text.clone());
    answers.broken(same.fold(draft, |draft, other| draft.related(other.span, "said here too")));
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

/// `date/disagreement`.
pub(in crate::rules) fn disagreement(context: &Context<'_, '_>, answers: &mut Answers) {
    let mut statements = statements(context);
    // Headings with dates are a log of updates.
    if statements.iter().filter(|statement| statement.is_heading).count() > 1 {
        statements.retain(|statement| !statement.is_heading);
    }
    let [first, rest @ ..] = statements.as_slice() else { return };
    for other in rest {
        if !matches!(first.date.compare(other.date), Some(Ordering::Less | Ordering::Greater)) {
            answers.holds();
            continue;
        }
        answers.broken(
            Draft::new(other.span, format!("\"{}\" does not agree with \"{}\"", other.text, first.text))
                .help("write the date in one place only, or bring both up to date")
                .related(first.span, "the other date")
                .subject(format!("{} {}", first.text, other.text)),
        );
    }
}

/// `date/future`.
pub(in crate::rules) fn future(context: &Context<'_, '_>, answers: &mut Answers) {
    for statement in statements(context) {
        answers.take(ahead(context, statement.date, statement.span, &statement.text));
    }
    let catalog = context.catalog;
    for record in &catalog.records {
        for field in [Field::Date, Field::Year] {
            if let RecordPlace::Row(table, _) = record.place
                && catalog.column(table, field).is_none()
            {
                continue;
            }
            let Some(value) = catalog.field(record, field).filter(|value| !is_planned(value.label())) else { continue };
            if let Some(date) = date(value.text) {
                answers.take(ahead(context, date, value.span, value.text));
            }
        }
    }
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
