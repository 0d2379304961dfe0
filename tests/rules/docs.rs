//! `docs/rules/` is made from `rules/`: a page for each rule, and a list of all of them, which the site's contents repeat.
//!
//! The pages are read from `rules/` on disk, not from the binary: a run that blesses has just rewritten them there, and
//! the binary holds them as they were.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use catalint::rules::{FixKind, RULES, Rule, RulePageHeader, read_head};
use libtest_mimic::Failed;

use crate::{expect, read_page};

/// The first line of every page, so that nobody edits the copy.
const MADE: &str = "<!-- Made from rules/ by `CATALINT_BLESS=1 cargo test --test rules`: change it there. -->\n\n";

/// Compares the page of a rule with `docs/rules/`, or writes it there.
pub(crate) fn page_is_current(rule: &Rule, blesses: bool) -> Result<(), Failed> {
    is_current(&format!("{}.md", rule.name), &page(rule.name, &read_page(rule)?)?, blesses)
}

/// Compares the list of all rules with `docs/rules/README.md`, or writes it there.
pub(crate) fn list_is_current(blesses: bool) -> Result<(), Failed> {
    is_current("README.md", &index(), blesses)
}

/// Compares the pages that the contents of the site list between two comments with the rules, or writes them there.
pub(crate) fn site_is_current(blesses: bool) -> Result<(), Failed> {
    const BEGIN: &str = "<!-- rules: made by `CATALINT_BLESS=1 cargo test --test rules` -->\n";
    const END: &str = "<!-- end of rules -->";
    let path = folder().with_file_name("SUMMARY.md");
    let contents = fs::read_to_string(&path)?;
    let around = contents.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?)));
    let (before, (list, after)) = around.ok_or("docs/SUMMARY.md has no list of rules")?;
    let mut rules = "- [Rules](rules/README.md)\n".to_owned();
    for rule in RULES {
        let _ = writeln!(rules, "  - [{0}](rules/{0}.md)", rule.name);
    }
    if blesses && list != rules {
        fs::write(path, format!("{before}{BEGIN}{rules}{END}{after}"))?;
        return Ok(());
    }
    expect(list == rules, || "the list in docs/SUMMARY.md is old: CATALINT_BLESS=1 writes it anew".to_owned())
}

/// Fails where `docs/rules/` has a page that belongs to no rule, or deletes it.
pub(crate) fn every_page_has_a_rule(blesses: bool) -> Result<(), Failed> {
    let mut orphans = BTreeSet::new();
    collect(&folder(), &folder(), &mut orphans)?;
    orphans.remove("README.md");
    for rule in RULES {
        orphans.remove(&format!("{}.md", rule.name));
    }
    if blesses {
        for name in std::mem::take(&mut orphans) {
            fs::remove_file(folder().join(name))?;
        }
    }
    expect(orphans.is_empty(), || format!("docs/rules/ has pages of no rule: {orphans:?}"))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules")
}

fn is_current(name: &str, page: &str, blesses: bool) -> Result<(), Failed> {
    let path = folder().join(name);
    let current = fs::read_to_string(&path).is_ok_and(|text| text == page);
    if blesses && !current {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, page)?;
        return Ok(());
    }
    expect(current, || format!("docs/rules/{name} is old: `CATALINT_BLESS=1 cargo test --test rules` writes it anew"))
}

/// Collects the paths of all files in a folder, relative to `root`.
fn collect(root: &Path, folder: &Path, names: &mut BTreeSet<String>) -> Result<(), Failed> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(root, &path, names)?;
        } else {
            names.insert(path.strip_prefix(root)?.to_string_lossy().replace('\\', "/"));
        }
    }
    Ok(())
}

/// The list of all rules, a table a family.
fn index() -> String {
    let mut index = format!("{MADE}# Rules\n\n");
    index.push_str(
        "A rule is named by the fault that it finds. A family alone (`count`) means all its rules, in the configuration, in\n\
         comments and on the command line. *Off* is a rule that is asked only where the configuration gives it a severity.\n\
         `catalint explain RULE` shows a page in the terminal.\n",
    );
    for family in RULES.chunk_by(|a, b| a.family() == b.family()) {
        let Some(first) = family.first() else { continue };
        let _ = writeln!(
            index,
            "\n## {}\n\n| Rule | Severity | Fix | What it finds |\n| --- | --- | --- | --- |",
            first.family()
        );
        for rule in family {
            let head = rule.page.head();
            let severity = if head.default { head.severity.as_str() } else { "off" };
            let fix = if head.fix == FixKind::None { "" } else { head.fix.as_str() };
            let summary = rule.page.summary().replace('|', "\\|");
            let _ = writeln!(index, "| [`{0}`]({0}.md) | {severity} | {fix} | {summary} |", rule.name);
        }
    }
    index
}

/// Returns the page of a rule: its head in words, its text, its examples with captions.
fn page(name: &str, markdown: &str) -> Result<String, Failed> {
    let head = read_head(markdown)?;
    let mut page = MADE.to_owned();
    let mut lines = markdown.lines().peekable();
    let mut is_head = true;
    while let Some(line) = lines.next() {
        let ticks: String = line.chars().take_while(|&char| char == '`').collect();
        if ticks.len() < 3 {
            let _ = writeln!(page, "{line}");
            continue;
        }
        let info = line.get(ticks.len()..).unwrap_or_default();
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != ticks).collect();
        if is_head {
            is_head = false;
            page.push_str(&about(&head));
            continue;
        }
        if !page.ends_with("\n\n") {
            page.push('\n');
        }
        let (caption, language) = caption(info);
        if let Some(caption) = caption {
            let _ = write!(page, "{caption}\n\n");
        }
        let _ = writeln!(page, "{ticks}{language}");
        for line in body {
            let _ = writeln!(page, "{line}");
        }
        let _ = writeln!(page, "{ticks}");
    }
    page.push_str(&options(&head));
    let up = "[All rules](../README.md)";
    let _ = write!(page, "\n---\n\n{up} · `catalint explain {name}`\n");
    Ok(page)
}

/// What the head of a page says, in a sentence.
fn about(head: &RulePageHeader) -> String {
    let on = if head.default { "" } else { ", and off until the configuration gives it a severity" };
    let fix = match head.fix {
        FixKind::None => "There is no fix",
        FixKind::Safe => "Its fix is safe: `catalint fix` makes it",
        FixKind::Unsafe => "Its fix wants a look by a person: `catalint fix --unsafe` makes it",
    };
    let other = head.other_severity.map_or_else(String::new, |own| format!(", for some findings {}", own.as_str()));
    let mut about = format!("Severity: {}{other}{on}. {fix}.\n", head.severity.as_str());
    if !head.renamed_from.is_empty() {
        let old: Vec<_> = head.renamed_from.iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(about, "Its old names still work: {}.", old.join(", "));
    }
    about
}

/// What stands above a fence, and the language that it is shown in.
fn caption(info: &str) -> (Option<String>, &'static str) {
    let words: Vec<&str> = info.split_whitespace().collect();
    let file = words.iter().find_map(|word| word.strip_prefix("file="));
    let named = file.map(|file| format!(", `{file}`")).unwrap_or_default();
    let escaped = if words.contains(&"escaped") { ", with what cannot be seen written as `\\u{…}`" } else { "" };
    let is = |first, second| words.first() == Some(&first) && words.get(1) == Some(&second);
    let (caption, language) = match words.first() {
        _ if is("md", "bad") => (format!("**With the fault**{named}{escaped}:"), "markdown"),
        _ if is("md", "fixed") => (format!("Fixed{named}:"), "markdown"),
        _ if is("md", "good") => (format!("**Without it**{named}{escaped}:"), "markdown"),
        _ if is("toml", "config") => ("With this in `catalint.toml`:".to_owned(), "toml"),
        Some(&"findings") => ("Catalint says (line, column, rule, what is wrong):".to_owned(), "text"),
        Some(&"http") => ("When the server answers:".to_owned(), "http"),
        Some(&"toml") => return (None, "toml"),
        Some(&"markdown" | &"md") => return (None, "markdown"),
        _ => return (None, "text"),
    };
    (Some(caption), language)
}

/// The options of a rule, with what holds when nothing is set.
fn options(head: &RulePageHeader) -> String {
    if head.options.is_empty() {
        return String::new();
    }
    let mut options = "\n## Options\n\n| Option | Default | What it is for |\n| --- | --- | --- |\n".to_owned();
    for (name, option) in &head.options {
        let (default, help) = (option.default.to_string(), option.help.replace('|', "\\|"));
        let _ = writeln!(options, "| `{name}` | `{}` | {help} |", default.replace('|', "\\|"));
    }
    options
}
