//! Rules about names of entities outside their records.

use rustc_hash::FxHashMap;

use super::elsewhere::OtherOccurrences;
use super::{Answer, Context, Draft, Question, distance};
use crate::catalog::{Catalog, Mention};
use crate::finding::Fix;
use crate::source::Span;
use crate::text::fold;

/// Characters of the shortest name that is taken for a misspelt one, and of the shortest in which two edits are: names that
/// are shorter are too near to each other (`KITTI`, `KITS`).
const SHORTEST: usize = 5;
const SHORTEST_FOR_TWO: usize = 10;

/// `reference/unknown`: a name among names of entries that no entry bears, nor anything else in the catalog.
pub(super) fn unknown<'c>(context: &Context<'c, '_>) -> Question<'c, &'c Mention> {
    let open = OpenMentions::of(context, MissingName::Unknown);
    Box::new(move |mention| {
        open.judge(mention, |_| {
            let message = format!("{} is named among the entries, and no entry is called that", mention.name);
            Draft::new(mention.span, message).help("add the entry, or correct the name")
        })
    })
}

/// `reference/near-miss`: a name that is one or two letters away from an entry's.
pub(super) fn near_miss<'c>(context: &Context<'c, '_>) -> Question<'c, &'c Mention> {
    let open = OpenMentions::of(context, MissingName::Near);
    Box::new(move |mention| {
        open.judge(mention, |near| {
            let draft = Draft::new(mention.span, String::new());
            let Some((name, span)) = near else { return draft };
            let draft = Draft { message: format!("{} is no entry, {name} is", mention.name).into(), ..draft }
                .help(format!("did you mean {name}?"))
                .related(span, "the entry of that name");
            if is_plain(name) { draft.fix(Fix::for_review(mention.span, name)) } else { draft }
        })
    })
}

/// True if a name means the same in markdown as it is read: nothing in it ends a cell, or opens a link, a tag or code.
fn is_plain(name: &str) -> bool {
    let is_entity = name.contains('&') && name.contains(';');
    !is_entity && !name.contains(['[', ']', '<', '>', '`', '|', '\\', '*', '~', '$', '\n'])
}

/// A kind of names that mean no entity.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MissingName {
    /// Those near to an entry's name.
    Near,
    /// The others.
    Unknown,
}

/// The name of an entry, with its place.
type Named<'c> = (&'c str, Span);

/// The mentions that mean no entity and are listed among entries. How many there are changes nothing: a bound on all of
/// them would report one more name for each that is fixed.
struct OpenMentions<'c> {
    /// By the name the nearest entry.
    names: FxHashMap<&'c str, Option<Named<'c>>>,
    /// The names elsewhere in the text.
    elsewhere: Option<OtherOccurrences>,
}

impl<'c> OpenMentions<'c> {
    fn of(context: &Context<'c, '_>, wanted: MissingName) -> Self {
        let mut nearest = NearestEntries { catalog: context.catalog, keys: None, known: FxHashMap::default() };
        let mentions = context.catalog.mentions.iter().filter(|mention| is_open(mention));
        let names = mentions.map(|mention| (&*mention.name, nearest.of(&mention.name)));
        let names: Vec<_> = names.filter(|(_, near)| near.is_some() == (wanted == MissingName::Near)).collect();
        let all = || names.iter().map(|(name, _)| *name);
        let elsewhere = (!names.is_empty()).then(|| OtherOccurrences::of(context.text(), all()));
        Self { elsewhere, names: names.into_iter().collect() }
    }

    /// Holds for a name that means an entity; words the finding on one that means none and appears nowhere else.
    fn judge(&self, mention: &Mention, draft: impl Fn(Option<Named<'c>>) -> Draft) -> Answer {
        if !mention.entities.is_empty() {
            return Answer::Holds;
        }
        let Some(near) = self.names.get(&*mention.name).filter(|_| is_open(mention)) else { return Answer::CannotTell };
        if self.elsewhere.as_ref().is_some_and(|own| own.holds(&mention.name, mention.within)) {
            return Answer::CannotTell;
        }
        draft(*near).subject(mention.name.clone()).record(mention.name.clone()).into()
    }
}

fn is_open(mention: &Mention) -> bool {
    mention.entities.is_empty() && mention.listed
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

/// The entries whose names are nearest to others: each name is looked for once, among the keys of about its length that
/// have its digits. Editions differ by their digits: `SemEval 2016` is not a misspelt `SemEval 2017`.
struct NearestEntries<'c, 't> {
    catalog: &'c Catalog<'t>,
    /// The keys of all entities by their lengths in characters and their digits; made when first needed.
    keys: Option<FxHashMap<(usize, String), Vec<Key>>>,
    known: FxHashMap<&'c str, Option<Named<'c>>>,
}

/// The key of an entity's name.
struct Key {
    text: String,
    /// Its bytes as a set; none where it is not ASCII.
    bag: Option<u64>,
    entity: u32,
}

/// Keys that are looked at for one name: more than the entries of one length in the largest catalogs known.
const LOOKED_AT: usize = 10_000;

/// Keys that are compared with one name letter by letter: those with nearly its letters, a few dozen among thousands of
/// entries. A name with more of them is near to nothing in particular.
const COMPARED: usize = 50;

impl<'c> NearestEntries<'c, '_> {
    /// The entry whose name is nearest: one letter away, or two where the name is long.
    fn of(&mut self, name: &'c str) -> Option<Named<'c>> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let found = self.find(name);
        self.known.insert(name, found);
        found
    }

    fn find(&mut self, name: &str) -> Option<Named<'c>> {
        let own = fold::key(name);
        let length = own.chars().count();
        let allowed = if length >= SHORTEST_FOR_TWO { 2 } else { 1 };
        if length < SHORTEST {
            return None;
        }
        let keys = self.keys.get_or_insert_with(|| keys(self.catalog));
        let bag = own.is_ascii().then(|| distance::bag(&own));
        let digits = distance::digits(&own);
        let lengths = length - allowed..=length + allowed;
        let alike = lengths.filter_map(|length| keys.get(&(length, digits.clone()))).flatten().take(LOOKED_AT);
        // An edit takes away one letter at the most and brings one.
        let fits = |key: &&Key| match (key.bag, bag) {
            (Some(a), Some(b)) => (a ^ b).count_ones() as usize <= 2 * allowed,
            _ => true,
        };
        let is_near = |key: &&Key| distance::within(&key.text, &own, allowed).is_some();
        let mut near = alike.filter(fits).take(COMPARED).filter(is_near);
        let (Some(key), None) = (near.next(), near.next()) else { return None };
        let entity = self.catalog.entities.get(key.entity as usize)?;
        let record = self.catalog.records_of(entity).next()?;
        Some((self.catalog.entity_name(entity), record.name_span))
    }
}

fn keys(catalog: &Catalog<'_>) -> FxHashMap<(usize, String), Vec<Key>> {
    let mut keys: FxHashMap<(usize, String), Vec<Key>> = FxHashMap::default();
    for (entity, index) in catalog.entities.iter().zip(0..) {
        let key = fold::key(catalog.entity_name(entity));
        let bag = key.is_ascii().then(|| distance::bag(&key));
        keys.entry((key.chars().count(), distance::digits(&key))).or_default().push(Key {
            text: key,
            bag,
            entity: index,
        });
    }
    keys
}
