//! The README and the pages of the site say what is so: excerpts are printed by the command, configurations and custom
//! rules work, and what is made by a command is what it makes.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its files has nothing to say")]

use std::{fs, path::Path, process::Command};

const FOLDER: &str = env!("CARGO_MANIFEST_DIR");
const CATALOG: &str = "fixtures/catalogs/medical-imaging-datasets.md";

fn readme() -> String {
    fs::read_to_string(Path::new(FOLDER).join("README.md")).unwrap()
}

fn page(name: &str) -> String {
    fs::read_to_string(Path::new(FOLDER).join("docs").join(name)).unwrap()
}

/// What stands in a fence of this opening, the first that begins so.
fn fence<'r>(readme: &'r str, open: &str, begins: &str) -> &'r str {
    let opening = format!("\n{open}\n{begins}");
    let at = readme.find(&opening).unwrap_or_else(|| panic!("the README has no fence {open:?} with {begins:?}"));
    let body = readme.get(at + open.len() + 2..).unwrap();
    let ticks = open.trim_end_matches(char::is_alphabetic);
    body.get(..=body.find(&format!("\n{ticks}\n")).unwrap()).unwrap()
}

/// Runs the command in a folder: its exit code, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_catalint"));
    let output = command.current_dir(folder).args(arguments).args(["--color", "never"]).env("COLUMNS", "100").output();
    let output = output.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_prints_the_excerpts() {
    let readme = readme();
    let check = |output| run(Path::new(FOLDER), &["check", CATALOG, "--now", "2026-11-23", "--output", output]).1;
    let concise = check("concise");
    let excerpt = fence(&readme, "```text", CATALOG);
    for line in excerpt.lines() {
        let begin = line.trim_end_matches('…');
        assert!(
            concise.lines().any(|printed| printed.starts_with(begin)),
            "nothing prints this line:\n{line}\n{concise}"
        );
    }
    let human = check("human");
    let excerpt = fence(&readme, "```text", "  warning[");
    assert!(human.contains(excerpt), "nothing prints this:\n{excerpt}");
    let total = concise.lines().count();
    assert!(
        readme.contains(&format!("among {total} findings")),
        "there are {total} findings, the README says otherwise"
    );
}

#[test]
fn the_configuration_and_the_page_of_ones_own_work() {
    let (rules, configuration) = (page("custom-rules.md"), page("configuration.md"));
    let folder = tempfile::tempdir().unwrap();
    let rule = folder.path().join("catalog-rules/open-without-license.md");
    fs::create_dir_all(rule.parent().unwrap()).unwrap();
    fs::write(rule, fence(&rules, "````markdown", "# house/")).unwrap();
    fs::write(folder.path().join("catalint.toml"), fence(&configuration, "```toml", "[check]")).unwrap();

    let tested = run(folder.path(), &["test", "catalog-rules"]);
    let printed = fence(&rules, "```text", "running").to_owned();
    assert_eq!(tested, (Some(0), printed, String::new()));

    let catalog = "| Name | Access | Terms of use | Link |\n| --- | --- | --- | --- |\n\
                   | IXI | open | | [page](https://brain-development.org/ixi-dataset/) |\n";
    fs::write(folder.path().join("list.md"), catalog).unwrap();
    let (code, out, errors) = run(folder.path(), &["check", "list.md", "--output", "concise"]);
    assert_eq!((code, &*errors), (Some(1), ""), "{out}");
    assert!(out.contains("list.md:3:16: warning house/open-without-license IXI is open"), "{out}");
}

#[test]
fn the_comments_suppress() {
    let configuration = page("configuration.md");
    let row = fence(&configuration, "```markdown", "| FOO");
    let catalog = format!("| Name | License | Link |\n| --- | --- | --- |\n{}\n", row.lines().next().unwrap());
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("list.md"), catalog).unwrap();
    let arguments = ["check", "list.md", "--no-config", "--now", "2026-11-23", "--select", "link,suppression"];
    let (code, out, errors) = run(folder.path(), &arguments);
    assert_eq!((code, &*errors), (Some(0), ""), "{out}");
    assert!(out.contains("no findings (1 suppressed)"), "{out}");
}

#[test]
fn the_formats_are_all_in_the_table() {
    use clap::ValueEnum as _;
    let output = page("output.md");
    for format in catalint::report::Format::value_variants() {
        let name = format.to_possible_value().unwrap();
        let row = format!("\n| `{}` | ", name.get_name());
        assert_eq!(output.matches(&row).count(), 1, "{row}");
    }
}

#[test]
fn every_rule_has_the_page_that_reports_lead_to() {
    let (_, listed, _) = run(Path::new(FOLDER), &["rules", "--output", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    let contents = page("SUMMARY.md");
    let rules = listed["rules"].as_array().unwrap();
    assert!(rules.len() > 80);
    for rule in rules {
        let address = rule["page"].as_str().unwrap().strip_prefix(env!("CARGO_PKG_HOMEPAGE")).unwrap();
        let source = address.replace(".html", ".md");
        assert!(contents.contains(&format!("]({source})")), "the site has no {source}");
        assert!(page(&source).contains(rule["rule"].as_str().unwrap()));
    }
}

#[test]
fn the_published_schema_is_that_of_the_command() {
    let (_, schema, _) = run(Path::new(FOLDER), &["schema"]);
    let published = fs::read_to_string(Path::new(FOLDER).join("schemas/catalint.schema.json")).unwrap_or_default();
    assert!(published == schema, "`cargo run -- schema > schemas/catalint.schema.json` writes the schema anew");
}
