//! Whether a domain is for sale, or serves nothing but advertising: on two signs of different kinds.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use url::Url;

use super::{
    Case, Opinion, Wish, place,
    reading::Reading,
    sibling, soft404, text,
    vocabulary::{is_one_of, parked},
    words,
};
use crate::{
    catalog::fold,
    probe::{Answer, Cause},
};

static MARKS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(&parked().marks).ok());

/// A parked domain; with one sign alone, no more than the wish for what the host says of a made-up address.
pub(super) fn opinion(case: &Case<'_>, answer: &Answer, reading: &Reading) -> Option<Result<Opinion, Wish>> {
    if reading.is_named() || !reading.short {
        return None;
    }
    let mut signs = Vec::new();
    let end = case.walk.final_url()?;
    if let Some(how) = lander(end, &case.ask.url) {
        signs.push(how);
    }
    let marks = MARKS.as_ref();
    let mark = marks.and_then(|marks| marks.find(&answer.body.bytes)).map(|found| found.pattern().as_usize());
    if let Some(mark) = mark.and_then(|mark| parked().marks.get(mark)) {
        signs.push(format!("has {} in its source", text::quote(mark)));
    }
    let said = fold::words(&format!("{} \n {}", reading.page.title, reading.page.text));
    if let Some(phrase) = parked().phrases.iter().find(|phrase| words::contains(&said, phrase)) {
        signs.push(format!("says {}", text::quote(phrase)));
    }
    if signs.is_empty() {
        return None;
    }
    if signs.len() == 1 {
        match &case.seen.sibling {
            None => return sibling::of(&case.ask.url).map(|url| Err(Wish::Sibling(url))),
            Some(walk) if soft404::is_same(case, reading, walk) => {
                signs.push("a made-up address beside it is the same".to_owned());
            }
            Some(_) => return None,
        }
    }
    Some(Ok(Opinion::new(Cause::Parked, signs.join(", "))))
}

/// How an address is one that parked domains lead to, where it is not what was asked for.
fn lander(end: &Url, asked: &Url) -> Option<String> {
    let words = parked();
    let (host, own) = (end.host_str()?, asked.host_str()?);
    let label = host.split('.').next().unwrap_or_default();
    let to_host = is_one_of(host, &words.hosts) && !is_one_of(own, &words.hosts);
    let to_label = host != own && words.labels.iter().any(|known| known == label) && place::same_site(end, asked);
    let path = |url: &Url| words.paths.iter().any(|path| url.path().eq_ignore_ascii_case(path));
    (to_host || to_label || path(end) && !path(asked)).then(|| format!("leads to {}", text::quote(end.as_str())))
}
