//! Findings as the diagnostics of an editor.

use std::str::FromStr as _;

use lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, Range, Uri,
};

use super::{checked::CheckedDocument, client::EditorClient, documents::OpenDocument};
use crate::{
    finding::{Finding, Severity},
    report::{page_address, sanitize},
    source::Span,
};

/// A document with its findings, ready to be asked for places.
#[derive(Debug, Clone, Copy)]
pub(super) struct DocumentPlaces<'d> {
    pub(super) document: &'d OpenDocument,
    pub(super) checked: &'d CheckedDocument,
}

impl<'d> DocumentPlaces<'d> {
    /// Returns the range of a span of the text that was checked.
    pub(super) fn range(self, span: Span) -> Range {
        let place = |at: u32| self.document.text.position((at as usize).saturating_sub(self.checked.hidden));
        Range { start: place(span.start), end: place(span.end.max(span.start)) }
    }

    /// Returns the span of a range of the text in the editor.
    pub(super) fn span(self, range: Range) -> Span {
        let (start, end) = (self.document.text.offset(range.start), self.document.text.offset(range.end));
        Span::new(start.min(end) + self.checked.hidden, end + self.checked.hidden)
    }

    /// Returns the findings that a range touches, with their indices.
    pub(super) fn findings_at(self, range: Range) -> impl Iterator<Item = (usize, &'d Finding)> {
        let span = self.span(range);
        self.checked.findings.iter().enumerate().filter(move |(_, finding)| touches(finding.span, span))
    }

    /// Returns the diagnostic of a finding.
    pub(super) fn diagnostic(self, finding: &Finding, client: &EditorClient) -> Diagnostic {
        let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
            location: Location { uri: self.document.uri.clone(), range: self.range(related.span) },
            message: sanitize::terminal_line(&related.message).into_owned(),
        });
        let related: Vec<_> = related.collect();
        let address = page_address(finding.rule).and_then(|address| Uri::from_str(&address).ok());
        Diagnostic {
            range: self.range(finding.span),
            severity: Some(match finding.severity {
                Severity::Error => DiagnosticSeverity::ERROR,
                Severity::Warning => DiagnosticSeverity::WARNING,
                Severity::Info => DiagnosticSeverity::INFORMATION,
            }),
            code: Some(NumberOrString::String(finding.rule.to_owned())),
            code_description: address.map(|href| CodeDescription { href }),
            source: Some(env!("CARGO_PKG_NAME").to_owned()),
            message: message(finding),
            related_information: Some(related).filter(|related| client.has_related && !related.is_empty()),
            tags: None,
            data: None,
        }
    }
}

/// Returns the message of a finding, and below it the advice.
pub(super) fn message(finding: &Finding) -> String {
    let message = sanitize::terminal_line(&finding.message);
    if finding.help.is_empty() {
        return message.into_owned();
    }
    format!("{message}\nhelp: {}", sanitize::terminal_line(&finding.help))
}

/// Returns true if two spans share a byte, or one is empty and at the edge of the other.
fn touches(a: Span, b: Span) -> bool {
    a.start <= b.end && b.start <= a.end
}
