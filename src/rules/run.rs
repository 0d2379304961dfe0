//! The one loop: it asks all rules about one catalog, and puts their findings in order.

use rayon::prelude::*;

use super::found::{number, sort};
use super::protected::Protected;
use super::rule_run::{RuleRun, links};
use super::{
    ActiveRule, Check, CheckResult, Context, Files, Neighbors, RULES, SharedSubjects, Verdicts, suppression,
    wants_links,
};
use crate::catalog::Catalog;
use crate::finding::Finding;

/// The rules that are asked when no configuration says otherwise and no link is asked for.
pub fn default_rules() -> Vec<ActiveRule> {
    let on = RULES.iter().copied().filter(|rule| rule.page.head().default && !wants_links(rule));
    on.map(ActiveRule::by_default).collect()
}

/// Asks rules about one catalog.
pub fn check<'t>(
    catalog: &Catalog<'t>,
    catalogs: &[Catalog<'t>],
    asked: &[ActiveRule],
    now: jiff::civil::Date,
    files: &dyn Files,
) -> CheckResult {
    check_judged(catalog, catalogs, asked, now, files, None)
}

/// Asks rules about one catalog whose links were asked for.
pub fn check_judged<'t>(
    catalog: &Catalog<'t>,
    catalogs: &[Catalog<'t>],
    asked: &[ActiveRule],
    now: jiff::civil::Date,
    files: &dyn Files,
    verdicts: Option<&Verdicts>,
) -> CheckResult {
    check_beside(catalog, &Neighbors::new(catalogs), asked, now, files, verdicts)
}

/// Asks rules about one catalog of many, whose neighbors are the same for all of them.
pub fn check_beside<'t>(
    catalog: &Catalog<'t>,
    neighbors: &Neighbors<'_, 't>,
    asked: &[ActiveRule],
    now: jiff::civil::Date,
    files: &dyn Files,
    verdicts: Option<&Verdicts>,
) -> CheckResult {
    let subjects = SharedSubjects::default();
    let asking = |asked| RuleRun::new(Context { catalog, neighbors, now, asked, files, verdicts, subjects: &subjects });
    // A rule knows nothing of the others, so they can be asked at once; what they answer is kept in their order.
    let groups: Vec<Vec<usize>> = groups(asked);
    let ask = |group: &Vec<usize>| {
        let mut rules: Vec<RuleRun<'_, '_>> = group.iter().filter_map(|&rule| asked.get(rule)).map(asking).collect();
        ask_together(catalog, &mut rules);
        let answered = group.iter().zip(rules).map(|(&rule, run)| {
            let (holds, mut findings) = (run.tally.holds, run.tally.findings);
            sort(&mut findings);
            // A cell that reaches over several rows is asked about with each of them, and wrong once.
            findings.dedup_by(|next, last| next.span == last.span && next.message == last.message);
            // Before any is suppressed, so that a comment leaves the fingerprints of the others as they were.
            number(&mut findings);
            (rule, holds, findings)
        });
        answered.collect()
    };
    let mut answers: Vec<_> = groups.par_iter().with_max_len(1).flat_map_iter::<_, Vec<_>>(ask).collect();
    answers.sort_by_key(|(rule, ..)| *rule);
    let counts = answers.iter().map(|(_, holds, broken)| (holds + broken.len(), broken.len())).collect();
    let findings = merge(answers.into_iter().map(|(.., broken)| broken).collect());
    let mut found = CheckResult { findings, counts, ..CheckResult::default() };
    suppression::settle(catalog, asked, now, &mut found);
    protect(catalog, &mut found.findings);
    found
}

/// Drops fixes that reach into code, comments or front matter.
fn protect(catalog: &Catalog<'_>, findings: &mut [Finding]) {
    let mut fixed = findings.iter_mut().filter(|finding| finding.fix.is_some()).peekable();
    if fixed.peek().is_some() {
        let protected = Protected::of(catalog);
        fixed.for_each(|finding| protected.check(catalog.document.text, finding));
    }
}

/// The rules, by their indices, in groups of those that are asked about the same subjects: a catalog of 100,000 links is
/// walked once for all rules about links.
fn groups(asked: &[ActiveRule]) -> Vec<Vec<usize>> {
    let kind = |asked: &ActiveRule| match asked.rule.checks {
        [Check::Record(_)] => Some(0),
        [Check::Entity(_)] => Some(1),
        [Check::Link(_)] => Some(2),
        _ => None,
    };
    let mut shared: [Vec<usize>; 3] = Default::default();
    let mut groups = Vec::new();
    for (index, asked) in asked.iter().enumerate() {
        match kind(asked).and_then(|kind| shared.get_mut(kind)) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    groups.extend(shared);
    groups
}

/// Asks rules of one kind about all of their subjects.
fn ask_together(catalog: &Catalog<'_>, rules: &mut [RuleRun<'_, '_>]) {
    match rules.first().map(RuleRun::checks) {
        Some([Check::Record(_)]) => {
            for record in &catalog.records {
                for rule in rules.iter_mut() {
                    rule.ask_of_record(record);
                }
            }
        }
        Some([Check::Entity(_)]) => {
            for entity in &catalog.entities {
                for rule in rules.iter_mut() {
                    rule.ask_of_entity(*entity);
                }
            }
        }
        Some([Check::Link(_)]) => {
            for own in links(catalog) {
                for rule in rules.iter_mut() {
                    rule.ask_of_link(own.link, own.target);
                }
            }
        }
        _ => return rules.iter_mut().for_each(RuleRun::ask),
    }
    for rule in rules {
        rule.tally.finish();
    }
}

/// Puts lists of findings together, each in the order of the text, as one such list: a finding is large, and each is moved
/// once.
fn merge(lists: Vec<Vec<Finding>>) -> Vec<Finding> {
    let mut places: Vec<(u32, u32, u32)> = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    for (list, index) in lists.iter().zip(0..) {
        places.extend(list.iter().map(|finding| (finding.span.start, finding.span.end, index)));
    }
    places.par_sort_unstable();
    let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
    let mut findings = Vec::with_capacity(places.len());
    findings.extend(places.into_iter().filter_map(|(.., list)| lists.get_mut(list as usize)?.next()));
    findings
}
