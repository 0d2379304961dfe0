//! Compares two licences: can both hold for one thing?

use super::vocabulary::vocabulary;

/// One licence of an expression, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct LicenseTerm<'a> {
    /// `CC-BY-NC`, `GPL`, `BSD`
    family: &'a str,
    /// `4.0`, `3-Clause`; empty if it is not said.
    version: &'a str,
    or_later: bool,
    is_public_domain: bool,
}

/// Returns true if two SPDX expressions, or families like `CC-BY-NC-SA`, cannot both be true of one thing.
///
/// A version that is missing contradicts nothing, nor does a port (`CC-BY-3.0-US`), nor `GPL-3.0` beside `GPL-3.0-only`. Of
/// two expressions, one licence in common is enough. What is not known contradicts nothing.
pub fn contradicts(a: &str, b: &str) -> bool {
    let (Some(a), Some(b)) = (terms(a), terms(b)) else { return false };
    !a.iter().any(|a| b.iter().any(|b| fits(a, b)))
}

/// The licences of an expression; none where one of them is not known.
fn terms(expression: &str) -> Option<Vec<LicenseTerm<'_>>> {
    let mut found = Vec::new();
    let mut is_exception = false;
    for word in expression.split([' ', '(', ')', '/']).filter(|word| !word.is_empty()) {
        if std::mem::take(&mut is_exception) {
            continue;
        }
        match word {
            _ if word.eq_ignore_ascii_case("with") => is_exception = true,
            _ if word.eq_ignore_ascii_case("or") || word.eq_ignore_ascii_case("and") => {}
            _ => found.push(term(word)?),
        }
    }
    (!found.is_empty()).then_some(found)
}

/// Takes one identifier apart; none if SPDX knows neither it nor its family.
fn term(id: &str) -> Option<LicenseTerm<'_>> {
    let plain = id.trim_end_matches('+');
    let later = plain.strip_suffix("-or-later");
    let base = later.or_else(|| plain.strip_suffix("-only")).unwrap_or(plain);
    let version_at = base.match_indices('-').map(|(at, _)| at + 1).find(|at| starts_with_digit(base, *at));
    let family = base.get(..version_at.map_or(base.len(), |at| at - 1))?;
    let mut version = version_at.and_then(|at| base.get(at..)).unwrap_or_default();
    let is_creative = family == "CC" || family.starts_with("CC-");
    if is_creative {
        version = version.split('-').next().unwrap_or_default();
    }
    let is_known = is_creative || spdx::license_id(id).is_some() || is_family(family);
    let is_public_domain = vocabulary().public_domain_ids.iter().any(|known| known == base);
    let or_later = later.is_some() || id.ends_with('+');
    is_known.then_some(LicenseTerm { family, version, or_later, is_public_domain })
}

/// Returns true if an SPDX licence is of this family, which SPDX writes in exactly this case.
fn is_family(family: &str) -> bool {
    let licenses = spdx::identifiers::LICENSES;
    let first = licenses.partition_point(|license| license.name < family);
    let next = licenses.get(first).and_then(|license| license.name.strip_prefix(family));
    next.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn starts_with_digit(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
}

/// Returns true if two licences may be the same one.
fn fits(a: &LicenseTerm<'_>, b: &LicenseTerm<'_>) -> bool {
    if a.is_public_domain && b.is_public_domain {
        return true;
    }
    // `CC` alone may be any of them.
    let is_any = |a: &LicenseTerm<'_>, b: &LicenseTerm<'_>| a.family == "CC" && b.family.starts_with("CC-");
    if a.family != b.family && !is_any(a, b) && !is_any(b, a) {
        return false;
    }
    let is_open = a.version.is_empty() || b.version.is_empty();
    // `BSD-2-Clause-FreeBSD` is an old identifier of the same text, and a page for it is linked for `BSD-2-Clause`.
    let is_variant = |a: &LicenseTerm<'_>, b: &LicenseTerm<'_>| {
        a.version.strip_prefix(b.version).is_some_and(|rest| rest.starts_with('-'))
    };
    is_open
        || a.version == b.version
        || is_variant(a, b)
        || is_variant(b, a)
        || a.or_later && a.version < b.version
        || b.or_later && b.version < a.version
}
