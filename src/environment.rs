//! The world as one run sees it: the time, the variables, the folder and the terminal. Nothing else reads them, so that
//! a run with the same environment gives the same bytes, and a test can make up its own.

use std::{fmt, io::IsTerminal as _, path::PathBuf, str::FromStr};

use clap::ColorChoice;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Columns that are written where nothing tells how wide the terminal is.
const WIDTH: usize = 100;

/// The outer world of a run: clock, variables, folder and terminal.
#[derive(Debug, Clone)]
pub struct Environment {
    /// The date that counts as today, in UTC.
    pub today: Date,
    /// The moment that counts as now.
    pub now: Timestamp,
    /// The folder that paths are relative to.
    pub directory: PathBuf,
    /// The environment variables that mean something here.
    pub variables: Variables,
    /// True if standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// True if standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// Number of columns that a line may take in what people read.
    pub width: usize,
}

/// The environment variables that mean something here; unset and empty are told apart only where it matters.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    /// `NO_COLOR`, set and not empty.
    pub no_color: bool,
    /// `FORCE_COLOR` or `CLICOLOR_FORCE`, set, not empty and not `0`.
    pub force_color: bool,
    /// `TERM` is `dumb`.
    pub dumb_terminal: bool,
    /// `COLUMNS`, where it is a number.
    pub columns: Option<usize>,
    /// `CI`, set, not empty and not `false`.
    pub ci: bool,
    /// `SSL_CERT_FILE`: certificates that are trusted too.
    pub ssl_cert_file: Option<PathBuf>,
    /// `PRE_COMMIT_FROM_REF` and `PRE_COMMIT_TO_REF`, which pre-commit and prek set for a hook that checks a range of
    /// commits. Source: <https://pre-commit.com/#pre-push>.
    pub hook_range: Option<(String, String)>,
    /// `GITHUB_TOKEN`, set and not empty: a secret.
    pub github_token: Option<SecretText>,
    /// `GITHUB_SERVER_URL`, `GITHUB_REPOSITORY` and `GITHUB_SHA`, which a workflow sets.
    pub workflow: Option<WorkflowRepository>,
    /// The variables that a configuration names.
    pub named: NamedVariables,
}

/// The variables that a configuration may name, in `${NAME}`.
#[derive(Debug, Clone, Default)]
pub enum NamedVariables {
    /// Those of the process.
    Process,
    /// None.
    #[default]
    None,
}

/// The repository of a workflow, as GitHub and Forgejo name it in variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowRepository {
    /// `GITHUB_SERVER_URL`.
    pub server: String,
    /// `GITHUB_REPOSITORY`: owner and name.
    pub name: String,
    /// `GITHUB_SHA`: the commit that the workflow runs for.
    pub commit: String,
}

impl NamedVariables {
    /// Returns the value of a variable.
    pub fn get(&self, name: &str) -> Option<SecretText> {
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        match self {
            Self::Process if is_name => variable(name).map(SecretText),
            Self::Process | Self::None => None,
        }
    }
}

/// A text that no output has, not even one for debugging.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Keeps a text secret.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for what sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// A day or a moment, as `--now` takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment(Timestamp);

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Ok(Self(moment));
        }
        let wrong = || "write a day as `2026-11-23`, or a moment as `2026-11-23T06:00:00Z`".to_owned();
        let day = text.parse::<Date>().map_err(|_| wrong())?;
        let midnight = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).map_err(|_| wrong())?;
        Ok(Self(midnight))
    }
}

impl Environment {
    /// Reads the world. `now` is the time that counts instead of the clock's.
    ///
    /// # Errors
    ///
    /// Where the working folder is gone or may not be looked at.
    pub fn read(now: Option<Moment>) -> std::io::Result<Self> {
        let variables = Variables::read();
        let width = variables.columns.or_else(terminal_width).unwrap_or(WIDTH);
        let environment = Self {
            directory: directory()?,
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            variables,
            ..Self::at(now.unwrap_or_else(|| Moment(Timestamp::now())), PathBuf::new())
        };
        // Narrower than this nothing can be laid out, and wider nobody reads.
        Ok(Self { width: width.clamp(40, 200), ..environment })
    }

    /// An environment without a terminal or variables: what tests run in.
    pub fn at(now: Moment, directory: impl Into<PathBuf>) -> Self {
        let Moment(now) = now;
        Self {
            today: TimeZone::UTC.to_datetime(now).date(),
            now,
            directory: directory.into(),
            variables: Variables::default(),
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            width: WIDTH,
        }
    }

    /// Returns the same world at `now`, or else at the moment that the clock shows: a server runs for days.
    #[must_use]
    pub fn at_moment(&self, now: Option<Moment>) -> Self {
        let Moment(now) = now.unwrap_or_else(|| Moment(Timestamp::now()));
        Self { today: TimeZone::UTC.to_datetime(now).date(), now, ..self.clone() }
    }

    /// Returns true if standard output is written in colour.
    pub fn color(&self, choice: ColorChoice) -> bool {
        self.colors(choice, self.stdout_is_terminal)
    }

    /// Returns true if standard error is written in colour.
    pub fn color_of_errors(&self, choice: ColorChoice) -> bool {
        self.colors(choice, self.stderr_is_terminal)
    }

    fn colors(&self, choice: ColorChoice, is_terminal: bool) -> bool {
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.variables.no_color => false,
            ColorChoice::Auto => self.variables.force_color || is_terminal && !self.variables.dumb_terminal,
        }
    }
}

impl Variables {
    fn read() -> Self {
        let is_on = |name, off: &str| variable(name).is_some_and(|value| !value.is_empty() && value != off);
        Self {
            no_color: is_on("NO_COLOR", ""),
            force_color: is_on("FORCE_COLOR", "0") || is_on("CLICOLOR_FORCE", "0"),
            dumb_terminal: variable("TERM").is_some_and(|value| value == "dumb"),
            columns: variable("COLUMNS").and_then(|value| value.parse().ok()),
            ci: is_on("CI", "false"),
            hook_range: variable("PRE_COMMIT_FROM_REF")
                .zip(variable("PRE_COMMIT_TO_REF"))
                .filter(|(from, to)| !from.is_empty() && !to.is_empty()),
            ssl_cert_file: variable("SSL_CERT_FILE").filter(|path| !path.is_empty()).map(PathBuf::from),
            github_token: variable("GITHUB_TOKEN").filter(|token| !token.is_empty()).map(SecretText),
            workflow: workflow_repository(),
            named: NamedVariables::Process,
        }
    }
}

fn workflow_repository() -> Option<WorkflowRepository> {
    let (server, name) = (variable("GITHUB_SERVER_URL")?, variable("GITHUB_REPOSITORY")?);
    Some(WorkflowRepository { server, name, commit: variable("GITHUB_SHA")? })
}

#[expect(clippy::disallowed_methods, reason = "this is the file that reads the world")]
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

#[expect(clippy::disallowed_methods, reason = "this is the file that reads the world")]
fn directory() -> std::io::Result<PathBuf> {
    std::env::current_dir()
}

fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: Variables, is_terminal: bool) -> Environment {
        let now = "2026-11-23".parse().unwrap();
        Environment { variables, stdout_is_terminal: is_terminal, ..Environment::at(now, "/") }
    }

    #[test]
    fn a_moment_is_a_day_or_a_time() {
        for (text, day) in [
            ("2026-11-23", "2026-11-23"),
            ("2026-11-23T23:30:00Z", "2026-11-23"),
            ("2026-11-23T23:30-05", "2026-11-24"),
        ] {
            let environment = Environment::at(text.parse().unwrap(), "/");
            assert_eq!(environment.today.to_string(), day, "{text}");
        }
        for text in ["", "today", "2026-13-01", "23.11.2026"] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    #[test]
    fn color_is_for_terminals_unless_someone_says_otherwise() {
        let plain = Variables::default;
        let no = || Variables { no_color: true, ..plain() };
        let force = || Variables { force_color: true, ..plain() };
        let both = || Variables { no_color: true, ..force() };
        let dumb = || Variables { dumb_terminal: true, ..plain() };
        for (choice, variables, is_terminal, wanted) in [
            (ColorChoice::Auto, plain(), true, true),
            (ColorChoice::Auto, plain(), false, false),
            (ColorChoice::Auto, no(), true, false),
            (ColorChoice::Auto, force(), false, true),
            (ColorChoice::Auto, both(), true, false),
            (ColorChoice::Auto, dumb(), true, false),
            (ColorChoice::Always, no(), false, true),
            (ColorChoice::Never, force(), true, false),
        ] {
            let environment = environment(variables, is_terminal);
            assert_eq!(environment.color(choice), wanted, "{choice:?} {:?} {is_terminal}", environment.variables);
        }
    }
}
