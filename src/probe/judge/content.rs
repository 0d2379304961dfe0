//! Judges a body that came with a good status: empty, cut off, a page instead of a file.

use url::Url;

use super::{
    CauseEvidence, JudgeCase, NextProbe, document,
    reading::JudgedPage,
    text,
    vocabulary::{is_one_of, maintenance, places, takeovers},
    words::TitleLine,
};
use crate::{
    probe::{Cause, HttpAnswer},
    text::fold,
};

/// The fewest visible characters of a page that was cut off and can still be judged.
const ENOUGH: usize = 200;
/// Different phrases of one trade that make a page one of that trade.
const ENOUGH_PHRASES: usize = 3;
/// Bytes of an error that are searched for what the house that ran the site writes.
const SEARCHED: usize = 4096;

/// An answer without a body, or with only the beginning of one.
pub(super) fn damage(case: &JudgeCase<'_>, answer: &HttpAnswer, reading: Option<&JudgedPage>) -> Option<CauseEvidence> {
    let body = &answer.body;
    let nothing = matches!(answer.status, 204 | 205) || body.length == Some(0) || body.bytes.is_empty() && body.whole;
    let opinion = if nothing {
        CauseEvidence::new(Cause::Empty, format!("answers {} with an empty body", answer.status))
    } else if body.broken && !reading.is_some_and(tells_enough) {
        let of = body.length.map(|length| format!(" of {length}")).unwrap_or_default();
        CauseEvidence::new(Cause::Truncated, format!("the answer ends after {}{of} bytes", body.bytes.len()))
    } else {
        return None;
    };
    let seen = case.times(|walk| walk.status().is_some_and(is_good));
    Some(opinion.wishing((seen < 2).then_some(NextProbe::Again)))
}

fn is_good(status: u16) -> bool {
    (200..300).contains(&status)
}

fn tells_enough(reading: &JudgedPage) -> bool {
    reading.is_named() || reading.page.text.chars().take(ENOUGH).count() >= ENOUGH
}

/// A page with nothing in it: no text, nothing to be seen, no scripts; or of a server that is not set up.
pub(super) fn blank(reading: &JudgedPage) -> Option<CauseEvidence> {
    let page = &reading.page;
    let seen = page.media || page.scripts || page.refresh.is_some() || page.password;
    if !seen && page.title.is_empty() && page.text.trim().is_empty() {
        return Some(CauseEvidence::new(Cause::Empty, "a page without any text"));
    }
    let line = line(reading, |line| maintenance().defaults.are(line))?;
    Some(CauseEvidence::new(
        Cause::Empty,
        format!("a page of a server that is not set up: {}", text::quote(&line.text)),
    ))
}

/// A site that says that it is being fixed, or that its program failed.
pub(super) fn ailing(reading: &JudgedPage) -> Option<CauseEvidence> {
    let words = maintenance();
    if let Some(line) = line(reading, |line| words.titles.make(line)) {
        return Some(CauseEvidence::new(
            Cause::Maintenance,
            format!("the site is under maintenance: {}", text::quote(&line.text)),
        ));
    }
    let line = line(reading, |line| words.failures.make(line))?;
    Some(CauseEvidence::new(Cause::ServerError, format!("the site fails: {}", text::quote(&line.text))))
}

/// A service or a site that its owner ended, or whose host ended it.
pub(super) fn ended(reading: &JudgedPage) -> Option<CauseEvidence> {
    let line = line(reading, |line| maintenance().ended.make(line))?;
    let why = format!("the service was ended: {}", text::quote(&line.text));
    Some(CauseEvidence::new(Cause::ServiceEnded, why))
}

/// An error of a house that ran the site, and says that it does so no longer.
pub(super) fn ended_by_host(answer: &HttpAnswer) -> Option<CauseEvidence> {
    let body = String::from_utf8_lossy(answer.body.bytes.get(..SEARCHED).unwrap_or(&answer.body.bytes));
    let headers = answer.headers.0.iter().map(|(_, value)| value.as_str());
    let said = |mark: &&String| headers.clone().any(|value| value == mark.as_str()) || body.contains(mark.as_str());
    let mark = maintenance().ended_marks.iter().find(said);
    let why = match (mark, answer.status) {
        (Some(mark), status) => format!("answers {status}: {}", text::quote(mark)),
        (None, 402) => "answers 402: the site's host waits for a payment".to_owned(),
        (None, _) => return None,
    };
    Some(CauseEvidence::new(Cause::ServiceEnded, why))
}

/// A page of a trade that takes over the domains of others, where neither the entry nor its address speaks of it.
pub(super) fn replaced(case: &JudgeCase<'_>, reading: &JudgedPage) -> Option<CauseEvidence> {
    if reading.named != Some(false) {
        return None;
    }
    let page = &reading.page;
    let said =
        fold::words(&page.lines().chain([page.text.as_str(), page.data.as_str()]).collect::<Vec<_>>().join(" \n "));
    let asked = fold::words(
        &case.ask.names.iter().map(String::as_str).chain([case.ask.url.as_str()]).collect::<Vec<_>>().join(" \n "),
    );
    let (trade, line) = takeovers().trade.iter().find_map(|trade| {
        let title = reading.lines.iter().find(|line| trade.phrases.in_line(line))?;
        let is_it = trade.phrases.count(&said) >= ENOUGH_PHRASES && trade.phrases.within(&asked).is_none();
        is_it.then_some((trade, title))
    })?;
    let why = format!(
        "the page is about {}, {}, and does not mention the entry: the domain may have another owner",
        trade.name,
        text::quote(&line.text)
    );
    Some(CauseEvidence::new(Cause::Replaced, why))
}

/// A title or heading that says something, of a short page that does not bear the record's name.
fn line(reading: &JudgedPage, says: impl Fn(&TitleLine) -> bool) -> Option<&TitleLine> {
    let short = !reading.is_named() && reading.short;
    reading.lines.iter().find(|line| short && says(line))
}

/// A page that asks whether a large file is wanted, as Google Drive has it.
pub(super) fn large(case: &JudgeCase<'_>, reading: &JudgedPage) -> Option<CauseEvidence> {
    let google = || {
        let host = case.walk.final_url().and_then(Url::host_str);
        host.is_some_and(|host| is_one_of(host, &["google.com".to_owned()]))
    };
    let asks = reading.page.download_form && (file_name(&case.ask.url).is_some() || google());
    asks.then(|| CauseEvidence::new(Cause::Large, "a page that asks to confirm the download of a large file"))
}

/// A file is named, and a page comes.
pub(super) fn drift(case: &JudgeCase<'_>, reading: &JudgedPage) -> Option<CauseEvidence> {
    let page = &reading.page;
    let file = file_name(&case.ask.url)?;
    // A page that shows the file bears its name: a viewer of a repository, a page of a wiki.
    let shows = reading.missing.is_none() && page.lines().chain([page.text.as_str()]).any(|text| text.contains(&file));
    if reading.is_named() || shows {
        return None;
    }
    let what = match (page.password, page.title.is_empty()) {
        (true, _) => "a page that asks for a password".to_owned(),
        (false, true) => "a page".to_owned(),
        (false, false) => format!("a page, {}", text::quote(&page.title)),
    };
    Some(CauseEvidence::new(Cause::TypeDrift, format!("a file is named, and what comes is {what}")))
}

/// The name of the data file that an address names.
pub(super) fn file_name(url: &Url) -> Option<String> {
    let last = url.path_segments()?.next_back()?;
    let (_, extension) = last.rsplit_once('.')?;
    places().files.contains(&extension.to_ascii_lowercase()).then(|| last.to_owned())
}

/// Describes an answer that is no page, where its type says otherwise.
pub(super) fn file_note(answer: &HttpAnswer) -> Option<String> {
    let kind = answer.headers.get("content-type")?;
    let magic = document::file_kind(&answer.body.bytes)?;
    kind.contains("html").then(|| format!("a {magic} file, served as {}", text::quote(kind)))
}
