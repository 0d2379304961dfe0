//! Counts beside links to other files of the catalog: `[Agents](agents.md) (24)`, `[see all 24 →](NEW.md)`, rows of a table
//! of files.

use super::contents::behind_link;
use super::heading::{bracket_noun, bracketed_number};
use super::phrase::TitlesAbove;
use super::unspaced::may_count_entries;
use super::words::{WORDS, claim, countable, counted, says_one_of};
use crate::catalog::field::Field;
use crate::catalog::number::{Quantity, quantities};
use crate::catalog::share::Share;
use crate::catalog::types::{Claim, ClaimForm, ClaimPattern, CountedNoun, CountedThing, TableReading};
use crate::markdown::{Block, Document, Link, LinkKind, Table, TableRow};
use crate::text::fold;

/// Rows of the shortest table of files, and the share of its rows that link to one.
const LEAST_ROWS: usize = 3;
const LINKED: Share = Share(7, 10);
/// Endings of the files that are catalogs.
const ENDINGS: [&str; 3] = [".md", ".markdown", "/"];

/// Reads the claim of a block whose only link leads to another file. Returns true if a block has one.
pub(super) fn read(document: &Document<'_>, block: &Block, text: &str, claims: &mut Vec<Claim>) -> bool {
    let links = document.links.get(document.links_in(block.span)).unwrap_or_default();
    let mut links = links.iter().filter(|link| link.kind != LinkKind::Image);
    let (Some(link), None) = (links.next(), links.next()) else { return false };
    let Some(path) = file_of(link) else { return false };
    let range = link.text.0 as usize..link.text.1 as usize;
    let found = quantities(text);
    let titles = TitlesAbove(&[]);
    let bracket =
        bracketed_number(text, text.len()).filter(|bracket| bracket.end > range.end || bracket.end == text.len());
    let inside = |quantity: &&Quantity<'_>, within: &std::ops::Range<usize>| {
        within.start <= quantity.range.start && quantity.range.end <= within.end
    };
    // `[Agents](agents.md) (24)`
    let bracketed = bracket.and_then(|bracket| {
        let quantity = found.iter().find(|quantity| inside(quantity, &bracket)).filter(countable)?;
        Some((quantity, bracket_noun(text.get(bracket)?, quantity, titles)?))
    });
    // `[Agents](agents.md): 24 tools`
    let behind = || behind_link(text, &range, text.get(range.end..)?.trim_end_matches(['.', ' ']), &found, titles);
    // `[see all 24 →](NEW.md)`
    let shown = || {
        let quantity = found.iter().find(|quantity| inside(quantity, &range)).filter(countable)?;
        let around = format!("{} {}", text.get(range.start..quantity.range.start)?, quantity.unit);
        let folded = fold::words(&around);
        let is_shown = says_one_of(&WORDS.folds, &folded);
        let is_available = folded.split(' ').any(|word| WORDS.listed.contains(word) || WORDS.shown.contains(word));
        (is_shown || is_available).then_some((quantity, CountedNoun::Named))
    };
    let Some((quantity, noun)) = bracketed.or_else(behind).or_else(shown) else { return false };
    let own = claim(ClaimForm::Section, ClaimPattern::Linked, block, text, quantity, &path);
    claims.push(Claim { noun, linked: Some(path), ..own });
    true
}

/// Reads the rows of a table of files: a link to each, and a column of counts.
pub(super) fn read_rows(document: &Document<'_>, table: &Table, reading: &TableReading, claims: &mut Vec<Claim>) {
    let body = document.body(table);
    if body.len() < LEAST_ROWS {
        return;
    }
    let files: Vec<Option<String>> = body.iter().map(|row| file_of_row(document, row)).collect();
    let linked = files.iter().flatten().count();
    let header = |header: u32| document.block(header).map_or("", |header| document.text_of(header));
    let is_count = |header: &str| {
        let folded = fold::words(header);
        counted(header) == Some(CountedThing::Records)
            || folded.split(' ').any(|word| WORDS.counts.contains(word))
            || WORDS.has_count_part(header)
            || header.trim() == "#"
    };
    let columns = reading.columns.iter();
    let column = columns.clone().position(|column| column.field == Field::Count || is_count(header(column.header)));
    let Some(column) = column.filter(|_| LINKED.is_reached(linked, body.len())) else { return };
    for (row, path) in body.iter().zip(files) {
        let (Some(path), Some(cell)) = (path, document.cells(row).get(column)) else { continue };
        let text = document.text_of(cell);
        let found = quantities(text);
        let [quantity] = found.as_slice() else { continue };
        if countable(&quantity) && may_count_entries(quantity.unit) {
            let own = claim(ClaimForm::Section, ClaimPattern::Linked, cell, text, quantity, &path);
            claims.push(Claim { within: row.span, linked: Some(path), ..own });
        }
    }
}

/// The one file that a row links to.
fn file_of_row(document: &Document<'_>, row: &TableRow) -> Option<String> {
    let mut links = document.links_of_row(row).iter().filter(|link| link.kind != LinkKind::Image);
    let (Some(link), None) = (links.next(), links.next()) else { return None };
    file_of(link)
}

/// The path of a link that leads to another markdown file or to a folder.
fn file_of(link: &Link<'_>) -> Option<String> {
    let target = link.target.trim();
    let is_path = !target.contains(['#', '?', ':', ' ', '\\']) && !target.starts_with('/');
    let is_list = ENDINGS.iter().any(|ending| target.to_ascii_lowercase().ends_with(ending));
    (is_path && is_list).then(|| target.to_owned())
}
