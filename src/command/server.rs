//! `catalint server`: a language server on standard input and output.

use std::io::{BufReader, stdin};

use super::Done;
use crate::{cli::Session, error::Failure, exit::Exit, server};

/// Serves the editor that started it.
pub(super) fn run(session: &mut Session<'_>) -> Done {
    let is_polite = server::serve(BufReader::new(stdin()), session.out, session.global, session.environment)?;
    if is_polite {
        return Ok((Exit::Clean, Vec::new()));
    }
    let message = "the editor went away without a goodbye".to_owned();
    Err(Failure::Run { message, help: None })
}
