//! `catalint man`: the manual pages, made from the command line itself.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use clap::CommandFactory as _;

use crate::{
    cli::Cli,
    environment::Environment,
    error::Failure,
    exit::Exit,
    source::{absolute, shown_from, write_whole},
    text::format_count,
};

/// Prints the manual page, or writes one for each command into a folder.
pub(super) fn run(folder: Option<&Path>, world: &Environment, out: &mut dyn Write) -> Result<Exit, Failure> {
    let command = Cli::command();
    let Some(folder) = folder else {
        clap_mangen::Man::new(command).render(out).map_err(Failure::output)?;
        return Ok(Exit::Clean);
    };
    let folder = absolute(&world.directory, folder);
    let shown = shown_from(&world.directory, &folder);
    let count = pages(command, &folder).map_err(|source| Failure::Unwritable { target: shown.clone(), source })?;
    let pages = format_count(count, "page");
    writeln!(out, "wrote {pages} to {}", crate::text::quote(&shown)).map_err(Failure::output)?;
    Ok(Exit::Clean)
}

/// Writes `catalint.1`, `catalint-check.1` and so on.
fn pages(mut command: clap::Command, folder: &Path) -> io::Result<usize> {
    fs::create_dir_all(folder)?;
    command.build();
    let mut waiting = vec![command];
    let mut count = 0;
    while let Some(command) = waiting.pop() {
        waiting.extend(command.get_subcommands().filter(|sub| !sub.is_hide_set()).cloned());
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        write_whole(&folder.join(format!("{name}.1")), &page)?;
        count += 1;
    }
    Ok(count)
}
