//! Results of earlier claims of a catalog. One that was put together of many says the same of the same many
//! times, and each count walks all of its records.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::judgement::{ClaimJudgement, judge_claims};
use super::linked::{LinkedJudgement, judge_linked};
use super::reading::{CountCandidates, enough, matching, sections};
use super::records_by_word::RecordsByWord;
use super::terms::{Samples, term};
use crate::catalog::number::Interval;
use crate::catalog::{Catalog, Claim, ClaimPattern, CountedThing, Mention, Share, is_silent_title};
use crate::rules::Context;
use crate::source::Span;

/// Words for each of which all records are walked: the work of looking them up by word is that of about as many walks.
const WALKED: usize = 8;

/// Rows of a table of counts that agree with the entries, and their share of all rows.
const LEAST_TALLIED: usize = 3;
const TALLIED: Share = Share(7, 10);

/// Readings that are kept, however many records each has.
const KEPT: usize = 1_000;

/// Results of earlier claims of one catalog.
#[derive(Debug, Default)]
pub struct ClaimCounts<'c, 't> {
    /// For each table of counts whether most of its rows agree with the entries.
    tallies: FxHashMap<u32, bool>,
    /// The number of entries in the other files of the list, worked out once.
    elsewhere: Option<usize>,
    /// The judgement of each claim about entries, made for all of them at once.
    judged: Option<Vec<ClaimJudgement>>,
    /// The judgement of each claim about a linked file, by its place.
    linked: Option<FxHashMap<u32, LinkedJudgement>>,
    readings: FxHashMap<CatalogQuestion<'c>, Option<Rc<CountCandidates<'c, 't>>>>,
    /// Made when the claims are about many different words.
    by_word: Option<RecordsByWord<'c, 't>>,
    /// Number of different words that were looked for.
    words: usize,
    /// Contributions of a mention's entities to a sum, by the place of their list: mentions of one name share it.
    terms: FxHashMap<*const u32, Option<Interval>>,
    samples: Samples<'c>,
}

/// The question of a claim that is not about all entries of a part.
#[derive(Debug, PartialEq, Eq, Hash)]
enum CatalogQuestion<'c> {
    Sections,
    /// The records in which a word stands, up to a number of them, in its bits.
    Matching(&'c str, u64),
}

impl<'c, 't> ClaimCounts<'c, 't> {
    /// The judgement of a claim about entries.
    pub(super) fn judgement(&mut self, context: &Context<'c, 't>, claim: &Claim) -> ClaimJudgement {
        let catalog = context.catalog;
        let judged = self.judged.get_or_insert_with(|| judge_claims(catalog, context.number("tolerance")));
        let first = catalog.claims.partition_point(|other| other.span.start < claim.span.start);
        let own = catalog.claims.iter().zip(judged).skip(first).find(|(other, _)| other.span == claim.span);
        let own = own.map_or(ClaimJudgement::CannotTell, |(_, judgement)| *judgement);
        match own {
            // A list of several files may be counted as a whole.
            ClaimJudgement::Wrong(wrong) if claim.scope.is_none() && claim.extent.is_none() => {
                let elsewhere = *self.elsewhere.get_or_insert_with(|| linked_records(context));
                let is_more = claim.interval.low > f64::from(wrong.most);
                if elsewhere > 0 && is_more { ClaimJudgement::CannotTell } else { own }
            }
            _ => own,
        }
    }

    /// The judgement of a claim about a linked file; none where nothing is known.
    pub(super) fn linked(&mut self, context: &Context<'c, 't>, claim: &Claim) -> Option<LinkedJudgement> {
        self.linked.get_or_insert_with(|| judge_linked(context)).get(&claim.span.start).copied()
    }

    /// All ways to count the sections, or the records in which a word stands.
    pub(super) fn reading(
        &mut self,
        catalog: &'c Catalog<'t>,
        claim: &'c Claim,
    ) -> Option<Rc<CountCandidates<'c, 't>>> {
        let asked = match &claim.counted {
            CountedThing::Records | CountedThing::Sum => return None,
            CountedThing::Sections => CatalogQuestion::Sections,
            CountedThing::Matching(word) => CatalogQuestion::Matching(word, enough(claim).to_bits()),
        };
        if let Some(known) = self.readings.get(&asked) {
            return known.clone();
        }
        let found = match asked {
            CatalogQuestion::Matching(word, _) => self.matching(catalog, word, claim),
            CatalogQuestion::Sections => sections(catalog),
        };
        let found = found.map(Rc::new);
        // Each holds its records: of very many that hold very many the later ones are counted anew.
        if self.readings.len() < KEPT || found.as_ref().is_none_or(|found| found.records.len() < KEPT) {
            self.readings.insert(asked, found.clone());
        }
        found
    }

    /// Returns true if most rows of a table of counts agree with the entries: only then the others are wrong.
    pub(super) fn is_tally(&mut self, context: &Context<'c, 't>, table: u32) -> bool {
        if let Some(&known) = self.tallies.get(&table) {
            return known;
        }
        let catalog = context.catalog;
        let span = catalog.document.tables.get(table as usize).map_or_else(Span::default, |table| table.span);
        let first = catalog.claims.partition_point(|claim| claim.span.start < span.start);
        let inside = catalog.claims.iter().skip(first).take_while(|claim| claim.span.start < span.end);
        let rows: Vec<&'c Claim> = inside.filter(|claim| claim.pattern == ClaimPattern::Tally(table)).collect();
        let agrees = |own: &mut Self, claim: &'c Claim| {
            let reading = own.reading(catalog, claim);
            reading.is_some_and(|it| it.counts().into_iter().any(|count| claim.interval.contains(count as f64)))
        };
        let agreeing = rows.iter().filter(|claim| agrees(self, claim)).count();
        let is_tally = agreeing >= LEAST_TALLIED && TALLIED.is_reached(agreeing, rows.len());
        self.tallies.insert(table, is_tally);
        is_tally
    }

    fn matching(&mut self, catalog: &'c Catalog<'t>, word: &str, claim: &Claim) -> Option<CountCandidates<'c, 't>> {
        self.words += 1;
        if self.words <= WALKED {
            return Some(matching(catalog, word, enough(claim))).filter(|reading| reading.most > 0);
        }
        let by_word = self.by_word.get_or_insert_with(|| RecordsByWord::of(catalog));
        Some(by_word.reading(word)).filter(|reading| reading.most > 0)
    }

    /// Returns the contribution of a mention's entities to a sum; nothing where one of them has no number.
    pub(super) fn term(&mut self, context: &Context<'c, 't>, mention: &'c Mention) -> Option<Interval> {
        let samples = &mut self.samples;
        *self.terms.entry(mention.entities.as_ptr()).or_insert_with(|| term(context, mention, samples))
    }
}

/// Returns how many entries the files have that a catalog links to, its translations left out.
fn linked_records(context: &Context<'_, '_>) -> usize {
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.split(['.', '_', '-']).next().unwrap_or_default().to_ascii_lowercase()
    };
    let own = stem(context.catalog.file.path());
    // The readme of a folder is no translation.
    let is_translation = |path: &str| !path.contains('/') && stem(path) == own;
    let others = context.neighbors.linked_from(context.catalog).into_iter();
    others
        .filter(|(path, _)| !is_translation(path) && !is_silent_file(path))
        .map(|(_, other)| other.records.len())
        .sum()
}

/// Returns true if the numbers of a file count nothing of a list: `CHANGELOG.md`.
pub(super) fn is_silent_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    is_silent_title(name.split('.').next().unwrap_or_default())
}
