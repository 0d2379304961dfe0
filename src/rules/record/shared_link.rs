//! Entries of different names with one address.

use rustc_hash::FxHashMap;

use super::naming::{NameInAddress, are_kin, are_retold, are_variants, is_within, names_a_page};
use super::{main_link, main_page, main_target, shown};
use crate::catalog::{Catalog, Field, HostTraits, Record, RecordPlace};
use crate::rules::{Answer, Context, Draft, IndexedRecord, Question};
use crate::source::Span;
use crate::text::fold;

/// Entries with one address from which on it is that of a collection, which all of them are parts of.
const COLLECTION: usize = 3;
/// Records of one name from which on it is no name: `Download`, `URL`.
const LABEL: u32 = 3;
/// Findings of one kind that are reported one by one.
const FEW: usize = 4;
/// One entry in so many that shares its address may be a slip. Where more do, that is the catalog's way.
const RARE: usize = 20;
/// Bytes of the shortest name that is looked for in the text of another entry.
const SHORTEST_MENTION: usize = 4;

/// Two entries with one address.
struct SharedPage<'c, 't> {
    /// The entry that is reported.
    record: &'c Record<'t>,
    other: &'c Record<'t>,
    url: &'c str,
    /// True if the address names the other entry and not this one, and the names are no variants of each other.
    is_certain: bool,
    /// True if both are in one list or table.
    is_near: bool,
    /// True if all else that is said of them is the same.
    same_text: bool,
}

/// The entries with an address, and those that share one.
struct SharedPages<'c, 't> {
    /// For each record whether it has an address.
    has_page: Vec<bool>,
    pairs: FxHashMap<u32, SharedPage<'c, 't>>,
    /// Pairs in one list that may be meant.
    near: SharedPageGroup,
    /// Pairs in two lists.
    far: SharedPageGroup,
    /// True if each is reported for itself.
    across: bool,
}

/// Pairs of one kind: more than the limit are reported as one.
#[derive(Debug, Clone, Copy)]
struct SharedPageGroup {
    pairs: usize,
    limit: usize,
    is_reported: bool,
}

impl SharedPageGroup {
    fn of(pairs: usize, limit: usize) -> Self {
        Self { pairs, limit, is_reported: false }
    }
}

/// `record/shared-link`
pub(in crate::rules) fn shared_link<'c, 't>(context: &Context<'c, 't>) -> Question<'c, IndexedRecord<'c, 't>> {
    let mut shared = SharedPages::of(context);
    Box::new(move |own| {
        let Some(pair) = shared.pairs.remove(&own.index) else {
            let has_page = shared.has_page.get(own.index as usize).copied().unwrap_or_default();
            return if has_page { Answer::Holds } else { Answer::CannotTell };
        };
        let is_plain = pair.is_near && (pair.is_certain || shared.across);
        if is_plain {
            return draft(&pair).into();
        }
        let group = if pair.is_near { &mut shared.near } else { &mut shared.far };
        if group.pairs <= group.limit {
            let mut draft = draft(&pair);
            draft.has_other_severity = pair.is_near || !shared.across;
            return draft.into();
        }
        if std::mem::replace(&mut group.is_reported, true) { Answer::CannotTell } else { folded(&pair, *group).into() }
    })
}

impl<'c, 't> SharedPages<'c, 't> {
    fn of(context: &Context<'c, 't>) -> Self {
        let catalog = context.catalog;
        let across = context.option("sections").and_then(toml::Value::as_bool).unwrap_or(false);
        let mut pages: FxHashMap<u32, Vec<(u32, &'c Record<'t>)>> = FxHashMap::default();
        let mut has_page = vec![false; catalog.records.len()];
        for ((record, index), has_page) in catalog.records.iter().zip(0..).zip(&mut has_page) {
            let is_own = || record.is_named() && !is_in_sentence(catalog, record);
            let Some(page) = main_page(catalog, record).filter(|_| is_own()) else { continue };
            *has_page = true;
            pages.entry(page).or_default().push((index, record));
        }
        let mut pairs: FxHashMap<u32, SharedPage<'c, 't>> = FxHashMap::default();
        for own in pages.values().filter(|records| records.len() > 1) {
            let records: Vec<&Record<'t>> = own.iter().map(|(_, record)| *record).collect();
            let Some(pair) = pair(catalog, &records) else { continue };
            let index = own.iter().find(|(_, record)| std::ptr::eq(*record, pair.record)).map(|(index, _)| *index);
            pairs.extend(index.map(|index| (index, pair)));
        }
        let all = has_page.iter().filter(|has_page| **has_page).count();
        let is_usual = |pair: &&SharedPage<'_, '_>| pair.is_near && !pair.is_certain && !across;
        let near = pairs.values().filter(is_usual).count();
        let far = pairs.values().filter(|pair| !pair.is_near).count();
        Self {
            has_page,
            pairs,
            near: SharedPageGroup::of(near, FEW.max(all / RARE)),
            far: SharedPageGroup::of(far, if across { usize::MAX } else { FEW }),
            across,
        }
    }
}

/// Words the one finding on a group of pairs, of which one is the first.
fn folded(first: &SharedPage<'_, '_>, group: SharedPageGroup) -> Draft {
    let place = if first.is_near { "its list" } else { "another section" };
    let mut folded = draft(first);
    folded.message = format!(
        "{} entries have the link of an entry of another name in {place}: first, `{}` has that of `{}`",
        group.pairs,
        shown(&first.record.name),
        shown(&first.other.name)
    )
    .into();
    folded.subject = format!("many in {place}").into();
    folded.record = None;
    folded.places = u32::try_from(group.pairs).unwrap_or(u32::MAX);
    folded.other_severity()
}

fn draft(pair: &SharedPage<'_, '_>) -> Draft {
    let (name, other) = (shown(&pair.record.name), shown(&pair.other.name));
    let (message, help) = if pair.same_text {
        (format!("`{name}` has the link and the text of `{other}`"), "keep one of them, or say in what they differ")
    } else {
        (format!("`{name}` has the link of `{other}`: {}", shown(pair.url)), "link each entry to its own page")
    };
    Draft::new(pair.record.name_span, message)
        .help(help)
        .related(pair.other.name_span, "this has the same link")
        .subject(format!("{} {}", fold::key(&pair.other.name), pair.url))
        .record(pair.record.name.to_string())
}

/// The pair of entries that is to be looked at, of all that have one address.
fn pair<'c, 't>(catalog: &'c Catalog<'t>, records: &[&'c Record<'t>]) -> Option<SharedPage<'c, 't>> {
    let first = records.first()?;
    let second = records.iter().find(|record| record.entity != first.entity)?;
    let is_third = |record: &&&Record<'_>| record.entity != first.entity && record.entity != second.entity;
    if records.iter().take(COLLECTION * COLLECTION).find(is_third).is_some() {
        return None;
    }
    // Of several records of one name those that are together in a list are compared.
    let near = || records.iter().find(|record| record.entity == first.entity && is_near(catalog, record, second));
    let first = near().unwrap_or(first);
    let is_name =
        |record: &Record<'_>| catalog.entities.get(record.entity as usize).is_some_and(|entity| entity.records < LABEL);
    if !is_name(first) || !is_name(second) || is_part(catalog, first, second) || share_a_paper(catalog, first, second) {
        return None;
    }
    let target = catalog.targets.get(main_target(catalog, second)? as usize)?;
    let url = &*target.url;
    let is_near = is_near(catalog, first, second);
    let on_name = is_on_name(catalog, first) && is_on_name(catalog, second);
    let same_text = is_near && on_name && says_the_same(catalog, first, second);
    let named = |a: &Record<'_>, b: &Record<'_>| NameInAddress::of(&a.name, &b.name, url);
    let (record, other, is_copied) = match (named(first, second), named(second, first)) {
        (NameInAddress::Absent, NameInAddress::Named) => (*first, *second, true),
        (NameInAddress::Named, NameInAddress::Absent) => (*second, *first, true),
        _ => (*second, *first, false),
    };
    let within = is_within(&record.name, &other.name);
    let kin = are_kin(&record.name, &other.name);
    let is_meant = || mentions(catalog, record, other) || mentions(catalog, other, record);
    let is_copied = is_copied && on_name && (is_near || !kin);
    // The first page of a host is what the members of a family have in common.
    let is_retold = kin && is_near && on_name && are_retold(&record.name, &other.name) && !target.has(HostTraits::ROOT);
    let is_slip = same_text || within || (is_copied || is_retold || !kin && (on_name || is_near)) && !is_meant();
    is_slip.then_some(SharedPage {
        record,
        other,
        url,
        is_certain: is_copied
            && !are_variants(&record.name, &other.name)
            && names_a_page(&other.name, &record.name, url),
        is_near,
        same_text,
    })
}

/// Returns true if the link of an entry is in the middle of a sentence about it: "a remake of [Diablo II](…), in C" leads to
/// what the sentence names.
fn is_in_sentence(catalog: &Catalog<'_>, record: &Record<'_>) -> bool {
    let link = main_link(catalog, record).and_then(|link| catalog.document.links.get(link as usize));
    let Some(link) = link.filter(|_| !matches!(record.place, RecordPlace::Row(..))) else { return false };
    if is_on_name(catalog, record) || link.span.start < record.name_span.end {
        return false;
    }
    let text = catalog.document.text;
    let before = Span { start: record.name_span.end, end: link.span.start }.of(text);
    let end = record.span.end.max(link.span.end);
    let behind = Span { start: link.span.end, end }.of(text).trim_start_matches([')', ']', '*', '_', ' ']);
    let behind = behind.strip_prefix([',', ';']).map_or(behind, str::trim_start);
    before.contains(char::is_alphanumeric) && behind.starts_with(char::is_alphanumeric)
}

/// Returns true if the links of two entries are those of the paper that both were measured in.
fn share_a_paper(catalog: &Catalog<'_>, a: &Record<'_>, b: &Record<'_>) -> bool {
    let is_paper = |record: &Record<'_>| {
        let link = main_link(catalog, record).and_then(|link| catalog.document.links.get(link as usize));
        let paper = catalog.field(record, Field::Paper);
        link.zip(paper).is_some_and(|(link, paper)| paper.span.contains(link.span))
    };
    !is_on_name(catalog, a) && !is_on_name(catalog, b) && is_paper(a) && is_paper(b)
}

fn is_near(catalog: &Catalog<'_>, a: &Record<'_>, b: &Record<'_>) -> bool {
    a.container(&catalog.document) == b.container(&catalog.document)
}

/// Returns true if one entry is nested in the other.
fn is_part(catalog: &Catalog<'_>, a: &Record<'_>, b: &Record<'_>) -> bool {
    let whole = |record: &Record<'_>| match record.place {
        RecordPlace::Item(item) => catalog.document.items.get(item as usize).map_or(record.span, |item| item.span),
        _ => record.span,
    };
    whole(a).contains(b.span) || whole(b).contains(a.span)
}

/// Returns true if the address of an entry is that of its name, and not of a paper or a page about it.
pub(super) fn is_on_name(catalog: &Catalog<'_>, record: &Record<'_>) -> bool {
    let link = main_link(catalog, record).and_then(|link| catalog.document.links.get(link as usize));
    let in_column = catalog.field(record, Field::Link);
    link.is_some_and(|link| {
        link.span.contains(record.name_span)
            || record.name_span.contains(link.span)
            || in_column.is_some_and(|column| column.span.contains(link.span))
    })
}

/// Returns true if the text of an entry names the other one: then both are known to be in one place.
fn mentions(catalog: &Catalog<'_>, record: &Record<'_>, other: &Record<'_>) -> bool {
    let name = fold::key(&other.name);
    let is_text = |field| !matches!(field, Field::Name | Field::Link | Field::Paper | Field::Code);
    name.len() >= SHORTEST_MENTION
        && catalog.fields_of(record, is_text).any(|field| fold::key(field.text).contains(&name))
}

/// Returns true if something is said of both entries beside their names, and it is the same.
fn says_the_same(catalog: &Catalog<'_>, a: &Record<'_>, b: &Record<'_>) -> bool {
    let is_text = |field| !matches!(field, Field::Name | Field::Link | Field::Number);
    let text = catalog.document.text;
    // A badge has no text that a reader sees: the source tells.
    let said = |record| {
        let fields = catalog.fields_of(record, is_text).map(|field| field.span.of(text).trim());
        fields.filter(|source| source.contains(char::is_alphanumeric)).collect::<Vec<&str>>()
    };
    let own: Vec<&str> = said(a);
    !own.is_empty() && own == said(b)
}
