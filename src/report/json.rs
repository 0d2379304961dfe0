//! The contract with other programs: one object, versioned, described by `schemas/check.schema.json`.

use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter};

use super::{
    FindingEntry, Listing,
    place::{Characters, UnitRange},
    sanitize,
};
use crate::catalog::Counts;
use crate::finding::{CheckOutcome, Related, RuleCount, Severity};

/// The version of the contract.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct JsonReport<'a> {
    schema: u32,
    tool: JsonTool,
    files: Vec<FileRead<'a>>,
    findings: Vec<JsonFinding<'a>>,
    rules: &'a [RuleCount],
    summary: JsonSummary,
}

/// The tool that wrote the object.
#[derive(Serialize)]
pub(super) struct JsonTool {
    name: &'static str,
    version: &'static str,
}

impl JsonTool {
    pub(super) fn this() -> Self {
        Self { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") }
    }
}

#[derive(Serialize)]
struct FileRead<'a> {
    path: &'a str,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'a str,
    severity: Severity,
    path: &'a str,
    #[serde(flatten)]
    place: JsonPlace,
    start: u32,
    end: u32,
    record: Option<&'a str>,
    message: &'a str,
    help: &'a str,
    related: Vec<RelatedPlace<'a>>,
    fix: Option<JsonFix<'a>>,
    fingerprint: String,
}

#[derive(Serialize)]
struct JsonPlace {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct RelatedPlace<'a> {
    #[serde(flatten)]
    place: JsonPlace,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonFix<'a> {
    safe: bool,
    edits: Vec<JsonEdit<'a>>,
}

#[derive(Serialize)]
struct JsonEdit<'a> {
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct JsonSummary {
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    fixable: usize,
    /// Left out: the base or the baseline has them too.
    known: usize,
    /// In the baseline, and no longer found.
    gone: usize,
}

pub(super) fn write(listing: &Listing, outcome: &CheckOutcome, out: &mut dyn io::Write) -> io::Result<()> {
    let files = outcome.files.iter().map(|checked| FileRead { path: checked.file.path(), counts: checked.counts });
    let mut files = files.collect::<Vec<_>>();
    files.sort_by_key(|file| file.path);
    let report = JsonReport {
        schema: SCHEMA,
        tool: JsonTool::this(),
        files,
        findings: listing.entries().iter().map(JsonFinding::new).collect(),
        rules: &outcome.rules,
        summary: JsonSummary {
            errors: outcome.count(Severity::Error),
            warnings: outcome.count(Severity::Warning),
            infos: outcome.count(Severity::Info),
            suppressed: outcome.suppressed(),
            fixable: outcome.fixable(),
            known: outcome.known,
            gone: outcome.gone,
        },
    };
    to_json(&report, out)
}

/// Writes each finding as one object on one line, without what stands around them.
pub(super) fn write_lines(listing: &Listing, out: &mut dyn io::Write) -> io::Result<()> {
    listing.entries().iter().try_for_each(|entry| to_json_line(&JsonFinding::new(entry), out))
}

/// Writes a value as indented JSON with a line feed behind it. Characters that a terminal or a reader could be tricked
/// with are written as `\u` escapes, so that the value is the same and showing it is harmless.
pub fn to_json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    value
        .serialize(&mut serde_json::Serializer::with_formatter(&mut *out, EscapingFormatter(PrettyFormatter::new())))?;
    out.write_all(b"\n")
}

/// The same on one line.
pub(super) fn to_json_line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, EscapingLineFormatter))?;
    out.write_all(b"\n")
}

impl<'a> JsonFinding<'a> {
    fn new(entry: &FindingEntry<'a>) -> Self {
        let FindingEntry { sheet, finding } = *entry;
        let path = sheet.places.file().path();
        let related = |related: &'a Related| RelatedPlace {
            place: sheet.places.region(related.span).into(),
            message: related.message.as_ref(),
        };
        let fix = entry.fix().map(|fix| JsonFix {
            safe: fix.safe,
            edits: fix
                .edits
                .iter()
                .map(|edit| JsonEdit { start: edit.span.start, end: edit.span.end, text: &edit.text })
                .collect(),
        });
        Self {
            rule: finding.rule,
            severity: finding.severity,
            path,
            place: sheet.places.region(finding.span).into(),
            start: finding.span.start,
            end: finding.span.end,
            record: finding.record.as_deref(),
            message: &finding.message,
            help: &finding.help,
            related: finding.related.iter().map(related).collect(),
            fix,
            fingerprint: entry.fingerprint(),
        }
    }
}

impl From<UnitRange<Characters>> for JsonPlace {
    fn from(UnitRange { start, end }: UnitRange<Characters>) -> Self {
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

/// Indents, and escapes what is hostile on a terminal.
struct EscapingFormatter(PrettyFormatter<'static>);

impl Formatter for EscapingFormatter {
    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        write_harmless(out, fragment)
    }
}

/// Escapes what is hostile on a terminal, on one line.
struct EscapingLineFormatter;

impl Formatter for EscapingLineFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        write_harmless(out, fragment)
    }
}

fn write_harmless<W: ?Sized + io::Write>(out: &mut W, fragment: &str) -> io::Result<()> {
    if sanitize::is_plain(fragment) {
        return out.write_all(fragment.as_bytes());
    }
    let mut written = 0;
    let mut guard = sanitize::HarmfulScanner::default();
    for (at, c) in fragment.char_indices() {
        if guard.stops(c) {
            out.write_all(fragment.get(written..at).unwrap_or_default().as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            written = at + c.len_utf8();
        }
    }
    out.write_all(fragment.get(written..).unwrap_or_default().as_bytes())
}
