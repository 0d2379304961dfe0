//! Random edits: the server keeps the text that the editor has, and does not crash.

use std::fs;

use serde_json::{Value, json};

use super::{
    check,
    editor::{Editor, able, position},
    folder,
};

/// Enough to reach joined lines, broken tables and torn comments; the script `benches/server.py` makes 2,000.
const EDITS: usize = 120;

/// Texts that change how what is around them is read.
const PIECES: [&str; 16] = [
    "",
    "a",
    "|",
    "\n",
    "\r\n",
    "\n\n",
    "# ",
    "- ",
    "`",
    "```\n",
    "<!-- ",
    " -->",
    "](",
    "👩 é 数",
    "\t",
    "12,345 entries",
];

#[test]
fn the_server_follows_random_edits() {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/catalogs/medical-imaging-datasets.md");
    let whole = fs::read_to_string(source).unwrap();
    let mut text: String = whole.lines().take(60).flat_map(|line| [line, "\r\n"]).collect();
    let copy = folder(&[("list.md", text.as_bytes())]);
    let mut editor = Editor::start(copy.path(), able());
    editor.open("list.md");
    let mut random = fastrand::Rng::with_seed(14);
    for edit in 0..EDITS {
        let boundary =
            |at: usize, text: &str| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let start = boundary(random.usize(..=text.len()), &text);
        let end = boundary(start + random.usize(..40) * random.usize(..2), &text).max(start);
        // A place between a carriage return and its line feed is none.
        if text[start..].starts_with('\n') || text[end..].starts_with('\n') {
            continue;
        }
        let piece = PIECES[random.usize(..PIECES.len())];
        let range = json!({ "start": position(&text, start), "end": position(&text, end) });
        text.replace_range(start..end, piece);
        editor.change("list.md", &text, json!([{ "range": range, "text": piece }]));
        if edit % 10 == 0 {
            editor.diagnostics("list.md");
        }
    }
    let mut seen: Vec<Value> = editor.diagnostics("list.md").iter().map(|one| one["code"].clone()).collect();
    fs::write(copy.path().join("list.md"), &text).unwrap();
    let mut found: Vec<Value> = check(copy.path()).iter().map(|one| one["rule"].clone()).collect();
    seen.sort_by_key(Value::to_string);
    found.sort_by_key(Value::to_string);
    assert_eq!(seen, found);
    assert_eq!(editor.leave(), 0);
}
