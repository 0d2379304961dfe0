//! `link/`: what is wrong with a link that can be seen without asking its server.

mod anchor;
mod file;
mod form;
mod host;
mod query;
mod words;

pub(super) use anchor::{broken_fragment, undefined_reference, unused_reference};
pub(super) use file::{missing_file, orphan_page};
pub(super) use form::{empty, malformed, missing_scheme, vague_text};
pub(super) use host::{home_page, insecure, look_alike_host, private_address, retired_platform, shortener};
pub(super) use query::{credentials, signed, tracking};
pub(super) use anchor::{Fragments, broken};
pub(super) use words::words;

use crate::markdown::{Link, LinkKind};

/// Whether a link is an image: a reader looks at it and does not follow it.
fn is_image(link: &Link<'_>) -> bool {
    link.kind == LinkKind::Image
}

/// A text as a message shows it: one line, and not longer than a line.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 72;
    let mut line: String = text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

/// Decodes `%20` and the like; what is no UTF-8 then stays as it was written.
pub(super) fn percent_decoded(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|&b| (b as char).to_digit(16));
        if let (b'%', Some(high), Some(low)) = (first, hex(0), hex(1)) {
            bytes.push((high * 16 + low) as u8);
            rest = after.get(2..).unwrap_or_default();
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).map_or(text.into(), Into::into)
}
