//! One audit from its links to what it found: what is due is asked, written as it comes, settled, and read back.

use std::{sync::Mutex, time::Duration};

use jiff::Timestamp;

use super::{
    Archive, AuditLink, AuditOutcome, DueReason, PatienceEffect, Store, StoreError, archive, book::RunWriter, due,
    patience,
};
use crate::{
    probe::{self, BoxFuture, Clock, Event, LinkRequest, ProbeSettings, ProbeSurvey, Probed, Tools},
    text::hash::hash_bytes,
};

/// Longest time between a judgement and its writing.
const WRITTEN_AFTER: Duration = Duration::from_secs(1);

/// Requests links and judges them.
pub trait Surveyor: std::fmt::Debug + Sync {
    /// Asks for every link, and tells of each judgement as soon as it is final for this run.
    fn survey<'a>(
        &'a self,
        asks: &'a [LinkRequest],
        on: &'a mut (dyn FnMut(Event) + Send),
    ) -> BoxFuture<'a, ProbeSurvey>;
}

/// The engine of `probe`, with all that it needs.
#[derive(Debug, Clone)]
pub struct Engine {
    /// Settings of the requests.
    pub settings: ProbeSettings,
    /// Transport, clock, guard and seed.
    pub tools: Tools,
}

impl Surveyor for Engine {
    fn survey<'a>(
        &'a self,
        asks: &'a [LinkRequest],
        on: &'a mut (dyn FnMut(Event) + Send),
    ) -> BoxFuture<'a, ProbeSurvey> {
        Box::pin(probe::survey(asks, &self.settings, &self.tools, on))
    }
}

/// Options of an audit.
#[derive(Debug, Clone, Copy)]
pub struct AuditOptions<'a> {
    /// Requests the links.
    pub surveyor: &'a dyn Surveyor,
    /// The clock of the run.
    pub clock: &'a dyn Clock,
    /// True if all links are asked, and not only those that are due.
    pub all: bool,
    /// Where archived copies of dead links are looked up; none where they are not.
    pub archive: Option<&'a Archive>,
}

/// Makes an audit: asks what is due, and writes what is seen as it comes. A run that was killed within the last twelve
/// hours is taken up where it was. `on` is told of all that the surveyor tells, with the index of a link as
/// [`Probed::ask`](crate::probe::Probed::ask).
///
/// # Errors
/// Where the store cannot be used, or another run holds it.
pub async fn run(
    store: &mut Store,
    links: &[AuditLink],
    how: &AuditOptions<'_>,
    on: &mut (dyn FnMut(Event) + Send),
) -> Result<AuditOutcome, StoreError> {
    let now = how.clock.now();
    let mut book = RunWriter::begin(store, links, now)?;
    let survey = ask(&mut book, links, how, on).await?;
    book.settle(&survey, how.clock.now())?;
    if let Some(archive) = how.archive.filter(|_| survey.network == probe::NetworkState::Ok) {
        archive::look_up(&mut book, archive, how.clock).await?;
    }
    book.finish(how.clock.now())?;
    let path = store.path().to_owned();
    store.last()?.ok_or(StoreError::Damaged { path, detail: "it forgot the run that was just written".to_owned() })
}

/// Writes down for each link that is not requested why, in every run: the report lists it with its reason.
fn skip(book: &mut RunWriter<'_>, links: &[AuditLink], at: Timestamp) -> Result<(), StoreError> {
    for (index, link) in links.iter().enumerate() {
        let Some(reason) = &link.skip else { continue };
        book.write(index, Probed::unasked(index, probe::skipped(reason), at))?;
    }
    book.flush()
}

/// Asks what is due and was not judged yet.
async fn ask(
    book: &mut RunWriter<'_>,
    links: &[AuditLink],
    how: &AuditOptions<'_>,
    on: &mut (dyn FnMut(Event) + Send),
) -> Result<ProbeSurvey, StoreError> {
    let began = how.clock.now();
    skip(book, links, began)?;
    let known = book.known()?;
    let judged = book.judged()?;
    let seed = |link: usize| links.get(link).map_or(0, |link| mixed(link.key()));
    let mut due = due::due(&known, seed, began, how.all);
    let is_requested = |link: usize| links.get(link).is_some_and(|link| link.skip.is_none());
    due.retain(|due| judged.get(due.link) != Some(&true) && is_requested(due.link));
    if due.is_empty() {
        return Ok(ProbeSurvey::default());
    }
    let asks: Vec<LinkRequest> = due
        .iter()
        .filter_map(|due| {
            let (mut ask, known) = (links.get(due.link)?.ask()?, known.get(due.link)?);
            if !due.full {
                ask.validators = known.validators.clone();
            }
            ask.was_failing = matches!(due.why, DueReason::Failing | DueReason::Blocked)
                || known
                    .standing
                    .as_ref()
                    .is_some_and(|standing| patience(standing.shown).kind == PatienceEffect::Failing);
            Some(ask)
        })
        .collect();
    drop(known);
    // Written to from two places in turns: where a judgement comes, and where a second has passed without one.
    let shared = Mutex::new(Writer { book, fault: None });
    let mut tell = |event: Event| {
        let event = match event {
            Event::Judged(mut probed) => {
                probed.hide_secrets();
                probed.ask = due.get(probed.ask).map_or(usize::MAX, |due| due.link);
                // What was not asked for lack of time has no moment of its own.
                probed.at = probed.at.max(began);
                with(&shared, |writer| writer.write(&probed));
                Event::Judged(probed)
            }
            other @ (Event::Progress(_) | Event::Notice(_)) => other,
        };
        on(event);
    };
    let survey = tokio::select! {
        survey = how.surveyor.survey(&asks, &mut tell) => Ok(survey),
        fault = write_now_and_then(&shared, how.clock) => Err(fault),
    };
    match with(&shared, |writer| writer.fault.take()) {
        Some(fault) => Err(fault),
        None => survey,
    }
}

/// The book, and what went wrong in writing it.
struct Writer<'a, 's> {
    book: &'a mut RunWriter<'s>,
    fault: Option<StoreError>,
}

impl Writer<'_, '_> {
    fn write(&mut self, probed: &probe::Probed) {
        let written = self.book.write(probed.ask, probed.clone());
        self.fault = self.fault.take().or(written.err());
    }
}

/// Writes what waits each second, and ends where nothing can be written any more.
async fn write_now_and_then(shared: &Mutex<Writer<'_, '_>>, clock: &dyn Clock) -> StoreError {
    loop {
        clock.sleep(WRITTEN_AFTER).await;
        let fault = with(shared, |writer| {
            let written = writer.book.flush();
            writer.fault.take().or(written.err())
        });
        if let Some(fault) = fault {
            return fault;
        }
    }
}

/// Runs `action` on the shared value. A panic in another thread leaves the value usable.
fn with<T, R>(shared: &Mutex<T>, action: impl FnOnce(&mut T) -> R) -> R {
    action(&mut shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// A number that is the same for the same text on every machine, and as good as random between texts.
fn mixed(text: &str) -> u64 {
    // A last stir: the high bits of the hash alone do not spread short texts.
    let hash = hash_bytes(text.bytes());
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}
