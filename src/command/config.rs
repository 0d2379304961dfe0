//! `catalint config`: what is in force for a path, and where each value comes from.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::Arc,
};

use serde::Serialize;
use serde_json::{Value, json};

use super::{load, output};
use crate::{
    cli::{ConfigFormat, Global, Show, targets},
    config::{Config, Finder, Origin, Settings, Word},
    environment::Environment,
    error::Failure,
    exit::Exit,
    report::{sanitize::terminal_line, to_json},
    rules::{RULES, Rule},
    source::{MEBIBYTE, absolute, shown_from},
};

/// All that is in force for one path.
#[derive(Serialize)]
struct InForce {
    schema: u32,
    path: String,
    /// The file that it is read from; none where there is none.
    config: Option<String>,
    values: Vec<Setting>,
    rules: Vec<Ranked>,
}

/// A key of the configuration.
#[derive(Serialize)]
struct Setting {
    key: String,
    value: Value,
    origin: From,
}

/// A rule.
#[derive(Serialize)]
struct Ranked {
    rule: &'static str,
    /// `error`, `warning`, `info` or `off`.
    severity: &'static str,
    origin: From,
    options: Vec<Setting>,
}

/// Where a value comes from.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum From {
    Default,
    File { path: String, line: usize },
    Flag { flag: &'static str },
}

impl From {
    fn new(origin: Origin, config: &Config) -> Self {
        match origin {
            Origin::Default => Self::Default,
            Origin::Line(line) => Self::File { path: config.path().unwrap_or_default().to_owned(), line },
            Origin::Flag(flag) => Self::Flag { flag },
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::File { path, line } => format!("{}:{line}", terminal_line(path)),
            Self::Flag { flag } => (*flag).to_owned(),
        }
    }
}

/// Shows what is in force.
pub(super) fn run(
    show: &Show,
    global: &Global,
    world: &Environment,
    out: &mut dyn Write,
) -> Result<(Exit, Vec<Failure>), Failure> {
    targets(&show.output)?;
    let (own, mut failures) = load::own_rules(global, world)?;
    let mut finder = Finder::new(&global.choice(), &world.directory)?;
    let path = absolute(&world.directory, show.path.as_deref().unwrap_or(&PathBuf::from(".")));
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
    let settings = Settings::new(Arc::clone(&config), Arc::new(flags), &asked);
    let rules = RULES.iter().chain(&own).map(|rule| ranked(rule, &settings, &config));
    let in_force = InForce {
        schema: 1,
        path: shown_from(&world.directory, &path),
        config: config.path().map(str::to_owned),
        values: values(&config, &settings, show),
        rules: rules.collect(),
    };
    output::write(&show.output, world, out, |format, _, out| match format {
        ConfigFormat::Human => human(&in_force, out),
        ConfigFormat::Json => to_json(&in_force, out),
    })?;
    Ok((Exit::Clean, failures))
}

fn ranked(rule: &Rule, settings: &Settings, config: &Config) -> Ranked {
    let head = rule.page.head();
    let (severity, origin) = settings.rank_of(rule.name, head.severity, head.default);
    let options = head.options.iter().map(|(name, option)| {
        let set = settings.option_with_origin(rule.name, name);
        let (value, origin) = set.unwrap_or((&option.default, Origin::Default));
        Setting {
            key: name.clone(),
            value: serde_json::to_value(value).unwrap_or_default(),
            origin: From::new(origin, config),
        }
    });
    Ranked {
        rule: rule.name,
        severity: severity.map_or("off", crate::finding::Severity::as_str),
        origin: From::new(origin, config),
        options: options.collect(),
    }
}

/// The keys that are no rules', those that have a default first.
fn values(config: &Config, settings: &Settings, show: &Show) -> Vec<Setting> {
    let keys = &config.keys;
    let mut values = Vec::new();
    let mut add = |key: String, value: Value, origin: Origin| {
        values.push(Setting { key, value, origin: From::new(origin, config) });
    };
    let at = |word: Option<&Word>| word.map_or(Origin::Default, |word| Origin::Line(config.line(word)));
    let list = |words: &[Word]| json!(words.iter().map(toml::Spanned::get_ref).collect::<Vec<_>>());
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

fn human(in_force: &InForce, out: &mut dyn Write) -> io::Result<()> {
    let file = in_force.config.as_deref().unwrap_or("no file, only what catalint does by itself");
    writeln!(out, "{}: {}\n", terminal_line(&in_force.path), terminal_line(file))?;
    let line = |key: &str, value: &str, origin: &From, out: &mut dyn Write| {
        writeln!(out, "{:<56} # {}", terminal_line(&format!("{key} = {value}")), origin.text())
    };
    for setting in &in_force.values {
        let value = if setting.value.is_null() { "(none)".to_owned() } else { setting.value.to_string() };
        line(&setting.key, &value, &setting.origin, out)?;
    }
    writeln!(out)?;
    for ranked in &in_force.rules {
        line(&format!("severity.\"{}\"", ranked.rule), &format!("\"{}\"", ranked.severity), &ranked.origin, out)?;
        // The options of a rule that is not asked say nothing.
        for option in ranked.options.iter().filter(|_| ranked.severity != "off") {
            line(
                &format!("  rules.\"{}\".{}", ranked.rule, option.key),
                &option.value.to_string(),
                &option.origin,
                out,
            )?;
        }
    }
    Ok(())
}
