//! Numbers said of an entity elsewhere, held against its own records.

use crate::catalog::number::{Comparison, Interval, QuantityKind, quantities};
use crate::catalog::{Field, FieldRef, Mention, Record, StatedNumber};
use crate::rules::{Answer, Context, Draft};
use crate::source::Span;
use crate::text::fold;

/// A number of a record, with what it is of and where it stands.
#[derive(Debug, Clone)]
pub(super) struct RecordFigure {
    pub(super) readings: Vec<Interval>,
    pub(super) unit: String,
    pub(super) span: Span,
    pub(super) text: String,
}

/// The counts of a record: the numbers in its columns of counts and sizes, with the column's header as their unit where
/// they have none.
fn figures(context: &Context<'_, '_>, record: &Record<'_>) -> Vec<RecordFigure> {
    counting(context, record).flat_map(|field| field_figures(&field)).collect()
}

/// The fields of a record that count: its columns of counts and sizes.
pub(super) fn counting<'c, 't>(
    context: &Context<'c, 't>,
    record: &Record<'_>,
) -> impl Iterator<Item = FieldRef<'c>> + use<'c, 't> {
    context.catalog.fields_of(record, |field| matches!(field, Field::Count | Field::Size))
}

fn field_figures(field: &FieldRef<'_>) -> Vec<RecordFigure> {
    let found = quantities(field.text);
    let counts = found.iter().filter(|quantity| quantity.kind == QuantityKind::Count);
    counts
        .map(|quantity| RecordFigure {
            readings: quantity.readings().collect(),
            unit: if quantity.unit.is_empty() { field.label().to_owned() } else { quantity.unit.to_owned() },
            span: place(field, quantity.range.clone()),
            text: field.text.get(quantity.range.clone()).unwrap_or_default().to_owned(),
        })
        .collect()
}

/// Returns the span of a stretch of a field's text, as exactly as can be told.
pub(super) fn place(field: &FieldRef<'_>, range: std::ops::Range<usize>) -> Span {
    match field.cell {
        Some(cell) if cell.text.len() == field.text.len() => cell.text.source(range),
        _ => field.span,
    }
}

/// The figures of all entities that a mention can mean.
pub(super) fn mentioned(context: &Context<'_, '_>, mention: &Mention) -> Vec<RecordFigure> {
    let entities = mention.entities.iter().filter_map(|&entity| context.catalog.entities.get(entity as usize));
    let records = entities.flat_map(|entity| context.catalog.records_of(entity));
    records.flat_map(|record| figures(context, record)).collect()
}

fn fits(figure: &RecordFigure, interval: Interval) -> bool {
    figure.readings.iter().any(|reading| reading.compare(&interval) != Comparison::Contradicts)
}

/// Returns true if two units end with the same noun: `CT scans` and `scans`, `# CT Scans`.
pub(super) fn same_noun(a: &str, b: &str) -> bool {
    let a = noun(a);
    a.is_some() && a.unwrap_or_default() == noun(b).unwrap_or_default()
}

/// The last word of a unit without its plural; none where there is no word.
fn noun(unit: &str) -> Option<String> {
    // Only the end of a plain text is folded, which is where the noun stands.
    let end = if unit.is_ascii() {
        let kept = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#');
        let unit = unit.trim_end_matches(|c| !kept(c));
        unit.rsplit(|c| !kept(c)).next().unwrap_or_default()
    } else {
        unit
    };
    let words = fold::words(end);
    (!words.is_empty()).then(|| words.rsplit(' ').next().unwrap_or_default().trim_end_matches('s').to_owned())
}

/// `count/mention`: a number said of an entity that none of its records gives.
pub(in crate::rules) fn mention(context: &Context<'_, '_>, mention: &Mention) -> Answer {
    // A family's number may be any sum over its members: only one entity can be held to a number.
    let [_] = &*mention.entities else { return Answer::CannotTell };
    if mention.said.is_empty() {
        return Answer::CannotTell;
    }
    let figures = mentioned(context, mention);
    let mut answer = Answer::CannotTell;
    for said in &mention.said {
        match held(said, &figures) {
            MentionCheck::Fits => answer = Answer::Holds,
            MentionCheck::Contradicted(figure) => return contradiction(mention, said, figure),
            MentionCheck::AgainstNothing => {}
        }
    }
    answer
}

/// The result of comparing a number with figures.
enum MentionCheck<'f> {
    AgainstNothing,
    Fits,
    Contradicted(&'f RecordFigure),
}

fn held<'f>(said: &StatedNumber, figures: &'f [RecordFigure]) -> MentionCheck<'f> {
    if figures.iter().any(|figure| fits(figure, said.interval)) {
        return MentionCheck::Fits;
    }
    let mut alike = figures.iter().filter(|figure| said.unit.is_empty() || same_noun(&figure.unit, &said.unit));
    alike.next().map_or(MentionCheck::AgainstNothing, MentionCheck::Contradicted)
}

fn contradiction(mention: &Mention, said: &StatedNumber, figure: &RecordFigure) -> Answer {
    let number = number(said.interval);
    let message = format!("{number} is said of {}, whose entry says {}", mention.name, figure.text);
    Draft::new(said.span, message)
        .help("make the two agree")
        .related(figure.span, format!("the entry says {}", figure.text))
        .subject(format!("{} {number}", mention.name))
        .record(mention.name.clone())
        .into()
}

/// An interval as a reader writes it.
pub(super) fn number(interval: Interval) -> String {
    if interval.is_unbounded() {
        format!("{}+", grouped(interval.low))
    } else if interval.is_exact() {
        grouped(interval.low)
    } else {
        format!("{} to {}", grouped(interval.low), grouped(interval.high))
    }
}

/// A number with commas between its thousands.
pub(super) fn grouped(number: f64) -> String {
    if number.fract() != 0.0 || number.abs() >= 1e15 {
        return number.to_string();
    }
    let digits = format!("{number:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `count/bucket`: an entity in a bucket that its number does not fit.
pub(in crate::rules) fn bucket(context: &Context<'_, '_>, mention: &Mention) -> Answer {
    let Some(bucket) = &mention.bucket else { return Answer::CannotTell };
    if let Some(said) = mention.said.first() {
        if said.interval.compare(&bucket.interval) != Comparison::Contradicts {
            return Answer::Holds;
        }
        return misplaced(mention, bucket, said.span, &number(said.interval));
    }
    let figures = mentioned(context, mention);
    if figures.is_empty() {
        return Answer::CannotTell;
    }
    // The figures of a family add up, and any of an entity's may be the one that the bucket is about.
    let family = mention.entities.len() > 1;
    match figures.first() {
        Some(first) if !family && !figures.iter().any(|figure| fits(figure, bucket.interval)) => {
            misplaced(mention, bucket, first.span, &first.text)
        }
        _ => Answer::Holds,
    }
}

fn misplaced(mention: &Mention, bucket: &StatedNumber, span: Span, number_said: &str) -> Answer {
    let range = number(bucket.interval);
    let message = format!("{} has {number_said} and stands in the bucket of {range}", mention.name);
    Draft::new(mention.span, message)
        .help("move it to the bucket that its number fits")
        .related(span, format!("{number_said} here"))
        .related(bucket.span, format!("the bucket is {range}"))
        .subject(format!("{} {range}", mention.name))
        .record(mention.name.clone())
        .into()
}
