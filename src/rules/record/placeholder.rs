//! Stand-ins that were never replaced.

use std::sync::LazyLock;

use serde::Deserialize;

use super::shown;
use crate::catalog::{Field, Record};
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;

/// What stands for something that was to be written later, as `rules/vocabulary/placeholders.toml` has it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// Whole values.
    values: Vec<String>,
    /// Parts of values.
    phrases: Vec<String>,
    /// Texts in brackets that were to become links.
    labels: Vec<String>,
    /// Targets of links.
    targets: Vec<String>,
    /// Hosts of links.
    hosts: Vec<String>,
}

static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("../../../rules/vocabulary/placeholders.toml")).unwrap_or_default());

/// Names, links and descriptions of records that are stand-ins.
pub(in crate::rules) fn placeholder(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    for record in &catalog.records {
        match value(context, record) {
            Some((span, text)) => answers.broken(draft(span, &text, record)),
            None => answers.holds(),
        }
    }
    for (index, target) in catalog.targets.iter().enumerate().filter(|(_, target)| is_stand_in(&target.url)) {
        let links = catalog.document.links.iter().zip(&catalog.target_of).skip(target.first as usize);
        for (link, _) in links.filter(|(_, of)| **of == index as u32) {
            if let Some(record) = catalog.record_at(link.span) {
                answers.broken(draft(link.span, &format!("({})", target.url), record));
            }
        }
    }
    labels(context, answers);
    phrases(context, answers);
}

fn draft(span: Span, text: &str, record: &Record<'_>) -> Draft {
    Draft::new(span, format!("`{}` is a stand-in that was never replaced", shown(text)))
        .help("write what it stands for, or take it out")
        .subject(text.to_owned())
        .record(record.name.to_string())
}

/// A name, a link or a description that is nothing but a stand-in.
fn value(context: &Context<'_, '_>, record: &Record<'_>) -> Option<(Span, String)> {
    if is_value(&record.name) {
        return Some((record.name_span, record.name.to_string()));
    }
    [Field::Link, Field::Description, Field::Paper, Field::Code].into_iter().find_map(|field| {
        let field = context.catalog.field(record, field).filter(|field| is_value(field.text))?;
        Some((field.span, field.text.to_owned()))
    })
}

fn is_value(text: &str) -> bool {
    if text.len() > 32 {
        return false;
    }
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    WORDS.values.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn is_stand_in(url: &str) -> bool {
    let host = url.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#', ':']).next().unwrap_or(rest));
    let host = host.strip_prefix("www.").unwrap_or(host);
    WORDS.targets.iter().any(|word| word.eq_ignore_ascii_case(url))
        || WORDS.hosts.iter().any(|word| word.eq_ignore_ascii_case(host))
}

/// `[link]` that was to become a link.
fn labels(context: &Context<'_, '_>, answers: &mut Answers) {
    for undefined in &context.catalog.document.undefined {
        if undefined.full || !WORDS.labels.iter().any(|label| label.eq_ignore_ascii_case(&undefined.label)) {
            continue;
        }
        // The inner brackets of `[[pdf]](…)` are the text of a link.
        let document = &context.catalog.document;
        let before = document.links.get(..document.links_in(undefined.span).end).unwrap_or_default();
        if before.iter().rev().take(4).any(|link| link.span.contains(undefined.span)) {
            continue;
        }
        if let Some(record) = context.catalog.record_at(undefined.span) {
            answers.broken(draft(undefined.span, &format!("[{}]", undefined.label), record));
        }
    }
}

/// Filler text inside of records.
fn phrases(context: &Context<'_, '_>, answers: &mut Answers) {
    let text = context.text();
    for phrase in &WORDS.phrases {
        for at in memchr::memmem::find_iter(text.as_bytes(), phrase.as_bytes()) {
            let span = Span::new(at, at + phrase.len());
            if answers.broken.iter().any(|draft| draft.span.contains(span)) {
                continue;
            }
            if let Some(record) = context.catalog.record_at(span) {
                answers.broken(draft(span, phrase, record));
            }
        }
    }
}
