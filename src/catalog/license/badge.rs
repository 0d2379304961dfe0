//! Licences that are drawn: `![MIT](https://img.shields.io/badge/license-MIT-green)`.

use super::{License, read};
use crate::catalog::badge_parts as parts;
use crate::markdown::{Block, Document, Link, MarkKind};

/// Longer parts of an address and longer alternative texts are no licence's name.
const LONGEST: usize = 40;

/// The images of a cell.
fn images<'d, 't>(document: &'d Document<'t>, cell: &Block) -> impl Iterator<Item = &'d Link<'t>> {
    let marks = document.marks_of(cell).iter().filter(|mark| mark.kind == MarkKind::Image);
    marks.filter_map(|mark| document.links.get(mark.link as usize))
}

/// Returns true if a cell shows an image.
pub(super) fn has_image(document: &Document<'_>, cell: &Block) -> bool {
    images(document, cell).next().is_some()
}

/// The SPDX expression that a cell's only image stands for, by its address or else by its alternative text; none where it
/// cannot be told. What a badge writes is not held against SPDX's own spelling: badges have theirs.
pub(super) fn drawn(document: &Document<'_>, cell: &Block) -> Option<String> {
    let mut images = images(document, cell);
    let (image, None) = (images.next()?, images.next()) else { return None };
    by_address(&image.target).or_else(|| expression(image.alternative(document.text)?.of(document.text)))
}

/// The licence in the address of a badge: `…/badge/license-Apache--2.0-blue.svg`.
fn by_address(url: &str) -> Option<String> {
    let parts = parts(url)?;
    let (_colour, texts) = parts.split_last()?;
    texts.iter().find_map(|text| expression(text))
}

fn expression(text: &str) -> Option<String> {
    match read(text.get(..LONGEST).map_or(text, |_| "")) {
        License::Spdx { expression } | License::NearlySpdx { expression, .. } => Some(expression),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_badges_name_licences() {
        for (url, expected) in [
            ("https://img.shields.io/badge/license-MIT-green", Some("MIT")),
            ("https://img.shields.io/badge/License-Apache_2.0-blue.svg", Some("Apache-2.0")),
            ("https://img.shields.io/badge/License-Apache--2.0-blue.svg?style=flat", Some("Apache-2.0")),
            ("https://img.shields.io/badge/CC%20BY%204.0-lightgrey", Some("CC-BY-4.0")),
            ("https://img.shields.io/github/license/o/alpha", None),
            ("https://img.shields.io/badge/stars-12-green", None),
            ("https://example.org/mit.svg", None),
        ] {
            assert_eq!(by_address(url).as_deref(), expected, "{url}");
        }
    }
}
