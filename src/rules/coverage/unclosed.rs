//! Entries behind a comment or a code fence that is never closed: no reader sees them.

use crate::markdown::Document;
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;

/// Reports a comment or a code fence that is never closed, where lines that look like entries are behind it.
pub(super) fn unclosed(context: &Context<'_, '_>, answers: &mut Answers) {
    let document = &context.catalog.document;
    let text = document.text;
    let is_last = |span: &Span| text.get(span.end as usize..).is_some_and(|rest| rest.trim().is_empty());
    let comment = document.comments.last().map(|comment| comment.span);
    let comment =
        comment.filter(|span| is_last(span) && span.of(text).starts_with("<!--") && !span.of(text).contains("-->"));
    let fence = document.verbatim.last().copied().filter(|span| is_last(span) && is_open_fence(document, *span));
    for (span, what, help) in
        [(comment, "comment", "close it with `-->`"), (fence, "code fence", "close it with a line of the same marks")]
    {
        let Some(span) = span else { continue };
        let entries = span.of(text).lines().skip(1).filter(|line| is_entry(line)).count();
        if entries == 0 {
            continue;
        }
        let first = span.of(text).lines().next().unwrap_or_default();
        let lines = if entries == 1 {
            "a line that looks like an entry is".to_owned()
        } else {
            format!("{entries} lines that look like entries are")
        };
        let message = format!("the {what} is never closed, and {lines} hidden in it");
        let draft = Draft::new(span.inner(0..first.len()), message).help(help).subject(what);
        answers.broken(draft.other_severity());
    }
}

/// Returns true if verbatim text is fenced code whose last line does not close it.
fn is_open_fence(document: &Document<'_>, span: Span) -> bool {
    let source = span.of(document.text);
    let mark = |line: &str| {
        let line = line.trim_start_matches([' ', '>', '\t']);
        let first = line.chars().next().filter(|first| matches!(first, '`' | '~'))?;
        let length = line.chars().take_while(|own| *own == first).count();
        (length >= 3).then_some((first, length))
    };
    let Some(open) = source.lines().next().and_then(mark) else { return false };
    let closes = |line: &str| mark(line).is_some_and(|own| own.0 == open.0 && own.1 >= open.1);
    !source.trim_end().lines().skip(1).last().is_some_and(closes)
}

/// Returns true if a line looks like an entry: a bullet or a bar, and a link to the web.
fn is_entry(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['-', '*', '+', '|']) && line.contains("](http")
}
