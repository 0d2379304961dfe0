//! Rules about places inside a document: fragments and reference definitions.

use std::cell::Cell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::address::address_fix;
use super::{percent_decoded, shown};
use crate::catalog::{Catalog, TargetKind};
use crate::markdown::{Definition, Document, Link, LinkKind};
use crate::rules::{Answers, Context, Draft, toc};

/// The places of a document that fragments lead to, as a browser on GitHub finds them: whatever the case.
#[derive(Debug)]
pub(in crate::rules) struct Fragments {
    places: FxHashSet<String>,
}

impl Fragments {
    pub(in crate::rules) fn of(document: &Document<'_>) -> Self {
        let slugs = document.sections.iter().skip(1).map(|section| section.slug.to_lowercase());
        let anchors = document.anchors.iter().map(|anchor| anchor.name.to_lowercase());
        Self { places: slugs.chain(anchors).collect() }
    }

    /// Whether a fragment, without its `#`, leads somewhere.
    pub(in crate::rules) fn has(&self, fragment: &str) -> bool {
        let decoded = percent_decoded(fragment).to_lowercase();
        let name = decoded.strip_prefix("user-content-").unwrap_or(&decoded);
        // GitHub gives every file's page `#readme`, browsers give every page `#top`, footnotes have their own.
        matches!(name, "" | "readme" | "top" | "footnote-label")
            || name.starts_with("fn-")
            || name.starts_with("fnref-")
            || name.starts_with(":~:")
            || self.places.contains(name)
            || self.places.contains(&decoded)
    }
}

/// Finds what fragments that lead nowhere were most likely meant to be; made only when there is one.
#[derive(Debug)]
pub(in crate::rules) struct Nearest<'a> {
    /// Each place with its letters, in order of the places.
    places: Vec<(&'a str, u64)>,
    /// The places by their letters and digits; `None` where two have the same.
    by_letters: FxHashMap<String, Option<&'a str>>,
    /// How often two texts were held against each other, letter by letter.
    compared: Cell<usize>,
}

/// So often two texts are held against each other in a document: where thousands of fragments lead nowhere, something
/// else is wrong than their spelling, and nobody waits for a minute to read what each was meant to be.
const COMPARISONS: usize = 300_000;

impl<'a> Nearest<'a> {
    pub(in crate::rules) fn of(fragments: &'a Fragments) -> Self {
        let mut places: Vec<(&str, u64)> = fragments.places.iter().map(|place| (place.as_str(), bag(place))).collect();
        places.sort_unstable();
        let mut by_letters: FxHashMap<String, Option<&str>> = FxHashMap::default();
        for &(place, _) in &places {
            by_letters.entry(letters(place)).and_modify(|own| *own = None).or_insert(Some(place));
        }
        Self { places, by_letters, compared: Cell::new(0) }
    }

    /// The place that a fragment was most likely meant to lead to.
    pub(in crate::rules) fn find(&self, fragment: &str) -> Option<Near<'a>> {
        let wanted = percent_decoded(fragment).to_lowercase();
        let core = letters(&wanted);
        if let Some(Some(place)) = self.by_letters.get(&core).filter(|_| !core.is_empty()) {
            return Some(Near { place, sure: true });
        }
        let length = wanted.chars().count();
        let (own, most) = (bag(&wanted), (length / 4).max(2));
        let (mut best, mut distance, mut ties) = (None, most + 1, 0);
        for &(place, bag) in &self.places {
            // Each edit changes at most two letters of the bag.
            if place.len().abs_diff(wanted.len()) > most * 4 || (bag ^ own).count_ones() as usize > most * 2 {
                continue;
            }
            if self.compared.replace(self.compared.get() + 1) >= COMPARISONS {
                return None;
            }
            match strsim::osa_distance(place, &wanted) {
                edits if edits < distance => (best, distance, ties) = (Some(place), edits, 1),
                edits if edits == distance => ties += 1,
                _ => {}
            }
        }
        let place = best?;
        let sure = ties == 1 && distance <= 2 && length > 6 && digits(place) == digits(&wanted);
        Some(Near { place, sure })
    }
}

/// The letters and digits of a text as a set, to see quickly that two texts are not alike.
fn bag(text: &str) -> u64 {
    text.bytes().fold(0, |bag, byte| bag | 1 << (byte & 63))
}

/// Names that differ in their numbers (`v1`, `2023`) are names of different things.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A place near to a fragment that leads nowhere.
#[derive(Debug)]
pub(in crate::rules) struct Near<'a> {
    pub(in crate::rules) place: &'a str,
    /// Whether it can be taken without a person looking at it.
    pub(in crate::rules) sure: bool,
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Words a finding about a fragment that leads nowhere, with the fix where one place is near.
pub(in crate::rules) fn broken(
    document: &Document<'_>,
    link: &Link<'_>,
    fragment: &str,
    near: Option<&Near<'_>>,
    message: String,
) -> Draft {
    let place = document.target_span(link);
    let draft = Draft::new(place, message).subject(link.target.to_string());
    let Some(near) = near else { return draft.help("link to a heading that there is, or add an anchor") };
    let draft = draft.help(format!("did you mean #{}?", shown(near.place)));
    let written = place.of(document.text);
    let Some(at) = written.find('#').filter(|&at| written.get(at + 1..) == Some(fragment)) else { return draft };
    let span = place.inner(at + 1..written.len());
    draft.fix(address_fix(link.kind, span, near.place, near.sure))
}

/// `link/broken-fragment`
pub(in crate::rules) fn broken_fragment(cx: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = cx.catalog;
    let document = &catalog.document;
    if !catalog.targets.iter().any(|target| matches!(target.kind, TargetKind::Fragment | TargetKind::Path)) {
        return;
    }
    let fragments = Fragments::of(document);
    let mut nearest = None;
    let contents = toc::contents(document);
    let entries: FxHashSet<u32> = contents.iter().flat_map(toc::Contents::links).collect();
    let mut others: FxHashMap<String, Option<Fragments>> = FxHashMap::default();
    for (index, (link, &of)) in document.links.iter().zip(&catalog.target_of).enumerate() {
        let Some(target) = catalog.targets.get(of as usize) else { continue };
        match target.kind {
            TargetKind::Fragment => {
                let fragment = target.url.get(1..).unwrap_or_default();
                if entries.contains(&(index as u32)) {
                    continue;
                }
                if fragments.has(fragment) {
                    answers.holds();
                    continue;
                }
                let near = nearest.get_or_insert_with(|| Nearest::of(&fragments)).find(fragment);
                let message = format!("no heading or anchor of this file is #{}", shown(fragment));
                answers.broken(broken(document, link, fragment, near.as_ref(), message));
            }
            TargetKind::Path => {
                let Some((path, fragment)) = target.url.split_once('#') else { continue };
                let name = super::file::normal(folder(catalog.file.path()), &percent_decoded(path));
                let other = others.entry(name).or_insert_with_key(|name| elsewhere(cx.catalogs, name));
                let Some(other) = other else { continue };
                if other.has(fragment) {
                    answers.holds();
                    continue;
                }
                let near = Nearest::of(other).find(fragment);
                let message = format!("no heading or anchor of {} is #{}", shown(path), shown(fragment));
                answers.broken(broken(document, link, fragment, near.as_ref(), message));
            }
            _ => {}
        }
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The places of another file of the run.
fn elsewhere(catalogs: &[Catalog<'_>], path: &str) -> Option<Fragments> {
    let other = catalogs.iter().find(|other| super::file::normal("", other.file.path()) == path)?;
    Some(Fragments::of(&other.document))
}

/// `link/undefined-reference`
pub(in crate::rules) fn undefined_reference(cx: &Context<'_, '_>, answers: &mut Answers) {
    let document = &cx.catalog.document;
    // Without a single definition the brackets are more likely meant as they stand.
    if document.definitions.is_empty() {
        return;
    }
    for undefined in document.undefined.iter().filter(|undefined| undefined.full) {
        let label = undefined.label.trim();
        let before = document.text.get(..undefined.span.start as usize).unwrap_or_default();
        let indexed = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ']' | ')' | '\\'));
        let plain = label.len() < 2 || label.bytes().all(|b| b.is_ascii_digit()) || label.starts_with(['^', '!']);
        if indexed || plain || label.starts_with("http") {
            continue;
        }
        let alike = |own: &&Definition<'_>| own.label.len().abs_diff(label.len()) <= 2;
        let close = |own: &&Definition<'_>| strsim::osa_distance(&own.label, label) <= 2;
        let help = match document.definitions.iter().filter(alike).find(close).map(|own| &own.label) {
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
        if used.contains(&folded(&definition.label)) {
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
    let whole = folded(inner.get(open?.0 + 1..)?);
    Some(whole)
}

/// Labels are alike whatever their case and white space.
fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
