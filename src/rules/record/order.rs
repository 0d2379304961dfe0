//! Entries out of place in a list that is otherwise in alphabetical order.

use std::cmp::Ordering;

use super::moving::{MoveTarget, is_tight, moved};
use super::{container, shown};
use crate::catalog::{Catalog, Record};
use crate::rules::{Answers, Context, Draft};
use crate::text::fold;

/// Fewer entries may be in order by chance.
const LEAST: usize = 8;

/// Entries of a list or table that stand out of its alphabetical order.
pub(in crate::rules) fn out_of_order(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    let mut places: Vec<(u64, u32)> = catalog
        .records
        .iter()
        .enumerate()
        .filter(|(_, record)| record.is_named())
        .map(|(index, record)| (container(catalog, record), index as u32))
        .collect();
    // Items of nested lists stand between those of their parents'.
    places.sort_by_key(|(container, _)| *container);
    for list in places.chunk_by(|a, b| a.0 == b.0).filter(|list| list.len() >= LEAST) {
        let records: Vec<&Record<'_>> =
            list.iter().filter_map(|(_, index)| catalog.records.get(*index as usize)).collect();
        judge(catalog, &records, answers);
    }
}

fn judge(catalog: &Catalog<'_>, records: &[&Record<'_>], answers: &mut Answers) {
    let allowed = records.len() / 10;
    let mut steps = 0;
    for pair in records.windows(2) {
        if let [before, after] = pair
            && compare(&before.name, &after.name) == Ordering::Greater
        {
            steps += 1;
            // No more steps back than entries out of place; one or two more may be the other orders' doing.
            if allowed == 0 || steps > allowed + 2 {
                return;
            }
        }
    }
    if steps == 0 {
        answers.holds();
        return;
    }
    // Most lists that are in no order at all go no further: keys are made only of those that nearly are.
    let by_name = |a: usize, b: usize| match (records.get(a), records.get(b)) {
        (Some(a), Some(b)) => compare(&a.name, &b.name),
        _ => Ordering::Equal,
    };
    if longest_rising(records.len(), by_name).len() + allowed + 2 < records.len() {
        return;
    }
    let orders: Vec<Vec<String>> = ORDERS.iter().map(|key| records.iter().map(|r| key(&r.name)).collect()).collect();
    let rising: Vec<Vec<usize>> =
        orders.iter().map(|keys| longest_rising(keys.len(), |a, b| keys.get(a).cmp(&keys.get(b)))).collect();
    let Some((keys, kept)) = orders.iter().zip(&rising).rev().max_by_key(|(_, kept)| kept.len()) else { return };
    let misplaced = records.len() - kept.len();
    if misplaced == 0 {
        answers.holds();
    } else if misplaced <= allowed {
        let moved = (0..records.len()).filter(|index| kept.binary_search(index).is_err());
        let is_tight = records.first().is_some_and(|first| is_tight(catalog, first));
        for index in moved.filter(|&index| is_plain(&orders, kept, index)) {
            answers.broken(draft(catalog, records, (keys, kept), index, is_tight));
        }
    }
}

/// Returns true if an entry is out of place in every order that a maintainer may have in mind; what is pinned to the
/// top is
/// meant to stand there.
fn is_plain(orders: &[Vec<String>], kept: &[usize], index: usize) -> bool {
    let after = kept.partition_point(|&other| other < index);
    let (before, next) = (after.checked_sub(1).and_then(|at| kept.get(at)), kept.get(after));
    let Some(before) = before else { return false };
    orders.iter().all(|keys| {
        let own = keys.get(index);
        own < keys.get(*before) || next.is_some_and(|&next| own > keys.get(next))
    })
}

fn draft(
    catalog: &Catalog<'_>,
    records: &[&Record<'_>],
    (keys, kept): (&[String], &[usize]),
    index: usize,
    is_tight: bool,
) -> Draft {
    let own = keys.get(index);
    let place = kept.partition_point(|&other| keys.get(other) <= own);
    let at = |place: Option<usize>| place.and_then(|at| kept.get(at)).and_then(|&index| records.get(index)).copied();
    let (before, after) = (at(place.checked_sub(1)), at(Some(place)));
    let belongs = match (before, after) {
        (Some(before), Some(after)) => format!("between `{}` and `{}`", shown(&before.name), shown(&after.name)),
        (Some(before), None) => format!("behind `{}`", shown(&before.name)),
        (None, Some(after)) => format!("in front of `{}`", shown(&after.name)),
        (None, None) => String::new(),
    };
    let record = records.get(index).copied();
    let (name, span) =
        record.map_or((String::new(), crate::source::Span::default()), |r| (shown(&r.name), r.name_span));
    let draft =
        Draft::new(span, format!("`{name}` is out of the alphabetical order of its list: it belongs {belongs}"))
            .help("move the entry to its place")
            .record(record.map_or_else(String::new, |record| record.name.to_string()));
    let to = before.map(MoveTarget::Behind).or(after.map(MoveTarget::Before));
    let draft = match record.zip(to).and_then(|(record, to)| moved(catalog, record, to, is_tight)) {
        Some(fix) => draft.fix(fix),
        None => draft,
    };
    match before.or(after) {
        Some(neighbour) if before.is_some() => draft.related(neighbour.name_span, "it belongs behind this"),
        Some(neighbour) => draft.related(neighbour.name_span, "it belongs in front of this"),
        None => draft,
    }
}

/// The orders that a list may be kept in. An entry is out of place only if it is in all of them.
const ORDERS: [fn(&str) -> String; 9] = [
    fold::key,
    fold::words,
    |name| name.trim().to_lowercase(),
    |name| name.trim().to_owned(),
    without_article,
    |name| fold::words(name.rsplit('/').next().unwrap_or(name)),
    natural,
    // Sorted by the lines as they stand, where a space comes before the bracket behind a name.
    |name| format!("{}]", name.trim()),
    |name| format!("{}]", name.trim().to_lowercase()),
];

fn without_article(name: &str) -> String {
    let words = fold::words(name);
    let rest = ["the ", "a ", "an "].iter().find_map(|article| words.strip_prefix(article));
    rest.map_or_else(|| words.clone(), str::to_owned)
}

/// The words of a name, with numbers made as long as each other so that 9 comes before 10.
fn natural(name: &str) -> String {
    let words = fold::words(name);
    let mut key = String::with_capacity(words.len() + 8);
    let mut digits = String::new();
    for c in words.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            key.extend(std::iter::repeat_n('0', 12_usize.saturating_sub(digits.len())));
            key.push_str(&digits);
            digits.clear();
        }
        key.push(c);
    }
    key
}

/// Compares names as [`fold::key`] orders them, without a copy where they are plain.
fn compare(a: &str, b: &str) -> Ordering {
    if !a.is_ascii() || !b.is_ascii() {
        return fold::key(a).cmp(&fold::key(b));
    }
    let letters = |name| str::bytes(name).filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    letters(a).cmp(letters(b))
}

/// The indices of a longest sequence that never falls. It is looked for from the end, so that of two entries that stand
/// the wrong way round the later one is left out: most entries out of place were appended.
fn longest_rising(length: usize, compare: impl Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut starts: Vec<usize> = Vec::new();
    let mut after: Vec<Option<usize>> = vec![None; length];
    for index in (0..length).rev() {
        let at = starts.partition_point(|&start| compare(start, index) != Ordering::Less);
        if let Some(after) = after.get_mut(index) {
            *after = at.checked_sub(1).and_then(|at| starts.get(at)).copied();
        }
        if at == starts.len() {
            starts.push(index);
        } else if let Some(start) = starts.get_mut(at) {
            *start = index;
        }
    }
    std::iter::successors(starts.last().copied(), |&index| after.get(index).copied().flatten()).collect()
}
