//! `rot/`: links that were asked for, and did not lead to what they should. What an answer means is judged elsewhere;
//! here a judgement becomes a finding of the one rule that tells its cause.

use super::link::{place, shown};
use super::{Answer, Context, Draft};
use crate::catalog::{Target, Traits};
use crate::finding::Fix;
use crate::markdown::{Link, LinkKind};
use crate::probe::{State, Verdict};
use crate::source::Span;

/// All of the family but those below: what was judged, at the link, with what to do.
pub(super) fn told(cx: &Context<'_, '_>, link: &Link<'_>, target: &Target<'_>, verdict: &Verdict) -> Answer {
    draft(cx, link, target, verdict).map_or_else(|otherwise| otherwise, Into::into)
}

/// `rot/moved`
pub(super) fn moved(cx: &Context<'_, '_>, link: &Link<'_>, target: &Target<'_>, verdict: &Verdict) -> Answer {
    let draft = match draft(cx, link, target, verdict) {
        Ok(draft) => draft,
        Err(otherwise) => return otherwise,
    };
    let Some(new) = &verdict.suggestion else { return draft.into() };
    let draft = draft.help(format!("write {}", shown(new)));
    match address(cx, link, target) {
        Some(span) => draft.fix(edit(span, new)).into(),
        None => draft.into(),
    }
}

/// `rot/private-address`: what the address says by itself is told by `link/private-address` already.
pub(super) fn private_address(cx: &Context<'_, '_>, link: &Link<'_>, target: &Target<'_>, verdict: &Verdict) -> Answer {
    if target.has(Traits::PRIVATE) { Answer::CannotTell } else { told(cx, link, target, verdict) }
}

/// The finding where the rule that is asked is the one that tells the cause; otherwise the answer.
fn draft(cx: &Context<'_, '_>, link: &Link<'_>, target: &Target<'_>, verdict: &Verdict) -> Result<Draft, Answer> {
    let rule = cx.asked.rule.name;
    if verdict.cause.rule() != Some(rule) {
        // Another rule tells it; what leads somewhere was looked at and is well.
        return Err(match verdict.state {
            State::Alive | State::Moved => Answer::Holds,
            State::Dead | State::Unclear | State::Skipped => Answer::CannotTell,
        });
    }
    let (span, others) = place(cx, link, target).ok_or(Answer::CannotTell)?;
    let message = format!("{}: {}{others}", shown(&target.url), shown_evidence(&verdict.evidence));
    Ok(Draft::new(span, message).help(help(rule)).subject(target.url.to_string()))
}

/// What speaks for a judgement, on one line and of a length that can be read.
fn shown_evidence(evidence: &str) -> String {
    const LONGEST: usize = 240;
    let mut line: String = evidence.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if evidence.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

/// What to do about a finding of a rule.
fn help(rule: &str) -> &'static str {
    match rule {
        "rot/not-found" | "rot/gone" | "rot/soft-404" => "link to where the thing is now, or to a copy in an archive",
        "rot/withdrawn" => "say in the entry that it was withdrawn, or take the entry out",
        "rot/parked" => "take the link out: who owns the domain now has nothing to do with the thing",
        "rot/dns" => "look for a slip in the name; link to where the thing is now, or to a copy in an archive",
        "rot/tls" => "tell its owners: browsers warn before they show it",
        "rot/unreachable" | "rot/server-error" => "try it in a browser: it may be back in a while",
        "rot/redirect" => "open it in a browser, and write the address that it ends at",
        "rot/content" => "open it in a browser, and see whether the file is still there",
        "rot/archived" => "see whether there is a successor that is kept up",
        "rot/fragment" => "link to a place that the page has, or to the page itself",
        "rot/private-address" => "link to a public address",
        _ => "open it in a browser: a machine cannot tell",
    }
}

/// Where the address stands in the text letter for letter.
fn address(cx: &Context<'_, '_>, link: &Link<'_>, target: &Target<'_>) -> Option<Span> {
    let document = &cx.catalog.document;
    let written = document.target_span(link);
    if written.of(cx.text()) == target.url {
        return Some(written);
    }
    let by_reference = matches!(link.kind, LinkKind::Reference | LinkKind::Image);
    let definition = document.definitions.iter().find(|own| by_reference && own.target == link.target)?;
    let at = definition.span.of(cx.text()).find(&*target.url)?;
    Some(definition.span.inner(at..at + target.url.len()))
}

/// The edit that writes a new address. A server chose it: what would end the link or the cell is written in its other
/// form, which a server may in theory tell apart, so that then a person looks at it.
fn edit(span: Span, new: &str) -> Fix {
    let mut text = String::with_capacity(new.len());
    for c in new.chars() {
        if matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | '|' | '\\' | '`' | '"' | '\'' | '*')
            || c.is_whitespace()
            || c.is_control()
        {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| text.push_str(&format!("%{byte:02X}")));
        } else {
            text.push(c);
        }
    }
    if text == new { Fix::safe(span, text) } else { Fix::for_review(span, text) }
}
