//! Archived copies of what is dead, by the CDX interface of the web archive: never one that was taken after the link was
//! last seen alive, for later copies are copies of the error page. Its keepers ask for at most sixty requests a minute,
//! and shut out for an hour who goes on after a 429 (edgi-govdata-archiving/wayback #137), so that ends the asking.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use rusqlite::params;
use url::Url;

use super::{
    StoreError,
    book::RunWriter,
    patience::{PatienceEffect, patience},
    save,
    stored::{stored, stored_before},
};
use crate::{
    catalog::secret::MASK,
    finding::Severity,
    probe::{BoxFuture, Clock, Fetched, HttpRequest, LinkState, Transport},
};

/// Address of the web archive, unless another is configured.
pub const ARCHIVE: &str = "https://web.archive.org/";
/// The time between two requests.
const PACE: Duration = Duration::from_secs(1);
/// So many links are looked up in one run; the others have their turn in the next.
const AT_ONCE: usize = 100;
/// So many requests in a row may fail before the archive is left alone.
const PATIENCE: u32 = 3;
/// The archive is asked again for the same link after so long.
const AGAIN: SignedDuration = SignedDuration::from_hours(7 * 24 - 4);
/// The answer is one short line.
const ANSWER: usize = 16 * 1024;

/// The web archive, where copies of dead links are looked up.
#[derive(Debug, Clone)]
pub struct Archive {
    /// Carries the requests.
    pub transport: Arc<dyn Transport>,
    /// The archive's address: `https://web.archive.org/`, or one that speaks the same.
    pub base: Url,
}

/// An archived copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) url: String,
    pub(super) taken: Timestamp,
}

/// The archive's answer.
#[derive(Debug, PartialEq, Eq)]
enum ArchiveAnswer {
    /// It has this copy.
    Has(Copy),
    /// It has none.
    HasNone,
    /// It wants to be left alone.
    Enough,
    /// Nothing that can be understood.
    Nothing,
}

/// A dead link whose copy is to be looked up.
struct ArchiveRequest {
    link: i64,
    url: String,
    /// The last moment at which a copy was one of the thing itself.
    until: Timestamp,
}

/// Looks up the copies of what is dead, and writes them. A copy that was asked for within a week is not asked for again.
pub(super) async fn look_up(book: &mut RunWriter<'_>, archive: &Archive, clock: &dyn Clock) -> Result<(), StoreError> {
    let mut failed = 0;
    for (asked, wanted) in wanted(book, clock.now())?.into_iter().enumerate() {
        if asked > 0 {
            clock.sleep(PACE).await;
        }
        let copy = match archive.ask(&wanted).await {
            ArchiveAnswer::Has(copy) => Some(copy),
            ArchiveAnswer::HasNone => None,
            ArchiveAnswer::Enough => break,
            ArchiveAnswer::Nothing => {
                failed += 1;
                if failed == PATIENCE {
                    break;
                }
                continue;
            }
        };
        failed = 0;
        let (url, taken) = (copy.as_ref().map(|copy| &copy.url), copy.as_ref().map(|copy| stored(copy.taken)));
        book.store.with_db(|db| {
            db.execute(
                "INSERT OR REPLACE INTO copies (link, asked, until, url, taken) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![wanted.link, stored(clock.now()), stored(wanted.until), url, taken],
            )
        })?;
    }
    Ok(())
}

/// Dead links of the catalogs, the longest unasked first. An address with a secret is nothing to ask an archive for.
fn wanted(book: &RunWriter<'_>, now: Timestamp) -> Result<Vec<ArchiveRequest>, StoreError> {
    book.store.with_db(|db| {
        let mut query = db.prepare(
            "SELECT l.key, s.* FROM links l JOIN standings s ON s.link = l.id LEFT JOIN copies c ON c.link = l.id
             WHERE l.position IS NOT NULL AND (c.asked IS NULL OR c.asked <= ?1) AND instr(l.key, ?2) = 0
             ORDER BY coalesce(c.asked, 0), l.position",
        )?;
        let mut rows = query.query(params![stored_before(now, AGAIN), MASK])?;
        let mut wanted = Vec::new();
        while let Some(row) = rows.next()? {
            let Some(standing) = save::standing(row)? else { continue };
            let is_dead = standing.shown.state() == LinkState::Dead || standing.severity == Some(Severity::Error);
            if is_dead && patience(standing.shown).kind == PatienceEffect::Failing && wanted.len() < AT_ONCE {
                let until = standing.last_alive.unwrap_or(standing.since);
                wanted.push(ArchiveRequest { link: row.get("link")?, url: row.get("key")?, until });
            }
        }
        Ok(wanted)
    })
}

impl Archive {
    /// Asks for the newest good copy of an address that is not too new.
    fn ask<'a>(&'a self, wanted: &'a ArchiveRequest) -> BoxFuture<'a, ArchiveAnswer> {
        Box::pin(async move {
            let Some(url) = question(&self.base, wanted) else { return ArchiveAnswer::Nothing };
            let request = HttpRequest { body_limit: ANSWER, ..HttpRequest::get(url) };
            self.answer(&self.transport.fetch(&request).await, wanted)
        })
    }

    fn answer(&self, fetched: &Fetched, wanted: &ArchiveRequest) -> ArchiveAnswer {
        let Ok(answer) = &fetched.outcome else { return ArchiveAnswer::Nothing };
        match answer.status {
            200 => {}
            429 => return ArchiveAnswer::Enough,
            _ => return ArchiveAnswer::Nothing,
        }
        let Some(rows) = rows(&answer.body.bytes) else { return ArchiveAnswer::Nothing };
        let good = rows.iter().filter(|(_, status)| status == "200").filter_map(|(taken, _)| {
            let at = DateTime::strptime("%Y%m%d%H%M%S", taken).ok()?;
            let taken_at = TimeZone::UTC.to_timestamp(at).ok().filter(|at| *at <= wanted.until)?;
            let url = format!("{}web/{taken}/{}", self.base, wanted.url);
            Some(Copy { url, taken: taken_at })
        });
        good.max_by_key(|copy| copy.taken).map_or(ArchiveAnswer::HasNone, ArchiveAnswer::Has)
    }
}

/// The address of the question.
fn question(base: &Url, wanted: &ArchiveRequest) -> Option<Url> {
    let mut url = base.join("cdx/search/cdx").ok()?;
    // What stands behind `#` is never sent to a server, and archives know nothing of it.
    let address = wanted.url.split_once('#').map_or(wanted.url.as_str(), |(address, _)| address);
    let until = TimeZone::UTC.to_datetime(wanted.until).strftime("%Y%m%d%H%M%S").to_string();
    url.query_pairs_mut()
        .append_pair("url", address)
        .append_pair("output", "json")
        .append_pair("fl", "timestamp,statuscode")
        .append_pair("filter", "statuscode:200")
        .append_pair("to", &until)
        .append_pair("limit", "-1");
    Some(url)
}

/// The copies in an answer: a table whose first row names its columns, or an empty one.
fn rows(body: &[u8]) -> Option<Vec<(String, String)>> {
    if body.trim_ascii().is_empty() {
        return Some(Vec::new());
    }
    let table: Vec<Vec<String>> = serde_json::from_slice(body).ok()?;
    let Some((head, rows)) = table.split_first() else { return Some(Vec::new()) };
    let column = |name: &str| head.iter().position(|column| column == name);
    let (taken, status) = (column("timestamp")?, column("statuscode")?);
    Some(rows.iter().filter_map(|row| Some((row.get(taken)?.clone(), row.get(status)?.clone()))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::{Body, FetchError, HttpAnswer, HttpHeaders, HttpVersion};

    #[derive(Debug)]
    struct Nobody;

    impl Transport for Nobody {
        fn fetch<'a>(&'a self, _: &'a HttpRequest) -> BoxFuture<'a, Fetched> {
            Box::pin(std::future::ready(fetched(Err(FetchError::Refused))))
        }
    }

    fn fetched(outcome: Result<HttpAnswer, FetchError>) -> Fetched {
        Fetched { outcome, address: None, elapsed: Duration::ZERO }
    }

    fn archive() -> Archive {
        Archive { transport: Arc::new(Nobody), base: ARCHIVE.parse().unwrap() }
    }

    fn wanted() -> ArchiveRequest {
        ArchiveRequest {
            link: 1,
            url: "https://x.org/a?b=c#d".to_owned(),
            until: "2026-03-01T12:00:00Z".parse().unwrap(),
        }
    }

    fn said(status: u16, body: &str) -> ArchiveAnswer {
        let body = Body { bytes: body.as_bytes().to_vec(), whole: true, ..Body::default() };
        let answer = HttpAnswer { status, version: HttpVersion::Http1, headers: HttpHeaders::default(), body };
        archive().answer(&fetched(Ok(answer)), &wanted())
    }

    #[test]
    fn the_newest_copy_counts_that_was_taken_while_the_link_was_alive() {
        let head = r#"["timestamp","statuscode"]"#;
        for (body, wanted) in [
            (format!(r#"[{head},["20240501101112","200"],["20260228000000","200"]]"#), Some("20260228000000")),
            // Whatever was asked for: later copies, other statuses and what is no moment do not count.
            (format!(r#"[{head},["20240501101112","200"],["20260302000000","200"]]"#), Some("20240501101112")),
            (format!(r#"[{head},["20260301000000","404"],["20250101000000","-"]]"#), None),
            (format!(r#"[{head},["../../evil","200"],["20259999000000","200"]]"#), None),
            (format!("[{head}]"), None),
            ("[]".to_owned(), None),
            ("\n".to_owned(), None),
        ] {
            let copy = wanted.map(|taken| format!("https://web.archive.org/web/{taken}/https://x.org/a?b=c#d"));
            match (said(200, &body), copy) {
                (ArchiveAnswer::Has(has), Some(copy)) => assert_eq!(has.url, copy),
                (said, copy) => assert!(said == ArchiveAnswer::HasNone && copy.is_none(), "{said:?} of {body}"),
            }
        }
    }

    #[test]
    fn what_is_no_answer_is_not_remembered_as_one() {
        for (status, body, wanted) in [
            (429, "", ArchiveAnswer::Enough),
            (503, "", ArchiveAnswer::Nothing),
            (200, "<html>", ArchiveAnswer::Nothing),
            (200, "{}", ArchiveAnswer::Nothing),
            (200, r#"[["a","b"],["20240501101112","200"]]"#, ArchiveAnswer::Nothing),
        ] {
            assert_eq!(said(status, body), wanted, "{status} {body}");
        }
        assert_eq!(archive().answer(&fetched(Err(FetchError::Reset)), &wanted()), ArchiveAnswer::Nothing);
    }

    #[test]
    fn the_question_names_the_address_and_the_last_moment() {
        let asked = question(&ARCHIVE.parse().unwrap(), &wanted()).unwrap();
        assert_eq!(
            asked.as_str(),
            "https://web.archive.org/cdx/search/cdx?url=https%3A%2F%2Fx.org%2Fa%3Fb%3Dc&output=json\
             &fl=timestamp%2Cstatuscode&filter=statuscode%3A200&to=20260301120000&limit=-1"
        );
    }
}
