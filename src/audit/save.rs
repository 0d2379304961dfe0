//! Standings as rows of the store, and back.

use jiff::Timestamp;
use rusqlite::{Row, Statement, named_params};

use super::{
    standing::{CauseNights, Change, LinkStanding},
    stored::{moment, stored, wrong},
};
use crate::{
    finding::Severity,
    probe::{Cause, NetworkState, Verdict},
};

/// The last observation of a link, in the words of reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ReportWords {
    pub(super) status: Option<u16>,
    pub(super) final_url: Option<String>,
    pub(super) evidence: String,
    pub(super) suggestion: Option<String>,
}

impl From<Verdict> for ReportWords {
    fn from(verdict: Verdict) -> Self {
        let Verdict { status, final_url, evidence, suggestion, .. } = verdict;
        Self { status, final_url, evidence, suggestion }
    }
}

impl ReportWords {
    /// From columns of the same names.
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            status: row.get("status")?,
            final_url: row.get("final_url")?,
            evidence: row.get("evidence")?,
            suggestion: row.get("suggestion")?,
        })
    }
}

/// Writes what is held of a link.
pub(super) const UPSERT_STANDING: &str = "
    INSERT OR REPLACE INTO standings
        (link, shown, decided, since, first_asked, last_asked, last_alive, streak, counted, blocked, blocked_since,
         returns, calm, severity, status, final_url, evidence, suggestion, changed_run, change)
    VALUES
        (:link, :shown, :decided, :since, :first_asked, :last_asked, :last_alive, :streak, :counted, :blocked,
         :blocked_since, :returns, :calm, :severity, :status, :final_url, :evidence, :suggestion, :changed_run, :change)";

/// The last change of a link, and the run in which it happened.
pub(super) type ChangeRecord = Option<(i64, Change)>;

/// Runs [`UPSERT_STANDING`].
pub(super) fn save_standing(
    statement: &mut Statement<'_>,
    link: i64,
    standing: &LinkStanding,
    words: &ReportWords,
    changed: ChangeRecord,
) -> rusqlite::Result<()> {
    let streak: Vec<_> =
        standing.streak.iter().map(|night| (night.cause.as_str(), night.nights, night.held, night.wide)).collect();
    let returns: Vec<i64> = standing.returns.iter().map(|&at| stored(at)).collect();
    statement.execute(named_params! {
        ":link": link,
        ":shown": standing.shown.as_str(),
        ":decided": standing.decided.map(Cause::as_str),
        ":since": stored(standing.since),
        ":first_asked": stored(standing.first_asked),
        ":last_asked": stored(standing.last_asked),
        ":last_alive": standing.last_alive.map(stored),
        ":streak": json(&streak)?,
        ":counted": standing.counted.map(stored),
        ":blocked": standing.blocked,
        ":blocked_since": standing.blocked_since.map(stored),
        ":returns": json(&returns)?,
        ":calm": standing.calm,
        ":severity": standing.severity.map(Severity::as_str),
        ":status": words.status,
        ":final_url": words.final_url,
        ":evidence": words.evidence,
        ":suggestion": words.suggestion,
        ":changed_run": changed.map(|(run, _)| run),
        ":change": changed.map(|(_, change)| match change {
            Change::New => "new",
            Change::Recovered => "recovered",
        }),
    })?;
    Ok(())
}

/// Reads the standing of a link from a row; none where the row has none.
pub(super) fn standing(row: &Row<'_>) -> rusqlite::Result<Option<LinkStanding>> {
    let Some(shown) = row.get::<_, Option<String>>("shown")? else { return Ok(None) };
    let at = |name: &str| -> rusqlite::Result<Timestamp> { moment(row.get(name)?) };
    let maybe_at = |name: &str| row.get::<_, Option<i64>>(name)?.map(moment).transpose();
    let streak: Vec<(String, u32, u32, u32)> = from_json(&row.get::<_, String>("streak")?)?;
    let returns: Vec<i64> = from_json(&row.get::<_, String>("returns")?)?;
    Ok(Some(LinkStanding {
        shown: cause(&shown)?,
        decided: row.get::<_, Option<String>>("decided")?.as_deref().map(cause).transpose()?,
        since: at("since")?,
        first_asked: at("first_asked")?,
        last_asked: at("last_asked")?,
        last_alive: maybe_at("last_alive")?,
        streak: streak
            .into_iter()
            .map(|(word, nights, held, wide)| Ok(CauseNights { cause: cause(&word)?, nights, held, wide }))
            .collect::<rusqlite::Result<_>>()?,
        counted: maybe_at("counted")?,
        blocked: row.get("blocked")?,
        blocked_since: maybe_at("blocked_since")?,
        returns: returns.into_iter().map(moment).collect::<rusqlite::Result<_>>()?,
        calm: row.get("calm")?,
        severity: row.get::<_, Option<String>>("severity")?.as_deref().map(severity).transpose()?,
    }))
}

/// Reads the last change from the columns of [`UPSERT_STANDING`].
pub(super) fn changed(row: &Row<'_>) -> rusqlite::Result<ChangeRecord> {
    let run: Option<i64> = row.get("changed_run")?;
    let change = match row.get::<_, Option<String>>("change")?.as_deref() {
        Some("new") => Some(Change::New),
        Some("recovered") => Some(Change::Recovered),
        None => None,
        Some(word) => return Err(unknown("change", word)),
    };
    Ok(run.zip(change))
}

/// A cause by its word.
pub(super) fn cause(word: &str) -> rusqlite::Result<Cause> {
    word.parse().map_err(|()| unknown("cause", word))
}

fn severity(word: &str) -> rusqlite::Result<Severity> {
    [Severity::Info, Severity::Warning, Severity::Error]
        .into_iter()
        .find(|severity| severity.as_str() == word)
        .ok_or_else(|| unknown("severity", word))
}

/// A word that no version writes.
pub(super) fn unknown(what: &str, word: &str) -> rusqlite::Error {
    wrong(format!("no {what} is called {word:?}").into())
}

/// As JSON.
pub(super) fn json(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// From JSON.
pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text).map_err(|error| wrong(Box::new(error)))
}

pub(super) fn network_word(network: NetworkState) -> &'static str {
    match network {
        NetworkState::Ok => "ok",
        NetworkState::Degraded => "degraded",
        NetworkState::Down => "down",
    }
}

/// The network of a run by its word.
pub(super) fn network_of(word: &str) -> rusqlite::Result<NetworkState> {
    [NetworkState::Ok, NetworkState::Degraded, NetworkState::Down]
        .into_iter()
        .find(|network| network_word(*network) == word)
        .ok_or_else(|| unknown("network", word))
}
