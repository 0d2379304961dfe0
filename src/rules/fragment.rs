//! The places of a document that fragments lead to, and what fragments that lead nowhere were most likely meant to be.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::distance::{self, bag, digits};
use super::wording::percent_decoded;
use crate::markdown::Document;

/// A suggestion is certain where it is at most this many edits away, in a fragment of at least so many characters: in
/// short ones two edits make another word.
const SURE_EDITS: usize = 2;
const SURE_LENGTH: usize = 7;

/// The places of a document that fragments lead to, as a browser on GitHub finds them: whatever the case.
#[derive(Debug)]
pub(super) struct FragmentIndex {
    places: FxHashSet<String>,
}

impl FragmentIndex {
    pub(super) fn of(document: &Document<'_>) -> Self {
        let slugs = document.sections.iter().skip(1).map(|section| section.slug.to_lowercase());
        let anchors = document.anchors.iter().map(|anchor| anchor.name.to_lowercase());
        Self { places: slugs.chain(anchors).collect() }
    }

    /// Returns true if a fragment, without its `#`, leads somewhere.
    pub(super) fn has(&self, fragment: &str) -> bool {
        let decoded = percent_decoded(fragment).to_lowercase();
        let name = decoded.strip_prefix("user-content-").unwrap_or(&decoded);
        // GitHub gives every file's page `#readme`, browsers give every page `#top`, footnotes have their own.
        matches!(name, "" | "readme" | "top" | "footnote-label")
            || name.starts_with("fn-")
            || name.starts_with("fnref-")
            || name.starts_with(":~:")
            || is_lines(name)
            || self.places.contains(name)
            || self.places.contains(&decoded)
    }
}

/// Returns true if a fragment in small letters names lines of a file's source, as GitHub does: `l3`, `l5-l8`, `l1c2-l2c4`.
fn is_lines(fragment: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_line = |text: &str| {
        let (line, column) = text.split_once('c').map_or((text, None), |(line, column)| (line, Some(column)));
        line.strip_prefix('l').is_some_and(is_number) && column.is_none_or(is_number)
    };
    let (first, last) = fragment.split_once('-').map_or((fragment, None), |(first, last)| (first, Some(last)));
    is_line(first) && last.is_none_or(is_line)
}

/// The places of a document that fragments lead to, and what fragments that lead nowhere were most likely meant to be.
#[derive(Debug)]
pub(super) struct NearestAnchors {
    pub(super) fragments: FragmentIndex,
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

/// Comparisons of two texts, letter by letter, for all fragments of a document: one for each byte of the document, but
/// no fewer than twenty fragments need, and no more than a tenth of a second takes. Where thousands of fragments lead
/// nowhere, something else is wrong than their spelling.
const COMPARISONS: std::ops::RangeInclusive<usize> = 20 * COMPARISONS_OF_ONE..=100 * COMPARISONS_OF_ONE;

/// Comparisons for one fragment, those first whose letters are most alike.
pub(super) const COMPARISONS_OF_ONE: usize = 1_000;

/// Letters of the longest place that is found by what it is without one of them.
const LONGEST: usize = 64;

/// Texts whose letters are compared as sets in the time of one comparison letter by letter.
const SETS: usize = 256;

/// The comparisons that are left for the fragments of one document.
#[derive(Debug)]
pub(super) struct ComparisonBudget(usize);

impl ComparisonBudget {
    /// Returns the comparisons for all fragments of a document.
    pub(super) fn of(document: &Document<'_>) -> Self {
        Self(document.text.len().clamp(*COMPARISONS.start(), *COMPARISONS.end()))
    }

    /// Returns the comparisons for the fragments of one of so many files that lead into another: thousands of them may
    /// link to one file of thousands of headings.
    pub(super) fn share(files: usize) -> Self {
        Self(COMPARISONS.end() / files.max(1))
    }

    /// Takes one comparison. False if none is left.
    pub(super) fn spend(&mut self) -> bool {
        self.spend_all(1)
    }

    /// Takes what it costs to compare the letters of a text with those of so many others. False if too little is left.
    pub(super) fn spend_sets(&mut self, texts: usize) -> bool {
        self.spend_all(texts / SETS)
    }

    fn spend_all(&mut self, comparisons: usize) -> bool {
        let left = self.0.checked_sub(comparisons);
        self.0 = left.unwrap_or_default();
        left.is_some()
    }
}

impl Alike {
    fn of(fragments: &FragmentIndex) -> Self {
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
        let found = rests(wanted).into_iter().filter_map(|rest| self.by_rest.get(&rest));
        let mut found: Vec<u32> = found.flat_map(|list| list.iter().copied().take(COMPARISONS_OF_ONE)).collect();
        found.sort_unstable();
        found.dedup();
        let is_near = |index: &usize| {
            self.places.get(*index).is_some_and(|(place, _)| distance::within(place, wanted, 1).is_some())
        };
        found.into_iter().map(|index| index as usize).filter(is_near).collect()
    }

    /// The nearest place, how many edits it is away, and how many are as near.
    fn nearest(&self, wanted: &str, most: usize, budget: &mut ComparisonBudget) -> Option<(usize, usize, usize)> {
        let near = self.one_edit_away(wanted);
        if let Some(first) = near.first() {
            return Some((*first, 1, near.len()));
        }
        if !budget.spend_sets(self.places.len()) {
            return None;
        }
        let own = bag(wanted);
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
            if !budget.spend() {
                return None;
            }
            let Some((place, _)) = self.places.get(index) else { continue };
            match distance::within(place, wanted, distance.min(most)) {
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

impl NearestAnchors {
    pub(super) fn in_document(document: &Document<'_>) -> Self {
        Self { fragments: FragmentIndex::of(document), alike: OnceLock::new() }
    }

    /// Returns true if a fragment, without its `#`, leads somewhere.
    pub(super) fn has(&self, fragment: &str) -> bool {
        self.fragments.has(fragment)
    }

    /// The place that a fragment was most likely meant to lead to.
    pub(super) fn find(&self, fragment: &str, budget: &mut ComparisonBudget) -> Option<NearAnchor<'_>> {
        let alike = self.alike.get_or_init(|| Alike::of(&self.fragments));
        let wanted = percent_decoded(fragment).to_lowercase();
        let core = letters(&wanted);
        let place_of = |index: usize| alike.places.get(index).map(|(place, _)| place.as_str());
        if let Some(Some(index)) = alike.by_letters.get(&core).filter(|_| !core.is_empty()) {
            return Some(NearAnchor { place: place_of(*index)?, sure: true });
        }
        let length = wanted.chars().count();
        let (index, edits, ties) = alike.nearest(&wanted, (length / 4).max(2), budget)?;
        let place = place_of(index)?;
        let sure = ties == 1 && edits <= SURE_EDITS && length >= SURE_LENGTH && digits(place) == digits(&wanted);
        Some(NearAnchor { place, sure })
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

/// A place near to a fragment that leads nowhere.
#[derive(Debug)]
pub(super) struct NearAnchor<'a> {
    pub(super) place: &'a str,
    /// True if it can be taken without a person looking at it.
    pub(super) sure: bool,
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The nearest place is the one that a comparison with all places finds.
        #[test]
        fn the_nearest_place_is_that_of_all(
            places in proptest::collection::hash_set("[abcd-]{1,9}", 1..12),
            wanted in "[abcd-]{1,9}",
            most in 2usize..4,
        ) {
            let alike = Alike::of(&FragmentIndex { places: places.iter().cloned().collect() });
            let mut sorted: Vec<&String> = places.iter().collect();
            sorted.sort_unstable();
            let edits: Vec<usize> = sorted.iter().map(|place| strsim::osa_distance(place, &wanted)).collect();
            let least = edits.iter().copied().min().unwrap_or_default();
            // A fragment that is a place leads there, and is not looked for.
            prop_assume!(least > 0);
            let expected = (least <= most).then(|| {
                let first = edits.iter().position(|own| *own == least).unwrap_or_default();
                (first, least, edits.iter().filter(|own| **own == least).count())
            });
            prop_assert_eq!(alike.nearest(&wanted, most, &mut ComparisonBudget::share(1)), expected);
        }
    }

    #[test]
    fn the_comparisons_of_one_fragment_and_of_all_are_bounded() {
        let places = (0..5_000).map(|i| format!("{}{i:b}", "section-".repeat(3))).collect();
        let alike = Alike::of(&FragmentIndex { places });
        let mut budget = ComparisonBudget::share(1);
        let before = budget.0;
        let wanted = format!("{}222222", "section-".repeat(3));
        alike.nearest(&wanted, 4, &mut budget);
        assert!(budget.0 >= before - COMPARISONS_OF_ONE - 5_000 / SETS);
        budget.0 = 0;
        assert_eq!(alike.nearest(&wanted, 4, &mut budget), None);
    }
}
