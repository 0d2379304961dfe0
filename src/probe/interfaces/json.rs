//! Bodies of JSON.

use serde_json::Value;

use crate::probe::HttpAnswer;

/// Parses the body of an answer; none where it is cut or no JSON, as where a page comes instead.
pub(super) fn body(answer: &HttpAnswer) -> Option<Value> {
    if answer.body.broken || !answer.body.whole {
        return None;
    }
    serde_json::from_slice(&answer.body.bytes).ok()
}

/// A text at a path of keys.
pub(super) fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(value, |value, key| value.get(key))?.as_str()
}

/// True if the value at a key is `true`.
pub(super) fn is_true(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool) == Some(true)
}
