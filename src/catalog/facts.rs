//! The fields of records that are not rows: what stands behind an item's name, its licence token, its `Key: value`
//! lines.

use super::field::{Field, FieldValue};
use super::license;
use super::list::ListReading;
use super::prose::{KeyValue, key_values};
use super::recurring::{Lexicon, facts_of};
use super::types::{Record, RecordPlace};
use crate::markdown::{Block, BlockKind, Document, MarkKind, NONE};
use crate::source::Span;

/// Bytes of the longest text in brackets that is looked up as a licence: the longest names of licences are shorter.
const LONGEST_IN_BRACKETS: usize = 40;

/// Reads the fields of all records that are not rows.
pub(super) fn read_facts(
    document: &Document<'_>,
    words: &Lexicon<'_>,
    lists: &ListReading,
    records: &mut [Record<'_>],
) -> Vec<FieldValue> {
    let mut values = Vec::new();
    for record in records {
        let first = values.len() as u32;
        match record.place {
            RecordPlace::Row(..) => continue,
            RecordPlace::Item(item) => {
                let own = document.items.get(item as usize).and_then(|item| document.block(item.block));
                if let Some(block) = own {
                    described(document, words, block, record, &mut values);
                }
                details(document, words, lists, record, &mut values);
            }
            RecordPlace::Block(block) => {
                if let Some(block) = document.block(block) {
                    described(document, words, block, record, &mut values);
                }
                if values.len() as u32 == first {
                    values.extend(prose(document, words, record));
                }
                details(document, words, lists, record, &mut values);
            }
            RecordPlace::Section(_) => {
                values.extend(prose(document, words, record));
                details(document, words, lists, record, &mut values);
                values.get_mut(first as usize..).unwrap_or_default().sort_by_key(|value| value.span);
            }
        }
        record.values = (first, values.len() as u32);
    }
    values
}

/// The licence token and the description in the text behind a name.
fn described(
    document: &Document<'_>,
    words: &Lexicon<'_>,
    block: &Block,
    record: &Record<'_>,
    values: &mut Vec<FieldValue>,
) {
    let text = document.text_of(block);
    let name_end = name_end(document, block, record);
    let rest = text.get(name_end..).unwrap_or_default();
    let before = text.get(..name_end - record.name.len().min(name_end)).unwrap_or_default();
    let quoted = if before.ends_with(['"', '“']) { rest.find(['"', '”']).filter(|&at| at <= 1) } else { None };
    let lead =
        quoted.map_or(0, |at| at + rest.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
    let lead = lead + separators(rest.get(lead..).unwrap_or_default());
    let token = license_token(document, block, name_end);
    // What stands below the first line may be facts.
    let end = block_facts(document, words, block).next().map_or(text.len(), |fact| fact.key.0 as usize);
    let end = text.get(..end).unwrap_or_default().trim_end().len();
    let range = name_end + lead..end;
    // An emoji alone is no description.
    let says = |own: &str| own.contains(char::is_alphanumeric) && super::name_bounds::shortcode(own) != Some(own.len());
    if text.get(range.clone()).is_some_and(|own| says(own) && !is_address(own)) {
        values.push(value(block, Field::Description, text, range));
    }
    if let Some(range) = token {
        values.push(value(block, Field::License, text, range));
    }
}

/// Returns the number of bytes of separators stand between a name and its description: no dot that a word begins with,
/// `.NET`, and
/// no colon of an emoji, `:warning:`.
fn separators(text: &str) -> usize {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let tail = rest.get(c.len_utf8()..).unwrap_or_default();
        let separates = match c {
            ' ' | '-' | '–' | '—' | '：' | '*' | ')' | ']' | ',' | '，' | '\u{a0}' | '\n' => true,
            ':' => super::name_bounds::shortcode(rest).is_none(),
            '.' => !tail.starts_with(char::is_alphanumeric),
            _ => false,
        };
        if !separates {
            break;
        }
        rest = tail;
    }
    text.len() - rest.len()
}

/// The first paragraph below a name that stands alone, up to its first fact or address.
fn prose(document: &Document<'_>, words: &Lexicon<'_>, record: &Record<'_>) -> Option<FieldValue> {
    let blocks = document.blocks.get(document.blocks_in(record.span))?;
    blocks.iter().skip(1).filter(|block| block.kind == BlockKind::Paragraph && block.item == NONE).find_map(|block| {
        let text = document.text_of(block);
        let facts = key_values(document, words, block).map(|fact| fact.key.0 as usize).min();
        let addresses = text.split_inclusive('\n').take_while(|line| is_address(line.trim()));
        let start: usize = addresses.map(str::len).sum();
        let lines = text.get(start..)?.split_inclusive('\n').take_while(|line| !is_address(line.trim()));
        let end = (start + lines.map(str::len).sum::<usize>()).min(facts.unwrap_or(text.len()));
        let own = text.get(start..end)?.trim();
        let start = start + text.get(start..end)?.find(own)?;
        (!own.is_empty()).then(|| value(block, Field::Description, text, start..start + own.len()))
    })
}

/// The facts in a record's own text: those below its first line.
fn block_facts<'d>(
    document: &'d Document<'_>,
    words: &'d Lexicon<'_>,
    block: &'d Block,
) -> impl Iterator<Item = KeyValue> + 'd {
    key_values(document, words, block).filter(|found| !found.first)
}

/// Returns true if a text is an address and nothing else.
fn is_address(text: &str) -> bool {
    text.starts_with("http") && text.contains("://") && !text.contains([' ', '\n'])
}

fn name_end(document: &Document<'_>, block: &Block, record: &Record<'_>) -> usize {
    let text = document.text_of(block);
    // A name that stands on two lines is kept on one.
    let at = text.find(&*record.name).or_else(|| text.replace('\n', " ").find(&*record.name));
    at.map_or(0, |at| at + record.name.len())
}

fn value(block: &Block, field: Field, text: &str, range: std::ops::Range<usize>) -> FieldValue {
    let own = text.get(range.clone()).unwrap_or_default();
    FieldValue { field, key: Span::default(), span: block.text.source(range), text: own.into() }
}

/// A licence that an item names in code, brackets or parentheses: `` `AGPL-3.0` ``, `[MIT]`, `(CC BY-SA 4.0)`.
fn license_token(document: &Document<'_>, block: &Block, from: usize) -> Option<std::ops::Range<usize>> {
    let text = document.text_of(block);
    let codes = document.marks_of(block).iter().filter(|mark| mark.kind == MarkKind::Code);
    let code = codes
        .map(|mark| mark.text.0 as usize..mark.text.1 as usize)
        .find(|range| range.start >= from && text.get(range.clone()).is_some_and(license::is_license_token));
    code.or_else(|| bracketed(text, from))
}

fn bracketed(text: &str, from: usize) -> Option<std::ops::Range<usize>> {
    let mut at = from;
    let mut found = None;
    while let Some(open) = text.get(at..)?.find(['[', '(']).map(|open| at + open) {
        let close = text.get(open + 1..)?.find([']', ')', '[', '(']).map(|close| open + 1 + close);
        let Some(close) = close else { break };
        let inner = text.get(open + 1..close)?;
        // In round brackets behind a sentence, a project is named more often than its licence.
        let is_project = || text.get(open..).is_some_and(|text| text.starts_with('(')) && license::names_project(inner);
        if inner.len() <= LONGEST_IN_BRACKETS && license::is_license_token(inner) && !is_project() {
            found = Some(open + 1..close);
        }
        at = open + 1;
    }
    found
}

/// The `Key: value` blocks of a record: of its nested items, or of the section below its heading.
fn details(
    document: &Document<'_>,
    words: &Lexicon<'_>,
    lists: &ListReading,
    record: &Record<'_>,
    values: &mut Vec<FieldValue>,
) {
    let own = match record.place {
        RecordPlace::Item(item) => document.items.get(item as usize).map_or(NONE, |item| item.block),
        RecordPlace::Block(block) => block,
        _ => NONE,
    };
    sheet_facts(document, words, record, values);
    // Nested items stand behind the record's own text.
    let whole = match record.place {
        RecordPlace::Item(item) => document.items.get(item as usize).map_or(record.span, |item| item.span),
        _ => record.span,
    };
    for index in document.blocks_in(whole) {
        let index = index as u32;
        let Some(block) = document.block(index) else { continue };
        let entry =
            document.items.get(block.item as usize).is_some_and(|item| lists.entries[item.list] && item.block == index);
        if entry {
            continue;
        }
        // The first line of the record's own text is its name.
        for found in key_values(document, words, block).filter(|found| index != own || !found.first) {
            let text = document.text_of(block);
            let range = found.value.0 as usize..found.value.1 as usize;
            values.push(FieldValue {
                key: block.text.source(found.key.0 as usize..found.key.1 as usize),
                ..value(block, found.field, text, range)
            });
        }
    }
}

/// The rows of the tables of facts below a heading that is a record.
fn sheet_facts(document: &Document<'_>, words: &Lexicon<'_>, record: &Record<'_>, values: &mut Vec<FieldValue>) {
    if !matches!(record.place, RecordPlace::Section(_)) {
        return;
    }
    let first = document.tables.partition_point(|table| table.span.start < record.span.start);
    let tables = document.tables.iter().enumerate().skip(first);
    for (_, table) in tables
        .take_while(|(_, table)| table.span.start < record.span.end)
        .filter(|(index, _)| words.is_fact_sheet(*index))
    {
        for (key, cell) in facts_of(document, table) {
            let (key_text, text) = (document.text_of(key).trim(), document.text_of(cell));
            let range = text.len() - text.trim_start().len()..text.trim_end().len();
            if !key_text.is_empty() && !range.is_empty() {
                let field = words.field(key_text);
                values.push(FieldValue { key: key.span, ..value(cell, field, text, range) });
            }
        }
    }
}
