//! The settings in force for one file: the configuration, its overrides for that path, and the command line's flags.
//!
//! Three layers are asked in turn, and a later one comes before an earlier one: the configuration, the overrides whose
//! patterns speak of the path (in the order written), and the flags. Within a layer the more exact name comes first.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, LazyLock},
};

use toml::Spanned;

use super::{Bind, Config, FailOn, Severities, SeverityLevel, SpannedWord};
use crate::{
    error::Failure,
    finding::Severity,
    text::{nearest_word, quote},
};

/// The flags about rules.
#[derive(Debug, Clone, Default)]
pub struct FlagSettings {
    /// `--select`: only these rules or families.
    pub select: Vec<String>,
    /// `--ignore`: none of these rules or families.
    pub ignore: Vec<String>,
    /// `--fail-on`.
    pub fail_on: Option<FailOn>,
}

impl FlagSettings {
    /// Returns an error for each flag that names no rule and no family.
    pub fn verify(&self, rules: &[&str]) -> Vec<Failure> {
        let flags = [("--select", &self.select), ("--ignore", &self.ignore)];
        let named = flags.into_iter().flat_map(|(flag, names)| names.iter().map(move |name| (flag, name)));
        let unknown = named.filter(|(_, name)| !names_a_rule(name, rules));
        unknown
            .map(|(flag, name)| {
                let message = format!("{flag}: there is no rule {}", quote(name));
                Failure::misuse(message, which_rule(name, rules))
            })
            .collect()
    }
}

/// Returns true if a name is a rule's or a family's.
pub(super) fn names_a_rule(name: &str, rules: &[&str]) -> bool {
    rules.iter().any(|rule| match_of(name, rule) != RuleMatch::No)
}

/// Returns advice for a name that is no rule's.
pub(super) fn which_rule(name: &str, rules: &[&str]) -> String {
    let families = rules.iter().filter_map(|rule| Some(rule.split_once('/')?.0));
    match nearest_word(name, families.chain(rules.iter().copied())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`catalint rules` lists all rules".to_owned(),
    }
}

/// The origin of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// A line, counted from 1, of the configuration.
    Line(usize),
    /// A flag of the command line.
    Flag(&'static str),
}

/// The settings in force for one file.
#[derive(Debug, Clone)]
pub struct FileSettings {
    config: Arc<Config>,
    flags: Arc<FlagSettings>,
    /// The entries of `overrides` that speak of the file.
    overrides: Vec<usize>,
}

/// How far a name fits a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RuleMatch {
    No,
    Family,
    Exact,
}

fn match_of(name: &str, rule: &str) -> RuleMatch {
    if name == rule {
        RuleMatch::Exact
    } else if rule.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')) {
        RuleMatch::Family
    } else {
        RuleMatch::No
    }
}

/// How a configuration and flags set a rule, for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleState {
    /// True if the rule runs.
    pub is_on: bool,
    /// The severity that the configuration names for all findings of the rule; none where the rule's own holds.
    pub severity: Option<Severity>,
}

/// The word that a setting comes from. Its line is looked up only where somebody asks for it.
#[derive(Debug, Clone, Copy)]
enum WordOrigin<'a> {
    Default,
    Word(&'a SpannedWord),
    Flag(&'static str),
}

/// The severity of a rule so far, while the layers are applied in turn.
struct RuleStanding<'a> {
    severity: Option<Severity>,
    on: bool,
    /// Someone said that it is off, and did not only leave it out.
    refused: bool,
    origin: WordOrigin<'a>,
}

/// Settings of one layer about rules.
struct Layer<'a> {
    select: Vec<(&'a str, WordOrigin<'a>)>,
    ignore: Vec<(&'a str, WordOrigin<'a>)>,
    severity: Vec<(&'a str, SeverityLevel, WordOrigin<'a>)>,
}

impl<'a> Layer<'a> {
    /// Applies the layer: what it selects, then families, then exact names.
    fn apply(&self, rule: &str, standing: &mut RuleStanding<'a>) {
        let best = |names: &[(&'a str, WordOrigin<'a>)]| {
            names.iter().map(|(name, origin)| (match_of(name, rule), *origin)).max_by_key(|(fit, _)| *fit)
        };
        let selected = best(&self.select);
        match selected {
            Some((RuleMatch::No, origin)) => (standing.on, standing.origin) = (false, origin),
            Some((RuleMatch::Exact, origin)) => {
                (standing.on, standing.refused, standing.origin) = (true, false, origin);
            }
            // A family brings its rules that are off by default, but not one that a layer below took out.
            Some((RuleMatch::Family, origin)) if !standing.refused => (standing.on, standing.origin) = (true, origin),
            Some((RuleMatch::Family, _)) | None => {}
        }
        let left_out = matches!(selected, Some((RuleMatch::No, _)));
        let by_name = matches!(selected, Some((RuleMatch::Exact, _)));
        for step in [RuleMatch::Family, RuleMatch::Exact] {
            for (_, level, origin) in self.severity.iter().filter(|(name, ..)| match_of(name, rule) == step) {
                standing.rank(*level, *origin, step == RuleMatch::Exact && !left_out);
            }
            let ignored = self.ignore.iter().find(|(name, _)| match_of(name, rule) == step);
            if let Some((_, origin)) = ignored.filter(|_| step == RuleMatch::Exact || !by_name) {
                standing.refuse(*origin);
            }
        }
    }
}

impl<'a> RuleStanding<'a> {
    fn rank(&mut self, level: SeverityLevel, origin: WordOrigin<'a>, turns_on: bool) {
        match level.severity() {
            None => self.refuse(origin),
            Some(severity) => {
                (self.severity, self.origin) = (Some(severity), origin);
                if turns_on {
                    (self.on, self.refused) = (true, false);
                }
            }
        }
    }

    fn refuse(&mut self, origin: WordOrigin<'a>) {
        (self.on, self.refused, self.origin) = (false, true, origin);
    }
}

impl FileSettings {
    /// Returns the settings in force for the file at `path`, which is from the root.
    pub fn new(config: Arc<Config>, flags: Arc<FlagSettings>, path: &Path) -> Self {
        let speaks = |at: &usize| config.overrides.get(*at).is_some_and(|patterns| config.matches(patterns, path));
        let overrides = (0..config.overrides.len()).filter(speaks).collect();
        Self { config, flags, overrides }
    }

    /// What tells settings apart: the configuration, the flags, the overrides.
    pub(crate) fn identity(&self) -> (*const Config, *const FlagSettings, &[usize]) {
        (Arc::as_ptr(&self.config), Arc::as_ptr(&self.flags), &self.overrides)
    }

    /// Returns the settings without the command line's flags.
    #[must_use]
    pub fn without_flags(&self) -> Self {
        static NO_FLAGS: LazyLock<Arc<FlagSettings>> = LazyLock::new(Arc::default);
        Self { flags: Arc::clone(&NO_FLAGS), ..self.clone() }
    }

    /// The configuration that it comes from.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Returns the severity of a rule's findings, none where the rule is off, and who says so. `severity` and `on` are
    /// the rule's own.
    pub fn rank_of(&self, rule: &str, severity: Severity, on: bool) -> (Option<Severity>, Origin) {
        let standing = self.standing(rule, on);
        let origin = match standing.origin {
            WordOrigin::Default => Origin::Default,
            WordOrigin::Word(word) => self.origin(word),
            WordOrigin::Flag(flag) => Origin::Flag(flag),
        };
        (standing.on.then_some(standing.severity.unwrap_or(severity)), origin)
    }

    /// Returns how a rule is set that is on by itself, or off.
    pub fn state_of(&self, rule: &str, on: bool) -> RuleState {
        let standing = self.standing(rule, on);
        RuleState { is_on: standing.on, severity: standing.severity }
    }

    fn standing(&self, rule: &str, on: bool) -> RuleStanding<'_> {
        let mut standing = RuleStanding { severity: None, on, refused: false, origin: WordOrigin::Default };
        for layer in self.layers() {
            layer.apply(rule, &mut standing);
        }
        standing
    }

    /// A rule's option as it is configured; none where the rule's own default holds.
    pub fn option(&self, rule: &str, name: &str) -> Option<&toml::Value> {
        self.option_with_origin(rule, name).map(|(value, _)| value)
    }

    /// A rule's option as it is configured, and where.
    pub fn option_with_origin(&self, rule: &str, name: &str) -> Option<(&toml::Value, Origin)> {
        let mut tables = self.entries().rev().map(|entry| &entry.rules).chain([&self.config.keys.rules.options]);
        let value = tables.find_map(|options| options.get(rule)?.get(name))?;
        Some((value.get_ref(), self.origin(value)))
    }

    /// All options of a rule that are configured; the others have the rule's own defaults.
    pub fn options(&self, rule: &str) -> BTreeMap<String, toml::Value> {
        let tables = [&self.config.keys.rules.options].into_iter().chain(self.entries().map(|entry| &entry.rules));
        let set = tables.filter_map(|options| options.get(rule)).flatten();
        // A later entry takes the place of an earlier one.
        let mut options: BTreeMap<String, toml::Value> =
            set.map(|(name, value)| (text(name).to_owned(), value.get_ref().clone())).collect();
        let parity = &self.config.keys.parity;
        if rule.starts_with("parity/") && !parity.is_empty() {
            let pairs = parity.iter().map(|(own, original)| (text(own).to_owned(), text(original).into()));
            options.insert("pairs".to_owned(), toml::Value::Table(pairs.collect()));
        }
        options
    }

    /// The severity from which on a finding makes the check fail, and who says so.
    pub fn fail_on(&self) -> (FailOn, Origin) {
        let configured = self.config.keys.check.fail_on.as_ref();
        match (self.flags.fail_on, configured) {
            (Some(flag), _) => (flag, Origin::Flag("--fail-on")),
            (None, Some(value)) => (*value.get_ref(), self.origin(value)),
            (None, None) => (FailOn::default(), Origin::Default),
        }
    }

    /// More headers of fields, as (field, header).
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let fields = self.config.keys.fields.iter();
        fields.flat_map(|(field, headers)| headers.iter().map(|header| (text(field), text(header))))
    }

    /// The field of single columns, as (header, field).
    pub fn columns(&self) -> impl Iterator<Item = (&str, &str)> {
        self.config.keys.columns.iter().map(|(header, field)| (text(header), text(field)))
    }

    /// Other names of entities, as (other name, name).
    pub fn aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.config.keys.aliases.names.iter().map(|(alias, name)| (text(alias), text(name)))
    }

    /// Names that cover all their members.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.config.keys.aliases.families.iter().map(text)
    }

    /// Texts that are no claim.
    pub fn ignored_claims(&self) -> impl Iterator<Item = &str> {
        self.config.keys.claims.ignore.iter().map(text)
    }

    /// Claims whose meaning is configured.
    pub fn bound_claims(&self) -> &[Bind] {
        &self.config.keys.claims.bind
    }

    fn entries(&self) -> impl DoubleEndedIterator<Item = &super::Override> {
        self.overrides.iter().filter_map(|at| self.config.keys.overrides.get(*at))
    }

    fn origin(&self, place: &Spanned<impl Sized>) -> Origin {
        Origin::Line(self.config.line(place))
    }

    fn layers(&self) -> impl Iterator<Item = Layer<'_>> {
        let keys = &self.config.keys;
        let mut base = layer(&keys.check.select, &keys.check.ignore, &keys.severity);
        base.severity
            .extend(keys.rules.off.iter().map(|word| (text(word), SeverityLevel::Off, WordOrigin::Word(word))));
        let overrides = self.entries().map(|entry| layer(&entry.select, &entry.ignore, &entry.severity));
        let flags = Layer {
            select: flags(&self.flags.select, "--select"),
            ignore: flags(&self.flags.ignore, "--ignore"),
            severity: Vec::new(),
        };
        std::iter::once(base).chain(overrides).chain([flags])
    }
}

fn layer<'a>(select: &'a [SpannedWord], ignore: &'a [SpannedWord], severity: &'a Severities) -> Layer<'a> {
    let names = |words: &'a [SpannedWord]| words.iter().map(|word| (text(word), WordOrigin::Word(word))).collect();
    let level = |(name, level): (&'a SpannedWord, &'a Spanned<SeverityLevel>)| {
        (text(name), *level.get_ref(), WordOrigin::Word(name))
    };
    Layer { select: names(select), ignore: names(ignore), severity: severity.iter().map(level).collect() }
}

fn flags<'a>(names: &'a [String], flag: &'static str) -> Vec<(&'a str, WordOrigin<'a>)> {
    names.iter().map(|name| (name.as_str(), WordOrigin::Flag(flag))).collect()
}

fn text(word: &SpannedWord) -> &str {
    word.get_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Severity::{Error, Info, Warning};

    fn settings(text: &str, select: &[&str], ignore: &[&str], path: &str) -> FileSettings {
        let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let flags = FlagSettings { select: owned(select), ignore: owned(ignore), fail_on: None };
        let config = Config::parse("catalint.toml", "/c", text).unwrap();
        FileSettings::new(Arc::new(config), Arc::new(flags), Path::new(path))
    }

    #[test]
    fn severities_go_from_the_default_to_the_flags() {
        let on = ("count/summary", true);
        let off = ("count/stale", false);
        let config = "severity = { count = 'error' }";
        let exact = "severity = { count = 'off', 'count/stale' = 'info' }";
        let over = "[[overrides]]\npaths = ['docs']\nignore = ['count']\n\
                    [[overrides]]\npaths = ['docs/a.md']\nseverity = { 'count/summary' = 'info' }";
        let select = "check.select = ['license', 'count/summary']";
        let ignored = "check.ignore = ['count/summary']";
        for (text, flags, path, (rule, is_on), wanted) in [
            ("", [&[][..], &[]], "a.md", on, Some(Warning)),
            ("", [&[], &[]], "a.md", off, None),
            (config, [&[], &[]], "a.md", on, Some(Error)),
            (config, [&[], &[]], "a.md", off, None),
            (exact, [&[], &[]], "a.md", off, Some(Info)),
            (exact, [&[], &[]], "a.md", on, None),
            (over, [&[], &[]], "a.md", on, Some(Warning)),
            (over, [&[], &[]], "docs/b.md", on, None),
            (over, [&[], &[]], "docs/a.md", on, Some(Info)),
            (select, [&[], &[]], "a.md", on, Some(Warning)),
            (select, [&[], &[]], "a.md", off, None),
            (select, [&["count"], &[]], "a.md", off, Some(Warning)),
            (select, [&["license"], &[]], "a.md", on, None),
            (ignored, [&["count"], &[]], "a.md", on, None),
            (ignored, [&["count/summary"], &[]], "a.md", on, Some(Warning)),
            ("severity = { 'count/summary' = false }", [&[], &[]], "a.md", on, None),
            ("[rules]\n'count/summary' = false", [&[], &[]], "a.md", on, None),
            ("[rules]\n'count/summary' = false", [&["count/summary"], &[]], "a.md", on, Some(Warning)),
            ("", [&["count/summary"], &["count"]], "a.md", on, Some(Warning)),
            ("", [&["count"], &["count/summary"]], "a.md", on, None),
            ("", [&["count"], &[]], "a.md", ("country/unknown", true), None),
        ] {
            let [select, ignore] = flags;
            let settings = settings(text, select, ignore, &format!("/c/{path}"));
            assert_eq!(settings.rank_of(rule, Warning, is_on).0, wanted, "{text} {flags:?} {path} {rule}");
        }
    }

    #[test]
    fn each_value_knows_where_it_comes_from() {
        let text = "[check]\nfail-on = 'info'\n[severity]\n'toc/order' = 'info'\n[rules.'count/summary']\ntolerance = 2\n\
                    [[overrides]]\npaths = ['docs']\nrules.'count/summary'.tolerance = 3\n";
        let settings = |select: &[&str], path| settings(text, select, &[], path);
        let plain = settings(&[], "/c/a.md");
        assert_eq!(plain.fail_on(), (FailOn::Info, Origin::Line(2)));
        assert_eq!(plain.rank_of("toc/order", Error, true), (Some(Info), Origin::Line(4)));
        assert_eq!(plain.rank_of("count/row", Error, true), (Some(Error), Origin::Default));
        assert_eq!(
            plain.option_with_origin("count/summary", "tolerance"),
            Some((&toml::Value::Integer(2), Origin::Line(6)))
        );
        assert_eq!(plain.option("count/summary", "other"), None);
        let docs = settings(&["toc"], "/c/docs/a.md");
        assert_eq!(docs.option("count/summary", "tolerance"), Some(&toml::Value::Integer(3)));
        assert_eq!(docs.options("count/summary"), BTreeMap::from([("tolerance".to_owned(), 3.into())]));
        assert!(docs.options("count/row").is_empty());
        assert_eq!(docs.rank_of("count/row", Error, true), (None, Origin::Flag("--select")));
    }

    #[test]
    fn a_flag_that_names_no_rule_is_misuse() {
        let flags = FlagSettings { select: vec!["licence".into(), "toc".into()], ..FlagSettings::default() };
        let failures = flags.verify(&["license/missing", "toc/order"]);
        let said: Vec<_> = failures.iter().map(ToString::to_string).collect();
        assert_eq!(said, ["--select: there is no rule `licence`"]);
        let help = miette::Diagnostic::help(failures.first().unwrap()).unwrap().to_string();
        assert_eq!(help, "did you mean `license`?");
    }
}
