//! Judgements that only the whole run allows: two links redirected to one page, one link refused where the others of
//! its
//! host are not.

use url::Url;

use super::{place, redirect::one_address, text};
use crate::probe::{Cause, LinkRequest, LinkState, Verdict};
use crate::text::choose_form;

/// The part of an observation that the review needs: little, so that it can be kept for every link of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReviewTrace {
    /// True if the page was read, and bears a name of the record that leads to it; none where it was not read, or no
    /// name is known.
    pub bears_name: Option<bool>,
    /// True if the page is made by scripts, so that nothing of it was read.
    pub opaque: bool,
    /// True if it was forbidden, and no mark of a vendor says why.
    pub unexplained: bool,
}

/// A link, its judgement, and what is kept of its observation.
#[derive(Debug)]
pub struct ReviewedLink<'a> {
    /// The request.
    pub ask: &'a LinkRequest,
    /// The part of the observation that was kept.
    pub trace: &'a ReviewTrace,
    /// Its judgement: it may be changed.
    pub verdict: &'a mut Verdict,
}

/// Looks once more at all links of one registrable domain that were asked in a run, in the light of each other.
pub fn review(links: &mut [ReviewedLink<'_>]) {
    collisions(links);
    refusals(links);
}

/// Number of different addresses that must be led to one deep page before it is taken for the place where the host sends
/// what it
/// does not have: two may well have been put together on one page of their own.
const LED_TO_ONE_PAGE: usize = 3;

/// Different deep addresses that are led to one page whose text bears the name of none: the page is where the host sends
/// what it does not have. Two are enough where it is the home page. A page that the catalog itself lists is no such place.
fn collisions(links: &mut [ReviewedLink<'_>]) {
    let mut targets: std::collections::BTreeMap<String, Vec<usize>> = std::collections::BTreeMap::new();
    for (at, link) in links.iter().enumerate() {
        let led = matches!(link.verdict.state, LinkState::Alive | LinkState::Moved) && !link.trace.opaque;
        if let Some(target) = link.verdict.final_url.as_deref().filter(|_| led && place::is_deep(&link.ask.url)) {
            targets.entry(key(target)).or_default().push(at);
        }
    }
    for (target, led) in targets.iter().filter(|(_, led)| led.len() > 1) {
        let mut different: Vec<&Url> = Vec::new();
        for link in led.iter().filter_map(|at| links.get(*at)) {
            if !different.iter().any(|other| one_address(other, &link.ask.url)) {
                different.push(&link.ask.url);
            }
        }
        let is_home = Url::parse(target).is_ok_and(|url| place::is_home(&url));
        let is_listed = || links.iter().any(|link| key(link.ask.url.as_str()) == *target);
        let nameless = led.iter().all(|at| links.get(*at).is_some_and(|link| link.trace.bears_name == Some(false)));
        let enough = if is_home { 2 } else { LED_TO_ONE_PAGE };
        if different.len() < enough || !nameless || (!is_home && is_listed()) {
            continue;
        }
        for at in led {
            if let Some(link) = links.get_mut(*at) {
                led_together(link, led.len() - 1);
            }
        }
    }
}

/// Returns a key of a page: its address without the fragment and the closing slash.
fn key(url: &str) -> String {
    url.split('#').next().unwrap_or_default().trim_end_matches('/').to_ascii_lowercase()
}

fn led_together(link: &mut ReviewedLink<'_>, others: usize) {
    let verdict = &mut *link.verdict;
    let target = verdict.final_url.as_deref().unwrap_or_default();
    let what = if Url::parse(target).is_ok_and(|url| place::is_home(&url)) { "the home page" } else { "a page" };
    let links = choose_form(others, "another link", "other links");
    verdict.evidence = format!(
        "leads to {what}, {}, like {links} of this host, and the page does not mention the entry's name",
        text::quote(target)
    );
    verdict.cause = Cause::HomePage;
    verdict.state = verdict.cause.state();
    verdict.suggestion = None;
}

/// A link that is forbidden while others of its host are not was made private, perhaps; where all are, machines are
/// turned away.
fn refusals(links: &mut [ReviewedLink<'_>]) {
    let answering = links.iter().filter(|link| answers(link.verdict)).count();
    let refused = links.iter().filter(|link| is_refused(link)).count();
    for link in links.iter_mut().filter(|link| is_refused(link)) {
        let (cause, why) = match (answering, refused) {
            (1, _) => (Cause::Forbidden, "403, while another link of this host answers".to_owned()),
            (2.., _) => (Cause::Forbidden, format!("403, while {answering} other links of this host answer")),
            (0, 3..) => (Cause::Blocked, format!("403, like all {refused} links of this host that were requested")),
            _ => continue,
        };
        link.verdict.cause = cause;
        link.verdict.state = cause.state();
        link.verdict.evidence = why;
    }
}

fn answers(verdict: &Verdict) -> bool {
    matches!(verdict.state, LinkState::Alive | LinkState::Moved) && verdict.status.is_some_and(|status| status < 300)
}

/// Returns true if a 403 is all that is known of it: no mark of a vendor, no neighbour that tells it from what is not
/// there.
fn is_refused(link: &ReviewedLink<'_>) -> bool {
    link.trace.unexplained && matches!(link.verdict.cause, Cause::Forbidden | Cause::Blocked)
}
