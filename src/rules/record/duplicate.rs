//! Entries that are listed twice.

use super::{is_wordy, main_page, shown};
use crate::catalog::{Catalog, Entity, Field, HostTraits, Record, RecordContainer, RecordPlace};
use crate::markdown::{LinkKind, NONE};
use crate::rules::{AlikeFindings, Answer, Context, Draft};
use crate::text::fold;

/// Records that later ones are held against: a name that stands in more different entries is no one thing's.
const MOST: u32 = 32;
/// Pages that things of one name have: a project's and its paper's, say.
const MOST_PAGES: usize = 2;
/// Filled cells that make a row without a link known again, and bytes that do so for another entry.
const LEAST_CELLS: usize = 3;
const SHORTEST_SENTENCE: usize = 40;
/// Entries in two sections that are reported one by one.
const FEW: usize = 3;

/// A record that later ones of its name are held against.
struct FirstRecord<'c, 't> {
    record: &'c Record<'t>,
    line: &'c str,
    container: RecordContainer,
    /// The item that it is a part of, or [`NONE`].
    parent: u32,
    page: u32,
}

/// A record that repeats another.
struct Repeat<'c, 't> {
    record: &'c Record<'t>,
    first: &'c Record<'t>,
    how: RepeatKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RepeatKind {
    /// With the same words, in one section.
    Words,
    /// With the same link, in one list or table.
    Link,
    /// With the same link, in another section.
    Elsewhere,
}

/// `record/duplicate`: the same words twice in one section, or one name with one link twice in one list or table. Under
/// another heading the same entry is often meant to be repeated: that is worth one remark, unless the option asks for
/// more.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the type of a check")]
pub(in crate::rules) fn duplicate(context: &Context<'_, '_>, entity: &Entity) -> Answer {
    if entity.records <= 1 {
        return Answer::Holds;
    }
    let across = context.option("sections").and_then(toml::Value::as_bool).unwrap_or(false);
    let catalog = context.catalog;
    let repeats = repeats(catalog, *entity, across);
    let (far, near): (Vec<_>, Vec<_>) = repeats.into_iter().partition(|one| one.how == RepeatKind::Elsewhere);
    if let Some((repeat, others)) = near.split_first() {
        return draft(catalog, repeat, others).into();
    }
    let Some((repeat, others)) = far.split_first() else { return Answer::Holds };
    let draft = draft(catalog, repeat, others);
    if across {
        return draft.into();
    }
    draft.other_severity().alike(AlikeFindings { group: 0, most: FEW, fold: folded }).into()
}

/// The records of an entity that repeat another.
fn repeats<'c, 't>(catalog: &'c Catalog<'t>, entity: Entity, across: bool) -> Vec<Repeat<'c, 't>> {
    let mut seen: Vec<FirstRecord<'c, 't>> = Vec::with_capacity(entity.records.min(MOST) as usize);
    let mut repeats = Vec::new();
    for record in catalog.records_of(&entity) {
        let line = record.span.of(catalog.document.text).trim();
        let page = main_page(catalog, record).unwrap_or(NONE);
        if page == NONE && !tells_enough(catalog, record, line) {
            continue;
        }
        let own = FirstRecord {
            record,
            line,
            container: record.container(&catalog.document),
            parent: parent(catalog, record),
            page,
        };
        let found = seen.iter().find_map(|first| Some((first, own.repeats(catalog, first)?)));
        let elsewhere = || seen.iter().find(|first| own.is_elsewhere(catalog, first, across));
        if let Some((first, how)) = found {
            repeats.push(Repeat { record, first: first.record, how });
        } else if let Some(first) = elsewhere() {
            repeats.push(Repeat { record, first: first.record, how: RepeatKind::Elsewhere });
        } else if seen.len() < MOST as usize {
            seen.push(own);
        }
    }
    // A name of many pages is none of one thing: `Download`, `Developer`.
    repeats.retain(|repeat| repeat.how != RepeatKind::Elsewhere || seen.len() <= MOST_PAGES);
    repeats
}

impl FirstRecord<'_, '_> {
    /// Returns how this repeats an earlier record in the same place, if it does.
    fn repeats(&self, catalog: &Catalog<'_>, first: &Self) -> Option<RepeatKind> {
        let same_place = first.record.section == self.record.section && first.parent == self.parent;
        if same_place && first.line == self.line {
            return Some(RepeatKind::Words);
        }
        let same_link = self.page != NONE
            && first.container == self.container
            && first.page == self.page
            && says_the_same(catalog, first.record, self.record)
            && !are_offers(catalog, first.record, self.record, self.page);
        same_link.then_some(RepeatKind::Link)
    }

    /// True if an earlier record in another section has the same link, and says the same. With other words for another
    /// section an entry is repeated on purpose: that counts only where `across` asks for all.
    fn is_elsewhere(&self, catalog: &Catalog<'_>, first: &Self, across: bool) -> bool {
        let nested = self.parent != NONE || first.parent != NONE;
        self.page != NONE
            && first.container != self.container
            && first.record.section != self.record.section
            && first.page == self.page
            && !nested
            && says_the_same(catalog, first.record, self.record)
            && (across || are_described_alike(catalog, first.record, self.record))
            && !are_offers(catalog, first.record, self.record, self.page)
    }
}

/// True if an entry without a link says so much that the same words again are the same entry again: a row of several
/// cells, or a sentence.
fn tells_enough(catalog: &Catalog<'_>, record: &Record<'_>, line: &str) -> bool {
    match record.place {
        RecordPlace::Row(..) => {
            catalog.fields(record).filter(|field| !field.text.is_empty()).take(LEAST_CELLS).count() == LEAST_CELLS
        }
        _ => line.len() >= SHORTEST_SENTENCE,
    }
}

fn draft(catalog: &Catalog<'_>, repeat: &Repeat<'_, '_>, others: &[Repeat<'_, '_>]) -> Draft {
    let Repeat { record, first, how } = *repeat;
    let name = shown(&record.name);
    let (message, said) = match how {
        RepeatKind::Words => (format!("`{name}` is listed twice with the same words"), "the same words stand here"),
        RepeatKind::Link => {
            (format!("`{name}` is listed twice in one {}, with the same link", kind(record)), "it stands here first")
        }
        RepeatKind::Elsewhere => {
            let title = catalog.document.title(first.section).trim();
            let place = if title.is_empty() { "above".to_owned() } else { format!("in `{}`", shown(title)) };
            (format!("`{name}` is listed {place} too, with the same link"), "it stands here first")
        }
    };
    let mut draft = Draft::new(record.name_span, message)
        .help("keep one of them")
        .related(first.name_span, said)
        .subject(fold::key(&record.name))
        .record(record.name.to_string());
    for other in others.iter().take(8) {
        draft = draft.related(other.record.name_span, "and here again");
    }
    draft
}

/// One finding for all entries that are listed in two sections.
fn folded(drafts: Vec<Draft>) -> Answer {
    let count = drafts.len();
    let Some(first) = drafts.into_iter().min_by_key(|draft| draft.span) else { return Answer::CannotTell };
    let name = shown(first.record.as_deref().unwrap_or_default());
    let mut draft = Draft::new(first.span, format!("{count} entries are listed in two sections, first `{name}`"))
        .help("nothing, if that is meant; else keep one of each: a correction reaches only one")
        .subject("in two sections")
        .places(u32::try_from(count).unwrap_or(u32::MAX))
        .other_severity();
    draft.related = first.related.into_iter().take(1).collect();
    draft.into()
}

fn kind(record: &Record<'_>) -> &'static str {
    match record.place {
        RecordPlace::Row(..) => "table",
        RecordPlace::Item(_) => "list",
        RecordPlace::Section(_) | RecordPlace::Block(_) => "section",
    }
}

/// The item that a record's list is nested in: under another one, the same words are about another thing.
fn parent(catalog: &Catalog<'_>, record: &Record<'_>) -> u32 {
    let RecordPlace::Item(item) = record.place else { return NONE };
    let list = catalog.document.items.get(item as usize).map(|item| &catalog.document[item.list]);
    list.map_or(NONE, |list| list.parent)
}

/// Returns true if two rows differ in nothing but what is said in words: rows of one name that differ in a number or a
/// task, or that each link something that the other does not, are about different parts of it.
fn says_the_same(catalog: &Catalog<'_>, a: &Record<'_>, b: &Record<'_>) -> bool {
    let pages = |record: &Record<'_>| {
        let links = record.links.0..record.links.1;
        let is_text =
            |link: &u32| catalog.document.links.get(*link as usize).is_some_and(|link| link.kind != LinkKind::Image);
        let targets = links.filter(is_text).filter_map(|link| catalog.target_of.get(link as usize));
        targets.map(|target| catalog.page_of(*target)).collect::<Vec<u32>>()
    };
    let (left, right) = (pages(a), pages(b));
    let has_more = |a: &[u32], b: &[u32]| a.iter().any(|page| !b.contains(page));
    if has_more(&left, &right) && has_more(&right, &left) {
        return false;
    }
    catalog.fields(a).zip(catalog.fields(b)).all(|(left, right)| {
        is_wordy(left.field)
            || left.text.is_empty()
            || right.text.is_empty()
            || fold::words(left.text) == fold::words(right.text)
    })
}

/// The words of a record's description.
fn description(catalog: &Catalog<'_>, record: &Record<'_>) -> String {
    catalog.field(record, Field::Description).map_or_else(String::new, |field| fold::words(field.text))
}

/// Returns true if two records have the same description, or one of them has none.
fn are_described_alike(catalog: &Catalog<'_>, a: &Record<'_>, b: &Record<'_>) -> bool {
    let (left, right) = (description(catalog, a), description(catalog, b));
    left.is_empty() || right.is_empty() || left == right
}

/// Returns true if two rows describe different offers of one site: they link its first page, and say different things
/// of it.
fn are_offers(catalog: &Catalog<'_>, a: &Record<'_>, b: &Record<'_>, target: u32) -> bool {
    let is_root = catalog.targets.get(target as usize).is_some_and(|target| target.has(HostTraits::ROOT));
    if !is_root || !matches!((a.place, b.place), (RecordPlace::Row(..), RecordPlace::Row(..))) {
        return false;
    }
    let (left, right) = (description(catalog, a), description(catalog, b));
    !left.is_empty() && !right.is_empty() && left != right
}
