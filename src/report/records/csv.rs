//! One line a record.

use std::{borrow::Cow, io};

use super::shown::{Sheet, Shown};
use crate::{catalog::Field, report::sanitize};

/// What stands in front of the fields.
const COLUMNS: [&str; 5] = ["path", "line", "shape", "section", "links"];

pub(super) fn write(sheets: &[Sheet<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    let fields = Field::NAMES.map(|(name, _)| name);
    writer.write_record(COLUMNS.iter().chain(&fields).chain(&["other"])).map_err(io_error)?;
    for record in sheets.iter().flat_map(Sheet::records) {
        writer.write_record(line(&record).iter().map(|cell| harmless(cell).into_owned())).map_err(io_error)?;
    }
    writer.flush()
}

/// The error underneath: whoever asks wants to know whether the reader went away.
fn io_error(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ::csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn line<'a>(record: &'a Shown<'a>) -> Vec<Cow<'a, str>> {
    let links: Vec<_> = record.links.iter().map(|link| link.url).collect();
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

/// A cell that neither a terminal nor a spreadsheet takes for a command. `-5` and `@scope/package` stay as they are.
fn harmless(cell: &str) -> Cow<'_, str> {
    let clean = sanitize::terminal_line(cell);
    let is_formula = clean.starts_with(['=', '+', '-', '@']) && clean.contains(['(', '|', '!']);
    if is_formula || clean.starts_with('=') { Cow::Owned(format!("'{clean}")) } else { clean }
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
            ("-", "-"),
            ("+5", "+5"),
            ("@scope/package", "@scope/package"),
            ("\u{1b}[31mx", "\\u{1b}[31mx"),
        ] {
            assert_eq!(harmless(cell), wanted);
        }
    }
}
