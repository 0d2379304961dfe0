//! An audit as one page without outside resources. The template escapes all that it is given; what could steer a
//! reader is spelt out before; an address is a link only where it is one by http or https.

use std::io;

use jiff::Timestamp;
use minijinja::{AutoEscape, Environment, Value, syntax::SyntaxConfig, value::Serde};
use serde::Serialize;

use super::{
    edit::Edit,
    group::{Group, Groups},
    sanitize::{COMMAND, terminal_excerpt, terminal_line},
    words,
};
use crate::{
    audit::{Audit, Host, LinkState, Night, Place},
    probe::State,
    text::format_count,
};

const TEMPLATE: &str = include_str!("report.html.j2");
pub(super) const STYLE: &str = include_str!("report.css");
pub(super) const SCRIPT: &str = include_str!("report.js");
/// What a browser must find them to be, or it takes no notice of them.
pub(super) const STYLE_HASH: &str = "Z7A9b8NvV1rzZQbqmZ9sLE2vJd6ePujByMlIOhos/DY=";
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
struct Page<'a> {
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
    states: Vec<Share>,
    told: Vec<Section<Card<'a>>>,
    quiet: Vec<Section<Row<'a>>>,
    hosts: Vec<HostRow<'a>>,
    hosts_shown: usize,
}

/// How many links are of one verdict.
#[derive(Serialize)]
struct Share {
    verdict: &'static str,
    count: usize,
    x: f64,
    width: f64,
}

#[derive(Serialize)]
struct Section<L> {
    id: &'static str,
    title: &'static str,
    meaning: &'static str,
    links: Vec<L>,
}

/// An address, and where a click leads.
#[derive(Serialize)]
struct Address {
    text: String,
    href: Option<String>,
}

/// A link of which something is to be told.
#[derive(Serialize)]
struct Card<'a> {
    address: Address,
    verdict: &'static str,
    cause: &'static str,
    evidence: String,
    standing: String,
    places: Vec<PlaceRow<'a>>,
    more: usize,
    edit: Option<Edit>,
    suggestion: Option<Address>,
    suggested: String,
    strip: Option<Strip>,
}

/// A link of which nothing is to be told.
#[derive(Serialize)]
struct Row<'a> {
    address: Address,
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
    host: &'a Host,
}

pub(super) fn write(audit: &Audit, out: &mut dyn io::Write) -> io::Result<()> {
    let mut environment = Environment::new();
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(io::Error::other)?;
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("report", TEMPLATE).map_err(io::Error::other)?;
    let template = environment.get_template("report").map_err(io::Error::other)?;
    let page = template.render(Value::from(Serde(Page::of(audit)))).map_err(io::Error::other)?;
    out.write_all(page.as_bytes())
}

impl<'a> Page<'a> {
    fn of(audit: &'a Audit) -> Self {
        let groups = Groups::of(audit);
        let day = words::day(audit.run.started);
        let news = groups.get(Group::New).len();
        let told = groups.iter().filter(|(group, _)| group.is_told());
        let quiet = groups.iter().filter(|(group, _)| !group.is_told());
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
            states: states(audit),
            told: told.map(|(group, links)| section(group, links, |link| Card::new(link, group))).collect(),
            quiet: quiet.map(|(group, links)| section(group, links, |link| Row::new(link, group))).collect(),
            hosts_shown: if hosts.len() <= HOSTS { hosts.len() } else { in_trouble.min(hosts.len()) },
            hosts,
        }
    }
}

fn section<'a, L>(group: Group, links: &[&'a LinkState], each: impl Fn(&'a LinkState) -> L) -> Section<L> {
    let links = links.iter().map(|link| each(link)).collect();
    Section { id: group.id(), title: group.title(), meaning: group.meaning(), links }
}

/// How the links share the bar at the top, in hundredths of it.
fn states(audit: &Audit) -> Vec<Share> {
    let summary = &audit.summary;
    let counts = [
        (State::Dead, summary.dead),
        (State::Moved, summary.moved),
        (State::Unclear, summary.unclear),
        (State::Alive, summary.alive),
        (State::Skipped, summary.skipped),
    ];
    let mut x = 0.0;
    let share = |(state, count): (State, usize)| {
        let width = 100.0 * count as f64 / summary.links.max(1) as f64;
        let share = Share { verdict: state.as_str(), count, x, width };
        x += width;
        share
    };
    counts.into_iter().filter(|(_, count)| *count > 0).map(share).collect()
}

/// The hosts, those in trouble first.
fn hosts(audit: &Audit) -> Vec<HostRow<'_>> {
    let mut hosts: Vec<_> = audit.hosts.iter().map(|host| HostRow { name: terminal_line(&host.host), host }).collect();
    hosts.sort_by_key(|row| std::cmp::Reverse(trouble(row.host)));
    hosts
}

fn trouble(host: &Host) -> (bool, usize, usize) {
    (host.incident, host.dead, host.unclear)
}

impl<'a> Card<'a> {
    fn new(link: &'a LinkState, group: Group) -> Self {
        let moved = link.suggestion.as_deref().filter(|_| group == Group::Moved && !link.archived);
        let past = words::past(link).filter(|_| group == Group::Recovered);
        Self {
            address: address(&link.url),
            verdict: link.verdict.as_str(),
            cause: link.cause.as_str(),
            evidence: past.unwrap_or_else(|| terminal_excerpt(&link.evidence, TEXT).into_owned()),
            standing: words::standing(link),
            places: link.places.iter().take(PLACES).map(place).collect(),
            more: link.places.len().saturating_sub(PLACES),
            edit: moved.map(|new| Edit::new(&link.url, new)),
            suggestion: link.suggestion.as_deref().filter(|_| moved.is_none()).map(address),
            suggested: words::suggested(link),
            strip: strip(&link.nights),
        }
    }
}

impl<'a> Row<'a> {
    fn new(link: &'a LinkState, group: Group) -> Self {
        let is_steady = link.nights.iter().all(|night| night.verdict == State::Alive);
        Self {
            address: address(&link.url),
            verdict: link.verdict.as_str(),
            cause: (group != Group::Alive).then(|| link.cause.as_str()),
            place: link.places.first().map(place),
            strip: if is_steady { None } else { strip(&link.nights) },
        }
    }
}

fn place(place: &Place) -> PlaceRow<'_> {
    let record = place.record.as_deref().map(|record| terminal_excerpt(record, 120));
    PlaceRow { path: terminal_line(&place.path), line: place.line, column: place.column, record }
}

fn address(url: &str) -> Address {
    let parsed = url::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    // The same address to a browser, and no command to a runner that shows the page in its log.
    let href = parsed.map(|url| url.as_str().replace(COMMAND, "##%5B"));
    Address { text: terminal_excerpt(url, TEXT).into_owned(), href }
}

fn strip(nights: &[Night]) -> Option<Strip> {
    let (first, last) = (nights.first()?, nights.last()?);
    let mut bars = Vec::new();
    let mut x = 0;
    for alike in nights.chunk_by(words::alike) {
        let width = alike.len() * NIGHT;
        let (Some(first), Some(last)) = (alike.first(), alike.last()) else { continue };
        bars.push(Bar { verdict: first.verdict.as_str(), x, width, title: title(first, last.at, alike.len()) });
        x += width;
    }
    let counts = [State::Alive, State::Moved, State::Unclear, State::Dead, State::Skipped].map(|state| {
        let count = nights.iter().filter(|night| night.verdict == state).count();
        if count > 0 { format!(", {} {count}", state.as_str()) } else { String::new() }
    });
    let (from, to) = (words::day(first.at), words::day(last.at));
    let label = format!("{} from {from} to {to}{}", format_count(nights.len(), "night"), counts.concat());
    Some(Strip { label, width: x, bars })
}

fn title(night: &Night, until: Timestamp, nights: usize) -> String {
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
