//! Answers of rules: three values, so that only a contradiction can become a finding.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::lookup::Files;
use super::{Rule, Verdicts};
use crate::catalog::Catalog;
use crate::finding::{Fix, Related, Severity};
use crate::links::is_within_domain;
use crate::source::Span;

/// The answer of a rule about one subject.
#[derive(Debug)]
pub enum Answer {
    /// The rule has nothing to say of this subject, or cannot know.
    CannotTell,
    /// The subject is as it should be.
    Holds,
    /// The subject is wrong under every reasonable reading.
    Broken(Box<Draft>),
    /// The subject has several parts, each with its own answer.
    Parts(Vec<Answer>),
}

/// A finding as the rule words it; the loop that asked adds the rule, the severity and the record.
#[derive(Debug)]
pub struct Draft {
    /// Its span.
    pub span: Span,
    /// The problem, compared with what: a lowercase fragment without a full stop.
    pub message: Cow<'static, str>,
    /// The advice.
    pub help: Cow<'static, str>,
    /// The other places that it is about.
    pub related: Vec<Related>,
    /// The edits that fix it.
    pub fix: Option<Fix>,
    /// The contradiction, for the fingerprint: must not change when lines move or other records come.
    pub subject: Cow<'static, str>,
    /// The record that it is about, where the rule was not asked about a record.
    pub record: Option<String>,
    /// True if it has the other severity that the rule's page names. A configured severity is that of all findings.
    pub has_other_severity: bool,
    /// The severity that an audit gives it, where nobody configured one.
    pub(super) audited: Option<Severity>,
    /// Places of the text that it stands for.
    pub places: u32,
    /// The findings that it is one of, where many of them are reported as one.
    pub alike: Option<AlikeFindings>,
}

/// A group of findings that are one choice of the catalog's maintainer: where it has many, one finding reports all of
/// them.
#[derive(Debug, Clone, Copy)]
pub struct AlikeFindings {
    /// The number of the group among those of the rule in one catalog.
    pub group: u64,
    /// Findings that are reported one by one: one more, and all are folded.
    pub most: usize,
    /// Words the one finding that stands for all of the group, which are given in the order of the text.
    pub fold: fn(Vec<Draft>) -> Answer,
}

impl Draft {
    /// A finding at `span`.
    pub fn new(span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            span,
            message: message.into(),
            help: Cow::Borrowed(""),
            related: Vec::new(),
            fix: None,
            subject: Cow::Borrowed(""),
            record: None,
            has_other_severity: false,
            audited: None,
            places: 1,
            alike: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.help = help.into();
        self
    }

    /// Gives it the other severity that the rule's page names.
    #[must_use]
    pub fn other_severity(mut self) -> Self {
        self.has_other_severity = true;
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        self.related.push(Related { span, message: message.into() });
        self
    }

    /// Adds the edits that fix it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    /// Says what contradicts, for the fingerprint.
    #[must_use]
    pub fn subject(mut self, subject: impl Into<Cow<'static, str>>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Sets how many places of the text it stands for.
    #[must_use]
    pub fn places(mut self, places: u32) -> Self {
        self.places = places;
        self
    }

    /// Makes it one of a group of findings, of which many are reported as one.
    #[must_use]
    pub fn alike(mut self, alike: AlikeFindings) -> Self {
        self.alike = Some(alike);
        self
    }

    /// Says which record it is about.
    #[must_use]
    pub fn record(mut self, record: impl Into<String>) -> Self {
        self.record = Some(record.into());
        self
    }
}

impl From<Draft> for Answer {
    fn from(draft: Draft) -> Self {
        Self::Broken(Box::new(draft))
    }
}

impl From<Option<Draft>> for Answer {
    /// Nothing is wrong where there is no draft.
    fn from(draft: Option<Draft>) -> Self {
        draft.map_or(Self::Holds, Self::from)
    }
}

impl FromIterator<Answer> for Answer {
    fn from_iter<I: IntoIterator<Item = Answer>>(answers: I) -> Self {
        Self::Parts(answers.into_iter().collect())
    }
}

/// The answers of a rule about a document that has no subjects to be walked over.
#[derive(Debug, Default)]
pub struct Answers {
    /// The answers, in the order in which they were given.
    pub(super) given: Vec<Answer>,
}

impl Answers {
    /// One subject is as it should be.
    pub fn holds(&mut self) {
        self.given.push(Answer::Holds);
    }

    /// One subject is wrong.
    pub fn broken(&mut self, draft: Draft) {
        self.given.push(draft.into());
    }

    /// Returns true if the span of a draft contains another one.
    pub(super) fn has_draft_around(&self, span: Span) -> bool {
        self.given.iter().any(|answer| matches!(answer, Answer::Broken(draft) if draft.span.contains(span)))
    }

    /// Yields the drafts of what is wrong.
    pub(super) fn drafts(&self) -> impl Iterator<Item = &Draft> + Clone {
        self.given.iter().filter_map(|answer| match answer {
            Answer::Broken(draft) => Some(&**draft),
            _ => None,
        })
    }

    /// Takes an answer about one subject.
    pub fn take(&mut self, answer: impl Into<Answer>) {
        self.given.push(answer.into());
    }
}

/// A rule that is asked in one file, with what the configuration makes of it.
#[derive(Debug, Clone)]
pub struct ActiveRule {
    /// The rule.
    pub rule: &'static Rule,
    /// The severity of its findings.
    pub severity: Severity,
    /// True if the configuration names that severity: it then holds for findings that carry their own, too.
    pub is_configured: bool,
    /// Options that the configuration sets; the others have the page's defaults.
    pub options: BTreeMap<String, toml::Value>,
}

impl ActiveRule {
    /// A rule as a configuration sets it: `severity` is none where the rule's own holds.
    pub fn new(rule: &'static Rule, severity: Option<Severity>, options: BTreeMap<String, toml::Value>) -> Self {
        let is_configured = severity.is_some();
        Self { rule, severity: severity.unwrap_or(rule.page.head().severity), is_configured, options }
    }

    /// A rule as it is asked where nobody says anything about it.
    pub fn by_default(rule: &'static Rule) -> Self {
        Self::new(rule, None, BTreeMap::new())
    }
}

/// Options that are set where the findings of two versions are compared. What is one remark about a whole catalog is many
/// findings then, of which those of the change are reported.
const OF_A_CHANGE: &[(&str, &str)] = &[("record/duplicate", "sections"), ("record/shared-link", "sections")];

impl ActiveRule {
    /// Sets the options for the comparison of two versions, where the configuration does not.
    #[must_use]
    pub fn of_a_change(mut self) -> Self {
        for (_, option) in OF_A_CHANGE.iter().filter(|(rule, _)| *rule == self.rule.name) {
            self.options.entry((*option).to_owned()).or_insert(toml::Value::Boolean(true));
        }
        self
    }
}

/// The data that a rule can see.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c, 't> {
    /// The catalog that is checked.
    pub catalog: &'c Catalog<'t>,
    /// All catalogs of the run, that one too, with what is looked up in them.
    pub neighbors: &'c super::Neighbors<'c, 't>,
    /// The date that counts as today.
    pub now: jiff::civil::Date,
    /// The rule that is asked.
    pub asked: &'c ActiveRule,
    /// Tells whether a file exists beside the catalogs; `None` where the file system is out of reach.
    pub files: &'c dyn Files,
    /// Verdicts on the links; none where no link was requested.
    pub verdicts: Option<&'c Verdicts>,
    /// Subjects of the catalog that several rules ask about.
    pub subjects: &'c super::SharedSubjects,
}

impl<'c, 't> Context<'c, 't> {
    /// The source text of the catalog.
    pub fn text(&self) -> &'t str {
        self.catalog.document.text
    }

    /// The statements of the catalog about its own age, in the order of the text.
    pub(super) fn age_statements(&self) -> &'c [super::AgeStatement] {
        self.subjects.age_statements(self.catalog)
    }

    /// The tables of contents of the catalog, in the order of the text.
    pub(super) fn contents(&self) -> &'c [super::Contents] {
        self.subjects.contents(self.catalog)
    }

    /// An option of the rule that is asked, from the configuration or else the page.
    pub fn option(&self, name: &str) -> Option<&toml::Value> {
        self.asked
            .options
            .get(name)
            .or_else(|| self.asked.rule.page.head().options.get(name).map(|option| &option.default))
    }

    /// An option that is a number.
    pub fn number(&self, name: &str) -> f64 {
        self.option(name)
            .and_then(|value| value.as_float().or_else(|| value.as_integer().map(|n| n as f64)))
            .unwrap_or(0.0)
    }

    /// An option that is a list of words.
    pub fn words(&self, name: &str) -> Vec<&str> {
        let list = self.option(name).and_then(toml::Value::as_array);
        list.map_or_else(Vec::new, |list| list.iter().filter_map(toml::Value::as_str).collect())
    }

    /// Returns true if the option `allow` of the rule names a host, or a domain above it.
    pub fn allows(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.words("allow").iter().any(|domain| is_within_domain(&host, &domain.to_ascii_lowercase()))
    }

    /// Returns true if a word is among those of an option, whatever its case.
    pub fn has_word(&self, name: &str, word: &str) -> bool {
        self.words(name).iter().any(|own| own.eq_ignore_ascii_case(word))
    }
}
