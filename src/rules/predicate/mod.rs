//! A user's own rules: pages with a typed predicate in place of a function, over the same fields and with the same
//! three answers as ours.

mod evaluate;
mod parse;
mod query;
#[cfg(test)]
mod tests;

use self::query::UserQuery;
use regex::Regex;
use rustc_hash::FxHashSet;

use super::{Check, RULES, Rule, RulePage, RulePageError, title};
use crate::catalog::Field;
use crate::error::Misconfiguration;

/// The condition of a user's rule.
#[derive(Debug)]
pub struct Predicate {
    pub(super) each: PredicateSubject,
    when: Condition,
    message: Vec<MessagePiece>,
    help: String,
    /// The query, where the subject is one.
    pub(super) query: Option<UserQuery>,
}

/// The subject of a user's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum PredicateSubject {
    /// Each record.
    Record,
    /// The records of one name together: what one of them says, all of them say.
    Entity,
    /// Each row that a query gives.
    Query,
}

/// The condition for a finding.
#[derive(Debug)]
enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Test(Option<FieldName>, FieldTest),
}

/// The test of one field, or of the record's links where no field is named.
#[derive(Debug)]
enum FieldTest {
    Missing,
    Present,
    /// One of these words, in lowercase.
    OneOf(Vec<String>),
    Matches(Regex),
    Number(BoundSide, f64),
    HasLink(bool),
    LinkMatches(Regex),
}

/// On which side of a number.
#[derive(Debug, Clone, Copy)]
enum BoundSide {
    Below,
    Above,
    AtLeast,
    AtMost,
}

/// A field's name.
#[derive(Debug)]
enum FieldName {
    /// One that stands for the same in every catalog.
    Known(Field),
    /// A column or key of this catalog, folded.
    Own(String),
}

/// A piece of a message.
#[derive(Debug)]
enum MessagePiece {
    Text(String),
    Field(FieldName),
}

/// A user's pages, read.
#[derive(Debug, Default)]
pub struct UserRules {
    /// The rules, in the order of their pages.
    pub rules: Vec<&'static Rule>,
    /// The pages that could not be read, or that say what another page says.
    pub wrong: Vec<WrongPage>,
}

/// A page that could not be read.
#[derive(Debug)]
pub struct WrongPage {
    /// Its path, as it is shown.
    pub path: String,
    /// Its text.
    pub text: std::sync::Arc<str>,
    /// The problem.
    pub fault: RulePageError,
}

impl From<WrongPage> for Misconfiguration {
    fn from(wrong: WrongPage) -> Self {
        let said = Self::new(&wrong.path, &wrong.text, wrong.fault.message).at(wrong.fault.span, "here");
        if wrong.fault.help.is_empty() { said } else { said.help(wrong.fault.help) }
    }
}

/// Reads a user's pages, each with its path as it is shown. A page that cannot be read does not keep the others from
/// being used.
pub fn user_rules(pages: impl IntoIterator<Item = (String, String)>) -> UserRules {
    let mut read = UserRules::default();
    let mut names = FxHashSet::default();
    for (path, text) in pages {
        // Spans and examples count in the lines of the page, whatever their endings are.
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        match user_rule(&text, &names) {
            Ok(rule) => {
                names.insert(rule.name);
                read.rules.push(rule);
            }
            Err(fault) => read.wrong.push(WrongPage { path, text: text.into(), fault }),
        }
    }
    read
}

fn user_rule(markdown: &str, others: &FxHashSet<&'static str>) -> Result<&'static Rule, RulePageError> {
    let name = title(markdown).ok_or_else(|| {
        RulePageError::new(markdown, crate::source::Span::at(0), "the page does not begin with a heading")
            .help("its first line is the rule's name: `# house/open-license`")
    })?;
    let identity = name.of(markdown);
    if !super::is_identity(identity) {
        return Err(RulePageError::new(markdown, name, "the heading is not the name of a rule")
            .help("a name is `family/name` in lowercase words joined by hyphens, as in `house/open-license`"));
    }
    if others.contains(identity) || RULES.iter().any(|rule| rule.name == identity) {
        return Err(RulePageError::new(markdown, name, format!("there is a rule `{identity}` already")));
    }
    let (head, predicate) = parse::head(markdown)?;
    // Findings, reports and the loop know a rule by a reference that lasts as long as the run. Ours are compiled in; a
    // user's few are read once a run and made to last as long, page and all.
    let markdown: &'static str = Box::leak(markdown.to_owned().into_boxed_str());
    let predicate: &'static Predicate = Box::leak(Box::new(predicate));
    let page = RulePage::with_head(markdown, head);
    let name = name.of(markdown);
    let checks: &'static [Check] = Box::leak(Box::new([Check::Predicate(predicate)]));
    Ok(Box::leak(Box::new(Rule { name, checks, page })))
}
