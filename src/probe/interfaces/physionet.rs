//! Projects of `PhysioNet`, by the list of their published versions.

use std::time::Duration;

use serde_json::Value;

use super::{
    adapter::ThingFacts,
    json::text,
    record::{RecordInterface, is_slug, link, parts},
};

/// `PhysioNet`. An unknown project is an empty list, and its page is asked.
pub(super) const PHYSIONET: RecordInterface = RecordInterface {
    kind: "physionet",
    parse: |url| {
        if !matches!(url.host_str()?, "physionet.org" | "www.physionet.org") {
            return None;
        }
        let parts = parts(url)?;
        let ["content", slug, rest @ ..] = parts.as_slice() else { return None };
        let version = rest.first().copied().unwrap_or_default();
        let name = if version.is_empty() { (*slug).to_owned() } else { format!("{slug}/{version}") };
        let is_version = version.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        (is_slug(slug) && is_version).then(|| link("physionet.org", &name, rest.len() <= 1))
    },
    address: |host, name| {
        let slug = name.split('/').next()?;
        url::Url::parse(&format!("https://{host}/api/v1/project/published/{slug}/")).ok()
    },
    read: |name, status, record| {
        let versions = record.as_array().filter(|_| status == 200)?;
        let (slug, version) = name.split_once('/').unwrap_or((name, ""));
        let is_wanted = |own: &Value| {
            let is_slug = text(own, &["slug"]).is_some_and(|own| own.eq_ignore_ascii_case(slug));
            is_slug && (version.is_empty() || text(own, &["version"]) == Some(version))
        };
        versions.iter().any(is_wanted).then(|| ThingFacts::alive("the project is published"))
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
        let key = |url: &str| PHYSIONET.parse(&url::Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        assert_eq!(key("https://physionet.org/content/mimiciv/2.2/"), Some(("mimiciv/2.2".to_owned(), true)));
        assert_eq!(key("https://physionet.org/content/mimiciv"), Some(("mimiciv".to_owned(), true)));
        assert_eq!(key("https://physionet.org/content/mimiciv/2.2/hosp/"), Some(("mimiciv/2.2".to_owned(), false)));
        assert_eq!(key("https://physionet.org/about/"), None);
        let list = r#"[{"slug": "mimiciv", "version": "2.2"}, {"slug": "mimiciv", "version": "3.0"}]"#;
        for (status, body, wanted) in [
            (200, list, "alive"),
            (200, r#"[{"slug": "mimiciv", "version": "3.0"}]"#, "-"),
            (200, r#"[{"slug": "other", "version": "2.2"}]"#, "-"),
            (200, "[]", "-"),
            (404, r#"{"detail": "Not found."}"#, "-"),
            (403, "{}", "-"),
            (200, "<!DOCTYPE html>", "-"),
            (200, r#"[{"slug": "#, "-"),
        ] {
            assert_eq!(said(&PHYSIONET, "mimiciv/2.2", &answer(status, body), false), wanted, "{status} {body}");
        }
    }
}
