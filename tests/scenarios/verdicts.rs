//! Pages that say neither that the link is gone nor that it is there: logins of whole hosts, one page for every path,
//! parked domains with the entry's name, redirects to the home page, services that ended.

use crate::basics::PAGE;
use crate::server::{Reply, answer, page, page_with, redirect};
use crate::world::World;

const NAME: &[&str] = &["Lungs of mice"];

const LOGIN: &str =
    "<title>Example University</title><h1>Sign in</h1><form><input name=user><input type=password></form>";

/// A host whose every path leads to its login, without a form that a machine could know.
fn all_to_login(to: &'static str) -> impl Fn(&crate::server::Asked) -> Reply + Send + Sync + 'static {
    move |asked| {
        if asked.path.starts_with(to) {
            page("<title>Example University</title><h1>Welcome</h1><p>Choose your institution to go on.</p>")
        } else {
            redirect(302, &format!("{to}?service=1"))
        }
    }
}

#[tokio::test]
async fn a_login_host_that_sends_every_path_to_its_login() {
    for (host, to) in [
        ("login.example.edu", "/idp/login"),
        ("sso.example.edu", "/cas/login"),
        ("accounts.example.edu", "/signin"),
        ("data.example.edu", "/login"),
        ("data.example.edu", "/users/sign_in"),
    ] {
        let world = World::new().await;
        world.host(host, all_to_login(to));
        for path in ["/data/lungs-2019", "/saml/lungs-2019", "/cas/registry", "/auth/lungs"] {
            let seen = world.look_for(&format!("https://{host}{path}"), NAME).await;
            seen.is("unclear", "redirect.login");
        }
        // A name that speaks of logins is no other case.
        let seen = world.look_for(&format!("https://{host}/data/2019"), &["Login events of students"]).await;
        seen.is("unclear", "redirect.login");
    }
}

#[tokio::test]
async fn a_login_host_that_shows_its_form_at_every_path() {
    for name in ["Lungs of mice", "Sign in", "Login", "Example University"] {
        let world = World::new().await;
        world.host("login.example.edu", |_| page(LOGIN));
        let seen = world.look_for("https://login.example.edu/data/lungs-2019", &[name]).await;
        assert_ne!(seen.probed.verdict.state.as_str(), "dead", "{name}: {:?}", seen.probed.verdict);
    }
    let world = World::new().await;
    world.host("login.example.edu", |_| page(LOGIN));
    world.look_for("https://login.example.edu/data/lungs-2019", NAME).await.is("unclear", "redirect.login");
}

#[tokio::test]
async fn a_link_to_a_login_finds_what_it_names() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        if asked.path.starts_with("/accounts/login") { page(LOGIN) } else { redirect(302, "/accounts/login/") }
    });
    let seen = world.look_for("https://a.org/login", &["Portal of a.org"]).await;
    assert_eq!(seen.probed.verdict.state.as_str(), "alive", "{:?}", seen.probed.verdict);
    let seen = world.look_for("https://a.org/accounts/login/", &["Portal of a.org"]).await;
    assert_eq!(seen.probed.verdict.state.as_str(), "alive", "{:?}", seen.probed.verdict);
}

#[tokio::test]
async fn one_page_for_every_path_needs_a_second_sign() {
    for body in [
        // A login that asks for no password yet, a wall that nobody knows, a question of consent, a notice.
        "<title>Example</title><h1>Enter your work e-mail to continue</h1><form><input name=email></form>",
        "<title>One moment</title><h1>One moment</h1><p>We are looking at your connection before you go on.</p>",
        "<title>Regional notice</title><h1>Not shown where you are</h1><p>Use another network, or ask your library.</p>",
        "<title>Example Institute</title><h1>Our new site is coming</h1><p>Everything will be here soon. Stay tuned.</p>",
    ] {
        let world = World::new().await;
        world.host("a.org", move |_| page(body));
        let seen = world.look_for("https://a.org/data/lungs-2019", NAME).await;
        assert_eq!(seen.probed.verdict.state.as_str(), "unclear", "{:?}", seen.probed.verdict);
        assert!(seen.probed.verdict.evidence.contains("random URL"), "{:?}", seen.probed.verdict);
    }
}

#[tokio::test]
async fn a_question_that_comes_before_every_page() {
    for title in ["We value your privacy", "Are you over 18?", "Choose your institution", "Subscribe to continue"] {
        let world = World::new().await;
        let body = format!("<title>Example</title><h1>{title}</h1><button>Yes</button><button>No</button>");
        world.host("a.org", move |_| page(&body));
        world.look_for("https://a.org/data/lungs-2019", NAME).await.is("unclear", "redirect.login");
    }
}

#[tokio::test]
async fn one_page_for_every_path_by_a_redirect_needs_a_second_sign() {
    for to in ["/portal", "/welcome/start"] {
        let world = World::new().await;
        world.host("a.org", move |asked| {
            if asked.path == to {
                page("<title>Example</title><h1>Enter your work e-mail to continue</h1><form><input name=email></form>")
            } else {
                redirect(302, to)
            }
        });
        let seen = world.look_for("https://a.org/data/lungs-2019", NAME).await;
        assert_eq!(seen.probed.verdict.state.as_str(), "unclear", "{:?}", seen.probed.verdict);
    }
}

#[tokio::test]
async fn a_shell_that_every_path_leads_to() {
    const SHELL: &str = "<title>App</title><script src=/static/app.js></script><noscript>You need to enable JavaScript \
        to run this app.</noscript><div id=root></div>";
    for to in ["/", "/app"] {
        let world = World::new().await;
        world.host("a.org", move |asked| if asked.path == to { page(SHELL) } else { redirect(302, to) });
        world.look_for("https://a.org/data/lungs-2019", NAME).await.is("unclear", "spa.opaque");
    }
}

#[tokio::test]
async fn a_parked_page_that_prints_its_domain() {
    for name in ["lungs-of-mice.org", "Lungs of mice", "LungsOfMice", "www.lungs-of-mice.org"] {
        let world = World::new().await;
        world.host("lungs-of-mice.org", |_| {
            page(
                "<html data-adblockkey=\"MFwwDQ\"><title>lungs-of-mice.org</title><h1>lungs-of-mice.org</h1><p>The domain \
                 lungs-of-mice.org is for sale. Buy this domain.</p></html>",
            )
        });
        for path in ["/", "/data/2019"] {
            world.look_for(&format!("https://lungs-of-mice.org{path}"), &[name]).await.is("dead", "parked");
        }
    }
}

#[tokio::test]
async fn a_lander_that_prints_the_name() {
    let world = World::new().await;
    world.host("lungs.org", |asked| {
        if asked.path.starts_with("/lander") {
            page("<title>lungs.org</title><p>Lungs of mice: related searches. This domain may be for sale.</p>")
        } else {
            redirect(302, "/lander")
        }
    });
    world.look_for("https://lungs.org/data", NAME).await.is("dead", "parked");
}

#[tokio::test]
async fn places_in_a_page_with_scripts() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        let ids = "<div id=header></div><div id=nav></div><div id=content></div><div id=footer></div>";
        let body = "<h1>Lungs of mice</h1><p>Images of the lungs of four hundred mice, with masks, over two years.</p>";
        let headings = "<h2 id=readme>Read me</h2><p>x</p><h2 id=cite>How to cite</h2><p>x</p><h3 id=more>More</h3>";
        match asked.path.as_str() {
            // The parts of the layout have ids, the headings are given theirs by a script.
            "/layout" => page(&format!("{ids}{body}<h2>Read me</h2><h2>Masks</h2><script src=a.js></script>")),
            // What a framework renders, it changes.
            "/hydrated" => page(&format!(
                "{ids}{body}{headings}<script type=application/json id=state>{{}}</script><script src=a.js></script>"
            )),
            // The headings are there with their names, and the script counts visitors.
            "/static" => page(&format!("{ids}{body}{headings}<script src=count.js></script>")),
            _ => page(&format!("{body}<h2>Read me</h2>")),
        }
    });
    for (path, cause) in
        [("layout", "alive"), ("hydrated", "alive"), ("static", "fragment.missing"), ("plain", "fragment.missing")]
    {
        world.look_for(&format!("https://a.org/{path}#masks"), NAME).await.is("alive", cause);
    }
}

const HOME: &str =
    "<title>The institute</title><h1>Welcome</h1><p>We do research on many things, and here is what is new.";

#[tokio::test]
async fn a_deep_link_that_is_redirected_to_the_home_page() {
    for status in [301, 302, 303, 307, 308] {
        for (path, others) in [
            ("/data/lungs-2019", 404),
            ("/data/lungs-2019", 503),
            ("/data/lungs-2019", 403),
            ("/data/lungs.php", 404),
            ("/show.aspx?set=lungs", 404),
        ] {
            let world = World::new().await;
            world.host("a.org", move |asked| match asked.path.as_str() {
                "/" => page(HOME),
                own if own == path => redirect(status, "/"),
                _ => page_with(others, "<h1>Not here</h1>"),
            });
            let seen = world.look_for(&format!("https://a.org{path}"), NAME).await;
            seen.is("dead", "soft404.homepage");
        }
    }
}

#[tokio::test]
async fn a_home_page_that_is_what_was_asked_for() {
    let world = World::new().await;
    world.host("lungs.org", |asked| if asked.path == "/" { page(PAGE) } else { redirect(301, "/") });
    for path in ["/index.html", "/home.php", "/old/start.html", "/data"] {
        let seen = world.look_for(&format!("https://lungs.org{path}"), NAME).await;
        assert!(matches!(seen.probed.verdict.state.as_str(), "alive" | "moved"), "{path} {:?}", seen.probed.verdict);
    }
    // A home page that shares a word with the entry may be about it.
    let world = World::new().await;
    world.host("a.org", |asked| match asked.path.as_str() {
        "/" => page("<title>Mice</title><h1>The mouse house</h1><p>All that we have of mice is here.</p>"),
        "/data/2019" => redirect(301, "/"),
        _ => page_with(404, ""),
    });
    let seen = world.look_for("https://a.org/data/2019", NAME).await;
    assert_eq!(seen.probed.verdict.state.as_str(), "moved", "{:?}", seen.probed.verdict);
    // Another host's home page may be the thing's new address.
    let world = World::new().await;
    world.host("a.org", |_| redirect(301, "https://lungs.org/"));
    world.host("lungs.org", |_| page(PAGE));
    let seen = world.look_for("https://a.org/data/lungs", NAME).await;
    seen.is("moved", "moved.host").suggests("https://lungs.org/");
}

#[tokio::test]
async fn a_page_that_sends_browsers_to_one_that_is_not_there() {
    for forward in ["<meta http-equiv=refresh content=\"0; url=/moved/lungs\">", ""] {
        let world = World::new().await;
        world.host("a.org", move |asked| match asked.path.as_str() {
            "/data/lungs-2019" if forward.is_empty() => {
                answer(200, &[("content-type", "text/html"), ("refresh", "1; url=/moved/lungs")], "<p>Please wait.</p>")
            }
            "/data/lungs-2019" => page(&format!("<title>Lungs of mice</title>{forward}<p>Lungs of mice</p>")),
            _ => page_with(404, "<h1>Not found</h1>"),
        });
        world.look_for("https://a.org/data/lungs-2019", NAME).await.is("dead", "soft404.content");
    }
    // Where the page is there, nothing is wrong.
    let world = World::new().await;
    world.host("a.org", |asked| match asked.path.as_str() {
        "/data/lungs-2019" => page("<meta http-equiv=refresh content=\"0; url=/moved/lungs\">"),
        "/moved/lungs" => page(PAGE),
        _ => page_with(404, "<h1>Not found</h1>"),
    });
    world.look_for("https://a.org/data/lungs-2019", NAME).await.is("alive", "moved.temporary");
}

#[tokio::test]
async fn answers_that_browsers_read() {
    use std::io::Write as _;
    let head = |lines: &str| {
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n{lines}content-length: {}\r\n\r\n{PAGE}", PAGE.len())
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(PAGE.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    let unsaid = [
        format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n", packed.len()).into_bytes(),
        packed,
    ]
    .concat();
    let mut replies: Vec<Vec<u8>> = [
        "X Odd Name: 1\r\n",
        "X-Odd : 1\r\n",
        "X(Odd): 1\r\n",
        "X-Größe: 1\r\n",
        "no colon at all\r\n",
        "X-Folded: one\r\n  two\r\n",
        "content-encoding: gzip\r\n",
        "content-encoding: deflate\r\n",
        "content-encoding: br\r\n",
        "content-encoding: zstd\r\n",
        "content-encoding: utf-8\r\n",
        "content-encoding: none\r\n",
        "content-encoding: text/html\r\n",
        "X-Control: a\u{1}b\r\n",
    ]
    .into_iter()
    .map(|lines| head(lines).into_bytes())
    .collect();
    replies.push(head("").replace("HTTP/1.1 200 OK", "HTTP/1.1 200").into_bytes());
    replies.push(head("").replace("\r\n", "\n").into_bytes());
    replies.push(unsaid);
    for reply in replies {
        let world = World::new().await;
        let shown = String::from_utf8_lossy(&reply).into_owned();
        world.host("a.org", move |_| Reply::Last(reply.clone()));
        let seen = world.look_for("http://a.org/data/lungs", NAME).await;
        let verdict = &seen.probed.verdict;
        assert_eq!(verdict.cause.as_str(), "alive", "{shown}\n{verdict:?}");
    }
}

#[tokio::test]
async fn a_service_that_ended() {
    for (status, headers, body) in [
        (402, &[("x-vercel-error", "DEPLOYMENT_DISABLED")][..], "Payment required\n\nDEPLOYMENT_DISABLED"),
        (402, &[], "<title>402</title><h1>Payment required</h1>"),
        (451, &[("x-vercel-error", "DEPLOYMENT_DISABLED")], "This deployment is disabled\n\nDEPLOYMENT_DISABLED"),
        (200, &[], "<title>Site suspended</title><h1>This site has been suspended by its owner.</h1>"),
        (
            200,
            &[],
            "<title>Example Boards</title><h1>Example Boards has been discontinued</h1><p>The service was shut down on \
             1 March 2024. Thank you for ten years.</p>",
        ),
        (200, &[], "<title>This service has been shut down</title><p>Goodbye.</p>"),
        (200, &[], "<title>Sunset</title><h1>We have shut down our service</h1><p>Your data was deleted.</p>"),
        (503, &[], "<title>This deployment is disabled</title><p>Deployment disabled by its owner.</p>"),
    ] {
        let world = World::new().await;
        let kind = if body.starts_with('<') { "text/html" } else { "text/plain" };
        let all: Vec<_> = headers.iter().copied().chain([("content-type", kind)]).collect();
        world.host("a.org", move |_| answer(status, &all, body));
        let seen = world.look_for("https://a.org/data/lungs-2019", NAME).await;
        seen.is("unclear", "service.ended");
    }
    // A page that tells of it is none.
    let world = World::new().await;
    world.host("a.org", |_| {
        page(&PAGE.replace("</body>", "<p>The viewer that went with it was discontinued in 2020.</p></body>"))
    });
    world.look_for("https://a.org/data/lungs", NAME).await.is("alive", "alive");
}

#[tokio::test]
async fn a_domain_whose_page_became_something_else() {
    for body in [
        "<title>Slot Gacor Online Terpercaya 2026</title><h1>Situs Judi Slot Online</h1><p>Daftar situs judi slot online \
         gacor dengan bonus new member, casino online, togel dan poker.</p>",
        "<title>Buy Viagra Online Without Prescription</title><h1>Cheap Viagra and Cialis</h1><p>Our online pharmacy sells \
         Viagra, Cialis and Levitra without prescription.</p>",
        "<title>Best Online Casino Bonus</title><h1>Play Casino Games</h1><p>Sports betting, free spins, casino bonus and \
         slot games for real money.</p>",
        "<title>网上赌场_真人娱乐城</title><h1>博彩公司</h1><p>真人娱乐城，网上赌场，体育博彩，彩票投注。</p>",
    ] {
        let world = World::new().await;
        world.host("lungs.org", move |_| page(body));
        for path in ["/", "/data/lungs-2019"] {
            let seen = world.look_for(&format!("https://lungs.org{path}"), NAME).await;
            seen.is("unclear", "content.replaced");
        }
    }
    // A data set about it is none, whatever its name.
    let world = World::new().await;
    world.host("a.org", |_| {
        page(
            "<title>Gambling harm survey</title><h1>Gambling harm survey</h1><p>Answers of 4,000 people who play in a casino \
             or bet on sports, with age, income and how often. Cite the paper. Licence: CC BY 4.0.</p>",
        )
    });
    let seen = world.look_for("https://a.org/data/gambling", &["GHS 2020"]).await;
    assert_eq!(seen.probed.verdict.state.as_str(), "alive", "{:?}", seen.probed.verdict);
}
