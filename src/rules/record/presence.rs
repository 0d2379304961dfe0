//! Records without a name, and records without a link.

use rustc_hash::FxHashMap;

use super::link_habit::LinkHabit;
use crate::catalog::missing::missing;
use crate::catalog::{Catalog, Field, Record, RecordContainer, RecordPlace};
use crate::markdown::{Block, MarkKind};
use crate::rules::{Answer, Context, Draft, IndexedRecord, Question};
use crate::source::Span;
use crate::text::{fold, shorten_line};

/// Records with a link, beside one without, that make the link a habit: of two records one says nothing about the other.
const HABIT: usize = 2;

/// The same for what is listed in few rows or paragraphs under one name: of four properties or versions, three may well
/// have a link that the fourth does not need.
const HABIT_OF_PARTS: usize = 5;

/// `record/missing-name`.
pub(in crate::rules) fn missing_name(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    if record.is_named() {
        return Answer::Holds;
    }
    if is_heading_row(context, record) {
        return Answer::CannotTell;
    }
    let message = match record.place {
        RecordPlace::Row(..) => "the row has no name",
        _ => "the entry has no name",
    };
    let place = context.catalog.field(record, Field::Name).map_or(record.name_span, |cell| cell.span);
    Draft::new(place, message).help("name it, or take it out").into()
}

/// Returns true if a row stands for no record: it has one cell, which holds a picture or an advert, or all that it says is
/// in bold, as in a second row of headers.
fn is_heading_row(context: &Context<'_, '_>, record: &Record<'_>) -> bool {
    let RecordPlace::Row(_, row) = record.place else { return false };
    let document = &context.catalog.document;
    let Some(row) = document.rows.get(row as usize) else { return false };
    let cells = document.cells(row);
    let mut texts = cells.iter().filter(|cell| !document.text_of(cell).trim().is_empty()).peekable();
    let is_strong = |cell: &Block| {
        let text = document.text_of(cell).trim();
        let mut marks = document.marks_of(cell).iter().filter(|mark| mark.kind == MarkKind::Strong);
        marks.any(|mark| (mark.text.1 - mark.text.0) as usize >= text.len())
    };
    cells.len() == 1 || texts.peek().is_some() && texts.all(is_strong)
}

/// Returns true if a record is a row that repeats the header of its table.
fn repeats_header(context: &Context<'_, '_>, record: &Record<'_>) -> bool {
    let RecordPlace::Row(table, row) = record.place else { return false };
    let document = &context.catalog.document;
    let header = document.tables.get(table as usize).and_then(|table| document.header(table));
    let Some((row, header)) = document.rows.get(row as usize).zip(header) else { return false };
    let name = fold::words(&record.name);
    // The tables of a list of tables repeat the header of the first.
    let is_same = |cell: &Block| fold::words(document.text_of(cell)) == name;
    document.cells(header).iter().any(is_same) || row.span.of(context.text()).contains("<th")
}

/// The most characters of a cell's text in a message: beside the record's name it stays on one line of a terminal.
const LONGEST_CELL: usize = 41;

/// Number of records that stand together, and how many of them have a link.
#[derive(Clone, Copy, Default)]
struct LinkShare {
    all: usize,
    linked: usize,
}

/// `record/missing-link`: each record is compared with those beside it.
pub(in crate::rules) fn missing_link<'c, 't>(context: &Context<'c, 't>) -> Question<'c, IndexedRecord<'c, 't>> {
    let links = SiblingLinks::of(*context);
    let without: Vec<&Record<'_>> = context
        .catalog
        .records
        .iter()
        .filter(|record| !is_linked(context.catalog, record) && links.is_wanted(record))
        .collect();
    let marks = marks_of_the_gone(context, &without);
    let context = *context;
    Box::new(move |IndexedRecord { record, .. }| {
        if is_linked(context.catalog, record) {
            return Answer::Holds;
        }
        let text = record.span.of(context.text());
        if !links.is_wanted(record) || marks.iter().any(|mark| text.contains(mark)) {
            return Answer::CannotTell;
        }
        without_link(&context, record, links.share(record)).into()
    })
}

/// Returns true if a record has a link, or a cell with one reaches into its row.
fn is_linked(catalog: &Catalog<'_>, record: &Record<'_>) -> bool {
    catalog.links_of(record).next().is_some() || is_linked_above(catalog, record)
}

/// Numbers of records that stand together and have a link.
struct SiblingLinks<'c, 't> {
    context: Context<'c, 't>,
    /// The share of the records beside one that makes a link a habit.
    habit: f64,
    shares: FxHashMap<RecordContainer, LinkShare>,
    form: LinkHabit<'c, 't>,
}

impl<'c, 't> SiblingLinks<'c, 't> {
    fn of(context: Context<'c, 't>) -> Self {
        let records = &context.catalog.records;
        let mut shares: FxHashMap<RecordContainer, LinkShare> = FxHashMap::default();
        // Records that stand together mostly follow one another.
        for together in records.chunk_by(|a, b| company(&context, a) == company(&context, b)) {
            let Some(first) = together.first() else { continue };
            let share = shares.entry(company(&context, first)).or_default();
            share.all += together.len();
            share.linked += together.iter().filter(|record| is_linked(context.catalog, record)).count();
        }
        Self { habit: context.number("share"), context, shares, form: LinkHabit::of(context.catalog) }
    }

    fn share(&self, record: &Record<'_>) -> LinkShare {
        self.shares.get(&company(&self.context, record)).copied().unwrap_or_default()
    }

    /// True if a record should have a link, as those beside it do.
    fn is_wanted(&self, record: &Record<'_>) -> bool {
        let LinkShare { all, linked } = self.share(record);
        let least = if is_part(&self.context, record) { HABIT_OF_PARTS } else { HABIT };
        linked >= least
            && linked as f64 >= self.habit * all as f64
            && record.is_named()
            && !repeats_header(&self.context, record)
            && self.form.includes(record, all)
    }
}

/// Returns true if a record is rather a part or a property of one thing: a row of two columns, a paragraph, or an item
/// that a colon ends, `**Citation**: …`.
fn is_part(context: &Context<'_, '_>, record: &Record<'_>) -> bool {
    match record.place {
        RecordPlace::Row(table, _) => {
            context.catalog.tables.get(table as usize).is_some_and(|table| table.columns.len() <= 2)
        }
        RecordPlace::Block(_) | RecordPlace::Section(_) => true,
        RecordPlace::Item(_) => {
            let behind = Span { start: record.name_span.end, end: record.span.end.max(record.name_span.end) };
            behind.of(context.text()).trim_start_matches(['*', '_', ' ']).starts_with([':', '：'])
        }
    }
}

/// So many marks, those that most records bear, are looked at.
const MARKS: usize = 16;

/// The marks that only records without a link bear, several of them: `:warning:`, `⚠️`, `(archived)`. They say why there
/// is none.
fn marks_of_the_gone<'t>(context: &Context<'_, 't>, without: &[&Record<'t>]) -> Vec<&'t str> {
    let mut borne: FxHashMap<&str, usize> = FxHashMap::default();
    for record in without {
        let mut own: Vec<&str> = marks(record.span.of(context.text())).collect();
        own.sort_unstable();
        own.dedup();
        for mark in own {
            *borne.entry(mark).or_default() += 1;
        }
    }
    let mut borne: Vec<(&str, usize)> = borne.into_iter().filter(|(_, count)| *count > 1).collect();
    borne.sort_unstable_by_key(|&(mark, count)| (std::cmp::Reverse(count), mark));
    borne.truncate(MARKS);
    let records = context.catalog.records.iter();
    for record in records.filter(|record| context.catalog.links_of(record).next().is_some()) {
        if borne.is_empty() {
            break;
        }
        let text = record.span.of(context.text());
        borne.retain(|(mark, _)| !text.contains(mark));
    }
    borne.into_iter().map(|(mark, _)| mark).collect()
}

/// Returns the marks in a text: `:word:`, one word in brackets, a pictogram.
fn marks(text: &str) -> impl Iterator<Item = &str> {
    const LONGEST: usize = 24;
    let enclosed = move |open: char, close: char| {
        text.match_indices(open).filter_map(move |(at, _)| {
            let inner = text.get(at + 1..)?;
            let end = inner.find(|c: char| !c.is_alphabetic() && c != '_').filter(|end| (3..LONGEST).contains(end))?;
            inner.get(end..)?.starts_with(close).then(|| text.get(at..at + end + 2)).flatten()
        })
    };
    let is_pictogram =
        |c: char| matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f300}'..='\u{1faff}');
    let pictograms = text.char_indices().filter(move |(_, c)| is_pictogram(*c));
    let pictograms = pictograms.filter_map(|(at, c)| text.get(at..at + c.len_utf8()));
    enclosed(':', ':').chain(enclosed('(', ')')).chain(pictograms)
}

/// Returns true if a cell with a link reaches into a record's row from a row above.
fn is_linked_above(catalog: &Catalog<'_>, record: &Record<'_>) -> bool {
    let RecordPlace::Row(_, row) = record.place else { return false };
    let Some(row) = catalog.document.rows.get(row as usize).filter(|row| row.written < row.cells) else { return false };
    let carried = catalog.document.cells(row).iter().filter(|cell| cell.is_carried());
    carried.flat_map(|cell| catalog.document.marks_of(cell)).any(|mark| mark.kind == MarkKind::Link)
}

/// Returns the records that a record is compared with: paragraphs of a section and its subsections are alike.
fn company(context: &Context<'_, '_>, record: &Record<'_>) -> RecordContainer {
    match record.container(&context.catalog.document) {
        RecordContainer::Paragraphs(section) => RecordContainer::Sections(section),
        container => container,
    }
}

fn without_link(context: &Context<'_, '_>, record: &Record<'_>, LinkShare { all, linked }: LinkShare) -> Draft {
    let cell = context.catalog.field(record, Field::Link);
    let place: Span = cell.map_or(record.name_span, |cell| cell.span);
    let text = cell.map_or("", |cell| cell.text);
    let message = if text.chars().any(char::is_alphabetic) && missing(text).is_none() {
        format!("the link cell of {} says \"{}\" but links nowhere", record.name, shorten_line(text, LONGEST_CELL))
    } else {
        format!("{} has no access link", record.name)
    };
    let help = format!("link the place where it is to be had, as {linked} of the {all} entries beside it do");
    Draft::new(place, message).help(help).record(&*record.name)
}
