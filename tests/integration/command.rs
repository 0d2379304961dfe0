//! The command as the shell sees it: what it prints where, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its files has nothing to say")]

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use catalint::report::Format;
use clap::ValueEnum as _;
use tempfile::TempDir;

const GOOD: &str = "# Data\n\n- [IXI](https://brain-development.org/ixi-dataset/) - Brains of 600 people.\n";
/// Suppresses a rule that does not exist: a warning.
const WARNED: &str =
    "# Data\n\n- [IXI](https://brain-development.org/ixi-dataset/) - Brains. <!-- catalint-ignore no/rule: x -->\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    // Nothing above the folder counts.
    for (path, text) in files.iter().chain(&[(".git/HEAD", "")]) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// (exit code, standard output, standard error)
fn run(folder: &Path, arguments: &[&str], stdin: &str) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalint"));
    command.current_dir(folder).args(arguments).args(["--now", "2026-11-23"]).env("COLUMNS", "120");
    for variable in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = streams.spawn().unwrap();
    // A command that does not read its input may have ended before it is written.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_exit_code_says_what_was_found_at_or_above_the_failing_severity() {
    let folder = folder(&[("good.md", GOOD), ("warned.md", WARNED)]);
    for (arguments, code) in [
        (&["good.md"][..], 0),
        (&["warned.md"], 0),
        (&["warned.md", "--fail-on", "warning"], 1),
        (&["warned.md", "--fail-on", "info"], 1),
        (&["warned.md", "--fail-on", "never"], 0),
        (&["warned.md", "--fail-on", "warning", "--ignore", "suppression/unknown-rule"], 0),
        (&["warned.md", "--fail-on", "warning", "--max-findings", "0"], 1),
        (&["warned.md", "--fail-on", "warning", "--output", "json"], 1),
        (&[".", "--fail-on", "warning"], 1),
    ] {
        let arguments: Vec<_> = ["check", "--select", "suppression"].iter().chain(arguments).copied().collect();
        let (ended, out, errors) = run(folder.path(), &arguments, "");
        assert_eq!((ended, &*errors), (code, ""), "{arguments:?}\n{out}");
    }
}

#[test]
fn a_configured_severity_holds_for_findings_that_carry_their_own() {
    let rows = "# Data\n\n| Name | Link |\n| --- | --- |\n| IXI | [page](https://brain-development.org/ixi-dataset/) |\n\n\
                | OASIS | [page](https://www.oasis-brains.org/) |\n";
    let retired = "# Data\n\n![Badge](https://cdn.rawgit.com/a/b/main/badge.svg)\n\n\
                   - [IXI](https://brain-development.org/ixi-dataset/) - Brains of 600 people.\n";
    for (rule, text, own) in [("coverage/unread", rows, "warning"), ("link/retired-platform", retired, "info")] {
        for (severity, code) in [(own, 0), ("error", 1), ("warning", 0), ("info", 0)] {
            let config = if severity == own { String::new() } else { format!("severity.'{rule}' = '{severity}'\n") };
            let folder = folder(&[("README.md", text), ("catalint.toml", &config)]);
            let (ended, out, errors) = run(folder.path(), &["check", "--select", rule, "-o", "json"], "");
            assert_eq!((ended, &*errors), (code, ""), "{rule} {severity}\n{out}");
            assert!(out.contains(&format!("\"severity\": \"{severity}\"")), "{rule} {severity}\n{out}");
        }
    }
}

#[test]
fn one_bad_file_does_not_keep_the_others_from_being_checked() {
    let folder = folder(&[("warned.md", WARNED)]);
    let arguments = ["check", "absent.md", "warned.md", "-o", "concise", "--fail-on", "warning"];
    let (code, out, errors) = run(folder.path(), &arguments, "");
    assert_eq!(code, 2);
    assert!(out.contains("warned.md:3:") && out.contains("suppression/unknown-rule"), "{out}");
    assert!(errors.contains("cannot read `absent.md`"), "{errors}");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[("good.md", GOOD), ("closed.md", GOOD)]);
    let closed = folder.path().join("closed.md");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&closed).is_ok() {
        // Nothing is closed to the superuser.
        return;
    }
    let (code, out, errors) = run(folder.path(), &["check", "-o", "json"], "");
    assert_eq!(code, 2);
    assert!(out.contains("good.md") && errors.contains("cannot read `closed.md`"), "{out}{errors}");
}

#[test]
fn a_file_over_the_limit_is_refused_before_it_is_read() {
    let folder = folder(&[
        ("good.md", GOOD),
        ("huge.md", ""),
        ("small/catalint.toml", "[check]\nmax-file-size = 1\n"),
        ("small/two.md", ""),
    ]);
    // Sparse: the first would not fit into memory.
    for (path, size) in [("huge.md", 1_u64 << 40), ("small/two.md", (1 << 20) + 1)] {
        fs::File::options().write(true).open(folder.path().join(path)).unwrap().set_len(size).unwrap();
    }
    for command in ["check", "fix", "records", "links"] {
        let (code, _, errors) = run(folder.path(), &[command, "good.md", "huge.md", "small/two.md"], "");
        assert_eq!(code, 2, "{command}: {errors}");
        for part in
            ["cannot read `huge.md`", "the limit is 67108864 bytes", "cannot read `small/two.md`", "max-file-size"]
        {
            assert!(errors.contains(part), "{command}: {part} in {errors}");
        }
    }
    let stdin = "x".repeat((1 << 20) + 1);
    let arguments = ["check", "-", "--stdin-filename", "small/any.md"];
    let (code, _, errors) = run(folder.path(), &arguments, &stdin);
    assert_eq!(code, 2, "{errors}");
    assert!(errors.contains("it has more bytes, and the limit is 1048576 bytes"), "{errors}");
    let (code, _, errors) = run(folder.path(), &["check", "good.md", "--config", "huge.md"], "");
    assert!(code == 2 && errors.contains("cannot read `huge.md`"), "{errors}");
}

#[cfg(unix)]
#[test]
fn a_fifo_a_socket_or_a_device_is_refused_and_never_opened() {
    let folder = folder(&[("good.md", GOOD)]);
    let fifo = folder.path().join("fifo.md");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    std::os::unix::fs::symlink(&fifo, folder.path().join("link.md")).unwrap();
    for arguments in [
        &["check", "good.md", "fifo.md"][..],
        &["check", "good.md", "link.md"],
        &["fix", "good.md", "fifo.md"],
        &["records", "fifo.md"],
        &["check", "good.md", "--config", "fifo.md"],
        &["check", "good.md", "--baseline", "fifo.md"],
        &["baseline", "write", "good.md", "--baseline", "fifo.md"],
        &["test", "fifo.md"],
        &["report", "--store", "fifo.md"],
        &["check", "good.md", "--links", "--ca-certificate", "fifo.md"],
    ] {
        let (code, _, errors) = run(folder.path(), arguments, "");
        assert!(matches!(code, 2 | 3) && errors.contains("a FIFO is not an ordinary file"), "{arguments:?}: {errors}");
    }
    let (code, _, errors) = run(folder.path(), &["check", "/dev/zero"], "");
    assert!(code == 2 && errors.contains("a device is not an ordinary file"), "{errors}");
    for ignore in [".gitignore", "docs/.gitignore"] {
        let ignore = folder.path().join(ignore);
        fs::create_dir_all(ignore.parent().unwrap()).unwrap();
        fs::rename(&fifo, &ignore).unwrap();
        let (code, _, errors) = run(folder.path(), &["check", "."], "");
        assert!(code == 2 && errors.contains("a FIFO is not an ordinary file"), "{errors}");
        fs::rename(&ignore, &fifo).unwrap();
    }
    fs::rename(&fifo, folder.path().join("catalint.toml")).unwrap();
    let (code, _, errors) = run(folder.path(), &["check", "good.md"], "");
    assert!(code == 2 && errors.contains("cannot read `catalint.toml`"), "{errors}");
}

/// As many attributes as overflow the stack of a thread where each of them takes a frame.
#[test]
fn a_tag_of_many_attributes_is_read() {
    let text = format!("{GOOD}\n<a{}>x</a>\n", " x=\"y\"".repeat(30_000));
    let folder = folder(&[("a.md", &text), ("b.md", GOOD)]);
    for command in ["check", "records", "links", "fix"] {
        let (code, out, errors) = run(folder.path(), &[command], "");
        assert!(code <= 1, "{command}: {code} {out} {errors}");
    }
}

#[test]
fn a_folder_without_markdown_is_wrong_use() {
    let folder = folder(&[("a.txt", "")]);
    let (code, out, errors) = run(folder.path(), &["check"], "");
    assert_eq!((code, &*out), (2, ""));
    assert!(errors.contains("no markdown file in `.`"), "{errors}");
}

#[test]
fn a_broken_configuration_is_told_with_its_place_and_what_was_meant() {
    let files = [
        ("a/catalint.toml", "[chekc]\n"),
        ("a/README.md", GOOD),
        ("b/catalint.toml", "[check]\nignore = ['suppresion']\n"),
        ("b/README.md", GOOD),
        ("c/README.md", WARNED),
    ];
    let folder = folder(&files);
    let (code, out, errors) = run(folder.path(), &["check", "-o", "concise"], "");
    assert_eq!(code, 2);
    assert!(out.contains("c/README.md:3:") && !out.contains("b/README.md"), "{out}");
    for part in ["a/catalint.toml:1:2", "did you mean `check`?", "b/catalint.toml:2:11", "did you mean `suppression`?"]
    {
        assert!(errors.contains(part), "{part} in\n{errors}");
    }
    let (code, out, errors) = run(folder.path(), &["check", "--config", "a/catalint.toml"], "");
    assert_eq!((code, &*out), (2, ""));
    assert!(errors.contains("unknown key `chekc`"), "{errors}");
    let (code, ..) = run(folder.path(), &["check", "--no-config", "--select", "suppression"], "");
    assert_eq!(code, 0);
}

#[test]
fn wrong_use_is_told_before_anything_is_read() {
    let folder = folder(&[("README.md", WARNED)]);
    for (arguments, wanted) in [
        (&["check", "--select", "supression"][..], "did you mean `suppression`?"),
        (&["check", "-o", "json", "-o", "concise"], "two outputs go to standard output"),
        (&["check", "-o", "jsn"], "did you mean `json`?"),
        (&["records", "-o", "csv", "-o", "json"], "two outputs go to standard output"),
        (&["check", "--fail-on", "fatal"], "possible values"),
    ] {
        let (code, out, errors) = run(folder.path(), arguments, "");
        assert_eq!((code, &*out), (2, ""), "{arguments:?}");
        assert!(errors.contains(wanted), "{wanted} in\n{errors}");
    }
}

#[test]
fn standard_input_has_the_name_that_it_is_given() {
    let folder = folder(&[("docs/catalint.toml", "check.fail-on = 'warning'\n")]);
    let (code, out, _) = run(folder.path(), &["check", "-", "-o", "concise"], WARNED);
    assert!(code == 0 && out.starts_with("<stdin>:3:"), "{code} {out}");
    let named = ["check", "-", "--stdin-filename", "docs/a.md", "-o", "concise"];
    let (code, out, _) = run(folder.path(), &named, WARNED);
    assert!(code == 1 && out.starts_with("docs/a.md:3:"), "{code} {out}");
}

#[test]
fn each_output_goes_where_it_should() {
    let folder = folder(&[("README.md", WARNED)]);
    let arguments = ["check", "-o", "human", "-o", "json=out.json", "-o", "concise=out.txt", "--color", "always"];
    let (code, out, errors) = run(folder.path(), &arguments, "");
    assert_eq!((code, &*errors), (0, ""));
    // The one that nobody gave a path is for people.
    assert!(out.contains("\u{1b}[") && out.contains("next: "), "{out}");
    let json: serde_json::Value = serde_json::from_slice(&fs::read(folder.path().join("out.json")).unwrap()).unwrap();
    assert_eq!(json["findings"][0]["rule"], "suppression/unknown-rule");
    let concise = fs::read_to_string(folder.path().join("out.txt")).unwrap();
    assert!(concise.starts_with("README.md:3:") && !concise.contains('\u{1b}'), "{concise}");
    // A format with a path leaves standard output alone; of a run that fails, the log has the reason.
    for (arguments, wanted) in [
        (&["records", "-o", "csv=out.csv"][..], (0, "")),
        (&["links", "-o", "json=out.json"], (0, "")),
        (&["check", "-o", "json=out.json"], (0, "")),
        (&["check", "-o", "json=out.json", "--fail-on", "info"], (1, "1 finding: 1 warning in 1 file\n")),
    ] {
        let (code, out, errors) = run(folder.path(), arguments, "");
        assert_eq!(((code, &*errors), &*out), (wanted, ""), "{arguments:?}");
    }
    let (code, _, errors) = run(folder.path(), &["check", "-o", "json=absent/out.json"], "");
    assert!(code == 3 && errors.contains("cannot write `absent/out.json`"), "{code} {errors}");
}

#[test]
fn no_format_changes_the_exit_code_and_each_is_written_without_findings() {
    let folder = folder(&[("docs/warned.md", WARNED), ("good.md", GOOD)]);
    for &format in Format::value_variants() {
        let name = format.to_possible_value().unwrap();
        let name = name.get_name();
        for (path, fail_on, wanted) in [
            ("docs/warned.md", "warning", 1),
            ("docs/warned.md", "error", 0),
            ("good.md", "info", 0),
            ("absent.md", "info", 2),
        ] {
            let arguments = ["check", path, "--select", "suppression", "--fail-on", fail_on, "-o", name];
            let (code, out, errors) = run(folder.path(), &arguments, "");
            assert_eq!(code, wanted, "{name} {path}\n{out}{errors}");
            let is_silent = match path {
                "good.md" => matches!(format, Format::Concise | Format::Github | Format::Jsonl),
                "absent.md" => matches!(format, Format::Human | Format::Concise | Format::Github | Format::Jsonl),
                _ => false,
            };
            assert_eq!(out.is_empty(), is_silent, "{name} {path}\n{out}");
            // What services show counts from the root of the repository, wherever the command runs.
            let inside = ["check", "warned.md", "--select", "suppression", "-o", name];
            let (_, out, _) = run(&folder.path().join("docs"), &inside, "");
            let from_root = matches!(format, Format::Markdown | Format::Github | Format::Sarif | Format::Gitlab);
            assert_eq!(out.contains("docs/warned.md"), from_root, "{name}\n{out}");
        }
    }
    let (_, out, _) = run(folder.path(), &["check", "absent.md", "-o", "sarif"], "");
    assert!(out.contains("cannot read `absent.md`: ") && out.contains("\"results\": []"), "{out}");
}

#[test]
fn suppressed_findings_are_counted() {
    let text = format!("<!-- catalint-ignore-file suppression/unknown-rule: a test -->\n\n{WARNED}");
    let folder = folder(&[("README.md", &text)]);
    let (code, out, _) = run(folder.path(), &["check", "-o", "json", "--select", "suppression"], "");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &json["summary"]["suppressed"], &json["findings"]), (0, &1.into(), &serde_json::json!([])));
}

#[test]
fn nothing_hostile_reaches_the_terminal_raw() {
    let name = "a\u{1b}]0;x\u{7}\u{202e}b";
    let linked = name.replace(']', "");
    let text = format!(
        "# T {name}\n\n| Name | Link | Licence |\n|---|---|---|\n| {name} | [x{name}](https://e.org/{name}) | {name} |\n\n\
         - [{name}]() <!-- catalint-ignore {name}: {name} -->\n- [{linked}](https://e.org/\u{202e}fdp) - {name}\n"
    );
    let folder = folder(&[("README.md", &text), (&format!("{name}.md"), &text)]);
    for (command, format) in [
        ("check", "human"),
        ("check", "concise"),
        ("check", "json"),
        ("check", "jsonl"),
        ("check", "sarif"),
        ("check", "github"),
        ("check", "gitlab"),
        ("check", "junit"),
        ("check", "checkstyle"),
        ("check", "rdjson"),
        ("check", "markdown"),
        ("records", "json"),
        ("records", "jsonl"),
        ("records", "csv"),
        ("records", "jsonld"),
        ("links", "human"),
        ("links", "json"),
    ] {
        let (_, out, errors) = run(folder.path(), &[command, "-o", format], "");
        for text in [&out, &errors] {
            let hostile = text.chars().find(|c| c.is_control() && *c != '\n' || *c == '\u{202e}');
            assert_eq!(hostile, None, "{command} {format}\n{}", text.escape_debug());
        }
        assert!(out.contains("README.md"), "{command} {format}");
    }
    let (code, _, errors) = run(folder.path(), &["check", &format!("{name}-absent.md")], "");
    assert!(code == 2 && !errors.contains('\u{1b}') && !errors.contains('\u{202e}'), "{errors}");
}

#[test]
fn records_are_written_of_all_that_can_be_read() {
    let folder = folder(&[("README.md", GOOD)]);
    let (code, out, errors) = run(folder.path(), &["records", "README.md", "absent.md", "-o", "jsonl"], "");
    let record: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &record["name"], &record["shape"]), (2, &"IXI".into(), &"item".into()));
    assert!(errors.contains("cannot read `absent.md`"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let texts: Vec<_> = (0..20).map(|at| (format!("{at}.md"), WARNED)).collect();
    let texts: Vec<_> = texts.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let folder = folder(&texts);
    let first = run(folder.path(), &["check", "-o", "json"], "");
    for _ in 0..5 {
        assert_eq!(run(folder.path(), &["check", "-o", "json"], ""), first);
    }
}

/// Runs a command line of a shell in a folder, with `catalint` as `$0`.
#[cfg(unix)]
fn shell(folder: &Path, script: &str) -> (i32, String) {
    let catalint = env!("CARGO_BIN_EXE_catalint");
    let mut command = Command::new("sh");
    let output = command.current_dir(folder).args(["-c", script, catalint]).stdin(Stdio::null()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// A file that may not grow past a limit stands for a disk that is full.
#[cfg(unix)]
#[test]
fn an_output_that_cannot_be_written_leaves_the_old_one() {
    let rows = "- [IXI](https://brain-development.org/ixi-dataset/) - Brains of 600 people.\n".repeat(40);
    let folder = folder(&[("README.md", &format!("# Data\n\n{rows}"))]);
    for arguments in ["records -o json=out", "records -o csv=out", "links -o json=out", "check -o sarif=out"] {
        for old in [Some("old"), None] {
            let _ = fs::remove_file(folder.path().join("out"));
            if let Some(old) = old {
                fs::write(folder.path().join("out"), old).unwrap();
            }
            let script = format!("trap '' XFSZ; ulimit -f 1; exec \"$0\" {arguments} --now 2026-11-23 >/dev/null");
            let (code, errors) = shell(folder.path(), &script);
            assert!(code == 3 && errors.contains("cannot write `out`"), "{arguments}: {code} {errors}");
            assert_eq!(fs::read_to_string(folder.path().join("out")).ok().as_deref(), old, "{arguments}");
            let count = fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(count, 2 + usize::from(old.is_some()), "{arguments}: a temporary file is left behind");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_full_device_is_a_failure_and_a_device_stays_one() {
    let folder = folder(&[("README.md", GOOD)]);
    let (code, errors) = shell(folder.path(), "\"$0\" links -o json=/dev/null");
    assert_eq!((code, &*errors), (0, ""));
    let (code, _) = shell(folder.path(), "\"$0\" records -o jsonl=/dev/stdout | grep -q IXI");
    assert_eq!(code, 0);
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
    if Path::new("/dev/full").exists() {
        for arguments in
            ["check >/dev/full", "records >/dev/full", "links -o json=/dev/full", "fix >/dev/full", "schema >/dev/full"]
        {
            let (code, errors) = shell(folder.path(), &format!("\"$0\" {arguments}"));
            assert!(code == 3 && errors.contains("cannot write"), "{arguments}: {code} {errors}");
        }
    }
}

const SETS: &str = "# Data\n\n| Name | Scans | License | Link |\n| --- | --- | --- | --- |\n\
    | IXI | 600 | CC BY-SA 3.0 | [page](https://brain-development.org/ixi-dataset/) |\n\
    | OASIS | 1,098 | - | [page](https://bit.ly/3kQ9vZx) |\n";

#[test]
fn records_can_be_queried() {
    let folder = folder(&[("README.md", SETS)]);
    let (code, out, errors) = run(
        folder.path(),
        &["query", "SELECT name, count_low AS n FROM records ORDER BY n DESC", "-o", "csv", "--save", "all.db"],
        "",
    );
    assert_eq!((code, &*out, &*errors), (0, "name,n\nOASIS,1098\nIXI,600\n", ""));
    let saved = fs::read(folder.path().join("all.db")).unwrap();
    assert!(saved.starts_with(b"SQLite format 3\0"));
    let sql =
        "SELECT r.name FROM findings AS f JOIN records AS r ON r.id = f.record_id WHERE f.rule = 'link/shortener'";
    assert_eq!(run(folder.path(), &["query", sql, "README.md", "-o", "csv"], "").1, "name\nOASIS\n");
    let (code, out, errors) = run(folder.path(), &["query", "SELECT licence FROM records"], "");
    assert_eq!((code, &*out), (2, ""));
    for part in ["no such column: licence", "SQL:1:8", "did you mean `license`?"] {
        assert!(errors.contains(part), "{part} in\n{errors}");
    }
    let (code, _, errors) = run(folder.path(), &["query", "DROP TABLE records"], "");
    assert!(code == 2 && errors.contains("a query only reads"), "{errors}");
    let (code, out, _) = run(folder.path(), &["query"], "");
    assert!(code == 0 && out.contains("sections") && out.contains("count_low"), "{out}");
}

#[test]
fn statistics_of_the_records_have_bars() {
    let folder = folder(&[("README.md", SETS)]);
    let (code, out, errors) = run(folder.path(), &["stats"], "");
    assert_eq!((code, &*errors), (0, ""));
    for part in [
        "records by licence\n",
        "  CC-BY-SA-3.0  1  █",
        "links by host\n",
        "records that lack a field\n  license  1  █",
    ] {
        assert!(out.contains(part), "{part} in\n{out}");
    }
    let json: serde_json::Value = serde_json::from_str(&run(folder.path(), &["stats", "-o", "json"], "").1).unwrap();
    assert_eq!(json["section"][0], serde_json::json!({ "value": "Data", "count": 2 }));
}

#[test]
fn comments_that_suppress_can_be_added_and_left_out() {
    let text = format!("{SETS}\n- [A](http://a.example.org/) - One.\n- [B](http://a.example.org/b) - Two.\n");
    let folder = folder(&[("README.md", &text)]);
    let select = ["--select", "link/shortener,link/insecure", "-o", "concise"];
    let count = |more: &[&str]| {
        let arguments: Vec<&str> = ["check"].iter().chain(&select).chain(more).copied().collect();
        run(folder.path(), &arguments, "").1.lines().count()
    };
    assert_eq!(count(&[]), 3);
    let (code, out, errors) = run(
        folder.path(),
        &["check", "--select", "link/shortener,link/insecure", "--add-ignores", "kept for print"],
        "",
    );
    assert_eq!((code, &*errors), (0, ""), "{out}");
    assert!(out.contains("README.md: 3 findings suppressed"), "{out}");
    let new = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert!(
        new.contains("(https://bit.ly/3kQ9vZx) <!-- catalint-ignore link/shortener: kept for print --> |\n"),
        "{new}"
    );
    assert!(new.contains("- One. <!-- catalint-ignore link/insecure: kept for print -->\n"), "{new}");
    assert_eq!((count(&[]), count(&["--no-ignores"])), (0, 3));
    let (code, _, errors) = run(folder.path(), &["check", "--add-ignores", "a --> b"], "");
    assert!(code == 2 && errors.contains("is no reason"), "{errors}");
}

#[test]
fn check_can_fix_and_leave_out_what_is_below_a_severity() {
    let folder = folder(&[("README.md", SETS)]);
    let (code, diff, errors) = run(folder.path(), &["check", "--fix", "--diff"], "");
    let fixed = run(folder.path(), &["fix", "--diff"], "");
    assert_eq!((code, &diff, &errors), (fixed.0, &fixed.1, &fixed.2));
    assert!(diff.contains("+| IXI | 600 | CC-BY-SA-3.0 |"), "{diff}");
    let reported = |more: &[&str]| {
        let arguments: Vec<&str> = ["check", "-o", "concise"].iter().chain(more).copied().collect();
        run(folder.path(), &arguments, "").1
    };
    assert!(reported(&[]).contains(": info ") && !reported(&["--min-severity", "warning"]).contains(": info "));
    assert!(reported(&["--min-severity", "warning"]).contains(": warning "));
    let (_, out, _) = run(folder.path(), &["check", "--statistics"], "");
    assert!(out.starts_with("rule ") && out.contains("license/not-spdx"), "{out}");
}

#[test]
fn the_page_of_a_rule_is_for_people_and_programs() {
    let folder = folder(&[]);
    let (code, out, _) = run(folder.path(), &["explain", "license/missing"], "");
    assert_eq!(code, 0);
    for part in
        ["on by default", "Options", "`share` (by default `0.9`)", "Reported:", "How to silence it", "catalint-ignore"]
    {
        assert!(out.contains(part), "{part} in\n{out}");
    }
    let (_, out, _) = run(folder.path(), &["explain", "license/missing", "-o", "json"], "");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["options"][0]["default"], 0.9);
}

#[test]
fn what_a_configuration_names_in_vain_is_an_error_with_its_place() {
    let config =
        "[check]\nexclude = [\"archvie/\"]\n[columns]\n\"Scanz\" = \"count\"\n[severity]\n\"link/shortener\" = false\n";
    let folder = folder(&[("README.md", SETS), ("catalint.toml", config)]);
    let (code, out, errors) = run(folder.path(), &["check", "-o", "concise"], "");
    assert_eq!(code, 2, "{errors}");
    for part in [
        "catalint.toml:2:12",
        "`archvie/`",
        "catalint.toml:4:1",
        "no column or key is `Scanz`",
        "did you mean `Scans`?",
    ] {
        assert!(errors.contains(part), "{part} in\n{errors}");
    }
    // What was read is checked all the same; and a part of the folder is not the folder.
    assert!(out.contains("license/not-spdx") && !out.contains("link/shortener"), "{out}");
    assert_eq!(run(folder.path(), &["check", "README.md"], "").0, 0);
}
