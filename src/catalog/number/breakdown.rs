//! A text that is wholly a list of numbered parts: `27 organs, 59 bones`, `662 tumors + 53 nodules (715 total lesions)`.

use super::vocabulary::vocabulary;
use super::{Comparison, Interval, Quantity, QuantityKind, quantities};
use std::ops::Range;

/// One numbered part.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakdownPart<'a> {
    /// Its number.
    pub quantity: Quantity<'a>,
    /// The whole noun phrase, which may be longer than the quantity's unit.
    pub noun: &'a str,
    /// The number and the noun.
    pub range: Range<usize>,
}

/// A list of numbered parts, and the total that the text states of them, if it does.
#[derive(Debug, Clone, PartialEq)]
pub struct StatedBreakdown<'a> {
    /// The parts, two at least, in order.
    pub parts: Vec<BreakdownPart<'a>>,
    /// The total that is stated before them or in brackets after them.
    pub total: Option<BreakdownPart<'a>>,
    /// True if pluses join the parts, so that they are meant to be added.
    pub added: bool,
}

impl StatedBreakdown<'_> {
    /// Returns the sum of the parts.
    pub fn sum(&self) -> Interval {
        self.parts.iter().fold(Interval::exact(0.0), |sum, part| sum.add(part.quantity.interval))
    }

    /// Holds the sum of the parts against the total that the text states.
    pub fn compare(&self) -> Comparison {
        self.total.as_ref().map_or(Comparison::CannotTell, |total| total.quantity.compare_to(&self.sum()))
    }
}

/// Reads a text that is plainly a breakdown; none for any other.
///
/// Where a total is stated, the parts must be meant to add up: joined by pluses, of nouns that divide a whole (`2 males
/// and 2 females`), or adding up as it is. `120 subjects (10 sessions, 64 channels)` is no breakdown.
pub fn breakdown(text: &str) -> Option<StatedBreakdown<'_>> {
    let found = quantities(text);
    if found.len() < 2 || found.iter().any(|q| q.kind != QuantityKind::Count || q.looks_like_year()) {
        return None;
    }
    let (head, inner) = bracketed(text)?;
    let split = found.partition_point(|q| q.range.start < head.end);
    let (outside, inside) = found.split_at(split);
    let read = match (outside, inside) {
        (_, []) => parts(text, outside, head)?,
        ([total], [_, _, ..]) => {
            let total = part(text, total, head.end, head.start)?;
            StatedBreakdown { total: Some(total), ..parts(text, inside, inner)? }
        }
        ([_, _, ..], [total]) => {
            let total = part(text, total, inner.end, inner.start)?;
            if !vocabulary().says_total(total.noun) {
                return None;
            }
            StatedBreakdown { total: Some(total), ..parts(text, outside, head)? }
        }
        _ => return None,
    };
    let nouns = read.parts.iter().map(|part| part.noun);
    let is_plain = read.added || read.compare() == Comparison::Agrees || vocabulary().divide_a_whole(nouns);
    (read.total.is_none() || is_plain).then_some(read)
}

/// The text outside and inside of the one pair of brackets at the end, or after a colon; the inside is empty without.
fn bracketed(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let end = text.trim_end_matches([' ', '.', '\n', '\t']).len();
    let body = text.get(..end)?;
    let marks = body.bytes().filter(|b| matches!(b, b'(' | b')')).count();
    if marks == 0 {
        let colon = body.find(": ").unwrap_or(end);
        return Some((0..colon, (colon + 1).min(end)..end));
    }
    let open = body.find('(').filter(|_| marks == 2 && body.ends_with(')'))?;
    Some((0..open, open + 1..end - 1))
}

/// Reads `found`, all quantities inside `range`, as parts that fill the range.
fn parts<'a>(text: &'a str, found: &[Quantity<'a>], range: Range<usize>) -> Option<StatedBreakdown<'a>> {
    let mut list = Vec::with_capacity(found.len());
    let mut added = true;
    let mut start = range.start;
    for (index, quantity) in found.iter().enumerate() {
        let next = found.get(index + 1).map_or(range.end, |next| next.range.start);
        let mut end = next;
        if index + 1 < found.len() {
            let between = text.get(quantity.range.end..next)?;
            let joint =
                vocabulary().joints().iter().find(|joint| trim_gap(between, joint).ends_with(joint.as_str()))?;
            end = quantity.range.end + trim_gap(between, joint).len() - joint.len();
            added &= joint == "+";
        }
        list.push(part(text, quantity, end, start).filter(|part| !part.noun.is_empty())?);
        start = next;
    }
    let first = list.first()?.noun;
    let is_mixed =
        list.iter().any(|part| vocabulary().measures(part.noun)) && list.iter().any(|part| part.noun != first);
    let has_total = list.iter().any(|part| vocabulary().says_total(part.noun));
    (list.len() > 1 && !is_mixed && !has_total).then_some(StatedBreakdown { parts: list, total: None, added })
}

/// Drops the blanks after a joint that has none of its own.
fn trim_gap<'a>(text: &'a str, joint: &str) -> &'a str {
    if joint.ends_with(' ') { text } else { text.trim_end() }
}

/// A quantity that has nothing before it from `start` on, and a noun alone from itself to `end`. A total may go without
/// one, as in `12 (6 female; 6 male)`.
fn part<'a>(text: &'a str, quantity: &Quantity<'a>, end: usize, start: usize) -> Option<BreakdownPart<'a>> {
    let is_first = text.get(start..quantity.range.start)?.trim().is_empty();
    let phrase = text.get(quantity.range.end..end)?;
    let noun = phrase.trim();
    let is_noun = noun.chars().all(|c| c.is_alphanumeric() || " -/'\u{2019}&".contains(c));
    let close = quantity.range.end + phrase.trim_end().len();
    let is_part = is_first && is_noun && noun.chars().next().is_none_or(char::is_alphanumeric);
    is_part.then(|| BreakdownPart { quantity: quantity.clone(), noun, range: quantity.range.start..close })
}
