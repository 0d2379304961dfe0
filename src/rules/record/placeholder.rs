//! Stand-ins that were never replaced.

use std::sync::LazyLock;

use serde::Deserialize;

use super::shown;
use crate::catalog::{Field, HostTraits, LinkTarget, Record, RecordPlace, TargetKind};
use crate::rules::{Answer, Answers, Context, Draft};
use crate::source::Span;
use crate::vocabulary::vocabulary;

/// Stand-ins for something to be written later, from `rules/vocabulary/placeholders.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceholderWords {
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

vocabulary! { fn read_placeholders() -> PlaceholderWords = "placeholders.toml" }

static WORDS: LazyLock<PlaceholderWords> = LazyLock::new(read_placeholders);

/// `record/placeholder`, of the name, link and description of an entry.
pub(in crate::rules) fn placeholder(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    value(context, record).map(|(span, text)| draft(span, &text, record)).into()
}

/// `record/placeholder`, of links, labels and phrases in the text of entries.
pub(in crate::rules) fn placeholder_text(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    for (index, target) in catalog.targets.iter().enumerate().filter(|(_, target)| is_stand_in(target)) {
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
    let catalog = context.catalog;
    if VALUES.has(&record.name) && !is_linked_name(context, record) {
        return Some((record.name_span, record.name.to_string()));
    }
    let told = |field| matches!(field, Field::Link | Field::Description | Field::Paper | Field::Code);
    let RecordPlace::Row(table, row) = record.place else {
        let mut fields = catalog.fields(record).filter(|field| told(field.field) && VALUES.has(field.text));
        return fields.next().map(|field| (field.span, field.text.to_owned()));
    };
    let columns = &catalog.tables.get(table as usize)?.columns;
    let cells = catalog.document.cells(catalog.document.rows.get(row as usize)?);
    let mut cells = cells.iter().zip(columns).filter(|(_, column)| told(column.field)).map(|(cell, _)| cell);
    // A cell with a link or emphasis in it is no stand-in, which is told without its text.
    let cell = cells.find(|cell| cell.marks.0 == cell.marks.1 && VALUES.has(catalog.document.text_of(cell)))?;
    Some((catalog.content_span(cell), catalog.document.text_of(cell).trim().to_owned()))
}

/// Returns true if a record's name is that of a thing, though a stand-in reads like it: it has a page, as
/// `[Lorem Ipsum](https://br.lipsum.com/)`.
fn is_linked_name(context: &Context<'_, '_>, record: &Record<'_>) -> bool {
    let target = super::main_target(context.catalog, record);
    target.and_then(|target| context.catalog.targets.get(target as usize)).is_some_and(|target| !is_stand_in(target))
}

/// The whole values that are stand-ins, with a sieve in front that lets few others through.
struct Values {
    /// For each first byte in lower case, a bit for each length.
    sieve: [u32; 256],
}

/// No stand-in is as long, in bytes.
const LONGEST: usize = 32;

static VALUES: LazyLock<Values> = LazyLock::new(|| {
    let mut sieve = [0; 256];
    for word in WORDS.values.iter().filter(|word| word.len() < LONGEST) {
        if let Some(lengths) = word.bytes().next().and_then(|first| sieve.get_mut(usize::from(first))) {
            *lengths |= 1 << word.len();
        }
    }
    Values { sieve }
});

impl Values {
    fn has(&self, text: &str) -> bool {
        // Brackets and emphasis around it are looked through, so a little more than the longest may do.
        if text.len() > LONGEST + 8 {
            return false;
        }
        // Most texts begin like no stand-in, which is told before anything is trimmed.
        let first = text.bytes().find(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii());
        let first = first.map_or(0, |byte| byte.to_ascii_lowercase());
        let lengths = self.sieve.get(usize::from(first)).copied().unwrap_or_default();
        if lengths == 0 {
            return false;
        }
        let text = text.trim_matches(|c: char| !c.is_alphanumeric());
        text.len() < LONGEST
            && lengths >> text.len() & 1 == 1
            && WORDS.values.iter().any(|word| word.eq_ignore_ascii_case(text))
    }
}

/// Lengths of the targets and hosts that are stand-ins, a bit for each length: most others are told by it.
static LENGTHS: LazyLock<[u64; 2]> = LazyLock::new(|| {
    let lengths = |words: &[String]| words.iter().fold(0, |bits, word| bits | bit(word));
    [lengths(&WORDS.targets), lengths(&WORDS.hosts)]
});

fn bit(word: &str) -> u64 {
    1 << word.len().min(63)
}

fn is_stand_in(target: &LinkTarget<'_>) -> bool {
    let among = |words: &[String], lengths: u64, text: &str| {
        lengths & bit(text) != 0 && words.iter().any(|word| word.eq_ignore_ascii_case(text))
    };
    let [targets, hosts] = *LENGTHS;
    let url = &*target.url;
    let host = match target.kind {
        TargetKind::Web if !target.has(HostTraits::USER) => target.host(),
        _ => url.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#', ':']).next().unwrap_or(rest)),
    };
    let host = host.strip_prefix("www.").unwrap_or(host);
    among(&WORDS.targets, targets, url) || among(&WORDS.hosts, hosts, host)
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
            if answers.has_draft_around(span) {
                continue;
            }
            let Some(record) = context.catalog.record_at(span) else { continue };
            // A whole value that is a stand-in is reported as such.
            if !value(context, record).is_some_and(|(value, _)| value.contains(span)) {
                answers.broken(draft(span, phrase, record));
            }
        }
    }
}
