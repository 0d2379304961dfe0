//! `catalint stats`: how many records there are of each kind, with a bar for each.

use std::io;

use unicode_width::UnicodeWidthStr as _;

use super::{Appearance, json, sanitize};
use crate::query::{QueryRows, SqlCell};
use crate::text::shorten_to_words;

/// Number of kinds that have a bar; the others are counted.
const KINDS: usize = 12;
/// Longest name of a kind, in columns.
const NAME: usize = 32;
/// Longest bar, in columns.
const BAR: usize = 40;
/// Parts of a column that a bar can end with.
const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// One question, and the numbers that answer it: a name and a count a row.
#[derive(Debug, Clone)]
pub struct StatsTable {
    /// The title: `records by licence`.
    pub title: &'static str,
    /// The key in JSON.
    pub key: &'static str,
    /// The rows.
    pub rows: QueryRows,
}

/// Writes each table with a bar a row.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_stats(tables: &[StatsTable], look: Appearance, out: &mut dyn io::Write) -> io::Result<()> {
    let [bold, dim, color, plain] = if look.color { ["\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"] } else { [""; 4] };
    for (at, table) in tables.iter().enumerate() {
        let rows = counted(&table.rows);
        let gap = if at > 0 { "\n" } else { "" };
        writeln!(out, "{gap}{bold}{}{plain}", table.title)?;
        if rows.is_empty() {
            writeln!(out, "  {dim}none{plain}")?;
            continue;
        }
        let shown = rows.get(..KINDS.min(rows.len())).unwrap_or_default();
        let names: Vec<String> = shown.iter().map(|(name, _)| shorten_to_words(name, NAME)).collect();
        let widest = names.iter().map(|name| name.width()).max().unwrap_or_default();
        let most = shown.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
        let digits = most.to_string().len();
        let room = look.width().saturating_sub(widest + digits + 6).clamp(8, BAR);
        for (name, (_, count)) in names.iter().zip(shown) {
            let blank = " ".repeat(widest.saturating_sub(name.width()));
            writeln!(out, "  {name}{blank}  {count:>digits$}  {color}{}{plain}", bar(*count, most, room))?;
        }
        let others = rows.get(shown.len()..).unwrap_or_default();
        if !others.is_empty() {
            let sum: u64 = others.iter().map(|(_, count)| count).sum();
            writeln!(out, "  {dim}… and {} more, {sum} together{plain}", others.len())?;
        }
    }
    Ok(())
}

/// Writes the tables as one JSON object.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_stats_json(tables: &[StatsTable], out: &mut dyn io::Write) -> io::Result<()> {
    let rows = |table: &StatsTable| {
        let rows = counted(&table.rows).into_iter();
        rows.map(|(value, count)| serde_json::json!({ "value": value, "count": count })).collect::<Vec<_>>()
    };
    let mut object = serde_json::Map::new();
    object.insert("schema".to_owned(), 1.into());
    object.extend(tables.iter().map(|table| (table.key.to_owned(), rows(table).into())));
    json::to_json(&object, out)
}

/// The rows as names, harmless, and counts.
fn counted(rows: &QueryRows) -> Vec<(String, u64)> {
    let row = |row: &Vec<SqlCell>| {
        let [name, count] = row.as_slice() else { return None };
        let count = u64::try_from(count.to_index()?).ok()?;
        Some((sanitize::terminal_line(&name.to_text()).into_owned(), count))
    };
    rows.rows.iter().filter_map(row).collect()
}

/// A bar that is `room` columns long for `most`, to an eighth of a column; never empty for a count above 0.
fn bar(count: u64, most: u64, room: usize) -> String {
    let eighths = u128::from(count) * 8 * room as u128 / u128::from(most.max(1));
    let eighths = (eighths as usize).max(usize::from(count > 0));
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS.get(eighths % 8).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(&str, i64)]) -> StatsTable {
        let rows = rows.iter().map(|(name, count)| vec![SqlCell::Text((*name).to_owned()), SqlCell::Integer(*count)]);
        let rows = QueryRows { columns: vec!["value".to_owned(), "count".to_owned()], rows: rows.collect() };
        StatsTable { title: "records by licence", key: "license", rows }
    }

    #[test]
    fn each_row_has_a_bar() {
        let mut out = Vec::new();
        let look = Appearance { color: false, width: 40 };
        write_stats(&[table(&[("MIT", 40), ("数据", 10), ("x\u{1b}[2J", 0)]), table(&[])], look, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "records by licence");
        assert_eq!(lines[1].chars().filter(|c| *c == '█').count(), 22, "{text}");
        assert!(lines[2].starts_with("  数据        10  █████▌"), "{text}");
        assert_eq!(lines[3].trim_end(), "  x\\u{1b}[2J   0");
        assert_eq!(lines[4..], ["", "records by licence", "  none"]);
    }

    #[test]
    fn many_kinds_are_counted() {
        let names: Vec<String> = (0..20).map(|at| format!("host{at}")).collect();
        let rows: Vec<(&str, i64)> = names.iter().map(|name| (name.as_str(), 2)).collect();
        let mut out = Vec::new();
        write_stats(&[table(&rows)], Appearance::default(), &mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().ends_with("  … and 8 more, 16 together\n"));
    }
}
