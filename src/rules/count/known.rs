//! What was worked out for earlier claims of a catalog. One that was put together of many says the same of the same many
//! times, and each count walks all of its records.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::reading::{Reading, enough, reading};
use super::totals::{Samples, term};
use crate::catalog::number::Interval;
use crate::catalog::{Catalog, Claim, Counted, Mention};
use crate::markdown::NONE;
use crate::rules::Context;

/// What was worked out for earlier claims of one catalog.
#[derive(Debug, Default)]
pub struct Known<'c, 't> {
    readings: FxHashMap<Asked<'c>, Option<Rc<Reading<'c, 't>>>>,
    /// What the entities of a mention can add to a sum, by where the list of them lies: mentions of one name share it.
    terms: FxHashMap<*const u32, Option<Interval>>,
    samples: Samples<'c>,
}

/// What a claim about the whole catalog asks for.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Asked<'c> {
    Records,
    Sections,
    /// The records in which a word stands, up to a number of them, in its bits.
    Matching(&'c str, u64),
}

impl<'c, 't> Known<'c, 't> {
    /// All ways to count what a claim counts, as [`reading`] gives them.
    pub(super) fn reading(&mut self, catalog: &'c Catalog<'t>, claim: &'c Claim) -> Option<Rc<Reading<'c, 't>>> {
        let asked = match &claim.counted {
            Counted::Records if claim.scope == NONE => Asked::Records,
            Counted::Records | Counted::Sum => return reading(catalog, claim).map(Rc::new),
            Counted::Sections => Asked::Sections,
            Counted::Matching(word) => Asked::Matching(word, enough(claim).to_bits()),
        };
        self.readings.entry(asked).or_insert_with(|| reading(catalog, claim).map(Rc::new)).clone()
    }

    /// What the entities of a mention can add to a sum; nothing where one of them has no number.
    pub(super) fn term(&mut self, context: &Context<'c, 't>, mention: &'c Mention) -> Option<Interval> {
        let samples = &mut self.samples;
        *self.terms.entry(mention.entities.as_ptr()).or_insert_with(|| term(context, mention, samples))
    }
}
