//! The configuration of an example: the one that a user would write, and the date that counts as today.

use std::{path::Path, sync::Arc};

use jiff::civil::Date;

use crate::{
    catalog::FieldVocabulary,
    config::{Config, FileSettings, FlagSettings, active_rules, rule_as_set, unknown_names, vocabulary},
    rules::{ActiveRule, Check, Rule},
};

/// The date that counts as today where an example's configuration does not say `now`.
const TODAY: Date = Date::constant(2026, 11, 23);

/// The effect of an example's configuration.
#[derive(Debug)]
pub(super) struct ExampleSettings {
    /// The date that counts as today.
    pub now: Date,
    /// The settings in force.
    pub settings: FileSettings,
    /// The words that the catalog is read with.
    pub words: FieldVocabulary,
}

/// Reads the configuration of an example: that of a user, and `now`, the date that counts as today.
///
/// # Errors
/// Says what cannot be understood.
pub(super) fn settings_for(config: &str, own: &[&'static Rule]) -> Result<ExampleSettings, String> {
    let is_now = |line: &&str| line.split_once('=').is_some_and(|(key, _)| key.trim() == "now");
    let mut now = TODAY;
    if let Some(line) = config.lines().find(is_now) {
        let date = line.split_once('=').map_or("", |(_, date)| date.trim().trim_matches('"'));
        now = date.parse().map_err(|_| format!("`now = {date}` is no date: write `now = 2026-11-23`"))?;
    }
    let rest: String = config.lines().filter(|line| !is_now(line)).flat_map(|line| [line, "\n"]).collect();
    let config = Config::parse("catalint.toml", "/", &rest).map_err(|failure| failure.render(false, 100))?;
    if !rest.is_empty()
        && let Some(failure) = unknown_names(&config, own).first()
    {
        return Err(failure.render(false, 100));
    }
    let settings = FileSettings::new(Arc::new(config), Arc::new(FlagSettings::default()), Path::new("/example.md"));
    Ok(ExampleSettings { now, words: vocabulary(&settings), settings })
}

impl ExampleSettings {
    /// The rules that run on a bad example: this one alone, unless it is about what comments make of the others.
    pub(super) fn asked_in_bad(&self, rule: &'static Rule, own: &[&'static Rule]) -> Vec<ActiveRule> {
        if matches!(rule.checks, [Check::Suppression(_)]) {
            self.asked(Some(rule), own, false)
        } else {
            vec![rule_as_set(&self.settings, rule)]
        }
    }

    /// All rules that a user's run would ask, and `always`; those about what servers answer only where `links` are
    /// requested.
    pub(super) fn asked(&self, always: Option<&'static Rule>, own: &[&'static Rule], links: bool) -> Vec<ActiveRule> {
        active_rules(&self.settings, own, links, always)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        catalog::Field,
        examples::{
            ExampleKind, read_examples,
            run::{findings_of, read},
        },
        finding::Severity,
        rules::RULES,
    };

    #[test]
    fn a_configured_severity_holds_for_every_finding_of_its_rule() {
        let mut with_their_own = BTreeSet::new();
        for &rule in RULES {
            let examples = read_examples(rule.page.markdown()).unwrap();
            for example in examples.iter().filter(|example| example.kind == ExampleKind::Bad) {
                let written = example.config.as_ref().map_or("", |config| &config.text);
                for severity in [None, Some(Severity::Error), Some(Severity::Warning), Some(Severity::Info)] {
                    let line = severity.map(|own| format!("severity.'{}' = '{}'\n", rule.name, own.as_str()));
                    // An example that sets severities itself cannot be given another one.
                    let text = line.unwrap_or_default() + written;
                    let Ok(settings) = settings_for(&text, &[]) else { continue };
                    let asked = settings.asked(Some(rule), &[], !example.http.is_empty());
                    let files = read(example).unwrap();
                    let found = findings_of(rule, &files, &asked, &settings, &example.http).unwrap();
                    for finding in found.iter().flatten() {
                        match severity {
                            Some(severity) => {
                                assert_eq!(finding.severity, severity, "{} {}", rule.name, example.name());
                            }
                            None if finding.severity != rule.page.head().severity && written.is_empty() => {
                                with_their_own.insert(rule.name);
                            }
                            None => {}
                        }
                    }
                }
            }
        }
        let named = RULES.iter().filter(|rule| rule.page.head().other_severity.is_some()).map(|rule| rule.name);
        let unshown: Vec<&str> = named.filter(|name| !with_their_own.contains(name)).collect();
        // Its other finding is about more than 160 entries, too many for a page.
        let too_long = ["record/missing-field"];
        assert_eq!(unshown, too_long, "the other pages that name another severity show a finding of it");
    }

    #[test]
    fn a_configuration_is_read_as_a_user_writes_it() {
        let config = "now = 2020-01-02\nfields.license = ['Terms']\nrules.'record/missing-link'.share = 0.5\n\
                      severity.'record/missing-name' = 'off'";
        let setting = settings_for(config, &[]).unwrap();
        assert_eq!(setting.now, jiff::civil::date(2020, 1, 2));
        assert_eq!(setting.words.field("Terms"), Field::License);
        let asked = setting.asked(None, &[], false);
        assert!(asked.iter().all(|asked| asked.rule.name != "record/missing-name"));
        let share = asked.iter().find_map(|asked| asked.options.get("share"));
        assert_eq!(share, Some(&toml::Value::Float(0.5)));
        for (config, wanted) in [
            ("now = tomorrow", "`now = tomorrow` is no date"),
            ("severity.'record/nothing' = 'off'", "there is no rule `record/nothing`"),
            ("rules.'record/missing-link'.shar = 1", "did you mean `share`?"),
        ] {
            let wrong = settings_for(config, &[]).unwrap_err();
            assert!(wrong.contains(wanted), "{wrong}");
        }
    }
}
