//! Findings become what people and programs read. Nothing here decides anything: what is in an outcome is written, in
//! the order of the paths and of the text, and the same outcome gives the same bytes.
//!
//! All text that comes from a catalog goes through [`sanitize`] on its way out.

mod audit;
mod checkstyle;
mod concise;
mod cut;
mod diff;
mod explain;
mod fixes;
mod fold;
mod github;
mod gitlab;
mod in_force;
mod json;
mod junit;
mod links;
mod markdown;
mod place;
mod plain;
mod prose;
mod query;
mod ranked;
mod rdjson;
mod records;
mod rule_page;
mod rules;
pub mod sanitize;
mod sarif;
mod snippet;
mod statistics;
mod stats;
mod summary;
mod table;
mod terminal;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, io};

use clap::ValueEnum;
use rayon::prelude::*;

pub use audit::{AuditFormat, write_audit, write_history};
pub use diff::{DiffStyle, write_diff};
pub use explain::markdown_to_terminal;
pub use fixes::FixSummary;
pub use in_force::{EffectiveConfig, RuleInForce, ValueInForce, ValueOrigin, write_in_force};
pub use json::to_json;
pub use links::{write_links, write_links_json, write_links_table};
pub use query::{QueryFormat, write_rows};
pub use records::{RecordsFormat, write_records};
pub use rule_page::{explained, write_rule_json};
pub use rules::{write_rules, write_rules_json, write_rules_markdown};
pub use stats::{StatsTable, write_stats, write_stats_json};
pub use summary::count_findings;

use self::place::PlaceFinder;
use crate::{
    catalog::secret,
    finding::{CheckOutcome, CheckedFile, Finding, Fix, Severity},
    rules::{RULES, Rule, find},
    source::{File, RepositoryFolder, Span},
};

/// The format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// Diagnostics with the lines that they are about, and a line that sums up.
    #[default]
    Human,
    /// One line a finding.
    Concise,
    /// A table for a comment, an issue or the summary of a job.
    Markdown,
    /// Workflow commands, which GitHub shows as annotations.
    Github,
    /// SARIF 2.1.0, for GitHub code scanning and editors.
    Sarif,
    /// GitLab's code quality report.
    Gitlab,
    /// The Reviewdog Diagnostic Format.
    Rdjson,
    /// The XML of `JUnit`: a file is a suite, a finding a case that failed.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// One object with everything in it.
    Json,
    /// One object a finding, each on a line of its own.
    Jsonl,
}

impl Format {
    /// Returns true if it is only for people who sit before a terminal.
    pub fn is_for_terminals(self) -> bool {
        matches!(self, Self::Human | Self::Concise)
    }
}

/// The appearance of a report for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appearance {
    /// True if to use colours.
    pub color: bool,
    /// Number of columns.
    pub width: usize,
}

impl Appearance {
    /// The columns that are used: below 40 nothing can be read, and above 240 nobody reads.
    fn width(self) -> usize {
        self.width.clamp(40, 240)
    }
}

impl Default for Appearance {
    fn default() -> Self {
        Self { color: false, width: 100 }
    }
}

/// How much of the findings people are shown. Programs get all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FindingsView {
    /// Number of findings that are shown, the worst; the others are counted.
    pub limit: Option<usize>,
    /// True if infos are shown like the others, and not as one line a rule.
    pub all: bool,
    /// True if only the numbers of each rule are shown.
    pub statistics: bool,
}

/// The rest of a command that works on the same files, as a shell takes it: a blank before each argument.
#[derive(Debug, Clone, Copy, Default)]
pub struct NextCommand<'a> {
    /// Flags of the configuration, and paths.
    pub inputs: &'a str,
    /// Flags about rules.
    pub rules: &'a str,
    /// True if the files can be written, which standard input cannot.
    pub can_fix: bool,
    /// True if the findings are neither compared with others nor recorded in a baseline.
    pub can_record: bool,
}

/// Settings of a report beside the outcome.
#[derive(Debug, Clone, Copy)]
pub struct ReportSettings<'a> {
    /// The appearance of a report for people.
    pub appearance: Appearance,
    /// How much of the findings people are shown.
    pub view: FindingsView,
    /// The commands that may be the next.
    pub next: NextCommand<'a>,
    /// The rules of the run, whose pages explain the findings.
    pub rules: &'a [&'static Rule],
    /// The folder to which paths are relative where a service shows them.
    pub repository: &'a RepositoryFolder,
    /// Reasons why some of the files were not checked, a line each.
    pub unread: &'a [String],
}

impl ReportSettings<'static> {
    /// A setting with our own rules, and nothing else known.
    pub fn plain(repository: &RepositoryFolder) -> ReportSettings<'_> {
        let (view, next) = (FindingsView::default(), NextCommand::default());
        ReportSettings { appearance: Appearance::default(), view, next, rules: RULES, repository, unread: &[] }
    }
}

/// Writes all that a run found.
pub fn write(
    outcome: &CheckOutcome,
    format: Format,
    setting: &ReportSettings<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let blanked = blanked_files(outcome);
    let sheets = ReportSheet::all(outcome, &blanked, setting);
    let listing = Listing::new(&sheets);
    let FindingsView { limit, all, statistics } = setting.view;
    let mut out = io::BufWriter::new(out);
    match format {
        Format::Human | Format::Concise if statistics => {
            statistics::write(&listing, outcome, all, setting.appearance.width(), &mut out)?;
            summary::write(&listing, outcome, setting, &mut out)?;
        }
        Format::Human => terminal::write(&listing, outcome, setting, &mut out)?,
        Format::Concise => concise::write(&listing, limit, &mut out)?,
        Format::Markdown => markdown::write(&listing, outcome, setting, &mut out)?,
        Format::Github => github::write(&listing, &mut out)?,
        Format::Sarif => sarif::write(&listing, setting, &mut out)?,
        Format::Gitlab => gitlab::write(&listing, &mut out)?,
        Format::Rdjson => rdjson::write(&listing, &mut out)?,
        Format::Junit => junit::write(&listing, outcome, setting, &mut out)?,
        Format::Checkstyle => checkstyle::write(&listing, &mut out)?,
        Format::Json => json::write(&listing, outcome, &mut out)?,
        Format::Jsonl => json::write_lines(&listing, &mut out)?,
    }
    io::Write::flush(&mut out)
}

/// For each file, the one that is shown in its place: the same with the secrets of its addresses blanked. None where it has
/// none.
fn blanked_files(outcome: &CheckOutcome) -> Vec<Option<File>> {
    let blanked = |checked: &CheckedFile| {
        if checked.findings.is_empty() { None } else { blank_secrets(&checked.file) }
    };
    outcome.files.par_iter().map(blanked).collect()
}

/// Returns a file with the secrets of its addresses blanked, so that all spans hold; none if it has no secrets.
pub fn blank_secrets(file: &File) -> Option<File> {
    match secret::blanked(file.text()) {
        Cow::Owned(text) => Some(File::from_text(file.path(), text)),
        Cow::Borrowed(_) => None,
    }
}

/// The address of a rule's page on the documentation site, for the rules of a setting that are ours.
pub(crate) fn page_address(rule: &str) -> Option<String> {
    find(rule).map(|rule| format!("{}rules/{}.html", env!("CARGO_PKG_HOMEPAGE"), rule.name))
}

/// A file, ready to be asked for places.
#[derive(Debug)]
struct ReportSheet<'a> {
    /// The path, harmless on a terminal.
    path: Cow<'a, str>,
    /// The path from the root of the repository, as it is.
    repository_path: String,
    places: PlaceFinder<'a>,
    /// The file with its secrets.
    original: &'a File,
    findings: &'a [Finding],
}

impl<'a> ReportSheet<'a> {
    /// The files that something was found in, in the order of their paths.
    fn all(outcome: &'a CheckOutcome, blanked: &'a [Option<File>], setting: &ReportSettings<'_>) -> Vec<Self> {
        let found = outcome.files.iter().zip(blanked).filter(|(checked, _)| !checked.findings.is_empty());
        let mut sheets = found
            .map(|(checked, blanked)| Self {
                path: sanitize::terminal_line(checked.file.path()),
                repository_path: setting.repository.path_of(checked.file.path()),
                places: PlaceFinder::new(blanked.as_ref().unwrap_or(&checked.file)),
                original: &checked.file,
                findings: &checked.findings,
            })
            .collect::<Vec<_>>();
        sheets.sort_by_key(|sheet| sheet.places.file().path());
        sheets
    }
}

/// One finding and the file that it is in.
#[derive(Debug, Clone, Copy)]
struct FindingEntry<'a> {
    sheet: &'a ReportSheet<'a>,
    finding: &'a Finding,
}

impl<'a> FindingEntry<'a> {
    /// The fix as far as it is shown: none where it writes a secret, or the text between its edits holds one.
    fn fix(&self) -> Option<&'a Fix> {
        let fix = self.finding.fix.as_ref()?;
        let writes = fix.edits.iter().any(|edit| matches!(secret::without_secrets(&edit.text), Cow::Owned(_)));
        let span = fix.edits.first().zip(fix.edits.last());
        let span = span.map(|(first, last)| Span { start: first.span.start, end: last.span.end });
        let is_shown = |span: Span| self.sheet.places.file().slice(span) == self.sheet.original.slice(span);
        (!writes && span.is_none_or(is_shown)).then_some(fix)
    }

    /// Identity that survives moved lines, the same in every format.
    fn fingerprint(&self) -> String {
        self.finding.fingerprint(self.sheet.places.file().path())
    }
}

/// Number of findings that are rendered before they are written: enough to keep every core busy, little enough to hold.
const BATCH: usize = 4096;
/// Number of them that are rendered into one text.
const SHEAF: usize = 64;

/// Renders findings on every core and writes them in their order.
fn render_all<T: Sync>(
    entries: &[T],
    out: &mut dyn io::Write,
    render: impl Fn(&T, &mut String) + Sync,
) -> io::Result<()> {
    let sheaf = |entries: &[T]| {
        let mut text = String::with_capacity(entries.len() * 512);
        for entry in entries {
            render(entry, &mut text);
        }
        text
    };
    for batch in entries.chunks(BATCH) {
        let rendered: Vec<String> = batch.par_chunks(SHEAF).map(sheaf).collect();
        rendered.iter().try_for_each(|text| out.write_all(text.as_bytes()))?;
    }
    Ok(())
}

/// All findings in the order of the paths, then of the text, then of the rules' names.
#[derive(Debug)]
struct Listing<'a>(Vec<FindingEntry<'a>>);

impl<'a> Listing<'a> {
    fn new(sheets: &'a [ReportSheet<'a>]) -> Self {
        let mut entries = Vec::new();
        for sheet in sheets {
            let start = entries.len();
            entries.extend(sheet.findings.iter().map(|finding| FindingEntry { sheet, finding }));
            if let Some(here) = entries.get_mut(start..) {
                here.sort_by_key(|entry| (entry.finding.span, entry.finding.rule));
            }
        }
        Self(entries)
    }

    fn entries(&self) -> &[FindingEntry<'a>] {
        &self.0
    }

    /// The findings with the worst first; those of one severity in the order that they have here.
    fn ranked(&self) -> Vec<FindingEntry<'a>> {
        let mut ranked = self.0.clone();
        ranked.sort_by_key(|entry| std::cmp::Reverse(entry.finding.severity));
        ranked
    }

    /// Returns the number of findings of a severity.
    fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|entry| entry.finding.severity == severity).count()
    }

    /// The findings that are shown under a limit, the worst, in the order that they have here, and how many are not.
    fn limited(&self, limit: Option<usize>) -> (Vec<FindingEntry<'a>>, usize) {
        let shown = limit.map_or(self.0.len(), |limit| limit.min(self.0.len()));
        let mut places: Vec<usize> = (0..self.0.len()).collect();
        if shown < self.0.len() {
            places.sort_by_key(|&at| std::cmp::Reverse(self.0.get(at).map(|entry| entry.finding.severity)));
            places.truncate(shown);
            places.sort_unstable();
        }
        let entries = places.iter().filter_map(|&at| self.0.get(at)).copied().collect();
        (entries, self.0.len() - shown)
    }
}
