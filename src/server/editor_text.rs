//! The text of a document as an editor has it: places as lines and units, and the changes that it sends.
//!
//! Lines end as the Language Server Protocol says, at `\n`, `\r\n` and a lone `\r`; columns count the unit that was agreed
//! on. Source: <https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#position>.

use std::ops::Range;

use lsp_types::{Position, TextDocumentContentChangeEvent};

/// Bytes of a stride. A place costs at most two strides, however long its line is.
const STRIDE: usize = 1024;

/// The unit that columns are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum PositionUnit {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16: what every client understands.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

/// A text with the index of its lines.
#[derive(Debug, Clone)]
pub(super) struct EditorText {
    text: String,
    unit: PositionUnit,
    /// Offsets at which lines begin.
    lines: Vec<usize>,
    /// Units before each stride.
    sums: Vec<usize>,
}

impl EditorText {
    pub(super) fn new(text: String, unit: PositionUnit) -> Self {
        let lines = line_starts(&text);
        let mut sum = 0;
        let mut sums = vec![0];
        sums.extend(text.as_bytes().chunks(STRIDE).map(|stride| {
            sum += unit.count(stride);
            sum
        }));
        Self { text, unit, lines, sums }
    }

    /// Returns another text, counted in the same unit.
    pub(super) fn with_text(&self, text: String) -> Self {
        Self::new(text, self.unit)
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the place of a byte; of one behind the text or in a line's end the last place before it.
    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.lines.partition_point(|&start| start <= offset).saturating_sub(1);
        let content = self.content(line);
        let units = self.units_before(offset.min(content.end)) - self.units_before(content.start);
        Position { line: as_u32(line), character: as_u32(units) }
    }

    /// Returns the byte of a place; a column behind the end of its line means that end, a line behind the last the end of
    /// the text.
    pub(super) fn offset(&self, position: Position) -> usize {
        let line = position.line as usize;
        if line >= self.lines.len() {
            return self.text.len();
        }
        let content = self.content(line);
        let wanted = self.units_before(content.start) + position.character as usize;
        // The last stride that begins at or before the place.
        let stride = self.sums.partition_point(|&sum| sum <= wanted).saturating_sub(1);
        // A column may lie far behind the line, and that stride behind the text.
        let mut offset = (stride * STRIDE).clamp(content.start, content.end);
        while !self.text.is_char_boundary(offset) {
            offset += 1;
        }
        let mut units = self.units_before(offset);
        for c in self.text.get(offset..content.end).unwrap_or_default().chars() {
            units += self.unit.width(c);
            if units > wanted {
                break;
            }
            offset += c.len_utf8();
        }
        offset.min(content.end)
    }

    /// Returns the text with a change made.
    #[must_use]
    pub(super) fn changed(self, change: TextDocumentContentChangeEvent) -> Self {
        let Some(range) = change.range else { return Self::new(change.text, self.unit) };
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        let mut text = self.text;
        text.replace_range(start.min(end)..end, &change.text);
        Self::new(text, self.unit)
    }

    /// The bytes of a line, without its end.
    fn content(&self, line: usize) -> Range<usize> {
        let start = self.lines.get(line).copied().unwrap_or(self.text.len());
        let end = self.lines.get(line + 1).copied().unwrap_or(self.text.len());
        let text = self.text.get(start..end).unwrap_or_default();
        let text = text.strip_suffix('\n').unwrap_or(text);
        start..start + text.strip_suffix('\r').unwrap_or(text).len()
    }

    fn units_before(&self, offset: usize) -> usize {
        let stride = offset / STRIDE;
        let rest = self.text.as_bytes().get(stride * STRIDE..offset).unwrap_or_default();
        self.sums.get(stride).copied().unwrap_or_default() + self.unit.count(rest)
    }
}

impl PositionUnit {
    /// Returns the units that begin in these bytes of UTF-8.
    fn count(self, bytes: &[u8]) -> usize {
        let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
        match self {
            Self::Utf8 => bytes.len(),
            Self::Utf32 => bytes.iter().filter(begins).count(),
            // A character of four bytes has two code units.
            Self::Utf16 => bytes.iter().filter(begins).count() + bytes.iter().filter(|byte| **byte >= 0xf0).count(),
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
    starts.extend(ends.filter(|&at| bytes.get(at..at + 2) != Some(b"\r\n")).map(|at| at + 1));
    starts
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::Range;
    use proptest::prelude::*;

    const UNITS: [PositionUnit; 3] = [PositionUnit::Utf8, PositionUnit::Utf16, PositionUnit::Utf32];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn a_place_counts_the_unit_that_was_agreed_on() {
        for (before, places) in [
            ("", [(0, 0), (0, 0), (0, 0)]),
            ("é👩", [(0, 6), (0, 3), (0, 2)]),
            ("\u{feff}数", [(0, 6), (0, 2), (0, 2)]),
            ("a\r\nb\rc\nd", [(3, 1), (3, 1), (3, 1)]),
            ("a\n\r\n", [(2, 0), (2, 0), (2, 0)]),
        ] {
            for (unit, (line, character)) in UNITS.into_iter().zip(places) {
                let text = EditorText::new(format!("{before}x\r\n"), unit);
                assert_eq!(text.position(before.len()), at(line, character), "{before:?} {unit:?}");
                assert_eq!(text.offset(at(line, character)), before.len(), "{before:?} {unit:?}");
            }
        }
    }

    #[test]
    fn a_place_that_is_none_is_moved_to_the_nearest() {
        let text = EditorText::new("a👩\r\nb".to_owned(), PositionUnit::Utf16);
        for (position, offset) in [(at(0, 2), 1), (at(0, 9), 5), (at(1, 5), 8), (at(7, 0), 8)] {
            assert_eq!(text.offset(position), offset, "{position:?}");
        }
        assert_eq!(text.position(6), at(0, 3), "between carriage return and line feed");
        assert_eq!(text.position(99), at(1, 1));
    }

    #[test]
    fn changes_replace_what_they_name() {
        let change = |range: Option<[(u32, u32); 2]>, new: &str| TextDocumentContentChangeEvent {
            range: range.map(|[start, end]| Range { start: at(start.0, start.1), end: at(end.0, end.1) }),
            range_length: None,
            text: new.to_owned(),
        };
        let text = EditorText::new("👩a\r\nb\n".to_owned(), PositionUnit::Utf16);
        let text = text.changed(change(Some([(0, 2), (0, 3)]), "äö")).changed(change(Some([(1, 0), (2, 0)]), ""));
        assert_eq!(text.as_str(), "👩äö\r\n");
        let text = text.changed(change(Some([(1, 4), (0, 0)]), "!")).changed(change(Some([(9, 0), (9, 9)]), "?"));
        assert_eq!(text.as_str(), "!👩äö\r\n?", "a range whose end is before its start replaces nothing");
        assert_eq!(text.changed(change(None, "all")).as_str(), "all");
    }

    proptest! {
        #[test]
        fn places_and_bytes_agree(text in "[a数👩é\r\n]{0,3000}") {
            for unit in UNITS {
                let index = EditorText::new(text.clone(), unit);
                for (offset, _) in text.char_indices().step_by(97).chain([(text.len(), ' ')]) {
                    let inside_end = text.get(..offset).is_some_and(|before| before.ends_with('\r'))
                        && text.get(offset..).is_some_and(|rest| rest.starts_with('\n'));
                    if !inside_end {
                        prop_assert_eq!(index.offset(index.position(offset)), offset);
                    }
                }
            }
        }
    }
}
