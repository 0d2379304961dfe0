//! Edits that fix a finding: as small as can be, never overlapping.

use std::collections::BTreeMap;

use crate::source::Span;

/// One replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The replaced span; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// The edits that together fix one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// True if it can be applied without a person looking at it.
    pub safe: bool,
    /// The edits, in the order of their spans.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix that can be applied without a person looking at it.
    pub fn safe(span: Span, text: impl Into<String>) -> Self {
        Self { safe: true, edits: vec![Edit { span, text: text.into() }] }
    }

    /// A fix that a person should look at.
    pub fn for_review(span: Span, text: impl Into<String>) -> Self {
        Self { safe: false, ..Self::safe(span, text) }
    }
}

/// Applies fixes to a text; a fix that overlaps one already taken is left for the next round, and one that overlaps itself
/// or does not fit the text is never taken. Returns the new text and how many fixes it holds.
pub fn apply<'a>(text: &str, fixes: impl IntoIterator<Item = &'a Fix>) -> (String, usize) {
    // By where they begin: none overlaps another, so that a new one has only its neighbours to fear.
    let mut taken: BTreeMap<u32, &Edit> = BTreeMap::new();
    let mut count = 0;
    for fix in fixes {
        let alone =
            fix.edits.windows(2).all(|pair| matches!(pair, [a, b] if a.span < b.span && !overlaps(a.span, b.span)));
        if alone && fix.edits.iter().all(|edit| text.get(edit.span.range()).is_some() && is_free(&taken, edit.span)) {
            count += 1;
            taken.extend(fix.edits.iter().map(|edit| (edit.span.start, edit)));
        }
    }
    let added: usize = taken.values().map(|edit| edit.text.len()).sum();
    let mut fixed = String::with_capacity(text.len() + added);
    let mut done = 0;
    for edit in taken.values() {
        fixed.push_str(text.get(done..edit.span.start as usize).unwrap_or_default());
        fixed.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    fixed.push_str(text.get(done..).unwrap_or_default());
    (fixed, count)
}

/// Returns true if a span overlaps none of those that are taken.
fn is_free(taken: &BTreeMap<u32, &Edit>, span: Span) -> bool {
    let before = taken.range(..=span.start).next_back();
    let after = taken.range(span.start + 1..).next();
    before.into_iter().chain(after).all(|(_, edit)| !overlaps(edit.span, span))
}

/// Two edits overlap when they share a byte, or stand at the same place.
fn overlaps(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end || a.start == b.start
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fix(edits: &[(usize, usize, &str)]) -> Fix {
        let edit = |&(start, end, text): &(usize, usize, &str)| Edit { span: Span::new(start, end), text: text.into() };
        Fix { safe: true, edits: edits.iter().map(edit).collect() }
    }

    #[test]
    fn a_fix_that_overlaps_an_earlier_one_waits() {
        for (fixes, fixed, count) in [
            (vec![fix(&[(1, 2, "B")]), fix(&[(3, 4, "")])], "aBce", 2),
            (vec![fix(&[(1, 3, "x")]), fix(&[(2, 4, "y")]), fix(&[(3, 3, "!")])], "ax!de", 2),
            (vec![fix(&[(2, 2, "1")]), fix(&[(2, 2, "2")]), fix(&[(2, 3, "C")])], "ab1cde", 1),
            (vec![fix(&[(0, 1, "A"), (4, 5, "E")]), fix(&[(2, 3, "C"), (4, 4, "-")])], "AbcdE", 1),
            (vec![fix(&[(1, 3, ""), (2, 4, "")]), fix(&[(3, 9, "")])], "abcde", 0),
        ] {
            assert_eq!(apply("abcde", &fixes), (fixed.to_owned(), count), "{fixes:?}");
        }
    }

    proptest! {
        /// The first fix is always taken, none is taken twice, and those that are left fit sooner or later.
        #[test]
        fn each_fix_that_is_taken_is_in_the_text(picks in proptest::collection::vec((0usize..40, 0usize..6), 1..30)) {
            let text = "0123456789".repeat(4);
            let fixes: Vec<Fix> = picks.iter().map(|&(at, length)| {
                Fix::safe(Span::new(at, (at + length).min(text.len())), "<>")
            }).collect();
            let (fixed, count) = apply(&text, &fixes);
            prop_assert!(count >= 1);
            prop_assert_eq!(fixed.matches("<>").count(), count);
            let mut slow: Vec<Span> = Vec::new();
            for fix in &fixes {
                if fix.edits.iter().all(|edit| slow.iter().all(|other| !overlaps(edit.span, *other))) {
                    slow.extend(fix.edits.iter().map(|edit| edit.span));
                }
            }
            prop_assert_eq!(slow.len(), count);
        }
    }
}
