//! Records of one name, and records of one link, held against each other.

use super::{container, main_target, shown};
use crate::catalog::{Catalog, Entity, Field, HostTraits, Record, RecordPlace};
use crate::markdown::NONE;
use crate::rules::{Answer, Answers, Context, Draft};
use crate::text::fold;

/// Bytes of the shortest word that makes two names kin when both have it, and of the shortest name that is found in an
/// address: what is shorter is in too many (`of`, `3D`).
const SHORTEST_WORD: usize = 3;
/// Bytes that the names of one family begin with: `LiTS`, `LiTS17`.
const SHARED_BEGINNING: usize = 4;
/// Parts of an address that make it one thing's own: one part is often a person's or a project's front page.
const DEEP: usize = 2;

/// Records that later ones are held against: a name that stands in more different entries is no one thing's.
const MOST: u32 = 32;

/// A record that later ones of its name are held against.
struct FirstRecord<'c, 't> {
    record: &'c Record<'t>,
    line: &'c str,
    container: u64,
    /// The item that it is a part of, or [`NONE`].
    parent: u32,
    target: u32,
}

/// Things that are listed twice: the same words twice in one section, or one name with one link twice in one list or
/// table. Under another heading the same entry is mostly meant to stand, so that is left to an option.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the table of rules asks about all subjects by reference")]
pub(in crate::rules) fn duplicate(context: &Context<'_, '_>, entity: &Entity) -> Answer {
    if entity.records <= 1 {
        return Answer::Holds;
    }
    let across = context.option("sections").and_then(toml::Value::as_bool).unwrap_or(false);
    let catalog = context.catalog;
    let mut seen: Vec<FirstRecord<'_, '_>> = Vec::with_capacity(entity.records.min(MOST) as usize);
    let mut repeats = Vec::new();
    for record in catalog.records_of(entity) {
        let Some(target) = main_target(catalog, record) else { continue };
        let line = record.span.of(catalog.document.text).trim();
        let own = FirstRecord {
            record,
            line,
            container: container(catalog, record),
            parent: parent(catalog, record),
            target,
        };
        let same_place =
            |first: &FirstRecord<'_, '_>| first.record.section == record.section && first.parent == own.parent;
        let same_words = |first: &FirstRecord<'_, '_>| (across || same_place(first)) && first.line == line;
        let same_link = |first: &FirstRecord<'_, '_>| {
            first.container == own.container
                && first.target == target
                && says_the_same(catalog, first.record, record)
                && !are_offers(catalog, first.record, record, target)
        };
        if let Some(first) = seen.iter().find(|first| same_words(first)) {
            repeats.push((record, first.record, true));
        } else if let Some(first) = seen.iter().find(|first| same_link(first)) {
            repeats.push((record, first.record, false));
        } else if seen.len() < MOST as usize {
            seen.push(own);
        }
    }
    let Some((record, first, same_line)) = repeats.first() else { return Answer::Holds };
    let (message, said) = if *same_line {
        (format!("`{}` is listed twice with the same words", shown(&record.name)), "the same words stand here")
    } else {
        (
            format!("`{}` is listed twice in one {}, with the same link", shown(&record.name), kind(record)),
            "it stands here first",
        )
    };
    let mut draft = Draft::new(record.name_span, message)
        .help("keep one of them")
        .related(first.name_span, said)
        .subject(fold::key(&record.name));
    for (other, ..) in repeats.iter().skip(1).take(8) {
        draft = draft.related(other.name_span, "and here again");
    }
    draft.into()
}

fn kind(record: &Record<'_>) -> &'static str {
    match record.place {
        RecordPlace::Row(..) => "table",
        RecordPlace::Item(_) => "list",
        RecordPlace::Section(_) | RecordPlace::Block(_) => "section",
    }
}

/// The item that a record's list is nested in: under another one, the same words are about another thing.
fn parent(catalog: &Catalog<'_>, record: &Record<'_>) -> u32 {
    let RecordPlace::Item(item) = record.place else { return NONE };
    let list =
        catalog.document.items.get(item as usize).and_then(|item| catalog.document.lists.get(item.list as usize));
    list.map_or(NONE, |list| list.parent)
}

/// Returns true if two rows differ in nothing but what is said in words: rows of one name that differ in a number or a
/// task, or
/// that each link something that the other does not, are about different parts of it.
fn says_the_same(catalog: &Catalog<'_>, a: &Record<'_>, b: &Record<'_>) -> bool {
    let has_more = |a: &Record<'_>, b: &Record<'_>| {
        catalog.links_of(a).any(|link| catalog.links_of(b).all(|other| other.target != link.target))
    };
    if has_more(a, b) && has_more(b, a) {
        return false;
    }
    let wordy = |field| matches!(field, Field::Description | Field::Notes | Field::Number | Field::Name | Field::Link);
    catalog.fields(a).zip(catalog.fields(b)).all(|(left, right)| {
        wordy(left.field)
            || left.text.is_empty()
            || right.text.is_empty()
            || fold::words(left.text) == fold::words(right.text)
    })
}

/// Returns true if two rows describe different offers of one site: they link its first page, and say different things
/// of it.
fn are_offers(catalog: &Catalog<'_>, a: &Record<'_>, b: &Record<'_>, target: u32) -> bool {
    let is_root = catalog.targets.get(target as usize).is_some_and(|target| target.has(HostTraits::ROOT));
    let said =
        |record| catalog.field(record, Field::Description).map_or(String::new(), |field| fold::words(field.text));
    if !is_root || !matches!((a.place, b.place), (RecordPlace::Row(..), RecordPlace::Row(..))) {
        return false;
    }
    let (left, right) = (said(a), said(b));
    !left.is_empty() && !right.is_empty() && left != right
}

/// Different names with one deep link in one list or table.
pub(in crate::rules) fn shared_link(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    let mut last: Vec<u32> = vec![u32::MAX; catalog.targets.len()];
    for (index, record) in catalog.records.iter().enumerate().filter(|(_, record)| record.is_named()) {
        let Some(target) = main_target(catalog, record) else { continue };
        let Some(before) = last.get_mut(target as usize).map(|last| std::mem::replace(last, index as u32)) else {
            continue;
        };
        let first = catalog.records.get(before as usize);
        let first = first
            .filter(|first| first.entity != record.entity && container(catalog, first) == container(catalog, record));
        let url = catalog.targets.get(target as usize).map_or("", |target| &*target.url);
        let Some(first) = first.filter(|_| is_deep(url)) else {
            answers.holds();
            continue;
        };
        if are_kin(&first.name, &record.name) || points_to(url, &first.name) && points_to(url, &record.name) {
            answers.holds();
            continue;
        }
        let message = format!("`{}` has the link of `{}`: {}", shown(&record.name), shown(&first.name), shown(url));
        answers.broken(
            Draft::new(record.name_span, message)
                .help("link each entry to its own page")
                .related(first.name_span, "this has the same link")
                .subject(format!("{} {url}", fold::key(&first.name)))
                .record(record.name.to_string()),
        );
    }
}

/// Returns true if an address leads to a page of its own, not to a site's first one.
fn is_deep(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    path.trim_matches('/').split(['/', '?', '=']).filter(|part| !part.is_empty()).count() >= DEEP
}

/// Returns true if names share a word, or begin alike: parts, versions and editions of one thing.
fn are_kin(a: &str, b: &str) -> bool {
    let (a, b) = (fold::words(a), fold::words(b));
    let shared = a.split(' ').any(|word| word.len() >= SHORTEST_WORD && b.split(' ').any(|other| word == other));
    let prefix = a.bytes().zip(b.bytes()).take_while(|(left, right)| left == right).count();
    shared || prefix >= SHARED_BEGINNING || prefix >= a.len().min(b.len())
}

/// Returns true if an address has a name in it.
fn points_to(url: &str, name: &str) -> bool {
    let name = fold::key(name);
    name.len() >= SHORTEST_WORD && fold::key(url).contains(&name)
}
