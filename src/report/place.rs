//! Places in a file as each format counts them, fast on long lines too.
//!
//! Lines are counted from 1 everywhere; columns are not: people and our own JSON count characters, SARIF counts UTF-16
//! code units, the Reviewdog Diagnostic Format counts bytes of UTF-8. A [`UnitPosition`] carries its unit in its type, so that a
//! column of one kind cannot be written where another is read.

use std::{marker::PhantomData, ops::Range, sync::OnceLock};

use crate::source::{File, Span};

/// Number of bytes of a stride. A question costs at most two strides, however long the line is.
const STRIDE: usize = 1024;
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The unit in which columns are counted.
pub(super) trait ColumnUnit {
    /// Returns the number of units between two bytes.
    fn between(places: &PlaceFinder<'_>, start: usize, end: usize) -> usize;
    /// Number of units of a byte order mark at the beginning of the file, which are no columns.
    const UNSEEN_MARK: usize;
}

/// Characters: what people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Characters {}

/// UTF-16 code units: an emoji has two. Counted by SARIF viewers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Utf16 {}

/// Bytes of UTF-8. The byte order mark is three of them, since its readers take the line as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Utf8Unit {}

impl ColumnUnit for Characters {
    const UNSEEN_MARK: usize = 1;

    fn between(places: &PlaceFinder<'_>, start: usize, end: usize) -> usize {
        places.between(&places.characters, start..end, characters)
    }
}

impl ColumnUnit for Utf16 {
    const UNSEEN_MARK: usize = 1;

    fn between(places: &PlaceFinder<'_>, start: usize, end: usize) -> usize {
        let sums = places.pairs.get_or_init(|| sums(places.file, pairs));
        Characters::between(places, start, end) + places.between(sums, start..end, pairs)
    }
}

impl ColumnUnit for Utf8Unit {
    const UNSEEN_MARK: usize = 0;

    fn between(_: &PlaceFinder<'_>, start: usize, end: usize) -> usize {
        end - start
    }
}

/// A place in a file: line and column from 1, the column in units of `U`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnitPosition<U> {
    pub(super) line: usize,
    pub(super) column: usize,
    unit: PhantomData<U>,
}

/// From a place to the place behind the last unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnitRange<U> {
    pub(super) start: UnitPosition<U>,
    pub(super) end: UnitPosition<U>,
}

/// A file, ready to be asked for places. `File::position` counts from the start of the line, which is the cheaper way for
/// one question, and quadratic for ten thousand on one line of 400 KB.
#[derive(Debug)]
pub(super) struct PlaceFinder<'a> {
    file: &'a File,
    /// Number of characters that begin before byte `STRIDE * index`.
    characters: Vec<u32>,
    /// Number of them that take two code units in UTF-16; counted when it is asked for.
    pairs: OnceLock<Vec<u32>>,
}

impl<'a> PlaceFinder<'a> {
    pub(super) fn new(file: &'a File) -> Self {
        Self { file, characters: sums(file, characters), pairs: OnceLock::new() }
    }

    pub(super) fn file(&self) -> &'a File {
        self.file
    }

    /// The place of a byte; in characters the same as `File::position` gives.
    pub(super) fn place<U: ColumnUnit>(&self, offset: usize) -> UnitPosition<U> {
        let offset = offset.min(self.file.text().len());
        self.place_in(self.file.line_of(offset), offset)
    }

    /// The place of a byte that lies in a line, counted from 0.
    pub(super) fn place_in<U: ColumnUnit>(&self, line: usize, offset: usize) -> UnitPosition<U> {
        let offset = offset.min(self.file.text().len());
        let start = self.file.line_start(line);
        let has_mark = line == 0 && offset > 0 && self.file.text().starts_with(BYTE_ORDER_MARK);
        let mark = if has_mark { U::UNSEEN_MARK } else { 0 };
        UnitPosition { line: line + 1, column: U::between(self, start, offset) - mark + 1, unit: PhantomData }
    }

    /// The region of a span.
    pub(super) fn region<U: ColumnUnit>(&self, span: Span) -> UnitRange<U> {
        let end = span.end.max(span.start);
        UnitRange { start: self.place(span.start as usize), end: self.place(end as usize) }
    }

    /// Returns the number of units in a range, from the sums before each stride.
    fn between(&self, sums: &[u32], range: Range<usize>, count: fn(&[u8]) -> usize) -> usize {
        let bytes = self.file.text().as_bytes();
        if range.len() <= STRIDE {
            return count(bytes.get(range).unwrap_or_default());
        }
        let before = |offset: usize| {
            let stride = offset / STRIDE;
            let rest = bytes.get(stride * STRIDE..offset).unwrap_or_default();
            sums.get(stride).map_or(0, |&sum| sum as usize) + count(rest)
        };
        before(range.end) - before(range.start)
    }
}

/// Counts the units before each stride.
fn sums(file: &File, count: fn(&[u8]) -> usize) -> Vec<u32> {
    let mut sum = 0;
    let mut sums = vec![0];
    sums.extend(file.text().as_bytes().chunks(STRIDE).map(|stride| {
        sum += count(stride) as u32;
        sum
    }));
    sums
}

/// Returns the number of characters that begin in these bytes.
fn characters(bytes: &[u8]) -> usize {
    count(bytes, |byte| byte & 0xc0 != 0x80)
}

/// Returns the number of characters begin in these bytes that UTF-16 writes as two code units: those of four bytes.
fn pairs(bytes: &[u8]) -> usize {
    count(bytes, |byte| byte >= 0xf0)
}

/// Returns the number of bytes are so, told so many at a time that their count fits into a byte: the compiler makes
/// many at once of it.
fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    bytes.chunks(128).map(|few| usize::from(few.iter().map(|&byte| u8::from(is(byte))).sum::<u8>())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column<U: ColumnUnit>(places: &PlaceFinder<'_>, offset: usize) -> (usize, usize) {
        let place = places.place::<U>(offset);
        (place.line, place.column)
    }

    #[test]
    fn gives_what_the_file_gives() {
        let long = "| 数据集 äöü 👩 ".repeat(400);
        for text in [String::new(), "\u{feff}".into(), format!("\u{feff}a\r\n\r\n{long}\n{long}"), long.repeat(3)] {
            let file = File::from_text("a.md", text.clone());
            let places = PlaceFinder::new(&file);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let position = file.position(offset);
                assert_eq!(column::<Characters>(&places, offset), (position.line, position.column), "at {offset}");
                let before = text.get(..offset).unwrap();
                let rest = before.rsplit('\n').next().unwrap();
                // Only the first line can begin with a mark.
                let seen = rest.trim_start_matches('\u{feff}');
                assert_eq!(column::<Utf16>(&places, offset).1, seen.encode_utf16().count() + 1, "at {offset}");
                assert_eq!(column::<Utf8Unit>(&places, offset).1, rest.len() + 1, "at {offset}");
            }
        }
    }

    #[test]
    fn each_unit_counts_its_own() {
        for (before, characters, utf16, bytes) in [
            ("", 1, 1, 1),
            ("a\tb", 4, 4, 4),
            ("é", 2, 2, 3),
            ("e\u{301}", 3, 3, 4),
            ("数据集", 4, 4, 10),
            ("✅", 2, 2, 4),
            ("👩", 2, 3, 5),
            ("👨\u{200d}💻", 4, 6, 12),
            ("\u{feff}", 1, 1, 4),
            ("\u{feff}👩", 2, 3, 8),
        ] {
            for (lines, line) in [("", 1), ("👩 x\n", 2), ("数\r\n\r\n", 3)] {
                if line > 1 && before.starts_with('\u{feff}') {
                    continue;
                }
                let file = File::from_text("a.md", format!("{lines}{before}here\r\n"));
                let places = PlaceFinder::new(&file);
                let at = lines.len() + before.len();
                assert_eq!(column::<Characters>(&places, at), (line, characters), "{before:?}");
                assert_eq!(column::<Utf16>(&places, at), (line, utf16), "{before:?}");
                assert_eq!(column::<Utf8Unit>(&places, at), (line, bytes), "{before:?}");
            }
        }
    }

    #[test]
    fn a_region_ends_behind_its_last_unit() {
        let file = File::from_text("a.md", "a 👩\r\nb\r\n");
        let places = PlaceFinder::new(&file);
        let ends = |start, end| {
            let region = places.region::<Utf16>(Span::new(start, end));
            [region.start, region.end].map(|place| (place.line, place.column))
        };
        assert_eq!(ends(2, 6), [(1, 3), (1, 5)]);
        assert_eq!(ends(2, 8), [(1, 3), (2, 1)]);
        assert_eq!(ends(8, 8), [(2, 1), (2, 1)]);
        assert_eq!(ends(8, 4), [(2, 1), (2, 1)], "a span that is no span");
        assert_eq!(ends(900, 901), [(3, 1), (3, 1)], "behind the file");
    }
}
