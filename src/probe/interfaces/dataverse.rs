//! Data sets of known Dataverse installations, one by one: deaccessioned with a reason.

use std::time::Duration;

use url::Url;

use super::{
    adapter::ThingFacts,
    json::text,
    record::{RecordInterface, link},
};
use crate::{probe::Cause, text::quote};

/// Known installations.
const HOSTS: [&str; 12] = [
    "dataverse.harvard.edu",
    "dataverse.nl",
    "dataverse.no",
    "dataverse.unc.edu",
    "data.inrae.fr",
    "entrepot.recherche.data.gouv.fr",
    "darus.uni-stuttgart.de",
    "heidata.uni-heidelberg.de",
    "borealisdata.ca",
    "edmond.mpg.de",
    "dataverse.lib.virginia.edu",
    "demo.dataverse.org",
];

/// Dataverse.
pub(super) const DATAVERSE: RecordInterface = RecordInterface {
    kind: "dataverse",
    parse: |url| {
        let host = HOSTS.into_iter().find(|host| url.host_str() == Some(host))?;
        if url.path() != "/dataset.xhtml" {
            return None;
        }
        let mut pairs = url.query_pairs();
        let (_, id) = pairs.find(|(key, _)| key.eq_ignore_ascii_case("persistentId"))?;
        let is_id = id.starts_with("doi:10.") || id.starts_with("hdl:");
        is_id.then(|| link(host, &id, !url.query_pairs().any(|(key, _)| key == "version")))
    },
    address: |host, id| {
        let mut url = Url::parse(&format!("https://{host}/api/datasets/:persistentId/")).ok()?;
        url.query_pairs_mut().append_pair("persistentId", id);
        Some(url)
    },
    read: |_, status, record| {
        if status != 200 || text(record, &["status"]) != Some("OK") {
            return None;
        }
        let version = record.get("data")?.get("latestVersion").filter(|version| version.is_object())?;
        if text(version, &["versionState"]) == Some("DEACCESSIONED") {
            let why = text(version, &["deaccessionNote"]).filter(|why| !why.is_empty());
            let why = why.map(|why| format!(": {}", quote(why))).unwrap_or_default();
            return Some(ThingFacts::new(Cause::Withdrawn, 200, format!("the data set was deaccessioned{why}")));
        }
        let license = text(version, &["license", "name"]);
        Some(ThingFacts::alive("the data set is there").licensed("latestVersion.license.name", license))
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
        let key = |url: &str| DATAVERSE.parse(&Url::parse(url).unwrap()).map(|link| (link.key, link.is_whole));
        let url = "https://dataverse.harvard.edu/dataset.xhtml?persistentId=doi:10.7910/DVN/ABC";
        assert_eq!(key(url), Some(("doi:10.7910/dvn/abc".to_owned(), true)));
        assert_eq!(key("https://dataverse.harvard.edu/dataverse/lungs"), None);
        for (status, body, wanted) in [
            (200, r#"{"status": "OK", "data": {"latestVersion": {"versionState": "RELEASED"}}}"#, "alive"),
            (
                200,
                r#"{"status": "OK", "data": {"latestVersion": {"versionState": "DEACCESSIONED", "deaccessionNote": "x"}}}"#,
                "withdrawn",
            ),
            (200, r#"{"status": "ERROR"}"#, "-"),
            (404, r#"{"status": "ERROR", "message": "Dataset not found"}"#, "-"),
            (401, r#"{"status": "ERROR", "message": "unauthorized"}"#, "-"),
            (202, "", "-"),
            (200, "<!DOCTYPE html>", "-"),
            (200, r#"{"status": "#, "-"),
        ] {
            assert_eq!(
                said(&DATAVERSE, "doi:10.7910/DVN/ABC", &answer(status, body), false),
                wanted,
                "{status} {body}"
            );
        }
    }
}
