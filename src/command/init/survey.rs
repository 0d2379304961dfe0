//! Surveys the catalogs of a folder for a new configuration: which files hold entries, and the readings of their
//! columns.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use crate::{
    catalog::{Catalog, Field},
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

/// The catalogs of a folder, as far as a new configuration needs them.
#[derive(Debug, Default)]
pub(super) struct FolderSurvey {
    /// Files with their records, the fullest first.
    pub(super) files: Vec<(String, usize)>,
    /// Folders that may be left out.
    aside: Vec<String>,
    /// Readings of columns and keys: the label, the field, and the number of records that have it.
    known: Vec<(String, &'static str, usize)>,
    /// Columns and keys that are kept under their own names.
    unknown: Vec<(String, usize)>,
}

impl FolderSurvey {
    /// Looks at catalogs; `directory` is the folder that they are in.
    pub(super) fn of(catalogs: &[Catalog<'_>], directory: &Path) -> Self {
        let mut survey = Self::default();
        let mut labels: BTreeMap<(String, &'static str), usize> = BTreeMap::new();
        for catalog in catalogs {
            survey.files.push((catalog.file.path().to_owned(), catalog.records.len()));
            for record in &catalog.records {
                for field in catalog.fields(record).filter(|field| !field.label().trim().is_empty()) {
                    *labels.entry((label(field.label()), field.field.as_str())).or_default() += 1;
                }
            }
        }
        survey.files.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for ((label, field), count) in labels {
            if field == Field::Other.as_str() {
                survey.unknown.push((label, count));
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
        if self.unknown.is_empty() {
            text.push_str("# \"Terms of use\" = \"license\"            # what one column means\n");
        } else {
            let _ = writeln!(
                text,
                "# These are kept under their own names. Where one means a field that catalint knows, say which:"
            );
            for (label, _) in self.unknown.iter().take(NAMED) {
                let _ = writeln!(text, "# {} = \"notes\"", toml::Value::String(label.clone()));
            }
        }
        text.push_str("\n[aliases]\n# UKBB = \"UK Biobank\"                   # another name of one entry\n");
        text
    }
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
