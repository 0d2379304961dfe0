//! The place of a finding about a link's address.

use super::Context;
use crate::catalog::LinkTarget;
use crate::markdown::{Link, LinkKind};
use crate::source::Span;

/// An address that stands in more places than this gets one finding for all of them.
const MANY: u32 = 10;

/// Returns the span of a finding about a link's address, and a note on the other places; `None` where the finding is
/// elsewhere: at the definition that references share, or at the first of very many links to one address.
pub(super) fn place(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Option<(Span, Others)> {
    let document = &context.catalog.document;
    let written = link.span.of(document.text);
    let is_image = link.kind == LinkKind::Image;
    let by_reference = link.kind == LinkKind::Reference || is_image && written.ends_with(']');
    let first = document.links.get(target.first as usize)?;
    let many = by_reference && target.links > 1 || target.links > MANY && (first.kind == LinkKind::Image) == is_image;
    if many && first.span != link.span {
        return None;
    }
    let others = Others(if many { target.links - 1 } else { 0 });
    let defined = context.catalog.definition(link).filter(|_| by_reference);
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
