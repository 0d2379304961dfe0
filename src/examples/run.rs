//! Runs one example of a rule's page and compares what comes of it with the page.

use std::fmt::Write as _;

use super::{Example, ExampleFiles, ExampleKind, ExampleSettings, Fence, settings_for, transcript};
use crate::{
    catalog::Catalog,
    finding::{Finding, apply},
    rules::{ActiveRule, FixKind, Rule, check_judged},
    source::File,
};

/// Fixes that have not come to an end after so many rounds never do.
const ROUNDS: usize = 10;

/// Runs one example of a rule's page; `own` are the user's rules, which are known beside ours.
///
/// # Errors
/// Says what should have come of the example, and what did.
pub fn run(rule: &'static Rule, example: &Example, own: &[&'static Rule]) -> Result<(), String> {
    let setting = settings_for(example.config.as_ref().map_or("", |config| &config.text), own)?;
    let files = read(example)?;
    match example.kind {
        ExampleKind::Good => {
            let asked = setting.asked(Some(rule), &beside(rule, own), !example.http.is_empty());
            let found = findings(&files, &asked, &setting, &example.http)?;
            expect_equal("a good example must bring no finding of any rule", "", &listed(&files, &found))
        }
        ExampleKind::Bad => {
            let asked = setting.asked_in_bad(rule, own);
            let found = findings_of(rule, &files, &asked, &setting, &example.http)?;
            if found.iter().all(Vec::is_empty) {
                return Err("a bad example must bring a finding, and this one brings none".to_owned());
            }
            let wanted = example.findings.as_ref().map_or("", |fence| &fence.text);
            if example.findings.is_some() {
                expect_equal("the findings are not those of the page", wanted, &listed(&files, &found))?;
            }
            check_fixes(rule, found.iter().flatten())?;
            let fixed = apply_fixes(rule, files, &asked, &setting, &example.http)?;
            for (file, fixed) in example.files.iter().zip(&fixed) {
                let Some(fence) = &file.fixed else { continue };
                let wanted = File::from_bytes(file.name.as_str(), fence.bytes()?);
                expect_equal("the fixed text is not that of the page", wanted.text(), fixed.text())?;
            }
            Ok(())
        }
    }
}

/// Custom rules that a good example runs with, beside its own and all of ours: each with all others would cost the square
/// of their number.
const BESIDE: usize = 100;

/// Returns the custom rules that a good example of a rule runs with, in their order.
fn beside(rule: &'static Rule, own: &[&'static Rule]) -> Vec<&'static Rule> {
    let (first, others) = own.split_at_checked(BESIDE).unwrap_or((own, &[]));
    first.iter().chain(others.iter().filter(|other| std::ptr::eq(**other, rule))).copied().collect()
}

/// The files of an example.
pub(super) fn read(example: &Example) -> Result<Vec<File>, String> {
    example.files.iter().map(|file| Ok(File::from_bytes(file.name.as_str(), file.text.bytes()?))).collect()
}

/// Returns the findings in each file.
fn findings(
    files: &[File],
    asked: &[ActiveRule],
    setting: &ExampleSettings,
    http: &[Fence],
) -> Result<Vec<Vec<Finding>>, String> {
    let catalogs: Vec<Catalog<'_>> = files.iter().map(|file| Catalog::read(file, &setting.words)).collect();
    let beside = ExampleFiles(files.iter().map(|file| file.path().to_owned()).collect());
    let verdicts = transcript::verdicts(http, &catalogs, setting.now)?;
    let check = |catalog| check_judged(catalog, &catalogs, asked, setting.now, &beside, verdicts.as_ref());
    Ok(catalogs.iter().map(|catalog| check(catalog).findings).collect())
}

/// Returns the findings of one rule in each file.
pub(super) fn findings_of(
    rule: &Rule,
    files: &[File],
    asked: &[ActiveRule],
    setting: &ExampleSettings,
    http: &[Fence],
) -> Result<Vec<Vec<Finding>>, String> {
    let mut found = findings(files, asked, setting, http)?;
    for found in &mut found {
        found.retain(|finding| finding.rule == rule.name);
    }
    Ok(found)
}

/// The findings as a page writes them, one a line: `line:column rule message`, after the file's name where there are
/// several files.
pub(super) fn listed(files: &[File], findings: &[Vec<Finding>]) -> String {
    let mut list = String::new();
    for (file, findings) in files.iter().zip(findings) {
        for finding in findings {
            let place = file.position(finding.span.start as usize);
            if files.len() > 1 {
                let _ = write!(list, "{}:", file.path());
            }
            let _ = writeln!(list, "{}:{} {} {}", place.line, place.column, finding.rule, finding.message);
        }
    }
    list
}

/// Holds the fixes against what the page says of them.
fn check_fixes<'a>(rule: &Rule, findings: impl Iterator<Item = &'a Finding>) -> Result<(), String> {
    let kind = rule.page.head().fix;
    for fix in findings.filter_map(|finding| finding.fix.as_ref()) {
        match kind {
            FixKind::None => return Err("there is a fix, but the page says no `fix = …`".to_owned()),
            FixKind::Unsafe if fix.safe => return Err("there is a safe fix, but the page says `unsafe`".to_owned()),
            FixKind::Safe | FixKind::Unsafe => {}
        }
    }
    Ok(())
}

/// Applies all fixes until none is left.
pub(super) fn apply_fixes(
    rule: &Rule,
    mut files: Vec<File>,
    asked: &[ActiveRule],
    setting: &ExampleSettings,
    http: &[Fence],
) -> Result<Vec<File>, String> {
    for _ in 0..ROUNDS {
        let found = findings_of(rule, &files, asked, setting, http)?;
        let mut changed = false;
        for (file, findings) in files.iter_mut().zip(&found) {
            let (text, count) = apply(file.text(), findings.iter().filter_map(|finding| finding.fix.as_ref()));
            if count > 0 && text != file.text() {
                *file = File::from_text(file.path().to_owned(), text);
                changed = true;
            }
        }
        if !changed {
            return Ok(files);
        }
    }
    Err(format!("after {ROUNDS} rounds of fixes there is still something to fix"))
}

fn expect_equal(what: &str, wanted: &str, given: &str) -> Result<(), String> {
    if wanted.trim_end_matches('\n') == given.trim_end_matches('\n') {
        return Ok(());
    }
    let shown = |text: &str| if text.trim().is_empty() { "  (nothing)\n".to_owned() } else { indented(text) };
    Err(format!("{what}\nwanted:\n{}given:\n{}", shown(wanted), shown(given)))
}

fn indented(text: &str) -> String {
    text.lines().fold(String::new(), |mut shown, line| {
        let _ = writeln!(shown, "  {line}");
        shown
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        examples::{bless, read_examples},
        finding::Fix,
        rules::{Answers, Check, Context, Draft, RulePage},
        source::Span,
    };

    /// Mends the first slip of each file.
    fn slip(context: &Context<'_, '_>, answers: &mut Answers) {
        let Some(at) = context.text().find("teh") else { return answers.holds() };
        let span = Span::new(at, at + 3);
        answers.broken(Draft::new(span, "`teh` is no word").fix(Fix::safe(span, "the")));
    }

    fn rule(page: &'static str) -> &'static Rule {
        Box::leak(Box::new(Rule { name: "text/slip", checks: &[Check::Document(slip)], page: RulePage::new(page) }))
    }

    const PAGE: &str = "# text/slip\n\n```toml\nseverity = \"info\"\nfix = \"safe\"\n```\n\nSays.\n\n\
        ```md bad file=a.md\nteh teh\n```\n```md bad file=b.md escaped\na\\u{200b}teh\n```\nAnd so on.\n";

    #[test]
    fn blessing_adds_what_is_lacking_and_changes_nothing_the_second_time() {
        let wanted = "```findings\na.md:1:1 text/slip `teh` is no word\nb.md:1:3 text/slip `teh` is no word\n```\n\
            ```md fixed file=a.md\nthe the\n```\n```md fixed file=b.md escaped\na\\u{200b}the\n```\nAnd so on.\n";
        let blessed = bless(rule(PAGE), PAGE, &[]).unwrap();
        assert!(blessed.ends_with(wanted), "{blessed}");
        assert_eq!(bless(rule(PAGE), &blessed, &[]).unwrap(), blessed);
        let rule = rule(blessed.leak());
        let examples = read_examples(rule.page.markdown()).unwrap();
        assert_eq!(run(rule, &examples[0], &[]), Ok(()));
    }

    #[test]
    fn a_good_example_runs_with_a_bounded_number_of_rules_and_its_own() {
        let own: Vec<&'static Rule> =
            (0..3 * BESIDE).map(|_| rule("# own/slip\n\n```toml\nseverity = \"error\"\n```\n\nA slip.\n")).collect();
        let last = *own.last().unwrap();
        let rules = beside(last, &own);
        assert_eq!(rules.len(), BESIDE + 1);
        assert!(std::ptr::eq(*rules.last().unwrap(), last));
        assert_eq!(beside(own[0], &own).len(), BESIDE);
        assert_eq!(beside(own[0], &own[..3]).len(), 3);
    }

    #[test]
    fn an_example_says_in_what_it_differs() {
        for (from, to, wanted) in [
            ("the the\n", "the teh\n", "wanted:\n  the teh\ngiven:\n  the the"),
            ("b.md:1:3", "b.md:1:1", "the findings are not those of the page"),
            ("\"safe\"", "\"none\"", "there is a fix, but the page says no"),
            ("```md bad file=a.md\nteh teh\n", "```md bad file=a.md\nthe the\n", "given:\n  b.md:1:3"),
            ("escaped\na\\u", "escaped\na\\v", "`\\v{200b` is no escape"),
        ] {
            let page = bless(rule(PAGE), PAGE, &[]).unwrap().replacen(from, to, 1);
            let rule = rule(page.leak());
            let wrong = run(rule, &read_examples(rule.page.markdown()).unwrap()[0], &[]).unwrap_err();
            assert!(wrong.contains(wanted), "{wanted}: {wrong}");
        }
    }
}
