//! Places in a file as people count them, fast on long lines too.

use crate::source::{File, Position};

/// How many bytes a stride has. A question costs at most two strides, however long the line is.
const STRIDE: usize = 1024;

/// Counts of characters at regular offsets of a file. `File::position` counts from the start of the line, which is the
/// cheaper way for one question, and quadratic for ten thousand on one line of 400 KB.
#[derive(Debug)]
pub(super) struct Places<'a> {
    file: &'a File,
    /// How many characters begin before byte `STRIDE * index`.
    counts: Vec<u32>,
}

impl<'a> Places<'a> {
    pub(super) fn new(file: &'a File) -> Self {
        let mut sum = 0;
        let mut counts = vec![0];
        counts.extend(file.text().as_bytes().chunks(STRIDE).map(|stride| {
            sum += count(stride) as u32;
            sum
        }));
        Self { file, counts }
    }

    pub(super) fn file(&self) -> &'a File {
        self.file
    }

    /// The place of a byte; the same as `File::position` gives.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.file.text().len());
        self.position_in(self.file.line_of(offset), offset)
    }

    /// The place of a byte that lies in a line, counted from 0.
    pub(super) fn position_in(&self, line: usize, offset: usize) -> Position {
        let offset = offset.min(self.file.text().len());
        let start = self.file.line_start(line);
        let mark = usize::from(line == 0 && offset > 0 && self.file.text().starts_with('\u{feff}'));
        Position { line: line + 1, column: self.between(start, offset) - mark + 1 }
    }

    /// How many characters begin between two bytes.
    fn between(&self, start: usize, end: usize) -> usize {
        if end - start <= STRIDE {
            return count(self.file.text().as_bytes().get(start..end).unwrap_or_default());
        }
        self.before(end) - self.before(start)
    }

    fn before(&self, offset: usize) -> usize {
        let stride = offset / STRIDE;
        let rest = self.file.text().as_bytes().get(stride * STRIDE..offset).unwrap_or_default();
        self.counts.get(stride).map_or(0, |&count| count as usize) + count(rest)
    }
}

/// How many characters begin in these bytes.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_what_the_file_gives() {
        let long = "| 数据集 äöü 👩 ".repeat(400);
        for text in [String::new(), "\u{feff}".into(), format!("\u{feff}a\r\n\r\n{long}\n{long}"), long.repeat(3)] {
            let file = File::from_text("a.md", text.clone());
            let places = Places::new(&file);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                assert_eq!(places.position(offset), file.position(offset), "at {offset}");
            }
        }
    }
}
