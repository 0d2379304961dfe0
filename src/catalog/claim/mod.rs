//! Statements of a catalog about itself: "Total Datasets Listed: 150+", "Retina (52)", a badge, a sentence above the list.
//! What cannot be bound to something countable is left alone.

mod badge;
mod contents;
mod heading;
mod label;
mod linked;
mod phrase;
mod place;
mod sentence;
mod statistics;
mod table;
#[cfg(test)]
mod tests;
mod unspaced;
mod words;

use rustc_hash::FxHashSet;

use super::FieldVocabulary;
use super::number::{QuantityKind, quantities};
use super::types::{Claim, ClaimForm, ClaimPattern, CountedNoun, Record, TableReading, TableRole};
use crate::markdown::{Block, BlockKind, Document};
use crate::source::Span;

pub(crate) use badge::parts as badge_parts;
pub(crate) use phrase::counts_links;
pub(crate) use place::is_silent as is_silent_title;
pub(super) use words::{WORDS, calls_entries, lists_entries};
pub(crate) use words::{is_beside_list, is_sample_unit};

/// The places, labels and words of a document by which its claims are read.
struct ClaimReader<'a, 't> {
    places: place::ClaimPlaces<'a, 't>,
    labels: label::DocumentLabels,
    vocabulary: &'a FieldVocabulary,
}

/// Reads the claims of a document.
pub(super) fn read_claims(
    document: &Document<'_>,
    words: &FieldVocabulary,
    tables: &[TableReading],
    records: &[Record<'_>],
) -> Vec<Claim> {
    let mut claims = Vec::new();
    let reader = ClaimReader {
        places: place::ClaimPlaces::of(document, tables, records),
        labels: label::DocumentLabels::of(document),
        vocabulary: words,
    };
    for (index, block) in document.prose() {
        reader.read(index, block, &mut claims);
    }
    badge::read(document, tables, records, &mut claims);
    for ((table, reading), index) in document.tables.iter().zip(tables).zip(0..) {
        contents::read_rows(&reader.places, table, reading, &mut claims);
        linked::read_rows(document, table, reading, &mut claims);
        if reading.role == TableRole::Summary {
            table::read_totals(document, table, reading, &mut claims);
        }
        table::read_tally(document, index, reading, &mut claims);
    }
    claims.retain(|claim| !words.ignores_claim(claim.within.of(document.text)));
    bound(document, words, &mut claims);
    claims.sort_by_key(|claim| claim.span.start);
    // A number is one claim, in the form that was read first.
    claims.dedup_by_key(|claim| claim.span);
    claims
}

impl ClaimReader<'_, '_> {
    /// Reads the claims of a block that is no cell.
    fn read(&self, index: u32, block: &Block, claims: &mut Vec<Claim>) {
        let text = self.places.document.text_of(block);
        if !text.bytes().any(|b| b.is_ascii_digit()) {
            return;
        }
        if let BlockKind::Heading(_) = block.kind {
            return heading::read_heading(&self.places, index, block, claims);
        }
        if contents::may_be_entry(block) && contents::read_entry(&self.places, block, text, claims) {
            return;
        }
        if linked::read(self.places.document, block, text, claims) || self.places.is_in_record(block.span) {
            return;
        }
        if block.kind == BlockKind::Summary {
            return heading::read_summary(&self.places, block, claims);
        }
        if heading::read_title(&self.places, index, block, claims)
            || label::read_label(&self.places, self.vocabulary, &self.labels, block, claims)
        {
            return;
        }
        if !statistics::read(&self.places, block, claims) {
            sentence::read(&self.places, index, block, claims);
        }
    }
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
            let claim = words::claim(ClaimForm::Summary, ClaimPattern::Bound, block, text, quantity, wanted);
            own.push(Claim { counted: counted.clone(), noun: CountedNoun::Named, ..claim });
        }
    }
    // Of several at one place the last one holds.
    let mut taken: FxHashSet<Span> = FxHashSet::default();
    own.reverse();
    own.retain(|claim| taken.insert(claim.span));
    claims.retain(|claim| !taken.contains(&claim.span));
    claims.extend(own.into_iter().rev());
}
