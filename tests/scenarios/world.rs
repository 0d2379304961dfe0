//! A world of one test: names, hosts, a clock that leaps, and the real transport and engine over it.

use std::{
    collections::{BTreeMap, HashMap},
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use catalint::probe::{
    AddressGuard, BoxFuture, ClientIdentity, Clock, DnsFailure, Event, HostTable, Http, InterfaceUse, LinkRequest,
    ProbeSettings, ProbeSurvey, Probed, Resolver, Tools, survey,
};
use jiff::Timestamp;
use tokio::net::TcpStream;
use url::Url;

use crate::{
    certificates::{self, Shows},
    server::{ADDRESS, Asked, Reply, Server},
};

/// A clock whose waits are over at once: it goes on by as much as is waited.
#[derive(Debug, Clone)]
pub(crate) struct LeapingClock(Arc<Mutex<Timestamp>>);

impl LeapingClock {
    pub(crate) fn moment(&self) -> Timestamp {
        *self.0.lock().expect("no clock panics")
    }
}

impl Clock for LeapingClock {
    fn now(&self) -> Timestamp {
        self.moment()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let mut now = self.0.lock().expect("no clock panics");
            *now = now.checked_add(time).expect("a moment");
        })
    }
}

/// What a name resolves to, each time that it is asked for; the last answer stays.
type Zone = Arc<Mutex<HashMap<String, Vec<Result<Vec<SocketAddr>, DnsFailure>>>>>;

#[derive(Debug, Clone)]
struct Names {
    zone: Zone,
    plain: SocketAddr,
    tls: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Resolver for Names {
    fn resolve<'a>(&'a self, host: &'a str, port: u16) -> BoxFuture<'a, Result<Vec<SocketAddr>, DnsFailure>> {
        self.asked.lock().expect("a list").push(host.to_owned());
        let mut zone = self.zone.lock().expect("no zone panics");
        let found = match zone.get_mut(host) {
            None => Ok(vec![if port == 443 { self.tls } else { self.plain }]),
            Some(answers) if answers.len() > 1 => answers.remove(0),
            Some(answers) => answers.first().cloned().unwrap_or(Err(DnsFailure::NoAddress)),
        };
        // A port of zero stands for the one that is asked for.
        let found = found.map(|addresses| {
            let with_port = |address: &SocketAddr| match address.port() {
                0 => SocketAddr::new(address.ip(), port),
                _ => *address,
            };
            addresses.iter().map(with_port).collect()
        });
        Box::pin(std::future::ready(found))
    }
}

/// A world.
pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) clock: LeapingClock,
    pub(crate) settings: ProbeSettings,
    pub(crate) pinned: Vec<String>,
    /// How the interfaces of hosts are used; none where only pages are requested.
    pub(crate) interfaces: Option<InterfaceUse>,
    pub(crate) hosts: HostTable,
    names: Names,
    allowed: Vec<String>,
}

impl World {
    pub(crate) async fn new() -> Self {
        let clock = LeapingClock(Arc::new(Mutex::new("2026-11-23T06:00:00Z".parse().expect("a moment"))));
        let server = Server::start(clock.clone()).await;
        let names = Names { zone: Zone::default(), plain: server.plain, tls: server.tls, asked: Arc::default() };
        let settings = ProbeSettings {
            connect_timeout: Duration::from_secs(5),
            answer_timeout: Duration::from_secs(5),
            total_timeout: Duration::from_secs(15),
            ..ProbeSettings::default()
        };
        let allowed = vec![IpAddr::from(ADDRESS).to_string()];
        Self {
            server,
            clock,
            settings,
            pinned: Vec::new(),
            interfaces: None,
            hosts: HostTable::default(),
            names,
            allowed,
        }
    }

    /// Lets hosts hang for a part of a second instead of seconds: only for tests of what hangs.
    pub(crate) fn impatient(&mut self) {
        self.settings.connect_timeout = Duration::from_millis(150);
        self.settings.answer_timeout = Duration::from_millis(150);
        self.settings.total_timeout = Duration::from_millis(1500);
    }

    /// Makes one more exception for an address of loopback.
    pub(crate) fn allow(&mut self, address: &str) {
        self.allowed.push(address.to_owned());
    }

    /// Makes no exceptions, as a user who said nothing.
    pub(crate) fn allow_nothing(&mut self) {
        self.allowed.clear();
    }

    /// A host that answers by a script, over http and https.
    pub(crate) fn host(&self, name: &str, script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) {
        self.server.host(name, Shows::Good, script);
    }

    /// A host that does with each connection to its port what it is told; the number counts connections.
    pub(crate) async fn raw<F>(&self, name: &str, act: impl Fn(TcpStream, usize) -> F + Send + Sync + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let address = self.server.raw(Arc::new(move |stream, nth| tokio::spawn(act(stream, nth)))).await;
        self.resolves(name, vec![Ok(vec![address])]);
    }

    /// What a name resolves to, each time that it is asked for.
    pub(crate) fn resolves(&self, name: &str, answers: Vec<Result<Vec<SocketAddr>, DnsFailure>>) {
        self.names.zone.lock().expect("no zone panics").insert(name.to_owned(), answers);
    }

    /// How often a name was resolved.
    pub(crate) fn resolved(&self, name: &str) -> usize {
        self.names.asked.lock().expect("a list").iter().filter(|own| *own == name).count()
    }

    /// A world in which interfaces are asked; GitHub's with a token.
    pub(crate) async fn with_interfaces(has_token: bool) -> Self {
        let mut world = Self::new().await;
        world.interfaces = Some(InterfaceUse { waits: true });
        if has_token {
            world.hosts.add_header("api.github.com", "Authorization", "Bearer the-token".to_owned());
        }
        world
    }

    /// Asks for links by their addresses, and gives their judgements in that order.
    pub(crate) async fn looks(&self, urls: &[String]) -> Vec<Probed> {
        let asks: Vec<_> = urls.iter().map(|url| LinkRequest::new(Url::parse(url).expect("an address"))).collect();
        self.survey(&asks).await.0.into_values().collect()
    }

    /// Asks for one link.
    pub(crate) async fn look(&self, url: &str) -> Seen {
        self.look_for(url, &[]).await
    }

    /// Asks for one link of a record with names.
    pub(crate) async fn look_for(&self, url: &str, names: &[&str]) -> Seen {
        let mut ask = LinkRequest::new(Url::parse(url).expect("an address"));
        ask.names = names.iter().map(|name| (*name).to_owned()).collect();
        let (mut probed, survey) = self.survey(&[ask]).await;
        Seen { probed: probed.remove(&0).expect("a judgement"), survey }
    }

    /// Asks for links.
    pub(crate) async fn survey(&self, asks: &[LinkRequest]) -> (BTreeMap<usize, Probed>, ProbeSurvey) {
        let guard = AddressGuard::allowing(self.allowed.iter().map(|text| text.parse().expect("a block")).collect());
        let guard = Arc::new(guard);
        let identity = ClientIdentity { roots: vec![certificates::trusted()], ..ClientIdentity::default() };
        let transport = Http::new(&self.settings, Arc::clone(&guard), Arc::new(self.names.clone()), &identity);
        let tools = Tools {
            guard,
            pinned: self.pinned.clone(),
            interfaces: self.interfaces,
            hosts: Arc::new(self.hosts.clone()),
            ..Tools::new(Arc::new(self.clock.clone()), Arc::new(transport.expect("a transport")))
        };
        let mut found = BTreeMap::new();
        let survey = survey(asks, &self.settings, &tools, &mut |event| {
            if let Event::Judged(probed) = event {
                found.insert(probed.ask, *probed);
            }
        })
        .await;
        assert_eq!(found.len(), asks.len(), "every link is judged");
        (found, survey)
    }

    /// The time that passed by the clock between the first request to a host and its last.
    pub(crate) fn spread(&self, host: &str) -> Duration {
        let journal = self.server.journal();
        let mut times = journal.iter().filter(|asked| asked.host == host).map(|asked| asked.at);
        let first = times.next().expect("a request");
        Duration::try_from(times.next_back().unwrap_or(first).duration_since(first)).expect("a time")
    }
}

/// What came of one link.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) probed: Probed,
    pub(crate) survey: ProbeSurvey,
}

impl Seen {
    /// Holds the verdict to its state and cause, as `alive alive` or `dead gone.404`.
    #[track_caller]
    pub(crate) fn is(self, state: &str, cause: &str) -> Self {
        let verdict = &self.probed.verdict;
        let found = (verdict.state.as_str(), verdict.cause.as_str());
        assert_eq!(found, (state, cause), "{verdict:#?}\n{:#?}", self.probed.hops);
        self
    }

    /// Holds the address that should stand in the catalog instead.
    #[track_caller]
    pub(crate) fn suggests(self, url: &str) -> Self {
        assert_eq!(self.probed.verdict.suggestion.as_deref(), Some(url), "{:#?}", self.probed.verdict);
        self
    }
}
