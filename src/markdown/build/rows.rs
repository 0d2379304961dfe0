//! The rows of tables, put together from cells: those that GitHub's renderer drops are counted, and those of HTML that reach
//! into other columns and rows stand in them.

use super::Builder;
use crate::markdown::BlockText;
use crate::markdown::document::{Block, BlockKind, NONE, Table, TableRow};
use crate::source::Span;

#[derive(Debug)]
pub(super) struct OpenTable {
    table: u32,
    first_block: u32,
    first_link: u32,
    row_span: Span,
    in_row: bool,
    columns: u16,
    /// Cells of HTML that reach into the rows below theirs.
    reaching: Vec<SpanningCell>,
    /// Number of further columns that the open cell of HTML takes.
    wide: u16,
}

/// A cell of HTML that reaches into rows below its own.
#[derive(Debug)]
struct SpanningCell {
    column: usize,
    /// Into how many rows, its own included.
    rows: u16,
    /// Its block, or [`NONE`] where it only takes the column.
    block: u32,
}

/// Number of columns that a cell may take, and of cells of a table that may reach into the next row: more is no table
/// that a person reads.
const WIDEST: usize = 64;
/// One cell in so many bytes may be filled in for one that reaches over several columns or rows. A row takes 20 bytes at
/// the least, and one that says something takes 60.
const BYTES_OF_A_SPARE_CELL: usize = 8;
/// Cells that may be filled in even in the shortest text.
const LEAST_SPARE_CELLS: usize = 1024;

/// Returns the number of cells that may be filled in a text of so many bytes. Behind these, cells take one column of one
/// row: otherwise each row of 40 bytes could have [`WIDEST`] cells.
pub(super) fn spare_cells(bytes: usize) -> usize {
    LEAST_SPARE_CELLS + bytes / BYTES_OF_A_SPARE_CELL
}

impl Builder<'_> {
    pub(in crate::markdown) fn begin_table(&mut self, html: bool, span: Span) {
        self.close_block(span.start);
        let rows = self.document.rows.len() as u32;
        let table = self.document.tables.len() as u32;
        let (section, item) = (self.section(), self.item());
        self.document.tables.push(Table { span, section, item, rows: (rows, rows), has_header: !html, html });
        self.table = Some(OpenTable {
            table,
            first_block: 0,
            first_link: 0,
            row_span: Span::default(),
            in_row: false,
            columns: 0,
            reaching: Vec::new(),
            wide: 0,
        });
    }

    pub(in crate::markdown) fn end_table(&mut self, end: u32) {
        self.end_row(end);
        self.close_block(end);
        let Some(open) = self.table.take() else { return };
        let rows = self.document.rows.len() as u32;
        if let Some(table) = self.document.tables.get_mut(open.table as usize) {
            table.rows.1 = rows;
            table.span.end = end.max(table.span.start);
        }
    }

    pub(in crate::markdown) fn begin_row(&mut self, span: Span) {
        self.end_row(span.start);
        self.close_block(span.start);
        let (blocks, links) = (self.document.blocks.len() as u32, self.document.links.len() as u32);
        if let Some(open) = &mut self.table {
            open.first_block = blocks;
            open.first_link = links;
            open.row_span = span;
            open.in_row = true;
        }
    }

    /// Ends a row. What GitHub's renderer drops, cells beyond the header's, is counted from the source.
    pub(in crate::markdown) fn end_row(&mut self, end: u32) {
        if !self.table.as_ref().is_some_and(|open| open.in_row) {
            return;
        }
        self.close_block(end);
        self.fill_columns(end);
        let blocks = self.document.blocks.len() as u32;
        let Some(open) = &mut self.table else { return };
        open.in_row = false;
        open.reaching.retain_mut(|reaching| {
            reaching.rows -= 1;
            reaching.rows > 0
        });
        let Some(table) = self.document.tables.get_mut(open.table as usize) else { return };
        let filled = self.document.blocks.get(open.first_block as usize..).unwrap_or_default();
        let cells = filled.iter().take_while(|block| block.kind == BlockKind::Cell).count();
        let cells = saturated(cells);
        let mut span = open.row_span;
        let source = self.document.text;
        let written = if table.html {
            span.end = end.max(span.start);
            saturated(filled.iter().filter(|cell| !cell.span.is_empty()).count())
        } else {
            let row = span.of(source);
            span.end -= (row.len() - row.trim_end().len()) as u32;
            let last = self.document.blocks.get(blocks.saturating_sub(1) as usize).map_or(span.start, |b| b.span.end);
            let padded =
                filled.iter().rev().take_while(|cell| cell.span.is_empty() && cell.span.start >= span.end).count();
            let rest = Span { start: last.max(span.start), end: span.end }.of(source);
            cells.saturating_sub(saturated(padded)).saturating_add(extra_cells(rest))
        };
        if open.columns == 0 {
            open.columns = cells;
        }
        let links = (open.first_link, self.document.links.len() as u32);
        self.document.rows.push(TableRow { span, first: open.first_block, cells, written, links });
        table.rows.1 = self.document.rows.len() as u32;
    }

    /// Opens a cell of HTML that takes so many columns and reaches into so many rows. A cell outside of any row begins
    /// one, as browsers have it.
    pub(in crate::markdown) fn begin_html_cell(&mut self, span: Span, columns: u16, rows: u16) {
        if !self.in_row() {
            self.begin_row(Span::at(span.start as usize));
        }
        self.close_block(span.start);
        self.fill_columns(span.start);
        let block = self.document.blocks.len() as u32;
        if let Some(open) = &mut self.table {
            open.wide = columns.clamp(1, WIDEST as u16) - 1;
            let column = (block - open.first_block) as usize;
            // None at all is all that are left.
            let rows = if rows == 0 { u16::MAX } else { rows };
            let taken = column..=column + open.wide as usize;
            let room = WIDEST.saturating_sub(open.reaching.len());
            let new = taken.filter(|_| rows > 1).take(room);
            let of = |at| if at == column { block } else { NONE };
            open.reaching.extend(new.map(|at| SpanningCell { column: at, rows, block: of(at) }));
        }
        self.open_block(BlockKind::Cell, span);
    }

    /// Fills the next columns of a row of HTML that belong to the last cell, or to cells of rows above, so that every
    /// cell stands in its column. What a cell above says is said here too.
    fn fill_columns(&mut self, at: u32) {
        let Some(open) = &mut self.table else { return };
        let empty = (0..std::mem::take(&mut open.wide)).map(|_| NONE);
        let mut column = self.document.blocks.len() - open.first_block as usize + empty.len();
        let mut blocks: Vec<u32> = empty.collect();
        while let Some(reaching) = open.reaching.iter().find(|reaching| reaching.column == column) {
            blocks.push(reaching.block);
            column += 1;
        }
        blocks.truncate(self.spare_cells);
        self.spare_cells -= blocks.len();
        let (section, item) = (self.section(), self.item());
        let marks = self.document.marks.len() as u32;
        for block in blocks {
            let above = self.document.block(block);
            let text = above.map_or_else(BlockText::default, |above| above.text.clone());
            let marks = above.map_or((marks, marks), |above| above.marks);
            let span = Span::at(at as usize);
            self.document.blocks.push(Block { kind: BlockKind::Cell, span, section, item, text, marks });
        }
    }

    /// Says that the first row of the open table is a header.
    pub(in crate::markdown) fn table_has_header(&mut self) {
        if let Some(open) = &self.table
            && let Some(table) = self.document.tables.get_mut(open.table as usize)
            && table.rows.0 == table.rows.1
        {
            table.has_header = true;
        }
    }

    /// Returns true if a row is open.
    pub(in crate::markdown) fn in_row(&self) -> bool {
        self.table.as_ref().is_some_and(|open| open.in_row)
    }

    /// Returns true if a table of markdown is open.
    pub(in crate::markdown) fn in_markdown_table(&self) -> bool {
        let table = self.table.as_ref().and_then(|open| self.document.tables.get(open.table as usize));
        table.is_some_and(|table| !table.html)
    }

    /// Returns true if a table is open.
    pub(in crate::markdown) fn in_table(&self) -> bool {
        self.table.is_some()
    }
}

/// A count that is kept in 16 bits: a row of more cells is counted as the longest.
fn saturated(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Returns the number of cells stand in what is left of a row behind the last cell that is shown: none in `" |"`.
fn extra_cells(rest: &str) -> u16 {
    let rest = rest.trim();
    let Some(rest) = rest.strip_prefix('|') else { return 0 };
    if rest.is_empty() {
        return 0;
    }
    let inner = rest.strip_suffix('|').filter(|inner| !inner.ends_with('\\')).unwrap_or(rest);
    let mut cells = 1_u16;
    let mut escaped = false;
    for byte in inner.bytes() {
        if byte == b'|' && !escaped {
            cells = cells.saturating_add(1);
        }
        escaped = byte == b'\\' && !escaped;
    }
    cells
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    #[test]
    fn a_row_has_more_cells_than_are_counted() {
        let text = format!("| a |\n| - |\n{}\n", "|".repeat(70_000));
        assert_eq!(parse(&text).rows.last().map(|row| row.written), Some(u16::MAX));
    }
}
