//! The beginning, the end, and what no editor should send.

use serde_json::{Value, json};

use super::{
    editor::{Editor, able},
    folder,
};

#[test]
fn the_server_says_goodbye() {
    let copy = folder(&[("a.md", b"# A\n")]);
    assert_eq!(Editor::start(copy.path(), able()).leave(), 0);
    let mut rude = Editor::start(copy.path(), able());
    rude.notify("exit", Value::Null);
    assert_eq!(rude.end(), 3, "an exit without a shutdown is an error, as the protocol has it");
}

#[test]
fn what_comes_too_early_or_too_late_is_refused() {
    let copy = folder(&[("a.md", b"# A\n")]);
    let mut editor = Editor::start_silent(copy.path());
    let id = editor.ask("textDocument/hover", json!({}));
    assert_eq!(editor.answer(id)["error"]["code"], json!(-32002));
    editor.request("initialize", json!({ "capabilities": {} }));
    editor.request("shutdown", Value::Null);
    let id = editor.ask("textDocument/hover", json!({}));
    assert_eq!(editor.answer(id)["error"]["code"], json!(-32600));
}

#[test]
fn what_is_unknown_or_wrong_changes_nothing() {
    let copy = folder(&[("a.md", b"# A\n\n[x](missing.md)\n")]);
    let mut editor = Editor::start(copy.path(), able());
    for (method, params, code) in [
        ("textDocument/rename", json!({}), -32601),
        ("textDocument/hover", json!({ "position": 1 }), -32602),
        ("codeAction/resolve", json!([]), -32602),
    ] {
        let id = editor.ask(method, params);
        assert_eq!(editor.answer(id)["error"]["code"], json!(code), "{method}");
    }
    editor.notify("textDocument/didChange", json!({ "wrong": true }));
    editor.notify("$/unknown", json!({}));
    let unsaved = json!({ "uri": "untitled:Untitled-1", "languageId": "markdown", "version": 1, "text": "# A" });
    editor.notify("textDocument/didOpen", json!({ "textDocument": unsaved }));
    let at = json!({ "line": 99, "character": 99 });
    let params = json!({ "textDocument": { "uri": "untitled:Untitled-1" }, "position": at });
    assert_eq!(editor.request("textDocument/hover", params), Value::Null);
    editor.open("a.md");
    assert_eq!(editor.diagnostics("a.md").len(), 1);
    assert_eq!(editor.leave(), 0);
}

#[test]
fn a_request_that_was_cancelled_has_no_answer() {
    let copy = folder(&[("a.md", b"# A\n\n[x](missing.md)\n")]);
    let mut editor = Editor::start(copy.path(), able());
    editor.open("a.md");
    editor.diagnostics("a.md");
    // In one piece, so that the server has read both when it comes to the first.
    let place = json!({ "line": 2, "character": 5 });
    let params = json!({ "textDocument": { "uri": editor.uri("a.md") }, "position": place });
    let asked = json!({ "jsonrpc": "2.0", "id": 77, "method": "textDocument/hover", "params": params });
    let cancelled = json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 77 } });
    let slow = json!({ "jsonrpc": "2.0", "id": 76, "method": "textDocument/hover", "params": params });
    let pieces = [slow, asked, cancelled].map(|message| {
        let text = message.to_string();
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    });
    editor.send_raw(&pieces.concat());
    assert!(editor.answer(76)["result"].is_object());
    let answer = editor.answer(77);
    // The server may have begun before it read the second message; what it never does is to stay silent.
    assert!(answer["error"]["code"] == json!(-32800) || answer["result"].is_object(), "{answer}");
}

#[test]
fn of_many_changes_the_last_counts() {
    let copy = folder(&[("a.md", b"# A\n\n[x](missing.md)\n")]);
    let mut editor = Editor::start(copy.path(), able());
    editor.open("a.md");
    for number in 0..50 {
        editor.replace("a.md", &format!("# A\n\n[x](missing-{number}.md)\n"));
    }
    let last = editor.diagnostics("a.md");
    assert!(last[0]["message"].as_str().unwrap().contains("missing-49.md"), "{last:?}");
}

#[test]
fn what_is_no_message_ends_the_server() {
    let copy = folder(&[("a.md", b"# A\n")]);
    for text in ["hello\r\n\r\n", "Content-Length: 2\r\n\r\n{]", "Content-Length: x\r\n\r\n"] {
        let mut editor = Editor::start(copy.path(), able());
        editor.send_raw(text);
        assert_eq!(editor.end(), 3, "{text:?}");
    }
}
