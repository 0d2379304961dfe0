//! A user's rule whose subject is a query: each row that it gives is a finding.

use crate::{
    catalog::{Catalog, Record},
    links::{AddressGuard, Excluded, LinkPolicy},
    query::{QueriedCatalog, QueryFault, QueryRows, RecordDatabase, SqlCell},
    rules::{Answer, Context, Draft},
    source::Span,
};

/// The query of a user's rule.
#[derive(Debug)]
pub(in crate::rules) struct UserQuery {
    sql: String,
    message: Vec<QueryMessagePiece>,
    help: String,
}

/// A piece of a message.
#[derive(Debug)]
enum QueryMessagePiece {
    Text(String),
    /// A column of the row.
    Column(String),
}

impl UserQuery {
    pub(super) fn new(sql: &str, message: &str, help: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = message;
        while let Some((text, column, behind)) = rest.split_once('{').and_then(|(text, behind)| {
            let (column, behind) = behind.split_once('}')?;
            Some((text, column, behind))
        }) {
            pieces.push(QueryMessagePiece::Text(text.to_owned()));
            pieces.push(QueryMessagePiece::Column(column.trim().to_owned()));
            rest = behind;
        }
        pieces.push(QueryMessagePiece::Text(rest.to_owned()));
        Self { sql: sql.to_owned(), message: pieces, help: help.to_owned() }
    }

    /// Returns what is wrong with a query in every catalog: its syntax, that it writes, or that it does not say what its rows are
    /// about. A column that is unknown may be a header of the catalog.
    pub(super) fn fault(sql: &str) -> Option<String> {
        let database = RecordDatabase::new(&[], jiff::civil::Date::ZERO).ok()?;
        match database.query(sql) {
            Ok(rows) if place_columns(&rows) == (None, None) => {
                Some("the query gives neither `id`, of a record, nor `line`".to_owned())
            }
            Err(QueryFault { message, .. }) if !message.starts_with("no such column") => Some(message),
            Ok(_) | Err(_) => None,
        }
    }

    /// Asks about a catalog: a finding for each row, and nothing where the catalog has not the columns that the query needs.
    pub(in crate::rules) fn ask(&self, context: &Context<'_, '_>) -> Vec<Answer> {
        let catalog = context.catalog;
        let (excluded, guard) = (Excluded::default(), AddressGuard::default());
        let policy = LinkPolicy { excluded: &excluded, guard: &guard };
        let queried = [QueriedCatalog { catalog, policy, findings: &[] }];
        let rows = RecordDatabase::new(&queried, context.now).and_then(|database| database.query(&self.sql));
        let Ok(rows) = rows else { return Vec::new() };
        let mut answers: Vec<Answer> = rows.rows.iter().filter_map(|row| self.answer(catalog, &rows, row)).collect();
        // The records that no row is about are as they should be.
        let others = catalog.records.len().saturating_sub(answers.len());
        answers.extend((0..others).map(|_| Answer::Holds));
        answers
    }

    fn answer(&self, catalog: &Catalog<'_>, rows: &QueryRows, row: &[SqlCell]) -> Option<Answer> {
        let (id, line) = place_columns(rows);
        let number = |at: Option<usize>| row.get(at?)?.to_index()?.checked_sub(1);
        let record: Option<&Record<'_>> = number(id).and_then(|at| catalog.records.get(at));
        let span = match record {
            Some(record) if !record.name_span.is_empty() => record.name_span,
            Some(record) => record.span,
            None => trimmed(catalog, number(line)?),
        };
        let cell = |name: &str| {
            let at = rows.columns.iter().position(|column| column.eq_ignore_ascii_case(name))?;
            row.get(at).map(SqlCell::to_text)
        };
        let text = self.message.iter().map(|piece| match piece {
            QueryMessagePiece::Text(text) => text.clone(),
            QueryMessagePiece::Column(name) => cell(name).unwrap_or_default(),
        });
        let text = text.collect::<Vec<_>>().concat();
        let draft = Draft::new(span, text.clone()).help(self.help.clone()).subject(text);
        Some(match record {
            Some(record) if record.is_named() => draft.record(record.name.to_string()).into(),
            _ => draft.into(),
        })
    }
}

/// The columns that say what a row is about: the number of a record, and a line.
fn place_columns(rows: &QueryRows) -> (Option<usize>, Option<usize>) {
    let named =
        |names: &[&str]| rows.columns.iter().position(|own| names.iter().any(|name| own.eq_ignore_ascii_case(name)));
    (named(&["id", "record_id"]), named(&["line"]))
}

/// The text of a line, counted from 0.
fn trimmed(catalog: &Catalog<'_>, line: usize) -> Span {
    let span = catalog.file.line_span(line);
    let text = catalog.file.slice(span);
    let blank = text.len() - text.trim_start().len();
    let start = span.start as usize + blank;
    Span::new(start, start + text.trim().len())
}
