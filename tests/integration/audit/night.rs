//! Nights in a test: a store in a folder of its own, links on made-up hosts, and a surveyor that says what it is told to.

use std::{
    collections::BTreeMap,
    path::Path,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use catalint::{
    audit::{
        ARCHIVE, Archive, AuditLink, AuditOptions, AuditOutcome, LinkPlace, Store, StoreError, Surveyor, gather, run,
    },
    links::Disposition,
    probe::{
        Body, BoxFuture, Cause, Event, Fetched, HostSeen, HttpAnswer, HttpHeaders, HttpRequest, HttpVersion,
        LinkRequest, NetworkState, ProbeSurvey, Probed, SystemClock, Transport, Validators, Verdict,
    },
};
use jiff::{SignedDuration, Timestamp};

/// The links of a test, and its store over nights.
pub(crate) struct Nights {
    pub(crate) store: Store,
    pub(crate) links: Vec<AuditLink>,
    pub(crate) script: Script,
    pub(crate) archive: Option<Archive>,
    /// When a night is cut whose script stops.
    pub(crate) cut_after: Duration,
    _folder: Option<tempfile::TempDir>,
}

impl Nights {
    /// So many links, three on each host.
    pub(crate) fn new(links: usize) -> Self {
        Self::on_hosts(links, (links / 3).max(3))
    }

    pub(crate) fn on_hosts(links: usize, hosts: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nights = Self::at_path(links, hosts, &folder.path().join(".catalint/audit.db"));
        Self { _folder: Some(folder), ..nights }
    }

    pub(crate) fn at_path(links: usize, hosts: usize, path: &Path) -> Self {
        let place = |link| LinkPlace { path: "a.md".to_owned(), line: link + 1, column: 3, record: None, span: None };
        let urls: Vec<String> = (0..links).map(|link| format!("https://h{}.org/p{link}", link % hosts)).collect();
        let request = |url: &str| Disposition::Request(url.parse().unwrap());
        let links = gather(urls.iter().enumerate().map(|(link, url)| (url.as_str(), request(url), place(link))));
        Self {
            store: Store::open(path).unwrap(),
            links,
            script: Script::default(),
            archive: None,
            cut_after: Duration::from_millis(10),
            _folder: None,
        }
    }

    /// When a night begins.
    pub(crate) fn at(&self, night: i64) -> Timestamp {
        self.hours(24 * night)
    }

    /// So many hours after the first night began.
    #[expect(clippy::unused_self, reason = "beside `at`")]
    pub(crate) fn hours(&self, hours: i64) -> Timestamp {
        let start: Timestamp = "2026-01-01T02:00:00Z".parse().unwrap();
        start.checked_add(SignedDuration::from_hours(hours)).unwrap()
    }

    pub(crate) fn night(&mut self, night: i64, cause: impl Fn(usize) -> Cause + Send + 'static) -> AuditOutcome {
        self.night_of(night, false, cause)
    }

    pub(crate) fn night_of(
        &mut self,
        night: i64,
        all: bool,
        cause: impl Fn(usize) -> Cause + Send + 'static,
    ) -> AuditOutcome {
        self.night_at(self.at(night), all, cause)
    }

    pub(crate) fn night_at(
        &mut self,
        now: Timestamp,
        all: bool,
        cause: impl Fn(usize) -> Cause + Send + 'static,
    ) -> AuditOutcome {
        self.script.set(cause);
        let aborts_after = self.script.aborts_after;
        self.run(now, all, &mut |judged| {
            if aborts_after == Some(judged) {
                std::process::abort();
            }
        })
        .expect("the run ends within an hour")
        .unwrap()
    }

    /// A night that is cut in its middle, where the script stops.
    pub(crate) fn try_night(&mut self, night: i64, all: bool, cause: impl Fn(usize) -> Cause + Send + 'static) {
        self.script.set(cause);
        assert!(self.run(self.at(night), all, &mut |_| ()).is_none(), "the run was cut");
    }

    /// A night in whose middle something else is done, on a thread of its own.
    pub(crate) fn during(
        &mut self,
        night: i64,
        cause: impl Fn(usize) -> Cause + Send + 'static,
        does: impl FnOnce() + Send,
    ) {
        self.script.set(cause);
        let mut does = Some(does);
        self.run(self.at(night), true, &mut |judged| {
            if let Some(does) = does.take_if(|_| judged == 20) {
                std::thread::scope(|scope| scope.spawn(does).join().unwrap());
            }
        })
        .unwrap()
        .unwrap();
    }

    /// A night that cannot be.
    pub(crate) fn fails(&mut self, night: i64) -> StoreError {
        self.script.set(|_| Cause::Alive);
        self.run(self.at(night), false, &mut |_| ()).unwrap().unwrap_err()
    }

    /// None where it was cut.
    fn run(
        &mut self,
        now: Timestamp,
        all: bool,
        judged: &mut (dyn FnMut(usize) + Send),
    ) -> Option<Result<AuditOutcome, StoreError>> {
        let mut count = 0;
        let mut on = |event: Event| {
            if let Event::Judged(_) = event {
                count += 1;
                judged(count);
            }
        };
        let limit = if self.script.stops_after.is_some() { self.cut_after } else { Duration::from_secs(3600) };
        block_on(async {
            let clock = SystemClock::starting_at(now);
            let how = AuditOptions { surveyor: &self.script, clock: &clock, all, archive: self.archive.as_ref() };
            tokio::time::timeout(limit, run(&mut self.store, &self.links, &how, &mut on)).await.ok()
        })
    }

    /// Closes the store and opens it again.
    pub(crate) fn reopen(&mut self) {
        self.store = Store::open(self.store.path()).unwrap();
    }

    /// What is held of the links.
    pub(crate) fn held(&self) -> String {
        serde_json::to_string(&self.store.last().unwrap().unwrap().links).unwrap()
    }
}

/// Runs to the end, with a clock that goes on when nobody works.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(future)
}

type Causes = Box<dyn Fn(usize) -> Cause + Send>;

/// A surveyor that says what it is told to.
#[derive(Default)]
pub(crate) struct Script {
    causes: Mutex<Option<Causes>>,
    asked: AtomicUsize,
    /// What the network was like.
    pub(crate) network: NetworkState,
    /// Whether the last link is told first.
    pub(crate) backwards: bool,
    /// After so many judgements nothing comes any more.
    pub(crate) stops_after: Option<usize>,
    /// After so many judgements the process is gone.
    pub(crate) aborts_after: Option<usize>,
    /// Where every link leads.
    pub(crate) leads_to: Option<String>,
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Script")
    }
}

impl Script {
    pub(crate) fn set(&self, cause: impl Fn(usize) -> Cause + Send + 'static) {
        *self.causes.lock().unwrap() = Some(Box::new(cause));
    }

    /// How many links were asked in the last run.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn cause(&self, ask: &LinkRequest) -> Cause {
        let page = ask.url.path().trim_start_matches("/p").parse().unwrap_or(0);
        self.causes.lock().unwrap().as_ref().unwrap()(page)
    }
}

impl Surveyor for Script {
    fn survey<'a>(
        &'a self,
        asks: &'a [LinkRequest],
        on: &'a mut (dyn FnMut(Event) + Send),
    ) -> BoxFuture<'a, ProbeSurvey> {
        self.asked.store(asks.len(), Ordering::Relaxed);
        Box::pin(async move {
            let mut order: Vec<usize> = (0..asks.len()).collect();
            if self.backwards {
                order.reverse();
            }
            let mut hosts: BTreeMap<String, Vec<Cause>> = BTreeMap::new();
            for (done, index) in order.into_iter().enumerate() {
                if self.stops_after == Some(done) {
                    std::future::pending::<()>().await;
                }
                let cause = self.cause(&asks[index]);
                hosts.entry(asks[index].url.host_str().unwrap().to_owned()).or_default().push(cause);
                let mut probed = probed(index, cause);
                probed.hops = self.leads_to.iter().flat_map(|url| vec![(301, url.clone()); 2]).collect();
                probed.verdict.final_url.clone_from(&self.leads_to);
                probed.verdict.suggestion.clone_from(&self.leads_to);
                on(Event::Judged(Box::new(probed)));
                tokio::task::yield_now().await;
            }
            ProbeSurvey {
                network: self.network,
                reason: (self.network != NetworkState::Ok).then(|| "the test says so".to_owned()),
                requests: asks.len() as u64,
                hosts: hosts.into_iter().map(|(host, causes)| seen(host, &causes)).collect(),
            }
        })
    }
}

fn seen(host: String, causes: &[Cause]) -> HostSeen {
    let failing = causes.iter().filter(|cause| cause.may_pass()).count();
    HostSeen {
        host,
        links: causes.len(),
        failing,
        requests: causes.len() as u32,
        incident: failing >= 4 && 2 * failing >= causes.len(),
        ..HostSeen::default()
    }
}

/// A judgement without a moment of its own: it counts as made when the run began.
fn probed(ask: usize, cause: Cause) -> Probed {
    let verdict = Verdict {
        state: cause.state(),
        cause,
        status: None,
        final_url: None,
        evidence: "the test says so".to_owned(),
        suggestion: None,
    };
    Probed {
        ask,
        verdict,
        at: Timestamp::UNIX_EPOCH,
        requests: 1,
        elapsed: Duration::from_millis(20),
        hops: Vec::new(),
        address: None,
        validators: Validators::default(),
        title: None,
    }
}

type Answers = Box<dyn Fn(&str) -> (u16, &'static str) + Send + Sync>;

/// A web archive that says what it is told to.
#[derive(Clone)]
pub(crate) struct Archives(Arc<Shelf>);

struct Shelf {
    answers: Answers,
    asked: Mutex<Vec<(String, tokio::time::Instant)>>,
}

impl Archives {
    pub(crate) fn that_answers(answers: impl Fn(&str) -> &'static str + Send + Sync + 'static) -> Self {
        Self(Arc::new(Shelf { answers: Box::new(move |url| (200, answers(url))), asked: Mutex::default() }))
    }

    /// One that has no copies, and enough after so many questions.
    pub(crate) fn that_limits_after(most: usize) -> Self {
        let count = AtomicUsize::new(0);
        let answers = move |_: &str| if count.fetch_add(1, Ordering::Relaxed) < most { (200, "[]") } else { (429, "") };
        Self(Arc::new(Shelf { answers: Box::new(answers), asked: Mutex::default() }))
    }

    pub(crate) fn archive(&self) -> Archive {
        Archive { transport: Arc::new(self.clone()), base: ARCHIVE.parse().unwrap() }
    }

    /// What was asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.0.asked.lock().unwrap().iter().map(|(url, _)| url.clone()).collect()
    }

    /// The least time between two questions.
    pub(crate) fn least_pause(&self) -> Duration {
        let asked = self.0.asked.lock().unwrap();
        asked.windows(2).map(|pair| pair[1].1 - pair[0].1).min().unwrap()
    }
}

impl std::fmt::Debug for Archives {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Archives")
    }
}

impl Transport for Archives {
    fn fetch<'a>(&'a self, request: &'a HttpRequest) -> Pin<Box<dyn Future<Output = Fetched> + Send + 'a>> {
        self.0.asked.lock().unwrap().push((request.url.to_string(), tokio::time::Instant::now()));
        let (status, body) = (self.0.answers)(request.url.as_str());
        let body = Body { bytes: body.as_bytes().to_vec(), whole: true, ..Body::default() };
        let answer = HttpAnswer { status, version: HttpVersion::Http1, headers: HttpHeaders::default(), body };
        Box::pin(std::future::ready(Fetched { outcome: Ok(answer), address: None, elapsed: Duration::ZERO }))
    }
}
