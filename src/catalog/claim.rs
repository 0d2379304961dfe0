//! What a catalog says of itself: "Total Datasets Listed: 150+", "Retina (52)", a badge, a sentence of the introduction.
//! What cannot be bound to something countable is left alone.

use rustc_hash::FxHashSet;

use super::claim_words::{WORDS, claim, countable, counted};
use super::field::Field;
use super::number::{Quantity, QuantityKind, quantities};
use super::types::{Claim, ClaimForm, CountedThing, Record, TableReading, TableRole};
use super::{FieldVocabulary, badge, sentence};
use crate::markdown::{Block, BlockKind, Document, NONE};
use crate::source::Span;
use crate::text::fold;

/// Bytes of the longest label before a colon, and of the value behind it: what is longer is a sentence.
const LONGEST_LABEL: usize = 60;
const LONGEST_VALUE: usize = 40;
/// Letters between the colon and the number: room for `more than` and `about`; what has more counts something else first.
const LETTERS_BEFORE: usize = 10;
/// Words of the longest label that names a section: `Computer Vision Datasets: 120`.
const MOST_LABEL_WORDS: usize = 3;
/// Bytes of the longest text in brackets that gives a number of entries: `(1,234 entries in total)`.
const LONGEST_BRACKET: usize = 24;
/// Bytes before the link of a table of contents' entry: a marker or an emoji, but no sentence.
const BEFORE_ENTRY: u32 = 8;
/// Reads the claims of a document.
pub(super) fn read_claims(
    document: &Document<'_>,
    words: &FieldVocabulary,
    tables: &[TableReading],
    records: &[Record<'_>],
) -> Vec<Claim> {
    let mut claims = Vec::new();
    let first_record = records.first().map_or(u32::MAX, |record| record.span.start);
    let title = sentence::Title::of(document);
    for (index, block) in document.prose() {
        let text = document.text_of(block);
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        match block.kind {
            BlockKind::Heading(_) => heading(document, block, index, &mut claims),
            BlockKind::Item if entry(document, block, text, &mut claims) => {}
            _ if in_record(records, block.span) => {}
            _ => {
                if !labelled(document, words, block, text, &mut claims) && block.span.start < first_record {
                    sentence::read(block, text, &title, &mut claims);
                }
            }
        }
    }
    badge::read(document, tables, records, &mut claims);
    for (table, reading) in document.tables.iter().zip(tables) {
        if reading.role == TableRole::Summary {
            contents_rows(document, table, reading, &mut claims);
            totals(document, table, reading, &mut claims);
        }
    }
    claims.retain(|claim| !words.ignores_claim(claim.within.of(document.text)));
    bound(document, words, &mut claims);
    claims.sort_by_key(|claim| claim.span.start);
    claims
}

/// The claims whose meaning the configuration says: they stand in place of what was read there.
fn bound(document: &Document<'_>, words: &FieldVocabulary, claims: &mut Vec<Claim>) {
    let mut own: Vec<Claim> = Vec::new();
    for (wanted, counted) in words.bound_claims() {
        for block in &document.blocks {
            let text = document.text_of(block);
            let Some(at) = text.find(wanted.as_str()) else { continue };
            let found = quantities(text);
            let Some(quantity) = found.iter().find(|q| q.range.end > at && q.kind == QuantityKind::Count) else {
                continue;
            };
            let claim = claim(ClaimForm::Summary, block, text, quantity, counted.clone(), wanted);
            own.push(claim);
        }
    }
    // Of several at one place the last one holds.
    let mut taken: FxHashSet<Span> = FxHashSet::default();
    own.reverse();
    own.retain(|claim| taken.insert(claim.span));
    claims.retain(|claim| !taken.contains(&claim.span));
    claims.extend(own.into_iter().rev());
}

fn in_record(records: &[Record<'_>], span: Span) -> bool {
    let after = records.partition_point(|record| record.span.start <= span.start);
    after.checked_sub(1).and_then(|index| records.get(index)).is_some_and(|record| record.span.contains(span))
}

/// `Label: 150+`, `Label: 50+ datasets`. Says whether the block is of that form, bound or not.
fn labelled(
    document: &Document<'_>,
    words: &FieldVocabulary,
    block: &Block,
    text: &str,
    claims: &mut Vec<Claim>,
) -> bool {
    let Some(colon) = text.find([':', '：']).filter(|at| (1..=LONGEST_LABEL).contains(at)) else { return false };
    let (label, value) = (text.get(..colon).unwrap_or_default(), text.get(colon..).unwrap_or_default());
    if label.contains(['\n', '.'])
        || value.trim_start_matches([':', '：', ' ', '*']).len() > LONGEST_VALUE
        || document.marks_of(block).iter().any(|mark| mark.link != NONE)
    {
        return false;
    }
    let found = quantities(text);
    let Some(quantity) = found.iter().find(|q| q.range.start > colon).filter(countable) else { return false };
    let before = text.get(colon..quantity.range.start).unwrap_or_default();
    if before.chars().filter(|c| c.is_alphabetic()).count() > LETTERS_BEFORE {
        return true;
    }
    let named = fold::words(label);
    let bound = if quantity.unit.is_empty() {
        counted(label)
    } else {
        match counted(quantity.unit) {
            Some(CountedThing::Records) if words.is_contents(label) => None,
            Some(CountedThing::Records) => match counted(label) {
                Some(counted) => Some(counted),
                None if named.split(' ').all(|word| WORDS.generic.contains(word)) => Some(CountedThing::Records),
                None => (named.split(' ').count() <= MOST_LABEL_WORDS)
                    .then(|| CountedThing::Matching(label.trim_matches(['*', ' ']).to_owned())),
            },
            other => other,
        }
    };
    if let Some(counted) = bound {
        claims.push(claim(ClaimForm::Summary, block, text, quantity, counted, label));
    }
    true
}

/// `## Vision (37)`.
fn heading(document: &Document<'_>, block: &Block, index: u32, claims: &mut Vec<Claim>) {
    let text = document.text_of(block);
    let Some(range) = bracketed_number(text, text.len()) else { return };
    if document.sections.get(block.section as usize).is_none_or(|section| section.heading != index) {
        return;
    }
    let found = quantities(text);
    let Some(quantity) = found.iter().find(|q| q.range.start >= range.start && q.range.end <= range.end) else {
        return;
    };
    if countable(&quantity) && counts_entries(text.get(range).unwrap_or_default(), quantity) {
        let claim = claim(ClaimForm::Section, block, text, quantity, CountedThing::Records, text);
        claims.push(Claim { scope: block.section, ..claim });
    }
}

/// Returns true if what stands in brackets is a number alone, or one of entries.
fn counts_entries(bracketed: &str, quantity: &Quantity<'_>) -> bool {
    let bare = bracketed.trim_matches(['(', ')', '[', ']', ' ', '_', '*', '（', '）']);
    bare.len() == quantity.range.len() || counted(quantity.unit) == Some(CountedThing::Records)
}

/// The last bracket of a text, with a number in it, if the text ends with it.
fn bracketed_number(text: &str, end: usize) -> Option<std::ops::Range<usize>> {
    let text = text.get(..end)?.trim_end();
    let open = text.rfind(['(', '[', '（'])?;
    let inner = text.get(open..)?;
    let closed = inner.ends_with([')', ']', '）']) && inner.len() <= LONGEST_BRACKET && open > 0;
    (closed && inner.bytes().any(|b| b.is_ascii_digit())).then_some(open..text.len())
}

/// An entry of the contents: `[Retina (52)](#retina)`, `[Text Data](#text-data) _103 projects_`. Says whether it is one.
fn entry(document: &Document<'_>, block: &Block, text: &str, claims: &mut Vec<Claim>) -> bool {
    let marks = document.marks_of(block);
    let mut links = marks.iter().filter_map(|mark| document.links.get(mark.link as usize).map(|link| (mark, link)));
    let Some((mark, link)) = links.next().filter(|(_, link)| crate::links::is_fragment(&link.target)) else {
        return false;
    };
    if links.next().is_some() || mark.text.0 > BEFORE_ENTRY {
        return true;
    }
    let Some(scope) = section_of(document, &link.target) else { return true };
    let found = quantities(text);
    let after = text.get(mark.text.1 as usize..).unwrap_or_default();
    let range = if after.trim().is_empty() {
        bracketed_number(text, mark.text.1 as usize)
    } else {
        Some(mark.text.1 as usize..text.len())
    };
    let Some(range) = range else { return true };
    let quantity = found.iter().find(|q| q.range.start >= range.start && q.range.end <= range.end).filter(countable);
    if let Some(quantity) = quantity
        && (counts_entries(text.get(range).unwrap_or_default(), quantity))
    {
        let claim = claim(ClaimForm::Section, block, text, quantity, CountedThing::Records, document.title(scope));
        claims.push(Claim { scope, ..claim });
    }
    true
}

/// The section that a fragment leads to.
pub(super) fn section_of(document: &Document<'_>, target: &str) -> Option<u32> {
    document.section_of_slug(target.strip_prefix('#')?)
}

/// Rows of a contents table: a link to a section, and a number of entries.
fn contents_rows(
    document: &Document<'_>,
    table: &crate::markdown::Table,
    reading: &TableReading,
    claims: &mut Vec<Claim>,
) {
    let Some(column) = reading.columns.iter().position(|column| {
        let header = document.block(column.header).map_or("", |header| document.text_of(header));
        column.field == Field::Count || matches!(counted(header), Some(CountedThing::Records))
    }) else {
        return;
    };
    for row in document.body(table) {
        let links = document.links_of_row(row);
        let mut fragments = links.iter().filter(|link| crate::links::is_fragment(&link.target));
        let (Some(link), None) = (fragments.next(), fragments.next()) else { continue };
        let (Some(scope), Some(cell)) = (section_of(document, &link.target), document.cells(row).get(column)) else {
            continue;
        };
        let text = document.text_of(cell);
        let found = quantities(text);
        let [quantity] = found.as_slice() else { continue };
        if countable(&quantity) && (quantity.unit.is_empty() || counted(quantity.unit) == Some(CountedThing::Records)) {
            let claim = claim(ClaimForm::Section, cell, text, quantity, CountedThing::Records, document.title(scope));
            claims.push(Claim { scope, within: row.span, ..claim });
        }
    }
}

/// Cells of a column "Total …" in a summary table.
fn totals(document: &Document<'_>, table: &crate::markdown::Table, reading: &TableReading, claims: &mut Vec<Claim>) {
    for (index, column) in reading.columns.iter().enumerate() {
        let header = document.block(column.header).map_or("", |header| document.text_of(header));
        let folded = fold::words(header);
        if !folded.split(' ').any(|word| word == "total") {
            continue;
        }
        for row in document.body(table) {
            let Some(cell) = document.cells(row).get(index) else { continue };
            let text = document.text_of(cell);
            let found = quantities(text);
            let [quantity] = found.as_slice() else { continue };
            if countable(&quantity) {
                let claim = claim(ClaimForm::Total, cell, text, quantity, CountedThing::Sum, header);
                claims.push(Claim { within: row.span, ..claim });
            }
        }
    }
}
