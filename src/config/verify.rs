//! A configuration held against what is known: rules, their options, fields. Everything wrong is told, not only the first.

use std::collections::BTreeMap;

use super::{Config, Options, SpannedWord, settings::names_a_rule, settings::which_rule};
use crate::error::{Failure, Misconfiguration};
use crate::text::{nearest_word, quote};

/// The names that a configuration may use.
#[expect(missing_debug_implementations, reason = "a closure has no debug form")]
pub struct KnownNames<'a> {
    /// Every rule, as `family/name`, the user's own among them.
    pub rules: &'a [&'a str],
    /// Every field that has a meaning to catalint.
    pub fields: &'a [&'a str],
    /// The options of a rule with their defaults, whose kind a configured value must have.
    pub options: &'a dyn Fn(&str) -> BTreeMap<String, toml::Value>,
}

impl Config {
    /// Everything in the configuration that speaks of what is not known, in the order of its places.
    pub fn verify(&self, known: &KnownNames<'_>) -> Vec<Failure> {
        let mut found = Vec::new();
        let keys = &self.keys;
        let words = keys.check.select.iter().chain(&keys.check.ignore).chain(keys.severity.keys());
        let words = words.chain(&keys.rules.off);
        let entries = &keys.overrides;
        let overridden = entries.iter().flat_map(|e| e.select.iter().chain(&e.ignore).chain(e.severity.keys()));
        found.extend(words.chain(overridden).filter_map(|word| self.rule(word, known)));
        for options in [&keys.rules.options].into_iter().chain(entries.iter().map(|entry| &entry.rules)) {
            self.options(options, known, &mut found);
        }
        found.extend(keys.fields.keys().chain(keys.columns.values()).filter_map(|word| self.field(word, known)));
        found.sort_by_key(|wrong| wrong.span);
        found.into_iter().map(Failure::from).collect()
    }

    /// A word that should name a rule or a family.
    fn rule(&self, word: &SpannedWord, known: &KnownNames<'_>) -> Option<Misconfiguration> {
        let name = word.get_ref();
        (!names_a_rule(name, known.rules)).then(|| {
            let wrong = self.wrong(word, format!("there is no rule {}", quote(name)), "no rule and no family");
            wrong.help(which_rule(name, known.rules))
        })
    }

    /// Tables of options, by rule.
    fn options(
        &self,
        tables: &BTreeMap<SpannedWord, Options>,
        known: &KnownNames<'_>,
        found: &mut Vec<Misconfiguration>,
    ) {
        for (word, options) in tables {
            let rule = word.get_ref();
            if !known.rules.contains(&rule.as_str()) {
                let wrong = self.wrong(word, format!("there is no rule {}", quote(rule)), "not a rule");
                let help = match nearest_word(rule, known.rules.iter().copied().chain(["pages"])) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "options are set under one rule's name: `[rules.\"count/summary\"]`".to_owned(),
                };
                found.push(wrong.help(help));
                continue;
            }
            let defaults = (known.options)(rule);
            found.extend(options.iter().filter_map(|(name, value)| self.option(rule, &defaults, name, value)));
        }
    }

    fn option(
        &self,
        rule: &str,
        defaults: &BTreeMap<String, toml::Value>,
        name: &SpannedWord,
        value: &toml::Spanned<toml::Value>,
    ) -> Option<Misconfiguration> {
        let Some(default) = defaults.get(name.get_ref()) else {
            let message = format!("`{rule}` has no option {}", quote(name.get_ref()));
            let names: Vec<_> = defaults.keys().map(String::as_str).collect();
            let help = match nearest_word(name.get_ref(), names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if names.is_empty() => "it has no options".to_owned(),
                None => format!("its options are `{}`", names.join("`, `")),
            };
            return Some(self.wrong(name, message, "no such option").help(help));
        };
        if is_share(name.get_ref(), default) && fits(value.get_ref(), default) {
            let share = value.get_ref().as_float().or_else(|| value.get_ref().as_integer().map(|n| n as f64));
            if !share.is_some_and(|share| (0.0..=1.0).contains(&share)) {
                let message = format!("`{}` of `{rule}` is a share, from 0 to 1", name.get_ref());
                let help = format!("write 0.5 for a half; its default is `{default}`");
                return Some(self.wrong(value, message, "not a share").help(help));
            }
        }
        let (is, wanted) = (kind(value.get_ref()), kind(default));
        (!fits(value.get_ref(), default)).then(|| {
            let message = format!("`{}` of `{rule}` is {wanted}, not {is}", name.get_ref());
            self.wrong(value, message, format!("not {wanted}")).help(format!("its default is `{default}`"))
        })
    }

    /// A field's name, or `other` for a column that means none of them.
    fn field(&self, word: &SpannedWord, known: &KnownNames<'_>) -> Option<Misconfiguration> {
        let name = word.get_ref();
        if name == "other" || known.fields.contains(&name.as_str()) {
            return None;
        }
        let wrong = self.wrong(word, format!("{} is not the name of a field", quote(name)), "no such field");
        Some(wrong.help(match nearest_word(&name.to_lowercase(), known.fields.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("the fields are `{}`; `other` is a column that means none of them", known.fields.join("`, `"))
            }
        }))
    }
}

/// Returns true if an option is a share of something: by its name, and a default from 0 to 1.
fn is_share(name: &str, default: &toml::Value) -> bool {
    let is_named = name == "share" || name.ends_with("-share");
    is_named && default.as_float().is_some_and(|default| (0.0..=1.0).contains(&default))
}

/// Returns true if a value can stand where the default stands.
fn fits(value: &toml::Value, default: &toml::Value) -> bool {
    use toml::Value::{Array, Float, Integer};
    match (value, default) {
        (Integer(_), Float(_)) => true,
        (Array(values), Array(defaults)) => match defaults.first() {
            Some(default) => values.iter().all(|value| fits(value, default)),
            // An empty default tells nothing of what it holds; every list of options is one of words.
            None => values.iter().all(toml::Value::is_str),
        },
        _ => value.same_type(default),
    }
}

fn kind(value: &toml::Value) -> &'static str {
    match value {
        toml::Value::String(_) => "a string",
        toml::Value::Integer(_) => "a whole number",
        toml::Value::Float(_) => "a number",
        toml::Value::Boolean(_) => "true or false",
        toml::Value::Datetime(_) => "a date",
        toml::Value::Array(values) if values.iter().all(toml::Value::is_str) => "a list of strings",
        toml::Value::Array(_) => "a list of other things",
        toml::Value::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miette::Diagnostic as _;

    fn defaults(rule: &str) -> BTreeMap<String, toml::Value> {
        let options = match rule {
            "count/summary" => vec![("tolerance", 0.into()), ("share", 0.5.into())],
            "link/shortener" => vec![("hosts", toml::Value::Array(Vec::new()))],
            _ => Vec::new(),
        };
        options.into_iter().map(|(name, default)| (name.to_owned(), default)).collect()
    }

    /// (place, message, help) of everything wrong.
    fn verify(text: &str) -> Vec<(String, String, String)> {
        let known = KnownNames {
            rules: &["count/summary", "count/section", "license/missing", "link/shortener", "toc/order"],
            fields: &["license", "count", "year"],
            options: &defaults,
        };
        let config = Config::parse("catalint.toml", "/", text).unwrap();
        let mut told = Vec::new();
        for failure in config.verify(&known) {
            let Failure::Configuration(wrong) = &failure else { panic!("{failure:?}") };
            let place = wrong.span.unwrap().of(text).to_owned();
            told.push((place, failure.to_string(), failure.help().unwrap().to_string()));
        }
        told
    }

    #[test]
    fn what_is_known_is_silent() {
        let text = "check = { select = ['count', 'license/missing'], ignore = ['toc'] }\n\
                    severity = { count = 'error', 'count/section' = 'off', 'license/missing' = false }\n\
                    rules = { 'count/summary' = { tolerance = 2, share = 1 }, 'link/shortener' = { hosts = ['t.co'] } }\n\
                    fields = { license = ['x'] }\n columns = { z = 'year', w = 'other' }";
        assert_eq!(verify(text), []);
    }

    #[test]
    fn everything_unknown_is_told_with_its_place_and_a_suggestion() {
        for (text, place, message, help) in [
            ("check.select = ['licence']", "'licence'", "there is no rule `licence`", "did you mean `license`?"),
            ("check.ignore = ['xyz']", "'xyz'", "there is no rule `xyz`", "`catalint rules` lists all rules"),
            (
                "severity.'count/sumary' = 'off'",
                "'count/sumary'",
                "there is no rule `count/sumary`",
                "`count/summary`?",
            ),
            ("[[overrides]]\npaths = ['a']\nselect = ['tco']", "'tco'", "there is no rule `tco`", "`toc`?"),
            ("rules.page = {}", "page", "there is no rule `page`", "did you mean `pages`?"),
            ("rules.count.tolerance = 1", "count", "there is no rule `count`", "did you mean `count/summary`?"),
            ("rules.'toc/order'.x = 1", "x", "`toc/order` has no option `x`", "it has no options"),
            ("rules.'count/summary'.tolerence = 1", "tolerence", "has no option `tolerence`", "`tolerance`?"),
            ("rules.'count/summary'.x = 1", "x", "has no option `x`", "its options are `share`, `tolerance`"),
            ("rules.'count/summary'.tolerance = '2'", "'2'", "is a whole number, not a string", "its default is `0`"),
            (
                "rules.'link/shortener'.hosts = [1]",
                "[1]",
                "is a list of strings, not a list of other",
                "default is `[]`",
            ),
            ("fields.licence = ['a']", "licence", "`licence` is not the name of a field", "`license`?"),
            ("fields.scanner = ['a']", "scanner", "`scanner` is not the name of a field", "the fields are `license`"),
            ("rules.'count/summary'.share = 2", "2", "is a share, from 0 to 1", "write 0.5 for a half"),
            ("rules.'count/summary'.share = -0.1", "-0.1", "is a share, from 0 to 1", "its default is `0.5`"),
            ("rules.'count/sumary' = false", "'count/sumary'", "no rule `count/sumary`", "`count/summary`?"),
            ("columns.a = 'counts'", "'counts'", "`counts` is not the name of a field", "`count`?"),
        ] {
            let told = verify(text);
            let [(at, what, todo)] = &told[..] else { panic!("{text}: {told:?}") };
            assert!(at == place && what.contains(message) && todo.contains(help), "{text}: {told:?}");
        }
        assert_eq!(verify("check.select = ['a1', 'b2']\nfields.licence = ['a']").len(), 3);
    }
}
