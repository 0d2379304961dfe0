//! Badges that count entries: `badge/resources-158-blue`.

use super::words::{WORDS, countable, counted, is_about_list, singular};
use crate::catalog::field::Field;
use crate::catalog::number::quantities;
use crate::catalog::types::{
    Claim, ClaimForm, ClaimPattern, CountedNoun, CountedThing, Record, TableReading, TableRole,
};
use crate::id::Id;
use crate::markdown::{Block, Document, Link, LinkKind, SectionId};
use crate::text::fold;

/// Records and the number on a badge that may count them differ at most by this factor. A badge that is further off counts
/// something else, stars for example, or is too old to be corrected.
const NEAR: f64 = 2.0;

/// Reads the badges of shields.io.
pub(super) fn read(document: &Document<'_>, tables: &[TableReading], records: &[Record<'_>], claims: &mut Vec<Claim>) {
    for link in document.links.iter().filter(|link| link.kind == LinkKind::Image) {
        let Some(parts) = parts(&link.target) else { continue };
        let [first, second, ..] = parts.as_slice() else { continue };
        // `resources-158`, or `7-APIs` the other way round.
        let (label, value) = if is_number(first) { (second, first) } else { (first, second) };
        let found = quantities(value);
        let [quantity] = found.as_slice() else { continue };
        if quantity.range.len() + 2 < value.len() || !countable(&quantity) {
            continue;
        }
        let spaced = spaced(label);
        // `Subagent Count`
        let own = fold::words(&spaced);
        let own = own.strip_suffix(" count").map_or_else(|| own.clone(), |noun| format!("{noun}s"));
        let near = || {
            quantity.interval.low * NEAR >= records.len() as f64 && quantity.interval.low <= NEAR * records.len() as f64
        };
        let counted = match counted(&spaced) {
            Some(counted @ (CountedThing::Records | CountedThing::Sections)) => counted,
            // What else a badge may count is told apart by its number.
            None | Some(CountedThing::Matching(_)) if near() && names_entries(document, tables, &own) => {
                CountedThing::Records
            }
            _ => continue,
        };
        let scope = scope(document, records, link);
        claims.push(Claim {
            form: ClaimForm::Badge,
            pattern: ClaimPattern::Badge,
            noun: CountedNoun::Named,
            is_narrowed: false,
            extent: None,
            span: document.target_span(link),
            text: value.clone(),
            interval: quantity.interval,
            counted,
            label: label.clone(),
            scope,
            within: link.span,
            linked: None,
        });
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(|c: char| c.is_alphabetic())
}

/// Returns true if a label is what this catalog calls its entries: the header of a column of names, or a word of its
/// title, in the
/// plural; or a bare `Total` or `List`.
fn names_entries(document: &Document<'_>, tables: &[TableReading], label: &str) -> bool {
    let label = fold::words(label);
    // `list-40`, `total-40`
    if is_about_list(&label) || WORDS.counts.contains(&label) {
        return true;
    }
    let Some(last) = label.rsplit(' ').next() else { return false };
    let one = singular(last);
    if one == last {
        return false;
    }
    let mut headers = tables.iter().filter(|table| table.role == TableRole::Records).filter_map(|table| {
        let column = table.columns.iter().find(|column| column.field == Field::Name)?;
        document.block(column.header)
    });
    let says = |block: &Block| fold::words(document.text_of(block)).split(' ').any(|word| singular(word) == one);
    let title = document.title_section().and_then(|title| document.block(document[title].heading));
    headers.any(says) || title.is_some_and(says)
}

/// Returns the section that a badge counts in: the one in or directly under whose heading it stands, where that is part
/// of the document and holds records; none for the whole.
fn scope(document: &Document<'_>, records: &[Record<'_>], link: &Link<'_>) -> Option<SectionId> {
    let block = document.block(link.block)?;
    let section = &document[block.section];
    let own = [section.heading, section.heading.saturating_add(1)];
    let first = records.partition_point(|record| record.span.start < section.span.start);
    let holds = records.get(first).is_some_and(|record| record.span.start < section.span.end);
    let is_part = section.level > 1 && block.section.index() > 1;
    (is_part && holds && own.contains(&link.block)).then_some(block.section)
}

/// Returns the texts of a badge of shields.io, read from its address: a label, a value and a colour, or fewer of them. There `--` is a hyphen,
/// `-` divides, and `_` is a blank.
pub(crate) fn parts(address: &str) -> Option<Vec<String>> {
    let (_, path) = address.split_once("shields.io/badge/")?;
    let path = path.split(['?', '#']).next()?.replace("--", "\u{0}").replace("__", "_");
    let part = |part: &str| {
        let decoded = percent_encoding::percent_decode_str(part).decode_utf8_lossy();
        decoded.replace('\u{0}', "-").replace('_', " ").trim().to_owned()
    };
    Some(path.split('-').map(part).collect())
}

/// `PaperNumber` as words.
fn spaced(label: &str) -> String {
    let mut words = String::new();
    let mut lower = false;
    for c in label.chars() {
        if lower && c.is_uppercase() {
            words.push(' ');
        }
        lower = c.is_lowercase();
        words.push(c);
    }
    words
}
