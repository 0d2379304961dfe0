//! Data flows one way: each module of `src/` imports only from the modules to its left, as `src/lib.rs` draws them, and the
//! files of one module do not import from one another in a circle.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test fails by panicking")]

mod imports;
mod names;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use catalint::rules::{Check, RULES, Rule};

use imports::{Imports, cycles};

/// Each module, and the modules that it may import from. Those are above it in this table.
const MODULES: &[(&str, &[&str])] = &[
    ("exit", &[]),
    ("environment", &[]),
    ("html", &[]),
    ("id", &[]),
    // Text as such, and the words that are compiled in.
    ("text", &[]),
    ("vocabulary", &[]),
    ("source", &["environment", "text"]),
    ("error", &["exit", "source", "text"]),
    ("markdown", &["html", "id", "source"]),
    ("links", &["text", "vocabulary"]),
    ("catalog", &["id", "links", "markdown", "source", "text", "vocabulary"]),
    // Findings are plain data: places, words and numbers.
    ("finding", &["catalog", "source", "text"]),
    // Tables of what was read, and of findings.
    ("query", &["catalog", "finding", "id", "links", "markdown", "source"]),
    ("probe", &["catalog", "html", "links", "source", "text", "vocabulary"]),
    (
        "rules",
        &["catalog", "error", "finding", "id", "links", "markdown", "probe", "query", "source", "text", "vocabulary"],
    ),
    ("config", &["catalog", "error", "finding", "links", "rules", "source", "text"]),
    ("examples", &["catalog", "config", "finding", "links", "probe", "rules", "source", "text"]),
    ("audit", &["catalog", "error", "finding", "links", "probe", "source", "text", "vocabulary"]),
    (
        "report",
        &["audit", "catalog", "finding", "id", "links", "markdown", "probe", "query", "rules", "source", "text"],
    ),
    ("cli", &["config", "environment", "error", "finding", "probe", "report", "source", "text"]),
    (
        "workspace",
        &[
            "audit",
            "catalog",
            "cli",
            "config",
            "environment",
            "error",
            "finding",
            "links",
            "markdown",
            "probe",
            "rules",
            "source",
            "text",
        ],
    ),
    (
        "probing",
        &[
            "audit",
            "cli",
            "config",
            "environment",
            "error",
            "links",
            "probe",
            "report",
            "rules",
            "source",
            "text",
            "workspace",
        ],
    ),
    // Neither `probe` nor `probing`: an editor makes no requests.
    (
        "server",
        &["catalog", "cli", "config", "environment", "error", "finding", "report", "rules", "source", "workspace"],
    ),
];
/// Wire the modules together.
const WIRES: &[&str] = &["command", "lib", "main"];
/// The walk over folders reports what it could not read.
const EXCEPTIONS: &[(&str, &str)] = &[("source/walk", "error"), ("source/version", "error")];

#[test]
fn each_module_imports_only_from_modules_to_its_left() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in files(&src) {
        let inside = path.strip_prefix(&src).unwrap().with_extension("");
        let parts: Vec<_> = inside.iter().map(|part| part.to_str().unwrap()).filter(|part| *part != "mod").collect();
        let module = parts[0];
        let allowed = MODULES.iter().find(|(name, _)| *name == module).map(|(_, allowed)| *allowed);
        assert!(
            allowed.is_some() || WIRES.contains(&module),
            "the module `{module}` is not in the table of the architecture"
        );
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        if text.contains(&"super::".repeat(parts.len())) {
            wrong.push(format!("{}: `super::` leads out of the module", parts.join("/")));
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
            for used in named(rest).into_iter().filter(|used| used != module && !may(used)) {
                wrong.push(format!("{file}:{}: `{module}` imports from `{used}`", line + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_family_of_rules_uses_another() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let families = [
        "count",
        "coverage",
        "date",
        "file",
        "license",
        "link",
        "parity",
        "record",
        "reference",
        "rot",
        "suppression",
        "text",
        "toc",
    ];
    let mut wrong = Vec::new();
    for path in files(&rules) {
        let inside = path.strip_prefix(&rules).unwrap().with_extension("");
        let parts: Vec<_> = inside.iter().map(|part| part.to_str().unwrap()).collect();
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        for other in families.iter().filter(|family| families.contains(&parts[0]) && **family != parts[0]) {
            // From a file `rules/family.rs`, `super` is `rules`; from a folder's file it is `super::super`.
            let above = if parts.len() == 1 || parts.ends_with(&["mod"]) { "super::" } else { "super::super::" };
            let paths = [format!("crate::rules::{other}::"), format!(" {above}{other}::")];
            if paths.iter().any(|path| text.contains(path.as_str())) {
                wrong.push(format!("{}: uses `{other}`", parts.join("/")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files that import from one another, with the reason why.
const CYCLES: &[(&[&str], &str)] = &[(
    &["probe/judge/vocabulary", "probe/judge/words"],
    "the vocabulary holds phrases, and phrases are compared without the noise words that the vocabulary lists",
)];

#[test]
fn files_of_one_module_do_not_import_in_a_circle() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = files(&src);
    let named = files.iter().map(|path| {
        let inside = path.strip_prefix(&src).unwrap().with_extension("");
        let names = inside.iter().map(|part| part.to_str().unwrap().to_owned()).filter(|part| part != "mod");
        (names.collect(), path.as_path())
    });
    let imports = Imports::read(named);
    let cycles = cycles(&imports.edges());
    let (known, new): (Vec<_>, Vec<_>) =
        cycles.iter().partition(|cycle| CYCLES.iter().any(|(files, _)| files == cycle));
    assert!(new.is_empty(), "these files import from one another: {new:#?}");
    assert_eq!(known.len(), CYCLES.len(), "a circle of CYCLES is broken: take it off the list");
}

#[test]
fn every_module_is_explained() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let (library, page) = (read("src/lib.rs"), read("docs/architecture.md"));
    let modules: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let is_declared = |module: &str| library.contains(&format!("mod {module};\n"));
    let missing: Vec<&str> = MODULES.iter().map(|(name, _)| *name).filter(|name| !is_declared(name)).collect();
    assert!(missing.is_empty(), "src/lib.rs has all modules of the table: {missing:?}");
    for module in modules {
        assert!(library.contains(&format!("\n//! - [`{module}`] ")), "src/lib.rs has a line about `{module}`");
        assert!(page.contains(&format!("\n| `{module}` | ")), "docs/architecture.md has a row about `{module}`");
    }
}

#[test]
fn every_file_of_the_module_command_is_a_subcommand() {
    let command = <catalint::cli::Cli as clap::CommandFactory>::command();
    let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/command")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(name == "mod" || names.contains(&name), "{} has no subcommand's name", path.display());
    }
}

#[test]
fn contributing_shows_a_line_of_the_table_of_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let contributing = fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let table = fs::read_to_string(root.join("src/rules/mod.rs")).unwrap();
    let shown: Vec<&str> = contributing.lines().map(str::trim).filter(|line| line.starts_with("rule!(")).collect();
    assert!(!shown.is_empty() && shown.iter().all(|line| table.contains(line)), "{shown:?}");
}

/// Rules that walk over the document themselves: more of them, and a rule is no longer a question about one subject.
const MOST_DOCUMENT_RULES: usize = 19;

#[test]
fn rules_answer_about_one_subject_at_a_time() {
    let walks = |rule: &&&Rule| rule.checks.iter().any(|check| matches!(check, Check::Document(_)));
    let walking: Vec<&str> = RULES.iter().filter(walks).map(|rule| rule.name).collect();
    assert!(
        walking.len() <= MOST_DOCUMENT_RULES,
        "{} rules are asked about the whole document: {walking:?}",
        walking.len()
    );
}

#[test]
fn only_the_loop_counts_the_answers_of_rules() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let counts = |path: &&PathBuf| fs::read_to_string(path).unwrap().contains("holds +=");
    let counting: Vec<PathBuf> = files(&rules).iter().filter(counts).cloned().collect();
    assert_eq!(counting, [rules.join("tally.rs")]);
}

#[test]
fn every_kind_of_subjects_has_a_rule() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let read = |path: &str| fs::read_to_string(rules.join(path)).unwrap();
    let (kinds, table, user) = (read("check.rs"), read("mod.rs"), read("predicate/mod.rs"));
    let (_, kinds) = kinds.split_once("pub enum Check {").unwrap();
    let kinds = kinds.lines().filter_map(|line| line.strip_prefix("    ")?.split_once('(').map(|(kind, _)| kind));
    let kinds: Vec<&str> = kinds.filter(|kind| kind.starts_with(char::is_uppercase)).collect();
    assert!(kinds.len() > 10, "{kinds:?}");
    let is_used = |kind: &&str| [&table, &user].iter().any(|text| text.contains(&format!("Check::{kind}(")));
    let unused: Vec<&&str> = kinds.iter().filter(|kind| !is_used(kind)).collect();
    assert!(unused.is_empty(), "no rule has a subject of these: {unused:?}");
}

/// The modules that a path behind `crate::` names: one, or those in its braces.
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
