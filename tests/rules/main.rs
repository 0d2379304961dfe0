//! Runs the examples of every rule's page, one test an example, and holds the pages to what all of them promise.
//!
//! `CATALINT_BLESS=1 cargo test --test rules` writes the `findings` and `md fixed` fences anew, then what is made from the
//! pages: `docs/rules/` and their list in `docs/SUMMARY.md`. One run leaves all of them current, for review.

mod docs;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use catalint::examples;
use catalint::rules::{self, FixKind, RULES, Rule, is_identity};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    #[expect(clippy::disallowed_methods, reason = "the one variable of this harness")]
    let blesses = std::env::var_os("CATALINT_BLESS").is_some();
    if blesses {
        // First and on its own: the documentation is made from what it writes.
        let trials = RULES.iter().map(|rule| Trial::test(format!("{}::bless", rule.name), move || bless(rule)));
        let blessed = libtest_mimic::run(&arguments, trials.collect());
        if blessed.has_failed() {
            return blessed.exit_code();
        }
    }
    let mut trials = vec![Trial::test("pages::every_page_is_registered", every_page_is_registered)];
    trials.push(Trial::test("pages::the_site_lists_every_rule", move || docs::site_is_current(blesses)));
    trials.push(Trial::test("pages::the_docs_list_every_rule", move || docs::list_is_current(blesses)));
    trials.push(Trial::test("pages::every_page_of_the_docs_has_a_rule", move || docs::every_page_has_a_rule(blesses)));
    for rule in RULES {
        trials.push(Trial::test(format!("{}::page", rule.name), move || page_keeps_its_promises(rule)));
        trials.push(Trial::test(format!("{}::docs", rule.name), move || docs::page_is_current(rule, blesses)));
        if blesses {
            // The binary holds the examples as they were before.
            continue;
        }
        // A page that cannot be read fails in the test of the page.
        for example in examples::read_examples(rule.page.markdown()).unwrap_or_default() {
            let name = format!("{}::{}", rule.name, example.name());
            trials.push(Trial::test(name, move || {
                let place = format!("rules/{}.md:{}", rule.name, example.line());
                examples::run(rule, &example, &[]).map_err(|wrong| Failed::from(format!("{place}: {wrong}")))
            }));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")
}

fn every_page_is_registered() -> Result<(), Failed> {
    let mut pages = BTreeSet::new();
    for family in std::fs::read_dir(folder())?.collect::<Result<Vec<_>, _>>()? {
        if !family.path().is_dir() {
            continue;
        }
        for page in std::fs::read_dir(family.path())? {
            let page = page?.path();
            if page.extension().is_some_and(|extension| extension == "md") {
                let (family, name) = (family.file_name(), page.file_stem().unwrap_or_default().to_owned());
                pages.insert(format!("{}/{}", family.to_string_lossy(), name.to_string_lossy()));
            }
        }
    }
    let registered: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    let orphans: Vec<_> = pages.difference(&registered).collect();
    expect(orphans.is_empty(), || format!("pages without a line in RULES: {orphans:?}"))?;
    expect(registered.len() == RULES.len(), || "a rule stands twice in RULES".to_owned())?;
    for family in RULES.chunk_by(|a, b| a.family() == b.family()).filter_map(|rules| rules.first()) {
        let runs = RULES.chunk_by(|a, b| a.family() == b.family());
        let count = runs.filter(|rules| rules.first().is_some_and(|rule| rule.family() == family.family())).count();
        expect(count == 1, || format!("the rules of `{}` do not stand together in RULES", family.family()))?;
    }
    Ok(())
}

fn page_keeps_its_promises(rule: &Rule) -> Result<(), Failed> {
    let page = rule.page.markdown();
    let head = rules::read_head(page)?;
    expect(is_identity(rule.name), || "the name is not `family/name` in lowercase words".to_owned())?;
    expect(rule.page.title() == Some(rule.name), || format!("the heading is {:?}", rule.page.title()))?;
    let summary = rule.page.summary();
    let is_sentence =
        summary.ends_with('.') && !summary.contains('\n') && !summary.trim_end_matches('.').contains(". ");
    expect(is_sentence && summary.chars().count() <= 120, || {
        format!("the summary is not one sentence of at most 120 characters on one line: {summary:?}")
    })?;
    for (name, option) in &head.options {
        expect(option.help.ends_with('.'), || format!("the option `{name}` has no help that is a sentence"))?;
    }
    for heading in ["## Why\n", "## How to fix it\n", "## Examples\n"] {
        expect(page.contains(&format!("\n{heading}")), || format!("the page has no {heading:?}"))?;
    }
    for old in &head.renamed_from {
        let free = RULES.iter().all(|other| other.name != old);
        expect(free && is_identity(old), || format!("the old name `{old}` is in use, or is none"))?;
    }
    for name in mentions(page) {
        let known = rules::find(name).is_some() || RULES.iter().all(|other| Some(other.family()) != family_of(name));
        expect(known, || format!("the page speaks of `{name}`, which is no rule"))?;
    }
    let examples = examples::examples_of(rule).map_err(|fault| fault.to_string())?;
    let is_fixed = examples.iter().flat_map(|example| &example.files).any(|file| file.fixed.is_some());
    expect(is_fixed == (head.fix != FixKind::None), || "`fix = …` and the `md fixed` fences do not agree".to_owned())
}

/// What stands in backticks and has the form of a rule's identity.
fn mentions(page: &str) -> impl Iterator<Item = &str> {
    page.split('`').filter(|text| is_identity(text))
}

fn family_of(name: &str) -> Option<&str> {
    name.split_once('/').map(|(family, _)| family)
}

fn bless(rule: &'static Rule) -> Result<(), Failed> {
    let page = read_page(rule)?;
    let blessed = examples::bless(rule, &page, &[])?;
    if blessed != page {
        std::fs::write(path_of(rule), blessed)?;
    }
    Ok(())
}

fn path_of(rule: &Rule) -> PathBuf {
    folder().join(format!("{}.md", rule.name))
}

/// Reads the page of a rule from disk.
fn read_page(rule: &Rule) -> Result<String, Failed> {
    let path = path_of(rule);
    std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn expect(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Failed> {
    if holds { Ok(()) } else { Err(otherwise().into()) }
}
