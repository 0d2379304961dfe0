//! The cover of a comment: the row, item or line that it is in, or the next block if it is alone.

use crate::{
    catalog::Catalog,
    markdown::{BlockKind, Document, NONE},
    source::Span,
};

/// Returns the span that a `catalint-ignore` at `comment` covers.
pub(super) fn covered(catalog: &Catalog<'_>, comment: Span) -> Span {
    let document = &catalog.document;
    if let Some(span) = row(document, comment) {
        return span;
    }
    let (lines, alone) = lines(catalog, comment);
    if alone { next_block(document, comment) } else { item(document, comment).unwrap_or(lines) }
}

/// The lines that a comment stands on, without the last line's end, and whether nothing else stands there.
pub(super) fn lines(catalog: &Catalog<'_>, comment: Span) -> (Span, bool) {
    let file = catalog.file;
    let first = file.line_span(file.line_of(comment.start as usize));
    let last = file.line_span(file.line_of((comment.end as usize).saturating_sub(1)));
    let lines = Span { start: first.start, end: last.end.max(comment.end) };
    // From the comment outwards, so that many comments on one line look at what stands between them once.
    let is_blank = |c: char| c.is_whitespace() || matches!(c, '>' | '\u{feff}');
    let before = Span { start: lines.start, end: comment.start };
    let after = Span { start: comment.end, end: lines.end };
    (lines, file.slice(before).chars().rev().all(is_blank) && file.slice(after).chars().all(is_blank))
}

/// The row that a comment stands in or behind; in a table of HTML also the row behind the comment.
fn row(document: &Document<'_>, comment: Span) -> Option<Span> {
    let before = document.tables.partition_point(|table| table.span.start <= comment.start);
    // A table in a cell of another begins later: look back a few.
    let tables = document.tables.get(..before)?.iter().rev().take(4);
    let table = tables.into_iter().find(|table| table.span.contains(comment))?;
    let rows = document.rows.get(table.rows.0 as usize..table.rows.1 as usize)?;
    let after = rows.partition_point(|row| row.span.start <= comment.start);
    let around = after.checked_sub(1).and_then(|at| rows.get(at)).filter(|row| row.span.contains(comment));
    around.or_else(|| rows.get(after)).map(|row| row.span)
}

/// The list item in whose text a comment stands, without the lists that are nested in it.
fn item(document: &Document<'_>, comment: Span) -> Option<Span> {
    let after = document.blocks.partition_point(|block| block.span.start <= comment.start);
    let block = document.blocks.get(after.checked_sub(1)?)?;
    let item = document.items.get(block.item as usize)?;
    let own = Span { start: item.span.start, end: item.own_end };
    own.contains(comment).then_some(own)
}

/// Returns the next block behind a comment: an item with all that is nested in it, a whole table, a heading, a
/// paragraph, a
/// reference definition. Nothing where the text ends.
fn next_block(document: &Document<'_>, comment: Span) -> Span {
    let end = comment.end;
    let table = document.tables.get(document.tables.partition_point(|table| table.span.start < end));
    let item = document.items.get(document.items.partition_point(|item| item.span.start < end));
    let definition = document.definitions.get(document.definitions.partition_point(|it| it.span.start < end));
    let block = document.blocks.get(document.blocks.partition_point(|block| block.span.start < end));
    let block = block.map(|block| match document.items.get(block.item as usize) {
        Some(item) if block.kind == BlockKind::Item && block.item != NONE => item.span,
        _ => block.span,
    });
    let spans = [table.map(|it| it.span), item.map(|it| it.span), block, definition.map(|it| it.span)];
    // Of those that begin at one place the longest: a table begins where its first cell does.
    let next = spans.into_iter().flatten().min_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    next.unwrap_or(Span::at(end as usize))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::FieldVocabulary, source::File};

    #[test]
    fn a_comment_covers_what_it_stands_in_or_before() {
        for (text, covers) in [
            ("a\n\n<!--X-->\nb\nc\n\nd", "b\nc"),
            ("a\n\n<!--X-->\n\n# b\n\nc", "# b"),
            ("<!--X-->\n<!--Y-->\n- b\n  - c\n- d", "- b\n  - c"),
            ("<!--X-->\n| a | b |\n|---|---|\n| 1 | 2 |\n\nx", "| a | b |\n|---|---|\n| 1 | 2 |"),
            ("| a | b |\n|---|---|\n| 1 <!--X--> | 2 |\n| 3 | 4 |", "| 1 <!--X--> | 2 |"),
            ("| a | b |\n|---|---|\n| 1 | 2 <!--X-->\n| 3 | 4 |", "| 1 | 2 <!--X-->"),
            ("a | b\n---|---\n1 | 2 <!--X-->\n3 | 4", "1 | 2 <!--X-->"),
            ("- [a](b) c <!--X-->\n  - d\n- e", "- [a](b) c <!--X-->"),
            ("- [a](b) <!--X-->\n  c\n- e", "- [a](b) <!--X-->\n  c"),
            ("- a\n  - b <!--X-->\n- c", "- b <!--X-->"),
            ("a\nb <!--X--> c\nd", "b <!--X--> c"),
            ("# a <!--X-->\nb", "# a <!--X-->"),
            ("> a\n>\n> <!--X-->\n> b", "b"),
            ("a\n\n<!--X-->\n[b]: https://c.org\n", "[b]: https://c.org"),
            ("<table>\n<!--X-->\n<tr><td>a</td></tr>\n<tr><td>b</td></tr>\n</table>", "<tr><td>a</td></tr>"),
            ("a\n\n<!--X-->\n", ""),
        ] {
            let file = File::from_text("a.md", text);
            let catalog = Catalog::read(&file, &FieldVocabulary::default());
            let at = text.find("<!--X").unwrap();
            let comment = catalog.document.comments.iter().find(|it| it.span.start as usize == at);
            let covered = covered(&catalog, comment.unwrap_or_else(|| panic!("no comment in {text}")).span);
            assert_eq!(covered.of(text).trim_end(), covers, "{text}");
        }
    }
}
