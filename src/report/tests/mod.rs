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
    write(outcome, format, &ReportSettings { appearance, limit, ..ReportSettings::plain(&repository) }, &mut out)
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
    assert_eq!(written(&few, Format::Human, 100, None).matches("plain http").count(), 5);
    let many = outcome(vec![(file.clone(), findings)]);
    let text = written(&many, Format::Human, 100, None);
    assert_eq!(text.matches("plain http").count(), 1, "{text}");
    assert!(
        text.contains("  and 7 more like it: lines 3, 5, 7, 9, 11, 13, 15\n") && text.contains("8 findings"),
        "{text}"
    );
    // Programs get each of them.
    assert_eq!(written(&many, Format::Concise, 100, None).lines().count(), 8);
    assert_eq!(written(&many, Format::Jsonl, 100, None).lines().count(), 8);
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
