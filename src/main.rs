//! The command `catalint`: parse, run, exit.

use std::{io, process::ExitCode};

use catalint::{cli::Cli, command, environment::Environment, error::Failure, exit::Exit};
use clap::Parser as _;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Standard error is not locked: the progress of an audit is drawn from another thread.
    let (mut out, mut errors) = (io::BufWriter::new(io::stdout().lock()), io::stderr());
    let exit = match Environment::read(cli.global.now) {
        Ok(environment) => command::run(&cli, &environment, &mut out, &mut errors),
        Err(error) => {
            let failure = Failure::unreadable(".", error);
            let _ = io::Write::write_all(&mut errors, failure.render(false, 80).as_bytes());
            Exit::Unable
        }
    };
    exit.into()
}
