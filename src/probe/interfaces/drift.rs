//! What the catalog says of a thing, compared with what its host says: the licence, and who may have it.
//!
//! Silent wherever both may be true: a host that asserts no licence, one fitting licence of several, a version that one
//! of them leaves out, `-only` beside the bare version, and the licence of a host of code beside that of data.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::adapter::{HostLicense, ThingFacts};
use crate::{
    catalog::license::contradicts,
    probe::{CatalogStatement, Cause, statement::license_name},
    text::quote,
    vocabulary::vocabulary,
};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AccessWords {
    open: FxHashSet<String>,
    content_licenses: Vec<String>,
}

vocabulary! { fn read_access_words() -> AccessWords = "access.toml" }

static WORDS: LazyLock<AccessWords> = LazyLock::new(read_access_words);

/// Returns the difference between what records say of a thing and what its host says; none where both may be true.
pub(crate) fn drift(statements: &[CatalogStatement], facts: &ThingFacts, is_code: bool) -> Option<(Cause, String)> {
    access_drift(statements, facts).or_else(|| license_drift(statements, facts.license.as_ref()?, is_code))
}

/// Returns the licence of the host of which all records say the family and leave out the version, and what speaks for it;
/// none otherwise.
pub(crate) fn completion(statements: &[CatalogStatement], facts: &ThingFacts) -> Option<(String, String)> {
    let host = facts.license.as_ref().filter(|host| !facts_are_silent(&host.value))?;
    let own = license_name(&host.value)?;
    let mut said = statements.iter().filter(|statement| statement.is_main).map(|own| own.license.as_deref());
    let first = said.next().flatten()?;
    let version = own.strip_prefix(first)?.strip_prefix('-')?;
    let is_version = version.starts_with(|c: char| c.is_ascii_digit()) && !version.contains(' ');
    let evidence = || {
        format!("the catalog says {} without a version, and its host {} (`{}`)", quote(first), quote(&own), host.field)
    };
    (is_version && said.all(|other| other == Some(first))).then(|| (own.clone(), evidence()))
}

/// A record that says that anybody may have it, while the host lets only some.
fn access_drift(statements: &[CatalogStatement], facts: &ThingFacts) -> Option<(Cause, String)> {
    if !matches!(facts.cause, Cause::Gated | Cause::Restricted | Cause::Embargoed) {
        return None;
    }
    let mut said = statements.iter().filter(|statement| statement.is_main).map(|statement| statement.access.as_deref());
    let first = said.next().flatten()?;
    let is_open =
        |access: Option<&str>| access.is_some_and(|access| WORDS.open.contains(&access.trim().to_lowercase()));
    (is_open(Some(first)) && said.all(is_open))
        .then(|| (Cause::AccessDrift, format!("the catalog says {}, and its host: {}", quote(first), facts.evidence)))
}

fn license_drift(statements: &[CatalogStatement], host: &HostLicense, is_code: bool) -> Option<(Cause, String)> {
    if facts_are_silent(&host.value) {
        return None;
    }
    let own = license_name(&host.value)?;
    let mut shown = None;
    for statement in statements {
        let stated = statement.license.as_deref()?;
        let speaks_of_it = if is_code {
            !is_content(stated) && !is_content(&own) || statement.is_main && is_content(stated) == is_content(&own)
        } else {
            statement.is_main
        };
        if !speaks_of_it || !contradicts(stated, &own) {
            return None;
        }
        shown = shown.or(Some(stated));
    }
    let evidence = format!("the catalog says {}, and its host {} (`{}`)", quote(shown?), quote(&own), host.field);
    Some((Cause::LicenseDrift, evidence))
}

/// True if a host's word is none on a licence.
fn facts_are_silent(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "" | "noassertion" | "other" | "unknown" | "none" | "null")
}

/// True if a licence is one of data and texts.
fn is_content(expression: &str) -> bool {
    let starts = |word: &String| {
        let begin = expression.get(..word.len());
        begin.is_some_and(|begin| begin.eq_ignore_ascii_case(word))
    };
    WORDS.content_licenses.iter().any(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(catalog: &[&str], host: &str, is_code: bool) -> Option<String> {
        let statements: Vec<_> = catalog
            .iter()
            .map(|text| CatalogStatement { license: license_name(text), access: None, is_main: true })
            .collect();
        let facts = ThingFacts::alive("it is there").licensed("license", Some(host));
        drift(&statements, &facts, is_code).map(|(_, evidence)| evidence)
    }

    #[test]
    fn licences_that_cannot_both_hold_are_reported_with_both_sides() {
        let wanted = "the catalog says `MIT`, and its host `Apache-2.0` (`license`)";
        assert_eq!(said(&["MIT"], "apache-2.0", true).as_deref(), Some(wanted));
        for (catalog, host, is_code, drifts) in [
            (&["MIT"][..], "Apache-2.0", true, true),
            (&["CC BY 4.0"], "cc-by-nc-4.0", false, true),
            (&["GPL-2.0"], "GPL-3.0", true, true),
            (&["MIT"], "MIT", true, false),
            (&["MIT"], "NOASSERTION", true, false),
            (&["MIT"], "other", false, false),
            (&["MIT, Apache 2.0"], "apache-2.0", true, false),
            (&["MIT OR Apache-2.0"], "MIT", true, false),
            (&["GPL-3.0"], "GPL-3.0-only", true, false),
            (&["GPL-3.0-or-later"], "GPL-3.0", true, false),
            (&["CC BY-NC-SA"], "cc-by-nc-sa-4.0", false, false),
            // A host of code speaks of the code.
            (&["CC BY 4.0"], "MIT", true, false),
            (&["Custom"], "MIT", true, false),
            // Two records of one thing: one of them may be right.
            (&["MIT", "Apache-2.0"], "Apache-2.0", true, false),
            (&["MIT", ""], "Apache-2.0", true, false),
        ] {
            assert_eq!(said(catalog, host, is_code).is_some(), drifts, "{catalog:?} {host}");
        }
    }

    #[test]
    fn a_version_that_the_host_gives_completes_the_licence() {
        for (catalog, host, wanted) in [
            (&["CC BY-NC-SA"][..], "cc-by-nc-sa-4.0", Some("CC-BY-NC-SA-4.0")),
            (&["CC BY"], "cc-by-4.0", Some("CC-BY-4.0")),
            (&["CC BY", "CC BY"], "cc-by-4.0", Some("CC-BY-4.0")),
            (&["CC BY"], "cc-by-nc-4.0", None),
            (&["CC BY-NC-SA 4.0"], "cc-by-nc-sa-4.0", None),
            (&["CC BY-NC-SA"], "other", None),
            (&["CC BY", "CC BY-NC"], "cc-by-4.0", None),
            (&["CC BY", ""], "cc-by-4.0", None),
            (&[], "cc-by-4.0", None),
        ] {
            let statements: Vec<_> = catalog
                .iter()
                .map(|text| CatalogStatement { license: license_name(text), access: None, is_main: true })
                .collect();
            let facts = ThingFacts::alive("it is there").licensed("license", Some(host));
            let completed = completion(&statements, &facts).map(|(license, _)| license);
            assert_eq!(completed.as_deref(), wanted, "{catalog:?} {host}");
        }
    }

    #[test]
    fn what_is_called_open_and_is_gated_is_reported_with_both_sides() {
        let gated = ThingFacts::new(Cause::Gated, 200, "it is gated");
        let statement =
            |access: &str| CatalogStatement { license: None, access: Some(access.to_owned()), is_main: true };
        let evidence =
            |access: &str, facts: &ThingFacts| drift(&[statement(access)], facts, false).map(|(_, said)| said);
        assert_eq!(evidence("Open", &gated).as_deref(), Some("the catalog says `Open`, and its host: it is gated"));
        assert_eq!(evidence("On request", &gated), None);
        assert_eq!(evidence("Open", &ThingFacts::alive("it is there")), None);
    }
}
