//! `link/`: what is wrong with a link that can be seen without asking its server.

mod anchor;
mod brackets;
mod file;
mod form;
mod host;
mod labels;
mod local_path;
mod near_file;
mod query;
mod shortener;
mod unmatched;
mod words;

pub(super) use anchor::broken_fragment;
pub(super) use file::{missing_file, orphan_page};
pub(super) use form::{bracketed_address, empty, malformed, malformed_brackets, missing_scheme, vague_text};
pub(super) use host::{home_page, insecure, look_alike_host, private_address, retired_platform};
pub(super) use labels::{defined_reference, undefined_reference, unused_definition, unused_reference};
pub(super) use local_path::{folder, links_between, normal};
pub(super) use query::{credentials, signed, tracking};
pub(super) use shortener::shortener;
use words::words;

use crate::markdown::{Link, LinkKind};

/// Returns true if a link is an image: a reader looks at it and does not follow it.
fn is_image(link: &Link<'_>) -> bool {
    link.kind == LinkKind::Image
}
