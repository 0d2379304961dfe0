//! One line a record.

use std::{borrow::Cow, io};

use super::shown::{DrawnRecord, RecordSheet};
use crate::{catalog::Field, report::sanitize};

/// Columns in front of the fields.
const COLUMNS: [&str; 5] = ["path", "line", "shape", "section", "links"];

pub(super) fn write(sheets: &[RecordSheet<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    let fields = Field::NAMES.map(|(name, _)| name);
    writer.write_record(COLUMNS.iter().chain(&fields).chain(&["other"])).map_err(io_error)?;
    for record in sheets.iter().flat_map(RecordSheet::records) {
        writer.write_record(line(&record).iter().map(|cell| harmless_cell(cell).into_owned())).map_err(io_error)?;
    }
    writer.flush()
}

/// The error underneath: whoever asks wants to know whether the reader went away.
pub(in crate::report) fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn line<'a>(record: &'a DrawnRecord<'a>) -> Vec<Cow<'a, str>> {
    let links: Vec<_> = record.links.iter().map(|link| &*link.url).collect();
    let mut cells: Vec<Cow<'a, str>> = vec![
        record.path.into(),
        record.place.line.to_string().into(),
        record.shape.into(),
        record.section.join(" > ").into(),
        links.join(" ").into(),
    ];
    cells.extend(Field::NAMES.iter().map(|(_, field)| match field {
        Field::Name => record.name.unwrap_or_default().into(),
        field => record.texts(*field).collect::<Vec<_>>().join("; ").into(),
    }));
    let other = record.fields.iter().filter(|field| field.field == Field::Other.as_str() && !field.text.is_empty());
    let other: Vec<_> = other.map(|field| format!("{}: {}", field.label, field.text)).collect();
    cells.push(other.join("; ").into());
    cells
}

/// What a spreadsheet takes for the beginning of a formula, in the width of East Asian text too.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// Marks between the parts of a number, and behind it.
const NUMBER_MARKS: [char; 4] = ['.', ',', ' ', '%'];

/// Returns a cell that neither a terminal nor a spreadsheet takes for a command: an apostrophe stands before what may be
/// a formula, and a spreadsheet shows the rest. A `;` begins a cell too, where a locale parts cells by it. A tab and a
/// carriage return, which some spreadsheets skip, are written as escapes before.
pub(in crate::report) fn harmless_cell(cell: &str) -> Cow<'_, str> {
    let clean = sanitize::terminal_line(cell);
    if !clean.split(';').any(is_formula) {
        return clean;
    }
    let parts = clean.split(';').map(|part| {
        let blank = part.len() - part.trim_start().len();
        let (blank, own) = part.split_at(blank);
        if is_formula(part) { format!("{blank}'{own}") } else { part.to_owned() }
    });
    Cow::Owned(parts.collect::<Vec<_>>().join(";"))
}

/// True if a spreadsheet may compute a text: it begins with a sign of a formula, behind blanks and quotes. `-5`, `+3.2 %`
/// and a lone `-` stay as they are: a program that reads the numbers of a column gets numbers, and a spreadsheet computes
/// nothing from them.
fn is_formula(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '"');
    let Some(rest) = text.strip_prefix(FORMULA) else { return false };
    let is_number = rest.chars().all(|c| c.is_ascii_digit() || NUMBER_MARKS.contains(&c));
    let is_sign = text.starts_with(['+', '-']);
    !(is_sign && is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_command() {
        for (cell, wanted) in [
            ("=1+2", "'=1+2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("+A1", "'+A1"),
            ("-A1", "'-A1"),
            ("@scope/package", "'@scope/package"),
            ("=", "'="),
            ("＝1", "'＝1"),
            ("＋A1", "'＋A1"),
            ("－1", "'－1"),
            ("＠A1", "'＠A1"),
            (" =1", " '=1"),
            ("\"=1", "'\"=1"),
            ("a;=1", "a;'=1"),
            ("a; =1;b;-5;+B1", "a; '=1;b;-5;'+B1"),
            ("a;\"@x", "a;'\"@x"),
            ("\t=1", "\\t=1"),
            ("\r=1", "\\r=1"),
            ("-", "-"),
            ("+5", "+5"),
            ("-1,234.5 %", "-1,234.5 %"),
            ("a=b; c-d", "a=b; c-d"),
            ("\u{1b}[31mx", "\\u{1b}[31mx"),
        ] {
            assert_eq!(harmless_cell(cell), wanted);
        }
    }
}
