//! Fields that every record should have: those that a configuration names, and the description where all others have one.

use rustc_hash::FxHashMap;
use serde::Deserialize as _;

use crate::catalog::{Catalog, Field, Record, RecordContainer, RecordPlace, Share};
use crate::markdown::NONE;
use crate::rules::{Answer, Context, Draft, IndexedRecord, Question};
use crate::source::Span;

/// Entries of a list beside one without a description that make it a habit.
const HABIT: usize = 8;
/// The same, where nearly all entries of the catalog have one.
const LIST_HABIT: usize = 2;
/// Entries of a whole catalog that make it one.
const CATALOG_HABIT: usize = 25;
/// Entries of a catalog that have a description, where the others lack one by a slip.
const NEARLY_ALL: Share = Share(97, 100);
/// Entries without a description that are reported one by one.
const FEW: usize = 4;

/// Numbers of entries of one list or table, or of all.
#[derive(Debug, Default, Clone, Copy)]
struct Descriptions {
    all: usize,
    described: usize,
}

impl Descriptions {
    fn add(&mut self, is_described: bool) {
        self.all += 1;
        self.described += usize::from(is_described);
    }
}

/// Lone entries without a description, in a list or a catalog in which all others have one.
#[derive(Debug)]
struct MissingDescriptions {
    /// For each such record the number of entries beside it that have one.
    records: FxHashMap<u32, usize>,
    is_reported: bool,
}

/// `record/missing-field`, of descriptions.
pub(in crate::rules) fn missing_description<'c, 't>(context: &Context<'c, 't>) -> Question<'c, IndexedRecord<'c, 't>> {
    let mut missing = MissingDescriptions::of(context.catalog);
    Box::new(move |IndexedRecord { index, record }| {
        let Some(&described) = missing.records.get(&index) else { return Answer::CannotTell };
        let name = super::shown(&record.name);
        let draft = |message: String| {
            Draft::new(record.name_span, message)
                .help("say what it is, as the entries beside it do")
                .subject("description")
                .record(record.name.to_string())
        };
        let count = missing.records.len();
        if count <= FEW {
            return draft(format!("`{name}` has no description, as the {described} entries beside it have")).into();
        }
        if std::mem::replace(&mut missing.is_reported, true) {
            return Answer::CannotTell;
        }
        let message = format!("{count} entries have no description, as nearly all others do: first, `{name}`");
        draft(message).places(u32::try_from(count).unwrap_or(u32::MAX)).other_severity().into()
    })
}

impl MissingDescriptions {
    fn of(catalog: &Catalog<'_>) -> Self {
        let mut groups: FxHashMap<RecordContainer, Descriptions> = FxHashMap::default();
        let mut all = Descriptions::default();
        let mut without: Vec<(u32, RecordContainer)> = Vec::new();
        let with_list: rustc_hash::FxHashSet<u32> = catalog.document.lists.iter().map(|list| list.parent).collect();
        for (record, index) in catalog.records.iter().zip(0..).filter(|(record, _)| record.is_named()) {
            let Some(is_described) = is_described(catalog, record) else { continue };
            // What is nested in an entry describes it.
            let is_group = matches!(record.place, RecordPlace::Item(item) if with_list.contains(&item));
            let container = record.container(&catalog.document);
            let is_described = is_described || is_group;
            groups.entry(container).or_default().add(is_described);
            if matches!(record.place, RecordPlace::Item(_)) {
                all.add(is_described);
            }
            if !is_described {
                without.push((index, container));
            }
        }
        let usual = all.all >= CATALOG_HABIT && NEARLY_ALL.is_reached(all.described, all.all);
        let records = without.into_iter().filter_map(|(index, container)| {
            let group = groups.get(&container).copied().unwrap_or_default();
            let is_habit = group.described >= HABIT || usual && group.described >= LIST_HABIT;
            (group.described + 1 == group.all && is_habit).then_some((index, group.described))
        });
        Self { records: records.collect(), is_reported: false }
    }
}

/// True if something is said of an entry beside its name and its links; none where its table has no column for that, or
/// the entry is none of a list or table.
fn is_described(catalog: &Catalog<'_>, record: &Record<'_>) -> Option<bool> {
    match record.place {
        RecordPlace::Row(table, _) => {
            catalog.column(table, Field::Description)?;
            // A dash says that there is nothing to say.
            catalog
                .field(record, Field::Description)
                .map(|field| !field.text.trim().is_empty() || has_marks(field.cell))
        }
        RecordPlace::Item(item) => {
            let item = catalog.document.items.get(item as usize)?;
            let nested = catalog.document[item.list].parent != NONE;
            let said = catalog.fields(record).any(|field| is_said(catalog, record, field.span, field.text));
            // Of an entry of another one nothing need be said, and one of another form is no example.
            (!nested && (said || !is_more(catalog, record))).then_some(said)
        }
        RecordPlace::Section(_) | RecordPlace::Block(_) => None,
    }
}

/// Returns true if a field says something of an entry: neither a year in its title, `[Attention Is All You Need (2017)](…)`,
/// nor a remark in brackets, `[GitHub, 550 stars]`, is a description.
fn is_said(catalog: &Catalog<'_>, record: &Record<'_>, span: Span, text: &str) -> bool {
    let document = &catalog.document;
    let before = document.text.get(record.span.start as usize..span.start as usize).unwrap_or_default();
    let title = super::main_link(catalog, record).and_then(|link| document.links.get(link as usize));
    !is_blank(text) && !before.ends_with(['(', '[']) && title.is_none_or(|title| !title.span.contains(span))
}

fn has_marks(cell: Option<&crate::markdown::Block>) -> bool {
    cell.is_some_and(|cell| cell.marks.0 < cell.marks.1)
}

/// True if an entry has several links, or text before its name: its form is another one than name and description.
fn is_more(catalog: &Catalog<'_>, record: &Record<'_>) -> bool {
    let before = catalog.document.text.get(record.span.start as usize..record.name_span.start as usize);
    catalog.links_of(record).nth(1).is_some() || before.is_some_and(|before| before.chars().any(char::is_alphanumeric))
}

/// `record/missing-field`, of the fields that the option `fields` names.
pub(in crate::rules) fn missing_field<'c, 't>(context: &Context<'c, 't>) -> Question<'c, IndexedRecord<'c, 't>> {
    let context = *context;
    let words = context.words("fields").into_iter();
    let wanted: Vec<(String, Field)> = words.filter_map(|word| Some((word.to_owned(), field(word)?))).collect();
    Box::new(move |IndexedRecord { record, .. }| {
        if wanted.is_empty() {
            return Answer::CannotTell;
        }
        let absent = wanted.iter().filter(|(_, field)| !has(&context, record, *field));
        let names: Vec<&str> = absent.map(|(word, _)| word.as_str()).collect();
        if names.is_empty() {
            return Answer::Holds;
        }
        let list = names.join(", ");
        Draft::new(record.name_span, format!("the record has no {list}"))
            .help(format!("add {list}, or write why it is not known"))
            .subject(list)
            .record(record.name.to_string())
            .into()
    })
}

fn field(word: &str) -> Option<Field> {
    let value: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
        serde::de::IntoDeserializer::into_deserializer(word);
    Field::deserialize(value).ok()
}

fn has(context: &Context<'_, '_>, record: &Record<'_>, field: Field) -> bool {
    let filled = |text: &str| !is_blank(text);
    match field {
        Field::Name => filled(&record.name),
        Field::Link => super::main_link(context.catalog, record).is_some(),
        _ => context.catalog.field(record, field).is_some_and(|value| {
            // A cell may hold nothing but an icon.
            filled(value.text) || value.cell.is_some_and(|cell| cell.marks.0 < cell.marks.1)
        }),
    }
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | '?'))
}
