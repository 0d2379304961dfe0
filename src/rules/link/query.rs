//! Rules about what an address carries besides the place that it leads to.

use super::{is_image, words};
use crate::catalog::secret::{is_key, is_placeholder, is_secret_parameter, parameters, session_parameter, signature};
use crate::catalog::{HostTraits, LinkTarget};
use crate::finding::Fix;
use crate::markdown::Link;
use crate::rules::{Answer, Context, Draft};
use crate::text::suffix;

/// The query of an address, without the fragment, with where it begins in the address.
fn query_of<'a>(target: &'a LinkTarget<'_>) -> Option<(usize, &'a str)> {
    if !target.has(HostTraits::QUERY) {
        return None;
    }
    let start = target.url.find('?')? + 1;
    let rest = target.url.get(start..)?;
    Some((start, rest.split('#').next().unwrap_or(rest)))
}

/// `link/credentials`
pub(in crate::rules) fn credentials(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if !target.has_host() {
        return Answer::CannotTell;
    }
    // The address of a picture may have a key of its service in it that is meant to be public; a password never is.
    let (user, query) = (target.has(HostTraits::USER), query_of(target).filter(|_| !is_image(link)));
    if !user && query.is_none() {
        return Answer::Holds;
    }
    let place = context.catalog.document.target_span(link);
    // The secret itself is not repeated in the finding: reports are published.
    let subject = format!("{}{}", target.host(), target.tail().split('?').next().unwrap_or_default());
    if user {
        let authority = target.url.get(..target.host.0 as usize).unwrap_or_default();
        let user = authority.rsplit('/').next().unwrap_or_default().trim_end_matches('@');
        if user.split_once(':').is_some_and(|(_, password)| !password.is_empty() && !is_placeholder(password)) {
            return Draft::new(place, "a password stands in the address")
                .help("take it out, and have it changed: it is public now")
                .subject(subject)
                .into();
        }
    }
    let Some((_, query)) = query else { return Answer::Holds };
    let secret = |name: &str, value: &str| is_secret_parameter(name) && is_key(value) && !is_placeholder(value);
    match parameters(query).find(|(_, name, value)| secret(name, value)) {
        Some((_, name, _)) => Draft::new(place, format!("`{name}` in the address holds what looks like a secret"))
            .help("take it out, and have it changed: it is public now")
            .subject(subject)
            .into(),
        None => Answer::Holds,
    }
}

/// `link/signed`
pub(in crate::rules) fn signed(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if !target.has_host() {
        return Answer::CannotTell;
    }
    let Some((_, query)) = query_of(target) else { return Answer::Holds };
    let message = match (signature(query), session_parameter(query)) {
        (Some(group), _) => format!("signed for a short time (`{}`): it stops working by itself", group.join("`, `")),
        (None, Some(name)) => format!("holds the token of a session (`{name}`): it stops working when that ends"),
        (None, None) => return Answer::Holds,
    };
    Draft::new(context.catalog.document.target_span(link), message)
        .help("link to the page on which the file is offered")
        .subject(target.url.split('?').next().unwrap_or_default().to_owned())
        .into()
}

/// `link/tracking`
pub(in crate::rules) fn tracking(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>) -> Answer {
    if !target.has_host() || is_image(link) {
        return Answer::CannotTell;
    }
    let Some((start, query)) = query_of(target) else { return Answer::Holds };
    let own = is_own_campaign(query);
    let tracks = |name: &str| {
        let name = name.trim_start_matches('?');
        words().click_parameters.iter().any(|known| known == name)
            || !own && words().campaign_parameters.iter().any(|known| name.starts_with(known.as_str()))
    };
    let mut dropped = Vec::new();
    let mut kept = Vec::new();
    for (part, name, _) in parameters(query) {
        if tracks(&name) {
            dropped.push(name);
        } else {
            kept.push(part);
        }
    }
    // What was signed is to be replaced as a whole.
    if dropped.is_empty() || signature(query).is_some() {
        return Answer::Holds;
    }
    dropped.dedup();
    let place = context.catalog.document.target_span(link);
    let draft = Draft::new(place, format!("carries tracking parameters: {}", dropped.join(", ")))
        .help("take them out: the link leads to the same page without them")
        .subject(target.url.split('?').next().unwrap_or_default().to_owned());
    // Only where the address stands in the source letter for letter can a part of it be replaced.
    let written = place.of(context.text());
    if written != target.url {
        return draft.into();
    }
    let (from, text) = if kept.is_empty() { (start - 1, String::new()) } else { (start, kept.join("&")) };
    draft.fix(Fix::for_review(place.inner(from..start + query.len()), text)).into()
}

/// Returns true if the campaign that a query names was made for this list, or is paid for: then the link is meant to
/// be so.
fn is_own_campaign(query: &str) -> bool {
    parameters(query).any(|(_, name, value)| {
        let campaign = words().campaign_parameters.iter().any(|known| name.starts_with(known.as_str()));
        let value = value.to_ascii_lowercase();
        // Who writes a site into a campaign made the link for that site.
        let is_site = || suffix::known_suffix(&value).is_some_and(|suffix| suffix.len() + 1 < value.len());
        let is_foreign = || words().foreign_campaigns.iter().any(|word| value.contains(word.as_str()));
        campaign
            && (words().own_campaign.iter().any(|word| value.contains(word.as_str())) || is_site() && !is_foreign())
    })
}
