//! The scenarios of what comes with a good status, by their numbers.

use super::scenarios::{LUNGS, NAMES, World, case, check};
use super::*;

#[test]
fn content() {
    const SHELL: &str = "<title>Portal</title><div id=root></div><script src=/main.js></script>";
    check(vec![
        case(52, "an error page that answers 200", Cause::ErrorPage, |_| {
            html(200, "<title>Page not found</title><p>Sorry.")
        }),
        case(53, "an article about 404s", Cause::Alive, |asked| {
            let text = "A page not found is what readers meet most. ".repeat(60);
            let page = format!("<title>What readers meet: 404 pages</title><h1>404 pages</h1><p>{text}");
            if asked.is("/blog/404-pages") { html(200, &page) } else { status(404) }
        })
        .at("https://data.org/blog/404-pages")
        .named(&["An article"]),
        case(54, "in German", Cause::ErrorPage, |_| html(200, "<h1>Seite nicht gefunden</h1><p>Leider.")),
        case(54, "in Chinese", Cause::ErrorPage, |_| html(200, "<title>页面不存在</title><p>抱歉")),
        case(55, "a shell for everything", Cause::Opaque, |_| html(200, SHELL)),
        case(55, "a shell, the made-up one refused", Cause::Opaque, |asked| {
            if asked.is("/sets/lungs-2021") { html(200, SHELL) } else { status(403) }
        }),
        case(55, "a shell of an honest host", Cause::Alive, |asked| {
            if asked.is("/sets/lungs-2021") { html(200, SHELL) } else { status(404) }
        }),
        case(56, "a shell with the name in JSON-LD", Cause::Alive, |_| {
            let data = r#"<script type="application/ld+json">{"@type":"Dataset","name":"Lungs 2021"}</script>"#;
            html(200, &format!("{SHELL}{data}"))
        }),
        case(57, "an error page that repeats the address", Cause::ErrorPage, |asked| {
            let name = asked.path().rsplit('/').next().unwrap_or_default();
            html(200, &format!("<title>{name} not found</title><h1>Oops</h1><p>There is nothing at {}.", asked.path()))
        }),
        case(58, "maintenance", Cause::Maintenance, |_| {
            html(200, "<title>Under maintenance</title><p>We will be back.")
        }),
        case(58, "maintenance with 503", Cause::Maintenance, |_| html(503, "<h1>Down for maintenance</h1>")),
        case(59, "thin, with the name", Cause::Alive, |_| {
            html(200, "<title>Archive</title><p>Lungs 2021</p><p>Loading")
        }),
        case(60, "parked", Cause::Parked, |asked| match asked.url.host_str() {
            Some("ww1.data.org") => html(200, "<title>data.org</title><script>window.park = 'x'</script>"),
            _ => redirect(302, "http://ww1.data.org/?x=1"),
        })
        .at("http://data.org/sets/lungs-2021"),
        case(60, "for sale, and the same everywhere", Cause::Parked, |_| {
            html(200, "<title>data.org</title><p>This domain is for sale. Make an offer!")
        }),
        case(60, "a root for sale", Cause::Parked, |_| {
            html(200, "<html data-adblockkey=x><title>data.org</title><p>Ads")
        })
        .at("https://data.org/"),
        case(61, "a page about domains that are for sale", Cause::Alive, |asked| match asked.path() {
            "/sets/lungs-2021" => {
                html(200, "<title>Parking</title><p>A domain for sale leads to sedoparking.com. Lungs!")
            }
            _ => html(200, "<title>Other</title><p>Something else is written here."),
        })
        .named(&[]),
        case(61, "a page of a registrar with the name", Cause::Alive, |_| {
            html(200, "<title>Lungs 2021</title><p>A list of domains. Each domain is for sale. Buy this domain!")
        }),
        case(62, "a large file", Cause::Large, |asked| match asked.method {
            Method::Head => html(200, ""),
            Method::Get => html(200, "<title>Google Drive - Virus scan warning</title><form id=download-form></form>"),
        })
        .at("https://drive.google.com/uc?id=abc&export=download"),
        case(63, "a login instead of a file", Cause::TypeDrift, |_| {
            html(200, "<title>Sign in</title><form><input type=password></form>")
        })
        .at("https://data.org/files/lungs.csv"),
        case(63, "a viewer of a file", Cause::Alive, |_| {
            html(200, "<title>repo/lungs.csv at main</title><p>rows and rows")
        })
        .at("https://git.org/o/r/blob/main/lungs.csv"),
        case(64, "a file that is called a page", Cause::Alive, |_| html(200, "PK\u{3}\u{4}rest")),
        case(65, "nothing", Cause::Empty, |_| html(200, "")),
        case(66, "cut off", Cause::Truncated, |_| {
            html(200, "<html><head").map(|mut answer| {
                answer.body.broken = true;
                answer.body.length = Some(100);
                answer
            })
        }),
        case(94, "cut off behind enough", Cause::Alive, |_| {
            dataset("Lungs 2021").map(|mut answer| {
                answer.body.broken = true;
                answer
            })
        }),
    ]);
}

#[test]
fn what_says_nothing_of_the_link() {
    let everywhere = |to: &'static str, page: fn() -> Reply| {
        move |asked: &SentRequest| if asked.url.as_str().contains(to) { page() } else { redirect(302, to) }
    };
    check(vec![
        case(
            40,
            "to a wall for consent",
            Cause::Login,
            everywhere("/cookie-consent", || html(200, "<h1>We value you</h1>")),
        ),
        case(
            40,
            "to a host for logins",
            Cause::Login,
            everywhere("https://idp.data.org/x", || html(200, "<h1>Hello</h1>")),
        ),
        case(40, "a login that is missing", Cause::Login, everywhere("/login?next=/sets/lungs-2021", || status(404))),
        case(40, "a login without a redirect", Cause::Login, |_| {
            html(200, "<h1>Please log in</h1><input type=password>")
        }),
        case(40, "a login with 403", Cause::Login, |_| html(403, "<h1>Anmelden</h1><input type=password>")),
        case(
            58,
            "to a page for maintenance",
            Cause::Maintenance,
            everywhere("/sorry", || html(200, "<h1>Wartungsarbeiten</h1>")),
        ),
        case(
            58,
            "to a page for errors",
            Cause::ServerError,
            everywhere("/error", || html(200, "<h1>Something went wrong</h1>")),
        ),
        case(58, "a database that fails", Cause::ServerError, |_| {
            html(200, "<h1>Error establishing a database connection</h1>")
        }),
        case(65, "a server that is not set up", Cause::Empty, |_| {
            html(200, "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>")
        }),
        case(65, "a page without text", Cause::Empty, |_| html(200, "<html><body></body></html>")),
        case(
            75,
            "to a check for machines",
            Cause::Challenged,
            everywhere("/captcha?back=x", || html(200, "<h1>Hello</h1>")),
        ),
        case(1, "a page with a field for a password in its head", Cause::Alive, |_| {
            let page = dataset("Lungs 2021").unwrap();
            let form = b"<form><input type=password></form>".to_vec();
            reply(200, &[("content-type", "text/html")], [page.body.bytes, form].concat())
        }),
        case(1, "a link to a login", Cause::Alive, |_| html(200, "<title>Sign in</title><input type=password>"))
            .at("https://data.org/login"),
    ]);
}

#[test]
fn a_home_page_is_suggested_only_where_it_bears_the_name() {
    for (title, cause, suggestion) in [
        ("Lungs 2021", Cause::Path, Some("https://data.org/")),
        ("More of lungs", Cause::Path, None),
        ("All of our data", Cause::HomePage, None),
    ] {
        let world = move |asked: &SentRequest| match asked.path() {
            "/" => html(200, &format!("<title>{title}</title><p>Welcome to what we have.")),
            "/sets/lungs-2021" => redirect(301, "/"),
            _ => status(404),
        };
        let verdict = settle(&ask(LUNGS, NAMES), &world).0.verdict;
        assert_eq!((verdict.cause, verdict.suggestion.as_deref()), (cause, suggestion), "{verdict:?}");
    }
}

#[test]
fn evidence_is_plain() {
    for (world, evidence) in [
        (Box::new(|_: &SentRequest| status(404)) as World, "answers 404 twice"),
        (Box::new(|_: &SentRequest| status(410)), "answers 410 twice"),
        (Box::new(|_: &SentRequest| status(500)), "answers 500 3 times"),
        (Box::new(|_: &SentRequest| Err(FetchError::Reset)), "the connection was cut before an answer 3 times"),
        (
            Box::new(|_: &SentRequest| html(200, "<title>Page not found</title><p>Sorry.")),
            "answers 200, and says `Page not found` in its title, is the same page as a random URL on the same path and \
             does not mention the entry",
        ),
        (
            Box::new(|_: &SentRequest| reply(403, &[("cf-mitigated", "challenge")], "")),
            "Cloudflare lets only people pass (status 403, header `cf-mitigated`: `challenge`)",
        ),
        (
            Box::new(|asked: &SentRequest| if asked.is("/") { dataset("Data") } else { redirect(302, "/") }),
            "leads to the home page, `https://data.org/`, like a random URL on the same path",
        ),
    ] {
        assert_eq!(settle(&ask(LUNGS, NAMES), &world).0.verdict.evidence, evidence);
    }
}

#[test]
fn home_pages_by_other_ways() {
    check(vec![
        case(42, "a meta refresh to the home page", Cause::HomePage, |asked| match asked.path() {
            "/" => dataset("All of our data"),
            _ => html(200, "<meta http-equiv=refresh content='0; url=/'><title>Data</title>"),
        }),
        case(42, "a meta refresh to another page", Cause::Temporary, |asked| match asked.path() {
            "/lungs" => dataset("Lungs 2021"),
            "/sets/lungs-2021" => {
                html(200, "<meta http-equiv=refresh content='0; url=https://new.org/lungs'>Lungs moved")
            }
            _ => status(404),
        }),
        case(42, "a host that has one page", Cause::OnePage, |_| {
            html(200, "<title>Welcome</title><p>We moved our services, write to us with all of your questions.")
        }),
        case(42, "to the home page of another domain", Cause::HomePage, |asked| match asked.url.host_str() {
            Some("new.org") => dataset("All of our data"),
            _ => redirect(301, "https://new.org/"),
        }),
        case(42, "to the home page, which bears the name", Cause::Path, |asked| match asked.path() {
            "/" => dataset("Lungs 2021"),
            _ => redirect(301, "/"),
        }),
        case(42, "an address for scripts on the home page", Cause::Opaque, |asked| match asked.path() {
            "/" => html(200, "<title>Portal</title><div id=app>x</div><script src=x></script>"),
            _ => redirect(302, &format!("/#!{}", asked.path())),
        })
        .named(&[]),
    ]);
}
