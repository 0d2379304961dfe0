//! Findings for people: a miette diagnostic each, and a line that sums up.

use std::{
    fmt::{self, Write as _},
    io,
};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use rayon::prelude::*;

use super::{
    Appearance, Entry, Listing, sanitize,
    snippet::{Mark, Snippet},
    summary,
};
use crate::finding::{Finding, Outcome, Severity};

/// How many findings are rendered before they are written: enough to keep every core busy, little enough to hold.
const BATCH: usize = 4096;
/// How long a message or a help can be; names in it come from the catalog and can be of any length.
const MESSAGE: usize = 2_000;
/// How many related places are shown; the others are counted.
const RELATED: usize = 5;

pub(super) fn write(
    listing: &Listing,
    outcome: &Outcome,
    appearance: Appearance,
    limit: Option<usize>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let (shown, hidden) = listing.limited(limit);
    for batch in shown.chunks(BATCH) {
        let rendered = batch.par_iter().map(|entry| render(entry, appearance)).collect::<Vec<_>>();
        for text in rendered {
            out.write_all(text.as_bytes())?;
        }
    }
    if hidden > 0 {
        writeln!(out, "… and {} not shown\n", summary::number(hidden, "finding"))?;
    }
    summary::write(listing, outcome, appearance, out)
}

/// One finding, with an empty line behind it.
fn render(entry: &Entry, appearance: Appearance) -> String {
    let finding = entry.finding;
    let shown = Shown::new(entry, appearance.width());
    let mut text = String::new();
    // Writing into a string does not fail, and the snippet answers every question about its own labels.
    let _ = handler(finding, shown.snippet.labels(), appearance).render_report(&mut text, &shown);
    let related = finding.related.get(RELATED..).unwrap_or_default();
    if !related.is_empty() {
        let lines = related.iter().take(2 * RELATED).map(|related| {
            let line = entry.sheet.places.file().line_of(related.span.start as usize) + 1;
            format!(" {line}")
        });
        let dots = if related.len() > 2 * RELATED { " …" } else { "" };
        let word = if related.len() == 1 { "line" } else { "lines" };
        let list = lines.collect::<Vec<_>>().join(",");
        let count = summary::number(related.len(), "more place");
        let _ = writeln!(text, "  and {count}: {word}{list}{dots}");
    }
    text.push('\n');
    text
}

/// The renderer, with the severity and the rule in the place of its icon and with the severity's colour under the text
/// that it is about.
fn handler(finding: &Finding, labels: &[LabeledSpan], appearance: Appearance) -> GraphicalReportHandler {
    let mut theme = if appearance.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let icon = format!("{}[{}]", finding.severity.as_str(), finding.rule);
    let characters = &mut theme.characters;
    (characters.error, characters.warning, characters.advice) = (icon.clone(), icon.clone(), icon);
    if appearance.color {
        let styles = &mut theme.styles;
        let style = match finding.severity {
            Severity::Error => &mut styles.error,
            Severity::Warning => &mut styles.warning,
            Severity::Info => &mut styles.advice,
        };
        *style = style.bold();
        let (main, other) = (*style, styles.highlights.first().copied().unwrap_or_default());
        // miette gives the styles to the labels in the order of the text.
        let mut labels = labels.iter().collect::<Vec<_>>();
        labels.sort_unstable_by_key(|label| label.offset());
        styles.highlights = labels.iter().map(|label| if label.primary() { main } else { other }).collect();
    }
    GraphicalReportHandler::new_themed(theme)
        .with_width(appearance.width())
        .with_context_lines(0)
        .with_break_words(false)
        .with_links(false)
}

/// A finding as miette takes it: all text is harmless already.
#[derive(Debug)]
struct Shown {
    severity: Severity,
    message: String,
    help: String,
    snippet: Snippet,
}

impl Shown {
    fn new(entry: &Entry, width: usize) -> Self {
        let finding = entry.finding;
        let related = finding.related.iter().take(RELATED);
        let related = related.map(|related| Mark { span: related.span, label: related.message.as_ref() });
        let marks = std::iter::once(Mark { span: finding.span, label: "" }).chain(related).collect::<Vec<_>>();
        Self {
            severity: finding.severity,
            message: sanitize::terminal_excerpt(&finding.message, MESSAGE).into_owned(),
            help: sanitize::terminal_excerpt(&finding.help, MESSAGE).into_owned(),
            snippet: Snippet::new(&entry.sheet.places, &entry.sheet.path, &marks, width),
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.help.is_empty()).then(|| Box::new(&self.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippet.labels().iter().cloned()))
    }
}
