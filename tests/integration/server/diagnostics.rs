//! Diagnostics are what `check` prints.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{
    check,
    editor::{Editor, able, position},
    folder, rules,
};

/// A finding of `check --output json` as a diagnostic, with the text that it is in.
fn expected(finding: &Value, text: &str) -> Value {
    let place = |start: &Value| {
        let hidden = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let offset = (start.as_u64().unwrap() as usize).saturating_sub(hidden);
        position(text.trim_start_matches('\u{feff}'), offset)
    };
    let severity = ["error", "warning", "info"].iter().position(|name| finding["severity"] == json!(name)).unwrap() + 1;
    let (message, help) = (finding["message"].as_str().unwrap(), finding["help"].as_str().unwrap());
    let message = if help.is_empty() { message.to_owned() } else { format!("{message}\nhelp: {help}") };
    json!({
        "code": finding["rule"],
        "severity": severity,
        "message": message,
        "range": { "start": place(&finding["start"]), "end": place(&finding["end"]) },
        "related": finding["related"].as_array().unwrap().iter().map(|it| it["message"].clone()).collect::<Vec<_>>(),
    })
}

fn seen(diagnostic: &Value) -> Value {
    let related = diagnostic["relatedInformation"].as_array().cloned().unwrap_or_default();
    json!({
        "code": diagnostic["code"],
        "severity": diagnostic["severity"],
        "message": diagnostic["message"],
        "range": diagnostic["range"],
        "related": related.iter().map(|it| it["message"].clone()).collect::<Vec<_>>(),
    })
}

/// Opens every file of a folder and compares what the editor shows with what `check` prints. Returns the findings.
fn compare(folder: &Path) -> usize {
    let mut editor = Editor::start(folder, able());
    let findings = check(folder);
    let mut paths: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "md"))
        .collect();
    paths.sort();
    for path in &paths {
        editor.open(path);
    }
    for path in &paths {
        let text = String::from_utf8_lossy(&fs::read(folder.join(path)).unwrap()).into_owned();
        let own = findings.iter().filter(|finding| finding["path"] == json!(path));
        let mut expected: Vec<Value> = own.map(|finding| expected(finding, &text)).collect();
        let mut seen: Vec<Value> = editor.diagnostics(path).iter().map(seen).collect();
        // Findings of one place have no order in an editor.
        expected.sort_by_key(Value::to_string);
        seen.sort_by_key(Value::to_string);
        assert_eq!(seen, expected, "{path}");
    }
    findings.len()
}

#[test]
fn they_equal_the_findings_of_check() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let copy = folder(&[]);
    for (index, part) in ["traps", "catalogs"].iter().enumerate() {
        for entry in fs::read_dir(fixtures.join(part)).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            let name = path.file_name().unwrap().to_str().unwrap();
            fs::write(copy.path().join(name), &bytes).unwrap();
            let Ok(text) = String::from_utf8(bytes) else { continue };
            // Each of the traps with the line ends of Windows, too, and some with a byte order mark.
            let mark = if name.len() % 2 == 0 { "\u{feff}" } else { "" };
            let crlf = text.replace("\r\n", "\n").replace('\n', "\r\n");
            if index == 0 {
                fs::write(copy.path().join(format!("crlf-{name}")), format!("{mark}{crlf}")).unwrap();
            }
        }
    }
    assert!(compare(copy.path()) > 100);
}

#[test]
fn a_file_that_is_no_text_has_the_findings_of_its_bytes() {
    let list = b"# Data\n\n- [IXI](https://brain-development.org/ixi-dataset/) - Brains of caf\xe9 visitors \xf0\x9f\x91\xa9, \
                 see [x](missing.md).\n- a\rb [y](also-missing.md)\n";
    let copy = folder(&[("list.md", list), ("b.md", b"\xef\xbb\xbf# A\n\n[x](missing.md)\n")]);
    assert!(compare(copy.path()) >= 3);
}

#[test]
fn they_lead_to_the_page_of_the_rule_and_to_the_other_place() {
    let list = "# Data\n\n- [IXI](https://brain-development.org/ixi-dataset/) - Brains.\n\
                - [OASIS](https://sites.wustl.edu/oasisbrains/) - More brains.\n\
                - [IXI](https://brain-development.org/ixi-dataset/) - Brains again.\n";
    let copy = folder(&[("list.md", list.as_bytes())]);
    let mut editor = Editor::start(copy.path(), able());
    editor.open("list.md");
    let diagnostics = editor.diagnostics("list.md");
    let with_related = diagnostics.iter().find(|one| one.get("relatedInformation").is_some()).unwrap();
    let related = &with_related["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], json!(editor.uri("list.md")));
    for one in &diagnostics {
        let (rule, href) = (one["code"].as_str().unwrap(), one["codeDescription"]["href"].as_str().unwrap());
        assert!(href.starts_with("https://") && href.contains(rule), "{href}");
        assert_eq!(one["source"], json!("catalint"));
    }
    let mut plain = Editor::start(copy.path(), json!({}));
    plain.open("list.md");
    assert!(plain.diagnostics("list.md").iter().all(|one| one.get("relatedInformation").is_none()));
}

#[test]
fn columns_count_the_unit_that_was_agreed_on() {
    let copy = folder(&[("list.md", "# 👩 é [x](missing.md)\n".as_bytes())]);
    for (offered, agreed, character) in [
        (json!(["utf-16"]), "utf-16", 11),
        (json!(["utf-16", "utf-8"]), "utf-8", 14),
        (json!(["utf-32", "utf-16"]), "utf-16", 11),
        (json!(["utf-32"]), "utf-32", 10),
        (json!(null), "utf-16", 11),
    ] {
        let mut editor = Editor::start(copy.path(), json!({ "general": { "positionEncodings": offered } }));
        assert_eq!(editor.offer["capabilities"]["positionEncoding"], json!(agreed));
        editor.open("list.md");
        let diagnostics = editor.diagnostics("list.md");
        let link = diagnostics.iter().find(|one| one["code"] == json!("link/missing-file")).unwrap();
        assert_eq!(link["range"]["start"], json!({ "line": 0, "character": character }), "{agreed}");
    }
}

#[test]
fn other_documents_count_as_they_are_in_the_editor() {
    let copy = folder(&[
        ("a.md", b"# A\n\nSee [the set up](b.md#set-up).\n"),
        ("b.md", b"# B\n\n## Set up\n\nText.\n\nBack to [A](a.md).\n"),
    ]);
    let mut editor = Editor::start(copy.path(), able());
    editor.open("a.md");
    let is_broken = |found: Vec<Value>| rules(&found).contains(&"link/broken-fragment");
    assert!(!is_broken(editor.diagnostics("a.md")));
    editor.open("b.md");
    editor.diagnostics("b.md");
    editor.replace("b.md", "# B\n\n## Installation\n\nText.\n\nBack to [A](a.md).\n");
    // Nobody touched this document, but what it links to is gone.
    while !is_broken(editor.diagnostics("a.md")) {}
    // A document that is closed counts as it is on the disk.
    let document = json!({ "uri": editor.uri("b.md") });
    editor.notify("textDocument/didClose", json!({ "textDocument": document }));
    while is_broken(editor.diagnostics("a.md")) {}
}

#[test]
fn a_file_outside_of_all_folders_is_checked_by_itself() {
    let (inside, outside) = (folder(&[("a.md", b"# A\n")]), folder(&[("list.md", b"# List\n\n[x](missing.md)\n")]));
    let mut editor = Editor::start(inside.path(), able());
    let path = outside.path().canonicalize().unwrap().join("list.md");
    editor.open(path.to_str().unwrap());
    assert!(rules(&editor.diagnostics(path.to_str().unwrap())).contains(&"link/missing-file"));
}
