//! The page of a rule as a person reads it: what it finds, its options, its examples in words, and how to silence it; and the
//! same for programs.

use std::{fmt::Write as _, io};

use serde::Serialize;

use super::json;
use crate::rules::{FixKind, Rule};

/// Returns the page of a rule as markdown for a person: without its head, which is written as sentences.
pub fn explained(rule: &Rule) -> String {
    let head = rule.page.head();
    let state = if head.default { "on by default" } else { "off by default" };
    let fix = match head.fix {
        FixKind::None => "no fix",
        FixKind::Safe => "safe fixes: `catalint fix`",
        FixKind::Unsafe => "fixes to review: `catalint fix --unsafe --diff`",
    };
    let mut text = format!("# {}\n\n{}, {state}, {fix}\n\n", rule.name, head.severity.as_str());
    let (before, examples) = body(rule).split_once("\n## Examples").unwrap_or((body(rule), ""));
    text.push_str(before.trim());
    if !head.options.is_empty() {
        text.push_str("\n\n## Options\n\n");
        for (name, option) in &head.options {
            let _ = writeln!(text, "- `{name}` (by default `{}`): {}", option.default, option.help);
        }
        let name = head.options.keys().next().map_or("", String::as_str);
        let default = head.options.values().next().map(|option| option.default.to_string()).unwrap_or_default();
        let _ = write!(text, "\n```toml\n[rules.\"{}\"]\n{name} = {default}\n```", rule.name);
    }
    if !examples.is_empty() {
        let _ = write!(text, "\n\n## Examples{}", examples_in_words(examples).trim_end());
    }
    text.push_str("\n\n");
    text.push_str(&silence(rule.name));
    text
}

/// The page behind its head.
fn body(rule: &Rule) -> &'static str {
    let markdown = rule.page.markdown();
    let behind = markdown.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("\n```\n"));
    behind.map_or(markdown, |(_, body)| body)
}

/// Writes in front of each fence what it shows: `md bad` is a word for tests.
fn examples_in_words(examples: &str) -> String {
    let mut text = String::with_capacity(examples.len() + 400);
    for line in examples.split_inclusive('\n') {
        let ticks = line.len() - line.trim_start_matches('`').len();
        let info = line.get(ticks..).unwrap_or_default().trim();
        let mut words = info.split(' ');
        let (language, kind) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let file =
            words.find_map(|word| word.strip_prefix("file=")).map_or_else(String::new, |file| format!(" in `{file}`"));
        let (told, language) = match (ticks >= 3, language, kind) {
            (true, "md", "bad") => (format!("Reported{file}:"), "md"),
            (true, "md", "good") => (format!("Not reported{file}:"), "md"),
            (true, "md", "fixed") => (format!("Fixed{file}:"), "md"),
            (true, "findings", _) => ("As line, column, rule and message:".to_owned(), "text"),
            _ => {
                text.push_str(line);
                continue;
            }
        };
        let _ = write!(text, "\n{told}\n\n{}{language}\n", "`".repeat(ticks));
    }
    text
}

/// The ways to silence a rule, from the one that covers the least.
fn silence(name: &str) -> String {
    format!(
        "## How to silence it\n\n\
         - for one entry, in its row or line: `<!-- catalint-ignore {name}: why -->`\n\
         - for a file: `<!-- catalint-ignore-file {name}: why -->`\n\
         - everywhere, in catalint.toml, under `[severity]`: `\"{name}\" = \"off\"`\n\
         - for what is there now: `catalint check --select {name} --add-ignores 'why'`, or `catalint baseline write`\n"
    )
}

#[derive(Serialize)]
struct RuleJson<'a> {
    schema: u32,
    rule: &'a str,
    family: &'a str,
    severity: &'a str,
    default: bool,
    fix: &'a str,
    renamed_from: &'a [String],
    summary: &'a str,
    options: Vec<OptionJson<'a>>,
    /// The page without its head.
    markdown: &'a str,
}

#[derive(Serialize)]
struct OptionJson<'a> {
    name: &'a str,
    default: &'a toml::Value,
    help: &'a str,
}

/// Writes a rule as one JSON object.
///
/// # Errors
/// Where `out` cannot be written to.
pub fn write_rule_json(rule: &Rule, out: &mut dyn io::Write) -> io::Result<()> {
    let head = rule.page.head();
    let options = head.options.iter();
    let options = options.map(|(name, option)| OptionJson { name, default: &option.default, help: &option.help });
    let rule = RuleJson {
        schema: 1,
        rule: rule.name,
        family: rule.family(),
        severity: head.severity.as_str(),
        default: head.default,
        fix: head.fix.as_str(),
        renamed_from: &head.renamed_from,
        summary: rule.page.summary(),
        options: options.collect(),
        markdown: body(rule).trim(),
    };
    json::to_json(&rule, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    #[test]
    fn every_page_has_what_a_person_asks_for() {
        for rule in RULES {
            let text = explained(rule);
            let begin = format!("# {}\n\n{}, o", rule.name, rule.page.head().severity.as_str());
            assert!(text.starts_with(&begin), "{text}");
            for part in ["\n## Why", "\n## Examples\n", "\nReported", "\n## How to silence it\n", "--add-ignores"] {
                assert!(text.contains(part), "{part} of {}", rule.name);
            }
            for word in ["```md bad", "```md good", "```md fixed", "```findings", "severity = "] {
                assert!(!text.contains(word), "{word} of {}", rule.name);
            }
            for (name, option) in &rule.page.head().options {
                let line = format!("- `{name}` (by default `{}`): {}", option.default, option.help);
                assert!(text.contains("\n## Options\n") && text.contains(&line), "{line} of {}", rule.name);
            }
        }
    }

    #[test]
    fn programs_get_options_with_their_types() {
        let rule = RULES.iter().find(|rule| rule.name == "license/missing").unwrap();
        let mut out = Vec::new();
        write_rule_json(rule, &mut out).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((&json["rule"], &json["family"]), (&"license/missing".into(), &"license".into()));
        assert_eq!(json["options"][0]["name"], "share");
        assert!(json["options"][0]["default"].is_f64() && json["markdown"].as_str().unwrap().contains("## Why"));
    }
}
