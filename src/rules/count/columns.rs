//! Numbers in one row held against each other, and the units of a column.

use super::mentions::{grouped, number, place, same_noun};
use crate::catalog::number::{Comparison, Kind, Separators, breakdown as read_breakdown, quantities, stated};
use crate::catalog::{Field, FieldRef, Record, TableRole, fold};
use crate::rules::{Answer, Answers, Context, Draft};
use crate::source::Span;

/// `count/breakdown`: parts that do not come to their total.
pub(in crate::rules) fn breakdown(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let mut answer = Answer::CannotTell;
    for field in context.catalog.fields(record) {
        if !field.text.bytes().any(|b| b.is_ascii_digit()) || field.field == Field::Link || field.field == Field::Name {
            continue;
        }
        let Some(parts) = read_breakdown(field.text) else { continue };
        if parts.total.is_some() {
            match parts.compare() {
                Comparison::Contradicts => return within_cell(&field, &parts),
                Comparison::Agrees => answer = Answer::Holds,
                Comparison::CannotTell => {}
            }
            continue;
        }
        match against_column(context, record, &field, &parts) {
            Answer::CannotTell => {}
            Answer::Holds => answer = Answer::Holds,
            broken @ Answer::Broken(_) => return broken,
        }
    }
    answer
}

fn within_cell(field: &FieldRef<'_>, parts: &crate::catalog::number::Breakdown<'_>) -> Answer {
    let Some(total) = &parts.total else { return Answer::CannotTell };
    let sum = parts.sum();
    let message = format!("the parts come to {}, the total says {}", number(sum), number(total.quantity.interval));
    Draft::new(place(field, total.quantity.range.clone()), message)
        .help("correct the total or the parts")
        .subject(field.text.to_owned())
        .into()
}

/// A column of counts whose header shares its noun with the header of the parts: `# Structures` and `Anatomical
/// Structures`.
fn against_column(
    context: &Context<'_, '_>,
    record: &Record<'_>,
    field: &FieldRef<'_>,
    parts: &crate::catalog::number::Breakdown<'_>,
) -> Answer {
    let sum = parts.sum();
    let columns =
        context.catalog.fields(record).filter(|other| other.field == Field::Count && other.span != field.span);
    for column in columns.filter(|column| same_noun(column.label, field.label)) {
        let Some(count) = stated(column.text, Separators::Unknown) else { continue };
        if !sum.is_exact() || count.compare_to(&sum) != Comparison::Contradicts {
            return Answer::Holds;
        }
        let terms: Vec<String> = parts.parts.iter().map(|part| number(part.quantity.interval)).collect();
        let message = format!(
            "{} says {}, the parts come to {} = {}",
            label(column.label),
            column.text,
            terms.join(" + "),
            grouped(sum.low)
        );
        return Draft::new(column.span, message)
            .help("correct the count or the parts")
            .related(field.span, format!("these come to {}", grouped(sum.low)))
            .subject(format!("{} {}", label(column.label), column.text))
            .into();
    }
    Answer::CannotTell
}

fn label(text: &str) -> &str {
    text.trim_start_matches(['#', ' ']).trim()
}

/// `count/row`: a column of counts against the words of the same row: `5.158` and "5158 images in total".
pub(in crate::rules) fn row(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let mut answer = Answer::CannotTell;
    for column in context.catalog.fields(record).filter(|field| field.field == Field::Count) {
        let noun = label(column.label);
        let Some(count) =
            stated(column.text, Separators::Unknown).filter(|count| !noun.is_empty() && count.kind == Kind::Count)
        else {
            continue;
        };
        for field in
            context.catalog.fields(record).filter(|field| field.span != column.span && field.field != Field::Count)
        {
            let found = quantities(field.text);
            let mut alike = found.iter().filter(|other| other.kind == Kind::Count && same_noun(other.unit, noun));
            let (Some(other), None) = (alike.next(), alike.next()) else { continue };
            if count.compare(other) != Comparison::Contradicts {
                answer = Answer::Holds;
            } else if !other.floor && !count.floor {
                let message = format!(
                    "the column says {} {noun}, the row's own words say {}",
                    column.text,
                    number(other.interval)
                );
                return Draft::new(column.span, message)
                    .help("make the two agree")
                    .related(place(&field, other.range.clone()), "the words")
                    .subject(format!("{noun} {}", column.text))
                    .into();
            }
        }
    }
    answer
}

/// `count/unit`: a number of one thing in a column of another: utterances in a column of hours.
pub(in crate::rules) fn unit(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    for (table, reading) in catalog.document.tables.iter().zip(&catalog.tables) {
        if reading.role != TableRole::Records {
            continue;
        }
        for (column, head) in reading.columns.iter().enumerate() {
            if matches!(head.field, Field::Count | Field::Size | Field::Other) {
                column_units(context, table, column, answers);
            }
        }
    }
}

/// The unit that nearly all cells of a column share is the column's; a cell with one number of another unit is wrong.
fn column_units(context: &Context<'_, '_>, table: &crate::markdown::Table, column: usize, answers: &mut Answers) {
    let document = &context.catalog.document;
    let mut cells: Vec<(Span, String, String)> = Vec::new();
    let mut header = String::new();
    if let Some(cell) = document.header(table).and_then(|row| document.cells(row).get(column)) {
        header = fold::words(document.text_of(cell));
    }
    for row in document.body(table) {
        let Some(cell) = document.cells(row).get(column) else { continue };
        let text = document.text_of(cell);
        let found = quantities(text);
        let units: Vec<String> = found.iter().filter(|q| q.kind == Kind::Count).map(|q| unit_word(q.unit)).collect();
        if let [unit] = units.as_slice()
            && !unit.is_empty()
        {
            cells.push((context.catalog.content_span(cell), unit.clone(), text.trim().to_owned()));
        }
    }
    let Some(common) = common(&cells) else { return };
    // The column's header names the unit, or nearly every cell does.
    let headed = header.split(' ').any(|word| word.trim_end_matches('s') == common);
    for (span, unit, text) in &cells {
        if *unit == common {
            answers.holds();
        } else if headed {
            let message = format!("{text} stands in a column of {common}s");
            answers.broken(
                Draft::new(*span, message)
                    .help(format!("give it in {common}s, or move it to a column of its own"))
                    .subject(text.clone()),
            );
        }
    }
}

fn unit_word(unit: &str) -> String {
    fold::words(unit).split(' ').next_back().unwrap_or_default().trim_end_matches('s').to_owned()
}

fn common(cells: &[(Span, String, String)]) -> Option<String> {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (_, unit, _) in cells {
        *counts.entry(unit).or_default() += 1;
    }
    let (unit, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= 5 && count * 10 >= cells.len() * 7).then(|| unit.to_owned())
}
