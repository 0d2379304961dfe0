//! Sixty nights over two thousand links in a made-up web, through the real engine and the real judge: how often a living
//! link is called an error, how many of the dead are found, and how soon. The figures stand in the README.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "the figures are wanted")]

mod world;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
    sync::Arc,
};

use catalint::{
    audit::{AuditOptions, AuditOutcome, Engine, Store, run},
    finding::Severity,
    probe::{NetworkState, ProbeSettings, SystemClock, Tools},
};
use jiff::{SignedDuration, Timestamp};
use world::{CANARY, Death, Fate, LINKS, Memoryless, NIGHTS, Wire, World, look};

/// The nights after which a link that died is asked at the latest, and those on which nothing counts.
const UNASKED: i64 = 7;
const BAD_NIGHTS: i64 = 2;

#[test]
fn sixty_nights_cry_no_wolf() {
    let world = Arc::new(World::new());
    let folder = tempfile::tempdir().unwrap();
    let ours = sixty_nights(&world, &folder.path().join("audit.db"));
    let [strict, lenient] = without_memory(&world, [Memoryless::Strict, Memoryless::Lenient]);
    for (name, tally) in [("audit", &ours), ("strict", &strict), ("lenient", &lenient)] {
        println!("{}", tally.told(name, &world));
    }
    println!("{}", ours.delays(&world));

    // At most one false error in ten thousand link-nights.
    assert!(ours.wrong.len() * 10_000 <= LINKS * NIGHTS as usize, "{}", ours.wrong_ones(&world));
    // Every death is found, within its term.
    for (link, how, from) in deaths(&world) {
        let found = ours.found.get(&link).copied();
        let term = UNASKED + BAD_NIGHTS + patience(how) - 1;
        assert!(found.is_some_and(|night| night - from <= term), "{how:?} on night {from} is found on night {found:?}");
    }
    // What says plainly that it is gone is found within a week, but for one in twenty.
    let plain: Vec<i64> = deaths(&world)
        .filter(|(_, how, _)| patience(*how) <= 3)
        .filter_map(|(link, _, from)| Some(ours.found.get(&link)? - from))
        .collect();
    assert!(20 * plain.iter().filter(|&&nights| nights <= 7).count() >= 19 * plain.len(), "{plain:?}");
    assert_eq!(ours.networks, BTreeMap::from([(20, NetworkState::Degraded), (41, NetworkState::Down)]));
    // After the first night at most a fifth of what is alive is asked, beside what fails.
    let quiet = ours.asked.iter().skip(1).min().unwrap();
    assert!(5 * quiet <= LINKS, "{:?}", ours.asked);
    // What moved is told with its new address, and no error.
    let last = ours.last.as_ref().unwrap();
    for link in 0..LINKS {
        if let Fate::Moves { to, .. } = world.fate(link) {
            let state = &last.links[link];
            assert_eq!(state.suggestion.as_deref(), Some(to.as_str()), "{state:#?}");
            assert!(state.severity.is_some_and(|severity| severity < Severity::Error));
        }
    }
    // The others know less, and say more.
    for other in [strict, lenient] {
        assert!(other.wrong.len() > 100 * ours.wrong.len().max(1));
    }
}

/// The nights in a row that a cause is waited for.
fn patience(how: Death) -> i64 {
    match how {
        Death::Gone | Death::Parked => 2,

        Death::NotFound | Death::ErrorPage | Death::HomePage | Death::NoDomain => 3,
        Death::Site => 7,
        Death::ServerError | Death::Certificate => 14,
        Death::Refused | Death::Silent => 21,
    }
}

fn deaths(world: &World) -> impl Iterator<Item = (usize, Death, i64)> {
    (0..LINKS).filter_map(|link| match world.fate(link) {
        Fate::Dies { from, how } => Some((link, *how, *from)),
        _ => None,
    })
}

/// What a checker made of the nights.
#[derive(Debug, Default)]
struct Tally {
    /// Nights on which a living link was called an error.
    wrong: BTreeSet<(usize, i64)>,
    /// Errors told in all, each night anew.
    errors: usize,
    /// The night on which each dead link was first called one.
    found: BTreeMap<usize, i64>,
    /// Links asked each night.
    asked: Vec<usize>,
    requests: Vec<u64>,
    networks: BTreeMap<i64, NetworkState>,
    last: Option<AuditOutcome>,
}

impl Tally {
    fn tell(&mut self, world: &World, link: usize, night: i64) {
        self.errors += 1;
        if world.is_dead(link, night) {
            // Who calls everything dead has found nothing.
            if !World::is_bad(night) {
                self.found.entry(link).or_insert(night);
            }
        } else {
            self.wrong.insert((link, night));
        }
    }

    fn told(&self, name: &str, world: &World) -> String {
        let nights = LINKS as f64 * NIGHTS as f64;
        let (wrong, links) = (self.wrong.len(), self.wrong.iter().map(|(link, _)| link).collect::<BTreeSet<_>>().len());
        let by = |is: &dyn Fn(usize) -> bool| self.wrong.iter().filter(|(link, _)| is(*link)).count();
        format!(
            "{name}: {wrong} of {} errors are wrong (on {links} links), {:.1} in 10,000 link-nights \
             ({} behind walls, {} of those that come and go); {} of {} deaths found; {} requests on the first night, \
             {} at the most and {} on average on later ones",
            self.errors,
            1e4 * wrong as f64 / nights,
            by(&|link| world.is_walled(link)),
            by(&|link| world.is_flapping(link)),
            self.found.len(),
            deaths(world).count(),
            self.requests[0],
            self.requests.iter().skip(1).max().unwrap(),
            self.requests.iter().skip(1).sum::<u64>() / (NIGHTS as u64 - 1),
        )
    }

    /// The nights from each death to its error, by how it died.
    fn delays(&self, world: &World) -> String {
        let mut delays: BTreeMap<Death, Vec<i64>> = BTreeMap::new();
        for (link, how, from) in deaths(world) {
            delays.entry(how).or_default().extend(self.found.get(&link).map(|night| night - from));
        }
        let mut told = "nights from a death to its error: least, median, most\n".to_owned();
        for (how, mut nights) in delays {
            nights.sort_unstable();
            let at = |at: usize| nights.get(at).map_or_else(|| "-".to_owned(), i64::to_string);
            let _ = writeln!(
                told,
                "  {how:?} ({}): {} {} {}",
                nights.len(),
                at(0),
                at(nights.len() / 2),
                at(nights.len().saturating_sub(1))
            );
        }
        told
    }

    /// The living links that were called an error, each with its nights.
    fn wrong_ones(&self, world: &World) -> String {
        let mut nights: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        self.wrong.iter().for_each(|(link, night)| nights.entry(*link).or_default().push(*night));
        let lines = nights.into_iter().map(|(link, nights)| format!("{}: nights {nights:?}", world.about(link)));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Audits every night.
fn sixty_nights(world: &Arc<World>, path: &Path) -> Tally {
    let links = world.links();
    assert_eq!(links.len(), LINKS);
    let mut store = Store::open(path).unwrap();
    let mut tally = Tally::default();
    for night in 0..NIGHTS {
        world.fall(night);
        let audit = block_on(async {
            let clock = SystemClock::starting_at(begins(night));
            let settings = ProbeSettings { canaries: vec![CANARY.parse().unwrap()], ..ProbeSettings::default() };
            let tools = Tools::new(Arc::new(clock), Arc::new(Wire { world: Arc::clone(world), clock }));
            let surveyor = Engine { settings, tools: Tools { seed: night.unsigned_abs(), ..tools } };
            let how = AuditOptions { surveyor: &surveyor, clock: &clock, all: false, archive: None };
            run(&mut store, &links, &how, &mut |_| ()).await
        })
        .unwrap();
        for (link, state) in audit.links.iter().enumerate() {
            if state.severity == Some(Severity::Error) {
                tally.tell(world, link, night);
            }
        }
        tally.asked.push(audit.run.asked);
        tally.requests.push(audit.run.requests);
        if audit.run.network != NetworkState::Ok {
            tally.networks.insert(night, audit.run.network);
        }
        tally.last = Some(audit);
    }
    tally
}

/// Looks at every link every night, and forgets it: what each of these checkers makes of it.
fn without_memory<const N: usize>(world: &World, checkers: [Memoryless; N]) -> [Tally; N] {
    let links = world.links();
    let mut tallies = checkers.map(|_| Tally::default());
    for night in 0..NIGHTS {
        world.fall(night);
        let mut requests = 0;
        for (link, known) in links.iter().enumerate() {
            let Some(ask) = known.ask() else { continue };
            let (outcome, took) = look(world, &ask.url);
            requests += u64::from(took);
            for (_, tally) in checkers.iter().zip(&mut tallies).filter(|(checker, _)| checker.is_error(&outcome)) {
                tally.tell(world, link, night);
            }
        }
        for tally in &mut tallies {
            tally.asked.push(links.len());
            tally.requests.push(requests);
        }
    }
    tallies
}

/// A night begins at two, give or take an hour.
fn begins(night: i64) -> Timestamp {
    let first: Timestamp = "2026-01-01T02:00:00Z".parse().unwrap();
    first.checked_add(SignedDuration::from_mins(24 * 60 * night + 17 * (night % 4))).unwrap()
}

/// Runs to the end, with a clock that goes on when nobody works.
fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(future)
}
