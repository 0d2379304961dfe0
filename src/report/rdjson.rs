//! The Reviewdog Diagnostic Format, which reviewdog makes comments and suggestions of on a change.
//!
//! Its columns are bytes of UTF-8, and its ends stand behind the last byte. reviewdog puts a message into a comment as
//! markdown, so the messages are markdown here.

use std::io;

use serde::Serialize;

use super::{
    FindingEntry, Listing,
    json::to_json,
    page_address,
    place::{UnitPosition, UnitRange, Utf8Unit},
    prose,
};
use crate::{
    finding::{Finding, Fix, Severity},
    source::{File, Span},
};

#[derive(Serialize)]
struct RdjsonReport<'a> {
    source: Source,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    url: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    message: String,
    location: RdjsonLocation<'a>,
    severity: &'static str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<RdjsonRelated<'a>>,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct RdjsonLocation<'a> {
    path: &'a str,
    range: Range,
}

#[derive(Serialize)]
struct RdjsonRelated<'a> {
    #[serde(skip_serializing_if = "String::is_empty")]
    message: String,
    location: RdjsonLocation<'a>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

#[derive(Serialize)]
struct Range {
    start: RdjsonPosition,
    end: RdjsonPosition,
}

#[derive(Serialize)]
struct RdjsonPosition {
    line: usize,
    column: usize,
}

pub(super) fn write(listing: &Listing, out: &mut dyn io::Write) -> io::Result<()> {
    let report = RdjsonReport {
        source: Source { name: env!("CARGO_PKG_NAME"), url: env!("CARGO_PKG_REPOSITORY") },
        diagnostics: listing.entries().iter().map(Diagnostic::new).collect(),
    };
    to_json(&report, out)
}

impl<'a> Diagnostic<'a> {
    fn new(entry: &FindingEntry<'a>) -> Self {
        let finding = entry.finding;
        let related = finding.related.iter().map(|related| RdjsonRelated {
            message: prose::markdown(&related.message, false),
            location: location(entry, related.span),
        });
        Self {
            message: message(finding),
            location: location(entry, finding.span),
            severity: match finding.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            },
            code: Code { value: finding.rule, url: page_address(finding.rule) },
            suggestions: entry.fix().into_iter().filter_map(|fix| suggestion(entry, fix)).collect(),
            related_locations: related.collect(),
        }
    }
}

fn location<'a>(entry: &FindingEntry<'a>, span: Span) -> RdjsonLocation<'a> {
    RdjsonLocation { path: entry.sheet.places.file().path(), range: entry.sheet.places.region(span).into() }
}

fn message(finding: &Finding) -> String {
    let message = prose::markdown(&finding.message, false);
    if finding.help.is_empty() { message } else { format!("{message}\n\n{}", prose::markdown(&finding.help, false)) }
}

/// The edits of a fix as one: reviewdog offers each suggestion alone, and half a fix fixes nothing.
fn suggestion(entry: &FindingEntry<'_>, fix: &Fix) -> Option<Suggestion> {
    let places = &entry.sheet.places;
    let span = Span { start: fix.edits.first()?.span.start, end: fix.edits.last()?.span.end };
    Some(Suggestion { range: places.region(span).into(), text: fixed_text(places.file(), span, fix)? })
}

/// The text under a span, with the edits made.
fn fixed_text(file: &File, span: Span, fix: &Fix) -> Option<String> {
    let mut text = String::new();
    let mut done = span.start;
    for edit in &fix.edits {
        text.push_str(file.text().get(done as usize..edit.span.start as usize)?);
        text.push_str(&edit.text);
        done = edit.span.end;
    }
    Some(text)
}

impl From<UnitRange<Utf8Unit>> for Range {
    fn from(UnitRange { start, end }: UnitRange<Utf8Unit>) -> Self {
        Self { start: start.into(), end: end.into() }
    }
}

impl From<UnitPosition<Utf8Unit>> for RdjsonPosition {
    fn from(UnitPosition { line, column, .. }: UnitPosition<Utf8Unit>) -> Self {
        Self { line, column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Edit;

    #[test]
    fn edits_of_a_fix_become_one() {
        let file = File::from_text("a.md", "| a | bb | c |");
        let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.to_owned() };
        let fix = Fix { safe: true, edits: vec![edit(2, 3, "x"), edit(6, 8, ""), edit(13, 13, "z")] };
        assert_eq!(fixed_text(&file, Span::new(2, 13), &fix).as_deref(), Some("x |  | c z"));
        let wrong = Fix { edits: vec![edit(6, 8, ""), edit(2, 3, "x")], ..fix };
        assert_eq!(fixed_text(&file, Span::new(6, 3), &wrong), None);
    }
}
