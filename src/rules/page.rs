//! A rule's page, read: what it is, what it takes, and what it says of itself.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::finding::Severity;
use crate::source::Span;

/// A page as it is compiled in; its head is read when it is first needed.
#[derive(Debug)]
pub struct RulePage {
    markdown: &'static str,
    head: OnceLock<RulePageHeader>,
}

/// The `toml` block of a page.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RulePageHeader {
    /// Severity of its findings.
    pub severity: Severity,
    /// Severity of those of its findings that matter less, or more, than the others.
    #[serde(default)]
    pub other_severity: Option<Severity>,
    /// True if the rule is asked when the configuration says nothing.
    #[serde(default = "yes")]
    pub default: bool,
    /// True if it fixes what it finds.
    #[serde(default)]
    pub fix: FixKind,
    /// Names that it had before.
    #[serde(default)]
    pub renamed_from: Vec<String>,
    /// Its options.
    #[serde(default)]
    pub options: BTreeMap<String, OptionSpec>,
}

/// True if a rule fixes what it finds.
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

impl FixKind {
    /// The word that stands for it in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// An option of a rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionSpec {
    /// The default; its type is the option's.
    pub default: toml::Value,
    /// Help for its users.
    pub help: String,
}

pub(super) fn yes() -> bool {
    true
}

impl RulePage {
    /// A page from its markdown.
    pub const fn new(markdown: &'static str) -> Self {
        Self { markdown, head: OnceLock::new() }
    }

    /// A page whose head is read already: a user's page says more in its head than [`RulePageHeader`] knows.
    pub(super) fn with_head(markdown: &'static str, head: RulePageHeader) -> Self {
        Self { markdown, head: OnceLock::from(head) }
    }

    /// The markdown as it stands.
    pub fn markdown(&self) -> &'static str {
        self.markdown
    }

    /// Returns the page's `toml` block. The pages that are compiled in are read in a test; one that could not be
    /// read would make a rule that is off.
    pub fn head(&self) -> &RulePageHeader {
        self.head.get_or_init(|| read_head(self.markdown).unwrap_or_else(|_| RulePageHeader::off()))
    }

    /// The sentence under the head: what the rule finds.
    pub fn summary(&self) -> &'static str {
        let after = head_block(self.markdown).and_then(|block| self.markdown.get(block.end as usize..)).unwrap_or("");
        let after = after.split_once("```").map_or("", |(_, rest)| rest).trim_start();
        after.split_once("\n\n").map_or(after, |(first, _)| first).trim()
    }

    /// The first heading: the rule's identity.
    pub fn title(&self) -> Option<&'static str> {
        title(self.markdown).map(|span| span.of(self.markdown))
    }
}

impl RulePageHeader {
    fn off() -> Self {
        Self {
            severity: Severity::Info,
            other_severity: None,
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
pub fn read_head(markdown: &str) -> Result<RulePageHeader, String> {
    let block = head_block(markdown).ok_or("the page has no ```toml block")?;
    toml::from_str(block.of(markdown)).map_err(|error| error.to_string())
}

/// Returns the span of the `toml` block of a page. Only this much is read of every page in every run, so it is looked
/// for
/// without parsing markdown.
pub(super) fn head_block(markdown: &str) -> Option<Span> {
    const OPEN: &str = "```toml\n";
    let start = markdown.find(OPEN)? + OPEN.len();
    let length = markdown.get(start - 1..)?.find("\n```")?;
    Some(Span::new(start, start + length))
}

/// Returns the span of a page's first heading: the page's first line, without `# `.
pub(super) fn title(markdown: &str) -> Option<Span> {
    let line = markdown.lines().next()?;
    let text = line.strip_prefix("# ")?;
    let start = line.len() - text.trim_start().len();
    Some(Span::new(start, start + text.trim().len()))
}

/// Returns true if a name has the form of a rule's identity: `family/name` in lowercase words joined by hyphens. A
/// word behind a
/// hyphen may be a number.
pub fn is_identity(name: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let number = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    let Some((family, name)) = name.split_once('/') else { return false };
    let mut words = name.split('-');
    word(family) && words.next().is_some_and(word) && words.all(|next| word(next) || number(next))
}
