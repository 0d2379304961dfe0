//! `catalint rules`: every rule, what it finds, how bad that is, whether it is on and whether it fixes.

use std::io::Write;

use super::Done;
use crate::{
    cli::{RulesCommand, RulesFormat, Session},
    error::Failure,
    exit::Exit,
    report::{write_rules, write_rules_json, write_rules_markdown},
    rules::{RULES, Rule},
    workspace::load,
};

/// Lists the rules, the user's own among them.
pub(super) fn run(asked: &RulesCommand, session: &mut Session<'_>) -> Done {
    let (own, failures) = load::own_rules(session)?;
    session.write(&asked.output, |format, _, out| {
        rules(format, None, &own, out).map(|_| ()).map_err(|failure| match failure {
            Failure::Unwritable { source, .. } => source,
            other => std::io::Error::other(other),
        })
    })?;
    Ok((Exit::Clean, failures))
}

/// Lists all rules, or those of a family; `own` are the user's.
///
/// # Errors
/// Where nothing can be written.
pub fn rules(
    format: RulesFormat,
    family: Option<&str>,
    own: &[&'static Rule],
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let rules: Vec<&'static Rule> = RULES.iter().chain(own).copied().collect();
    let written = match format {
        RulesFormat::Human => write_rules(&rules, family, out),
        RulesFormat::Json => write_rules_json(&rules, family, out),
        RulesFormat::Markdown => write_rules_markdown(&rules, family, out),
    };
    written.map(|()| Exit::Clean).map_err(Failure::output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(format: RulesFormat, family: Option<&str>) -> String {
        let mut out = Vec::new();
        rules(format, family, &[], &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_format_names_every_rule() {
        let human = listed(RulesFormat::Human, None);
        assert_eq!(human.lines().count(), RULES.len());
        assert_eq!(listed(RulesFormat::Markdown, None).lines().count(), RULES.len() + 2);
        let json: serde_json::Value = serde_json::from_str(&listed(RulesFormat::Json, None)).unwrap();
        assert_eq!(json["rules"].as_array().unwrap().len(), RULES.len());
        assert_eq!(json["schema"], 1);
    }

    #[test]
    fn a_line_says_all_of_a_rule() {
        let row = "| [`file/encoding`](https://catalint.github.io/catalint/rules/file/encoding.html) | error |  | The file contains bytes that are not valid UTF-8. |";
        assert!(listed(RulesFormat::Markdown, Some("file")).contains(row));
        let line = "file/encoding   error           The file contains bytes that are not valid UTF-8.";
        let human = listed(RulesFormat::Human, Some("file"));
        let human: Vec<_> = human.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert!(human.contains(&line.split_whitespace().collect::<Vec<_>>().join(" ")), "{human:?}");
    }
}
