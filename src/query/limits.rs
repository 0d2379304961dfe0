//! What a query may do: read the tables, and no more; and the functions that it has beside those of SQLite.

use jiff::civil::Date;
use regex::Regex;
use rusqlite::{
    Connection, Error, Result,
    functions::FunctionFlags,
    hooks::{AuthAction, AuthContext, Authorization},
    limits::Limit,
};

/// Longest text that a query can make, in bytes.
const LONGEST_VALUE: i32 = 64 << 20;
/// Steps between two looks at how long a query has run.
const STEPS: i32 = 1_000_000;
/// Looks after which a query is ended: about a minute. A query without an end is found by it, not a slow one.
const MOST_LOOKS: u32 = 4_000;

/// Makes a connection read only, from the next statement on.
pub(super) fn restrict(connection: &Connection, today: Date) -> Result<()> {
    add_functions(connection, today)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    let mut looks = 0;
    let is_over = move || {
        looks += 1;
        looks > MOST_LOOKS
    };
    connection.progress_handler(STEPS, Some(is_over))?;
    allow_reading(connection)
}

/// Lets statements read the tables, and no more.
pub(super) fn allow_reading(connection: &Connection) -> Result<()> {
    let judge =
        |context: AuthContext<'_>| if reads(context.action) { Authorization::Allow } else { Authorization::Deny };
    connection.authorizer(Some(judge))
}

/// Lets statements do everything.
pub(super) fn allow_all(connection: &Connection) -> Result<()> {
    connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)
}

/// Returns true if an action changes nothing, and reads nothing but the tables.
fn reads(action: AuthAction<'_>) -> bool {
    match action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => true,
        AuthAction::Function { function_name } => !function_name.eq_ignore_ascii_case("load_extension"),
        AuthAction::Pragma { pragma_name, .. } => {
            ["table_info", "table_xinfo", "table_list"].iter().any(|name| pragma_name.eq_ignore_ascii_case(name))
        }
        _ => false,
    }
}

/// Adds `today()`, and `regexp`, which the operator `REGEXP` calls.
fn add_functions(connection: &Connection, today: Date) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("today", 0, flags, move |_| Ok(today.to_string()))?;
    connection.create_scalar_function("regexp", 2, flags, |context| {
        let pattern = context.get_or_create_aux(
            0,
            |value| -> std::result::Result<Regex, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Regex::new(value.as_str()?)?)
            },
        )?;
        let text = context.get_raw(1);
        match text.as_str_or_null() {
            Ok(Some(text)) => Ok(Some(pattern.is_match(text))),
            Ok(None) => Ok(None),
            Err(error) => Err(Error::UserFunctionError(error.into())),
        }
    })
}
