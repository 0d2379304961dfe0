//! Fixes, comments that suppress, and pages of rules.

use std::{fs, process::Command};

use serde_json::{Value, json};

use super::{
    editor::{Editor, able, position},
    folder, rules,
};

const LIST: &str = "# Data\n\n| Name | License | Link |\n| --- | --- | --- |\n\
                    | IXI | Apache 2.0 | [👩 page](https://brain-development.org/ixi-dataset/) |\n\
                    | OASIS | MIT license | [page](https://sites.wustl.edu/oasisbrains/) |\n";

/// An editor that asks for nothing later, with the findings of `LIST`.
fn opened(abilities: Value) -> (tempfile::TempDir, Editor, Value) {
    let copy = folder(&[("list.md", LIST.as_bytes())]);
    let mut editor = Editor::start(copy.path(), abilities);
    editor.open("list.md");
    let diagnostics = editor.diagnostics("list.md");
    let first = diagnostics.iter().find(|one| one["code"] == json!("license/not-spdx")).unwrap().clone();
    (copy, editor, first)
}

fn actions_at(editor: &mut Editor, diagnostic: &Value, only: Option<&str>) -> Vec<Value> {
    let start = &diagnostic["range"]["start"];
    let (line, character) = (start["line"].as_u64().unwrap(), start["character"].as_u64().unwrap());
    editor.actions("list.md", line, character, only)
}

fn find<'a>(actions: &'a [Value], begins: &str) -> &'a Value {
    actions.iter().find(|action| action["title"].as_str().unwrap().starts_with(begins)).unwrap()
}

#[test]
fn a_finding_is_fixed() {
    for abilities in [able(), json!({})] {
        let (_copy, mut editor, finding) = opened(abilities);
        let actions = actions_at(&mut editor, &finding, Some("quickfix"));
        let fix = find(&actions, "Fix: ");
        assert_eq!((&fix["isPreferred"], &fix["kind"]), (&json!(true), &json!("quickfix")));
        assert_eq!(fix["diagnostics"][0]["code"], json!("license/not-spdx"));
        let text = editor.applied("list.md", fix);
        assert_eq!(text, LIST.replace("Apache 2.0", "Apache-2.0"));
    }
}

#[test]
fn all_safe_fixes_are_those_of_the_command() {
    let (copy, mut editor, finding) = opened(able());
    let actions = actions_at(&mut editor, &finding, Some("source.fixAll"));
    assert_eq!(actions.len(), 1, "{actions:?}");
    let action = editor.request("codeAction/resolve", actions[0].clone());
    let text = editor.applied("list.md", &action);
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalint"));
    let arguments = ["fix", "list.md", "--now", "2026-11-23"];
    assert!(command.current_dir(copy.path()).args(arguments).output().unwrap().status.success());
    assert_eq!(text, fs::read_to_string(copy.path().join("list.md")).unwrap());
    assert_ne!(text, LIST);

    // An editor that cannot ask later gets the edit at once, where it asks for this kind.
    let (_copy, mut plain, finding) = opened(json!({}));
    let actions = actions_at(&mut plain, &finding, Some("source.fixAll.catalint"));
    assert_eq!(plain.applied("list.md", &actions[0]), text);
    assert!(actions_at(&mut plain, &finding, None).iter().all(|it| it["kind"] == json!("quickfix")));

    // The edit of a text that has changed is not made.
    editor.replace("list.md", &format!("{LIST}\nMore.\n"));
    editor.diagnostics("list.md");
    let stale = editor.request("codeAction/resolve", action);
    assert!(stale.get("edit").is_none_or(|edit| edit["documentChanges"][0]["textDocument"]["version"] == json!(1)));
}

#[test]
fn a_finding_is_ignored_with_a_reason() {
    let (_copy, mut editor, finding) = opened(able());
    let actions = actions_at(&mut editor, &finding, None);
    let action = find(&actions, "Ignore license/not-spdx here, because …").clone();
    let action = editor.request("codeAction/resolve", action);
    let text = editor.applied("list.md", &action);
    let comment = "<!-- catalint-ignore license/not-spdx: because … -->";
    assert_eq!(text, LIST.replace("ixi-dataset/) |", &format!("ixi-dataset/) {comment} |")));

    // The command behind it selects the reason.
    let command = &action["command"];
    let params = json!({ "command": command["command"], "arguments": command["arguments"] });
    assert_eq!(editor.request("workspace/executeCommand", params), Value::Null);
    let shown = editor.message("window/showDocument");
    let reason = text.find("because …").unwrap();
    assert_eq!(shown["selection"]["start"], position(&text, reason));
    assert_eq!(shown["selection"]["end"], position(&text, reason + "because …".len()));

    // Without a reason there is a finding, with one there is none.
    editor.replace("list.md", &text);
    let found = editor.diagnostics("list.md");
    assert!(rules(&found).contains(&"suppression/no-reason"), "{found:?}");
    editor.replace("list.md", &text.replace("because …", "the authors write it so"));
    let found = editor.diagnostics("list.md");
    let of_the_row = found.iter().filter(|one| one["range"]["start"]["line"] == finding["range"]["start"]["line"]);
    assert!(!rules(&found).contains(&"suppression/no-reason"), "{found:?}");
    assert!(!rules(&of_the_row.cloned().collect::<Vec<_>>()).contains(&"license/not-spdx"), "{found:?}");

    let (_copy, mut plain, finding) = opened(json!({}));
    let actions = actions_at(&mut plain, &finding, None);
    let action = find(&actions, "Ignore license/not-spdx here");
    assert_eq!(plain.applied("list.md", action), text);
    assert!(action.get("command").is_none());
}

#[test]
fn a_place_shows_the_page_of_its_rule() {
    let (_copy, mut editor, finding) = opened(able());
    let document = json!({ "uri": editor.uri("list.md") });
    let params = json!({ "textDocument": document, "position": finding["range"]["start"] });
    let hover = editor.request("textDocument/hover", params);
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/license/not-spdx.md")).unwrap();
    let shown = hover["contents"]["value"].as_str().unwrap();
    assert!(shown.contains(&page) && shown.contains("Apache 2.0"), "{shown}");
    assert_eq!(hover["range"], finding["range"]);
    let nowhere = json!({ "line": 1, "character": 0 });
    let params = json!({ "textDocument": { "uri": editor.uri("list.md") }, "position": nowhere });
    assert_eq!(editor.request("textDocument/hover", params), Value::Null);
}
