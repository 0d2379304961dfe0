//! The rows of a query, for people, spreadsheets and programs: each cell is text of a catalog, and harmless in each format.

use std::io;

use clap::ValueEnum;
use serde::{Serialize, Serializer, ser::SerializeMap as _};

use super::{
    Appearance, json, prose,
    records::{harmless_cell, io_error},
    table::TextTable,
};
use crate::query::{QueryRows, SqlCell};

/// The format of a query's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum QueryFormat {
    /// Columns for a terminal.
    #[default]
    Table,
    /// One line a row, behind one with the names.
    Csv,
    /// An array with one object a row.
    Json,
    /// A table for a comment, an issue or a page.
    Markdown,
}

/// Writes the rows of a query.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_rows(rows: &QueryRows, format: QueryFormat, look: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        QueryFormat::Table => write_table(rows, look, out),
        QueryFormat::Csv => write_csv(rows, out),
        QueryFormat::Json => json::to_json(&JsonRows(rows), out),
        QueryFormat::Markdown => write_markdown(rows, out),
    }
}

fn write_table(rows: &QueryRows, look: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    let names: Vec<&str> = rows.columns.iter().map(String::as_str).collect();
    let mut table = TextTable::new(&names);
    table.align_right(&numeric_columns(rows));
    for row in &rows.rows {
        table.push(&row.iter().map(SqlCell::to_text).collect::<Vec<_>>());
    }
    table.write(look.width(), out)
}

/// The columns with numbers and nothing else.
fn numeric_columns(rows: &QueryRows) -> Vec<usize> {
    let cells = |at: usize| rows.rows.iter().filter_map(move |row| row.get(at)).filter(|cell| **cell != SqlCell::Null);
    let is_number = |cell: &SqlCell| matches!(cell, SqlCell::Integer(_) | SqlCell::Real(_));
    (0..rows.columns.len()).filter(|&at| cells(at).next().is_some() && cells(at).all(is_number)).collect()
}

fn write_csv(rows: &QueryRows, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    let text = |cell: &SqlCell| match cell {
        SqlCell::Text(text) => harmless_cell(text).into_owned(),
        number => number.to_text(),
    };
    let head: Vec<String> = rows.columns.iter().map(|name| harmless_cell(name).into_owned()).collect();
    let lines = std::iter::once(head).chain(rows.rows.iter().map(|row| row.iter().map(text).collect()));
    for line in lines {
        writer.write_record(line).map_err(io_error)?;
    }
    writer.flush()
}

fn write_markdown(rows: &QueryRows, out: &mut dyn io::Write) -> io::Result<()> {
    let right = numeric_columns(rows);
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    writeln!(out, "{}", line(rows.columns.iter().map(|name| prose::markdown(name, true)).collect()))?;
    let bar = |at| if right.contains(&at) { "---:".to_owned() } else { "---".to_owned() };
    writeln!(out, "{}", line((0..rows.columns.len()).map(bar).collect()))?;
    for row in &rows.rows {
        let cells = row.iter().map(|cell| match cell {
            SqlCell::Text(text) => prose::markdown(text, true),
            number => number.to_text(),
        });
        writeln!(out, "{}", line(cells.collect()))?;
    }
    Ok(())
}

/// An array of objects, whose keys have the order of the columns.
struct JsonRows<'a>(&'a QueryRows);

struct JsonRow<'a>(&'a [String], &'a [SqlCell]);

impl Serialize for JsonRows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.rows.iter().map(|row| JsonRow(&self.0.columns, row)))
    }
}

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, cell) in self.0.iter().zip(self.1) {
            match cell {
                SqlCell::Null => map.serialize_entry(name, &())?,
                SqlCell::Integer(number) => map.serialize_entry(name, number)?,
                SqlCell::Real(number) => map.serialize_entry(name, number)?,
                SqlCell::Text(text) => map.serialize_entry(name, text)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cells: &[&[SqlCell]], format: QueryFormat) -> String {
        let rows = QueryRows {
            columns: vec!["name".to_owned(), "n".to_owned()],
            rows: cells.iter().map(|row| row.to_vec()).collect(),
        };
        let mut out = Vec::new();
        write_rows(&rows, format, Appearance::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_format_has_every_row() {
        let rows: &[&[SqlCell]] =
            &[&[SqlCell::Text("a".to_owned()), SqlCell::Integer(12)], &[SqlCell::Null, SqlCell::Real(1.5)]];
        assert_eq!(written(rows, QueryFormat::Table), "name    n\n────  ───\na      12\n      1.5\n");
        assert_eq!(written(rows, QueryFormat::Csv), "name,n\na,12\n,1.5\n");
        assert_eq!(written(rows, QueryFormat::Markdown), "| name | n |\n| --- | ---: |\n| a | 12 |\n|  | 1.5 |\n");
        let json: serde_json::Value = serde_json::from_str(&written(rows, QueryFormat::Json)).unwrap();
        assert_eq!(json, serde_json::json!([{ "name": "a", "n": 12 }, { "name": null, "n": 1.5 }]));
    }

    #[test]
    fn no_cell_is_a_command_in_any_format() {
        let hostile = "=1+2\u{1b}[2J\u{202e}|<img src=x> @team ##[error]x\n::error::x";
        let rows: &[&[SqlCell]] = &[&[SqlCell::Text(hostile.to_owned()), SqlCell::Null]];
        for format in QueryFormat::value_variants() {
            let text = written(rows, *format);
            assert!(!text.contains(['\u{1b}', '\u{202e}']) && !text.contains("##["), "{format:?} {text}");
            assert!(!text.lines().any(|line| line.starts_with("::")), "{format:?} {text}");
        }
        assert!(written(rows, QueryFormat::Csv).contains("\n'=1+2"));
        let markdown = written(rows, QueryFormat::Markdown);
        // Code, in which nothing is a link, a mention or HTML; and one row.
        assert!(markdown.contains("\n| `=1+2") && markdown.ends_with("` |  |\n"), "{markdown}");
        assert_eq!(markdown.lines().count(), 3, "{markdown}");
    }
}
