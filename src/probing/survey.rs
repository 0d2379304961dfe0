//! `catalint check --links`: one look at every link, without a memory.

use std::time::Duration;

use rustc_hash::FxHashSet;

use super::{
    engine::{engine, no_network, runtime},
    progress::ProgressMeter,
};
use crate::{
    audit::{AuditLink, Engine, Surveyor as _, in_one_look, is_eased},
    cli::{ProbeFlags, Session},
    error::Failure,
    links::AddressGuard,
    probe::{Cause, Event, LinkRequest, NetworkState, ProbeSettings, Probed, by_https, same_place},
    rules::{JudgedLink, Verdicts},
    workspace::{confirmed::confirmations, gather::Gathered, load::LoadedCatalogs},
};

/// Settings of a run that somebody waits for: retries come after seconds, and there is an end.
fn hasty() -> ProbeSettings {
    ProbeSettings {
        second_round_after: Duration::from_secs(5),
        longest_wait: Duration::from_secs(30),
        connect_timeout: Duration::from_secs(8),
        answer_timeout: Duration::from_secs(15),
        total_timeout: Duration::from_secs(30),
        tries: 2,
        deadline: Some(Duration::from_secs(600)),
        ..ProbeSettings::default()
    }
}

/// Returns the verdicts on the links whose addresses are not `known`. Where `wants_https`, what is alive by http is
/// asked for by https too, and has moved there where the same page answers.
///
/// # Errors
///
/// Where the network is of no use, or nothing can be asked.
pub(crate) fn survey(
    loaded: &LoadedCatalogs,
    known: &FxHashSet<String>,
    probing: &ProbeFlags,
    wants_https: bool,
    session: &mut Session<'_>,
) -> Result<Verdicts, Failure> {
    let confirmations = confirmations(session.environment)?;
    let guard = AddressGuard::allowing(probing.allow_address.clone());
    let gathered = Gathered::of(loaded, &loaded.catalogs(), known, &guard);
    let requested: Vec<(usize, LinkRequest)> =
        gathered.links.iter().enumerate().filter_map(|(at, link)| Some((at, link.ask()?))).collect();
    if requested.is_empty() {
        return Ok(gathered.verdicts(&[]));
    }
    let engine = engine(probing, &loaded.link_keys(), hasty(), session.environment)?;
    let asks: Vec<LinkRequest> = requested.iter().map(|(_, ask)| ask.clone()).collect();
    let mut judged: Vec<Option<Box<Probed>>> = vec![None; asks.len()];
    let mut meter = ProgressMeter::new(session.environment, asks.len(), probing.no_progress);
    let clock = engine.tools.clock.clone();
    let errors = &mut *session.errors;
    let mut notices = Vec::new();
    let mut tell = |event: Event| {
        meter.tell(&event, &*clock, errors);
        match event {
            Event::Judged(probed) => {
                if let Some(own) = judged.get_mut(probed.ask) {
                    *own = Some(probed);
                }
            }
            Event::Notice(text) => notices.push(text),
            Event::Progress(_) => {}
        }
    };
    let runtime = runtime()?;
    let survey = runtime.block_on(engine.survey(&asks, &mut tell));
    meter.finish();
    for text in &notices {
        session.remark(text);
    }
    if survey.network != NetworkState::Ok {
        return Err(no_network(survey.reason.as_deref()));
    }
    if wants_https {
        runtime.block_on(prefer_https(&engine, &asks, &mut judged));
    }
    let left = judged.iter().flatten().filter(|probed| probed.verdict.cause == Cause::Budget).count();
    if left > 0 {
        session.remark(&format!(
            "{left} of {} links were not requested: the time was up (`--deadline`), or there are more than may be asked \
             (`--max-links`, `--max-links-per-host`)",
            asks.len()
        ));
    }
    let told = |mut probed: Box<Probed>| {
        probed.hide_secrets();
        JudgedLink { severity: in_one_look(probed.verdict.cause), verdict: probed.verdict }
    };
    let is_confirmed = |link: usize, probed: &Probed| {
        let key = gathered.links.get(link).map(AuditLink::key).unwrap_or_default();
        is_eased(probed.verdict.cause) && confirmations.of(key, session.environment.today).is_some()
    };
    let mut by_link: Vec<Option<JudgedLink>> = vec![None; gathered.links.len()];
    for ((link, _), probed) in requested.iter().zip(judged) {
        if let Some(own) = by_link.get_mut(*link) {
            *own = probed.filter(|probed| !is_confirmed(*link, probed)).map(told);
        }
    }
    Ok(gathered.verdicts(&by_link))
}

/// Asks for what is alive by http by https, and judges it as moved where the same page answers.
async fn prefer_https(engine: &Engine, asks: &[LinkRequest], judged: &mut [Option<Box<Probed>>]) {
    let pairs = asks.iter().zip(judged.iter()).enumerate();
    let secure: Vec<(usize, LinkRequest)> =
        pairs.filter_map(|(at, (ask, plain))| Some((at, by_https(ask, plain.as_deref()?)?))).collect();
    let again: Vec<LinkRequest> = secure.iter().map(|(_, ask)| ask.clone()).collect();
    let mut answers: Vec<Option<Box<Probed>>> = vec![None; again.len()];
    let mut tell = |event: Event| {
        if let Event::Judged(probed) = event
            && let Some(own) = answers.get_mut(probed.ask)
        {
            *own = Some(probed);
        }
    };
    engine.survey(&again, &mut tell).await;
    for ((at, ask), answer) in secure.iter().zip(answers) {
        if let (Some(Some(plain)), Some(answer)) = (judged.get_mut(*at), answer)
            && let Some(verdict) = same_place(plain, ask, &answer)
        {
            plain.verdict = verdict;
        }
    }
}
