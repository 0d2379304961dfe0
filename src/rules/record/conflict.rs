//! Records of one thing that say different things of it.

use super::{container, main_target, shown};
use crate::catalog::missing::{MissingReason, missing};
use crate::catalog::number::{Comparison, Separators, stated};
use crate::catalog::{Entity, Field, FieldRef, Record};
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
        .filter_map(|record| Some((record, main_target(catalog, record)?)))
        .take(MOST)
        .collect();
    let mut compared = false;
    for (index, (record, target)) in linked.iter().enumerate() {
        for (first, other) in linked.get(..index).unwrap_or_default() {
            if target != other || !are_comparable(context, first, record) {
                continue;
            }
            for field in TYPED {
                let (Some(a), Some(b)) = (catalog.field(first, field), catalog.field(record, field)) else { continue };
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

/// Fields whose values can be held against each other.
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
    if container(catalog, a) != container(catalog, b) {
        return true;
    }
    let wordy = |field| matches!(field, Field::Description | Field::Notes | Field::Number | Field::Name | Field::Link);
    let mut differing = 0;
    for (left, right) in catalog.fields(a).zip(catalog.fields(b)) {
        if !wordy(left.field) && fold::words(left.text) != fold::words(right.text) {
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
    if fold::words(a.label()) != fold::words(b.label()) || unknown(a.text) || unknown(b.text) {
        return Comparison::CannotTell;
    }
    if matches!(a.field, Field::Count | Field::Year) {
        let (Some(left), Some(right)) = (stated(a.text, Separators::Unknown), stated(b.text, Separators::Unknown))
        else {
            return Comparison::CannotTell;
        };
        if left.kind != right.kind || fold::words(left.unit) != fold::words(right.unit) {
            return Comparison::CannotTell;
        }
        return left.compare(&right);
    }
    if fold::key(a.text) == fold::key(b.text) { Comparison::Agrees } else { Comparison::Contradicts }
}
