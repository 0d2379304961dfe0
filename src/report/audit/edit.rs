//! Two addresses side by side: which parts of each the other lacks.

use serde::Serialize;
use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use super::sanitize::terminal_line;

/// Addresses longer than this are held against each other as a whole.
const LONGEST: usize = 2_000;

/// Two addresses, each in parts.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct AddressEdit {
    pub(super) old: Vec<AddressPart>,
    pub(super) new: Vec<AddressPart>,
}

/// A part of an address.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct AddressPart {
    pub(super) text: String,
    /// True if the other address lacks it.
    pub(super) changed: bool,
}

impl AddressEdit {
    pub(super) fn new(old: &str, new: &str) -> Self {
        let (old, new) = (terminal_line(old), terminal_line(new));
        let (old, new) = (words(&old), words(&new));
        let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
        Self { old: parts(&ops, &old, DiffOp::old_range), new: parts(&ops, &new, DiffOp::new_range) }
    }
}

/// Words, and each sign between them by itself.
fn words(text: &str) -> Vec<&str> {
    if text.len() > LONGEST {
        return vec![text];
    }
    let is_sign = |c: char| "/:.?&=#-_%".contains(c);
    text.split_inclusive(is_sign)
        .flat_map(|word| {
            let (word, sign) = word.split_at(word.trim_end_matches(is_sign).len());
            [word, sign]
        })
        .filter(|word| !word.is_empty())
        .collect()
}

fn parts(ops: &[DiffOp], words: &[&str], range: fn(&DiffOp) -> std::ops::Range<usize>) -> Vec<AddressPart> {
    let part = |op: &DiffOp| AddressPart {
        text: words.get(range(op)).unwrap_or_default().concat(),
        changed: op.tag() != DiffTag::Equal,
    };
    ops.iter().map(part).filter(|part| !part.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_shows_what_differs() {
        let marked = |parts: &[AddressPart]| {
            parts
                .iter()
                .map(|part| if part.changed { format!("[{}]", part.text) } else { part.text.clone() })
                .collect::<String>()
        };
        for (old, new, wanted_old, wanted_new) in [
            ("http://a.org/x", "https://a.org/x", "[http]://a.org/x", "[https]://a.org/x"),
            ("https://a.org/old/b", "https://a.org/new/b/c", "https://a.org/[old]/b", "https://a.org/[new]/b[/c]"),
            ("https://ä.org", "https://ä.org/", "https://ä.org", "https://ä.org[/]"),
            ("same", "same", "same", "same"),
            ("", "a", "", "[a]"),
        ] {
            let edit = AddressEdit::new(old, new);
            assert_eq!((marked(&edit.old).as_str(), marked(&edit.new).as_str()), (wanted_old, wanted_new));
        }
    }
}
