//! Rules about the host that a link leads to. What the host is was looked up when the catalog was read.

use super::is_image;
use crate::catalog::{Field, HostTraits, LinkTarget, Record, RecordPlace, hosts};
use crate::finding::Fix;
use crate::markdown::{Link, LinkKind};
use crate::rules::link_place::place;
use crate::rules::wording::shown;
use crate::rules::{Answer, Context, Draft};
use crate::source::Span;
use crate::text::fold;

/// Bytes of the shortest platform's name that is looked for inside of another name; shorter ones must be a word of it.
const SHORTEST_INSIDE: usize = 4;
/// Words of the shortest name whose initials are compared with a platform's name.
const LEAST_INITIALS: usize = 3;
/// Letters that two forms of one word have in common at least: `image` and `imaging`.
const SHORTEST_STEM: usize = 4;
/// Bytes of the shortest name that is looked for in a host.
const SHORTEST_IN_HOST: usize = 3;

/// `link/insecure`
pub(in crate::rules) fn insecure(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if !target.has_host() || is_image(link) {
        return Answer::CannotTell;
    }
    if !target.has(HostTraits::INSECURE) || context.allows(target.host()) {
        return Answer::Holds;
    }
    let written = link.span.of(context.text());
    // `www.example.org` in the text says nothing of the scheme; a private host cannot have a certificate.
    let unsaid = link.kind == LinkKind::Bare && !written.starts_with("http");
    if unsaid || target.has(HostTraits::PRIVATE) || target.host().rsplit('.').next() == Some("onion") {
        return Answer::CannotTell;
    }
    let Some((span, others)) = place(context, link, target) else { return Answer::CannotTell };
    Draft::new(span, ["plain http to ", &*shown(target.host()), &*others.to_string()].concat())
        .help("write https if the site serves it")
        .subject(target.url.to_string())
        .places(others.places())
        .into()
}

/// `link/retired-platform`
pub(in crate::rules) fn retired_platform(
    context: &Context<'_, '_>,
    link: &Link<'_>,
    target: &LinkTarget<'_>,
) -> Answer {
    if !target.has_host() {
        return Answer::CannotTell;
    }
    if !target.has(HostTraits::RETIRED) || context.allows(target.host()) {
        return Answer::Holds;
    }
    let host = target.host().to_ascii_lowercase();
    let Some(fate) = hosts().retired(&host, target.tail()) else { return Answer::Holds };
    let Some((span, others)) = place(context, link, target) else { return Answer::CannotTell };
    if let Some(fate) = hosts().abandoned(&host) {
        return Draft::new(span, format!("{host} was {fate}{others}"))
            .help("link to the file where it is kept now")
            .subject(target.url.to_string())
            .places(others.places())
            .other_severity()
            .into();
    }
    Draft::new(span, format!("{host} is gone, {fate}{others}"))
        .help("link to where the thing is now, or to a copy in an archive")
        .subject(target.url.to_string())
        .places(others.places())
        .into()
}

/// `link/private-address`
pub(in crate::rules) fn private_address(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if !target.has_host() {
        return Answer::CannotTell;
    }
    if !target.has(HostTraits::PRIVATE) || context.allows(target.host()) {
        return Answer::Holds;
    }
    if is_instruction(context, link) {
        return Answer::CannotTell;
    }
    let Some((span, others)) = place(context, link, target) else { return Answer::CannotTell };
    Draft::new(span, format!("{} is an address that readers cannot reach{others}", shown(target.host())))
        .help("link to a public address")
        .subject(target.url.to_string())
        .places(others.places())
        .into()
}

/// Returns true if an address is written out for readers who run the thing themselves: `open http://localhost:3000`. The
/// address is its own text there, and no entry begins with it.
fn is_instruction(context: &Context<'_, '_>, link: &Link<'_>) -> bool {
    let text = context.catalog.document.link_text(link).trim();
    let is_written_out = matches!(link.kind, LinkKind::Bare | LinkKind::Autolink) || link.target.contains(text);
    let is_entry = || {
        context
            .catalog
            .record_at(link.span)
            .is_some_and(|record| record.name_span.start < link.span.end && link.span.start < record.name_span.end)
    };
    is_written_out && !text.is_empty() && !is_entry()
}

/// `link/look-alike-host`
pub(in crate::rules) fn look_alike_host(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if !target.has_host() {
        return Answer::CannotTell;
    }
    if !target.has(HostTraits::LOOK_ALIKE) || context.allows(target.host()) {
        return Answer::Holds;
    }
    let host = target.host().to_ascii_lowercase();
    let place = context.catalog.document.target_span(link);
    let Some(famous) = hosts().resembles(&host) else {
        return Draft::new(place, format!("{} mixes letters of two scripts that look alike", shown(&host)))
            .help("make sure that this is the site that is meant")
            .subject(target.url.to_string())
            .into();
    };
    let draft = Draft::new(place, format!("{} is one letter away from {famous}", shown(&host)))
        .help(format!("did you mean {famous}?"))
        .subject(target.url.to_string());
    let domain = crate::text::suffix::registrable(&host);
    let at = place.of(context.text()).to_ascii_lowercase().find(domain);
    match at {
        Some(at) => draft.fix(Fix::for_review(place.inner(at..at + domain.len()), famous)).into(),
        None => draft.into(),
    }
}

/// `link/home-page`
pub(in crate::rules) fn home_page(context: &Context<'_, '_>, record: &Record<'_>) -> Answer {
    let catalog = context.catalog;
    let mut answer = Answer::CannotTell;
    for index in record.links.0..record.links.1 {
        let (Some(link), Some(target)) = (catalog.document.links.get(index as usize), catalog.target(index)) else {
            continue;
        };
        if is_image(link) || !target.has_host() {
            continue;
        }
        answer = Answer::Holds;
        let root = target.has(HostTraits::PLATFORM) && target.has(HostTraits::ROOT);
        if !root
            || !gives_access(context, record, index, link.span)
            || is_platform(record, context.catalog.document.link_text(link), target)
        {
            continue;
        }
        let host = target.host().to_ascii_lowercase();
        return Draft::new(
            catalog.document.target_span(link),
            format!("the access link of {} leads to the front page of {host}", shown(record.name.trim())),
        )
        .help(format!("link to its own page on {}", platform_name(&host)))
        .subject(target.url.to_string())
        .into();
    }
    answer
}

fn platform_name(host: &str) -> &str {
    hosts().platform(host).first().map_or(host, String::as_str)
}

/// Returns true if a link is the one by which a record's thing is to be had: in the name or link column of a row, else
/// the
/// first link.
fn gives_access(context: &Context<'_, '_>, record: &Record<'_>, index: u32, span: Span) -> bool {
    let RecordPlace::Row(..) = record.place else { return index == record.links.0 };
    let mut cells =
        context.catalog.fields(record).filter(|field| field.cell.is_some_and(|cell| cell.span.contains(span)));
    cells.any(|field| matches!(field.field, Field::Name | Field::Link))
}

/// Returns true if a record is the platform itself: the platform's name stands in its name, or the name in the host.
fn is_platform(record: &Record<'_>, text: &str, target: &LinkTarget<'_>) -> bool {
    let host = target.host().to_ascii_lowercase();
    let name = fold::alphanumeric(&record.name);
    let site = fold::alphanumeric(host.strip_prefix("www.").unwrap_or(&host));
    let own = hosts().platform(&host).iter().any(|own| names_platform(&record.name, own));
    let text = fold::alphanumeric(text);
    own || name.len() >= SHORTEST_IN_HOST && site.contains(&name)
        || record.name.trim().is_empty()
        || text == name && site.contains(&text)
}

/// Returns true if a record's name is a platform's name: it holds the name, has its initials, or has the same words in
/// other forms, `Cancer Image Archive` for `Cancer Imaging Archive`.
fn names_platform(name: &str, platform: &str) -> bool {
    let folded = fold::alphanumeric(platform);
    let is_inside = folded.len() >= SHORTEST_INSIDE && fold::alphanumeric(name).contains(&folded);
    let is_word = || words(name).any(|word| word.eq_ignore_ascii_case(platform));
    let initials = || words(name).filter_map(|word| word.chars().next()).collect::<String>();
    let is_acronym = || words(name).count() >= LEAST_INITIALS && initials().eq_ignore_ascii_case(platform);
    let begins_alike = |own: &str, other: &str| {
        own.chars().zip(other.chars()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count() >= SHORTEST_STEM
    };
    let has_all = || {
        words(platform).count() > 1
            && words(platform)
                .all(|word| words(name).any(|own| own.eq_ignore_ascii_case(word) || begins_alike(own, word)))
    };
    is_inside || is_word() || is_acronym() || has_all()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
