//! `link/`: what is wrong with a link that can be seen without asking its server.

mod address;
mod anchor;
mod brackets;
mod file;
mod form;
mod host;
mod nearest;
mod query;
mod words;

pub(super) use address::web_address_fix;
pub(super) use anchor::broken;
pub(super) use anchor::{broken_fragment, undefined_reference, unused_reference};
pub(super) use file::{links_between, missing_file, normal, orphan_page};
pub(super) use form::{empty, malformed, missing_scheme, vague_text};
pub(super) use host::{home_page, insecure, look_alike_host, private_address, retired_platform, shortener};
pub(super) use nearest::{Nearest, Patience};
pub(super) use query::{credentials, signed, tracking};
pub(super) use words::words;

use std::borrow::Cow;

use super::Context;
use crate::catalog::{Target, secret::without_secrets};
use crate::markdown::{Link, LinkKind};
use crate::source::Span;

/// Whether a link is an image: a reader looks at it and does not follow it.
fn is_image(link: &Link<'_>) -> bool {
    link.kind == LinkKind::Image
}

/// An address that stands in more places than this gets one finding for all of them.
const MANY: u32 = 10;

/// Where a finding about a link's address stands, and what it says of the other places; `None` where the finding stands
/// elsewhere: at the definition that references share, or at the first of very many links to one address.
pub(super) fn place(cx: &Context<'_, '_>, link: &Link<'_>, target: &Target<'_>) -> Option<(Span, Others)> {
    let document = &cx.catalog.document;
    let written = link.span.of(document.text);
    let by_reference = link.kind == LinkKind::Reference || is_image(link) && written.ends_with(']');
    let first = document.links.get(target.first as usize)?;
    let many = by_reference && target.links > 1 || target.links > MANY && is_image(first) == is_image(link);
    if many && first.span != link.span {
        return None;
    }
    let others = Others(if many { target.links - 1 } else { 0 });
    let defined = cx.catalog.definition(link).filter(|_| by_reference);
    Some((defined.map_or_else(|| document.target_span(link), |own| own.span), others))
}

/// The other places of an address that one finding stands for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Others(u32);

impl Others {
    /// Returns how many places the finding stands for, its own included.
    pub(super) fn places(self) -> u32 {
        self.0 + 1
    }
}

impl std::fmt::Display for Others {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            0 => Ok(()),
            1 => f.write_str(", here and in 1 other place"),
            others => write!(f, ", here and in {others} other places"),
        }
    }
}

/// A text as a message shows it: one line, and not longer than a line.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 72;
    // Before it is cut: of half a secret nobody sees that it is one.
    if let Cow::Owned(text) = without_secrets(text) {
        return Cow::Owned(shown(&text).into_owned());
    }
    if text.len() <= LONGEST && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    Cow::Owned(line)
}

/// Decodes `%20` and the like; what is no UTF-8 then stays as it was written.
pub(super) fn percent_decoded(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}
