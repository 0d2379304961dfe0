//! What the made-up web is made of: hosts and their ways, pages and their fates. Drawn once, always alike.

use std::{
    collections::HashMap,
    sync::{Mutex, atomic::AtomicI64},
};

use super::{HOSTS, LINKS, World, answers, mixed};

/// A host.
#[derive(Debug)]
pub(super) struct Host {
    pub(super) name: String,
    pub(super) wall: Option<Wall>,
    pub(super) flaps: Option<Flap>,
    pub(super) outage: Option<Outage>,
    pub(super) unknown: Unknown,
    /// Whether it says what version of a page it has.
    pub(super) etags: bool,
    links: usize,
}

/// What keeps machines out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wall {
    Cloudflare,
    CloudflareOld,
    AwsChallenge,
    AwsCaptcha,
    Anubis,
    Limited,
    Forbidden,
    Linked,
}

const WALLS: [Wall; 8] = [
    Wall::Cloudflare,
    Wall::Limited,
    Wall::AwsChallenge,
    Wall::Forbidden,
    Wall::Anubis,
    Wall::CloudflareOld,
    Wall::AwsCaptcha,
    Wall::Linked,
];

/// How a host fails for a night.
#[derive(Debug, Clone, Copy)]
pub(super) enum Flap {
    Unavailable,
    BadGateway,
    NotFound,
    Reset,
    Refused,
    Late,
    NameFails,
}

const FLAPS: [Flap; 7] =
    [Flap::Unavailable, Flap::Late, Flap::NotFound, Flap::Reset, Flap::BadGateway, Flap::Refused, Flap::NameFails];

/// Nights on which a host is out of order.
#[derive(Debug)]
pub(super) struct Outage {
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) how: Flap,
}

/// What a host says of what it does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    /// 404.
    Honest,
    /// 200, and a page that says so.
    Template,
    /// It leads to its home page.
    Home,
}

/// A page that the catalog links to.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) host: usize,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) fate: Fate,
    /// Its source, while it lives.
    pub(super) html: String,
}

/// What happens to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing.
    Lives,
    /// It is gone from a night on.
    Dies {
        /// The first night.
        from: i64,
        /// How.
        how: Death,
    },
    /// It has another address from a night on.
    Moves {
        /// The first night.
        from: i64,
        /// Where to.
        to: String,
    },
}

/// How a page dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Death {
    NotFound,
    /// Not found, and so are all other pages of its host.
    Site,
    Gone,
    ErrorPage,
    HomePage,
    Parked,
    NoDomain,
    ServerError,
    Certificate,
    Refused,
    Silent,
}

/// How many die of what, and the last night on which one may, so that its term ends within the sixty nights.
const DEATHS: [(Death, usize, i64); 11] = [
    (Death::NotFound, 7, 46),
    (Death::Site, 1, 40),
    (Death::Gone, 4, 46),
    (Death::ErrorPage, 5, 46),
    (Death::HomePage, 4, 46),
    (Death::Parked, 3, 46),
    (Death::NoDomain, 5, 46),
    (Death::ServerError, 4, 34),
    (Death::Certificate, 1, 34),
    (Death::Refused, 2, 27),
    (Death::Silent, 2, 27),
];

const MOVES: usize = 12;
const OUTAGES: usize = 16;
const ADJECTIVES: [&str; 16] = [
    "Annotated",
    "Coastal",
    "Digital",
    "Eastern",
    "Federated",
    "Granular",
    "Historical",
    "Inland",
    "Joint",
    "Karstic",
    "Longitudinal",
    "Maritime",
    "Nordic",
    "Open",
    "Panoramic",
    "Rural",
];
const NOUNS: [&str; 16] = [
    "Abdomen",
    "Birdsong",
    "Corpora",
    "Dialects",
    "Elevation",
    "Fundus",
    "Glaciers",
    "Handwriting",
    "Insects",
    "Journals",
    "Kidneys",
    "Landcover",
    "Microscopy",
    "Newspapers",
    "Orchards",
    "Parliaments",
];

impl World {
    /// The web of the test.
    pub(crate) fn new() -> Self {
        let mut random = fastrand::Rng::with_seed(20_261_123);
        let mut hosts: Vec<Host> = (0..HOSTS).map(host).collect();
        let pages: Vec<Page> = (0..LINKS).map(|link| page(link, &mut hosts, &mut random)).collect();
        let mut world = Self {
            host_of: hosts.iter().enumerate().map(|(at, host)| (host.name.clone(), at)).collect(),
            page_of: pages.iter().enumerate().map(|(at, page)| ((page.host, page.path.clone()), at)).collect(),
            hosts,
            pages,
            night: AtomicI64::new(0),
            asked: Mutex::new(HashMap::new()),
        };
        world.wall_in(LINKS * 15 / 100);
        world.let_flap(LINKS * 3 / 100);
        world.kill(&mut random);
        world.move_away(&mut random);
        world.put_out_of_order(&mut random);
        world
    }

    /// Walls go up before so many links.
    fn wall_in(&mut self, links: usize) {
        let mut walled = 0;
        for (at, wall) in (4..HOSTS).step_by(5).zip(WALLS.iter().cycle()) {
            if walled >= links {
                break;
            }
            self.hosts[at].wall = Some(*wall);
            walled += self.hosts[at].links;
        }
        assert!((links..links + 20).contains(&walled), "{walled} links behind walls");
    }

    /// Hosts with so many links come and go.
    fn let_flap(&mut self, links: usize) {
        let mut flapping = 0;
        for (at, flap) in (40..HOSTS).step_by(13).zip(FLAPS.iter().cycle()) {
            if flapping >= links {
                break;
            }
            if self.hosts[at].is_plain() {
                self.hosts[at].flaps = Some(*flap);
                flapping += self.hosts[at].links;
            }
        }
        assert!((links..links + 20).contains(&flapping), "{flapping} links on hosts that come and go");
    }

    /// Links die, each of another host.
    fn kill(&mut self, random: &mut fastrand::Rng) {
        for (how, times, last) in DEATHS {
            for _ in 0..times {
                let links = match how {
                    Death::NotFound | Death::Gone | Death::ErrorPage | Death::HomePage => 0,
                    Death::Site => 3,
                    _ => 1,
                };
                let unknown = match how {
                    Death::ErrorPage => Unknown::Template,
                    Death::HomePage => Unknown::Home,
                    _ => Unknown::Honest,
                };
                let link = self.pick(random, |host| (links == 0 || host.links == links) && host.unknown == unknown);
                let from = 2 + random.i64(0..last - 1);
                let host = self.pages[link].host;
                let dies = |(at, page): &(usize, &mut Page)| *at == link || links > 0 && page.host == host;
                for (_, page) in self.pages.iter_mut().enumerate().filter(dies) {
                    page.fate = Fate::Dies { from, how };
                }
            }
        }
    }

    fn move_away(&mut self, random: &mut fastrand::Rng) {
        for times in 0..MOVES {
            let link = self.pick(random, |_| true);
            let page = &self.pages[link];
            let to = match times % 3 {
                0 => format!("https://{}/archive{}", self.hosts[page.host].name, page.path),
                // Host 0 has room for all.
                _ => format!("https://{}/from-elsewhere{}", self.hosts[0].name, page.path),
            };
            self.pages[link].fate = Fate::Moves { from: 2 + random.i64(0..40), to };
        }
    }

    fn put_out_of_order(&mut self, random: &mut fastrand::Rng) {
        for outage in 0..OUTAGES {
            // Some of them large.
            let least = if outage % 4 == 0 { 5 } else { 1 };
            let link = self.pick(random, |host| host.links >= least);
            let from = random.i64(3..45);
            // Most for a night or three, one for ten.
            let nights = if outage == 0 { 10 } else { random.i64(1..6) };
            let how = [Flap::Unavailable, Flap::Late, Flap::Refused, Flap::NameFails][outage % 4];
            let host = self.pages[link].host;
            self.hosts[host].outage = Some(Outage { from, until: from + nights, how });
        }
    }

    /// A link to which nothing happens yet, nor to its host.
    fn pick(&self, random: &mut fastrand::Rng, wanted: impl Fn(&Host) -> bool) -> usize {
        loop {
            let link = random.usize(..self.pages.len());
            let at = self.pages[link].host;
            let host = &self.hosts[at];
            let alike = |page: &&Page| page.host == at;
            let quiet = self.pages.iter().filter(alike).all(|page| page.fate == Fate::Lives);
            if at > 0 && quiet && host.is_plain() && wanted(host) {
                return link;
            }
        }
    }
}

impl Host {
    fn is_plain(&self) -> bool {
        self.wall.is_none() && self.flaps.is_none() && self.outage.is_none()
    }
}

fn host(at: usize) -> Host {
    let noun = NOUNS[at % NOUNS.len()].to_lowercase();
    Host {
        name: format!("{noun}-{at}.org"),
        wall: None,
        flaps: None,
        outage: None,
        unknown: match mixed((at, "unknown")) % 10 {
            0 => Unknown::Template,
            1 => Unknown::Home,
            _ => Unknown::Honest,
        },
        etags: mixed((at, "etags")).is_multiple_of(2),
        links: 0,
    }
}

/// Each host has a page, and few have many, as in any catalog.
fn page(link: usize, hosts: &mut [Host], random: &mut fastrand::Rng) -> Page {
    let host = match link {
        0..HOSTS => link,
        // A few are as large as the platforms that everybody uses.
        _ if random.u8(..5) == 0 => random.usize(..3),
        _ => (0..3).map(|_| random.usize(..HOSTS)).min().unwrap_or_default(),
    };
    hosts[host].links += 1;
    let (adjective, noun) = (ADJECTIVES[link % 16], NOUNS[link / 16 % 16]);
    let name = format!("{adjective} {noun} {link}");
    Page {
        html: answers::html_of(&name, &hosts[host].name),
        host,
        path: format!("/datasets/{}-{}-{link}", adjective.to_lowercase(), noun.to_lowercase()),
        name,
        fate: Fate::Lives,
    }
}
