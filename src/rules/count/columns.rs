//! Numbers in one row held against each other, and the units of a column.

use rustc_hash::FxHashMap;

use super::mentions::{grouped, number, place, same_noun};
use super::sum_words::WORDS;
use crate::catalog::number::{Comparison, QuantityKind, Separators, breakdown as read_breakdown, quantities, stated};
use crate::catalog::{Column, Field, FieldRef, Record, RecordPlace, Share, TableRole};
use crate::rules::{Answer, Context, Draft, IndexedRecord, Question};
use crate::source::Span;
use crate::text::fold;

/// Cells that tell the unit of a column: fewer may be alike by chance.
const LEAST_CELLS: usize = 5;
/// Cells of a column that have its unit. In a column where fewer have, units are mixed on purpose.
const COMMON: Share = Share(7, 10);
/// Letters of the shortest word of a header that can be a unit: `m` and `GB` are part of too many words.
const SHORTEST_STEM: usize = 3;

/// Relations between the columns of tables; worked out once for all tables that look alike.
#[derive(Default)]
struct ColumnPlans {
    /// The last table that was asked about, and its plan.
    last: Option<(u32, usize)>,
    all: Vec<ColumnPlan>,
    /// The plans by the headers and fields of their tables.
    known: FxHashMap<String, usize>,
    looks: String,
}

/// Relations between the columns of a table.
#[derive(Default)]
struct ColumnPlan {
    /// For each column the last word of its header without its plural, where it is a column of counts.
    counts: Vec<Option<String>>,
    /// For each column whether a column of counts shares its noun.
    paired: Vec<bool>,
    /// Columns in which a number may be broken down: those of counts and sizes, and the paired ones.
    divided: Vec<usize>,
}

impl ColumnPlans {
    fn of(&mut self, context: &Context<'_, '_>, table: u32) -> Option<&ColumnPlan> {
        let index = match self.last {
            Some((last, index)) if last == table => index,
            _ => self.look_up(context, table),
        };
        self.last = Some((table, index));
        self.all.get(index)
    }

    fn look_up(&mut self, context: &Context<'_, '_>, table: u32) -> usize {
        let columns = context.catalog.tables.get(table as usize).map_or(&[][..], |table| &table.columns);
        let document = &context.catalog.document;
        self.looks.clear();
        for column in columns {
            self.looks.push((b' ' + column.field as u8) as char);
            self.looks.push_str(document.block(column.header).map_or("", |cell| document.text_of(cell)));
            self.looks.push('\n');
        }
        if let Some(&index) = self.known.get(&self.looks) {
            return index;
        }
        let index = self.all.len();
        self.all.push(ColumnPlan::new(context, columns));
        self.known.insert(self.looks.clone(), index);
        index
    }
}

impl ColumnPlan {
    fn new(context: &Context<'_, '_>, columns: &[Column]) -> Self {
        let count = |index: usize| columns.get(index).is_some_and(|column| column.field == Field::Count);
        if !(0..columns.len()).any(count) {
            let divided = columns.iter().position(|column| column.field == Field::Size);
            return Self { divided: divided.into_iter().collect(), ..Self::default() };
        }
        let document = &context.catalog.document;
        let header = |index: u32| document.block(index).map_or("", |cell| document.text_of(cell));
        let headers: Vec<&str> = columns.iter().map(|column| header(column.header)).collect();
        let counts = headers.iter().enumerate().map(|(index, header)| count(index).then(|| stem(header))).collect();
        let pair = |(index, own): (usize, &&str)| {
            let others = headers.iter().enumerate().filter(|(other, _)| *other != index && count(*other));
            others.into_iter().any(|(_, other)| same_noun(own, other))
        };
        let paired: Vec<bool> = headers.iter().enumerate().map(pair).collect();
        let divided = columns
            .iter()
            .zip(&paired)
            .enumerate()
            .filter(|(_, (column, paired))| matches!(column.field, Field::Count | Field::Size) || **paired);
        let divided = divided.map(|(index, _)| index).collect();
        Self { counts, paired, divided }
    }
}

/// The last word of a header without its plural.
fn stem(header: &str) -> String {
    label(header).rsplit(' ').next().unwrap_or_default().trim_end_matches('s').to_owned()
}

/// `count/breakdown`, of single values: parts that do not come to their total.
pub(in crate::rules) fn breakdown<'c, 't>(context: &Context<'c, 't>) -> Question<'c, IndexedRecord<'c, 't>> {
    let context = *context;
    let catalog = context.catalog;
    let document = &catalog.document;
    let mut plans = ColumnPlans::default();
    Box::new(move |IndexedRecord { record, .. }| {
        if let RecordPlace::Row(table, row) = record.place {
            let Some(plan) = plans.of(&context, table) else { return Answer::CannotTell };
            let cells = document.rows.get(row as usize).map_or(&[][..], |row| document.cells(row));
            // Most cells are no breakdown, which is told before any field is put together.
            let divided = plan.divided.iter().filter_map(|&column| {
                let text = document.text_of(cells.get(column)?).trim_start();
                let is_paired = plan.paired.get(column) == Some(&true);
                (may_be_parts(text) && (is_paired || text.contains(TOTAL_MARKS))).then_some((column, is_paired))
            });
            return worst(divided.filter_map(|(column, is_paired)| {
                Some(breakdown_of(&context, record, &catalog.fields(record).nth(column)?, is_paired))
            }));
        }
        let divided = catalog
            .fields(record)
            .filter(|field| may_be_parts(field.text) && field.field != Field::Link && field.field != Field::Name);
        // Parts in brackets behind their total are read in every text.
        let divided = divided
            .filter(|field| !field.text.trim_end_matches(['.', ' ']).ends_with(')') || ends_with_total(field.text));
        worst(divided.map(|field| breakdown_of(&context, record, &field, true)))
    })
}

/// Returns true if the bracket that a text ends with holds one number: `662 tumors + 53 nodules (715 in total)`.
fn ends_with_total(text: &str) -> bool {
    let inner = text.rsplit_once('(').map_or("", |(_, inner)| inner);
    quantities(inner).len() == 1
}

/// Marks of a total beside its parts: `8 (5 + 3)`, `5 + 3 = 8`.
const TOTAL_MARKS: [char; 3] = ['(', '（', '='];

/// The first answer that something is broken, or else the best there is.
fn worst(answers: impl Iterator<Item = Answer>) -> Answer {
    let mut worst = Answer::CannotTell;
    for answer in answers {
        match answer {
            Answer::CannotTell => {}
            Answer::Holds => worst = Answer::Holds,
            broken @ (Answer::Broken(_) | Answer::Parts(_)) => return broken,
        }
    }
    worst
}

/// `is_paired` says that a column of counts may bear the same noun: without a total of its own a breakdown is held
/// against that.
fn breakdown_of(context: &Context<'_, '_>, record: &Record<'_>, field: &FieldRef<'_>, is_paired: bool) -> Answer {
    let is_paired = is_paired && count_columns(context, record, field).next().is_some();
    if !is_paired && !field.text.contains(TOTAL_MARKS) {
        return Answer::CannotTell;
    }
    let Some(parts) = read_breakdown(field.text) else { return Answer::CannotTell };
    if parts.total.is_none() {
        return against_column(context, record, field, &parts);
    }
    match parts.compare() {
        Comparison::Contradicts => within_cell(field, &parts),
        Comparison::Agrees => Answer::Holds,
        Comparison::CannotTell => Answer::CannotTell,
    }
}

/// Returns true if a text can be a breakdown at all, told without reading its numbers: it begins with a number, and
/// another
/// number follows a comma, a plus, a bracket or the word "and".
fn may_be_parts(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    // The thousands of one number are no second one.
    let digits = |b: &u8| b.is_ascii_digit() || matches!(b, b',' | b'.' | b'+');
    let first = bytes.iter().take_while(|b| digits(b)).count();
    bytes.get(first..).is_some_and(|rest| rest.iter().any(u8::is_ascii_digit))
}

fn within_cell(field: &FieldRef<'_>, parts: &crate::catalog::number::StatedBreakdown<'_>) -> Answer {
    let Some(total) = &parts.total else { return Answer::CannotTell };
    let sum = parts.sum();
    let message = format!("the parts come to {}, the total says {}", number(sum), number(total.quantity.interval));
    Draft::new(place(field, total.quantity.range.clone()), message)
        .help("correct the total or the parts")
        .subject(field.text.to_owned())
        .into()
}

/// The columns of counts whose headers share their noun with the header of a field.
fn count_columns<'a>(
    context: &Context<'a, '_>,
    record: &Record<'_>,
    field: &FieldRef<'a>,
) -> impl Iterator<Item = FieldRef<'a>> {
    let (own, label) = (field.span, field.label());
    let columns =
        context.catalog.fields_of(record, |field| field == Field::Count).filter(move |other| other.span != own);
    columns.filter(move |column| same_noun(column.label(), label))
}

/// A column of counts whose header shares its noun with the header of the parts: `# Structures` and `Anatomical
/// Structures`.
fn against_column(
    context: &Context<'_, '_>,
    record: &Record<'_>,
    field: &FieldRef<'_>,
    parts: &crate::catalog::number::StatedBreakdown<'_>,
) -> Answer {
    let sum = parts.sum();
    for column in count_columns(context, record, field) {
        let Some(count) = stated(column.text, Separators::Unknown) else { continue };
        if !sum.is_exact() || count.compare_to(&sum) != Comparison::Contradicts {
            return Answer::Holds;
        }
        let terms: Vec<String> = parts.parts.iter().map(|part| number(part.quantity.interval)).collect();
        let message = format!(
            "{} says {}, the parts come to {} = {}",
            label(column.label()),
            column.text,
            terms.join(" + "),
            grouped(sum.low)
        );
        return Draft::new(column.span, message)
            .help("correct the count or the parts")
            .related(field.span, format!("these come to {}", grouped(sum.low)))
            .subject(format!("{} {}", label(column.label()), column.text))
            .into();
    }
    Answer::CannotTell
}

fn label(text: &str) -> &str {
    text.trim_start_matches(['#', ' ']).trim()
}

/// `count/row`: a column of counts against the words of the same row: `5.158` and "5158 images in total".
pub(in crate::rules) fn row<'c, 't>(context: &Context<'c, 't>) -> Question<'c, IndexedRecord<'c, 't>> {
    let context = *context;
    let document = &context.catalog.document;
    let mut plans = ColumnPlans::default();
    Box::new(move |IndexedRecord { record, .. }| {
        let RecordPlace::Row(table, row) = record.place else { return Answer::CannotTell };
        let plan = plans.of(&context, table).filter(|plan| !plan.counts.is_empty());
        let Some(plan) = plan else { return Answer::CannotTell };
        let cells = document.rows.get(row as usize).map_or(&[][..], |row| document.cells(row));
        // Most rows have no words about what their columns count, which is told without reading a number.
        let mut words = cells.iter().zip(&plan.counts).filter(|(_, count)| count.is_none());
        let suspicious = words.any(|(cell, _)| {
            let Some(rest) = behind_digit(document.text_of(cell)) else { return false };
            plan.counts.iter().flatten().any(|stem| !stem.is_empty() && has_stem(rest, stem))
        });
        if suspicious { row_of(&context, record) } else { Answer::CannotTell }
    })
}

fn row_of(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let mut answer = Answer::CannotTell;
    for column in context.catalog.fields_of(record, |field| field == Field::Count) {
        let noun = label(column.label());
        let stem = noun.rsplit(' ').next().unwrap_or_default().trim_end_matches('s');
        if stem.is_empty() || !column.text.bytes().any(|b| b.is_ascii_digit()) {
            continue;
        }
        let others = context.catalog.fields_of(record, |field| field != Field::Count);
        for field in others.filter(|field| field.span != column.span) {
            if !names_a_number_of(field.text, stem) {
                continue;
            }
            let count = stated(column.text, Separators::Unknown).filter(|count| count.kind == QuantityKind::Count);
            let found = quantities(field.text);
            let mut alike =
                found.iter().filter(|other| other.kind == QuantityKind::Count && same_noun(other.unit, noun));
            let (Some(count), Some(other), None) = (count, alike.next(), alike.next()) else { continue };
            if count.compare(other) != Comparison::Contradicts {
                answer = Answer::Holds;
            } else if !other.floor && !count.floor {
                let message = format!(
                    "the column says {} {noun}, the row's own words say {}",
                    column.text,
                    number(other.interval)
                );
                return Draft::new(column.span, message)
                    .help("make the two agree")
                    .related(place(&field, other.range.clone()), "the words")
                    .subject(format!("{noun} {}", column.text))
                    .into();
            }
        }
    }
    answer
}

/// Returns true if a text has a digit, and behind it a word, told without reading its numbers.
fn names_a_number_of(text: &str, stem: &str) -> bool {
    behind_digit(text).is_some_and(|rest| has_stem(rest, stem))
}

/// A text from its first digit on.
fn behind_digit(text: &str) -> Option<&[u8]> {
    text.as_bytes().get(text.bytes().position(|b| b.is_ascii_digit())?..)
}

fn has_stem(rest: &[u8], stem: &str) -> bool {
    let Some(&first) = stem.as_bytes().first() else { return false };
    memchr::memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), rest)
        .any(|at| rest.get(at..at + stem.len()).is_some_and(|word| word.eq_ignore_ascii_case(stem.as_bytes())))
}

/// `count/unit`: a number of one thing in a column of another: utterances in a column of hours.
pub(in crate::rules) fn unit<'c>(context: &Context<'c, '_>) -> Question<'c, u32> {
    let context = *context;
    let catalog = context.catalog;
    Box::new(move |index| {
        let table = catalog.document.tables.get(index as usize).zip(catalog.tables.get(index as usize));
        let Some((table, reading)) = table.filter(|(_, reading)| reading.role == TableRole::Records) else {
            return Answer::CannotTell;
        };
        let columns = reading.columns.iter().enumerate();
        let columns = columns.filter(|(_, head)| matches!(head.field, Field::Count | Field::Size | Field::Other));
        columns.map(|(column, _)| column_units(&context, table, column)).collect()
    })
}

/// Where a column's header names the unit that nearly all of its cells have, a cell with one number of another unit is
/// wrong.
fn column_units(context: &Context<'_, '_>, table: &crate::markdown::Table, column: usize) -> Answer {
    // A few dozen rows tell the unit, and most columns have none.
    const SAMPLE: usize = 40;
    let document = &context.catalog.document;
    let head = document.header(table).and_then(|row| document.cells(row).get(column));
    let Some(head) = head else { return Answer::CannotTell };
    let body = document.body(table);
    if body.len() < LEAST_CELLS || !repeated_in_cells(context, document.text_of(head), body, column) {
        return Answer::CannotTell;
    }
    let sample: Vec<_> = body.iter().take(SAMPLE).filter_map(|row| one_quantity(context, row, column)).collect();
    let header = fold::words(document.text_of(head));
    let common = common(&sample).filter(|own| header.split(' ').any(|word| word.trim_end_matches('s') == *own));
    let Some(common) = common else { return Answer::CannotTell };
    let cells = body.iter().filter_map(|row| one_quantity(context, row, column));
    let judged = cells.map(|(span, unit, text)| {
        if unit == common || WORDS.is_time(&unit) && WORDS.is_time(&common) {
            return Answer::Holds;
        }
        Draft::new(span, format!("{text} stands in a column of {common}s"))
            .help(format!("give it in {common}s, or give it a column of its own"))
            .subject(text)
            .into()
    });
    judged.collect()
}

/// Returns true if a word of a header stands in several of the first cells below it, as the unit of a column does.
fn repeated_in_cells(
    context: &Context<'_, '_>,
    header: &str,
    body: &[crate::markdown::TableRow],
    column: usize,
) -> bool {
    let document = &context.catalog.document;
    let stems = header.split(|c: char| !c.is_alphanumeric()).map(|word| word.trim_end_matches(['s', 'S']));
    stems.filter(|stem| stem.len() >= SHORTEST_STEM).any(|stem| {
        let cells = body.iter().take(20).filter_map(|row| document.cells(row).get(column));
        cells.filter(|cell| names_a_number_of(document.text_of(cell), stem)).nth(2).is_some()
    })
}

/// A cell with a single number and its unit: where it stands, the unit's last word, the text.
fn one_quantity(
    context: &Context<'_, '_>,
    row: &crate::markdown::TableRow,
    column: usize,
) -> Option<(Span, String, String)> {
    let document = &context.catalog.document;
    let cell = document.cells(row).get(column)?;
    let text = document.text_of(cell);
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let found = quantities(text);
    let mut units = found.iter().filter(|q| q.kind == QuantityKind::Count).map(|q| unit_word(q.unit));
    let unit = units.next()?;
    (!unit.is_empty()).then(|| (context.catalog.content_span(cell), unit, text.trim().to_owned()))
}

fn unit_word(unit: &str) -> String {
    fold::words(unit).split(' ').next_back().unwrap_or_default().trim_end_matches('s').to_owned()
}

fn common(cells: &[(Span, String, String)]) -> Option<String> {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for (_, unit, _) in cells {
        *counts.entry(unit).or_default() += 1;
    }
    let (unit, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count >= LEAST_CELLS && COMMON.is_reached(count, cells.len())).then(|| unit.to_owned())
}
