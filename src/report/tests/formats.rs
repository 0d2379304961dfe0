//! Formats for other programs: each as a snapshot, checked against its schema, and at its bounds.

use serde_json::Value;

use super::*;

/// Two files with letters of all widths, in a repository whose root is one folder up.
fn wide() -> CheckOutcome {
    let text = "\u{feff}# 数据集 ✅\r\n| 👩‍💻 | café |\tApache 2.0 | x |\r\n\r\nTotal: 150+\r\n";
    let file = File::from_text("lists/100% a:b.md", text);
    let license = find(&file, "Apache 2.0", 0);
    let license = Finding {
        record: Some("👩‍💻".into()),
        help: "write `Apache-2.0`".into(),
        fix: Some(Fix::safe(license, "Apache-2.0")),
        related: vec![related(find(&file, "数据集", 0), "the [title]"), related(find(&file, "x", 0), "")],
        ..finding("license/not-spdx", Severity::Warning, license, "`Apache 2.0` is `Apache-2.0` in SPDX")
    };
    let rows = Span::new(find(&file, "✅", 0).start as usize, find(&file, "Total", 0).end as usize);
    let rows = finding("record/stray-row", Severity::Error, rows, "goes over several lines");
    let mark = finding("text/invisible", Severity::Info, Span::new(0, 3), "a byte order mark");
    outcome(vec![(file, vec![mark, rows, license]), (File::from_text("clean.md", "x"), vec![])])
}

fn as_json(outcome: &CheckOutcome, format: Format) -> Value {
    serde_json::from_str(&written(outcome, format, 100, None)).unwrap()
}

fn without_version(text: &str) -> String {
    text.replace(env!("CARGO_PKG_VERSION"), "VERSION")
}

fn holds(schema: &str, value: &Value) {
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let errors =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect::<Vec<_>>();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// The schema of SARIF as its first edition has it, with the one pattern fixed that the errata fix: its bracket too many
/// is no regular expression to a strict reader.
fn sarif_schema() -> String {
    let schema = include_str!("../../../tests/schemas/sarif-2.1.0.schema.json");
    schema.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$")
}

/// Many findings of each severity.
fn many(count: usize) -> CheckOutcome {
    let line = "| a | b |\n";
    let file = File::from_text("many.md", line.repeat(count));
    let findings = (0..count).map(|at| {
        let severity = [Severity::Info, Severity::Warning, Severity::Error][at % 3];
        let span = Span::new(at * line.len(), at * line.len() + 5);
        Finding {
            ordinal: at as u32,
            help: "do so".into(),
            ..finding("count/row", severity, span, format!("number {at}"))
        }
    });
    let findings = findings.collect();
    outcome(vec![(file, findings)])
}

#[test]
fn wide_sarif() {
    let mut log = as_json(&wide(), Format::Sarif);
    // The pages of rules are tested where they are, and change often.
    for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        for key in ["/help/text", "/help/markdown", "/fullDescription/text"] {
            let text = rule.pointer_mut(key).unwrap();
            *text = format!("{} …", text.as_str().unwrap().lines().next().unwrap()).into();
        }
    }
    insta::assert_snapshot!(without_version(&serde_json::to_string_pretty(&log).unwrap()));
}

#[test]
fn wide_in_every_format_for_programs() {
    for (name, format) in [
        ("github", Format::Github),
        ("markdown", Format::Markdown),
        ("gitlab", Format::Gitlab),
        ("rdjson", Format::Rdjson),
        ("junit", Format::Junit),
        ("checkstyle", Format::Checkstyle),
        ("jsonl", Format::Jsonl),
    ] {
        insta::assert_snapshot!(format!("wide_{name}"), without_version(&written(&wide(), format, 100, None)));
    }
}

#[test]
fn nothing_found_is_written_too() {
    let outcome = outcome(vec![(File::from_text("a.md", "x"), vec![])]);
    let formats = [
        Format::Markdown,
        Format::Github,
        Format::Gitlab,
        Format::Rdjson,
        Format::Junit,
        Format::Checkstyle,
        Format::Sarif,
        Format::Jsonl,
    ];
    let texts = formats.map(|format| format!("{format:?}\n{}", written(&outcome, format, 100, None)));
    insta::assert_snapshot!(without_version(&texts.join("\n")));
}

#[test]
fn sarif_is_what_its_schema_and_github_ask_for() {
    for outcome in [short(), wide(), CheckOutcome::default(), many(40)] {
        let log = as_json(&outcome, Format::Sarif);
        holds(&sarif_schema(), &log);
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
            assert_eq!(result["partialFingerprints"].as_object().unwrap().keys().collect::<Vec<_>>(), ["catalint/v1"]);
            let location = &result["locations"][0]["physicalLocation"];
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(location["region"][key].as_u64().unwrap() >= 1, "{location}");
            }
            let linked = result["message"]["text"].as_str().unwrap().matches("](").count();
            assert_eq!(linked, result["relatedLocations"].as_array().map_or(0, Vec::len).min(5), "{result}");
        }
        assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    }
}

#[test]
fn sarif_ranks_cuts_and_says_so() {
    // By its lines: a value of so many results takes seconds to read in a test.
    let text = written(&many(25_100), Format::Sarif, 100, None);
    let level =
        |line: &str| line.strip_prefix("          \"level\": \"").map(|rest| rest.trim_end_matches("\",").to_owned());
    let (results, notes): (Vec<_>, Vec<_>) =
        (text.lines().filter_map(level).collect(), text.lines().filter(|line| line.contains("GitHub")).collect());
    assert_eq!(results.len(), 25_000);
    let rank = |result: &String| ["error", "warning", "note"].iter().position(|level| result == level);
    assert!(results.is_sorted_by_key(rank));
    assert!(
        notes.len() == 2 && notes[0].contains("100 findings of 25100") && notes[1].contains("first 5000"),
        "{notes:?}"
    );
    assert!(!written(&many(5_000), Format::Sarif, 100, None).contains("GitHub"));
}

#[test]
fn sarif_tells_what_was_not_checked() {
    let repository = RepositoryFolder::default();
    let unread = ["cannot read `a.md`: permission denied".to_owned()];
    let mut out = Vec::new();
    write(&short(), Format::Sarif, &ReportSettings { unread: &unread, ..ReportSettings::plain(&repository) }, &mut out)
        .unwrap();
    let log: Value = serde_json::from_slice(&out).unwrap();
    let told = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!((&told["level"], &told["message"]["text"]), (&"error".into(), &unread[0].as_str().into()));
    holds(&sarif_schema(), &log);
}

#[test]
fn github_gets_ten_of_a_level_and_the_count_of_the_others() {
    let text = written(&many(100), Format::Github, 100, None);
    let of = |level| text.lines().filter(|line| line.starts_with(level)).collect::<Vec<_>>();
    for (level, more) in
        [("::error", "23 more errors"), ("::warning", "23 more warnings"), ("::notice", "24 more infos")]
    {
        let lines = of(level);
        assert_eq!(lines.len(), 10, "{text}");
        assert!(lines[9].ends_with(&format!("%0Aand {more} that GitHub does not show here")), "{}", lines[9]);
        assert!(!lines[..9].iter().any(|line| line.contains("more")), "{text}");
    }
    assert!(!written(&many(30), Format::Github, 100, None).contains("more"));
    let long = Finding { help: "x".repeat(9_000).into(), ..many(3).files.remove(0).findings.remove(0) };
    let outcome = outcome(vec![(File::from_text("many.md", "| a | b |"), vec![long])]);
    let text = written(&outcome, Format::Github, 100, None);
    assert!(text.split("::").last().unwrap().chars().count() <= 4_096, "{text}");
}

#[test]
fn markdown_stays_within_a_comment() {
    let text = written(&many(3_000), Format::Markdown, 100, None);
    assert!(text.len() <= 65_000 && text.len() > 60_000, "{}", text.len());
    let rows = text.lines().filter(|line| line.starts_with("| **error**")).count();
    let left =
        format!("… and {} findings not shown: {} errors, 1000 warnings, 1000 infos\n", 3_000 - rows, 1_000 - rows);
    assert!(text.contains(&left), "{left}\n{text}");
    assert!(text.starts_with("<!-- catalint: check -->\n### Catalint: 3000 findings\n"), "{text}");
    let few = written(&many(3), Format::Markdown, 100, Some(1));
    assert!(few.contains("… and 2 findings not shown: 1 warning, 1 info\n"), "{few}");
    assert!(text.contains("<summary>By rule") && text.contains(" | 3000 |") && !few.contains("By rule"), "{text}");
}

#[test]
fn rdjson_and_gitlab_hold_their_schemas() {
    for outcome in [short(), wide(), CheckOutcome::default(), many(20)] {
        let diagnostics = as_json(&outcome, Format::Rdjson);
        holds(include_str!("../../../tests/schemas/rdjson.schema.json"), &diagnostics);
        let issues = as_json(&outcome, Format::Gitlab);
        holds(include_str!("../../../tests/schemas/gitlab-code-quality.schema.json"), &issues);
        let mut fingerprints =
            issues.as_array().unwrap().iter().map(|issue| issue["fingerprint"].as_str()).collect::<Vec<_>>();
        let all = fingerprints.len();
        fingerprints.sort_unstable();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), all);
    }
}

/// A suggestion of RDJSON is applied by bytes of a line, as reviewdog does.
#[test]
fn a_suggestion_mends_the_line_that_it_is_for() {
    let outcome = wide();
    let text = outcome.files[0].file.text();
    let diagnostics = as_json(&outcome, Format::Rdjson);
    let suggestion = &diagnostics["diagnostics"].as_array().unwrap().last().unwrap()["suggestions"][0];
    let at = |end: &str| {
        let place = &suggestion["range"][end];
        let line = text.lines().nth(place["line"].as_u64().unwrap() as usize - 1).unwrap();
        (line, place["column"].as_u64().unwrap() as usize - 1)
    };
    let ((line, start), (_, end)) = (at("start"), at("end"));
    let (before, after) = (line.get(..start).unwrap(), line.get(end..).unwrap());
    let fixed = format!("{before}{}{after}", suggestion["text"].as_str().unwrap());
    assert_eq!(fixed, "| 👩‍💻 | café |\tApache-2.0 | x |");
}

/// The published schema lets fields be added; the test does not, so that none is forgotten in it.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(strict);
            if fields.contains_key("properties") {
                fields.insert("additionalProperties".into(), false.into());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(strict),
        _ => {}
    }
}

#[test]
fn json_keeps_its_contract() {
    let published: Value = serde_json::from_str(include_str!("../../../schemas/check.schema.json")).unwrap();
    jsonschema::draft202012::meta::validate(&published).unwrap();
    let mut schema = published.clone();
    strict(&mut schema);
    let mut of_line = schema.clone();
    of_line["$ref"] = "#/$defs/finding".into();
    for key in ["type", "required", "properties", "additionalProperties"] {
        of_line.as_object_mut().unwrap().remove(key);
    }
    for outcome in [short(), wide(), CheckOutcome::default()] {
        holds(&schema.to_string(), &as_json(&outcome, Format::Json));
        for line in written(&outcome, Format::Jsonl, 100, None).lines() {
            holds(&of_line.to_string(), &serde_json::from_str(line).unwrap());
        }
    }
    let mut more = as_json(&short(), Format::Json);
    more["findings"][0]["more"] = true.into();
    holds(&published.to_string(), &more);
    let validator = jsonschema::validator_for(&published).unwrap();
    more["findings"][0]["line"] = 0.into();
    assert!(!validator.is_valid(&more) && !validator.is_valid(&serde_json::json!({ "schema": 1 })));
}

#[test]
fn services_get_paths_from_the_root_of_the_repository() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("docs")).unwrap();
    std::fs::write(folder.path().join(".git"), "").unwrap();
    let repository = RepositoryFolder::around(&folder.path().join("docs"));
    let text = |format| {
        let mut out = Vec::new();
        write(&wide(), format, &ReportSettings::plain(&repository), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    for (format, wanted) in [
        (Format::Github, "file=docs/lists/100%25 a%3Ab.md,"),
        (Format::Gitlab, "\"docs/lists/100% a:b.md\""),
        (Format::Markdown, "`docs/lists/100% a:b.md:2:"),
        (Format::Sarif, "\"docs/lists/100%25%20a%3Ab.md\""),
        (Format::Rdjson, "\"lists/100% a:b.md\""),
        (Format::Json, "\"lists/100% a:b.md\""),
        (Format::Checkstyle, "\"lists/100% a:b.md\""),
        (Format::Junit, "\"lists/100% a:b.md\""),
    ] {
        assert!(text(format).contains(wanted), "{format:?}\n{}", text(format));
    }
}
