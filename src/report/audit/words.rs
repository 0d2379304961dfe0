//! Words about a link, the same in every format. All words are ours.

use jiff::{SignedDuration, Timestamp};

use crate::{
    audit::{AuditOutcome, AuditedLink, RunMark},
    probe::{LinkState, NetworkState},
    text::format_count,
};

/// The day of a moment: `2026-11-24`.
pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// A moment to the minute: `2026-11-24 06:00 UTC`.
pub(super) fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// A time as people say it: `45 s`, `12 min`, `2 h 5 min`.
pub(super) fn took(time: SignedDuration) -> String {
    match time.as_secs().max(0) {
        seconds @ 0..=99 => format!("{seconds} s"),
        seconds @ 100..=5_999 => format!("{} min", (seconds + 30) / 60),
        seconds => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// Formats the state of a link before it came back: `was conn.reset on 2 nights`.
pub(super) fn past(link: &AuditedLink) -> Option<String> {
    let is_back = |night: &&RunMark| matches!(night.verdict, LinkState::Alive | LinkState::Moved | LinkState::Skipped);
    let last = link.nights.iter().rev().find(|night| !is_back(night))?;
    let nights = link.nights.iter().rev().skip_while(is_back).take_while(|night| !is_back(night)).count();
    Some(format!("was {} on {}", last.cause.as_str(), format_count(nights, "night")))
}

/// Formats the time that a link has been in its state: `failed on 3 nights, since 2026-11-21; last alive on
/// 2026-11-20`.
pub(super) fn standing(link: &AuditedLink) -> String {
    held(link.verdict, link.since, link.failures, link.last_alive)
}

/// The same, of its parts.
pub(super) fn held(
    verdict: LinkState,
    since: Option<Timestamp>,
    failures: u32,
    last_alive: Option<Timestamp>,
) -> String {
    let is_failing = matches!(verdict, LinkState::Dead | LinkState::Unclear | LinkState::Skipped);
    let mut said = match (is_failing && failures > 0, since.map(day)) {
        (true, since) => {
            let since = since.map(|since| format!(", since {since}")).unwrap_or_default();
            format!("failed on {}{since}", format_count(failures as usize, "night"))
        }
        (false, Some(since)) => format!("{} since {since}", verdict.as_str()),
        (false, None) => String::new(),
    };
    if let (LinkState::Dead | LinkState::Unclear, Some(alive)) = (verdict, last_alive) {
        if !said.is_empty() {
            said.push_str("; ");
        }
        said.push_str("last alive on ");
        said.push_str(&day(alive));
    }
    said
}

/// Formats the kind of a suggested address: `archived copy of 2026-11-01`, or `instead`.
pub(super) fn suggested(link: &AuditedLink) -> String {
    match link.archived_at {
        _ if !link.archived => "instead".to_owned(),
        Some(at) => format!("archived copy of {}", day(at)),
        None => "archived copy".to_owned(),
    }
}

/// Returns true if two nights saw the same.
pub(super) fn alike(a: &RunMark, b: &RunMark) -> bool {
    (a.verdict, a.cause, a.status) == (b.verdict, b.cause, b.status)
}

/// Formats the run: `night 12, 2026-11-24 06:00 UTC: 34 of 111 links asked, 52 requests in 3 min`.
pub(super) fn run(audit: &AuditOutcome) -> String {
    let run = &audit.run;
    format!(
        "night {}, {}: {} of {} asked, {} in {}",
        run.id,
        minute(run.started),
        run.asked,
        format_count(audit.summary.links, "link"),
        format_count(usize::try_from(run.requests).unwrap_or(usize::MAX), "request"),
        took(run.finished.duration_since(run.started)),
    )
}

/// Formats the state of the network, where it was not good. The reason may hold names of hosts.
pub(super) fn network(audit: &AuditOutcome) -> Option<String> {
    let what = match audit.run.network {
        NetworkState::Ok => return None,
        NetworkState::Degraded => "the network was bad",
        NetworkState::Down => "the network was down",
    };
    let reason = audit.run.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
    Some(format!("{what}{reason}: the results of this run count against no link"))
}
