//! Values of another kind than the rest of their column.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::shown;
use crate::catalog::{Catalog, ColumnKinds, Field, FieldRef, Record, RecordPlace, TableRole, ValueKind};
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
/// Rows of the shortest table whose columns are read by themselves.
const SMALL_TABLE: usize = 5;
/// Links of the shortest column of which a cell without a link stands out.
const LEAST_LINKS: usize = 4;
/// Digits of the shortest number in which a comma before two of them is no list of two numbers.
const GROUPED_DIGITS: usize = 3;

/// One value of a column.
#[derive(Clone, Copy)]
struct ColumnValue<'c> {
    /// The name of the entry that it is said of.
    name: &'c str,
    text: &'c str,
    span: Span,
    kind: ValueKind,
    /// True if it is checked, and not only counted.
    is_checked: bool,
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
    for alike in alike(catalog) {
        let columns = columns_of(catalog, &alike);
        swapped(&columns, answers);
        for column in &columns {
            slips(column, alike.role, now, answers);
            unlinked(column, answers);
        }
    }
    let mut keys: BTreeMap<String, ValueColumn<'_>> = BTreeMap::new();
    for record in catalog.records.iter().filter(|record| !matches!(record.place, RecordPlace::Row(..))) {
        take_keys(catalog, record, &mut keys);
    }
    for column in keys.values() {
        slips(column, TableRole::Records, now, answers);
    }
}

/// Tables whose columns are read together.
struct AlikeTables {
    role: TableRole,
    tables: Vec<u32>,
    /// Rows of the longest table that is checked: longer ones have columns of their own.
    longest: usize,
}

/// The tables of a catalog, each by itself, and the small ones once more with all others of the same header: a catalog
/// that is cut into many small tables has the same columns in all of them.
fn alike(catalog: &Catalog<'_>) -> Vec<AlikeTables> {
    let document = &catalog.document;
    let mut groups: Vec<AlikeTables> = Vec::new();
    let mut by_header: FxHashMap<(bool, String), (TableRole, Vec<u32>)> = FxHashMap::default();
    let mut small: Vec<(bool, String)> = Vec::new();
    for ((table, reading), index) in document.tables.iter().zip(&catalog.tables).zip(0..) {
        let rows = document.body(table).len();
        if rows >= SMALL_TABLE {
            groups.push(AlikeTables { role: reading.role, tables: vec![index], longest: usize::MAX });
        }
        let Some(header) = document.header(table) else { continue };
        let mut labels = String::new();
        for cell in document.cells(header) {
            labels.push_str(&fold::words(document.text_of(cell)));
            labels.push('|');
        }
        let key = (reading.role == TableRole::Records, labels);
        if rows < SMALL_TABLE {
            small.push(key.clone());
        }
        by_header.entry(key).or_insert_with(|| (reading.role, Vec::new())).1.push(index);
    }
    let alike = small.into_iter().filter_map(|key| by_header.remove(&key));
    groups.extend(alike.map(|(role, tables)| AlikeTables { role, tables, longest: SMALL_TABLE - 1 }));
    groups
}

fn value<'c>(catalog: &'c Catalog<'c>, name: &'c str, field: &FieldRef<'c>) -> ColumnValue<'c> {
    let is_linked = !catalog.document.links_in(field.span).is_empty();
    let kind = ValueKind::of(field.text, is_linked);
    ColumnValue { name, text: field.text, span: field.span, kind, is_checked: true }
}

/// The columns of some tables of one header. A cell that a row is written without is empty.
fn columns_of<'c>(catalog: &'c Catalog<'c>, alike: &AlikeTables) -> Vec<ValueColumn<'c>> {
    let document = &catalog.document;
    let mut columns: Vec<ValueColumn<'c>> = Vec::new();
    for &index in &alike.tables {
        let Some(table) = document.tables.get(index as usize) else { continue };
        let is_checked = document.body(table).len() <= alike.longest;
        for row in document.body(table) {
            let fields: Vec<FieldRef<'c>> = catalog.fields_of_row(index, row).collect();
            let named = fields.iter().find(|field| field.field == Field::Name).or(fields.first());
            let name = named.map_or("", |field| field.text);
            let rows = columns.first().map_or(0, |column| column.values.len());
            for (field, at) in fields.iter().zip(0..) {
                if columns.len() == at {
                    columns.push(ValueColumn::of(field));
                }
                let Some(column) = columns.get_mut(at) else { continue };
                column.fill(rows, row.span);
                // A cell that reaches over many rows is read in the first.
                let above = column.values.last().filter(|above| above.span == field.span && !field.text.is_empty());
                let value = above.map_or_else(|| value(catalog, name, field), |above| ColumnValue { name, ..*above });
                column.add(ColumnValue { is_checked, ..value });
            }
        }
    }
    columns
}

/// Adds the values of the keys of an entry to those of the same keys of other entries.
fn take_keys<'c>(catalog: &'c Catalog<'c>, record: &'c Record<'c>, keys: &mut BTreeMap<String, ValueColumn<'c>>) {
    for field in catalog.fields(record).filter(|field| !field.label().is_empty()) {
        let column = keys.entry(fold::words(field.label())).or_insert_with(|| ValueColumn::of(&field));
        column.add(value(catalog, &record.name, &field));
    }
}

/// Reports rows in which two values are each in the other's column.
fn swapped(columns: &[ValueColumn<'_>], answers: &mut Answers) {
    let rows = columns.first().map_or(0, |column| column.values.len());
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
                && own.is_checked
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
    // "6B" in a column of "7B/13B", and "2K/32K" in one of "4K": both are numbers in a form of their own.
    let is_figure = |value: &ColumnValue<'_>| value.text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let are_figures = [kind_a, kind_b].contains(&&ValueKind::Words) && is_figure(own) && is_figure(its);
    if are_figures {
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
        // The one link in a column of words is beside the one text in a column of nothing but links.
        let links = if own.kind == ValueKind::Link { b } else { a };
        let linked = links.kinds.count(ValueKind::Link);
        if column.kinds.count(ValueKind::Link) == 1 && linked >= LEAST_LINKS && linked + 1 == links.kinds.filled() {
            return true;
        }
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
        .record(left.1.name.to_owned())
}

/// Reports values that are numbers or years but for a slip of a digit.
fn slips(column: &ValueColumn<'_>, role: TableRole, now: u32, answers: &mut Answers) {
    let Some(usual) = column.kinds.usual() else { return };
    let problem: fn(&ValueColumn<'_>, &ColumnValue<'_>, u32) -> Option<&'static str> = match usual {
        ValueKind::Year => year_slip,
        // Differences are below zero in tables of results.
        ValueKind::Number if role == TableRole::Records => |column, value, _| number_slip(column, value.text),
        _ => return,
    };
    let found: Vec<(&ColumnValue<'_>, &str)> = column
        .values
        .iter()
        .filter(|value| value.is_checked)
        .filter_map(|value| Some((value, problem(column, value, now)?)))
        .collect();
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
                .record(value.name.to_owned());
        answers.broken(draft);
    }
}

/// Reports cells without a link whose text is the one that the other cells of the column link: `Paper` beside
/// `[Paper](https://…)`. Other words in a column of links say why there is none.
fn unlinked(column: &ValueColumn<'_>, answers: &mut Answers) {
    if column.kinds.usual() != Some(ValueKind::Link) {
        return;
    }
    let mut linked: FxHashMap<String, usize> = FxHashMap::default();
    for value in column.values.iter().filter(|value| value.kind == ValueKind::Link) {
        *linked.entry(fold::words(value.text)).or_default() += 1;
    }
    let links = |value: &ColumnValue<'_>| linked.get(&fold::words(value.text)).copied().unwrap_or_default();
    let plain = column
        .values
        .iter()
        .filter(|value| value.is_checked && value.kind == ValueKind::Words && links(value) >= LEAST_LINKS);
    let plain: Vec<&ColumnValue<'_>> = plain.collect();
    if plain.len() > SLIPS || plain.len() * RARE > column.kinds.filled() && plain.len() > 1 {
        return;
    }
    for value in plain {
        let (label, text) = (shown(column.label), shown(value.text));
        let message = format!("`{text}` is no link here: {} other cells of `{label}` link it", links(value));
        let draft = Draft::new(value.span, message)
            .help("link it as in the other rows")
            .subject(format!("{} {}", fold::words(column.label), fold::key(value.name)))
            .record(value.name.to_owned());
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
    // Who numbers from -1 means it.
    if is_negative(text)
        && column.field != Field::Number
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
    /// The column of a field, without values.
    fn of(field: &FieldRef<'c>) -> Self {
        Self { label: field.label(), field: field.field, kinds: ColumnKinds::default(), values: Vec::new() }
    }

    /// Adds empty cells of the rows that are written without it, up to a number of rows.
    fn fill(&mut self, rows: usize, span: Span) {
        while self.values.len() < rows {
            let (span, kind) = (Span::at(span.end as usize), ValueKind::Missing);
            self.add(ColumnValue { name: "", text: "", span, kind, is_checked: false });
        }
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
