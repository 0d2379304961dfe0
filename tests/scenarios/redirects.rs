//! Scenarios 36 to 51: where links are led.

use crate::basics::PAGE;
use crate::server::{Reply, answer, page, page_with, redirect};
use crate::world::World;

#[tokio::test]
async fn s036_to_https() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.https { page(PAGE) } else { redirect(301, "https://a.org/data/lungs") });
    world.look("http://a.org/data/lungs").await.is("moved", "moved.scheme").suggests("https://a.org/data/lungs");
}

#[tokio::test]
async fn s037_to_another_host() {
    let world = World::new().await;
    world.host("a.org", |_| redirect(301, "https://b.org/data/lungs"));
    world.host("b.org", |_| page(PAGE));
    let seen = world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await.is("moved", "moved.host");
    assert_eq!(seen.probed.hops[0], (301, "https://b.org/data/lungs".to_owned()));
    seen.suggests("https://b.org/data/lungs");
}

#[tokio::test]
async fn s038_over_three_hops_for_good() {
    let world = World::new().await;
    world.host("a.org", |asked| match asked.path.as_str() {
        "/1" => redirect(308, "/2"),
        "/2" => redirect(301, "https://a.org/3"),
        "/3" => redirect(308, "//www.a.org/data/lungs"),
        _ => answer(404, &[], ""),
    });
    world.host("www.a.org", |_| page(PAGE));
    world
        .look_for("https://a.org/1#masks", &["Lungs of mice"])
        .await
        .is("moved", "moved.path")
        .suggests("https://www.a.org/data/lungs#masks");
}

#[tokio::test]
async fn s039_for_good_and_for_now() {
    let world = World::new().await;
    world.host("a.org", |asked| match asked.path.as_str() {
        "/1" => redirect(301, "/2"),
        "/2" => redirect(302, "/data/lungs"),
        _ => page(PAGE),
    });
    let seen = world.look_for("https://a.org/1", &["Lungs of mice"]).await.is("alive", "moved.temporary");
    assert_eq!(seen.probed.verdict.suggestion, None);
    // The other way round too, and by 303 and 307.
    for (first, second) in [(302, 301), (303, 301), (307, 308)] {
        let world = World::new().await;
        world.host("a.org", move |asked| match asked.path.as_str() {
            "/1" => redirect(first, "/2"),
            "/2" => redirect(second, "/data/lungs"),
            _ => page(PAGE),
        });
        world.look_for("https://a.org/1", &["Lungs of mice"]).await.is("alive", "moved.temporary");
    }
}

#[tokio::test]
async fn s040_to_a_login() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        if asked.path.starts_with("/login") {
            page("<title>Sign in</title><input type=password>")
        } else {
            redirect(302, "/login?returnUrl=%2Fdata%2Flungs")
        }
    });
    world.look("https://a.org/data/lungs").await.is("unclear", "redirect.login");
}

#[tokio::test]
async fn s041_to_a_login_elsewhere() {
    let world = World::new().await;
    world
        .host("a.org", |_| redirect(302, "https://accounts.google.com/ServiceLogin?continue=https://a.org/data/lungs"));
    world.host("accounts.google.com", |_| page("<title>Sign in - Google Accounts</title><input type=email>"));
    world.look("https://a.org/data/lungs").await.is("unclear", "redirect.login");
}

const HOME: &str =
    "<title>The institute</title><h1>Welcome</h1><p>We do research on many things, and here is what is new.";

#[tokio::test]
async fn s042_to_the_home_page_like_everything() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.path == "/" { page(HOME) } else { redirect(301, "/") });
    world.look_for("https://a.org/data/lungs-2019", &["Lungs of mice"]).await.is("dead", "soft404.homepage");
}

#[tokio::test]
async fn s043_a_home_page_in_a_language() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.path == "/en/" { page(HOME) } else { redirect(301, "/en/") });
    let seen = world.look_for("https://a.org/", &["The institute"]).await;
    assert_eq!(seen.probed.verdict.state.as_str(), "alive", "{:?}", seen.probed.verdict);
}

#[tokio::test]
async fn s044_to_the_home_page_alone() {
    let world = World::new().await;
    world.host("a.org", |asked| match asked.path.as_str() {
        "/" => page(HOME),
        "/data/lungs-2019" => redirect(301, "/"),
        _ => page_with(404, "<h1>Not found</h1>"),
    });
    // In one look it is a warning; it is an error where three runs agree.
    world.look_for("https://a.org/data/lungs-2019", &["Lungs of mice"]).await.is("dead", "soft404.homepage");
}

#[tokio::test]
async fn s045_in_a_circle() {
    let world = World::new().await;
    world.host("a.org", |asked| redirect(302, if asked.path == "/1" { "/2" } else { "/1" }));
    world.look("https://a.org/1").await.is("unclear", "redirect.loop");
    world.host("b.org", |_| redirect(302, "https://b.org/1#other"));
    world.look("https://b.org/1").await.is("unclear", "redirect.loop");
}

#[tokio::test]
async fn s046_in_a_circle_that_a_cookie_ends() {
    let world = World::new().await;
    world.host("a.org", |asked| match (asked.path.as_str(), asked.header("cookie")) {
        ("/data/lungs", Some("seen=1")) => page(PAGE),
        ("/data/lungs", _) => redirect(302, "/check"),
        _ => answer(302, &[("location", "/data/lungs"), ("set-cookie", "seen=1; Path=/; HttpOnly")], ""),
    });
    let seen = world.look_for("https://a.org/data/lungs", &["Lungs of mice"]).await;
    assert_eq!(seen.probed.verdict.state.as_str(), "alive", "{:?}", seen.probed.verdict);
    let with_cookies = world.server.journal().iter().filter(|asked| asked.header("cookie").is_some()).count();
    assert_eq!(with_cookies, 1);
}

#[tokio::test]
async fn s047_on_and_on() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        let at: u32 = asked.path.trim_start_matches('/').parse().unwrap();
        redirect(302, &format!("/{}", at + 1))
    });
    world.look("https://a.org/1").await.is("unclear", "redirect.too_many");
    let most = world.server.journal().iter().map(|asked| asked.path.clone()).max_by_key(String::len).unwrap();
    assert_eq!(most, "/11");
}

#[tokio::test]
async fn s048_locations_of_every_kind() {
    let world = World::new().await;
    world.host("a.org", |asked| match asked.path.as_str() {
        "/none" => answer(302, &[], ""),
        "/empty" => redirect(302, ""),
        "/invalid" => redirect(302, "https://[::"),
        "/host" => redirect(302, "https:///"),
        "/relative/x" => redirect(302, "../data/lungs"),
        "/query" => redirect(302, "?page=lungs"),
        "/utf8" => redirect(302, "/daten/lungenflügel"),
        "/latin" => Reply::Bytes(b"HTTP/1.1 302 X\r\nlocation: /caf\xe9\r\ncontent-length: 0\r\n\r\n".to_vec()),
        "/spaces" => redirect(302, "  /data/lungs of mice  "),
        "/data/lungs" | "/query?page=lungs" | "/daten/lungenfl%C3%BCgel" | "/caf%C3%A9" | "/data/lungs%20of%20mice" => {
            page(PAGE)
        }
        _ => answer(404, &[], ""),
    });
    for path in ["none", "empty", "invalid", "host"] {
        world.look(&format!("https://a.org/{path}")).await.is("unclear", "redirect.bad_location");
    }
    for path in ["relative/x", "query", "utf8", "latin", "spaces"] {
        let seen = world.look_for(&format!("https://a.org/{path}"), &["Lungs of mice"]).await;
        seen.is("alive", "moved.temporary");
    }
}

#[tokio::test]
async fn s049_to_what_is_not_the_web() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        let to = match asked.path.as_str() {
            "/file" => "file:///etc/passwd",
            "/data" => "data:text/html,x",
            "/gopher" => "gopher://a.org/",
            _ => "javascript:alert(1)",
        };
        redirect(302, to)
    });
    for path in ["file", "data", "gopher", "script"] {
        world.look(&format!("https://a.org/{path}")).await.is("unclear", "redirect.bad_location");
    }
    world.host("b.org", |_| redirect(302, "https://me:secret@a.org/file"));
    let seen = world.look("https://b.org/").await;
    assert_eq!(seen.probed.verdict.state.as_str(), "skipped", "{:?}", seen.probed.verdict);
    assert!(world.server.journal().iter().all(|asked| asked.header("authorization").is_none()));
}

#[tokio::test]
async fn s050_from_https_to_http() {
    let world = World::new().await;
    world.host("a.org", |asked| if asked.https { redirect(301, "http://a.org/data/lungs") } else { page(PAGE) });
    world.look("https://a.org/data/lungs").await.is("unclear", "redirect.downgrade");
    // On the way to a page that is protected, nothing is lost.
    world.host("doi.org", |_| redirect(302, "http://b.org/data/lungs"));
    world.host("b.org", |asked| if asked.https { page(PAGE) } else { redirect(301, "https://b.org/data/lungs") });
    let seen = world.look_for("https://doi.org/10.1234/lungs", &["Lungs of mice"]).await;
    seen.is("alive", "moved.temporary");
}

#[tokio::test]
async fn s051_a_place_that_only_scripts_know() {
    let world = World::new().await;
    world.host("a.org", |_| page(PAGE));
    for fragment in ["!Synapse:syn1", "/data/1", "L10", ":~:text=mice"] {
        let seen = world.look_for(&format!("https://a.org/#{fragment}"), &["Lungs of mice"]).await;
        seen.is("alive", "alive");
    }
    world.look_for("https://a.org/#no-such-place", &["Lungs of mice"]).await.is("alive", "fragment.missing");
}
