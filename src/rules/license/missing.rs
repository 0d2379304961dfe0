//! Licences that are not said.

use std::{borrow::Cow, collections::BTreeMap};

use rustc_hash::FxHashMap;

use super::{RecordLicense, each, fold_alike};
use crate::catalog::license::License;
use crate::catalog::missing::MissingReason;
use crate::catalog::{Field, Record, RecordPlace, TableRole};
use crate::markdown::{MarkKind, NONE, Table};
use crate::rules::{Answer, Answers, Context, Draft};
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

/// Number of records stand together, and how many of them name a licence.
#[derive(Debug, Clone, Copy, Default)]
struct LicenseShare {
    all: usize,
    named: usize,
    /// Fields with a key of those that name one.
    fields: usize,
}

/// `license/missing`: each record is held against those beside it.
pub(in crate::rules) fn missing(context: &Context<'_, '_>, answers: &mut Answers) {
    let licenses = context.catalog.licenses();
    let share = context.number("share");
    let mut groups: FxHashMap<u32, LicenseShare> = FxHashMap::default();
    let mut stated = licenses.stated.iter().peekable();
    let mut all = LicenseShare::default();
    let mut without = Vec::new();
    let mut column = UnlicensedRows::default();
    for (index, record) in context.catalog.records.iter().enumerate() {
        let own = stated.next_if(|stated| stated.record as usize == index);
        let own = own.and_then(|own| Some((own, licenses.reading(own)?)));
        match (record.place, own) {
            (RecordPlace::Row(table, _), Some((stated, reading))) => {
                if column.table != table {
                    std::mem::replace(&mut column, UnlicensedRows { table, ..UnlicensedRows::default() })
                        .tell(context, answers);
                }
                column.take(row(RecordLicense { stated, reading, record }), answers);
            }
            (RecordPlace::Item(item), own) => {
                let list = context.catalog.document.items.get(item as usize).map_or(NONE, |item| item.list);
                let group = groups.entry(list).or_default();
                for naming in [group, &mut all] {
                    naming.all += 1;
                    if own.is_some() {
                        naming.named += 1;
                        naming.fields += fields(context, record);
                    }
                }
                match own {
                    Some(_) => answers.holds(),
                    None if has_token(context, item) => {}
                    None => without.push((record, list)),
                }
            }
            _ => {}
        }
    }
    column.tell(context, answers);
    if !all.is_habit(MOST) {
        return;
    }
    for (record, list) in without {
        let naming = groups.get(&list).copied().unwrap_or_default();
        // An entry that lacks other fields too is written in a shorter form.
        let is_short = fields(context, record) * 2 * naming.named < naming.fields;
        if naming.is_habit(share) && record.is_named() && !is_short {
            answers.broken(item(record, naming));
        }
    }
}

/// Returns how many fields of a record have a key: `License: MIT`.
fn fields(context: &Context<'_, '_>, record: &Record<'_>) -> usize {
    let values = context.catalog.values.get(record.values.0 as usize..record.values.1 as usize).unwrap_or_default();
    values.iter().filter(|value| value.key.start < value.key.end).count()
}

impl LicenseShare {
    /// Returns true if nearly all of these records name a licence.
    fn is_habit(self, share: f64) -> bool {
        self.named >= ENOUGH && self.named as f64 >= share * self.all as f64
    }
}

/// The rows of a table so far, and those of them that name no licence.
#[derive(Debug, Default)]
struct UnlicensedRows {
    table: u32,
    all: usize,
    without: Vec<Draft>,
}

impl UnlicensedRows {
    fn take(&mut self, answer: Answer, answers: &mut Answers) {
        self.all += 1;
        match answer {
            Answer::Broken(draft) => self.without.push(*draft),
            other => answers.take(other),
        }
    }

    /// Tells of each row, or of the whole column where nobody fills it.
    fn tell(self, context: &Context<'_, '_>, answers: &mut Answers) {
        let count = self.without.len();
        let is_idle = count > FEW && count as f64 >= NEARLY_ALL * self.all as f64;
        let table = context.catalog.document.tables.get(self.table as usize).filter(|_| is_idle);
        let header = table.and_then(|table| header(context, table, self.table, Field::License));
        let (Some((text, span)), Some(first)) = (header, self.without.first()) else {
            // Rows with one mark for "none", `--`, are one choice.
            let mut alike: BTreeMap<Cow<'static, str>, Vec<Draft>> = BTreeMap::new();
            for draft in self.without {
                alike.entry(draft.subject.clone()).or_default().push(draft);
            }
            for drafts in alike.into_values() {
                fold_alike(drafts, answers);
            }
            return;
        };
        let message = format!("the column \"{text}\" names no licence in {count} of its {} rows", self.all);
        let section = table.map_or("", |table| context.catalog.document.title(table.section));
        answers.broken(
            Draft::new(span, message)
                .help("name the licences: what says nothing of it may not be used; or take the column out")
                .related(first.span, "the first of them")
                .subject(section.to_owned()),
        );
    }
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

fn item(record: &Record<'_>, naming: LicenseShare) -> Draft {
    let LicenseShare { all, named, .. } = naming;
    Draft::new(record.name_span, format!("{} names no licence, as {named} of the {all} entries here do", record.name))
        .help("name the licence as the entries beside it do")
        .record(&*record.name)
}

/// `license/placeholder`.
pub(in crate::rules) fn placeholder(context: &Context<'_, '_>, answers: &mut Answers) {
    each(context, answers, |said| {
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
    });
}

/// `license/missing-column`: tables of the same kind of thing as one that has the column.
pub(in crate::rules) fn missing_column(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    let tables = || {
        let tables = catalog.document.tables.iter().zip(&catalog.tables).zip(0..);
        tables.filter(|((_, reading), _)| reading.role == TableRole::Records).map(|((table, _), index)| (table, index))
    };
    // The kind of thing is what the header of the names calls it.
    let mut kinds: FxHashMap<String, TableGroup> = FxHashMap::default();
    let all = tables().count();
    for (table, index) in tables() {
        let Some((name, _)) = header(context, table, index, Field::Name) else { continue };
        let kind = kinds.entry(name.to_lowercase()).or_default();
        kind.tables += 1;
        if let Some((_, span)) = header(context, table, index, Field::License) {
            kind.with += 1;
            kind.first.get_or_insert(span);
        }
    }
    for (table, index) in tables() {
        let Some((name, span)) = header(context, table, index, Field::Name) else { continue };
        let Some(kind @ TableGroup { first: Some(first), .. }) = kinds.get(&name.to_lowercase()).copied() else {
            continue;
        };
        // A catalog of several kinds of things compares each by other facts.
        if kind.tables * 3 < all * 2 {
            continue;
        }
        if catalog.column(index, Field::License).is_some() {
            answers.holds();
        } else {
            let section = catalog.document.title(table.section).to_owned();
            answers.broken(column(name, span, kind, first).subject(section));
        }
    }
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
