//! Judges texts in the place of a licence: SPDX, nearly SPDX, incomplete, vague, or no licence.

use rustc_hash::{FxHashMap, FxHashSet};

use super::one_choice;
use crate::catalog::Catalog;
use crate::catalog::license::{
    License, MissingPart, StatedLicense, Vagueness, from_url, is_long_name, names_own_license, names_terms,
};
use crate::finding::Fix;
use crate::markdown::MarkKind;
use crate::rules::{Answer, Context, Draft, Question, RecordLicense};

/// Longer texts are prose that describes terms.
const MOST_WORDS: usize = 5;
/// Bytes of the longest code that a legend explains: HTML can open thousands of marks that all reach to one end.
const LONGEST_CODE: usize = 64;

/// `license/not-spdx`.
pub(in crate::rules) fn not_spdx<'c, 't>(context: &Context<'c, 't>) -> Question<'c, RecordLicense<'c, 't>> {
    let licenses = context.catalog.licenses();
    // Letters' case makes no difference to SPDX: it is worth a word only where the catalog itself writes it two ways.
    let mut written: FxHashMap<&str, &str> = FxHashMap::default();
    let mut mixed: FxHashSet<&str> = FxHashSet::default();
    for reading in &licenses.readings {
        let Some(named) = reading.named().filter(|named| reading.core().eq_ignore_ascii_case(named)) else { continue };
        if *written.entry(named).or_insert(reading.core()) != reading.core() {
            mixed.insert(named);
        }
    }
    Box::new(move |said| match &said.reading.license {
        License::Spdx { .. } => Answer::Holds,
        License::NearlySpdx { expression, complete: true } => {
            let text = said.reading.core();
            // The list of SPDX has a name for people beside each identifier, and who writes it made no slip.
            if !is_one(text, expression)
                || is_long_name(text, expression)
                || text.eq_ignore_ascii_case(expression) && !mixed.contains(&**expression)
            {
                return Answer::Holds;
            }
            nearly(said, text, expression)
        }
        _ => Answer::CannotTell,
    })
}

/// Returns true if a text means its expression with the operators that it writes; what a slash or a comma means,
/// nobody knows.
fn is_one(text: &str, expression: &str) -> bool {
    let says = |word: &str| text.split_whitespace().any(|own| own.eq_ignore_ascii_case(word));
    (!expression.contains(" OR ") || says("or")) && (!expression.contains(" AND ") || says("and"))
}

fn nearly(said: RecordLicense<'_, '_>, text: &str, expression: &str) -> Answer {
    let span = said.stated.core_span(said.reading);
    if text.eq_ignore_ascii_case(expression) {
        let draft = Draft::new(span, format!("\"{text}\" is written in several ways here: SPDX writes {expression}"))
            .help("write it in one way, so that a search finds all of them")
            .subject(text.to_owned());
        return with_fix(draft, said, expression).into();
    }
    // `LGPL2` is as often 2.1 as 2.0.
    if expression == "LGPL-2.0" && !text.contains("2.0") {
        return Draft::new(span, format!("\"{text}\" is no SPDX identifier: it may be LGPL-2.0 or LGPL-2.1"))
            .help("look at the project's licence file, and write the one that it is")
            .subject(text.to_owned())
            .into();
    }
    let only = format!("{expression}-only");
    if spdx::license_id(&only).is_some() {
        return Draft::new(span, format!("\"{text}\" is no SPDX identifier: it is {only} or {expression}-or-later"))
            .help("look at the project's licence file for \"or any later version\", and write the one that it is")
            .subject(text.to_owned())
            .into();
    }
    let draft = Draft::new(span, format!("\"{text}\" is no SPDX identifier: it is {expression}"))
        .help("write the identifier, which programs and people read alike")
        .subject(text.to_owned());
    with_fix(draft, said, expression).into()
}

/// With the edit that replaces the text, where the text stands in the source as it is read.
fn with_fix(draft: Draft, said: RecordLicense<'_, '_>, license: &str) -> Draft {
    if !said.stated.exact {
        return draft;
    }
    draft.fix(Fix::safe(said.stated.core_span(said.reading), license))
}

/// `license/incomplete`.
pub(in crate::rules) fn incomplete<'c, 't>(context: &Context<'c, 't>) -> Question<'c, RecordLicense<'c, 't>> {
    let context = *context;
    Box::new(move |said| match &said.reading.license {
        License::Incomplete { family, lacks } => lacking(&context, said, family, *lacks),
        License::Spdx { .. } | License::NearlySpdx { .. } | License::Several { .. } => Answer::Holds,
        _ => Answer::CannotTell,
    })
}

fn lacking(context: &Context<'_, '_>, said: RecordLicense<'_, '_>, family: &str, lacks: MissingPart) -> Answer {
    let text = said.reading.core();
    let span = said.stated.core_span(said.reading);
    let mut links = said.stated.links(context.catalog);
    let deed = links.find_map(|link| Some((link, from_url(&link.target)?)));
    let draft = |message: String| Draft::new(span, message).subject(text.to_owned());
    match (lacks, deed) {
        // Whoever follows the link finds the version.
        (MissingPart::Version, Some((_, deed))) if deed.starts_with(family) => Answer::Holds,
        (MissingPart::Element, Some((link, deed))) => {
            let draft = draft(format!("\"{text}\" does not say which Creative Commons licence: its link is {deed}"))
                .help(format!("write {deed}"))
                .related(context.catalog.document.target_span(link), "the licence that it links");
            with_fix(draft, said, &deed).into()
        }
        (MissingPart::Element, None) => {
            draft(format!("\"{text}\" does not say which of the Creative Commons licences"))
                .help("write it with its elements and version, as in CC-BY-NC-SA-4.0")
                .into()
        }
        (MissingPart::Version, _) if family == "BSD" => draft(format!("\"{text}\" does not say which BSD licence"))
            .help("write it with its clauses, as in BSD-3-Clause")
            .into(),
        (MissingPart::Version, _) => draft(["\"", text, "\" does not say which version"].concat())
            .help(example(family).map_or("write it with its version".to_owned(), |example| {
                format!("write it with its version, as in {example}")
            }))
            .into(),
    }
}

/// Versions that identifiers of families end with, the newest ones first.
const VERSIONS: [&str; 10] =
    ["4.0", "3.0-or-later", "2.1-or-later", "3-Clause", "2.0", "1.3-or-later", "1.2", "1.1", "1.0", "UK-3.0"];

/// A whole identifier of a family.
fn example(family: &str) -> Option<String> {
    VERSIONS.iter().map(|version| format!("{family}-{version}")).find(|id| spdx::license_id(id).is_some())
}

/// `license/vague`.
pub(in crate::rules) fn vague<'c, 't>(context: &Context<'c, 't>) -> Question<'c, RecordLicense<'c, 't>> {
    let catalog = context.catalog;
    let legend = Legend::of(catalog);
    Box::new(move |said| match said.reading.license {
        // A link leads to the terms, and a long text says them.
        License::Vague(_) if said.stated.links(catalog).next().is_some() || is_prose(said.reading) => {
            Answer::CannotTell
        }
        License::Vague(_) if said.reading.vagueness == Some(Vagueness::Closed) => Answer::Holds,
        License::Vague(_) if names_terms(said.reading.core()) || legend.explains(said.reading.core()) => Answer::Holds,
        License::Vague(_) => unclear(said),
        License::Missing(_) => Answer::CannotTell,
        _ => Answer::Holds,
    })
}

fn is_prose(reading: &StatedLicense) -> bool {
    reading.text.split_whitespace().count() > MOST_WORDS
}

fn unclear(said: RecordLicense<'_, '_>) -> Answer {
    let why = match said.reading.vagueness {
        Some(Vagueness::Purpose) => "says what it may be used for, not under which licence",
        Some(Vagueness::Openness) => "says who can have it, not what may be done with it",
        Some(Vagueness::Several) => "says that licences differ, not which there are",
        Some(Vagueness::Terms) => "says that there are terms, not which",
        Some(Vagueness::Closed | Vagueness::Nothing) | None => "names no licence",
    };
    let text = said.reading.core();
    Draft::new(said.stated.core_span(said.reading), ["\"", text, "\" ", why].concat())
        .help("name the licence, or link the terms")
        .subject(text.to_owned())
        .alike(one_choice(u64::from(said.stated.reading)))
        .into()
}

/// `license/unrecognized`.
pub(in crate::rules) fn unrecognized<'c, 't>(context: &Context<'c, 't>) -> Question<'c, RecordLicense<'c, 't>> {
    let catalog = context.catalog;
    let legend = Legend::of(catalog);
    Box::new(move |said| match said.reading.license {
        License::Unrecognized
            if said.stated.links(catalog).next().is_some() || is_prose(said.reading) || is_own(said.reading) =>
        {
            Answer::CannotTell
        }
        License::Unrecognized if legend.explains(said.reading.core()) => Answer::Holds,
        License::Unrecognized => {
            let text = said.reading.core();
            Draft::new(said.stated.core_span(said.reading), format!("\"{text}\" is no licence that SPDX knows"))
                .help("name the licence, or link its text")
                .subject(text.to_owned())
                .alike(one_choice(u64::from(said.stated.reading)))
                .into()
        }
        License::Missing(_) => Answer::CannotTell,
        _ => Answer::Holds,
    })
}

/// Codes that the text of a catalog explains: "commercially available (**all**), academic use only (**academic**)".
struct Legend(FxHashSet<String>);

impl Legend {
    fn of(catalog: &Catalog<'_>) -> Self {
        let document = &catalog.document;
        let text = document.prose().filter(|(_, block)| catalog.record_at(block.span).is_none());
        let marks = text.flat_map(|(_, block)| {
            let marks =
                document.marks_of(block).iter().filter(|mark| matches!(mark.kind, MarkKind::Strong | MarkKind::Code));
            marks.filter_map(|mark| document.text_of(block).get(mark.text.0 as usize..mark.text.1 as usize))
        });
        let codes = marks.filter(|code| code.len() <= LONGEST_CODE);
        Self(codes.map(|code| code.trim().to_lowercase()).collect())
    }

    fn explains(&self, code: &str) -> bool {
        self.0.contains(&code.to_lowercase())
    }
}

/// Returns true if a text plainly names a licence of its own kind, `Llama 2 Community License`, or is a mark, `✅`.
fn is_own(reading: &StatedLicense) -> bool {
    if !reading.text.contains(char::is_alphanumeric) {
        return true;
    }
    names_own_license(&reading.text)
}
