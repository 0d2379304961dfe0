//! Fields that a configuration wants every record to have.

use serde::Deserialize as _;

use crate::catalog::{Field, Record};
use crate::rules::{Answers, Context, Draft};

/// Records without a field that the option `fields` names.
pub(in crate::rules) fn missing_field(context: &Context<'_, '_>, answers: &mut Answers) {
    let words = context.words("fields");
    let wanted: Vec<(&str, Field)> = words.into_iter().filter_map(|word| Some((word, field(word)?))).collect();
    if wanted.is_empty() {
        return;
    }
    for record in &context.catalog.records {
        let absent = || wanted.iter().filter(|(_, field)| !has(context, record, *field)).map(|(word, _)| *word);
        if absent().next().is_none() {
            answers.holds();
            continue;
        }
        let names: Vec<&str> = absent().collect();
        let list = names.join(", ");
        let draft = Draft::new(record.name_span, format!("the record has no {list}"))
            .help(format!("add {list}, or write why it is not known"))
            .subject(list)
            .record(record.name.to_string());
        answers.broken(draft);
    }
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
