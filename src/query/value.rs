//! Values of a query's rows.

use rusqlite::types::ValueRef;

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum SqlCell {
    /// No value.
    Null,
    /// A whole number.
    Integer(i64),
    /// Another number.
    Real(f64),
    /// A text.
    Text(String),
}

impl SqlCell {
    pub(super) fn of(value: ValueRef<'_>) -> Self {
        match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(number) => Self::Integer(number),
            ValueRef::Real(number) => Self::Real(number),
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Self::Text(String::from_utf8_lossy(bytes).into_owned()),
        }
    }

    /// The value as a text; empty where there is none.
    pub fn to_text(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }

    /// The value as a whole number, where it is one.
    pub fn to_index(&self) -> Option<usize> {
        match self {
            Self::Integer(number) => usize::try_from(*number).ok(),
            _ => None,
        }
    }
}

/// The rows that a query gives.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryRows {
    /// The names of the columns, each another.
    pub columns: Vec<String>,
    /// The rows, each with a cell a column.
    pub rows: Vec<Vec<SqlCell>>,
}

/// Renames columns of one name, so that each has its own: `n`, `n_2`, `n_3`.
pub(super) fn distinct(columns: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(columns.len());
    let mut taken = std::collections::HashSet::new();
    let mut counts: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for column in columns {
        let count = counts.entry(column.clone()).or_default();
        let mut name = column.clone();
        while !taken.insert(name.clone()) {
            *count += 1;
            name = format!("{column}_{}", *count + 1);
        }
        names.push(name);
    }
    names
}
