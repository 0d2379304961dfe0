//! The columns of the table `records`: places and names, the fields that mean the same in every catalog, and the catalog's
//! own headers.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::QueriedCatalog;
use crate::catalog::Field;

/// Number of own headers that have a column, those of the most records; the table `fields` has all.
const MOST_HEADERS: usize = 400;

/// The columns in front of the fields.
pub(super) const PLACE: [&str; 12] =
    ["id", "path", "line", "column", "shape", "name", "entity", "section", "section_id", "link", "host", "links"];

/// The kind of a field's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    Text,
    License,
    /// With three more columns: the ends of the interval, and its unit.
    Number,
    Year,
    Date,
}

/// Returns the kind of a field's column; none for a field that has another column already.
pub(super) fn kind(field: Field) -> Option<ColumnKind> {
    Some(match field {
        Field::Name | Field::Link | Field::Other => return None,
        Field::License => ColumnKind::License,
        Field::Count | Field::Size | Field::Number | Field::Price => ColumnKind::Number,
        Field::Year => ColumnKind::Year,
        Field::Date | Field::Expiry => ColumnKind::Date,
        _ => ColumnKind::Text,
    })
}

/// The columns of `records`.
#[derive(Debug)]
pub(super) struct RecordColumns {
    /// The names, in their order.
    pub(super) names: Vec<String>,
    /// Types of the columns.
    pub(super) types: Vec<&'static str>,
    /// Places of the columns of own headers, by the header with ASCII letters in lowercase; those too that are called as a
    /// field with a text, which they may stand for or not.
    pub(super) own: FxHashMap<String, usize>,
    /// Number of the columns in front of those of own headers alone.
    pub(super) shared: usize,
}

/// An own header.
#[derive(Debug)]
struct OwnHeader<'a> {
    name: &'a str,
    records: usize,
    is_numeric: bool,
}

impl RecordColumns {
    pub(super) fn of(catalogs: &[QueriedCatalog<'_>]) -> Self {
        let mut columns = Self { names: Vec::new(), types: Vec::new(), own: FxHashMap::default(), shared: 0 };
        for name in PLACE {
            let is_number = matches!(name, "id" | "line" | "column" | "section_id" | "links");
            columns.push(name.to_owned(), if is_number { "INTEGER" } else { "TEXT" });
        }
        for (name, field) in Field::NAMES {
            let Some(kind) = kind(field) else { continue };
            if kind == ColumnKind::Text {
                columns.own.insert(name.to_owned(), columns.names.len());
            }
            columns.push(name.to_owned(), if kind == ColumnKind::Year { "INTEGER" } else { "TEXT" });
            if kind == ColumnKind::Number {
                columns.push(format!("{name}_low"), "REAL");
                columns.push(format!("{name}_high"), "REAL");
                columns.push(format!("{name}_unit"), "TEXT");
            }
        }
        columns.shared = columns.names.len();
        columns.push_own(catalogs);
        columns
    }

    fn push(&mut self, name: String, kind: &'static str) {
        self.names.push(name);
        self.types.push(kind);
    }

    fn push_own(&mut self, catalogs: &[QueriedCatalog<'_>]) {
        let mut headers = own_headers(catalogs);
        let taken: Vec<String> = self.names.clone();
        headers.retain(|folded, _| !taken.contains(folded));
        let mut headers: Vec<_> = headers.into_iter().collect();
        // Of two in as many records the name decides, which is their order now.
        headers.sort_by_key(|(_, header)| std::cmp::Reverse(header.records));
        for (folded, header) in headers.into_iter().take(MOST_HEADERS) {
            self.own.insert(folded, self.names.len());
            self.push(header.name.to_owned(), if header.is_numeric { "NUMERIC" } else { "TEXT" });
        }
    }
}

/// Folds a header as SQLite compares names of columns.
pub(super) fn folded(label: &str) -> String {
    label.to_ascii_lowercase()
}

fn own_headers<'a>(catalogs: &[QueriedCatalog<'a>]) -> BTreeMap<String, OwnHeader<'a>> {
    let mut headers: BTreeMap<String, OwnHeader<'a>> = BTreeMap::new();
    for QueriedCatalog { catalog, .. } in catalogs {
        for field in catalog.records.iter().flat_map(|record| catalog.fields(record)) {
            let label = field.label();
            if label.is_empty() || label.contains(char::is_control) {
                continue;
            }
            let new = OwnHeader { name: label, records: 0, is_numeric: true };
            let header = headers.entry(folded(label)).or_insert(new);
            header.records += 1;
            header.is_numeric &= field.text.is_empty() || is_plain_number(field.text);
        }
    }
    headers
}

/// Returns true if a text is a number that is written the same again: not `007`, `1e5` or `1,000`.
fn is_plain_number(text: &str) -> bool {
    text.parse::<i64>().is_ok_and(|number| number.to_string() == text)
        || text.parse::<f64>().is_ok_and(|number| number.to_string() == text && number.is_finite())
}
