//! Licences that are not said.

use rustc_hash::FxHashMap;

use super::one_choice;
use crate::catalog::license::License;
use crate::catalog::missing::MissingReason;
use crate::catalog::{Field, Record, RecordPlace, TableRole};
use crate::markdown::{ListId, MarkKind, Table};
use crate::rules::record_license;
use crate::rules::{Answer, Context, Draft, IndexedRecord, Question, RecordLicense};
use crate::source::Span;
use crate::text::choose_form;

/// A list says something of its entries' licences only if it has so many of them.
const ENOUGH: usize = 5;

/// The share of all items that must name one, before any list of them is looked at.
const MOST: f64 = 0.5;

/// So many rows without a licence are told one by one.
const FEW: usize = 4;

/// The share of a table's rows that name no licence, from which on nobody fills the column.
const NEARLY_ALL: f64 = 0.75;

/// Number of records that stand together, and how many of them name a licence.
#[derive(Debug, Clone, Copy, Default)]
struct LicenseShare {
    all: usize,
    named: usize,
    /// Fields with a key of those that name one.
    fields: usize,
}

impl LicenseShare {
    /// Returns true if nearly all of these records name a licence.
    fn is_habit(self, share: f64) -> bool {
        self.named >= ENOUGH && self.named as f64 >= share * self.all as f64
    }
}

/// `license/missing`, of items: each is compared with those beside it.
pub(in crate::rules) fn missing_in_list<'c, 't>(context: &Context<'c, 't>) -> Question<'c, IndexedRecord<'c, 't>> {
    let context = *context;
    let (catalog, licenses, share) = (context.catalog, context.catalog.licenses(), context.number("share"));
    let is_licensed = move |index| licenses.of_record(index).is_some_and(|stated| licenses.reading(stated).is_some());
    let list_of = move |item: u32| catalog.document.items.get(item as usize).map(|item| item.list);
    let mut lists: FxHashMap<Option<ListId>, LicenseShare> = FxHashMap::default();
    let mut all = LicenseShare::default();
    for (record, index) in catalog.records.iter().zip(0..) {
        let RecordPlace::Item(item) = record.place else { continue };
        let is_named = is_licensed(index);
        for share in [lists.entry(list_of(item)).or_default(), &mut all] {
            share.all += 1;
            share.named += usize::from(is_named);
            share.fields += if is_named { fields(&context, record) } else { 0 };
        }
    }
    Box::new(move |IndexedRecord { index, record }| {
        let RecordPlace::Item(item) = record.place else { return Answer::CannotTell };
        if is_licensed(index) {
            return Answer::Holds;
        }
        let naming = lists.get(&list_of(item)).copied().unwrap_or_default();
        // An entry that lacks other fields too is written in a shorter form.
        let is_short = || fields(&context, record) * 2 * naming.named < naming.fields;
        let is_habit = all.is_habit(MOST) && naming.is_habit(share) && record.is_named();
        if !is_habit || is_short() || has_token(&context, item) {
            return Answer::CannotTell;
        }
        item_without(record, naming).into()
    })
}

/// Returns how many fields of a record have a key: `License: MIT`.
fn fields(context: &Context<'_, '_>, record: &Record<'_>) -> usize {
    let values = context.catalog.values.get(record.values.0 as usize..record.values.1 as usize).unwrap_or_default();
    values.iter().filter(|value| value.key.start < value.key.end).count()
}

/// The column of licences of one table.
#[derive(Debug, Clone, Copy, Default)]
struct LicenseColumn<'c> {
    rows: usize,
    /// Rows that name no licence.
    without: usize,
    /// The first of them.
    first: Span,
    /// The header, where nobody fills the column.
    idle: Option<(&'c str, Span)>,
    /// True if the column as a whole was reported.
    is_reported: bool,
}

/// `license/missing`, of rows in a table with a column of licences.
pub(in crate::rules) fn missing<'c, 't>(context: &Context<'c, 't>) -> Question<'c, RecordLicense<'c, 't>> {
    let context = *context;
    let mut columns: FxHashMap<u32, LicenseColumn<'c>> = FxHashMap::default();
    for said in record_license::all(context.catalog) {
        let RecordPlace::Row(table, _) = said.record.place else { continue };
        let column = columns.entry(table).or_default();
        column.rows += 1;
        if matches!(row(said), Answer::Broken(_)) {
            column.first = if column.without == 0 { said.stated.span } else { column.first };
            column.without += 1;
        }
    }
    #[expect(clippy::iter_over_hash_type, reason = "each column is changed by itself")]
    for (&index, column) in &mut columns {
        if column.without > FEW && column.without as f64 >= NEARLY_ALL * column.rows as f64 {
            let table = context.catalog.document.tables.get(index as usize);
            column.idle = table.and_then(|table| header(&context, table, index, Field::License));
        }
    }
    Box::new(move |said| {
        let RecordPlace::Row(table, _) = said.record.place else { return Answer::CannotTell };
        let Some(column) = columns.get_mut(&table) else { return Answer::CannotTell };
        match (row(said), column.idle) {
            (Answer::Broken(_), Some(_)) if column.is_reported => Answer::CannotTell,
            (Answer::Broken(_), Some(header)) => {
                column.is_reported = true;
                idle_column(&context, table, column, header).into()
            }
            // Rows with one mark for "none", `--`, are one choice.
            (Answer::Broken(draft), None) => {
                draft.alike(one_choice(u64::from(table) << 32 | u64::from(said.stated.reading))).into()
            }
            (answer, _) => answer,
        }
    })
}

/// Words the finding about a column that nobody fills.
fn idle_column(context: &Context<'_, '_>, table: u32, column: &LicenseColumn<'_>, (text, span): (&str, Span)) -> Draft {
    let document = &context.catalog.document;
    let message = format!("the column \"{text}\" names no licence in {} of its {} rows", column.without, column.rows);
    let section = document.tables.get(table as usize).map_or("", |table| document.title(table.section));
    Draft::new(span, message)
        .help("name the licences: what says nothing of it may not be used; or take the column out")
        .related(column.first, "the first of them")
        .subject(section.to_owned())
}

/// Returns true if an item has a text in code or brackets, or a badge, where entries name their licences. What it
/// stands for does not matter:
/// `[Own LGPL or GPL]` and `[OSGPL]` are licences that no list has.
fn has_token(context: &Context<'_, '_>, item: u32) -> bool {
    let document = &context.catalog.document;
    let Some(block) = document.items.get(item as usize).and_then(|item| document.block(item.block)) else {
        return false;
    };
    let text = document.text_of(block);
    let is_badge = |link: u32| {
        document.links.get(link as usize).is_some_and(|link| link.target.to_ascii_lowercase().contains("licen"))
    };
    let is_token = document.marks_of(block).iter().any(|mark| match mark.kind {
        MarkKind::Code => true,
        MarkKind::Image => is_badge(mark.link),
        _ => false,
    });
    is_token || text.contains('[') || text.trim_end_matches([' ', '.', '\n']).ends_with([')', '）'])
}

fn row(said: RecordLicense<'_, '_>) -> Answer {
    let record = said.record;
    let License::Missing(kind) = said.reading.license else { return Answer::Holds };
    let text = &said.reading.text;
    let message = match kind {
        MissingReason::Empty => format!("{} has no licence", record.name),
        MissingReason::NotKnown if !is_mark(text) => format!("the licence of {} is \"{text}\"", record.name),
        MissingReason::NotApplicable => format!("{} has no licence, only \"{text}\"", record.name),
        _ => return Answer::CannotTell,
    };
    let help = "name the licence: what says nothing of it may not be used";
    Draft::new(said.stated.span, message).help(help).subject(text.to_string()).into()
}

/// Returns true if a text is only question marks, which stand for work to be done.
fn is_mark(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '?' | '？'))
}

fn item_without(record: &Record<'_>, naming: LicenseShare) -> Draft {
    let LicenseShare { all, named, .. } = naming;
    Draft::new(record.name_span, format!("{} names no licence, as {named} of the {all} entries here do", record.name))
        .help("name the licence as the entries beside it do")
        .record(&*record.name)
}

/// `license/placeholder`.
pub(in crate::rules) fn placeholder<'c, 't>(_: &Context<'c, 't>) -> Question<'c, RecordLicense<'c, 't>> {
    Box::new(|said| {
        let text = &said.reading.text;
        match said.reading.license {
            License::Missing(MissingReason::ToBeDone) => {}
            License::Missing(MissingReason::NotKnown) if is_mark(text) => {}
            License::Missing(_) => return Answer::CannotTell,
            _ => return Answer::Holds,
        }
        Draft::new(said.stated.span, format!("\"{text}\" stands where the licence of {} should", said.record.name))
            .help("look the licence up, and write it here")
            .subject(text.to_string())
            .into()
    })
}

/// `license/missing-column`: tables of the same kind of thing as one that has the column.
pub(in crate::rules) fn missing_column<'c>(context: &Context<'c, '_>) -> Question<'c, u32> {
    let context = *context;
    let catalog = context.catalog;
    let tables = catalog.document.tables.iter().zip(&catalog.tables).zip(0..);
    let tables = tables.filter(|((_, reading), _)| reading.role == TableRole::Records);
    // The kind of thing is what the header of the names calls it.
    let mut kinds: FxHashMap<String, TableGroup> = FxHashMap::default();
    let mut all = 0;
    for ((table, _), index) in tables {
        all += 1;
        let Some((name, _)) = header(&context, table, index, Field::Name) else { continue };
        let kind = kinds.entry(name.to_lowercase()).or_default();
        kind.tables += 1;
        if let Some((_, span)) = header(&context, table, index, Field::License) {
            kind.with += 1;
            kind.first.get_or_insert(span);
        }
    }
    Box::new(move |index| {
        let read = catalog.tables.get(index as usize).filter(|reading| reading.role == TableRole::Records);
        let Some(table) = read.and_then(|_| catalog.document.tables.get(index as usize)) else {
            return Answer::CannotTell;
        };
        let Some((name, span)) = header(&context, table, index, Field::Name) else { return Answer::CannotTell };
        let kind = kinds.get(&name.to_lowercase()).copied().unwrap_or_default();
        // A catalog of several kinds of things compares each by other facts.
        let Some(first) = kind.first.filter(|_| kind.tables * 3 >= all * 2) else { return Answer::CannotTell };
        if catalog.column(index, Field::License).is_some() {
            return Answer::Holds;
        }
        column(name, span, kind, first).subject(catalog.document.title(table.section).to_owned()).into()
    })
}

/// The tables of one kind of thing.
#[derive(Debug, Clone, Copy, Default)]
struct TableGroup {
    tables: usize,
    with: usize,
    /// The first header of a licence column.
    first: Option<Span>,
}

/// The header of a table's column for a field.
fn header<'c>(context: &Context<'c, '_>, table: &Table, index: u32, field: Field) -> Option<(&'c str, Span)> {
    let catalog = context.catalog;
    let column = catalog.column(index, field)?;
    let row = catalog.document.header(table)?;
    let cell = catalog.document.cells(row).get(column)?;
    let text = catalog.document.text_of(cell).trim();
    (!text.is_empty()).then(|| (text, catalog.content_span(cell)))
}

fn column(name: &str, span: Span, kind: TableGroup, first: Span) -> Draft {
    let TableGroup { tables, with, .. } = kind;
    let have = choose_form(with, "has", "have");
    let message = format!("the table has no licence column, and {with} of the {tables} \"{name}\" tables {have} one");
    Draft::new(span, message)
        .help("add the column: a reader cannot tell what may be done with these entries")
        .related(first, "a table that has one")
}
