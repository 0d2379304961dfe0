//! One file a subcommand: each wires the rooms together and holds no logic of its own.

pub mod explain;
pub mod links;
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
    let done = match &cli.command {
        Command::Schema => schema::run(out),
        other => Err(Failure::Run { message: format!("not wired yet: {other:?}"), help: None }),
    };
    // Before anything is said on standard error, so that a terminal shows both in the order in which they came about.
    let flushed = out.flush().map_err(Failure::output);
    done.and_then(|exit| flushed.map(|()| exit)).unwrap_or_else(|failure| tell(&failure, cli, environment, errors))
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
