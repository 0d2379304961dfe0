//! Applies a configuration: to the vocabulary that catalogs are read with, and to the rules that run. The command and the
//! examples of the rule pages both come through here, so that a page shows what a user gets.

use std::collections::BTreeMap;

use super::{Config, CountedKey, FileSettings, KnownNames};
use crate::{
    catalog::{CountedThing, Field, FieldVocabulary},
    error::Failure,
    rules::{ActiveRule, RULES, Rule, wants_links},
};

/// Returns the vocabulary that catalogs are read with: the built-in words, and those of a configuration.
pub fn vocabulary(settings: &FileSettings) -> FieldVocabulary {
    let mut words = FieldVocabulary::default();
    for (header, field) in settings.fields().map(|(field, header)| (header, field)).chain(settings.columns()) {
        words.add_header(header, Field::named(field).unwrap_or(Field::Other));
    }
    settings.aliases().for_each(|(alias, name)| words.add_alias(alias, name));
    settings.families().for_each(|name| words.add_family(name));
    settings.ignored_claims().for_each(|text| words.ignore_claim(text));
    for bind in settings.bound_claims() {
        let counted = match (&bind.word, bind.counts) {
            (Some(word), _) => CountedThing::Matching(word.get_ref().clone()),
            (None, CountedKey::Sections) => CountedThing::Sections,
            // Records and names are both ways to count entries, and either may be meant.
            (None, CountedKey::Records | CountedKey::Entities) => CountedThing::Records,
        };
        words.bind_claim(bind.text.get_ref(), counted);
    }
    words
}

/// Returns the built-in rules, then the user's `own`, in the order in which rules are listed everywhere.
pub fn all_rules<'a>(own: &'a [&'static Rule]) -> impl Iterator<Item = &'static Rule> + Clone + 'a {
    RULES.iter().chain(own).copied()
}

/// Returns the options of a rule with their defaults; `own` are the user's rules.
fn defaults(name: &str, own: &[&'static Rule]) -> BTreeMap<String, toml::Value> {
    let rule = all_rules(own).find(|rule| rule.name == name);
    let options = rule.map(|rule| rule.page.head().options.iter());
    options.into_iter().flatten().map(|(name, option)| (name.clone(), option.default.clone())).collect()
}

/// Returns everything in a configuration that names no rule, option or field; `own` are the user's rules.
pub fn unknown_names(config: &Config, own: &[&'static Rule]) -> Vec<Failure> {
    let names: Vec<&str> = all_rules(own).map(|rule| rule.name).collect();
    let fields = Field::NAMES.map(|(name, _)| name);
    config.verify(&KnownNames { rules: &names, fields: &fields, options: &|name| defaults(name, own) })
}

/// Returns the rules that run on a file, in their order. `own` are the user's rules; rules about what servers answer run
/// only where `links` are requested; the rule `always` runs even where it is off.
pub fn active_rules(
    settings: &FileSettings,
    own: &[&'static Rule],
    links: bool,
    always: Option<&Rule>,
) -> Vec<ActiveRule> {
    let rules = all_rules(own).filter(|rule| links || !wants_links(rule));
    let active = rules.filter_map(|rule| {
        let state = settings.state_of(rule.name, rule.page.head().default);
        let runs = state.is_on || always.is_some_and(|always| always.name == rule.name);
        runs.then(|| ActiveRule::new(rule, state.severity, settings.options(rule.name)))
    });
    active.collect()
}

/// Returns a rule as a file's configuration sets it, even where the rule is off.
pub fn rule_as_set(settings: &FileSettings, rule: &'static Rule) -> ActiveRule {
    ActiveRule::new(rule, settings.state_of(rule.name, true).severity, settings.options(rule.name))
}
