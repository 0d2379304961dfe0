//! `action.yml` and its scripts fit together: each step sets what its script reads, and no more.

use std::{collections::BTreeSet, fs, path::Path};

/// Variables of a step, by their names.
type Names<'a> = BTreeSet<&'a str>;

#[test]
fn every_step_sets_what_its_script_reads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = fs::read_to_string(root.join("action.yml")).unwrap();
    let mut scripts = Vec::new();
    for step in action.split("\n    - name: ").skip(1) {
        let Some((_, rest)) = step.split_once("/.github/action/") else { continue };
        let Some((script, _)) = rest.split_once(".sh\"'") else { continue };
        let text = fs::read_to_string(root.join(format!(".github/action/{script}.sh"))).unwrap();
        let set: Names<'_> =
            step.lines().filter_map(|line| line.trim().split_once(": ${{")).map(|(name, _)| name).collect();
        let set: Names<'_> = set.into_iter().filter(|name| is_ours(name)).collect();
        assert_eq!(set, read(&text), "the step of {script}.sh");
        scripts.push(script.to_owned());
    }
    assert_eq!(scripts, ["install", "base", "run", "comment", "issue", "pull-request"]);
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

fn is_ours(name: &str) -> bool {
    name.starts_with("CATALINT_") || name == "GH_TOKEN"
}

/// What a script reads of what is ours. `gh` reads its token itself.
fn read(script: &str) -> Names<'_> {
    let names = script.split(|char: char| !char.is_ascii_uppercase() && char != '_');
    let uses_gh = script.lines().any(|line| line.contains("gh api") || line.contains("gh issue"));
    names.filter(|name| is_ours(name)).chain(uses_gh.then_some("GH_TOKEN")).collect()
}
