//! Entries out of the order of their list: the order that the catalog promises, or the alphabetical one that nearly all
//! of them keep.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::collation::{NameScript, ORDERS, compare, longest_rising};
use super::guide::{GuideOrder, OrderPromise, folder_of_guide};
use super::misplaced::draft;
use super::moving::is_tight;
use super::promise::OrderKey;
use super::promised::OrderPromises;
use super::ranking::out_of_rank;
use super::shown;
use crate::catalog::{Catalog, Record, RecordContainer};
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;

/// Fewer entries may be in order by chance, where none is promised.
const LEAST: usize = 8;
/// Of so many entries one may be out of place where no order is promised.
const UNPROMISED: usize = 10;

/// Guides to contributors in which a broken promise is reported: more of them say the same.
const MOST_GUIDES: usize = 4;
/// Entries out of place that are named at the promise.
const NAMED: usize = 3;

/// Entries of a list or table that stand out of its order, and the promises of a guide to contributors that they break.
pub(in crate::rules) fn out_of_order(context: &Context<'_, '_>, answers: &mut Answers) {
    let guides = context.neighbors.guide_orders();
    judge_lists(context.catalog, guides, |_| true, answers);
    let path = context.catalog.file.path();
    let own = guides.iter().take(MOST_GUIDES).find_map(|guide| Some((guide, guide.stated_in(path)?)));
    if let Some((guide, stated)) = own {
        judge_guide(context, guide, stated, answers);
    }
}

/// Judges those lists of a catalog whose promise is one that a test holds for.
fn judge_lists(
    catalog: &Catalog<'_>,
    guides: &[GuideOrder],
    is_meant: impl Fn(Option<&OrderPromise>) -> bool,
    answers: &mut Answers,
) {
    let mut places: Vec<(RecordContainer, u32)> = catalog
        .records
        .iter()
        .enumerate()
        .filter(|(_, record)| record.is_named())
        .map(|(index, record)| (record.container(&catalog.document), index as u32))
        .collect();
    // Items of nested lists stand between those of their parents'.
    places.sort_by_key(|(container, _)| *container);
    let promises = OrderPromises::of(catalog, guides);
    for list in places.chunk_by(|a, b| a.0 == b.0) {
        let records: Vec<&Record<'_>> =
            list.iter().filter_map(|(_, index)| catalog.records.get(*index as usize)).collect();
        let Some(first) = records.first() else { continue };
        let promise = promises.of_list(catalog, first);
        match promise.filter(|_| is_meant(promise)) {
            None if !is_meant(None) => {}
            Some(promise) if promise.order.key == OrderKey::Name => {
                judge(catalog, &of_one_script(&records), Some(promise), answers);
            }
            Some(promise) if out_of_rank(catalog, &records, promise, answers) => {}
            _ if records.len() >= LEAST => judge(catalog, &of_one_script(&records), None, answers),
            _ => {}
        }
    }
}

/// Reports the promise of a guide that entries of the files beside it break.
fn judge_guide(context: &Context<'_, '_>, guide: &GuideOrder, stated: Span, answers: &mut Answers) {
    let is_of_guide = |promise: Option<&OrderPromise>| promise.is_some_and(OrderPromise::is_of_guide);
    let is_meant = |path: &str| guide.about(path).is_some() && folder_of_guide(path).is_none();
    let mut broken: Vec<(&str, usize, Vec<String>)> = Vec::new();
    for catalog in context.neighbors.catalogs.iter().filter(|catalog| is_meant(catalog.file.path())) {
        let mut own = Answers::default();
        judge_lists(catalog, context.neighbors.guide_orders(), is_of_guide, &mut own);
        let misplaced = own.drafts().filter_map(|draft| draft.record.as_deref());
        let names: Vec<String> = misplaced.clone().take(NAMED).map(|name| format!("`{}`", shown(name))).collect();
        if !names.is_empty() {
            broken.push((catalog.file.path(), misplaced.count(), names));
        }
    }
    let Some((path, count, names)) = broken.first() else { return };
    let (entries, are) = if *count == 1 { ("entry", "is") } else { ("entries", "are") };
    let path: String = path.chars().filter(|c| *c != '`').collect();
    let mut message =
        format!("the text promises an alphabetical order, but {count} {entries} of `{path}` {are} out of it");
    message.extend([": ", &names.join(", ")]);
    if *count > names.len() {
        message.extend([" and ", &(count - names.len()).to_string(), " more"]);
    }
    if broken.len() > 1 {
        message.extend(["; so it is in other files: ", &(broken.len() - 1).to_string()]);
    }
    let help = "move the entries to their places, or take the promise back";
    answers.broken(Draft::new(stated, message).help(help).subject(path));
}

/// The records whose names are of the script of most of them: where the others stand among these nobody can tell.
fn of_one_script<'r, 't>(records: &[&'r Record<'t>]) -> Vec<&'r Record<'t>> {
    if records.iter().all(|record| record.name.is_ascii()) {
        return records.to_vec();
    }
    let mut counts: FxHashMap<Option<NameScript>, usize> = FxHashMap::default();
    for record in records {
        *counts.entry(NameScript::of(&record.name)).or_default() += 1;
    }
    let most = counts.iter().find(|(_, count)| **count * 2 > records.len()).map(|(script, _)| *script);
    let Some(Some(script)) = most else { return Vec::new() };
    records.iter().copied().filter(|record| NameScript::of(&record.name) == Some(script)).collect()
}

fn judge(catalog: &Catalog<'_>, records: &[&Record<'_>], promise: Option<&OrderPromise>, answers: &mut Answers) {
    let allowed = promise.map_or(records.len() / UNPROMISED, |promise| promise.allowed(records.len()));
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
    let keys = |key: &fn(&str) -> String| records.iter().map(|record| key(&record.name)).collect();
    let orders: Vec<Vec<String>> = ORDERS.iter().map(keys).collect();
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
            let own = keys.get(index);
            let place = kept.partition_point(|&other| keys.get(other) <= own);
            let order = "the alphabetical order of its list";
            answers.broken(draft(catalog, records, (order, promise), (kept, place), index, is_tight));
        }
    }
}

/// Returns true if an entry is out of place in every order that a maintainer may have in mind; what is pinned to the
/// top is meant to stand there.
fn is_plain(orders: &[Vec<String>], kept: &[usize], index: usize) -> bool {
    let after = kept.partition_point(|&other| other < index);
    let (before, next) = (after.checked_sub(1).and_then(|at| kept.get(at)), kept.get(after));
    let Some(before) = before else { return false };
    orders.iter().all(|keys| {
        let own = keys.get(index);
        own < keys.get(*before) || next.is_some_and(|&next| own > keys.get(next))
    })
}
