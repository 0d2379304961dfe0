//! The file of the links that people have confirmed.

use std::{io, path::PathBuf};

use crate::{
    audit::Confirmations,
    environment::Environment,
    error::Failure,
    source::{MAX_FILE_SIZE, read_file},
    text::quote,
};

/// Name of the file.
const NAME: &str = "catalint-confirmed.toml";

/// Returns the path of the file, from the root, and as it is shown.
pub(crate) fn confirmed_path(environment: &Environment) -> (PathBuf, String) {
    (environment.directory.join(NAME), NAME.to_owned())
}

/// Reads the text of the file; empty where there is none.
///
/// # Errors
///
/// Where it is there and cannot be read.
pub(crate) fn confirmed_text(environment: &Environment) -> Result<String, Failure> {
    let (path, shown) = confirmed_path(environment);
    match read_file(&path, MAX_FILE_SIZE) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| damaged("it is not UTF-8")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Failure::unreadable(shown, error)),
    }
}

/// Reads the confirmations.
///
/// # Errors
///
/// Where the file cannot be read, or holds something else.
pub(crate) fn confirmations(environment: &Environment) -> Result<Confirmations, Failure> {
    Confirmations::parse(&confirmed_text(environment)?).map_err(|wrong| damaged(&wrong))
}

fn damaged(wrong: &str) -> Failure {
    let help = "take the line out, or write it with `catalint confirm`";
    Failure::misuse(format!("{} is no file of confirmations: {wrong}", quote(NAME)), help)
}
