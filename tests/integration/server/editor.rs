//! An editor for tests: it starts the server, talks to it over pipes, and keeps the texts that it sends.

#![expect(clippy::needless_pass_by_value, reason = "`json!` makes values for the call alone")]

use std::{
    collections::{BTreeMap, VecDeque},
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

/// An editor with one folder open.
pub(super) struct Editor {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    folder: PathBuf,
    sent: u64,
    /// Messages that came while another was waited for.
    kept: VecDeque<Value>,
    /// The text and its version of each file that is open.
    pub(super) texts: BTreeMap<String, (String, i64)>,
    /// The answer to `initialize`.
    pub(super) offer: Value,
}

/// An editor that can do all that the server asks.
pub(super) fn able() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true },
            "codeAction": { "resolveSupport": { "properties": ["edit"] } },
        },
        "window": { "showDocument": { "support": true } },
        "workspace": {
            "workspaceEdit": { "documentChanges": true },
            "didChangeWatchedFiles": { "dynamicRegistration": true },
        },
    })
}

impl Editor {
    /// Starts the server with `folder` open, in another folder: it must not matter which.
    pub(super) fn start(folder: &Path, abilities: Value) -> Self {
        let mut editor = Self::start_silent(folder);
        let params = json!({
            "processId": null,
            "rootUri": editor.uri(""),
            "capabilities": abilities,
            "workspaceFolders": [{ "uri": editor.uri(""), "name": "catalogs" }],
        });
        editor.offer = editor.request("initialize", params);
        editor.notify("initialized", json!({}));
        editor
    }

    /// Starts the server and says nothing.
    pub(super) fn start_silent(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_catalint"));
        command.args(["server", "--now", "2026-11-23"]).current_dir("/");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let folder = folder.canonicalize().unwrap();
        let (kept, texts) = (VecDeque::new(), BTreeMap::new());
        Self { child, input, output, folder, sent: 0, kept, texts, offer: Value::Null }
    }

    pub(super) fn uri(&self, path: &str) -> String {
        let path = if path.is_empty() { self.folder.clone() } else { self.folder.join(path) };
        url::Url::from_file_path(path).unwrap().to_string()
    }

    pub(super) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.input.flush().unwrap();
    }

    pub(super) fn send_raw(&mut self, text: &str) {
        self.input.write_all(text.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    pub(super) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and returns its number.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> u64 {
        self.sent += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.sent, "method": method, "params": params }));
        self.sent
    }

    /// Waits for the answer to a request: all of it.
    pub(super) fn answer(&mut self, id: u64) -> Value {
        self.wait(|message| message.get("method").is_none() && message["id"] == json!(id))
    }

    /// The result of a request.
    pub(super) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    /// Waits for a message of the server that has this method.
    pub(super) fn message(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == json!(method))["params"].clone()
    }

    fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&is_it) {
            return self.kept.remove(at).unwrap();
        }
        loop {
            let message = self.read().expect("the server answers");
            if is_it(&message) {
                return message;
            }
            self.kept.push_back(message);
        }
    }

    fn read(&mut self) -> Option<Value> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if self.output.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut text = vec![0; length];
        self.output.read_exact(&mut text).unwrap();
        Some(serde_json::from_slice(&text).unwrap())
    }

    /// Opens a file of the folder with the text that it has on the disk, as editors do: without a byte order mark.
    pub(super) fn open(&mut self, path: &str) {
        let text = String::from_utf8_lossy(&fs::read(self.folder.join(path)).unwrap()).into_owned();
        self.open_with(path, text.trim_start_matches('\u{feff}'));
    }

    pub(super) fn open_with(&mut self, path: &str, text: &str) {
        self.texts.insert(path.to_owned(), (text.to_owned(), 1));
        let document = json!({ "uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the whole text of a file.
    pub(super) fn replace(&mut self, path: &str, text: &str) {
        self.change(path, text, json!([{ "text": text }]));
    }

    /// Makes changes, after which the text is `text`.
    pub(super) fn change(&mut self, path: &str, text: &str, changes: Value) {
        let (own, version) = self.texts.get_mut(path).unwrap();
        text.clone_into(own);
        *version += 1;
        let version = *version;
        let document = json!({ "uri": self.uri(path), "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Waits for the diagnostics of the text that a file has now.
    pub(super) fn diagnostics(&mut self, path: &str) -> Vec<Value> {
        let (uri, version) = (self.uri(path), self.texts[path].1);
        let is_it = |message: &Value| {
            let params = &message["params"];
            message["method"] == json!("textDocument/publishDiagnostics")
                && params["uri"] == json!(uri)
                && params["version"] == json!(version)
        };
        let published = self.wait(is_it);
        published["params"]["diagnostics"].as_array().unwrap().clone()
    }

    /// Asks for the actions at a place.
    pub(super) fn actions(&mut self, path: &str, line: u64, character: u64, only: Option<&str>) -> Vec<Value> {
        let place = json!({ "line": line, "character": character });
        let context = match only {
            Some(kind) => json!({ "diagnostics": [], "only": [kind] }),
            None => json!({ "diagnostics": [] }),
        };
        let range = json!({ "start": place, "end": place });
        let document = json!({ "uri": self.uri(path) });
        let params = json!({ "textDocument": document, "range": range, "context": context });
        self.request("textDocument/codeAction", params).as_array().unwrap().clone()
    }

    /// Returns the text of a file with the edit of an action made.
    pub(super) fn applied(&self, path: &str, action: &Value) -> String {
        let edit = &action["edit"];
        let edits = match edit.get("documentChanges") {
            Some(changes) => {
                assert_eq!(changes[0]["textDocument"]["version"], json!(self.texts[path].1));
                changes[0]["edits"].clone()
            }
            None => edit["changes"][self.uri(path)].clone(),
        };
        let mut text = self.texts[path].0.clone();
        // From the end, so that the places of the others hold.
        for edit in edits.as_array().unwrap().iter().rev() {
            let place = |name: &str| offset(&text, &edit["range"][name]);
            let range = place("start")..place("end");
            text.replace_range(range, edit["newText"].as_str().unwrap());
        }
        text
    }

    /// Ends the server as an editor does. Returns its exit code.
    pub(super) fn leave(mut self) -> i32 {
        assert_eq!(self.request("shutdown", Value::Null), Value::Null);
        self.notify("exit", Value::Null);
        self.child.wait().unwrap().code().unwrap()
    }

    /// Waits for the end of the server. Returns its exit code.
    pub(super) fn end(mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The place of a byte in UTF-16, counted one character after another.
pub(super) fn position(text: &str, offset: usize) -> Value {
    let (mut line, mut character) = (0, 0);
    for (at, c) in text.char_indices() {
        if at >= offset {
            break;
        }
        if c == '\n' || c == '\r' && !text[at..].starts_with("\r\n") {
            (line, character) = (line + 1, 0);
        } else if c != '\r' {
            character += c.len_utf16();
        }
    }
    json!({ "line": line, "character": character })
}

/// The byte of a place in UTF-16.
pub(super) fn offset(text: &str, place: &Value) -> usize {
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.rev().find(|&at| position(text, at) == *place).unwrap()
}
