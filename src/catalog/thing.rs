//! The kind of thing that a record is: a data set, or something else that a catalog lists.
//!
//! What is written nearest decides: the name of the record, the header of its names, its section and those around it, the title
//! of the file. Tried on the data set catalogs among the labelled repositories; a list whose titles name neither kind is
//! taken for one of other things.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{Catalog, Field, Record, RecordPlace};
use crate::{text::fold, vocabulary::vocabulary};

/// Words that name a kind.
#[derive(Debug, Default, Deserialize)]
struct ThingWords {
    data_sets: Vec<String>,
    others: Vec<String>,
}

vocabulary! { fn read_things() -> ThingWords = "things.toml" }

static THINGS: LazyLock<ThingWords> = LazyLock::new(read_things);

impl Catalog<'_> {
    /// Returns true if a record is a data set, and no tool, paper or course beside the data sets.
    pub fn is_data_set(&self, record: &Record<'_>) -> bool {
        if let Some(kind) = self.header_of_names(record).and_then(kind_of) {
            return kind;
        }
        if self.has_columns_of_data(record) {
            return true;
        }
        let mut titles = self.document.ancestors(record.section).map(|section| self.document.title(section));
        titles.find_map(kind_of).unwrap_or_default()
    }

    /// Returns true if a record is in a table with columns that data sets have and tools have not: a modality, or a number or
    /// size beside a licence.
    fn has_columns_of_data(&self, record: &Record<'_>) -> bool {
        let RecordPlace::Row(table, _) = record.place else { return false };
        let has = |field| self.column(table, field).is_some();
        has(Field::Modality) || has(Field::License) && (has(Field::Count) || has(Field::Size))
    }

    /// The header of the column that holds the name of a record.
    fn header_of_names(&self, record: &Record<'_>) -> Option<&str> {
        let RecordPlace::Row(table, _) = record.place else { return None };
        let at = self.column(table, Field::Name)?;
        let header = self.document.header(self.document.tables.get(table as usize)?)?;
        Some(self.document.text_of(self.document.cells(header).get(at)?))
    }
}

/// Returns true for a title that names data sets, false for one that names other things; none for one that names neither. Of a title
/// that names both, such as `Tools for data sets`, the first decides.
fn kind_of(title: &str) -> Option<bool> {
    let title = fold::words(title);
    let padded = format!(" {title} ");
    let place = |words: &[String]| {
        let at = |word: &String| {
            if word.is_ascii() { padded.find(&format!(" {word} ")) } else { padded.find(word.as_str()) }
        };
        words.iter().filter_map(at).min()
    };
    match (place(&THINGS.data_sets), place(&THINGS.others)) {
        (None, None) => None,
        (Some(data), Some(other)) => Some(data < other),
        (data, _) => Some(data.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{catalog::FieldVocabulary, source::File};

    #[test]
    fn what_is_nearest_decides() {
        let text = "# Awesome medical datasets\n\n## Brain\n\n- [IXI](https://a.example.org) - Scans.\n\n\
            ## Tools\n\n- [Slicer](https://b.example.org) - Shows scans.\n\n\
            ## Tools and more\n\n| Dataset | Link |\n| --- | --- |\n| HCP | [page](https://c.example.org) |\n";
        let file = File::from_text("a.md", text);
        let catalog = Catalog::read(&file, &FieldVocabulary::default());
        let kinds = catalog.records.iter().map(|record| (&*record.name, catalog.is_data_set(record)));
        assert_eq!(kinds.collect::<Vec<_>>(), [("IXI", true), ("Slicer", false), ("HCP", true)]);
    }

    #[test]
    fn titles_name_kinds_in_any_language() {
        for (title, kind) in [
            ("医学数据集", Some(true)),
            ("Наборы данных", Some(true)),
            ("Tools for data sets", Some(false)),
            ("Datasets and tools", Some(true)),
            ("Web frameworks", Some(false)),
            ("Brain", None),
        ] {
            assert_eq!(kind_of(title), kind, "{title}");
        }
    }
}
