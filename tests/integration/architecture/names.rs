//! Names and doc comments: one type name, one type; a doc comment names its thing.

use std::{collections::BTreeMap, fs, path::Path};

use super::files;

/// Type names that several types may share, with the reason. At most a tenth of all types may be on this list.
const SHARED: &[(&str, &str)] = &[];

/// Words that begin an indirect question. A doc comment that begins with one seldom names its thing.
const INTERROGATIVES: [&str; 7] = ["Whether", "What", "How", "Where", "Which", "That", "Of"];

/// The largest share of doc comments that may begin with an interrogative, in percent.
const MOST_INTERROGATIVES: usize = 3;

#[test]
fn one_type_name_is_one_type() {
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut total = 0;
    for path in sources() {
        for line in fs::read_to_string(&path).unwrap().lines() {
            if let Some(name) = defined_type(line) {
                total += 1;
                owners.entry(name.to_owned()).or_default().push(path.display().to_string());
            }
        }
    }
    assert!(total > 300, "only {total} types were found: the test looks at nothing");
    assert!(SHARED.len() * 10 <= total, "{} of {total} type names are shared", SHARED.len());
    let is_shared = |name: &str| SHARED.iter().any(|(shared, _)| *shared == name);
    let wrong: Vec<_> = owners.iter().filter(|(name, paths)| paths.len() > 1 && !is_shared(name)).collect();
    assert!(wrong.is_empty(), "type names with several types: {wrong:#?}");
    let unused: Vec<_> =
        SHARED.iter().filter(|(name, _)| owners.get(*name).is_none_or(|paths| paths.len() < 2)).collect();
    assert!(unused.is_empty(), "the list holds names that are not shared: {unused:?}");
}

#[test]
fn doc_comments_name_their_thing() {
    let (mut total, mut wrong) = (0, Vec::new());
    for path in sources() {
        let text = fs::read_to_string(&path).unwrap();
        let mut is_inside = false;
        for (number, line) in text.lines().enumerate() {
            let doc = line.trim_start().strip_prefix("///").or_else(|| line.trim_start().strip_prefix("//!"));
            if let Some(doc) = doc.filter(|_| !is_inside) {
                total += 1;
                let first = doc.split_whitespace().next().unwrap_or_default();
                if INTERROGATIVES.contains(&first) {
                    wrong.push(format!("{}:{}:{doc}", path.display(), number + 1));
                }
            }
            is_inside = doc.is_some();
        }
    }
    assert!(total > 2_000, "only {total} doc comments were found: the test looks at nothing");
    let limit = total * MOST_INTERROGATIVES / 100;
    assert!(
        wrong.len() <= limit,
        "{} of {total} doc comments are indirect questions:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn sources() -> Vec<std::path::PathBuf> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// The name of the type that a line defines. Types within `impl` and `trait` blocks are indented, and are none.
fn defined_type(line: &str) -> Option<&str> {
    let trimmed = line.trim_start();
    let rest = trimmed.strip_prefix("pub").map_or(trimmed, |rest| rest.split_once(' ').map_or(rest, |(_, rest)| rest));
    let rest = rest.trim_start_matches("in ").trim_start();
    let kind = ["struct ", "enum ", "trait ", "union ", "type "].into_iter().find(|kind| rest.starts_with(kind))?;
    if kind == "type " && line.len() != trimmed.len() {
        return None;
    }
    let name = rest.strip_prefix(kind)?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    name.get(..end).filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}
