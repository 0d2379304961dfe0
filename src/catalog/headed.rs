//! Finds the columns of names in a table whose headers say so; there may be several, `Company` and `Model`.

use super::column_stats::{ColumnCells, HeaderFields, distinct};
use super::field::Field;
use super::types::Column;
use super::vocabulary::NameHeader;
use crate::markdown::{Document, TableRow};

/// So many rows say what the cells of a column look like.
const SAMPLE: usize = 24;

/// The column of the names by its header: one that can mean nothing else, or else one whose cells look like names. A
/// column that only counts its rows is no longer one of names then.
pub(super) fn name_column<'a>(
    document: &'a Document<'_>,
    words: &mut HeaderFields<'a>,
    body: &[TableRow],
    columns: &mut [Column],
) -> Option<usize> {
    let header = |column: &Column| document.block(column.header).map_or("", |header| document.text_of(header));
    let body = body.get(..SAMPLE).unwrap_or(body);
    let mut named: Vec<(usize, NameHeader)> = Vec::new();
    for (index, column) in columns.iter_mut().enumerate().filter(|(_, column)| column.field == Field::Name) {
        let kind = words.of_names(header(column));
        if kind == NameHeader::Sure {
            return Some(index);
        }
        if ColumnCells::of(document, body, index).are_numbers() {
            column.field = Field::Number;
        } else {
            named.push((index, kind));
        }
    }
    let first = named.first()?.0;
    let looks = |index: usize| ColumnCells::of(document, body, index).are_named() && distinct(document, body, index);
    // What may be the maker's name beside the thing's is the thing's own only where nothing stands before it.
    let candidates = || named.iter().filter(|(index, kind)| *kind == NameHeader::Usual || *index == first);
    // Where none looks like names, the first column may: `Method`, `Paper`.
    let begin = || {
        let begin = columns.iter().position(|column| column.field != Field::Number)?;
        let fits = match columns.get(begin)?.field {
            Field::Other => ColumnCells::of(document, body, begin).are_linked() && distinct(document, body, begin),
            Field::Paper => looks(begin),
            _ => false,
        };
        fits.then_some(begin)
    };
    let plain = |kind: NameHeader| {
        let mut of_kind = named.iter().filter(move |(_, own)| *own == kind);
        of_kind.find(|(index, _)| distinct(document, body, *index)).map(|(index, _)| *index)
    };
    candidates()
        .map(|(index, _)| *index)
        .find(|index| looks(*index))
        .or_else(begin)
        .or_else(|| plain(NameHeader::Usual))
        .or_else(|| plain(NameHeader::Doubtful))
        .or(Some(first))
}
