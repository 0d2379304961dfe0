//! Brackets around a link that lack their other half: `[name(https://…)`, `[name](https://…))`.

use super::brackets::{Cover, LONGEST_LABEL, block_at, code_of};
use crate::finding::Fix;
use crate::markdown::{Document, Link, LinkKind, NONE};
use crate::rules::{Answer, Answers, Draft};
use crate::source::Span;

/// Stray brackets that are reported one by one: of more, a program wrote them.
const FEW: usize = 3;

/// Finds `[name(https://…)`, whose square bracket is never closed: a reader sees the brackets, and no name is a link.
pub(super) fn unclosed_text(document: &Document<'_>, answers: &mut Answers) {
    let text = document.text.as_bytes();
    let mut code = code_of(document);
    let links = document.links.iter().filter(|link| link.kind != LinkKind::Bare).map(|link| link.span);
    let mut links = Cover::of(links);
    for at in memchr::memmem::find_iter(text, b"(http") {
        if !links.covers(at) {
            answers.take(unclosed_bracket(document, &mut code, at));
        }
    }
}

fn unclosed_bracket<I: Iterator<Item = Span>>(document: &Document<'_>, code: &mut Cover<I>, at: usize) -> Answer {
    let text = document.text;
    let bytes = text.as_bytes();
    let begin = at.saturating_sub(LONGEST_LABEL);
    let before = bytes.get(begin..at).unwrap_or_default();
    // The nearest bracket on the same line must be one that opens.
    let before = before.get(memchr::memrchr(b'\n', before).map_or(0, |line| line + 1)..).unwrap_or_default();
    let Some(found) = memchr::memrchr2(b'[', b']', before) else { return Answer::CannotTell };
    let open = at - before.len() + found;
    let name = text.get(open + 1..at).unwrap_or_default();
    let is_escaped = open > 0 && matches!(bytes.get(open - 1), Some(b'\\' | b'!'));
    if bytes.get(open) != Some(&b'[') || is_escaped || !is_name(name) {
        return Answer::CannotTell;
    }
    let address = text.get(at + 1..).unwrap_or_default();
    let length = address.find(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '[' | '|')).unwrap_or_default();
    let end = at + 1 + length;
    let is_web = address.starts_with("http://") || address.starts_with("https://");
    if !is_web || bytes.get(end) != Some(&b')') {
        return Answer::CannotTell;
    }
    let Some(block) = block_at(document, code, open) else { return Answer::CannotTell };
    let rest = text.get(end..block.span.end as usize).unwrap_or_default();
    let next = rest.find(['[', ']']).and_then(|next| rest.as_bytes().get(next));
    // `[name, see (https://…)]` is a note in brackets.
    if (open as u32) < block.span.start || next == Some(&b']') {
        return Answer::CannotTell;
    }
    Draft::new(Span::new(open, end + 1), "no link: the square bracket is never closed")
        .help("close the bracket behind the text of the link")
        .subject(name.trim().to_owned())
        .fix(Fix::for_review(Span::new(open + 1 + name.trim_end().len(), at), "]"))
        .into()
}

/// True if a text may be that of a link: it has letters or digits, and all its round brackets are closed.
fn is_name(text: &str) -> bool {
    let opened = text.matches('(').count();
    text.contains(char::is_alphanumeric) && opened == text.matches(')').count()
}

/// Finds round brackets that close behind a link and that none opens: `[name](https://…))`.
pub(super) fn stray_closings(document: &Document<'_>, answers: &mut Answers) {
    let found = unopened(document);
    let Some((first, link)) = found.first().filter(|_| found.len() > FEW) else {
        for &(stray, link) in &found {
            let message = "a round bracket closes behind this link, and none is open".to_owned();
            answers.broken(stray_draft(stray, link, message).fix(Fix::for_review(stray, "")));
        }
        return;
    };
    let message = format!("round brackets close behind {} links, and none is open", found.len());
    answers.broken(stray_draft(*first, link, message).places(u32::try_from(found.len()).unwrap_or(u32::MAX)));
}

fn stray_draft(stray: Span, link: &Link<'_>, message: String) -> Draft {
    Draft::new(stray, message).help("take the bracket out").subject(link.target.to_string()).other_severity()
}

/// The round brackets right behind links that close what none opens, each with its link.
fn unopened<'d, 't>(document: &'d Document<'t>) -> Vec<(Span, &'d Link<'t>)> {
    let text = document.text;
    let (mut block, mut at, mut depth) = (NONE, 0, 0_usize);
    let mut found = Vec::new();
    for link in &document.links {
        let start = link.span.start as usize;
        if link.block != block {
            block = link.block;
            at = document.block(block).map_or(start, |block| block.span.start as usize);
            depth = 0;
        }
        // Links in the text of another one are a part of it.
        if start < at {
            continue;
        }
        depth = text.get(at..start).unwrap_or_default().chars().fold(depth, deepen);
        at = link.span.end as usize;
        let rest = text.get(at..).unwrap_or_default();
        if link.kind == LinkKind::Inline && depth == 0 && rest.starts_with(')') && document.block(block).is_some() {
            found.push((Span::new(at, at + 1), link));
        }
    }
    found
}

/// The number of round brackets that are open behind one more character, in ASCII or of full width.
fn deepen(depth: usize, c: char) -> usize {
    match c {
        '(' | '（' => depth + 1,
        ')' | '）' => depth.saturating_sub(1),
        _ => depth,
    }
}
