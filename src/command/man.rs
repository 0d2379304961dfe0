//! `catalint man`: the manual pages, made from the command line itself.

use std::{fs, io, path::Path};

use clap::CommandFactory as _;

use crate::{
    cli::{Cli, Session},
    error::Failure,
    exit::Exit,
    source::{absolute, shown_from, write_whole},
    text::format_count,
};

/// Prints the manual page, or writes one for each command into a folder.
pub(super) fn run(folder: Option<&Path>, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let command = Cli::command();
    let Some(folder) = folder else {
        clap_mangen::Man::new(command).render(session.out).map_err(Failure::output)?;
        return Ok(Exit::Clean);
    };
    let directory = &session.environment.directory;
    let folder = absolute(directory, folder);
    let shown = shown_from(directory, &folder);
    let count = pages(command, &folder).map_err(|source| Failure::Unwritable { target: shown.clone(), source })?;
    let pages = format_count(count, "page");
    session.write_lines(&[format!("wrote {pages} to {}", crate::text::quote(&shown))])?;
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
