//! Lines of statistics: `818 projects · 80 categories · 85 resources`, `📦 **9개 항목** · 자동 갱신: 2026-08-22`.

use std::ops::Range;

use super::phrase::{TitlesAbove, read_phrase};
use super::place::ClaimPlaces;
use super::unspaced::{counter_phrase, spaced_phrase};
use super::words::{WORDS, claim, countable};
use crate::catalog::number::{Quantity, quantities};
use crate::catalog::types::{Claim, ClaimForm, ClaimPattern, CountedNoun, CountedThing};
use crate::markdown::{Block, BlockKind, NONE};
use crate::text::fold;

/// Bytes of the longest line of statistics: what is longer is a sentence.
const LONGEST_LINE: usize = 200;
/// Bytes of text behind the noun of a count in its part of the line: `246개 공개 채널·그룹·봇`.
const LONGEST_REST: usize = 40;
/// What divides the parts of a line of statistics.
const DIVIDERS: [char; 6] = ['·', '•', '|', '‧', '｜', '・'];

/// A count that is a part of a line.
struct StatedPart {
    claim: Claim,
    noun: String,
}

/// Reads the claims of a block that is a line of statistics. Returns true if it is one.
pub(super) fn read(places: &ClaimPlaces<'_, '_>, block: &Block, claims: &mut Vec<Claim>) -> bool {
    let document = places.document;
    let text = document.text_of(block);
    let is_text = matches!(block.kind, BlockKind::Paragraph | BlockKind::Line) && text.len() <= LONGEST_LINE;
    if !is_text || text.contains('\n') || document.marks_of(block).iter().any(|mark| mark.link != NONE) {
        return false;
    }
    let Some(scope) = places.scope_of(block).or_else(|| places.scope_before(block)) else { return false };
    let titles = [places.document_title(), places.title_of(block.section)];
    let found = quantities(text);
    let pieces = pieces(text);
    let stated = |piece: &Range<usize>| stated_part(block, text, piece, &found, TitlesAbove(&titles));
    let parts: Vec<StatedPart> = pieces.iter().filter_map(stated).collect();
    // A line of one part is a statement only where its noun is known.
    if parts.is_empty() || pieces.len() == 1 && parts.iter().any(|part| part.claim.noun != CountedNoun::Named) {
        return false;
    }
    let is_several = parts.iter().filter(|part| part.claim.counted == CountedThing::Records).count() > 1;
    for StatedPart { claim, noun } in parts {
        let is_one_of = is_several && claim.counted == CountedThing::Records;
        // `818 projects · 85 resources` above the sections `Projects` and `Resources`.
        let own = is_one_of.then(|| places.section_called(&noun)).flatten();
        let is_narrowed = claim.is_narrowed || is_one_of && own.is_none();
        claims.push(Claim { scope: own.or(scope.section()), is_narrowed, ..claim });
    }
    true
}

/// The parts of a line, as ranges of its text. A divider without a blank beside it belongs to a noun: `채널·그룹`.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(DIVIDERS) {
        let end = at + mark.len();
        let before = text.get(..at).is_some_and(|before| before.ends_with(char::is_whitespace));
        let behind = text.get(end..).is_some_and(|behind| behind.starts_with(char::is_whitespace));
        if before || behind {
            pieces.push(start..at);
            start = end;
        }
    }
    pieces.push(start..text.len());
    pieces
}

/// The count of a part that is nothing but a number with its noun.
fn stated_part(
    block: &Block,
    text: &str,
    piece: &Range<usize>,
    found: &[Quantity<'_>],
    titles: TitlesAbove<'_>,
) -> Option<StatedPart> {
    let first = found.partition_point(|quantity| quantity.range.start < piece.start);
    let quantity = found.get(first).filter(|quantity| quantity.range.end <= piece.end).filter(countable)?;
    let rest = text.get(quantity.whole.end.min(piece.end)..piece.end)?;
    let before = text.get(piece.start..quantity.range.start)?;
    // `共 158 个 Skills`, `Всего: 40 проектов`
    let is_counted = WORDS.counts.contains(&fold::words(before));
    let is_alone =
        (is_counted || !before.contains(char::is_alphanumeric)) && !rest.contains(|c: char| c.is_ascii_digit());
    let is_counter = rest.len() <= LONGEST_REST;
    let phrase = match counter_phrase(quantity.unit).filter(|_| is_counter) {
        Some(phrase) => Some(phrase),
        None if rest.contains(char::is_alphanumeric) => None,
        None => spaced_phrase(quantity.unit, titles).or_else(|| read_phrase(quantity.unit, titles)),
    };
    let phrase = phrase.filter(|_| is_alone)?;
    let own = claim(ClaimForm::Summary, ClaimPattern::Sentence, block, text, quantity, quantity.unit);
    let noun = if is_counted { CountedNoun::Named } else { phrase.noun };
    let claim = Claim { counted: phrase.counted, noun, is_narrowed: phrase.is_narrowed, ..own };
    Some(StatedPart { claim, noun: quantity.unit.to_owned() })
}
