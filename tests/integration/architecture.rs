//! Data flows one way: each room of `src/` uses only the rooms that stand to its left, as `src/lib.rs` draws them.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms that it may use besides itself. What a room may use stands above it.
const ROOMS: &[(&str, &[&str])] = &[
    ("exit", &[]),
    ("environment", &[]),
    ("html", &[]),
    ("source", &[]),
    // Findings are plain data: places, words and numbers.
    ("finding", &["source"]),
    ("error", &["exit", "source"]),
    ("markdown", &["html", "source"]),
    ("catalog", &["finding", "markdown", "source"]),
    ("rules", &["catalog", "error", "finding", "markdown", "probe", "source"]),
    ("config", &["catalog", "error", "finding", "rules", "source"]),
    ("probe", &["catalog", "html", "source"]),
    ("audit", &["catalog", "error", "finding", "probe", "source"]),
    ("report", &["audit", "catalog", "finding", "markdown", "probe", "rules", "source"]),
    ("cli", &["config", "environment", "error", "finding", "probe", "report"]),
];
/// Wire the rooms together.
const WIRES: &[&str] = &["command", "lib", "main"];
/// The walk over folders says what it could not read; the harness of the examples runs them as a user would.
const EXCEPTIONS: &[(&str, &str)] =
    &[("source/walk", "error"), ("source/version", "error"), ("rules/example", "config")];

#[test]
fn each_room_uses_only_rooms_to_its_left() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in files(&src) {
        let inside = path.strip_prefix(&src).unwrap().with_extension("");
        let parts: Vec<_> = inside.iter().map(|part| part.to_str().unwrap()).filter(|part| *part != "mod").collect();
        let room = parts[0];
        let allowed = ROOMS.iter().find(|(name, _)| *name == room).map(|(_, allowed)| *allowed);
        assert!(allowed.is_some() || WIRES.contains(&room), "the room `{room}` is not in the plan of the house");
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        if text.contains(&"super::".repeat(parts.len())) {
            wrong.push(format!("{}: `super::` leads out of the room", parts.join("/")));
        }
        let Some(allowed) = allowed else { continue };
        // What `use crate::{…}` takes in its braces may stand on several lines.
        for (at, found) in text.match_indices("crate::") {
            let rest = &text[at + found.len()..];
            let line = text[..at].matches('\n').count();
            if text.lines().nth(line).is_some_and(|line| line.trim_start().starts_with("//")) {
                continue;
            }
            let file = parts.join("/");
            let may = |used: &str| allowed.contains(&used) || EXCEPTIONS.contains(&(file.as_str(), used));
            for used in named(rest).into_iter().filter(|used| used != room && !may(used)) {
                wrong.push(format!("{file}:{}: `{room}` uses `{used}`", line + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rooms that a path behind `crate::` names: one, or those in its braces.
fn named(rest: &str) -> Vec<String> {
    let name = |text: &str| text.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
    let Some(group) = rest.strip_prefix('{') else { return vec![name(rest)] };
    let mut depth = 0;
    let top = |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        c == ',' && depth == 0
    };
    let inside = group.split(';').next().unwrap().trim_end().trim_end_matches('}');
    inside.split(top).map(name).filter(|name| !name.is_empty()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let inside = entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] });
    inside.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}
