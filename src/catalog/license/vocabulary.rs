//! The names of licences, from the SPDX list and `rules/vocabulary/licenses.toml`.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::Vagueness;
use crate::vocabulary::vocabulary;

/// The meaning of a spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LicenseName {
    /// An SPDX identifier.
    Id(String),
    /// A family of licences.
    Family(String),
    /// No licence at all, but none needed.
    PublicDomain,
    /// No licence.
    Vague,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Lists {
    words: Vec<String>,
    public_domain_ids: Vec<String>,
    public_domain: Vec<String>,
    vague: Vec<String>,
    vague_words: Vec<String>,
    folders: Vec<String>,
    projects: Vec<String>,
    programs: Vec<String>,
    terms_words: Vec<String>,
    generic_words: Vec<String>,
    and_so_on: Vec<String>,
    own_terms: Vec<String>,
    noise: Vec<String>,
    vagueness: BTreeMap<String, Vec<String>>,
    incomplete: BTreeMap<String, Vec<String>>,
    names: BTreeMap<String, Vec<String>>,
    pages: BTreeMap<String, String>,
}

pub(super) struct LicenseVocabulary {
    /// The identifiers by the names that SPDX gives the licences, in small letters.
    full_names: FxHashMap<String, &'static str>,
    names: FxHashMap<FoldedSpelling, LicenseName>,
    pub(super) public_domain_ids: &'static [String],
    pub(super) vague_words: &'static [String],
    pub(super) folders: &'static [String],
    /// Names of licences that are names of projects too.
    pub(super) projects: &'static [String],
    /// Programs that licences are named after.
    pub(super) programs: &'static [String],
    /// Words for terms.
    pub(super) terms_words: &'static [String],
    /// Words beside those, with a capital or not, that name nobody.
    pub(super) generic_words: &'static [String],
    /// Marks of a list that goes on.
    pub(super) and_so_on: &'static [String],
    /// Parts of words that name a licence of its own kind.
    pub(super) own_terms: &'static [String],
    /// The words of each kind of vague text, the kind that decides first.
    pub(super) vagueness: Vec<(Vagueness, &'static [String])>,
    /// Longer ones first, so that the first that fits is the right one.
    pub(super) pages: Vec<(&'static str, &'static str)>,
}

vocabulary! { fn read_licenses() -> Lists = "licenses.toml" }

static LISTS: LazyLock<Lists> = LazyLock::new(read_licenses);

static VOCABULARY: LazyLock<LicenseVocabulary> = LazyLock::new(|| {
    let lists = &*LISTS;
    let mut names = FxHashMap::default();
    let mut add = |spelling: &str, name: LicenseName| {
        if let Some(folded) = FoldedSpelling::new(spelling) {
            names.entry(folded).or_insert(name);
        }
    };
    for (id, spellings) in &lists.names {
        for spelling in spellings {
            add(spelling, LicenseName::Id(id.clone()));
        }
    }
    for (family, spellings) in &lists.incomplete {
        for spelling in spellings {
            add(spelling, LicenseName::Family(family.clone()));
        }
    }
    lists.public_domain.iter().for_each(|spelling| add(spelling, LicenseName::PublicDomain));
    lists.vague.iter().for_each(|spelling| add(spelling, LicenseName::Vague));
    for license in spdx::identifiers::LICENSES {
        // A plus is not compared away, and `GPL-3.0+` is an old way to write `GPL-3.0-or-later`.
        let is_plain = license.name.contains('-') && !license.name.contains('+');
        if is_plain || lists.words.iter().any(|word| word == license.name) {
            add(license.name, LicenseName::Id(license.name.to_owned()));
        }
    }
    let mut full_names: FxHashMap<String, &'static str> = FxHashMap::default();
    // Two identifiers of one name: one of them is deprecated.
    let current = |name: &str| spdx::license_id(name).is_some_and(|id| !id.is_deprecated());
    for license in spdx::identifiers::LICENSES.iter().filter(|license| license.name != "NOASSERTION") {
        let id = full_names.entry(full_name_key(license.full_name)).or_insert(license.name);
        if current(license.name) {
            *id = license.name;
        }
    }
    let mut pages: Vec<_> = lists.pages.iter().map(|(page, id)| (page.as_str(), id.as_str())).collect();
    pages.sort_by_key(|(page, _)| std::cmp::Reverse(page.len()));
    let order = [Vagueness::Closed, Vagueness::Several, Vagueness::Terms, Vagueness::Purpose, Vagueness::Openness];
    let phrases = |kind: Vagueness| lists.vagueness.get(kind.key()).map_or(&[][..], Vec::as_slice);
    LicenseVocabulary {
        full_names,
        names,
        public_domain_ids: &lists.public_domain_ids,
        vague_words: &lists.vague_words,
        folders: &lists.folders,
        projects: &lists.projects,
        programs: &lists.programs,
        terms_words: &lists.terms_words,
        generic_words: &lists.generic_words,
        and_so_on: &lists.and_so_on,
        own_terms: &lists.own_terms,
        vagueness: order.map(|kind| (kind, phrases(kind))).into(),
        pages,
    }
});

/// The one vocabulary of licences.
pub(super) fn vocabulary() -> &'static LicenseVocabulary {
    &VOCABULARY
}

impl LicenseVocabulary {
    /// Returns the identifier of the licence that SPDX gives a name: `Mozilla Public License 1.1`. Names of one word are
    /// names of other things as well.
    pub(super) fn find_full_name(&self, name: &str) -> Option<&'static str> {
        if name.len() > LONGEST_NAME || !name.contains(' ') {
            return None;
        }
        self.full_names.get(&full_name_key(name)).copied()
    }

    /// Returns the meaning of a spelling.
    pub(super) fn find(&self, spelling: &str) -> Option<&LicenseName> {
        self.names.get(&FoldedSpelling::new(spelling)?)
    }
}

/// Bytes of the longest name of a licence that is looked for: SPDX has few longer ones.
const LONGEST_NAME: usize = 120;

/// The form in which full names are compared: in small letters, with one blank between words, without quotation marks.
fn full_name_key(name: &str) -> String {
    let plain = name.replace(['"', '\'', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'], "");
    plain.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// No spelling that is longer when folded is in the vocabulary.
const LONGEST: usize = 56;

/// A spelling without what makes no difference, on the stack: `Apache License, Version 2.0` is `apache2`.
#[derive(Clone, PartialEq, Eq, Hash)]
struct FoldedSpelling {
    bytes: [u8; LONGEST],
    length: usize,
}

impl FoldedSpelling {
    fn new(text: &str) -> Option<Self> {
        // `GNU` and `The Unlicense` must not fold to nothing.
        let has_more = words(text).any(|word| !is_noise(word));
        let mut folded = Self { bytes: [0; LONGEST], length: 0 };
        for word in words(text).filter(|word| !has_more || !is_noise(word)) {
            let plus = if word.ends_with('+') { "+" } else { "" };
            let mut word = word.trim_end_matches(['+', '.']);
            while let Some(rest) = word.strip_suffix(".0") {
                word = rest;
            }
            // `v.2` is `v2`.
            let word = match word.get(..2) {
                Some("v." | "V.") => word.get(2..).unwrap_or_default(),
                _ => word,
            };
            let version = version_mark(word);
            for (at, byte) in word.bytes().chain(plus.bytes()).enumerate() {
                if Some(at) != version {
                    *folded.bytes.get_mut(folded.length)? = byte.to_ascii_lowercase();
                    folded.length += 1;
                }
            }
        }
        (folded.length > 0).then_some(folded)
    }
}

/// The words of a spelling: what stands between blanks, dashes and other marks.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '+');
    text.split(move |c| !is_inner(c)).filter(|word| !word.is_empty())
}

fn is_noise(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    LISTS.noise.iter().any(|noise| noise.eq_ignore_ascii_case(word))
}

/// Returns the position of the v in `v2` and `GPLv3`.
fn version_mark(word: &str) -> Option<usize> {
    let digit = word.bytes().position(|byte| byte.is_ascii_digit())?;
    digit.checked_sub(1).filter(|at| matches!(word.as_bytes().get(*at), Some(b'v' | b'V')))
}
