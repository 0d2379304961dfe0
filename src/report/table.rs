//! Tables for a terminal: columns as wide as their cells, and cells broken into lines between words where a row does not
//! fit.

use std::io;

use unicode_width::UnicodeWidthStr as _;

use super::sanitize;
use crate::text::wrap_options;

/// Blanks between two columns.
const GAP: usize = 2;
/// Columns below which no column is made narrower.
const NARROW: usize = 12;

/// A table whose cells are harmless on a terminal.
#[derive(Debug, Default)]
pub(super) struct TextTable {
    head: Vec<String>,
    right: Vec<usize>,
    /// True if the cells of the last column stay whole, as addresses do, beyond the width too.
    is_last_whole: bool,
    rows: Vec<Vec<String>>,
}

impl TextTable {
    pub(super) fn new(head: &[&str]) -> Self {
        Self { head: head.iter().map(|cell| harmless(cell)).collect(), ..Self::default() }
    }

    /// Aligns columns, counted from 0, to the right, as numbers are.
    pub(super) fn align_right(&mut self, columns: &[usize]) {
        self.right = columns.to_vec();
    }

    /// Keeps the cells of the last column whole: a terminal wraps them, and they can be copied.
    pub(super) fn keep_last_whole(&mut self) {
        self.is_last_whole = true;
    }

    /// Adds a row.
    pub(super) fn push(&mut self, cells: &[impl AsRef<str>]) {
        self.rows.push(cells.iter().map(|cell| harmless(cell.as_ref())).collect());
    }

    /// Writes the head, a line under it, and the rows.
    pub(super) fn write(&self, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
        let widths = self.widths(width);
        self.write_row(&self.head, &widths, out)?;
        let mut used = 0;
        let bars = widths.iter().map(|column| {
            let bar = "─".repeat((*column).min(width.saturating_sub(used).max(1)));
            used += column + GAP;
            bar
        });
        let bars: Vec<String> = bars.collect();
        writeln!(out, "{}", bars.join(&" ".repeat(GAP)))?;
        self.rows.iter().try_for_each(|row| self.write_row(row, &widths, out))
    }

    /// Columns that each column takes: what its longest cell needs, and where that is more than there is, the widest ones
    /// give up room.
    fn widths(&self, width: usize) -> Vec<usize> {
        let columns = self.head.len();
        let mut widths = vec![0; columns];
        for row in std::iter::once(&self.head).chain(&self.rows) {
            for (widest, cell) in widths.iter_mut().zip(row) {
                *widest = (*widest).max(cell.width());
            }
        }
        let whole = if self.is_last_whole { widths.pop() } else { None };
        // Beside a column of whole cells the others take half of the width at most.
        let room = if whole.is_some() { width / 2 } else { width };
        let room = room.saturating_sub(GAP * columns.saturating_sub(1));
        // The greatest width that no column may pass, so that all fit.
        let fits = |most: usize| widths.iter().map(|width| (*width).min(most)).sum::<usize>() <= room;
        let most = (NARROW..=width).rev().find(|most| fits(*most)).unwrap_or(NARROW);
        widths.iter().map(|width| (*width).min(most)).chain(whole).collect()
    }

    fn write_row(&self, row: &[String], widths: &[usize], out: &mut dyn io::Write) -> io::Result<()> {
        let cells: Vec<Vec<_>> =
            row.iter().zip(widths).map(|(cell, width)| textwrap::wrap(cell, wrap_options(*width))).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or_default();
        for at in 0..height {
            let mut line = String::new();
            let mut column = 0;
            for (index, (lines, width)) in cells.iter().zip(widths).enumerate() {
                let part = lines.get(at).map_or("", |part| &**part);
                let blank = width.saturating_sub(part.width());
                let before = if self.right.contains(&index) { blank } else { 0 };
                // A word that is wider than its column moves what is behind it, by as much as has to be.
                let used = line.width();
                line.push_str(&" ".repeat(before + column.max(used + GAP * usize::from(index > 0)) - used));
                line.push_str(part);
                column += width + GAP;
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn harmless(cell: &str) -> String {
    sanitize::terminal_line(cell).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(head: &[&str], rows: &[&[&str]], right: &[usize], width: usize) -> String {
        let mut table = TextTable::new(head);
        table.align_right(right);
        for row in rows {
            table.push(row);
        }
        let mut out = Vec::new();
        table.write(width, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_are_as_wide_as_their_cells() {
        let text = written(&["name", "n"], &[&["数据", "3"], &["a", "120"]], &[1], 80);
        assert_eq!(text, "name    n\n────  ───\n数据    3\na     120\n");
    }

    #[test]
    fn a_row_that_does_not_fit_is_broken_between_words() {
        let address = "https://example.org/a/very/long/path.html";
        let text = written(&["name", "address"], &[&["one name of several words", address]], &[], 40);
        assert!(text.contains(address), "{text}");
        assert_eq!(text.lines().next().unwrap(), format!("{:21}address", "name"));
        assert!(text.lines().all(|line| !line.ends_with(' ')), "{text}");
        assert!(text.contains("\nwords\n"), "{text}");
    }

    #[test]
    fn the_last_column_can_stay_whole() {
        let address = format!("https://example.org/{}", "words and words ".repeat(5));
        let mut table = TextTable::new(&["place", "address"]);
        table.keep_last_whole();
        table.push(&["docs/a/long/path/of/a/list.md:12", &address]);
        let mut out = Vec::new();
        table.write(40, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains(address.trim_end()) && text.lines().count() == 3, "{text}");
    }

    #[test]
    fn a_cell_cannot_steer_a_terminal() {
        let text = written(&["\u{1b}[2J"], &[&["a\nb\u{202e}"], &["##[error]x"]], &[], 80);
        assert!(!text.contains(['\u{1b}', '\u{202e}']) && text.lines().count() == 4, "{text}");
        assert!(!text.contains("##["), "{text}");
    }
}
