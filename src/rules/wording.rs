//! Texts from a catalog as messages show them.

use std::borrow::Cow;

use crate::catalog::secret::without_secrets;
use crate::text::shorten;

/// The most characters of a text in a message, the `…` at the cut included: a line of a terminal.
const LONGEST: usize = 73;

/// Writes a text as a message shows it: one line, and not longer than a line.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    // Before it is cut: of half a secret nobody sees that it is one.
    if let Cow::Owned(text) = without_secrets(text) {
        return Cow::Owned(shown(&text).into_owned());
    }
    if text.len() < LONGEST && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let line: String = text.chars().take(LONGEST + 1).map(|c| if c.is_control() { ' ' } else { c }).collect();
    Cow::Owned(shorten(&line, LONGEST).into_owned())
}

/// Decodes `%20` and the like; what is no UTF-8 then stays as it was written.
pub(super) fn percent_decoded(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}
