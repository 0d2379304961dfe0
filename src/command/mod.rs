//! One file a subcommand: each wires the rooms together and holds no logic of its own.

mod check;
pub mod explain;
mod files;
pub mod links;
mod load;
mod output;
mod records;
pub mod rules;
mod schema;
pub mod test;

use std::io::Write;

use crate::{
    cli::{Cli, Command},
    environment::Environment,
    error::Failure,
    exit::Exit,
};

/// Runs what was asked. What the command answers goes to `out`, what kept it from its work to `errors`.
pub fn run(cli: &Cli, environment: &Environment, out: &mut dyn Write, errors: &mut dyn Write) -> Exit {
    let global = &cli.global;
    let done = match &cli.command {
        Command::Check(check) => check::run(check, global, environment, out),
        Command::Records(records) => records::run(records, global, environment, out),
        Command::Schema => schema::run(out).map(|exit| (exit, Vec::new())),
        other => Err(Failure::Run { message: format!("not wired yet: {other:?}"), help: None }),
    };
    // Before anything is said on standard error, so that it stands below the report, where people look first.
    let flushed = out.flush().map_err(Failure::output);
    let (exit, mut failures) = done.unwrap_or_else(|failure| (Exit::Clean, vec![failure]));
    failures.extend(flushed.err());
    failures.iter().fold(exit, |exit, failure| exit.or(tell(failure, cli, environment, errors)))
}

/// Tells what kept the run from its work. The reader of the output going away is no failure, and nobody is left to tell.
fn tell(failure: &Failure, cli: &Cli, environment: &Environment, errors: &mut dyn Write) -> Exit {
    if failure.is_broken_pipe() {
        return Exit::Clean;
    }
    let text = failure.render(environment.color_of_errors(cli.global.color), environment.width);
    // Where standard error is closed too, the exit code is all that can be said.
    let _ = errors.write_all(text.as_bytes());
    failure.exit()
}
