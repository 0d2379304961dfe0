//! Sums in a text: parts in brackets behind their total, and equations. `87 (train: 53, valid: 12, test: 12)`, `10+20=30`.

use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

use super::mentions::{grouped, number};
use super::sum_words::WORDS;
use crate::catalog::number::{
    Comparison, Interval, Quantity, QuantityKind, divides_exhaustively, divides_whole, is_measure, quantities,
};
use crate::markdown::Block;
use crate::rules::{Answer, Context, Draft, Question};
use crate::source::Span;

/// Bytes of the longest list of parts in brackets.
const LONGEST_PARTS: usize = 160;
/// Bytes before a bracket in which its total stands, with its noun.
const WINDOW: usize = 64;
/// The sum of parts against their total: farther apart they are not the parts of it.
const NEAR: std::ops::RangeInclusive<f64> = 0.4..=2.5;
/// The least number on one side of an equation: `1+1=3` is a title.
const LEAST_TERM: f64 = 10.0;

/// What parts in brackets are joined with. A comma between digits belongs to a number.
static JOINTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let and = WORDS.and_pattern();
    Regex::new(&format!(r",\s+(?:(?:{and})\s+)?|\s*[;；、，/&+]\s*|\s+(?:{and})\s+")).ok()
});

/// `10 + 20 = 30`.
static EQUATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?P<left>\d[\d,]*(?:\s*\+\s*\d[\d,]*)+)\s*=\s*(?P<right>\d[\d,]*)").ok());

/// Parts with the total that they are said to come to.
struct StatedSum {
    /// The range of the total.
    total: Range<usize>,
    said: Interval,
    sum: Interval,
    is_wrong: bool,
}

/// `count/breakdown`, of the sums in a text.
pub(in crate::rules) fn sums<'c>(context: &Context<'c, '_>) -> Question<'c, &'c Block> {
    let document = &context.catalog.document;
    Box::new(move |block| {
        let text = document.text_of(block);
        if !text.contains(['(', '（', '=']) || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return Answer::CannotTell;
        }
        let judged = bracketed_parts(text).into_iter().chain(equations(text)).filter_map(|found| {
            let span = block.text.source(found.total.clone());
            let is_text = !document.is_in_code_span(block, span);
            is_text.then(|| if found.is_wrong { found.draft(span, text) } else { Answer::Holds })
        });
        judged.collect()
    })
}

impl StatedSum {
    fn draft(&self, span: Span, text: &str) -> Answer {
        let (sum, said) = (number(self.sum), number(self.said));
        Draft::new(span, format!("the parts come to {sum}, the total says {said}"))
            .help("correct the total or the parts")
            .subject(text.get(self.total.clone()).unwrap_or_default().to_owned())
            .into()
    }
}

/// The brackets that hold the parts of the number before them.
fn bracketed_parts(text: &str) -> Vec<StatedSum> {
    let read = |open: usize| {
        let inner = text.get(open..)?.trim_start_matches(['(', '（']);
        let start = text.len() - inner.len();
        let end = inner.find([')', '）', '(', '（']).filter(|end| *end <= LONGEST_PARTS)?;
        let is_closed = text.get(start + end..).is_some_and(|rest| rest.starts_with([')', '）']));
        let inner = inner.get(..end).filter(|inner| is_closed && has_numbers(inner))?;
        let before = text.get(..open)?.trim_end();
        let from = window(before);
        let found = quantities(before.get(from..)?);
        let total = found.last().filter(|total| from + total.whole.end == before.len())?;
        let sum = stated_sum(total, inner)?;
        Some(StatedSum { total: from + sum.total.start..from + sum.total.end, ..sum })
    };
    text.match_indices(['(', '（']).filter_map(|(open, _)| read(open)).collect()
}

/// Returns true if a text has two numbers, told without reading them.
fn has_numbers(text: &str) -> bool {
    let mut runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.nth(1).is_some()
}

/// Returns the beginning of the last words of a text, in which a total before a bracket stands.
fn window(text: &str) -> usize {
    let far = text.char_indices().rev().find(|(at, _)| text.len() - at >= WINDOW).map_or(0, |(at, _)| at);
    let gap = text.get(far..).and_then(|rest| rest.find(' ')).filter(|_| far > 0);
    gap.map_or(far, |gap| far + gap)
}

/// Reads a total and the inside of the bracket behind it.
fn stated_sum(total: &Quantity<'_>, inner: &str) -> Option<StatedSum> {
    let is_plain = total.kind == QuantityKind::Count && !total.floor && !total.looks_like_year();
    let joints = JOINTS.as_ref()?;
    let pieces: Vec<&str> = joints.split(inner).map(str::trim).collect();
    let is_added = joints.find_iter(inner).all(|joint| joint.as_str().trim() == "+");
    if !is_plain || pieces.len() < 2 {
        return None;
    }
    let mut sum = Interval::exact(0.0);
    let mut labels = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let quantities = quantities(piece);
        let [quantity] = quantities.as_slice() else { return None };
        let is_count = quantity.kind == QuantityKind::Count && !quantity.floor && quantity.interval.low.fract() == 0.0;
        let label = format!("{} {}", piece.get(..quantity.range.start)?, piece.get(quantity.range.end..)?);
        let label = label.trim_matches(|c: char| !c.is_alphanumeric()).trim_start_matches("for ").to_owned();
        let is_label = label.chars().all(|c| c.is_alphabetic() || " -'".contains(c)) && !is_measure(&label);
        if !is_count || !is_label {
            return None;
        }
        sum = sum.add(quantity.interval);
        labels.push(label);
    }
    let ratio = sum.low / total.interval.low.max(1.0);
    if !NEAR.contains(&ratio) {
        return None;
    }
    let is_divided = divides_whole(&labels);
    if !is_divided && !is_added {
        return None;
    }
    // What is not one of the parts that are named makes the rest.
    let may_have_rest = !is_added && !divides_exhaustively(&labels);
    let is_more = sum.low > total.interval.high;
    let contradicts = total.compare_to(&sum) == Comparison::Contradicts;
    let is_wrong = contradicts && (is_more || !may_have_rest);
    Some(StatedSum { total: total.range.clone(), said: total.interval, sum, is_wrong })
}

/// The equations of a text.
fn equations(text: &str) -> Vec<StatedSum> {
    let Some(pattern) = EQUATION.as_ref().filter(|_| text.contains('=') && text.contains('+')) else {
        return Vec::new();
    };
    let value = |digits: &str| digits.trim().trim_end_matches(',').replace(',', "").parse::<f64>().ok();
    let read = |captures: regex::Captures<'_>| {
        let (all, left, right) = (captures.get(0)?, captures.name("left")?, captures.name("right")?);
        let before = text.get(..all.start())?;
        let after = text.get(all.end()..)?;
        let is_cut = before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
            || before.trim_end().ends_with(['+', '-', '*', '/', '×', '^', '.', ',', '=', '%', '('])
            || after.trim_start().starts_with(['+', '*', '/', '×', '^', '%', '='])
            || after.starts_with(|c: char| c.is_alphanumeric())
            || after.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        let terms: Option<Vec<f64>> = left.as_str().split('+').map(value).collect();
        let (terms, right_value) = (terms.filter(|_| !is_cut)?, value(right.as_str())?);
        let is_large = terms.iter().chain([&right_value]).any(|term| *term >= LEAST_TERM);
        let sum: f64 = terms.iter().sum();
        is_large.then(|| StatedSum {
            total: right.range(),
            said: Interval::exact(right_value),
            sum: Interval::exact(sum),
            is_wrong: grouped(sum) != grouped(right_value),
        })
    };
    pattern.captures_iter(text).filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_held_against_their_total() {
        for (text, wrong) in [
            ("87 (Train: 53, valid: 12, Test: 12)", Some(true)),
            ("A set of 77 images (train: 53, valid: 12, test: 12), from two centers", Some(false)),
            ("61 speakers (45 male and 16 female)", Some(false)),
            ("61 speakers (45 male and 18 female)", Some(true)),
            ("7.909 (2480 benign, 5429 malignant)", Some(false)),
            ("15,000 sentences (10,000 training and 5,000 test)", Some(false)),
            ("1112 datasets (539 ASD + 573 controls)", Some(false)),
            ("1122 datasets (539 ASD + 573 controls)", Some(true)),
            ("100 images (70 train, 20 test)", Some(false)),
            ("100 images (70 train, 40 test)", Some(true)),
            ("197 (97 train + 39 test)", Some(true)),
            ("10+20=40", Some(true)),
            ("has 10 + 20 = 30 videos", Some(false)),
            ("1+1=3", None),
            ("1242 speakers (66h female / 141h male)", None),
            ("896 experts (16 selected + 2 shared)", None),
            ("55905 books (3GB counts + 18GB tokens)", None),
            ("1058 (train 0.6, valid 0.2, test 0.2)", None),
            ("7000+ speakers (3683 males / 2312 females)", None),
            ("52 subjects (38 validated subjects with features)", None),
            ("400 images (10 patients, 40 slides)", None),
            ("C++11 (2011 + 2014)", None),
        ] {
            let found: Vec<_> = bracketed_parts(text).into_iter().chain(equations(text)).collect();
            assert_eq!(found.first().map(|sum| sum.is_wrong), wrong, "{text}");
        }
    }
}
