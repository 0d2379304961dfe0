//! `catalint explain`: the page of a rule, or the rules of a family.

use std::io::Write;

use super::Done;
use crate::{
    cli::{ExplainCommand, ExplainFormat, Session, targets},
    error::Failure,
    exit::Exit,
    report::{Appearance, explained, markdown_to_terminal, write_rule_json, write_rules, write_rules_json},
    rules::{RULES, Rule, find_among},
    text::{nearest_word, quote},
    workspace::load,
};

/// Explains what was asked for.
pub(super) fn run(asked: &ExplainCommand, session: &mut Session<'_>) -> Done {
    targets(&asked.output)?;
    let (own, failures) = load::own_rules(session)?;
    // Wrong use is told before an output is opened.
    explain(&asked.rule, ExplainFormat::Human, &own, Appearance::default(), &mut std::io::sink())?;
    session.write(&asked.output, |format, look, out| {
        explain(&asked.rule, format, &own, look, out).map(|_| ()).map_err(|failure| match failure {
            Failure::Unwritable { source, .. } => source,
            other => std::io::Error::other(other),
        })
    })?;
    Ok((Exit::Clean, failures))
}

/// Writes the page of a rule, by an old name too; of a family its rules. `own` are the user's rules.
///
/// # Errors
/// Where there is no such rule, or nothing can be written.
pub fn explain(
    name: &str,
    format: ExplainFormat,
    own: &[&'static Rule],
    appearance: Appearance,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let rules: Vec<&'static Rule> = RULES.iter().chain(own).copied().collect();
    if let Some(rule) = find_among(&rules, name) {
        if format == ExplainFormat::Json {
            return write_rule_json(rule, out).map(|()| Exit::Clean).map_err(Failure::output);
        }
        if rule.name != name {
            writeln!(out, "`{name}` is now called `{}`.\n", rule.name).map_err(Failure::output)?;
        }
        markdown_to_terminal(&explained(rule), appearance, out).map_err(Failure::output)?;
        return Ok(Exit::Clean);
    }
    if rules.iter().any(|rule| rule.family() == name) {
        let written = match format {
            ExplainFormat::Human => write_rules(&rules, Some(name), out),
            ExplainFormat::Json => write_rules_json(&rules, Some(name), out),
        };
        return written.map(|()| Exit::Clean).map_err(Failure::output);
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
        let done = explain(name, ExplainFormat::Human, &[], Appearance::default(), &mut out);
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
