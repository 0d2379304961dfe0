//! Changes of configurations and of files outside of the editor.

use std::fs;

use serde_json::json;

use super::{
    editor::{Editor, able},
    folder, rules,
};

const LIST: &[u8] = b"# Data\n\n[x](missing.md)\n";

fn changed(editor: &mut Editor, path: &str) {
    let uri = editor.uri(path);
    editor.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 2 }] }));
}

#[test]
fn a_change_of_the_configuration_is_taken_up() {
    let copy = folder(&[("list.md", LIST)]);
    let mut editor = Editor::start(copy.path(), able());
    let registered = editor.message("client/registerCapability");
    let watchers = registered["registrations"][0]["registerOptions"]["watchers"].to_string();
    assert!(watchers.contains("catalint*.{toml,json}") && watchers.contains("*.{md,markdown}"), "{watchers}");
    editor.open("list.md");
    assert!(rules(&editor.diagnostics("list.md")).contains(&"link/missing-file"));
    let config = copy.path().join("catalint.toml");
    for (text, severity) in [
        ("[severity]\n\"link/missing-file\" = \"off\"\n", None),
        ("[severity]\n\"link/missing-file\" = \"info\"\n", Some(3)),
        ("[check]\nexclude = [\"list.md\"]\n", None),
    ] {
        fs::write(&config, text).unwrap();
        changed(&mut editor, "catalint.toml");
        let found = editor.diagnostics("list.md");
        let link = found.iter().find(|one| one["code"] == json!("link/missing-file"));
        assert_eq!(link.and_then(|link| link["severity"].as_u64()), severity, "{text}");
    }
    // A configuration that is wrong is shown, and so is nothing that it could be wrong about.
    fs::write(&config, "[rules\n").unwrap();
    changed(&mut editor, "catalint.toml");
    assert!(editor.diagnostics("list.md").is_empty());
    let shown = editor.message("window/showMessage")["message"].to_string();
    assert!(shown.contains("catalint.toml"), "{shown}");
    fs::remove_file(&config).unwrap();
    changed(&mut editor, "catalint.toml");
    assert!(rules(&editor.diagnostics("list.md")).contains(&"link/missing-file"));
}

#[test]
fn a_file_that_appears_is_taken_up_when_the_document_is_saved() {
    let copy = folder(&[("list.md", LIST)]);
    // An editor that watches nothing.
    let mut editor = Editor::start(copy.path(), json!({}));
    editor.open("list.md");
    assert!(rules(&editor.diagnostics("list.md")).contains(&"link/missing-file"));
    fs::write(copy.path().join("missing.md"), "# Here\n").unwrap();
    let document = json!({ "uri": editor.uri("list.md") });
    editor.notify("textDocument/didSave", json!({ "textDocument": document }));
    assert!(!rules(&editor.diagnostics("list.md")).contains(&"link/missing-file"));
}

#[test]
fn the_baseline_and_custom_rules_count() {
    let config = b"[check]\nbaseline = \"catalint-baseline.json\"\n";
    let copy = folder(&[("list.md", LIST), ("catalint.toml", config)]);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_catalint"));
    let written = command.current_dir(copy.path()).args(["baseline", "write", "--now", "2026-11-23"]).output().unwrap();
    assert!(written.status.success(), "{written:?}");
    let mut editor = Editor::start(copy.path(), able());
    editor.open("list.md");
    assert!(!rules(&editor.diagnostics("list.md")).contains(&"link/missing-file"));
    editor.replace("list.md", "# Data\n\n[x](missing.md) [y](other.md)\n");
    let found = editor.diagnostics("list.md");
    let links = found.iter().filter(|one| one["code"] == json!("link/missing-file"));
    assert_eq!(links.count(), 1, "{found:?}");
}

#[test]
fn folders_come_and_go() {
    let (first, second) = (folder(&[("a.md", b"# A\n")]), folder(&[("list.md", LIST), ("missing.md", b"# Here\n")]));
    let mut editor = Editor::start(first.path(), able());
    let path = second.path().canonicalize().unwrap();
    let list = path.join("list.md");
    editor.open(list.to_str().unwrap());
    editor.diagnostics(list.to_str().unwrap());
    let other = json!({ "uri": editor.uri(path.to_str().unwrap()), "name": "other" });
    editor.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [other], "removed": [] } }));
    assert!(!rules(&editor.diagnostics(list.to_str().unwrap())).contains(&"link/missing-file"));
}
