//! Sums in a table: a last row that adds up the others, and a column that adds up others of its row.

use super::mentions::grouped;
use crate::catalog::number::{Interval, QuantityKind, Separators, divides_whole, is_total_row, quantities_with};
use crate::markdown::{Block, Table, TableRow};
use crate::rules::{Answer, Context, Draft, Question};

/// Rows that a total adds up: fewer are no table of numbers.
const LEAST_ROWS: usize = 3;
/// Of the rows that a column of totals is right in, one may be wrong.
const RIGHT_PER_WRONG: usize = 3;
/// The share by which a total that no other column confirms may be off: what is farther off adds up something else.
const NEAR: f64 = 0.1;

/// `count/breakdown`, of the totals of a table.
pub(in crate::rules) fn table_sums<'c>(context: &Context<'c, '_>) -> Question<'c, u32> {
    let context = *context;
    let document = &context.catalog.document;
    Box::new(move |index| {
        let Some(table) = document.tables.get(index as usize) else { return Answer::CannotTell };
        let body = document.body(table);
        if body.len() < LEAST_ROWS {
            return Answer::CannotTell;
        }
        let mut answers = total_column(&context, table, body);
        if body.len() > LEAST_ROWS {
            answers.append(&mut total_row(&context, body));
        }
        Answer::Parts(answers)
    })
}

/// The one exact count of a cell; none where it has another number or a word.
fn exact(text: &str) -> Option<f64> {
    let text = text.trim();
    let found = quantities_with(text, Separators::English);
    let [quantity] = found.as_slice() else { return None };
    let is_count = quantity.kind == QuantityKind::Count && quantity.interval.is_exact() && !quantity.floor;
    let is_whole = quantity.range == (0..text.len()) && !quantity.approximate && !quantity.looks_like_year();
    (is_count && is_whole && quantity.interval.low.fract() == 0.0).then_some(quantity.interval.low)
}

/// The count of a cell that is added up: a blank one adds nothing.
fn addend(text: &str) -> Option<f64> {
    if matches!(text.trim(), "" | "-" | "–" | "—" | "0") { Some(0.0) } else { exact(text) }
}

/// The finding on a total that is not what is added up.
fn draft(context: &Context<'_, '_>, cell: &Block, said: f64, (message, help): (String, &'static str)) -> Draft {
    let draft = Draft::new(context.catalog.content_span(cell), message);
    draft.help(help).subject(format!("total {}", grouped(said)))
}

/// A row whose first words call it the total of those before it.
fn total_row(context: &Context<'_, '_>, body: &[TableRow]) -> Vec<Answer> {
    let document = &context.catalog.document;
    let is_total = |row: &TableRow| {
        let first = document.cells(row).iter().map(|cell| document.text_of(cell)).find(|text| !text.trim().is_empty());
        first.is_some_and(is_total_row)
    };
    let Some((last, rows)) = body.split_last().filter(|(last, rows)| is_total(last) && !rows.iter().any(is_total))
    else {
        return Vec::new();
    };
    let mut sums: Vec<(&Block, f64, f64)> = Vec::new();
    for (index, cell) in document.cells(last).iter().enumerate() {
        let Some(said) = exact(document.text_of(cell)) else { continue };
        let values: Option<Vec<f64>> = rows
            .iter()
            .map(|row| addend(document.cells(row).get(index).map_or("", |cell| document.text_of(cell))))
            .collect();
        if let Some(values) = values.filter(|values| values.iter().filter(|value| **value > 0.0).count() >= LEAST_ROWS)
        {
            sums.push((cell, said, values.iter().sum()));
        }
    }
    let is_right = |said: f64, sum: f64| Interval::exact(said).contains(sum);
    let confirmed = sums.iter().any(|(_, said, sum)| is_right(*said, *sum));
    let judged = sums.into_iter().map(|(cell, said, sum)| {
        if is_right(said, sum) {
            return Answer::Holds;
        }
        if !confirmed && (said - sum).abs() > NEAR * sum {
            return Answer::CannotTell;
        }
        let message =
            format!("the total says {}, the {} rows above come to {}", grouped(said), rows.len(), grouped(sum));
        draft(context, cell, said, (message, "correct the total or the rows")).into()
    });
    judged.collect()
}

/// A column of totals beside columns that divide them: train, validation, test, total.
fn total_column(context: &Context<'_, '_>, table: &Table, body: &[TableRow]) -> Vec<Answer> {
    let document = &context.catalog.document;
    let Some(header) = document.header(table) else { return Vec::new() };
    let headers: Vec<&str> = document.cells(header).iter().map(|cell| document.text_of(cell).trim()).collect();
    let mut totals = headers.iter().enumerate().filter(|(_, header)| is_total_row(header));
    let (Some((total, _)), None) = (totals.next(), totals.next()) else { return Vec::new() };
    let is_part = |header: &str| divides_whole(&[header.trim_start_matches(['#', ' ']).to_owned()]);
    let parts: Vec<usize> =
        (0..headers.len()).filter(|&at| headers.get(at).is_some_and(|header| is_part(header))).collect();
    let names: Vec<String> = parts
        .iter()
        .filter_map(|&at| headers.get(at).map(|own| own.trim_start_matches(['#', ' ']).to_owned()))
        .collect();
    if parts.len() < 2 || !divides_whole(&names) {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    let mut right = 0;
    for row in body {
        let cells = document.cells(row);
        let value = |at: usize| addend(document.text_of(cells.get(at)?));
        let sum: Option<f64> = parts.iter().map(|&at| value(at)).sum();
        let (Some(cell), Some(said), Some(sum)) = (cells.get(total), value(total).filter(|said| *said > 0.0), sum)
        else {
            continue;
        };
        if Interval::exact(said).contains(sum) { right += 1 } else { wrong.push((cell, said, sum)) }
    }
    if right < RIGHT_PER_WRONG * wrong.len().max(1) {
        return Vec::new();
    }
    let rest = wrong.into_iter().map(|(cell, said, sum)| {
        let message =
            format!("the total says {}, the parts come to {}: {}", grouped(said), grouped(sum), names.join(" + "));
        draft(context, cell, said, (message, "correct the total or the parts")).into()
    });
    (0..right).map(|_| Answer::Holds).chain(rest).collect()
}
