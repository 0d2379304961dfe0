//! What a change brings, what is known already, and what is mended: `check --base`, `check --staged`, `baseline`, `fix`,
//! `config`, `init`, as the shell sees them.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its files has nothing to say")]

mod entries;
mod fix;
mod git;
mod judges;
mod kept;
#[cfg(unix)]
mod links;
mod secrets;

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// A catalog whose summary is right, with room for one fault more.
const CATALOG: &str = "# Scans\n\nTotal datasets: 3\n\n| Name | License | Link |\n| --- | --- | --- |\n\
    | KiTS23 | MIT | [data](https://kits-challenge.org/kits23/) |\n\
    | AMOS22 | CC-BY-4.0 | [data](https://zenodo.org/records/7262581) |\n\
    | CAMUS | CC-BY-4.0 | [data](https://www.creatis.insa-lyon.fr/Challenge/camus/) |\n";

/// One more row, which is faulty itself, and makes the summary far above it wrong.
const ROW: &str = "| IXI | Apache 2.0 | [data](http://brain-development.org/ixi-dataset/) |\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    folder
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// A command that nothing outside of the test's folder has a say in.
fn alone(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env("COLUMNS", "120");
    for variable in ["NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(variable);
    }
    for (variable, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "A"),
        ("GIT_AUTHOR_EMAIL", "a@example.org"),
        ("GIT_COMMITTER_NAME", "A"),
        ("GIT_COMMITTER_EMAIL", "a@example.org"),
        // A test's folder may lie in a repository; the search stops below it.
        ("GIT_CEILING_DIRECTORIES", "/tmp"),
    ] {
        command.env(variable, value);
    }
    command
}

fn catalint(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = alone(env!("CARGO_BIN_EXE_catalint"), folder);
    command.args(arguments).args(["--now", "2026-11-23"]);
    command
}

/// (exit code, standard output, standard error)
fn told(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    told(catalint(folder, arguments).stdin(Stdio::null()).output().unwrap())
}

/// The same with bytes on standard input; gives standard output as bytes.
fn run_with(folder: &Path, arguments: &[&str], stdin: &[u8]) -> (i32, Vec<u8>, String) {
    let mut command = catalint(folder, arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(stdin).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), output.stdout, String::from_utf8(output.stderr).unwrap())
}

/// The rules and lines of the findings, in the order of the report: `count/summary:3`.
fn findings(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let arguments: Vec<_> = arguments.iter().chain(&["-o", "json"]).copied().collect();
    let (code, out, errors) = run(folder, &arguments);
    assert!(code <= 1 && errors.is_empty(), "{arguments:?} ended with {code}: {errors}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let one = |finding: &serde_json::Value| format!("{}:{}", finding["rule"].as_str().unwrap(), finding["line"]);
    json["findings"].as_array().unwrap().iter().map(one).collect()
}
