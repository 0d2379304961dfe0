//! The links of an example, asked of the servers whose answers its `http` fences write down, and judged as in a run.

use std::sync::Arc;

use super::Fence;
use crate::catalog::Catalog;
use crate::links::{AddressGuard, Disposition, Excluded, LinkPolicy};
use crate::probe::{
    CatalogStatement, Event, HastyClock, InterfaceUse, LinkRequest, ProbeSettings, ScriptedAnswers, Tools,
    interface_host, survey,
};
use crate::rules::{JudgedLink, Verdicts};
use jiff::{civil::Date, tz::TimeZone};
use rustc_hash::FxHashMap;
use url::Url;

/// Returns the verdicts on the links; none where the example has no answers of servers. Links to hosts that it says
/// nothing of
/// are not asked for.
///
/// # Errors
/// Says what in a fence cannot be understood, and which requests it does not answer.
pub(super) fn verdicts(http: &[Fence], catalogs: &[Catalog<'_>], today: Date) -> Result<Option<Verdicts>, String> {
    if http.is_empty() {
        return Ok(None);
    }
    let script = Arc::new(ScriptedAnswers::read(http.iter().map(|fence| fence.text.as_str()))?);
    let (written, asks) = links(catalogs, &script);
    let now = TimeZone::UTC.to_timestamp(today.at(6, 0, 0, 0)).map_err(|error| error.to_string())?;
    let mut tools = Tools::new(Arc::new(HastyClock::starting_at(now)), Arc::<ScriptedAnswers>::clone(&script));
    // An example without the answers of an interface is one of pages.
    let asks_interfaces = asks.iter().any(|ask| is_answered_by_interface(&ask.url, &script));
    tools.interfaces = asks_interfaces.then_some(InterfaceUse { waits: false });
    // An example has one host or two: that they fail says nothing of the network.
    tools.pinned = script.hosts();
    let mut verdicts = Verdicts::default();
    let mut tell = |event: Event| {
        if let Event::Judged(probed) = event
            && let Some(url) = written.get(probed.ask)
        {
            verdicts.add(url.clone(), JudgedLink { verdict: probed.verdict, severity: None });
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| error.to_string())?;
    runtime.block_on(survey(&asks, &ProbeSettings::default(), &tools, &mut tell));
    match script.missing().first() {
        Some(first) => Err(format!("no `http` fence answers `{first}`")),
        None => Ok(Some(verdicts)),
    }
}

/// True if an interface answers for an address, and the script knows its host.
fn is_answered_by_interface(url: &Url, script: &ScriptedAnswers) -> bool {
    interface_host(url).is_some_and(|host| script.hosts().contains(&host))
}

/// The addresses that can be asked for, each as it is written and as it is asked.
fn links(catalogs: &[Catalog<'_>], script: &ScriptedAnswers) -> (Vec<String>, Vec<LinkRequest>) {
    let (mut written, mut asks) = (Vec::new(), Vec::<LinkRequest>::new());
    let mut known = FxHashMap::default();
    let (excluded, guard) = (Excluded::default(), AddressGuard::default());
    let policy = LinkPolicy { excluded: &excluded, guard: &guard };
    for catalog in catalogs {
        for (link, &target) in catalog.document.links.iter().zip(&catalog.target_of) {
            let Some(target) = catalog.targets.get(target as usize) else { continue };
            let Disposition::Request(url) = target.disposition(policy) else { continue };
            if !script.knows(&url) && !is_answered_by_interface(&url, script) {
                continue;
            }
            let at = *known.entry(target.url.to_string()).or_insert_with_key(|key| {
                written.push(key.clone());
                asks.push(LinkRequest::new(url));
                asks.len() - 1
            });
            if let (Some(ask), Some(record)) = (asks.get_mut(at), catalog.record_at(link.span)) {
                ask.names.push(record.name.to_string());
                ask.statements.extend(CatalogStatement::of(catalog, link.span));
            }
        }
    }
    (written, asks)
}
