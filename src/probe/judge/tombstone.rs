//! Recognizes tombstones: the pages that repositories leave, with a reason, for what was withdrawn.

use crate::probe::{Cause, HttpAnswer};

use super::{text, vocabulary::tombstones};

/// Bytes of a body that are searched for marks: what repositories write is far shorter.
const SEARCHED: usize = 64 * 1024;

/// Why something is gone: taken back with a reason, or just gone.
pub(super) fn cause(answer: &HttpAnswer) -> Cause {
    if is_tombstone(answer) { Cause::Withdrawn } else { Cause::Gone }
}

/// The reason, where one is given.
pub(super) fn reason(answer: &HttpAnswer) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(&answer.body.bytes).ok()?;
    let root = value.get("tombstone").or_else(|| value.pointer("/metadata/tombstone")).unwrap_or(&value);
    let found = tombstones().reasons.iter().find_map(|key| root.get(key))?;
    let words = found.as_str().or_else(|| tombstones().parts.iter().find_map(|key| found.get(key)?.as_str()));
    // A title may itself be one of several languages.
    let words = words.or_else(|| found.pointer("/title/en")?.as_str())?;
    Some(text::quote(words))
}

fn is_tombstone(answer: &HttpAnswer) -> bool {
    let start = answer.body.bytes.get(..SEARCHED).unwrap_or(&answer.body.bytes);
    let body = String::from_utf8_lossy(start).to_ascii_lowercase();
    let json = body.trim_start().starts_with(['{', '[']);
    json && tombstones().marks.iter().any(|mark| body.contains(mark.as_str()))
}
