//! What stands where something was taken back: a tombstone, as repositories write it, with a reason.

use crate::probe::{Answer, Cause};

use super::text;

/// Keys of a tombstone's JSON that hold the reason, the most telling first. Zenodo writes the first, OSF the last.
const REASONS: [&str; 4] = ["removal_reason", "deaccessionReason", "reason", "message"];

/// Why something is gone: taken back with a reason, or just gone.
pub(super) fn cause(answer: &Answer) -> Cause {
    if is_tombstone(answer) { Cause::Withdrawn } else { Cause::Gone }
}

/// The reason, where one is given.
pub(super) fn reason(answer: &Answer) -> Option<String> {
    let value: serde_json::Value = serde_json::from_slice(&answer.body.bytes).ok()?;
    let root = value.get("tombstone").or_else(|| value.pointer("/metadata/tombstone")).unwrap_or(&value);
    let found = REASONS.iter().find_map(|key| root.get(key))?;
    let words = found
        .as_str()
        .or_else(|| ["title", "en", "id"].iter().find_map(|key| found.pointer(&format!("/{key}"))?.as_str()));
    // A title may itself be one of several languages.
    let words = words.or_else(|| found.pointer("/title/en")?.as_str())?;
    Some(text::quote(words))
}

fn is_tombstone(answer: &Answer) -> bool {
    let start = answer.body.bytes.get(..64 * 1024).unwrap_or(&answer.body.bytes);
    let body = String::from_utf8_lossy(start).to_ascii_lowercase();
    let json = body.trim_start().starts_with(['{', '[']);
    json && ["\"tombstone\"", "\"removal_reason\"", "\"withdrawn\"", "deaccession"].iter().any(|key| body.contains(key))
}
