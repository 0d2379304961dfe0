//! A translation and its original, held side by side.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::id::IdVec;
use crate::{
    catalog::{Catalog, Entity, Record, TargetKind, date::date},
    links::normal_form,
    markdown::{NONE, SectionId},
    rules::Context,
    text::fold,
    vocabulary::vocabulary,
};

/// Characters of the shortest name that is told from others: one or two are a mark or an abbreviation.
const SHORTEST_NAME: usize = 3;

#[derive(Debug, Default, Deserialize)]
struct Languages {
    codes: FxHashSet<String>,
    words: FxHashSet<String>,
    scripts: FxHashSet<String>,
}

vocabulary! { fn read_languages() -> Languages = "languages.toml" }

static LANGUAGES: LazyLock<Languages> = LazyLock::new(read_languages);

/// A translation and its original.
#[derive(Debug)]
pub(super) struct Pair<'c, 't> {
    pub(super) original: &'c Catalog<'t>,
    pub(super) translation: &'c Catalog<'t>,
    /// Each address of the translation's, plainly written, with the one record that it stands in, or [`NONE`].
    links: FxHashMap<String, u32>,
    /// Each entity of the translation's by the key of its name.
    entities: FxHashMap<String, u32>,
}

/// The state of an original's record in the translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PairMatch {
    /// It stands there, as this record where it is known which.
    Found(Option<u32>),
    Missing,
    /// It has nothing that a translation would leave as it is.
    CannotTell,
}

/// The path of the original of which a path is a translation by its name.
pub(super) fn original_of(path: &str) -> Option<String> {
    let (folder, file) = path.rsplit_once('/').map_or((None, path), |(folder, file)| (Some(folder), file));
    let (stem, extension) = file.rsplit_once('.')?;
    // The tag may itself be parted: `README.zh-CN`, `README_pt_BR`.
    let cuts = stem.match_indices(['.', '_', '-']).map(|(at, _)| at);
    let original = cuts.filter_map(|at| Some((stem.get(..at)?, stem.get(at + 1..)?)));
    let (original, _) = original.into_iter().find(|(original, tag)| !original.is_empty() && is_language(tag))?;
    let folder = folder.map(|folder| format!("{folder}/")).unwrap_or_default();
    Some(format!("{folder}{original}.{extension}"))
}

/// Returns true if a word stands for a language.
pub(super) fn is_language(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let (language, rest) = tag.split_once(['-', '_']).unwrap_or((&tag, ""));
    let is_region = rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_alphabetic());
    LANGUAGES.words.contains(&tag)
        || LANGUAGES.codes.contains(language) && (rest.is_empty() || is_region || LANGUAGES.scripts.contains(rest))
}

/// An address as two files would write it alike; for a copy in an archive that of the page.
pub(super) fn plain(url: &str) -> String {
    let address = |url| str::split_once(url, "://").map_or(url, |(_, rest)| rest);
    let own = address(url);
    let copied = own.strip_prefix("web.archive.org/web/").and_then(|copy| copy.split_once('/'));
    let rest = copied.map_or(own, |(_, page)| address(page));
    normal_form(&format!("https://{rest}"))
}

impl<'c, 't> Pair<'c, 't> {
    /// The catalog that is checked and its original, where that is checked too.
    pub(super) fn of(context: &Context<'c, 't>) -> Option<Self> {
        let original = original_of(context.catalog.file.path())?;
        let original = context.neighbors.catalogs.iter().copied().find(|catalog| catalog.file.path() == original)?;
        let translation = context.catalog;
        let mut links: FxHashMap<String, u32> = FxHashMap::default();
        for (record, index) in translation.records.iter().zip(0..) {
            for url in web_links(translation, record) {
                // One that stands in several records tells nothing of where this one is.
                links
                    .entry(plain(url))
                    .and_modify(|known| *known = if *known == index { index } else { NONE })
                    .or_insert(index);
            }
        }
        for target in translation.targets.iter().filter(|target| target.kind == TargetKind::Web) {
            links.entry(plain(&target.url)).or_insert(NONE);
        }
        let entities = translation.entities.iter().zip(0..);
        let entities = entities.map(|(entity, index)| (fold::key(translation.entity_name(entity)), index)).collect();
        Some(Self { original, translation, links, entities })
    }

    /// The records of the original that the translation leaves out, and how many it has. One whose name stands anywhere in
    /// the translation's text is neither: a row without its link, a sentence about it.
    pub(super) fn missing(&self) -> (Vec<&'c Record<'t>>, usize) {
        let original: &'c Catalog<'t> = self.original;
        let found: Vec<_> = original.records.iter().map(|record| (record, self.find(record))).collect();
        let present = found.iter().filter(|(_, found)| matches!(found, PairMatch::Found(_))).count();
        let missing = found.into_iter().filter(|(_, found)| *found == PairMatch::Missing).map(|(record, _)| record);
        let missing: Vec<_> = missing.filter(|record| record.name.chars().count() >= SHORTEST_NAME).collect();
        let is_told = self.named(&missing);
        let untold = missing.into_iter().zip(is_told).filter(|(_, is_told)| !is_told);
        (untold.map(|(record, _)| record).collect(), present)
    }

    /// Returns a reader's name for a record of the original: of an entry in a list of events the text of its link, not
    /// its day.
    pub(super) fn name(&self, record: &'c Record<'t>) -> &'c str {
        let original: &'c Catalog<'t> = self.original;
        let links = original.links_of(record).map(|link| original.document.link_text(link).trim());
        let mut titles = links.filter(|text| !text.is_empty() && date(&record.name).is_some());
        titles.next().unwrap_or(&record.name)
    }

    /// For each record whether its name stands in the text of the translation, by itself.
    fn named(&self, records: &[&'c Record<'t>]) -> Vec<bool> {
        let mut found = vec![false; records.len()];
        let text = self.translation.document.text;
        let names = records.iter().map(|record| stem(self.name(record)));
        let Ok(names) = AhoCorasick::builder().ascii_case_insensitive(true).build(names) else {
            // Too many to look for: then nothing can be said.
            return vec![true; records.len()];
        };
        let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        for place in names.find_overlapping_iter(text) {
            let before = place.start().checked_sub(1).and_then(|at| text.as_bytes().get(at));
            if !is_word(before)
                && !is_word(text.as_bytes().get(place.end()))
                && let Some(found) = found.get_mut(place.pattern().as_usize())
            {
                *found = true;
            }
        }
        found
    }

    /// Looks for a record of the original: by its links first, then by its name.
    pub(super) fn find(&self, record: &Record<'_>) -> PairMatch {
        let mut has_link = false;
        for url in web_links(self.original, record) {
            has_link = true;
            if let Some(&index) = self.links.get(&plain(url)) {
                return PairMatch::Found(Some(index).filter(|index| *index != NONE));
            }
        }
        match self.entity(&record.name).filter(|_| record.is_named()) {
            Some(entity) => PairMatch::Found(Some(entity.first).filter(|_| entity.records == 1)),
            None if has_link && record.is_named() => PairMatch::Missing,
            None => PairMatch::CannotTell,
        }
    }

    /// Returns for each section of the translation how many of its records are none of the original's: not by a link, nor
    /// by name.
    pub(super) fn strangers(&self) -> IdVec<SectionId, usize> {
        let known: FxHashSet<String> = self.original.targets.iter().map(|target| plain(&target.url)).collect();
        let entities = self.original.entities.iter();
        let names: FxHashSet<String> = entities.map(|entity| fold::key(self.original.entity_name(entity))).collect();
        let mut strangers = IdVec::for_each_of(&self.translation.document.sections, 0);
        for record in self.translation.records.iter().filter(|record| record.is_named()) {
            let mut links = web_links(self.translation, record).peekable();
            let is_stranger = links.peek().is_some()
                && !links.any(|url| known.contains(&plain(url)))
                && !names.contains(&fold::key(&record.name));
            strangers[record.section] += usize::from(is_stranger);
        }
        strangers
    }

    /// The translation's entity of a name.
    pub(super) fn entity(&self, name: &str) -> Option<&'c Entity> {
        self.translation.entities.get(*self.entities.get(&fold::key(name))? as usize)
    }

    /// Returns for each section of the original the one of the translation that holds the same records, if one does.
    pub(super) fn sections(&self) -> IdVec<SectionId, Option<SectionId>> {
        let mut votes: FxHashMap<(SectionId, SectionId), usize> = FxHashMap::default();
        for record in &self.original.records {
            let PairMatch::Found(Some(other)) = self.find(record) else { continue };
            let Some(other) = self.translation.records.get(other as usize) else { continue };
            let theirs = self.translation.document.ancestors(other.section);
            let theirs: Vec<_> = theirs.map(|at| (level(self.translation, at), at)).collect();
            for own in self.original.document.ancestors(record.section) {
                let level = level(self.original, own);
                for (_, other) in theirs.iter().filter(|(other, _)| *other == level) {
                    *votes.entry((own, *other)).or_default() += 1;
                }
            }
        }
        let mut votes: Vec<_> = votes.into_iter().collect();
        // The fewest first, so that the most stay.
        votes.sort_unstable_by_key(|&((own, other), count)| (count, std::cmp::Reverse((own, other))));
        let mut sections = IdVec::for_each_of(&self.original.document.sections, None);
        for ((own, other), _) in votes {
            sections[own] = Some(other);
        }
        sections
    }
}

/// A name without what stands in brackets behind it, which is translated: `Whisper v3 (local)`.
fn stem(name: &str) -> &str {
    let stem = name.split(['(', '（']).next().map(str::trim_end);
    stem.filter(|stem| stem.chars().count() >= SHORTEST_NAME).unwrap_or(name)
}

fn level(catalog: &Catalog<'_>, section: SectionId) -> u8 {
    catalog.document[section].level
}

/// The addresses in the web that a record links to.
pub(super) fn web_links<'a>(catalog: &'a Catalog<'_>, record: &Record<'_>) -> impl Iterator<Item = &'a str> + 'a {
    catalog
        .links_of(record)
        .map(|link| &*link.target)
        .filter(|url| url.starts_with("http://") || url.starts_with("https://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_is_known_by_its_name() {
        assert!(!LANGUAGES.codes.is_empty());
        for (path, original) in [
            ("README.zh-CN.md", Some("README.md")),
            ("docs/README_ja.md", Some("docs/README.md")),
            ("README-fr.md", Some("README.md")),
            ("README_pt_BR.md", Some("README.md")),
            ("README.zh-Hans.md", Some("README.md")),
            ("README_CN.md", Some("README.md")),
            ("free-for-dev.de.md", Some("free-for-dev.md")),
            ("README.md", None),
            ("README-api.md", None),
            ("README.v2.md", None),
            ("data-sets.md", None),
            ("_en.md", None),
            ("README", None),
        ] {
            assert_eq!(original_of(path).as_deref(), original, "{path}");
        }
    }

    #[test]
    fn addresses_are_alike_however_they_are_written() {
        assert_eq!(plain("http://www.Example.org/a/"), plain("https://example.org/a"));
        assert_ne!(plain("https://example.org/a"), plain("https://example.org/A"));
        assert_eq!(plain("https://web.archive.org/web/2019/http://example.org/a/"), plain("https://example.org/a"));
    }
}
