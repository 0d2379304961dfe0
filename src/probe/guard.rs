//! Which addresses may be asked for: none inside a house, however it is spelt, and no port that no web site is served at.

/// What may be asked for, and which exceptions were made.
#[derive(Debug, Clone, Default)]
pub struct Guard {}
