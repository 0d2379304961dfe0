//! Rules about names of entities outside their records.

use super::{Answer, Context, Draft};
use crate::catalog::{Mention, fold};
use crate::finding::Fix;

/// `reference/unknown`: a name among names of entries that no entry bears, nor anything else in the catalog.
pub(super) fn unknown(context: &Context<'_, '_>, mention: &Mention) -> Answer {
    if !mention.entities.is_empty() {
        return Answer::Holds;
    }
    if !mention.listed || nearest(context, mention).is_some() || stands_elsewhere(context, mention) {
        return Answer::CannotTell;
    }
    Draft::new(mention.span, format!("{} is named among the entries, and no entry is called that", mention.name))
        .help("add the entry, or correct the name")
        .subject(mention.name.clone())
        .record(mention.name.clone())
        .into()
}

/// `reference/near-miss`: a name that is one or two letters away from an entry's.
pub(super) fn near_miss(context: &Context<'_, '_>, mention: &Mention) -> Answer {
    if !mention.entities.is_empty() {
        return Answer::Holds;
    }
    let Some((name, span)) = nearest(context, mention) else { return Answer::CannotTell };
    if !mention.listed || stands_elsewhere(context, mention) {
        return Answer::CannotTell;
    }
    Draft::new(mention.span, format!("{} is no entry, {name} is", mention.name))
        .help(format!("did you mean {name}?"))
        .related(span, "the entry of that name")
        .subject(mention.name.clone())
        .record(mention.name.clone())
        .fix(Fix::for_review(mention.span, name))
        .into()
}

/// `reference/ambiguous`: a name that can mean entries which are no family.
pub(super) fn ambiguous(context: &Context<'_, '_>, mention: &Mention) -> Answer {
    let names: Vec<&str> = mention
        .entities
        .iter()
        .filter_map(|&entity| context.catalog.entities.get(entity as usize))
        .map(|entity| context.catalog.entity_name(entity))
        .collect();
    if names.is_empty() {
        return Answer::CannotTell;
    }
    let own = fold::key(&mention.name);
    if names.len() == 1 || names.iter().any(|name| fold::key(name).starts_with(&own)) {
        return Answer::Holds;
    }
    Draft::new(mention.span, format!("{} can mean {}", mention.name, names.join(" or ")))
        .help("name the one that is meant")
        .subject(mention.name.clone())
        .record(mention.name.clone())
        .into()
}

/// The entry whose name is nearest: one letter away, or two where the name is long.
fn nearest(context: &Context<'_, '_>, mention: &Mention) -> Option<(String, crate::source::Span)> {
    let own = fold::key(&mention.name);
    let length = own.chars().count();
    let allowed = if length >= 10 { 2 } else { 1 };
    if length < 5 {
        return None;
    }
    let mut found = None;
    for entity in &context.catalog.entities {
        let name = context.catalog.entity_name(entity);
        let key = fold::key(name);
        // Editions differ by their digits: `SemEval 2016` is not a misspelt `SemEval 2017`.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        if key.chars().count().abs_diff(length) <= allowed
            && digits(&key) == digits(&own)
            && strsim::osa_distance(&key, &own) <= allowed
        {
            let record = context.catalog.records_of(entity).next()?;
            if found.is_some() {
                return None;
            }
            found = Some((name.to_owned(), record.name_span));
        }
    }
    found
}

/// Whether the name stands anywhere else in the text than among such names.
fn stands_elsewhere(context: &Context<'_, '_>, mention: &Mention) -> bool {
    let text = context.text();
    let within = mention.within.range();
    let outside = |part: Option<&str>| part.is_some_and(|part| holds(part, &mention.name));
    outside(text.get(..within.start)) || outside(text.get(within.end..))
}

/// Whether a text holds a name as whole words, whatever its case.
fn holds(text: &str, name: &str) -> bool {
    let pattern = format!(r"(?i)\b{}", regex::escape(name));
    regex::Regex::new(&pattern).is_ok_and(|pattern| pattern.is_match(text))
}
