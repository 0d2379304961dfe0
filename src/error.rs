//! What keeps a run from doing its work. What is wrong with a catalog is a finding, and never comes here.

use std::{fmt, io, sync::Arc};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode, SourceSpan};

use crate::{exit::Exit, source::Span};

/// A run, or a part of it, that could not be done: what, where, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The command was used wrongly.
    #[error("{message}")]
    Misuse {
        /// What is wrong.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// A configuration cannot be understood.
    #[error("{}", .0.message)]
    Configuration(Box<Misconfiguration>),
    /// A file or folder cannot be read; the others still are.
    #[error("cannot read {}", quoted(path))]
    Unreadable {
        /// The path as it is shown.
        path: String,
        /// Why not.
        source: io::Error,
    },
    /// An output cannot be written.
    #[error("cannot write {}", quoted(target))]
    Unwritable {
        /// The path as it is shown, or `standard output`.
        target: String,
        /// Why not.
        source: io::Error,
    },
    /// The run could not do its work.
    #[error("{message}")]
    Run {
        /// What is wrong.
        message: String,
        /// What to do.
        help: Option<String>,
    },
}

/// What is wrong in a configuration, and where in its text.
#[derive(Debug)]
pub struct Misconfiguration {
    /// What is wrong.
    pub message: String,
    /// What is said at the place itself.
    pub label: String,
    /// What to do.
    pub help: Option<String>,
    /// The place, where there is one.
    pub span: Option<Span>,
    /// The file with its text.
    source: NamedSource<Arc<str>>,
}

impl Misconfiguration {
    /// Something wrong in the configuration `path` with the text `text`, without a place yet.
    pub fn new(path: &str, text: &Arc<str>, message: impl Into<String>) -> Self {
        let source = NamedSource::new(path, harmless(text)).with_language("toml");
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

    /// How a run ends that met this.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Misuse { .. } | Self::Configuration(_) | Self::Unreadable { .. } => Exit::Misuse,
            Self::Unwritable { .. } | Self::Run { .. } => Exit::Unable,
        }
    }

    /// Whether the reader of the output went away, which is nobody's fault (`catalint check | head`).
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

/// What can be done about a file that cannot be read.
fn advice(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::NotFound => Some("check the spelling; paths are relative to the folder that catalint runs in"),
        io::ErrorKind::FileTooLarge => Some("split it; for a catalog, `max-file-size` under `[check]` sets the limit"),
        io::ErrorKind::Unsupported => Some("name an ordinary file; `-` reads standard input"),
        io::ErrorKind::PermissionDenied => Some("give the user that runs catalint the right to read it"),
        _ => None,
    }
}

/// A name from outside, in backticks, with what could steer a terminal spelt out.
pub fn quoted(name: &str) -> String {
    let mut text = String::with_capacity(name.len() + 2);
    text.push('`');
    let mut before = ['\0'; 2];
    for char in name.chars() {
        if commands(before, char) {
            text.extend(char.escape_unicode());
        } else if matches!(char, '\\' | '\'' | '"') {
            text.push(char);
        } else {
            text.extend(char.escape_debug());
        }
        before = [before[1], char];
    }
    text.push('`');
    text
}

/// Whether a character makes what stands before it a command to the runner of GitHub Actions, which reads the log:
/// `##[command]` anywhere in a line, `::command::` at its beginning, where a long message may be broken.
fn commands(before: [char; 2], char: char) -> bool {
    match char {
        '[' => before == ['#', '#'],
        ':' => before[1] == ':' && !before[0].is_alphanumeric(),
        _ => false,
    }
}

/// The text with what could steer a terminal replaced by something of the same length in bytes, so that spans still hold.
fn harmless(text: &Arc<str>) -> Arc<str> {
    let steers = |char: char| {
        let is_mark = matches!(char, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
        is_mark || char.is_control() && !matches!(char, '\t' | '\n' | '\r')
    };
    if !text.contains(steers) && !text.contains("##[") {
        return Arc::clone(text);
    }
    let mut harmless = String::with_capacity(text.len());
    for char in text.chars() {
        harmless.push(match char.len_utf8() {
            _ if !steers(char) => char,
            1 => '?',
            2 => '·',
            _ => char::REPLACEMENT_CHARACTER,
        });
    }
    harmless.replace("##[", "##?").into()
}

/// Bytes of the longest name that is compared with others: three times the longest name of a rule.
const LONGEST_NAME: usize = 100;

/// The one of `names` that `name` was probably meant to be.
pub fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // What is longer than a line is no slip of the finger, and comparing it costs as much as it is long.
    if name.len() > LONGEST_NAME {
        return None;
    }
    let lower = name.to_lowercase();
    let score = |other: &str| match strsim::osa_distance(&lower, other) {
        // One slip of the finger, in a word that is more than that slip.
        1 if lower.len() > 2 => 1.0,
        _ => strsim::jaro_winkler(&lower, other),
    };
    let scored = names.into_iter().map(|other| (score(other), other)).filter(|(score, _)| *score >= 0.8);
    // Of two that are equally near the first stays, so that the answer does not hang on the order of a sort.
    scored
        .fold(
            None,
            |best: Option<(f64, &str)>, next| if best.is_some_and(|b| b.0 >= next.0) { best } else { Some(next) },
        )
        .map(|(_, other)| other)
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
    fn what_steers_a_terminal_is_replaced_by_as_many_bytes() {
        let text: Arc<str> = "a = \u{1b}[2J\u{9b}31m \u{202e}x ##[group]".into();
        let harmless = harmless(&text);
        assert_eq!((&*harmless, harmless.len()), ("a = ?[2J·31m \u{fffd}x ##?group]", text.len()));
    }

    #[test]
    fn a_cause_is_told_with_its_failure() {
        let failure = Failure::unreadable("a\u{1b}[31m.md", io::Error::from(io::ErrorKind::PermissionDenied));
        let shown = failure.render(false, 80);
        assert!(shown.contains("cannot read `a\\u{1b}[31m.md`") && shown.contains("permission denied"), "{shown}");
        assert_eq!(failure.exit(), Exit::Misuse);
    }

    #[test]
    fn names_from_outside_cannot_steer_a_terminal() {
        for (name, wanted) in [
            ("a\u{202e}b", "`a\\u{202e}b`"),
            ("许可证 \"x\"", "`许可证 \"x\"`"),
            ("a\u{7}\n", "`a\\u{7}\\n`"),
            ("##[add-mask]x ::error::y a::b", "`##\\u{5b}add-mask]x :\\u{3a}error::y a::b`"),
        ] {
            assert_eq!(quoted(name), wanted);
        }
    }

    #[test]
    fn the_nearest_name_is_near() {
        let names = ["license/missing", "license/missing-column", "count/summary"];
        for (name, wanted) in [
            ("licence/missing", Some("license/missing")),
            ("count/sumary", Some("count/summary")),
            ("COUNT/SUMMARY", Some("count/summary")),
            ("cuont", None),
            ("toc/order", None),
        ] {
            assert_eq!(nearest(name, names), wanted, "{name}");
        }
    }
}
