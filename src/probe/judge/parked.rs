//! Recognizes domains for sale or with nothing but advertising, on two signs of different kinds.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use url::Url;

use super::{
    CauseEvidence, JudgeCase, NextProbe, place,
    reading::JudgedPage,
    sibling, soft404, text,
    vocabulary::{is_one_of, parked},
    words,
};
use crate::{
    probe::{Cause, HttpAnswer},
    text::{fold, suffix::registrable},
};

static MARKS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(&parked().marks).ok());

/// A parked domain; where its signs are too few, no more than the wish for what the host says of a random URL. The
/// record's name is no defence: a parked page prints its domain, and many an entry is called like its host.
pub(super) fn opinion(
    case: &JudgeCase<'_>,
    answer: &HttpAnswer,
    reading: &JudgedPage,
) -> Option<Result<CauseEvidence, NextProbe>> {
    if !reading.short {
        return None;
    }
    let end = case.walk.final_url()?;
    let lander = lander(end, &case.ask.url);
    let said = fold::words(&format!("{} \n {}", reading.page.title, reading.page.text));
    // A page about such domains shows the marks of others; a parked one shows its own name.
    let own = end.host_str().map(|host| fold::words(registrable(host)));
    let enough = if lander.is_some() || own.is_some_and(|own| words::contains(&said, &own)) { 2 } else { 3 };
    let phrase = parked().phrases.within(&said);
    let mark = MARKS.as_ref().and_then(|marks| marks.find(&answer.body.bytes));
    let mark = mark.and_then(|found| parked().marks.get(found.pattern().as_usize()));
    let mark = mark.map(|mark| format!("has {} in its source", text::quote(mark)));
    let mut signs: Vec<String> =
        [lander, mark, phrase.map(|phrase| format!("says {}", text::quote(phrase)))].into_iter().flatten().collect();
    if signs.is_empty() {
        return None;
    }
    if signs.len() < enough {
        if reading.named_beside_host {
            return None;
        }
        match &case.seen.sibling {
            None => return sibling::of(&case.ask.url).map(|url| Err(NextProbe::Sibling(url))),
            Some(walk) if soft404::is_same(case, reading, walk) => {
                signs.push("is the same page as a random URL on the same path".to_owned());
            }
            Some(_) => return None,
        }
    }
    Some(Ok(CauseEvidence::new(Cause::Parked, text::list(&signs)))).filter(|_| signs.len() > 1)
}

/// Describes the sign of an address that parked domains redirect to, where it is not the requested one.
fn lander(end: &Url, asked: &Url) -> Option<String> {
    let words = parked();
    let (host, own) = (end.host_str()?, asked.host_str()?);
    let label = host.split('.').next().unwrap_or_default();
    let to_host = is_one_of(host, &words.hosts) && !is_one_of(own, &words.hosts);
    let to_label = host != own && words.labels.iter().any(|known| known == label) && place::same_site(end, asked);
    let path = |url: &Url| words.paths.iter().any(|path| url.path().eq_ignore_ascii_case(path));
    (to_host || to_label || path(end) && !path(asked)).then(|| format!("leads to {}", text::quote(end.as_str())))
}
