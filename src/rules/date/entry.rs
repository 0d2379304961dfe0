//! Dates of single entries, held against today and against the title above them.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::dated::behind_name;
use super::range::promised_range;
use crate::catalog::date::{Date, dates, has_addition, has_bound};
use crate::catalog::{Field, Record, RecordPlace};
use crate::id::IdVec;
use crate::markdown::SectionId;
use crate::rules::{Answer, Answers, Context, Draft};
use crate::source::Span;

/// `date/expired`.
pub(in crate::rules) fn expired(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let catalog = context.catalog;
    if let RecordPlace::Row(table, _) = record.place
        && catalog.column(table, Field::Expiry).is_none()
    {
        return Answer::CannotTell;
    }
    let Some(value) = catalog.field(record, Field::Expiry) else { return Answer::CannotTell };
    let last = dates(value.text).into_iter().map(|(date, _)| date).max_by_key(|date| date.last_day());
    let Some(days) = last.map(|last| last.days_before(context.now)) else { return Answer::CannotTell };
    if days > 0 { past(value.span, value.text, days) } else { Answer::Holds }
}

fn past(span: Span, text: &str, days: i64) -> Answer {
    let ago = match days {
        1 => "a day".to_owned(),
        2..=60 => format!("{days} days"),
        61..=729 => format!("{} months", days / 30),
        _ => format!("{} years", days / 365),
    };
    Draft::new(span, format!("the expiry date \"{text}\" is {ago} past"))
        .help("take the entry out, or write the new date")
        .subject(text.to_owned())
        .into()
}

/// An entry's own date under a title with one.
#[derive(Debug)]
struct DatedEntry {
    section: SectionId,
    title: Date,
    date: Date,
    span: Span,
    text: String,
}

/// `date/out-of-scope`.
pub(in crate::rules) fn out_of_scope(context: &Context<'_, '_>, answers: &mut Answers) {
    promised_range(context, answers);
    let scopes = scopes(context);
    if scopes.iter().all(Option::is_none) {
        return;
    }
    let scope = |section: SectionId| scopes[section];
    let mut found = Vec::new();
    let document = &context.catalog.document;
    for item in &document.items {
        let Some(block) = document.block(item.block) else { continue };
        let Some((section, title)) = scope(block.section) else { continue };
        if let Some((date, range)) = behind_name(context, block) {
            let text = document.text_of(block).get(range.clone()).unwrap_or_default().to_owned();
            found.push(DatedEntry { section, title, date, span: block.text.source(range), text });
        }
    }
    for record in context.catalog.records.iter().filter(|record| matches!(record.place, RecordPlace::Row(..))) {
        let Some((section, title)) = scope(record.section) else { continue };
        let Some(value) = context.catalog.field(record, Field::Date) else { continue };
        if let Some(date) = crate::catalog::date::date(value.text) {
            found.push(DatedEntry { section, title, date, span: value.span, text: value.text.to_owned() });
        }
    }
    judge(context, &found, answers);
}

/// Only where most entries keep to the title's time are those that do not a contradiction.
fn judge(context: &Context<'_, '_>, found: &[DatedEntry], answers: &mut Answers) {
    let mut keeping: FxHashMap<SectionId, (usize, usize)> = FxHashMap::default();
    for dated in found {
        let (inside, outside) = keeping.entry(dated.section).or_default();
        *(if dated.is_outside() { outside } else { inside }) += 1;
    }
    let document = &context.catalog.document;
    for dated in found {
        let (inside, outside) = keeping.get(&dated.section).copied().unwrap_or_default();
        if inside <= outside {
            continue;
        }
        if !dated.is_outside() {
            answers.holds();
            continue;
        }
        let title = document.title(dated.section);
        let draft = Draft::new(dated.span, format!("the entry is dated {}, but stands under \"{title}\"", dated.text))
            .help("move it to where it belongs, or correct the date or the title")
            .subject(format!("{} {title}", dated.text));
        let heading = document.block(document[dated.section].heading);
        answers.broken(match heading {
            Some(heading) => draft.related(heading.span, "the title"),
            None => draft,
        });
    }
}

impl DatedEntry {
    fn is_outside(&self) -> bool {
        matches!(self.title.compare(self.date), Some(Ordering::Less | Ordering::Greater))
    }
}

/// Returns for each section the nearest section around it whose title says that its entries are of one time, and that
/// time.
fn scopes(context: &Context<'_, '_>) -> IdVec<SectionId, Option<(SectionId, Date)>> {
    let document = &context.catalog.document;
    let mut scopes = IdVec::for_each_of(&document.sections, None);
    for (id, section) in document.sections.enumerate() {
        let own = time_of(document.title(id)).map(|date| (id, date));
        // A section comes behind the one that it is part of.
        scopes[id] = own.or(scopes[section.parent]);
    }
    scopes
}

fn time_of(title: &str) -> Option<Date> {
    let found = dates(title);
    let [(date, _)] = found.as_slice() else { return None };
    (has_addition(title) && !has_bound(title)).then_some(*date)
}
