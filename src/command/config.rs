//! `catalint config`: what is in force for a path, and where each value comes from.

use std::{path::PathBuf, sync::Arc};

use serde_json::{Value, json};

use super::Done;
use crate::{
    cli::{ConfigCommand, ConfigFormat, Session, targets},
    config::{Config, ConfigFinder, FileSettings, Origin, SpannedWord},
    exit::Exit,
    report::{EffectiveConfig, RuleInForce, ValueInForce, ValueOrigin, to_json, write_in_force},
    rules::{RULES, Rule},
    source::{MEBIBYTE, absolute, shown_from},
    workspace::load,
};

/// Shows what is in force.
pub(super) fn run(show: &ConfigCommand, session: &mut Session<'_>) -> Done {
    targets(&show.output)?;
    let (own, mut failures) = load::own_rules(session)?;
    let (global, environment) = (session.global, session.environment);
    let mut finder = ConfigFinder::new(&global.choice(), &environment.directory)?;
    let path = absolute(&environment.directory, show.path.as_deref().unwrap_or(&PathBuf::from(".")));
    // The configuration of a folder is that of a file in it.
    let asked = if path.is_dir() { path.join("README.md") } else { path.clone() };
    let Some(config) = finder.config_of(&asked) else {
        // Told once, and `own_rules` met it too where it is that of the working folder.
        let own = finder.failures();
        if failures.is_empty() {
            failures = own;
        }
        return Ok((Exit::Clean, failures));
    };
    let names: Vec<&str> = RULES.iter().chain(&own).map(|rule| rule.name).collect();
    let flags = show.asked.flags();
    if let Some(wrong) = flags.verify(&names).into_iter().next() {
        return Err(wrong);
    }
    let settings = FileSettings::new(Arc::clone(&config), Arc::new(flags), &asked);
    let rules = RULES.iter().chain(&own).map(|rule| ranked(rule, &settings, &config));
    let in_force = EffectiveConfig {
        schema: 1,
        path: shown_from(&environment.directory, &path),
        config: config.path().map(str::to_owned),
        values: values(&config, &settings, show),
        rules: rules.collect(),
    };
    session.write(&show.output, |format, _, out| match format {
        ConfigFormat::Human => write_in_force(&in_force, out),
        ConfigFormat::Json => to_json(&in_force, out),
    })?;
    Ok((Exit::Clean, failures))
}

/// Returns where a value comes from, with the path of the configuration as it is shown.
fn origin_in(origin: Origin, config: &Config) -> ValueOrigin {
    match origin {
        Origin::Default => ValueOrigin::Default,
        Origin::Line(line) => ValueOrigin::File { path: config.path().unwrap_or_default().to_owned(), line },
        Origin::Flag(flag) => ValueOrigin::Flag { flag },
    }
}

fn ranked(rule: &Rule, settings: &FileSettings, config: &Config) -> RuleInForce {
    let head = rule.page.head();
    let (severity, origin) = settings.rank_of(rule.name, head.severity, head.default);
    let options = head.options.iter().map(|(name, option)| {
        let set = settings.option_with_origin(rule.name, name);
        let (value, origin) = set.unwrap_or((&option.default, Origin::Default));
        ValueInForce {
            key: name.clone(),
            value: serde_json::to_value(value).unwrap_or_default(),
            origin: origin_in(origin, config),
        }
    });
    RuleInForce {
        rule: rule.name,
        severity: severity.map_or("off", crate::finding::Severity::as_str),
        origin: origin_in(origin, config),
        options: options.collect(),
    }
}

/// The keys that are no rules', those that have a default first.
fn values(config: &Config, settings: &FileSettings, show: &ConfigCommand) -> Vec<ValueInForce> {
    let keys = &config.keys;
    let mut values = Vec::new();
    let mut add = |key: String, value: Value, origin: Origin| {
        values.push(ValueInForce { key, value, origin: origin_in(origin, config) });
    };
    let at = |word: Option<&SpannedWord>| word.map_or(Origin::Default, |word| Origin::Line(config.line(word)));
    let list = |words: &[SpannedWord]| json!(words.iter().map(toml::Spanned::get_ref).collect::<Vec<_>>());
    let check = &keys.check;
    for (key, words) in [("include", &check.include), ("exclude", &check.exclude)] {
        add(format!("check.{key}"), list(words), at(words.first()));
    }
    let (fail_on, origin) = settings.fail_on();
    let fail_on = clap::ValueEnum::to_possible_value(&fail_on).map(|value| value.get_name().to_owned());
    add("check.fail-on".to_owned(), json!(fail_on), origin);
    for (key, flag, given, words) in [
        ("select", "--select", &show.asked.select, &check.select),
        ("ignore", "--ignore", &show.asked.ignore, &check.ignore),
    ] {
        add(format!("check.{key}"), list(words), at(words.first()));
        if !given.is_empty() {
            add(flag.to_owned(), json!(given), Origin::Flag(flag));
        }
    }
    add(
        "check.baseline".to_owned(),
        json!(check.baseline.as_ref().map(toml::Spanned::get_ref)),
        at(check.baseline.as_ref()),
    );
    let limit = check.max_file_size.as_ref().map_or(Origin::Default, |size| Origin::Line(config.line(size)));
    let size = config.max_file_size / MEBIBYTE;
    add("check.max-file-size".to_owned(), json!(size), limit);
    for (field, headers) in &keys.fields {
        add(format!("fields.{}", field.get_ref()), list(headers), at(Some(field)));
    }
    for (table, words) in [("columns", &keys.columns), ("aliases", &keys.aliases.names)] {
        for (key, value) in words {
            add(format!("{table}.{}", quoted_key(key.get_ref())), json!(value.get_ref()), at(Some(key)));
        }
    }
    let others = [
        ("aliases.families", &keys.aliases.families),
        ("claims.ignore", &keys.claims.ignore),
        ("rules.pages", &keys.rules.pages),
    ];
    for (key, words) in others.into_iter().filter(|(_, words)| !words.is_empty()) {
        add(key.to_owned(), list(words), at(words.first()));
    }
    for bind in &keys.claims.bind {
        add("claims.bind".to_owned(), json!(bind.text.get_ref()), at(Some(&bind.text)));
    }
    values
}

/// A key as TOML wants it written.
fn quoted_key(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if is_bare { key.to_owned() } else { format!("\"{}\"", key.replace('\\', "\\\\").replace('"', "\\\"")) }
}
