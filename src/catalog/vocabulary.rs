//! The words that a catalog is read by: `rules/vocabulary/*.toml`, and what a configuration adds.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use super::{CountedThing, Field};
use crate::text::fold;
use crate::vocabulary::vocabulary;

/// Meanings of headers, keys, titles and link texts.
#[derive(Debug, Clone)]
pub struct FieldVocabulary {
    exact: FxHashMap<String, Field>,
    parts: Vec<(String, Field)>,
    /// Headers of names that can mean nothing else, and those that may.
    sure_names: FxHashSet<String>,
    doubtful_names: FxHashSet<String>,
    /// Titles of sections without entries.
    apparatus: FxHashSet<String>,
    beside_tables: FxHashSet<String>,
    contents: FxHashSet<String>,
    labels: FxHashSet<String>,
    longer_lists: FxHashSet<String>,
    details: FxHashSet<String>,
    /// Names that mean an entity of another name, by key.
    aliases: FxHashMap<String, String>,
    /// Names that cover every entity whose name begins with them, by key.
    families: FxHashSet<String>,
    /// Texts that are no claim.
    ignored_claims: Vec<String>,
    /// Texts of claims, and what they count.
    bound_claims: Vec<(String, CountedThing)>,
}

#[derive(Deserialize)]
struct HeaderFile {
    exact: Vec<String>,
    #[serde(default)]
    part: Vec<String>,
    /// Headers of names that can mean nothing else.
    #[serde(default)]
    sure: FxHashSet<String>,
    /// Headers of names that may describe something else, its maker for example.
    #[serde(default)]
    doubtful: FxHashSet<String>,
}

/// The certainty that the header of a column announces names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameHeader {
    /// `Name`
    Sure,
    /// `Dataset`
    Usual,
    /// `Company`, beside `Model`
    Doubtful,
}

#[derive(Default, Deserialize)]
struct Sections {
    apparatus: FxHashSet<String>,
    beside_tables: FxHashSet<String>,
    contents: FxHashSet<String>,
}

#[derive(Default, Deserialize)]
struct LabelFile {
    labels: FxHashSet<String>,
    details: FxHashSet<String>,
    longer_lists: FxHashSet<String>,
}

type Fields = std::collections::BTreeMap<Field, HeaderFile>;

vocabulary! { fn read_fields() -> Fields = "fields.toml" }
vocabulary! { fn read_sections() -> Sections = "sections.toml" }
vocabulary! { fn read_labels() -> LabelFile = "labels.toml" }

static BUILT_IN: LazyLock<FieldVocabulary> = LazyLock::new(FieldVocabulary::built_in);

impl Default for FieldVocabulary {
    fn default() -> Self {
        BUILT_IN.clone()
    }
}

impl FieldVocabulary {
    /// The words that come with Catalint.
    fn built_in() -> Self {
        let mut exact = FxHashMap::default();
        let mut parts = Vec::new();
        let (mut sure_names, mut doubtful_names) = (FxHashSet::default(), FxHashSet::default());
        for (field, headers) in read_fields() {
            if field == Field::Name {
                (sure_names, doubtful_names) = (headers.sure, headers.doubtful);
            }
            for header in headers.exact {
                exact.entry(fold::words(&header)).or_insert(field);
            }
            parts.extend(headers.part.into_iter().map(|part| (fold::words(&part), field)));
        }
        let (sections, labels) = (read_sections(), read_labels());
        Self {
            exact,
            parts,
            sure_names,
            doubtful_names,
            apparatus: all(&sections.apparatus),
            beside_tables: all(&sections.beside_tables),
            contents: all(&sections.contents),
            labels: all(&labels.labels),
            details: all(&labels.details),
            longer_lists: all(&labels.longer_lists),
            aliases: FxHashMap::default(),
            families: FxHashSet::default(),
            ignored_claims: Vec::new(),
            bound_claims: Vec::new(),
        }
    }

    /// The words that come with Catalint, without what a configuration adds.
    pub fn shared() -> &'static Self {
        &BUILT_IN
    }

    /// Makes a header or key stand for a field.
    pub fn add_header(&mut self, header: &str, field: Field) {
        let header = fold::words(header);
        // Who says so means it.
        if field == Field::Name {
            self.sure_names.insert(header.clone());
        }
        self.exact.insert(header, field);
    }

    /// Makes a name mean the entity of another name.
    pub fn add_alias(&mut self, alias: &str, name: &str) {
        self.aliases.insert(fold::key(alias), fold::key(name));
    }

    /// Makes a name cover every entity whose name begins with it.
    pub fn add_family(&mut self, name: &str) {
        self.families.insert(fold::key(name));
    }

    /// Returns true if a name, by its key, covers every entity whose name begins with it.
    pub fn is_family(&self, key: &str) -> bool {
        self.families.contains(key)
    }

    /// Says that what holds a text is no claim.
    pub fn ignore_claim(&mut self, text: &str) {
        self.ignored_claims.push(text.to_owned());
    }

    /// Returns true if a text holds one that is no claim.
    pub fn ignores_claim(&self, text: &str) -> bool {
        self.ignored_claims.iter().any(|ignored| text.contains(ignored.as_str()))
    }

    /// Says what a claim counts that holds a text.
    pub fn bind_claim(&mut self, text: &str, counted: CountedThing) {
        self.bound_claims.push((text.to_owned(), counted));
    }

    /// The texts of claims, and what they count.
    pub fn bound_claims(&self) -> &[(String, CountedThing)] {
        &self.bound_claims
    }

    /// The key of the entity that a name means by an alias.
    pub fn alias(&self, name: &str) -> Option<&str> {
        if self.aliases.is_empty() {
            return None;
        }
        self.aliases.get(&fold::key(name)).map(String::as_str)
    }

    /// The field that a header stands for.
    pub fn field(&self, header: &str) -> Field {
        let header = fold::words(header);
        if let Some(field) = self.exact_field(&header) {
            return field;
        }
        if header.starts_with("# ") || header.starts_with('#') && header.len() > 1 {
            return Field::Count;
        }
        let padded = format!(" {header} ");
        let part = self.parts.iter().find(|(part, _)| {
            // Words of scripts without blanks stand anywhere.
            if !part.is_ascii() {
                return header.contains(part.as_str());
            }
            padded.match_indices(part.as_str()).any(|(at, _)| {
                padded.as_bytes().get(at.wrapping_sub(1)) == Some(&b' ')
                    && padded.as_bytes().get(at + part.len()) == Some(&b' ')
            })
        });
        part.map_or(Field::Other, |(_, field)| *field)
    }

    /// Returns how surely a header is one of names.
    pub(super) fn name_header(&self, header: &str) -> NameHeader {
        let header = fold::words(header);
        let is = |set: &FxHashSet<String>| {
            set.contains(&header) || header.strip_suffix('s').is_some_and(|header| set.contains(header))
        };
        if is(&self.sure_names) {
            NameHeader::Sure
        } else if is(&self.doubtful_names) {
            NameHeader::Doubtful
        } else {
            NameHeader::Usual
        }
    }

    /// The field that a key in front of a colon stands for: only whole headers count.
    pub fn key_field(&self, key: &str) -> Option<Field> {
        self.exact_field(&fold::words(key))
    }

    fn exact_field(&self, header: &str) -> Option<Field> {
        self.exact.get(header).or_else(|| self.exact.get(header.strip_suffix('s')?)).copied()
    }

    /// Returns true if a section's title says that it is about the catalog.
    pub fn is_apparatus(&self, title: &str) -> bool {
        self.apparatus.contains(&fold::words(title))
    }

    /// Returns true if a section's title says that it holds no entries in a catalog of tables.
    pub fn is_beside_tables(&self, title: &str) -> bool {
        self.beside_tables.contains(&fold::words(title))
    }

    /// Returns true if a section's title says that it lists the others.
    pub fn is_contents(&self, title: &str) -> bool {
        self.contents.contains(&fold::words(title))
    }

    /// Returns true if a link's text says only what kind of thing stands behind it.
    pub fn is_label(&self, text: &str) -> bool {
        let folded = fold::words(text);
        if folded.is_empty() || self.labels.contains(&folded) || super::name_bounds::shortcode(text) == Some(text.len())
        {
            return true;
        }
        // `Paper/Project Link`
        let mut several = folded.split(' ');
        folded.contains(' ')
            && several.by_ref().take(4).all(|word| self.labels.contains(word))
            && several.next().is_none()
    }

    /// Returns true if a text in front of an address leads on to a longer list: `Full list - https://…`.
    pub fn names_longer_list(&self, text: &str) -> bool {
        self.longer_lists.contains(&fold::words(text))
    }

    /// Returns true if a word in front of a colon makes an item a detail of its parent.
    pub fn is_detail(&self, text: &str) -> bool {
        // `github(Keras)`
        let (key, _) = text.split_once(['(', '（']).filter(|(key, _)| !key.trim().is_empty()).unwrap_or((text, ""));
        let folded = fold::words(key);
        self.details.contains(&folded) || self.exact_field(&folded).is_some()
    }
}

fn all(words: &FxHashSet<String>) -> FxHashSet<String> {
    words.iter().map(|word| fold::words(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_stand_for_fields() {
        let words = FieldVocabulary::default();
        for (header, field) in [
            ("**Dataset Name**", Field::Name),
            ("# CT Scans", Field::Count),
            ("#", Field::Number),
            ("Access Link", Field::Link),
            ("Licence", Field::License),
            ("许可证", Field::License),
            ("Size/Scope", Field::Size),
            ("Emotional content", Field::Other),
            ("Key Datasets", Field::Other),
        ] {
            assert_eq!(words.field(header), field, "{header}");
        }
        assert!(words.is_contents("📋 Table of Contents"));
        assert!(words.is_contents("📋 Spis treści"));
        assert!(words.is_apparatus("라이선스"));
        assert!(words.is_apparatus("コントリビュート"));
        assert!(words.is_apparatus("Licença"));
        assert!(words.is_label("[PDF]"));
    }
}
