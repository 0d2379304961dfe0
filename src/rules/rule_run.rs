//! One rule, asked about all of its subjects.

use super::predicate::{Predicate, PredicateSubject};
use super::tally::Tally;
use super::{Answer, Answers, Check, ClaimCounts, Context, IndexedRecord, TargetedLink, record_license, wide_run};
use crate::catalog::{Catalog, Entity, LinkTarget, Record};
use crate::markdown::Link;
use crate::probe::Verdict;

/// A question about a link that was judged.
type VerdictCheck = fn(&Context<'_, '_>, &Link<'_>, &LinkTarget<'_>, &Verdict) -> Answer;

/// One rule, asked about all of its subjects.
pub(super) struct RuleRun<'c, 't> {
    context: Context<'c, 't>,
    pub(super) tally: Tally<'c, 't>,
}

impl<'c, 't> RuleRun<'c, 't> {
    pub(super) fn new(context: Context<'c, 't>) -> Self {
        Self { context, tally: Tally::new(context.asked, context.catalog) }
    }

    pub(super) fn checks(&self) -> &'static [Check] {
        self.context.asked.rule.checks
    }

    pub(super) fn ask_of_record(&mut self, record: &Record<'_>) {
        if let [Check::Record(ask)] = self.checks() {
            self.tally.take(ask(&self.context, record), Some(&record.name));
        }
    }

    pub(super) fn ask_of_entity(&mut self, entity: Entity) {
        if let [Check::Entity(ask)] = self.checks() {
            let answer = ask(&self.context, &entity);
            if !matches!(answer, Answer::CannotTell) {
                self.tally.take(answer, Some(self.context.catalog.entity_name(&entity)));
            }
        }
    }

    pub(super) fn ask_of_link(&mut self, link: &Link<'_>, target: &LinkTarget<'_>) {
        if let [Check::Link(ask)] = self.checks() {
            self.tally.take(ask(&self.context, link, target), None);
        }
    }

    /// Asks all questions of a rule that does not share its walk with others.
    pub(super) fn ask(&mut self) {
        for check in self.checks() {
            self.ask_check(*check);
        }
        self.tally.finish();
    }

    fn ask_check(&mut self, check: Check) {
        let (context, catalog) = (self.context, self.context.catalog);
        let document = &catalog.document;
        match check {
            Check::Suppression(_) => {}
            Check::Record(ask) => {
                catalog.records.iter().for_each(|own| self.tally.take(ask(&context, own), Some(&own.name)));
            }
            Check::Records(prepare) => {
                let mut ask = prepare(&context);
                for (record, index) in catalog.records.iter().zip(0..) {
                    self.tally.take(ask(IndexedRecord { index, record }), Some(&record.name));
                }
            }
            Check::Entity(ask) => {
                for entity in &catalog.entities {
                    self.tally.take(ask(&context, entity), Some(catalog.entity_name(entity)));
                }
            }
            Check::Licenses(prepare) => self.each(record_license::all(catalog), prepare(&context)),
            Check::AgeStatements(prepare) => self.each(context.age_statements(), prepare(&context)),
            Check::Claim(ask) => {
                let mut known = ClaimCounts::default();
                self.each(&catalog.claims, |claim| ask(&context, claim, &mut known));
            }
            Check::Mention(ask) => self.each(&catalog.mentions, |mention| ask(&context, mention)),
            Check::Mentions(prepare) => self.each(&catalog.mentions, prepare(&context)),
            Check::Link(ask) => self.each(links(catalog), |own| ask(&context, own.link, own.target)),
            Check::Links(prepare) => self.each(links(catalog), prepare(&context)),
            Check::Verdict(ask) => self.ask_verdict(ask),
            Check::Undefined(prepare) => self.each(&document.undefined, prepare(&context)),
            Check::Definitions(prepare) => self.each(&document.definitions, prepare(&context)),
            Check::Contents(prepare) => {
                let all = context.contents();
                if !all.is_empty() {
                    self.each(all, prepare(&context));
                }
            }
            Check::ContentsEntries(prepare) => {
                let all = context.contents();
                if !all.is_empty() {
                    self.each(all.iter().flat_map(|contents| contents.entries(document)), prepare(&context));
                }
            }
            Check::Tables(prepare) => self.each(0..document.tables.len() as u32, prepare(&context)),
            Check::Blocks(prepare) => self.each(&document.blocks, prepare(&context)),
            Check::WideRuns(prepare) => self.each(wide_run::all(document.text), prepare(&context)),
            Check::Document(ask) => {
                let mut answers = Answers::default();
                ask(&context, &mut answers);
                self.each(answers.given, |answer| answer);
            }
            Check::Predicate(predicate) => self.ask_predicate(predicate),
        }
    }

    /// Asks about each subject.
    fn each<S>(&mut self, subjects: impl IntoIterator<Item = S>, mut ask: impl FnMut(S) -> Answer) {
        subjects.into_iter().for_each(|subject| self.tally.take(ask(subject), None));
    }

    fn ask_verdict(&mut self, ask: VerdictCheck) {
        let (context, catalog) = (self.context, self.context.catalog);
        let Some(verdicts) = context.verdicts else { return };
        for TargetedLink { link, target, .. } in links(catalog) {
            let Some(judged) = verdicts.get(&target.url) else { continue };
            let mut answer = ask(&context, link, target, &judged.verdict);
            if let Answer::Broken(draft) = &mut answer {
                draft.audited = judged.severity;
            }
            self.tally.take(answer, None);
        }
    }

    fn ask_predicate(&mut self, predicate: &Predicate) {
        let (context, catalog) = (self.context, self.context.catalog);
        match predicate.each {
            PredicateSubject::Record => self.each(&catalog.records, |record| predicate.ask(&context, &[record])),
            PredicateSubject::Entity => self.each(&catalog.entities, |entity| {
                let records: Vec<_> = catalog.records_of(entity).collect();
                predicate.ask(&context, &records)
            }),
            PredicateSubject::Query => {
                let answers = predicate.query.as_ref().map_or_else(Vec::new, |query| query.ask(&context));
                self.each(answers, |answer| answer);
            }
        }
    }
}

/// The links of a catalog, each with its target.
pub(super) fn links<'c, 't>(catalog: &'c Catalog<'t>) -> impl Iterator<Item = TargetedLink<'c, 't>> {
    let links = catalog.document.links.iter().zip(&catalog.target_of).zip(0..);
    links.filter_map(|((link, &target_index), index)| {
        let target = catalog.targets.get(target_index as usize)?;
        Some(TargetedLink { index, link, target_index, target })
    })
}
