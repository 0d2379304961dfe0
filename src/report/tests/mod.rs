//! Whole reports, made from outcomes written by hand. The snapshots were read: what is underlined is what the finding is
//! about.

mod formats;
mod hostile;

use proptest::prelude::*;

use super::*;
use crate::{
    catalog::Counts,
    finding::{CheckedFile, Fix, Related, RuleCount, Severity},
    source::{File, Span},
};

/// The place where `what` stands in the file for the `nth` time, from 0.
fn find(file: &File, what: &str, nth: usize) -> Span {
    let (start, found) = file.text().match_indices(what).nth(nth).unwrap();
    (start..start + found.len()).into()
}

fn finding(rule: &'static str, severity: Severity, span: Span, message: impl Into<Cow<'static, str>>) -> Finding {
    Finding {
        rule,
        severity,
        span,
        record: None,
        message: message.into(),
        help: "".into(),
        related: Vec::new(),
        fix: None,
        subject: "subject".into(),
        ordinal: 0,
        places: 1,
    }
}

fn related(span: Span, message: &'static str) -> Related {
    Related { span, message: message.into() }
}

fn outcome(files: Vec<(File, Vec<Finding>)>) -> CheckOutcome {
    let counts = Counts { records: 111, entities: 103, claims: 9, mentions: 41, links: 1 };
    let files =
        files.into_iter().map(|(file, findings)| CheckedFile { file, counts, findings, suppressed: 0 }).collect();
    CheckOutcome {
        files,
        rules: vec![RuleCount { rule: "count/summary", considered: 9, findings: 1 }],
        ..CheckOutcome::default()
    }
}

fn written(outcome: &CheckOutcome, format: Format, width: usize, limit: Option<usize>) -> String {
    let mut out = Vec::new();
    let repository = RepositoryFolder::default();
    let appearance = Appearance { color: false, width };
    let view = FindingsView { limit, ..FindingsView::default() };
    write(outcome, format, &ReportSettings { appearance, view, ..ReportSettings::plain(&repository) }, &mut out)
        .unwrap();
    String::from_utf8(out).unwrap()
}

fn viewed(outcome: &CheckOutcome, view: FindingsView) -> String {
    let mut out = Vec::new();
    let repository = RepositoryFolder::default();
    let next = NextCommand { can_fix: true, can_record: true, inputs: " a.md", rules: " --select count" };
    write(outcome, Format::Human, &ReportSettings { view, next, ..ReportSettings::plain(&repository) }, &mut out)
        .unwrap();
    String::from_utf8(out).unwrap()
}

/// A small catalog with two files and one finding of each severity.
fn short() -> CheckOutcome {
    let file = File::from_text(
        "docs/catalog.md",
        "# Lists\n\nTotal: 150+ sets\n\n| Name | License |\n| --- | --- |\n| A | Apache 2.0 |\n",
    );
    let total = Finding {
        help: "write 1, or list the other 149".into(),
        ..finding(
            "count/summary",
            Severity::Error,
            find(&file, "150+", 0),
            "the text says 150+, the tables hold 1 record",
        )
    };
    let license = find(&file, "Apache 2.0", 0);
    let license = Finding {
        record: Some("A".into()),
        help: "write `Apache-2.0`".into(),
        fix: Some(Fix::safe(license, "Apache-2.0")),
        related: vec![related(find(&file, "License", 0), "the column of licences")],
        ..finding("license/not-spdx", Severity::Warning, license, "`Apache 2.0` is `Apache-2.0` in SPDX")
    };
    let other = File::from_text("a.md", "");
    let empty = finding("coverage/no-records", Severity::Info, Span::at(0), "nothing was read in this file");
    let mut outcome = outcome(vec![(file, vec![license, total]), (other, vec![empty])]);
    outcome.files[0].suppressed = 3;
    outcome
}

#[test]
fn short_human() {
    insta::assert_snapshot!(written(&short(), Format::Human, 100, None));
}

#[test]
fn short_in_color() {
    let mut out = Vec::new();
    let repository = RepositoryFolder::default();
    let appearance = Appearance { color: true, width: 100 };
    write(&short(), Format::Human, &ReportSettings { appearance, ..ReportSettings::plain(&repository) }, &mut out)
        .unwrap();
    insta::assert_snapshot!(String::from_utf8(out).unwrap().replace('\x1b', "␛"));
}

#[test]
fn short_concise() {
    insta::assert_snapshot!(written(&short(), Format::Concise, 100, None));
}

#[test]
fn short_json() {
    let json = written(&short(), Format::Json, 100, None).replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!(json);
}

#[test]
fn a_limit_leaves_the_rest_counted() {
    insta::assert_snapshot!(written(&short(), Format::Human, 100, Some(1)));
    assert!(written(&short(), Format::Concise, 100, Some(2)).ends_with("… and 1 finding not shown\n"));
}

#[test]
fn findings_that_are_alike_are_shown_as_one() {
    let text: String =
        (0..8).map(|index| format!("- [A{index}](http://a{index}.example.org)\n\n")).collect::<Vec<_>>().concat();
    let file = File::from_text("a.md", text);
    let insecure = |index: usize| {
        let message = format!("plain http to a{index}.example.org");
        finding("link/insecure", Severity::Info, find(&file, "http", index), message)
    };
    let findings: Vec<Finding> = (0..8).map(insecure).collect();
    let few = outcome(vec![(file.clone(), findings.iter().take(5).cloned().collect())]);
    let all = |outcome: &CheckOutcome| viewed(outcome, FindingsView { all: true, ..FindingsView::default() });
    assert_eq!(all(&few).matches("plain http").count(), 5);
    let many = outcome(vec![(file.clone(), findings)]);
    let text = all(&many);
    assert_eq!(text.matches("plain http").count(), 1, "{text}");
    assert!(
        text.contains("  and 7 more like it: lines 3, 5, 7, 9, 11, 13, 15\n") && text.contains("8 findings"),
        "{text}"
    );
    // Without `--all`, infos are a line a rule.
    let text = written(&many, Format::Human, 80, None);
    let line = "  info[link/insecure] a.md:1:8 and 7 more: plain http to a0.example.org\n";
    assert!(text.starts_with(line) && text.contains("\n  `--all` shows each of the 8 infos\n\n8 findings"), "{text}");
    // Programs get each of them.
    assert_eq!(written(&many, Format::Concise, 100, None).lines().count(), 8);
    assert_eq!(written(&many, Format::Jsonl, 100, None).lines().count(), 8);
}

#[test]
fn the_worst_are_kept_under_a_limit_in_the_order_of_the_text() {
    let text = written(&short(), Format::Concise, 100, Some(2));
    let rules: Vec<&str> = text.lines().filter_map(|line| line.split(' ').nth(2)).collect();
    assert_eq!(rules, ["count/summary", "license/not-spdx", "1"]);
    let text = written(&short(), Format::Human, 100, Some(1));
    assert!(text.starts_with("  error[count/summary]") && text.contains("… and 2 findings not shown"), "{text}");
}

#[test]
fn statistics_count_by_rule() {
    let text = viewed(&short(), FindingsView { statistics: true, ..FindingsView::default() });
    let rows: Vec<Vec<&str>> = text.lines().skip(2).take(3).map(|line| line.split_whitespace().collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    assert!(text.starts_with("rule                 severity  findings  fixable  by --unsafe  considered\n"), "{text}");
    assert_eq!(rows[0], ["count/summary", "error", "1", "0", "0", "9"]);
    assert_eq!(rows[2], ["license/not-spdx", "warning", "1", "1", "0", "0"]);
}

#[test]
fn the_hint_is_the_next_useful_command() {
    let next = |outcome: &CheckOutcome| {
        let text = viewed(outcome, FindingsView::default());
        text.lines().last().unwrap().to_owned()
    };
    assert_eq!(next(&short()), "next: catalint fix --diff --select count a.md  # shows 1 safe fix");
    let file = File::from_text("a.md", "x\n".repeat(60));
    let at = |line: usize, severity| finding("count/total", severity, Span::at(2 * line), "20 here");
    let few = |severity| outcome(vec![(file.clone(), vec![at(0, severity)])]);
    assert_eq!(next(&few(Severity::Error)), "next: catalint explain count/total");
    let mut reviewed = few(Severity::Warning);
    reviewed.files[0].findings[0].fix = Some(Fix::for_review(Span::at(0), "y"));
    assert_eq!(next(&reviewed), "next: catalint fix --unsafe --diff --select count a.md  # shows 1 fix to review");
    let many = outcome(vec![(file.clone(), (0..60).map(|line| at(line, Severity::Error)).collect())]);
    let wanted = "next: catalint baseline write a.md  # from then on only new findings are reported";
    assert_eq!(next(&many), wanted);
}

#[test]
fn fixes_to_review_are_counted_apart() {
    let mut outcome = short();
    let aside = |outcome: &CheckOutcome| super::summary::aside(outcome);
    assert_eq!(aside(&outcome), " (3 suppressed, 1 fixable)");
    outcome.files[0].findings[1].fix = Some(Fix::for_review(Span::at(0), "y"));
    assert_eq!(aside(&outcome), " (3 suppressed, 2 fixable, 1 of them by `--unsafe`)");
    outcome.files[0].findings[0].fix = None;
    assert_eq!(aside(&outcome), " (3 suppressed, 1 fixable by `--unsafe`)");
}

#[test]
fn nothing_found() {
    let mut outcome = outcome(vec![(File::from_text("a.md", "x"), vec![])]);
    assert_eq!(
        written(&outcome, Format::Human, 100, None),
        "no findings in 1 file: 111 records, 103 entities, 1 link read; 1 rule applied\n"
    );
    outcome.files[0].suppressed = 2;
    assert!(written(&outcome, Format::Human, 100, None).starts_with("no findings (2 suppressed) in 1 file"));
    assert_eq!(written(&outcome, Format::Concise, 100, None), "");
}

#[test]
fn places_of_one_finding() {
    let text = (1..=400).map(|line| format!("- item {line}: 20 of 30")).collect::<Vec<_>>().join("\n");
    let file = File::from_text("far.md", text);
    let at = |line: usize, what| find(&file, what, line - 1);
    let far = Finding {
        help: "say the same in both".into(),
        related: vec![related(at(9, "30"), "held against this"), related(at(350, "item"), "an item")],
        ..finding("count/total", Severity::Warning, at(343, "20"), "the total is 20 here and 30 there")
    };
    let near = Finding {
        related: vec![related(at(344, "30"), "and 30 here"), related(at(344, "20"), "20 here")],
        ..finding("count/total", Severity::Warning, at(345, "20"), "two places on one line, above")
    };
    let many = (10..=30).map(|line| related(at(line, "item"), "one"));
    let many = Finding {
        related: many.collect(),
        ..finding("record/duplicate", Severity::Info, at(388, "item"), "twenty more of the same name")
    };
    let lines = finding("toc/order", Severity::Info, Span::new(0, 4_000), "a whole list");
    insta::assert_snapshot!(written(&outcome(vec![(file, vec![lines, far, near, many])]), Format::Human, 100, None));
}

#[test]
fn a_row_of_six_hundred_characters() {
    let row = format!(
        "| [AbdomenAtlas](https://example.org/a) | {} | CC BY-NC-SA | {} | 2024 |",
        "many words ".repeat(25),
        "words behind ".repeat(22)
    );
    let file = File::from_text("wide.md", format!("| a | b |\n| --- | --- |\n{row}\n"));
    let license = find(&file, "CC BY-NC-SA", 0);
    let findings = vec![
        finding(
            "record/ragged-row",
            Severity::Warning,
            find(&file, &row, 0),
            "this row has more cells than its header",
        ),
        Finding {
            related: vec![related(find(&file, "2024", 0), "the year")],
            ..finding("license/incomplete", Severity::Warning, license, "`CC BY-NC-SA` has no version")
        },
        finding("date/future", Severity::Error, find(&file, "2024", 0), "at the end of the row"),
    ];
    insta::assert_snapshot!(written(&outcome(vec![(file, findings)]), Format::Human, 80, None));
}

#[test]
fn wide_characters_tabs_and_line_ends() {
    let text = "\u{feff}# 数据集列表：共 150 个 ✅\r\n-\tone\ttab\there\r\n- 👩‍💻 coder ⚠️ cafe\u{301} 后 end\r\n\r\n";
    let file = File::from_text("wide.md", text);
    let whole = |what: &str| find(&file, what, 0);
    let findings = vec![
        finding("text/invisible", Severity::Info, Span::new(0, 3), "a byte order mark"),
        finding("count/section", Severity::Warning, whole("150 个"), "Chinese before the mark"),
        finding("record/placeholder", Severity::Warning, whole("here"), "three tabs before the mark"),
        finding("record/placeholder", Severity::Warning, whole("后"), "an emoji and an accent before the mark"),
        finding("record/placeholder", Severity::Warning, Span::at(text.len() - 2), "an empty line"),
        finding("record/placeholder", Severity::Warning, Span::at(text.len()), "the end of the file"),
    ];
    let outcome = outcome(vec![(file, findings)]);
    insta::assert_snapshot!(written(&outcome, Format::Human, 80, None) + &written(&outcome, Format::Concise, 80, None));
}

#[test]
fn the_order_is_that_of_paths_and_text() {
    let text = written(&short(), Format::Concise, 100, None);
    let places = text.lines().map(|line| line.split(": ").next().unwrap()).collect::<Vec<_>>();
    assert_eq!(places, ["a.md:1:1", "docs/catalog.md:3:8", "docs/catalog.md:7:7"]);
}

proptest! {
    /// Whatever stands in the file and wherever the spans are, even off the characters, the report is written.
    #[test]
    fn any_finding_can_be_shown(
        text in "\u{feff}?[ a|数\u{301}\u{200d}👩\u{202e}\t\r\n]{0,200}",
        spans in prop::collection::vec((0usize..400, 0usize..400), 1..8),
        width in 0usize..120,
    ) {
        let spans = spans.iter().map(|&(start, end)| Span::new(start, end)).collect::<Vec<_>>();
        let others = spans.iter().map(|&span| related(span, "held against this")).collect();
        let main = Finding { related: others, ..finding("count/total", Severity::Error, spans[0], text.clone()) };
        let outcome = outcome(vec![(File::from_text("a.md", text), vec![main])]);
        for &format in Format::value_variants() {
            let written = written(&outcome, format, width, None);
            prop_assert!(written.contains("count/total"));
            prop_assert!(!written.contains("Failed to read"));
            let raw = ['\u{202e}', '\u{feff}', '\t', '\r'];
            prop_assert!(!written.contains(raw), "{written:?}");
        }
    }
}
