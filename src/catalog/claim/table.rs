//! Counts in tables: totals of a summary, and tallies of the entries by year, licence, language or section.

use super::words::{WORDS, claim, countable, counted, has_noun};
use crate::catalog::number::quantities;
use crate::catalog::types::{Claim, ClaimForm, ClaimPattern, CountedThing, TableReading, TableRole};
use crate::markdown::{Document, Table, TableRow};
use crate::text::fold;

/// Rows of the shortest and the longest table of counts.
const ROWS: std::ops::RangeInclusive<usize> = 3..=60;
/// Bytes of the longest key of a table of counts: a year, a licence, a language, the title of a section.
const LONGEST_KEY: usize = 48;

/// Reads the cells of a column "Total …" in a summary table.
pub(super) fn read_totals(document: &Document<'_>, table: &Table, reading: &TableReading, claims: &mut Vec<Claim>) {
    for (index, column) in reading.columns.iter().enumerate() {
        let header = document.block(column.header).map_or("", |header| document.text_of(header));
        let folded = fold::words(header);
        if !folded.split(' ').any(|word| WORDS.totals.contains(word)) {
            continue;
        }
        for row in document.body(table) {
            let Some(cell) = document.cells(row).get(index) else { continue };
            let text = document.text_of(cell);
            let found = quantities(text);
            let [quantity] = found.as_slice() else { continue };
            if countable(&quantity) {
                let own = claim(ClaimForm::Total, ClaimPattern::Total, cell, text, quantity, header);
                claims.push(Claim { counted: CountedThing::Sum, within: row.span, ..own });
            }
        }
    }
}

/// Reads a table of two columns whose header says that the second counts entries: `| Year | Papers |`.
pub(super) fn read_tally(document: &Document<'_>, index: u32, reading: &TableReading, claims: &mut Vec<Claim>) {
    let Some(table) = document.tables.get(index as usize).filter(|_| reading.role != TableRole::Records) else {
        return;
    };
    let body = document.body(table);
    if !ROWS.contains(&body.len()) || reading.columns.len() != 2 {
        return;
    }
    let header = reading.columns.get(1).and_then(|column| document.block(column.header));
    let header = header.map_or("", |header| document.text_of(header));
    let folded = fold::words(header);
    let is_count = counted(header) == Some(CountedThing::Records)
        || folded.split(' ').all(|word| WORDS.generic.contains(word) || has_noun(&WORDS.entries, word))
        || WORDS.has_count_part(header);
    if !is_count || folded.is_empty() {
        return;
    }
    claims.extend(body.iter().filter_map(|row| tally(document, index, row)));
}

fn tally(document: &Document<'_>, table: u32, row: &TableRow) -> Option<Claim> {
    let [key, cell] = document.cells(row) else { return None };
    let key = fold::words(document.text_of(key));
    let text = document.text_of(cell);
    let found = quantities(text);
    let [quantity] = found.as_slice() else { return None };
    let is_short = !key.is_empty() && key.len() <= LONGEST_KEY && quantity.interval.is_exact();
    (is_short && quantity.unit.is_empty() && countable(&quantity)).then(|| {
        let own = claim(ClaimForm::Summary, ClaimPattern::Tally(table), cell, text, quantity, &key);
        Claim { counted: CountedThing::Matching(key.clone()), within: row.span, ..own }
    })
}
