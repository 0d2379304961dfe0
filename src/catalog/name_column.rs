//! Finds the columns of names in a table whose headers say so; there may be several, `Company` and `Model`.

use super::column_stats::{ColumnCells, HeaderFields, distinct, is_of_labels};
use super::field::Field;
use super::types::Column;
use super::vocabulary::NameHeader;
use crate::markdown::{Document, TableRow};

/// So many rows say what the cells of a column look like.
const SAMPLE: usize = 24;

/// Bytes of a title on average, from which on it is one of an article.
const LONG_TITLE: usize = 40;
/// Times that short names are shorter than titles.
const SHORTER: usize = 2;

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
    for index in 0..columns.len() {
        let Some(column) = columns.get(index).filter(|column| column.field == Field::Name) else { continue };
        let kind = words.of_names(header(column));
        if kind == NameHeader::Sure {
            return abbreviations(document, body, columns, index).or(Some(index));
        }
        if ColumnCells::of(document, body, index).are_numbers() {
            columns[index].field = Field::Number;
        } else {
            named.push((index, kind));
        }
    }
    let first = named.first()?.0;
    let vocabulary = words.vocabulary();
    let looks = |index: usize| {
        ColumnCells::of(document, body, index).are_named()
            && distinct(document, body, index)
            && !is_of_labels(document, vocabulary, body, index)
    };
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

/// The column left of the titles that has a short name for each, of which some are links: `[UNet](…)` beside `U-Net:
/// Convolutional Networks for Biomedical Image Segmentation`.
fn abbreviations(document: &Document<'_>, body: &[TableRow], columns: &[Column], title: usize) -> Option<usize> {
    let size = |index: usize| -> usize {
        let cells = body.iter().filter_map(|row| document.cells(row).get(index));
        cells.map(|cell| document.text_of(cell).trim().len()).sum()
    };
    let titles = ColumnCells::of(document, body, title);
    if titles.linked > 0 || size(title) < LONG_TITLE * titles.filled {
        return None;
    }
    let index = columns.get(..title)?.iter().rposition(|column| column.field == Field::Other)?;
    let own = ColumnCells::of(document, body, index);
    let fits = own.linked > 0 && own.filled == titles.filled && own.numbers == 0 && distinct(document, body, index);
    (fits && size(index) * SHORTER < size(title)).then_some(index)
}
