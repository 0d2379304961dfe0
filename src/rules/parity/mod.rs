//! Rules about a translation beside its original. They are asked in the translation, and silent where the original is not
//! part of the run.

mod pair;

use rustc_hash::FxHashSet;

use self::pair::{Pair, is_language, plain, web_links};
use super::{Answers, Context, Draft};
use crate::{
    catalog::{Claim, ClaimForm, CountedThing, Record, number::Comparison},
    markdown::SectionId,
    source::Span,
    text::{choose_form, quote, suffix},
};

/// A translation that lacks more than one of so many entries was not kept up, which is one thing to say.
const SHORTENED: usize = 5;

/// So many sections that lack something are named one by one.
const FEW_SECTIONS: usize = 3;

/// More different links than this, and more than one of so many, are a translation's own choice of pages.
const OWN_LINKS: usize = 5;

/// Number of names that a finding lists.
const NAMES: usize = 5;

/// `parity/missing-record`
pub(super) fn missing_record(context: &Context<'_, '_>, answers: &mut Answers) {
    let Some(pair) = Pair::of(context) else { return };
    let (missing, present) = pair.missing();
    (0..present).for_each(|_| answers.holds());
    let path = quote(pair.original.file.path());
    if present == 0 {
        // Nothing of it is there: another page, or one that was never begun.
        return;
    }
    let sections = pair.sections();
    let strangers = pair.strangers();
    let is_missing = |group: &[&Record<'_>]| {
        // As many entries that the original does not have: these are the same ones, under other names and links.
        let section = group.first().and_then(|first| sections[first.section]);
        section.is_none_or(|section| strangers[section] < group.len())
    };
    let groups: Vec<&[&Record<'_>]> =
        missing.chunk_by(|a, b| a.section == b.section).filter(|group| is_missing(group)).collect();
    let count: usize = groups.iter().map(|group| group.len()).sum();
    let is_short = groups.len() > FEW_SECTIONS && count * SHORTENED > present;
    if count >= present && count > NAMES {
        // Hardly a translation: a list of the same form for another language.
        return;
    }
    if is_short {
        // A short version of its own; section by section would be the same over and over.
        let missing = groups.concat();
        let message = format!("{count} of the {} entries of {path} are not here", count + present);
        let draft = Draft::new(heading(&pair, None), format!("{message}: {}", names(&pair, &missing)));
        answers.broken(draft.help("translate them, or say that this is a selection and suppress this rule"));
        return;
    }
    for group in groups {
        let Some(first) = group.first() else { continue };
        let title = pair.original.document.title(first.section);
        let entries = if group.len() == 1 { "an entry".to_owned() } else { format!("{} entries", group.len()) };
        let place = if title.is_empty() { path.clone() } else { format!("{} in {path}", quote(title)) };
        let verb = choose_form(group.len(), "is", "are");
        let message = format!("{entries} of {place} {verb} not here: {}", names(&pair, group));
        let section = pair.original.document.ancestors(first.section).find_map(|section| sections[section]);
        let draft = Draft::new(heading(&pair, section), message).help("add what is missing");
        answers.broken(draft.subject(title.to_owned()));
    }
}

/// `parity/different-link`
pub(super) fn different_link(context: &Context<'_, '_>, answers: &mut Answers) {
    let Some(pair) = Pair::of(context) else { return };
    let mut different = Vec::new();
    let mut alike = 0_usize;
    for entity in &pair.original.entities {
        let name = pair.original.entity_name(entity);
        let Some(other) = pair.entity(name) else { continue };
        // Two things of one name may stand in either order.
        if entity.records != 1 || other.records != 1 {
            continue;
        }
        let own: Vec<&str> = pair.original.records_of(entity).flat_map(|it| web_links(pair.original, it)).collect();
        let Some(record) = pair.translation.records_of(other).next() else { continue };
        let theirs: Vec<&str> = web_links(pair.translation, record).collect();
        let (Some(first), Some(their_first)) = (own.first(), theirs.first()) else { continue };
        let known: FxHashSet<String> = own.iter().map(|url| untranslated(url)).collect();
        let is_same = |url: &&str| known.contains(&untranslated(url)) || own.iter().any(|own| is_edition(own, url));
        if theirs.iter().any(is_same) {
            answers.holds();
            alike += 1;
            continue;
        }
        let links = pair.translation.links_of(record);
        let link = links.into_iter().find(|link| link.target == **their_first);
        let span = link.map_or(record.name_span, |link| pair.translation.document.target_span(link));
        let message =
            format!("{} leads elsewhere in {}: {}", quote(name), quote(pair.original.file.path()), quote(first));
        let draft = Draft::new(span, message).help("find out which link is right, and write it in both files");
        different.push(draft.subject((*first).to_owned()).record(record.name.to_string()));
    }
    let count = different.len();
    let mut different = different.into_iter();
    if count <= OWN_LINKS || count * OWN_LINKS <= alike {
        different.for_each(|draft| answers.broken(draft));
    } else if let Some(mut first) = different.next() {
        first.message = format!("{}, and {} other links differ too", first.message, count - 1).into();
        answers.broken(first.places(count as u32));
    }
}

/// `parity/different-count`
pub(super) fn different_count(context: &Context<'_, '_>, answers: &mut Answers) {
    let Some(pair) = Pair::of(context) else { return };
    let sections = pair.sections();
    for claim in &pair.original.claims {
        let scope = match claim.scope.map(|section| sections[section]) {
            Some(Some(section)) if claim.form == ClaimForm::Section => Some(section),
            None if claim.counted == CountedThing::Records => None,
            _ => continue,
        };
        let alike = |other: &&Claim| other.form == claim.form && other.scope == scope && other.counted == claim.counted;
        let mut theirs = pair.translation.claims.iter().filter(alike);
        let mut own =
            pair.original.claims.iter().filter(|other| {
                other.form == claim.form && other.scope == claim.scope && other.counted == claim.counted
            });
        // Of several it cannot be told which belongs to which.
        let (Some(other), None, 1) = (theirs.next(), theirs.next(), own.by_ref().take(2).count()) else { continue };
        match claim.interval.compare(&other.interval) {
            Comparison::CannotTell => {}
            Comparison::Agrees => answers.holds(),
            Comparison::Contradicts => {
                let path = quote(pair.original.file.path());
                let message = format!("{} here, and {} in {path}", quote(&other.text), quote(&claim.text));
                let draft = Draft::new(other.span, message).help("write the same number in both files");
                answers.broken(draft.subject(claim.text.clone()));
            }
        }
    }
}

/// The first names of some records of the original, each once.
fn names(pair: &Pair<'_, '_>, records: &[&Record<'_>]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for record in records {
        let name = pair.name(record);
        if !names.contains(&name) {
            names.push(name);
        }
        if names.len() > NAMES {
            break;
        }
    }
    let more = names.len() > NAMES;
    names.truncate(NAMES);
    names.join(", ") + if more { ", …" } else { "" }
}

/// The heading of a section of the translation, or else of its first one.
fn heading(pair: &Pair<'_, '_>, section: Option<SectionId>) -> Span {
    let document = &pair.translation.document;
    let heading = section.and_then(|section| document.block(document[section].heading));
    let first = || document.sections.iter().find_map(|section| document.block(section.heading));
    heading.or_else(first).map_or(Span::at(0), |block| block.span)
}

/// Returns true if two addresses are editions of one page for readers of two languages: a host under two national endings,
/// `dartpad.dev` and `dartpad.cn`, or the first page of a site and a page of the same site.
fn is_edition(a: &str, b: &str) -> bool {
    let parts = |url: &str| {
        let plain = plain(url);
        let (host, path) = plain.split_once('/').unwrap_or((&plain, ""));
        let domain = suffix::registrable(host);
        let (label, ending) = domain.split_once('.').unwrap_or((domain, ""));
        (label.to_owned(), ending.to_owned(), path.trim_end_matches('/').is_empty())
    };
    let ((label, ending, is_root), (other, other_ending, other_is_root)) = (parts(a), parts(b));
    let is_national = |ending: &str| is_language(ending.rsplit('.').next().unwrap_or_default());
    label == other
        && if ending == other_ending {
            is_root != other_is_root
        } else {
            is_national(&ending) || is_national(&other_ending)
        }
}

/// An address without what says in which language its page is.
fn untranslated(url: &str) -> String {
    let plain = plain(url);
    let (host, path) = plain.split_once('/').unwrap_or((&plain, ""));
    let (first, rest) = host.split_once('.').unwrap_or((host, ""));
    let host = if is_language(first) && rest.contains('.') { rest } else { host };
    let parts = path.split(['/', '.', '_', '?', '&', '#']).filter(|part| {
        let value = part.rsplit_once('=').map_or(*part, |(_, value)| value);
        // `us` and `cn` in the address of a shop are countries.
        !(is_language(value) || value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_lowercase()))
    });
    std::iter::once(host).chain(parts).collect::<Vec<_>>().join("/")
}
