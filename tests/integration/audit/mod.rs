//! Whole audits over a store on disk: nights with a scripted surveyor, kills in their middle, archived copies.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod damage;
mod night;
mod secrets;
mod stores;

use std::{path::Path, time::Duration};

use catalint::{
    audit::{AuditLink, LinkPlace, gather},
    finding::Severity,
    links::Disposition,
    probe::{Cause, LinkState, NetworkState},
};
use night::{Nights, Script, block_on};

#[test]
fn an_audit_tells_what_changed_and_remembers_it() {
    let mut nights = Nights::new(10);
    let dead = |night, link| if link == 3 && (2..6).contains(&night) { Cause::NotFound } else { Cause::Alive };
    let mut told = Vec::new();
    for night in 0..9 {
        let audit = nights.night_of(night, true, move |link| dead(night, link));
        told.push((audit.changes.new.clone(), audit.changes.recovered.clone(), audit.changes.still.clone()));
        assert_eq!(audit.run.id, night + 1);
    }
    let nothing = || (vec![], vec![], vec![]);
    assert_eq!(told[..4], [nothing(), nothing(), nothing(), nothing()]);
    assert_eq!(told[4..7], [(vec![3], vec![], vec![]), (vec![], vec![], vec![3]), (vec![], vec![3], vec![])]);
    assert_eq!(told[7], nothing());
    let last = nights.store.last().unwrap().unwrap();
    let link = &last.links[3];
    let seen: Vec<Cause> = link.nights.iter().map(|night| night.cause).collect();
    assert_eq!(seen.len(), 9);
    assert_eq!(
        seen[1..7],
        [Cause::Alive, Cause::NotFound, Cause::NotFound, Cause::NotFound, Cause::NotFound, Cause::Alive]
    );
    assert_eq!((link.verdict, link.since, link.failures), (LinkState::Alive, Some(nights.at(6)), 0));
    assert_eq!((last.summary.links, last.summary.alive, last.summary.errors), (10, 10, 0));
}

#[test]
fn a_second_night_over_links_that_are_alive_asks_at_most_a_fifth() {
    let mut nights = Nights::new(500);
    assert_eq!(nights.night(0, |_| Cause::Alive).run.asked, 500);
    for night in 1..12 {
        let asked = nights.night(night, |_| Cause::Alive).run.asked;
        assert!(asked * 5 <= 500 && asked > 0, "{asked} on night {night}");
    }
    // Whatever is asked, all are told.
    assert_eq!(nights.store.last().unwrap().unwrap().links.len(), 500);
}

#[test]
fn over_a_bad_network_nothing_is_held_against_any_link() {
    for network in [NetworkState::Degraded, NetworkState::Down] {
        let mut nights = Nights::new(20);
        nights.night(0, |_| Cause::Alive);
        let before = nights.held();
        nights.script.network = network;
        let audit = nights.night_of(1, true, |_| Cause::ConnectTimeout);
        assert_eq!((audit.run.network, audit.run.reason.as_deref()), (network, Some("the test says so")));
        assert_eq!((nights.held(), audit.summary.alive), (before, 20));
        assert_eq!(audit.links[0].nights.len(), 1, "a bad night is none");
        // All the same it is remembered that it was one.
        let looks = nights.store.history(&audit.links[0].url).unwrap().unwrap().looks;
        assert_eq!((looks.len(), looks[1].network, looks[1].cause), (2, Some(network), Cause::ConnectTimeout));
        nights.script.network = NetworkState::Ok;
        assert_eq!(nights.night_of(2, true, |_| Cause::Alive).summary.alive, 20);
    }
}

#[test]
fn many_hosts_that_were_alive_and_fail_together_are_a_bad_network() {
    let mut nights = Nights::new(60);
    nights.night(0, |_| Cause::Alive);
    let audit = nights.night_of(1, true, |link| if link % 2 == 0 { Cause::ConnectTimeout } else { Cause::Alive });
    assert_eq!(audit.run.network, NetworkState::Degraded);
    assert_eq!(audit.run.reason.as_deref(), Some("10 of 20 hosts that were alive failed in the same run"));
    assert_eq!((audit.summary.alive, audit.summary.unclear), (60, 0));
    // Where they stay away, it was not the network.
    let severities: Vec<_> = (2..6)
        .map(|night| {
            let fails = |link| if link % 2 == 0 { Cause::ConnectTimeout } else { Cause::Alive };
            let audit = nights.night_of(night, true, fails);
            (audit.run.network, audit.summary.unclear)
        })
        .collect();
    let (bad, good) = ((NetworkState::Degraded, 0), (NetworkState::Ok, 30));
    assert_eq!(severities, [bad, bad, good, good]);
    // Those that never were alive say nothing of the network.
    let mut nights = Nights::new(60);
    let audit = nights.night(0, |link| if link % 2 == 0 { Cause::ConnectTimeout } else { Cause::Alive });
    assert_eq!((audit.run.network, audit.summary.unclear), (NetworkState::Ok, 30));
}

#[test]
fn a_host_out_of_order_is_one_thing_to_tell() {
    // Ten links on one host: the surveyor says that the host as a whole is out of order.
    let mut nights = Nights::on_hosts(10, 1);
    nights.night(0, |_| Cause::Alive);
    for night in 1..3 {
        let audit = nights.night_of(night, true, |_| Cause::ServerError);
        assert_eq!((audit.hosts[0].incident, audit.summary.infos, audit.summary.unclear), (true, 0, 10));
    }
    // Where it lasts, it is told of the links.
    let audit = nights.night_of(4, true, |_| Cause::ServerError);
    assert_eq!((audit.hosts[0].incident, audit.summary.infos), (true, 10));
    let audit = nights.night_of(5, true, |_| Cause::Alive);
    assert_eq!((audit.hosts[0].incident, audit.summary.infos, audit.summary.alive), (false, 0, 10));
}

#[test]
fn one_that_is_forbidden_among_many_that_are_not_was_made_private() {
    let forbidden = |all: bool| {
        let mut nights = Nights::on_hosts(6, 1);
        let mut became = None;
        for night in 0..30 {
            let audit = nights.night(night, move |link| if all || link == 0 { Cause::Forbidden } else { Cause::Alive });
            let severity = audit.links[0].severity;
            became = became.or((severity == Some(Severity::Error)).then_some(night + 1));
        }
        became
    };
    assert_eq!((forbidden(false), forbidden(true)), (Some(21), None));
}

#[test]
fn a_site_that_says_not_found_to_everything_is_given_longer() {
    let night_of_error = |all: bool| {
        let mut nights = Nights::on_hosts(8, 1);
        (0..20).find(|&night| {
            let dead = move |link| night > 0 && (all || link == 5);
            let audit = nights.night(night, move |link| if dead(link) { Cause::NotFound } else { Cause::Alive });
            audit.summary.errors > 0
        })
    };
    // The one is asked within the week and told on its third night; of the site the first night counted in full, for
    // nobody had asked for its neighbours.
    let (one, site) = (night_of_error(false).unwrap(), night_of_error(true).unwrap());
    assert!((3..=9).contains(&one) && (6..=9).contains(&site), "{one} {site}");
}

#[test]
fn what_was_judged_is_written_after_a_second() {
    let mut nights = Nights::new(30);
    nights.script.stops_after = Some(10);
    nights.cut_after = Duration::from_millis(1100);
    nights.try_night(0, false, |_| Cause::Alive);
    nights.reopen();
    let known = |link: &AuditLink| nights.store.history(link.key()).unwrap().is_some_and(|link| link.looks.len() == 1);
    assert_eq!(nights.links.iter().filter(|link| known(link)).count(), 10);
}

#[test]
fn a_clock_that_is_wrong_for_a_night_costs_no_memory() {
    let mut nights = Nights::new(3);
    let dead = |link: usize| if link == 1 { Cause::NotFound } else { Cause::Alive };
    for night in [0, 1, 36_500, 2] {
        nights.night_of(night, true, dead);
    }
    let link = nights.store.history(nights.links[1].key()).unwrap().unwrap();
    assert_eq!((link.looks.len(), link.standing.map(|held| held.failures)), (4, Some(3)));
    // What is older than a year is forgotten in time.
    for night in [500, 501] {
        nights.night_of(night, true, dead);
    }
    assert!(nights.store.history(nights.links[1].key()).unwrap().unwrap().looks.len() < 6);
}

#[test]
fn a_link_that_leaves_is_kept_and_known_when_it_comes_back() {
    let mut nights = Nights::new(4);
    let dead = |link: usize| if link == 2 { Cause::NotFound } else { Cause::Alive };
    for night in 0..3 {
        nights.night(night, dead);
    }
    let gone = nights.links.remove(2);
    let audit = nights.night(3, |_| Cause::Alive);
    assert_eq!((audit.links.len(), audit.changes.still.len()), (3, 0));
    let kept = nights.store.history(gone.key()).unwrap().unwrap();
    assert_eq!((kept.closed, kept.looks.len()), (Some(nights.at(3)), 3));
    nights.links.insert(2, gone);
    let audit = nights.night(4, dead);
    assert_eq!((audit.links.len(), audit.changes.still.clone()), (4, vec![2]));
    let back = nights.store.history(&audit.links[2].url).unwrap().unwrap();
    assert_eq!((back.closed, back.first_seen, back.looks.len()), (None, nights.at(0), 4));
}

#[test]
fn an_address_in_forty_records_is_asked_once_and_told_forty_times() {
    let place =
        |line| LinkPlace { path: "a.md".to_owned(), line, column: 3, record: Some(format!("R{line}")), span: None };
    let mut nights = Nights::new(0);
    nights.links = gather(
        (1..=40).map(|line| ("https://x.org/", Disposition::Request("https://x.org/".parse().unwrap()), place(line))),
    );
    let audit = nights.night(0, |_| Cause::NotFound);
    assert_eq!((audit.run.asked, audit.links.len(), audit.links[0].places.len()), (1, 1, 40));
    assert_eq!(audit.links[0].places[39], place(40));
}

#[test]
fn what_was_not_asked_for_lack_of_time_is_asked_the_next_night() {
    let mut nights = Nights::new(10);
    let audit = nights.night(0, |link| if link < 4 { Cause::Alive } else { Cause::Budget });
    assert_eq!((audit.run.asked, audit.summary.alive, audit.summary.skipped), (4, 4, 6));
    let audit = nights.night(1, |_| Cause::Alive);
    assert_eq!((audit.run.asked, audit.summary.alive), (6, 10));
    // What is known of a link is not forgotten because one night had no time for it.
    let audit = nights.night_of(2, true, |_| Cause::Budget);
    assert_eq!((audit.run.asked, audit.summary.alive), (0, 10));
}

#[test]
fn the_same_nights_are_told_in_the_same_bytes() {
    let run = |shuffled: bool| {
        let mut nights = Nights::new(30);
        nights.script.backwards = shuffled;
        for night in 0..5 {
            nights.night(night, |link| if link % 7 == 0 { Cause::NotFound } else { Cause::Alive });
        }
        serde_json::to_string(&nights.store.last().unwrap()).unwrap()
    };
    assert_eq!(run(false), run(true));
}

#[test]
fn a_run_that_was_dropped_is_taken_up_where_it_was() {
    let mut nights = Nights::new(200);
    nights.script.stops_after = Some(130);
    nights.try_night(0, false, |_| Cause::Alive);
    nights.reopen();
    // What was judged was written, up to what was under way; the run is the same one.
    let looks: usize = nights
        .links
        .iter()
        .map(|link| nights.store.history(link.key()).unwrap().map_or(0, |link| link.looks.len()))
        .sum();
    assert!((66..=130).contains(&looks), "{looks} of 130");
    nights.script.stops_after = None;
    let audit = nights.night_at(nights.hours(2), false, |_| Cause::Alive);
    assert_eq!((nights.script.asked(), audit.run.id, audit.run.asked), (200 - looks, 1, 200));
    assert_eq!((audit.run.started, audit.summary.alive), (nights.at(0), 200));
}

#[test]
fn a_run_that_was_dropped_is_another_night_the_next_evening() {
    let mut nights = Nights::new(200);
    nights.script.stops_after = Some(130);
    nights.try_night(0, false, |_| Cause::NotFound);
    nights.script.stops_after = None;
    let audit = nights.night(1, |_| Cause::Alive);
    assert_eq!((audit.run.id, audit.run.asked, audit.summary.alive), (2, 200, 200));
    // What it saw is remembered, and held against nothing: nobody knows what its network was like.
    let looks = nights.store.history(nights.links[0].key()).unwrap().unwrap().looks;
    assert_eq!((looks[0].cause, looks[0].network, audit.links[0].nights.len()), (Cause::NotFound, None, 1));
}

/// The path of the store that [`a_run_that_is_killed`] writes to.
const KILLED: &str = "CATALINT_TEST_KILLED";

#[test]
#[ignore = "run by the test below, in a process of its own, which it ends"]
#[expect(clippy::disallowed_methods, reason = "the process is told what to do by the test that starts it")]
fn a_run_that_is_killed() {
    let Some(path) = std::env::var_os(KILLED) else { return };
    let mut nights = Nights::at_path(300, 100, Path::new(&path));
    nights.script.aborts_after = Some(200);
    nights.night(0, |_| Cause::Alive);
}

#[test]
fn a_run_that_was_killed_loses_nothing_that_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.db");
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "audit::a_run_that_is_killed", "--ignored"])
        .env(KILLED, &path)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(!status.success());
    let mut nights = Nights::at_path(300, 100, &path);
    let audit = nights.night_at(nights.hours(1), false, |_| Cause::Alive);
    // Two hundred were judged, and at most a batch of them was under way.
    let again = nights.script.asked();
    assert!((100..=164).contains(&again), "{again} asked again");
    assert_eq!((audit.run.id, audit.summary.alive), (1, 300));
}

#[test]
fn a_dead_link_is_given_its_archived_copy() {
    let mut nights = Nights::new(3);
    let archive = night::Archives::that_answers(|url| match url {
        url if url.contains("p1") => r#"[["timestamp","statuscode"],["20251224000000","200"]]"#,
        _ => "[]",
    });
    nights.archive = Some(archive.archive());
    nights.night(0, |_| Cause::Alive);
    assert_eq!(archive.asked(), Vec::<String>::new());
    let dead = |link: usize| if link > 0 { Cause::NotFound } else { Cause::Alive };
    let audit = nights.night_of(1, true, dead);
    let copies: Vec<_> = audit.links.iter().map(|link| (link.suggestion.clone(), link.archived)).collect();
    let copy = "https://web.archive.org/web/20251224000000/https://h1.org/p1".to_owned();
    assert_eq!(copies, [(None, false), (Some(copy), true), (None, false)]);
    // Never later than the last night on which it was alive, and a second between two requests.
    let asked = archive.asked();
    assert!(asked.iter().all(|url| url.contains("to=20260101020000")) && asked.len() == 2, "{asked:?}");
    assert!(archive.least_pause() >= Duration::from_secs(1));
    // What was answered is remembered for a week, that there is none too.
    for night in 2..8 {
        nights.night(night, dead);
    }
    assert_eq!(archive.asked().len(), 2);
    nights.night(8, dead);
    assert_eq!(archive.asked().len(), 4);
}

#[test]
fn an_archive_that_has_enough_is_left_alone() {
    let mut nights = Nights::new(10);
    let archive = night::Archives::that_limits_after(3);
    nights.archive = Some(archive.archive());
    let audit = nights.night(0, |_| Cause::NotFound);
    assert_eq!((archive.asked().len(), audit.links.iter().filter(|link| link.archived).count()), (4, 0));
    // The others have their turn the next night.
    nights.night(1, |_| Cause::NotFound);
    assert!(archive.asked()[4].contains("p3"), "{:?}", archive.asked());
}

#[test]
fn an_audit_without_links_is_one() {
    let mut nights = Nights::new(0);
    let audit = nights.night(0, |_| Cause::Alive);
    assert_eq!((audit.links.len(), audit.run.asked, audit.run.network), (0, 0, NetworkState::Ok));
}

#[test]
fn a_script_tells_every_link() {
    // The surveyor of these tests itself.
    let links: Vec<AuditLink> = Nights::new(3).links;
    let asks: Vec<_> = links.iter().filter_map(AuditLink::ask).collect();
    let script = Script::default();
    script.set(|_| Cause::Alive);
    let mut told = 0;
    block_on(catalint::audit::Surveyor::survey(&script, &asks, &mut |_| told += 1));
    assert_eq!(told, 3);
}
