//! Rules about places inside a document: fragments and reference definitions.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::TargetKind;
use crate::markdown::{Definition, LinkKind};
use crate::rules::contents::{Contents, contents};
use crate::rules::distance::{self, bag};
use crate::rules::fragment::{COMPARISONS_OF_ONE, ComparisonBudget, NearestAnchors};
use crate::rules::fragment_draft::broken;
use crate::rules::wording::{percent_decoded, shown};
use crate::rules::{Answers, Context, Draft};
use crate::text::fold;

/// Edits between a label and the definition that it was probably meant for.
const NEAR: usize = 2;

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

/// `link/undefined-reference`
pub(in crate::rules) fn undefined_reference(cx: &Context<'_, '_>, answers: &mut Answers) {
    let document = &cx.catalog.document;
    // Without a single definition the brackets are more likely meant as they stand.
    if document.definitions.is_empty() {
        return;
    }
    let mut suggested: FxHashMap<&str, Option<&str>> = FxHashMap::default();
    let defined = Defined::of(&document.definitions);
    let mut budget = ComparisonBudget::default();
    for undefined in document.undefined.iter().filter(|undefined| undefined.full) {
        let label = undefined.label.trim();
        let before = document.text.get(..undefined.span.start as usize).unwrap_or_default();
        let indexed = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ']' | ')' | '\\'));
        let plain = label.len() < 2 || label.bytes().all(|b| b.is_ascii_digit()) || label.starts_with(['^', '!']);
        if indexed || plain || label.starts_with("http") {
            continue;
        }
        let near = *suggested.entry(label).or_insert_with(|| defined.near(label, &mut budget));
        let help = match near {
            Some(near) => format!("did you mean [{}]?", shown(near)),
            None => format!("define it: [{}]: https://…", shown(label)),
        };
        answers.broken(
            Draft::new(undefined.span, format!("no link: [{}] is not defined", shown(label)))
                .help(help)
                .subject(label.to_owned()),
        );
    }
    (0..document.links.iter().filter(|link| link.kind == LinkKind::Reference).count()).for_each(|_| answers.holds());
}

/// The labels of definitions, with what tells quickly that another one is not alike: the letters as a set.
struct Defined<'d>(Vec<(&'d str, u64)>);

impl<'d> Defined<'d> {
    fn of(definitions: &'d [Definition<'_>]) -> Self {
        Self(definitions.iter().map(|own| (own.label.as_str(), bag(&own.label))).collect())
    }

    /// The first label that is at most [`NEAR`] edits away, as long as there are comparisons left.
    fn near(&self, label: &str, budget: &mut ComparisonBudget) -> Option<&'d str> {
        let own = bag(label);
        let alike = |(other, bag): &&(&str, u64)| {
            // An edit takes away one letter and brings one, each of at most four bytes.
            let bytes = if label.is_ascii() && other.is_ascii() { 1 } else { 4 };
            other.len().abs_diff(label.len()) <= NEAR && (bag ^ own).count_ones() as usize <= NEAR * 2 * bytes
        };
        let close = |(other, _): &&(&str, u64)| budget.spend() && distance::within(other, label, NEAR).is_some();
        self.0.iter().filter(alike).take(COMPARISONS_OF_ONE).find(close).map(|(label, _)| *label)
    }
}

/// `link/unused-reference`
pub(in crate::rules) fn unused_reference(cx: &Context<'_, '_>, answers: &mut Answers) {
    let document = &cx.catalog.document;
    if document.definitions.is_empty() {
        return;
    }
    let used: FxHashSet<String> = document
        .links
        .iter()
        .filter(|link| matches!(link.kind, LinkKind::Reference | LinkKind::Image))
        .filter_map(|link| label(link.span.of(document.text)))
        .collect();
    for definition in &document.definitions {
        let target = definition.target.trim();
        // `[//]: # (a remark)` is how markdown writes remarks.
        let remark = matches!(target, "" | "#" | "<>") || matches!(definition.label.as_str(), "//" | "comment" | "_");
        if remark || definition.label.starts_with('^') {
            continue;
        }
        if used.contains(&fold::label(&definition.label)) {
            answers.holds();
            continue;
        }
        answers.broken(
            Draft::new(definition.span, format!("nothing refers to [{}]", shown(&definition.label)))
                .help("refer to it, or take it out")
                .subject(definition.label.clone()),
        );
    }
}

/// The label that a reference is looked up by: `[text][label]`, `[label][]`, `[label]`.
fn label(written: &str) -> Option<String> {
    let inner = written.trim_end().strip_suffix(']')?;
    let inner = inner.strip_suffix("][").unwrap_or(inner);
    let open =
        inner.char_indices().rev().find(|&(at, c)| c == '[' && !inner.get(..at).is_some_and(|b| b.ends_with('\\')));
    let whole = fold::label(inner.get(open?.0 + 1..)?);
    Some(whole)
}
