//! What is wrong with a rule's page.

use std::fmt::Display;

use crate::source::{File, Span};

/// A problem of a page, with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct RulePageError {
    /// The problem: a lowercase fragment without a full stop.
    pub message: String,
    /// The advice; empty where the message says it.
    pub help: String,
    /// Its span in the page's markdown.
    pub span: Span,
    /// Line of the place, counted from 1.
    pub line: usize,
    /// Column of the place in characters, counted from 1.
    pub column: usize,
}

impl RulePageError {
    /// A fault at a place of a page.
    pub fn new(markdown: &str, span: Span, message: impl Into<String>) -> Self {
        let place = File::from_text("", markdown).position(span.start as usize);
        Self { message: message.into(), help: String::new(), span, line: place.line, column: place.column }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

impl miette::Diagnostic for RulePageError {
    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = miette::LabeledSpan> + '_>> {
        let label = miette::LabeledSpan::new(None, self.span.start as usize, self.span.len());
        Some(Box::new(std::iter::once(label)))
    }
}
