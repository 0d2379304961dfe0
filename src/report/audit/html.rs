//! An audit as one page without outside resources. The template escapes all that it is given; what could steer a
//! reader is spelt out before; an address is a link only where it is one by http or https.

use std::io;

use jiff::Timestamp;
use minijinja::{AutoEscape, Environment, Value, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;

use super::{
    edit::AddressEdit,
    group::{GroupLinks, Groups, ReportGroup},
    sanitize::{COMMAND, terminal_excerpt, terminal_line},
    trend::TrendPlot,
    words,
};
use crate::{
    audit::{AuditOutcome, AuditedLink, HostSummary, LinkPlace, RunMark},
    probe::LinkState,
    source::git::HostedFiles,
    text::format_count,
};

const TEMPLATE: &str = include_str!("report.html.j2");
pub(super) const STYLE: &str = include_str!("report.css");
pub(super) const SCRIPT: &str = include_str!("report.js");
/// Hash of the style sheet in the page's security policy; a browser ignores a style sheet with another one.
pub(super) const STYLE_HASH: &str = "ezXA2f3LrgvKljAAObGkNU+4n3+XQ8aDwFfIWTPLBeU=";
pub(super) const SCRIPT_HASH: &str = "dGX8Ia6CAb/GDRyp8KT9ZKRO/AAM+UeSzTkUWs98EHI=";

/// Places of one link that are shown; the others are counted.
const PLACES: usize = 12;
/// The longest that one text from outside may be.
const TEXT: usize = 600;
/// The width of one night in a strip.
const NIGHT: usize = 6;
/// As many hosts are shown without being asked for.
const HOSTS: usize = 20;

#[derive(Serialize)]
struct AuditPage<'a> {
    style: &'static str,
    style_hash: &'static str,
    script: &'static str,
    script_hash: &'static str,
    title: String,
    day: String,
    run: String,
    version: &'static str,
    network: Option<String>,
    links: usize,
    states: Vec<BarShare>,
    verdicts: Vec<&'static str>,
    trend: Option<TrendPlot>,
    told: Vec<HtmlSection<Card<'a>>>,
    quiet: Vec<HtmlSection<LinkRow<'a>>>,
    hosts: Vec<HostRow<'a>>,
    hosts_shown: usize,
}

/// The links of one part of the report.
#[derive(Serialize)]
struct BarShare {
    verdict: &'static str,
    title: String,
    count: usize,
    x: f64,
    width: f64,
}

#[derive(Serialize)]
struct HtmlSection<L> {
    id: &'static str,
    title: &'static str,
    meaning: &'static str,
    /// Number of links.
    count: usize,
    /// What changed in this run.
    links: Vec<L>,
    /// What was reported before, shown where a reader asks for it.
    held: Vec<L>,
}

/// An address, and where a click leads.
#[derive(Serialize)]
struct LinkAddress {
    text: String,
    href: Option<String>,
}

/// A link of which something is to be told.
#[derive(Serialize)]
struct Card<'a> {
    address: LinkAddress,
    verdict: &'static str,
    cause: &'static str,
    evidence: Vec<EvidencePart>,
    standing: String,
    places: Vec<PlaceRow<'a>>,
    more: usize,
    edit: Option<AddressEdit>,
    suggestion: Option<LinkAddress>,
    suggested: String,
    strip: Option<Strip>,
}

/// A part of the evidence: our words, or text of a server.
#[derive(Serialize)]
struct EvidencePart {
    text: String,
    code: bool,
}

/// A link of which nothing is to be told.
#[derive(Serialize)]
struct LinkRow<'a> {
    address: LinkAddress,
    verdict: &'static str,
    cause: Option<&'static str>,
    place: Option<PlaceRow<'a>>,
    strip: Option<Strip>,
}

#[derive(Serialize)]
struct PlaceRow<'a> {
    path: std::borrow::Cow<'a, str>,
    line: usize,
    column: usize,
    record: Option<std::borrow::Cow<'a, str>>,
    /// The line on the site that hosts the repository.
    href: Option<String>,
}

/// The nights of a link, those in a row that were alike as one bar.
#[derive(Serialize)]
struct Strip {
    label: String,
    width: usize,
    bars: Vec<Bar>,
}

#[derive(Serialize)]
struct Bar {
    verdict: &'static str,
    x: usize,
    width: usize,
    title: String,
}

#[derive(Serialize)]
struct HostRow<'a> {
    name: std::borrow::Cow<'a, str>,
    #[serde(flatten)]
    host: &'a HostSummary,
}

pub(super) fn write(audit: &AuditOutcome, files: Option<&HostedFiles>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(io::Error::other)?;
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", TEMPLATE).map_err(io::Error::other)?;
    let template = environment.get_template("report").map_err(io::Error::other)?;
    let page = template.render(Value::from(Serde(AuditPage::of(audit, files)))).map_err(io::Error::other)?;
    out.write_all(page.as_bytes())
}

impl<'a> AuditPage<'a> {
    fn of(audit: &'a AuditOutcome, files: Option<&HostedFiles>) -> Self {
        let groups = Groups::of(audit);
        let day = words::day(audit.run.started);
        let news = groups.get(ReportGroup::New).len();
        let told = groups.iter().filter(|own| own.group.is_told());
        let quiet = groups.iter().filter(|own| !own.group.is_told());
        let hosts = hosts(audit);
        let in_trouble = audit.hosts.iter().filter(|host| trouble(host) > (false, 0, 0)).count();
        Self {
            style: STYLE,
            style_hash: STYLE_HASH,
            script: SCRIPT,
            script_hash: SCRIPT_HASH,
            title: format!("Link audit, {day}: {news} newly dead"),
            day,
            run: words::run(audit),
            version: env!("CARGO_PKG_VERSION"),
            network: words::network(audit).map(|text| terminal_line(&text).into_owned()),
            links: audit.summary.links,
            states: states(audit, &groups),
            verdicts: verdicts(audit),
            trend: TrendPlot::of(audit),
            told: told.map(|own| section(own, |link| Card::new(link, own.group, files))).collect(),
            quiet: quiet.map(|own| section(own, |link| LinkRow::new(link, own.group, files))).collect(),
            hosts_shown: if hosts.len() <= HOSTS { hosts.len() } else { in_trouble.min(hosts.len()) },
            hosts,
        }
    }
}

fn section<'a, L>(own: &GroupLinks<'a>, each: impl Fn(&'a AuditedLink) -> L) -> HtmlSection<L> {
    let rows = |links: &[&'a AuditedLink]| links.iter().map(|link| each(link)).collect();
    let (id, title, meaning) = (own.group.id(), own.group.title(), own.group.meaning());
    let (links, held) = (rows(own.changed()), rows(own.held()));
    HtmlSection { id, title, meaning, count: own.all().len(), links, held }
}

/// Returns the widths of the parts of the report in the bar at the top, in hundredths of it: its numbers are those of the
/// sections below.
fn states(audit: &AuditOutcome, groups: &Groups<'_>) -> Vec<BarShare> {
    let mut x = 0.0;
    let share = |own: &GroupLinks<'_>| {
        let count = own.all().len();
        let width = 100.0 * count as f64 / audit.summary.links.max(1) as f64;
        let share =
            BarShare { verdict: verdict(own.group).as_str(), title: own.group.title().to_lowercase(), count, x, width };
        x += width;
        share
    };
    groups.iter().map(share).collect()
}

/// The verdict by whose color a part of the report is shown.
fn verdict(group: ReportGroup) -> LinkState {
    match group {
        ReportGroup::New | ReportGroup::Still => LinkState::Dead,
        ReportGroup::Moved => LinkState::Moved,
        ReportGroup::Person | ReportGroup::Failing | ReportGroup::Unclear => LinkState::Unclear,
        ReportGroup::Recovered | ReportGroup::Notice | ReportGroup::Alive => LinkState::Alive,
        ReportGroup::Skipped | ReportGroup::Unasked => LinkState::Skipped,
    }
}

/// The verdicts that any link has.
fn verdicts(audit: &AuditOutcome) -> Vec<&'static str> {
    let all = [LinkState::Dead, LinkState::Moved, LinkState::Unclear, LinkState::Alive, LinkState::Skipped];
    let has = |state: &LinkState| audit.links.iter().any(|link| link.verdict == *state);
    all.into_iter().filter(has).map(LinkState::as_str).collect()
}

/// The hosts, those in trouble first.
fn hosts(audit: &AuditOutcome) -> Vec<HostRow<'_>> {
    let mut hosts: Vec<_> = audit.hosts.iter().map(|host| HostRow { name: terminal_line(&host.host), host }).collect();
    hosts.sort_by_key(|row| std::cmp::Reverse(trouble(row.host)));
    hosts
}

fn trouble(host: &HostSummary) -> (bool, usize, usize) {
    (host.incident, host.dead, host.unclear)
}

impl<'a> Card<'a> {
    fn new(link: &'a AuditedLink, group: ReportGroup, files: Option<&HostedFiles>) -> Self {
        let moved = link.suggestion.as_deref().filter(|_| link.verdict == LinkState::Moved && !link.archived);
        let past = words::past(link).filter(|_| group == ReportGroup::Recovered);
        Self {
            address: address(&link.url),
            verdict: link.verdict.as_str(),
            cause: link.cause.as_str(),
            evidence: evidence(&past.unwrap_or_else(|| terminal_excerpt(&link.evidence, TEXT).into_owned())),
            standing: words::standing(link),
            places: link.places.iter().take(PLACES).map(|own| place(own, files)).collect(),
            more: link.places.len().saturating_sub(PLACES),
            edit: moved.map(|new| AddressEdit::new(&link.url, new)),
            suggestion: link.suggestion.as_deref().filter(|_| moved.is_none()).map(address),
            suggested: words::suggested(link),
            strip: strip(&link.nights),
        }
    }
}

impl<'a> LinkRow<'a> {
    fn new(link: &'a AuditedLink, group: ReportGroup, files: Option<&HostedFiles>) -> Self {
        let is_steady = link.nights.iter().all(|night| night.verdict == LinkState::Alive);
        Self {
            address: address(&link.url),
            verdict: link.verdict.as_str(),
            cause: (group != ReportGroup::Alive).then(|| link.cause.as_str()),
            place: link.places.first().map(|own| place(own, files)),
            strip: if is_steady { None } else { strip(&link.nights) },
        }
    }
}

/// Splits evidence at its backticks, which are in pairs: what stands between two is code.
fn evidence(text: &str) -> Vec<EvidencePart> {
    let parts: Vec<&str> = text.split('`').collect();
    let is_paired = parts.len() % 2 == 1;
    let part = |(at, text): (usize, &&str)| EvidencePart { text: (*text).to_owned(), code: is_paired && at % 2 == 1 };
    parts.iter().enumerate().map(part).filter(|part| !part.text.is_empty()).collect()
}

fn place<'a>(place: &'a LinkPlace, files: Option<&HostedFiles>) -> PlaceRow<'a> {
    let record = place.record.as_deref().map(|record| terminal_excerpt(record, 120));
    let href = files.and_then(|files| files.line(&place.path, place.line));
    PlaceRow { path: terminal_line(&place.path), line: place.line, column: place.column, record, href }
}

fn address(url: &str) -> LinkAddress {
    let parsed = url::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    // The same address to a browser, and no command to a runner that shows the page in its log.
    let href = parsed.map(|url| url.as_str().replace(COMMAND, "##%5B"));
    LinkAddress { text: terminal_excerpt(url, TEXT).into_owned(), href }
}

fn strip(nights: &[RunMark]) -> Option<Strip> {
    let (first, last) = (nights.first()?, nights.last()?);
    let mut bars = Vec::new();
    let mut x = 0;
    for alike in nights.chunk_by(words::alike) {
        let width = alike.len() * NIGHT;
        let (Some(first), Some(last)) = (alike.first(), alike.last()) else { continue };
        bars.push(Bar { verdict: first.verdict.as_str(), x, width, title: title(first, last.at, alike.len()) });
        x += width;
    }
    let counts =
        [LinkState::Alive, LinkState::Moved, LinkState::Unclear, LinkState::Dead, LinkState::Skipped].map(|state| {
            let count = nights.iter().filter(|night| night.verdict == state).count();
            if count > 0 { format!(", {} {count}", state.as_str()) } else { String::new() }
        });
    let (from, to) = (words::day(first.at), words::day(last.at));
    let label = format!("{} from {from} to {to}{}", format_count(nights.len(), "night"), counts.concat());
    Some(Strip { label, width: x, bars })
}

fn title(night: &RunMark, until: Timestamp, nights: usize) -> String {
    let when = match nights {
        1 => words::day(night.at),
        nights => format!("{} to {}, {nights} nights", words::day(night.at), words::day(until)),
    };
    let status = night.status.map_or_else(String::new, |status| format!(" {status}"));
    format!("{when}: {}{status}", night.cause.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked() {
        for (url, href) in [
            ("https://x.org/a\"b", Some("https://x.org/a%22b")),
            ("javascript:alert(1)", None),
            ("data:text/html,x", None),
            ("//x.org", None),
            ("HTTP://X.org/", Some("http://x.org/")),
        ] {
            assert_eq!(address(url).href.as_deref(), href);
        }
    }
}
