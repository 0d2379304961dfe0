//! Rules about names of entities outside their records.

use std::cell::OnceCell;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::{Answer, Answers, Context, Draft};
use crate::catalog::{Catalog, Mention, fold};
use crate::finding::Fix;
use crate::source::Span;

/// `reference/unknown`: a name among names of entries that no entry bears, nor anything else in the catalog.
pub(super) fn unknown(context: &Context<'_, '_>, answers: &mut Answers) {
    each(context, answers, |mention, nearest, elsewhere| {
        if nearest.of(&mention.name).is_some() || elsewhere.holds(mention) {
            return Answer::CannotTell;
        }
        Draft::new(mention.span, format!("{} is named among the entries, and no entry is called that", mention.name))
            .help("add the entry, or correct the name")
            .subject(mention.name.clone())
            .record(mention.name.clone())
            .into()
    });
}

/// `reference/near-miss`: a name that is one or two letters away from an entry's.
pub(super) fn near_miss(context: &Context<'_, '_>, answers: &mut Answers) {
    each(context, answers, |mention, nearest, elsewhere| {
        let Some((name, span)) = nearest.of(&mention.name) else { return Answer::CannotTell };
        if elsewhere.holds(mention) {
            return Answer::CannotTell;
        }
        let draft = Draft::new(mention.span, format!("{} is no entry, {name} is", mention.name))
            .help(format!("did you mean {name}?"))
            .related(span, "the entry of that name")
            .subject(mention.name.clone())
            .record(mention.name.clone());
        if is_plain(name) { draft.fix(Fix::for_review(mention.span, name)).into() } else { draft.into() }
    });
}

/// True if a name means the same in markdown as it is read: nothing in it ends a cell, or opens a link, a tag or code.
fn is_plain(name: &str) -> bool {
    !name.contains(['[', ']', '<', '>', '`', '|', '\\', '*', '~', '$', '\n'])
        && !(name.contains('&') && name.contains(';'))
}

/// So many names that mean no entity are asked about: where there are more, the lists are of something else.
const NAMES: usize = 500;

/// Asks about each mention that means no entity and stands where entries are listed; the others hold, or tell nothing.
fn each<'c>(
    context: &Context<'c, '_>,
    answers: &mut Answers,
    ask: impl Fn(&'c Mention, &mut Nearest<'c, '_>, &mut Elsewhere<'c>) -> Answer,
) {
    let (mut nearest, mut elsewhere) = (Nearest::new(context.catalog), Elsewhere::new(context.text()));
    for mention in &context.catalog.mentions {
        if !mention.entities.is_empty() {
            answers.holds();
        } else if mention.listed && nearest.known.len() < NAMES {
            answers.take(ask(mention, &mut nearest, &mut elsewhere));
        }
    }
}

/// `reference/ambiguous`: a name that can mean entries which are no family.
pub(super) fn ambiguous(context: &Context<'_, '_>, mention: &Mention) -> Answer {
    let names: Vec<&str> = mention
        .entities
        .iter()
        .filter_map(|&entity| context.catalog.entities.get(entity as usize))
        .map(|entity| context.catalog.entity_name(entity))
        .collect();
    if names.is_empty() {
        return Answer::CannotTell;
    }
    let own = fold::key(&mention.name);
    if names.len() == 1 || names.iter().any(|name| fold::key(name).starts_with(&own)) {
        return Answer::Holds;
    }
    Draft::new(mention.span, format!("{} can mean {}", mention.name, names.join(" or ")))
        .help("name the one that is meant")
        .subject(mention.name.clone())
        .record(mention.name.clone())
        .into()
}

/// The entries whose names are nearest to others: each name is looked for once, among the keys of about its length.
struct Nearest<'c, 't> {
    catalog: &'c Catalog<'t>,
    /// The keys of all entities by their lengths in characters, each with its entity; made when first needed.
    keys: OnceCell<FxHashMap<usize, Vec<(String, u32)>>>,
    known: FxHashMap<&'c str, Option<(&'c str, Span)>>,
    /// How many keys were looked at.
    looked: usize,
}

/// So many keys are looked at for a catalog: ten thousand of them for each of a thousand names.
const LOOKED_AT: usize = 10_000_000;

impl<'c, 't> Nearest<'c, 't> {
    fn new(catalog: &'c Catalog<'t>) -> Self {
        Self { catalog, keys: OnceCell::new(), known: FxHashMap::default(), looked: 0 }
    }

    /// The entry whose name is nearest: one letter away, or two where the name is long.
    fn of(&mut self, name: &'c str) -> Option<(&'c str, Span)> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let found = self.find(name);
        self.known.insert(name, found);
        found
    }

    fn find(&mut self, name: &str) -> Option<(&'c str, Span)> {
        let own = fold::key(name);
        let length = own.chars().count();
        let allowed = if length >= 10 { 2 } else { 1 };
        if length < 5 {
            return None;
        }
        let keys = self.keys.get_or_init(|| keys(self.catalog));
        let alike = (length - allowed..=length + allowed).filter_map(|length| keys.get(&length));
        self.looked += alike.clone().map(Vec::len).sum::<usize>();
        if self.looked > LOOKED_AT {
            return None;
        }
        // Editions differ by their digits: `SemEval 2016` is not a misspelt `SemEval 2017`.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let own_digits = digits(&own);
        let mut near = alike.flatten().filter(|(key, _)| {
            have_letters_in_common(key, &own, allowed)
                && strsim::osa_distance(key, &own) <= allowed
                && digits(key) == own_digits
        });
        let (Some((_, entity)), None) = (near.next(), near.next()) else { return None };
        let entity = self.catalog.entities.get(*entity as usize)?;
        let record = self.catalog.records_of(entity).next()?;
        Some((self.catalog.entity_name(entity), record.name_span))
    }
}

fn keys(catalog: &Catalog<'_>) -> FxHashMap<usize, Vec<(String, u32)>> {
    let mut keys: FxHashMap<usize, Vec<(String, u32)>> = FxHashMap::default();
    for (entity, index) in catalog.entities.iter().zip(0..) {
        let key = fold::key(catalog.entity_name(entity));
        keys.entry(key.chars().count()).or_default().push((key, index));
    }
    keys
}

/// Whether two keys can be so few edits apart, told by the bytes that stand in one of them alone: an edit takes away one
/// at the most and brings one.
fn have_letters_in_common(a: &str, b: &str, edits: usize) -> bool {
    let letters = |text: &str| text.bytes().fold(0_u64, |set, byte| set | 1 << (byte % 64));
    !a.is_ascii() || !b.is_ascii() || (letters(a) ^ letters(b)).count_ones() as usize <= 2 * edits
}

/// So many bytes of text are looked through for names that no entry bears: a hundred times a text of a megabyte.
const LOOKED_THROUGH: usize = 100 << 20;

/// Tells whether names stand elsewhere in the text than where they are mentioned.
struct Elsewhere<'c> {
    text: &'c str,
    /// How many bytes may still be looked through.
    bytes: usize,
    /// What each name is looked for by, made once.
    patterns: FxHashMap<&'c str, Option<Regex>>,
}

impl<'c> Elsewhere<'c> {
    fn new(text: &'c str) -> Self {
        Self { text, bytes: LOOKED_THROUGH, patterns: FxHashMap::default() }
    }

    /// Whether the name of a mention stands anywhere else than among the names beside it, as whole words, whatever its
    /// case.
    fn holds(&mut self, mention: &'c Mention) -> bool {
        let pattern = || Regex::new(&format!(r"(?i)\b{}", regex::escape(&mention.name))).ok();
        let Some(pattern) = self.patterns.entry(&mention.name).or_insert_with(pattern) else { return false };
        let within = mention.within.range();
        let mut outside = |part: Option<&str>| {
            let part = part.unwrap_or_default();
            let found = pattern.shortest_match(part);
            self.bytes = self.bytes.saturating_sub(found.unwrap_or(part.len()));
            found.is_some()
        };
        // What could not be looked for may stand anywhere.
        outside(self.text.get(..within.start)) || outside(self.text.get(within.end..)) || self.bytes == 0
    }
}
