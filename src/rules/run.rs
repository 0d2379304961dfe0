//! The one loop: it walks a catalog, asks each rule about each subject, counts what was considered, and makes findings
//! of what is broken.

use rayon::prelude::*;

use super::count::ClaimCounts;
use super::found::{finding_near, number, sort};
use super::predicate::{Predicate, PredicateSubject};
use super::protected::Protected;
use super::{
    ActiveRule, Answer, Answers, Check, CheckResult, Context, Draft, Files, Neighbors, RULES, Verdicts, suppression,
    wants_links,
};
use crate::catalog::{Catalog, Entity, LinkTarget, Record};
use crate::finding::Finding;
use crate::markdown::Link;
use crate::probe::Verdict;

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
    let asking = |asked| {
        let context = Context { catalog, neighbors, now, asked, files, verdicts };
        RuleRun { context, holds: 0, findings: Vec::new(), near: 0 }
    };
    // A rule knows nothing of the others, so they can be asked at once; what they answer is kept in their order.
    let groups: Vec<Vec<usize>> = groups(asked);
    let ask = |group: &Vec<usize>| {
        let mut rules: Vec<RuleRun<'_, '_>> = group.iter().filter_map(|&rule| asked.get(rule)).map(asking).collect();
        ask_together(catalog, &mut rules);
        let answered = group.iter().zip(rules).map(|(&rule, RuleRun { holds, mut findings, .. })| {
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
    let kind = |asked: &ActiveRule| match asked.rule.check {
        Check::Record(_) => Some(0),
        Check::Entity(_) => Some(1),
        Check::Link(_) => Some(2),
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
    match rules.first().map(RuleRun::check) {
        Some(Check::Record(_)) => {
            for record in &catalog.records {
                for rule in &mut *rules {
                    rule.ask_of_record(record);
                }
            }
        }
        Some(Check::Entity(_)) => {
            for entity in &catalog.entities {
                for rule in &mut *rules {
                    rule.ask_of_entity(*entity);
                }
            }
        }
        Some(Check::Link(_)) => {
            for (link, &target) in catalog.document.links.iter().zip(&catalog.target_of) {
                if let Some(target) = catalog.targets.get(target as usize) {
                    for rule in &mut *rules {
                        rule.ask_of_link(link, target);
                    }
                }
            }
        }
        _ => rules.iter_mut().for_each(RuleRun::ask),
    }
}

/// A question about a link that was judged.
type VerdictCheck = fn(&Context<'_, '_>, &Link<'_>, &LinkTarget<'_>, &Verdict) -> Answer;

/// One rule, asked about all of its subjects.
struct RuleRun<'c, 't> {
    context: Context<'c, 't>,
    holds: usize,
    findings: Vec<Finding>,
    /// Near which record the last finding stands: the next one mostly stands near it.
    near: usize,
}

impl RuleRun<'_, '_> {
    fn check(&self) -> Check {
        self.context.asked.rule.check
    }

    fn ask_of_record(&mut self, record: &Record<'_>) {
        if let Check::Record(ask) = self.check() {
            self.take(ask(&self.context, record), Some(&record.name));
        }
    }

    fn ask_of_entity(&mut self, entity: Entity) {
        if let Check::Entity(ask) = self.check() {
            let answer = ask(&self.context, &entity);
            if !matches!(answer, Answer::CannotTell) {
                self.take(answer, Some(self.context.catalog.entity_name(&entity)));
            }
        }
    }

    fn ask_of_link(&mut self, link: &Link<'_>, target: &LinkTarget<'_>) {
        if let Check::Link(ask) = self.check() {
            self.take(ask(&self.context, link, target), None);
        }
    }

    /// Asks a rule that shares its subjects with no other.
    fn ask(&mut self) {
        let catalog = self.context.catalog;
        let context = self.context;
        match self.check() {
            Check::Record(_) | Check::Entity(_) | Check::Link(_) | Check::Suppression(_) => {}
            Check::Claim(ask) => {
                let mut known = ClaimCounts::default();
                catalog.claims.iter().for_each(|claim| self.take(ask(&context, claim, &mut known), None));
            }
            Check::Mention(ask) => catalog.mentions.iter().for_each(|mention| self.take(ask(&context, mention), None)),
            Check::Verdict(ask) => self.ask_verdict(ask),
            Check::Table(ask) => {
                (0..catalog.document.tables.len() as u32).for_each(|table| self.take(ask(&context, table), None));
            }
            Check::Section(ask) => {
                (0..catalog.document.sections.len() as u32).for_each(|section| self.take(ask(&context, section), None));
            }
            Check::Document(ask) => {
                let mut answers = Answers::default();
                ask(&context, &mut answers);
                self.holds += answers.holds;
                answers.broken.into_iter().for_each(|draft| self.add(draft, None));
            }
            Check::Predicate(predicate) => self.ask_predicate(predicate),
        }
    }

    fn ask_verdict(&mut self, ask: VerdictCheck) {
        let (context, catalog) = (self.context, self.context.catalog);
        let Some(verdicts) = context.verdicts else { return };
        for (link, &target) in catalog.document.links.iter().zip(&catalog.target_of) {
            let Some(target) = catalog.targets.get(target as usize) else { continue };
            let Some(judged) = verdicts.get(&target.url) else { continue };
            let mut answer = ask(&context, link, target, &judged.verdict);
            if let Answer::Broken(draft) = &mut answer {
                draft.severity = draft.severity.or(judged.severity);
            }
            self.take(answer, None);
        }
    }

    fn ask_predicate(&mut self, predicate: &Predicate) {
        let (context, catalog) = (self.context, self.context.catalog);
        match predicate.each {
            PredicateSubject::Record => {
                catalog.records.iter().for_each(|record| self.take(predicate.ask(&context, &[record]), None));
            }
            PredicateSubject::Entity => {
                for entity in &catalog.entities {
                    let records: Vec<_> = catalog.records_of(entity).collect();
                    self.take(predicate.ask(&context, &records), None);
                }
            }
        }
    }

    fn take(&mut self, answer: Answer, record: Option<&str>) {
        match answer {
            Answer::CannotTell => {}
            Answer::Holds => self.holds += 1,
            Answer::Broken(draft) => self.add(*draft, record),
        }
    }

    fn add(&mut self, draft: Draft, record: Option<&str>) {
        let finding = finding_near(self.context.asked, self.context.catalog, draft, record, &mut self.near);
        self.findings.push(finding);
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
