//! The comment that suppresses one finding, and the place for it: the end of the row or line that the finding is in, or
//! else a line of its own before the block, or else the end of the file.

use super::comment::Form;
use super::{SuppressionComment, cover, trimmed};
use crate::{
    catalog::{Catalog, FieldVocabulary},
    finding::{Edit, Finding},
    source::{File, Span},
};

/// Returns the edit that inserts a comment which suppresses a finding. None where no comment is read as one, in a text that
/// ends inside of a code block.
pub fn ignore_edit(catalog: &Catalog<'_>, finding: &Finding, reason: &str) -> Option<Edit> {
    let start = finding.span.start as usize;
    let comment = |word: &str| format!("<!-- {word} {}: {} -->", finding.rule, in_comment(reason));
    let next = comment("catalint-ignore");
    let beside = beside(catalog, start).map(|at| edit(at, format!(" {next}")));
    let before = before(catalog, start).map(|(at, indent)| edit(at, format!("{next}{}{indent}", line_end(catalog))));
    let candidates = beside.into_iter().chain(before);
    candidates.into_iter().find(|edit| suppresses(catalog, edit, start, Form::Next)).or_else(|| {
        let text = catalog.document.text;
        let gap = if text.ends_with('\n') { "" } else { line_end(catalog) };
        let last = format!("{gap}{0}{1}{0}", line_end(catalog), comment("catalint-ignore-file"));
        Some(edit(text.len(), last)).filter(|edit| suppresses(catalog, edit, start, Form::File))
    })
}

fn edit(at: usize, text: String) -> Edit {
    Edit { span: Span::at(at), text }
}

/// Returns a reason as it may stand in a comment: on one line, without what would end the comment.
fn in_comment(reason: &str) -> String {
    reason.split_whitespace().collect::<Vec<_>>().join(" ").replace("--", "—")
}

/// The end of a line, as the text writes it.
fn line_end(catalog: &Catalog<'_>) -> &'static str {
    let first = catalog.document.text.find('\n').unwrap_or_default();
    let is_crlf = first > 0 && catalog.document.text.as_bytes().get(first - 1) == Some(&b'\r');
    if is_crlf { "\r\n" } else { "\n" }
}

/// The place at the end of the row or line that a byte is in: in a row with a last bar before that bar, elsewhere behind
/// the last letter. None in a heading, whose anchor could change.
fn beside(catalog: &Catalog<'_>, start: usize) -> Option<usize> {
    let line = catalog.file.line_span(catalog.file.line_of(start));
    let text = line.of(catalog.document.text).trim_end();
    if text.trim_start_matches([' ', '>', '\u{feff}']).starts_with('#') {
        return None;
    }
    let rows = &catalog.document.rows;
    let row = rows.partition_point(|row| row.span.start as usize <= start).checked_sub(1).and_then(|at| rows.get(at));
    let is_row = row.is_some_and(|row| (row.span.start as usize..=row.span.end as usize).contains(&start));
    let text = match text.strip_suffix('|') {
        Some(cells) if is_row && !cells.ends_with('\\') => cells.trim_end(),
        _ => text,
    };
    Some(line.start as usize + text.len())
}

/// The place before the block that a byte is in, behind the indentation of its line, and that indentation.
fn before<'t>(catalog: &Catalog<'t>, start: usize) -> Option<(usize, &'t str)> {
    let document = &catalog.document;
    let table = document.tables.iter().rfind(|table| table.span.range().contains(&start)).map(|table| table.span);
    let after = document.blocks.partition_point(|block| block.span.start as usize <= start);
    let block = after.checked_sub(1).and_then(|at| document.blocks.get(at)).map(|block| block.span);
    let begin = table.or(block)?.start as usize;
    let line = catalog.file.line_span(catalog.file.line_of(begin));
    let text = line.of(document.text);
    // The mark is part of no block.
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    let text = text.get(mark..)?;
    let indent = text.get(..text.len() - text.trim_start_matches([' ', '\t', '>']).len())?;
    Some((line.start as usize + mark + indent.len(), indent))
}

/// Returns true if the comment of an edit suppresses a finding that begins at `start`, once the edit is made.
fn suppresses(catalog: &Catalog<'_>, edit: &Edit, start: usize, form: Form) -> bool {
    let at = edit.span.start as usize;
    let text = catalog.document.text;
    let Some((before, after)) = text.split_at_checked(at) else { return false };
    let file = File::from_text(catalog.file.path(), format!("{before}{}{after}", edit.text));
    let changed = Catalog::read(&file, &FieldVocabulary::default());
    let start = if start < at { start } else { start + edit.text.len() };
    let inserted = Span::new(at, at + edit.text.len());
    let spans = super::spans(&changed).into_iter().filter(|span| inserted.contains(*span));
    let mut comments = spans.filter_map(|span| SuppressionComment::read(file.text(), span));
    comments.any(|comment| {
        let covers = || trimmed(&changed, cover::covered(&changed, comment.span));
        let is_covered = || (covers().start as usize..=covers().end as usize).contains(&start);
        comment.form == Some(form) && (form == Form::File || is_covered())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    fn finding(start: usize) -> Finding {
        Finding {
            rule: "link/insecure",
            severity: Severity::Warning,
            span: Span::new(start, start + 1),
            record: None,
            message: "".into(),
            help: "".into(),
            related: Vec::new(),
            fix: None,
            subject: "".into(),
            ordinal: 0,
            places: 1,
        }
    }

    /// Where the comment for the finding at `X` is put: `<!---->` stands for it, `<!--*-->` for that of a file.
    fn put(text: &str) -> String {
        let file = File::from_text("a.md", text);
        let catalog = Catalog::read(&file, &FieldVocabulary::default());
        let Some(edit) = ignore_edit(&catalog, &finding(text.find('X').unwrap()), "it is\n-- so -->") else {
            return "none".to_owned();
        };
        let (before, after) = text.split_at(edit.span.start as usize);
        let text = format!("{before}{}{after}", edit.text);
        text.replace("<!-- catalint-ignore link/insecure: it is — so —> -->", "<!---->")
            .replace("<!-- catalint-ignore-file link/insecure: it is — so —> -->", "<!--*-->")
    }

    #[test]
    fn a_comment_is_put_where_it_suppresses() {
        for (text, wanted) in [
            ("| a | b |\n|---|---|\n| X | 2 |\n| 3 | 4 |\n", "| a | b |\n|---|---|\n| X | 2 <!----> |\n| 3 | 4 |\n"),
            ("a | b\n---|---\n1 | X\n3 | 4\n", "a | b\n---|---\n1 | X <!---->\n3 | 4\n"),
            ("- [a](X) b.  \n- c\n", "- [a](X) b. <!---->  \n- c\n"),
            ("- a\n  - X\n- c\n", "- a\n  - X <!---->\n- c\n"),
            ("a\n\nX b\nc\n", "a\n\nX b <!---->\nc\n"),
            ("# a\r\n\r\n## X\r\n\r\nb\r\n", "# a\r\n\r\n<!---->\r\n## X\r\n\r\nb\r\n"),
            ("> # X\n>\n> b\n", "> <!---->\n> # X\n>\n> b\n"),
            ("\u{feff}# X\n", "\u{feff}<!---->\n# X\n"),
            ("a\n\n    X\n", "a\n\n    X\n\n<!--*-->\n"),
            ("a\n\n```\nX\n```", "a\n\n```\nX\n```\n\n<!--*-->\n"),
            ("a\n\n```\nX\n", "none"),
        ] {
            assert_eq!(put(text), wanted, "{text:?}");
        }
    }
}
