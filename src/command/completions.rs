//! `catalint completions`: what completes the command line in a shell, made from the command line itself.

use std::io::Write;

use clap::CommandFactory as _;

use crate::{cli::Cli, error::Failure, exit::Exit};

/// Prints what completes the command line in a shell.
pub(super) fn run(shell: clap_complete::Shell, out: &mut dyn Write) -> Result<Exit, Failure> {
    // `generate` panics where it cannot write; a buffer always takes it.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "catalint", &mut script);
    out.write_all(&script).map_err(Failure::output)?;
    Ok(Exit::Clean)
}
