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
    /// Folders that translations are kept in, beside those that are called as a language.
    folders: FxHashSet<String>,
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

/// Marks in front of the tag of a language.
const TAG_MARKS: [char; 3] = ['.', '_', '-'];

/// The paths of the originals that a path may be a translation of by its name, the most likely first: without its tag in the
/// same folder, with the tag of English, without its folder of translations. `docs/zh/README.md` and `docs/README.zh.md` are
/// translations of `README.md`.
pub(super) fn originals_of(path: &str) -> Vec<String> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let Some((stem, extension)) = file.rsplit_once('.') else { return Vec::new() };
    // The tag may itself be parted: `README.zh-CN`, `README_pt_BR`.
    let cuts = stem.match_indices(TAG_MARKS).map(|(at, _)| at);
    let mut tagged = cuts.filter_map(|at| Some((stem.get(..at)?, stem.get(at + 1..)?)));
    let tagged = tagged.find(|(original, tag)| !original.is_empty() && is_language(tag));
    let (folders, is_below_language) = folders_above(folder);
    if tagged.is_none() && !is_below_language {
        return Vec::new();
    }
    let (original, tag) = tagged.unwrap_or((stem, ""));
    let is_english = |tag: &str| tag.to_ascii_lowercase().split(['-', '_']).next() == Some("en");
    let mut paths = Vec::new();
    for folder in &folders {
        paths.push(format!("{folder}{original}.{extension}"));
        if !tag.is_empty() && !is_english(tag) {
            let english = TAG_MARKS.iter().flat_map(|mark| ["en", "EN"].map(|tag| format!("{mark}{tag}")));
            paths.extend(english.map(|tag| format!("{folder}{original}{tag}.{extension}")));
        }
    }
    paths.retain(|own| own != path);
    paths
}

/// The folder of a translation, and those around it that its original may be in, each with a `/` behind it; and true if one of
/// those that are left out is called as a language.
fn folders_above(folder: &str) -> (Vec<String>, bool) {
    let with_slash = |folder: &str| if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let (mut folders, mut is_below_language) = (vec![with_slash(folder)], false);
    let mut rest = folder;
    while !rest.is_empty() {
        let (above, last) = rest.rsplit_once('/').unwrap_or(("", rest));
        let is_of_language = is_language(last);
        if !is_of_language && !LANGUAGES.folders.contains(&last.to_ascii_lowercase()) {
            break;
        }
        is_below_language |= is_of_language;
        folders.push(with_slash(above));
        rest = above;
    }
    (folders, is_below_language)
}

/// The path of the original that the configuration names for a path: `[parity]`, whose paths are from its own folder.
fn configured_original(context: &Context<'_, '_>) -> Option<String> {
    let path = context.catalog.file.path();
    let pairs = context.option("pairs")?.as_table()?;
    let folder = |own: &str| path.strip_suffix(own).filter(|folder| folder.is_empty() || folder.ends_with('/'));
    pairs.iter().find_map(|(own, original)| Some(format!("{}{}", folder(own)?, original.as_str()?)))
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
        let configured = configured_original(context);
        let is_configured = configured.is_some();
        let originals = configured.map_or_else(|| originals_of(context.catalog.file.path()), |own| vec![own]);
        let translation = context.catalog;
        let at = |path: &String| context.neighbors.catalog_at("", path);
        let is_other = |catalog: &&Catalog<'_>| catalog.file.path() != translation.file.path();
        let original = originals.iter().filter_map(at).find(is_other)?;
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
        let pair = Self { original, translation, links, entities };
        let folder =
            |catalog: &Catalog<'_>| catalog.file.path().rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let is_beside = folder(original) == folder(translation);
        (is_configured || is_beside || pair.is_close()).then_some(pair)
    }

    /// Returns true if the translation has half of the original's records. A folder that is called as a language may be about
    /// something else: `ml` and `cs` are languages, too.
    fn is_close(&self) -> bool {
        let is_found = |record: &&Record<'_>| matches!(self.find(record), PairMatch::Found(_));
        2 * self.original.records.iter().filter(is_found).count() >= self.original.records.len()
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
            ("docs/zh/list.md", Some("docs/zh/list.md")),
            ("README.md", None),
            ("docs/README.md", None),
            ("README-api.md", None),
            ("README.v2.md", None),
            ("data-sets.md", None),
            ("_en.md", None),
            ("README", None),
        ] {
            let originals = originals_of(path);
            let wanted = original.filter(|original| *original != path);
            assert_eq!(originals.first().map(String::as_str).filter(|_| wanted.is_some()), wanted, "{path}");
            assert_eq!(originals.is_empty(), original.is_none(), "{path}: {originals:?}");
        }
        for (path, original) in [
            ("docs/README.zh-CN.md", "README.md"),
            ("docs/zh/README.md", "README.md"),
            ("docs/zh/README.md", "docs/README.md"),
            ("zh-CN/list.md", "list.md"),
            ("i18n/README_fr.md", "README.md"),
            ("README_zh.md", "README_en.md"),
            ("README.zh.md", "README.EN.md"),
        ] {
            assert!(originals_of(path).iter().any(|own| own == original), "{path}: {:?}", originals_of(path));
        }
        assert!(!originals_of("README.en.md").iter().any(|own| own.contains("README_")));
    }

    #[test]
    fn addresses_are_alike_however_they_are_written() {
        assert_eq!(plain("http://www.Example.org/a/"), plain("https://example.org/a"));
        assert_ne!(plain("https://example.org/a"), plain("https://example.org/A"));
        assert_eq!(plain("https://web.archive.org/web/2019/http://example.org/a/"), plain("https://example.org/a"));
    }
}
