//! Sections before the first and behind the last one that contents list: there stands what a catalog says of itself.

use crate::catalog::{Catalog, Share};
use crate::markdown::SectionId;

/// Entries in a section that make it a part of the catalog: one link is a remark.
const LEAST_RECORDS: usize = 2;

/// The stretch of a document that its contents list, and what the sections there hold.
pub(super) struct Fringe<'c, 't> {
    catalog: &'c Catalog<'t>,
    first: Option<SectionId>,
    last: Option<SectionId>,
    /// True if the listed sections hold entries, as those of a guide do not.
    holds_records: bool,
}

impl<'c, 't> Fringe<'c, 't> {
    /// Makes it of the sections that contents list, whose level is `level`.
    pub(super) fn of(catalog: &'c Catalog<'t>, listed: &[SectionId], level: u8) -> Self {
        let own = || listed.iter().copied().filter(|id| catalog.document[*id].level == level);
        let with_records = own().filter(|id| records_in(catalog, *id) >= LEAST_RECORDS).count();
        Self {
            catalog,
            first: own().min(),
            last: own().max(),
            holds_records: Share::HALF.is_reached(with_records, own().count()),
        }
    }

    /// Returns true if a section that is not listed is part of what the contents are of: it is between those that are, or
    /// it holds entries as they do.
    pub(super) fn is_content(&self, section: SectionId) -> bool {
        let is_within = self.first < Some(section) && Some(section) < self.last;
        is_within || !self.holds_records || records_in(self.catalog, section) >= LEAST_RECORDS
    }
}

/// Counts the entries in a section and its subsections.
fn records_in(catalog: &Catalog<'_>, section: SectionId) -> usize {
    let span = catalog.document[section].span;
    let before = |at: u32| catalog.records.partition_point(|record| record.span.start < at);
    before(span.end) - before(span.start)
}
