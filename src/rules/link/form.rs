//! Rules about how a link is written.

use super::brackets::{broken_brackets, reversed};
use super::local_path::{looks_like_host, misspelt_scheme};
use super::unmatched::{stray_closings, unclosed_text};
use super::words::LinkWords;
use super::{is_image, words};
use crate::catalog::{HostTraits, LinkTarget, TargetKind};
use crate::finding::Fix;
use crate::markdown::{BlockKind, Document, Link, LinkKind, Undefined};
use crate::rules::wording::shown;
use crate::rules::{Answer, Answers, Context, Draft, Lookup, Question};
use crate::source::Span;

/// `link/malformed`, of the addresses of links.
pub(in crate::rules) fn malformed(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    malformed_target(&context.catalog.document, link, target)
}

/// `link/malformed`, of brackets that are no link.
pub(in crate::rules) fn malformed_brackets(context: &Context<'_, '_>, answers: &mut Answers) {
    let document = &context.catalog.document;
    broken_brackets(document, answers);
    unclosed_text(document, answers);
    stray_closings(document, answers);
}

/// `link/malformed`, of addresses in square brackets.
pub(in crate::rules) fn bracketed_address<'c>(context: &Context<'c, '_>) -> Question<'c, &'c Undefined> {
    let document = &context.catalog.document;
    Box::new(move |undefined| {
        let is_address = undefined.label.starts_with("http:") || undefined.label.starts_with("https:");
        if !undefined.full {
            return reversed(document, undefined);
        }
        if !is_address {
            return Answer::CannotTell;
        }
        let written = undefined.span.of(document.text);
        let fixed = written.rfind('[').and_then(|at| Some((at, written.get(at + 1..written.len() - 1)?)));
        let draft = Draft::new(undefined.span, "no link: the address stands in square brackets")
            .help("write the address in round brackets")
            .subject(undefined.label.clone());
        // What ends the address in round brackets, or lies between two addresses, is for a person.
        let ends = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '<' | '>' | '\\');
        match fixed.filter(|(_, address)| !address.contains(ends)) {
            Some((at, address)) => {
                let span = undefined.span.inner(at..written.len());
                draft.fix(Fix::for_review(span, format!("({address})"))).into()
            }
            None => draft.into(),
        }
    })
}

fn malformed_target(document: &Document<'_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    let fault = match target.kind {
        TargetKind::Web if target.has(HostTraits::INVALID_HOST) => odd_web(target),
        TargetKind::Web => nested(&target.url),
        TargetKind::Other | TargetKind::Path => misspelt_scheme(&target.url),
        TargetKind::Mail => odd_mail(&target.url),
        TargetKind::Fragment | TargetKind::Empty => return Answer::CannotTell,
    };
    let Some((message, fixed)) = fault else { return Answer::Holds };
    if is_cut_off(document, link) || target.has(HostTraits::UNLISTED) && is_example(target.host()) {
        return Answer::CannotTell;
    }
    let place = document.target_span(link);
    let mut draft = Draft::new(place, message).subject(target.url.to_string());
    if let Some(fixed) = fixed {
        draft = draft.help(format!("did you mean {}?", shown(&fixed)));
        if place.of(document.text) == target.url {
            draft = draft.fix(Fix::for_review(place, fixed));
        }
    } else {
        draft = draft.help("write the address in full");
    }
    draft.into()
}

/// Returns true if a host stands for a reader's own, or for an address to be written: `your.server`, `link_to_paper`.
fn is_example(host: &str) -> bool {
    let first = host.split(['.', '-', '_', ':']).next().unwrap_or_default();
    LinkWords::has(&words().example_words, first)
}

/// Returns true if a bare address was cut off with the text around it: `https://github.c ...`.
fn is_cut_off(document: &Document<'_>, link: &Link<'_>) -> bool {
    let rest = document.text.get(link.span.end as usize..).unwrap_or_default();
    let dots = rest.trim_start_matches([' ', '.', '…']);
    let dots = rest.get(..rest.len() - dots.len()).unwrap_or_default();
    link.kind == LinkKind::Bare && (dots.contains("..") || dots.contains('…'))
}

/// Describes the error of a mail address that cannot be one, with a guess at the intended one.
fn odd_mail(url: &str) -> Option<(String, Option<String>)> {
    let (scheme, rest) = url.split_once(':')?;
    if let Some(inner) = rest.get(..scheme.len() + 1).filter(|inner| inner.eq_ignore_ascii_case("mailto:")) {
        return Some((
            "the scheme is written twice".to_owned(),
            rest.get(inner.len()..).map(|rest| format!("{scheme}:{rest}")),
        ));
    }
    let inner = rest.trim_start_matches('/');
    if inner.len() < rest.len() {
        return Some(("slashes are before the mail address".to_owned(), Some(format!("{scheme}:{inner}"))));
    }
    let addresses = rest.split('?').next().unwrap_or_default();
    // Without an address, `mailto:?subject=`, the reader chooses whom to write to.
    if addresses.is_empty() && rest.len() > 1 {
        return None;
    }
    if !addresses.contains('@') && !addresses.contains("%40") {
        return Some(("the mail address has no @".to_owned(), None));
    }
    let is_doubled = |address: &str| !address.contains('"') && address.matches('@').count() > 1;
    let doubled = addresses.split([',', ';']).find(|address| is_doubled(address))?;
    Some((format!("the mail address {} has more than one @", shown(doubled)), None))
}

/// A second address in brackets behind the first one, written into it: `https://a.org/b%20(https://a.org/b)`.
fn nested(url: &str) -> Option<(String, Option<String>)> {
    let at = memchr::memmem::find(url.as_bytes(), b"%20(http")?;
    let (first, rest) = url.split_at(at);
    let second = rest.strip_prefix("%20(")?.trim_end_matches(')');
    second
        .contains("://")
        .then(|| ("a second address stands in this one".to_owned(), (first == second).then(|| first.to_owned())))
}

/// Describes the error of a web address that cannot be one, with a guess at the intended one.
fn odd_web(target: &LinkTarget<'_>) -> Option<(String, Option<String>)> {
    let url = &*target.url;
    let (scheme, rest) = url.split_once(':')?;
    let host = target.host();
    let slashes = rest.len() - rest.trim_start_matches([':', '/']).len();
    if host.is_empty() {
        let rest = rest.trim_start_matches([':', '/']);
        let fixed = (!rest.is_empty() && slashes > 0).then(|| format!("{scheme}://{rest}"));
        let fault = if rest.is_empty() { "the address has no host" } else { "the scheme is not followed by //" };
        return Some((fault.to_owned(), fixed));
    }
    if host.eq_ignore_ascii_case("http") || host.eq_ignore_ascii_case("https") {
        let rest = target.url.get(target.host.1 as usize..)?.trim_start_matches([':', '/']);
        return Some(("the scheme is written twice".to_owned(), Some(format!("{host}://{rest}"))));
    }
    let blank = host.contains("%20").then(|| format!("{scheme}://{}{}", host.replace("%20", ""), target.tail()));
    Some((format!("there is no such host as {}", shown(host)), blank))
}

/// `link/empty`
pub(in crate::rules) fn empty(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if target.kind != TargetKind::Empty {
        return Answer::Holds;
    }
    if link.has_image && is_badge(context, link) {
        return Answer::CannotTell;
    }
    let what = if is_image(link) { "the image has no address" } else { "the link leads nowhere" };
    Draft::new(link.span, what).help("give it an address, or take it out").subject("empty").into()
}

/// Returns true if a badge stands in a link: one that only shows a number leads nowhere on purpose.
fn is_badge(context: &Context<'_, '_>, link: &Link<'_>) -> bool {
    let document = &context.catalog.document;
    let inside = document.links.get(document.links_in(link.span)).unwrap_or_default();
    inside.iter().any(|own| is_image(own) && (own.target.contains("shields.io/") || own.target.contains("badge")))
}

/// `link/missing-scheme`
pub(in crate::rules) fn missing_scheme(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if target.kind != TargetKind::Path || target.url.starts_with(['/', '.', '?']) {
        return Answer::CannotTell;
    }
    let url = &*target.url;
    let host = url.split(['/', '?', '#', ':']).next().unwrap_or_default();
    if !looks_like_host(host) || misspelt_scheme(url).is_some() {
        return Answer::Holds;
    }
    if matches!(context.files.lookup(context.catalog.file.path(), host), Lookup::Exists | Lookup::OtherCase(_)) {
        return Answer::Holds;
    }
    let place = context.catalog.document.target_span(link);
    let draft = Draft::new(place, format!("leads to a file beside this one, not to {}", shown(host)))
        .help(format!("write https://{}", shown(url)))
        .subject(url.to_owned());
    if place.of(context.text()) == url {
        draft.fix(Fix::for_review(Span::at(place.start as usize), "https://"))
    } else {
        draft
    }
    .into()
}

/// `link/vague-text`
pub(in crate::rules) fn vague_text(context: &Context<'_, '_>, link: &Link<'_>, _: &LinkTarget<'_>) -> Answer {
    let document = &context.catalog.document;
    let in_text = document.block(link.block).is_some_and(|block| block.kind != BlockKind::Cell);
    if is_image(link) || link.has_image || matches!(link.kind, LinkKind::Bare | LinkKind::Autolink) || !in_text {
        return Answer::CannotTell;
    }
    let text = document.link_text(link).trim_matches(|c: char| !c.is_alphanumeric());
    if text.is_empty() || !LinkWords::has(&words().vague_texts, text) {
        return Answer::Holds;
    }
    Draft::new(link.span, format!("the link's text, `{}`, does not say where it leads", shown(text)))
        .help("name what it leads to")
        .subject(link.target.to_string())
        .into()
}
