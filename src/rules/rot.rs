//! `rot/`: links that were asked for, and did not lead to what they should. What an answer means is judged elsewhere;
//! here a judgement becomes a finding of the one rule that tells its cause.

use super::address::web_address_fix;
use super::link_place::place;
use super::wording::shown;
use super::{Answer, Context, Draft};
use crate::catalog::{HostTraits, LinkTarget};
use crate::finding::Fix;
use crate::markdown::Link;
use crate::probe::{LinkState, Verdict};
use crate::source::Span;
use crate::text::shorten_line;

/// The most characters of what speaks for a judgement: three lines of a terminal.
const LONGEST_EVIDENCE: usize = 241;

/// All of the family but those below: what was judged, at the link, with what to do.
pub(super) fn told(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>, verdict: &Verdict) -> Answer {
    draft(context, link, target, verdict).map_or_else(|otherwise| otherwise, Into::into)
}

/// `rot/moved`
pub(super) fn moved(context: &Context<'_, '_>, link: &Link<'_>, target: &LinkTarget<'_>, verdict: &Verdict) -> Answer {
    let draft = match draft(context, link, target, verdict) {
        Ok(draft) => draft,
        Err(otherwise) => return otherwise,
    };
    let Some(new) = &verdict.suggestion else { return draft.into() };
    let draft = draft.help(format!("write {}", shown(new)));
    let fix = context.catalog.address(link, target).and_then(|span| web_address_fix(link.kind, span, new));
    match fix {
        Some(fix) => draft.fix(fix).into(),
        None => draft.into(),
    }
}

/// `rot/license-drift`: a version that the host gives is added, for a person to look at.
pub(super) fn license_drift(
    context: &Context<'_, '_>,
    link: &Link<'_>,
    target: &LinkTarget<'_>,
    verdict: &Verdict,
) -> Answer {
    let draft = match draft(context, link, target, verdict) {
        Ok(draft) => draft,
        Err(otherwise) => return otherwise,
    };
    let Some(license) = &verdict.suggestion else { return draft.into() };
    let draft = draft.help(format!("write {}", shown(license)));
    match version_fix(context, link, license) {
        Some(fix) => draft.fix(fix).into(),
        None => draft.into(),
    }
}

/// Writes the version of a licence behind the family that the record of a link gives, as it is spelt there.
fn version_fix(context: &Context<'_, '_>, link: &Link<'_>, license: &str) -> Option<Fix> {
    let catalog = context.catalog;
    let record = catalog.record_at(link.span)?;
    let at = catalog.records.binary_search_by_key(&record.span.start, |own| own.span.start).ok()?;
    let stated = catalog.licenses().of_record(u32::try_from(at).ok()?)?;
    let reading = catalog.licenses().reading(stated)?;
    let version = license.strip_prefix(reading.named()?)?.strip_prefix('-')?;
    let span = stated.core_span(reading);
    let written = catalog.file.text().get(span.range())?;
    let separator = if written.contains(' ') || !written.contains('-') { ' ' } else { '-' };
    Some(Fix::for_review(Span::new(span.end as usize, span.end as usize), format!("{separator}{version}")))
}

/// `rot/private-address`: what the address says by itself is told by `link/private-address` already.
pub(super) fn private_address(
    context: &Context<'_, '_>,
    link: &Link<'_>,
    target: &LinkTarget<'_>,
    verdict: &Verdict,
) -> Answer {
    if target.has(HostTraits::PRIVATE) { Answer::CannotTell } else { told(context, link, target, verdict) }
}

/// The finding where the rule that is asked is the one that tells the cause; otherwise the answer.
fn draft(
    context: &Context<'_, '_>,
    link: &Link<'_>,
    target: &LinkTarget<'_>,
    verdict: &Verdict,
) -> Result<Draft, Answer> {
    let rule = context.asked.rule.name;
    if verdict.cause.rule() != Some(rule) {
        // Another rule tells it; what leads somewhere was looked at and is well.
        return Err(match verdict.state {
            LinkState::Alive | LinkState::Moved => Answer::Holds,
            LinkState::Dead | LinkState::Unclear | LinkState::Skipped => Answer::CannotTell,
        });
    }
    let (span, others) = place(context, link, target).ok_or(Answer::CannotTell)?;
    let message = format!("{}: {}{others}", shown(&target.url), shorten_line(&verdict.evidence, LONGEST_EVIDENCE));
    Ok(Draft::new(span, message).help(help(rule)).subject(target.url.to_string()).places(others.places()))
}

/// Returns advice about a finding of a rule.
fn help(rule: &str) -> &'static str {
    match rule {
        "rot/not-found" | "rot/gone" | "rot/soft-404" => "link to where the thing is now, or to a copy in an archive",
        "rot/withdrawn" => "say in the entry that it was withdrawn, or take the entry out",
        "rot/license-drift" | "rot/access-drift" => "look at the thing itself, and write what holds of it",
        "rot/archived" => "say in the entry that it is archived, or link to what took its place",
        "rot/parked" => "take the link out: who owns the domain now has nothing to do with the thing",
        "rot/dns" => "look for a slip in the name; link to where the thing is now, or to a copy in an archive",
        "rot/tls" => "tell its owners: browsers warn before they show it",
        "rot/unreachable" | "rot/server-error" => "try it in a browser: it may be back in a while",
        "rot/redirect" => "open it in a browser, and write the address that it ends at",
        "rot/content" => "open it in a browser, and see whether the file is still there",
        "rot/fragment" => "link to a place that the page has, or to the page itself",
        "rot/private-address" => "link to a public address",
        _ => "open it in a browser: a machine cannot tell",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, FieldVocabulary};
    use crate::finding::Severity;
    use crate::probe::Cause;
    use crate::rules::{ActiveRule, JudgedLink, NoFiles, RULES, Verdicts, check_judged, find};
    use crate::source::File;

    #[test]
    fn each_cause_that_is_told_has_its_rule() {
        for cause in Cause::ALL {
            let Some(name) = cause.rule() else { continue };
            assert!(find(name).is_some(), "{name}");
        }
        let mut rules = RULES.iter().filter(|rule| rule.family() == "rot");
        assert!(rules.all(|rule| Cause::ALL.iter().any(|cause| cause.rule() == Some(rule.name))));
    }

    /// Builds the finding for a link with this cause.
    fn found(
        cause: Cause,
        severity: Option<Severity>,
        asked: &ActiveRule,
    ) -> (Vec<crate::finding::Finding>, (usize, usize)) {
        let file = File::from_text("a.md", "- [A](https://a.org/x) - A.\n- [B](https://b.org/x) - B.\n");
        let catalogs = [Catalog::read(&file, &FieldVocabulary::default())];
        let verdict = Verdict {
            state: cause.state(),
            cause,
            status: None,
            final_url: None,
            evidence: "says so".to_owned(),
            suggestion: Some("https://c.org/".to_owned()),
        };
        let mut verdicts = Verdicts::default();
        verdicts.add("https://a.org/x", JudgedLink { verdict, severity });
        let now = jiff::civil::date(2026, 11, 23);
        let asked = std::slice::from_ref(asked);
        let found = check_judged(&catalogs[0], &catalogs, asked, now, &NoFiles, Some(&verdicts));
        (found.findings, found.counts[0])
    }

    #[test]
    fn one_rule_tells_a_cause_and_patience_says_how_bad_it_is() {
        let dns = ActiveRule::by_default(find("rot/dns").unwrap());
        for (cause, severity, wanted, counts) in [
            (Cause::NoDomain, None, Some(Severity::Error), (1, 1)),
            (Cause::DnsFailure, Some(Severity::Info), Some(Severity::Info), (1, 1)),
            (Cause::NotFound, Some(Severity::Error), None, (0, 0)),
            (Cause::Alive, None, None, (1, 0)),
        ] {
            let (findings, considered) = found(cause, severity, &dns);
            assert_eq!(findings.first().map(|finding| finding.severity), wanted, "{cause:?}");
            assert_eq!(considered, counts, "{cause:?}");
        }
        let configured = ActiveRule { is_configured: true, ..dns };
        let (findings, _) = found(Cause::DnsFailure, Some(Severity::Info), &configured);
        assert_eq!(findings[0].severity, Severity::Error);
    }

    #[test]
    fn what_moved_is_mended_where_it_stands() {
        let (findings, _) = found(Cause::Path, None, &ActiveRule::by_default(find("rot/moved").unwrap()));
        let fix = findings[0].fix.as_ref().unwrap();
        assert_eq!(
            (fix.safe, fix.edits[0].text.as_str(), fix.edits[0].span),
            (true, "https://c.org/", Span::new(6, 21))
        );
    }
}
