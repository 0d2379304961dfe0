//! Cases that need several links of one domain.

use super::*;
use crate::probe::{ReviewedLink, Verdict, review};

fn reviewed(links: &[(&str, &[&str])], world: &dyn Fn(&SentRequest) -> Reply) -> Vec<Verdict> {
    let asks: Vec<LinkRequest> = links.iter().map(|(url, names)| ask(url, names)).collect();
    let mut judged: Vec<Judgement> = asks.iter().map(|ask| settle(ask, world).0).collect();
    let mut all: Vec<ReviewedLink<'_>> = asks
        .iter()
        .zip(&mut judged)
        .map(|(ask, judged)| ReviewedLink { ask, trace: &judged.trace, verdict: &mut judged.verdict })
        .collect();
    review(&mut all);
    judged.into_iter().map(|judged| judged.verdict).collect()
}

#[test]
fn links_that_are_led_to_one_strange_page_are_dead() {
    // What does not exist is refused, so that the random URL tells nothing.
    let world = |asked: &SentRequest| match asked.path() {
        "/a/lungs" | "/b/hearts" | "/c/livers" => redirect(301, "/about"),
        "/about" => html(200, "<title>Our company</title><h1>Our company</h1><p>Who we are and what we do."),
        _ => status(403),
    };
    let lungs = ("https://data.org/a/lungs", &["Lungs"][..]);
    let hearts = ("https://data.org/b/hearts", &["Hearts"][..]);
    let livers = ("https://data.org/c/livers", &["Livers"][..]);
    let dead = |links: &[(&str, &[&str])]| {
        let judged = reviewed(links, &world);
        judged.iter().filter(|verdict| verdict.cause == Cause::HomePage).count()
    };
    assert_eq!(dead(&[lungs, hearts, livers]), 3);
    // Two may have been put together on a page of their own.
    assert_eq!(dead(&[lungs, hearts]), 0);
    assert_eq!(dead(&[lungs, ("http://data.org/a/lungs", &["Lungs"]), hearts]), 0);
    assert_eq!(dead(&[lungs, hearts, ("https://data.org/c/livers", &["Our company"])]), 0);
    assert_eq!(dead(&[lungs, hearts, livers, ("https://data.org/about", &["Company"])]), 0);
    assert_eq!(reviewed(&[lungs], &world)[0].cause, Cause::Path);
}

#[test]
fn two_links_that_are_led_to_the_home_page_are_dead() {
    let world = |asked: &SentRequest| match asked.path() {
        "/a/lungs" | "/b/hearts" => redirect(302, "/"),
        "/" => html(200, "<title>Our company</title><h1>Our company</h1><p>Who we are and what we do."),
        _ => status(403),
    };
    let links = [("https://data.org/a/lungs", &["Lungs"][..]), ("https://data.org/b/hearts", &["Hearts"][..])];
    assert!(reviewed(&links, &world).iter().all(|verdict| verdict.cause == Cause::HomePage));
}

#[test]
fn a_refusal_is_read_in_the_light_of_the_others() {
    let world = |asked: &SentRequest| if asked.is("/open") { dataset("Open") } else { status(403) };
    let links = [("https://data.org/open", &["Open"][..]), ("https://data.org/closed", &[][..])];
    assert_eq!(reviewed(&links, &world)[1].cause, Cause::Forbidden);
    let closed = |name: &'static str| (name, &[][..]);
    let links = ["https://data.org/1", "https://data.org/2", "https://data.org/3"].map(closed);
    let all = reviewed(&links, &|asked| if asked.path().len() > 2 { status(500) } else { status(403) });
    assert!(all.iter().all(|verdict| verdict.cause == Cause::Blocked));
}
