//! Sentences above a list that count its entries: "a curated list of 120 tools", "730+ APIs across 48 categories",
//! "**181** datasets have been reviewed in the table below".

use super::phrase::{CountedPhrase, TitlesAbove, read_phrase};
use super::place::{ClaimPlaces, ClaimScope};
use super::unspaced::{is_foreign, is_listed};
use super::words::{WORDS, claim, countable, has_noun, is_about_list};
use crate::catalog::number::{Quantity, quantities};
use crate::catalog::types::{Claim, ClaimForm, ClaimPattern, CountedNoun, CountedThing};
use crate::markdown::{Block, NONE};
use crate::text::fold;

/// Words that may stand before the number without being known, where the sentence speaks of a list.
const MOST_UNKNOWN: usize = 2;
/// The same where the number leads the sentence in.
const FEW_UNKNOWN: usize = 1;
/// Words before the number that are looked at: more is another sentence.
const MOST_BEFORE: usize = 24;
/// Words behind the number that are looked at.
const MOST_BEHIND: usize = 12;
/// Bytes of the longest block that is read: what is longer is no introduction.
const LONGEST_BLOCK: usize = 2_000;
/// The least number that is near to the count of a list by no chance: two in a hundred are one in fifty.
const LEAST_PRECISE: f64 = 50.0;
/// Numbers that may be years.
const YEARS: std::ops::RangeInclusive<f64> = 1900.0..=2100.0;
/// Marks that end a sentence.
const ENDS: [char; 8] = ['。', '！', '？', '；', '!', '?', ';', '\u{2028}'];

/// A number in its sentence.
struct StatedCount<'a> {
    sentence: &'a str,
    before: &'a str,
    after: &'a str,
}

/// Reads the claims of the sentences of a block.
pub(super) fn read(places: &ClaimPlaces<'_, '_>, index: u32, block: &Block, claims: &mut Vec<Claim>) {
    let document = places.document;
    let text = document.text_of(block);
    if text.len() > LONGEST_BLOCK || places.is_citation(block) {
        return;
    }
    let Some(scope) = places.scope_of(block) else { return };
    if scope != ClaimScope::Whole && !places.is_intro(index, block) {
        return;
    }
    let titles = [places.document_title(), places.title_of(block.section)];
    let titles = TitlesAbove(&titles);
    let begin = claims.len();
    let mut first = begin;
    let mut last = None;
    for quantity in quantities(text).iter().filter(countable) {
        let stated = sentence_of(text, quantity);
        let is_linked = document.marks_of(block).iter().any(|mark| {
            let holds = mark.text.0 as usize <= quantity.range.start && quantity.range.end <= mark.text.1 as usize;
            mark.link != NONE && holds
        });
        // What a link is said of stands behind it.
        let found = if is_linked { None } else { stated_phrase(&stated, quantity, titles) };
        let Some(phrase) = found.or_else(|| loose_phrase(quantity, titles)) else { continue };
        let mut own = claim(ClaimForm::Summary, ClaimPattern::Sentence, block, text, quantity, quantity.unit);
        (own.counted, own.noun, own.is_narrowed) = (phrase.counted, phrase.noun, phrase.is_narrowed);
        own.scope = scope.section();
        own.extent = places.listing_below(index, block).filter(|extent| places.holds_record(*extent));
        // Each sentence is a statement of its own.
        let begin = Some(stated.sentence.as_ptr());
        if std::mem::replace(&mut last, begin) != begin {
            first = claims.len();
        }
        take(claims, first, own);
    }
    let is_read = |claim: &Claim| claim.noun != CountedNoun::Loose && claim.counted == CountedThing::Records;
    if !claims.get(begin..).unwrap_or_default().iter().any(is_read) {
        introduction(places, index, block, (scope, begin), claims);
    }
}

/// Reads the first number of the first paragraph below a heading: where most sections of a catalog begin with the number
/// of their entries, it is that, in any language.
fn introduction(
    places: &ClaimPlaces<'_, '_>,
    index: u32,
    block: &Block,
    (scope, begin): (ClaimScope, usize),
    claims: &mut Vec<Claim>,
) {
    let Some(section) = scope.section().filter(|section| places.document[*section].heading + 1 == index) else {
        return;
    };
    let text = places.document.text_of(block);
    let found = quantities(text);
    let Some(quantity) = found.iter().find(countable) else { return };
    let is_count = quantity.interval.is_exact() && quantity.interval.low.fract() == 0.0;
    let span = block.text.source(quantity.range.clone());
    if is_count && !claims.get(begin..).unwrap_or_default().iter().any(|claim| claim.span == span) {
        let own = claim(ClaimForm::Section, ClaimPattern::Introduction, block, text, quantity, quantity.unit);
        claims.push(Claim { noun: CountedNoun::Loose, scope: Some(section), ..own });
    }
}

/// Adds a claim. Of "over 100 data sets, of which more than 70 can be downloaded" only the most counts all.
fn take(claims: &mut Vec<Claim>, first: usize, own: Claim) {
    if own.counted != CountedThing::Records {
        return claims.push(own);
    }
    let own_claims = claims.get(first..).unwrap_or_default();
    let beside = own_claims.iter().rposition(|claim| claim.counted == CountedThing::Records).map(|at| first + at);
    let is_loose = |claim: &Claim| claim.noun == CountedNoun::Loose;
    let alike = beside.filter(|at| claims.get(*at).is_some_and(|other| is_loose(other) == is_loose(&own)));
    match alike.and_then(|at| claims.get_mut(at)) {
        Some(beside) if beside.interval.low < own.interval.low => *beside = own,
        Some(_) => {}
        None => claims.push(own),
    }
}

/// The sentence of a number: a dot ends one before a blank.
fn sentence_of<'a>(text: &'a str, quantity: &Quantity<'_>) -> StatedCount<'a> {
    let before = text.get(..quantity.range.start).unwrap_or_default();
    let start = before
        .rfind(ENDS)
        .map_or(0, |at| at + before.get(at..).and_then(|it| it.chars().next()).map_or(1, char::len_utf8));
    let start = before.rfind(". ").map_or(start, |at| start.max(at + 2));
    let start = before.rfind(".\n").map_or(start, |at| start.max(at + 2));
    let behind = text.get(quantity.range.end..).unwrap_or_default();
    let ends = [behind.find(ENDS), behind.find(". "), behind.find(".\n")];
    let end = quantity.range.end + ends.into_iter().flatten().min().unwrap_or(behind.len());
    let unit_end = quantity.whole.end.min(end).max(quantity.range.end);
    StatedCount {
        sentence: text.get(start..end).unwrap_or_default(),
        before: text.get(start..quantity.range.start).unwrap_or_default(),
        after: text.get(unit_end..end).unwrap_or_default(),
    }
}

/// The noun phrase of a number that its sentence says of the list.
fn stated_phrase(stated: &StatedCount<'_>, quantity: &Quantity<'_>, titles: TitlesAbove<'_>) -> Option<CountedPhrase> {
    let folded = fold::words(stated.sentence);
    if is_foreign(stated.sentence, &folded) && is_listed(stated.sentence, stated.before, stated.after, quantity, titles)
    {
        return Some(CountedPhrase { counted: CountedThing::Records, noun: CountedNoun::Named, is_narrowed: false });
    }
    let phrase = read_phrase(quantity.unit, titles)?;
    let before = fold::words(stated.before);
    let before: Vec<&str> = before.split(' ').filter(|word| !word.is_empty()).collect();
    if before.len() > MOST_BEFORE || before.iter().any(|word| is_unlead(word, quantity)) {
        return None;
    }
    let after = fold::words(stated.after);
    let behind = || after.split(' ').take(MOST_BEHIND);
    let is_known = |word: &str| {
        WORDS.leads.contains(word)
            || WORDS.generic.contains(word)
            || is_about_list(word)
            || titles.has(word)
            || has_noun(&WORDS.entries, word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let unknown = before.iter().filter(|word| !is_known(word)).count();
    let unit = fold::words(quantity.unit);
    let is_about = before.iter().any(|word| is_about_list(word));
    let is_listed =
        behind().chain(unit.split(' ')).chain(before.iter().copied()).any(|word| WORDS.listed.contains(word));
    let is_lead = before.is_empty() || before.iter().any(|word| WORDS.openers.contains(*word));
    let is_said = if is_about || is_listed { unknown <= MOST_UNKNOWN } else { is_lead && unknown <= FEW_UNKNOWN };
    // A bare number and a noun are a statement of their own only if the noun is that of the entries.
    let is_sure = phrase.noun == CountedNoun::Named || is_about && unknown == 0 || is_listed && unknown == 0;
    (is_said && is_sure).then_some(phrase)
}

/// The noun phrase of a precise number that may count the list, whatever its sentence says.
fn loose_phrase(quantity: &Quantity<'_>, titles: TitlesAbove<'_>) -> Option<CountedPhrase> {
    // `the ISIC 2020 dataset` names a year.
    let is_year = YEARS.contains(&quantity.interval.low);
    let is_precise = quantity.interval.is_exact() && quantity.interval.low >= LEAST_PRECISE && !is_year;
    let phrase =
        read_phrase(quantity.unit, titles).filter(|phrase| is_precise && phrase.counted == CountedThing::Records);
    phrase.map(|phrase| CountedPhrase { noun: CountedNoun::Loose, ..phrase })
}

/// Returns true if a word before a number says that it counts something else. Bounds (`more than`) belong to the number.
fn is_unlead(word: &str, quantity: &Quantity<'_>) -> bool {
    WORDS.unleads.contains(word) && !(quantity.floor && word == "than") && word != "these"
}
