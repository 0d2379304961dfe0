//! The pages of the rules whose findings are at a place.

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position, Range};

use super::diagnostics::{DocumentPlaces, message};
use crate::rules::{Rule, find_among};

/// Pages that one place shows: a person reads one.
const MOST_PAGES: usize = 3;

/// Returns the pages for a place; none where no finding is.
pub(super) fn hover(places: DocumentPlaces<'_>, rules: &[&'static Rule], at: Position) -> Option<Hover> {
    let here: Vec<_> = places.findings_at(Range { start: at, end: at }).map(|(_, finding)| finding).collect();
    let range = places.range(here.first()?.span);
    let mut shown: Vec<&str> = Vec::new();
    let mut parts = Vec::new();
    for finding in here {
        if shown.contains(&finding.rule) || shown.len() == MOST_PAGES {
            continue;
        }
        shown.push(finding.rule);
        let page = find_among(rules, finding.rule).map_or("", |rule| rule.page.markdown());
        // As text: what a catalog says in a message is no markdown of ours.
        parts.push(format!("```text\n{}\n```\n\n{page}", message(finding)));
    }
    let value = parts.join("\n\n---\n\n");
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Some(Hover { contents, range: Some(range) })
}
