//! Values of another kind than the rest of their column.

use std::collections::BTreeMap;

use super::shown;
use crate::catalog::{Catalog, ColumnKinds, Field, FieldRef, Record, RecordPlace, ValueKind};
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;
use crate::text::fold;

/// Values of one column that are wrong by a slip. Of more, the column means something else.
const SLIPS: usize = 3;
/// One other value in so many of a kind shows that a column is not used for that kind.
const RARE: usize = 20;
/// The first year of which something in a catalog may be.
const FIRST_YEAR: u32 = 1700;
/// Years from now on that are announced: an edition of the next year, a promise.
const ANNOUNCED: u32 = 5;
/// Bytes of the longest value of a short vocabulary.
const LONGEST_TERM: usize = 40;
/// Digits of the shortest number in which a comma before two of them is no list of two numbers.
const GROUPED_DIGITS: usize = 3;

/// One value of a column.
#[derive(Clone, Copy)]
struct ColumnValue<'c> {
    record: &'c Record<'c>,
    text: &'c str,
    span: Span,
    kind: ValueKind,
}

/// The values of one column of a table, or of one key of list entries.
struct ValueColumn<'c> {
    label: &'c str,
    field: Field,
    kinds: ColumnKinds,
    values: Vec<ColumnValue<'c>>,
}

/// `record/cell-type`
pub(in crate::rules) fn cell_type(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    let now = u32::try_from(context.now.year()).unwrap_or_default();
    let mut keys: BTreeMap<String, ValueColumn<'_>> = BTreeMap::new();
    let mut rest = &*catalog.records;
    while let Some(first) = rest.first() {
        let RecordPlace::Row(table, _) = first.place else {
            take_keys(catalog, first, &mut keys);
            rest = rest.get(1..).unwrap_or_default();
            continue;
        };
        let rows = rest.iter().take_while(|record| matches!(record.place, RecordPlace::Row(own, _) if own == table));
        let (rows, others) = rest.split_at(rows.count());
        rest = others;
        let columns = columns_of(catalog, table, rows);
        swapped(&columns, rows.len(), answers);
        for column in &columns {
            slips(column, now, answers);
        }
    }
    for column in keys.values() {
        slips(column, now, answers);
    }
}

fn value<'c>(catalog: &'c Catalog<'c>, record: &'c Record<'c>, field: &FieldRef<'c>) -> ColumnValue<'c> {
    let links = catalog.document.links_in(field.span);
    let is_linked = !links.is_empty();
    ColumnValue { record, text: field.text, span: field.span, kind: ValueKind::of(field.text, is_linked) }
}

/// The columns of some rows of a table. A column lacks the rows that are written without it.
fn columns_of<'c>(catalog: &'c Catalog<'c>, table: u32, rows: &'c [Record<'c>]) -> Vec<ValueColumn<'c>> {
    let count = catalog.tables.get(table as usize).map_or(0, |reading| reading.columns.len());
    let mut columns: Vec<ValueColumn<'c>> = Vec::with_capacity(count);
    for record in rows {
        for (field, index) in catalog.fields(record).zip(0..) {
            if columns.len() == index {
                columns.push(ValueColumn::of(&field, rows.len()));
            }
            if let Some(column) = columns.get_mut(index) {
                column.add(value(catalog, record, &field));
            }
        }
    }
    columns
}

/// Adds the values of the keys of an entry to those of the same keys of other entries.
fn take_keys<'c>(catalog: &'c Catalog<'c>, record: &'c Record<'c>, keys: &mut BTreeMap<String, ValueColumn<'c>>) {
    for field in catalog.fields(record).filter(|field| !field.label().is_empty()) {
        let column = keys.entry(fold::words(field.label())).or_insert_with(|| ValueColumn::of(&field, 0));
        column.add(value(catalog, record, &field));
    }
}

/// Reports rows in which two values are each in the other's column.
fn swapped(columns: &[ValueColumn<'_>], rows: usize, answers: &mut Answers) {
    let usual: Vec<Option<ValueKind>> = columns.iter().map(|column| column.kinds.usual()).collect();
    let mut found: Vec<(usize, Draft)> = Vec::new();
    for row in 0..rows {
        let value = |column: usize| columns.get(column).and_then(|own| own.values.get(row));
        let odd = (0..columns.len()).filter(|&column| {
            let kinds = value(column).zip(usual.get(column).copied().flatten());
            kinds.is_some_and(|(value, usual)| !usual.admits(value.kind))
        });
        let odd: Vec<usize> = odd.collect();
        for &left in &odd {
            let other = (0..columns.len()).filter(|&right| right != left && (right > left || !odd.contains(&right)));
            let mut other = other.filter(|&right| is_swap(columns, &usual, row, left, right));
            let (Some(right), None) = (other.next(), other.next()) else { continue };
            if let Some((a, b)) = columns.get(left).zip(columns.get(right))
                && let Some((own, its)) = value(left).zip(value(right))
            {
                found.push((left, swap_draft((a, own), (b, its))));
            }
        }
    }
    if found.len() > SLIPS {
        return;
    }
    for (_, draft) in found {
        answers.broken(draft);
    }
}

/// Returns true if the value of `left` is of the kind of `right`'s column, and the reverse, and one of the two kinds is
/// not otherwise in the column where it is now.
fn is_swap(columns: &[ValueColumn<'_>], usual: &[Option<ValueKind>], row: usize, left: usize, right: usize) -> bool {
    let (Some(a), Some(b)) = (columns.get(left), columns.get(right)) else { return false };
    let (Some(Some(kind_a)), Some(Some(kind_b))) = (usual.get(left), usual.get(right)) else { return false };
    let (Some(own), Some(its)) = (a.values.get(row), b.values.get(row)) else { return false };
    // A name is not swapped with a link: it is often the one that has it.
    let are_name_and_link =
        [a.field, b.field].contains(&Field::Name) && [own.kind, its.kind].contains(&ValueKind::Link);
    if kind_a == kind_b || are_name_and_link || [a.field, b.field].contains(&Field::Number) {
        return false;
    }
    let fits = |kind: ValueKind, value: &ColumnValue<'_>| value.kind != ValueKind::Missing && kind.admits(value.kind);
    if !fits(*kind_b, own) || !fits(*kind_a, its) || kind_b.admits(its.kind) && kind_a.admits(own.kind) {
        return false;
    }
    let is_rare = |column: &ValueColumn<'_>, kind| (column.kinds.count(kind) - 1) * RARE <= column.kinds.filled();
    // `Both` in a column of ticks, and a tick in one of words, are beside each other by chance.
    if [own.kind, its.kind].contains(&ValueKind::Mark) {
        return false;
    }
    // Words and a link are beside each other in many ways: the words must be a term of the other column.
    let (words, column) = if own.kind == ValueKind::Link { (its, a) } else { (own, b) };
    if [own.kind, its.kind].contains(&ValueKind::Link) && words.kind == ValueKind::Words {
        let key = fold::key(words.text);
        let known = column.values.iter().any(|value| !std::ptr::eq(value, words) && fold::key(value.text) == key);
        let short = words.text.len() <= LONGEST_TERM
            && column.values.iter().filter(|value| value.text.len() > LONGEST_TERM).count() * RARE
                <= column.values.len();
        return is_rare(column, ValueKind::Link) && (known || short);
    }
    is_rare(a, own.kind) || is_rare(b, its.kind)
}

fn swap_draft(left: (&ValueColumn<'_>, &ColumnValue<'_>), right: (&ValueColumn<'_>, &ColumnValue<'_>)) -> Draft {
    let (name, other) = (shown(left.0.label), shown(right.0.label));
    let usual = |column: &ValueColumn<'_>| column.kinds.usual().map_or("", ValueKind::plural);
    let message = format!(
        "the cells of `{name}` and `{other}` are swapped: the other rows have {} in `{name}`, and {} in `{other}`",
        usual(left.0),
        usual(right.0)
    );
    Draft::new(left.1.span, message)
        .help("write each value in its own column")
        .related(right.1.span, "the other cell")
        .subject(format!("{} {}", fold::words(left.0.label), fold::words(right.0.label)))
        .record(left.1.record.name.to_string())
}

/// Reports values that are numbers or years but for a slip of a digit.
fn slips(column: &ValueColumn<'_>, now: u32, answers: &mut Answers) {
    let Some(usual) = column.kinds.usual() else { return };
    let problem: fn(&ValueColumn<'_>, &ColumnValue<'_>, u32) -> Option<&'static str> = match usual {
        ValueKind::Year => year_slip,
        ValueKind::Number => |column, value, _| number_slip(column, value.text),
        _ => return,
    };
    let found: Vec<(&ColumnValue<'_>, &str)> =
        column.values.iter().filter_map(|value| Some((value, problem(column, value, now)?))).collect();
    for _ in found.len()..column.values.len() {
        answers.holds();
    }
    if found.len() > SLIPS {
        return;
    }
    for (value, problem) in found {
        let (label, text) = (shown(column.label), shown(value.text));
        let draft =
            Draft::new(value.span, format!("`{text}` {problem}: the other values of `{label}` are {}", usual.plural()))
                .help("write it as the others are")
                .subject(format!("{} {text}", fold::words(column.label)))
                .record(value.record.name.to_string());
        answers.broken(draft);
    }
}

/// The problem of a value in a column of years.
fn year_slip(column: &ValueColumn<'_>, value: &ColumnValue<'_>, now: u32) -> Option<&'static str> {
    let text = value.text.trim();
    if !matches!(value.kind, ValueKind::Year | ValueKind::Number) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return number_slip(column, text);
    }
    let year: u32 = text.parse().unwrap_or(u32::MAX);
    // Two digits are a year, too; all four of an old one may be meant where the column has more of them.
    match text.len() {
        0..=2 => None,
        4 if (FIRST_YEAR..=now + ANNOUNCED).contains(&year) => None,
        4 if year > now => Some("is a year to come"),
        _ => Some("is no year"),
    }
}

/// The problem of a value in a column of numbers.
fn number_slip(column: &ValueColumn<'_>, text: &str) -> Option<&'static str> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let between = |at: usize| at > 0 && digit(at - 1) && digit(at + 1);
    let is_plain = || bytes.iter().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.' | b'O' | b'o' | b'l' | b'I'));
    if text.contains(['O', 'o', 'l', 'I'])
        && is_plain()
        && bytes.iter().zip(0..).all(|(b, at)| !b.is_ascii_alphabetic() || between(at))
    {
        return Some("has a letter among its digits");
    }
    if [",,", ".,", ",."]
        .iter()
        .any(|twice| text.find(twice).is_some_and(|at| at > 0 && digit(at - 1) && digit(at + twice.len())))
        && bytes.iter().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.'))
    {
        return Some("has two separators in a row");
    }
    let is_negative =
        |text: &str| text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if is_negative(text)
        && column.values.iter().filter(|value| is_negative(value.text)).count() == 1
        && column.is_whole()
    {
        return Some("is below zero");
    }
    let tail = |text: &str| {
        let (head, tail) = text.rsplit_once(',')?;
        let is_number = head.bytes().chain(tail.bytes()).all(|b| b.is_ascii_digit() || b == b',');
        let is_list = head.len() < GROUPED_DIGITS && !tail.starts_with('0');
        (is_number && !head.is_empty() && (1..GROUPED_DIGITS).contains(&tail.len())).then_some(is_list)
    };
    let alike = || column.values.iter().filter(|value| tail(value.text).is_some()).count();
    (tail(text) == Some(false) && column.is_whole() && alike() == 1).then_some("has a group of fewer than three digits")
}

impl<'c> ValueColumn<'c> {
    /// The column of a field, with room for some values.
    fn of(field: &FieldRef<'c>, values: usize) -> Self {
        let kinds = ColumnKinds::default();
        Self { label: field.label(), field: field.field, kinds, values: Vec::with_capacity(values) }
    }

    fn add(&mut self, value: ColumnValue<'c>) {
        self.kinds.add(value.kind);
        self.values.push(value);
    }

    /// True if its numbers have no decimals.
    fn is_whole(&self) -> bool {
        !self.values.iter().any(|value| {
            value.kind == ValueKind::Number
                && value.text.rsplit_once('.').is_some_and(|(_, tail)| {
                    !tail.is_empty() && tail.len() < GROUPED_DIGITS && tail.bytes().all(|b| b.is_ascii_digit())
                })
        })
    }
}
