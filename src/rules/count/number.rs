//! Numbers written in place of wrong ones, as those were written.

use super::mentions::grouped;
use crate::catalog::Claim;
use crate::finding::Fix;
use crate::source::Span;

/// A count as `text` is written: with its thousands separators and, of a floor, its `+`. None where more than a plain
/// number is written there.
pub(super) fn written_like(text: &str, count: f64) -> Option<String> {
    let number = text.strip_suffix('+').unwrap_or(text);
    let plus = text.get(number.len()..).unwrap_or_default();
    let is_plain = number.starts_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    let groups = number.contains(',');
    is_plain.then(|| if groups { format!("{}{plus}", grouped(count)) } else { format!("{count:.0}{plus}") })
}

/// The edit that makes a claim say `count`, for a person to look at.
pub(super) fn correction(claim: &Claim, count: f64) -> Option<Fix> {
    Some(Fix::for_review(claim.span, written_like(&claim.text, count)?))
}

/// The same for a badge: only the digits in its address change. `source` is the text that the claim stands in.
pub(super) fn badge_correction(claim: &Claim, source: &str, count: usize) -> Option<Fix> {
    const PATH: &str = "shields.io/badge/";
    let address = claim.span.of(source);
    let path = address.find(PATH)? + PATH.len();
    let bytes = address.as_bytes();
    // The label ends at the first hyphen that is not doubled.
    let mut at = path;
    while bytes.get(at) != Some(&b'-') || bytes.get(at + 1) == Some(&b'-') {
        at += if bytes.get(at)? == &b'-' { 2 } else { 1 };
    }
    let value = address.get(at + 1..)?.split(['-', '?', '#']).next()?;
    let digits = value.len() - value.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = value.get(digits..)?;
    let is_plain = digits > 0 && matches!(rest, "" | "+" | "%2B" | "%2b");
    let span = Span::new(claim.span.start as usize + at + 1, claim.span.start as usize + at + 1 + digits);
    is_plain.then(|| Fix::for_review(span, count.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{ClaimForm, ClaimPattern, CountedNoun, CountedThing, number::Interval};

    #[test]
    fn numbers_are_written_as_they_were() {
        for (text, count, wanted) in [
            ("150", 103, Some("103")),
            ("150+", 103, Some("103+")),
            ("1,500+", 2400, Some("2,400+")),
            ("1,500", 900, Some("900")),
            ("1500", 2400, Some("2400")),
            ("~150", 103, None),
            ("2M+", 103, None),
            ("+", 1, None),
        ] {
            assert_eq!(written_like(text, f64::from(count)).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn only_the_digits_of_a_badge_change() {
        for (path, wanted) in [
            ("datasets-5-blue", Some("datasets-3-blue")),
            ("open--data_sets-150%2B-blue?style=flat", Some("open--data_sets-3%2B-blue?style=flat")),
            ("datasets-150+-blue", Some("datasets-3+-blue")),
            ("datasets-1%2C500-blue", None),
            ("datasets-about_5-blue", None),
            ("datasets", None),
        ] {
            let source = format!("![x](https://img.shields.io/badge/{path})");
            let claim = Claim {
                form: ClaimForm::Badge,
                pattern: ClaimPattern::Badge,
                noun: CountedNoun::Named,
                is_narrowed: false,
                extent: None,
                span: Span::new(5, source.len() - 1),
                text: "5".to_owned(),
                interval: Interval::exact(5.0),
                counted: CountedThing::Records,
                label: String::new(),
                scope: None,
                within: Span::at(0),
                linked: None,
            };
            let fix = badge_correction(&claim, &source, 3);
            let fixed = fix.map(|fix| crate::finding::apply(&source, [&fix]).0);
            assert_eq!(fixed, wanted.map(|path| format!("![x](https://img.shields.io/badge/{path})")), "{path}");
        }
    }
}
