//! Services that stand between a link and the page that it leads to: shorteners, and pages that only redirect.

use super::is_image;
use super::words::{LinkWords, Redirect, words as vocabulary};
use crate::catalog::{HostTraits, LinkTarget};
use crate::finding::Fix;
use crate::markdown::{Link, LinkKind};
use crate::rules::address::web_address_fix;
use crate::rules::link_place::place;
use crate::rules::wording::{percent_decoded, shown};
use crate::rules::{Answer, Context, Draft};
use crate::text::fold;

/// Letters of the shortest name that somebody chose for a short link: shorter codes can be letters by chance.
const SHORTEST_CHOSEN: usize = 5;
/// Letters of the shortest word of such a name.
const SHORTEST_WORD: usize = 3;
/// Characters beyond which no service makes codes.
const LONGEST_CODE: usize = 9;
/// Letters of the shortest label of a host that is a name without the rest of the host.
const SHORTEST_LABEL: usize = 5;

/// `link/shortener`
pub(in crate::rules) fn shortener(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if !target.has_host() {
        return Answer::CannotTell;
    }
    if !target.has(HostTraits::SHORTENER) || target.has(HostTraits::ROOT) {
        return redirect(context, link, target);
    }
    if is_image(link) {
        return Answer::CannotTell;
    }
    if context.allows(target.host()) || is_chosen_name(target) || is_of_the_service(context, link, target) {
        return Answer::Holds;
    }
    let Some((span, others)) = place(context, link, target) else { return Answer::CannotTell };
    Draft::new(span, [&*shown(target.host()), " hides where this link leads", &*others.to_string()].concat())
        .help("follow it and write the address that it leads to")
        .subject(target.url.to_string())
        .places(others.places())
        .into()
}

/// Returns true if somebody chose the name of a short link: `bit.ly/bcattools`, `git.io/vim-plug`, `bit.ly/OpenData`. Such
/// a name is given out as the thing's address, in print too; the codes of the services mix cases and digits.
fn is_chosen_name(target: &LinkTarget<'_>) -> bool {
    let name = target.tail().trim_matches('/');
    if name.len() < SHORTEST_CHOSEN || name.contains(|c: char| !c.is_ascii_alphabetic() && !matches!(c, '-' | '_')) {
        return false;
    }
    let is_spelled = |word: &str| {
        let rest = word.get(1..).unwrap_or_default();
        word.len() >= SHORTEST_WORD && rest.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    // Of five letters and digits in two cases, one code in a hundred has small letters only.
    let mut words = name.split(['-', '_']).flat_map(capitalized);
    let is_code = name.len() < LONGEST_CODE && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let has_small_codes = vocabulary().small_codes.iter().any(|host| host.eq_ignore_ascii_case(target.host()));
    words.all(is_spelled) && !(is_code && has_small_codes)
}

/// Splits a text before each of its capitals: `OpenData` into `Open` and `Data`.
fn capitalized(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.char_indices().skip(1).find(|(_, c)| c.is_ascii_uppercase()).map_or(rest.len(), |(at, _)| at);
        let (word, behind) = rest.split_at_checked(end).filter(|(word, _)| !word.is_empty())?;
        rest = behind;
        Some(word)
    })
}

/// Returns true if a page of the service itself is meant: the entry is the service, or the page is its documentation.
fn is_of_the_service(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> bool {
    let path = target.tail().trim_start_matches('/');
    let first = path.split(['/', '?', '#', '.']).next().unwrap_or_default();
    if LinkWords::has(&vocabulary().service_pages, first)
        || path.trim_end_matches('/').to_ascii_lowercase().ends_with(".php")
    {
        return true;
    }
    let host = fold::alphanumeric(target.host().trim_start_matches("www."));
    // `tinyurl` of `tinyurl.com` is a name by itself, `is` of `is.gd` is none.
    let label = target.host().trim_start_matches("www.").split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_named = |text: &str| {
        let text = fold::alphanumeric(text);
        text.contains(&host) || label.len() >= SHORTEST_LABEL && text.contains(&label)
    };
    context.catalog.record_at(link.span).is_some_and(|record| is_named(&record.name))
        || is_named(context.catalog.document.link_text(link)) && link.kind == LinkKind::Inline
}

/// A page that does nothing but send its visitors on, to an address that stands in its own.
fn redirect(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if !target.has(HostTraits::QUERY) {
        return Answer::Holds;
    }
    let host = target.host().to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let Some((path, query)) = target.tail().split_once('?') else { return Answer::Holds };
    let leads_to = |redirect: &Redirect| {
        let (own, at) = redirect.page.split_once('/')?;
        if own != host || path.strip_prefix('/') != Some(at) {
            return None;
        }
        let value = query
            .split(['&', '#'])
            .find_map(|part| part.split_once('=').filter(|(name, _)| *name == redirect.parameter));
        value.map(|(_, value)| percent_decoded(value)).filter(|value| value.starts_with("http"))
    };
    let Some(address) = vocabulary().redirects.iter().find_map(leads_to) else { return Answer::Holds };
    let Some((span, others)) = place(context, link, target) else { return Answer::CannotTell };
    let draft = Draft::new(span, format!("{host} stands between this link and where it leads{others}"))
        .help(format!("write the address itself: {}", shown(&address)))
        .subject(target.url.to_string())
        .places(others.places());
    let fix = web_address_fix(link.kind, span, &address).filter(|_| span.of(context.text()) == target.url);
    match fix {
        Some(fix) => draft.fix(Fix { safe: false, ..fix }).into(),
        None => draft.into(),
    }
}
