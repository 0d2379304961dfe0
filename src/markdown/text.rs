//! The plain text of a block, and the way back from it to the source.

use crate::source::Span;

/// The text of a block as a reader sees it, without markup. Most blocks are one piece of source, which costs nothing
/// to keep.
#[derive(Debug, Clone)]
pub enum BlockText {
    /// The text stands in the source as it is.
    Slice(Span),
    /// The text is put together from several pieces of source.
    Built(Box<BuiltText>),
}

/// A text put together from pieces.
#[derive(Debug, Clone, Default)]
pub struct BuiltText {
    string: String,
    pieces: Vec<TextPiece>,
}

/// A piece of the string that begins at `at`, and the source that it was made from.
#[derive(Debug, Clone, Copy)]
struct TextPiece {
    at: u32,
    source: Span,
}

impl Default for BlockText {
    fn default() -> Self {
        Self::Slice(Span::default())
    }
}

impl BlockText {
    /// The text itself.
    pub fn as_str<'a>(&'a self, source: &'a str) -> &'a str {
        match self {
            Self::Slice(span) => span.of(source),
            Self::Built(built) => &built.string,
        }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Slice(span) => span.len(),
            Self::Built(built) => built.string.len(),
        }
    }

    /// Returns true if there is no text.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The source that a range of the text was made from: exact where the text stands in the source as it is, else
    /// from the beginning of the first piece to the end of the last one.
    pub fn source(&self, range: std::ops::Range<usize>) -> Span {
        match self {
            Self::Slice(span) => span.inner(range),
            Self::Built(built) => built.source(range),
        }
    }

    /// Adds what the reader sees for a piece of source.
    pub(super) fn push(&mut self, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        let verbatim = text.len() == span.len();
        if let Self::Slice(own) = self
            && verbatim
        {
            if own.is_empty() {
                *own = span;
                return;
            }
            if own.end == span.start {
                own.end = span.end;
                return;
            }
        }
        self.push_built(text, span);
    }

    /// Turns the text into a built one if it is not yet, which needs the source, and adds to it.
    fn push_built(&mut self, text: &str, span: Span) {
        if let Self::Built(built) = self {
            built.push(text, span);
        }
    }

    /// Returns true if `push` can take this piece without the source at hand.
    pub(super) fn takes(&self, text: &str, span: Span) -> bool {
        match self {
            Self::Slice(own) => text.len() == span.len() && (own.is_empty() || own.end == span.start),
            Self::Built(_) => true,
        }
    }

    /// Makes a built text of a slice.
    pub(super) fn build(&mut self, source: &str) {
        if let Self::Slice(span) = self {
            let mut built = Box::<BuiltText>::default();
            built.push(span.of(source), *span);
            *self = Self::Built(built);
        }
    }
}

impl BuiltText {
    fn push(&mut self, text: &str, span: Span) {
        if !text.is_empty() {
            self.pieces.push(TextPiece { at: self.string.len() as u32, source: span });
            self.string.push_str(text);
        }
    }

    fn source(&self, range: std::ops::Range<usize>) -> Span {
        let first = self.pieces.partition_point(|piece| piece.at as usize <= range.start).saturating_sub(1);
        let last = self.pieces.partition_point(|piece| (piece.at as usize) < range.end.max(range.start + 1));
        let last = last.saturating_sub(1).max(first);
        match (self.pieces.get(first), self.pieces.get(last)) {
            (Some(a), Some(b)) => {
                let start = self.offset(first, a, range.start);
                let end = self.offset(last, b, range.end);
                Span { start, end: end.max(start) }
            }
            _ => Span::default(),
        }
    }

    /// The source offset of a text offset that lies in the piece `index`.
    fn offset(&self, index: usize, piece: &TextPiece, at: usize) -> u32 {
        let next = self.pieces.get(index + 1).map_or(self.string.len(), |next| next.at as usize);
        let within = at.saturating_sub(piece.at as usize);
        let verbatim = next - piece.at as usize == piece.source.len();
        if verbatim {
            (piece.source.start + within as u32).min(piece.source.end)
        } else if within == 0 {
            piece.source.start
        } else {
            piece.source.end
        }
    }
}
