//! Lines glued under a table, which every renderer takes for one more row.

use crate::finding::{Edit, Fix};
use crate::markdown::{Document, MarkKind, TableRow};
use crate::rules::row_cells::cells;
use crate::rules::template::is_template;
use crate::rules::{Answer, Context, Draft, Question};
use crate::source::Span;

/// Cells of the narrowest header below which a line without a bar was not meant as a row: in a table of two columns the
/// second is often left out.
const WIDE: u16 = 3;

/// `record/stray-row`: text, a heading or a link that the renderer takes for a row of the table above it.
pub(in crate::rules) fn stray_row<'c>(context: &Context<'c, '_>) -> Question<'c, u32> {
    let document = &context.catalog.document;
    Box::new(move |index| {
        let table = document.tables.get(index as usize).filter(|table| !table.html);
        let Some((table, header)) = table.and_then(|table| Some((table, document.header(table)?))) else {
            return Answer::CannotTell;
        };
        let body = document.body(table);
        let mut last_is_row = true;
        let judge = |(index, row)| {
            if let Some(at) = glued_heading(document, header, row) {
                last_is_row = false;
                return heading_at_end(document, row, at).into();
            }
            if !is_stray(document, header, row) {
                last_is_row = true;
                return Answer::Holds;
            }
            if is_template(row.span.of(document.text)) {
                return Answer::CannotTell;
            }
            let is_first = std::mem::replace(&mut last_is_row, false);
            if is_first && is_tail(document, header, body.get(index..).unwrap_or_default()) {
                stray(document, row).into()
            } else {
                Answer::CannotTell
            }
        };
        body.iter().enumerate().map(judge).collect()
    })
}

/// Returns true if a row is a line that was not meant as one: without a single bar, in a table of three columns or
/// more; or a
/// heading, or a link back to the top, in any table of several.
pub(super) fn is_stray(document: &Document<'_>, header: &TableRow, row: &TableRow) -> bool {
    if row.written != 1 || header.written <= 1 {
        return glued_heading(document, header, row).is_some();
    }
    let source = row.span.of(document.text);
    !has_bar(source) && (header.written >= WIDE || source.starts_with('#') || is_back_link(document, row))
}

fn has_bar(source: &str) -> bool {
    memchr::memchr_iter(b'|', source.as_bytes()).any(|at| source.as_bytes().get(at.wrapping_sub(1)) != Some(&b'\\'))
}

/// Returns true if a row is nothing but a link to a place in the same document.
fn is_back_link(document: &Document<'_>, row: &TableRow) -> bool {
    let Some(cell) = document.cells(row).first() else { return false };
    let text = document.text_of(cell).trim();
    document.marks_of(cell).iter().any(|mark| {
        let target = document.links.get(mark.link as usize).filter(|_| mark.kind == MarkKind::Link);
        let length = (mark.text.1 - mark.text.0) as usize;
        target.is_some_and(|link| crate::links::is_fragment(&link.target)) && length * 10 >= text.len() * 6
    })
}

/// Returns true if no row with bars follows: in the middle of a table, a line without bars is the title of a group.
fn is_tail(document: &Document<'_>, header: &TableRow, rest: &[TableRow]) -> bool {
    rest.first().is_some_and(|row| row.span.of(document.text).starts_with('#'))
        || rest.iter().all(|row| is_stray(document, header, row))
}

fn stray(document: &Document<'_>, row: &TableRow) -> Draft {
    let source = row.span.of(document.text);
    let (what, safe) = if source.starts_with('#') {
        ("a heading", true)
    } else if is_lone_link(document, row) {
        ("a link", true)
    } else if is_lone_picture(document, row) {
        ("a picture", true)
    } else {
        ("a line of text", false)
    };
    let draft =
        Draft::new(row.span, format!("{what} stands directly under the table, and is shown as one of its rows"))
            .help("put an empty line between the table and what follows")
            .subject(source.to_owned());
    let line =
        document.text.get(..row.span.start as usize).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let indented = document.text.get(line..row.span.start as usize).is_some_and(|before| before.trim().is_empty());
    if !safe || !indented {
        return draft;
    }
    let ending = if document.text.get(..line).is_some_and(|before| before.ends_with("\r\n")) { "\r\n" } else { "\n" };
    draft.fix(Fix { safe, edits: vec![Edit { span: Span::at(line), text: ending.to_owned() }] })
}

/// Returns true if a row is a picture and nothing else.
fn is_lone_picture(document: &Document<'_>, row: &TableRow) -> bool {
    document.cells(row).first().is_some_and(|cell| {
        document.text_of(cell).trim().is_empty()
            && document.marks_of(cell).iter().any(|mark| mark.kind == MarkKind::Image)
    })
}

/// Returns true if a row is one link and nothing else.
fn is_lone_link(document: &Document<'_>, row: &TableRow) -> bool {
    is_back_link(document, row)
        || document.cells(row).first().is_some_and(|cell| {
            let text = document.text_of(cell).trim();
            document.marks_of(cell).iter().any(|mark| {
                mark.kind == MarkKind::Link && (mark.text.1 - mark.text.0) as usize >= text.len() && !text.is_empty()
            })
        })
}

/// The place at which a heading begins that is glued to the end of a row: `| a | b |## References`.
fn glued_heading(document: &Document<'_>, header: &TableRow, row: &TableRow) -> Option<usize> {
    if row.written != header.written + 1 {
        return None;
    }
    let source = row.span.of(document.text);
    let bar = memchr::memrchr(b'|', source.as_bytes())?;
    let rest = source.get(bar + 1..)?;
    let title = rest.trim_start().trim_start_matches('#');
    let level = rest.trim_start().len() - title.len();
    let is_heading = (1..=6).contains(&level) && title.starts_with(' ') && !title.trim().is_empty();
    (is_heading && cells(document.text, row.span).len() == row.written as usize).then_some(bar + 1)
}

fn heading_at_end(document: &Document<'_>, row: &TableRow, at: usize) -> Draft {
    let source = row.span.of(document.text);
    let rest = source.get(at..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    let heading = row.span.inner(at + blank..source.len());
    let ending = if document.text.contains("\r\n") { "\r\n\r\n" } else { "\n\n" };
    let edit = Edit { span: row.span.inner(at..at + blank), text: ending.to_owned() };
    Draft::new(heading, "a heading is glued to the end of a row, and is shown nowhere")
        .help("put the heading on a line of its own, behind an empty line")
        .subject(heading.of(document.text).to_owned())
        .fix(Fix { safe: true, edits: vec![edit] })
}
