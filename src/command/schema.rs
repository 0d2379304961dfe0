//! `catalint schema`: the JSON Schema of the configuration, for editors.

use std::io::Write;

use crate::{config, error::Failure, exit::Exit};

/// Prints the schema.
pub(super) fn run(out: &mut dyn Write) -> Result<Exit, Failure> {
    let schema = config::schema();
    serde_json::to_writer_pretty(&mut *out, &schema).map_err(|error| Failure::output(error.into()))?;
    writeln!(out).map_err(Failure::output)?;
    Ok(Exit::Clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_takes_what_the_reader_takes() {
        let mut out = Vec::new();
        assert_eq!(run(&mut out).unwrap(), Exit::Clean);
        let schema: serde_json::Value = serde_json::from_slice(&out).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for text in [
            "",
            "check = { include = ['a'], exclude = [], fail-on = 'never', select = ['count'], ignore = [] }",
            "fields.license = ['许可证']\ncolumns.'Sätze' = 'count'",
            "aliases = { UKBB = 'UK Biobank', families = ['KiTS'] }",
            "claims = { ignore = ['2M+'], bind = [{ text = '150+', counts = 'records', where = 'CT' }] }",
            "severity = { count = 'off' }\nrules = { pages = ['a'], 'count/summary' = { tolerance = 2 } }",
            "overrides = [{ paths = ['a'], ignore = ['toc'], rules.'count/summary'.tolerance = 2 }]",
            "links = { exclude = ['a.org'], interval = '2s', timeout = '30s', per-host = 2, concurrency = 8 }",
            "links = { user-agent = 'x/1', canaries = ['https://a.org/'], archive = 'https://b.org/' }",
            "links = { per-host = 0 }",
            "links = { exclude = 'a.org' }",
            "chekc = {}",
            "check = { selct = [] }",
            "check = { select = 'count' }",
            "check = { fail-on = 'warn' }",
            "aliases = { families = 'KiTS' }",
            "aliases = { UKBB = 1 }",
            "rules = { pages = 'a' }",
            "rules = { 'count/summary' = 2 }",
            "severity = { count = 'none' }",
            "severity = { count = false }",
            "severity = { count = true }",
            "rules = { 'count/summary' = false }",
            "rules = { 'count/summary' = true }",
            "overrides = [{ select = ['a'] }]",
            "claims = { bind = [{ text = '150+', counts = 'tables' }] }",
        ] {
            let value: toml::Value = toml::from_str(text).unwrap();
            let is_valid = validator.is_valid(&serde_json::to_value(value).unwrap());
            assert_eq!(is_valid, config::Config::parse("catalint.toml", "/", text).is_ok(), "{text}");
        }
    }
}
