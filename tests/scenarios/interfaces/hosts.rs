//! Settings of single hosts: headers go to their host alone, and never on.

use std::time::Duration;

use catalint::probe::{HostOptions, LinkRequest, Method};

use super::json;
use crate::{
    basics::{PAGE, honest},
    server::{Asked, page, redirect},
    world::World,
};

/// A world in which `git.org` has a token.
async fn with_token() -> World {
    let mut world = World::new().await;
    world.hosts.add_header("git.org", "Authorization", "Bearer s3cret".to_owned());
    world
}

/// The requests that had the token, as `https://host/path`.
fn trusted(world: &World) -> Vec<String> {
    let has_token = |asked: &&Asked| asked.headers.iter().any(|(_, value)| value.contains("s3cret"));
    let place =
        |asked: &Asked| format!("{}://{}{}", if asked.https { "https" } else { "http" }, asked.host, asked.path);
    world.server.journal().iter().filter(has_token).map(place).collect()
}

#[tokio::test]
async fn a_header_goes_to_its_exact_host_by_https() {
    let world = with_token().await;
    for host in ["git.org", "www.git.org", "other.org"] {
        world.host(host, |_| page(PAGE));
    }
    for url in ["https://git.org/x", "http://git.org/y", "https://www.git.org/x", "https://other.org/x"] {
        world.look_for(url, &["Lungs of mice"]).await.is("alive", "alive");
    }
    assert_eq!(trusted(&world), ["https://git.org/x"]);
}

#[tokio::test]
async fn a_header_never_goes_where_a_redirect_leads() {
    let world = with_token().await;
    world.host("git.org", |asked| match asked.path.as_str() {
        "/out" => redirect(302, "https://evil.org/x"),
        "/in" => redirect(302, "https://git.org/page"),
        "/down" => redirect(302, "http://git.org/page"),
        _ => page(PAGE),
    });
    world.host("evil.org", |_| redirect(302, "https://git.org/page"));
    for path in ["out", "in", "down"] {
        world.look_for(&format!("https://git.org/{path}"), &["Lungs of mice"]).await;
    }
    assert!(
        trusted(&world).iter().all(|place| !place.contains("page") && !place.contains("evil")),
        "{:?}",
        trusted(&world)
    );
}

#[tokio::test]
async fn an_interface_gives_its_token_to_nobody() {
    let world = World::with_interfaces(true).await;
    world.host("api.github.com", |_| redirect(307, "https://evil.org/graphql"));
    world.host("evil.org", |_| json(200, "{}"));
    world.host("github.com", |_| page(PAGE));
    world.look_for("https://github.com/a/b", &["Lungs of mice"]).await.is("alive", "alive");
    let told = |asked: &&Asked| asked.headers.iter().any(|(_, value)| value.contains("the-token"));
    let hosts: Vec<_> = world.server.journal().iter().filter(told).map(|asked| asked.host.clone()).collect();
    assert_eq!(hosts, ["api.github.com"]);
    assert!(!format!("{:?}", world.hosts).contains("the-token"));
}

#[tokio::test]
async fn a_host_has_its_own_interval_and_method() {
    let mut world = World::new().await;
    let options =
        HostOptions { interval: Some(Duration::from_secs(5)), method: Some(Method::Head), ..HostOptions::default() };
    world.hosts.0.insert("slow.org".to_owned(), options);
    world.host("slow.org", honest);
    world.host("quick.org", honest);
    let urls: Vec<String> = (0..4).map(|at| format!("https://slow.org/data/lungs?{at}")).collect();
    let asks: Vec<_> = urls.iter().map(|url| LinkRequest::new(url.parse().unwrap())).collect();
    world.survey(&asks).await;
    assert!(world.spread("slow.org") >= Duration::from_secs(12), "{:?}", world.spread("slow.org"));
    assert!(world.server.journal().iter().any(Asked::is_head));
}
