//! The keys of `catalint.toml`, as they are written: plain data with the place of each name and value.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};
use toml::Spanned;

use super::{LinkSettings, SpannedWord};
use crate::finding::Severity;

/// A rule's options as they are written.
pub type Options = BTreeMap<SpannedWord, Spanned<toml::Value>>;

/// Severities by rule or family.
pub type Severities = BTreeMap<SpannedWord, Spanned<SeverityLevel>>;

/// The configuration of catalint: `catalint.toml`, in the folder of the catalog or above it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "catalint.toml")]
pub struct Keys {
    /// The files to check, the rules to apply, and the findings that make a check fail.
    pub check: CheckKeys,
    /// More headers that stand for a field that catalint knows: `license = ["许可证"]`.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub fields: BTreeMap<SpannedWord, Vec<SpannedWord>>,
    /// The field that one column stands for: `"Sätze" = "count"`. Comes before what catalint knows by itself.
    #[schemars(with = "BTreeMap<String, String>")]
    pub columns: BTreeMap<SpannedWord, SpannedWord>,
    /// Other names of an entity, and families.
    pub aliases: Aliases,
    /// Statements of the catalog that catalint binds wrongly.
    pub claims: Claims,
    /// The links to request, and how politely.
    pub links: LinkSettings,
    /// The severity of a rule or of a family: `"license/missing" = "error"`.
    #[schemars(with = "BTreeMap<String, SeverityLevel>")]
    pub severity: Severities,
    /// Translations whose names do not tell their originals: `"docs/liste.md" = "README.md"`.
    #[schemars(with = "BTreeMap<String, String>")]
    pub parity: BTreeMap<SpannedWord, SpannedWord>,
    /// Options of rules, and the folders of the catalog's own rules.
    pub rules: RuleKeys,
    /// Settings for some paths only; a later entry comes before an earlier one.
    pub overrides: Vec<Override>,
}

/// The files to check, the rules to apply, and the findings that make a check fail.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct CheckKeys {
    /// Only these of the markdown files in a folder, in the patterns of `.gitignore`. Without it, all of them.
    #[schemars(with = "Vec<String>")]
    pub include: Vec<SpannedWord>,
    /// None of these, in the patterns of `.gitignore`. A file that is named on the command line is checked all the same.
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<SpannedWord>,
    /// The severity from which on a finding makes the check fail. Without it, `error`.
    #[schemars(with = "Option<FailOn>")]
    pub fail_on: Option<Spanned<FailOn>>,
    /// Only these rules or families. Without it, all rules that are on by default.
    #[schemars(with = "Vec<String>")]
    pub select: Vec<SpannedWord>,
    /// None of these rules or families.
    #[schemars(with = "Vec<String>")]
    pub ignore: Vec<SpannedWord>,
    /// A file that `catalint baseline write` made, from the folder of this one: what it holds is not said.
    #[schemars(with = "Option<String>")]
    pub baseline: Option<SpannedWord>,
    /// The size from which on a catalog is refused, in MiB. Without it, 64.
    #[schemars(with = "Option<u32>", range(min = 1, max = 4_095))]
    pub max_file_size: Option<Spanned<u32>>,
}

/// The severity from which on a finding makes a check fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// An error fails.
    #[default]
    Error,
    /// A warning or an error fails.
    Warning,
    /// Every finding fails.
    Info,
    /// No finding fails.
    Never,
}

impl FailOn {
    /// Returns true if a finding of this severity makes the check fail.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
}

/// The severity of a rule's findings, or `off`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeverityLevel {
    /// Wrong, and seen by every reader.
    Error,
    /// Wrong, and worth fixing.
    Warning,
    /// Worth knowing.
    Info,
    /// The rule is not asked.
    Off,
}

impl SeverityLevel {
    /// The severity that it stands for; none for `off`.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Off => None,
        }
    }
}

impl<'de> Deserialize<'de> for SeverityLevel {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Level;

        impl de::Visitor<'_> for Level {
            type Value = SeverityLevel;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Self::Value, E> {
                match word {
                    "error" => Ok(SeverityLevel::Error),
                    "warning" => Ok(SeverityLevel::Warning),
                    "info" => Ok(SeverityLevel::Info),
                    "off" => Ok(SeverityLevel::Off),
                    other => Err(de::Error::unknown_variant(other, &["error", "warning", "info", "off"])),
                }
            }

            /// `false` is another spelling of `off`; `true` names no severity.
            fn visit_bool<E: de::Error>(self, is_on: bool) -> Result<Self::Value, E> {
                if is_on { self.visit_str("true") } else { Ok(SeverityLevel::Off) }
            }
        }

        deserializer.deserialize_any(Level)
    }
}

impl JsonSchema for SeverityLevel {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SeverityLevel".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The severity of a rule's findings, or `off`; `false` is another spelling of it.",
            "enum": ["error", "warning", "info", "off", false]
        })
    }
}

/// Other names of entities, and families: names that cover every entity that begins with them.
#[derive(Debug, Clone, Default)]
pub struct Aliases {
    /// An entity's name by its other name.
    pub names: BTreeMap<SpannedWord, SpannedWord>,
    /// Names that cover all their members.
    pub families: Vec<SpannedWord>,
}

/// Settings for claims.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Claims {
    /// Texts that are no claim about the catalog.
    #[schemars(with = "Vec<String>")]
    pub ignore: Vec<SpannedWord>,
    /// Claims whose meaning is said here.
    pub bind: Vec<Bind>,
}

/// The counted thing of one claim.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bind {
    /// A text that the claim holds.
    #[schemars(with = "String")]
    pub text: SpannedWord,
    /// The counted thing.
    pub counts: CountedKey,
    /// Only what holds this word.
    #[serde(rename = "where", default)]
    #[schemars(with = "Option<String>")]
    pub word: Option<SpannedWord>,
}

/// The things that a claim can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CountedKey {
    /// Every record.
    Records,
    /// Every name once.
    Entities,
    /// Sections that hold records.
    Sections,
}

/// Options by rule, and the folders of the catalog's own rules.
#[derive(Debug, Clone, Default)]
pub struct RuleKeys {
    /// Folders with rule pages, from the folder of the configuration.
    pub pages: Vec<SpannedWord>,
    /// Options by rule.
    pub options: BTreeMap<SpannedWord, Options>,
    /// Rules that are off: `"link/insecure" = false`.
    pub off: Vec<SpannedWord>,
}

/// The value of a rule's name in `[rules]`: its options, or `false`.
#[derive(Debug)]
struct RuleSetting(Option<Options>);

/// Settings for some paths only.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The paths, in the patterns of `.gitignore`.
    #[schemars(with = "Vec<String>")]
    pub paths: Vec<SpannedWord>,
    /// Only these rules or families.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub select: Vec<SpannedWord>,
    /// None of these rules or families.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub ignore: Vec<SpannedWord>,
    /// The severity of a rule or of a family.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, SeverityLevel>")]
    pub severity: Severities,
    /// Options of rules.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, BTreeMap<String, serde_json::Value>>")]
    pub rules: BTreeMap<SpannedWord, Options>,
}

// The two tables below have one key of their own among keys that the user chooses. `serde(flatten)` would lose the
// places, so they are read by hand.

impl<'de> Deserialize<'de> for Aliases {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (families, names) = mixed(deserializer, "families")?;
        Ok(Self { names, families })
    }
}

impl<'de> Deserialize<'de> for RuleKeys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (pages, settings) = mixed::<D, _, RuleSetting>(deserializer, "pages")?;
        let (mut options, mut off) = (BTreeMap::new(), Vec::new());
        for (name, RuleSetting(own)) in settings {
            match own {
                Some(own) => _ = options.insert(name, own),
                None => off.push(name),
            }
        }
        Ok(Self { pages, options, off })
    }
}

impl<'de> Deserialize<'de> for RuleSetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Setting;

        impl<'de> de::Visitor<'de> for Setting {
            type Value = RuleSetting;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a table")
            }

            fn visit_bool<E: de::Error>(self, is_on: bool) -> Result<Self::Value, E> {
                if is_on { Err(E::invalid_type(de::Unexpected::Bool(true), &self)) } else { Ok(RuleSetting(None)) }
            }

            fn visit_map<M: de::MapAccess<'de>>(self, map: M) -> Result<Self::Value, M::Error> {
                Options::deserialize(de::value::MapAccessDeserializer::new(map)).map(|own| RuleSetting(Some(own)))
            }
        }

        deserializer.deserialize_any(Setting)
    }
}

/// Reads a table in which `own` has one type and every other key another.
fn mixed<'de, D, A, B>(deserializer: D, own: &'static str) -> Result<(A, BTreeMap<SpannedWord, B>), D::Error>
where
    D: Deserializer<'de>,
    A: Deserialize<'de> + Default,
    B: Deserialize<'de>,
{
    struct Mixed<A, B>(&'static str, std::marker::PhantomData<(A, B)>);

    impl<'de, A: Deserialize<'de> + Default, B: Deserialize<'de>> de::Visitor<'de> for Mixed<A, B> {
        type Value = (A, BTreeMap<SpannedWord, B>);

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a table")
        }

        fn visit_map<M: de::MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            let (mut own, mut others) = (A::default(), BTreeMap::new());
            while let Some(key) = map.next_key::<SpannedWord>()? {
                if key.get_ref() == self.0 {
                    own = map.next_value()?;
                } else {
                    others.insert(key, map.next_value()?);
                }
            }
            Ok((own, others))
        }
    }

    deserializer.deserialize_map(Mixed(own, std::marker::PhantomData))
}

impl JsonSchema for Aliases {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Aliases".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Another name and the entity's name: `UKBB = \"UK Biobank\"`.",
            "type": "object",
            "properties": {
                "families": {
                    "description": "Names that cover every entity that begins with them.",
                    "type": "array",
                    "items": { "type": "string" }
                }
            },
            "additionalProperties": { "type": "string" }
        })
    }
}

impl JsonSchema for RuleKeys {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rules".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A rule's options under its name, `[rules.\"count/summary\"]`, or `false` to turn it off.",
            "type": "object",
            "properties": {
                "pages": {
                    "description": "Folders with the catalog's own rules, from the folder of this file.",
                    "type": "array",
                    "items": { "type": "string" }
                }
            },
            "additionalProperties": { "anyOf": [{ "type": "object" }, { "const": false }] }
        })
    }
}

/// The JSON Schema of `catalint.toml`.
pub fn schema() -> Schema {
    schemars::schema_for!(Keys)
}
