//! The command line: what can be asked, in words. No logic.

mod adopt;
mod links;
mod session;
mod shell;

use std::{path::PathBuf, str::FromStr};

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::{
    config::{ConfigChoice, FailOn, FlagSettings},
    environment::Moment,
    error::Failure,
    finding::Severity,
    report::{Format, QueryFormat},
    text::{nearest_word, quote},
};

pub use adopt::{BaselineAction, BaselineCommand, ConfigCommand, ConfigFormat, DiffFormat, FixCommand, InitCommand};
pub use links::{AuditCommand, AuditFailOn, ConfirmCommand, HistoryCommand, HistoryFormat, ProbeFlags, ReportCommand};
pub use session::Session;

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing at or above the failing severity
  1  findings at or above the failing severity
  2  wrong use or configuration, or a file that cannot be read
  3  the run could not do its work";

const FIX_EXIT_CODES: &str = "\
Exit codes:
  0  safe fixes were made, if any; with `--diff`: nothing would change
  1  with `--diff`: something would change
  2  wrong use or configuration, or a file that cannot be read
  3  the run could not do its work";

const FORMATS: &str = "\
Formats of --output (none changes the exit code):
  human       each finding with the lines of the catalog; the default
  concise     one line a finding: path:line:column: severity rule message
  markdown    a table for a comment, an issue or a job's summary, within their limits
  github      workflow commands, which GitHub shows as annotations: ten a severity
  sarif       SARIF 2.1.0, for GitHub code scanning and editors
  gitlab      GitLab's code quality report
  rdjson      Reviewdog Diagnostic Format, with fixes as suggestions
  junit       JUnit's XML
  checkstyle  Checkstyle's XML
  json        one object with all that was read and found
  jsonl       one object a finding, each on a line of its own";

const QUERY_HELP: &str = "\
Tables:
  records   one row a record: the catalog's own headers beside license, year, count_low, count_high, date and others
  fields    one row a value: field, label, text, missing, low, high, unit, date, license
  links     one row a link: record_id, url, host, kind, requested
  sections  one row a heading: title, full_title, level, records
  findings  one row a finding of `catalint check`: rule, severity, record_id, message, fix

Examples:
  catalint query 'SELECT license, count(*) FROM records GROUP BY license'
  catalint query 'SELECT name, line FROM records WHERE license IS NULL' README.md --output csv
  catalint query \"SELECT name FROM records WHERE expiry < today()\"
  catalint query --save catalog.db";

const AUDIT_EXIT_CODES: &str = "\
Exit codes:
  0  no link that `--fail-on` names
  1  at least one such link
  2  wrong use or configuration, or a file that cannot be read
  3  the network was down, or the store cannot be used";

/// Check catalogs written in markdown against themselves, and their links for rot.
#[derive(Debug, Parser)]
#[command(name = "catalint", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// The subcommand.
    #[command(subcommand)]
    pub command: Command,
    /// Flags of every command.
    #[command(flatten)]
    pub global: GlobalFlags,
}

/// Flags of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalFlags {
    /// Use this configuration file and no other
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, global = true)]
    pub no_config: bool,
    /// When to use colors
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = false)]
    pub color: ColorChoice,
    /// Use this day or time as now: `2026-11-23`
    #[arg(long, global = true, value_name = "DATE")]
    pub now: Option<Moment>,
}

impl GlobalFlags {
    /// Returns the choice of the configuration.
    pub fn choice(&self) -> ConfigChoice {
        match &self.config {
            _ if self.no_config => ConfigChoice::None,
            Some(path) => ConfigChoice::File(path.clone()),
            None => ConfigChoice::Nearest,
        }
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report problems in catalogs
    #[command(after_help = format!("{FORMATS}\n\n{EXIT_CODES}"))]
    Check(Box<CheckCommand>),
    /// Make the safe fixes, and list them
    #[command(after_help = FIX_EXIT_CODES)]
    Fix(Box<FixCommand>),
    /// Record the current findings in a file, so that only new ones are reported
    #[command(subcommand, after_help = EXIT_CODES)]
    Baseline(BaselineAction),
    /// Write every record that was read, with its fields and links
    Records(RecordsCommand),
    /// List every link once, with all its places
    Links(LinksCommand),
    /// Run an SQL query over the records, fields, links, sections and findings
    #[command(after_help = QUERY_HELP)]
    Query(QueryCommand),
    /// Count the records by licence, year, section and host, and those that lack a field
    Stats(StatsCommand),
    /// Request every link, run after run, and report which died, moved or recovered
    #[command(after_help = AUDIT_EXIT_CODES)]
    Audit(Box<AuditCommand>),
    /// Write the report of the last audit again, without requests
    Report(ReportCommand),
    /// Show the history of one link, run by run
    History(HistoryCommand),
    /// Write down that a person has opened a link which no program can decide
    Confirm(ConfirmCommand),
    /// List every rule
    Rules(RulesCommand),
    /// Show the page of a rule
    Explain(ExplainCommand),
    /// Run the examples of custom rules
    #[command(after_help = EXIT_CODES)]
    Test(TestCommand),
    /// Write a configuration, two workflows and a commit hook for the catalog in this folder; existing files are kept
    Init(InitCommand),
    /// Show the configuration in force, and the source of each value
    Config(ConfigCommand),
    /// Print the JSON Schema of `catalint.toml`
    Schema,
    /// Serve an editor with the Language Server Protocol, on standard input and output
    Server,
    /// Print shell completions: `catalint completions bash > /etc/bash_completion.d/catalint`
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, or write the pages of all commands into a folder
    Man {
        /// Folder to write the pages to
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

/// The files to read.
#[derive(Debug, Clone, Args)]
pub struct InputPaths {
    /// Files, folders (their `*.md` and `*.markdown` that git does not ignore), or `-` for standard input [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// File name to use for standard input, in findings and for finding its configuration
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<PathBuf>,
}

/// `catalint check`
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("compared").args(["base", "staged"]))]
pub struct CheckCommand {
    /// The files to check.
    #[command(flatten)]
    pub inputs: InputPaths,
    /// Write the findings in this format (listed below); to a file with `=PATH`. Can be given several times; one without a path goes to standard output [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<Format>>,
    /// The rules to apply.
    #[command(flatten)]
    pub asked: RuleSelection,
    /// Report only findings that are new since this git revision (its merge base with HEAD)
    #[arg(long, value_name = "REV", conflicts_with = "staged")]
    pub base: Option<String>,
    /// Check what is staged for the next commit, and report only new findings
    #[arg(long)]
    pub staged: bool,
    /// Check what a hook of pre-commit or prek runs for: the range that it names, or else what is staged, or else, where nothing is staged, all that is committed
    #[arg(long, conflicts_with_all = ["base", "staged"])]
    pub hook: bool,
    /// Take configuration, custom rules, baseline and the comments that suppress errors from the base: for changes by people you do not know
    #[arg(long, requires = "compared")]
    pub config_from_base: bool,
    /// Report only findings that are not in this file, written by `catalint baseline write`
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Also request the links, and report broken ones; with `--base`, only new links
    #[arg(long)]
    pub links: bool,
    /// Also report what comments in the files suppress
    #[arg(long, help_heading = "Report")]
    pub no_ignores: bool,
    /// Add a comment with this reason for each finding that would be reported, so that it is suppressed; review the diff
    #[arg(long, value_name = "REASON", conflicts_with_all = ["compared", "hook", "no_ignores", "output", "links"])]
    pub add_ignores: Option<String>,
    /// Make the safe fixes, as `catalint fix` does, in place of a report
    #[arg(long, conflicts_with_all = ["compared", "hook", "baseline", "output", "add_ignores", "no_ignores"], help_heading = "Fixes")]
    pub fix: bool,
    /// With `--fix`: also make fixes that a person should review
    #[arg(long, requires = "fix", help_heading = "Fixes")]
    pub r#unsafe: bool,
    /// With `--fix`: write no file, print the changes as a diff, and exit with 1 if there are any
    #[arg(long, requires = "fix", help_heading = "Fixes")]
    pub diff: bool,
    /// Report no findings below this severity; the exit code does not count them either
    #[arg(long, value_name = "SEVERITY", help_heading = "Report")]
    pub min_severity: Option<Severity>,
    /// Show at most this many findings in formats for people, the worst; formats for programs have all, and the exit code counts all
    #[arg(long, value_name = "N", help_heading = "Report")]
    pub max_findings: Option<usize>,
    /// Show every info, in place of one line a rule
    #[arg(long, help_heading = "Report")]
    pub all: bool,
    /// Show for each rule how many findings it has, how many of them have a fix, and how many subjects it considered
    #[arg(long, help_heading = "Report")]
    pub statistics: bool,
    /// How links are requested.
    #[command(flatten)]
    pub probing: ProbeFlags,
}

impl CheckCommand {
    /// Returns the same as `catalint fix`, for `check --fix`.
    pub fn to_fix(&self) -> FixCommand {
        FixCommand {
            inputs: self.inputs.clone(),
            r#unsafe: self.r#unsafe,
            diff: self.diff,
            output: Vec::new(),
            select: self.asked.select.clone(),
            ignore: self.asked.ignore.clone(),
            links: self.links,
            store: None,
            probing: self.probing.clone(),
        }
    }
}

/// The rules to apply, and the severity of their findings.
#[derive(Debug, Args)]
pub struct RuleSelection {
    /// Apply only these rules: a family, or `family/name`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,
    /// Do not apply these rules: a family, or `family/name`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Lowest severity that makes the exit code 1 [default: error]
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
}

impl RuleSelection {
    /// Returns the flags about rules.
    pub fn flags(&self) -> FlagSettings {
        FlagSettings { select: self.select.clone(), ignore: self.ignore.clone(), fail_on: self.fail_on }
    }
}

/// `catalint records`
#[derive(Debug, Args)]
pub struct RecordsCommand {
    /// The files to read.
    #[command(flatten)]
    pub inputs: InputPaths,
    /// Write the records as table, json, jsonl, csv or jsonld (schema.org); to a file with `=PATH`, and then nothing to standard output [default: table on a terminal, else json]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<RecordsFormatFlag>>,
}

/// `catalint links`
#[derive(Debug, Args)]
pub struct LinksCommand {
    /// The files to read.
    #[command(flatten)]
    pub inputs: InputPaths,
    /// Write the links as table, human or json; to a file with `=PATH`, and then nothing to standard output [default: table on a terminal, else human]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<LinksFormat>>,
}

/// `catalint query`
#[derive(Debug, Args)]
pub struct QueryCommand {
    /// One statement of SQL that reads, in the dialect of SQLite; without it, the tables and their columns are listed
    pub sql: Option<String>,
    /// The files to read.
    #[command(flatten)]
    pub inputs: InputPaths,
    /// Write the rows as table, csv, json or markdown; to a file with `=PATH`, and then nothing to standard output [default: table]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<QueryFormat>>,
    /// Also write all tables into this file, as a database of SQLite
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
}

/// `catalint stats`
#[derive(Debug, Args)]
pub struct StatsCommand {
    /// The files to read.
    #[command(flatten)]
    pub inputs: InputPaths,
    /// Write the numbers as human or json; to a file with `=PATH`, and then nothing to standard output [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<StatsFormat>>,
}

/// `catalint rules`
#[derive(Debug, Args)]
pub struct RulesCommand {
    /// Write the rules as human, json or markdown; to a file with `=PATH` [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<RulesFormat>>,
}

/// `catalint explain`
#[derive(Debug, Args)]
pub struct ExplainCommand {
    /// The rule, `family/name`, or a family
    pub rule: String,
    /// Write the page as human or json; to a file with `=PATH`, and then nothing to standard output [default: human]
    #[arg(short, long, value_name = "FORMAT[=PATH]")]
    pub output: Vec<OutputTarget<ExplainFormat>>,
}

/// `catalint test`
#[derive(Debug, Args)]
pub struct TestCommand {
    /// The folder with rule pages
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}

/// Formats of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum RecordsFormatFlag {
    /// Names, sections and fields in columns.
    Table,
    /// One object.
    #[default]
    Json,
    /// One object a line.
    Jsonl,
    /// One line a record.
    Csv,
    /// Schema.org's `DataCatalog`.
    Jsonld,
}

/// Formats of the page of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ExplainFormat {
    /// For a terminal.
    #[default]
    Human,
    /// One object.
    Json,
}

/// Formats of the numbers of `catalint stats`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum StatsFormat {
    /// A bar a row.
    #[default]
    Human,
    /// One object.
    Json,
}

/// Formats of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LinksFormat {
    /// Addresses and their places in columns.
    Table,
    /// A list.
    #[default]
    Human,
    /// One object.
    Json,
}

/// Formats of the list of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum RulesFormat {
    /// A list.
    #[default]
    Human,
    /// One object.
    Json,
    /// A table.
    Markdown,
}

/// A format, and the file that it goes to: `FORMAT[=PATH]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputTarget<F> {
    /// The format.
    pub format: F,
    /// The file; none for standard output.
    pub path: Option<PathBuf>,
}

impl<F: ValueEnum> FromStr for OutputTarget<F> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, path) = match text.split_once('=') {
            Some((_, "")) => return Err("there is no path after the `=`".to_owned()),
            Some((name, path)) => (name, Some(PathBuf::from(path))),
            None => (text, None),
        };
        F::from_str(name, false).map(|format| Self { format, path }).map_err(|_| {
            let formats = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let names: Vec<_> = formats.map(|format| format.get_name().to_owned()).collect();
            let near =
                nearest_word(name, names.iter().map(String::as_str)).map(|near| format!("; did you mean `{near}`?"));
            format!("there is no format {}, only {}{}", quote(name), names.join(", "), near.unwrap_or_default())
        })
    }
}

/// Every output of a run in the order asked for; the default on standard output where none is asked for. An output with a
/// path leaves standard output alone.
///
/// # Errors
///
/// Where two would go to standard output, or to one file.
pub fn targets<F: Copy + Default>(asked: &[OutputTarget<F>]) -> Result<Vec<OutputTarget<F>>, Failure> {
    for (at, target) in asked.iter().enumerate() {
        if asked.iter().skip(at + 1).any(|other| other.path == target.path) {
            let place = target.path.as_deref().map_or("standard output".into(), |path| quote(&path.to_string_lossy()));
            let help = "give all outputs but one a path of their own: `--output json=findings.json`";
            return Err(Failure::misuse(format!("two outputs go to {place}"), help));
        }
    }
    if asked.is_empty() {
        return Ok(vec![OutputTarget { format: F::default(), path: None }]);
    }
    Ok(asked.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_lists_every_format() {
        for format in Format::value_variants().iter().filter_map(ValueEnum::to_possible_value) {
            assert!(FORMATS.contains(&format!("\n  {:<10}  ", format.get_name())), "{}", format.get_name());
        }
    }

    #[test]
    fn flags_can_be_repeated_and_listed() {
        let line = "catalint check --select count,toc --select link/empty -o json=a=b.json -o concise - --fail-on never \
                    --stdin-filename docs/a.md --now 2026-11-23 --no-config";
        let cli = Cli::try_parse_from(line.split_whitespace()).unwrap();
        assert_eq!(cli.global.choice(), ConfigChoice::None);
        let Command::Check(check) = cli.command else { panic!("{:?}", cli.command) };
        assert_eq!(check.asked.flags().select, ["count", "toc", "link/empty"]);
        assert_eq!(check.asked.fail_on, Some(FailOn::Never));
        assert_eq!(check.inputs.paths, [PathBuf::from("-")]);
        let json = OutputTarget { format: Format::Json, path: Some("a=b.json".into()) };
        assert_eq!(check.output, [json, OutputTarget { format: Format::Concise, path: None }]);
    }

    #[test]
    fn wrong_use_is_told() {
        for (line, wanted) in [
            (
                "catalint check -o jsn",
                "there is no format `jsn`, only human, concise, markdown, github, sarif, gitlab, rdjson, junit, checkstyle, json, jsonl; did you mean `json`?",
            ),
            ("catalint check -o json=", "there is no path after the `=`"),
            ("catalint rules -o concise", "there is no format `concise`, only human, json, markdown"),
            ("catalint check --now tomorrow", "write a day as `2026-11-23`"),
            ("catalint check --config a --no-config", "cannot be used with"),
            ("catalint chekc", "check"),
        ] {
            let error = Cli::try_parse_from(line.split_whitespace()).unwrap_err();
            assert!(error.to_string().contains(wanted) && error.exit_code() == 2, "{line}: {error}");
        }
    }

    #[test]
    fn one_output_at_most_owns_standard_output() {
        let target = |text: &str| text.parse::<OutputTarget<Format>>().unwrap();
        let targets = |texts: &[&str]| targets(&texts.iter().map(|text| target(text)).collect::<Vec<_>>());
        assert_eq!(targets(&[]).unwrap(), [target("human")]);
        assert_eq!(targets(&["json=a"]).unwrap(), [target("json=a")]);
        assert_eq!(targets(&["json=a", "concise"]).unwrap(), [target("json=a"), target("concise")]);
        assert_eq!(targets(&["json", "concise"]).unwrap_err().to_string(), "two outputs go to standard output");
        assert_eq!(targets(&["json=a", "concise=a"]).unwrap_err().to_string(), "two outputs go to `a`");
    }
}
