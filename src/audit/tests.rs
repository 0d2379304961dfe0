//! Standings over nights, as tables: a night a word, a severity a letter.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::{finding::Severity, probe::Cause};

fn start() -> Timestamp {
    "2026-01-01T02:00:00Z".parse().unwrap()
}

fn hours(hours: i64) -> Timestamp {
    start().checked_add(SignedDuration::from_hours(hours)).unwrap()
}

fn night_at(night: usize) -> Timestamp {
    hours(24 * i64::try_from(night).unwrap())
}

/// One letter: `.` nothing, `i` info, `W` warning, `E` error.
fn letter(severity: Option<Severity>) -> char {
    match severity {
        None => '.',
        Some(Severity::Info) => 'i',
        Some(Severity::Warning) => 'W',
        Some(Severity::Error) => 'E',
    }
}

/// A night in a word: a cause, short.
fn look(word: &str, at: Timestamp) -> StandingInput {
    let (word, wide) = word.strip_suffix("site").map_or((word, false), |word| (word, true));
    let (cause, peers, frozen) = match word {
        "200" => (Cause::Alive, true, false),
        "304" => (Cause::Unchanged, true, false),
        "404" => (Cause::NotFound, true, false),
        "410" => (Cause::Gone, true, false),
        "301" => (Cause::Host, true, false),
        "403" => (Cause::Forbidden, true, false),
        "403all" => (Cause::Forbidden, false, false),
        "503" => (Cause::ServerError, true, false),
        "503host" => (Cause::ServerError, true, true),
        "404host" => (Cause::NotFound, true, true),
        "wall" => (Cause::Challenged, true, false),
        "429" => (Cause::RateLimited, true, false),
        "late" => (Cause::ConnectTimeout, true, false),
        "cut" => (Cause::Reset, true, false),
        "cert" => (Cause::TlsExpired, true, false),
        "home" => (Cause::HomePage, true, false),
        "parked" => (Cause::Parked, true, false),
        "nx" => (Cause::NoDomain, true, false),
        "skip" => (Cause::Budget, true, false),
        "#" => (Cause::Fragment, true, false),
        _ => panic!("no night is called {word}"),
    };
    StandingInput { at, cause, peers, wide, frozen }
}

/// Nights as `404*3 200`, and the standing after each.
fn nights(words: &str) -> Vec<(Option<LinkStanding>, Option<Change>)> {
    let words = words.split_whitespace().flat_map(|word| {
        let (word, times) = word.split_once('*').unwrap_or((word, "1"));
        std::iter::repeat_n(word, times.parse().unwrap())
    });
    let mut standing: Option<LinkStanding> = None;
    let after = |(night, word): (usize, &str)| {
        let (after, change) = LinkStanding::after(standing.as_ref(), &look(word, night_at(night)));
        standing = after.clone();
        (after, change)
    };
    words.enumerate().map(after).collect()
}

/// The letters of the nights, with repetitions counted: `W*2 E`.
fn letters(nights: &[(Option<LinkStanding>, Option<Change>)]) -> String {
    let letters: Vec<char> =
        nights.iter().map(|(standing, _)| letter(standing.as_ref().and_then(|standing| standing.severity))).collect();
    let runs = letters.chunk_by(|one, other| one == other);
    let words = runs.map(|run| if run.len() == 1 { run[0].to_string() } else { format!("{}*{}", run[0], run.len()) });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn each_cause_is_waited_for_as_long_as_it_needs() {
    for (about, words, wanted) in [
        ("11: a 404 is an error on the third night", "200 404*4", ". W*2 E*2"),
        ("12: what comes and goes is never an error", "404 200 404 200 404 200 404 200", "W . W . W . W ."),
        ("13: a 410 is confirmed once", "200 410 410", ". W E"),
        ("20: forbidden, where its neighbours are not", "200 403*22", ". i*13 W*7 E*2"),
        ("20: forbidden, as all of its host", "200 403all*40", ". i*13 W*27"),
        ("26: a server that fails", "503*20", "i*4 W*9 E*7"),
        ("52: an error page that answers 200", "home*4", "W*2 E*2"),
        ("60: a parked domain", "parked*3", "W E*2"),
        ("84: a domain that is gone", "nx*3", "W*2 E"),
        ("92: a host that is not reached", "late*22", "i*6 W*14 E*2"),
        ("99: a certificate whose time has passed", "cert*15", "W*13 E*2"),
        ("68: a wall for sixty nights, and a person is asked after a month", "200 wall*60", ".*31 i*30"),
        ("28: a limit for sixty nights", "429*60", ".*30 i*30"),
        ("82: a wall every other night keeps what was known", "404 wall 404 wall 404 wall", "W*4 E*2"),
        ("82: and of what is alive says nothing", "200 wall 200 wall", ".*4"),
        ("37: a move is told when it was seen twice, and is a warning after a week", "301*9", ". i*6 W*2"),
        ("a site that says not found to everything is given longer", "404site*8", "W*6 E*2"),
        ("and what was seen before counts", "404*2 404site*3", "W*4 E"),
        ("a domain that is gone is gone for all of its links", "nxsite*3", "W*2 E"),
        ("a night that was skipped is none", "404 skip 404 skip 404", "W*4 E"),
        ("a fragment that is missing is not an error", "#*30", "i W*29"),
        ("what dies in many ways is dead: ten nights out of reach, and two of 404", "late*10 404*2", "i*6 W*5 E"),
        ("a night is as much as its cause needs", "late*10 404 late*4", "i*6 W*8 E"),
        ("what failed does not get better by failing otherwise", "404*3 wall 503 cut", "W*2 E*4"),
        ("nothing changed, and it is still what it was", "200 304 304", ".*3"),
    ] {
        assert_eq!(letters(&nights(words)), wanted, "{about}");
    }
}

#[test]
fn one_success_makes_good_again_and_is_told() {
    let nights = nights("404*4 200 404");
    let changes: Vec<_> = nights.iter().map(|(_, change)| *change).collect();
    assert_eq!(changes, [None, None, Some(Change::New), None, Some(Change::Recovered), None]);
    let last = nights.last().unwrap().0.as_ref().unwrap();
    assert_eq!((last.failures(), last.severity), (1, Some(Severity::Warning)));
    assert_eq!((last.since, last.last_alive), (hours(5 * 24), Some(hours(4 * 24))));
}

#[test]
fn what_comes_and_goes_is_given_twice_the_time() {
    let flapping = "404 200 404 200 404 200 ";
    let after = |words: &str| nights(&format!("{flapping}{words}"));
    let said = after("404*6");
    assert!(said.last().unwrap().0.as_ref().unwrap().is_flapping());
    assert_eq!(letters(&said), "W . W . W . W*5 E");
    // What the owner says is believed at once, even so.
    assert_eq!(letters(&after("410")), "W . W . W . W");
    // After thirty quiet days it is a link as any other.
    assert_eq!(letters(&after("200*31 404*3")), "W . W . W .*32 W*2 E");
}

#[test]
fn an_outage_of_a_whole_host_is_not_held_against_its_links() {
    for (about, words, wanted) in [
        ("153: while it lasts nothing is counted", "200 503host*3 200", ".*5"),
        ("what is counted afterwards begins then", "200 503host*3 503*14", ".*4 i*4 W*9 E"),
        ("what was counted before stays", "404*2 503host 404", "W*3 E"),
        ("what is gone is gone, on a host in disorder too", "404host*3", "W*2 E"),
    ] {
        assert_eq!(letters(&nights(words)), wanted, "{about}");
    }
    let shown = nights("200 503host").pop().unwrap().0.unwrap();
    assert_eq!((shown.shown, shown.decided, shown.blocked), (Cause::ServerError, Some(Cause::Alive), 0));
}

/// Looks at these hours, all of them 404.
fn at_hours(looks: &[i64]) -> LinkStanding {
    let mut standing = None;
    for &at in looks {
        standing = LinkStanding::after(standing.as_ref(), &look("404", hours(at))).0;
    }
    standing.unwrap()
}

#[test]
fn nights_are_counted_by_hours() {
    for (about, looks, failures) in [
        ("155: three looks in one night are one", &[0, 1, 2][..], 1),
        ("twice a day is once a night", &[0, 12, 24, 36, 48], 3),
        ("a run that begins earlier is a night still", &[0, 21, 42], 3),
        ("the clocks go forward", &[0, 23, 47], 3),
        ("a clock that jumps ahead a year adds one night", &[0, 24 * 365], 2),
        ("a clock that was ahead a year, and is right again", &[0, 24 * 365, 24, 48, 72], 4),
        ("a clock that goes back an hour", &[0, 24, 23, 48], 3),
    ] {
        assert_eq!(at_hours(looks).failures(), failures, "{about}");
    }
}

#[test]
fn the_class_that_is_shown_is_the_one_that_counts() {
    for (words, shown, last_alive) in [
        ("404 wall", Cause::NotFound, None),
        ("200 wall", Cause::Challenged, Some(0)),
        ("wall", Cause::Challenged, None),
        ("301 wall", Cause::Host, Some(0)),
        ("200 304", Cause::Alive, Some(24)),
        ("200 skip", Cause::Alive, Some(0)),
        ("404 503", Cause::ServerError, None),
    ] {
        let standing = nights(words).pop().unwrap().0.unwrap();
        assert_eq!((standing.shown, standing.last_alive), (shown, last_alive.map(hours)), "{words}");
    }
    assert_eq!(nights("skip").pop().unwrap(), (None, None));
}

/// Causes that fail, and how long each is waited for.
const FAILING: &[(&str, f64)] = &[("404", 3.0), ("503", 14.0), ("late", 21.0), ("cut", 21.0), ("cert", 14.0)];

fn failing() -> impl Strategy<Value = usize> {
    0..FAILING.len()
}

fn severity_after(words: &[&str]) -> Option<Severity> {
    let mut standing = None;
    for (night, word) in words.iter().enumerate() {
        standing = LinkStanding::after(standing.as_ref(), &look(word, night_at(night))).0;
    }
    standing.and_then(|standing: LinkStanding| standing.severity)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn an_error_comes_when_the_nights_suffice_and_not_a_night_before(causes in prop::collection::vec(failing(), 1..40)) {
        let words: Vec<&str> = causes.iter().map(|&cause| FAILING[cause].0).collect();
        let mut sum = 0.0;
        let mut worst = None;
        for night in 0..words.len() {
            sum += 1.0 / FAILING[causes[night]].1;
            let severity = severity_after(&words[..=night]);
            prop_assert_eq!(severity == Some(Severity::Error), sum > 1.0 - 1e-9, "night {} of {:?}", night, &words);
            // It only gets worse.
            prop_assert!(severity >= worst);
            worst = severity;
        }
    }

    #[test]
    fn the_order_of_failures_does_not_matter(causes in prop::collection::vec(failing(), 1..30), seed in any::<u64>()) {
        let words: Vec<&str> = causes.iter().map(|&cause| FAILING[cause].0).collect();
        let mut shuffled = words.clone();
        fastrand::Rng::with_seed(seed).shuffle(&mut shuffled);
        prop_assert_eq!(severity_after(&words), severity_after(&shuffled));
    }

    #[test]
    fn what_teaches_nothing_changes_nothing(looks in prop::collection::vec((0..5_usize, any::<bool>()), 1..30)) {
        let words = ["404", "200", "503", "301", "410"];
        let (mut with, mut without): (Option<LinkStanding>, Option<LinkStanding>) = (None, None);
        for (night, (word, wall)) in looks.into_iter().enumerate() {
            let night = 24 * i64::try_from(night).unwrap();
            if wall && with.is_some() {
                with = LinkStanding::after(with.as_ref(), &look("wall", hours(night - 6))).0;
                with = LinkStanding::after(with.as_ref(), &look("skip", hours(night - 5))).0;
            }
            with = LinkStanding::after(with.as_ref(), &look(words[word], hours(night))).0;
            without = LinkStanding::after(without.as_ref(), &look(words[word], hours(night))).0;
            prop_assert_eq!(&with, &without);
        }
    }

    #[test]
    fn walls_never_become_an_error(looks in prop::collection::vec(0..6_usize, 1..90)) {
        let words = ["wall", "429", "200", "301", "403all", "304"];
        let words: Vec<&str> = looks.into_iter().map(|word| words[word]).collect();
        prop_assert!(severity_after(&words) < Some(Severity::Error));
    }

    #[test]
    fn any_clock_is_survived(looks in prop::collection::vec((0..6_usize, -100_000..100_000_i64), 1..40)) {
        let words = ["404", "200", "wall", "301", "503", "late"];
        let mut standing: Option<LinkStanding> = None;
        let mut failing = 0;
        for (word, at) in looks {
            // A second look of one moment is the first, told again.
            if standing.as_ref().is_some_and(|standing| standing.last_asked == hours(at)) {
                continue;
            }
            standing = LinkStanding::after(standing.as_ref(), &look(words[word], hours(at))).0;
            failing = match words[word] { "404" | "503" | "late" => failing + 1, "wall" => failing, _ => 0 };
            prop_assert!(standing.as_ref().unwrap().failures() <= failing);
        }
    }
}
