//! `baseline`, `config`, `init`, `completions` and `man`.

use std::fs;

use super::{CATALOG, ROW, findings, folder, run, write};

#[test]
fn a_baseline_keeps_what_is_known_out() {
    let faulty = format!("{CATALOG}{ROW}");
    let folder = folder(&[("README.md", &faulty), ("docs/more.md", &faulty), (".git/HEAD", "")]);
    let folder = folder.path();
    let (code, out, errors) = run(folder, &["baseline", "write"]);
    assert_eq!((code, &*errors), (0, ""));
    assert!(out.starts_with("wrote 6 findings of 2 files to `catalint-baseline.json`\nnext: "), "{out}");
    let path = folder.join("catalint-baseline.json");
    let written = fs::read_to_string(&path).unwrap();
    let json: serde_json::Value = serde_json::from_str(&written).unwrap();
    let first = &json["findings"][0];
    assert_eq!(
        (&first["path"], &first["rule"], &first["count"]),
        (&"README.md".into(), &"count/summary".into(), &1.into())
    );
    assert_eq!(written.lines().filter(|line| line.starts_with("    {\"fingerprint\":")).count(), 6, "{written}");

    let check = ["check", "--baseline", "catalint-baseline.json"];
    assert_eq!(findings(folder, &check), [""; 0]);
    // From another folder, after lines have moved, with one finding more.
    let moved = faulty.replace("# Scans\n", "# Scans\n\nWords.\n")
        + &ROW.replace("IXI", "OASIS").replace("ixi-dataset", "oasis");
    write(folder, &[("docs/more.md", &moved)]);
    let below = ["check", "more.md", "--baseline", "../catalint-baseline.json"];
    assert_eq!(findings(&folder.join("docs"), &below), ["license/not-spdx:13", "link/insecure:13"]);
    // The configuration can say it for every run.
    write(folder, &[("catalint.toml", "check.baseline = 'catalint-baseline.json'\n")]);
    assert_eq!(findings(&folder.join("docs"), &["check"]), ["license/not-spdx:13", "link/insecure:13"]);

    // What is mended is said, and does not fail.
    write(folder, &[("README.md", CATALOG), ("docs/more.md", &faulty)]);
    let (code, out, _) = run(folder, &["check", "--fail-on", "info"]);
    assert!(code == 0 && out.contains("no new findings (3 known before)"), "{out}");
    assert!(out.contains("3 findings of the baseline are no longer there: `catalint baseline prune`"), "{out}");
    // One that was not looked for is not said to be gone.
    let (_, out, _) = run(folder, &["check", "--select", "count"]);
    assert!(out.contains("1 finding of the baseline is no longer there"), "{out}");
    let (_, out, _) = run(folder, &["baseline", "prune"]);
    assert_eq!(out, "took 3 findings out of `catalint-baseline.json` that no longer hold; 3 findings stay\n");
    let (_, out, _) = run(folder, &["baseline", "prune"]);
    assert_eq!(out, "nothing to take out of `catalint-baseline.json`: all 3 findings are still there\n");
    // Writing one file leaves what is known of the others.
    let (_, out, _) = run(folder, &["baseline", "write", "README.md"]);
    assert_eq!(out, "wrote 3 findings of 1 file to `catalint-baseline.json` (before: 3)\n");
    fs::remove_file(folder.join("docs/more.md")).unwrap();
    let (_, out, _) = run(folder, &["check", "README.md"]);
    assert!(out.contains("3 findings of the baseline are no longer there"), "{out}");
}

#[test]
fn a_baseline_that_is_none_is_told() {
    let folder = folder(&[("README.md", CATALOG), ("b.json", "{}"), (".git/HEAD", "")]);
    for (file, said) in [("absent.json", "there is no baseline `absent.json`"), ("b.json", "`b.json` is no baseline")] {
        let (code, out, errors) = run(folder.path(), &["check", "--baseline", file]);
        assert_eq!((code, &*out), (2, ""));
        assert!(errors.contains(said) && errors.contains("catalint baseline write"), "{errors}");
        assert_eq!(run(folder.path(), &["baseline", "prune", "--baseline", file]).0, 2);
    }
}

#[test]
fn the_configuration_in_force_says_where_it_comes_from() {
    let config = "[check]\nexclude = ['archive/']\n[severity]\n\"license/missing\" = 'error'\n\
        [rules.'count/summary']\ntolerance = 0.2\n[[overrides]]\npaths = ['docs']\nignore = ['count']\n";
    let folder = folder(&[("catalint.toml", config), ("docs/a.md", CATALOG), (".git/HEAD", "")]);
    let (code, out, errors) = run(folder.path(), &["config", "--ignore", "toc", "--fail-on", "info"]);
    assert_eq!((code, &*errors), (0, ""));
    let line = |begin: &str| out.lines().find(|line| line.trim_start().starts_with(begin)).unwrap().trim().to_owned();
    for (begin, value, from) in [
        ("check.exclude", "[\"archive/\"]", "catalint.toml:2"),
        ("check.fail-on", "\"info\"", "--fail-on"),
        ("check.include", "[]", "default"),
        ("severity.\"license/missing\"", "\"error\"", "catalint.toml:4"),
        ("severity.\"toc/order\"", "\"off\"", "--ignore"),
        ("rules.\"count/summary\".tolerance", "0.2", "catalint.toml:6"),
        ("severity.\"count/row\"", "\"warning\"", "default"),
    ] {
        let line = line(begin);
        assert!(line.contains(&format!("= {value}")) && line.ends_with(&format!("# {from}")), "{line}");
    }
    let (_, out, _) = run(folder.path(), &["config", "docs/a.md", "-o", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&json["path"], &json["config"]), (&"docs/a.md".into(), &"catalint.toml".into()));
    let rules = json["rules"].as_array().unwrap();
    let row = rules.iter().find(|rule| rule["rule"] == "count/row").unwrap();
    assert_eq!(row["severity"], "off");
    assert_eq!(row["origin"], serde_json::json!({ "kind": "file", "path": "catalint.toml", "line": 9 }));
}

#[test]
fn a_newcomer_gets_all_that_is_needed_and_loses_nothing() {
    let folder = folder(&[("README.md", CATALOG), ("archive/old.md", CATALOG), (".git/HEAD", "")]);
    let folder = folder.path();
    let (code, out, errors) = run(folder, &["init", "--dry-run"]);
    assert_eq!((code, &*errors), (0, ""));
    assert!(out.contains("would write catalint.toml") && out.contains("  | [check]"), "{out}");
    assert!(!folder.join("catalint.toml").exists());
    let (code, out, errors) = run(folder, &["init"]);
    assert_eq!((code, &*errors), (0, ""));
    for part in [
        "read 6 records in 2 markdown files",
        "wrote catalint.toml",
        "added `.catalint/` to .gitignore",
        "next: catalint check",
    ] {
        assert!(out.contains(part), "{part} in\n{out}");
    }
    let config = fs::read_to_string(folder.join("catalint.toml")).unwrap();
    for part in ["README.md (3)", "# exclude = [\"archive/\"]", "License as license"] {
        assert!(config.contains(part), "{part} in\n{config}");
    }
    // All of it holds when the marks of the comments are taken away.
    let is_key = |line: &&str| line.starts_with('[') || line.starts_with("# ") && line.contains(" = ");
    let all: String =
        config.lines().filter(is_key).map(|line| line.trim_start_matches("# ")).collect::<Vec<_>>().join("\n");
    write(folder, &[("all.toml", &all.replace("baseline =", "# baseline ="))]);
    let (code, _, errors) = run(folder, &["check", "--config", "all.toml"]);
    assert!(code <= 1 && errors.is_empty(), "{errors}\n{all}");
    let (code, _, errors) = run(folder, &["check"]);
    assert_eq!((code, &*errors), (0, ""));
    for path in [".github/workflows/catalint.yml", ".github/workflows/catalint-audit.yml", ".pre-commit-config.yaml"] {
        assert!(fs::read_to_string(folder.join(path)).unwrap().contains("catalint/catalint"), "{path}");
    }
    // A second time nothing is written over, and what is lacking in what stands there is shown.
    let own = "repos:\n  - repo: local\n    hooks: []\n";
    write(folder, &[(".pre-commit-config.yaml", own), (".gitignore", ".catalint/\n")]);
    let (code, out, _) = run(folder, &["init"]);
    assert_eq!(code, 0);
    assert!(out.contains("kept catalint.toml, which is there already") && out.contains("- id: catalint"), "{out}");
    assert!(!out.contains("wrote") && !out.contains("gitignore"), "{out}");
    assert_eq!(fs::read_to_string(folder.join(".pre-commit-config.yaml")).unwrap(), own);
}

#[test]
fn findings_are_counted_and_recorded_at_once() {
    let text = "# Data\n\n- [IXI](http://brain-development.org/ixi/) - Brains.\n- [OASIS](http://oasis.example.org/) - Brains.\n";
    let folder =
        folder(&[("README.md", text), (".git/config", "[remote \"origin\"]\n\turl = git@gitlab.com:a/b.git\n")]);
    let folder = folder.path();
    let (code, out, errors) = run(folder, &["init"]);
    assert_eq!((code, &*errors), (0, ""));
    assert!(out.contains("found 2 findings: 2 infos") && out.contains("catalint init --baseline"), "{out}");
    // GitLab's is the pipeline, and nothing of GitHub's.
    let pipeline = fs::read_to_string(folder.join(".gitlab-ci.yml")).unwrap();
    assert!(pipeline.contains("codequality: gl-code-quality-report.json") && !folder.join(".github").exists());
    assert_eq!(fs::read_to_string(folder.join(".gitignore")).unwrap(), ".catalint/\n");
    // What is lacking is written, though the others are there.
    fs::remove_file(folder.join(".pre-commit-config.yaml")).unwrap();
    let (code, out, errors) = run(folder, &["init", "--baseline"]);
    assert_eq!((code, &*errors), (0, ""), "{out}");
    assert!(out.contains("wrote .pre-commit-config.yaml") && out.contains("wrote 2 findings of 1 file"), "{out}");
    assert!(
        fs::read_to_string(folder.join("catalint.toml")).unwrap().contains("\nbaseline = \"catalint-baseline.json\"\n")
    );
    let (code, out, errors) = run(folder, &["check", "--fail-on", "info"]);
    assert_eq!((code, &*errors), (0, ""), "{out}");
    assert!(out.starts_with("no new findings (2 known before)"), "{out}");
    let (_, again, _) = run(folder, &["init"]);
    assert!(again.ends_with("next: catalint check\n") && !again.contains("wrote"), "{again}");
}

#[test]
fn what_init_writes_is_what_the_pages_show() {
    let read = |path: &str| fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let action = read("docs/github-action.md");
    for template in ["src/command/init/catalint.yml", "src/command/init/catalint-audit.yml"] {
        assert!(
            action.contains(&format!("```yaml\n{}```", read(template))),
            "{template} is not what docs/github-action.md shows"
        );
    }
    let hook = read("src/command/init/pre-commit.yaml");
    assert!(read("docs/pre-commit.md").contains(&format!("```yaml\n{hook}```")), "{hook}");
    assert!(hook.contains(&format!("rev: v{}\n", env!("CARGO_PKG_VERSION"))), "{hook}");
}

#[test]
fn shells_and_man_get_their_pages() {
    let folder = folder(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = run(folder.path(), &["completions", shell]);
        assert!(code == 0 && out.contains("catalint") && out.contains("baseline"), "{shell}");
    }
    let (code, out, _) = run(folder.path(), &["man"]);
    assert!(code == 0 && out.contains(".TH catalint 1"), "{out}");
    let (code, out, _) = run(folder.path(), &["man", "--dir", "pages"]);
    assert!(code == 0 && out.starts_with("wrote ") && folder.path().join("pages/catalint-baseline-write.1").exists());
}
