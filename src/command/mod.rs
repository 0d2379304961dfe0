//! One file a subcommand: each connects the other modules and holds no logic of its own.

mod audit;
mod baseline;
mod check;
mod completions;
mod config;
mod confirm;
pub mod explain;
mod fix;
mod init;
mod links;
mod man;
mod query;
mod records;
pub mod rules;
mod schema;
mod server;
pub mod test;

use std::io::Write;

use crate::{
    cli::{Cli, Command, Session},
    environment::Environment,
    error::Failure,
    exit::Exit,
};

/// How a subcommand ends by what it found, and what kept it from a part of its work.
type Done = Result<(Exit, Vec<Failure>), Failure>;

/// Runs what was asked. What the command answers goes to `out`, what kept it from its work to `errors`.
pub fn run(cli: &Cli, environment: &Environment, out: &mut dyn Write, errors: &mut (dyn Write + Send)) -> Exit {
    let mut session = Session { global: &cli.global, environment, out, errors };
    let done = dispatch(&cli.command, &mut session);
    // Before anything is written on standard error, so that it is below the report, where people look first.
    let flushed = session.out.flush().map_err(Failure::output);
    let (exit, mut failures) = done.unwrap_or_else(|failure| (Exit::Clean, vec![failure]));
    failures.extend(flushed.err());
    failures.iter().fold(exit, |exit, failure| exit.or(report_failure(failure, &mut session)))
}

/// Reports what kept the run from its work, and returns how the run ends by it. That the reader of the output went away is
/// no failure.
fn report_failure(failure: &Failure, session: &mut Session<'_>) -> Exit {
    if failure.is_broken_pipe() {
        return Exit::Clean;
    }
    let text = session.render(failure);
    // Where standard error is closed too, the exit code is all that can be reported.
    let _ = session.errors.write_all(text.as_bytes());
    failure.exit()
}

fn dispatch(command: &Command, session: &mut Session<'_>) -> Done {
    let whole = |exit| (exit, Vec::new());
    match command {
        Command::Check(asked) if asked.fix => fix::run(&asked.to_fix(), session),
        Command::Check(asked) => check::run(asked, session),
        Command::Fix(asked) => fix::run(asked, session),
        Command::Baseline(action) => baseline::run(action, session),
        Command::Init(asked) => init::run(asked, session),
        Command::Config(asked) => config::run(asked, session),
        Command::Completions { shell } => completions::run(*shell, session.out).map(whole),
        Command::Man { dir } => man::run(dir.as_deref(), session).map(whole),
        Command::Records(asked) => records::run(asked, session),
        Command::Schema => schema::run(session.out).map(whole),
        Command::Server => server::run(session),
        Command::Query(asked) => query::run(asked, session),
        Command::Stats(asked) => query::stats(asked, session),
        Command::Rules(asked) => rules::run(asked, session),
        Command::Explain(asked) => explain::run(asked, session),
        Command::Test(asked) => test::run(asked, session).map(whole),
        Command::Links(asked) => links::run(asked, session),
        Command::Audit(asked) => audit::run(asked, session),
        Command::Report(asked) => audit::again(asked, session),
        Command::History(asked) => audit::history(asked, session),
        Command::Confirm(asked) => confirm::run(asked, session),
    }
}
