//! Scenarios 151 to 158, as far as they are those of one run: networks, hosts as a whole, politeness.

use std::time::Duration;

use catalint::probe::{DnsFailure, LinkRequest, LinkState, NetworkState};
use url::Url;

use crate::basics::PAGE;
use crate::server::{Reply, answer, page};
use crate::world::World;

fn asks(urls: impl Iterator<Item = String>) -> Vec<LinkRequest> {
    let ask = |url: String| LinkRequest {
        names: vec!["Lungs of mice".to_owned()],
        ..LinkRequest::new(Url::parse(&url).unwrap())
    };
    urls.map(ask).collect()
}

#[tokio::test]
async fn s151_no_network() {
    let mut world = World::new().await;
    world.settings.canaries = vec![Url::parse("https://canary.org/").unwrap()];
    for host in (0..8).map(|at| format!("h{at}.org")).chain(["canary.org".to_owned()]) {
        world.resolves(&host, vec![Err(DnsFailure::Timeout)]);
    }
    let (found, survey) = world.survey(&asks((0..8).map(|at| format!("https://h{at}.org/data")))).await;
    assert_eq!(survey.network, NetworkState::Down, "{:?}", survey.reason);
    assert!(found.values().all(|probed| probed.verdict.cause.as_str() == "network.down"), "{found:?}");
}

#[tokio::test]
async fn s152_most_hosts_at_once() {
    let mut world = World::new().await;
    world.settings.tries = 1;
    world.settings.canaries = vec![Url::parse("http://canary.org/").unwrap()];
    world.host("canary.org", |_| page(PAGE));
    for at in 0..20 {
        let host = format!("h{at}.org");
        world.host(&host, |_| page(PAGE));
        if at % 5 < 3 {
            world.resolves(&host, vec![Err(DnsFailure::Timeout)]);
        }
    }
    let asks = asks((0..20).map(|at| format!("http://h{at}.org/data")));
    let (_, survey) = world.survey(&asks).await;
    assert_eq!(survey.network, NetworkState::Degraded, "{:?}", survey.reason);
    // Where they failed before, that they fail again is nothing to wonder at.
    let before: Vec<_> = asks.into_iter().map(|ask| LinkRequest { was_failing: true, ..ask }).collect();
    let (_, survey) = world.survey(&before).await;
    assert_eq!(survey.network, NetworkState::Ok, "{:?}", survey.reason);
    // And what the user pinned says nothing of the network.
    world.pinned = (0..20).map(|at| format!("h{at}.org")).collect();
    let before: Vec<_> = before.into_iter().map(|ask| LinkRequest { was_failing: false, ..ask }).collect();
    let (_, survey) = world.survey(&before).await;
    assert_eq!(survey.network, NetworkState::Ok, "{:?}", survey.reason);
}

#[tokio::test]
async fn s153_a_host_as_a_whole() {
    let world = World::new().await;
    world.host("a.org", |_| answer(503, &[], ""));
    world.host("b.org", |_| page(PAGE));
    let urls = (0..10).map(|at| format!("http://a.org/data/{at}")).chain(["http://b.org/data".to_owned()]);
    let (found, survey) = world.survey(&asks(urls)).await;
    assert!(survey.hosts[0].incident && !survey.hosts[1].incident, "{:?}", survey.hosts);
    assert_eq!(survey.network, NetworkState::Ok);
    for probed in found.values().filter(|probed| probed.ask < 10) {
        assert!(matches!(probed.verdict.state, LinkState::Unclear | LinkState::Skipped), "{:?}", probed.verdict);
    }
}

#[tokio::test]
async fn s157_one_request_for_one_address() {
    // An address is asked once, however many records lead to it: the engine is handed each address once, and asks once.
    let world = World::new().await;
    world.host("a.org", |_| page(PAGE));
    world.survey(&asks(["http://a.org/data".to_owned()].into_iter())).await;
    assert_eq!(world.server.journal().len(), 1);
}

#[tokio::test]
async fn s158_politeness() {
    let world = World::new().await;
    world.host("a.org", |_| page(PAGE));
    world.host("www.a.org", |_| page(PAGE));
    let urls = (0..40).map(|at| format!("http://{}a.org/data/{at}", if at % 2 == 0 { "www." } else { "" }));
    world.survey(&asks(urls)).await;
    let journal = world.server.journal();
    assert_eq!(journal.len(), 40);
    let gaps = journal.windows(2).map(|pair| Duration::try_from(pair[1].at.duration_since(pair[0].at)).unwrap());
    assert!(gaps.min().unwrap() >= Duration::from_millis(800), "a second, a fifth more or less");
    assert_eq!(world.server.most_under_way("a.org"), 1);
    assert_eq!(world.server.most_under_way("www.a.org"), 1);
    assert!(journal.iter().map(|asked| asked.connection).max().unwrap() <= 2, "one connection to each host");
}

#[tokio::test]
async fn a_host_that_cuts_every_third_connection() {
    let mut world = World::new().await;
    world.settings.interval = Duration::ZERO;
    let count = std::sync::atomic::AtomicUsize::new(0);
    world.host("a.org", move |_| {
        let nth = count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        if nth % 3 == 2 { Reply::Reset(Vec::new()) } else { page(PAGE) }
    });
    let (found, _) = world.survey(&asks((0..60).map(|at| format!("http://a.org/data/{at}")))).await;
    assert!(found.values().all(|probed| probed.verdict.state == LinkState::Alive), "{found:?}");
}

#[tokio::test]
async fn a_host_that_allows_eight_requests_a_second() {
    let mut world = World::new().await;
    world.settings.interval = Duration::ZERO;
    world.settings.per_host = 8;
    let window = std::sync::Mutex::new((0, 0));
    world.host("a.org", move |asked| {
        let mut window = window.lock().unwrap();
        if window.0 != asked.at.as_second() {
            *window = (asked.at.as_second(), 0);
        }
        window.1 += 1;
        if window.1 > 8 { answer(429, &[], "") } else { page(PAGE) }
    });
    let (found, survey) = world.survey(&asks((0..200).map(|at| format!("http://a.org/data/{at}")))).await;
    assert!(found.values().all(|probed| probed.verdict.state == LinkState::Alive), "{survey:?}");
}

#[tokio::test]
async fn a_host_that_resets_the_first_request_for_each_address() {
    for (interval, tries, links) in [(1, 3, 30), (1, 2, 30), (0, 3, 30), (0, 1, 30), (1, 3, 5)] {
        let mut world = World::new().await;
        world.settings.interval = Duration::from_secs(interval);
        world.settings.tries = tries;
        world.host("a.org", |asked| if asked.before == 0 { Reply::Reset(Vec::new()) } else { page(PAGE) });
        let (found, _) = world.survey(&asks((0..links).map(|at| format!("http://a.org/data/{at}")))).await;
        let lost: Vec<_> =
            found.values().map(|probed| &probed.verdict).filter(|verdict| verdict.state != LinkState::Alive).collect();
        assert!(lost.is_empty(), "{interval} {tries}: {} of {links}: {:?}", lost.len(), lost.first());
    }
}

#[tokio::test]
async fn a_host_that_is_down_is_not_asked_for_each_of_its_links() {
    let world = World::new().await;
    world.host("a.org", |_| Reply::Reset(Vec::new()));
    world.survey(&asks((0..200).map(|at| format!("http://a.org/data/{at}")))).await;
    assert!(world.server.journal().len() <= 12, "{}", world.server.journal().len());
}
