//! Results of earlier claims of a catalog. One that was put together of many says the same of the same many
//! times, and each count walks all of its records.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::reading::{CountCandidates, enough, reading};
use super::records_by_word::RecordsByWord;
use super::terms::{Samples, term};
use crate::catalog::number::Interval;
use crate::catalog::{Catalog, Claim, CountedThing, Mention};
use crate::markdown::NONE;
use crate::rules::Context;

/// Words for each of which all records are walked: the work of looking them up by word is that of about as many walks.
const WALKED: usize = 8;

/// Readings that are kept, however many records each has.
const KEPT: usize = 1_000;

/// Results of earlier claims of one catalog.
#[derive(Debug, Default)]
pub struct ClaimCounts<'c, 't> {
    readings: FxHashMap<CatalogQuestion<'c>, Option<Rc<CountCandidates<'c, 't>>>>,
    /// Made when the claims are about many different words.
    by_word: Option<RecordsByWord<'c, 't>>,
    /// Number of different words were looked for.
    words: usize,
    /// Contributions of a mention's entities to a sum, by the place of their list: mentions of one name share it.
    terms: FxHashMap<*const u32, Option<Interval>>,
    samples: Samples<'c>,
}

/// The question of a claim about the whole catalog.
#[derive(Debug, PartialEq, Eq, Hash)]
enum CatalogQuestion<'c> {
    Records,
    Sections,
    /// The records of one section.
    Section(u32),
    /// The records in which a word stands, up to a number of them, in its bits.
    Matching(&'c str, u64),
}

impl<'c, 't> ClaimCounts<'c, 't> {
    /// All ways to count what a claim counts, as [`reading`] gives them.
    pub(super) fn reading(
        &mut self,
        catalog: &'c Catalog<'t>,
        claim: &'c Claim,
    ) -> Option<Rc<CountCandidates<'c, 't>>> {
        let asked = match &claim.counted {
            CountedThing::Records if claim.scope == NONE => CatalogQuestion::Records,
            CountedThing::Records => CatalogQuestion::Section(claim.scope),
            CountedThing::Sum => return reading(catalog, claim).map(Rc::new),
            CountedThing::Sections => CatalogQuestion::Sections,
            CountedThing::Matching(word) => CatalogQuestion::Matching(word, enough(claim).to_bits()),
        };
        if let Some(known) = self.readings.get(&asked) {
            return known.clone();
        }
        let found = match asked {
            CatalogQuestion::Matching(word, _) => self.matching(catalog, word, claim),
            _ => reading(catalog, claim),
        };
        let found = found.map(Rc::new);
        // Each holds its records: of very many that hold very many the later ones are counted anew.
        if self.readings.len() < KEPT || found.as_ref().is_none_or(|found| found.records.len() < KEPT) {
            self.readings.insert(asked, found.clone());
        }
        found
    }

    fn matching(&mut self, catalog: &'c Catalog<'t>, word: &str, claim: &Claim) -> Option<CountCandidates<'c, 't>> {
        self.words += 1;
        if self.words <= WALKED {
            return reading(catalog, claim);
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
