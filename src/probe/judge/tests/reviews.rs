//! What only several links of one domain show.

use super::*;
use crate::probe::{Reviewed, State, Verdict, review};

fn reviewed(links: &[(&str, &[&str])], world: &dyn Fn(&Asked) -> Reply) -> Vec<Verdict> {
    let asks: Vec<Ask> = links.iter().map(|(url, names)| ask(url, names)).collect();
    let mut judged: Vec<Judgement> = asks.iter().map(|ask| settle(ask, world).0).collect();
    let mut all: Vec<Reviewed<'_>> = asks
        .iter()
        .zip(&mut judged)
        .map(|(ask, judged)| Reviewed { ask, trace: &judged.trace, verdict: &mut judged.verdict })
        .collect();
    review(&mut all);
    judged.into_iter().map(|judged| judged.verdict).collect()
}

#[test]
fn two_links_that_are_led_to_one_strange_page_are_dead() {
    // What does not exist is refused, so that the made-up address tells nothing.
    let world = |asked: &Asked| match asked.path() {
        "/a/lungs" | "/b/hearts" => redirect(301, "/about"),
        "/about" => html(200, "<title>Our company</title><h1>Our company</h1><p>Who we are and what we do."),
        _ => status(403),
    };
    let links = [("https://data.org/a/lungs", &["Lungs"][..]), ("https://data.org/b/hearts", &["Hearts"][..])];
    assert!(reviewed(&links, &world).iter().all(|verdict| verdict.cause == Cause::HomePage));
    assert_eq!(reviewed(&links[..1], &world)[0].cause, Cause::Path);
    let one = [("https://data.org/a/lungs", &["Lungs"][..]), ("http://data.org/a/lungs", &["Lungs"][..])];
    assert!(reviewed(&one, &world).iter().all(|verdict| verdict.state != State::Dead));
    let named = [links[0], ("https://data.org/b/hearts", &["Our company"][..])];
    assert!(reviewed(&named, &world).iter().all(|verdict| verdict.state != State::Dead));
}

#[test]
fn a_refusal_is_read_in_the_light_of_the_others() {
    let world = |asked: &Asked| if asked.is("/open") { dataset("Open") } else { status(403) };
    let links = [("https://data.org/open", &["Open"][..]), ("https://data.org/closed", &[][..])];
    assert_eq!(reviewed(&links, &world)[1].cause, Cause::Forbidden);
    let closed = |name: &'static str| (name, &[][..]);
    let links = ["https://data.org/1", "https://data.org/2", "https://data.org/3"].map(closed);
    let all = reviewed(&links, &|asked| if asked.path().len() > 2 { status(500) } else { status(403) });
    assert!(all.iter().all(|verdict| verdict.cause == Cause::Blocked));
}
