//! Papers of arXiv, a hundred in one request, which come three seconds apart as arXiv wants them. One that is missing is
//! asked as a page; a later version alone is no withdrawal.

use std::time::Duration;

use quick_xml::{Reader, events::Event};
use rustc_hash::FxHashMap;
use url::Url;

use super::adapter::{HostInterface, InterfaceReading, InterfaceRequest, InterfaceTerms, ThingFacts, ThingLink};
use crate::probe::{Cause, HttpAnswer};

/// The host of the interface.
const HOST: &str = "export.arxiv.org";
/// Papers in one request.
const BATCH: usize = 100;
/// Beginnings of comments and summaries of papers that were taken back.
const WITHDRAWN: [&str; 4] = [
    "this paper has been withdrawn",
    "this article has been withdrawn",
    "this submission has been withdrawn",
    "withdrawn",
];

/// arXiv.
#[derive(Debug)]
pub(super) struct ArXiv;

impl HostInterface for ArXiv {
    fn kind(&self) -> &'static str {
        "arxiv"
    }

    fn parse(&self, url: &Url) -> Option<ThingLink> {
        if !matches!(url.host_str()?, "arxiv.org" | "www.arxiv.org" | "export.arxiv.org") {
            return None;
        }
        let path = url.path().trim_matches('/');
        let (kind, id) = path.split_once('/')?;
        if !matches!(kind, "abs" | "pdf" | "html") {
            return None;
        }
        let id = id.strip_suffix(".pdf").unwrap_or(id);
        let name = without_version(id);
        is_id(name).then(|| ThingLink {
            host: HOST.to_owned(),
            key: name.to_ascii_lowercase(),
            name: name.to_owned(),
            // Some papers have no HTML, and a version may be missing.
            is_whole: kind != "html" && name == id,
        })
    }

    fn terms(&self, _has_token: bool) -> InterfaceTerms {
        InterfaceTerms { batch: BATCH, requests: None, interval: Duration::from_millis(3800), waits: false }
    }

    fn request(&self, host: &str, names: &[&str], _has_token: bool) -> Option<InterfaceRequest> {
        let mut url = Url::parse(&format!("https://{host}/api/query")).ok()?;
        url.query_pairs_mut().append_pair("id_list", &names.join(",")).append_pair("max_results", "100");
        Some(InterfaceRequest::get(url, "application/atom+xml"))
    }

    fn read(&self, names: &[&str], answer: &HttpAnswer, _has_token: bool) -> InterfaceReading {
        let whole = answer.status == 200 && answer.body.whole && !answer.body.broken;
        let text = std::str::from_utf8(&answer.body.bytes).ok().filter(|_| whole);
        let Some(papers) = text.and_then(papers) else {
            return InterfaceReading::Unusable("arXiv's interface gives no answer".to_owned());
        };
        let facts = |name: &&str| papers.get(&name.to_ascii_lowercase()).map(facts);
        InterfaceReading::Things(names.iter().map(facts).collect())
    }
}

/// An entry of the feed.
#[derive(Debug, Default)]
struct Paper {
    id: String,
    title: String,
    summary: String,
    comment: String,
}

/// Reads the papers of a feed, by their identifiers; none where it is no feed.
fn papers(text: &str) -> Option<FxHashMap<String, Paper>> {
    let mut reader = Reader::from_str(text);
    let (mut found, mut paper, mut field) = (FxHashMap::default(), None::<Paper>, None::<Vec<u8>>);
    let mut is_feed = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => match start.local_name().as_ref() {
                b"feed" => is_feed = true,
                b"entry" => paper = Some(Paper::default()),
                name => field = Some(name.to_vec()),
            },
            Event::Text(text) => {
                let text = text.decode().ok()?;
                if let (Some(paper), Some(field)) = (&mut paper, &field) {
                    paper.add(field, &text);
                }
            }
            Event::End(end) => {
                field = None;
                if end.local_name().as_ref() == b"entry"
                    && let Some(paper) = paper.take()
                    && let Some(id) = paper.name()
                {
                    found.insert(id, paper);
                }
            }
            Event::Eof => return is_feed.then_some(found),
            _ => {}
        }
    }
}

impl Paper {
    fn add(&mut self, field: &[u8], text: &str) {
        match field {
            b"id" => self.id.push_str(text.trim()),
            b"title" => self.title.push_str(text),
            b"summary" => self.summary.push_str(text),
            b"comment" => self.comment.push_str(text),
            _ => {}
        }
    }

    /// The identifier without its version; none where the entry is an error.
    fn name(&self) -> Option<String> {
        let (_, id) = self.id.split_once("arxiv.org/abs/")?;
        let name = without_version(id);
        (self.title.trim() != "Error" && is_id(name)).then(|| name.to_ascii_lowercase())
    }
}

fn facts(paper: &Paper) -> ThingFacts {
    let begins = |text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        WITHDRAWN.iter().any(|word| text.starts_with(word))
            || text.contains("arxiv admin note:") && text.contains("withdrawn")
    };
    if begins(&paper.comment) || begins(&paper.summary) {
        ThingFacts::new(Cause::Retracted, 200, "arXiv says that the paper has been withdrawn")
    } else {
        ThingFacts::alive("the paper is there")
    }
}

/// An identifier without its version.
fn without_version(id: &str) -> &str {
    let digits = id.trim_end_matches(|c: char| c.is_ascii_digit());
    digits.strip_suffix('v').filter(|_| digits.len() < id.len()).unwrap_or(id)
}

/// `2101.00001`, or `math.GT/0309136` as before 2007.
fn is_id(id: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((subject, number)) = id.split_once('/') {
        let is_subject = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'.');
        return number.len() == 7 && digits(number) && !subject.is_empty() && subject.bytes().all(is_subject);
    }
    let Some((month, number)) = id.split_once('.') else { return false };
    month.len() == 4 && digits(month) && matches!(number.len(), 4 | 5) && digits(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::tests::{answer, said};

    #[test]
    fn identifiers_are_read() {
        let key = |url: &str| ArXiv.parse(&Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        for (url, wanted) in [
            ("https://arxiv.org/abs/2101.00001", Some(("2101.00001", true))),
            ("http://arxiv.org/pdf/2101.00001.pdf", Some(("2101.00001", true))),
            ("https://arxiv.org/abs/2101.00001v3", Some(("2101.00001", false))),
            ("https://arxiv.org/abs/math.GT/0309136", Some(("math.gt/0309136", true))),
            ("https://arxiv.org/html/2101.00001", Some(("2101.00001", false))),
            ("https://arxiv.org/list/cs.CV/recent", None),
            ("https://arxiv.org/abs/none", None),
        ] {
            assert_eq!(key(url), wanted.map(|(key, is_whole)| (key.to_owned(), is_whole)), "{url}");
        }
        let request = ArXiv.request(HOST, &["2101.00001", "math/0309136"], false).unwrap();
        let sent = "https://export.arxiv.org/api/query?id_list=2101.00001%2Cmath%2F0309136&max_results=100";
        assert_eq!(request.url.as_str(), sent);
    }

    #[test]
    fn feeds_are_read() {
        let feed = |id: &str, title: &str, summary: &str, comment: &str| {
            format!(
                "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>q</title><entry>\
                 <id>http://arxiv.org/abs/{id}</id><title>{title}</title><summary>{summary}</summary>\
                 <author><name>A. B.</name></author>\
                 <arxiv:comment xmlns:arxiv=\"http://arxiv.org/schemas/atom\">{comment}</arxiv:comment></entry></feed>"
            )
        };
        for (status, body, wanted) in [
            (200, feed("2101.00001v2", "Lungs &amp; hearts", "We withdrew blood.", "12 pages"), "alive"),
            (
                200,
                feed("2101.00001v2", "Lungs", "This paper has been\n  withdrawn by its author.", ""),
                "alive.withdrawn",
            ),
            (
                200,
                feed("2101.00001v2", "Lungs", "We do.", "arXiv admin note: this paper has been withdrawn"),
                "alive.withdrawn",
            ),
            (200, feed("2101.00002v1", "Lungs", "We do.", ""), "-"),
            (200, feed("2101.00001v1", "Error", "incorrect id format", ""), "-"),
            (200, "<feed></feed>".to_owned(), "-"),
            (200, "<!DOCTYPE html><html><title>arXiv</title></html>".to_owned(), "unusable"),
            (200, "<feed><entry><id>".to_owned(), "-"),
            (200, "{}".to_owned(), "unusable"),
            (500, String::new(), "unusable"),
        ] {
            assert_eq!(said(&ArXiv, "2101.00001", &answer(status, &body), false), wanted, "{status} {body}");
        }
    }
}
