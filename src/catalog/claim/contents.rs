//! Counts beside the links of a table of contents: `[Retina](#retina) (52)`, `[Text (9)](#text)`, `[97 books](#books)`,
//! `- **12** [Text](#text)`, `[Data](#data) - Data libraries (27 repos)`.

use std::ops::Range;

use super::heading::{bracket_noun, bracketed_number};
use super::phrase::{TitlesAbove, read_phrase};
use super::place::ClaimPlaces;
use super::unspaced::may_count_entries;
use super::words::{claim, countable, counted};
use crate::catalog::field::Field;
use crate::catalog::number::{Quantity, quantities};
use crate::catalog::types::{Claim, ClaimForm, ClaimPattern, CountedNoun, CountedThing, TableReading};
use crate::links::is_fragment;
use crate::markdown::{Block, BlockKind, Document, Link, NONE, SectionId, Table, TableRow, TextMark};
use crate::text::fold;

/// Letters before the link of a table of contents' entry: a marker, an emoji or a number, but no sentence.
const BEFORE_ENTRY: usize = 24;
/// Bytes between a link and the number that belongs to it.
const BEHIND_LINK: usize = 6;

/// A link to a section in a block, as ranges of the block's text.
struct SectionLink {
    range: Range<usize>,
    scope: SectionId,
}

/// Reads the claims of an entry of the table of contents. Returns true if a block is one.
pub(super) fn read_entry(places: &ClaimPlaces<'_, '_>, block: &Block, text: &str, claims: &mut Vec<Claim>) -> bool {
    let document = places.document;
    let marks = document.marks_of(block);
    let is_link = |mark: &&TextMark| document.links.get(mark.link as usize).is_some();
    let target = |mark: &TextMark| document.links.get(mark.link as usize).map_or("", |link| &*link.target);
    let mut links = marks.iter().filter(is_link);
    let Some(first) = links.next().filter(|mark| is_fragment(target(mark))) else { return false };
    let own: Option<Vec<SectionLink>> = std::iter::once(first)
        .chain(links)
        .map(|mark| {
            let scope = places.section_of(target(mark))?;
            Some(SectionLink { range: mark.text.0 as usize..mark.text.1 as usize, scope })
        })
        .collect();
    let is_short = text.get(..first.text.0 as usize).is_some_and(|before| before.chars().count() <= BEFORE_ENTRY);
    let Some(own) = own.filter(|_| is_short) else { return true };
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let found = quantities(text);
    for (index, link) in own.iter().enumerate() {
        let end = own.get(index + 1).map_or(text.len(), |next| next.range.start);
        let is_only = own.iter().all(|other| other.scope == link.scope);
        if is_only && index > 0 {
            break;
        }
        let end = if is_only { text.len() } else { end };
        if let Some(own) = entry_claim(places, block, text, &found, link, end, is_only) {
            claims.push(own);
        }
    }
    true
}

/// The number that belongs to a link, between it and `end`.
fn entry_claim(
    places: &ClaimPlaces<'_, '_>,
    block: &Block,
    text: &str,
    found: &[Quantity<'_>],
    link: &SectionLink,
    end: usize,
    is_only: bool,
) -> Option<Claim> {
    let document = places.document;
    let title = [places.title_of(link.scope)];
    let titles = TitlesAbove(&title);
    let find = |range: &Range<usize>| {
        let inside = |q: &&Quantity<'_>| q.range.start >= range.start && q.range.end <= range.end;
        found.iter().find(inside).filter(countable)
    };
    let make = |quantity: &Quantity<'_>, noun| {
        let own = claim(ClaimForm::Section, ClaimPattern::Contents, block, text, quantity, document.title(link.scope));
        Claim { scope: Some(link.scope), noun, ..own }
    };
    // `[Retina (52)](#retina)`
    if let Some(range) = bracketed_number(text, link.range.end).filter(|range| range.start > link.range.start)
        && let Some(quantity) = find(&range)
        && let Some(noun) = bracket_noun(text.get(range)?, quantity, titles)
    {
        return Some(make(quantity, noun));
    }
    // `[Retina](#retina) (52)`, `[Data](#data) - Libraries (27 repos)`
    let tail = text.get(link.range.end..end)?.trim_end_matches([',', ';', '|', '·', '•', ' ', '.', '\n', '/']);
    if let Some(range) = bracketed_number(text, link.range.end + tail.len()).filter(|it| it.start >= link.range.end)
        && let Some(quantity) = find(&range)
        && let Some(noun) = bracket_noun(text.get(range)?, quantity, titles)
    {
        return Some(make(quantity, noun));
    }
    behind_link(text, &link.range, tail, found, titles)
        .or_else(|| is_only.then(|| leading(document, text, link, found, titles)).flatten())
        .map(|(quantity, noun)| make(quantity, noun))
}

/// `[Text](#text) _103 projects_`, `[Text](#text): 12`.
pub(super) fn behind_link<'q, 'a>(
    text: &str,
    link: &Range<usize>,
    tail: &str,
    found: &'q [Quantity<'a>],
    titles: TitlesAbove<'_>,
) -> Option<(&'q Quantity<'a>, CountedNoun)> {
    let end = link.end + tail.len();
    let quantity = found.iter().find(|q| q.range.start >= link.end).filter(countable)?;
    let gap = text.get(link.end..quantity.range.start)?;
    if gap.len() > BEHIND_LINK || gap.contains(char::is_alphanumeric) || quantity.range.end > end {
        return None;
    }
    let rest = text.get(quantity.whole.end.min(end)..end)?;
    if rest.contains(char::is_alphanumeric) {
        return None;
    }
    let is_bare = quantity.unit.is_empty() || !quantity.unit.is_ascii();
    noun_of(quantity, titles).or(is_bare.then_some(CountedNoun::Bare)).map(|noun| (quantity, noun))
}

/// `[97 libraries](#libraries)`, `**12** [Text](#text)`. A number that the title begins with is the title's own.
fn leading<'q, 'a>(
    document: &Document<'_>,
    text: &str,
    link: &SectionLink,
    found: &'q [Quantity<'a>],
    titles: TitlesAbove<'_>,
) -> Option<(&'q Quantity<'a>, CountedNoun)> {
    let quantity = found.first().filter(countable).filter(|q| q.range.start < link.range.end)?;
    let start = if quantity.range.start >= link.range.start { link.range.start } else { 0 };
    let before = text.get(start..quantity.range.start)?;
    let is_numbering = |rest: &str| rest.starts_with(['.', ')', ':', '-', '、', '．']);
    let behind = text.get(quantity.range.end..)?;
    if before.contains(char::is_alphanumeric) || is_numbering(behind) {
        return None;
    }
    let heading = document.title(link.scope);
    if heading.contains(quantity_digits(text, quantity)) {
        return None;
    }
    if !quantity.unit.is_ascii() {
        return Some((quantity, CountedNoun::Named));
    }
    match noun_of(quantity, titles) {
        Some(noun) => Some((quantity, noun)),
        // `12 [Text](#text)`
        None if quantity.range.end <= link.range.start => {
            let between = text.get(quantity.range.end..link.range.start)?;
            (!between.contains(char::is_alphanumeric)).then_some((quantity, CountedNoun::Bare))
        }
        None => None,
    }
}

fn quantity_digits<'a>(text: &'a str, quantity: &Quantity<'_>) -> &'a str {
    text.get(quantity.range.clone()).unwrap_or_default().trim_end_matches('+')
}

fn noun_of(quantity: &Quantity<'_>, titles: TitlesAbove<'_>) -> Option<CountedNoun> {
    let phrase = read_phrase(quantity.unit, titles).filter(|phrase| phrase.counted == CountedThing::Records);
    // A noun of the section's own title names its entries.
    let is_own = || fold::words(quantity.unit).split(' ').any(|word| titles.has(word));
    phrase.map(|phrase| if is_own() { CountedNoun::Named } else { phrase.noun })
}

/// Reads the rows of a contents table: links to sections, each with a number of entries in a cell behind it.
pub(super) fn read_rows(places: &ClaimPlaces<'_, '_>, table: &Table, reading: &TableReading, claims: &mut Vec<Claim>) {
    let document = places.document;
    let header = |header: u32| document.block(header).map_or("", |header| document.text_of(header));
    let column = reading.columns.iter().position(|column| {
        column.field == Field::Count || matches!(counted(header(column.header)), Some(CountedThing::Records))
    });
    for row in document.body(table) {
        let links = document.links_of_row(row);
        let mut fragments = links.iter().filter(|link| is_fragment(&link.target));
        match (fragments.next(), fragments.next()) {
            (Some(link), None) => {
                let cell = column.and_then(|column| document.cells(row).get(column));
                let cell = cell.or_else(|| cell_behind(document, row, link));
                claims.extend(cell.and_then(|cell| row_claim(places, row, link, cell)));
            }
            // `| [Text](#text) | 7 | [Image](#image) | 9 |`
            (Some(_), Some(_)) => {
                let fragments = links.iter().filter(|link| is_fragment(&link.target));
                claims.extend(
                    fragments.filter_map(|link| row_claim(places, row, link, cell_behind(document, row, link)?)),
                );
            }
            _ => {}
        }
    }
}

/// The cell behind that of a link.
fn cell_behind<'a>(document: &'a Document<'_>, row: &TableRow, link: &Link<'_>) -> Option<&'a Block> {
    let cells = document.cells(row);
    let own = cells.iter().position(|cell| cell.span.contains(link.span))?;
    cells.get(own + 1)
}

/// The claim of a cell that has nothing but a number.
fn row_claim(places: &ClaimPlaces<'_, '_>, row: &TableRow, link: &Link<'_>, cell: &Block) -> Option<Claim> {
    let document = places.document;
    let scope = places.section_of(&link.target)?;
    let text = document.text_of(cell);
    let found = quantities(text);
    let [quantity] = found.as_slice() else { return None };
    let is_alone = quantity.whole.len() == text.trim().len();
    (countable(&quantity) && may_count_entries(quantity.unit) && is_alone).then(|| {
        let own = claim(ClaimForm::Section, ClaimPattern::ContentsRow, cell, text, quantity, document.title(scope));
        Claim { scope: Some(scope), within: row.span, ..own }
    })
}

/// Returns true if a block can be an entry of the table of contents.
pub(super) fn may_be_entry(block: &Block) -> bool {
    block.kind == BlockKind::Item || block.item == NONE && block.kind != BlockKind::Cell
}
