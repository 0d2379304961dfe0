//! Records that contradict themselves.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{main_link, main_target, shown};
use crate::catalog::{Field, Record};
use crate::rules::{Answer, Context, Draft};
use crate::vocabulary::vocabulary;

/// Letters of the shortest name of a series: `KiTS23`. What is shorter is a version (`v2`) or a unit.
const SHORTEST_SERIES: usize = 3;
/// Capitals of a name of a series before a year of two digits: a word that begins with one is any word.
const LEAST_CAPITALS: usize = 2;

/// The words of a column that says whether a thing is served by HTTPS, and the hosts that say nothing of it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContradictionWords {
    no: Vec<String>,
    elsewhere: Vec<String>,
}

vocabulary! { fn read_words() -> ContradictionWords = "https.toml" }

static WORDS: LazyLock<ContradictionWords> = LazyLock::new(read_words);

/// A record whose link contradicts what is said beside it.
pub(in crate::rules) fn contradiction(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let https = https(context, record);
    if matches!(https, Answer::Broken(_)) {
        return https;
    }
    match edition(context, record) {
        Answer::CannotTell => https,
        answer => answer,
    }
}

/// "No" in the HTTPS column beside a link that is served by HTTPS. The page of a service may have what the service itself
/// has not, so the configuration must ask for it.
fn https(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let catalog = context.catalog;
    let Some(said) = catalog.field(record, Field::Https) else { return Answer::CannotTell };
    let link = main_link(catalog, record).and_then(|link| catalog.document.links.get(link as usize));
    let Some(link) = link else { return Answer::CannotTell };
    let no = WORDS.no.iter().any(|no| no.eq_ignore_ascii_case(said.text));
    let wanted = || context.option("https").and_then(toml::Value::as_bool) == Some(true);
    if !no || !link.target.starts_with("https://") || is_elsewhere(&link.target) || !wanted() {
        return if said.text.is_empty() { Answer::CannotTell } else { Answer::Holds };
    }
    Draft::new(said.span, format!("`{}` says `{}`, but the link is served by HTTPS", shown(said.label()), said.text))
        .help("say yes, or link to what is served without HTTPS")
        .related(link.span, "the link of this record")
        .subject("https")
        .into()
}

/// Returns true if an address leads to a page about the thing on somebody else's server, which says nothing of the
/// thing's own.
fn is_elsewhere(url: &str) -> bool {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.strip_prefix("www.").unwrap_or(host);
    WORDS.elsewhere.iter().any(|other| crate::links::is_within_domain(host, other))
        || path.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"))
}

/// The year of an edition in the name, and another year of the same series in the record's own link.
fn edition(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let editions = Editions::of(&record.name);
    let Some(stem) = editions.stem() else { return Answer::CannotTell };
    let catalog = context.catalog;
    let Some(target) = main_target(catalog, record).and_then(|target| catalog.targets.get(target as usize)) else {
        return Answer::CannotTell;
    };
    let url = target.url.to_ascii_lowercase();
    let stem = stem.to_ascii_lowercase();
    let mut other = None;
    for (at, _) in url.match_indices(&stem) {
        let rest = url.get(at + stem.len()..).unwrap_or_default();
        let rest = rest.strip_prefix(['-', '_']).unwrap_or(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        match rest.get(..digits).and_then(year) {
            Some(year) if editions.years.contains(&year) => return Answer::Holds,
            Some(year) => other = Some(year),
            None => {}
        }
    }
    let Some(other) = other else { return Answer::CannotTell };
    if editions.years.iter().any(|year| url.contains(&year.to_string())) {
        return Answer::Holds;
    }
    let span = main_link(catalog, record)
        .and_then(|link| catalog.document.links.get(link as usize))
        .map_or(record.span, |link| catalog.document.target_span(link));
    let own: Vec<String> = editions.years.iter().map(u32::to_string).collect();
    Draft::new(
        span,
        format!("`{}` is of {}, its link leads to the edition of {other}", shown(&record.name), own.join(", ")),
    )
    .help("link to the edition that the entry names, or name the one that it links")
    .related(record.name_span, "the edition that the name says")
    .subject(format!("edition {other}"))
    .into()
}

/// The years of a name, and the word that the first of them stands behind.
struct Editions<'a> {
    name: &'a str,
    stem: (usize, usize),
    years: Vec<u32>,
}

impl<'a> Editions<'a> {
    fn of(name: &'a str) -> Self {
        let mut editions = Self { name, stem: (0, 0), years: Vec::new() };
        let bytes = name.as_bytes();
        let mut at = 0;
        while let Some(start) =
            bytes.get(at..).and_then(|rest| rest.iter().position(u8::is_ascii_digit)).map(|p| p + at)
        {
            let digits = bytes.get(start..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
            at = start + digits;
            let followed = bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'.');
            let Some(year) = name.get(start..at).and_then(year).filter(|_| !followed) else { continue };
            let before = name.get(..start).unwrap_or_default();
            // `KiTS23` is an edition, `COVID-19` and `Top 20` are not.
            let word =
                if digits == "2023".len() { before.trim_end_matches([' ', '-', '_', '\'', '(']) } else { before };
            let letters = word.len() - word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len();
            // `KiTS23`, `CVPR21` and `ClueWeb11` are names with a year, `Base11` and `Idov32` are words with a number.
            let run = word.get(word.len() - letters..).unwrap_or_default();
            let capitals = run.chars().filter(char::is_ascii_uppercase).count();
            if digits != "2023".len() && capitals < LEAST_CAPITALS {
                continue;
            }
            if editions.years.is_empty() && letters >= SHORTEST_SERIES {
                editions.stem = (word.len() - letters, word.len());
            }
            if !editions.years.is_empty() || letters >= SHORTEST_SERIES {
                editions.years.push(year);
            }
        }
        editions
    }

    fn stem(&self) -> Option<&'a str> {
        self.name.get(self.stem.0..self.stem.1).filter(|_| !self.years.is_empty())
    }
}

/// The year that two or four digits stand for.
fn year(digits: &str) -> Option<u32> {
    if digits.len() != 2 && digits.len() != 4 {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    match digits.len() {
        2 if (8..=35).contains(&number) => Some(2000 + number),
        4 if (1990..=2035).contains(&number) => Some(number),
        _ => None,
    }
}
