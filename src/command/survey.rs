//! `catalint check --links`: one look at every link, without a memory.

use std::{io::Write as _, time::Duration};

use rustc_hash::FxHashSet;

use super::{audit::no_network, gather::Gathered, load::Loaded, network, progress::Meter};
use crate::{
    audit::{Surveyor as _, in_one_look},
    cli::Probing,
    config::LinkKeys,
    environment::Environment,
    error::Failure,
    probe::{Cause, Event, Network, Settings},
    rules::{Judged, Verdicts},
};

/// How a run asks that somebody waits for: what may pass is tried again in seconds, and there is an end.
fn hasty() -> Settings {
    Settings {
        second_round_after: Duration::from_secs(5),
        longest_wait: Duration::from_secs(30),
        connect_timeout: Duration::from_secs(8),
        answer_timeout: Duration::from_secs(15),
        total_timeout: Duration::from_secs(30),
        tries: 2,
        deadline: Some(Duration::from_secs(600)),
        ..Settings::default()
    }
}

/// What was judged of the links, but for those whose addresses are `known`.
///
/// # Errors
///
/// Where the network is of no use, or nothing can be asked.
pub(super) fn survey(
    loaded: &Loaded,
    known: &FxHashSet<String>,
    probing: &Probing,
    world: &Environment,
) -> Result<Verdicts, Failure> {
    let gathered = Gathered::of(loaded, &loaded.catalogs(), known);
    if gathered.links.is_empty() {
        return Ok(Verdicts::default());
    }
    let none = LinkKeys::default();
    let keys = loaded.settings.first().map_or(&none, |settings| &settings.config().links);
    let engine = network::engine(probing, keys, hasty(), world)?;
    let asks: Vec<_> = gathered.links.iter().map(crate::audit::Link::ask).collect();
    let mut judged: Vec<Option<Judged>> = vec![None; asks.len()];
    let mut meter = Meter::new(world, asks.len(), probing.no_progress);
    let clock = engine.tools.clock.clone();
    let mut tell = |event: Event| {
        meter.tell(&event, &*clock);
        if let Event::Judged(probed) = event
            && let Some(own) = judged.get_mut(probed.ask)
        {
            *own = Some(Judged { severity: in_one_look(&probed), verdict: probed.verdict });
        }
    };
    let survey = network::runtime()?.block_on(engine.survey(&asks, &mut tell));
    meter.finish();
    if survey.network != Network::Ok {
        return Err(no_network(survey.reason.as_deref()));
    }
    let left = judged.iter().flatten().filter(|judged| judged.verdict.cause == Cause::Budget).count();
    if left > 0 {
        // Where standard error is closed nobody wants to know.
        let _ = writeln!(
            std::io::stderr(),
            "{left} of {} links were not asked: the time was up (`--deadline`), or there are more than may be asked \
             (`--max-links`, `--max-links-per-host`)",
            asks.len()
        );
    }
    Ok(gathered.verdicts(&judged))
}
