//! Licences that two places say differently.

use rustc_hash::FxHashMap;

use crate::catalog::license::{self, License, contradicts, from_url};
use crate::catalog::{Entity, Record};
use crate::id::IdVec;
use crate::links::normal_form;
use crate::markdown::SectionId;
use crate::rules::record_license;
use crate::rules::{Answer, Context, Draft, Question, RecordLicense};

/// `license/link-mismatch`.
pub(in crate::rules) fn link_mismatch<'c, 't>(context: &Context<'c, 't>) -> Question<'c, RecordLicense<'c, 't>> {
    let catalog = context.catalog;
    Box::new(move |said| {
        let mut answer = Answer::CannotTell;
        for (index, link) in said.stated.links(catalog).enumerate() {
            let Some(deed) = from_url(&link.target) else { continue };
            let own = license::read(catalog.document.link_text(link));
            // Where the first link's text is no licence, the cell's may be: `CC-BY-4.0 ([deed](…))`.
            let named = own.named().or_else(|| said.reading.named().filter(|_| index == 0));
            let Some(named) = named else { continue };
            if !contradicts(named, &deed) {
                answer = Answer::Holds;
                continue;
            }
            let span = said.stated.core_span(said.reading);
            return Draft::new(span, format!("the text says {named}, its link {deed}"))
                .help("check which one the page of the thing itself names, and correct the other")
                .related(catalog.document.target_span(link), format!("leads to {deed}"))
                .subject(format!("{named} {deed}"))
                .into();
        }
        answer
    })
}

/// Agreement of a section's records with the licence in its title.
#[derive(Debug, Default)]
struct SectionAgreement {
    agree: usize,
    contradict: usize,
}

/// `license/section-mismatch`.
pub(in crate::rules) fn section_mismatch<'c, 't>(context: &Context<'c, 't>) -> Question<'c, RecordLicense<'c, 't>> {
    let context = *context;
    let has_licenses = !context.catalog.licenses().stated.is_empty();
    let titles = has_licenses.then(|| titles(&context)).filter(|titles| titles.iter().any(Option::is_some));
    let mut agreements: FxHashMap<SectionId, SectionAgreement> = FxHashMap::default();
    if let Some(titles) = &titles {
        for said in record_license::all(context.catalog) {
            let Some((section, title, named)) = titled(titles, &said) else { continue };
            let agreement = agreements.entry(section).or_default();
            let count = if contradicts(named, title) { &mut agreement.contradict } else { &mut agreement.agree };
            *count += 1;
        }
    }
    Box::new(move |said| {
        let titled = titles.as_ref().and_then(|titles| titled(titles, &said));
        let Some((section, title, named)) = titled else { return Answer::CannotTell };
        // A title that most entries contradict means something else: `MIT` is also a university.
        let agreement = agreements.get(&section);
        if agreement.is_none_or(|agreement| agreement.agree <= agreement.contradict) {
            return Answer::CannotTell;
        }
        if contradicts(named, title) { elsewhere(&context, said, section, named).into() } else { Answer::Holds }
    })
}

/// The section of a licence whose title is one, that licence, and the licence that the record states.
fn titled<'a>(
    titles: &'a IdVec<SectionId, Option<(SectionId, String)>>,
    said: &RecordLicense<'a, '_>,
) -> Option<(SectionId, &'a str, &'a str)> {
    let (section, title) = titles[said.record.section].as_ref()?;
    Some((*section, title, said.reading.named()?))
}

/// Returns for each section the nearest section around it whose title is a licence, and that licence.
fn titles(context: &Context<'_, '_>) -> IdVec<SectionId, Option<(SectionId, String)>> {
    let document = &context.catalog.document;
    let mut read: FxHashMap<&str, Option<String>> = FxHashMap::default();
    let mut titles: IdVec<SectionId, Option<(SectionId, String)>> = IdVec::for_each_of(&document.sections, None);
    for (id, section) in document.sections.enumerate() {
        let title = document.title(id);
        let own = read.entry(title).or_insert_with(|| as_license(title)).clone();
        let own = own.map(|license| (id, license));
        // A section comes behind the one that it is part of.
        titles[id] = own.or_else(|| titles[section.parent].clone());
    }
    titles
}

fn as_license(title: &str) -> Option<String> {
    // Most titles are plainly no licence, and a token is told faster than it is read.
    if !license::is_license_token(title) {
        return None;
    }
    let license = license::read(title);
    let is_one = matches!(license, License::Spdx { .. } | License::NearlySpdx { .. } | License::Incomplete { .. });
    license.named().filter(|_| is_one).map(str::to_owned)
}

fn elsewhere(context: &Context<'_, '_>, said: RecordLicense<'_, '_>, section: SectionId, named: &str) -> Draft {
    let document = &context.catalog.document;
    let title = document.title(section);
    let heading = document.block(document[section].heading);
    let span = said.stated.core_span(said.reading);
    let draft = Draft::new(span, format!("{} is {named}, but stands under \"{title}\"", said.record.name))
        .help("move it to the section of its licence, or correct the licence")
        .subject(named.to_owned())
        .record(&*said.record.name);
    match heading {
        Some(heading) => draft.related(heading.span, "the section"),
        None => draft,
    }
}

/// `license/conflict`.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the type of a check")]
pub(in crate::rules) fn conflict(context: &Context<'_, '_>, entity: &Entity) -> Answer {
    if entity.records <= 1 {
        return Answer::CannotTell;
    }
    let licenses = context.catalog.licenses();
    let mut first: Option<(RecordLicense<'_, '_>, &str)> = None;
    let mut answer = Answer::CannotTell;
    let mut index = entity.first;
    while let Some(record) = context.catalog.records.get(index as usize) {
        let stated = licenses.of_record(index);
        index = record.next;
        let Some(stated) = stated else { continue };
        let Some(reading) = licenses.reading(stated) else { continue };
        let Some(named) = reading.named() else { continue };
        let said = RecordLicense { stated, reading, record };
        let Some((other, before)) = first else {
            first = Some((said, named));
            continue;
        };
        if contradicts(named, before) && is_same(context, record, other.record) {
            return Draft::new(
                stated.core_span(reading),
                format!("{} is {named} here, and {before} in another place", record.name),
            )
            .help("check which one is right, and correct the other")
            .related(other.stated.core_span(other.reading), format!("{before} here"))
            .subject(format!("{before} {named}"))
            .into();
        }
        answer = Answer::Holds;
    }
    answer
}

/// Returns true if two records of one name are plainly of one thing: they share a link, or one of them has none.
fn is_same(context: &Context<'_, '_>, a: &Record<'_>, b: &Record<'_>) -> bool {
    let pages = |record| context.catalog.links_of(record).map(|link| normal_form(&link.target)).collect::<Vec<_>>();
    let (own, others) = (pages(a), pages(b));
    own.is_empty() || others.is_empty() || own.iter().any(|page| others.contains(page))
}
