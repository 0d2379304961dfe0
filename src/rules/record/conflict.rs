//! Records of one thing that say different things of it.

use std::cmp::Ordering;

use super::shared_link::is_on_name;
use super::{is_wordy, main_page, shown};
use crate::catalog::date::date;
use crate::catalog::missing::{MissingReason, missing};
use crate::catalog::number::{Comparison, Interval, Separators, stated};
use crate::catalog::{Catalog, Entity, Field, FieldRef, Record, RecordPlace, ValueKind};
use crate::rules::{Answer, Context, Draft};
use crate::text::fold;

/// Records of one name that are held against the first ones; a name that stands in a hundred places is a family's.
const MOST: usize = 16;

/// Records of one name and one link that contradict each other in a number or a fixed word.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the table of rules asks about all subjects by reference")]
pub(in crate::rules) fn conflict(context: &Context<'_, '_>, entity: &Entity) -> Answer {
    if entity.records <= 1 {
        return Answer::CannotTell;
    }
    let catalog = context.catalog;
    let linked: Vec<(&Record<'_>, u32)> = catalog
        .records_of(entity)
        .filter_map(|record| Some((record, main_page(catalog, record)?)))
        .take(MOST)
        .collect();
    let mut compared = false;
    for (index, (record, target)) in linked.iter().enumerate() {
        for (first, other) in linked.get(..index).unwrap_or_default() {
            if target != other || !are_comparable(context, first, record) {
                continue;
            }
            for (a, b) in shared_fields(catalog, first, record) {
                match compare(&a, &b) {
                    Comparison::Contradicts => return draft(record, &a, &b).into(),
                    Comparison::Agrees => compared = true,
                    Comparison::CannotTell => {}
                }
            }
        }
    }
    if compared { Answer::Holds } else { Answer::CannotTell }
}

/// The fields that two records have under one label, licences left out, which have a rule of their own, and so are the
/// name, the link and what is said in words.
fn shared_fields<'c>(catalog: &'c Catalog<'_>, a: &Record<'_>, b: &Record<'_>) -> Vec<(FieldRef<'c>, FieldRef<'c>)> {
    let is_compared = |field| {
        !matches!(
            field,
            Field::Name
                | Field::Link
                | Field::License
                | Field::Description
                | Field::Notes
                | Field::Number
                | Field::Paper
        )
    };
    // A first column of another meaning than the name's is what the row is about: the entries are not of that name.
    let first = |record: &Record<'_>| {
        let first = matches!(record.place, RecordPlace::Row(..)).then(|| catalog.fields(record).next()).flatten();
        first.filter(|field| field.field == Field::Other).map(|field| field.span)
    };
    let about = [first(a), first(b)];
    let others: Vec<FieldRef<'c>> = catalog.fields_of(b, is_compared).take(MOST_FIELDS).collect();
    let own = catalog.fields_of(a, is_compared).take(MOST_FIELDS).filter(|own| !about.contains(&Some(own.span)));
    let pairs = own.filter_map(|own| {
        let label = fold::words(own.label());
        let other = others.iter().find(|other| fold::words(other.label()) == label && other.field == own.field);
        other.filter(|_| !label.is_empty() || TYPED.contains(&own.field)).map(|other| (own, *other))
    });
    pairs.collect()
}

/// The least number that is counted anew with a small difference: stars, downloads.
const LEAST_RECOUNT: f64 = 1000.0;

/// Fields of one record that are compared: no table is as wide.
const MOST_FIELDS: usize = 32;

/// Fields whose values can be held against each other whatever their kind.
const TYPED: [Field; 5] = [Field::Count, Field::Year, Field::Auth, Field::Https, Field::Cors];

fn draft(record: &Record<'_>, a: &FieldRef<'_>, b: &FieldRef<'_>) -> Draft {
    let (name, label) = (shown(&record.name), shown(b.label()));
    Draft::new(b.span, format!("{label} of `{name}` is {} here, and {} in another place", shown(b.text), shown(a.text)))
        .help("find out which is right, and write it in both places")
        .related(a.span, format!("here it is {}", shown(a.text)))
        .subject(fold::words(b.label()))
}

/// Returns true if two records speak of the same part of a thing: in one table, rows that differ in a word as well, a
/// task or a
/// split, are about different parts.
fn are_comparable(context: &Context<'_, '_>, a: &Record<'_>, b: &Record<'_>) -> bool {
    let catalog = context.catalog;
    if a.container(&catalog.document) != b.container(&catalog.document) {
        // Methods are listed with the paper of each in a table a benchmark: what is measured belongs to the table.
        return is_on_name(catalog, a) && is_on_name(catalog, b);
    }
    let mut differing = 0;
    for (left, right) in catalog.fields(a).zip(catalog.fields(b)) {
        if !is_wordy(left.field) && fold::words(left.text) != fold::words(right.text) {
            // A year tells editions apart.
            differing += if left.field != Field::Year && TYPED.contains(&left.field) { 1 } else { 2 };
        }
    }
    differing == 1
}

/// Holds two values under one header against each other.
fn compare(a: &FieldRef<'_>, b: &FieldRef<'_>) -> Comparison {
    if a.text == b.text {
        return Comparison::Agrees;
    }
    let unknown = |text| missing(text).is_some_and(|why| why != MissingReason::No);
    if unknown(a.text) || unknown(b.text) {
        return Comparison::CannotTell;
    }
    let kinds = (ValueKind::of(a.text, false), ValueKind::of(b.text, false));
    let is_fixed = matches!(a.field, Field::Auth | Field::Https | Field::Cors);
    match kinds {
        (ValueKind::Mark, ValueKind::Mark) => compare_words(a.text, b.text),
        (ValueKind::Date, ValueKind::Date) => compare_dates(a.text, b.text),
        _ if is_fixed => compare_words(a.text, b.text),
        _ => compare_numbers(a.text, b.text),
    }
}

fn compare_words(a: &str, b: &str) -> Comparison {
    if fold::key(a) == fold::key(b) { Comparison::Agrees } else { Comparison::Contradicts }
}

fn compare_dates(a: &str, b: &str) -> Comparison {
    let both = date(a).zip(date(b));
    match both.and_then(|(a, b)| a.compare(b)) {
        Some(Ordering::Equal) => Comparison::Agrees,
        Some(_) => Comparison::Contradicts,
        None => Comparison::CannotTell,
    }
}

fn compare_numbers(a: &str, b: &str) -> Comparison {
    let (Some(left), Some(right)) = (stated(a, Separators::Unknown), stated(b, Separators::Unknown)) else {
        return Comparison::CannotTell;
    };
    if left.kind != right.kind || fold::words(left.unit) != fold::words(right.unit) {
        return Comparison::CannotTell;
    }
    match left.compare(&right) {
        Comparison::Contradicts if is_recount(left.interval, right.interval) => Comparison::Agrees,
        other => other,
    }
}

/// Returns true if two large numbers differ by less than a hundredth: what grows was counted on two days.
fn is_recount(a: Interval, b: Interval) -> bool {
    let (low, high) = if a.low < b.low { (a.low, b.low) } else { (b.low, a.low) };
    low >= LEAST_RECOUNT && high - low < low / 100.0
}
