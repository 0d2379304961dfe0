//! Statements of a catalog about its own age: "Last Updated: November 2025".

use crate::catalog::date::{Date, date_behind_label};
use crate::catalog::{Catalog, badge_parts};
use crate::markdown::{Block, BlockKind, Link, LinkKind};
use crate::source::Span;

/// A statement of when the catalog was brought up to date.
#[derive(Debug)]
pub struct AgeStatement {
    /// The date.
    pub date: Date,
    /// Its span.
    pub span: Span,
    /// The statement as a reader sees it.
    pub text: String,
    /// True if it is a heading.
    pub is_heading: bool,
}

/// The statements of a catalog, in the order of the text. Those between the first and the last record may be about one
/// of the records, and are left alone.
pub(super) fn all(catalog: &Catalog<'_>) -> Vec<AgeStatement> {
    let mut found = Vec::new();
    let bounds = bounds(catalog);
    for block in around(catalog, bounds) {
        in_block(catalog, block, &mut found);
    }
    for (span, text) in catalog.document.links.iter().filter_map(|link| badge(link, bounds)) {
        if let Some((date, range)) = date_behind_label(&text) {
            let text = text.get(range).unwrap_or_default().to_owned();
            found.push(AgeStatement { date, span, text, is_heading: false });
        }
    }
    found.sort_by_key(|statement| statement.span);
    found
}

/// Returns the start of the first record, and the end of the last one.
pub(super) fn bounds(catalog: &Catalog<'_>) -> (u32, u32) {
    let first = catalog.records.first().map_or(u32::MAX, |record| record.span.start);
    let last = catalog.records.iter().map(|record| record.span.end).max().unwrap_or(0);
    (first, last)
}

/// The blocks before the first record and behind the last one.
pub(super) fn around<'c>(catalog: &'c Catalog<'_>, (first, last): (u32, u32)) -> impl Iterator<Item = &'c Block> {
    let document = &catalog.document;
    let before = document.blocks.partition_point(|block| block.span.start < first);
    let after = document.blocks.partition_point(|block| block.span.start < last).max(before);
    let blocks = move |range: std::ops::Range<usize>| document.blocks.get(range).unwrap_or_default();
    blocks(0..before).iter().chain(blocks(after..document.blocks.len()))
}

fn in_block(catalog: &Catalog<'_>, block: &Block, found: &mut Vec<AgeStatement>) {
    if block.kind == BlockKind::Cell {
        return;
    }
    let document = &catalog.document;
    let text = document.text_of(block);
    let is_heading = matches!(block.kind, BlockKind::Heading(_));
    let mut at = 0;
    for line in text.split('\n') {
        if let Some((date, range)) = date_behind_label(line) {
            let span = block.text.source(at + range.start..at + range.end);
            let end = Span { start: span.end.saturating_sub(1), ..span };
            // `2024-01-19` in a code span is an example.
            if !document.is_in_code_span(block, end) {
                let text = line.get(range).unwrap_or_default().to_owned();
                found.push(AgeStatement { date, span, text, is_heading });
            }
        }
        at += line.len() + 1;
    }
}

/// Returns the text of a badge of shields.io outside of the records, and the span of its image:
/// `…/badge/Last%20Updated-August%2015%2C%202026-blue`.
pub(super) fn badge(link: &Link<'_>, (first, last): (u32, u32)) -> Option<(Span, String)> {
    if link.kind != LinkKind::Image || (first..last).contains(&link.span.start) {
        return None;
    }
    let parts = badge_parts(&link.target)?;
    let [label, value, ..] = parts.as_slice() else { return None };
    Some((link.span, format!("{label}: {value}")))
}
