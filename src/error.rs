//! Errors that keep a run from doing its work. A problem of a catalog is a finding, and never comes here.

use std::{fmt, io, sync::Arc};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode, SourceSpan};

use crate::{
    exit::Exit,
    source::Span,
    text::{quote, replace_hostile},
};

/// A run, or a part of it, that could not be done: what, where, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command was used wrongly.
    #[error("{message}")]
    Misuse {
        /// The problem.
        message: String,
        /// The advice.
        help: Option<String>,
    },
    /// A configuration cannot be understood.
    #[error("{}", .0.message)]
    Configuration(Box<Misconfiguration>),
    /// A file or folder cannot be read; the others still are.
    #[error("cannot read {}", quote(path))]
    Unreadable {
        /// The path as it is shown.
        path: String,
        /// Why not.
        source: io::Error,
    },
    /// An output cannot be written.
    #[error("cannot write {}", quote(target))]
    Unwritable {
        /// The path as it is shown, or `standard output`.
        target: String,
        /// Why not.
        source: io::Error,
    },
    /// The run could not do its work.
    #[error("{message}")]
    Run {
        /// The problem.
        message: String,
        /// The advice.
        help: Option<String>,
    },
}

/// A problem in a configuration, with its place in the text.
#[derive(Debug)]
pub struct Misconfiguration {
    /// The problem.
    pub message: String,
    /// The label of the place itself.
    pub label: String,
    /// The advice.
    pub help: Option<String>,
    /// The place, where there is one.
    pub span: Option<Span>,
    /// The file with its text.
    source: NamedSource<Arc<str>>,
}

impl Misconfiguration {
    /// Something wrong in the configuration `path` with the text `text`, without a place yet.
    pub fn new(path: &str, text: &Arc<str>, message: impl Into<String>) -> Self {
        let source = NamedSource::new(path, replace_hostile(text)).with_language("toml");
        Self { message: message.into(), label: "here".to_owned(), help: None, span: None, source }
    }

    /// The same, at a place.
    #[must_use]
    pub fn at(mut self, span: impl Into<Span>, label: impl Into<String>) -> Self {
        self.span = Some(span.into());
        self.label = label.into();
        self
    }

    /// The same, with what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The path of the configuration.
    pub fn path(&self) -> &str {
        self.source.name()
    }
}

impl From<Misconfiguration> for Failure {
    fn from(wrong: Misconfiguration) -> Self {
        Self::Configuration(Box::new(wrong))
    }
}

impl Failure {
    /// Wrong use, with what to do about it.
    pub fn misuse(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Misuse { message: message.into(), help: Some(help.into()) }
    }

    /// A file or folder that cannot be read.
    pub fn unreadable(path: impl Into<String>, source: io::Error) -> Self {
        Self::Unreadable { path: path.into(), source }
    }

    /// Standard output that cannot be written.
    pub fn output(source: io::Error) -> Self {
        Self::Unwritable { target: "standard output".to_owned(), source }
    }

    /// Returns the exit code of a run that met this.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Misuse { .. } | Self::Configuration(_) | Self::Unreadable { .. } => Exit::Misuse,
            Self::Unwritable { .. } | Self::Run { .. } => Exit::Unable,
        }
    }

    /// Returns true if the reader of the output went away, which is nobody's fault (`catalint check | head`).
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Unwritable { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// The failure as people read it, with the place in the text where there is one.
    pub fn render(&self, color: bool, width: usize) -> String {
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let mut text = String::new();
        // Writing to a string does not fail, and a snippet that cannot be cut is left out by miette itself.
        let handler = GraphicalReportHandler::new_themed(theme).with_width(width).with_links(false);
        let _ = handler.render_report(&mut text, self);
        text
    }
}

impl Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help: &str = match self {
            Self::Misuse { help, .. } | Self::Run { help, .. } => help.as_deref()?,
            Self::Configuration(wrong) => wrong.help.as_deref()?,
            Self::Unreadable { source, .. } => advice(source)?,
            Self::Unwritable { .. } => "see that the disk has room and that the folder may be written to",
        };
        Some(Box::new(help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        match self {
            Self::Configuration(wrong) if wrong.span.is_some() => Some(&wrong.source),
            _ => None,
        }
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let Self::Configuration(wrong) = self else { return None };
        let span = wrong.span?;
        let place = SourceSpan::from((span.start as usize, span.len()));
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some(wrong.label.clone()), place))))
    }
}

/// Returns advice about a file that cannot be read.
fn advice(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::NotFound => Some("check the spelling; paths are relative to the folder that catalint runs in"),
        io::ErrorKind::FileTooLarge => Some("split it; for a catalog, `max-file-size` under `[check]` sets the limit"),
        io::ErrorKind::Unsupported => Some("name an ordinary file; `-` reads standard input"),
        io::ErrorKind::PermissionDenied => Some("give the user that runs catalint the right to read it"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misconfiguration_shows_its_place_and_what_to_do() {
        let text: Arc<str> = "[chekc]\nselect = []\n".into();
        let wrong = Misconfiguration::new("catalint.toml", &text, "unknown key `chekc`")
            .at(Span::new(1, 6), "not a key here")
            .help("did you mean `check`?");
        let shown = Failure::from(wrong).render(false, 80);
        for part in ["unknown key `chekc`", "catalint.toml:1:2", "[chekc]", "not a key here", "did you mean `check`?"] {
            assert!(shown.contains(part), "{part} in\n{shown}");
        }
    }

    #[test]
    fn a_cause_is_told_with_its_failure() {
        let failure = Failure::unreadable("a\u{1b}[31m.md", io::Error::from(io::ErrorKind::PermissionDenied));
        let shown = failure.render(false, 80);
        assert!(shown.contains("cannot read `a\\u{1b}[31m.md`") && shown.contains("permission denied"), "{shown}");
        assert_eq!(failure.exit(), Exit::Misuse);
    }
}
