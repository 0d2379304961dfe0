//! Running numbers of headings, rows and paragraphs: `6.` given twice, `4.` left out.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::sum_words::WORDS;
use crate::catalog::{Field, TableRole};
use crate::markdown::{Block, BlockKind, NONE, SectionId};
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;

/// Steps to the next number that each break in a sequence needs beside it: fewer are no sequence that could be broken.
const STEPS_PER_REPEAT: usize = 2;
const STEPS_PER_GAP: usize = 4;
/// Rows that tell that a column numbers them.
const LEAST_ROWS: usize = 5;
/// The largest running number of a heading or a paragraph: what is larger is a year or a name.
const LARGEST: u32 = 500;

/// A running number with its place.
#[derive(Debug, Clone)]
struct RunningNumber<'c> {
    value: u32,
    /// As it is written, with the numbers of the sections around it: `3.2`.
    written: &'c str,
    span: Span,
    /// The title that it numbers.
    title: &'c str,
}

/// `count/numbering`.
pub(in crate::rules) fn numbering(context: &Context<'_, '_>, answers: &mut Answers) {
    headings(context, answers);
    paragraphs(context, answers);
    rows(context, answers);
}

/// Headings that are parts of one section, of one level.
fn headings(context: &Context<'_, '_>, answers: &mut Answers) {
    let document = &context.catalog.document;
    let mut siblings: FxHashMap<(SectionId, u8, &str), Vec<RunningNumber<'_>>> = FxHashMap::default();
    let mut order = Vec::new();
    for section in document.sections.iter().filter(|section| section.heading != NONE) {
        let Some(block) = document.block(section.heading) else { continue };
        let Some(number) = leading_number(block, document.text_of(block)) else { continue };
        let prefix = number.written.rsplit_once('.').map_or("", |(prefix, _)| prefix);
        let key = (section.parent, section.level, prefix);
        siblings.entry(key).or_insert_with(|| {
            order.push(key);
            Vec::new()
        });
        if let Some(list) = siblings.get_mut(&key) {
            list.push(number);
        }
    }
    for key in order {
        if let Some(numbers) = siblings.get(&key) {
            judge("section", numbers, answers);
        }
    }
}

/// Paragraphs of one section that begin with a number: `1、[title](address)`.
fn paragraphs(context: &Context<'_, '_>, answers: &mut Answers) {
    let document = &context.catalog.document;
    let mut numbers: Vec<RunningNumber<'_>> = Vec::new();
    let mut last = None;
    for (_, block) in document.prose() {
        if block.kind != BlockKind::Paragraph || block.item != NONE {
            continue;
        }
        if last != Some(block.section) {
            judge("paragraph", &numbers, answers);
            numbers.clear();
            last = Some(block.section);
        }
        numbers.extend(leading_number(block, document.text_of(block)));
    }
    judge("paragraph", &numbers, answers);
}

/// Rows of a table that has a column of running numbers.
fn rows(context: &Context<'_, '_>, answers: &mut Answers) {
    let document = &context.catalog.document;
    for (table, reading) in document.tables.iter().zip(&context.catalog.tables) {
        let Some(column) = reading.columns.iter().position(|column| {
            column.field == Field::Number
                && document.block(column.header).is_some_and(|b| numbers_rows(document.text_of(b)))
        }) else {
            continue;
        };
        let body = document.body(table);
        if reading.role != TableRole::Records || body.len() < LEAST_ROWS {
            continue;
        }
        let number = |row| {
            let cell = document.cells(row).get(column)?;
            let written = document.text_of(cell).trim();
            let value = written.trim_end_matches('.').parse().ok()?;
            Some(RunningNumber { value, written, span: context.catalog.content_span(cell), title: "" })
        };
        let numbers: Option<Vec<RunningNumber<'_>>> = body.iter().map(number).collect();
        judge("row", numbers.as_deref().unwrap_or_default(), answers);
    }
}

/// Returns true if a header says that its column numbers the rows, and does not rank or identify them.
fn numbers_rows(header: &str) -> bool {
    let header = header.trim().trim_end_matches(['.', ':']);
    WORDS.numbers_rows(header)
}

/// The running number that a text begins with, `6. `, `3.2 `, `1、`.
fn leading_number<'c>(block: &'c Block, text: &'c str) -> Option<RunningNumber<'c>> {
    let start = text.len() - text.trim_start().len();
    let rest = text.get(start..)?;
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let written = rest.get(..length)?.trim_end_matches('.');
    let behind = rest.get(written.len()..)?;
    let title = behind.trim_start_matches(['.', '、', '．', ')', '）', ':', '：']);
    let is_marked = title.len() < behind.len() && (title.starts_with(char::is_whitespace) || !behind.starts_with('.'));
    let is_deep = written.contains('.') && behind.starts_with(' ');
    let value = written.rsplit('.').next()?.parse().ok().filter(|value| *value <= LARGEST)?;
    let is_chain = written.split('.').all(|part| !part.is_empty() && (part == "0" || !part.starts_with('0')));
    let title = title.trim();
    (is_chain && (is_marked || is_deep) && title.chars().any(char::is_alphabetic)).then(|| RunningNumber {
        value,
        written,
        span: block.text.source(start..start + written.len()),
        title,
    })
}

/// Reports the numbers of a sequence that are given twice or do not follow.
fn judge(what: &str, numbers: &[RunningNumber<'_>], answers: &mut Answers) {
    let mut start = 0;
    for index in 1..=numbers.len() {
        let is_restart = numbers.get(index).is_none_or(|number| number.value <= 1);
        if is_restart {
            run(what, numbers.get(start..index).unwrap_or_default(), answers);
            start = index;
        }
    }
}

/// The same of a stretch without a restart.
fn run(what: &str, numbers: &[RunningNumber<'_>], answers: &mut Answers) {
    let pairs = || numbers.iter().zip(numbers.iter().skip(1));
    let steps = pairs().filter(|(a, b)| a.value + 1 == b.value).count();
    let mut drafts = Vec::new();
    let mut before: FxHashMap<u32, &RunningNumber<'_>> = FxHashMap::default();
    let all: BTreeSet<u32> = numbers.iter().map(|number| number.value).collect();
    let mut needed = 0;
    for (previous, number) in pairs() {
        before.entry(previous.value).or_insert(previous);
        if previous.value + 1 == number.value {
            continue;
        }
        if let Some(first) = before.get(&number.value) {
            needed += STEPS_PER_REPEAT;
            drafts.push(repeated(what, number, first));
        } else if number.value < previous.value {
            needed += STEPS_PER_GAP;
            drafts.push(draft(what, number, previous, &format!("stands behind {}", previous.written)));
        } else if (previous.value + 1..number.value).any(|missing| !all.contains(&missing)) {
            needed += STEPS_PER_GAP;
            drafts.push(gap(what, number, previous));
        }
    }
    if steps < needed || steps == 0 {
        return;
    }
    for _ in drafts.len()..numbers.len() {
        answers.holds();
    }
    for draft in drafts {
        answers.broken(draft);
    }
}

fn repeated(what: &str, number: &RunningNumber<'_>, first: &RunningNumber<'_>) -> Draft {
    let said = if first.title.is_empty() { String::new() } else { format!(", `{}` has it too", first.title) };
    let message = format!("the {what} number {} is given twice{said}", number.written);
    Draft::new(number.span, message)
        .help("number it anew, and those behind it")
        .related(first.span, "the first with this number")
        .subject(format!("{} {}", number.written, number.title))
}

fn gap(what: &str, number: &RunningNumber<'_>, previous: &RunningNumber<'_>) -> Draft {
    let (first, last) = (previous.value + 1, number.value - 1);
    let missing = if first == last { format!("{first} is missing") } else { format!("{first} to {last} are missing") };
    draft(what, number, previous, &format!("follows {}: {missing}", previous.written))
}

fn draft(what: &str, number: &RunningNumber<'_>, previous: &RunningNumber<'_>, how: &str) -> Draft {
    Draft::new(number.span, format!("the {what} number {} {how}", number.written))
        .help("number it anew, or restore what is missing")
        .related(previous.span, "the number before")
        .subject(format!("{} {}", number.written, number.title))
}
