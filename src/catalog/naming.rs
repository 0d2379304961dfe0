//! The name in a cell, and where it stands.

use std::borrow::Cow;

use super::column_stats::numbering;
use super::entry_start::{HeadKind, head};
use super::name_bounds::{before_metadata, undecorated, without_full_stop};
use super::recurring::Lexicon;
use crate::markdown::{Block, Document, MarkKind, NONE};
use crate::source::Span;

/// White space, and marks that cannot be seen.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// The name in a cell, and where it stands.
pub(super) fn name<'t>(document: &Document<'t>, words: &Lexicon<'_>, cell: &Block) -> (Cow<'t, str>, Span) {
    let text = document.text_of(cell);
    // Most names are one bold word, or one link, and nothing else.
    if let [mark] = document.marks_of(cell)
        && (mark.kind == MarkKind::Strong || mark.kind == MarkKind::Link && mark.link != NONE)
        && mark.text == (0, text.len() as u32)
        && text
            .as_bytes()
            .first()
            .zip(text.as_bytes().last())
            .is_some_and(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
    {
        return (named(document, cell, 0..text.len()), cell.text.source(0..text.len()));
    }
    let trimmed = text.trim_matches(is_blank);
    let start = text.len() - text.trim_start_matches(is_blank).len();
    // `[Name][nowhere]` and `[Name](no address)` were meant as links.
    let inner = trimmed.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    if let Some((inner, _)) = inner.filter(|(inner, rest)| !inner.contains('[') && rest.starts_with(['[', '('])) {
        let range = start + 1..start + 1 + inner.len();
        return (named(document, cell, range.clone()), place(document, cell, range));
    }
    if trimmed.is_empty()
        && let Some(range) = pictured(document, words, cell)
    {
        return (Cow::Borrowed(range.of(document.text)), range);
    }
    if cell.marks.0 == cell.marks.1 && !trimmed.contains('\n') {
        let own = undecorated(trimmed);
        let end = before_metadata(trimmed.get(..own.end).unwrap_or_default()).len();
        let own = own.start + numbering(trimmed.get(own.start..).unwrap_or_default());
        let range = start + own.min(end)..start + end.max(own);
        return (named(document, cell, range.clone()), place(document, cell, range));
    }
    let head = head(document, words, cell);
    let range = match head.kind {
        HeadKind::Link | HeadKind::Fragment | HeadKind::Strong | HeadKind::Detail | HeadKind::Label => head.name,
        HeadKind::Labelled
        | HeadKind::Titled
        | HeadKind::Bare
        | HeadKind::Inner
        | HeadKind::Prose
        | HeadKind::Plain => {
            let end = text.find('\n').unwrap_or(text.len());
            let links = document.marks_of(cell).iter().filter(|mark| mark.kind == MarkKind::Link);
            let link = links.map(|mark| mark.text.0 as usize).min().unwrap_or(text.len());
            // A link behind the name, `ADP [2]` or `Name [paper]`, is not part of it; one inside is.
            let end = if text.get(..link).is_some_and(|before| before.trim().len() > 1) { end.min(link) } else { end };
            // A tag in brackets in front of the name is not part of it.
            let tagged = text.get(..head.name.0 as usize).is_some_and(|before| before.contains(']'));
            let bullet = text.len() - text.trim_start_matches([' ', '•', '\u{a0}']).len();
            let number = bullet + numbering(text.get(bullet..).unwrap_or_default());
            let start = if tagged && (head.name.0 as usize) < end { head.name.0 } else { number.min(end) as u32 };
            let own =
                before_metadata(text.get(start as usize..end).unwrap_or_default().trim_end_matches(['[', '(', ' ']));
            let own = without_full_stop(own.trim_end());
            (start, start + own.len() as u32)
        }
    };
    let own = text.get(range.0 as usize..range.1 as usize).unwrap_or_default();
    let start = range.0 as usize + own.len() - own.trim_start_matches(is_blank).len();
    let own = own.trim_matches(is_blank).trim_end_matches(['[', '(']).trim_end();
    (named(document, cell, start..start + own.len()), place(document, cell, start..start + own.len()))
}

/// Returns the alternative text of a picture in a link, where a cell holds nothing else: `[![Name](picture)](link)`.
fn pictured(document: &Document<'_>, words: &Lexicon<'_>, cell: &Block) -> Option<Span> {
    let marks = document.marks_of(cell);
    let linked = marks.iter().any(|mark| mark.kind == MarkKind::Link);
    let image = marks.iter().find(|mark| mark.kind == MarkKind::Image).filter(|_| linked)?;
    let span = document.links.get(image.link as usize)?.alternative(document.text)?;
    let alt = span.of(document.text);
    let range = alt.len() - alt.trim_start().len()..alt.trim_end().len();
    (alt.contains(char::is_alphanumeric) && !words.is_label(alt)).then(|| span.inner(range))
}

/// The source of a range of a block's text; where the block has none, where it would stand.
fn place(document: &Document<'_>, block: &Block, range: std::ops::Range<usize>) -> Span {
    if !block.text.is_empty() {
        return block.text.source(range);
    }
    let blank = block.span.of(document.text).bytes().take_while(u8::is_ascii_whitespace).count();
    Span::at(block.span.start as usize + blank)
}

/// A range of a block's text as a name, borrowed from the source where it stands there as it is. What only says that
/// there is no name gives an empty one.
pub(super) fn named<'t>(document: &Document<'t>, block: &Block, range: std::ops::Range<usize>) -> Cow<'t, str> {
    let text = document.text_of(block).get(range.clone()).unwrap_or_default();
    if text.bytes().all(|b| matches!(b, b'-' | b'?' | b'/' | b' ')) {
        return Cow::Borrowed("");
    }
    let source = block.text.source(range).of(document.text);
    if source == text { Cow::Borrowed(source) } else { Cow::Owned(text.replace('\n', " ")) }
}
