//! Mathematics between dollar signs, in which GitHub makes no link: `$[a](b)$`, `$$ … $$`.

use std::ops::Range;

/// Bytes of the longest formula: two dollar signs that are further apart are prices.
const LONGEST: usize = 2_000;

/// The formulas of a text, in order.
///
/// A formula opens with a dollar sign behind a blank, a bracket or the beginning of a line, and closes with one that no
/// letter or digit follows; no blank is at its inside. Two signs in a row may hold several lines. What has an address or an
/// empty line in it is none: between two prices of a catalog there are links.
pub(super) fn formulas(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(start) = bytes.get(from..).and_then(|rest| memchr::memchr(b'$', rest)).map(|at| from + at) {
        let width = if bytes.get(start + 1) == Some(&b'$') { 2 } else { 1 };
        from = start + width;
        if !opens(bytes, start, from, width) {
            continue;
        }
        let limit = bytes.len().min(from + LONGEST);
        let inside = bytes.get(from..limit).unwrap_or_default();
        let Some(end) = closing(inside, width, bytes.get(limit)) else { continue };
        let inner = inside.get(..end).unwrap_or_default();
        let is_plain = memchr::memmem::find(inner, b"://").is_none() && memchr::memmem::find(inner, b"\n\n").is_none();
        if is_plain && !inner.is_empty() && (width == 2 || memchr::memchr(b'\n', inner).is_none()) {
            found.push(start..from + end + width);
            from += end + width;
        }
    }
    found
}

/// Returns true if the dollar sign at `start` may open a formula whose inside begins at `inside`.
fn opens(bytes: &[u8], start: usize, inside: usize, width: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| bytes.get(at));
    let is_free =
        before.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'(' | b'|' | b'>' | b'*' | b'-'));
    is_free && (width == 2 || bytes.get(inside).is_some_and(|byte| !byte.is_ascii_whitespace() && *byte != b'$'))
}

/// The offset of the signs that close a formula: those nearest to its beginning.
fn closing(inside: &[u8], width: usize, behind: Option<&u8>) -> Option<usize> {
    if width == 2 {
        return memchr::memmem::find(inside, b"$$");
    }
    let at = memchr::memchr(b'$', inside)?;
    let before = at.checked_sub(1).and_then(|last| inside.get(last))?;
    let after = inside.get(at + 1).or(behind);
    let is_end = !before.is_ascii_whitespace() && *before != b'\\';
    (is_end && !after.is_some_and(u8::is_ascii_alphanumeric)).then_some(at)
}

/// Returns true if one of the formulas, which are in order, holds an offset.
pub(super) fn holds(formulas: &[Range<usize>], at: usize) -> bool {
    let after = formulas.partition_point(|formula| formula.start <= at);
    after.checked_sub(1).and_then(|last| formulas.get(last)).is_some_and(|formula| formula.end > at)
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    #[test]
    fn formulas_hold_no_links() {
        for (text, links) in [
            ("so $[a](b)$ holds", 0),
            ("$$\n[a](b)\n$$\n", 0),
            ("($f[a](b)$)", 0),
            ("from $5 [a](b) to $6", 1),
            ("US$ [a](b) $", 1),
            ("$10 [a](https://a.org/x)$", 1),
            ("$5/[a](b)$6", 1),
            ("$$\n\n[a](b)\n\n$$\n", 1),
            ("$x$ [a](b) $y$", 1),
        ] {
            let document = parse(text);
            assert_eq!(document.links.len(), links, "{text}");
        }
    }
}
