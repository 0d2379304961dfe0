//! Edits that mend a finding: as small as can be, never overlapping.

use crate::source::Span;

/// One replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What it is replaced with.
    pub text: String,
}

/// The edits that together mend one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Whether it can be applied without a person looking at it.
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

/// Applies fixes to a text, from the back; a fix that overlaps one already taken is left for the next round.
/// Returns the new text and how many fixes it holds.
pub fn apply<'a>(text: &str, fixes: impl IntoIterator<Item = &'a Fix>) -> (String, usize) {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut count = 0;
    for fix in fixes {
        let fits = fix.edits.iter().all(|edit| {
            text.get(edit.span.range()).is_some() && taken.iter().all(|other| !overlaps(edit.span, other.span))
        });
        if fits {
            count += 1;
            taken.extend(&fix.edits);
        }
    }
    taken.sort_by_key(|edit| std::cmp::Reverse(edit.span));
    let mut mended = text.to_owned();
    for edit in taken {
        mended.replace_range(edit.span.range(), &edit.text);
    }
    (mended, count)
}

/// Two edits overlap when they share a byte, or stand at the same place.
fn overlaps(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end || a.start == b.start
}
