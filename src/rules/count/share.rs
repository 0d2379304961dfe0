//! Percentages that their own numbers do not give: `26.2% (146/572)`.

use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

use super::sum_words::WORDS;
use crate::markdown::Block;
use crate::rules::{Answer, Context, Draft, Question};

/// A percentage beside the two numbers that it is made of, in the orders that they are written in. `p` is the percentage,
/// `a` the part, `b` the whole.
static BESIDE_NUMBERS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let (p, a, b) = (r"(?P<p>\d+(?:\.\d+)?)\s?[%％]", r"(?P<a>\d[\d,]*)", r"(?P<b>\d[\d,]*)");
    let of = format!(r"\s*(?:/|(?:{})\b)\s*", WORDS.of_pattern());
    let open = r"\s*[(（]\s*";
    let words = r"(?:\s+[^\W\d]+){0,3}";
    let patterns = [
        format!(r"{p}{open}{a}{of}{b}{words}\s*[)）]"),
        format!(r"{a}{words}{of}{b}{words}{open}{p}\s*[)）]"),
        format!(r"{a}{words}{open}{p}{of}{b}{words}\s*[)）]"),
        format!(r"{p}{of}{b}{words}{open}{a}{words}\s*[)）]"),
    ];
    patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
});

/// A number with its percentage: `210 (70%)`.
static WITH_PERCENTAGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?P<a>\d[\d,]*)(?:\s+[^\W\d]+){0,2}\s*[(（]\s*(?P<p>\d+(?:\.\d+)?)\s?[%％]\s*[)）]").ok()
});

/// The percentages of one whole, added; the shown digits may add up to a little less or more.
const WHOLE: std::ops::RangeInclusive<f64> = 99.0..=101.0;

/// A percentage as it is written.
struct WrittenShare<'t> {
    text: &'t str,
    range: Range<usize>,
    part: f64,
    whole: f64,
}

/// `count/share`.
pub(in crate::rules) fn share<'c>(context: &Context<'c, '_>) -> Question<'c, &'c Block> {
    let document = &context.catalog.document;
    Box::new(move |block| {
        let text = document.text_of(block);
        if !text.contains(['%', '％']) || !text.contains(['(', '（']) {
            return Answer::CannotTell;
        }
        let mut found = beside_numbers(text);
        if found.is_empty() {
            found = of_one_whole(text);
        }
        let judged = found.into_iter().filter_map(|share| {
            let span = block.text.source(share.range.clone());
            let is_text = !document.is_in_code_span(block, span);
            is_text.then(|| Answer::from(share.judge(text).map(|draft| Draft { span, ..draft })))
        });
        judged.collect()
    })
}

fn beside_numbers(text: &str) -> Vec<WrittenShare<'_>> {
    let read = |captures: Captures<'_>| {
        let (part, whole) = (number(&captures, "a")?, number(&captures, "b")?);
        Some((captures.name("p")?.range(), captures.get(0)?.start(), part, whole))
    };
    let found = BESIDE_NUMBERS.iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(read);
    let whole = found.filter(|(_, start, part, whole)| begins(text, *start) && part <= whole);
    whole
        .filter_map(|(range, _, part, whole)| Some(WrittenShare { text: text.get(range.clone())?, range, part, whole }))
        .collect()
}

/// Numbers whose percentages add up to a hundred: `210 (70%) … 90 (30%)`.
fn of_one_whole(text: &str) -> Vec<WrittenShare<'_>> {
    let Some(pattern) = &*WITH_PERCENTAGE else { return Vec::new() };
    let read = |captures: Captures<'_>| {
        let range = captures.name("p")?.range();
        let part = number(&captures, "a").filter(|_| begins(text, captures.get(0).map_or(0, |all| all.start())))?;
        Some(WrittenShare { text: text.get(range.clone())?, range, part, whole: 0.0 })
    };
    let mut found: Vec<WrittenShare<'_>> = pattern.captures_iter(text).filter_map(read).collect();
    let percent: f64 = found.iter().filter_map(|share| share.text.parse::<f64>().ok()).sum();
    let whole: f64 = found.iter().map(|share| share.part).sum();
    if found.len() < 2 || !WHOLE.contains(&percent) {
        return Vec::new();
    }
    for share in &mut found {
        share.whole = whole;
    }
    found
}

impl WrittenShare<'_> {
    /// Says what is wrong; nothing where the percentage is right to its digits, rounded or cut.
    fn judge(&self, text: &str) -> Option<Draft> {
        let said: f64 = self.text.parse().ok()?;
        let decimals = self.text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let real = self.part * 100.0 / self.whole;
        let step = 10_f64.powi(-i32::try_from(decimals).ok()?);
        let before = text.get(..self.range.start)?.trim_end().to_lowercase();
        let is_about = WORDS.is_about(&before);
        if self.whole == 0.0 || is_about || (said - real).abs() <= step * 1.001 {
            return None;
        }
        let message = format!(
            "the text says {}%, and {} of {} are {real:.*}%",
            self.text,
            self.part,
            self.whole,
            decimals.max(1)
        );
        let draft = Draft::new(crate::source::Span::default(), message).help("correct the percentage or the numbers");
        Some(draft.subject(format!("{}% {}/{}", self.text, self.part, self.whole)))
    }
}

fn number(captures: &Captures<'_>, name: &str) -> Option<f64> {
    captures.name(name)?.as_str().trim_end_matches(',').replace(',', "").parse().ok()
}

/// Returns true if a number can begin at an offset: no digit, letter or mark of a number stands before it.
fn begins(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    !before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '-' | '/' | '+' | '_' | '$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_held_against_their_numbers() {
        for (text, wrong) in [
            ("26.2% (146/572)", true),
            ("25.5% (146/572)", false),
            ("24.95% (532/2132)", false),
            ("3.9% (83/2132)", false),
            ("146 of 572 datasets (26%)", false),
            ("146 of 572 datasets (29%)", true),
            ("210 (60% of 300)", true),
            ("70% of 300 (210 patients)", false),
            ("210 (70%) for training and 90 (30%) for testing", false),
            ("210 (60%) for training and 90 (40%) for testing", true),
            ("~30% (146/572)", false),
            ("70% (4 GPUs) against 50% (8 GPUs)", false),
        ] {
            let mut found = beside_numbers(text);
            if found.is_empty() {
                found = of_one_whole(text);
            }
            assert_eq!(found.iter().any(|share| share.judge(text).is_some()), wrong, "{text}");
        }
    }
}
