//! What every subcommand works with: the flags that all take, the environment, and where its words go.

use std::io::{self, Write};

use super::{GlobalFlags, OutputTarget, targets};
use crate::{
    environment::Environment,
    error::Failure,
    report::Appearance,
    source::{absolute, contained, shown_from, write_whole},
};

/// One run of the command.
pub struct Session<'a> {
    /// The flags that all subcommands take.
    pub global: &'a GlobalFlags,
    /// The clock, the variables, the folder and the terminal.
    pub environment: &'a Environment,
    /// Standard output: the answer of the command.
    pub out: &'a mut dyn Write,
    /// Standard error: progress, remarks, failures. Progress is written from the thread that waits for answers.
    pub errors: &'a mut (dyn Write + Send),
}

impl std::fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { global, environment, .. } = self;
        f.debug_struct("Session").field("global", global).field("environment", environment).finish_non_exhaustive()
    }
}

impl Session<'_> {
    /// Returns the look of standard output.
    pub fn appearance(&self) -> Appearance {
        Appearance { color: self.environment.color(self.global.color), width: self.environment.width }
    }

    /// Returns the outputs that are asked for, or, where none is and a person reads along, one format on standard output.
    pub fn on_terminal<F: Copy>(&self, asked: &[OutputTarget<F>], format: F) -> Vec<OutputTarget<F>> {
        if asked.is_empty() && self.environment.stdout_is_terminal {
            return vec![OutputTarget { format, path: None }];
        }
        asked.to_vec()
    }

    /// Writes every output that was asked for, each with its look. One that cannot be written does not keep the others from
    /// being written.
    ///
    /// # Errors
    /// The first that could not be written, or that two go to one place.
    pub fn write<F: Copy + Default>(
        &mut self,
        asked: &[OutputTarget<F>],
        mut format: impl FnMut(F, Appearance, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let directory = &self.environment.directory;
        let look = self.appearance();
        let mut first = Ok(());
        for target in targets(asked)? {
            let done = match &target.path {
                None => format(target.format, look, self.out).map_err(Failure::output),
                Some(path) => {
                    let (mut text, place) = (Vec::new(), absolute(directory, path));
                    let written = format(target.format, Appearance { color: false, ..look }, &mut text)
                        .and_then(|()| contained(&place))
                        .and_then(|()| write_whole(&place, &text));
                    let target = shown_from(directory, path);
                    written.map_err(|source| Failure::Unwritable { target, source })
                }
            };
            first = first.and(done);
        }
        first
    }

    /// Writes lines on standard output.
    ///
    /// # Errors
    /// Where it cannot be written to.
    pub fn write_lines(&mut self, lines: &[String]) -> Result<(), Failure> {
        lines.iter().try_for_each(|line| writeln!(self.out, "{line}")).map_err(Failure::output)
    }

    /// Writes a remark on standard error. Where that is closed, nobody is left to read it.
    pub fn remark(&mut self, text: &str) {
        let _ = writeln!(self.errors, "{text}");
    }

    /// Returns a failure as it is written on standard error.
    pub fn render(&self, failure: &Failure) -> String {
        failure.render(self.environment.color_of_errors(self.global.color), self.environment.width)
    }
}
