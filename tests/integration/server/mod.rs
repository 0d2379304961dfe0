//! The language server, as an editor sees it: real messages over pipes.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test that cannot set up its files has nothing to say")]

mod actions;
mod configuration;
mod diagnostics;
mod editor;
mod edits;
mod protocol;

use std::{fs, path::Path, process::Command};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with files, above which nothing counts.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files.iter().chain(&[(".git/HEAD", &b""[..])]) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The findings that `check` prints for a folder, of one of its files.
fn check(folder: &Path) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalint"));
    let output = command.current_dir(folder).args(["check", "--output", "json", "--now", "2026-11-23"]).output();
    let report: Value = serde_json::from_slice(&output.unwrap().stdout).unwrap();
    report["findings"].as_array().unwrap().clone()
}

/// The rules of diagnostics.
fn rules(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().map(|one| one["code"].as_str().unwrap()).collect()
}
