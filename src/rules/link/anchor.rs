//! Fragments: the places inside a document that links lead to.

use rustc_hash::FxHashSet;

use crate::catalog::TargetKind;
use crate::rules::contents::{Contents, contents};
use crate::rules::fragment::{ComparisonBudget, NearestAnchors};
use crate::rules::fragment_draft::broken;
use crate::rules::wording::{percent_decoded, shown};
use crate::rules::{Answers, Context};

/// `link/broken-fragment`
pub(in crate::rules) fn broken_fragment(cx: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = cx.catalog;
    let document = &catalog.document;
    if !catalog.targets.iter().any(|target| matches!(target.kind, TargetKind::Fragment | TargetKind::Path)) {
        return;
    }
    let nearest = NearestAnchors::in_document(document);
    let mut budget = ComparisonBudget::default();
    let contents = contents(document);
    let entries: FxHashSet<u32> = contents.iter().flat_map(Contents::links).collect();
    for (index, (link, &of)) in document.links.iter().zip(&catalog.target_of).enumerate() {
        let Some(target) = catalog.targets.get(of as usize) else { continue };
        match target.kind {
            TargetKind::Fragment => {
                let fragment = target.url.get(1..).unwrap_or_default();
                if entries.contains(&(index as u32)) {
                    continue;
                }
                if nearest.has(fragment) {
                    answers.holds();
                    continue;
                }
                let near = nearest.find(fragment, &mut budget);
                let message = format!("no heading or anchor of this file is #{}", shown(fragment));
                answers.broken(broken(document, link, fragment, near.as_ref(), message));
            }
            TargetKind::Path => {
                let Some((path, fragment)) = target.url.split_once('#') else { continue };
                let page = path.split('?').next().unwrap_or_default();
                let Some(other) = cx.neighbors.places(cx.files, catalog.file.path(), &percent_decoded(page)) else {
                    continue;
                };
                if other.has(fragment) {
                    answers.holds();
                    continue;
                }
                let near = other.find(fragment, &mut budget);
                let message = format!("no heading or anchor of {} is #{}", shown(path), shown(fragment));
                answers.broken(broken(document, link, fragment, near.as_ref(), message));
            }
            _ => {}
        }
    }
}
