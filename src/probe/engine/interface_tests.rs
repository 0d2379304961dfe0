//! The largest catalog that was seen, under a clock that goes on only where all wait: how long a run takes, and how many
//! requests.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use url::Url;

use super::*;
use crate::probe::{
    Body, BoxFuture, Clock, Fetched, HostTable, HttpAnswer, HttpHeaders, HttpVersion, SystemClock, Transport,
};

/// Links of that catalog: roots of repositories, pages of repositories, and other hosts with two links each.
const ROOTS: usize = 1560;
const PARTS: usize = 840;
const OTHERS: usize = 1100;

/// A web in which all is there.
#[derive(Debug)]
struct LivingWeb {
    clock: SystemClock,
    /// Requests by host.
    asked: Mutex<BTreeMap<String, usize>>,
}

impl Transport for LivingWeb {
    fn fetch<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Fetched> {
        Box::pin(async move {
            let host = request.url.host_str().unwrap_or_default().to_owned();
            *self.asked.lock().unwrap().entry(host).or_default() += 1;
            let elapsed = Duration::from_millis(400);
            self.clock.sleep(elapsed).await;
            Fetched { outcome: Ok(answer(request)), address: None, elapsed }
        })
    }
}

fn answer(request: &HttpRequest) -> HttpAnswer {
    let url = &request.url;
    if url.path().contains("catalint") {
        return reply(404, "text/html", "<title>Not found</title>".to_owned());
    }
    let Some(body) = request.body() else {
        let text = format!("<title>{url}</title><h1>{url}</h1><p>Lungs of many mice, and what was done with them.");
        return reply(200, "text/html", text);
    };
    let query: serde_json::Value = serde_json::from_str(body).unwrap();
    let query = query["query"].as_str().unwrap();
    let repositories = query.split(": repository(owner:\"").skip(1).enumerate().map(|(at, rest)| {
        let (owner, rest) = rest.split_once("\", name:\"").unwrap();
        let name = rest.split_once('"').unwrap().0;
        (format!("r{at}"), serde_json::json!({ "nameWithOwner": format!("{owner}/{name}") }))
    });
    let data: serde_json::Map<String, serde_json::Value> = repositories.collect();
    reply(200, "application/json", serde_json::json!({ "data": data }).to_string())
}

fn reply(status: u16, kind: &str, body: String) -> HttpAnswer {
    let headers = HttpHeaders(vec![("content-type".to_owned(), kind.to_owned())]);
    let body = Body { length: Some(body.len() as u64), bytes: body.into_bytes(), whole: true, broken: false };
    HttpAnswer { status, version: HttpVersion::Http1, headers, body }
}

/// The time that a run over these links takes, and the requests of each host.
fn run(urls: &[String], with_interfaces: bool) -> (Duration, BTreeMap<String, usize>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let start: Timestamp = "2026-11-23T06:00:00Z".parse().unwrap();
        let clock = SystemClock::starting_at(start);
        let web = Arc::new(LivingWeb { clock, asked: Mutex::default() });
        let mut hosts = HostTable::default();
        hosts.add_header("api.github.com", "Authorization", "Bearer x".to_owned());
        let tools = Tools {
            hosts: Arc::new(hosts),
            interfaces: with_interfaces.then_some(InterfaceUse { waits: true }),
            ..Tools::new(Arc::new(clock), Arc::clone(&web) as Arc<dyn Transport>)
        };
        let asks: Vec<_> = urls.iter().map(|url| LinkRequest::new(Url::parse(url).unwrap())).collect();
        let mut alive = 0;
        survey(&asks, &ProbeSettings::default(), &tools, &mut |event| {
            if let Event::Judged(probed) = event {
                alive += usize::from(probed.verdict.state == crate::probe::LinkState::Alive);
            }
        })
        .await;
        assert_eq!(alive, asks.len());
        let took = Duration::try_from(clock.now().duration_since(start)).unwrap();
        (took, web.asked.lock().unwrap().clone())
    })
}

fn catalog() -> Vec<String> {
    let roots = (0..ROOTS).map(|at| format!("https://github.com/owner-{}/repository-{at}", at % 900));
    let parts = (0..PARTS).map(|at| format!("https://github.com/owner-{}/repository-{at}/tree/main/x{at}", at % 900));
    let others = (0..OTHERS).map(|at| format!("https://host-{}.org/page/{at}", at / 2));
    roots.chain(parts).chain(others).collect()
}

#[test]
fn the_largest_catalog_takes_less_than_a_quarter_of_an_hour() {
    let urls = catalog();
    assert_eq!(urls.len(), 3500);
    let (took, asked) = run(&urls, true);
    assert!(took <= Duration::from_secs(15 * 60), "{took:?}");
    assert_eq!((asked["api.github.com"], asked["github.com"]), (16, PARTS));
    // As it was by pages alone.
    let (took, _) = run(&urls, false);
    assert!(took >= Duration::from_secs(39 * 60), "{took:?}");
    // A second run asks what is due: one link in six.
    let due: Vec<String> = urls.into_iter().step_by(6).collect();
    let (took, _) = run(&due, true);
    assert!(took <= Duration::from_secs(5 * 60), "{took:?}");
}
