//! Entries out of a promised order by a number, a date or another text of theirs.

use std::cmp::Ordering;

use super::collation::longest_rising;
use super::guide::OrderPromise;
use super::misplaced::draft;
use super::moving::is_tight;
use super::promise::{OrderDirection, OrderKey, WORDS};
use crate::catalog::date::{Date, dates};
use crate::catalog::number::{QuantityKind, quantities};
use crate::catalog::{Catalog, Column, Field, Record, RecordPlace, Share};
use crate::rules::Answers;
use crate::text::fold;

/// Entries that give what they are sorted by: fewer are not read as the promise means them.
const GIVEN: Share = Share(4, 5);
/// Entries of which an order can be told.
const LEAST: usize = 4;
/// Bytes of the shortest word that another word may begin with: `subs` and `subscriber`.
const SHORTEST_STEM: usize = 3;

/// The value of an entry that it is sorted by.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum RankValue {
    Number(f64),
    Date([i16; 3]),
    Text(String),
}

impl RankValue {
    fn compare(&self, other: &Self) -> Ordering {
        self.partial_cmp(other).unwrap_or(Ordering::Equal)
    }
}

/// Reports the entries of a list that are out of a promised order, which is not that of their names. Returns false where
/// the entries do not give what they are sorted by.
pub(super) fn out_of_rank(
    catalog: &Catalog<'_>,
    records: &[&Record<'_>],
    promise: &OrderPromise,
    answers: &mut Answers,
) -> bool {
    let given: Vec<(&Record<'_>, RankValue)> = values(catalog, records, &promise.order.key);
    if given.len() < LEAST || !GIVEN.is_reached(given.len(), records.len()) {
        return false;
    }
    let rising = || longest_rising(given.len(), |a, b| compare(&given, a, b));
    let falling = || longest_rising(given.len(), |a, b| compare(&given, b, a));
    let (direction, kept) = match promise.order.direction {
        Some(direction @ OrderDirection::Rising) => (direction, rising()),
        Some(direction @ OrderDirection::Falling) => (direction, falling()),
        None => {
            let (rising, falling) = (rising(), falling());
            if rising.len() > falling.len() {
                (OrderDirection::Rising, rising)
            } else {
                (OrderDirection::Falling, falling)
            }
        }
    };
    // What is pinned to the top is meant to stand there.
    let pinned = kept.first().copied().unwrap_or_default();
    let misplaced = given.len() - kept.len() - pinned;
    if misplaced == 0 {
        answers.holds();
        return true;
    }
    if misplaced > promise.allowed(given.len()) {
        return true;
    }
    let ordered = |a: usize, b: usize| match direction {
        OrderDirection::Rising => compare(&given, a, b),
        OrderDirection::Falling => compare(&given, b, a),
    };
    let listed: Vec<&Record<'_>> = given.iter().map(|(record, _)| *record).collect();
    let is_tight = listed.first().is_some_and(|first| is_tight(catalog, first));
    let order = format!("the promised order by {}", named(&promise.order.key));
    for index in (pinned..given.len()).filter(|index| kept.binary_search(index).is_err()) {
        let place = kept.partition_point(|&other| ordered(other, index) != Ordering::Greater);
        answers.broken(draft(catalog, &listed, (&order, Some(promise)), (&kept, place), index, is_tight));
    }
    true
}

fn compare(given: &[(&Record<'_>, RankValue)], a: usize, b: usize) -> Ordering {
    match (given.get(a), given.get(b)) {
        (Some((_, a)), Some((_, b))) => a.compare(b),
        _ => Ordering::Equal,
    }
}

/// What an order is called in a message.
fn named(key: &OrderKey) -> String {
    match key {
        OrderKey::Name => "name".to_owned(),
        OrderKey::Date => "date".to_owned(),
        OrderKey::Text(words) | OrderKey::Number(words) => words.join(" "),
    }
}

/// The records that give what they are sorted by, with it.
fn values<'r, 't>(
    catalog: &Catalog<'t>,
    records: &[&'r Record<'t>],
    key: &OrderKey,
) -> Vec<(&'r Record<'t>, RankValue)> {
    match key {
        OrderKey::Name => Vec::new(),
        OrderKey::Date => dated(catalog, records),
        OrderKey::Text(words) => {
            let text = |record| column_text(catalog, record, words).map(|text| RankValue::Text(fold::words(text)));
            let texts = records.iter().filter_map(|record| Some((*record, text(record)?)));
            texts.filter(|(_, text)| *text != RankValue::Text(String::new())).collect()
        }
        OrderKey::Number(words) => {
            let number = |record| Some(RankValue::Number(number(catalog, record, words)?));
            records.iter().filter_map(|record| Some((*record, number(record)?))).collect()
        }
    }
}

/// The records with dates, all to the precision of the least precise.
fn dated<'r, 't>(catalog: &Catalog<'t>, records: &[&'r Record<'t>]) -> Vec<(&'r Record<'t>, RankValue)> {
    let date = |record| date_of(catalog, record);
    let found: Vec<(&Record<'_>, Date)> = records.iter().filter_map(|record| Some((*record, date(record)?))).collect();
    let has_months = found.iter().all(|(_, date)| date.month.is_some());
    let has_days = found.iter().all(|(_, date)| date.day.is_some());
    let value = |date: Date| {
        let month = date.month.filter(|_| has_months).unwrap_or_default();
        let day = date.day.filter(|_| has_days).unwrap_or_default();
        RankValue::Date([date.year, i16::from(month), i16::from(day)])
    };
    found.into_iter().map(|(record, date)| (record, value(date))).collect()
}

/// The date of a record: of its column or key of dates, or the only one in brackets beside its name.
fn date_of(catalog: &Catalog<'_>, record: &Record<'_>) -> Option<Date> {
    let field = [Field::Date, Field::Year].into_iter().find_map(|field| {
        if let RecordPlace::Row(table, _) = record.place {
            catalog.column(table, field)?;
        }
        catalog.field(record, field)
    });
    if let Some(field) = field {
        return crate::catalog::date::date(field.text);
    }
    let text = own_text(catalog, record)?;
    let inner = text.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inner, _)| inner.trim())?;
    match dates(inner).as_slice() {
        [(date, range)] if *range == (0..inner.len()) => Some(*date),
        _ => None,
    }
}

/// The text of a record that is an item of a list or a paragraph.
fn own_text<'c>(catalog: &'c Catalog<'_>, record: &Record<'_>) -> Option<&'c str> {
    let document = &catalog.document;
    let block = match record.place {
        RecordPlace::Item(item) => document.items.get(item as usize)?.block,
        RecordPlace::Block(block) => block,
        RecordPlace::Row(..) | RecordPlace::Section(_) => return None,
    };
    document.block(block).map(|block| document.text_of(block))
}

/// The cell of a record's row in the column whose header has one of some words.
fn column_text<'c>(catalog: &'c Catalog<'_>, record: &Record<'_>, words: &[String]) -> Option<&'c str> {
    let RecordPlace::Row(table, row) = record.place else { return None };
    let document = &catalog.document;
    let has_word = |column: &Column| {
        let header = document.block(column.header).map_or("", |header| document.text_of(header));
        let folded = fold::words(header);
        let is_star =
            words.iter().any(|word| word == "star") && WORDS.stars.iter().any(|star| header.contains(star.as_str()));
        is_star
            || words.iter().any(|word| folded.split(' ').any(|own| own == word || own.strip_suffix('s') == Some(word)))
    };
    let index = catalog.tables.get(table as usize)?.columns.iter().position(has_word)?;
    let cell = document.cells(document.rows.get(row as usize)?).get(index)?;
    Some(document.text_of(cell).trim())
}

/// The number of a record that is called by some words: of its column, or the one in its text with such a unit.
fn number(catalog: &Catalog<'_>, record: &Record<'_>, words: &[String]) -> Option<f64> {
    let middle = |quantity: &crate::catalog::number::Quantity<'_>| match quantity.interval {
        interval if interval.is_unbounded() => interval.low,
        interval => f64::midpoint(interval.low, interval.high),
    };
    if matches!(record.place, RecordPlace::Row(..)) {
        let text = column_text(catalog, record, words)?;
        return match quantities(text).as_slice() {
            [quantity] => Some(middle(quantity)),
            // A ratio has no unit, and is read as no quantity.
            _ => text.parse().ok(),
        };
    }
    let text = own_text(catalog, record)?;
    let is_unit = |unit: &str| {
        let unit = fold::words(unit.split([' ', '/']).next().unwrap_or_default());
        let unit = unit.trim_end_matches('s');
        unit.len() >= SHORTEST_STEM
            && words.iter().any(|word| word.starts_with(unit) || unit.starts_with(word.as_str()))
    };
    let has_star = |start: usize, end: usize| {
        let before = text.get(..start).unwrap_or_default().trim_end();
        let after = text.get(end..).unwrap_or_default().trim_start();
        let is_star = |star: &String| {
            before.trim_end_matches('\u{fe0f}').ends_with(star.as_str()) || after.starts_with(star.as_str())
        };
        words.iter().any(|word| word == "star") && WORDS.stars.iter().any(is_star)
    };
    let found = quantities(text);
    let counts = found.iter().filter(|quantity| quantity.kind == QuantityKind::Count);
    let mut named =
        counts.filter(|quantity| is_unit(quantity.unit) || has_star(quantity.range.start, quantity.range.end));
    let first = named.next()?;
    named.next().is_none().then(|| middle(first))
}
