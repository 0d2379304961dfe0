//! How many links a second are probed, and what that costs: `cargo bench --bench links`. A server of its own answers,
//! 10,000 links on 500 hosts of loopback, politeness off.
//!
//! `-- survey FILE` probes the addresses of a file, one a line, for `benches/peers_links.py`.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock and its arguments")]

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use catalint::probe::{
    AddressGuard, BoxFuture, ClientIdentity, DnsFailure, Event, Http, LinkRequest, ProbeSettings, Resolver,
    SystemClock, Tools, survey,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use url::Url;

/// Links, and hosts that they are on.
const LINKS: usize = 10_000;
const HOSTS: usize = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["survey", path] => {
            let text = std::fs::read_to_string(path).expect("a file of addresses");
            runtime.block_on(probe(text.lines().map(str::to_owned).collect()));
        }
        ["survey", path, "single"] => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            let text = std::fs::read_to_string(path).expect("a file of addresses");
            runtime.block_on(probe(text.lines().map(str::to_owned).collect()));
        }
        _ => runtime.block_on(async {
            let port = serve().await;
            let host = |at: usize| format!("127.1.{}.{}", at / 250, at % 250 + 1);
            let link = |at: usize| format!("http://{}:{port}/data/{at}", host(at % HOSTS));
            probe((0..LINKS).map(link).collect()).await;
        }),
    }
}

/// Nobody asks for a name here.
#[derive(Debug)]
struct NoNames;

impl Resolver for NoNames {
    fn resolve<'a>(&'a self, _: &'a str, _: u16) -> BoxFuture<'a, Result<Vec<std::net::SocketAddr>, DnsFailure>> {
        Box::pin(std::future::ready(Err(DnsFailure::NoDomain)))
    }
}

/// Probes links with politeness off, and prints how fast that went.
async fn probe(urls: Vec<String>) {
    let asks: Vec<_> = urls.iter().filter_map(|url| Url::parse(url).ok()).map(LinkRequest::new).collect();
    let settings = ProbeSettings {
        interval: Duration::ZERO,
        per_host: 8,
        concurrency: 128,
        second_round_after: Duration::ZERO,
        ..ProbeSettings::default()
    };
    let guard = Arc::new(AddressGuard::allowing(vec!["127.0.0.0/8".parse().expect("a block")]));
    let transport = Http::new(&settings, Arc::clone(&guard), Arc::new(NoNames), &ClientIdentity::default());
    let clock = SystemClock::starting_at("2026-11-23T06:00:00Z".parse().expect("a moment"));
    let transport = Arc::new(transport.expect("a transport"));
    let tools = Tools { guard, ..Tools::new(Arc::new(clock), transport) };
    let mut causes: BTreeMap<&str, usize> = BTreeMap::new();
    let (before, begun) = (processor(), Instant::now());
    let seen = survey(&asks, &settings, &tools, &mut |event| {
        if let Event::Judged(probed) = event {
            *causes.entry(probed.verdict.cause.as_str()).or_default() += 1;
        }
    })
    .await;
    let (taken, used) = (begun.elapsed().as_secs_f64(), processor() - before);
    let (links, requests) = (asks.len(), seen.requests);
    println!(
        "{links} links, {requests} requests, {taken:.2} s, {:.0} links/s, {:.0} µs of processor a link, peak {} MiB, {causes:?}",
        links as f64 / taken,
        used * 1e6 / links as f64,
        peak() / 1024,
    );
}

/// Answers whatever is asked with one page, on a port of all addresses of loopback. Gives the port.
async fn serve() -> u16 {
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let body = format!("<title>Lungs of mice</title><h1>Lungs of mice</h1><p>{}</p>", "Images and masks. ".repeat(100));
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n", body.len());
    let answer: Arc<[u8]> = format!("{head}{body}").into_bytes().into();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let answer = Arc::clone(&answer);
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                // A request comes in one piece over loopback.
                while stream.read(&mut asked).await.is_ok_and(|length| length > 0) {
                    if stream.write_all(&answer).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    port
}

/// Seconds that the processor worked for this process; nothing where the system does not tell.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks =
        |at: usize| after.split_whitespace().nth(at).and_then(|word| word.parse::<f64>().ok()).unwrap_or_default();
    (ticks(11) + ticks(12)) / 100.0
}

/// The most memory that the process had, in KiB; nothing where the system does not tell.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}
