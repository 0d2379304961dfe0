//! The records of catalogs as tables of a database in memory, which a query reads: `catalint query`, `catalint stats` and
//! the rules of users whose subject is a query.

mod columns;
mod fill;
mod limits;
mod value;

pub use value::{QueryRows, SqlCell};

use jiff::civil::Date;
use rusqlite::{Connection, Error, ErrorCode};

use self::columns::RecordColumns;
use crate::{catalog::Catalog, finding::Finding, links::LinkPolicy};

/// A database that holds what was read of some catalogs.
#[derive(Debug)]
pub struct RecordDatabase {
    connection: Connection,
}

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryFault {
    /// The problem.
    pub message: String,
    /// The place in the SQL, in bytes.
    pub at: Option<usize>,
}

/// A catalog, with what decides which of its links are requested, and what was found in it.
#[derive(Debug, Clone, Copy)]
pub struct QueriedCatalog<'a> {
    /// The catalog.
    pub catalog: &'a Catalog<'a>,
    /// The policy about its links.
    pub policy: LinkPolicy<'a>,
    /// Its findings; none where the rules were not asked.
    pub findings: &'a [Finding],
}

impl RecordDatabase {
    /// Fills a database, which can only be read from then on. `today` is what the function `today()` gives.
    ///
    /// # Errors
    /// Where there is too much to hold.
    pub fn new(catalogs: &[QueriedCatalog<'_>], today: Date) -> Result<Self, QueryFault> {
        let fault = |error: Error| QueryFault::from_sqlite(&error);
        let connection = Connection::open_in_memory().map_err(fault)?;
        let columns = RecordColumns::of(catalogs);
        fill::fill(&connection, &columns, catalogs).map_err(fault)?;
        limits::restrict(&connection, today).map_err(fault)?;
        Ok(Self { connection })
    }

    /// Runs one statement that reads.
    ///
    /// # Errors
    /// Where it is no SQL, writes, takes too long, or is more than one statement.
    pub fn query(&self, sql: &str) -> Result<QueryRows, QueryFault> {
        let fault = |error: Error| QueryFault::from_sqlite(&error);
        let mut statement = self.connection.prepare(sql).map_err(fault)?;
        let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
        if columns.is_empty() {
            return Err(QueryFault { message: "there is no statement that reads".to_owned(), at: None });
        }
        let count = columns.len();
        let mut rows = statement.query([]).map_err(fault)?;
        let mut cells = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            cells.push((0..count).map(|at| row.get_ref(at).map(SqlCell::of)).collect::<Result<_, _>>().map_err(fault)?);
        }
        Ok(QueryRows { columns: value::distinct(columns), rows: cells })
    }

    /// The database as the bytes of an SQLite file.
    ///
    /// # Errors
    /// Where there is not enough memory.
    pub fn to_bytes(&self) -> Result<Vec<u8>, QueryFault> {
        let fault = |error: Error| QueryFault::from_sqlite(&error);
        // SQLite asks itself for the number of pages, which a query may not.
        limits::allow_all(&self.connection).map_err(fault)?;
        let bytes = self.connection.serialize("main").map(|bytes| bytes.to_vec());
        limits::allow_reading(&self.connection).map_err(fault)?;
        bytes.map_err(fault)
    }

    /// Each table with its columns.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub fn tables(&self) -> Result<QueryRows, QueryFault> {
        self.query(
            "SELECT m.name AS \"table\", group_concat(c.name, ', ' ORDER BY c.cid) AS columns \
             FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' GROUP BY m.rowid",
        )
    }
}

impl QueryFault {
    fn from_sqlite(error: &Error) -> Self {
        let plain = |message: String| Self { message, at: None };
        match error {
            Error::MultipleStatement => plain("there is more than one statement".to_owned()),
            Error::SqlInputError { error, .. } | Error::SqliteFailure(error, _)
                if error.code == ErrorCode::AuthorizationForStatementDenied =>
            {
                plain("a query only reads, and nothing but the tables in memory".to_owned())
            }
            // SQLite says so of a function, and names no code of its own for it.
            Error::SqlInputError { msg, .. } if msg.starts_with("not authorized") => {
                plain("a query only reads, and nothing but the tables in memory".to_owned())
            }
            Error::SqlInputError { msg, offset, .. } => {
                Self { message: msg.clone(), at: usize::try_from(*offset).ok() }
            }
            Error::SqliteFailure(error, _) if error.code == ErrorCode::OperationInterrupted => {
                plain("the query takes too long".to_owned())
            }
            Error::SqliteFailure(_, Some(message)) => plain(message.clone()),
            other => plain(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests;
