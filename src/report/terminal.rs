//! Findings for people: a miette diagnostic each, and a line that sums up.

use std::{
    borrow::Cow,
    fmt::{self, Write as _},
    io,
};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::{
    Appearance, FindingEntry, Listing, ReportSettings,
    fold::{FoldedEntry, fold},
    plain,
    ranked::{RankedFindings, write_infos},
    render_all, sanitize,
    snippet::{Snippet, SnippetMark},
    summary,
};
use crate::finding::{CheckOutcome, Finding, Severity};
use crate::text::{WORDS, choose_form, format_count};

/// Longest message or help; names in it come from the catalog and can be of any length.
const MESSAGE: usize = 2_000;
/// Number of related places that are shown; the others are counted.
const RELATED: usize = 5;

pub(super) fn write(
    listing: &Listing,
    outcome: &CheckOutcome,
    setting: &ReportSettings<'_>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let ReportSettings { appearance, view, .. } = *setting;
    let limit = view.limit.unwrap_or(usize::MAX);
    let ranked = RankedFindings::new(listing, view.all);
    let folded = fold(&ranked.whole);
    let shown = folded.get(..limit.min(folded.len())).unwrap_or_default();
    render_all(shown, out, |folded, text| render(folded, appearance, text))?;
    let infos = ranked.by_rule.get(..ranked.by_rule.len().min(limit - shown.len())).unwrap_or_default();
    write_infos(infos, appearance, out)?;
    let shown = shown.iter().map(|folded| 1 + folded.others.len()).chain(infos.iter().map(Vec::len)).sum::<usize>();
    let hidden = listing.entries().len() - shown;
    if hidden > 0 {
        writeln!(out, "… and {} not shown\n", format_count(hidden, "finding"))?;
    }
    summary::write(listing, outcome, setting, out)
}

/// One finding, with an empty line behind it.
fn render(folded: &FoldedEntry<'_>, appearance: Appearance, text: &mut String) {
    let entry = &folded.entry;
    let finding = entry.finding;
    let shown = DrawnFinding::new(entry);
    if appearance.color || !shown.draw_plainly(entry, appearance.width(), text) {
        shown.draw(entry, appearance, text);
    }
    let related = finding.related.get(RELATED..).unwrap_or_default();
    if !related.is_empty() {
        let lines = related.iter().map(|related| entry.sheet.places.file().line_of(related.span.start as usize));
        let count = format_count(related.len(), "more place");
        let _ = writeln!(text, "  and {count}: {}", format_lines(lines, related.len()));
    }
    if !folded.others.is_empty() {
        let lines = format_lines(folded.others.iter().copied(), folded.others.len());
        let _ = writeln!(text, "  and {} more like it: {lines}", folded.others.len());
    }
    text.push('\n');
}

/// Formats line numbers, of which there are so many, as `lines 3, 5, 8 …`.
fn format_lines(lines: impl Iterator<Item = usize>, count: usize) -> String {
    let list: Vec<String> = lines.take(2 * RELATED).map(|line| format!(" {}", line + 1)).collect();
    let dots = if count > 2 * RELATED { " …" } else { "" };
    format!("{}{}{dots}", choose_form(count, "line", "lines"), list.join(","))
}

/// The severity and the rule, in the place of miette's icon.
fn icon(finding: &Finding) -> String {
    let mut icon = String::with_capacity(48);
    icon.extend([finding.severity.as_str(), "[", finding.rule, "]"]);
    icon
}

/// The renderer, with the severity and the rule in the place of its icon and with the severity's colour under the text
/// that it is about.
fn handler(finding: &Finding, labels: &[LabeledSpan], appearance: Appearance) -> GraphicalReportHandler {
    let mut theme = if appearance.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let icon = icon(finding);
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
        .with_word_separator(WORDS)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .with_links(false)
}

/// A finding ready to be drawn: all text is harmless already.
#[derive(Debug)]
struct DrawnFinding<'a> {
    message: Cow<'a, str>,
    help: Cow<'a, str>,
    marks: Vec<SnippetMark<'a>>,
}

impl<'a> DrawnFinding<'a> {
    fn new(entry: &FindingEntry<'a>) -> Self {
        let finding = entry.finding;
        let related = finding.related.iter().take(RELATED);
        let related = related.map(|related| SnippetMark { span: related.span, label: related.message.as_ref() });
        Self {
            message: sanitize::terminal_excerpt(&finding.message, MESSAGE),
            help: sanitize::terminal_excerpt(&finding.help, MESSAGE),
            marks: std::iter::once(SnippetMark { span: finding.span, label: "" }).chain(related).collect(),
        }
    }

    /// Draws it without miette and without colour where that is as good.
    fn draw_plainly(&self, entry: &FindingEntry, width: usize, text: &mut String) -> bool {
        let icon = icon(entry.finding);
        let (message, help, path) = (&*self.message, &*self.help, &*entry.sheet.path);
        plain::draw(
            plain::PlainText { icon: &icon, message, help, path },
            &entry.sheet.places,
            &self.marks,
            width,
            text,
        )
    }

    fn draw(&self, entry: &FindingEntry, appearance: Appearance, text: &mut String) {
        let snippet = Snippet::new(&entry.sheet.places, &entry.sheet.path, &self.marks, appearance.width());
        let handler = handler(entry.finding, snippet.labels(), appearance);
        let (message, help) = (self.message.clone().into_owned(), self.help.clone().into_owned());
        let report = MietteFinding { severity: entry.finding.severity, message, help, snippet };
        // Writing into a string does not fail, and the snippet answers every question about its own labels.
        let _ = handler.render_report(text, &report);
    }
}

/// A finding as miette takes it.
#[derive(Debug)]
struct MietteFinding {
    severity: Severity,
    message: String,
    help: String,
    snippet: Snippet,
}

impl fmt::Display for MietteFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for MietteFinding {}

impl Diagnostic for MietteFinding {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::finding::Related;
    use crate::report::ReportSheet;
    use crate::report::place::PlaceFinder;
    use crate::source::{File, Span};

    /// A text and places in it, by their characters.
    fn text_and_spans() -> impl Strategy<Value = (String, Vec<Span>)> {
        let line = "[ -~]{0,30}|[a数\u{202e}\u{301}|👩\t\r]{0,20}|[a-z |]{90,200}";
        let text = (proptest::collection::vec(line, 1..12), any::<bool>()).prop_map(|(lines, marked)| {
            if marked { format!("\u{feff}{}", lines.join("\n")) } else { lines.join("\n") }
        });
        (text, proptest::collection::vec((0usize..2_000, 0usize..40), 1..8)).prop_map(|(text, picks)| {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let place = |at: usize| places.get(at % places.len()).copied().unwrap_or_default();
            let spans = picks.iter().map(|&(start, length)| {
                let start = start % places.len();
                Span::new(place(start), place((start + length).min(places.len() - 1)))
            });
            (text, spans.collect())
        })
    }

    proptest! {
        /// A finding drawn without miette equals what miette draws, to the byte.
        #[test]
        fn what_is_drawn_plainly_is_what_miette_draws(
            (text, spans) in text_and_spans(),
            message in "[ -~]{0,60}|[a-z数é ]{60,200}|[ -~“”–数é\u{301}👩]{0,40}",
            help in "|[ -~]{1,60}|[a-z -]{80,200}|[ -~“”–数é]{0,40}",
            label in "|[a-z数 ]{1,30}",
            width in 40usize..130,
        ) {
            let (first, others) = spans.split_first().expect("there is one at least");
            let related = others.iter().map(|&span| Related { span, message: label.clone().into() }).collect();
            let finding = Finding {
                rule: "count/summary",
                severity: Severity::Warning,
                span: *first,
                record: None,
                message: message.into(),
                help: help.into(),
                related,
                fix: None,
                subject: "".into(),
                ordinal: 0,
                places: 1,
            };
            let file = File::from_text("docs/a.md", text);
            let sheet = ReportSheet {
                path: "docs/a.md".into(),
                places: PlaceFinder::new(&file),
                original: &file,
                findings: &[],
                repository_path: String::new(),
            };
            let entry = FindingEntry { sheet: &sheet, finding: &finding };
            let appearance = Appearance { color: false, width };
            let shown = DrawnFinding::new(&entry);
            let mut plain = "before\n".to_owned();
            if shown.draw_plainly(&entry, width, &mut plain) {
                let mut whole = "before\n".to_owned();
                shown.draw(&entry, appearance, &mut whole);
                prop_assert_eq!(plain, whole);
            } else {
                prop_assert_eq!(plain, "before\n");
            }
        }
    }
}
