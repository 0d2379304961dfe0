//! Licences: SPDX expressions where they are, nearly are, are incomplete, or are no licences at all.
//!
//! Precision comes before recall: a text that is not plainly a licence is never read as one.

mod badge;
mod compare;
mod creative;
mod page;
mod stated;
mod terms;

/// Bytes of the shortest name of a licence, `BY` of Creative Commons: one letter is a column's tick.
const SHORTEST_TOKEN: usize = 2;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use compare::contradicts;
pub use page::from_url;
pub use stated::{LicenseStatement, Licenses, StatedLicense};
pub use terms::{is_long_name, names_own_license, names_terms};

use super::missing::{MissingReason, missing};
use crate::text::fold;
use creative::Creative;
use std::borrow::Cow;
use vocabulary::{LicenseName, vocabulary, words};

/// The reading of a licence's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum License {
    /// The text is an SPDX expression as it stands: `Apache-2.0`, `MIT OR Apache-2.0`.
    Spdx {
        /// The expression.
        expression: String,
    },
    /// The text means an SPDX expression: `Apache 2.0`, `AGPL-3.0/MIT`.
    NearlySpdx {
        /// The expression.
        expression: String,
        /// True if the expression says all that the text says; SPDX has no `CC-BY-SA-3.0-US`, and brackets fall away.
        complete: bool,
    },
    /// Several licences whose relation is not said: `MIT, Apache 2.0`.
    Several {
        /// Their SPDX expressions.
        expressions: Vec<String>,
    },
    /// A family of licences: `CC BY-NC-SA`, `GPL`, `CC 4.0`.
    Incomplete {
        /// The family, with what is known of it: `CC-BY-NC-SA`, `GPL`, `CC-4.0`.
        family: String,
        /// The missing part.
        lacks: MissingPart,
    },
    /// In the public domain, with no word on by what instrument.
    PublicDomain,
    /// No licence: `Research`, `Open`, `Custom`, `EULA`.
    Vague(String),
    /// Nothing.
    Missing(MissingReason),
    /// Something else.
    Unrecognized,
}

/// The part that an incomplete licence lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MissingPart {
    /// The version, or of BSD the number of clauses.
    Version,
    /// The elements of a Creative Commons licence: BY, NC, ND, SA.
    Element,
}

/// Why a text is no licence, though it stands where one should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Vagueness {
    /// It says what the thing may be used for: `Research`.
    Purpose,
    /// It says that the thing can be had: `Public`, `Open`.
    Openness,
    /// It says that there are several licences: `Various`.
    Several,
    /// It says that there are terms: `Custom`, `EULA`.
    Terms,
    /// It says that nobody may do anything without asking: `Proprietary`. That is plain enough.
    Closed,
    /// It says nothing.
    Nothing,
}

impl Vagueness {
    /// The kind's key in the vocabulary.
    fn key(self) -> &'static str {
        match self {
            Self::Purpose => "purpose",
            Self::Openness => "openness",
            Self::Several => "several",
            Self::Terms => "terms",
            Self::Closed => "closed",
            Self::Nothing => "nothing",
        }
    }
}

impl License {
    /// The SPDX expression or the family that it names.
    pub fn named(&self) -> Option<&str> {
        match self {
            Self::Spdx { expression } | Self::NearlySpdx { expression, .. } => Some(expression),
            Self::Incomplete { family, .. } => Some(family),
            _ => None,
        }
    }
}

/// Longer texts are prose.
const LONGEST: usize = 200;
/// Longer tokens are no licence at the end of a list item.
const LONGEST_TOKEN: usize = 60;

/// Reads the text of a licence cell.
pub fn read(text: &str) -> License {
    if let Some(kind) = missing(text) {
        return License::Missing(kind);
    }
    let text = trim(text);
    if text == "NOASSERTION" {
        return License::Missing(MissingReason::NotKnown);
    }
    if text.len() > LONGEST {
        return vague(text);
    }
    let (plain, complete) = without_brackets(text);
    let read = single(text)
        .or_else(|| expression(text))
        .or_else(|| several(&plain).or_else(|| single(&plain)).map(|license| mark(license, complete)))
        .or_else(|| glossed(text));
    read.unwrap_or_else(|| vague(text))
}

/// Returns true if a short token such as `MIT`, `BSD-3-Clause`, `AGPL-3.0/MIT` or `Apache2` is a licence, or nearly
/// one. `Docker`,
/// `Go`, `PDF` and `free` are none.
pub fn is_license_token(text: &str) -> bool {
    let text = trim(text);
    if !(SHORTEST_TOKEN..=LONGEST_TOKEN).contains(&text.len()) {
        return false;
    }
    // What is in sentences, tables and mark-up is no token.
    let is_mark = |c: char| !(c.is_alphanumeric() || " -.,+/:()".contains(c));
    if text.contains(is_mark) || !text.starts_with(char::is_alphanumeric) {
        return false;
    }
    let is_one = |piece: &str| match vocabulary().find(piece) {
        // `python2` is a version of the language, `Python-2.0` its licence.
        Some(LicenseName::Id(id)) if piece != id.as_str() && is_program(id) => false,
        // `Boehm GC` is a program, `Boehm-GC` its licence.
        Some(LicenseName::Id(id)) => {
            piece.contains('-') || !id.contains('-') || id.contains(|c: char| c.is_ascii_digit())
        }
        Some(LicenseName::Family(_) | LicenseName::PublicDomain) => true,
        Some(LicenseName::Vague) => false,
        None => {
            let is_creative = piece.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("cc"));
            is_creative && Creative::read(piece).is_some_and(|creative| creative.has_element())
        }
    };
    let pieces = || text.split('/').flat_map(|piece| piece.split(" OR ")).map(str::trim);
    is_one(text) || pieces().count() > 1 && pieces().all(is_one)
}

/// True if a text is the name of a licence that a project or an organisation bears too: `Boost`, `Apache`.
pub fn names_project(text: &str) -> bool {
    let text = trim(text);
    vocabulary().projects.iter().any(|name| name.eq_ignore_ascii_case(text))
}

/// Returns true if a licence is named after a program, so that the name with a number is mostly a version of that.
fn is_program(id: &str) -> bool {
    let stem = id.split('-').next().unwrap_or_default();
    vocabulary().programs.iter().any(|name| name.eq_ignore_ascii_case(stem))
}

/// Drops what may stand around a licence: blanks, emphasis, and brackets around the whole.
fn trim(text: &str) -> &str {
    let text = text
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`' | '"' | '\u{200b}' | '.' | ';' | ','));
    let inner = text.strip_prefix(['(', '[']).and_then(|inner| inner.strip_suffix([')', ']']));
    inner.filter(|inner| !inner.contains(['(', '[', ')', ']'])).unwrap_or(text).trim()
}

/// The text without what stands in brackets, and whether nothing was dropped.
fn without_brackets(text: &str) -> (Cow<'_, str>, bool) {
    let Some(open) = text.find('(') else { return (Cow::Borrowed(text), true) };
    let mut plain = text.get(..open).unwrap_or_default().to_owned();
    let mut depth = 0_usize;
    for letter in text.chars().skip(plain.chars().count()) {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    (Cow::Owned(plain.trim().to_owned()), false)
}

/// Reads a licence with its name in another script behind it: `CC0 公共领域共享`.
fn glossed(text: &str) -> Option<License> {
    let is_gloss = |c: char| !c.is_ascii() && c.is_alphabetic();
    let (own, gloss) = text.split_at(text.find(is_gloss)?);
    // What restricts the use is no translation of the name.
    if own.trim().is_empty()
        || gloss.contains(|c: char| c.is_ascii_alphanumeric())
        || vague(gloss) != License::Unrecognized
    {
        return None;
    }
    let named = single(own)?;
    matches!(named, License::Spdx { .. } | License::NearlySpdx { .. }).then(|| mark(named, false))
}

/// Reads one licence.
fn single(text: &str) -> Option<License> {
    let text = trim(text);
    if spdx::license_id(text).is_some() {
        return Some(License::Spdx { expression: text.to_owned() });
    }
    if let Some(id) = terms::gnu_version(text) {
        return Some(License::NearlySpdx { expression: id, complete: true });
    }
    // Marks do not count in a name, but may say something: `✅ MIT`.
    let complete = text.chars().all(|c| c.is_alphanumeric() || " -_.,+/:()".contains(c));
    match vocabulary().find(text) {
        Some(LicenseName::Id(id)) => return Some(License::NearlySpdx { expression: id.clone(), complete }),
        Some(LicenseName::Family(family)) => {
            return Some(License::Incomplete { family: family.clone(), lacks: MissingPart::Version });
        }
        Some(LicenseName::PublicDomain) => return Some(License::PublicDomain),
        Some(LicenseName::Vague) => return Some(License::Vague(text.to_owned())),
        None => {}
    }
    if let Some(id) = vocabulary().find_full_name(text) {
        return Some(License::NearlySpdx { expression: id.to_owned(), complete: true });
    }
    let creative = Creative::read(text)?;
    let family = creative.family();
    match (creative.has_element(), creative.has_version()) {
        (true, true) => {
            let (expression, is_all) = creative.id()?;
            Some(License::NearlySpdx { expression, complete: complete && is_all })
        }
        (true, false) => Some(License::Incomplete { family, lacks: MissingPart::Version }),
        (false, _) => Some(License::Incomplete { family, lacks: MissingPart::Element }),
    }
}

/// Reads an SPDX expression with operators.
fn expression(text: &str) -> Option<License> {
    const OPERATORS: [&str; 3] = ["AND", "OR", "WITH"];
    let operator = |word: &str| OPERATORS.iter().find(|operator| operator.eq_ignore_ascii_case(word)).copied();
    text.split_whitespace().find_map(operator)?;
    let mode = spdx::ParseMode { allow_deprecated: true, ..spdx::ParseMode::STRICT };
    spdx::Expression::parse_mode(text, mode).ok()?;
    let words: Vec<&str> = text.split_whitespace().map(|word| operator(word).unwrap_or(word)).collect();
    let expression = words.join(" ");
    let is_exact = text == expression;
    Some(if is_exact { License::Spdx { expression } } else { License::NearlySpdx { expression, complete: true } })
}

/// Marks a licence that was read from a text with brackets dropped.
fn mark(license: License, complete: bool) -> License {
    match license {
        License::Spdx { expression } if !complete => License::NearlySpdx { expression, complete },
        License::NearlySpdx { expression, complete: all } => {
            License::NearlySpdx { expression, complete: all && complete }
        }
        other => other,
    }
}

/// Separators between licences, each with the operator that it means; none where it is ambiguous.
const JOINTS: [(&str, Option<&str>); 9] = [
    (" or ", Some(" OR ")),
    ("/", Some(" OR ")),
    ("|", Some(" OR ")),
    (" and ", Some(" AND ")),
    ("&", Some(" AND ")),
    (" + ", Some(" AND ")),
    (",", None),
    (";", None),
    ("、", None),
];

/// Reads several licences that one mark stands between.
fn several(text: &str) -> Option<License> {
    let (text, is_open) = terms::without_and_so_on(text);
    let lower = text.to_ascii_lowercase();
    let (joint, operator) = JOINTS.iter().find(|(joint, _)| lower.contains(joint))?;
    let mut found = Vec::new();
    let mut at = 0;
    for piece in lower.split(joint) {
        // Only ASCII letters change their case, so the offsets are those of the text.
        let own = text.get(at..at + piece.len())?;
        let terms = || Some(vague(own)).filter(|license| matches!(license, License::Vague(_)));
        found.push(single(own).or_else(terms)?);
        at += piece.len() + joint.len();
    }
    if is_open {
        // What more there is, is not said, so that no part of it can be held against the rest.
        let named = found.iter().filter_map(License::named).map(str::to_owned);
        return Some(License::Several { expressions: named.collect() });
    }
    join(found, *operator, text)
}

/// One licence of several: the weakest of them decides. Terms beside a licence take nothing from what it says.
fn join(found: Vec<License>, operator: Option<&str>, text: &str) -> Option<License> {
    let mut expressions: Vec<String> = Vec::with_capacity(found.len());
    let mut complete = true;
    let mut weakest = None;
    let mut terms = false;
    for license in found {
        match license {
            License::Spdx { expression } => expressions.push(expression),
            License::NearlySpdx { expression, complete: all } => {
                complete &= all;
                expressions.push(expression);
            }
            License::Vague(_) => terms = true,
            License::Incomplete { .. } | License::PublicDomain => weakest = weakest.or(Some(license)),
            _ => return None,
        }
    }
    if weakest.is_some() {
        return weakest;
    }
    if expressions.is_empty() {
        return Some(License::Vague(text.to_owned()));
    }
    Some(match operator {
        Some(operator) if !terms => License::NearlySpdx { expression: expressions.join(operator), complete },
        _ => License::Several { expressions },
    })
}

/// Why a vague text is vague: the first kind that one of its words is of.
fn vagueness(text: &str) -> Vagueness {
    let folded = fold::words(text);
    let says = |kind: Vagueness, word: &str| match kind {
        Vagueness::Closed => terms::says_nothing_but(&folded, word),
        _ if word.is_ascii() => folded.split(' ').any(|own| own == word),
        _ => folded.contains(word),
    };
    let mut kinds = vocabulary().vagueness.iter();
    let found = kinds.find(|(kind, marks)| marks.iter().any(|word| says(*kind, word)));
    found.map_or(Vagueness::Nothing, |(kind, _)| *kind)
}

/// Reads a text that is no licence: vague if it has a word that says so.
fn vague(text: &str) -> License {
    let is_vague = |word: &str| vocabulary().vague_words.iter().any(|vague| vague.eq_ignore_ascii_case(word));
    let is_phrase = vocabulary().vague_words.iter().any(|vague| !vague.is_ascii() && text.contains(vague.as_str()));
    let has_word = text.split(|c: char| !c.is_alphanumeric() && c != '-').chain(words(text)).any(is_vague);
    if has_word || is_phrase { License::Vague(text.to_owned()) } else { License::Unrecognized }
}
