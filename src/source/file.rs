//! One file: its path as it is shown, its text, and where its lines begin.

use super::{Position, Span};

/// A place where a file's bytes are not UTF-8, and were replaced by U+FFFD on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncodingError {
    /// The replacement character in the text that was read.
    pub span: Span,
    /// The offset of the first wrong byte in the file itself.
    pub offset: usize,
    /// The first wrong byte.
    pub byte: u8,
}

/// A file that was read: always text, whatever its bytes were.
#[derive(Debug, Clone)]
pub struct File {
    path: String,
    text: String,
    /// Offsets at which lines begin.
    lines: Vec<u32>,
    faults: Vec<EncodingError>,
    /// Number of bytes that the file has on disk.
    size: usize,
}

impl File {
    /// A file from text that is known to be UTF-8. `path` is shown to people as it stands.
    pub fn from_text(path: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let size = text.len();
        Self::build(path.into(), text, Vec::new(), size)
    }

    /// A file from its bytes. Bytes that are not UTF-8 become U+FFFD and are kept as faults; UTF-16 with a byte order
    /// mark is decoded.
    pub fn from_bytes(path: impl Into<String>, bytes: Vec<u8>) -> Self {
        let size = bytes.len();
        if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(&bytes).filter(|(e, _)| *e != encoding_rs::UTF_8) {
            let text = encoding.decode(&bytes).0.into_owned();
            let fault =
                EncodingError { span: Span::at(0), offset: 0, byte: bytes.first().copied().unwrap_or_default() };
            return Self::build(path.into(), text, vec![fault], size);
        }
        match String::from_utf8(bytes) {
            Ok(text) => Self::build(path.into(), text, Vec::new(), size),
            Err(error) => {
                let (text, faults) = decode(error.as_bytes());
                Self::build(path.into(), text, faults, size)
            }
        }
    }

    fn build(path: String, mut text: String, faults: Vec<EncodingError>, size: usize) -> Self {
        // Spans are 32 bits wide; what lies behind 4 GiB is cut, and `file/too-large` says so by `size`.
        if u32::try_from(text.len()).is_err() {
            let mut end = u32::MAX as usize;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
        }
        let mut lines = vec![0];
        lines.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        Self { path, text, lines, faults, size }
    }

    /// The path as it is shown.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text, with its byte order mark if it has one.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file's size in bytes, as it was read.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Returns the places of bytes that were not UTF-8.
    pub fn faults(&self) -> &[EncodingError] {
        &self.faults
    }

    /// Returns true if the text is what stands in the file, byte for byte: nothing had to be decoded or cut.
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.size == self.text.len()
    }

    /// The text under a span.
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The line, counted from 0, that a byte lies in.
    pub fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|&start| start as usize <= offset).saturating_sub(1)
    }

    /// The offset at which a line begins, counted from 0.
    pub fn line_start(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |&at| at as usize)
    }

    /// The span of a line, counted from 0, without its line ending.
    pub fn line_span(&self, line: usize) -> Span {
        let (start, end) = (self.line_start(line), self.line_start(line + 1));
        let text = self.text.get(start..end).unwrap_or_default();
        Span::new(start, start + text.trim_end_matches(['\n', '\r']).len())
    }

    /// The place of a byte as people count.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.line_of(offset);
        let start = self.lines.get(line).map_or(0, |&at| at as usize);
        let before = self.text.get(start..offset.max(start)).unwrap_or_default();
        let mark = usize::from(start == 0 && before.starts_with('\u{feff}'));
        Position { line: line + 1, column: before.chars().count() - mark + 1 }
    }
}

/// Reads bytes that are not all UTF-8, and keeps the places where they are not.
fn decode(bytes: &[u8]) -> (String, Vec<EncodingError>) {
    let mut text = String::with_capacity(bytes.len());
    let mut faults = Vec::new();
    let mut offset = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        offset += chunk.valid().len();
        if let Some(&byte) = chunk.invalid().first() {
            let start = text.len();
            text.push(char::REPLACEMENT_CHARACTER);
            faults.push(EncodingError { span: Span::new(start, text.len()), offset, byte });
            offset += chunk.invalid().len();
        }
    }
    (text, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf8_are_kept_as_faults() {
        let file = File::from_bytes("a.md", b"caf\xe9 \xe2\x82 x".to_vec());
        assert_eq!(file.text(), "caf\u{fffd} \u{fffd} x");
        assert_eq!(file.faults().iter().map(|f| (f.offset, f.byte)).collect::<Vec<_>>(), [(3, 0xe9), (5, 0xe2)]);
    }

    #[test]
    fn positions_count_characters_and_not_the_byte_order_mark() {
        let file = File::from_text("a.md", "\u{feff}äb\r\nc");
        assert_eq!(file.position(5), Position { line: 1, column: 2 });
        assert_eq!(file.position(8), Position { line: 2, column: 1 });
        assert_eq!(file.slice(file.line_span(0)), "\u{feff}äb");
    }
}
