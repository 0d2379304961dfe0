//! The list of rules, for people, for other programs and for a page.

use std::io::{self, Write};

use super::{page_address, sanitize::terminal_line};
use crate::rules::{FixKind, Rule};

/// One rule, as other programs see it.
#[derive(serde::Serialize)]
struct RuleEntry {
    rule: &'static str,
    family: &'static str,
    severity: &'static str,
    default: bool,
    fix: &'static str,
    summary: &'static str,
    /// The address of its page; none for a custom rule.
    page: Option<String>,
}

fn of_family<'a>(rules: &'a [&'static Rule], family: Option<&'a str>) -> impl Iterator<Item = RuleEntry> + 'a {
    rules.iter().filter(move |rule| family.is_none_or(|family| rule.family() == family)).map(|rule| {
        let head = rule.page.head();
        RuleEntry {
            rule: rule.name,
            family: rule.family(),
            severity: head.severity.as_str(),
            default: head.default,
            fix: head.fix.as_str(),
            summary: rule.page.summary(),
            page: page_address(rule.name),
        }
    })
}

/// Writes a line a rule, in columns; all rules, or those of a family.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_rules(rules: &[&'static Rule], family: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let longest = of_family(rules, family).map(|entry| entry.rule.len()).max().unwrap_or_default();
    for entry in of_family(rules, family) {
        let severity = if entry.default { entry.severity } else { "off" };
        let fix = match entry.fix {
            "none" => "     ",
            _ => "fixes",
        };
        let summary = terminal_line(entry.summary);
        writeln!(out, "{:longest$}  {severity:7}  {fix}  {summary}", entry.rule)?;
    }
    Ok(())
}

/// Writes the rules as one JSON object.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_rules_json(rules: &[&'static Rule], family: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<RuleEntry> = of_family(rules, family).collect();
    serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "schema": 1, "rules": rules }))?;
    writeln!(out)
}

/// Writes a table, each rule with its page.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_rules_markdown(rules: &[&'static Rule], family: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Rule | Severity | Fix | What it finds |\n| --- | --- | --- | --- |")?;
    for entry in of_family(rules, family) {
        let severity = if entry.default { entry.severity.to_owned() } else { format!("{} (off)", entry.severity) };
        let fix = if entry.fix == FixKind::None.as_str() { "" } else { entry.fix };
        // A custom rule has no page on the site.
        let rule = match &entry.page {
            Some(address) => format!("[`{}`]({address})", entry.rule),
            None => format!("`{}`", entry.rule),
        };
        writeln!(out, "| {rule} | {severity} | {fix} | {} |", entry.summary.replace('|', "\\|"))?;
    }
    Ok(())
}
