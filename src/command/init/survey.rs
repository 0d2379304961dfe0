//! Surveys the catalogs of a folder for a new configuration: which files hold entries, and the readings of their
//! columns.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use crate::{
    catalog::{
        Catalog, Field,
        date::dates,
        license::{self, License},
        missing::missing,
        number::quantities,
    },
    report::sanitize::terminal_line,
    text::shorten,
};

/// Folders whose markdown is often not part of the catalog.
const ASIDE: &[&str] =
    &["archive", "archived", "old", "drafts", "templates", "vendor", "third_party", "tests", "examples"];
/// A list in the configuration names this many and counts the others.
const NAMED: usize = 8;
/// Characters of the longest name from the catalog in a comment, the `…` at the cut included.
const LONGEST: usize = 40;

/// Number of values of a column that tell its field.
const SAMPLE: usize = 40;
/// Number of values below which a column tells nothing.
const LEAST_SAMPLE: usize = 3;

/// The catalogs of a folder, as far as a new configuration needs them.
#[derive(Debug, Default)]
pub(super) struct FolderSurvey {
    /// Files with their records, the fullest first.
    pub(super) files: Vec<(String, usize)>,
    /// Folders that may be left out.
    aside: Vec<String>,
    /// Readings of columns and keys: the label, the field, and the number of records that have it.
    known: Vec<(String, &'static str, usize)>,
    /// Columns and keys that are kept under their own names, with the number of records that have it and the field that
    /// its values are of, where they are of one.
    unknown: Vec<(String, usize, Option<&'static str>)>,
}

impl FolderSurvey {
    /// Looks at catalogs; `directory` is the folder that they are in.
    pub(super) fn of(catalogs: &[Catalog<'_>], directory: &Path) -> Self {
        let mut survey = Self::default();
        let mut labels: BTreeMap<(String, &'static str), usize> = BTreeMap::new();
        let mut samples: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for catalog in catalogs {
            survey.files.push((catalog.file.path().to_owned(), catalog.records.len()));
            for record in &catalog.records {
                for field in catalog.fields(record).filter(|field| !field.label().trim().is_empty()) {
                    let own = label(field.label());
                    if field.field == Field::Other {
                        let sample = samples.entry(own.clone()).or_default();
                        if sample.len() < SAMPLE && missing(field.text).is_none() {
                            sample.push(field.text);
                        }
                    }
                    *labels.entry((own, field.field.as_str())).or_default() += 1;
                }
            }
        }
        survey.files.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for ((label, field), count) in labels {
            if field == Field::Other.as_str() {
                let guess = samples.get(&label).and_then(|sample| field_of_values(sample));
                survey.unknown.push((label, count, guess));
            } else {
                survey.known.push((label, field, count));
            }
        }
        survey.known.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        survey.unknown.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let has_markdown = |folder: &&&str| {
            let begin = format!("{folder}/");
            catalogs.iter().any(|catalog| catalog.file.path().starts_with(&begin)) && directory.join(folder).is_dir()
        };
        survey.aside = ASIDE.iter().filter(has_markdown).map(|folder| format!("{folder}/")).collect();
        survey
    }

    /// Returns the number of records.
    pub(super) fn records(&self) -> usize {
        self.files.iter().map(|(_, records)| records).sum()
    }

    /// A configuration in which everything is said and nothing is changed.
    pub(super) fn config(&self) -> String {
        let mut text = String::from(
            "# What catalint does by itself, as comments: take away the `#` of what you want otherwise.\n\
             # `catalint schema` prints all keys, `catalint config` what is in force.\n",
        );
        let full = self.files.iter().filter(|(_, records)| *records > 0);
        let files = full.clone().map(|(path, records)| format!("{} ({records})", terminal_line(path)));
        if full.clone().next().is_some() {
            let _ = writeln!(text, "#\n# Entries were read in: {}", listed(files, full.count()));
        }
        text.push_str("\n[check]\n");
        if self.aside.is_empty() {
            text.push_str("# exclude = [\"archive/\"]                # as in .gitignore\n");
        } else {
            let folders: Vec<_> = self.aside.iter().map(|folder| format!("\"{folder}\"")).collect();
            let _ = writeln!(
                text,
                "# exclude = [{}] # as in .gitignore; these may be no part of the catalog",
                folders.join(", ")
            );
        }
        text.push_str(
            "# fail-on = \"warning\"                   # without it: error\n\
             # ignore = [\"link/insecure\"]            # rules, or families as \"link\"\n\
             # baseline = \"catalint-baseline.json\"   # what `catalint baseline write` wrote down is not said again\n\
             \n[severity]\n\
             # \"license/missing\" = \"error\"           # error, warning, info or off\n\
             # \"link/vague-text\" = \"info\"            # asks a rule that is off by default\n\
             \n[columns]\n",
        );
        if !self.known.is_empty() {
            let known = self.known.iter().map(|(label, field, _)| format!("{label} as {field}"));
            let _ = writeln!(text, "# Columns and keys are read so: {}", listed(known, self.known.len()));
        }
        let guessed: Vec<_> = self.unknown.iter().filter_map(|(label, _, guess)| Some((label, (*guess)?))).collect();
        if !guessed.is_empty() {
            text.push_str("# By their values, these columns mean:\n");
            for (label, field) in guessed.iter().take(NAMED) {
                let _ = writeln!(text, "# {} = \"{field}\"", toml::Value::String((*label).clone()));
            }
        }
        let own: Vec<_> = self.unknown.iter().filter(|(_, _, guess)| guess.is_none()).collect();
        if !own.is_empty() {
            let labels = own.iter().map(|(label, ..)| label.clone());
            let _ = writeln!(text, "# These are kept under their own names: {}", listed(labels, own.len()));
        }
        text.push_str("\n[aliases]\n# UKBB = \"UK Biobank\"                   # another name of one entry\n");
        text
    }
}

/// A test of one value.
type ValueTest<'a> = &'a dyn Fn(&&&str) -> bool;

/// The field that nearly all of some values are of.
fn field_of_values(values: &[&str]) -> Option<&'static str> {
    let is_license =
        |text: &&&str| matches!(license::read(text), License::Spdx { .. } | License::NearlySpdx { complete: true, .. });
    let whole_date = |text: &&&str| {
        let text = text.trim();
        dates(text).into_iter().find(|(_, range)| *range == (0..text.len())).map(|(date, _)| date)
    };
    let is_year = |text: &&&str| whole_date(text).is_some_and(|date| date.month.is_none());
    let is_date = |text: &&&str| whole_date(text).is_some_and(|date| date.month.is_some());
    // A column of versions or scores has numbers too, but no unit and no thousand of anything.
    let is_count = |text: &&&str| {
        let quantities = quantities(text);
        let [quantity] = quantities.as_slice() else { return false };
        let is_whole = quantity.interval.is_exact() && quantity.interval.low.fract() == 0.0;
        is_whole && text.trim().starts_with(|c: char| c.is_ascii_digit()) && !quantity.unit.is_empty()
    };
    let tests: [(&'static str, ValueTest<'_>); 4] =
        [("license", &is_license), ("year", &is_year), ("date", &is_date), ("count", &is_count)];
    let enough = |test: &dyn Fn(&&&str) -> bool| {
        let count = values.iter().filter(|value| test(value)).count();
        values.len() >= LEAST_SAMPLE && count * 10 >= values.len() * 9
    };
    tests.iter().find(|(_, test)| enough(*test)).map(|(field, _)| *field)
}

/// A label from a catalog, as a comment can hold it: on one line, harmless, and not too long.
fn label(text: &str) -> String {
    shorten(&terminal_line(text.trim()), LONGEST).into_owned()
}

fn listed(items: impl Iterator<Item = String>, count: usize) -> String {
    let mut text = items.take(NAMED).collect::<Vec<_>>().join(", ");
    if count > NAMED {
        let _ = write!(text, " and {} more", count - NAMED);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_proposed_by_their_values() {
        for (values, field) in [
            (&["MIT", "Apache 2.0", "CC BY 4.0"][..], Some("license")),
            (&["2019", "2021", "2024"], Some("year")),
            (&["2019-02", "May 3, 2021", "2024-01-01"], Some("date")),
            (&["600 scans", "1,098 scans", "12 scans"], Some("count")),
            (&["1.0", "2.1", "3"], None),
            (&["yes", "no", "MIT"], None),
            (&["MIT", "MIT"], None),
        ] {
            assert_eq!(field_of_values(values), field, "{values:?}");
        }
    }
}
