//! What the header and the cells of a column say about it: the field that the header stands for, and how many cells hold
//! names, links or numbers.

use super::FieldVocabulary;
use super::field::Field;
use super::missing::missing;
use super::share::Share;
use super::vocabulary::NameHeader;
use crate::markdown::{Block, Document, MarkKind, TableRow};

/// Rows that tell whether the cells of a column differ: more cost time in tables of thousands and change nothing.
const SAMPLED_ROWS: usize = 400;
/// Cells of a column of names that differ: a few names come twice.
const NEARLY_ALL_DIFFER: Share = Share(4, 5);
/// Links of a column whose texts say whether they repeat.
const SEVERAL: usize = 3;
/// Digits of the longest number of a row.
const LONGEST_NUMBER: usize = 4;
/// Characters of the longest answer: `Yes`, `N/A`.
const LONGEST_ANSWER: usize = 3;

/// Meanings of headers, each looked up once: the tables of a catalog mostly share theirs.
pub(super) struct HeaderFields<'a> {
    words: &'a FieldVocabulary,
    known: rustc_hash::FxHashMap<&'a str, (Field, NameHeader)>,
}

impl<'a> HeaderFields<'a> {
    pub(super) fn new(words: &'a FieldVocabulary) -> Self {
        Self { words, known: rustc_hash::FxHashMap::default() }
    }

    pub(super) fn field(&mut self, header: &'a str) -> Field {
        self.look_up(header).0
    }

    /// Returns how surely a header is one of names.
    pub(super) fn of_names(&mut self, header: &'a str) -> NameHeader {
        self.look_up(header).1
    }

    /// The vocabulary.
    pub(super) const fn vocabulary(&self) -> &'a FieldVocabulary {
        self.words
    }

    fn look_up(&mut self, header: &'a str) -> (Field, NameHeader) {
        let words = self.words;
        *self.known.entry(header).or_insert_with(|| (words.field(header), words.name_header(header)))
    }
}

/// Number of cells of a column by what they hold.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct ColumnCells {
    /// A link or a bold name at the beginning.
    pub(super) named: usize,
    /// A link at the beginning.
    pub(super) linked: usize,
    /// A number and nothing else.
    pub(super) numbers: usize,
    /// A yes or a no.
    pub(super) answers: usize,
    /// Anything.
    pub(super) filled: usize,
}

impl ColumnCells {
    /// Those of a column in some rows.
    pub(super) fn of(document: &Document<'_>, rows: &[TableRow], column: usize) -> Self {
        let mut heads = Self::default();
        rows.iter().filter_map(|row| document.cells(row).get(column)).for_each(|cell| heads.take(document, cell));
        heads
    }

    pub(super) fn take(&mut self, document: &Document<'_>, cell: &Block) {
        let text = document.text_of(cell).trim();
        if !text.is_empty() && !cell.is_carried() {
            self.filled += 1;
            self.named +=
                usize::from(begins_with(document, cell, |kind| matches!(kind, MarkKind::Link | MarkKind::Strong)));
            self.linked += usize::from(begins_with(document, cell, |kind| kind == MarkKind::Link));
            self.numbers += usize::from(is_number(text));
            self.answers += usize::from(cell.marks.0 == cell.marks.1 && is_answer(text));
        }
    }

    pub(super) fn are_named(&self) -> bool {
        Share::HALF.is_exceeded(self.named, self.filled)
    }

    pub(super) fn are_linked(&self) -> bool {
        Share::HALF.is_exceeded(self.linked, self.filled)
    }

    pub(super) fn are_numbers(&self) -> bool {
        self.filled > 0 && self.numbers == self.filled && self.named == 0
    }
}

pub(super) fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
}

/// Returns true if a text is too short to be meant as a link, and no sign that one is missing: `Y`, `Yes`, `✓`, `N
/// (Apply)`.
fn is_answer(text: &str) -> bool {
    let text = text.split('(').next().unwrap_or(text).trim();
    (1..=9).contains(&text.len())
        && text.chars().count() <= LONGEST_ANSWER
        && !text.contains(|c: char| c.is_numeric())
        && missing(text).is_none()
}

fn begins_with(document: &Document<'_>, cell: &Block, is: fn(MarkKind) -> bool) -> bool {
    let text = document.text_of(cell);
    let lead = text.len() - text.trim_start().len();
    // `1) **Name** - what it is`
    let lead = lead + numbering(text.get(lead..).unwrap_or_default());
    document
        .marks_of(cell)
        .iter()
        .any(|mark| is(mark.kind) && mark.text.0 as usize <= lead && mark.text.1 > mark.text.0)
}

/// Returns true if the links that the cells of a column begin with are labels: words for what stands behind them, or a
/// few texts that repeat from row to row.
pub(super) fn is_of_labels(document: &Document<'_>, words: &FieldVocabulary, body: &[TableRow], column: usize) -> bool {
    let mut texts = rustc_hash::FxHashSet::default();
    let (mut linked, mut labels) = (0, 0);
    for cell in body.iter().take(SAMPLED_ROWS).filter_map(|row| document.cells(row).get(column)) {
        let first = document.marks_of(cell).iter().find(|mark| mark.kind == MarkKind::Link);
        let text = first.and_then(|mark| document.text_of(cell).get(mark.text.0 as usize..mark.text.1 as usize));
        if let Some(text) = text.filter(|text| !text.is_empty() && !cell.is_carried()) {
            linked += 1;
            labels += usize::from(words.is_label(text));
            texts.insert(text);
        }
    }
    Share::HALF.is_exceeded(labels, linked) || linked >= SEVERAL && !Share::HALF.is_reached(texts.len(), linked)
}

/// The length of a number with a bracket that a text begins with: `1) `.
pub(super) fn numbering(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text.get(digits..).unwrap_or_default();
    if (1..=LONGEST_NUMBER).contains(&digits) && behind.starts_with(") ") { digits + ") ".len() } else { 0 }
}

/// Returns true if nearly all cells of a column differ, as names do.
pub(super) fn distinct(document: &Document<'_>, body: &[TableRow], column: usize) -> bool {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut filled = 0;
    for row in body.iter().take(SAMPLED_ROWS) {
        let Some(cell) = document.cells(row).get(column) else { continue };
        let text = document.text_of(cell).trim();
        if !text.is_empty() && !cell.is_carried() {
            filled += 1;
            seen.insert(text);
        }
    }
    filled > 0 && NEARLY_ALL_DIFFER.is_reached(seen.len(), filled)
}
