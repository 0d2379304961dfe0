//! The rules of links and licences stand for all others here; what they find is made up, so that only the comments count.

use super::*;
use crate::{
    catalog::FieldVocabulary,
    finding::{Severity, apply},
    source::File,
};

const TODAY: Date = Date::constant(2026, 11, 23);

fn broken(rule: &'static str, span: Span) -> Finding {
    Finding {
        rule,
        severity: Severity::Error,
        span,
        record: None,
        message: "broken".into(),
        help: "".into(),
        related: Vec::new(),
        fix: None,
        subject: "".into(),
        ordinal: 0,
        places: 1,
    }
}

/// Returns the findings left of `x/a` found at each `A` and `x/b` at each `B`, the number suppressed, and the findings
/// of the rules about
/// comments say.
fn settled(text: &str) -> (String, usize, Vec<Finding>) {
    let file = File::from_text("a.md", text);
    let catalog = Catalog::read(&file, &FieldVocabulary::default());
    let asked: Vec<ActiveRule> = super::super::default_rules();
    let mut found = CheckResult { counts: vec![(0, 0); asked.len()], ..CheckResult::default() };
    for (at, letter) in text.match_indices(['A', 'B']) {
        let rule = if letter == "A" { "suppression/unknown-rule" } else { "suppression/no-reason" };
        found.findings.push(broken(rule, Span::new(at, at + 1)));
    }
    settle(&catalog, &asked, TODAY, &mut found);
    let (own, said): (Vec<_>, Vec<_>) = found.findings.into_iter().partition(|finding| finding.message == "broken");
    let left = own.iter().map(|finding| finding.span.of(text)).collect();
    (left, found.suppressed, said)
}

#[test]
fn a_finding_of_two_places_is_suppressed_at_either() {
    let comment = "<!-- catalint-ignore record/duplicate: named here for thanks -->\n";
    let first = "- [Alpha](https://a.example.org/x/y) - One.\n";
    let second = "- [Beta](https://b.example.org/x/y) - Two.\n";
    let range = "<!-- catalint-ignore-begin record/duplicate: thanks -->\n";
    let end = "<!-- catalint-ignore-end record/duplicate: thanks -->\n";
    for (text, found) in [
        (format!("# List\n\n{first}{second}{first}"), &["record/duplicate"][..]),
        (format!("# List\n\n{comment}\n{first}{second}{first}"), &[]),
        (format!("# List\n\n{first}{second}{comment}{first}"), &[]),
        (format!("# List\n\n{range}{first}{end}{second}{first}"), &[]),
        (format!("# List\n\n{first}{comment}{second}{first}"), &["suppression/unused", "record/duplicate"]),
    ] {
        let file = File::from_text("a.md", text.as_str());
        let catalog = [Catalog::read(&file, &FieldVocabulary::default())];
        let asked = super::super::default_rules();
        let result = super::super::check(&catalog[0], &catalog, &asked, TODAY, &super::super::NoFiles);
        let own: Vec<_> = result.findings.iter().map(|finding| finding.rule).collect();
        let own: Vec<_> = own.into_iter().filter(|rule| rule.starts_with("rec") || rule.starts_with("sup")).collect();
        assert_eq!(own, found, "{text}");
    }
}

#[test]
fn comments_suppress_what_they_cover_and_no_more() {
    for (text, left, suppressed) in [
        ("- A <!-- catalint-ignore suppression/unknown-rule: r -->\n- A\n", "A", 1),
        ("<!-- catalint-ignore suppression/unknown-rule: r -->\n- A B\n  - A\n- A\n", "BA", 2),
        ("A\n\n<!-- catalint-ignore-file suppression/no-reason: r -->\nB\n\nA B", "AA", 2),
        ("<!-- catalint-ignore suppression: r -->\n| A | B |\n|---|---|\n| A | B |\n\nA", "A", 4),
        ("| A | B |\n|---|---|\n| A | B <!-- catalint-ignore suppression/no-reason: r --> |\n| A | B |", "ABAAB", 1),
        ("| A | B |\n|---|---|\n| A | B | <!-- catalint-ignore suppression/no-reason: r -->\n| A | B |", "ABAAB", 1),
        (
            "A\n\n<!-- catalint-ignore-begin suppression/unknown-rule: r -->\nA B\n\n- A\n\n<!-- catalint-ignore-end -->\nA",
            "ABA",
            2,
        ),
        ("<!-- catalint-ignore-begin suppression/unknown-rule: r -->\nA", "A", 0),
        ("- A <!-- catalint-ignore suppression/unknown-rule until=2026-11-23: r -->", "", 1),
        ("- A <!-- catalint-ignore suppression/unknown-rule until=2026-11-22: r -->", "A", 0),
        ("- A <!-- catalint-ignore suppression/unknown-rule until=tomorrow: r -->", "A", 0),
        ("```\n<!-- catalint-ignore-file suppression: r -->\n```\n\nA", "A", 0),
    ] {
        let (kept, count, _) = settled(text);
        assert_eq!((&*kept, count), (left, suppressed), "{text}");
    }
}

#[test]
fn what_is_wrong_with_comments_is_told() {
    for (text, wanted) in [
        ("- A <!-- catalint-ignore suppression/unknown-rule: r -->", &[][..]),
        ("- A <!-- catalint-ignore suppression/unknown-rule -->", &["does not say why `suppression/unknown-rule` may"]),
        ("- A <!-- catalint-ignore x/unknown-rule: r -->", &["there is no rule `x/unknown-rule`"]),
        ("- A <!-- catalint-ignores suppression -->", &["`catalint-ignores` is no comment that catalint knows"]),
        ("- A <!-- catalint-ignore: r -->", &["names no rule"]),
        ("- A <!-- catalint-ignore-end -->", &["no `catalint-ignore-begin` that this comment ends"]),
        ("<!-- catalint-ignore-begin suppression/no-reason: r -->", &["never ended"]),
        ("- A <!-- catalint-ignore suppression/no-reason: r -->", &["nothing here breaks `suppression/no-reason`"]),
        (
            "- A <!-- catalint-ignore suppression/no-reason until=2026-01-01: r -->",
            &["until 2026-01-01, which is past"],
        ),
        // It suppresses what is said of itself.
        ("- A <!-- catalint-ignore suppression/no-reason, suppression/unknown-rule -->", &[]),
        // The family has a rule that is asked last.
        ("x <!-- catalint-ignore suppression: r -->", &[]),
        ("x <!-- catalint-ignore \u{1b}[31m: r -->", &["there is no rule `\\u{1b}[31m`"]),
    ] {
        let (_, _, said) = settled(text);
        let said: Vec<_> = said.iter().map(|finding| &*finding.message).collect();
        let fits = said.len() == wanted.len() && said.iter().zip(wanted).all(|(said, wanted)| said.contains(wanted));
        assert!(fits, "{text}: {said:?}");
    }
}

#[test]
fn an_unused_comment_is_taken_out_and_nothing_else_changes() {
    const UNUSED: &str = "<!-- catalint-ignore suppression/no-reason: r -->";
    for (text, fixed) in [
        ("- x X\n- y\n", "- x\n- y\n"),
        ("- x\n\nX\n\ny\n", "- x\n\n\ny\n"),
        ("X\n- x\n", "- x\n"),
        ("x\nX\ny\n", "x\n\ny\n"),
        ("X\r\n\r\n# x\r\n", "\r\n# x\r\n"),
        ("| x | y |\n|---|---|\n| 1 X | 2 X |\n", "| x | y |\n|---|---|\n| 1 | 2 |\n"),
        ("x X", "x"),
        ("x X.", "x ."),
    ] {
        let text = text.replace('X', UNUSED);
        let (_, _, said) = settled(&text);
        let fixes: Vec<_> = said.iter().filter_map(|finding| finding.fix.as_ref()).collect();
        assert_eq!(apply(&text, fixes).0, fixed, "{text}");
    }
    let text = "- A <!-- catalint-ignore suppression/no-reason, suppression/unknown-rule: r -->";
    let (_, _, said) = settled(text);
    let (fixed, _) = apply(text, said.iter().filter_map(|finding| finding.fix.as_ref()));
    assert_eq!(fixed, "- A <!-- catalint-ignore suppression/unknown-rule: r -->");
}
