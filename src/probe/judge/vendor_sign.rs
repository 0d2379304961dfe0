//! Recognizes bot protection by the signs of its vendors, from `rules/vocabulary/walls.toml`. A vendor's presence says
//! nothing; only a sign of a challenge or a refusal counts.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;
use url::{Position, Url};

use super::{CauseEvidence, reading::JudgedPage, text, words::TitleLine};
use crate::probe::{Cause, HttpAnswer};
use crate::vocabulary::vocabulary;

/// Visible characters below which a page is bare.
const BARE: usize = 300;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignVocabulary {
    wall: Vec<VendorSign>,
}

/// One mark of one vendor.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VendorSign {
    pub(super) vendor: String,
    #[serde(rename = "where")]
    pub(super) place: SignPlace,
    pub(super) name: Option<String>,
    pub(super) has: Option<String>,
    pub(super) is: Option<String>,
    pub(super) role: SignRole,
    kind: Option<ProtectionKind>,
    pub(super) status: Option<Vec<u16>>,
    #[serde(default)]
    pub(super) errors: bool,
    #[serde(default)]
    pub(super) bare: bool,
    #[serde(default)]
    pub(super) present: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SignPlace {
    Address,
    Header,
    Cookie,
    Body,
    Title,
    Status,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SignRole {
    Action,
    Presence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ProtectionKind {
    Challenge,
    Block,
    Limit,
}

/// The marks, and a search for those of bodies all at once.
#[derive(Debug)]
struct ProtectionSigns {
    rows: Vec<VendorSign>,
    /// For each needle of the search, its row.
    needles: Vec<usize>,
    search: Option<AhoCorasick>,
}

vocabulary! { fn read_walls() -> SignVocabulary = "walls.toml" }

static WALLS: LazyLock<ProtectionSigns> = LazyLock::new(|| {
    let rows = read_walls().wall;
    let bodies = rows.iter().enumerate().filter(|(_, row)| row.place == SignPlace::Body);
    let (needles, texts): (Vec<usize>, Vec<String>) =
        bodies.filter_map(|(at, row)| Some((at, row.has.clone()?))).unzip();
    let search = AhoCorasick::builder().ascii_case_insensitive(true).build(texts).ok();
    ProtectionSigns { rows, needles, search }
});

/// All marks.
#[cfg(test)]
pub(super) fn rows() -> &'static [VendorSign] {
    &WALLS.rows
}

/// The wall that an answer is, if it is one; `led` is the address that the link was led to.
pub(super) fn opinion(answer: &HttpAnswer, reading: Option<&JudgedPage>, led: Option<&Url>) -> Option<CauseEvidence> {
    let walls = &*WALLS;
    let mut seen = vec![false; walls.rows.len()];
    for (row, seen) in walls.rows.iter().zip(&mut seen).filter(|(row, _)| row.place != SignPlace::Body) {
        *seen = row.stands_in(answer, reading, led);
    }
    // The marks of bodies overlap: all of them are looked for.
    if let Some(search) = &walls.search {
        for found in search.find_overlapping_iter(&answer.body.bytes) {
            let row = walls.needles.get(found.pattern().as_usize());
            if let Some(seen) = row.and_then(|row| seen.get_mut(*row)) {
                *seen = true;
            }
        }
    }
    let present = |vendor: &str| {
        let mut seen = walls.rows.iter().zip(&seen).filter(|(_, seen)| **seen).map(|(row, _)| row);
        seen.any(|row| row.vendor == vendor && row.role == SignRole::Presence)
    };
    let shown = reading.is_some_and(|reading| reading.page.text.chars().take(BARE).count() >= BARE);
    // A page that bears the record's name is what was asked for.
    let named = reading.is_some_and(JudgedPage::is_named);
    let good = (200..300).contains(&answer.status);
    let acts = |row: &VendorSign| {
        row.role == SignRole::Action
            && row.status.as_ref().is_none_or(|listed| listed.contains(&answer.status))
            && !(row.errors && good)
            && !(row.bare && shown)
            && (!row.present || present(&row.vendor))
            && !(good && named && !matches!(row.place, SignPlace::Header | SignPlace::Status))
    };
    let row = walls.rows.iter().zip(&seen).find(|(row, seen)| **seen && acts(row)).map(|(row, _)| row)?;
    Some(row.opinion(answer.status))
}

impl VendorSign {
    fn matches(&self, value: &str) -> bool {
        let value = value.trim().to_ascii_lowercase();
        self.has.as_ref().is_none_or(|has| value.contains(has)) && self.is.as_ref().is_none_or(|is| value == *is)
    }

    fn stands_in(&self, answer: &HttpAnswer, reading: Option<&JudgedPage>, led: Option<&Url>) -> bool {
        let name = self.name.as_deref().unwrap_or_default();
        match self.place {
            SignPlace::Header => answer.headers.all(name).any(|value| self.matches(value)),
            SignPlace::Cookie => answer.headers.all("set-cookie").any(|cookie| cookie.trim_start().starts_with(name)),
            SignPlace::Title => reading.is_some_and(|reading| reading.lines.iter().any(|line| self.is_title(line))),
            SignPlace::Address => led.is_some_and(|url| self.matches(&url[Position::BeforeHost..])),
            SignPlace::Status => true,
            SignPlace::Body => false,
        }
    }

    /// Returns true if a title is what is listed, which stands there as words.
    fn is_title(&self, line: &TitleLine) -> bool {
        self.is.as_ref().is_some_and(|is| line.is(is)) || self.has.as_ref().is_some_and(|has| line.holds(has))
    }

    fn opinion(&self, status: u16) -> CauseEvidence {
        let (cause, what) = match self.kind {
            Some(ProtectionKind::Limit) => (Cause::RateLimited, "limits the number of requests"),
            Some(ProtectionKind::Challenge) => (Cause::Challenged, "lets only people pass"),
            Some(ProtectionKind::Block) | None => (Cause::Blocked, "blocks automated requests"),
        };
        let has = self.is.as_ref().or(self.has.as_ref()).map(|value| text::quote(value));
        let name = self.name.as_ref().map(|name| text::quote(name));
        let mark = match (self.place, name, has) {
            (SignPlace::Header, Some(name), Some(value)) => format!(", header {name}: {value}"),
            (SignPlace::Header, Some(name), None) => format!(", header {name}"),
            (SignPlace::Cookie, Some(name), _) => format!(", cookie {name}"),
            (SignPlace::Address, _, Some(value)) => format!(", {value} in the address that it leads to"),
            (SignPlace::Title, _, Some(value)) => format!(", title {value}"),
            (SignPlace::Body, _, Some(value)) => format!(", {value} in the page"),
            _ => String::new(),
        };
        CauseEvidence::new(cause, format!("{} {what} (status {status}{mark})", self.vendor))
    }
}
