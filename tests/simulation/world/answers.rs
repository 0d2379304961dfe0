//! What servers of the made-up web send.

use catalint::probe::{Body, HttpAnswer, HttpHeaders, HttpVersion};

use super::{mixed, plan::Page};

const WORDS: [&str; 24] = [
    "survey",
    "annotation",
    "release",
    "volume",
    "licence",
    "acquisition",
    "protocol",
    "cohort",
    "download",
    "mirror",
    "checksum",
    "baseline",
    "split",
    "benchmark",
    "contributor",
    "citation",
    "scanner",
    "resolution",
    "metadata",
    "schema",
    "revision",
    "archive",
    "steward",
    "consent",
];

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> HttpAnswer {
    let mut all = vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())];
    all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let bytes = body.as_bytes().to_vec();
    let length = Some(bytes.len() as u64);
    HttpAnswer {
        status,
        version: HttpVersion::Http1,
        headers: HttpHeaders(all),
        body: Body { bytes, whole: true, broken: false, length },
    }
}

/// Sentences that hang on what they are about.
fn text(about: &str, words: usize) -> String {
    let mut random = fastrand::Rng::with_seed(mixed(about));
    let words = (0..words).map(|_| WORDS[random.usize(..WORDS.len())]);
    words.collect::<Vec<_>>().join(" ")
}

/// A page.
pub(super) fn page(title: &str, body: &str) -> HttpAnswer {
    answer(200, &[], &html(title, body))
}

fn html(title: &str, body: &str) -> String {
    format!("<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>")
}

/// The page of a data set, of a host that knows versions; `sent` is the version that was sent along.
pub(super) fn versioned(page: &Page, sent: Option<&str>) -> HttpAnswer {
    let own = format!("\"{:x}\"", mixed(&page.path));
    let (status, body) = if sent == Some(&own) { (304, "") } else { (200, page.html.as_str()) };
    answer(status, &[("etag", &own)], body)
}

/// The page of a data set.
pub(super) fn known(page: &Page) -> HttpAnswer {
    answer(200, &[], &page.html)
}

/// The source of the page of a data set.
pub(super) fn html_of(name: &str, host: &str) -> String {
    let body = format!("<p>{}.</p><p>{}.</p>", text(name, 30), text(&format!("{name} of {host}"), 30));
    html(&format!("{name} | {host}"), &body)
}

/// A home page.
pub(super) fn home(host: &str) -> HttpAnswer {
    page(&format!("Welcome to {host}"), &format!("<p>{}.</p><p>{}.</p>", text(host, 60), text(&host.repeat(2), 50)))
}

/// A short error page with its status.
pub(super) fn error(status: u16, reason: &str) -> HttpAnswer {
    let html = format!("<html><head><title>{status} {reason}</title></head><body><h1>{reason}</h1></body></html>");
    answer(status, &[], &html)
}

/// An error page that answers 200.
pub(super) fn not_found_page(host: &str, path: &str) -> HttpAnswer {
    let body = format!(
        "<p>Sorry, there is no page at {path}. It may have been removed.</p><p>{}.</p>",
        text(&format!("{host} footer"), 50)
    );
    page(&format!("Page not found | {host}"), &body)
}

/// A redirect.
pub(super) fn redirect(status: u16, to: &str) -> HttpAnswer {
    answer(status, &[("location", to)], "")
}

/// A domain that is for sale.
pub(super) fn parked(host: &str) -> HttpAnswer {
    let body = format!(
        "<p>The domain {host} is for sale. This domain is parked: buy this domain today.</p>\
         <script src=\"https://img.sedoparking.com/park.js\"></script><div data-adblockkey=\"MFww\"></div>"
    );
    page(host, &body)
}

/// A wall.
pub(super) fn walled(status: u16, headers: &[(&str, &str)], title: &str) -> HttpAnswer {
    let html = if title.is_empty() {
        String::new()
    } else {
        format!("<html><head><title>{title}</title></head><body><p>{title}</p></body></html>")
    };
    answer(status, headers, &html)
}

/// The wall that answers 200.
pub(super) fn anubis() -> HttpAnswer {
    page(
        "Making sure you're not a bot!",
        "<p>Loading...</p><script src=\"/.within.website/x/cmd/anubis/static/js/main.mjs\"></script>",
    )
}
