//! Scenarios 52 to 66: pages that say more than their status.

use crate::basics::{PAGE, honest};
use crate::server::{Reply, answer, page, page_with, redirect};
use crate::world::World;

const NAME: &[&str] = &["Lungs of mice"];

#[tokio::test]
async fn s052_an_error_page_that_answers_200() {
    let world = World::new().await;
    world.host("a.org", |_| {
        page("<title>Page not found</title><h1>Page not found</h1><p>The page that you look for is not here.</p>")
    });
    world.look_for("https://a.org/data/lungs-2019", NAME).await.is("dead", "soft404.content");
}

#[tokio::test]
async fn s053_an_article_about_error_pages() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        if asked.path != "/2024/soft-404s" {
            return page_with(404, "<h1>Not found</h1>");
        }
        page(
            "<title>How we count pages that are not found</title><h1>How we count pages that are not found</h1><p>A page that \
             says \"page not found\" or \"404\" and answers 200 is a soft 404. This article tells how to know them: by their \
             words, by their likeness to what the host says of what it never had, and by what they do not say. Does not exist, \
             no longer available, and the like are not enough by themselves, as this article shows.</p>",
        )
    });
    let seen = world.look("https://a.org/2024/soft-404s").await;
    assert_eq!(seen.probed.verdict.state.as_str(), "alive", "{:?}", seen.probed.verdict);
}

#[tokio::test]
async fn s054_error_pages_in_other_languages() {
    for (title, text) in [
        ("页面不存在", "抱歉，您访问的页面不存在。"),
        ("Seite nicht gefunden", "Die Seite, die Sie suchen, gibt es nicht."),
        ("Page introuvable", "La page que vous cherchez est introuvable."),
        ("Página no encontrada", "La página que busca no existe."),
        ("ページが見つかりません", "お探しのページが見つかりません。"),
        ("Страница не найдена", "Запрошенная страница не найдена."),
    ] {
        let world = World::new().await;
        let body = format!("<title>{title}</title><h1>{title}</h1><p>{text}</p>");
        world.host("a.org", move |_| page(&body));
        world.look_for("https://a.org/data/lungs-2019", NAME).await.is("dead", "soft404.content");
    }
}

const SHELL: &str = "<!doctype html><html><head><title>App</title><script src=/static/app.js></script></head><body><noscript>You \
    need to enable JavaScript to run this app.</noscript><div id=root></div></body></html>";

#[tokio::test]
async fn s055_a_page_that_scripts_make() {
    let world = World::new().await;
    world.host("a.org", |_| page(SHELL));
    world.look_for("https://a.org/data/lungs-2019", NAME).await.is("unclear", "spa.opaque");
}

#[tokio::test]
async fn s056_a_page_that_scripts_make_and_that_says_what_it_is() {
    let world = World::new().await;
    world.host("a.org", |_| {
        page(&SHELL.replace(
            "</head>",
            "<script type=application/ld+json>{\"@type\":\"Dataset\",\"name\":\"Lungs of mice\"}</script></head>",
        ))
    });
    world.look_for("https://a.org/data/lungs-2019", NAME).await.is("alive", "alive");
}

#[tokio::test]
async fn s057_an_error_page_that_repeats_what_was_asked() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        let path = &asked.path;
        page(&format!(
            "<title>Not found: {path}</title><h1>Sorry, we could not find {path}</h1><p>{path} does not exist on this server. \
             Perhaps it was moved, perhaps it never was here. Try the search, or go to the start page.</p>"
        ))
    });
    world.look_for("https://a.org/data/lungs-2019", NAME).await.is("dead", "soft404.content");
}

#[tokio::test]
async fn s058_a_site_that_is_being_mended() {
    let world = World::new().await;
    world.host("a.org", |_| {
        page("<title>Site under maintenance</title><h1>We are down for maintenance</h1><p>We will be back soon.</p>")
    });
    world.look_for("https://a.org/data/lungs-2019", NAME).await.is("unclear", "server.maintenance");
}

#[tokio::test]
async fn s059_a_thin_page_with_the_name_of_the_record() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        let name = if asked.path == "/data/lungs-2019" { "Lungs of mice" } else { "Unnamed" };
        page(&format!(
            "<title>Archive</title><h1>{name}</h1><p>Home, search, browse, help, contact, imprint, about, news, log in. This \
             archive holds data of many kinds. Ask for access by mail. All rights of the authors are kept.</p>"
        ))
    });
    world.look_for("https://a.org/data/lungs-2019", NAME).await.is("alive", "alive");
}

#[tokio::test]
async fn s060_a_parked_domain() {
    let world = World::new().await;
    world.host("a.org", |_| redirect(302, "http://ww1.a.org/?subid1=20261123"));
    world.host("ww1.a.org", |_| {
        page(
            "<html data-adblockkey=\"MFwwDQ\"><title>a.org</title><script>window.park=\"e30=\"</script><p>The domain a.org is \
             for sale. Buy this domain.</p></html>",
        )
    });
    world.look_for("http://a.org/data/lungs-2019", NAME).await.is("dead", "parked");
}

#[tokio::test]
async fn s061_a_page_that_tells_of_sales() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        if asked.path != "/data/lungs-2019" {
            return page_with(404, "<h1>Not found</h1>");
        }
        page(&PAGE.replace("</body>", "<p>Sponsored: this domain may be for sale, says our registrar.</p></body>"))
    });
    world.look_for("https://a.org/data/lungs-2019", NAME).await.is("alive", "alive");
}

#[tokio::test]
async fn s062_a_file_behind_a_question() {
    let world = World::new().await;
    world.host("drive.google.com", |_| {
        page(
            "<title>Google Drive - Virus scan warning</title><p class=uc-warning-caption>Google Drive can't scan this file for \
             viruses.</p><p>lungs.zip (12G) is too large for Google to scan for viruses. Would you still like to download this \
             file?</p><form id=download-form action=https://drive.usercontent.google.com/download><input type=submit \
             value=\"Download anyway\"></form>",
        )
    });
    let seen = world.look_for("https://drive.google.com/uc?export=download&id=1AbC", &["Lungs of mice"]).await;
    seen.is("alive", "alive.large");
}

#[tokio::test]
async fn s063_a_table_that_is_a_login() {
    let world = World::new().await;
    world.host("a.org", |asked| {
        if asked.path == "/data/lungs.csv" {
            page("<title>Sign in</title><h1>Sign in</h1><form><input name=user><input type=password></form>")
        } else {
            page_with(404, "")
        }
    });
    let seen = world.look("https://a.org/data/lungs.csv").await;
    let verdict = &seen.probed.verdict;
    assert_eq!(verdict.state.as_str(), "unclear", "{verdict:?}");
    assert!(matches!(verdict.cause.as_str(), "content.type_drift" | "redirect.login"), "{verdict:?}");
}

#[tokio::test]
async fn s064_a_file_that_says_that_it_is_a_page() {
    let world = World::new().await;
    world.host(
        "a.org",
        |asked| if asked.is_head() { answer(405, &[], "") } else { page("PK\x03\x04 and what a file holds") },
    );
    world.look("https://a.org/data/lungs.zip").await.is("alive", "alive");
}

#[tokio::test]
async fn s065_nothing_in_it() {
    let world = World::new().await;
    world.host("a.org", |_| page(""));
    world.look("https://a.org/data/lungs").await.is("unclear", "content.empty");
}

#[tokio::test]
async fn s066_less_than_was_announced() {
    let world = World::new().await;
    world.host("a.org", |_| {
        Reply::Last(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 100\r\n\r\n<p>0123456".to_vec())
    });
    world.look("https://a.org/data/lungs").await.is("unclear", "content.truncated");
}

#[tokio::test]
async fn a_page_that_sends_visitors_home() {
    let world = World::new().await;
    world.host("a.org", |asked| match asked.path.as_str() {
        "/" => page("<title>The institute</title><h1>Welcome</h1><p>We do research on many things.</p>"),
        _ => page("<meta http-equiv=refresh content=\"0; url=/\">"),
    });
    let seen = world.look_for("https://a.org/data/lungs-2019", NAME).await;
    assert_eq!(seen.probed.verdict.state.as_str(), "dead", "{:?}", seen.probed.verdict);
}

#[tokio::test]
async fn packed_pages_are_read() {
    use std::io::Write as _;
    let world = World::new().await;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(PAGE.as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    world.host("a.org", move |asked| {
        if asked.path == "/data/lungs" {
            answer(200, &[("content-type", "text/html"), ("content-encoding", "gzip")], &packed)
        } else {
            honest(asked)
        }
    });
    let seen = world.look_for("https://a.org/data/lungs", NAME).await.is("alive", "alive");
    assert_eq!(seen.probed.title.as_deref(), Some("Lungs of mice"));
}
