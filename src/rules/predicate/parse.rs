//! The head of a user's page: read by serde, then held against what a predicate can say.

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::{BoundSide, Condition, FieldName, FieldTest, MessagePiece, Predicate, PredicateSubject, UserQuery};
use crate::catalog::{Field, FieldVocabulary};
use crate::finding::Severity;
use crate::rules::{FixKind, RulePageError, RulePageHeader, head_block, yes};
use crate::source::Span;
use crate::text::fold;
use crate::text::{nearest_word, quote};

/// Characters of the shortest names that are one edit, and two edits, away from a field's by mistake and not on purpose.
const SHORTEST_FOR_ONE: usize = 6;
const SHORTEST_FOR_TWO: usize = 9;

/// The `toml` block of a user's page, as it is written.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct UserHead {
    severity: Severity,
    #[serde(default = "yes")]
    default: bool,
    each: PredicateSubject,
    when: Option<Spanned<WrittenCondition>>,
    sql: Option<Spanned<String>>,
    message: Spanned<String>,
    #[serde(default)]
    help: String,
}

/// A condition, as it is written: one of `all`, `any` and `not`, or tests of a field.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct WrittenCondition {
    all: Option<Vec<Spanned<WrittenCondition>>>,
    any: Option<Vec<Spanned<WrittenCondition>>>,
    not: Option<Box<Spanned<WrittenCondition>>>,
    field: Option<Spanned<String>>,
    is: Option<String>,
    is_one_of: Option<Spanned<Vec<String>>>,
    matches: Option<Spanned<String>>,
    below: Option<f64>,
    above: Option<f64>,
    at_least: Option<f64>,
    at_most: Option<f64>,
    has_link: Option<bool>,
    link_matches: Option<Spanned<String>>,
}

/// Reads the head of a page.
pub(super) fn head(markdown: &str) -> Result<(RulePageHeader, Predicate), RulePageError> {
    let block = head_block(markdown).ok_or_else(|| {
        RulePageError::new(markdown, Span::at(0), "the page has no `toml` block")
            .help("under the heading stands a fence of `toml` with `severity`, `each`, `when` and `message`")
    })?;
    let page = PredicateParser { markdown, block, words: FieldVocabulary::default() };
    let head: UserHead = toml::from_str(block.of(markdown)).map_err(|error| page.misread(&error))?;
    let predicate = page.predicate(&head)?;
    let head = RulePageHeader {
        severity: head.severity,
        other_severity: None,
        default: head.default,
        fix: FixKind::None,
        renamed_from: Vec::new(),
        options: std::collections::BTreeMap::new(),
    };
    Ok((head, predicate))
}

struct PredicateParser<'m> {
    markdown: &'m str,
    /// Span of the `toml` block in the page.
    block: Span,
    words: FieldVocabulary,
}

impl PredicateParser<'_> {
    /// A fault at a place of the block.
    fn wrong(&self, place: std::ops::Range<usize>, message: impl Into<String>) -> RulePageError {
        RulePageError::new(self.markdown, self.block.inner(place), message)
    }

    /// Converts an error of TOML or serde, with its place.
    fn misread(&self, error: &toml::de::Error) -> RulePageError {
        let message = error.message();
        let fault = self.wrong(error.span().unwrap_or(0..0), message.lines().next().unwrap_or(message));
        let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once('`'));
        let Some((key, rest)) = unknown else { return fault };
        match nearest_word(key, rest.split('`').skip(1).step_by(2)) {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault,
        }
    }

    /// Reads the condition of a rule about records, or the query of a rule about rows.
    fn predicate(&self, head: &UserHead) -> Result<Predicate, RulePageError> {
        let (each, help) = (head.each, head.help.clone());
        let is_query = each == PredicateSubject::Query;
        match (&head.when, &head.sql) {
            (Some(when), None) if !is_query => {
                let (when, message) = (self.condition(when)?, self.message(&head.message)?);
                Ok(Predicate { each, when, message, help, query: None })
            }
            (None, Some(sql)) if is_query => {
                if let Some(fault) = UserQuery::fault(sql.get_ref()) {
                    return Err(self.wrong(sql.span(), fault).help(
                        "the tables are those of `catalint query`; each row needs the `id` of a record, or a `line`",
                    ));
                }
                let query = UserQuery::new(sql.get_ref(), head.message.get_ref(), &help);
                let when = Condition::All(Vec::new());
                Ok(Predicate { each, when, message: Vec::new(), help, query: Some(query) })
            }
            (Some(when), _) if is_query => {
                Err(self.wrong(when.span(), "a rule about a query has no `when`").help("write the condition in `sql`"))
            }
            (_, Some(sql)) => {
                Err(self.wrong(sql.span(), "only a rule with `each = \"query\"` has `sql`").help("write `when`"))
            }
            (_, None) => {
                let key = if is_query { "sql" } else { "when" };
                let place = head.message.span();
                Err(self.wrong(place, format!("the key `{key}` is missing")).help(format!("add `{key}`")))
            }
        }
    }

    fn condition(&self, written: &Spanned<WrittenCondition>) -> Result<Condition, RulePageError> {
        let own = written.get_ref();
        let several = |list: &Vec<Spanned<WrittenCondition>>| {
            list.iter().map(|part| self.condition(part)).collect::<Result<_, _>>()
        };
        let mut parts = Vec::new();
        if let Some(list) = &own.all {
            parts.push(Condition::All(several(list)?));
        }
        if let Some(list) = &own.any {
            parts.push(Condition::Any(several(list)?));
        }
        if let Some(part) = &own.not {
            parts.push(Condition::Not(Box::new(self.condition(part)?)));
        }
        let tests = self.tests(own)?;
        if own.field.is_some() && tests.is_empty() {
            return Err(self.wrong(written.span(), "a field, but nothing is asked of it").help(
                "ask one of `is`, `is-one-of`, `matches`, `below`, `above`, `at-least`, `at-most`, `has-link`, `link-matches`",
            ));
        }
        for test in tests {
            let is_of_links = matches!(test, FieldTest::HasLink(_) | FieldTest::LinkMatches(_));
            if own.field.is_none() && !is_of_links {
                return Err(self
                    .wrong(written.span(), "something is asked, but of no field")
                    .help("say which: `{ field = \"license\", is = \"missing\" }`"));
            }
            parts.push(Condition::Test(self.field(own)?, test));
        }
        if parts.len() > 1 {
            return Ok(Condition::All(parts));
        }
        parts.pop().ok_or_else(|| self.wrong(written.span(), "a condition that asks nothing"))
    }

    fn field(&self, own: &WrittenCondition) -> Result<Option<FieldName>, RulePageError> {
        own.field.as_ref().map(|field| self.name(field.get_ref(), field.span())).transpose()
    }

    fn tests(&self, own: &WrittenCondition) -> Result<Vec<FieldTest>, RulePageError> {
        let mut tests = Vec::new();
        match own.is.as_deref() {
            Some("missing") => tests.push(FieldTest::Missing),
            Some("present") => tests.push(FieldTest::Present),
            Some(word) => tests.push(FieldTest::OneOf(vec![word.trim().to_lowercase()])),
            None => {}
        }
        if let Some(words) = &own.is_one_of {
            let special = |word: &&String| matches!(word.as_str(), "missing" | "present");
            if let Some(word) = words.get_ref().iter().find(special) {
                let message = format!("`{word}` is no value");
                let help = format!("ask it by itself, in an `any`: `{{ field = …, is = \"{word}\" }}`");
                return Err(self.wrong(words.span(), message).help(help));
            }
            tests.push(FieldTest::OneOf(words.get_ref().iter().map(|word| word.trim().to_lowercase()).collect()));
        }
        if let Some(pattern) = &own.matches {
            tests.push(FieldTest::Matches(self.regex(pattern)?));
        }
        let bounds = [
            (BoundSide::Below, own.below),
            (BoundSide::Above, own.above),
            (BoundSide::AtLeast, own.at_least),
            (BoundSide::AtMost, own.at_most),
        ];
        tests.extend(bounds.into_iter().filter_map(|(bound, number)| Some(FieldTest::Number(bound, number?))));
        tests.extend(own.has_link.map(FieldTest::HasLink));
        if let Some(pattern) = &own.link_matches {
            tests.push(FieldTest::LinkMatches(self.regex(pattern)?));
        }
        Ok(tests)
    }

    fn regex(&self, pattern: &Spanned<String>) -> Result<Regex, RulePageError> {
        Regex::new(pattern.get_ref()).map_err(|error| {
            let said = error.to_string();
            let why = said.lines().last().unwrap_or_default().trim_start_matches("error: ");
            self.wrong(pattern.span(), format!("not a regular expression: {why}"))
                .help("patterns are those of Rust's `regex`; in '…' a backslash needs no second one")
        })
    }

    /// A field's name, or what a catalog calls it. Names that are nearly a field's are taken for a slip: as a column of
    /// the catalog's own they would silently match nothing.
    fn name(&self, name: &str, place: std::ops::Range<usize>) -> Result<FieldName, RulePageError> {
        if let Some(field) =
            Field::named(name).or_else(|| self.words.key_field(name)).filter(|own| *own != Field::Other)
        {
            return Ok(FieldName::Known(field));
        }
        let folded = fold::words(name);
        if folded.is_empty() {
            return Err(self.wrong(place, "a field without a name"));
        }
        let length = name.chars().count();
        let near = Field::NAMES.iter().find(|(own, _)| match strsim::osa_distance(&folded, own) {
            1 => length >= SHORTEST_FOR_ONE,
            2 => length >= SHORTEST_FOR_TWO,
            _ => false,
        });
        match near {
            Some((near, _)) => Err(self
                .wrong(place, format!("there is no field {}", quote(name)))
                .help(format!("did you mean `{near}`? A column of your own needs a name that is less like it"))),
            None => Ok(FieldName::Own(folded)),
        }
    }

    /// A message with `{field}` for what a field says; `{{` and `}}` stand for braces.
    fn message(&self, message: &Spanned<String>) -> Result<Vec<MessagePiece>, RulePageError> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = message.get_ref().as_str();
        if rest.trim().is_empty() {
            return Err(self.wrong(message.span(), "the message says nothing"));
        }
        while let Some(at) = rest.find(['{', '}']) {
            let (before, after) = rest.split_at(at);
            text.push_str(before);
            if let Some((brace, next)) = ["{", "}"].iter().find_map(|b| Some((*b, after.strip_prefix(&b.repeat(2))?))) {
                text.push_str(brace);
                rest = next;
                continue;
            }
            let inside = after.strip_prefix('{').and_then(|inside| inside.split_once('}'));
            let Some((name, next)) = inside else {
                return Err(self
                    .wrong(message.span(), "a brace without its other half in the message")
                    .help("`{name}` is a field; a brace that is meant is written twice"));
            };
            pieces.push(MessagePiece::Text(std::mem::take(&mut text)));
            pieces.push(MessagePiece::Field(self.name(name.trim(), message.span())?));
            rest = next;
        }
        text.push_str(rest);
        pieces.push(MessagePiece::Text(text));
        Ok(pieces)
    }
}
