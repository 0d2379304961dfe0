//! Where the outputs of a command go: standard output, or files.

use std::io::Write;

use crate::{
    cli::{Target, targets},
    environment::Environment,
    error::Failure,
    source::{absolute, contained, shown_from, write_whole},
};

/// Writes every output that was asked for. One that cannot be written does not keep the others from being written.
///
/// # Errors
///
/// The first that could not be written, or that two go to one place.
pub(crate) fn write<F: Copy + Default>(
    asked: &[Target<F>],
    world: &Environment,
    out: &mut dyn Write,
    mut format: impl FnMut(F, bool, &mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let mut first = Ok(());
    for target in targets(asked)? {
        let done = match &target.path {
            None => format(target.format, true, out).map_err(Failure::output),
            Some(path) => {
                let mut text = Vec::new();
                let written = format(target.format, false, &mut text)
                    .and_then(|()| contained(&absolute(&world.directory, path)))
                    .and_then(|()| write_whole(&absolute(&world.directory, path), &text));
                let target = shown_from(&world.directory, path);
                written.map_err(|source| Failure::Unwritable { target, source })
            }
        };
        first = first.and(done);
    }
    first
}
