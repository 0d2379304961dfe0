//! Suppression comments as a result of a check: what a comparison with the base needs of them.

use crate::{finding::Finding, source::Span};

/// The comments of one version of a file that suppress, and what they suppress.
#[derive(Debug, Default)]
pub struct Comments {
    pub(super) list: Vec<Comment>,
    /// The findings that they suppress, in the order of the text.
    pub suppressed: Vec<Finding>,
}

/// A comment that suppresses.
#[derive(Debug)]
pub(super) struct Comment {
    pub(super) span: Span,
    pub(super) covers: Span,
    pub(super) names: Vec<String>,
    /// The names, as a sentence has them.
    pub(super) listed: String,
    /// What stays the same between two versions: its words, and what it covers.
    pub(super) key: String,
    /// Of a range, the lines before and behind its beginning, and before and behind its end.
    pub(super) edges: Option<[String; 4]>,
}
