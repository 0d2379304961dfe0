//! Runs over a web that is made up, under a clock that goes on only where all wait.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::Timestamp;
use url::Url;

use super::*;
use crate::probe::{
    Body, BoxFuture, Cause, Clock, DnsFailure, FetchError, Fetched, HostSeen, HttpAnswer, HttpHeaders, HttpRequest,
    HttpVersion, LinkState, NetworkState, Probed, Progress, SystemClock, Transport, consider,
};

/// Answers a request by its address, and how often it was asked for before.
type TestScript = dyn Fn(&Url, usize) -> Result<HttpAnswer, FetchError> + Send + Sync;

struct Web {
    clock: SystemClock,
    script: Box<TestScript>,
    /// Requests, with their moments.
    journal: Mutex<Vec<(Timestamp, Url)>>,
}

impl std::fmt::Debug for Web {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Web")
    }
}

impl Transport for Web {
    fn fetch<'a>(&'a self, request: &'a HttpRequest) -> BoxFuture<'a, Fetched> {
        Box::pin(async move {
            let before = {
                let mut journal = self.journal.lock().expect("no test panics with it");
                journal.push((self.clock.now(), request.url.clone()));
                journal.iter().filter(|(_, url)| *url == request.url).count() - 1
            };
            let elapsed = Duration::from_millis(50);
            self.clock.sleep(elapsed).await;
            Fetched { outcome: (self.script)(&request.url, before), address: None, elapsed }
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is what a script gives")]
fn answer(status: u16, headers: &[(&str, &str)]) -> Result<HttpAnswer, FetchError> {
    let mut headers: Vec<_> = headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    headers.push(("content-type".to_owned(), "text/html".to_owned()));
    let bytes =
        b"<title>Lungs</title><h1>Lungs of mice</h1><p>Many pictures of lungs of mice, and what was done.".to_vec();
    let body = Body { length: Some(bytes.len() as u64), bytes, whole: true, broken: false };
    Ok(HttpAnswer { status, version: HttpVersion::Http1, headers: HttpHeaders(headers), body })
}

struct TestOutcome {
    verdicts: BTreeMap<usize, Probed>,
    survey: ProbeSurvey,
    journal: Vec<(Timestamp, Url)>,
    took: Duration,
    progress: Vec<Progress>,
}

impl TestOutcome {
    fn causes(&self) -> Vec<&'static str> {
        self.verdicts.values().map(|probed| probed.verdict.cause.as_str()).collect()
    }

    fn host(&self, name: &str) -> &HostSeen {
        self.survey.hosts.iter().find(|host| host.host == name).expect("a host")
    }

    /// The least time between two requests to one domain.
    fn least_gap(&self, domain: &str) -> Duration {
        let own = |(_, url): &&(Timestamp, Url)| url.host_str().is_some_and(|host| host.ends_with(domain));
        let times: Vec<_> = self.journal.iter().filter(own).map(|(at, _)| *at).collect();
        let gaps = times.windows(2).map(|pair| Duration::try_from(pair[1].duration_since(pair[0])).unwrap());
        gaps.min().unwrap_or(Duration::MAX)
    }
}

fn run(
    urls: &[String],
    settings: &ProbeSettings,
    script: impl Fn(&Url, usize) -> Result<HttpAnswer, FetchError> + Send + Sync + 'static,
) -> TestOutcome {
    run_judged_by(Judge::default(), urls, settings, script)
}

fn run_judged_by(
    judge: Judge,
    urls: &[String],
    settings: &ProbeSettings,
    script: impl Fn(&Url, usize) -> Result<HttpAnswer, FetchError> + Send + Sync + 'static,
) -> TestOutcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let start: Timestamp = "2026-11-23T06:00:00Z".parse().unwrap();
        let clock = SystemClock::starting_at(start);
        let web = Arc::new(Web { clock, script: Box::new(script), journal: Mutex::default() });
        let tools = Tools { judge, ..Tools::new(Arc::new(clock), Arc::clone(&web) as Arc<dyn Transport>) };
        let asks: Vec<_> = urls.iter().map(|url| LinkRequest::new(Url::parse(url).unwrap())).collect();
        let (mut verdicts, mut progress) = (BTreeMap::new(), Vec::new());
        let survey = survey(&asks, settings, &tools, &mut |event| match event {
            Event::Judged(probed) => drop(verdicts.insert(probed.ask, *probed)),
            Event::Progress(seen) => progress.push(seen),
            Event::Notice(_) => {}
        })
        .await;
        let journal = web.journal.lock().unwrap().clone();
        assert_eq!(verdicts.len(), asks.len(), "every link is judged");
        let took = Duration::try_from(clock.now().duration_since(start)).unwrap();
        TestOutcome { verdicts, survey, journal, took, progress }
    })
}

fn links(host: &str, count: usize) -> Vec<String> {
    (0..count).map(|at| format!("https://{host}/page/{at}")).collect()
}

#[test]
fn a_run_takes_as_long_as_its_busiest_host_and_keeps_the_interval() {
    let mut urls = links("busy.org", 60);
    (0..300).for_each(|at| urls.push(format!("https://small{at}.org/x")));
    urls.extend(links("www.busy.org", 40));
    let settings = ProbeSettings { concurrency: 8, ..ProbeSettings::default() };
    let outcome = run(&urls, &settings, |_, _| answer(200, &[]));
    assert!(outcome.causes().iter().all(|cause| *cause == "alive"), "{:?}", outcome.causes());
    assert!(outcome.took < Duration::from_secs(115), "{:?}", outcome.took);
    assert!(outcome.least_gap("busy.org") >= Duration::from_millis(800), "{:?}", outcome.least_gap("busy.org"));
    assert_eq!(outcome.survey.requests, 400);
    assert_eq!(outcome.survey.network, NetworkState::Ok);
    assert_eq!((outcome.host("busy.org").links, outcome.host("busy.org").alive), (100, 100));
    assert_eq!(outcome.host("busy.org").median, Duration::from_millis(50));
    let last = outcome.progress.last().unwrap();
    assert_eq!((last.done, last.links, last.hosts_busy), (400, 400, 0));
}

#[test]
fn a_host_that_resets_every_third_connection_ends_with_all_links_alive() {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let settings = ProbeSettings { interval: Duration::ZERO, ..ProbeSettings::default() };
    let outcome = run(&links("flaky.org", 200), &settings, move |_, _| {
        let nth = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if nth % 3 == 2 { Err(FetchError::Reset) } else { answer(200, &[]) }
    });
    assert!(outcome.causes().iter().all(|cause| *cause == "alive"), "{:?}", outcome.causes());
}

#[test]
fn a_host_that_allows_eight_requests_a_second_ends_with_all_links_alive() {
    let now = Arc::new(Mutex::new((0_u64, 0_u32)));
    let began = Mutex::new(None::<tokio::time::Instant>);
    let settings = ProbeSettings { interval: Duration::ZERO, per_host: 8, ..ProbeSettings::default() };
    let outcome = run(&links("limited.org", 300), &settings, move |_, _| {
        let began = *began.lock().unwrap().get_or_insert_with(tokio::time::Instant::now);
        let second = began.elapsed().as_secs();
        let mut window = now.lock().unwrap();
        if window.0 != second {
            *window = (second, 0);
        }
        window.1 += 1;
        if window.1 > 8 { answer(429, &[]) } else { answer(200, &[]) }
    });
    assert!(outcome.causes().iter().all(|cause| *cause == "alive"), "{:?}", outcome.causes());
}

#[test]
fn a_host_that_is_down_is_not_asked_for_all_its_links() {
    let mut urls = links("down.org", 50);
    urls.extend(links("fine.org", 3));
    let outcome = run(&urls, &ProbeSettings::default(), |url, _| {
        if url.host_str() == Some("down.org") { answer(503, &[]) } else { answer(200, &[]) }
    });
    let causes = outcome.causes();
    let count = |cause: &str| causes.iter().filter(|own| **own == cause).count();
    assert_eq!(count("alive"), 3);
    assert!(count("server.5xx") >= 2 && count("budget.unchecked") >= 40, "{causes:?}");
    let asked = outcome.journal.iter().filter(|(_, url)| url.host_str() == Some("down.org")).count();
    assert!(asked <= 10, "{asked}");
}

#[test]
fn a_domain_that_does_not_exist_is_found_for_all_its_links() {
    let outcome =
        run(&links("gone.org", 30), &ProbeSettings::default(), |_, _| Err(FetchError::Dns(DnsFailure::NoDomain)));
    assert!(outcome.causes().iter().all(|cause| *cause == "dns.nxdomain"), "{:?}", outcome.causes());
}

#[test]
fn a_host_that_comes_back_is_asked_to_the_end() {
    let outcome = run(&links("back.org", 30), &ProbeSettings::default(), |_, _| Err(FetchError::ConnectTimeout));
    assert!(outcome.took < Duration::from_secs(1500), "{:?}", outcome.took);
    let began = Mutex::new(None::<tokio::time::Instant>);
    let outcome = run(&links("back.org", 30), &ProbeSettings::default(), move |_, _| {
        let began = *began.lock().unwrap().get_or_insert_with(tokio::time::Instant::now);
        if began.elapsed() < Duration::from_secs(120) { Err(FetchError::ConnectTimeout) } else { answer(200, &[]) }
    });
    assert!(outcome.causes().iter().all(|cause| *cause == "alive"), "{:?}", outcome.causes());
}

#[test]
fn what_is_gone_is_seen_twice_and_minutes_apart() {
    let outcome = run(&links("gone.org", 1), &ProbeSettings::default(), |_, _| answer(404, &[]));
    assert_eq!(outcome.causes(), ["gone.404"]);
    assert!(outcome.took >= Duration::from_secs(600), "{:?}", outcome.took);
    let outcome = run(&links("gone.org", 1), &ProbeSettings::default(), |_, before| {
        answer(if before == 0 { 404 } else { 200 }, &[])
    });
    assert_eq!(outcome.causes(), ["alive"]);
}

#[test]
fn a_deadline_ends_a_run_and_what_was_not_asked_is_said() {
    let settings = ProbeSettings { deadline: Some(Duration::from_secs(30)), ..ProbeSettings::default() };
    let outcome = run(&links("busy.org", 100), &settings, |_, _| answer(200, &[]));
    let causes = outcome.causes();
    let alive = causes.iter().filter(|cause| **cause == "alive").count();
    assert!((25..=38).contains(&alive), "{alive}");
    assert!(causes.iter().all(|cause| matches!(*cause, "alive" | "budget.unchecked")));
    assert!(outcome.took <= Duration::from_secs(32), "{:?}", outcome.took);
    let outcome = run(&links("gone.org", 1), &settings, |_, _| answer(404, &[]));
    assert_eq!(outcome.verdicts[&0].verdict.state, LinkState::Unclear);
    assert!(outcome.took < Duration::from_secs(2));
}

#[test]
fn budgets_leave_links_for_another_run() {
    let mut urls = links("many.org", 30);
    urls.extend(links("few.org", 3));
    let settings = ProbeSettings { links_per_host: Some(20), links: Some(32), ..ProbeSettings::default() };
    let outcome = run(&urls, &settings, |_, _| answer(200, &[]));
    let unchecked: Vec<_> = outcome
        .verdicts
        .values()
        .filter(|probed| probed.verdict.cause == Cause::Budget)
        .map(|probed| probed.ask)
        .collect();
    assert_eq!(unchecked, (20..30).chain([32]).collect::<Vec<_>>());
}

#[test]
fn a_wait_beyond_the_run_is_left_for_another() {
    let outcome =
        run(&links("slow.org", 10), &ProbeSettings::default(), |_, _| answer(429, &[("retry-after", "86400")]));
    assert!(outcome.took < Duration::from_secs(2), "{:?}", outcome.took);
    assert_eq!(outcome.journal.len(), 1);
    let causes = outcome.causes();
    assert_eq!(causes.iter().filter(|cause| **cause == "ratelimited").count(), 1, "{causes:?}");
    assert_eq!(outcome.host("slow.org").wanted_wait, Some(Duration::from_secs(86_400)));
}

#[test]
fn a_network_that_is_down_is_found_out_at_once() {
    let urls: Vec<_> = (0..40).map(|at| format!("https://host{at}.org/")).collect();
    let canaries = vec![Url::parse("https://canary.org/").unwrap()];
    let settings = ProbeSettings { canaries: canaries.clone(), ..ProbeSettings::default() };
    let outcome = run(&urls, &settings, |_, _| Err(FetchError::Dns(DnsFailure::Timeout)));
    assert_eq!(outcome.survey.network, NetworkState::Down, "{:?}", outcome.survey.reason);
    assert!(outcome.causes().iter().all(|cause| *cause == "network.down"), "{:?}", outcome.causes());
    assert!(outcome.took < Duration::from_secs(60), "{:?}", outcome.took);
    // Where the canary answers, it is the hosts; but so many together are no accident.
    let outcome = run(&urls, &settings, |url, _| {
        if url.host_str() == Some("canary.org") { answer(200, &[]) } else { Err(FetchError::Dns(DnsFailure::Timeout)) }
    });
    assert_eq!(outcome.survey.network, NetworkState::Degraded, "{:?}", outcome.survey.reason);
    // And where half of the hosts answer, but not the canary, the network is not what it should be.
    let outcome = run(&urls, &settings, |url, _| match url.host_str() {
        Some("canary.org") => Err(FetchError::ConnectTimeout),
        Some(host) if host.len() % 2 == 0 => Err(FetchError::ConnectTimeout),
        _ => answer(200, &[]),
    });
    assert_eq!(outcome.survey.network, NetworkState::Degraded, "{:?}", outcome.survey.reason);
}

#[test]
fn canaries_are_left_alone_where_nothing_is_suspicious() {
    let mut urls: Vec<_> = (0..40).map(|at| format!("https://host{at}.org/")).collect();
    urls.push("https://down.org/".to_owned());
    let settings =
        ProbeSettings { canaries: vec![Url::parse("https://canary.org/").unwrap()], ..ProbeSettings::default() };
    let outcome = run(&urls, &settings, |url, _| {
        if url.host_str() == Some("down.org") { Err(FetchError::ConnectTimeout) } else { answer(200, &[]) }
    });
    assert!(outcome.journal.iter().all(|(_, url)| url.host_str() != Some("canary.org")));
    assert_eq!(outcome.survey.network, NetworkState::Ok);
}

#[test]
fn a_redirect_takes_its_turn_at_the_domain_that_it_leads_to() {
    let mut urls: Vec<_> = (0..20).map(|at| format!("https://short{at}.org/x")).collect();
    urls.extend(links("target.org", 5));
    let outcome = run(&urls, &ProbeSettings::default(), |url, _| {
        if url.host_str() == Some("target.org") {
            return answer(200, &[]);
        }
        answer(302, &[("location", &format!("https://target.org/from/{}", url.host_str().unwrap()))])
    });
    assert!(outcome.least_gap("target.org") >= Duration::from_millis(800), "{:?}", outcome.least_gap("target.org"));
    assert_eq!(outcome.survey.hosts.len(), 21);
}

#[test]
fn the_same_seed_asks_alike() {
    let urls: Vec<_> = (0..10).flat_map(|host| links(&format!("h{host}.org"), 5)).collect();
    let runs = [(); 2].map(|()| run(&urls, &ProbeSettings::default(), |_, _| answer(200, &[])).journal);
    assert_eq!(runs[0], runs[1]);
}

#[test]
fn a_page_that_cannot_be_judged_does_not_end_the_run() {
    let judge = Judge::new(
        |ask, seen| {
            assert_ne!(ask.url.path(), "/page/2", "a page that is too much");
            consider(ask, seen)
        },
        Duration::from_secs(600),
    );
    let outcome = run_judged_by(judge, &links("a.org", 5), &ProbeSettings::default(), |_, _| answer(200, &[]));
    assert_eq!(outcome.causes(), ["alive", "alive", "judge.failed", "alive", "alive"]);
    let verdict = &outcome.verdicts[&2].verdict;
    assert_eq!((verdict.state, verdict.status), (LinkState::Unclear, Some(200)));
    assert!(verdict.evidence.contains("a page that is too much"), "{}", verdict.evidence);
}

#[test]
fn a_request_that_panics_does_not_end_the_run() {
    let outcome = run(&links("a.org", 5), &ProbeSettings::default(), |url, _| {
        assert_ne!(url.path(), "/page/2", "an answer that cannot be read");
        answer(200, &[])
    });
    assert_eq!(outcome.causes(), ["alive", "alive", "judge.failed", "alive", "alive"]);
    assert_eq!(outcome.verdicts[&2].verdict.state, LinkState::Unclear);
}
