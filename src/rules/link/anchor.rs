//! Rules about places inside a document: fragments and reference definitions.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::address::address_fix;
use super::{percent_decoded, shown};
use crate::catalog::TargetKind;
use crate::finding::Fix;
use crate::markdown::{Definition, Document, Link, LinkKind};
use crate::rules::distance::{self, bag};
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

/// The places of a document that fragments lead to, and what fragments that lead nowhere were most likely meant to be.
#[derive(Debug)]
pub(in crate::rules) struct Nearest {
    pub(in crate::rules) fragments: Fragments,
    /// Made only when a fragment leads nowhere.
    alike: OnceLock<Alike>,
}

/// The places of a document by what they look like.
#[derive(Debug)]
struct Alike {
    /// Each place with its letters, in order of the places.
    places: Vec<(String, u64)>,
    /// The places by their letters and digits; `None` where two have the same.
    by_letters: FxHashMap<String, Option<usize>>,
    /// The places by what they are without one of their letters, as hashes: two that are one edit apart share one.
    by_rest: FxHashMap<u64, Vec<u32>>,
}

/// Comparisons of two texts, letter by letter, for all fragments of a document: where thousands of fragments lead nowhere,
/// something else is wrong than their spelling, and nobody waits for a minute to read what each was meant to be.
const COMPARISONS: usize = 300_000;

/// Comparisons for one fragment, those first whose letters are most alike.
const COMPARISONS_OF_ONE: usize = 1_000;

/// Letters of the longest place that is found by what it is without one of them.
const LONGEST: usize = 64;

/// The comparisons that are left for the fragments of one document.
#[derive(Debug)]
pub(in crate::rules) struct Patience(usize);

impl Default for Patience {
    fn default() -> Self {
        Self(COMPARISONS)
    }
}

impl Alike {
    fn of(fragments: &Fragments) -> Self {
        let mut places: Vec<(String, u64)> = fragments.places.iter().map(|place| (place.clone(), bag(place))).collect();
        places.sort_unstable();
        let mut by_letters: FxHashMap<String, Option<usize>> = FxHashMap::default();
        let mut by_rest: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (index, (place, _)) in places.iter().enumerate() {
            by_letters.entry(letters(place)).and_modify(|own| *own = None).or_insert(Some(index));
            for rest in rests(place) {
                by_rest.entry(rest).or_default().push(index as u32);
            }
        }
        Self { places, by_letters, by_rest }
    }

    /// The places one edit away, in order; none where the fragment is too long.
    fn one_edit_away(&self, wanted: &str) -> Vec<usize> {
        let letters: Vec<char> = wanted.chars().collect();
        let found = rests(wanted).into_iter().filter_map(|rest| self.by_rest.get(&rest));
        let mut found: Vec<u32> = found.flat_map(|list| list.iter().copied().take(COMPARISONS_OF_ONE)).collect();
        found.sort_unstable();
        found.dedup();
        let is_near = |index: &usize| {
            self.places
                .get(*index)
                .is_some_and(|(place, _)| distance::within(&place.chars().collect::<Vec<_>>(), &letters, 1).is_some())
        };
        found.into_iter().map(|index| index as usize).filter(is_near).collect()
    }

    /// The nearest place, how many edits it is away, and how many are as near.
    fn nearest(&self, wanted: &str, most: usize, patience: &mut Patience) -> Option<(usize, usize, usize)> {
        let near = self.one_edit_away(wanted);
        if let Some(first) = near.first() {
            return Some((*first, 1, near.len()));
        }
        let (own, wanted): (u64, Vec<char>) = (bag(wanted), wanted.chars().collect());
        let mut alike: Vec<(u32, usize)> = Vec::new();
        for (index, (_, bag)) in self.places.iter().enumerate() {
            // Each edit takes away a letter of the bag and brings one.
            let other = (bag ^ own).count_ones();
            if other as usize <= most * 2 {
                alike.push((other, index));
            }
        }
        alike.sort_unstable();
        let (mut best, mut distance, mut ties) = (None, most + 1, 0);
        for (other, index) in alike.into_iter().take(COMPARISONS_OF_ONE) {
            if other as usize > distance * 2 {
                break;
            }
            patience.0 = patience.0.checked_sub(1)?;
            let Some((place, _)) = self.places.get(index) else { continue };
            let place: Vec<char> = place.chars().collect();
            match distance::within(&place, &wanted, distance.min(most)) {
                Some(edits) if edits < distance => (best, distance, ties) = (Some(index), edits, 1),
                Some(_) => {
                    best = best.min(Some(index));
                    ties += 1;
                }
                None => {}
            }
        }
        Some((best?, distance, ties))
    }
}

impl Nearest {
    pub(in crate::rules) fn in_document(document: &Document<'_>) -> Self {
        Self { fragments: Fragments::of(document), alike: OnceLock::new() }
    }

    /// Whether a fragment, without its `#`, leads somewhere.
    pub(in crate::rules) fn has(&self, fragment: &str) -> bool {
        self.fragments.has(fragment)
    }

    /// The place that a fragment was most likely meant to lead to.
    pub(in crate::rules) fn find(&self, fragment: &str, patience: &mut Patience) -> Option<Near<'_>> {
        let alike = self.alike.get_or_init(|| Alike::of(&self.fragments));
        let wanted = percent_decoded(fragment).to_lowercase();
        let core = letters(&wanted);
        let place_of = |index: usize| alike.places.get(index).map(|(place, _)| place.as_str());
        if let Some(Some(index)) = alike.by_letters.get(&core).filter(|_| !core.is_empty()) {
            return Some(Near { place: place_of(*index)?, sure: true });
        }
        let length = wanted.chars().count();
        let (index, edits, ties) = alike.nearest(&wanted, (length / 4).max(2), patience)?;
        let place = place_of(index)?;
        let sure = ties == 1 && edits <= 2 && length > 6 && digits(place) == digits(&wanted);
        Some(Near { place, sure })
    }
}

/// The hashes of a text, and of the text without each of its letters; none of a very long one.
fn rests(text: &str) -> Vec<u64> {
    use std::hash::{Hash as _, Hasher as _};
    let letters: Vec<char> = text.chars().take(LONGEST + 1).collect();
    if letters.len() > LONGEST {
        return Vec::new();
    }
    let without = |left_out: usize| {
        let mut hasher = rustc_hash::FxHasher::default();
        let kept = letters.iter().enumerate().filter(|(at, _)| *at != left_out);
        kept.for_each(|(_, letter)| letter.hash(&mut hasher));
        hasher.finish()
    };
    let mut rests: Vec<u64> = (0..=letters.len()).map(without).collect();
    rests.sort_unstable();
    rests.dedup();
    rests
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
    let nearest = Nearest::in_document(document);
    let mut patience = Patience::default();
    let contents = toc::contents(document);
    let entries: FxHashSet<u32> = contents.iter().flat_map(toc::Contents::links).collect();
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
                let near = nearest.find(fragment, &mut patience);
                let message = format!("no heading or anchor of this file is #{}", shown(fragment));
                answers.broken(broken(document, link, fragment, near.as_ref(), message));
            }
            TargetKind::Path => {
                let Some((path, fragment)) = target.url.split_once('#') else { continue };
                let name = super::file::normal(folder(catalog.file.path()), &percent_decoded(path));
                let Some(other) = cx.neighbors.places(&name) else { continue };
                if other.has(fragment) {
                    answers.holds();
                    continue;
                }
                let near = other.find(fragment, &mut patience);
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

/// `link/undefined-reference`
pub(in crate::rules) fn undefined_reference(cx: &Context<'_, '_>, answers: &mut Answers) {
    let document = &cx.catalog.document;
    // Without a single definition the brackets are more likely meant as they stand.
    if document.definitions.is_empty() {
        return;
    }
    let mut suggested: FxHashMap<&str, Option<&str>> = FxHashMap::default();
    let defined = Defined::of(&document.definitions);
    for undefined in document.undefined.iter().filter(|undefined| undefined.full) {
        let label = undefined.label.trim();
        let before = document.text.get(..undefined.span.start as usize).unwrap_or_default();
        let indexed = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ']' | ')' | '\\'));
        let plain = label.len() < 2 || label.bytes().all(|b| b.is_ascii_digit()) || label.starts_with(['^', '!']);
        if indexed || plain || label.starts_with("http") {
            continue;
        }
        let near = *suggested.entry(label).or_insert_with(|| defined.near(label));
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

    /// The first label that is at most two edits away.
    fn near(&self, label: &str) -> Option<&'d str> {
        let (own, letters): (u64, Vec<char>) = (bag(label), label.chars().collect());
        let alike = |(other, bag): &&(&str, u64)| {
            // An edit changes at most two letters of the set, and each letter is at most four bytes.
            other.len().abs_diff(label.len()) <= 2 && (bag ^ own).count_ones() <= 16
        };
        let close =
            |(other, _): &&(&str, u64)| distance::within(&other.chars().collect::<Vec<_>>(), &letters, 2).is_some();
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
