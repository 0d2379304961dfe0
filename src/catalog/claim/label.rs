//! Labels: `Total Datasets Listed: 150+`, `CT: 50+ datasets`.

use rustc_hash::FxHashMap;

use super::phrase::TitlesAbove;
use super::place::{ClaimPlaces, ClaimScope};
use super::words::{WORDS, claim, countable, counted, has_noun};
use crate::catalog::FieldVocabulary;
use crate::catalog::field::Field;
use crate::catalog::number::quantities;
use crate::catalog::types::{Claim, ClaimForm, ClaimPattern, CountedNoun, CountedThing};
use crate::markdown::{Block, Document, NONE};
use crate::text::fold;

/// Bytes of the longest label before a colon, and of the value behind it: what is longer is a sentence.
const LONGEST_LABEL: usize = 60;
const LONGEST_VALUE: usize = 40;
/// Letters between the colon and the number: room for `more than` and `about`; what has more counts something else first.
const LETTERS_BEFORE: usize = 10;
/// Words of the longest label that names a section: `Computer Vision Datasets: 120`.
const MOST_LABEL_WORDS: usize = 3;
/// Blocks of one document that may bear one label: what more bear is a field of entries.
const MOST_ALIKE: u32 = 2;

/// The labels of a document, with how many blocks bear each.
pub(super) struct DocumentLabels(FxHashMap<String, u32>);

impl DocumentLabels {
    pub(super) fn of(document: &Document<'_>) -> Self {
        let mut labels: FxHashMap<String, u32> = FxHashMap::default();
        for (_, block) in document.prose() {
            if let Some((label, _)) = split(document.text_of(block)) {
                *labels.entry(fold::words(label)).or_default() += 1;
            }
        }
        Self(labels)
    }

    /// Returns true if so many blocks bear a label that it is the name of a field.
    fn is_field(&self, label: &str) -> bool {
        self.0.get(&fold::words(label)).is_some_and(|&blocks| blocks > MOST_ALIKE)
    }
}

/// A label and its value, with the colon.
fn split(text: &str) -> Option<(&str, &str)> {
    let colon = text.find([':', '：']).filter(|at| (1..=LONGEST_LABEL).contains(at))?;
    let (label, value) = (text.get(..colon)?, text.get(colon..)?);
    let is_label = !label.contains(['\n', '.']);
    (is_label && value.trim_start_matches([':', '：', ' ', '*']).len() <= LONGEST_VALUE).then_some((label, value))
}

/// Reads the claim of a label. Returns true if a block is of that form, bound or not.
pub(super) fn read_label(
    places: &ClaimPlaces<'_, '_>,
    words: &FieldVocabulary,
    labels: &DocumentLabels,
    block: &Block,
    claims: &mut Vec<Claim>,
) -> bool {
    let document = places.document;
    let text = document.text_of(block);
    let Some((label, _)) = split(text) else { return false };
    if document.marks_of(block).iter().any(|mark| mark.link != NONE) {
        return false;
    }
    let colon = label.len();
    let found = quantities(text);
    let Some(quantity) = found.iter().find(|q| q.range.start > colon).filter(countable) else { return false };
    let before = text.get(colon..quantity.range.start).unwrap_or_default();
    if before.chars().filter(|c| c.is_alphabetic()).count() > LETTERS_BEFORE {
        return true;
    }
    if labels.is_field(label) || places.is_silent(block.section) || is_field_name(words, label) {
        return true;
    }
    let titles = [places.document_title(), places.title_of(block.section)];
    let Some((thing, noun)) = bound(words, label, quantity.unit, TitlesAbove(&titles)) else { return true };
    let is_of_part = matches!(thing, CountedThing::Records);
    let of_records = || places.scope_of(block).or_else(|| places.scope_before(block));
    let scope = if is_of_part { of_records() } else { Some(ClaimScope::Whole) };
    let scope = scope.or_else(|| places.is_apart(block).then_some(ClaimScope::Whole));
    let Some(scope) = scope.map(ClaimScope::section) else { return true };
    let own = claim(ClaimForm::Summary, ClaimPattern::Label, block, text, quantity, label);
    claims.push(Claim { counted: thing, noun, scope, ..own });
    true
}

/// Returns true if a label is the name of a field that entries have.
fn is_field_name(words: &FieldVocabulary, label: &str) -> bool {
    matches!(words.field(label), Field::Size | Field::License | Field::Date | Field::Link)
}

/// The thing that a label and the unit of its number count, and how sure that is.
fn bound(
    words: &FieldVocabulary,
    label: &str,
    unit: &str,
    titles: TitlesAbove<'_>,
) -> Option<(CountedThing, CountedNoun)> {
    let thing = named_thing(words, label, unit, titles).map(|thing| (thing, CountedNoun::Named));
    thing.or_else(|| open_thing(label, unit, titles).map(|noun| (CountedThing::Records, noun)))
}

/// `Total skills: 1441`, `Total: 1441 skills`: a label that says that it counts, with a noun that the catalog's titles have
/// or that entries may be called.
fn open_thing(label: &str, unit: &str, titles: TitlesAbove<'_>) -> Option<CountedNoun> {
    let folded = fold::words(label);
    let says_count = |word: &str| WORDS.counts.contains(word) || WORDS.generic.contains(word);
    let is_count = folded.split(' ').any(|word| WORDS.counts.contains(word)) || WORDS.counts.contains(&folded);
    let mut others = folded.split(' ').filter(|word| !word.is_empty() && !says_count(word));
    let unit = fold::words(unit);
    let noun = match (others.next(), others.next()) {
        (Some(noun), None) if unit.is_empty() => noun,
        (None, None) if !unit.contains(' ') => &unit,
        _ => return None,
    };
    let is_named = titles.calls_entries(noun) || !noun.is_ascii() && titles.has_text(noun);
    match is_named {
        _ if !is_count || noun.is_empty() => None,
        true => Some(CountedNoun::Named),
        false => has_noun(&WORDS.kinds, noun).then_some(CountedNoun::Open),
    }
}

/// The thing that a label and the unit of its number name.
fn named_thing(words: &FieldVocabulary, label: &str, unit: &str, titles: TitlesAbove<'_>) -> Option<CountedThing> {
    let named = fold::words(label);
    if unit.is_empty() {
        return match counted(label) {
            // `Total Go Tools: 120` in a list of Go tools.
            Some(CountedThing::Matching(word)) if titles.has(&word) => Some(CountedThing::Records),
            other => other,
        };
    }
    match counted(unit) {
        Some(CountedThing::Records) if words.is_contents(label) => None,
        Some(CountedThing::Records) => match counted(label) {
            Some(counted) => Some(counted),
            None if named.split(' ').all(|word| WORDS.generic.contains(word)) => Some(CountedThing::Records),
            None => (named.split(' ').count() <= MOST_LABEL_WORDS)
                .then(|| CountedThing::Matching(label.trim_matches(['*', ' ']).to_owned())),
        },
        other => other,
    }
}
