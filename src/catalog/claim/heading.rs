//! Counts in headings, bold titles and summaries of folds: `## Vision (37)`, `**Vision** (37)`, `Show 55 hidden projects`.

use super::phrase::{TitleWords, TitlesAbove, read_phrase};
use super::place::ClaimPlaces;
use super::words::{WORDS, claim, countable};
use crate::catalog::number::{Quantity, QuantityKind, quantities};
use crate::catalog::types::{Claim, ClaimForm, ClaimPattern, CountedNoun, CountedThing};
use crate::id::Id;
use crate::markdown::{Block, BlockKind, MarkKind};
use crate::source::Span;
use crate::text::fold;

/// Bytes of the longest text in brackets that gives a number of entries: `(1,234 entries in total)`.
const LONGEST_BRACKET: usize = 32;
/// Bytes of the longest bold title or summary: what is longer is a sentence.
const LONGEST_TITLE: usize = 100;
/// Words of the longest phrase that a heading ends with: `## Books: 55 great books`.
const MOST_WORDS_BEFORE: usize = 6;

/// Reads the claim of a heading.
pub(super) fn read_heading(places: &ClaimPlaces<'_, '_>, index: u32, block: &Block, claims: &mut Vec<Claim>) {
    let document = places.document;
    let text = document.text_of(block);
    let section = &document[block.section];
    if section.heading != index || places.is_silent(block.section) {
        return;
    }
    let titles = [places.document_title(), places.title_of(block.section)];
    let Some(mut claim) = titled(ClaimPattern::Heading, block, text, TitlesAbove(&titles)) else { return };
    let is_first = text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if is_first && places.is_numbering(claim.interval.low) {
        return;
    }
    let is_whole = section.level <= 1 && block.section.index() <= 1;
    if !places.holds_record(section.span) {
        // `## Current Portfolio Count: 1949` above the sections of a list speaks of all of them.
        if claim.noun == CountedNoun::Open && text.contains([':', '：']) && places.is_before_records(block) {
            claims.push(claim);
        }
        return;
    }
    // The number in a document's title is often part of its name.
    if is_whole && claim.noun != CountedNoun::Named {
        return;
    }
    claim.scope = Some(block.section);
    // A section that begins in a fold ends with it.
    let fold = places.fold_behind(block).filter(|fold| fold.end < section.span.end);
    claim.extent = fold.filter(|fold| places.holds_record(*fold));
    claims.push(claim);
}

/// Reads the claim of a bold title above a list or a table, which counts that alone.
pub(super) fn read_title(places: &ClaimPlaces<'_, '_>, index: u32, block: &Block, claims: &mut Vec<Claim>) -> bool {
    let document = places.document;
    let text = document.text_of(block);
    if text.len() > LONGEST_TITLE || !matches!(block.kind, BlockKind::Paragraph | BlockKind::Item | BlockKind::Line) {
        return false;
    }
    let marks = document.marks_of(block);
    let bold = marks.first().filter(|mark| mark.kind == MarkKind::Strong && mark.text.0 == 0);
    let is_title = bold.is_some_and(|mark| text.len() <= mark.text.1 as usize + LONGEST_BRACKET);
    if !is_title || text.contains('\n') || places.is_silent(block.section) {
        return false;
    }
    let extent = match block.kind {
        BlockKind::Item => {
            document.items.get(block.item as usize).map(|item| Span { start: item.own_end, ..item.span })
        }
        _ => places.listing_below(index, block),
    };
    let Some(extent) = extent.filter(|extent| places.holds_record(*extent)) else { return false };
    let Some(mut claim) = titled(ClaimPattern::Title, block, text, TitlesAbove(&[&TitleWords::of(text)])) else {
        return false;
    };
    claim.extent = Some(extent);
    claims.push(claim);
    true
}

/// Reads the claim of a summary, which counts what is folded.
pub(super) fn read_summary(places: &ClaimPlaces<'_, '_>, block: &Block, claims: &mut Vec<Claim>) {
    let document = places.document;
    let text = document.text_of(block);
    let is_link = document.marks_of(block).iter().any(|mark| mark.kind == MarkKind::Link);
    if text.len() > LONGEST_TITLE || is_link || places.is_silent(block.section) {
        return;
    }
    let Some(extent) = places.fold_behind(block).filter(|extent| places.holds_record(*extent)) else { return };
    let own = TitleWords::of(text);
    let titles = [places.document_title(), &own, places.title_of(block.section)];
    let shown = || {
        let found = quantities(text);
        let [quantity] = found.as_slice() else { return None };
        let before = fold::words(text.get(..quantity.range.start)?);
        let says = |word: &str| WORDS.folds.contains(word);
        let is_lead = before.split(' ').all(|word| word.is_empty() || says(word));
        let of = fold::words(quantity.unit);
        let is_shown = before.split(' ').chain(of.split(' ')).any(says);
        (is_lead && is_shown && countable(&quantity)).then(|| {
            let mut shown = claim(ClaimForm::Section, ClaimPattern::Fold, block, text, quantity, text);
            shown.noun = if of.is_empty() { CountedNoun::Bare } else { CountedNoun::Named };
            shown
        })
    };
    let found = shown().or_else(|| titled(ClaimPattern::Fold, block, text, TitlesAbove(&titles)));
    if let Some(mut claim) = found {
        claim.extent = Some(extent);
        claims.push(claim);
    }
}

/// The claim of a title: a number in brackets at its end, or one with a noun at its beginning or end.
fn titled(pattern: ClaimPattern, block: &Block, text: &str, titles: TitlesAbove<'_>) -> Option<Claim> {
    let found = quantities(text);
    let make = |quantity: &Quantity<'_>, noun, is_narrowed| {
        let mut own = claim(ClaimForm::Section, pattern, block, text, quantity, text);
        (own.noun, own.is_narrowed) = (noun, is_narrowed);
        own
    };
    if let Some(range) = bracketed_number(text, text.len()) {
        let quantity = found.iter().find(|q| q.range.start >= range.start && q.range.end <= range.end)?;
        let noun = countable(&quantity).then(|| bracket_noun(text.get(range)?, quantity, titles)).flatten()?;
        return Some(make(quantity, noun, false));
    }
    let [quantity] = found.as_slice() else { return None };
    if quantity.interval.low.fract() != 0.0 {
        return None;
    }
    if is_labelled(text, quantity) {
        return Some(make(quantity, CountedNoun::Open, false));
    }
    let whole = text.trim_end_matches([' ', '*', ':', '.', '!']);
    let before = fold::words(text.get(..quantity.range.start)?);
    if !countable(&quantity) || quantity.whole.end < whole.len() && !before.is_empty() {
        return ranked(pattern, block, text, quantity, &before);
    }
    let phrase = read_phrase(quantity.unit, titles).filter(|phrase| phrase.counted == CountedThing::Records)?;
    // `Python 3 libraries`, `Chapter 4 Exercises`: a number behind a word may belong to it, unless a mark divides them.
    let gap = text.get(..quantity.range.start)?.trim_end_matches(['*', '_', ' ']);
    let is_divided = before.is_empty() || gap.ends_with([':', '-', '–', '—', '|', '·', '：', '(', '•']);
    let is_short = before.split(' ').count() <= MOST_WORDS_BEFORE;
    // A heading that begins with a number may be a name: `30 Seconds of Code`.
    let is_sure = phrase.noun == CountedNoun::Named && is_known_noun(quantity.unit);
    // `Architecture 5 projects`: only where the catalog's other titles are counted so.
    let noun = if is_divided { phrase.noun } else { CountedNoun::Loose };
    (is_short && is_sure).then(|| make(quantity, noun, phrase.is_narrowed))
}

/// `Current Portfolio Count: 1949`, which is no year.
fn is_labelled(text: &str, quantity: &Quantity<'_>) -> bool {
    let label = text.get(..quantity.range.start).unwrap_or_default().trim_end_matches(['*', '_', ' ']);
    let label = label.strip_suffix([':', '：', '-', '–', '—', '=']).unwrap_or_default();
    let words = fold::words(label);
    let is_count = words.rsplit(' ').next().is_some_and(|word| WORDS.counts.contains(word));
    let is_last = text.trim_end_matches([' ', '*', '_', '.']).len() <= quantity.range.end;
    is_count && is_last && quantity.kind == QuantityKind::Count
}

/// `Top 100 Stars in Go`.
fn ranked(pattern: ClaimPattern, block: &Block, text: &str, quantity: &Quantity<'_>, before: &str) -> Option<Claim> {
    let is_top = before == "top" && countable(&quantity) && quantity.interval.is_exact();
    is_top.then(|| claim(ClaimForm::Section, pattern, block, text, quantity, text))
}

/// Returns true if a unit's noun is what entries are called, whatever the title says.
fn is_known_noun(unit: &str) -> bool {
    read_phrase(unit, TitlesAbove(&[])).is_some_and(|phrase| phrase.noun == CountedNoun::Named)
}

/// The noun of a number in brackets, if there is nothing else in them.
pub(super) fn bracket_noun(bracketed: &str, quantity: &Quantity<'_>, titles: TitlesAbove<'_>) -> Option<CountedNoun> {
    let bare = bracketed.trim_matches(|c: char| !c.is_alphanumeric() && c != '+');
    let label = WORDS.bracket_labels.iter().find_map(|label| {
        let own = bare.get(..label.len()).filter(|own| own.eq_ignore_ascii_case(label));
        own.map(str::len)
    });
    let rest = bare.get(label.unwrap_or_default()..)?.trim_start_matches([':', ' ', '：']);
    if rest.len() <= quantity.range.len() {
        return Some(CountedNoun::Bare);
    }
    let is_counter = !quantity.unit.is_ascii();
    let phrase = read_phrase(quantity.unit, titles).filter(|phrase| phrase.counted == CountedThing::Records);
    match phrase {
        Some(phrase) if rest.len() <= quantity.whole.len() + 1 => Some(phrase.noun),
        // `(39 total)`, `(96개)`
        _ if is_counter || fold::words(quantity.unit).split(' ').all(|word| WORDS.generic.contains(word)) => {
            (rest.len() <= quantity.whole.len() + 1).then_some(CountedNoun::Bare)
        }
        _ => None,
    }
}

/// The last bracket of a text, with a number in it, if the text ends with it.
pub(super) fn bracketed_number(text: &str, end: usize) -> Option<std::ops::Range<usize>> {
    let text = text.get(..end)?.trim_end_matches([' ', '*', '_', ':', '`', '\u{fe0f}']);
    let open = text.rfind(['(', '[', '（', '【'])?;
    let inner = text.get(open..)?;
    let closed = inner.ends_with([')', ']', '）', '】']) && inner.len() <= LONGEST_BRACKET && open > 0;
    (closed && inner.bytes().any(|b| b.is_ascii_digit())).then_some(open..text.len())
}
