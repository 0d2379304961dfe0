//! `catalint explain`: the page of a rule, or the rules of a family.

use std::io::Write;

use super::Done;
use crate::{
    cli::{ExplainCommand, Session},
    error::Failure,
    exit::Exit,
    report::{Appearance, markdown_to_terminal, write_rules},
    rules::{RULES, Rule, find_among},
    text::{nearest_word, quote},
    workspace::load,
};

/// Explains what was asked for.
pub(super) fn run(asked: &ExplainCommand, session: &mut Session<'_>) -> Done {
    let (own, failures) = load::own_rules(session)?;
    let look = session.appearance();
    explain(&asked.rule, &own, look, session.out).map(|exit| (exit, failures))
}

/// Prints the page of a rule, by an old name too; of a family its rules. `own` are the user's rules.
///
/// # Errors
/// Where there is no such rule, or nothing can be written.
pub fn explain(
    name: &str,
    own: &[&'static Rule],
    appearance: Appearance,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let rules: Vec<&'static Rule> = RULES.iter().chain(own).copied().collect();
    if let Some(rule) = find_among(&rules, name) {
        if rule.name != name {
            writeln!(out, "`{name}` is now called `{}`.\n", rule.name).map_err(Failure::output)?;
        }
        markdown_to_terminal(rule.page.markdown(), appearance, out).map_err(Failure::output)?;
        return Ok(Exit::Clean);
    }
    if rules.iter().any(|rule| rule.family() == name) {
        return write_rules(&rules, Some(name), out).map(|()| Exit::Clean).map_err(Failure::output);
    }
    let names = rules.iter().map(|rule| rule.name).chain(rules.iter().map(|rule| rule.family()));
    // Of a name alone the family can be told: `missing-link` is `record/missing-link`.
    let by_name = rules.iter().find(|rule| rule.name.rsplit('/').next() == Some(name)).map(|rule| rule.name);
    let help = match by_name.or_else(|| nearest_word(name, names)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`catalint rules` lists all rules".to_owned(),
    };
    Err(Failure::misuse(format!("there is no rule {}", quote(name)), help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str) -> Result<String, String> {
        let mut out = Vec::new();
        let done = explain(name, &[], Appearance::default(), &mut out);
        let help = |failure: Failure| format!("{failure}; {}", miette::Diagnostic::help(&failure).unwrap());
        done.map(|_| String::from_utf8(out).unwrap()).map_err(help)
    }

    #[test]
    fn a_rule_and_a_family_are_explained() {
        assert!(told("file/encoding").unwrap().contains("The file contains bytes that are not valid UTF-8."));
        let family = told("record").unwrap();
        assert!(family.contains("record/missing-link") && !family.contains("file/encoding"), "{family}");
    }

    #[test]
    fn of_an_unknown_rule_the_nearest_is_named() {
        for (name, wanted) in [
            ("file/encodings", "there is no rule `file/encodings`; did you mean `file/encoding`?"),
            ("missing-link", "there is no rule `missing-link`; did you mean `record/missing-link`?"),
            ("recrod", "there is no rule `recrod`; did you mean `record`?"),
            ("\u{1b}[2J", "there is no rule `\\u{1b}[2J`; `catalint rules` lists all rules"),
        ] {
            assert_eq!(told(name).unwrap_err(), wanted);
        }
    }
}
