//! `catalint rules`: every rule, what it finds, how bad that is, whether it is on and whether it mends.

use std::io::{self, Write};

use crate::{
    cli::RulesFormat,
    error::Failure,
    exit::Exit,
    rules::{FixKind, RULES, Rule},
};

/// One rule, as other programs see it.
#[derive(serde::Serialize)]
struct Entry {
    rule: &'static str,
    family: &'static str,
    severity: &'static str,
    default: bool,
    fix: &'static str,
    summary: &'static str,
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
        RulesFormat::Human => human(&rules, family, out),
        RulesFormat::Json => json(&rules, family, out),
        RulesFormat::Markdown => markdown(&rules, family, out),
    };
    written.map(|()| Exit::Clean).map_err(Failure::output)
}

fn of_family<'a>(rules: &'a [&'static Rule], family: Option<&'a str>) -> impl Iterator<Item = Entry> + 'a {
    rules.iter().filter(move |rule| family.is_none_or(|family| rule.family() == family)).map(|rule| {
        let head = rule.page.head();
        Entry {
            rule: rule.name,
            family: rule.family(),
            severity: head.severity.as_str(),
            default: head.default,
            fix: head.fix.as_str(),
            summary: rule.page.summary(),
        }
    })
}

/// A line a rule, in columns.
pub(super) fn human(rules: &[&'static Rule], family: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let longest = of_family(rules, family).map(|entry| entry.rule.len()).max().unwrap_or_default();
    for entry in of_family(rules, family) {
        let severity = if entry.default { entry.severity } else { "off" };
        let fix = match entry.fix {
            "none" => "     ",
            _ => "fixes",
        };
        let summary = crate::report::sanitize::terminal_line(entry.summary);
        writeln!(out, "{:longest$}  {severity:7}  {fix}  {summary}", entry.rule)?;
    }
    Ok(())
}

fn json(rules: &[&'static Rule], family: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<Entry> = of_family(rules, family).collect();
    serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "schema": 1, "rules": rules }))?;
    writeln!(out)
}

/// The table of the README, each rule with its page.
fn markdown(rules: &[&'static Rule], family: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Rule | Severity | Fix | What it finds |\n| --- | --- | --- | --- |")?;
    for entry in of_family(rules, family) {
        let severity = if entry.default { entry.severity.to_owned() } else { format!("{} (off)", entry.severity) };
        let fix = if entry.fix == FixKind::None.as_str() { "" } else { entry.fix };
        // A user's page has no place that the README could link.
        let rule = if RULES.iter().any(|rule| rule.name == entry.rule) {
            format!("[`{0}`](docs/rules/{0}.md)", entry.rule)
        } else {
            format!("`{}`", entry.rule)
        };
        writeln!(out, "| {rule} | {severity} | {fix} | {} |", entry.summary.replace('|', "\\|"))?;
    }
    Ok(())
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
        let row =
            "| [`file/encoding`](docs/rules/file/encoding.md) | error |  | The file holds bytes that are not UTF-8. |";
        assert!(listed(RulesFormat::Markdown, Some("file")).contains(row));
        let line = "file/encoding   error           The file holds bytes that are not UTF-8.";
        let human = listed(RulesFormat::Human, Some("file"));
        let human: Vec<_> = human.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert!(human.contains(&line.split_whitespace().collect::<Vec<_>>().join(" ")), "{human:?}");
    }
}
