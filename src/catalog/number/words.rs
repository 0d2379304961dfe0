//! A list of words or marks of which one may stand at a place of a text.

use serde::Deserialize;

/// Words or marks, and the bytes that they begin and end with: at most places none can stand, which one byte tells.
#[derive(Debug, Deserialize)]
#[serde(from = "Vec<String>")]
pub(super) struct WordSet {
    list: Vec<String>,
    first: ByteSet,
    last: ByteSet,
}

/// A set of bytes, with the letters of ASCII in both cases.
#[derive(Debug)]
struct ByteSet([bool; 256]);

impl ByteSet {
    fn of(bytes: impl Iterator<Item = Option<u8>>) -> Self {
        let mut set = [false; 256];
        for byte in bytes.flatten() {
            for same in [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()] {
                if let Some(slot) = set.get_mut(usize::from(same)) {
                    *slot = true;
                }
            }
        }
        Self(set)
    }

    fn has(&self, byte: Option<&u8>) -> bool {
        byte.and_then(|&byte| self.0.get(usize::from(byte))) == Some(&true)
    }
}

impl Default for WordSet {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl From<Vec<String>> for WordSet {
    fn from(list: Vec<String>) -> Self {
        let first = ByteSet::of(list.iter().map(|word| word.bytes().next()));
        let last = ByteSet::of(list.iter().map(|word| word.bytes().next_back()));
        Self { list, first, last }
    }
}

impl WordSet {
    /// The words that a text may begin with.
    pub(super) fn that_may_begin(&self, text: &str) -> impl Iterator<Item = &str> {
        self.if_any(self.first.has(text.as_bytes().first()))
    }

    /// The words that a text may end with.
    pub(super) fn that_may_end(&self, text: &str) -> impl Iterator<Item = &str> {
        self.if_any(self.last.has(text.as_bytes().last()))
    }

    /// All words, or none of them without going through the list.
    fn if_any(&self, any: bool) -> impl Iterator<Item = &str> {
        let list = if any { &self.list[..] } else { &[] };
        list.iter().map(String::as_str)
    }
}
