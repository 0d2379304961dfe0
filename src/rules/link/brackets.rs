//! Brackets that a renderer makes no link of: `[text](address)` with a space or a second address in it, `[text] (address)`.

use super::local_path::has_ending;
use crate::finding::Fix;
use crate::markdown::{Block, Document, LinkKind, MarkKind, Undefined};
use crate::rules::template::is_template;
use crate::rules::{Answer, Answers, Draft};
use crate::source::Span;

/// The longest label of a link in which its opening bracket is searched: `CommonMark` ends labels of references there.
pub(super) const LONGEST_LABEL: usize = 1_000;

/// Finds `[text](address)` that a renderer makes no link of: a space in the address or before the bracket, a bracket
/// that never closes.
pub(super) fn broken_brackets(document: &Document<'_>, answers: &mut Answers) {
    let text = document.text.as_bytes();
    let mut code = code_of(document);
    let mut links = Cover::of(document.links.iter().map(|link| link.span));
    for at in memchr::memmem::find_iter(text, b"](") {
        if !links.covers(at) {
            answers.take(unlinked(document, &mut code, at, at + 2));
        }
    }
    let mut code = code_of(document);
    let links = document.links.iter().filter(|link| link.kind != LinkKind::Bare).map(|link| link.span);
    let mut links = Cover::of(links);
    for at in memchr::memmem::find_iter(text, b"] (http") {
        answers.take(spaced(document, &mut code, &mut links, at));
    }
}

/// Spans in the order of their beginnings, tested at places that only go on: a paragraph may hold thousands of both.
pub(super) struct Cover<I: Iterator<Item = Span>> {
    spans: std::iter::Peekable<I>,
    end: usize,
}

impl<I: Iterator<Item = Span>> Cover<I> {
    pub(super) fn of(spans: I) -> Self {
        Self { spans: spans.peekable(), end: 0 }
    }

    /// True if a span holds the byte at `at`.
    pub(super) fn covers(&mut self, at: usize) -> bool {
        while let Some(span) = self.spans.next_if(|span| span.start as usize <= at) {
            self.end = self.end.max(span.end as usize);
        }
        at < self.end
    }
}

/// The code spans of a document.
pub(super) fn code_of<'d>(document: &'d Document<'_>) -> Cover<impl Iterator<Item = Span> + use<'d>> {
    Cover::of(document.marks.iter().filter(|mark| mark.kind == MarkKind::Code).map(|mark| mark.span))
}

/// Returns the block that a place is in, unless it is in code there.
pub(super) fn block_at<'d, I: Iterator<Item = Span>>(
    document: &'d Document<'_>,
    code: &mut Cover<I>,
    at: usize,
) -> Option<&'d Block> {
    let after = document.blocks.partition_point(|block| block.span.start as usize <= at);
    let before = document.blocks.get(..after)?;
    let block = before.iter().rev().take(4).find(|block| (block.span.end as usize) > at)?;
    (!code.covers(at) && !document.is_verbatim(at)).then_some(block)
}

/// Returns the square bracket that closes at `at`: the matching one, or else the nearest, within the longest label.
fn opening(text: &str, start: usize, at: usize) -> Option<usize> {
    let start = start.max(at.saturating_sub(LONGEST_LABEL));
    let bytes = text.as_bytes().get(start..at)?;
    let mut depth = 0_usize;
    let is_escaped = |at: usize| at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'\\');
    for found in memchr::memrchr2_iter(b'[', b']', bytes).filter(|&found| !is_escaped(found)) {
        match (bytes.get(found), depth) {
            (Some(b']'), _) => depth += 1,
            (_, 0) => return Some(start + found),
            _ => depth -= 1,
        }
    }
    memchr::memrchr(b'[', bytes).map(|found| start + found)
}

fn unlinked<I: Iterator<Item = Span>>(document: &Document<'_>, code: &mut Cover<I>, at: usize, start: usize) -> Answer {
    let text = document.text;
    let address = text.get(start..).unwrap_or_default();
    let address = address.trim_start_matches(|c: char| c.is_whitespace() && c != '\n');
    let inner = address.strip_prefix('[').unwrap_or(address);
    if inner.len() < address.len() && !is_web(inner) {
        return held_link(document, code, at);
    }
    if !is_web(inner) && !is_path(address) {
        return Answer::CannotTell;
    }
    let Some(block) = block_at(document, code, at) else { return Answer::CannotTell };
    if inner.len() < address.len() {
        return Draft::new(Span::new(at, start + 1), "no link: a square bracket stands before the address")
            .help("write the address itself between the round brackets")
            .subject(inner.split([']', ')', ' ', '\n']).next().unwrap_or_default().to_owned())
            .into();
    }
    // An escaped bracket is meant to be text, and so is one that opens nothing.
    let begin = block.span.start as usize;
    let is_escaped = |end: usize| text.get(begin..end).is_some_and(|before| before.ends_with('\\'));
    let open = opening(text, begin, at).filter(|_| !is_escaped(at));
    let Some(open) = open.filter(|&open| !is_escaped(open) && !in_comment(document, at)) else {
        return Answer::CannotTell;
    };
    let own = own_address(text, start, block.span.end as usize);
    // What a program writes into the address, or cut off with the rest of the text, is not seen here.
    if is_template(own) || own.trim_end().ends_with('…') || own.trim_end().ends_with("...") {
        return Answer::CannotTell;
    }
    let Some(close) = own.find(')') else {
        return Draft::new(Span::new(open, start + own.len()), "no link: the round bracket is never closed")
            .help("close the bracket behind the address")
            .subject(own.trim().to_owned())
            .into();
    };
    let written = own.get(..close).unwrap_or_default().trim();
    let span = Span::new(open, start + close + 1);
    if holds_link(document, Span::new(open + 1, at)) {
        return Draft::new(span, "no link: a link stands in its text, and no link can hold another")
            .help("take one of the two links out")
            .subject(written.to_owned())
            .into();
    }
    if !written.contains([' ', '\t']) {
        return Answer::CannotTell;
    }
    if !is_web(inner) && !is_path_with_spaces(written) {
        return Answer::CannotTell;
    }
    if written.split_whitespace().skip(1).any(is_address) {
        return Draft::new(span, "no link: two addresses stand in its brackets")
            .help("keep one of them, or make a link of each")
            .subject(written.to_owned())
            .into();
    }
    let draft = Draft::new(span, "no link: there is a space in the address")
        .help("write %20 for the space, or take it out")
        .subject(written.to_owned());
    // A quote begins a title that was not closed.
    if written.contains(['"', '\'', '<', '>', '\\']) {
        return draft.into();
    }
    draft.fix(Fix::for_review(Span::new(start, start + close), written.replace([' ', '\t'], "%20"))).into()
}

/// True if a text begins with an address of the web.
fn is_web(text: &str) -> bool {
    ["http://", "https://", "www."].iter().any(|beginning| text.starts_with(beginning))
}

/// True if a text begins like a path of the project or a place in the file: up to a slash, or `#`, there is one word.
fn is_path(text: &str) -> bool {
    let word =
        text.split(|c: char| c.is_whitespace() || matches!(c, ')' | '(' | '"' | '\'')).next().unwrap_or_default();
    let beginning = word.split('/').next().unwrap_or_default();
    let is_name = |part: &str| part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '%'));
    word.starts_with('#') && word.len() > 1 || is_name(beginning) && !word.is_empty() && !word.contains(':')
}

/// True if the brackets of a link hold a path with blanks in it and nothing else: it ends like a file, or begins like a
/// path, or is a place in the file. `(this and that)` and `(path "title")` are neither.
fn is_path_with_spaces(written: &str) -> bool {
    let first = written.split_whitespace().next().unwrap_or_default();
    let is_rooted =
        ["./", "../", "~/", "/", "#"].iter().any(|beginning| first.starts_with(beginning)) && first.len() > 1;
    let is_named = has_ending(written.split(['#', '?']).next().unwrap_or_default()) && !written.contains([',', ';']);
    !written.contains(['"', '\'', '<', '>', '(']) && (is_rooted || is_named)
}

/// Finds a whole link in the brackets for an address: `[text]([text](address))`.
fn held_link<I: Iterator<Item = Span>>(document: &Document<'_>, code: &mut Cover<I>, at: usize) -> Answer {
    let text = document.text;
    let links = document.links.get(document.links_in(Span::new(at + 2, at + 3))).unwrap_or_default();
    let Some(link) = links.first().filter(|link| link.kind == LinkKind::Inline) else { return Answer::CannotTell };
    let Some(block) = block_at(document, code, at) else { return Answer::CannotTell };
    let is_closed = text.get(link.span.end as usize..).is_some_and(|behind| behind.starts_with(')'));
    let begin = block.span.start as usize;
    let Some(open) = opening(text, begin, at).filter(|_| is_closed) else { return Answer::CannotTell };
    if text.get(begin..open).is_some_and(|before| before.ends_with('\\')) || in_comment(document, at) {
        return Answer::CannotTell;
    }
    Draft::new(Span::new(open, link.span.end as usize + 1), "no link: another link is in its brackets")
        .help("write the address itself between the round brackets")
        .subject(link.target.to_string())
        .into()
}

/// Finds `(text)[address]`, a link whose brackets are the wrong way round.
pub(super) fn reversed(document: &Document<'_>, undefined: &Undefined) -> Answer {
    let address = &undefined.label;
    if !is_web(address) || address.contains(char::is_whitespace) {
        return Answer::CannotTell;
    }
    let start = undefined.span.start as usize;
    let line = document.text.get(..start).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
    let name = line.strip_suffix(')').and_then(|inner| inner.get(inner.rfind('(')? + 1..));
    let is_name = |name: &&str| !name.trim().is_empty() && !name.contains(['[', ']']);
    let Some(name) = name.filter(is_name) else { return Answer::CannotTell };
    let span = Span::new(start - name.len() - 2, undefined.span.end as usize);
    let draft = Draft::new(span, "no link: the brackets are the wrong way round")
        .help("write the text in square brackets and the address in round ones")
        .subject(address.clone());
    if address.contains(['(', ')', '<', '>', '\\']) {
        return draft.into();
    }
    draft.fix(Fix::for_review(span, format!("[{name}]({address})"))).into()
}

/// True if a place is in an HTML comment.
fn in_comment(document: &Document<'_>, at: usize) -> bool {
    let after = document.comments.partition_point(|comment| comment.span.start as usize <= at);
    let before = after.checked_sub(1).and_then(|index| document.comments.get(index));
    before.is_some_and(|comment| comment.span.end as usize > at)
}

/// True if a link begins in a span; an image or a bare address may be part of a link's text.
fn holds_link(document: &Document<'_>, span: Span) -> bool {
    let links = document.links.get(document.links_in(span)).unwrap_or_default();
    links.iter().any(|link| !matches!(link.kind, LinkKind::Image | LinkKind::Bare))
}

/// True if a word is an address by itself.
fn is_address(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.contains("://") || word.starts_with("www.") || word.starts_with("mailto:")
}

/// Returns what may be the address behind a bracket: the rest of its line in its block, up to where the next link opens.
fn own_address(text: &str, start: usize, end: usize) -> &str {
    let rest = text.get(start..end.max(start)).unwrap_or_default();
    let next = memchr::memmem::find(rest.as_bytes(), b"](").map_or(rest, |at| rest.get(..at).unwrap_or_default());
    // The text of the next link is no part of this one's address.
    let text_of_next = next.rfind('[').filter(|_| next.len() < rest.len());
    let own = text_of_next.map_or(next, |at| next.get(..at).unwrap_or_default());
    own.lines().next().unwrap_or_default()
}

/// `[text] (https://…)`.
fn spaced<I: Iterator<Item = Span>, L: Iterator<Item = Span>>(
    document: &Document<'_>,
    code: &mut Cover<I>,
    links: &mut Cover<L>,
    at: usize,
) -> Answer {
    let text = document.text;
    let Some(block) = block_at(document, code, at) else { return Answer::CannotTell };
    let begin = block.span.start as usize;
    let Some(open) = opening(text, begin, at) else { return Answer::CannotTell };
    let label = text.get(open + 1..at).unwrap_or_default();
    // A link by itself, a checkbox or a note in brackets before an address in brackets are as they should be.
    if links.covers(at)
        || label.trim().len() < 2
        || label.starts_with('^')
        || text.get(begin..open).is_some_and(|before| before.ends_with(['\\', ']', '!']))
    {
        return Answer::CannotTell;
    }
    let span = Span::new(open, at + 3);
    if holds_link(document, Span::new(open + 1, at)) {
        return Draft::new(span, "no link: there is a space before the address, and a link stands in the text")
            .help("take one of the two links out, then the space")
            .subject(label.to_owned())
            .into();
    }
    let draft = Draft::new(span, "no link: there is a space between the text and the address")
        .help("take the space out")
        .subject(label.to_owned());
    // Where the brackets hold more than an address, no link comes of it.
    let address = own_address(text, at + 3, block.span.end as usize).split_once(')');
    let is_one = address.is_some_and(|(address, _)| !address.contains([' ', '\t', '<', '(']));
    if is_one { draft.fix(Fix::for_review(Span::new(at + 1, at + 2), "")).into() } else { draft.into() }
}
