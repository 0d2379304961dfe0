//! `catalint test`: runs the examples of a user's rule pages, as ours are run.

use std::io::{self, Write};
use std::path::Path;

use crate::{
    cli::{Session, TestCommand},
    error::{Failure, Misconfiguration},
    examples,
    exit::Exit,
    report::sanitize::{terminal_block, terminal_line},
    rules::{Rule, WrongPage},
    source::FileVersion,
    text::format_count,
    workspace::pages::read_pages,
};

/// Runs the examples of the rule pages that were asked for.
pub(super) fn run(asked: &TestCommand, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let (global, environment) = (session.global, session.environment);
    let mut failures = String::new();
    let mut tell = |failure: &Failure| {
        failures.push_str(&failure.render(environment.color_of_errors(global.color), environment.width));
    };
    let done = test(&asked.folder, &environment.directory, session.out, &mut tell);
    // Page by page, as they came up; nothing more can be reported where standard error is closed.
    let _ = session.errors.write_all(failures.as_bytes());
    done
}

/// Runs the examples of the rule pages in `folder`. Gives 1 where an example is not as its page says, and 2 where a
/// page cannot be read; `report` tells of what kept pages from being read.
///
/// # Errors
/// Where nothing can be written, or there is no page at all.
pub fn test(
    folder: &Path,
    directory: &Path,
    out: &mut dyn Write,
    report: &mut dyn FnMut(&Failure),
) -> Result<Exit, Failure> {
    let (mut read, failures) = read_pages(&[folder.to_path_buf()], directory, &FileVersion::Disk);
    failures.iter().for_each(&mut *report);
    let mut exit = if failures.is_empty() { Exit::Clean } else { Exit::Misuse };
    for wrong in std::mem::take(&mut read.wrong) {
        report(&Misconfiguration::from(wrong).into());
        exit = exit.or(Exit::Misuse);
    }
    if read.rules.is_empty() && exit == Exit::Clean {
        let shown = crate::text::quote(&folder.to_string_lossy());
        let help = "a rule page is a markdown file that begins with `# family/name` and a `toml` block";
        return Err(Failure::misuse(format!("there is no rule page in {shown}"), help));
    }
    let trials = trials(&read.rules, &mut |wrong| {
        report(&Misconfiguration::from(wrong).into());
        exit = exit.or(Exit::Misuse);
    });
    let failed = run_trials(&trials, &read.rules, out).map_err(Failure::output)?;
    Ok(if failed > 0 { exit.or(Exit::Findings) } else { exit })
}

/// A rule and one of its examples.
type ExampleRun = (&'static Rule, examples::Example);

fn trials(rules: &[&'static Rule], wrong: &mut dyn FnMut(WrongPage)) -> Vec<ExampleRun> {
    let mut trials = Vec::new();
    for &rule in rules {
        match examples::examples_of(rule) {
            Ok(examples) => trials.extend(examples.into_iter().map(|example| (rule, example))),
            Err(fault) => {
                wrong(WrongPage { path: rule.name.to_owned(), text: rule.page.markdown().into(), fault });
            }
        }
    }
    trials
}

/// Runs the examples and prints how each went, in the words of `cargo test`. Gives how many failed.
fn run_trials(trials: &[ExampleRun], own: &[&'static Rule], out: &mut dyn Write) -> io::Result<usize> {
    writeln!(out, "running {}", format_count(trials.len(), "example"))?;
    let mut failures = Vec::new();
    for (rule, example) in trials {
        let name = format!("{}::{}", rule.name, example.name());
        let done = examples::run(rule, example, own);
        writeln!(out, "test {name} ... {}", if done.is_ok() { "ok" } else { "FAILED" })?;
        if let Err(why) = done {
            failures.push((name, example.line(), why));
        }
    }
    if !failures.is_empty() {
        writeln!(out, "\nfailures:")?;
    }
    for (name, line, why) in &failures {
        writeln!(out, "\n---- {} (line {line} of the page) ----", terminal_line(name))?;
        writeln!(out, "{}", terminal_block(why.trim_end()))?;
    }
    let word = if failures.is_empty() { "ok" } else { "FAILED" };
    let (passed, failed) = (trials.len() - failures.len(), failures.len());
    writeln!(out, "\ntest result: {word}. {passed} passed; {failed} failed")?;
    Ok(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"# house/open-license

```toml
severity = "error"
each = "record"
when = { all = [{ field = "access", is = "open" }, { field = "license", is = "missing" }] }
message = "{name} is open, but has no license"
```

An open data set has no license.

## Examples

```md bad
| Name | Access | License | Link |
| --- | --- | --- | --- |
| Alpha | open | | [page](https://alpha.example.org/data) |
| Beta | closed | | [page](https://beta.example.org/data) |
```
```findings
3:18 house/open-license Alpha is open, but has no license
```

```md good
| Name | Access | License | Link |
| --- | --- | --- | --- |
| Alpha | open | MIT | [page](https://alpha.example.org/data) |
| Beta | closed | MIT | [page](https://beta.example.org/data) |
```
"#;

    /// Runs the pages, given with their names: the exit, what was printed, what was reported.
    fn tested(pages: &[(&str, &str)]) -> (Result<Exit, String>, String, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in pages {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let (mut out, mut told) = (Vec::new(), Vec::new());
        let done = test(folder.path(), folder.path(), &mut out, &mut |failure| told.push(failure.render(false, 100)));
        (done.map_err(|failure| failure.to_string()), String::from_utf8(out).unwrap(), told)
    }

    #[test]
    fn good_pages_pass() {
        let (exit, out, told) = tested(&[("open-license.md", PAGE), ("README.md", "# Our rules\n")]);
        assert_eq!((exit, told), (Ok(Exit::Clean), vec![]), "{out}");
        assert_eq!(
            out,
            "running 2 examples\ntest house/open-license::bad-1 ... ok\ntest house/open-license::good-1 ... ok\n\n\
             test result: ok. 2 passed; 0 failed\n"
        );
    }

    #[test]
    fn a_rule_can_be_a_query() {
        let page = PAGE
            .replace("each = \"record\"", "each = \"query\"")
            .replace(
                "when = { all = [{ field = \"access\", is = \"open\" }, { field = \"license\", is = \"missing\" }] }",
                "sql = \"SELECT id, name FROM records WHERE access = 'open' AND license IS NULL\"",
            )
            .replace("3:18 house", "3:3 house");
        let (exit, out, told) = tested(&[("open-license.md", &page)]);
        assert_eq!((exit, told), (Ok(Exit::Clean), vec![]), "{out}");
        for (from, to, wanted) in [
            ("SELECT id, name", "SELECT name", "neither `id`, of a record, nor `line`"),
            ("SELECT id", "SELEC id", "syntax error"),
            ("SELECT id, name FROM records", "DELETE FROM records", "a query only reads"),
            ("sql =", "when = {}\nsql =", "a rule about a query has no `when`"),
            ("each = \"query\"", "each = \"record\"", "only a rule with `each = \"query\"` has `sql`"),
        ] {
            let (exit, _, told) = tested(&[("open-license.md", &page.replace(from, to))]);
            assert!(exit == Ok(Exit::Misuse) && told.concat().contains(wanted), "{wanted} in {told:?}");
        }
    }

    #[test]
    fn an_example_that_is_not_as_the_page_says_fails() {
        let page = PAGE.replace("3:18 house/open-license Alpha", "3:18 house/open-license Beta").replace("MIT", "");
        let (exit, out, _) = tested(&[("open-license.md", &page)]);
        assert_eq!(exit, Ok(Exit::Findings));
        assert!(out.contains("given:\n  3:18 house/open-license Alpha is open, but has no license"), "{out}");
        assert!(out.ends_with("test result: FAILED. 0 passed; 2 failed\n"), "{out}");
    }

    #[test]
    fn a_page_that_cannot_be_read_is_told_beside_the_others() {
        let wrong = PAGE.replace("each = \"record\"", "each = \"recrod\"").replace("open-license", "other");
        let lacking = PAGE.replace("md good", "md").replace("open-license", "lacking");
        let (exit, out, told) = tested(&[("a.md", PAGE), ("b.md", &wrong), ("c.md", &lacking)]);
        assert_eq!(exit, Ok(Exit::Misuse));
        assert!(out.contains("2 passed; 0 failed"), "{out}");
        assert_eq!(told.len(), 2);
        assert!(told[0].contains("b.md:5:8") && told[0].contains("unknown variant `recrod`"), "{}", told[0]);
        assert!(told[1].contains("no `md good` example"), "{}", told[1]);
        assert!(tested(&[]).0.is_err() || !tested(&[]).2.is_empty());
    }
}
