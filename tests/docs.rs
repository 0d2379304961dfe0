//! `docs/rules/` says what `rules/` says, in words for people: a page a rule, and a list of them.
//!
//! `CATALINT_BLESS=1 cargo test --test docs` writes the folder anew.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use catalint::rules::{FixKind, Head, RULES, Rule, read_head};

/// What every page begins with, so that nobody mends the copy.
const MADE: &str = "<!-- Made from rules/ by `CATALINT_BLESS=1 cargo test --test docs`: change it there. -->\n\n";

#[test]
fn the_pages_are_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let pages = pages();
    #[expect(clippy::disallowed_methods, reason = "the one variable of this test")]
    let blesses = std::env::var_os("CATALINT_BLESS").is_some();
    if blesses {
        write(&folder, &pages);
    }
    let mut there = BTreeMap::new();
    read(&folder, &folder, &mut there);
    for (name, page) in &pages {
        let old = there.remove(name);
        assert!(
            old.as_ref() == Some(page),
            "docs/rules/{name} is old: `CATALINT_BLESS=1 cargo test --test docs` writes it anew"
        );
    }
    assert!(there.is_empty(), "pages of no rule: {:?}", there.into_keys().collect::<Vec<_>>());
}

/// The page of the action lists every input and output of `action.yml`, and none else.
#[test]
fn the_page_of_the_action_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = fs::read_to_string(root.join("action.yml")).expect("there is an action");
    let page = fs::read_to_string(root.join("docs/github-action.md")).expect("the action has a page");
    for (key, heading) in [("inputs", "## Inputs"), ("outputs", "## Outputs")] {
        let block = action.lines().skip_while(|line| *line != format!("{key}:")).skip(1);
        let block = block.take_while(|line| line.is_empty() || line.starts_with(' '));
        let is_name = |line: &&str| line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
        let mut there: Vec<_> = block.filter(is_name).map(|line| line.trim().trim_end_matches(':')).collect();
        let table =
            page.lines().skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with("## "));
        let cells = table.filter(|line| line.starts_with("| `")).filter_map(|line| line.split('|').nth(1));
        let mut told: Vec<_> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
        there.sort_unstable();
        told.sort_unstable();
        assert!(!there.is_empty());
        assert_eq!(there, told, "{heading} in docs/github-action.md");
    }
}

/// Every page by its path in the folder.
fn pages() -> BTreeMap<String, String> {
    let mut pages: BTreeMap<_, _> = RULES.iter().map(|rule| (format!("{}.md", rule.name), page(rule))).collect();
    pages.insert("README.md".to_owned(), index());
    pages
}

fn write(folder: &Path, pages: &BTreeMap<String, String>) {
    // Pages of rules that are gone go too.
    let _ = fs::remove_dir_all(folder);
    for (name, page) in pages {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a page stands in a folder")).expect("the folder can be made");
        fs::write(path, page).expect("the page can be written");
    }
}

fn read(root: &Path, folder: &Path, pages: &mut BTreeMap<String, String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.expect("the folder can be read").path()) {
        if path.is_dir() {
            read(root, &path, pages);
        } else {
            let name: PathBuf = path.strip_prefix(root).expect("a page stands in the folder").to_owned();
            let name = name.to_string_lossy().replace('\\', "/");
            pages.insert(name, fs::read_to_string(path).expect("the page can be read"));
        }
    }
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

/// The page of a rule: its head in words, its text as it stands, its examples with what they show.
fn page(rule: &Rule) -> String {
    let markdown = rule.page.markdown();
    let head = read_head(markdown).expect("every page has a head");
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
    let _ = write!(page, "\n---\n\n{up} · `catalint explain {0}`\n", rule.name);
    page
}

/// What the head of a page says, in a sentence.
fn about(head: &Head) -> String {
    let on = if head.default { "" } else { ", and off until the configuration gives it a severity" };
    let fix = match head.fix {
        FixKind::None => "There is no fix",
        FixKind::Safe => "Its fix is safe: `catalint fix` makes it",
        FixKind::Unsafe => "Its fix wants a look by a person: `catalint fix --unsafe` makes it",
    };
    let mut about = format!("Severity: {}{on}. {fix}.\n", head.severity.as_str());
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
        _ if is("md", "fixed") => (format!("Mended{named}:"), "markdown"),
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
fn options(head: &Head) -> String {
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
