//! One file a subcommand: each wires the rooms together and holds no logic of its own.

mod audit;
mod baseline;
mod check;
mod completions;
mod config;
pub mod explain;
mod fix;
mod init;
mod links;
mod man;
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
    report::Appearance,
    workspace::load,
};

/// Runs what was asked. What the command answers goes to `out`, what kept it from its work to `errors`.
pub fn run(cli: &Cli, environment: &Environment, out: &mut dyn Write, errors: &mut dyn Write) -> Exit {
    let global = &cli.global;
    let done = match &cli.command {
        Command::Check(check) => check::run(check, global, environment, out),
        Command::Fix(fix) => fix::run(fix, global, environment, out, errors),
        Command::Baseline(action) => baseline::run(action, global, environment, out),
        Command::Init(init) => init::run(init, global, environment, out),
        Command::Config(show) => config::run(show, global, environment, out),
        Command::Completions { shell } => completions::run(*shell, out).map(|exit| (exit, Vec::new())),
        Command::Man { dir } => man::run(dir.as_deref(), environment, out).map(|exit| (exit, Vec::new())),
        Command::Records(records) => records::run(records, global, environment, out),
        Command::Schema => schema::run(out).map(|exit| (exit, Vec::new())),
        Command::Rules(rules) => rules::run(rules, global, environment, out),
        Command::Explain(explain) => load::own_rules(global, environment).and_then(|(own, failures)| {
            let color = environment.color(global.color);
            let look = Appearance { color, width: environment.width };
            explain::explain(&explain.rule, &own, look, out).map(|exit| (exit, failures))
        }),
        Command::Test(test) => {
            let mut failures = Vec::new();
            let mut tell = |failure: &Failure| _ = write!(failures, "{}", render(failure, cli, environment));
            let done = test::test(&test.folder, &environment.directory, out, &mut tell);
            // Page by page, as they came up; nothing more can be said where standard error is closed.
            let _ = errors.write_all(&failures);
            done.map(|exit| (exit, Vec::new()))
        }
        Command::Links(links) => links::run(links, global, environment, out),
        Command::Audit(asked) => audit::run(asked, global, environment, out),
        Command::Report(asked) => audit::again(asked, global, environment, out),
        Command::History(asked) => audit::history(asked, global, environment, out),
    };
    // Before anything is said on standard error, so that it stands below the report, where people look first.
    let flushed = out.flush().map_err(Failure::output);
    let (exit, mut failures) = done.unwrap_or_else(|failure| (Exit::Clean, vec![failure]));
    failures.extend(flushed.err());
    failures.iter().fold(exit, |exit, failure| exit.or(tell(failure, cli, environment, errors)))
}

fn render(failure: &Failure, cli: &Cli, environment: &Environment) -> String {
    failure.render(environment.color_of_errors(cli.global.color), environment.width)
}

/// Tells what kept the run from its work. The reader of the output going away is no failure, and nobody is left to tell.
fn tell(failure: &Failure, cli: &Cli, environment: &Environment, errors: &mut dyn Write) -> Exit {
    if failure.is_broken_pipe() {
        return Exit::Clean;
    }
    let text = render(failure, cli, environment);
    // Where standard error is closed too, the exit code is all that can be said.
    let _ = errors.write_all(text.as_bytes());
    failure.exit()
}
