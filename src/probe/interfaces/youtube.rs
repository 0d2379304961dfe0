//! Videos of `YouTube`, by the interface for embedding: their pages ask machines for consent. Only a public video is
//! answered; the page is asked of all others.

use std::time::Duration;

use url::Url;

use super::{
    adapter::ThingFacts,
    json::text,
    record::{RecordInterface, is_slug, link, parts},
};

/// `YouTube`.
pub(super) const YOUTUBE: RecordInterface = RecordInterface {
    kind: "youtube",
    parse: |url| {
        let parts = parts(url)?;
        let id = match (url.host_str()?, parts.as_slice()) {
            ("youtu.be", [id]) | ("www.youtube.com" | "youtube.com", ["shorts" | "embed" | "live", id]) => {
                (*id).to_owned()
            }
            ("www.youtube.com" | "youtube.com" | "m.youtube.com", ["watch"]) => {
                url.query_pairs().find(|(key, _)| key == "v")?.1.into_owned()
            }
            _ => return None,
        };
        // Names of videos differ by case.
        (id.len() == 11 && is_slug(&id))
            .then(|| super::ThingLink { key: id.clone(), ..link("www.youtube.com", &id, true) })
    },
    address: |host, id| {
        let mut url = Url::parse(&format!("https://{host}/oembed")).ok()?;
        let video = format!("https://www.youtube.com/watch?v={id}");
        url.query_pairs_mut().append_pair("url", &video).append_pair("format", "json");
        Some(url)
    },
    read: |_, status, record| {
        let is_video = status == 200 && text(record, &["provider_name"]) == Some("YouTube");
        text(record, &["title"]).filter(|_| is_video).map(|_| ThingFacts::alive("the video is public"))
    },
    interval: Duration::from_secs(1),
    requests: None,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::probe::interfaces::{
        adapter::HostInterface as _,
        tests::{answer, said},
    };

    #[test]
    fn answers_are_read() {
        let key = |url: &str| YOUTUBE.parse(&Url::parse(url).unwrap()).map(|link| link.key);
        for url in ["https://youtu.be/abcDEF_1-23?t=5", "https://www.youtube.com/watch?list=x&v=abcDEF_1-23#y"] {
            assert_eq!(key(url).as_deref(), Some("abcDEF_1-23"), "{url}");
        }
        assert_eq!(key("https://www.youtube.com/playlist?list=abcDEF_1-23"), None);
        for (status, body, wanted) in [
            (200, r#"{"title": "Lungs", "provider_name": "YouTube"}"#, "alive"),
            (200, r#"{"title": "Lungs"}"#, "-"),
            (401, "Unauthorized", "-"),
            (403, "Forbidden", "-"),
            (404, "Not Found", "-"),
            (400, "Bad Request", "-"),
            (200, "<!DOCTYPE html>", "-"),
            (200, r#"{"title": "#, "-"),
        ] {
            assert_eq!(said(&YOUTUBE, "abcDEF_1-23", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
