//! What was worked out for earlier claims of a catalog. One that was put together of many says the same of the same many
//! times, and each count walks all of its records.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::reading::{Reading, enough, reading};
use super::records_by_word::RecordsByWord;
use super::terms::{Samples, term};
use crate::catalog::number::Interval;
use crate::catalog::{Catalog, Claim, Counted, Mention};
use crate::markdown::NONE;
use crate::rules::Context;

/// Words for each of which all records are walked: the work of looking them up by word is that of about as many walks.
const WALKED: usize = 8;

/// Readings that are kept, however many records each has.
const KEPT: usize = 1_000;

/// What was worked out for earlier claims of one catalog.
#[derive(Debug, Default)]
pub struct Known<'c, 't> {
    readings: FxHashMap<Asked<'c>, Option<Rc<Reading<'c, 't>>>>,
    /// Made when the claims are about many different words.
    by_word: Option<RecordsByWord<'c, 't>>,
    /// How many different words were looked for.
    words: usize,
    /// What the entities of a mention can add to a sum, by where the list of them lies: mentions of one name share it.
    terms: FxHashMap<*const u32, Option<Interval>>,
    samples: Samples<'c>,
}

/// What a claim about the whole catalog asks for.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Asked<'c> {
    Records,
    Sections,
    /// The records of one section.
    Section(u32),
    /// The records in which a word stands, up to a number of them, in its bits.
    Matching(&'c str, u64),
}

impl<'c, 't> Known<'c, 't> {
    /// All ways to count what a claim counts, as [`reading`] gives them.
    pub(super) fn reading(&mut self, catalog: &'c Catalog<'t>, claim: &'c Claim) -> Option<Rc<Reading<'c, 't>>> {
        let asked = match &claim.counted {
            Counted::Records if claim.scope == NONE => Asked::Records,
            Counted::Records => Asked::Section(claim.scope),
            Counted::Sum => return reading(catalog, claim).map(Rc::new),
            Counted::Sections => Asked::Sections,
            Counted::Matching(word) => Asked::Matching(word, enough(claim).to_bits()),
        };
        if let Some(known) = self.readings.get(&asked) {
            return known.clone();
        }
        let found = match asked {
            Asked::Matching(word, _) => self.matching(catalog, word, claim),
            _ => reading(catalog, claim),
        };
        let found = found.map(Rc::new);
        // Each holds its records: of very many that hold very many the later ones are counted anew.
        if self.readings.len() < KEPT || found.as_ref().is_none_or(|found| found.records.len() < KEPT) {
            self.readings.insert(asked, found.clone());
        }
        found
    }

    fn matching(&mut self, catalog: &'c Catalog<'t>, word: &str, claim: &Claim) -> Option<Reading<'c, 't>> {
        self.words += 1;
        if self.words <= WALKED {
            return reading(catalog, claim);
        }
        let by_word = self.by_word.get_or_insert_with(|| RecordsByWord::of(catalog));
        Some(by_word.reading(word)).filter(|reading| reading.most > 0)
    }

    /// What the entities of a mention can add to a sum; nothing where one of them has no number.
    pub(super) fn term(&mut self, context: &Context<'c, 't>, mention: &'c Mention) -> Option<Interval> {
        let samples = &mut self.samples;
        *self.terms.entry(mention.entities.as_ptr()).or_insert_with(|| term(context, mention, samples))
    }
}
