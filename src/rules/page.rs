//! A rule's page, read: what it is, what it takes, and what it says of itself.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::finding::Severity;

/// A page as it is compiled in; its head is read when it is first needed.
#[derive(Debug)]
pub struct Page {
    markdown: &'static str,
    head: OnceLock<Head>,
}

/// What a page's `toml` block says.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Head {
    /// How bad its findings are.
    pub severity: Severity,
    /// Whether the rule is asked when the configuration says nothing.
    #[serde(default = "yes")]
    pub default: bool,
    /// Whether it mends what it finds.
    #[serde(default)]
    pub fix: FixKind,
    /// Names that it had before.
    #[serde(default)]
    pub renamed_from: Vec<String>,
    /// What can be set.
    #[serde(default)]
    pub options: BTreeMap<String, OptionSpec>,
}

/// Whether a rule mends what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FixKind {
    /// It does not.
    #[default]
    None,
    /// Without a person looking at it.
    Safe,
    /// A person should look at it.
    Unsafe,
}

/// An option of a rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionSpec {
    /// What holds when nothing is set; its type is the option's.
    pub default: toml::Value,
    /// What it is for.
    pub help: String,
}

fn yes() -> bool {
    true
}

impl Page {
    /// A page from its markdown.
    pub const fn new(markdown: &'static str) -> Self {
        Self { markdown, head: OnceLock::new() }
    }

    /// The markdown as it stands.
    pub fn markdown(&self) -> &'static str {
        self.markdown
    }

    /// What the page's `toml` block says. The pages that are compiled in are read in a test; one that could not be
    /// read would make a rule that is off.
    pub fn head(&self) -> &Head {
        self.head.get_or_init(|| read_head(self.markdown).unwrap_or_else(|_| Head::off()))
    }

    /// The sentence under the head: what the rule finds.
    pub fn summary(&self) -> &'static str {
        let after = self
            .markdown
            .split_once("```toml\n")
            .and_then(|(_, rest)| rest.split_once("\n```\n"))
            .map_or("", |(_, rest)| rest);
        let after = after.trim_start();
        after.split_once("\n\n").map_or(after, |(first, _)| first).trim()
    }
}

impl Head {
    fn off() -> Self {
        Self {
            severity: Severity::Info,
            default: false,
            fix: FixKind::None,
            renamed_from: Vec::new(),
            options: BTreeMap::new(),
        }
    }
}

/// Reads the `toml` block of a page.
///
/// # Errors
/// Says what is wrong with the block, or that there is none.
pub fn read_head(markdown: &str) -> Result<Head, String> {
    let block = markdown.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("\n```")).map(|(block, _)| block);
    let block = block.ok_or("the page has no ```toml block")?;
    toml::from_str(block).map_err(|error| error.to_string())
}
