//! A rule as SARIF describes it: its page is its help.

use super::{
    level,
    types::{Configuration, Descriptor, Help, Properties, SarifText},
};
use crate::{
    finding::Severity,
    report::{page_address, sanitize},
    rules::{Rule, find_among},
    text::shorten,
};

/// Longest description, in characters.
const DESCRIPTION: usize = 1_024;

/// Describes the rule of a finding. `rules` are those of the run, the user's too.
pub(super) fn descriptor<'a>(name: &'a str, rules: &[&'static Rule]) -> Descriptor<'a> {
    let rule = find_among(rules, name);
    let severity = rule.map_or(Severity::Warning, |rule| rule.page.head().severity);
    let enabled = rule.is_none_or(|rule| rule.page.head().default);
    let markdown = rule.map_or(name, |rule| rule.page.markdown());
    let summary = rule.map_or(name, |rule| rule.page.summary());
    let prose = prose(markdown);
    Descriptor {
        id: name,
        short_description: SarifText { text: excerpt(summary, DESCRIPTION) },
        full_description: SarifText {
            text: excerpt(&why(if prose.is_empty() { summary } else { prose }), DESCRIPTION),
        },
        help: Help {
            text: sanitize::terminal_block(if prose.is_empty() { summary } else { prose }).into_owned(),
            markdown: sanitize::terminal_block(markdown).into_owned(),
        },
        help_uri: page_address(name),
        default_configuration: Configuration { enabled, level: level(severity) },
        properties: Properties {
            tags: [name.split_once('/').map_or(name, |(family, _)| family), "catalog"],
            precision: precision(severity, enabled),
            severity: match severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
        },
    }
}

/// A rule that is wrong one time in twenty is off by default; what is an error is wrong for every reader.
fn precision(severity: Severity, enabled: bool) -> &'static str {
    match severity {
        _ if !enabled => "medium",
        Severity::Error => "very-high",
        _ => "high",
    }
}

/// Returns the prose of a page: the part between its head and its examples.
fn prose(markdown: &str) -> &str {
    let body = markdown.split_once("\n```\n").map_or(markdown, |(_, body)| body);
    body.split("\n## Examples").next().unwrap_or(body).trim()
}

/// Returns the sentences on what a rule finds and why it matters, without titles.
fn why(prose: &str) -> String {
    let prose = prose.split("\n## How").next().unwrap_or(prose);
    prose.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n")
}

/// At most so many characters, on one line.
fn excerpt(text: &str, limit: usize) -> String {
    let text = sanitize::terminal_block(text).split_whitespace().collect::<Vec<_>>().join(" ");
    shorten(&text, limit).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RULES;

    #[test]
    fn every_rule_has_what_github_asks_for() {
        for rule in RULES {
            let descriptor = descriptor(rule.name, RULES);
            for text in [&descriptor.short_description.text, &descriptor.full_description.text] {
                assert!(text.chars().count() <= DESCRIPTION && text.ends_with('.'), "{}: {text}", rule.name);
            }
            assert!(descriptor.help.text.contains("## How to fix it"), "{}: {}", rule.name, descriptor.help.text);
            assert!(!descriptor.help.text.contains("```toml"), "{}: {}", rule.name, descriptor.help.text);
            assert!(descriptor.help.markdown.contains("## Examples"), "{}", rule.name);
        }
    }

    #[test]
    fn a_long_description_is_cut() {
        assert_eq!(excerpt("äbc d", 5), "äbc d");
        assert_eq!(excerpt("äbc\n de", 5), "äbc …");
    }
}
