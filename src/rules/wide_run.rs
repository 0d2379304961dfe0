//! Stretches of text that are not ASCII. Most text is ASCII, which is passed over many bytes at a time; rules about
//! characters look only at what is not.

/// A stretch of text that is not ASCII.
#[derive(Debug, Clone, Copy)]
pub struct WideRun<'t> {
    /// The whole text.
    pub source: &'t str,
    /// The byte at which the stretch begins.
    pub start: usize,
    /// Its characters.
    pub text: &'t str,
}

impl WideRun<'_> {
    /// The character in front of it.
    pub fn before(&self) -> Option<char> {
        self.source.get(..self.start).and_then(|text| text.chars().next_back())
    }

    /// The character behind it.
    pub fn after(&self) -> Option<char> {
        self.source.get(self.start + self.text.len()..).and_then(|text| text.chars().next())
    }
}

/// The stretches of a text that are not ASCII, in order.
pub(super) fn all(source: &str) -> impl Iterator<Item = WideRun<'_>> {
    let bytes = source.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = next_wide(bytes, at)?;
        let length = bytes.get(start..)?.iter().position(u8::is_ascii).unwrap_or(bytes.len() - start);
        at = start + length;
        Some(WideRun { source, start, text: source.get(start..at)? })
    })
}

/// The first byte from `at` on that is not ASCII.
fn next_wide(bytes: &[u8], mut at: usize) -> Option<usize> {
    const STEP: usize = 64;
    while bytes.get(at..at + STEP).is_some_and(<[u8]>::is_ascii) {
        at += STEP;
    }
    let rest = bytes.get(at..)?;
    rest.iter().position(|b| !b.is_ascii()).map(|wide| at + wide)
}
