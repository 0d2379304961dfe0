//! The words of pages, help and messages: the field's own, not private ones.

use std::{fs, path::Path, process::Command};

/// Phrases that no page, help text or message uses, each with the phrase to write. Compared as whole words, without case.
const BANNED: &[(&str, &str)] = &[
    ("mend", "fix"),
    ("mends", "fixes"),
    ("mended", "fixed"),
    ("mending", "fixing"),
    ("turned away", "blocked"),
    ("turns machines away", "blocks automated requests"),
    ("made up address", "random URL on the same path"),
    ("bears nothing", "does not mention"),
    ("held against", "compared with"),
    ("for good", "permanently"),
    ("inside a house", "in a private network"),
    ("of one s own", "custom"),
    ("with care", "politely, or nothing"),
    ("asked for", "requested"),
    ("asks for the links", "requests the links"),
    ("asks every link", "requests every link"),
    ("looked after", "maintained"),
    ("night after night", "run after run"),
    ("night by night", "run by run"),
];

/// Fewest words that are searched: with fewer, the test looks at nothing.
const FEWEST_WORDS: usize = 20_000;

#[test]
fn pages_help_and_messages_use_the_words_of_the_field() {
    let mut wrong = Vec::new();
    let mut words = 0;
    for (place, text) in pages().into_iter().chain(help()).chain(messages()) {
        for (number, line) in text.lines().enumerate() {
            let folded = fold(line);
            words += folded.split(' ').count();
            for (banned, instead) in BANNED {
                if folded.contains(&format!(" {banned} ")) {
                    wrong.push(format!("{place}:{}: `{banned}`, better `{instead}`: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(words > FEWEST_WORDS, "only {words} words were searched");
    assert!(wrong.is_empty(), "{} private words:\n{}", wrong.len(), wrong.join("\n"));
}

/// Returns a line as lower-case words between single spaces.
fn fold(line: &str) -> String {
    let words: Vec<String> =
        line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    format!(" {} ", words.join(" "))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the written pages without their fences, which hold other people's catalogs.
fn pages() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for name in ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "action.yml"] {
        found.push(root().join(name));
    }
    for folder in ["docs", "rules"] {
        files(&root().join(folder), "md", &mut found);
    }
    let read = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).expect("a page of the project can be read");
        (path.display().to_string(), without_fences(&text))
    };
    found.into_iter().map(read).collect()
}

/// Blanks the lines of fenced blocks, so that line numbers stay.
fn without_fences(text: &str) -> String {
    let mut is_fenced = false;
    let mut kept = String::new();
    for line in text.lines() {
        let is_fence = line.trim_start().starts_with("```");
        is_fenced ^= is_fence;
        if !is_fence && !is_fenced {
            kept.push_str(line);
        }
        kept.push('\n');
    }
    kept
}

fn files(folder: &Path, extension: &str, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the project can be listed") {
        let path = entry.expect("a folder of the project can be listed").path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|own| own == extension) {
            found.push(path);
        }
    }
}

/// Returns the help of every command.
fn help() -> Vec<(String, String)> {
    let print = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_catalint")).args(arguments).output();
        String::from_utf8_lossy(&output.expect("the command runs").stdout).into_owned()
    };
    let top = print(&["--help"]);
    let commands = top.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let commands = commands.take_while(|line| !line.trim().is_empty());
    let names: Vec<&str> = commands
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() > 10, "the help lists its commands: {names:?}");
    names.into_iter().map(|name| (format!("catalint {name} --help"), print(&[name, "--help"]))).collect()
}

/// Returns the text literals of the source that hold several words, which is what messages are made of.
fn messages() -> Vec<(String, String)> {
    let mut found = Vec::new();
    files(&root().join("src"), "rs", &mut found);
    let is_test =
        |path: &Path| path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs");
    let read = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).expect("a source file can be read");
        let own = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines: Vec<String> = own.lines().map(literals).collect();
        (path.display().to_string(), lines.join("\n"))
    };
    found.into_iter().filter(|path| !is_test(path)).map(read).collect()
}

/// Returns the literals of one line of code. Comments and what a lint expects are not messages.
fn literals(line: &str) -> String {
    let code = line.trim_start();
    if code.starts_with("//") || code.starts_with("#[") || code.contains("reason = ") || code.contains(".expect(") {
        return String::new();
    }
    let parts: Vec<&str> = code.split('"').collect();
    let texts: Vec<&str> = parts.iter().skip(1).step_by(2).copied().filter(|text| text.contains(' ')).collect();
    texts.join(" \u{2022} ")
}
