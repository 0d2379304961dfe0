//! Lines that look like entries and were not read as any.

use super::raw_lines::raw_lines;
use super::severed::severed;
use super::too_deep::too_deep;
use super::unclosed::unclosed;
use crate::catalog::{Catalog, FieldVocabulary, RecordPlace, TableRole};
use crate::id::IdVec;
use crate::markdown::{Item, ListId, NONE};
use crate::rules::{Answers, Context, Draft};
use crate::source::Span;

/// Bytes of the longest key before a colon: what is longer is a sentence.
const LONGEST_KEY: usize = 60;
/// Bytes before an address that was meant as a link's: room for a name in brackets.
const BEFORE_ADDRESS: usize = 120;

/// Words before a link from which on they are a sentence: longer names without a dash behind them are rare.
const WORDS_OF_A_SENTENCE: usize = 4;
/// Lines that each have a finding of their own; of more, one finding names the first few.
const MANY: usize = 20;
/// Number of lines that a finding names.
const NAMED: usize = 5;
/// A list of fewer records does not say what its other items should be.
const LEAST: u32 = 5;

/// Items and rows beside many records that were not read, counted, in one finding a file.
pub(in crate::rules) fn unread(context: &Context<'_, '_>, answers: &mut Answers) {
    let catalog = context.catalog;
    severed(context, answers);
    raw_lines(context, answers);
    unclosed(context, answers);
    too_deep(context, answers);
    let mut spans = unread_rows(catalog);
    unread_items(catalog, &mut spans);
    spans.sort_unstable();
    spans.dedup();
    if spans.is_empty() {
        answers.holds();
    }
    // Of many lines the cause is one: how the file is written.
    let groups = spans.chunks(if spans.len() > MANY { spans.len() } else { 1 });
    for group in groups {
        let Some((first, rest)) = group.split_first() else { continue };
        answers.broken(unread_lines(catalog, *first, rest));
    }
}

/// Words the finding about lines that were not read.
fn unread_lines(catalog: &Catalog<'_>, first: Span, rest: &[Span]) -> Draft {
    let message = match rest.len() + 1 {
        1 => "a line looks like an entry, and was not read as one".to_owned(),
        n => format!("{n} lines look like entries, and were not read as any"),
    };
    let own = first.of(catalog.document.text).lines().next().unwrap_or_default().trim();
    let subject = if rest.is_empty() { own.to_owned() } else { "lines".to_owned() };
    let draft = Draft::new(first, message)
        .help(
            "begin each entry as the others beside it, with a link or a bold name; nothing in these lines was checked",
        )
        .subject(subject);
    rest.iter().take(NAMED - 1).fold(draft, |draft, span| draft.related(*span, "and this"))
}

/// Rows of tables of records that are none, though they have links.
fn unread_rows(catalog: &Catalog<'_>) -> Vec<Span> {
    let rows = catalog.records.iter().filter_map(|record| match record.place {
        RecordPlace::Row(_, row) => Some(row),
        _ => None,
    });
    let mut rows = rows.peekable();
    let mut spans = Vec::new();
    let tables = catalog.document.tables.iter().zip(&catalog.tables);
    // A table inside of a list item holds the facts of that item.
    for (table, _) in tables.filter(|(table, reading)| reading.role == TableRole::Records && table.item == NONE) {
        for row in table.rows.0 + u32::from(table.has_header)..table.rows.1 {
            while rows.next_if(|&read| read < row).is_some() {}
            if rows.peek() == Some(&row) {
                continue;
            }
            let Some(own) = catalog.document.rows.get(row as usize) else { continue };
            let carried = || catalog.document.cells(own).iter().any(crate::markdown::Block::is_carried);
            if own.written > 1 && leads_out(catalog, own.span) && !carried() {
                spans.push(own.span);
            }
        }
    }
    spans
}

/// Items that are no record in a list where nearly all are, and items that begin like a link that is broken.
fn unread_items(catalog: &Catalog<'_>, spans: &mut Vec<Span>) {
    let document = &catalog.document;
    let mut read = vec![false; document.items.len()];
    let mut records: IdVec<ListId, u32> = IdVec::for_each_of(&document.lists, 0);
    for record in &catalog.records {
        if let RecordPlace::Item(index) = record.place
            && let Some(item) = document.items.get(index as usize)
        {
            read.iter_mut().skip(index as usize).take(1).for_each(|read| *read = true);
            records[item.list] += 1;
        }
    }
    let mut items: IdVec<ListId, u32> = IdVec::for_each_of(&document.lists, 0);
    let mut nested = vec![false; document.items.len()];
    for list in &document.lists {
        nested.iter_mut().skip(list.parent as usize).take(1).for_each(|nested| *nested = true);
    }
    for item in &document.items {
        items[item.list] += 1;
    }
    for (item, (read, nested)) in document.items.iter().zip(read.iter().zip(&nested)) {
        let records = records[item.list];
        if *read || records == 0 {
            continue;
        }
        let own = Span { start: item.span.start, end: item.own_end };
        let own = Span { end: own.start + own.of(document.text).trim_end().len() as u32, ..own };
        let items = items[item.list];
        let among = records >= LEAST
            && records * 5 >= items * 4
            && !nested
            && item.block != NONE
            && leads_out(catalog, own)
            && !is_remark(catalog, item)
            && !is_sentence(catalog, item);
        if among || is_broken_link(own.of(document.text)) {
            spans.push(own);
        }
    }
}

/// Returns true if an item is a key with links behind its colon: one where the key says what kind of link it is
/// (`github(Keras): https://…`), or several, which are no one thing's (`Courses: [edX](…), [Udacity](…)`).
fn is_remark(catalog: &Catalog<'_>, item: &Item) -> bool {
    let document = &catalog.document;
    let Some(block) = document.block(item.block) else { return false };
    let links = document.links.get(document.links_in(block.span)).unwrap_or_default();
    let Some(first) = links.first() else { return false };
    let before = Span { start: block.span.start, end: first.span.start.max(block.span.start) };
    let before = before.of(document.text).trim_end().trim_end_matches(['<', '[', '*']);
    let Some(key) = before.trim_end().strip_suffix([':', '：']).filter(|key| key.len() <= LONGEST_KEY) else {
        return false;
    };
    let key = key.split(['(', '（']).next().unwrap_or(key);
    links.len() > 1 || FieldVocabulary::shared().is_detail(key)
}

/// Returns true if an item is a sentence that mentions a link: words are before its first link, and no dash or colon that
/// would part a name from them.
fn is_sentence(catalog: &Catalog<'_>, item: &Item) -> bool {
    let document = &catalog.document;
    let Some(block) = document.block(item.block) else { return false };
    let links = document.links.get(document.links_in(block.span)).unwrap_or_default();
    let Some(first) = links.first().filter(|link| link.block == item.block) else { return false };
    let before = document.text_of(block).get(..first.text.0 as usize).unwrap_or_default();
    let is_parted = [" - ", " – ", " — ", ":", "："].iter().any(|mark| before.contains(mark));
    !is_parted && before.split_whitespace().count() >= WORDS_OF_A_SENTENCE
}

/// Returns true if an item begins like a link whose brackets are wrong: `[Name][https://…`, `[Name] (https://…`,
/// `Name](https://…`.
fn is_broken_link(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '*' | '+' | '.' | ')' | ' '));
    let Some(at) = text.find("http").filter(|&at| at <= BEFORE_ADDRESS) else { return false };
    let before = text.get(..at).unwrap_or_default();
    if before.contains('\n') || before.contains("](") && before.starts_with('[') {
        return false;
    }
    before.ends_with("][")
        || before.ends_with("] (")
        || before.starts_with('[') && before.ends_with('(')
        || before.ends_with("](") && !before.contains('[')
}

fn leads_out(catalog: &Catalog<'_>, span: Span) -> bool {
    let links = catalog.document.links.get(catalog.document.links_in(span)).unwrap_or_default();
    links.iter().any(|link| crate::links::leads_out(&link.target))
}
